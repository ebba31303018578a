"""Who serves a place by name, and what she has in hand: inside the own office, as far as the actor sees."""

from typing import Any

import sqlalchemy as sa

from services.kit.db import Tx
from services.registry import tables as t
from services.registry.coverage import Neighbour, Serving
from services.registry.policy import Sight
from services.registry.standings import Status
from services.registry.store import coverage
from services.registry.store.volunteers import seen
from services.registry.volunteers import Role

_v, _a, _c = t.volunteers.c, t.assignments.c, t.covers.c
_present = (_v.status == Status.ACTIVE) & _v.leave_since_on.is_(None)


async def serving(tx: Tx, place: str, *, within: Sight) -> list[Serving]:
    """Who serves the villages and the seats of a place."""
    mine = (_v.office == tx.office) & (_v.status != Status.ENDED) & seen(within)
    whose = (_v.office == _a.office) & (_v.volunteer_id == _a.volunteer_id)
    covering = (_c.office == _a.office) & (_c.cover_id == _a.cover_id)
    of_villages = (
        sa.select(_a.village, _v.volunteer_id, _v.name, _present, _c.ends_on)
        .select_from(t.assignments.join(t.volunteers, whose).outerjoin(t.covers, covering))
        .where(mine, _a.office == tx.office, coverage.within(_a.village), _v.role == Role.PSM)
    )
    of_seats = sa.select(_v.kec, _v.volunteer_id, _v.name, _present, sa.cast(sa.null(), sa.Date)).where(
        mine, _v.role == Role.TKSK, coverage.within(_v.kec)
    )
    acts = (_c.office == _v.office) & (_c.volunteer_id == _v.volunteer_id)
    of_acting = (
        sa.select(_c.kec, _v.volunteer_id, _v.name, _present, _c.ends_on)
        .select_from(t.volunteers.join(t.covers, acts))
        .where(mine, _c.office == tx.office, _c.ended_at.is_(None), coverage.within(_c.kec))
    )
    parts: tuple[sa.Select[Any], ...] = (of_villages, of_seats, of_acting)
    return [
        _serving(row) for wanted in parts for row in await tx.execute(wanted.order_by(_v.name), coverage.span(place))
    ]


async def neighbours(tx: Tx, place: str, *, within: Sight) -> list[Neighbour]:
    """The PSM at work in a place, with what they have in hand."""
    hers = (_a.office == _v.office) & (_a.volunteer_id == _v.volunteer_id)
    villages = sa.func.array(
        sa.select(_a.village).where(hers).correlate(t.volunteers).scalar_subquery(), type_=sa.ARRAY(sa.Text)
    )
    load = t.caseloads.c
    in_hand = sa.select(sa.func.count()).where(load.office == _v.office, load.sub == _v.sub).correlate(t.volunteers)
    here = sa.select(_a.volunteer_id).where(_a.office == tx.office, coverage.within(_a.village))
    wanted = sa.select(_v.volunteer_id, _v.name, villages, in_hand.scalar_subquery(), _v.sk_ends_on).where(
        _v.office == tx.office, _v.role == Role.PSM, _present, _v.volunteer_id.in_(here), seen(within)
    )
    return [_neighbour(row) for row in await tx.execute(wanted, coverage.span(place))]


def _serving(row: Any) -> Serving:
    place, volunteer_id, name, present, cover_ends_on = row
    return Serving(place, volunteer_id, name, present, cover_ends_on)


def _neighbour(row: Any) -> Neighbour:
    volunteer_id, name, villages, open_cases, sk_ends_on = row
    return Neighbour(volunteer_id, name, tuple(sorted(villages)), open_cases, sk_ends_on)
