"""Applying on the portal's pages, without JavaScript: from the public page to the decision that the applicant reads."""

import re
import time

import pytest

from deploy.local.running import Running
from tests.portal.conftest import Office
from tests.portal.readers import Page, Reader
from tests.registry import applied
from tests.registry.applied import APPEAL, PDF
from tests.registry.conftest import Kabupaten


@pytest.fixture(scope="session")
def dewi(street: Running, office: Office) -> Reader:
    reader = Reader(street.url("portal"))
    assert reader.log_in(office.dewi).status == 200
    return reader


@pytest.fixture(scope="session")
def budi(street: Running, kabupaten: Kabupaten) -> Reader:
    """An officer who decides no selection."""
    reader = Reader(street.url("portal"))
    assert reader.log_in(kabupaten.dinas).status == 200
    return reader


def typed(place: str, **other: str) -> dict[str, str]:
    told = {name: str(value) for name, value in applied.form(place).items() if name != "role"}
    return told | {"birth_on": "4 Maret 1998", **other}


def sent(passerby: Reader, kabupaten: Kabupaten, **other: str) -> Page:
    """The page of the code, once it is allowed again."""
    here = f"/daftar/isi/{kabupaten.code}/psm"
    page = passerby.get(here)
    while (answer := passerby.send(page, here, **typed(kabupaten.villages()[0], **other))).status == 429:
        time.sleep(0.5)
    return answer


def look(passerby: Reader, code: str) -> Page:
    while (page := passerby.get(f"/daftar/{code}")).status == 429:
        time.sleep(0.5)
    return page


def test_somebody_applies_without_an_account_and_completes_what_the_office_returns(
    passerby: Reader, dewi: Reader, kabupaten: Kabupaten
) -> None:
    first = passerby.get("/daftar")
    assert "Permensos 10/2019" in first.text and "Rekomendasi IPSM" in first.text, "what is asked, and by which law"
    chosen = passerby.get(f"/daftar?kab={kabupaten.code}&peran=psm")
    assert chosen.url.endswith(f"/daftar/isi/{kabupaten.code}/psm")
    page = sent(passerby, kabupaten, name="Seruni Contoh")
    assert page.status == 200 and "Permohonan terkirim." in page.text, page.title
    code = page.url.rpartition("/")[2].partition("?")[0]
    assert "Seruni" not in page.text and "giliran Dinas" in page.text
    brought = passerby.bring(page, f"/daftar/{code}/kertas", b"<html>", item="ktp")
    assert brought.status == 422 and "Lampirkan berkas PDF, JPEG, atau PNG." in brought.text
    brought = passerby.bring(page, f"/daftar/{code}/kertas", PDF, item="ktp")
    assert "Kertas terlampir." in brought.text
    listed = dewi.get("/psm/permohonan?status=received&peran=psm")
    found = re.search(r'href="(/psm/permohonan/[0-9a-f-]{36})">Seruni Contoh', listed.text)
    assert found, listed.title
    here = found[1]
    told = dewi.send(dewi.get(here), f"{here}/tandai", item="ktp", met="ya", note="Sesuai")
    assert "Hasil pemeriksaan tersimpan." in told.text
    early = dewi.send(dewi.get(here), f"{here}/seleksi")
    assert early.status == 422 and "Masih ada syarat yang belum terpenuhi." in early.text
    told = dewi.send(dewi.get(here), f"{here}/kembalikan", reason="Foto KTP buram")
    assert "giliran pemohon" in told.text
    page = look(passerby, code)
    assert "Foto KTP buram" in page.text and "Sudah dilengkapi, kirim lagi" in page.text
    page = passerby.send(page, f"/daftar/{code}/kirim")
    assert "Permohonan terkirim lagi ke Dinas." in page.text


def test_what_is_missing_is_said_all_at_once_and_what_was_typed_stays(passerby: Reader, kabupaten: Kabupaten) -> None:
    page = sent(passerby, kabupaten, name="", nik="", birth_on="kapan saja", phone="082000005555")
    assert page.status == 422 and page.title.startswith("Galat: ")
    for words in ("Tulis nama lengkap.", "Tulis NIK.", "Tulis tanggal, misalnya 4 Maret 1998"):
        assert words in page.text
    assert "082000005555" in page.text
    page = sent(passerby, kabupaten, birth_on="1 Januari 2020")
    assert page.status == 422 and "Usia paling rendah 18 tahun" in page.text


def test_a_code_that_nobody_was_given_is_not_known(passerby: Reader, kabupaten: Kabupaten) -> None:
    for forged in (f"{kabupaten.code}-AAAA-AAAA-AAAA", "x"):
        page = look(passerby, forged)
        assert page.status == 404, forged
        assert "Kode ini tidak dikenal." in page.text


def test_who_tries_code_after_code_has_to_wait(passerby: Reader, kabupaten: Kabupaten) -> None:
    pages = [passerby.get(f"/daftar/{kabupaten.code}-AAAA-AAAA-AAAA") for _ in range(40)]
    assert {page.status for page in pages} == {404, 429}


def test_an_application_that_came_on_paper_is_written_down_and_withdrawn_on_her_word(
    budi: Reader, kabupaten: Kabupaten
) -> None:
    new = "/psm/permohonan/baru/tagana"
    page = budi.send(budi.get(new), new, **typed(kabupaten.villages()[1], name="Teratai Contoh"))
    assert "Permohonan dicatat." in page.text and "dicatat kantor" in page.text
    here = re.sub(r"\?.*", "", page.url.removeprefix(budi.portal))
    opened = budi.send(budi.get(here), f"{here}/data")
    assert "4 Maret 1998" in opened.text and "082000001234" in opened.text
    assert "082000001234" not in budi.get(here).text, "shown once, on record"
    page = budi.send(budi.get(here), f"{here}/tarik")
    assert "Permohonan ditarik kembali." in page.text
    none = budi.get("/psm/permohonan?status=appointed&peran=tagana")
    assert "Tidak ada permohonan yang cocok" in none.text


def test_scores_are_seen_by_all_and_the_head_alone_decides(
    budi: Reader, dewi: Reader, passerby: Reader, kabupaten: Kabupaten
) -> None:
    kec = kabupaten.kecamatan(4)
    ani, ida = (applied.admitted(kabupaten.dinas, kec, name=f"{name} Contoh") for name in ("Ani", "Ida"))
    here = f"/psm/seleksi/{ani['selection_id']}"
    page = budi.get(here)
    assert "Putuskan seleksi" not in page.text and "Kepala bidang atau kepala Dinas yang memutuskan." in page.text
    told = {f"written-{ani['id']}": "90", f"interview-{ani['id']}": "71", f"written-{ida['id']}": "enam"}
    both = {"candidates": [ani["id"], ida["id"]], "tests": ["written", "interview"]}
    assert budi.send(page, f"{here}/nilai", **both, **told).status == 422
    told |= {f"written-{ida['id']}": "60", f"interview-{ida['id']}": "60"}
    page = budi.send(budi.get(here), f"{here}/nilai", **both, **told)
    assert "Nilai tersimpan." in page.text and "80,5" in page.text and "di bawah nilai lulus" in page.text
    words = {"reason": "Nilai akhir tertinggi", "appeal": APPEAL}
    low = dewi.send(dewi.get(here), f"{here}/putuskan", chosen=ida["id"], **words)
    assert low.status == 422 and "tidak mencapai nilai lulus" in low.text
    page = dewi.send(dewi.get(here), f"{here}/putuskan", chosen=ani["id"], **words)
    assert "Seleksi diputuskan." in page.text
    code = kabupaten.dinas.get(applied.path(ida)).body["code"]
    page = look(passerby, code)
    assert "Tidak terpilih" in page.text and APPEAL in page.text and "80,5" in page.text
    assert "Ani Contoh" not in page.text and "Ida Contoh" not in page.text


def test_the_room_is_the_dinass(rahma: Reader) -> None:
    for path in ("/psm/permohonan", "/psm/permohonan/baru/psm", "/usulan"):
        assert rahma.get(path).status == 403, path
