"""The Dinas on the portal's pages: a further SK, leave, cover; how the villages stand, and who loses hers next."""

import html
import re
from datetime import UTC, datetime, timedelta

import pytest
from markupsafe import escape

from deploy.local.running import Running
from services.kit import area
from services.kit.area import Level
from services.portal.tenures import STEPS
from tests.portal.conftest import Office
from tests.portal.readers import Page, Reader
from tests.registry.conftest import Kabupaten
from tests.registry.people import Json

SK = {"sk_number": "141/77", "sk_issuer": "Bupati Contoh", "issued_on": "2-2-2026", "starts_on": "2 Februari 2026"}


def on(days: int) -> str:
    return str((datetime.now(UTC) + timedelta(days=days)).date())


@pytest.fixture(scope="session")
def dewi(street: Running, office: Office) -> Reader:
    reader = Reader(street.url("portal"))
    assert reader.log_in(office.dewi).status == 200
    return reader


@pytest.fixture
def psm(kabupaten: Kabupaten) -> Json:
    """Somebody who serves a village of her own kecamatan."""
    shown = kabupaten.appointed(kabupaten.psm(name="Murni Andai", villages=kabupaten.villages(1)[:1]))
    return kabupaten.dinas.until(f"/v1/volunteers/{shown['id']}", "account", "ready")


def page_of(psm: Json) -> str:
    return f"/psm/{psm['id']}"


def written(psm: Json) -> str:
    """Her village as a page writes it: Golo Ru'u has an apostrophe, and others have brackets."""
    return str(escape(psm["villages"][0]["name"]))


def fill(dewi: Reader, psm: Json, word: str, **typed: str) -> Page:
    at = f"{page_of(psm)}/tugas/{word}"
    return dewi.send(dewi.get(at), at, **typed)


def said(page: Page) -> str:
    return html.unescape(re.sub(r"<[^>]+>", " ", page.text))


def test_a_renewal_is_in_the_history_and_the_old_sk_too(dewi: Reader, psm: Json) -> None:
    done = fill(dewi, psm, "perpanjang", **SK, ends_on=on(400))
    assert (done.status, done.url.removeprefix(dewi.portal)) == (200, f"{page_of(psm)}?sudah=perpanjang")
    history = done.text[done.text.index("Riwayat SK") :]
    assert history.index("Perpanjangan") < history.index("Pengangkatan")
    assert "141/77" in history and psm["sk"]["number"] in history


def test_all_that_is_missing_is_named_and_what_was_typed_stays(dewi: Reader, psm: Json) -> None:
    page = fill(dewi, psm, "pindah", sk_number="141/78", issued_on="kemarin")
    assert page.status == 422
    for name in ("villages", "sk_issuer", "issued_on", "starts_on"):
        assert f'<a href="#{name}">' in page.text
    assert 'value="141/78"' in page.text
    same = fill(dewi, psm, "pindah", villages=psm["villages"][0]["code"], **SK)
    assert '<a href="#villages">Wilayah ini sama dengan yang sekarang.' in same.text


def test_a_move_shows_the_new_village(dewi: Reader, psm: Json, kabupaten: Kabupaten) -> None:
    there = kabupaten.villages(1)[2]
    done = fill(dewi, psm, "pindah", villages=there, **SK)
    assert done.status == 200, said(done)
    assert area.name(there) in said(done)


def test_a_leave_is_undone_by_one_button(dewi: Reader, psm: Json) -> None:
    done = fill(dewi, psm, "cuti", reason="Melahirkan", returns_on=on(60))
    assert re.search(r"Cuti, (belum )?digantikan", said(done)) and "Kembali bertugas" in said(done)
    undone = dewi.send(done, f"{page_of(psm)}/tugas/kembali")
    assert undone.status == 200
    assert "Cuti diakhiri" in said(undone) and "Aktif" in said(undone)


def test_an_empty_leave_asks_for_day_and_reason_by_name(dewi: Reader, psm: Json) -> None:
    page = fill(dewi, psm, "cuti")
    assert '<a href="#returns_on">Tulis kapan ia kembali bertugas.</a>' in page.text
    assert '<a href="#reason">' in page.text


def test_cover_stands_on_her_page_and_is_ended_there(dewi: Reader, psm: Json, kabupaten: Kabupaten) -> None:
    place = kabupaten.villages(1)[3]
    done = fill(
        dewi, psm, "ganti", villages=place, ends_on=on(30), decided_by="Kepala Bidang", reason="Rekan cuti"
    )  # fmt: skip
    assert done.status == 200, said(done)
    assert area.name(place) in said(done) and "diputuskan Kepala Bidang" in said(done)
    form = done.text[done.text.index("Cuti dan penggantian") :]
    cover_id = re.search(r'name="cover_id" value="([^"]+)"', form)
    assert cover_id
    at = f"{page_of(psm)}/tugas/hentikan"
    ended = dewi.post(at, Page(200, "", form, {}).hidden(at) | {"cover_id": cover_id[1]})
    assert ended.status == 200 and "Penggantian diakhiri" in said(ended)
    assert "Tidak sedang menggantikan" in said(ended)


def test_a_cover_is_undone_by_one_button(dewi: Reader, psm: Json, kabupaten: Kabupaten) -> None:
    place = kabupaten.villages(1)[3]
    done = fill(
        dewi, psm, "ganti", villages=place, ends_on=on(30), decided_by="Kepala Bidang", reason="Rekan cuti"
    )  # fmt: skip
    assert "Urungkan" in said(done)
    assert {*re.findall(r"/tugas/([a-z-]+)", done.text)} <= STEPS.keys()
    undone = dewi.send(done, f"{page_of(psm)}/tugas/hentikan")
    assert undone.status == 200 and "Penggantian diakhiri" in said(undone)


def test_a_tksk_changes_no_service(jaka: Reader, psm: Json) -> None:
    for word in ("perpanjang", "pindah", "cuti", "ganti"):
        assert jaka.get(f"{page_of(psm)}/tugas/{word}").status == 403
    assert jaka.get(f"{page_of(psm)}/tugas/kembali").status == 403


def test_the_map_has_a_tile_for_every_village_that_says_its_state(
    dewi: Reader, kabupaten: Kabupaten, psm: Json
) -> None:  # fmt: skip
    page = dewi.get("/cakupan")
    assert page.status == 200
    tiles = re.findall(r"<b>([^<]+)</b>([^<]+)</(?:div|a)></li>", page.text[page.text.index('class="map"') :])
    assert len(tiles) == len(list(area.codes(kabupaten.code, Level.DESA)))
    states = {html.unescape(name): words for name, words in tiles}
    assert "PSM" in states[psm["villages"][0]["name"]]
    assert any(words == "kosong" for words in states.values())
    assert f'href="/cakupan?wilayah={kabupaten.kecamatan(1)}"' in page.text
    assert "style=" not in page.text


def test_the_map_is_filtered_by_a_state(dewi: Reader, psm: Json) -> None:
    page = dewi.get("/cakupan?keadaan=vacant")
    shown = page.text[page.text.index('class="map"') :]
    assert f"<b>{written(psm)}</b>" not in shown.partition("</section>")[0]
    assert "Hanya: kosong." in said(page)


def test_a_kecamatan_names_who_serves_and_leads_to_her(dewi: Reader, psm: Json, kabupaten: Kabupaten) -> None:
    page = dewi.get(f"/cakupan?wilayah={kabupaten.kecamatan(1)}")
    tile = re.search(rf'<a href="/psm/[0-9a-f-]+"[^>]*><b>{re.escape(written(psm))}</b>', page.text)
    assert tile and "Murni Andai" in page.text
    assert f'href="/cakupan?wilayah={kabupaten.code}"' in page.text, "and up again"


def test_the_forecast_says_who_could_serve_next(dewi: Reader, kabupaten: Kabupaten, psm: Json) -> None:
    place = kabupaten.villages(1)[4]
    sk = {"number": "141/9", "issuer": "Bupati", "issued_on": "2026-01-05", "starts_on": "2026-01-05"}
    kabupaten.appointed(kabupaten.psm(villages=[place], sk=sk | {"ends_on": on(40)}))
    page = dewi.get("/cakupan/perkiraan")
    assert area.name(place) in said(page)
    assert re.search(r"<ol><li><a href=\"/psm/", page.text)


def test_who_watches_no_villages_is_told_so(rahma: Reader) -> None:
    assert rahma.get("/cakupan").status == 403
    assert rahma.get("/cakupan/perkiraan").status == 403


def test_a_tksk_begins_with_the_own_kecamatan(jaka: Reader, kabupaten: Kabupaten) -> None:
    page = jaka.get("/cakupan")
    assert area.name(kabupaten.kecamatan()) in page.title
    assert 'aria-current="page"' in page.text
