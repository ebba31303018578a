"""What every table's store does: write where nobody was faster, announce, and page by newest move."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from services.kit import due, outbox
from services.kit.change import Change
from services.kit.db import Tx
from services.kit.errors import Stale
from services.referral import wire


async def update(tx: Tx, table: sa.Table, key: str, id: UUID, version: int, values: Mapping[str, Any]) -> None:
    """Stale where somebody else was faster: the row that was read is no longer there."""
    mine = (table.c.office == tx.office) & (table.c[key] == id) & (table.c.version == version - 1)
    if (await tx.execute(sa.update(table).where(mine).values(**values))).rowcount != 1:
        raise Stale()


async def tell(
    tx: Tx, change: Change[Any], subject_id: UUID, slip_id: UUID | None = None, *, done_by: str = ""
) -> None:
    """An old duty is discharged before a new one of the same kind is added."""
    await outbox.add(tx, [fact for told in change.facts for fact in wire.facts(told, slip_id=slip_id, done_by=done_by)])
    await due.discharge(tx, subject_id, change.discharged)
    await due.add(tx, change.duties)


def page(
    wanted: sa.Select[Any], at: sa.Column[Any], id: sa.Column[Any], after: Sequence[Any] | None, limit: int | None
) -> sa.Select[Any]:
    if after:
        last = sa.tuple_(sa.literal(datetime.fromisoformat(after[0])), sa.literal(UUID(after[1])))
        wanted = wanted.where(sa.tuple_(at, id) < last)
    return wanted.order_by(at.desc(), id.desc()).limit(limit)
