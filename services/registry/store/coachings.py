"""Meetings of coaches with several candidates, and who came."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.kit.change import Change
from services.kit.db import Tx
from services.kit.errors import NotFound
from services.registry.coachings import Coaching
from services.registry.policy import Sight
from services.registry.store import people
from services.registry.tables import competency as t

_c, _s = t.coachings.c, t.coaching_seats.c


async def coaching(tx: Tx, coaching_id: UUID, *, within: Sight) -> Coaching:
    """Of the office, or one that one holds oneself."""
    found = await _read(tx, sa.select(t.coachings).where(_seen(within), _c.coaching_id == coaching_id))
    if not found:
        raise NotFound()
    return found[0]


async def coachings(tx: Tx, *, within: Sight, after: Sequence[str] | None, limit: int) -> list[Coaching]:
    """The latest first; `after` is the (day, id) of the last one seen."""
    asked = sa.select(t.coachings).where(_seen(within))
    if after:
        last = sa.tuple_(sa.literal(date.fromisoformat(after[0])), sa.literal(UUID(after[1])))
        asked = asked.where(sa.tuple_(_c.held_on, _c.coaching_id) < last)
    return await _read(tx, asked.order_by(_c.held_on.desc(), _c.coaching_id.desc()).limit(limit))


async def coachings_of(tx: Tx, dossier_id: UUID) -> list[Coaching]:
    """To which the candidate of a dossier that was read before was invited, the latest first."""
    mine = sa.select(_s.coaching_id).where(_s.office == tx.office, _s.dossier_id == dossier_id)
    asked = sa.select(t.coachings).where(_c.office == tx.office, _c.coaching_id.in_(mine))
    return await _read(tx, asked.order_by(_c.held_on.desc(), _c.coaching_id.desc()))


async def save_coaching(tx: Tx, change: Change[Coaching]) -> Coaching:
    now = change.now
    row = {
        "held_on": now.held_on, "place": now.place, "topic": now.topic, "by_sub": now.by_sub, "by_name": now.by,
        "version": now.version,
    }  # fmt: skip
    if now.version == 1:
        first = {"office": tx.office, "coaching_id": now.coaching_id}
        await tx.execute(sa.insert(t.coachings).values(**first | row))
    else:
        mine = (_c.office == tx.office) & (_c.coaching_id == now.coaching_id)
        await people.replace(tx, t.coachings, mine, row)
    seats = [
        {"office": tx.office, "coaching_id": now.coaching_id, "dossier_id": dossier_id, "came": came}
        for dossier_id, came in now.seats.items()
    ]
    new = insert(t.coaching_seats)
    said = new.on_conflict_do_update(
        index_elements=["office", "coaching_id", "dossier_id"], set_={"came": new.excluded.came}
    )
    await tx.execute(said, seats)
    return now


def _seen(within: Sight) -> sa.ColumnElement[bool]:
    mine = _c.office == within.office
    return mine if within.everybody else mine & (_c.by_sub == within.sub)


async def _read(tx: Tx, asked: sa.Select[Any]) -> list[Coaching]:
    rows = (await tx.execute(asked)).all()
    if not rows:
        return []
    wanted = sa.any_(sa.literal([row.coaching_id for row in rows], sa.ARRAY(sa.Uuid)))
    seats: dict[UUID, dict[UUID, bool | None]] = {}
    invited = sa.select(t.coaching_seats).where(_s.office == tx.office, _s.coaching_id == wanted)
    for row in await tx.execute(invited.order_by(_s.dossier_id)):
        seats.setdefault(row.coaching_id, {})[row.dossier_id] = row.came
    return [
        Coaching(
            row.office, row.coaching_id, row.held_on, row.place, row.topic, row.by_sub, row.by_name,
            seats.get(row.coaching_id, {}), row.version,
        )
        for row in rows
    ]  # fmt: skip
