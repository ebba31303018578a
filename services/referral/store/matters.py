"""Cases as far as referral must know them, and the wall inside the office that stands on it."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.kit.db import Tx
from services.kit.errors import NotFound
from services.kit.vault import Vault
from services.referral import tables as t
from services.referral.matters import PROTECTED, Matter
from services.referral.policy import Sight

_PLACE = (
    "case_id", "case_code", "village", "kec", "sensitivity", "recorded_by", "assigned_to", "case_status", "erased",
)  # fmt: skip


_row = insert(t.matters)
_held = _row.on_conflict_do_update(index_elements=["office", "case_id"], set_={"case_id": _row.excluded.case_id})
_lock = _held.returning(t.matters, sa.literal_column("xmax = 0").label("is_new"))  # no transaction replaced it


async def lock_matter(tx: Tx, matter: Matter) -> Matter:
    """What is known of the case, `matter` where nothing was. The row stays locked: what is begun, written, heard and
    erased about one case happens one after another."""
    held, _ = await lock_told(tx, matter)
    return held


async def lock_told(tx: Tx, told: Matter) -> tuple[Matter, bool]:
    """The same, and whether nothing was known: then nothing was begun for the case either."""
    row = (await tx.execute(_lock, {"office": tx.office, **place(told)})).one()
    return matter_of(row), row.is_new


async def know_matter(tx: Tx, asked: Matter, *, within: Sight) -> Matter:
    """The case as it stands here from now on, locked. NotFound where it left the sight since cases was asked."""
    held = await lock_matter(tx, asked)
    known = held.ask(asked)
    if known != held:
        await tx.execute(sa.update(t.matters).where(_of(t.matters, known)).values(**place(known)))
    if await tx.scalar(sa.select(t.matters.c.case_id).where(_of(t.matters, known), seen(t.matters, within))) is None:
        raise NotFound()
    return known


async def save_matter(tx: Tx, matter: Matter, *, vault: Vault) -> None:
    """Here, and wherever the case stands beside what was begun for it; what was written there is guarded with it."""
    for table in (t.matters, t.referrals, t.connections):
        await tx.execute(sa.update(table).where(_of(table, matter)).values(**place(matter)))
    if matter.protected and not matter.erased:
        for key in (t.referrals.c.referral_id, t.connections.c.connection_id):
            for subject_id in (await tx.execute(sa.select(key).where(_of(key.table, matter)))).scalars().all():
                await vault.guard(tx, subject_id, matter.keepers)


def place(matter: Matter) -> dict[str, Any]:
    return {column: getattr(matter, column) for column in _PLACE}


def matter_of(row: Any) -> Matter:
    return Matter(row.office, **{column: getattr(row, column) for column in _PLACE})


def _of(table: sa.Table, matter: Matter) -> sa.ColumnElement[bool]:
    return (table.c.office == matter.office) & (table.c.case_id == matter.case_id)


def seen(table: sa.Table, within: Sight) -> sa.ColumnElement[bool]:
    c = table.c
    reach: list[sa.ColumnElement[bool]] = [c.village.in_(sorted(within.villages)), c.kec.in_(sorted(within.kecs))]
    if within.own:
        reach.append(c.recorded_by == within.sub)
    ordinary = (c.sensitivity < PROTECTED) & (sa.true() if within.everything else sa.or_(*reach))
    assigned = (c.assigned_to == within.sub) & sa.literal(within.assigned)
    protected = (c.sensitivity >= PROTECTED) & (sa.true() if within.protected else assigned)
    return (c.office == within.office) & (ordinary | protected)
