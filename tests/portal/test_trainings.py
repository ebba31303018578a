"""A training on the portal's pages, without JavaScript: from the plan to a certificate that anybody may check."""

import re
import time

import pytest

from deploy.local.running import Running
from tests.portal.conftest import Office
from tests.portal.readers import Page, Reader
from tests.registry import courses
from tests.registry.conftest import Kabupaten
from tests.registry.people import Json


@pytest.fixture(scope="session")
def dewi(street: Running, office: Office) -> Reader:
    reader = Reader(street.url("portal"))
    assert reader.log_in(office.dewi).status == 200
    return reader


def plan(kabupaten: Kabupaten, **other: object) -> dict[str, object]:
    day = courses.today(kabupaten.code)
    return {
        "title": "Bimtek di Halaman", "roles": ["psm", "candidate"], "tier": "dasar", "quota": "2",
        "days": f"{day.day}-{day.month}-{day.year}; Aula Dinas Sosial", "pass_share": "0",
        "modules": "Manajemen Risiko; 2; Budi Misal; Inspektorat", **other,
    }  # fmt: skip


def begun(dewi: Reader, kabupaten: Kabupaten, **other: object) -> str:
    """The path of a training whose nomination is open."""
    page = dewi.send(dewi.get("/pelatihan/rencana"), "/pelatihan/rencana", **plan(kabupaten, **other))
    assert "Rencana pelatihan tersimpan." in page.text, page.title
    here = re.sub(r"\?.*", "", page.url.removeprefix(dewi.portal))
    press(dewi, here, "buka")
    return here


def press(reader: Reader, here: str, verb: str, **typed: object) -> Page:
    page = reader.send(reader.get(here), f"{here}/{verb}", **typed)
    assert page.status == 200, page.title
    return page


def named(dewi: Reader, here: str, kabupaten: Kabupaten, name: str, **other: object) -> Page:
    told = {"name": name, "role": "candidate", "place": kabupaten.villages()[0], **other}
    return dewi.send(dewi.get(f"{here}/nama"), f"{here}/nama", **told)


def volunteer(kabupaten: Kabupaten, office: Office) -> Json:
    listed = kabupaten.dinas.get("/v1/volunteers?limit=200").body["items"]
    return next(dict(one) for one in listed if one["username"] == office.rahma.username)


def look(reader: Reader, token: str) -> Page:
    """The check, once it is allowed again."""
    while (page := reader.get(f"/sertifikat/{token}")).status == 429:
        time.sleep(0.5)
    return page


def test_a_training_goes_from_plan_to_certificate(
    dewi: Reader, rahma: Reader, passerby: Reader, kabupaten: Kabupaten, office: Office
) -> None:
    here, psm = begun(dewi, kabupaten), volunteer(kabupaten, office)
    choice = dewi.get(f"{here}/calon")
    assert psm["name"] in choice.text
    page = dewi.send(choice, f"{here}/calon", volunteers=[psm["id"]])
    assert "Calon dicatat." in page.text
    assert psm["id"] not in dewi.get(f"{here}/calon").text, "who is nominated is offered no more"
    assert "Calon dicatat." in named(dewi, here, kabupaten, "Ani Contoh", nik=kabupaten.nik()).text
    named(dewi, here, kabupaten, "Ida Contoh")
    page = press(dewi, here, "undang")
    assert "Daftar tunggu" in page.text and "giliran peserta" in page.text
    assert "giliran Anda" in rahma.get("/pelatihan-saya").text
    page = press(dewi, here, "mulai")
    sheet = dewi.get(f"{here}/hadir")
    assert "<svg" in sheet.text and "Kode hadir hari ini" in sheet.text
    code = kabupaten.dinas.get(
        f"/v1/trainings/{here.rpartition('/')[2]}/attendance-code?day={courses.today(kabupaten.code)}"
    ).body["code"]
    arrival = rahma.get(f"/hadir/{code}")
    assert "Saya hadir" in arrival.text
    assert "Kehadiran Anda tercatat di server." in rahma.send(arrival, f"/hadir/{code}").text
    ani = re.findall(r'name="present" value="([0-9a-f-]{36})"', sheet.text)
    page = dewi.send(sheet, f"{here}/hadir", day=courses.today(kabupaten.code).isoformat(), present=ani[0])
    assert "Kehadiran tersimpan." in page.text
    assert page.text.count(" checked") == 2, "who scanned the code since then was not struck"
    press(dewi, here, "selesai")
    page = press(dewi, here, "sertifikat")
    assert "Sertifikat diterbitkan." in page.text
    mine = rahma.get("/pelatihan-saya")
    assert "Jenjang yang sudah Anda capai:" in mine.text and "Dasar · kabupaten" in mine.text
    token = kabupaten.dinas.get(f"/v1/trainings/{here.rpartition('/')[2]}").body["participants"][0]["certificate"]
    checked = look(passerby, token["token"])
    assert checked.status == 200
    assert "Asli dan berlaku" in checked.text and psm["name"] in checked.text
    assert checked.title == "Periksa sertifikat - Titian", "no name: a browser keeps titles in its history"


def running(dewi: Reader, kabupaten: Kabupaten) -> tuple[str, str, str]:
    """The path of a training that runs, and its two participants."""
    here = begun(dewi, kabupaten)
    for name in ("Ani Contoh", "Ida Contoh"):
        named(dewi, here, kabupaten, name)
    for verb in ("undang", "mulai"):
        press(dewi, here, verb)
    first, second = re.findall(r'name="present" value="([0-9a-f-]{36})"', dewi.get(f"{here}/hadir").text)
    return here, first, second


def test_whom_a_colleague_ticked_meanwhile_stays_ticked_when_one_saves_again(
    dewi: Reader, kabupaten: Kabupaten
) -> None:
    here, first, second = running(dewi, kabupaten)
    sheet, day = dewi.get(f"{here}/hadir"), courses.today(kabupaten.code).isoformat()
    dewi.send(sheet, f"{here}/hadir", day=day, present=second)
    stale = dewi.send(sheet, f"{here}/hadir", day=day, present=first, key="")
    assert stale.status == 422
    ticked = re.findall(r'value="([0-9a-f-]{36})" checked', stale.text)
    assert sorted(ticked) == sorted([first, second])
    page = dewi.send(stale, f"{here}/hadir", day=day, present=ticked)
    assert page.text.count(" checked") == 2


def test_a_colleagues_scores_stay_when_one_saves_ones_own_again(dewi: Reader, kabupaten: Kabupaten) -> None:
    here, first, second = running(dewi, kabupaten)
    sheet = dewi.get(f"{here}/nilai")
    dewi.send(sheet, f"{here}/nilai", **{f"post-{second}": "80"})
    stale = dewi.send(sheet, f"{here}/nilai", **{f"post-{first}": "70", "key": ""})
    assert stale.status == 422
    assert f'name="post-{first}" inputmode="numeric" autocomplete="off" value="70"' in stale.text
    dewi.send(stale, f"{here}/nilai", **{f"post-{first}": "70", f"post-{second}": "80"})
    people = kabupaten.dinas.get(f"/v1/trainings/{here.rpartition('/')[2]}").body["participants"]
    assert {one["id"]: one["post"] for one in people} == {first: 70, second: 80}


def test_saving_scores_of_which_none_was_changed_says_so(dewi: Reader, kabupaten: Kabupaten) -> None:
    here, *_ = running(dewi, kabupaten)
    page = dewi.send(dewi.get(f"{here}/nilai"), f"{here}/nilai")
    assert page.status == 422 and "Belum ada nilai atau catatan yang diubah." in page.text


def test_a_forged_code_is_unknown_to_whoever_scans_it(passerby: Reader, kabupaten: Kabupaten) -> None:
    for forged in (f"{kabupaten.code}.{'A' * 43}", "x", "..%2f..", "1906"):
        page = look(passerby, forged)
        assert page.status == 404, forged
        assert "Tidak dikenal" in page.text or "Tidak ditemukan" in page.text


def test_who_checks_again_and_again_has_to_wait(passerby: Reader) -> None:
    pages = [passerby.get("/sertifikat/x") for _ in range(20)]
    assert {page.status for page in pages} == {404, 429}
    assert "Terlalu sering" in next(page for page in pages if page.status == 429).text


def test_what_is_missing_in_a_plan_is_said_at_once_and_the_rest_stays(dewi: Reader, kabupaten: Kabupaten) -> None:
    wrong = plan(kabupaten, title="", quota="dua", days="besok; Aula", roles=[])
    page = dewi.send(dewi.get("/pelatihan/rencana"), "/pelatihan/rencana", **wrong)
    assert page.status == 422
    assert page.title.startswith("Galat: ")
    for name in ("title", "quota", "days", "roles"):
        assert f'<a href="#{name}">' in page.text, name
    assert "besok; Aula" in page.text


def test_what_the_registry_refuses_stands_at_its_field(dewi: Reader, kabupaten: Kabupaten) -> None:
    page = dewi.send(dewi.get("/pelatihan/rencana"), "/pelatihan/rencana", **plan(kabupaten, tier="madya"))
    assert page.status == 422
    assert "Jenjang Madya · provinsi hanya diselenggarakan kantor tingkat provinsi." in page.text


def test_a_plan_is_changed_on_its_own_page(dewi: Reader, kabupaten: Kabupaten) -> None:
    here = begun(dewi, kabupaten)
    form = dewi.get(f"{here}/rencana")
    assert "Manajemen Risiko; 2; Budi Misal; Inspektorat" in form.text
    page = dewi.send(form, f"{here}/rencana", **plan(kabupaten, title="Bimtek Gelombang 2"))
    assert "Bimtek Gelombang 2" in page.text


def test_calling_off_asks_for_a_reason(dewi: Reader, kabupaten: Kabupaten) -> None:
    here = begun(dewi, kabupaten)
    refused = dewi.send(dewi.get(here), f"{here}/batal", reason="")
    assert refused.status == 422
    assert "Tulis mengapa dibatalkan." in refused.text
    assert "Anggaran dialihkan" in press(dewi, here, "batal", reason="Anggaran dialihkan").text


def test_a_participant_withdraws_and_a_certificate_is_revoked_on_her_page(dewi: Reader, kabupaten: Kabupaten) -> None:
    here = begun(dewi, kabupaten)
    named(dewi, here, kabupaten, "Ani Contoh")
    named(dewi, here, kabupaten, "Ida Contoh")
    ani, ida = re.findall(r"/peserta/([0-9a-f-]{36})", dewi.get(here).text)
    page = press(dewi, f"{here}/peserta/{ani}", "mundur", reason="Sakit")
    assert "Mengundurkan diri" in page.text
    for verb in ("undang", "mulai"):
        press(dewi, here, verb)
    scores = {"participants": [ida], f"post-{ida}": "80", f"pre-{ida}": "x"}
    refused = dewi.send(dewi.get(f"{here}/nilai"), f"{here}/nilai", **scores)
    assert refused.status == 422
    assert 'value="80"' in refused.text, "what was typed stays"
    assert dewi.send(dewi.get(f"{here}/nilai"), f"{here}/nilai", **scores | {f"pre-{ida}": "40"}).status == 200
    press(dewi, here, "selesai")
    press(dewi, here, "sertifikat")
    page = press(dewi, f"{here}/peserta/{ida}", "cabut", reason="Nama keliru")
    assert "Dicabut" in page.text and "Nama keliru" in page.text


def test_a_volunteer_withdraws_herself(dewi: Reader, rahma: Reader, kabupaten: Kabupaten, office: Office) -> None:
    here, psm = begun(dewi, kabupaten, title="Bimtek yang Ditinggalkan"), volunteer(kabupaten, office)
    dewi.send(dewi.get(f"{here}/calon"), f"{here}/calon", volunteers=[psm["id"]])
    (mine,) = re.findall(r"/peserta/([0-9a-f-]{36})", dewi.get(here).text)
    action = f"/pelatihan-saya/{mine}/mundur"
    refused = rahma.send(rahma.get("/pelatihan-saya"), action, **{f"reason-{mine}": ""})
    assert refused.status == 422
    page = rahma.send(rahma.get("/pelatihan-saya"), action, **{f"reason-{mine}": "Anak sakit"})
    assert "Pengunduran diri dicatat." in page.text


def test_papers_are_taken_away_under_a_name_that_says_what_they_are(dewi: Reader, kabupaten: Kabupaten) -> None:
    here = begun(dewi, kabupaten)
    named(dewi, here, kabupaten, "Ani Contoh")
    for paper, kind in (("undangan", "pdf"), ("rekap", "pdf"), ("rekap-xlsx", "spreadsheetml.sheet")):
        assert f"{here}/kertas/{paper}" in dewi.get(here).text
        page = dewi.get(f"{here}/kertas/{paper}")
        assert page.headers["Content-Type"].endswith(kind)
        assert page.headers["Content-Disposition"].startswith('attachment; filename="')
        assert page.headers["Cache-Control"] == "no-store"
    assert dewi.get(f"{here}/kertas/lain").status == 404


def test_volunteers_find_no_way_into_the_rooms_of_who_holds_trainings(rahma: Reader, dewi: Reader) -> None:
    assert rahma.get("/pelatihan").status == 403
    assert rahma.get("/pelatihan/rencana").status == 403
    assert dewi.get("/pelatihan-saya").status == 403
    assert 'href="/pelatihan-saya"' in rahma.get("/kasus").text
    assert 'href="/pelatihan"' in dewi.get("/kasus").text
