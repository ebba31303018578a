"""A volunteer's name, NIK, telephone and address are put right, on record and once."""

from typing import Any
from uuid import uuid4

import pytest

from proto.registry.v1 import facts_pb2
from services.kit import rpc
from tests.registry.conftest import Kabupaten
from tests.registry.courses import candidate, certified
from tests.registry.people import Answer, Json, Person
from tests.registry.test_announcing import _until, cases

__all__ = ["cases"]


@pytest.fixture
def kenanga(kabupaten: Kabupaten) -> Json:
    sealed = {"nik": kabupaten.nik(), "phone": "082000000001", "address": "Jl. Contoh No. 1"}
    made = kabupaten.appointed(kabupaten.psm(name="Kenanga Keliru", **sealed))
    return kabupaten.dinas.until(f"/v1/volunteers/{made['id']}", "account", "ready") | sealed


def correct(by: Person, volunteer: Json, **told: Any) -> Answer:
    return by.post(f"/v1/volunteers/{volunteer['id']}/correction", told, was=volunteer["version"])


def opened(kabupaten: Kabupaten, volunteer: Json) -> Json:
    return kabupaten.dinas.post(f"/v1/volunteers/{volunteer['id']}/particulars", {"purpose": "contact"}).body


async def test_only_what_was_wrong_changes_and_which_fields_that_were_is_on_record(
    kabupaten: Kabupaten, kenanga: Json, admin: Any
) -> None:
    nik = kabupaten.nik()
    told = correct(kabupaten.dinas, kenanga, nik=nik, address="")
    assert (told.status, told.body["version"], told.body["warnings"]) == (200, kenanga["version"] + 1, [])
    now = opened(kabupaten, kenanga)
    assert (now["nik"], now["phone"], now["address"]) == (nik, kenanga["phone"], "")
    asked = "SELECT purpose, fields FROM ledger WHERE subject_id = $1 ORDER BY at, id"
    rows = [(row["purpose"], row["fields"]) for row in await admin.fetch(asked, kenanga["id"])]
    assert rows == [("correction", ["address", "nik"]), ("contact", ["nik", "phone"])]
    again = kabupaten.psm(nik=kenanga["nik"])
    assert kabupaten.dinas.post("/v1/volunteers", again).status == 201, "the wrong number is nobody's now"


async def test_a_corrected_name_reaches_the_other_services(
    kabupaten: Kabupaten, kenanga: Json, cases: rpc.Peer
) -> None:  # fmt: skip
    told = correct(kabupaten.dinas, kenanga, name="Kenanga Contoh")
    assert (told.status, told.body["name"]) == (200, "Kenanga Contoh")
    heard = await _until(cases, kenanga["id"], 3)
    assert [fact.past for fact in heard] == ["appointed", "enrolled", "corrected"]
    assert facts_pb2.VolunteerCorrected.FromString(heard[-1].payload).post.name == "Kenanga Contoh"


def test_a_nik_of_somebody_else_at_work_is_refused(kabupaten: Kabupaten, kenanga: Json) -> None:
    other = kabupaten.nik()
    kabupaten.appointed(kabupaten.psm(nik=other))
    refused = correct(kabupaten.dinas, kenanga, nik=other)
    assert (refused.status, refused.code) == (409, "already-appointed")
    assert opened(kabupaten, kenanga)["nik"] == kenanga["nik"]


def test_sent_twice_it_is_done_once_and_a_version_that_was_overtaken_changes_nothing(
    kabupaten: Kabupaten, kenanga: Json
) -> None:
    path, key = f"/v1/volunteers/{kenanga['id']}/correction", str(uuid4())
    body = {"phone": "+6282000000002"}
    first, again = (kabupaten.dinas.post(path, body, was=kenanga["version"], key=key) for _ in range(2))
    assert (first.status, again.status, again.body["version"]) == (200, 200, first.body["version"])
    assert correct(kabupaten.dinas, kenanga, phone="082000000003").code == "stale"
    assert kabupaten.dinas.post(path, body).status == 428
    assert correct(kabupaten.dinas, first.body).code == "nothing-corrected"


def test_trainings_from_before_her_appointment_stay_hers_when_the_nik_is_corrected(kabupaten: Kabupaten) -> None:
    wrong, right = kabupaten.nik(), kabupaten.nik()
    told = certified(kabupaten, people=[candidate(kabupaten, "Melati Contoh", nik=wrong)])
    melati = kabupaten.appointed(kabupaten.psm(name="Melati Contoh", nik=wrong))
    path = f"/v1/volunteers/{melati['id']}"
    melati = kabupaten.dinas.until(path, "account", "ready")
    assert correct(kabupaten.dinas, melati, nik=right).status == 200
    mine = kabupaten.dinas.get(f"{path}/trainings").body["items"]
    assert [one["training"]["id"] for one in mine] == [told["id"]]


def test_whoever_was_on_the_list_under_both_numbers_is_corrected_too(kabupaten: Kabupaten) -> None:
    wrong, right = kabupaten.nik(), kabupaten.nik()
    certified(kabupaten, people=[candidate(kabupaten, "Dahlia Contoh", nik=nik) for nik in (wrong, right)])
    dahlia = kabupaten.appointed(kabupaten.psm(name="Dahlia Contoh", nik=wrong))
    path = f"/v1/volunteers/{dahlia['id']}"
    dahlia = kabupaten.dinas.until(path, "account", "ready")
    assert correct(kabupaten.dinas, dahlia, nik=right).status == 200
    assert len(kabupaten.dinas.get(f"{path}/trainings").body["items"]) == 1


def test_nobody_but_the_own_dinas_corrects(
    kabupaten: Kabupaten, elsewhere: Kabupaten, kenanga: Json, rahma: tuple[Json, Person]
) -> None:
    assert correct(elsewhere.dinas, kenanga, address="Contoh").status == 404
    assert correct(rahma[1], rahma[0], address="Contoh").status == 403
