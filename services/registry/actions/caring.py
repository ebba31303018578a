"""What a volunteer gave and bore: hours and costs written down and acknowledged, risk events, rest."""

from datetime import date, datetime
from uuid import UUID

from services.kit import ids
from services.kit.actor import Actor
from services.kit.db import Tx
from services.kit.errors import NotFound
from services.kit.vault import Vault
from services.registry import care_entries, days, policy, rests, risks, store
from services.registry.care_entries import Entry, Told
from services.registry.rests import Rest
from services.registry.risks import Event
from services.registry.store import care
from services.registry.volunteers import Volunteer


async def oneself(tx: Tx, actor: Actor) -> Volunteer:
    """The volunteer behind the account; NotFound for who is none of this office."""
    volunteer = await store.find_volunteer_of(tx, actor.sub)
    if volunteer is None:
        raise NotFound()
    return volunteer


async def record_care_entry(tx: Tx, actor: Actor, *, told: Told, at: datetime) -> Entry:
    policy.require(actor, policy.RECORD_CARE_ENTRY)
    me = await oneself(tx, actor)
    await store.journals.alone(tx, me.volunteer_id)
    change = care_entries.enter(
        office=tx.office, entry_id=ids.new(), volunteer_id=me.volunteer_id, role=me.role, name=me.name, told=told,
        others=await care.minutes_of(tx, me.volunteer_id, told.day), at=at,
    )  # fmt: skip
    return await care.save_entry(tx, change)


async def revise_care_entry(tx: Tx, actor: Actor, entry_id: UUID, *, told: Told, was: int, at: datetime) -> Entry:
    policy.require(actor, policy.RECORD_CARE_ENTRY)
    entry = await care.entry(tx, entry_id, within=policy.sight_of_oneself(actor))
    await store.journals.alone(tx, entry.volunteer_id)
    others = await care.minutes_of(tx, entry.volunteer_id, told.day, beside=entry_id)
    return await care.save_entry(tx, entry.revise(told, others=others, was=was, at=at))


async def withdraw_care_entry(tx: Tx, actor: Actor, entry_id: UUID, *, was: int) -> Entry:
    policy.require(actor, policy.RECORD_CARE_ENTRY)
    entry = await care.entry(tx, entry_id, within=policy.sight_of_oneself(actor))
    return await care.save_entry(tx, entry.withdraw(was=was))


async def judge_care_entry(
    tx: Tx, actor: Actor, entry_id: UUID, *, acknowledged: bool, reason: str, was: int
) -> Entry:  # fmt: skip
    """Acknowledged, or sent back with the reason."""
    policy.require(actor, policy.JUDGE_CARE_ENTRY)
    entry = await care.entry(tx, entry_id, within=policy.sight(actor))
    by = await _volunteer_of(tx, actor.sub)
    if acknowledged:
        return await care.save_entry(tx, entry.acknowledge(by=by, by_name=actor.name, was=was))
    return await care.save_entry(tx, entry.send_back(reason=reason, by=by, by_name=actor.name, was=was))


async def _volunteer_of(tx: Tx, sub: str) -> UUID | None:
    volunteer = await store.find_volunteer_of(tx, sub)
    return volunteer.volunteer_id if volunteer else None


# --- risk events ---


async def report_risk(
    tx: Tx, actor: Actor, vault: Vault, *, kind: str, harm: str, day: date, village: str, note: str, at: datetime
) -> Event:
    policy.require(actor, policy.REPORT_RISK)
    me = await oneself(tx, actor)
    change = risks.report(
        office=tx.office, event_id=ids.new(), volunteer_id=me.volunteer_id, kind=kind, harm=harm, day=day,
        village=village, note=note, at=at,
    )  # fmt: skip
    return await care.save_risk(tx, vault, change, note=note.strip())


async def read_risk(tx: Tx, actor: Actor, vault: Vault, event_id: UUID) -> tuple[Event, dict[str, str]]:
    """With its words; the opening goes on record."""
    policy.require(actor, policy.READ_RISKS)
    event = await care.risk(tx, event_id, within=policy.sight_of_care(actor))
    return event, await care.risk_words(tx, vault, event, by=actor)


async def assign_risk(
    tx: Tx, actor: Actor, vault: Vault, event_id: UUID, *, owner: str, due_on: date, was: int, at: datetime
) -> Event:
    policy.require(actor, policy.ASSIGN_RISK)
    event = await care.risk(tx, event_id, within=policy.sight_of_care(actor))
    event.require_another(await _volunteer_of(tx, owner))
    change = event.assign(await care.find_owner(tx, owner), due_on=due_on, was=was, at=at)
    return await care.save_risk(tx, vault, change)


async def close_risk(tx: Tx, actor: Actor, vault: Vault, event_id: UUID, *, outcome: str, was: int) -> Event:
    """By the Dinas, or by whoever it was given to; never by her whom it befell."""
    policy.require(actor, policy.CLOSE_RISK)
    event = await care.risk(tx, event_id, within=policy.sight_of_care(actor))
    policy.require_follow_up(actor, event)
    event.require_another(await _volunteer_of(tx, actor.sub))
    said = risks.require_words("outcome", outcome)
    return await care.save_risk(tx, vault, event.close(was=was), outcome=said)


# --- rest ---


async def begin_rest(tx: Tx, actor: Actor, volunteer_id: UUID, *, weeks: int, was: int, at: datetime) -> Volunteer:
    """A leave of some weeks, by herself or by the Dinas."""
    policy.require(actor, policy.REST_VOLUNTEER)
    volunteer = await store.volunteer(tx, volunteer_id, within=policy.sight_of_care(actor))
    today = days.today(tx.office, at)
    until = rests.returns_on(weeks, today=today)
    change = volunteer.begin_leave(reason=rests.REASON, returns_on=until, was=was, at=at)
    begun_by = "volunteer" if volunteer.account.sub == actor.sub else "dinas"
    await care.add_rest(tx, Rest(tx.office, ids.new(), volunteer_id, today, until, begun_by, at))
    return await store.save_volunteer(tx, change)


async def end_rest(tx: Tx, actor: Actor, volunteer_id: UUID, *, was: int, at: datetime) -> Volunteer:
    policy.require(actor, policy.REST_VOLUNTEER)
    volunteer = await store.volunteer(tx, volunteer_id, within=policy.sight_of_care(actor))
    rests.require_resting(volunteer.leave, await care.rests(tx, volunteer_id))
    return await store.save_volunteer(tx, volunteer.end_leave(was=was, at=at))
