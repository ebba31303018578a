"""A volunteer's journal, monthly report and portfolio on the portal's pages, without JavaScript, and before those who
look them through."""

import re
from datetime import timedelta

import pytest

from deploy.local.running import Running
from tests.portal.conftest import Office
from tests.portal.readers import Page, Reader
from tests.registry import courses
from tests.registry.conftest import Kabupaten


@pytest.fixture(scope="session")
def dewi(street: Running, office: Office) -> Reader:
    reader = Reader(street.url("portal"))
    assert reader.log_in(office.dewi).status == 200
    return reader


def month(kabupaten: Kabupaten) -> str:
    return (courses.today(kabupaten.code).replace(day=1) - timedelta(days=1)).isoformat()[:7]


def written(reader: Reader, office: Office, day: str, **other: object) -> Page:
    told = {
        "day": day, "kind": "visit", "function": "motivator", "hours": "1,5", "village": office.villages[0],
        "companions": ["desa"], "note": "Menengok warga sakit", **other,
    }  # fmt: skip
    return reader.send(reader.get("/jurnal/tulis"), "/jurnal/tulis", **told)


def test_a_month_is_written_sent_returned_mended_and_approved(
    rahma: Reader, jaka: Reader, dewi: Reader, kabupaten: Kabupaten, office: Office
) -> None:
    last = month(kabupaten)
    page = written(rahma, office, f"{last}-05")
    assert "Kegiatan tersimpan." in page.text and "1,5 jam" in page.text
    page = rahma.send(page, "/jurnal/laporan")
    assert "Laporan terkirim." in page.text and "giliran TKSK" in page.text
    assert "Laporan sudah dikirim" in page.text and "/keluarkan" not in page.text, "what was sent is frozen"
    refused = written(rahma, office, f"{last}-06")
    assert refused.status == 422 and "sudah dikirim" in refused.text
    found = re.search(r"/laporan/([0-9a-f-]{36})", page.text)
    assert found
    here = f"/laporan/{found[1]}"
    listed = jaka.get(f"/laporan?bulan={last}")
    assert found[1] in listed.text and "giliran Anda" in listed.text
    page = jaka.send(jaka.get(here), f"{here}/kembalikan", reason="")
    assert page.status == 422 and "Tulis apa yang perlu diperbaiki." in page.text
    page = jaka.send(jaka.get(here), f"{here}/kembalikan", reason="Jamnya keliru")
    assert "Laporan dikembalikan." in page.text
    page = rahma.get(f"/jurnal?bulan={last}")
    assert "“Jamnya keliru”" in page.text and "giliran Anda" in page.text
    edit = re.search(r'href="(/jurnal/[0-9a-f-]{36}\?bulan=[0-9-]+)"', page.text)
    assert edit
    form = rahma.get(edit[1])
    assert 'value="1,5"' in form.text
    told = {"day": f"{last}-05", "kind": "visit", "function": "initiator", "hours": "1", "village": office.villages[0]}
    assert "Kegiatan tersimpan." in rahma.send(form, edit[1], **told).text
    rahma.send(rahma.get(f"/jurnal?bulan={last}"), "/jurnal/laporan")
    assert "Laporan diteruskan ke Dinas." in jaka.send(jaka.get(here), f"{here}/periksa").text
    page = dewi.send(dewi.get(here), f"{here}/setujui")
    assert "Laporan disetujui." in page.text and "Inisiator" in page.text
    pdf = rahma.get(f"{here}/pdf")
    assert pdf.headers["content-type"] == "application/pdf"


def test_a_line_is_taken_out_and_put_back(rahma: Reader, office: Office, kabupaten: Kabupaten) -> None:
    day = courses.today(kabupaten.code).isoformat()
    page = written(rahma, office, day, note="Rapat yang batal")
    out = re.search(r'action="(/jurnal/[0-9a-f-]{36}/keluarkan)"', page.text)
    assert out
    page = rahma.send(page, out[1])
    assert "Dikeluarkan dari jurnal." in page.text
    back = rahma.send(page, out[1].replace("keluarkan", "masukkan"))
    assert "Kegiatan masuk jurnal lagi." in back.text


def test_what_is_wrong_in_a_line_is_said_at_once_and_the_rest_stays(rahma: Reader, office: Office) -> None:
    page = written(rahma, office, "besok", hours="dua", kind="")
    assert page.status == 422
    for said in ("Tulis lamanya dengan angka", "Pilih kegiatannya.", "Tulis tanggal"):
        assert said in page.text, said
    assert "Menengok warga sakit" in page.text


def test_who_has_not_sent_stands_in_a_list_of_its_own(jaka: Reader, kabupaten: Kabupaten) -> None:
    page = jaka.get(f"/laporan/belum?bulan={month(kabupaten)}")
    assert page.status == 200
    assert "Belum mengirim laporan" in page.text and "Jaka Umpama" in page.text


def test_a_portfolio_is_commended_attested_printed_and_checked_by_anybody(
    rahma: Reader, jaka: Reader, dewi: Reader, passerby: Reader, kabupaten: Kabupaten, office: Office
) -> None:
    listed = kabupaten.dinas.get("/v1/volunteers?limit=200").body["items"]
    psm = next(one for one in listed if one["username"] == office.rahma.username)
    here = f"/psm/{psm['id']}/portofolio"
    assert f'href="{here}"' in dewi.get(f"/psm/{psm['id']}").text
    page = dewi.send(dewi.get(here), f"{here}/penghargaan", title="Piagam PSM teladan", on="5-1-2026")
    assert "Penghargaan dicatat." in page.text
    assert jaka.get(here).status == 200
    page = rahma.get("/portofolio?tahun=2026")
    assert "Piagam PSM teladan" in page.text
    entry = re.search(r'action="(/portofolio/([0-9a-f-]{36})/catatan)"', page.text)
    assert entry
    page = rahma.send(page, entry[1], **{f"note-{entry[2]}": "Diserahkan bupati"})
    assert "Catatan tersimpan." in page.text
    page = rahma.send(rahma.get("/portofolio?tahun=2026"), f"/portofolio/{entry[2]}/tampilan")
    assert "Disembunyikan." in page.text
    assert "Satu bukti disembunyikan relawan." in jaka.get(f"{here}?tahun=2026").text
    rahma.send(rahma.get("/portofolio?tahun=2026"), f"/portofolio/{entry[2]}/tampilan")
    page = rahma.send(rahma.get("/portofolio"), "/portofolio/keterangan", first="2026-01", last=month(kabupaten))
    assert "Keterangan dibuat." in page.text
    told = office.rahma.get("/v1/me/statements").body["items"][0]
    assert rahma.get(f"/portofolio/keterangan/{told['id']}").headers["content-type"] == "application/pdf"
    checked = passerby.get(f"/keterangan/{told['token']}")
    assert checked.status == 200
    assert "Asli dan berlaku" in checked.text and psm["name"] in checked.text
    assert checked.title == "Periksa keterangan portofolio - Titian", "no name: a browser keeps titles in its history"
    assert passerby.get("/keterangan/x").status == 404


def test_a_volunteer_finds_no_way_into_the_rooms_of_who_checks(rahma: Reader) -> None:
    assert rahma.get("/laporan").status == 403
    assert rahma.get("/laporan/belum").status == 403
