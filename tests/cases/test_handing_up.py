"""A hand-up: chosen fields leave sealed, the province opens a file of its own, the kabupaten keeps its own."""

import asyncio
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import asyncpg

from deploy.local.running import Running
from tests.cases.conftest import Office
from tests.cases.people import Json, Worker, until

FIELDS = ["name", "village", "nik", "note"]


def handed_up(office: Office, **body: object) -> Json:
    case = office.jaka.done(
        office.rahma.recorded(person={"name": "Melati Fiktif"}, note="Tanpa keluarga."), "verification"
    )
    accepted = office.budi.done(case, "acceptance")
    return office.budi.done(accepted, "hand-up", {"reason": "Panti penuh", "fields": FIELDS} | body)


def packet_of(province: Worker, case: Json) -> Json:
    items = province.get("/v1/hand-ups?limit=200").body["items"]
    return next(one for one in items if one["code"] == case["code"])


def sent_of(office: Office, case: Json) -> Json:
    return dict(office.budi.get(f"/v1/cases/{case['id']}").body["hand_ups"][-1])


def test_the_province_makes_a_file_of_its_own_and_the_kabupaten_keeps_its_own(office: Office, province: Worker) -> None:
    case = handed_up(office)
    assert case["status"] == "accepted"
    packet = packet_of(province, case)
    assert (packet["status"], packet["turn"], packet["fields"]) == (
        "sent",
        "province",
        ["name", "village", "nik", "note"],
    )
    assert "Melati" not in str(packet)
    opened = province.post(f"/v1/hand-ups/{packet['id']}/opening", was=packet["version"])
    assert opened.status == 201, opened.body
    own = opened.body
    assert (own["status"], own["turn"], own["origin"]) == ("accepted", "province", case["code"])
    assert own["code"].startswith(f"{office.code[:2]}-")
    shown = province.get(f"/v1/cases/{own['id']}").body
    assert (shown["person"]["name"], shown["person"]["birth_on"]) == ("Melati Fiktif", None)  # only what was chosen
    assert "Panti penuh" in shown["note"]
    until(lambda: sent_of(office, case)["status"] == "opened", "the kabupaten hears of it")
    assert sent_of(office, case)["own_code"] == own["code"]
    assert office.budi.get(f"/v1/cases/{own['id']}").status == 404
    assert province.get(f"/v1/cases/{case['id']}").status == 404
    assert office.budi.done(office.budi.get(f"/v1/cases/{case['id']}").body, "stage", {"to": "planning"})


def test_a_packet_is_opened_once(office: Office, province: Worker) -> None:
    packet = packet_of(province, handed_up(office))
    path = f"/v1/hand-ups/{packet['id']}/opening"
    assert province.post(path, was=packet["version"]).status == 201
    assert province.post(path, was=packet["version"]).code == "stale"
    assert province.post(path, was=packet["version"] + 1).code == "already-answered"
    assert province.post(path).code == "unversioned"


def test_a_refusal_reaches_the_kabupaten_with_its_reason(office: Office, province: Worker) -> None:
    case = handed_up(office)
    again = office.budi.post(
        f"/v1/cases/{case['id']}/hand-up", {"reason": "Lagi", "fields": ["name"]}, was=case["version"]
    )
    assert again.code == "already-handed-up"
    packet = packet_of(province, case)
    path = f"/v1/hand-ups/{packet['id']}/refusal"
    assert province.post(path, {"reason": "not today"}, was=packet["version"]).status == 422
    assert province.post(path, {"reason": "no_place"}, was=packet["version"]).body["status"] == "refused"
    until(lambda: sent_of(office, case)["status"] == "refused", "the kabupaten hears of it")
    assert sent_of(office, case)["reason"] == "no_place"


def test_the_fields_are_of_the_list_and_the_day_lies_ahead(office: Office) -> None:
    case = office.budi.recorded()
    path = f"/v1/cases/{case['id']}/hand-up"
    for body in (
        {"reason": "Mohon", "fields": []}, {"reason": "Mohon", "fields": ["diary"]},
        {"reason": "Mohon", "fields": ["name"], "expires_on": "2020-01-01"},
    ):  # fmt: skip
        assert office.budi.post(path, body, was=case["version"]).status == 422


async def test_an_unanswered_packet_expires_by_the_later_clock(
    street: Running, office: Office, province: Worker
) -> None:
    in_two_days = datetime.now(UTC).date() + timedelta(days=2)
    case = handed_up(office, expires_on=in_two_days.isoformat())
    packet = packet_of(province, case)
    for _ in range(75):
        if await _is_due(street, packet["id"]):
            break
        await asyncio.sleep(0.2)
    _tick(street, datetime.now(UTC) + timedelta(days=3))
    assert packet_of(province, case)["status"] == "expired"
    until(lambda: sent_of(office, case)["status"] == "expired", "the kabupaten hears of it")


async def test_what_left_is_sealed_and_gone_once_it_is_answered(
    street: Running, office: Office, province: Worker
) -> None:
    case = handed_up(office)
    packet = packet_of(province, case)
    admin = await asyncpg.connect(street.admin_dsn("cases"))
    try:
        row = await admin.fetchrow("SELECT * FROM packets WHERE handup_id = $1", packet["id"])
        assert b"Melati" not in b"".join(row["sealed"])
        province.post(f"/v1/hand-ups/{packet['id']}/opening", was=packet["version"])
        row = await admin.fetchrow("SELECT * FROM packets WHERE handup_id = $1", packet["id"])
        assert (row["wrapped"], row["sealed"]) == (None, [])
    finally:
        await admin.close()


def test_an_erasure_empties_the_packet_that_is_not_opened_yet(office: Office, province: Worker) -> None:
    case = handed_up(office)
    office.dewi.post(f"/v1/persons/{case['person_id']}/erasure", {"basis": "request"})
    until(lambda: packet_of(province, case)["status"] == "erased", "the province hears of it")
    packet = packet_of(province, case)
    answer = province.post(f"/v1/hand-ups/{packet['id']}/opening", was=packet["version"])
    assert answer.code == "already-answered"


async def _is_due(street: Running, handup_id: str) -> bool:
    admin = await asyncpg.connect(street.admin_dsn("cases"))
    try:
        open_ = "SELECT count(*) FROM due WHERE subject_id = $1 AND done_at IS NULL"
        return bool(await admin.fetchval(open_, handup_id))
    finally:
        await admin.close()


def _tick(street: Running, at: datetime) -> None:
    asked = [sys.executable, "-m", "services.cases", "tick", "--at", at.isoformat()]
    subprocess.run(asked, env=street.environment("cases"), check=True, capture_output=True, timeout=60)
