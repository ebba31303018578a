"""How far each sees: another office is never told from nothing at all."""

from uuid import uuid4

import pytest

from tests.registry.conftest import Kabupaten
from tests.registry.people import Json, Person

REASON = {"reason": "tidak berwenang"}
SK = {"number": "2", "issuer": "Bupati", "issued_on": "2026-01-05", "starts_on": "2026-01-05"}


def paths(volunteer: str, officer: str) -> list[tuple[str, str, Json | None]]:
    """Every route that names a person, by one id."""
    return [
        ("GET", f"/v1/volunteers/{volunteer}", None),
        ("POST", f"/v1/volunteers/{volunteer}/particulars", {"purpose": "contact"}),
        ("POST", f"/v1/volunteers/{volunteer}/slip", {}),
        ("POST", f"/v1/volunteers/{volunteer}/suspension", REASON),
        ("POST", f"/v1/volunteers/{volunteer}/reinstatement", REASON),
        ("POST", f"/v1/volunteers/{volunteer}/end", REASON),
        ("POST", f"/v1/volunteers/{volunteer}/renewal", {"sk": SK}),
        ("POST", f"/v1/volunteers/{volunteer}/move", {"villages": ["1906022004"], "sk": SK}),
        ("POST", f"/v1/volunteers/{volunteer}/leave", REASON | {"returns_on": "2030-01-01"}),
        ("POST", f"/v1/volunteers/{volunteer}/leave-end", {}),
        ("POST", f"/v1/volunteers/{volunteer}/cover",
            REASON | {"villages": ["1906022004"], "ends_on": "2030-01-01", "decided_by": "Kepala"}),
        ("POST", f"/v1/volunteers/{volunteer}/cover-end", {"cover_id": volunteer}),
        ("GET", f"/v1/officers/{officer}", None),
        ("POST", f"/v1/officers/{officer}/slip", {}),
        ("POST", f"/v1/officers/{officer}/suspension", REASON),
        ("POST", f"/v1/officers/{officer}/reinstatement", REASON),
        ("POST", f"/v1/officers/{officer}/end", REASON),
    ]  # fmt: skip


@pytest.fixture(scope="module")
def theirs(elsewhere: Kabupaten) -> tuple[str, str]:
    """A volunteer and an officer of the other kabupaten."""
    volunteer = elsewhere.appointed(elsewhere.psm())
    return volunteer["id"], elsewhere.supervisor.get("/v1/officers").body["items"][0]["id"]


@pytest.mark.parametrize("number", range(17))
def test_a_foreign_id_is_answered_as_one_that_does_not_exist(
    kabupaten: Kabupaten, theirs: tuple[str, str], number: int
) -> None:
    def told(ids: tuple[str, str]) -> tuple[int, Json]:
        method, path, body = paths(*ids)[number]
        who = kabupaten.supervisor
        answer = who.get(path) if method == "GET" else who.post(path, body, was=1)
        return answer.status, answer.body

    status, body = told(theirs)
    assert (status, body["code"]) == (404, "not-found")
    assert (status, body) == told((str(uuid4()), str(uuid4())))


def test_a_psm_sees_herself_and_no_colleague(kabupaten: Kabupaten, rahma: tuple[Json, Person]) -> None:
    volunteer, she = rahma
    colleague = kabupaten.appointed(kabupaten.psm(name="Sari Fiktif"))
    assert [item["id"] for item in she.get("/v1/volunteers").body["items"]] == [volunteer["id"]]
    assert she.get(f"/v1/volunteers/{volunteer['id']}").status == 200
    assert she.get(f"/v1/volunteers/{colleague['id']}").status == 404
    assert she.get("/v1/officers").status == 403


def test_a_tksk_sees_the_volunteers_of_the_kecamatan_and_no_other(kabupaten: Kabupaten) -> None:
    here = kabupaten.appointed(kabupaten.psm(villages=kabupaten.villages(4)[:1]))
    there = kabupaten.appointed(kabupaten.psm(villages=kabupaten.villages(3)[:1]))
    both = kabupaten.appointed(kabupaten.psm(villages=[kabupaten.villages(3)[0], kabupaten.villages(4)[0]]))
    tksk, he = kabupaten.at_work(kabupaten.tksk(4))
    seen = {item["id"] for item in he.get("/v1/volunteers?limit=200").body["items"]}
    assert {here["id"], both["id"], tksk["id"]} <= seen
    assert there["id"] not in seen
    assert he.get(f"/v1/volunteers/{there['id']}").status == 404


def test_nik_telephone_and_address_are_opened_for_a_purpose_and_on_record(
    kabupaten: Kabupaten, rahma: tuple[Json, Person]
) -> None:
    told = {"nik": kabupaten.nik(), "phone": "0820-0000-0001", "address": "Jl. Contoh No. 1"}
    volunteer = kabupaten.appointed(kabupaten.psm(**told))
    path = f"/v1/volunteers/{volunteer['id']}"
    assert told["nik"] not in str(kabupaten.dinas.get(path).body)
    assert kabupaten.dinas.post(f"{path}/particulars", {"purpose": "ingin tahu"}).status == 422
    opened = kabupaten.dinas.post(f"{path}/particulars", {"purpose": "contact"})
    assert opened.body == {"id": volunteer["id"], **told, "phone": "082000000001"}
    assert rahma[1].post(f"/v1/volunteers/{rahma[0]['id']}/particulars", {"purpose": "contact"}).status == 403


def test_the_nation_and_a_province_see_no_volunteer_of_a_kabupaten(
    administrator: Person, kabupaten: Kabupaten, theirs: tuple[str, str]
) -> None:
    assert administrator.get("/v1/volunteers").status == 403
    assert administrator.get(f"/v1/volunteers/{theirs[0]}").status == 403
    names = {officer["name"] for officer in administrator.get("/v1/officers").body["items"]}
    assert "Budi Misal" not in names


def test_colleagues_see_one_another(kabupaten: Kabupaten) -> None:
    seen = {officer["name"]: officer for officer in kabupaten.dinas.get("/v1/officers").body["items"]}
    assert seen["Dewi Contoh"]["desks"] == ["protected"]
    assert seen["Dewi Contoh"]["office"] == kabupaten.code
