"""The work of a kecamatan on the portal's pages, without JavaScript: a meeting to what was done, a programme to its
end, a lesson and a material to the shelf.
"""

import re

import pytest

from deploy.local.running import Running
from tests.portal.conftest import Office
from tests.portal.readers import Page, Reader
from tests.registry import courses, works
from tests.registry.conftest import Kabupaten


@pytest.fixture(scope="session")
def sri(street: Running, kabupaten: Kabupaten, office: Office) -> Reader:
    """The Kasi Kesra of the kecamatan in which Rahma and Jaka serve."""
    reader = Reader(street.url("portal"))
    assert reader.log_in(works.kasi_kesra(kabupaten.supervisor, kabupaten.kecamatan())).status == 200
    return reader


@pytest.fixture(scope="session")
def dewi(street: Running, office: Office) -> Reader:
    reader = Reader(street.url("portal"))
    assert reader.log_in(office.dewi).status == 200
    return reader


def here(page: Page, portal: str) -> str:
    return re.sub(r"\?.*", "", page.url.removeprefix(portal))


def test_a_meeting_goes_from_plan_to_what_was_done(
    sri: Reader, rahma: Reader, dewi: Reader, kabupaten: Kabupaten
) -> None:
    day = courses.today(kabupaten.code)
    plan = {"day": f"{day.day}-{day.month}-{day.year}", "begins": "09.00", "place": "Aula kecamatan", "agenda": ""}
    refused = sri.send(sri.get("/rapat/rencana"), "/rapat/rencana", **plan)
    assert refused.status == 422 and "Tulis 1 sampai 20 pokok acara" in refused.text
    page = sri.send(sri.get("/rapat/rencana"), "/rapat/rencana", **plan | {"agenda": "Desa kosong\nData lansia"})
    assert "Rapat direncanakan." in page.text and "giliran Anda" in page.text
    path = here(page, sri.portal)
    everybody = re.findall(r'name="present" value="([0-9a-f-]{36})"', page.text)
    assert len(everybody) >= 3, "the Kasi Kesra, the TKSK and the PSM are there by themselves"
    assert "Catat putusan" not in page.text
    page = sri.send(page, f"{path}/hadir", present=everybody, guests="Camat")
    assert "Daftar hadir tersimpan." in page.text and "Terlaksana" in page.text
    owner = next(
        value for value, name in re.findall(r'<option value="([0-9a-f-]{36})">([^<]+)', page.text) if "Rahma" in name
    )
    refused = sri.send(page, f"{path}/putusan", what="Data desa dilengkapi", owner_id="", due_on=plan["day"])
    assert refused.status == 422 and "Pilih siapa penanggung jawabnya." in refused.text
    page = sri.send(page, f"{path}/putusan", what="Data desa dilengkapi", owner_id=owner, due_on=plan["day"])
    assert "Putusan dicatat." in page.text and "giliran penanggung jawab" in page.text
    assert "Data desa dilengkapi" in rahma.get("/tugas").text, "it stands among her tasks"
    mine = rahma.get("/putusan-saya")
    (decision,) = re.findall(r'action="/putusan-saya/([0-9a-f-]{36})"', mine.text)
    action = f"/putusan-saya/{decision}"
    refused = rahma.send(mine, action, done="ya", **{f"word-{decision}": "Hubungi 081234567890"})
    assert refused.status == 422 and "menyerupai nomor telepon" in refused.text
    page = rahma.send(mine, action, done="ya", **{f"word-{decision}": "Dua desa selesai"})
    assert "Hasil putusan dicatat." in page.text and "Sudah dikerjakan" in page.text
    assert "Dua desa selesai" in dewi.get(path).text
    assert dewi.get(f"{path}/notulen").headers["Content-Type"] == "application/pdf"
    assert 'href="/rapat"' in dewi.get("/kasus").text and 'href="/putusan-saya"' in rahma.get("/kasus").text
    assert dewi.get("/rapat/rencana").status == 403


def test_a_programme_is_written_agreed_and_carried_out(sri: Reader, dewi: Reader, kabupaten: Kabupaten) -> None:
    year = courses.today(kabupaten.code).year
    page = sri.get("/program/baru")
    assert kabupaten.code not in re.findall(r'<option value="(\d+)"', page.text), "the kabupaten's is the Dinas's"
    page = sri.send(page, "/program/baru", place=kabupaten.kecamatan(), year=str(year))
    path = here(page, sri.portal)
    text = sri.get(f"{path}/isi")
    assert "Kalimat awal disusun dari angka yang ada." in text.text and "PSM bertugas." in text.text
    sri.send(text, f"{path}/isi", analysis="Dua desa kosong.", aims="Semua desa tercakup")
    wrong = {"what": "Pendataan lansia", "who": "PSM desa", "first": "5", "last": "2", "fund": "apbdes", "cost": "x"}
    refused = sri.send(sri.get(f"{path}/kegiatan"), f"{path}/kegiatan", **wrong)
    assert refused.status == 422 and 'href="#cost"' in refused.text
    refused = sri.send(sri.get(f"{path}/kegiatan"), f"{path}/kegiatan", **wrong | {"cost": "3.500.000"})
    assert "Bulan selesai tidak mendahului bulan mulai." in refused.text
    page = sri.send(refused, f"{path}/kegiatan", **wrong | {"cost": "3.500.000", "last": "6"})
    assert "Kegiatan tersimpan." in page.text and "Rp3.500.000" in page.text and "Mei – Juni" in page.text
    page = sri.send(page, f"{path}/sepakati")
    assert "Program disepakati." in page.text
    page = sri.send(page, f"{path}/jalankan")
    refused = sri.send(page, f"{path}/tutup")
    assert refused.status == 422 and "Masih ada kegiatan yang belum selesai." in refused.text
    (activity,) = re.findall(r'name="activity" value="([0-9a-f-]{36})"', page.text)
    told = {"activity": activity, f"progress-{activity}": "100", f"word-{activity}": "Selesai semua"}
    refused = sri.send(page, f"{path}/kemajuan", **told | {f"progress-{activity}": "banyak"})
    assert refused.status == 422 and f'href="#progress-{activity}"' in refused.text
    page = sri.send(page, f"{path}/kemajuan", **told)
    assert "Kemajuan dicatat." in page.text and "Selesai semua" in page.text
    assert "Program ditutup." in sri.send(page, f"{path}/tutup").text
    listed = dewi.get(f"/program?tahun={year}")
    assert path in listed.text
    for name, kind in (("pdf", "application/pdf"), ("xlsx", "spreadsheetml.sheet")):
        taken = dewi.get(f"/program/musrenbang.{name}?tahun={year}")
        assert taken.status == 200 and taken.headers["Content-Type"].endswith(kind)
    assert dewi.get(f"{path}/kertas").headers["Content-Type"] == "application/pdf"


def test_a_lesson_and_a_material_come_to_the_shelf(rahma: Reader, jaka: Reader) -> None:
    told = {"title": "Surat domisili di halaman", "topic": "papers", "text": f"{works.LEARNT} NIK 1906022601010001"}
    refused = rahma.send(rahma.get("/praktik/pelajaran"), "/praktik/pelajaran", **told)
    assert refused.status == 422 and "menyerupai NIK" in refused.text
    page = rahma.send(refused, "/praktik/pelajaran", **told | {"text": works.LEARNT})
    assert "Menunggu TKSK" in page.text and "giliran TKSK" in page.text
    path = here(page, rahma.portal)
    assert path in jaka.get("/praktik").text, "it waits for the TKSK"
    page = jaka.send(jaka.get(path), f"{path}/kembalikan", reason="")
    assert page.status == 422 and "Tulis apa yang perlu diperbaiki." in page.text
    jaka.send(jaka.get(path), f"{path}/kembalikan", reason="Tambahkan urutannya")
    form = rahma.get(f"{path}/ubah")
    assert "Tambahkan urutannya" in form.text and works.LEARNT in form.text
    rahma.send(form, f"{path}/ubah", **told | {"text": works.LEARNT})
    assert "Pelajaran diterbitkan" in jaka.send(jaka.get(path), f"{path}/terbit").text
    assert path in rahma.get("/praktik?q=domisili").text
    assert "Tidak ada yang cocok" in rahma.get("/praktik?q=tidakadadimanapun").text
    refused = jaka.bring(jaka.get("/praktik/bahan"), "/praktik/bahan", b"GIF89a")
    assert refused.status == 422 and 'href="#file"' in refused.text
    page = jaka.bring(jaka.get("/praktik/bahan"), "/praktik/bahan", works.PDF)
    path = here(page, jaka.portal)
    refused = jaka.send(page, f"{path}/terbit", title="Modul di halaman", topic="papers")
    assert refused.status == 422 and "nyatakan tidak ada data pribadi" in refused.text
    page = jaka.send(page, f"{path}/terbit", title="Modul di halaman", topic="papers", declared="ya")
    assert "Bahan diterbitkan" in page.text and path in rahma.get("/praktik?topik=papers").text
    assert rahma.get(f"{path}/berkas").headers["Content-Type"] == "application/pdf"
    assert "Bahan ditarik" in jaka.send(jaka.get(path), f"{path}/tarik", reason="Ada nama peserta").text
    assert rahma.get(path).status == 404


def test_who_has_no_part_in_it_finds_no_way_in(rahma: Reader) -> None:
    assert rahma.get("/program").status == 403
    assert rahma.get("/praktik/bahan").status == 403
    assert rahma.get("/rapat/rencana").status == 403
