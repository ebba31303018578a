"""A person is recorded in three steps without JavaScript; nothing that was typed is lost."""

import re
from uuid import uuid4

import pytest

from tests.portal.conftest import Office
from tests.portal.readers import Page, Reader


def first_step(reader: Reader, office: Office) -> Page:
    begun = reader.get("/catat")
    return reader.send(begun, "/catat/tempat", village=office.villages[0], basis="consent", witness="Ketua RT 03")


def all_steps(reader: Reader, office: Office, **what: str) -> Page:
    second = first_step(reader, office)
    third = reader.send(second, "/catat/warga", name="Siti Fiktif", birth_on_year="1952", sex="f")
    return reader.send(third, "/catat/kebutuhan", **{"type": "8", "note": "Tinggal sendiri.", **what})


def test_three_steps_make_a_case(rahma: Reader, office: Office) -> None:
    page = all_steps(rahma, office)
    assert "/kasus/" in page.url
    assert page.title.startswith("Kasus "), "no name: a browser keeps titles in its history"
    assert "Siti Fiktif" in page.text
    assert "Menunggu verifikasi TKSK" in page.text
    assert "giliran TKSK" in page.text


def test_what_is_missing_is_said_first_and_the_rest_stays(rahma: Reader) -> None:
    page = rahma.send(rahma.get("/catat"), "/catat/tempat", witness="Ketua RT 03")
    assert page.status == 422
    assert page.title.startswith("Galat: ")
    assert '<a href="#village">' in page.text
    assert 'value="Ketua RT 03"' in page.text


@pytest.mark.parametrize("nik", ["190602440352900", "19060244035290011", "19060244O3529001"])
def test_a_nik_of_another_form_is_refused_at_its_field(rahma: Reader, office: Office, nik: str) -> None:
    page = rahma.send(first_step(rahma, office), "/catat/warga", name="Siti Fiktif", nik=nik)
    assert page.status == 422
    assert '<a href="#nik">NIK harus 16 angka. Belum punya? Kosongkan.</a>' in page.text
    assert f'value="{nik}"' in page.text


def test_what_cases_refuses_comes_back_on_the_step_that_asked(rahma: Reader, office: Office) -> None:
    begun = rahma.get("/catat")
    foreign = "9471011001"  # of Jayapura
    second = rahma.send(begun, "/catat/tempat", village=foreign, basis="consent")
    third = rahma.send(second, "/catat/warga", name="Siti Fiktif")
    page = rahma.send(third, "/catat/kebutuhan", type="8")
    assert page.title == "Galat: Catat warga, langkah 1 dari 3 - Titian"
    assert "#village" in page.text


def test_a_draft_waits_for_its_writer_and_for_nobody_else(
    passerby: Reader, rahma: Reader, jaka: Reader, office: Office
) -> None:
    word = f"Bu Lurah {uuid4().hex[:8]}"
    begun = passerby.log_in(office.rahma, to="/catat")
    kept = passerby.post("/isian/catat-tempat", begun.hidden("/catat/tempat") | {"witness": word})
    assert "Tersimpan di server pukul" in kept.text
    assert word in rahma.get("/catat").text
    assert word not in jaka.get("/catat").text
    passerby.send(passerby.get("/tugas"), "/keluar")
    assert word in rahma.get("/catat").text, "in another browser too"


def test_what_was_sent_is_no_draft_any_more(rahma: Reader, office: Office) -> None:
    all_steps(rahma, office)
    assert "Siti Fiktif" not in rahma.get("/catat/warga").text


def test_a_form_sent_twice_makes_one_case(rahma: Reader, office: Office) -> None:
    second = first_step(rahma, office)
    third = rahma.send(second, "/catat/warga", name="Budi Misal")
    form = third.hidden("/catat/kebutuhan") | {"note": "Rumah bocor."}
    once = rahma.post("/catat/kebutuhan", form)
    rahma.send(first_step(rahma, office), "/catat/warga", name="Budi Misal")  # the drafts as they were
    again = rahma.post("/catat/kebutuhan", form)
    assert once.url == again.url
    assert "/kasus/" in once.url


def test_a_protected_report_is_passed_on_and_said_no_more_of(rahma: Reader, office: Office) -> None:
    page = all_steps(rahma, office, type="19")
    assert page.title == "Laporan diteruskan - Titian"
    assert "Laporan Anda diteruskan ke Dinas." in page.text


def test_the_tksk_returns_the_psm_completes_the_tksk_verifies(rahma: Reader, jaka: Reader, office: Office) -> None:
    case = all_steps(rahma, office)
    path = re.sub(r"\?.*", "", case.url.removeprefix(rahma.portal))
    returned = jaka.send(
        jaka.get(f"{path}/kembalikan"), f"{path}/kembalikan", reason="incomplete", note="Siapa tetangganya?"
    )
    assert "Perlu dilengkapi" in returned.text
    form = rahma.get(f"{path}/lengkapi")
    assert "Siapa tetangganya?" in form.text
    completed = rahma.send(form, f"{path}/lengkapi", name="Siti Fiktif", note="Ibu Ani di sebelah.")
    assert "Laporan dilengkapi" in completed.text
    verified = jaka.send(jaka.get(path), f"{path}/verifikasi")
    assert "Kasus diverifikasi dan diteruskan ke Dinas." in verified.text


def test_a_stale_form_says_so_and_keeps_the_typing(rahma: Reader, jaka: Reader, office: Office) -> None:
    case = all_steps(rahma, office)
    path = re.sub(r"\?.*", "", case.url.removeprefix(rahma.portal))
    early = jaka.get(f"{path}/kembalikan")
    jaka.send(jaka.get(path), f"{path}/verifikasi")
    late = jaka.send(early, f"{path}/kembalikan", reason="unclear", note="Catatan yang tidak boleh hilang.")
    assert late.title.startswith("Galat: ")
    assert "Catatan yang tidak boleh hilang." in late.text
    assert "diubah orang lain" in late.text


def test_an_answer_that_was_lost_makes_no_second_case(rahma: Reader, office: Office) -> None:
    """The last step is opened anew from its draft, which holds the key of the sending."""
    second = first_step(rahma, office)
    third = rahma.send(second, "/catat/warga", name="Budi Misal")
    kept = rahma.post("/isian/catat-kebutuhan", third.hidden("/catat/kebutuhan") | {"note": "Rumah bocor."})
    assert kept.status == 200
    again = rahma.get("/catat/kebutuhan")
    assert again.hidden("/catat/kebutuhan")["key"] == third.hidden("/catat/kebutuhan")["key"]
    assert "/kasus/" in rahma.send(again, "/catat/kebutuhan", note="Rumah bocor.").url
    fresh = rahma.get("/catat/kebutuhan").hidden("/catat/kebutuhan")
    assert fresh["key"] != third.hidden("/catat/kebutuhan")["key"]


def test_all_that_is_wrong_on_a_step_is_said_at_once(rahma: Reader, office: Office) -> None:
    wrong = {"birth_on_day": "31", "birth_on_month": "2", "birth_on_year": "1952"}
    page = rahma.send(first_step(rahma, office), "/catat/warga", name="", nik="1", kk="2", **wrong)
    for name in ("name", "nik", "kk", "birth_on"):
        assert f'<a href="#{name}">' in page.text
    assert "Tanggal itu tidak ada." in page.text


@pytest.mark.parametrize("year", ["1850", "2999"])
def test_nobody_was_born_then(rahma: Reader, office: Office, year: str) -> None:
    page = rahma.send(first_step(rahma, office), "/catat/warga", name="Siti Fiktif", birth_on_year=year)
    assert page.status == 422
    assert "Tahun lahir harus antara" in page.text


def test_what_was_not_sent_is_one_line_and_goes_on_where_it_stopped(passerby: Reader, office: Office) -> None:
    passerby.log_in(office.rahma)
    first_step(passerby, office)
    kept = passerby.get("/catat/warga").hidden("/catat/warga") | {"name": "Siti Fiktif"}
    assert passerby.post("/isian/catat-warga", kept).status == 200
    today = passerby.get("/tugas").text
    assert today.count("Catat warga, langkah") == 1
    assert '<a class="link" href="/catat/warga">Catat warga, langkah 2 dari 3</a>' in today
    assert 'href="/catat/warga">Lanjutkan di langkah 2</a>' in passerby.get("/catat").text
