"""One case from the volunteer to the Dinas: on each page what is asked for, whose move it is, and nothing else."""

import html
import re

import pytest

from deploy.local.running import Running
from tests.portal.conftest import Office
from tests.portal.readers import Page, Reader
from tests.portal.test_recording import all_steps
from tests.registry.people import Person

FILLED = re.compile(r'class="btn"[^>]*>(?:<svg.*?</svg>)?([^<]*)<')


def filled(page: Page) -> list[str]:
    """The filled buttons of a page."""
    return [html.unescape(words) for words in FILLED.findall(page.text)]


def path_of(page: Page, reader: Reader) -> str:
    return re.sub(r"\?.*", "", page.url.removeprefix(reader.portal))


@pytest.fixture(scope="session")
def dewi(street: Running, office: Office) -> Reader:
    reader = Reader(street.url("portal"))
    assert reader.log_in(office.dewi).status == 200
    return reader


@pytest.fixture
def case(rahma: Reader, office: Office) -> str:
    return path_of(all_steps(rahma, office), rahma)


def test_a_returned_report_says_why_in_words(rahma: Reader, jaka: Reader, case: str) -> None:
    jaka.send(jaka.get(f"{case}/kembalikan"), f"{case}/kembalikan", reason="incomplete", note="Tanggal lahirnya?")
    assert filled(rahma.get(case)) == ["Lengkapi laporan"]
    form = rahma.get(f"{case}/lengkapi")
    assert "reason_words" not in html.unescape(form.text)
    assert 'value="1 Januari 1952"' in form.text
    sent = rahma.send(form, f"{case}/lengkapi", name="Siti Fiktif", birth_on="1 Januari 1952")
    assert "Laporan dilengkapi" in sent.text


def test_whose_move_it_is_not_has_no_filled_button(jaka: Reader, dewi: Reader, case: str) -> None:
    assert filled(jaka.get(case)) == ["Verifikasi"]
    verified = jaka.send(jaka.get(case), f"{case}/verifikasi")
    assert filled(verified) == []
    assert filled(dewi.get(case)) == ["Tangani kasus"]


def test_a_form_that_cannot_be_sent_now_is_not_shown(rahma: Reader, dewi: Reader, case: str) -> None:
    for reader, word in ((rahma, "tutup"), (rahma, "kembalikan"), (dewi, "tangani"), (dewi, "rujuk")):
        page = reader.get(f"{case}/{word}")
        assert (page.status, page.title) == (409, "Belum dapat dilakukan - Titian"), word
        assert f'href="{case}"' in page.text


def test_the_dinas_chooses_a_service_for_a_need(jaka: Reader, dewi: Reader, case: str) -> None:
    jaka.send(jaka.get(case), f"{case}/verifikasi")
    dewi.send(dewi.get(case), f"{case}/tangani")
    kinds = re.findall(r'name="kind" value="(\w+)"|<option value="(\w+)"', dewi.get(f"{case}/kebutuhan").text)
    dewi.send(dewi.get(f"{case}/kebutuhan"), f"{case}/kebutuhan", kind=next(a or b for a, b in kinds))
    page = dewi.get(f"{case}/rujuk")
    assert page.title == "Pilih sistem sumber - Titian"
    assert ">True<" not in page.text and "<b>True</b>" not in page.text


def test_a_refused_dialog_comes_back_open_with_what_is_wrong_in_it(dewi: Reader) -> None:
    listed = dewi.get("/psm?status=active").text
    path = re.search(r'<th scope="row"><a href="(/psm/[0-9a-f-]{36})"', listed)
    assert path
    page = dewi.send(dewi.get(path[1]), f"{path[1]}/nonaktifkan", reason="")
    assert page.status == 422
    dialog = re.search(r'<dialog id="nonaktifkan"[^>]* open>.*?</dialog>', page.text, re.S)
    assert dialog
    assert 'href="#reason"' in dialog[0] and 'id="reason"' in dialog[0]
    assert page.text.count('class="errors') == 1


def test_a_room_that_is_not_ones_own_says_so(passerby: Reader, dewi: Reader, administrator: Person) -> None:
    assert dewi.get("/rujukan-masuk").status == 403
    assert passerby.log_in(administrator, to="/catat").status == 403
    for path in ("/catat/warga", "/rujukan", "/rujukan-masuk"):
        assert passerby.get(path).title == "Tidak dapat dilakukan - Titian"


def test_an_empty_field_is_asked_for_by_its_name(jaka: Reader, case: str) -> None:
    page = jaka.send(jaka.get(f"{case}/kembalikan"), f"{case}/kembalikan", note="Belum lengkap.")
    assert '<a href="#reason">Pilih apa yang kurang.</a>' in page.text


def test_an_appointment_names_all_that_is_missing(dewi: Reader) -> None:
    empty = dewi.send(dewi.get("/psm/angkat"), "/psm/angkat", name="")
    for name in ("name", "villages", "sk_number", "sk_issuer", "issued_on", "starts_on"):
        assert f'<a href="#{name}">' in empty.text
    early = dewi.send(dewi.get("/psm/angkat"), "/psm/angkat", starts_on="14-2-2026", ends_on="13-2-2026")
    assert "Berlaku sampai lebih awal" in early.text
