"""What comes and goes while a volunteer serves: a further SK, leave, cover; and what cases tell of her work."""

from datetime import date, datetime
from uuid import UUID

from services.kit import ids
from services.kit.actor import Actor
from services.kit.db import Tx
from services.registry import policy, store
from services.registry.covers import Cover
from services.registry.decrees import Decree
from services.registry.volunteers import Volunteer
from services.registry.workloads import Step


async def renew_volunteer(
    tx: Tx, actor: Actor, volunteer_id: UUID, *, decree: Decree, was: int, at: datetime
) -> Volunteer:
    policy.require(actor, policy.RENEW_VOLUNTEER)
    volunteer = await store.volunteer(tx, volunteer_id, within=policy.sight(actor))
    return await store.save_volunteer(tx, volunteer.renew(decree, was=was, at=at))


async def move_volunteer(
    tx: Tx, actor: Actor, volunteer_id: UUID, *, villages: tuple[str, ...], kec: str | None, decree: Decree, was: int,
    at: datetime,
) -> Volunteer:  # fmt: skip
    policy.require(actor, policy.MOVE_VOLUNTEER)
    volunteer = await store.volunteer(tx, volunteer_id, within=policy.sight(actor))
    incumbent = await store.find_tksk(tx, kec or "")
    change = volunteer.move(decree, villages=villages, kec=kec, incumbent=incumbent, was=was, at=at)
    return await store.save_volunteer(tx, change)


async def begin_leave(
    tx: Tx, actor: Actor, volunteer_id: UUID, *, reason: str, returns_on: date, was: int, at: datetime
) -> Volunteer:
    policy.require(actor, policy.BEGIN_LEAVE)
    volunteer = await store.volunteer(tx, volunteer_id, within=policy.sight(actor))
    change = volunteer.begin_leave(reason=reason, returns_on=returns_on, was=was, at=at)
    return await store.save_volunteer(tx, change)


async def end_leave(tx: Tx, actor: Actor, volunteer_id: UUID, *, was: int, at: datetime) -> Volunteer:
    policy.require(actor, policy.END_LEAVE)
    volunteer = await store.volunteer(tx, volunteer_id, within=policy.sight(actor))
    return await store.save_volunteer(tx, volunteer.end_leave(was=was, at=at))


async def end_past_leave(tx: Tx, actor: Actor, volunteer_id: UUID, *, at: datetime) -> Volunteer:
    """The planned day has come."""
    policy.require(actor, policy.END_LEAVE)
    volunteer = await store.volunteer(tx, volunteer_id, within=policy.sight(actor))
    return await store.save_volunteer(tx, volunteer.end_past_leave(at=at))


async def begin_cover(
    tx: Tx, actor: Actor, volunteer_id: UUID, *, villages: tuple[str, ...], kec: str | None, ends_on: date, reason: str,
    decided_by: str, was: int, at: datetime,
) -> Volunteer:  # fmt: skip
    policy.require(actor, policy.BEGIN_COVER)
    volunteer = await store.volunteer(tx, volunteer_id, within=policy.sight(actor))
    cover = Cover(ids.new(), villages, kec, ends_on, reason, decided_by, at)
    change = volunteer.begin_cover(cover, seat_served=await store.seat_served(tx, kec), was=was, at=at)
    return await store.save_volunteer(tx, change)


async def end_cover(
    tx: Tx, actor: Actor, volunteer_id: UUID, *, cover_id: UUID, was: int, at: datetime
) -> Volunteer:  # fmt: skip
    policy.require(actor, policy.END_COVER)
    volunteer = await store.volunteer(tx, volunteer_id, within=policy.sight(actor))
    return await store.save_volunteer(tx, volunteer.end_cover(cover_id, was=was, at=at))


async def end_past_covers(tx: Tx, actor: Actor, volunteer_id: UUID, *, at: datetime) -> Volunteer:
    """The last day is over."""
    policy.require(actor, policy.END_COVER)
    volunteer = await store.volunteer(tx, volunteer_id, within=policy.sight(actor))
    return await store.save_volunteer(tx, volunteer.end_past_covers(at=at))


async def note_case(tx: Tx, actor: Actor, step: Step, *, at: datetime) -> None:
    """A fact of cases: what its recorder has in hand, and that she was at work."""
    policy.require(actor, policy.NOTE_CASE)
    if step.counts:
        await store.note_case(tx, step, at=at)
