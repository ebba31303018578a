"""Meetings of a kecamatan: planned, held, and what they decided followed until it is done."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from services.kit import ids
from services.kit.actor import Actor
from services.kit.db import Tx
from services.registry import days, meetings, policy, store
from services.registry.meetings import Decision, Meeting


async def plan_meeting(
    tx: Tx, actor: Actor, *, kec: str | None, day: date, begins: str, place: str, agenda: Sequence[str], at: datetime
) -> Meeting:
    policy.require(actor, policy.PLAN_MEETING)
    change = meetings.plan(
        office=actor.office, meeting_id=ids.new(), kec=kec, own=actor.kec, day=day, begins=begins, place=place,
        agenda=agenda, at=at,
    )  # fmt: skip
    return await store.save_meeting(tx, change)


async def hold_meeting(
    tx: Tx, actor: Actor, meeting_id: UUID, *, present: Sequence[UUID], guests: str, was: int, at: datetime
) -> Meeting:
    policy.require(actor, policy.HOLD_MEETING)
    meeting = await store.meeting(tx, meeting_id, within=policy.sight_of_work(actor))
    invited = await store.invitees(tx, meeting.kec)
    return await store.save_meeting(tx, meeting.hold(present, invited=invited, guests=guests, was=was, at=at))


async def cancel_meeting(tx: Tx, actor: Actor, meeting_id: UUID, *, reason: str, was: int) -> Meeting:
    policy.require(actor, policy.CANCEL_MEETING)
    meeting = await store.meeting(tx, meeting_id, within=policy.sight_of_work(actor))
    return await store.save_meeting(tx, meeting.cancel(reason=reason, was=was))


async def record_decision(
    tx: Tx, actor: Actor, meeting_id: UUID, *, what: str, owner_id: UUID | None, due_on: date, at: datetime
) -> Decision:
    policy.require(actor, policy.RECORD_DECISION)
    meeting = await store.meeting(tx, meeting_id, within=policy.sight_of_work(actor))
    change = meeting.decide(ids.new(), what=what, owner_id=owner_id, due_on=due_on, at=at)
    return await store.save_decision(tx, change)


async def conclude_decision(
    tx: Tx, actor: Actor, decision_id: UUID, *, done: bool, word: str, was: int
) -> Decision:  # fmt: skip
    policy.require(actor, policy.CONCLUDE_DECISION)
    decision = await store.decision(tx, decision_id, within=policy.sight_of_decisions(actor))
    return await store.save_decision(tx, decision.conclude(done=done, word=word, was=was))


async def remind_owner(tx: Tx, actor: Actor, decision_id: UUID, *, at: datetime) -> None:
    """It stands on her page from then on; what is concluded needs no reminder."""
    policy.require(actor, policy.REMIND_OWNER)
    await store.note_reminder(tx, decision_id, days.today(actor.office, at))
