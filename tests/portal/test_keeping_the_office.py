"""The pages on which an office keeps itself: profile, officers, organisations, imports and the list taken away."""

import re

import pytest

from deploy.local.running import Running
from services.kit import area
from tests.portal.conftest import Office
from tests.portal.readers import Page, Reader
from tests.portal.test_deciding import filled, path_of
from tests.registry.conftest import Kabupaten
from tests.registry.files import as_csv, received, row, rows

PROFILE = {
    "name": "Dinas Sosial Contoh", "city": "Contoh", "short": "DINSOS", "scheme": "{no}/{code}/{office}/{year}",
    "address": "Jl. Contoh No. 1", "bidang_name_0": "Pemberdayaan Sosial", "bidang_head_0": "Dewi Contoh",
    "signatories_name_0": "Dewi Contoh", "signatories_title_0": "Kepala Dinas",
    "signatories_nip_0": "198001012005012001",
}  # fmt: skip


@pytest.fixture(scope="module")
def dewi(street: Running, office: Office) -> Reader:
    reader = Reader(street.url("portal"))
    assert reader.log_in(office.dewi).status == 200
    return reader


@pytest.fixture(scope="module")
def keeper(street: Running, kabupaten: Kabupaten) -> Reader:
    """Of the platform."""
    reader = Reader(street.url("portal"))
    assert reader.log_in(type(kabupaten.dinas)(street, "pengelola")).status == 200
    return reader


def until(reader: Reader, path: str, words: str) -> Page:
    for _ in range(150):
        if words in (page := reader.get(path)).text:
            return page
    raise AssertionError(f"{path} never says {words}: {page.text[-2000:]}")


# --- the profile ---


def test_the_profile_is_written_and_shown_as_its_papers_show_it(dewi: Reader) -> None:
    page = dewi.send(dewi.get("/kantor/ubah"), "/kantor/ubah", **PROFILE)
    assert "Profil kantor disimpan." in page.text
    assert page.text.index("Pemerintah ") < page.text.index("Dinas Sosial Contoh")
    for words in ("Pemberdayaan Sosial", "Kepala Dinas", "NIP 198001012005012001"):
        assert words in page.text
    form = dewi.get("/kantor/ubah")
    assert 'name="bidang_name_0" value="Pemberdayaan Sosial"' in form.text
    assert 'name="bidang_name_2"' in form.text, "there is room for more"


def test_what_is_wrong_stands_at_its_field_and_what_was_typed_is_kept(dewi: Reader) -> None:
    wrong = PROFILE | {"scheme": "{no}", "city": "", "signatories_nip_0": "12"}
    page = dewi.send(dewi.get("/kantor/ubah"), "/kantor/ubah", **wrong)
    assert (page.status, page.title[:6]) == (422, "Galat:")
    assert set(re.findall(r'<a href="#(\w+)">', page.text)) >= {"scheme", "city", "signatories"}
    assert 'value="{no}"' in page.text
    dewi.send(dewi.get("/kantor/ubah"), "/kantor/ubah", **PROFILE)


def test_what_was_typed_over_an_older_profile_says_so(dewi: Reader, street: Running, office: Office) -> None:
    dewi.post("/isian/kantor", dewi.get("/kantor/ubah").hidden("/kantor/ubah") | PROFILE | {"city": "Kota Lama"})
    told = office.dewi.get("/v1/offices/mine/profile").body
    lines = ("name", "address", "phone", "mail", "web", "short", "scheme", "bidang", "signatories")
    body = {name: told[name] for name in lines} | {"city": "Kota Baru"}
    assert office.dewi.post("/v1/offices/mine/profile", body, was=told["version"]).status == 200
    form = dewi.get("/kantor/ubah")
    assert "Kota Lama" in form.text and "datanya diubah orang lain" in form.text
    page = dewi.send(form, "/kantor/ubah", **PROFILE)
    assert "Profil kantor disimpan." in page.text
    assert "datanya diubah orang lain" not in dewi.get("/kantor/ubah").text


def test_an_officer_reads_the_profile_and_does_not_write_it(street: Running, kabupaten: Kabupaten) -> None:
    budi = Reader(street.url("portal"))
    budi.log_in(kabupaten.dinas)
    page = budi.get("/kantor")
    assert page.status == 200 and "/kantor/ubah" not in page.text
    assert budi.get("/kantor/ubah").status == 403


# --- officers ---


def test_an_officer_is_named_gets_a_slip_and_is_suspended(dewi: Reader) -> None:
    page = dewi.send(dewi.get("/petugas/angkat"), "/petugas/angkat", name="Tono Misal", role="dinas")
    path = path_of(page, dewi)
    assert "Petugas diangkat." in page.text
    page = until(dewi, path, f"{path}/lembar")
    assert filled(page) == ["Cetak lembar akun"]
    slip = dewi.send(page, f"{path}/lembar")
    assert "Sandi sekali pakai" in slip.text
    page = dewi.send(dewi.get(path), f"{path}/nonaktifkan", reason="")
    assert page.status == 422 and 'id="nonaktifkan" aria-labelledby="nonaktifkan-head" open' in page.text
    page = dewi.send(dewi.get(path), f"{path}/nonaktifkan", reason="cuti panjang")
    assert "Nonaktif sementara" in page.text and "Urungkan" in page.text
    page = dewi.send(page, f"{path}/aktifkan")
    assert "Akun diaktifkan kembali." in page.text
    page = dewi.send(dewi.get(path), f"{path}/akhiri", end_reason="pindah tugas")
    assert "Masa tugas diakhiri." in page.text and f"{path}/lembar" not in page.text
    assert path in dewi.get("/petugas").text


def test_a_kasi_kesra_is_called_as_the_decree_calls_him(dewi: Reader, kabupaten: Kabupaten) -> None:
    kec = kabupaten.kecamatan(1)
    typed = {"name": "Wati Umpama", "role": "kasi_kesra", "kec": kec, "title": "Kasi Kesos"}
    page = dewi.send(dewi.get("/petugas/angkat"), "/petugas/angkat", **typed)
    path = path_of(page, dewi)
    assert f"Kasi Kesos · Kec. {area.name(kec)}" in page.text or "Kasi Kesos" in page.text
    page = dewi.send(
        until(dewi, path, f"{path}/lembar") and dewi.get(f"{path}/kepegawaian"), f"{path}/kepegawaian",
        employment="civil_servant", title="Kasi Kesra", decree="821/9", decreed_on="5 Januari 2026",
    )  # fmt: skip
    for words in ("Status kepegawaian disimpan.", "PNS", "Kasi Kesra", "821/9, 5 Januari 2026"):
        assert words in page.text


def test_what_the_naming_lacks_is_asked_for_by_its_name(dewi: Reader) -> None:
    page = dewi.send(dewi.get("/petugas/angkat"), "/petugas/angkat", name="")
    assert page.status == 422
    assert "Pilih perannya." in page.text
    page = dewi.send(dewi.get("/petugas/angkat"), "/petugas/angkat", name="Tono Misal", role="kasi_kesra", kec="")
    assert page.status == 422 and 'href="#kec"' in page.text


def test_the_platforms_keeper_names_somebody_elsewhere(keeper: Reader) -> None:
    page = keeper.get("/petugas/angkat")
    assert 'name="office"' in page.text
    typed = {"name": "Sari Contoh", "role": "dinas_supervisor", "office": "1107"}
    page = keeper.send(page, "/petugas/angkat", **typed)
    path = path_of(page, keeper)
    assert "bertugas di kantor lain" in page.text
    page = until(keeper, path, f"{path}/lembar")
    assert "nonaktifkan" not in page.text


@pytest.mark.parametrize("path", ["/petugas", "/petugas/angkat", "/lembaga/daftar", "/kantor/ubah", "/psm/impor"])
def test_rooms_of_the_supervisor_are_not_a_volunteers(rahma: Reader, path: str) -> None:
    assert rahma.get(path).status == 403


# --- organisations ---


def test_an_organisation_is_registered_and_its_first_officer_named(dewi: Reader, office: Office) -> None:
    name = f"Yayasan Contoh {office.code}"
    page = dewi.send(dewi.get("/lembaga/daftar"), "/lembaga/daftar", name=name, phone="0820-0000-0001")
    assert "Lembaga terdaftar." in page.text
    page = dewi.get(f"/lembaga?q={office.code}")
    found = re.search(r'href="(/petugas/angkat\?kantor=org-[a-z2-7]{10})"', page.text)
    assert found and name in page.text
    page = dewi.get(found[1])
    assert name in page.text and 'name="role" value="partner"' in page.text
    page = dewi.send(page, "/petugas/angkat", name="Rina Fiktif", office=found[1].partition("=")[2], role="partner")
    assert "Petugas lembaga" in page.text


def test_a_search_without_a_match_says_what_to_do(dewi: Reader) -> None:
    assert "Tidak ada lembaga yang cocok" in dewi.get("/lembaga?q=xyzxyz").text


# --- employment ---


def test_employment_is_shown_and_changed_on_the_volunteers_page(dewi: Reader, kabupaten: Kabupaten) -> None:
    volunteer = kabupaten.appointed(kabupaten.psm(name="Bunga Andai"))
    kabupaten.dinas.until(f"/v1/volunteers/{volunteer['id']}", "account", "ready")
    path = f"/psm/{volunteer['id']}"
    assert "Relawan" in dewi.get(path).text
    form = dewi.get(f"{path}/kepegawaian")
    page = dewi.send(form, f"{path}/kepegawaian", employment="volunteer", qualification="peksos")
    assert page.status == 422 and "PSM adalah relawan" in page.text
    page = dewi.send(dewi.get(f"{path}/kepegawaian"), f"{path}/kepegawaian", employment="pppk", qualification="")
    assert "Status kepegawaian disimpan." in page.text and "PPPK" in page.text


# --- what is sealed about a volunteer ---


def test_particulars_are_opened_for_a_purpose_and_corrected(dewi: Reader, kabupaten: Kabupaten) -> None:
    nik = kabupaten.nik()
    form = dewi.get("/psm/angkat")
    volunteer = kabupaten.appointed(kabupaten.psm(name="Kenanga Keliru", nik=nik, address="Jl. Contoh No. 1"))
    assert 'name="address"' in form.text, "an appointment asks for the address"
    kabupaten.dinas.until(f"/v1/volunteers/{volunteer['id']}", "account", "ready")
    path = f"/psm/{volunteer['id']}"
    assert f'href="{path}/data"' in dewi.get(path).text
    page = dewi.get(f"{path}/data")
    assert "Jl. Contoh No. 1" not in page.text and nik not in page.text
    refused = dewi.send(page, f"{path}/data")
    assert refused.status == 422 and "Pilih untuk keperluan apa." in refused.text
    page = dewi.send(page, f"{path}/data", purpose="correction")
    assert "Jl. Contoh No. 1" in page.text and page.headers["Cache-Control"] == "no-store"
    send = f"{path}/data/perbaiki"
    as_shown = {"name": "Kenanga Keliru", "nik": nik, "phone": "", "address": "Jl. Contoh No. 1"}
    unchanged = dewi.send(page, send, **as_shown)
    assert unchanged.status == 422 and "Tidak ada yang diubah." in unchanged.text
    wrong = dewi.send(page, send, **as_shown | {"phone": "1", "name": "Kenanga Contoh"})
    assert wrong.status == 422 and "Nomor telepon 8 sampai 15 angka." in wrong.text and "Kenanga Contoh" in wrong.text
    page = dewi.send(wrong, send, **as_shown | {"phone": "0820-0000-0001", "name": "Kenanga Contoh"})
    assert "Data diperbaiki." in page.text and "<h1>Kenanga Contoh</h1>" in page.text
    asked = kabupaten.dinas.post(f"/v1/volunteers/{volunteer['id']}/particulars", {"purpose": "contact"}).body
    assert (asked["nik"], asked["phone"], asked["address"]) == (nik, "082000000001", "Jl. Contoh No. 1")


def test_whoever_is_no_dinas_opens_nothing(jaka: Reader, kabupaten: Kabupaten) -> None:
    volunteer = kabupaten.appointed(kabupaten.psm())
    assert jaka.get(f"/psm/{volunteer['id']}/data").status == 403


# --- imports ---


def test_a_file_is_looked_at_row_by_row_and_recorded(dewi: Reader, kabupaten: Kabupaten) -> None:
    told = [*rows(kabupaten, 2, start=700), row(kabupaten, 702, Desa="Entah"), row(kabupaten, 700, Nama="Sari Ganda")]
    page = dewi.bring(dewi.get("/psm/impor"), "/psm/impor", as_csv(told))
    path = path_of(page, dewi)
    page = until(dewi, path, f"{path}/setujui")
    assert set(filled(page)) == {"Catat 2 relawan"}
    for words in ("Menunggu persetujuan", "Unduh 2 baris yang belum tercatat", "NIK ini sudah ada di baris lain"):
        assert words in page.text
    assert told[0]["NIK"] not in page.text
    assert "Entah" not in dewi.get(f"{path}?nasib=new").text
    assert "Unduh dahulu baris yang belum tercatat" in page.text
    left_out = dewi.get(f"{path}/belum-tercatat.xlsx")
    assert left_out.headers["Content-Disposition"] == 'attachment; filename="baris-belum-tercatat.xlsx"'
    page = dewi.send(page, f"{path}/setujui")
    assert "Disetujui." in page.text
    page = until(dewi, path, "2 relawan tercatat")
    assert "isi sudah dihapus" in page.text and "belum-tercatat.xlsx" not in page.text
    assert path in dewi.get("/psm/impor").text


def test_a_file_that_cannot_be_read_says_so_where_it_was_uploaded(dewi: Reader) -> None:
    page = dewi.bring(dewi.get("/psm/impor"), "/psm/impor", b"%PDF-1.7")
    assert page.status == 422 and "Simpan dari Excel" in page.text
    page = dewi.bring(dewi.get("/psm/impor"), "/psm/impor", b"")
    assert page.status == 422 and "Pilih berkasnya." in page.text
    page = dewi.bring(dewi.get("/psm/impor"), "/psm/impor", b"Nama;Umur\nRahma;3\n")
    page = until(dewi, path_of(page, dewi), "Kolom belum ada")
    assert "Unggah berkas yang sudah diperbaiki" in page.text


def test_a_file_too_large_is_refused_with_a_page(dewi: Reader) -> None:
    page = dewi.bring(dewi.get("/psm/impor"), "/psm/impor", b"x" * 10_100_000)
    assert page.status == 413 and "<h1>" in page.text


def test_an_import_is_withdrawn(dewi: Reader, kabupaten: Kabupaten) -> None:
    page = dewi.bring(dewi.get("/psm/impor"), "/psm/impor", as_csv(rows(kabupaten, 1, start=710)))
    path = path_of(page, dewi)
    page = dewi.send(until(dewi, path, f"{path}/batalkan"), f"{path}/batalkan")
    assert "Impor dibatalkan." in page.text
    assert f"{path}/setujui" not in page.text


def test_the_template_is_offered(dewi: Reader) -> None:
    template = dewi.get("/psm/impor/templat.xlsx")
    assert template.text.startswith("PK")
    assert template.headers["Content-Disposition"] == 'attachment; filename="templat-psm.xlsx"'


# --- the list taken away ---


def test_the_list_is_taken_away_covered_or_for_a_purpose(dewi: Reader, jaka: Reader) -> None:
    page = dewi.get("/psm/unduh?status=active")
    assert "Hanya: Aktif" in page.text
    taken = dewi.send(page, "/psm/unduh", status="active", kind="csv", purpose="")
    assert taken.headers["Content-Type"].startswith("text/csv")
    assert "tertutup" in taken.text
    assert "tertutup" not in dewi.send(dewi.get("/psm/unduh"), "/psm/unduh", kind="csv", purpose="contact").text
    assert 'name="purpose"' not in jaka.get("/psm/unduh").text, "a TKSK opens nothing"
    assert 'href="/psm/unduh' in jaka.get("/psm").text
    assert "/psm/impor" not in jaka.get("/psm").text


def test_earlier_imports_are_listed_page_by_page(dewi: Reader, kabupaten: Kabupaten) -> None:
    for number in range(26):
        received(kabupaten, f"Nama;Umur\nRahma;{number}\n".encode())
    first = dewi.get("/psm/impor").text
    further = re.search(r'href="(/psm/impor\?cursor=[^"]+)"', first)
    assert further and first.count('href="/psm/impor/') > 25
    shown = set(re.findall(r'href="(/psm/impor/[0-9a-f-]{36})"', dewi.get(further[1]).text))
    assert shown and shown.isdisjoint(re.findall(r'href="(/psm/impor/[0-9a-f-]{36})"', first))
