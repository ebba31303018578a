"""What comes and goes in a volunteer's service beside her own row: decrees, leave, cover, and so where she serves."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from services.kit import db
from services.kit.change import Change
from services.kit.db import Tx
from services.registry import tables as t
from services.registry.covers import Cover, SeatServed
from services.registry.decrees import Decree, Kind, Recorded
from services.registry.leaves import Leave
from services.registry.volunteers import Role, Volunteer, VolunteerAppointed, VolunteerMoved, VolunteerRenewed

_DECREES = {VolunteerAppointed: Kind.APPOINTMENT, VolunteerRenewed: Kind.RENEWAL, VolunteerMoved: Kind.MOVE}

_v, _a, _s = t.volunteers.c, t.assignments.c, t.village_states.c
_own = (_a.office == _v.office) & (_a.volunteer_id == _v.volunteer_id) & _a.cover_id.is_(None)
_somebody = sa.exists().where(
    t.village_states.c.area == _a.village, t.village_states.c.psm + t.village_states.c.covering > 0
)
_acting = sa.exists().where(t.seat_states.c.area == _v.kec, t.seat_states.c.acting > 0)
# Of who is on leave: whether somebody is in each of her places. Asked of nobody else.
substituted = sa.case(
    (_v.leave_since_on.is_(None), sa.false()),
    (_v.role == Role.TKSK, _acting),
    else_=~sa.exists().where(_own, ~_somebody),
)


async def is_substituted(tx: Tx, volunteer: Volunteer) -> bool:
    mine = sa.select(substituted).where(_v.office == tx.office, _v.volunteer_id == volunteer.volunteer_id)
    return bool(await tx.scalar(mine))


async def seat_served(tx: Tx, kec: str | None) -> bool:
    """Whether a TKSK is at work there, its own or an acting one."""
    s = t.seat_states.c
    return bool(await tx.scalar(sa.select(s.tksk + s.acting > 0).where(s.area == (kec or ""))))


# --- decrees ---


async def decrees(tx: Tx, volunteer: Volunteer) -> list[Recorded]:
    """The newest first."""
    d = t.decrees.c
    mine = sa.select(t.decrees).where(d.office == tx.office, d.volunteer_id == volunteer.volunteer_id)
    return [
        Recorded(
            Kind(row.kind), Decree(row.number, row.issuer, row.issued_on, row.starts_on, row.ends_on),
            tuple(row.villages), row.kec, row.recorded_at,
        )
        for row in await tx.execute(mine.order_by(d.version.desc()))
    ]  # fmt: skip


async def record_decrees(tx: Tx, changes: Sequence[Change[Volunteer]]) -> None:
    """Of those of the changes that were made by one."""
    rows = [
        {
            "office": tx.office, "volunteer_id": now.volunteer_id, "version": now.version, "kind": kind,
            "number": sk.number, "issuer": sk.issuer, "issued_on": sk.issued_on, "starts_on": sk.starts_on,
            "ends_on": sk.ends_on, "villages": list(now.villages), "kec": now.kec, "recorded_at": told.at,
        }
        for change in changes
        for now, sk in ((change.now, change.now.decree),)
        for told in change.facts
        if (kind := _DECREES.get(type(told))) is not None
    ]  # fmt: skip
    if rows:
        await tx.execute(sa.insert(t.decrees), rows)


# --- leave ---


def leave_row(leave: Leave | None) -> dict[str, Any]:
    names = ("since_on", "returns_on", "reason")
    return {f"leave_{name}": getattr(leave, name) if leave else None for name in names}


def leave(row: Any) -> Leave | None:
    return Leave(row.leave_since_on, row.leave_returns_on, row.leave_reason) if row.leave_since_on else None


# --- cover, and where she serves ---


async def covers(tx: Tx, volunteers: Sequence[UUID]) -> dict[UUID, tuple[Cover, ...]]:
    """Those that have not ended, by who covers."""
    if not volunteers:
        return {}
    c = t.covers.c
    standing = (c.office == tx.office) & c.volunteer_id.in_(volunteers) & c.ended_at.is_(None)
    found: dict[UUID, tuple[Cover, ...]] = {}
    for row in await tx.execute(sa.select(t.covers).where(standing).order_by(c.ends_on, c.cover_id)):
        cover = Cover(
            row.cover_id, tuple(row.villages), row.kec, row.ends_on, row.reason, row.decided_by, row.begun_at
        )  # fmt: skip
        found[row.volunteer_id] = (*found.get(row.volunteer_id, ()), cover)
    return found


async def place(tx: Tx, now: Volunteer, *, at: datetime) -> set[str]:
    """Write anew where she serves, own and cover; the villages that she served before."""
    mine = (_a.office == tx.office) & (_a.volunteer_id == now.volunteer_id)
    gone = await tx.execute(sa.delete(t.assignments).where(mine).returning(_a.village)) if now.version > 1 else ()
    before = {row.village for row in gone}
    rows: list[tuple[str, UUID | None]] = [(village, None) for village in now.villages]
    rows += [(village, cover.cover_id) for cover in now.covers for village in cover.villages]
    if rows:
        served = [
            {"office": tx.office, "village": village, "volunteer_id": now.volunteer_id, "cover_id": cover_id}
            for village, cover_id in rows
        ]
        await tx.execute(sa.insert(t.assignments), served)
    await _keep_covers(tx, now, at)
    return before


async def _keep_covers(tx: Tx, now: Volunteer, at: datetime) -> None:
    """New ones are added; those that she has no longer have ended."""
    c = t.covers.c
    mine = (c.office == tx.office) & (c.volunteer_id == now.volunteer_id) & c.ended_at.is_(None)
    standing = set((await tx.execute(sa.select(c.cover_id).where(mine))).scalars())
    left = {cover.cover_id for cover in now.covers}
    if standing - left:
        await tx.execute(sa.update(t.covers).where(mine, c.cover_id.not_in(left)).values(ended_at=at))
    for cover in now.covers:
        if cover.cover_id not in standing:
            row = {
                "office": tx.office, "cover_id": cover.cover_id, "volunteer_id": now.volunteer_id,
                "villages": list(cover.villages), "kec": cover.kec, "ends_on": cover.ends_on, "reason": cover.reason,
                "decided_by": cover.decided_by, "begun_at": cover.begun_at,
            }  # fmt: skip
            await _add_cover(tx, row)


async def _add_cover(tx: Tx, row: dict[str, Any]) -> None:
    """SeatServed where somebody has begun to act there since the rule looked."""
    try:
        async with tx.savepoint():
            await tx.execute(sa.insert(t.covers).values(**row))
    except IntegrityError as error:
        raise {"covers_seat": SeatServed}[db.violated(error) or ""]() from None
