"""What a volunteer gave and bore: hours and costs, risk events with their sealed words, rest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from services.kit.actor import Actor
from services.kit.change import Change
from services.kit.db import Tx
from services.kit.errors import NotFound
from services.kit.vault import Place, Vault
from services.registry import tables as t
from services.registry.care_entries import Entry, Kind, Status, Told
from services.registry.policy import Sight
from services.registry.rests import Rest
from services.registry.risks import Event, Owner
from services.registry.risks import Status as RiskStatus
from services.registry.store import people
from services.registry.store.officers import find_officer_of
from services.registry.store.volunteers import find_volunteer_of, seen
from services.registry.tables import care as c

_e, _r, _v = c.care_entries.c, c.risk_events.c, t.volunteers.c
_hers = (_v.office == _e.office) & (_v.volunteer_id == _e.volunteer_id)
_ENTRIES = sa.select(c.care_entries, _v.name, _v.role).select_from(c.care_entries.join(t.volunteers, _hers))


@dataclass(frozen=True, slots=True)
class Sums:
    """Of what was acknowledged, and of all that waits or counts."""

    minutes: int
    rupiah: int
    waiting: int


# --- hours and costs ---


async def entry(tx: Tx, entry_id: UUID, *, within: Sight) -> Entry:
    row = (await tx.execute(_ENTRIES.where(seen(within), _e.entry_id == entry_id))).first()
    if row is None:
        raise NotFound()
    return _entry(row)


async def entries(
    tx: Tx, *, within: Sight, status: str | None, after: Sequence[str] | None, limit: int
) -> list[Entry]:  # fmt: skip
    """The latest day first; what was withdrawn is left out. `after` is the (day, id) of the last one seen."""
    wanted = _ENTRIES.where(_e.office == within.office, seen(within))
    wanted = wanted.where(_e.status == status if status else _e.status != Status.WITHDRAWN)
    if after:
        last = sa.tuple_(sa.literal(date.fromisoformat(after[0])), sa.literal(UUID(after[1])))
        wanted = wanted.where(sa.tuple_(_e.day, _e.entry_id) < last)
    return [_entry(row) for row in await tx.execute(wanted.order_by(_e.day.desc(), _e.entry_id.desc()).limit(limit))]


async def minutes_of(tx: Tx, volunteer_id: UUID, day: date, *, beside: UUID | None = None) -> int:
    """What she wrote down of that day already."""
    mine = (_e.office == tx.office) & (_e.volunteer_id == volunteer_id) & (_e.day == day) & (_e.kind == Kind.HOURS)
    counted = sa.select(sa.func.coalesce(sa.func.sum(_e.amount), 0)).where(mine, _e.status != Status.WITHDRAWN)
    return int(await tx.scalar(counted.where(_e.entry_id != beside) if beside else counted))


async def sums(tx: Tx, volunteer_id: UUID, *, since: date) -> Sums:
    """Of one who was read before."""

    def of(kind: Kind) -> sa.ColumnElement[int]:
        return sa.func.coalesce(sa.func.sum(_e.amount).filter(_e.kind == kind, _e.status == Status.ACKNOWLEDGED), 0)

    waiting = sa.func.count().filter(_e.status == Status.ENTERED).label("waiting")
    counted = sa.select(of(Kind.HOURS).label("minutes"), of(Kind.COST).label("rupiah"), waiting)
    mine = (_e.office == tx.office) & (_e.volunteer_id == volunteer_id) & (_e.day >= since)
    row = (await tx.execute(counted.where(mine))).one()
    return Sums(int(row.minutes), int(row.rupiah), int(row.waiting))


async def save_entry(tx: Tx, change: Change[Entry]) -> Entry:
    now = change.now
    row = {
        "kind": now.told.kind, "code": now.told.code, "day": now.told.day, "amount": now.told.amount,
        "paper": now.told.paper, "status": now.status, "entered_at": now.entered_at, "reason": now.reason,
        "decided_by": now.decided_by, "version": now.version,
    }  # fmt: skip
    if now.version == 1:
        hers = {"entry_id": now.entry_id, "volunteer_id": now.volunteer_id}
        await tx.execute(sa.insert(c.care_entries).values(office=tx.office, **hers, **row))
    else:
        await people.replace(tx, c.care_entries, (_e.office == tx.office) & (_e.entry_id == now.entry_id), row)
    return now


def _entry(row: Any) -> Entry:
    told = Told(Kind(row.kind), row.code, row.day, row.amount, row.paper)
    return Entry(
        row.office, row.entry_id, row.volunteer_id, row.role, row.name, told, Status(row.status), row.entered_at,
        row.reason, row.decided_by, row.version,
    )  # fmt: skip


# --- risk events ---


def _seen_risk(within: Sight) -> sa.ColumnElement[bool]:
    """The Dinas, she herself, and whoever it was given to."""
    mine = _r.office == within.office
    if within.everybody:
        return mine
    oneself = sa.select(_v.volunteer_id).where(_v.office == within.office, _v.sub == within.sub)
    return mine & (_r.volunteer_id.in_(oneself) | (_r.owner_sub == within.sub))


async def risk(tx: Tx, event_id: UUID, *, within: Sight) -> Event:
    row = (await tx.execute(sa.select(c.risk_events).where(_seen_risk(within), _r.event_id == event_id))).first()
    if row is None:
        raise NotFound()
    return _event(row)


async def risks(tx: Tx, *, within: Sight, after: Sequence[str] | None, limit: int) -> list[tuple[Event, str]]:
    """With her name; the latest first, `after` is the id of the last one seen."""
    hers = (_v.office == _r.office) & (_v.volunteer_id == _r.volunteer_id)
    both = c.risk_events.join(t.volunteers, hers)
    wanted = sa.select(c.risk_events, _v.name).select_from(both).where(_seen_risk(within))
    if after:
        wanted = wanted.where(_r.event_id < UUID(after[0]))
    found = await tx.execute(wanted.order_by(_r.event_id.desc()).limit(limit))
    return [(_event(row), row.name) for row in found]


async def risk_words(tx: Tx, vault: Vault, event: Event, *, by: Actor) -> dict[str, str]:
    """What happened and what was done, with the opening in the ledger."""
    asked = sa.select(_r.note, _r.outcome).where(_r.office == tx.office, _r.event_id == event.event_id)
    row = (await tx.execute(asked)).one()._asdict()
    sealed = {_place(column, event.event_id): value for column, value in row.items() if value is not None}
    opened = await vault.open(
        tx, event.event_id, sealed, purpose="follow_up", by=by, noun="risk_event", noun_id=event.event_id
    )
    return {"note": "", "outcome": ""} | {place.column: value for place, value in opened.items()}


async def save_risk(tx: Tx, vault: Vault, change: Change[Event], **texts: str) -> Event:
    """`texts` are the columns that are sealed with it."""
    now = change.now
    row: dict[str, Any] = {
        "status": now.status, "owner_sub": now.owner_sub, "owner_name": now.owner_name, "owner_role": now.owner_role,
        "due_on": now.due_on, "version": now.version,
    }  # fmt: skip
    if texts:
        places = {_place(column, now.event_id): text for column, text in texts.items()}
        row |= {place.column: value for place, value in (await vault.seal(tx, now.event_id, places)).items()}
    if now.version == 1:
        told = {
            "event_id": now.event_id, "volunteer_id": now.volunteer_id, "kind": now.kind, "harm": now.harm,
            "day": now.day, "village": now.village, "reported_at": now.reported_at,
        }  # fmt: skip
        await tx.execute(sa.insert(c.risk_events).values(office=tx.office, **told, **row))
    else:
        await people.replace(tx, c.risk_events, (_r.office == tx.office) & (_r.event_id == now.event_id), row)
    return now


async def find_owner(tx: Tx, sub: str) -> Owner | None:
    """A volunteer or an officer of this office, by her account."""
    noun = await find_volunteer_of(tx, sub) or await find_officer_of(tx, sub)
    return Owner(sub, noun.name, tuple(noun.post.roles), noun.standing.active) if noun else None


async def owners(tx: Tx) -> list[Owner]:
    """To whom a follow-up may be given: the TKSK and the officers of the Dinas at work, by name."""
    o = t.officers.c
    tksk = sa.select(_v.sub, _v.name).where(
        _v.office == tx.office, _v.role == "tksk", _v.status == "active", _v.sub.is_not(None)
    )
    dinas = sa.select(o.sub, o.name, o.roles).where(o.office == tx.office, o.status == "active", o.sub.is_not(None))
    found = [Owner(row.sub, row.name, ("tksk",), True) for row in await tx.execute(tksk)]
    found += [Owner(row.sub, row.name, tuple(row.roles), True) for row in await tx.execute(dinas)]
    return sorted((one for one in found if one.fit), key=lambda one: one.name)


def _place(column: str, event_id: UUID) -> Place:
    return Place("risk_events", column, event_id)


def _event(row: Any) -> Event:
    return Event(
        row.office, row.event_id, row.volunteer_id, row.kind, row.harm, row.day, row.village, RiskStatus(row.status),
        row.reported_at, row.owner_sub, row.owner_name, row.owner_role, row.due_on, row.version,
    )  # fmt: skip


# --- rest ---


async def rests(tx: Tx, volunteer_id: UUID) -> list[Rest]:
    """Of one who was read before, the latest first."""
    s = c.rests.c
    mine = sa.select(c.rests).where(s.office == tx.office, s.volunteer_id == volunteer_id)
    found = await tx.execute(mine.order_by(s.since_on.desc(), s.rest_id.desc()))
    return [Rest(**row._asdict()) for row in found]


async def add_rest(tx: Tx, rest: Rest) -> None:
    row = {
        "rest_id": rest.rest_id, "volunteer_id": rest.volunteer_id, "since_on": rest.since_on,
        "returns_on": rest.returns_on, "begun_by": rest.begun_by, "begun_at": rest.begun_at,
    }  # fmt: skip
    await tx.execute(sa.insert(c.rests).values(office=tx.office, **row))
