"""What a volunteer bore: hours and costs to their acknowledgement, an event to its follow-up, rest; by the doors."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from tests.registry import courses
from tests.registry.conftest import Kabupaten
from tests.registry.people import Json, Person

ENTRIES = "/v1/care-entries"


@pytest.fixture(scope="module")
def jaka(kabupaten: Kabupaten) -> Iterator[Person]:
    """The TKSK of the first kecamatan, where Rahma's villages lie."""
    with kabupaten.seated(0) as (_, person):
        yield person


@pytest.fixture(scope="module")
def ratna(kabupaten: Kabupaten) -> Iterator[Person]:
    """Of another kecamatan."""
    with kabupaten.seated(6, name="Ratna Umpama") as (_, person):
        yield person


def bearing(kabupaten: Kabupaten, **other: Any) -> Json:
    day = courses.today(kabupaten.code).isoformat()
    return {"kind": "hours", "code": "visit", "day": day, "amount": 30, "paper": "", **other}


def entered(by: Person, kabupaten: Kabupaten, **other: Any) -> Json:
    answer = by.post("/v1/me/care-entries", bearing(kabupaten, **other))
    assert answer.status == 201, answer.body
    return answer.body


def judged(by: Person, entry: Json, acknowledged: bool = True, reason: str = "") -> Any:
    body = {"acknowledged": acknowledged, "reason": reason}
    return by.post(f"{ENTRIES}/{entry['id']}/judgement", body, was=entry["version"])


def test_hours_are_acknowledged_by_the_tksk_and_counted(
    kabupaten: Kabupaten, rahma: tuple[Json, Person], jaka: Person, ratna: Person
) -> None:
    before = rahma[1].get("/v1/me/care").body["sums"]
    entry = entered(rahma[1], kabupaten)
    assert (entry["status"], entry["turn"]) == ("entered", "tksk")
    assert entry["id"] in {one["id"] for one in jaka.get(f"{ENTRIES}?status=entered").body["items"]}
    assert entry["id"] not in {one["id"] for one in ratna.get(f"{ENTRIES}?status=entered").body["items"]}
    assert judged(ratna, entry).status == 404, "of another kecamatan"
    assert judged(rahma[1], entry).status == 403
    told = judged(jaka, entry).body
    assert (told["status"], told["decided_by"]) == ("acknowledged", "Jaka Umpama")
    after = rahma[1].get("/v1/me/care").body["sums"]
    assert after["minutes"] == before["minutes"] + 30


def test_a_returned_entry_is_mended_and_waits_again(
    kabupaten: Kabupaten, rahma: tuple[Json, Person], jaka: Person
) -> None:
    entry = entered(rahma[1], kabupaten, kind="cost", code="transport", amount=45_000)
    back = judged(jaka, entry, acknowledged=False, reason="Kuitansi tidak terbaca").body
    assert (back["status"], back["turn"], back["reason"]) == ("returned", "psm", "Kuitansi tidak terbaca")
    mended = bearing(kabupaten, kind="cost", code="transport", amount=40_000, paper="Kuitansi 12")
    told = rahma[1].post(f"{ENTRIES}/{entry['id']}/revision", mended, was=back["version"])
    assert (told.body["status"], told.body["amount"]) == ("entered", 40_000)
    assert jaka.post(f"{ENTRIES}/{entry['id']}/revision", mended, was=told.body["version"]).status == 404
    gone = rahma[1].post(f"{ENTRIES}/{entry['id']}/withdrawal", was=told.body["version"])
    assert gone.body["status"] == "withdrawn"


def test_a_tksk_does_not_acknowledge_her_own_and_the_dinas_does(kabupaten: Kabupaten, jaka: Person) -> None:
    entry = entered(jaka, kabupaten)
    assert entry["turn"] == "dinas"
    refused = judged(jaka, entry)
    assert (refused.status, refused.body["code"]) == (403, "own-entry")
    assert judged(kabupaten.dinas, entry).body["status"] == "acknowledged"


def test_the_hours_of_a_day_come_to_no_more_than_it_has(kabupaten: Kabupaten, jaka: Person) -> None:
    day = (courses.today(kabupaten.code) - timedelta(days=9)).isoformat()
    entered(jaka, kabupaten, day=day, amount=20 * 60)
    refused = jaka.post("/v1/me/care-entries", bearing(kabupaten, day=day, amount=5 * 60))
    assert (refused.status, list(refused.body["fields"])) == (422, ["amount"])


# --- risk events ---

NOTE = "Motor tergelincir di jalan desa dekat jembatan."


@pytest.fixture
def event(kabupaten: Kabupaten, rahma: tuple[Json, Person]) -> Json:
    body = {
        "kind": "traffic", "harm": "treated", "day": courses.today(kabupaten.code).isoformat(),
        "village": kabupaten.villages()[0], "note": NOTE,
    }  # fmt: skip
    answer = rahma[1].post("/v1/me/risk-events", body)
    assert answer.status == 201, answer.body
    return answer.body


async def test_what_happened_is_sealed_and_each_opening_is_on_record(
    kabupaten: Kabupaten, event: Json, admin: Any
) -> None:
    assert "note" not in event
    assert NOTE.encode() not in await admin.fetchval("SELECT note FROM risk_events WHERE event_id = $1", event["id"])
    listed = kabupaten.dinas.get("/v1/risk-events?limit=200").body["items"]
    assert all("note" not in one for one in listed)
    assert kabupaten.dinas.get(f"/v1/risk-events/{event['id']}").body["note"] == NOTE
    asked = "SELECT fields, purpose FROM ledger WHERE subject_id = $1 AND noun = 'risk_event'"
    assert [dict(row) for row in await admin.fetch(asked, event["id"])] == [
        {"fields": ["note"], "purpose": "follow_up"}
    ]


def test_only_she_her_dinas_and_whoever_it_was_given_to_see_it(
    kabupaten: Kabupaten, elsewhere: Kabupaten, rahma: tuple[Json, Person], jaka: Person, event: Json
) -> None:
    path = f"/v1/risk-events/{event['id']}"
    assert rahma[1].get(path).body["note"] == NOTE
    for stranger in (jaka, elsewhere.dinas):
        assert stranger.get(path).status == 404
    sub = jaka.get("/v1/me").body["sub"]
    due = (courses.today(kabupaten.code) + timedelta(days=7)).isoformat()
    given = kabupaten.dinas.post(f"{path}/assignment", {"owner": sub, "due_on": due}, was=event["version"])
    assert (given.body["status"], given.body["turn"], given.body["due_on"]) == ("assigned", "tksk", due)
    assert jaka.get(path).body["note"] == NOTE
    assert rahma[1].post(f"{path}/closure", {"outcome": "Sudah diobati."}, was=given.body["version"]).status == 403
    closed = jaka.post(f"{path}/closure", {"outcome": "Sudah diobati."}, was=given.body["version"])
    assert closed.body["status"] == "closed"
    assert rahma[1].get(path).body["outcome"] == "Sudah diobati."


# --- rest ---


def test_whoever_rests_is_shown_as_away_and_comes_back_by_herself(kabupaten: Kabupaten) -> None:
    village = kabupaten.villages(2)[0]
    hers, lela = kabupaten.at_work(kabupaten.psm(name="Lela Fiktif", villages=[village]))

    def stands() -> list[bool]:
        """Whether she is at work there, as coverage shows it."""
        shown = kabupaten.dinas.get(f"/v1/coverage?area={kabupaten.kecamatan(2)}").body["villages"]
        (here,) = (one for one in shown if one["code"] == village)
        return [one["present"] for one in here["people"]]

    assert stands() == [True]
    version = lela.get("/v1/me/care").body["version"]
    path = f"/v1/volunteers/{hers['id']}"
    rest = lela.post(f"{path}/rest", {"weeks": 2}, was=version)
    assert rest.status == 200, rest.body
    shown = kabupaten.dinas.get(path).body
    assert (shown["status"], shown["leave"]["reason"]) == ("on_leave", "Istirahat dari penerimaan kasus")
    assert stands() == [False], "as a leave is shown"
    mine = lela.get("/v1/me/care").body
    assert mine["resting"] and mine["rests"][0]["begun_by"] == "volunteer"
    again = lela.post(f"{path}/rest", {"weeks": 1}, was=mine["version"])
    assert (again.status, again.body["code"]) == (409, "already-on-leave")
    assert lela.post(f"{path}/rest-end", was=mine["version"]).status == 200
    assert kabupaten.dinas.get(path).body["status"] == "active"


def test_nobody_lets_another_volunteer_rest_and_nobody_ends_a_leave_as_a_rest(
    kabupaten: Kabupaten, rahma: tuple[Json, Person], jaka: Person
) -> None:
    path = f"/v1/volunteers/{rahma[0]['id']}"
    version = kabupaten.dinas.get(path).body["version"]
    assert jaka.post(f"{path}/rest", {"weeks": 1}, was=version).status == 404
    soon = (courses.today(kabupaten.code) + timedelta(days=30)).isoformat()
    away = kabupaten.dinas.post(f"{path}/leave", {"reason": "Melahirkan", "returns_on": soon}, was=version).body
    refused = rahma[1].post(f"{path}/rest-end", was=away["version"])
    assert (refused.status, refused.body["code"]) == (409, "not-resting")
    assert kabupaten.dinas.post(f"{path}/leave-end", was=away["version"]).status == 200
