"""Care and recognition on the portal's pages, without JavaScript: volunteer, TKSK, Dinas, a passer-by."""

import re

import pytest

from deploy.local.running import Running
from tests.portal.conftest import Office
from tests.portal.readers import Page, Reader
from tests.registry import courses
from tests.registry.conftest import Kabupaten
from tests.registry.people import Json

STIPENDS = "/apresiasi/tali-asih"


@pytest.fixture(scope="session")
def dewi(street: Running, office: Office) -> Reader:
    reader = Reader(street.url("portal"))
    assert reader.log_in(office.dewi).status == 200
    return reader


@pytest.fixture(scope="session")
def budi(street: Running, kabupaten: Kabupaten) -> Reader:
    """An officer of the Dinas."""
    reader = Reader(street.url("portal"))
    assert reader.log_in(kabupaten.dinas).status == 200
    return reader


def volunteer(kabupaten: Kabupaten, office: Office) -> Json:
    listed = kabupaten.dinas.get("/v1/volunteers?limit=200").body["items"]
    return next(dict(one) for one in listed if one["username"] == office.rahma.username)


def typed(kabupaten: Kabupaten, **other: str) -> dict[str, str]:
    day = courses.today(kabupaten.code)
    return {"code": "visit", "day": f"{day.day}-{day.month}-{day.year}", "amount": "1,5", **other}


def recorded(rahma: Reader, kabupaten: Kabupaten, **other: str) -> tuple[Page, str]:
    page = rahma.send(rahma.get("/catatan-saya/jam"), "/catatan-saya/jam", **typed(kabupaten, **other))
    found = re.search(r"baru=([0-9a-f-]{36})", page.url)
    assert found, page.text
    return page, found[1]


def test_hours_go_from_her_page_to_the_tksk_and_back(
    rahma: Reader, jaka: Reader, kabupaten: Kabupaten, office: Office
) -> None:
    page, entry = recorded(rahma, kabupaten, paper="Buku kunjungan 3")
    assert "Catatan dikirim." in page.text and "Urungkan" in page.text and "giliran TKSK" in page.text
    queue = jaka.get("/apresiasi")
    assert "Kunjungan rumah" in queue.text and "1,5 jam" in queue.text
    wrong = jaka.send(queue, f"/apresiasi/{entry}/kembalikan")
    assert wrong.status == 422 and "Tulis alasannya" in wrong.text
    page = jaka.send(queue, f"/apresiasi/{entry}/kembalikan", **{f"reason-{entry}": "Jamnya keliru"})
    assert "Catatan dikembalikan." in page.text
    page = rahma.get("/catatan-saya")
    assert "“Jamnya keliru”" in page.text and "giliran Anda" in page.text
    here = f"/catatan-saya/jam/{entry}"
    page = rahma.send(rahma.get(here), here, **typed(kabupaten, amount="2"))
    assert page.status == 200 and "2 jam" in page.text
    assert "Catatan disahkan." in jaka.send(jaka.get("/apresiasi"), f"/apresiasi/{entry}/sahkan").text


def test_what_was_sent_just_now_is_taken_back(rahma: Reader, kabupaten: Kabupaten) -> None:
    page, entry = recorded(rahma, kabupaten)
    page = rahma.send(page, f"/catatan-saya/tarik/{entry}")
    assert "Catatan ditarik kembali." in page.text


def test_what_is_wrong_is_said_at_its_field_and_kept(rahma: Reader, kabupaten: Kabupaten) -> None:
    page = rahma.get("/catatan-saya/biaya")
    page = rahma.send(page, "/catatan-saya/biaya", code="transport", day="kemarin", amount="banyak")
    assert page.status == 422
    assert "Tulis rupiah dengan angka" in page.text and "Tulis tanggal" in page.text and 'value="banyak"' in page.text
    page = rahma.send(page, "/catatan-saya/biaya", **typed(kabupaten, code="visit", amount="25.000"))
    assert page.status == 422 and "Pilih dari daftar." in page.text


def test_an_event_is_reported_given_and_closed(
    rahma: Reader, jaka: Reader, dewi: Reader, kabupaten: Kabupaten, office: Office
) -> None:
    day = courses.today(kabupaten.code)
    form = {"kind": "animal", "harm": "minor", "village": office.villages[0], "day": day.isoformat()}
    page = rahma.get("/catatan-saya/kejadian")
    assert "Tulis apa yang terjadi." in rahma.send(page, "/catatan-saya/kejadian", **form).text
    page = rahma.send(page, "/catatan-saya/kejadian", **form, note="Digigit anjing saat kunjungan.")
    assert "Digigit anjing saat kunjungan." in page.text and "giliran Dinas" in page.text
    here = page.url.removeprefix(rahma.portal).partition("?")[0]
    assert jaka.get(here).status == 404
    listed = dewi.get("/apresiasi/kejadian")
    assert here in listed.text and "Digigit" not in listed.text
    sub = kabupaten.supervisor.get("/v1/me").body["sub"]
    page = dewi.send(dewi.get(here), f"{here}/serahkan", owner=sub, due_on=day.isoformat())
    assert "Tindak lanjut diserahkan." in page.text
    page = dewi.send(page, f"{here}/selesai", outcome="Diantar ke puskesmas untuk vaksin.")
    assert "Selesai ditindaklanjuti" in page.text
    assert "Diantar ke puskesmas untuk vaksin." in rahma.get(here).text


def test_she_rests_and_serves_again(rahma: Reader, kabupaten: Kabupaten, office: Office) -> None:
    page = rahma.send(rahma.get("/catatan-saya"), "/catatan-saya/istirahat", weeks="2")
    assert "Istirahat dimulai." in page.text and "Bertugas lagi sekarang" in page.text
    page = rahma.send(page, "/catatan-saya/bertugas")
    assert "Anda bertugas lagi." in page.text


def test_tali_asih_takes_four_eyes_and_a_mistake_a_counter_entry(
    dewi: Reader, budi: Reader, rahma: Reader, kabupaten: Kabupaten, office: Office
) -> None:
    page = budi.get(f"{STIPENDS}/usul")
    assert "Tulis bulan dan tahun" in budi.send(page, f"{STIPENDS}/usul", first="dulu").text
    rate = {"amount_psm": "250.000", "budget_psm": "APBD 2026", "basis_psm": "Keputusan Bupati"}
    page = budi.send(page, f"{STIPENDS}/usul", first="Februari 2026", last="Februari 2026", **rate)
    assert "Usulan dikirim." in page.text and "Rp250.000" in page.text
    here = page.url.removeprefix(budi.portal).partition("?")[0]
    assert f"{here}/setujui" not in page.text, "who proposes does not approve"
    page = dewi.send(dewi.get(here), f"{here}/setujui")
    assert "Usulan disetujui." in page.text
    chosen = re.findall(r'name="chosen" value="([0-9a-f-]{36})"', page.text)
    wrong = dewi.send(page, f"{here}/bayar", chosen=chosen, paid_on="nanti", proof="")
    assert wrong.status == 422
    day = courses.today(kabupaten.code).isoformat()
    page = dewi.send(dewi.get(here), f"{here}/bayar", chosen=chosen, paid_on=day, proof="SP2D 1")
    assert "Sudah dibayar semua" in page.text
    line = re.findall(r"#lawan-([0-9a-f-]{36})", page.text)[0]
    page = dewi.send(page, f"{here}/lawan", **{f"reason-{line}": "Rekening keliru"}, payment_id=line)
    assert "dibatalkan" in page.text and "Disetujui, menunggu pembayaran" in page.text
    assert "Februari 2026" in rahma.get("/catatan-saya").text
    assert budi.get(f"{here}/daftar/xlsx").headers["content-disposition"].endswith('.xlsx"')


def test_the_dinas_insures_honours_and_issues_a_letter_that_anybody_checks(
    dewi: Reader, rahma: Reader, passerby: Reader, kabupaten: Kabupaten, office: Office
) -> None:
    psm = volunteer(kabupaten, office)
    here = f"/apresiasi/relawan/{psm['id']}"
    assert here in dewi.get(f"/psm/{psm['id']}").text
    page = dewi.send(dewi.get(here), f"{here}/jaminan", number="123", programmes=["jkk"])
    assert page.status == 422 and "11 angka" in page.text
    until = f"31-12-{courses.today(kabupaten.code).year + 1}"
    insured = {"number": "19060000123", "programmes": ["jkk", "jkm"], "paid_until": until, "evidence": "BPU 1"}
    page = dewi.send(dewi.get(here), f"{here}/jaminan", **insured)
    assert "Jaminan dicatat." in page.text and "••••••••123" in page.text and "19060000123" not in page.text
    page = dewi.send(page, f"{here}/surat", kind="service")
    assert "Surat diterbitkan." in page.text
    letter = re.search(r"/catatan-saya/surat/[0-9a-f-]{36}", page.text)
    assert letter and rahma.get(letter[0]).headers["content-type"] == "application/pdf"
    token = kabupaten.dinas.get(f"/v1/volunteers/{psm['id']}/care").body["letters"][0]["token"]
    told = passerby.get(f"/surat/{token}")
    assert "Asli" in told.text and psm["name"] in told.text
    assert passerby.get("/surat/none-such").status == 404


def test_lists_of_the_dinas_say_who_lacks_what(dewi: Reader, kabupaten: Kabupaten, office: Office) -> None:
    assert "Belum terlindungi" in dewi.get("/apresiasi/jaminan?state=uninsured").text
    pppk = dewi.get("/apresiasi/pppk").text
    assert "Masa tugas paling sedikit 2 tahun" in pppk and "PP 49/2018" in pppk
    retention = dewi.get("/apresiasi/retensi").text
    assert "Angka di bawah 5 disamarkan." in retention and "Pelamar per lowongan belum dihitung" in retention


def test_rooms_of_the_dinas_are_closed_to_volunteers(rahma: Reader, jaka: Reader) -> None:
    for path in (STIPENDS, "/apresiasi/jaminan", "/apresiasi/pppk", "/apresiasi/retensi", "/apresiasi/kejadian"):
        assert rahma.get(path).status == 403 and jaka.get(path).status == 403
    assert rahma.get("/apresiasi").status == 403
