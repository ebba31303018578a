"""Cases as far as referral must know them, and the wall inside the office that stands on it."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.kit.db import Tx
from services.referral import tables as t
from services.referral.matters import PROTECTED, Matter
from services.referral.policy import Sight

_PLACE = ("case_id", "case_code", "village", "kec", "sensitivity", "recorded_by", "assigned_to")


async def know_matter(tx: Tx, matter: Matter) -> Matter:
    """The case as it stands here from now on. What facts have told already goes before what was asked; protection only
    tightens. The row stays locked, so that one case's referrals are sent one after another."""
    row = insert(t.matters).values(office=tx.office, **place(matter))
    tighter = {"sensitivity": sa.func.greatest(t.matters.c.sensitivity, row.excluded.sensitivity)}
    known = row.on_conflict_do_update(index_elements=["office", "case_id"], set_=tighter).returning(t.matters)
    return matter_of((await tx.execute(known)).one())


async def hear_matter(tx: Tx, matter: Matter) -> None:
    """The newest word of cases, also for what was sent before: sight follows the case."""
    told = place(matter)
    row = insert(t.matters).values(office=tx.office, **told)
    await tx.execute(row.on_conflict_do_update(index_elements=["office", "case_id"], set_=told))
    for table in (t.referrals, t.connections):
        mine = (table.c.office == tx.office) & (table.c.case_id == matter.case_id)
        await tx.execute(sa.update(table).where(mine).values(**told))


def place(matter: Matter) -> dict[str, Any]:
    return {column: getattr(matter, column) for column in _PLACE}


def matter_of(row: Any) -> Matter:
    return Matter(row.office, **{column: getattr(row, column) for column in _PLACE})


def seen(table: sa.Table, within: Sight) -> sa.ColumnElement[bool]:
    c = table.c
    reach: list[sa.ColumnElement[bool]] = [c.village.in_(sorted(within.villages))]
    if within.kec:
        reach.append(c.kec == within.kec)
    if within.own:
        reach.append(c.recorded_by == within.sub)
    ordinary = (c.sensitivity < PROTECTED) & (sa.true() if within.everything else sa.or_(*reach))
    assigned = (c.assigned_to == within.sub) & sa.literal(within.assigned)
    protected = (c.sensitivity >= PROTECTED) & (sa.true() if within.protected else assigned)
    return (c.office == within.office) & (ordinary | protected)
