"""Participants of trainings, and on which days they came."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.kit.db import Tx
from services.kit.errors import NotFound
from services.registry import tables as t
from services.registry.participants import Nominee, Participant, Seat
from services.registry.policy import Sight
from services.registry.standings import Status
from services.registry.store import people
from services.registry.trainings import Audience

_a, _p, _v = t.attendances.c, t.participants.c, t.volunteers.c
_days = sa.func.array(
    sa.select(_a.day)
    .where(_a.office == _p.office, _a.training_id == _p.training_id, _a.participant_id == _p.participant_id)
    .order_by(_a.day)
    .correlate(t.participants)
    .scalar_subquery(),
    type_=sa.ARRAY(sa.Date),
).label("days")
_participants = sa.select(*(column for column in _p if column.name not in t.LEAVING), _days)


async def participants(tx: Tx, training_id: UUID) -> list[Participant]:
    """All of a training that was read before, in the order of nomination."""
    mine = _participants.where(_p.office == tx.office, _p.training_id == training_id).order_by(_p.number)
    return [_participant(row) for row in await tx.execute(mine)]


async def participant(tx: Tx, participant_id: UUID, *, within: Sight) -> Participant:
    """Somebody in a training of the office, or oneself."""
    row = (await tx.execute(_participants.where(_seen(within), _p.participant_id == participant_id))).first()
    if row is None:
        raise NotFound()
    return _participant(row)


async def find_participant_of(tx: Tx, training_id: UUID, sub: str) -> Participant | None:
    """Who logs in as `sub`, in this training: for oneself."""
    mine = _participants.where(of_person(tx.office, sub), _p.training_id == training_id, _p.seat != Seat.WITHDRAWN)
    row = (await tx.execute(mine)).first()
    return _participant(row) if row else None


async def participations_of(tx: Tx, sub: str) -> list[Participant]:
    """All trainings of who logs in as `sub`, also those from before her appointment: for oneself."""
    return [_participant(row) for row in await tx.execute(_participants.where(of_person(tx.office, sub)))]


async def participations(tx: Tx, volunteer_id: UUID) -> list[Participant]:
    """Those of a volunteer that was read before."""
    whose = sa.select(_v.volunteer_id, _v.nik_print).where(_v.office == tx.office, _v.volunteer_id == volunteer_id)
    return [_participant(row) for row in await tx.execute(_participants.where(_as(tx.office, whose)))]


async def nominees(tx: Tx, volunteer_ids: Sequence[UUID]) -> list[Nominee]:
    """Volunteers of the office who serve now, each at a place of her own, in the order asked for; NotFound when one is
    missing."""
    asked = sa.select(
        _v.volunteer_id, _v.name, _v.role, _v.kec, _v.nik_print,
        sa.select(sa.func.min(t.assignments.c.village))
        .where(
            t.assignments.c.office == _v.office, t.assignments.c.volunteer_id == _v.volunteer_id,
            t.assignments.c.cover_id.is_(None),
        )
        .correlate(t.volunteers).scalar_subquery().label("village"),
    ).where(_v.office == tx.office, _v.volunteer_id.in_(volunteer_ids), _v.status == Status.ACTIVE)  # fmt: skip
    found = {row.volunteer_id: row for row in await tx.execute(asked)}
    if not found.keys() >= set(volunteer_ids):
        raise NotFound()
    return [
        Nominee(row.name, Audience(row.role), row.village or row.kec, row.volunteer_id, print=row.nik_print)
        for row in (found[volunteer_id] for volunteer_id in dict.fromkeys(volunteer_ids))
    ]


async def add_participants(tx: Tx, new: Sequence[Participant]) -> None:
    rows = [
        {
            "office": tx.office, "participant_id": one.participant_id, "training_id": one.training_id,
            "volunteer_id": one.volunteer_id, "role": one.role, "place": one.place, "name": one.name,
            "number": one.number, "nominated_at": one.nominated_at, "nik_print": one.print, **_changing(one),
        }
        for one in new
    ]  # fmt: skip
    await tx.execute(sa.insert(t.participants), rows)


async def save_participants(tx: Tx, changed: Sequence[Participant]) -> None:
    """The next version of each over the one that the rule saw."""
    for one in changed:
        mine = (_p.office == tx.office) & (_p.participant_id == one.participant_id)
        await people.replace(tx, t.participants, mine, _changing(one))


async def attend(tx: Tx, training_id: UUID, present: Sequence[UUID], day: date, *, how: str, at: datetime) -> None:
    """Who came; who is on the list already stays as she is."""
    rows = [
        {"office": tx.office, "training_id": training_id, "participant_id": one, "day": day, "how": how, "at": at}
        for one in present
    ]
    if rows:
        await tx.execute(insert(t.attendances).on_conflict_do_nothing(), rows)


async def strike(tx: Tx, training_id: UUID, absent: Sequence[UUID], day: date) -> None:
    """Off the list of a day: somebody was ticked by mistake."""
    mine = (_a.office == tx.office) & (_a.training_id == training_id) & (_a.day == day)
    if absent:
        await tx.execute(sa.delete(t.attendances).where(mine, _a.participant_id.in_(absent)))


def _seen(within: Sight) -> sa.ColumnElement[bool]:
    return _p.office == within.office if within.everybody else of_person(within.office, within.sub)


def of_person(office: str, sub: str) -> sa.ColumnElement[bool]:
    """Rows of who logs in as `sub`."""
    return _as(office, sa.select(_v.volunteer_id, _v.nik_print).where(_v.office == office, _v.sub == sub))


def _as(office: str, whose: sa.Select[Any]) -> sa.ColumnElement[bool]:
    """Rows of a volunteer, as such or by her NIK from when she was a candidate."""
    her = whose.cte("her")
    return (_p.office == office) & (
        _p.volunteer_id.in_(sa.select(her.c.volunteer_id)) | _p.nik_print.in_(sa.select(her.c.nik_print))
    )


def _changing(one: Participant) -> dict[str, Any]:
    return {
        "seat": one.seat, "reason": one.reason, "pre": one.pre, "post": one.post, "failed": one.failed,
        "version": one.version,
    }  # fmt: skip


def _participant(row: Any) -> Participant:
    return Participant(
        office=row.office, participant_id=row.participant_id, training_id=row.training_id,
        volunteer_id=row.volunteer_id, name=row.name, role=Audience(row.role), place=row.place, number=row.number,
        seat=Seat(row.seat), nominated_at=row.nominated_at, print=row.nik_print, reason=row.reason, pre=row.pre,
        post=row.post, failed=row.failed, days=tuple(row.days), version=row.version,
    )  # fmt: skip
