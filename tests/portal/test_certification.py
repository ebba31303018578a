"""A certification on the portal's pages, without JavaScript: readiness, papers, a coach, the decision."""

import re

import pytest

from deploy.local.running import Running
from tests.portal.conftest import Office
from tests.portal.readers import Page, Reader
from tests.registry import courses
from tests.registry.conftest import Kabupaten
from tests.registry.test_certification import PAPERS, PDF, WORDS, photo


@pytest.fixture(scope="session")
def dewi(street: Running, office: Office) -> Reader:
    reader = Reader(street.url("portal"))
    assert reader.log_in(office.dewi).status == 200
    return reader


def press(reader: Reader, here: str, verb: str, **typed: object) -> Page:
    page = reader.send(reader.get(here), f"{here}/{verb}", **typed)
    assert page.status == 200, page.title
    return page


def where(reader: Reader, page: Page) -> str:
    return re.sub(r"\?.*", "", page.url.removeprefix(reader.portal))


def test_a_volunteer_gathers_her_papers_her_coach_releases_them_and_the_dinas_records_the_decision(
    dewi: Reader, rahma: Reader, jaka: Reader, kabupaten: Kabupaten, office: Office
) -> None:
    mine = rahma.get("/kompetensi")
    assert "2 dari 11 syarat sudah tercatat di registri" in mine.text
    page = rahma.send(mine, "/kompetensi/mulai", route="volunteer")
    assert "Berkas dimulai." in page.text
    assert "Berikutnya: Sertifikat bimtek dasar" in page.text
    here = where(rahma, page)
    empty = rahma.send(page, f"{here}/unggah", paper="basic")
    assert empty.status == 422 and "Pilih berkasnya lebih dahulu." in empty.text
    wrong = upload(rahma, here, "photo", PDF)
    assert wrong.status == 422 and "Untuk syarat ini unggah JPEG, PNG." in wrong.text
    for item in PAPERS:
        page = upload(rahma, here, item, photo() if item == "photo" else PDF)
        assert "Berkas tersimpan tersegel." in page.text, item
    texts = {"description": WORDS * 10, "cv": WORDS * 5, "codes": ["description", "cv"]}
    page = rahma.send(rahma.get(f"{here}/tulis"), f"{here}/tulis", **texts)
    assert "11 dari 11 syarat terpenuhi" in page.text
    assert "Berkas lengkap. Dinas menetapkan pendamping" in page.text

    board = dewi.get("/tugas")
    assert f'href="{here}"' in board.text and "Tetapkan pendamping" in board.text
    refused = dewi.send(dewi.get(here), f"{here}/pendamping", coach="")
    assert refused.status == 422 and "Pilih pendampingnya." in refused.text
    coach = re.search(r'<option value="(v:[0-9a-f-]{36})">Jaka Umpama', dewi.get(here).text)
    assert coach
    press(dewi, here, "pendamping", coach=coach[1])
    assert "Rahma Contoh" in jaka.get("/kompetensi/dampingan").text
    day = courses.today(kabupaten.code)
    said = {"item": "cv", "comment": "Tambahkan pelatihan", "due_on": f"{day.day}-{day.month}-{day.year}"}
    assert "Catatan tersimpan." in press(jaka, here, "catatan", **said).text
    assert "Lengkapi berkas" in rahma.get("/tugas").text
    page = rahma.send(rahma.get(here), f"{here}/tandai", number="1")
    assert "Catatan ditandai selesai." in page.text
    press(jaka, here, "siap")

    assert "Ajukan kepada lembaga penilai" in dewi.get("/tugas").text
    today = {"on": f"{day.day} {day.month} {day.year}"}
    press(dewi, here, "ajukan", letter_number="460/12", letter_on=today["on"])
    press(dewi, here, "nilai", assessed_on=today["on"], assessed_by="LSPS Kementerian Sosial")
    said = {"decided_on": today["on"], "result_by": "LSPS Kementerian Sosial", "certificate_number": "RS-1"}
    unsure = dewi.send(dewi.get(here), f"{here}/putuskan", **said)
    assert unsure.status == 422 and "Pilih kompeten atau belum." in unsure.text
    silent = dewi.send(dewi.get(here), f"{here}/putuskan", competent="no", **said)
    assert silent.status == 422 and "Tulis alasannya" in silent.text
    page = press(dewi, here, "putuskan", competent="yes", **said)
    assert "Keputusan dicatat." in page.text and "Kompeten" in page.text
    assert f"{day.year + 5}" in rahma.get("/kompetensi").text
    file = rahma.get(f"{here}/berkas.pdf")
    assert file.headers["content-type"] == "application/pdf"
    assert "Rahma Contoh" not in page.title, "no name: a browser keeps titles in its history"


def test_the_dinas_begins_a_dossier_filters_by_what_is_missing_and_writes_down_a_meeting(
    dewi: Reader, kabupaten: Kabupaten
) -> None:
    lela = kabupaten.appointed(kabupaten.psm(name="Lela Fiktif"))
    choice = dewi.get("/kompetensi/calon")
    refused = dewi.send(choice, "/kompetensi/mulai", route="volunteer")
    assert refused.status == 422 and "Pilih relawannya." in refused.text
    page = dewi.send(choice, "/kompetensi/mulai", route="volunteer", volunteer=lela["id"])
    here = where(dewi, page)
    listed = dewi.get("/kompetensi?kurang=recommendation")
    assert "Lela Fiktif" in listed.text and "Tersendat di syarat" in listed.text
    assert "Lela Fiktif" not in dewi.get("/kompetensi?kurang=appointment").text
    day = courses.today(kabupaten.code)
    meeting = {"held_on": f"{day.day}-{day.month}-{day.year}", "place": "Aula Dinas", "topic": "Menyusun portofolio"}
    bare = dewi.send(dewi.get("/kompetensi/pertemuan"), "/kompetensi/pertemuan", **meeting)
    assert bare.status == 422 and "Pilih calon yang diundang." in bare.text
    id_ = here.rpartition("/")[2]
    page = dewi.send(dewi.get("/kompetensi/pertemuan"), "/kompetensi/pertemuan", dossiers=[id_], **meeting)
    assert "Pertemuan dicatat." in page.text
    met = re.search(r'action="(/kompetensi/pertemuan/[0-9a-f-]{36}/hadir)"', page.text)
    assert met
    assert "Kehadiran tersimpan." in dewi.send(page, met[1], came=[id_]).text
    assert "Menyusun portofolio" in dewi.get(here).text
    page = press(dewi, here, "hentikan", withdraw_reason="Pindah kabupaten")
    assert "Pindah kabupaten" in page.text


def upload(reader: Reader, here: str, item: str, content: bytes) -> Page:
    """The form of that item, as a browser sends it."""
    page = reader.get(here)
    forms = re.findall(r'(<form[^>]*action="[^"]*/unggah".*?</form>)', page.text, re.S)
    mine = next(form for form in forms if f'name="paper" value="{item}"' in form)
    return reader.bring(Page(page.status, page.url, mine, page.headers), f"{here}/unggah", content)
