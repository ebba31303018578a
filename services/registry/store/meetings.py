"""Meetings, who belongs to them, and what they decided."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from services.kit import due
from services.kit.change import Change
from services.kit.db import Tx
from services.kit.errors import NotFound
from services.registry import officers, tables
from services.registry.meetings import Decision, Invitee, Meeting, Outcome, Status
from services.registry.policy import Sight
from services.registry.standings import Status as Standing
from services.registry.store import people
from services.registry.store.volunteers import who_serves
from services.registry.tables import programmes as t
from services.registry.volunteers import Role

_d, _m, _o, _v = t.decisions.c, t.meetings.c, tables.officers.c, tables.volunteers.c


async def meeting(tx: Tx, meeting_id: UUID, *, within: Sight) -> Meeting:
    """NotFound outside one's sight."""
    row = (await tx.execute(sa.select(t.meetings).where(_seen(_m, within), _m.meeting_id == meeting_id))).first()
    if row is None:
        raise NotFound()
    return _meeting(row)


async def meetings(tx: Tx, *, within: Sight, after: Sequence[str] | None, limit: int) -> list[Meeting]:
    """The latest first; `after` is the (day, id) of the last one seen."""
    wanted = sa.select(t.meetings).where(_seen(_m, within)).order_by(_m.day.desc(), _m.meeting_id.desc()).limit(limit)
    if after:
        last = sa.tuple_(sa.literal(date.fromisoformat(after[0])), sa.literal(UUID(after[1])))
        wanted = wanted.where(sa.tuple_(_m.day, _m.meeting_id) < last)
    return [_meeting(row) for row in await tx.execute(wanted)]


async def invitees(tx: Tx, kec: str) -> list[Invitee]:
    """Who serves in the kecamatan now: its Kasi Kesra first, then TKSK and PSM by name."""
    at_work = (_o.office == tx.office) & (_o.kec == kec) & (_o.status == Standing.ACTIVE)
    chairs = sa.select(_o.officer_id, _o.name).where(at_work, _o.roles.contains([officers.Role.KASI_KESRA]))
    found = [
        Invitee(row.officer_id, row.name, officers.Role.KASI_KESRA, kec)
        for row in await tx.execute(chairs.order_by(_o.name))
    ]
    serving = sorted(await who_serves(tx, kec), key=lambda one: (one.role is Role.PSM, one.name))
    return found + [
        Invitee(
            one.volunteer_id, one.name, one.role,
            kec if one.role is Role.TKSK else next((v for v in one.post.villages if v.startswith(kec)), kec),
        )
        for one in serving
    ]  # fmt: skip


async def save_meeting(tx: Tx, change: Change[Meeting]) -> Meeting:
    now = change.now
    row = {
        "status": now.status, "guests": now.guests, "reason": now.reason, "version": now.version,
        "invited": [[str(one.person_id), one.name, one.role, one.place] for one in now.invited],
        "present": sorted(now.present),
    }  # fmt: skip
    if now.version == 1:
        first = {
            "office": tx.office, "meeting_id": now.meeting_id, "kec": now.kec, "day": now.day, "begins": now.begins,
            "place": now.place, "agenda": list(now.agenda), "planned_at": now.planned_at,
        }  # fmt: skip
        await tx.execute(sa.insert(t.meetings).values(**first, **row))
    else:
        await people.replace(tx, t.meetings, (_m.office == tx.office) & (_m.meeting_id == now.meeting_id), row)
    return now


# --- decisions ---


async def decision(tx: Tx, decision_id: UUID, *, within: Sight) -> Decision:
    """Of a kecamatan within sight, or one's own."""
    mine = _seen(_d, within) | ((_d.office == within.office) & _d.owner_id.in_(_oneself(within.office, within.sub)))
    row = (await tx.execute(sa.select(t.decisions).where(mine, _d.decision_id == decision_id))).first()
    if row is None:
        raise NotFound()
    return _decision(row)


async def decisions(tx: Tx, meeting_id: UUID) -> list[Decision]:
    """Of a meeting that was read before, in the order in which they were taken."""
    mine = sa.select(t.decisions).where(_d.office == tx.office, _d.meeting_id == meeting_id)
    return [_decision(row) for row in await tx.execute(mine.order_by(_d.decided_at, _d.decision_id))]


async def decisions_of(tx: Tx, sub: str) -> list[Decision]:
    """Whose owner logs in as `sub`: what is open first, by due day."""
    mine = sa.select(t.decisions).where(_d.office == tx.office, _d.owner_id.in_(_oneself(tx.office, sub)))
    order = (_d.outcome != Outcome.OPEN, _d.due_on, _d.decision_id)
    return [_decision(row) for row in await tx.execute(mine.order_by(*order).limit(200))]


async def save_decision(tx: Tx, change: Change[Decision]) -> Decision:
    now = change.now
    row = {"outcome": now.outcome, "word": now.word, "version": now.version}
    if now.version == 1:
        first = {
            "office": tx.office, "decision_id": now.decision_id, "meeting_id": now.meeting_id, "kec": now.kec,
            "what": now.what, "owner_id": now.owner_id, "owner": now.owner, "due_on": now.due_on,
            "decided_at": now.decided_at,
        }  # fmt: skip
        await tx.execute(sa.insert(t.decisions).values(**first, **row))
    else:
        await people.replace(tx, t.decisions, (_d.office == tx.office) & (_d.decision_id == now.decision_id), row)
    await due.add(tx, change.duties)
    await due.discharge(tx, now.decision_id, change.discharged)
    return now


async def note_reminder(tx: Tx, decision_id: UUID, on: date) -> None:
    """Beside the version: whoever has the page open loses nothing by it."""
    mine = (_d.office == tx.office) & (_d.decision_id == decision_id) & (_d.outcome == Outcome.OPEN)
    await tx.execute(sa.update(t.decisions).where(mine).values(reminded_on=on))


def _seen(c: Any, within: Sight) -> sa.ColumnElement[bool]:
    mine: sa.ColumnElement[bool] = c.office == within.office
    return mine if within.everybody else mine & c.kec.in_(sorted(within.kecs))


def _oneself(office: str, sub: str) -> sa.CompoundSelect[Any]:
    volunteer = sa.select(_v.volunteer_id).where(_v.office == office, _v.sub == sub)
    return volunteer.union_all(sa.select(_o.officer_id).where(_o.office == office, _o.sub == sub))


def _meeting(row: Any) -> Meeting:
    return Meeting(
        office=row.office, meeting_id=row.meeting_id, kec=row.kec, day=row.day, begins=row.begins, place=row.place,
        agenda=tuple(row.agenda), planned_at=row.planned_at, status=Status(row.status),
        invited=tuple(Invitee(UUID(person_id), *told) for person_id, *told in row.invited),
        present=frozenset(row.present), guests=row.guests, reason=row.reason, version=row.version,
    )  # fmt: skip


def _decision(row: Any) -> Decision:
    return Decision(
        office=row.office, decision_id=row.decision_id, meeting_id=row.meeting_id, kec=row.kec, what=row.what,
        owner_id=row.owner_id, owner=row.owner, due_on=row.due_on, decided_at=row.decided_at,
        outcome=Outcome(row.outcome), word=row.word, reminded_on=row.reminded_on, version=row.version,
    )  # fmt: skip
