"""The office's profile and how its people are employed: over HTTP."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from services.kit import area
from tests.registry.conftest import Kabupaten
from tests.registry.people import Json, Person

PROFILE = "/v1/offices/mine/profile"


def told(**other: Any) -> Json:
    return {
        "name": "Dinas Sosial Contoh", "city": "Contoh", "address": "Jl. Contoh No. 1", "short": "DINSOS",
        "scheme": "{no}/{code}/{office}/{roman_month}/{year}",
        "bidang": [{"name": "Pemberdayaan Sosial", "head": "Dewi Contoh"}],
        "signatories": [{"name": "Dewi Contoh", "title": "Kepala Dinas", "nip": "198001012005012001"}], **other,
    }  # fmt: skip


def version(by: Person) -> int:
    found: int = by.get(PROFILE).body["version"]
    return found


def test_before_anybody_writes_it_the_list_of_areas_says_what_is_known(elsewhere: Kabupaten) -> None:
    found = elsewhere.supervisor.get(PROFILE)
    assert (found.body["version"], found.headers["etag"]) == (1, '"1"')
    assert found.body["name"] == f"Dinas Sosial {area.name(elsewhere.code)}"


def test_the_supervisor_writes_it_and_every_officer_reads_it(kabupaten: Kabupaten) -> None:
    was = version(kabupaten.supervisor)
    written = kabupaten.supervisor.post(PROFILE, told(), was=was)
    assert (written.status, written.body["version"]) == (200, was + 1)
    read = kabupaten.dinas.get(PROFILE).body
    assert read["bidang"] == [{"name": "Pemberdayaan Sosial", "head": "Dewi Contoh"}]
    assert read["signatories"][0]["nip"] == "198001012005012001"
    assert read["letterhead"][:2] == [f"Pemerintah {area.name(kabupaten.code)}", "Dinas Sosial Contoh"]
    assert kabupaten.dinas.post(PROFILE, told(), was=read["version"]).status == 403


def test_a_psm_does_not_read_it(rahma: tuple[Json, Person]) -> None:
    assert rahma[1].get(PROFILE).status == 403


def test_what_somebody_else_wrote_meanwhile_is_not_overwritten(kabupaten: Kabupaten) -> None:
    was = version(kabupaten.supervisor)
    with ThreadPoolExecutor(4) as at_once:
        answers = list(
            at_once.map(lambda n: kabupaten.supervisor.post(PROFILE, told(city=f"Kota {n}"), was=was), range(4))
        )
    assert sorted(answer.status for answer in answers) == [200, 412, 412, 412]
    assert kabupaten.supervisor.post(PROFILE, told()).status == 428


def test_a_repeated_key_writes_once(kabupaten: Kabupaten) -> None:
    was, key = version(kabupaten.supervisor), "profil-dua-kali"
    first, again = (kabupaten.supervisor.post(PROFILE, told(), key=key, was=was) for _ in range(2))
    assert (first.status, again.status, version(kabupaten.supervisor)) == (200, 200, was + 1)


@pytest.mark.parametrize(("wrong", "field"), [
    ({"scheme": "{no}"}, "scheme"), ({"name": ""}, "name"), ({"city": ""}, "city"),
    ({"signatories": [{"name": "Dewi", "title": "Kepala", "nip": "12"}]}, "signatories"),
])  # fmt: skip
def test_what_no_paper_could_bear_is_refused_by_its_field(kabupaten: Kabupaten, wrong: Json, field: str) -> None:
    refused = kabupaten.supervisor.post(PROFILE, told(**wrong), was=version(kabupaten.supervisor))
    assert (refused.status, set(refused.body["fields"])) == (422, {field})


def test_offices_do_not_see_one_anothers_profile(kabupaten: Kabupaten, elsewhere: Kabupaten) -> None:
    kabupaten.supervisor.post(PROFILE, told(name="Dinas Sosial Rahasia"), was=version(kabupaten.supervisor))
    assert elsewhere.supervisor.get(PROFILE).body["name"] != "Dinas Sosial Rahasia"


def test_a_volunteer_becomes_pppk_and_stays_where_she_serves(kabupaten: Kabupaten) -> None:
    volunteer = kabupaten.appointed(kabupaten.psm())
    path = f"/v1/volunteers/{volunteer['id']}"
    assert volunteer["employment"]["code"] == "volunteer"
    ready = kabupaten.dinas.until(path, "account", "ready")
    changed = kabupaten.dinas.post(f"{path}/engagement", {"employment": "pppk"}, was=ready["version"])
    assert (changed.status, changed.body["employment"]["words"]["id"]) == (200, "PPPK")
    assert changed.body["villages"] == volunteer["villages"]
    stale = kabupaten.dinas.post(f"{path}/engagement", {"employment": "contract"}, was=ready["version"])
    assert stale.status == 412


def test_a_psm_is_never_labelled_a_social_worker(kabupaten: Kabupaten) -> None:
    volunteer = kabupaten.appointed(kabupaten.psm())
    path = f"/v1/volunteers/{volunteer['id']}"
    version = kabupaten.dinas.until(path, "account", "ready")["version"]
    refused = kabupaten.dinas.post(f"{path}/engagement", {"qualification": "peksos"}, was=version)
    assert (refused.status, set(refused.body["fields"])) == (422, {"qualification"})
    assert "profesi" in refused.body["fields"]["qualification"]


def test_a_kasi_kesra_has_a_kecamatan_and_the_title_of_the_decree(kabupaten: Kabupaten) -> None:
    body = {
        "name": "Wati Umpama", "roles": ["kasi_kesra"], "kec": kabupaten.kecamatan(),
        "engagement": {"employment": "civil_servant", "title": "Kasi Kesos"},
    }  # fmt: skip
    named = kabupaten.supervisor.post("/v1/officers", body)
    assert (named.status, named.body["title"], named.body["kec"]) == (201, "Kasi Kesos", kabupaten.kecamatan())
    path = f"/v1/officers/{named.body['id']}"
    ready = kabupaten.supervisor.until(path, "account", "ready")
    decree = {"employment": "civil_servant", "title": "Kasi Kesra", "decree": "821/9", "decreed_on": "2026-01-05"}
    changed = kabupaten.supervisor.post(f"{path}/engagement", decree, was=ready["version"]).body
    assert (changed["title"], changed["decree"], changed["decreed_on"]) == ("Kasi Kesra", "821/9", "2026-01-05")
    suspended = kabupaten.supervisor.post(f"{path}/suspension", {"reason": "cuti"}, was=changed["version"])
    assert (suspended.status, suspended.body["title"]) == (200, "Kasi Kesra"), "later steps keep what the decree says"
    assert kabupaten.dinas.post(f"{path}/engagement", decree, was=suspended.body["version"]).status == 403


def test_the_code_lists_name_their_sources(kabupaten: Kabupaten) -> None:
    codes = kabupaten.dinas.get("/v1/engagement-codes").body
    assert [code["code"] for code in codes["qualifications"]] == ["peksos"]
    assert all(code["source"] for code in codes["employments"])
