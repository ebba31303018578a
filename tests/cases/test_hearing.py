"""What referral announces reaches the case through the inbox door: once, in order; unknown ones lie aside."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from itertools import count
from types import SimpleNamespace
from uuid import UUID, uuid4

import asyncpg
import pytest

from deploy.local.running import Running
from proto.referral.v1 import facts_pb2
from services.cases import inbox
from services.kit.db import Database
from services.kit.facts import Fact
from services.kit.inbox import Inbox
from tests.cases.conftest import Office
from tests.cases.people import Json

_PAST_THE_MARK = count(2**40)  # beyond whatever this street has heard


class Referral:
    """A referral of a case, and what is announced of it, handed to the door of a listener like the broker does."""

    def __init__(self, door: Inbox, case: Json, kind: str = "food", need: int | None = 0) -> None:
        self._door, self._case, self._kind = door, case, kind
        self._need = case["needs"][need]["id"] if need is not None else ""
        self._id, self._seq = uuid4(), 0

    def fact(self, past: str, status: str, *, version: int = 1) -> Fact:
        self._seq += 1
        standing = facts_pb2.Standing(case_id=self._case["id"], need_kind=self._kind, need_id=self._need, status=status)
        office = self._case["code"][:4]
        return Fact(
            noun="referral", past=past, subject_id=self._id, office=office, for_office=office, area=office,
            at=datetime.now(UTC), service="referral", version=version, id=uuid4(), seq=self._seq,
            pos=next(_PAST_THE_MARK),
            payload=facts_pb2.ReferralSent(referral_id=str(self._id), standing=standing).SerializeToString(),
        )  # fmt: skip

    async def told(self, past: str, status: str) -> bool:
        return await self._door.receive(self.fact(past, status))


@pytest.fixture
async def door(street: Running) -> AsyncIterator[Inbox]:
    db = Database(street.dsn("cases", "consume"), pool=2, name="cases-test")
    yield Inbox(db, inbox.hears(SimpleNamespace(vault=None)))  # type: ignore[arg-type]  # -- reason: no handler of referrals asks the house
    await db.close()


def needed(office: Office) -> Json:
    """A case in care with two needs of one kind."""
    case = office.budi.recorded()
    for _ in range(2):
        assert office.budi.post(f"/v1/cases/{case['id']}/needs", {"kind": "food"}).status == 201
    return dict(office.budi.get(f"/v1/cases/{case['id']}").body)


async def test_the_first_referral_begins_the_intervention_and_its_end_is_waited_for(
    door: Inbox, office: Office
) -> None:
    case = needed(office)
    referral = Referral(door, case)
    assert await referral.told("sent", "sent")
    shown = office.budi.get(f"/v1/cases/{case['id']}").body
    assert (shown["status"], shown["open_referrals"], shown["needs"][0]["status"]) == ("intervention", 1, "referred")
    refused = office.budi.post(f"/v1/cases/{case['id']}/closure", {"reason": "served"}, was=shown["version"])
    assert (refused.status, refused.code) == (409, "open-referrals")
    await referral.told("served", "served")
    await referral.told("confirmed", "confirmed")
    await referral.told("closed", "closed")
    shown = office.budi.get(f"/v1/cases/{case['id']}").body
    assert (shown["open_referrals"], shown["needs"][0]["status"]) == (0, "met")
    assert office.budi.done(shown, "closure", {"reason": "served"})["status"] == "closed"


async def test_a_referral_that_ends_without_service_leaves_the_need_open(door: Inbox, office: Office) -> None:
    case = needed(office)
    referral = Referral(door, case)
    await referral.told("sent", "sent")
    await referral.told("rejected", "rejected")
    shown = office.budi.get(f"/v1/cases/{case['id']}").body
    assert (shown["open_referrals"], shown["needs"][0]["status"]) == (0, "open")


async def test_a_need_that_was_met_stays_met_whatever_becomes_of_another_of_its_kind(
    door: Inbox, office: Office
) -> None:
    case = needed(office)
    first, second = Referral(door, case), Referral(door, case, need=1)
    await first.told("sent", "sent")
    await first.told("served", "served")
    await second.told("sent", "sent")
    await second.told("rejected", "rejected")
    shown = office.budi.get(f"/v1/cases/{case['id']}").body
    assert [need["status"] for need in shown["needs"]] == ["met", "open"]


async def test_a_need_that_several_were_asked_to_meet_stands_as_the_best_of_them_left_it(
    door: Inbox, office: Office
) -> None:
    def status() -> str:
        return str(office.budi.get(f"/v1/cases/{case['id']}").body["needs"][0]["status"])

    case = needed(office)
    waiting, other = Referral(door, case), Referral(door, case)
    await waiting.told("waitlisted", "waitlisted")
    await other.told("served", "served")
    await other.told("closed", "closed")
    assert status() == "met"
    await waiting.told("expired", "expired")
    assert status() == "met"


async def test_a_referral_whose_fact_names_no_need_is_for_the_kind(door: Inbox, office: Office) -> None:
    case = needed(office)
    older = Referral(door, case, need=None)
    await older.told("served", "served")
    shown = office.budi.get(f"/v1/cases/{case['id']}").body
    assert [need["status"] for need in shown["needs"]] == ["met", "met"]


async def test_a_fact_heard_twice_has_one_effect(door: Inbox, office: Office) -> None:
    case = needed(office)
    fact = Referral(door, case).fact("sent", "sent")
    assert [await door.receive(fact) for _ in range(2)] == [True, True]
    verbs = [step["verb"] for step in office.budi.get(f"/v1/cases/{case['id']}/timeline").body["items"]]
    assert verbs.count("staged") == 1


async def test_a_fact_of_a_case_that_is_not_here_changes_nothing(door: Inbox, office: Office) -> None:
    case = needed(office)
    assert await Referral(door, case | {"id": str(uuid4())}).told("sent", "sent")
    assert office.budi.get(f"/v1/cases/{case['id']}").body["status"] == "accepted"


async def test_an_unknown_version_lies_aside_and_what_follows_passes(
    street: Running, door: Inbox, office: Office
) -> None:
    case = needed(office)
    referral = Referral(door, case)
    strange = referral.fact("sent", "sent", version=9)
    assert [await door.receive(strange) for _ in range(5)][-1]
    assert await referral.told("received", "received")
    assert office.budi.get(f"/v1/cases/{case['id']}").body["needs"][0]["status"] == "referred"
    assert await _is_dead(street, strange.id)


async def _is_dead(street: Running, fact_id: UUID | None) -> bool:
    admin = await asyncpg.connect(street.admin_dsn("cases"))
    try:
        return bool(await admin.fetchval("SELECT count(*) FROM dead_letters WHERE fact_id = $1", fact_id))
    finally:
        await admin.close()
