"""Erasure is one action: what told who it was is gone from the doors and from the database."""

from uuid import uuid4

import asyncpg

from deploy.local.running import Running
from tests.cases.conftest import Office
from tests.cases.people import Json
from tests.registry.conftest import Kabupaten


def erased(office: Office, case: Json) -> Json:
    body = {"basis": "request", "note": "Surat warga tanggal 1."}
    answer = office.dewi.post(f"/v1/persons/{case['person_id']}/erasure", body)
    assert answer.status == 200, answer.body
    return answer.body


def test_the_file_stays_without_its_person(office: Office, kabupaten: Kabupaten) -> None:
    case = office.rahma.recorded(person={"nik": kabupaten.nik(), "name": "Mawar Fiktif"}, note="Rahasia.")
    office.jaka.done(case, "verification", {"note": "Rahasia juga."})
    erased(office, case)
    shown = office.dewi.get(f"/v1/cases/{case['id']}").body
    assert (shown["person"], shown["name"], shown["note"], shown["village"]) == (None, None, None, None)
    assert (shown["status"], shown["erased"]) == ("closed", True)
    assert shown["actions"] == []
    steps = office.dewi.get(f"/v1/cases/{case['id']}/timeline").body["items"]
    assert [step["note"] for step in steps] == [None] * 3
    assert office.dewi.post("/v1/cases/search", {"name": "Mawar Fiktif"}).body["items"] == []


async def test_nothing_of_the_person_is_left_in_the_database(
    street: Running, office: Office, kabupaten: Kabupaten
) -> None:
    case = office.rahma.recorded(person={"nik": kabupaten.nik()})
    erased(office, case)
    admin = await asyncpg.connect(street.admin_dsn("cases"))  # behind all walls
    try:
        row = await admin.fetchrow("SELECT * FROM identities WHERE person_id = $1", case["person_id"])
        assert {name for name, value in row.items() if value is not None} == {
            "office", "person_id", "recorded_at", "erased_at"
        }  # fmt: skip
        for table, key, left in (
            ("name_tokens", "person_id", 0), ("fingerprints", "person_id", 0), ("subject_keys", "subject_id", 0),
            ("erasures", "person_id", 1),
        ):  # fmt: skip
            count = f"SELECT count(*) FROM {table} WHERE {key} = $1"  # noqa: S608 -- reason: names of this test
            assert await admin.fetchval(count, case["person_id"]) == left, table
    finally:
        await admin.close()


def test_nobody_is_erased_twice_but_a_retry_is_harmless(office: Office) -> None:
    case, key = office.rahma.recorded(), str(uuid4())
    path, body = f"/v1/persons/{case['person_id']}/erasure", {"basis": "request"}
    first, second = (office.dewi.post(path, body, key=key) for _ in range(2))
    assert (first.status, first.body) == (second.status, second.body)
    assert office.dewi.post(path, body).code == "already-erased"


def test_an_erased_case_is_not_reopened_nor_its_number_opened(office: Office) -> None:
    case = office.rahma.recorded()
    erased(office, case)
    version = office.dewi.get(f"/v1/cases/{case['id']}").body["version"]
    assert office.dewi.post(f"/v1/cases/{case['id']}/reopening", {"reason": "Kembali"}, was=version).code == "erased"
    assert office.dewi.post(f"/v1/cases/{case['id']}/nik", {"purpose": "identity"}).status == 404


def test_only_the_supervisor_erases_and_names_the_ground(office: Office) -> None:
    case = office.rahma.recorded()
    path = f"/v1/persons/{case['person_id']}/erasure"
    assert office.budi.post(path, {"basis": "request"}).status == 403
    assert list(office.dewi.post(path, {"basis": "tidy"}).body["fields"]) == ["basis"]
