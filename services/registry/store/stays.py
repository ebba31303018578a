"""Since when people serve, by their first SK: of one, or of a list."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from services.kit.db import Tx
from services.registry import days
from services.registry import tables as t
from services.registry.policy import Sight
from services.registry.standings import Status
from services.registry.store.volunteers import seen
from services.registry.tenures import Tenure

_v, _d = t.volunteers.c, t.decrees.c
_first = (
    sa.select(sa.func.min(_d.starts_on))
    .where(_d.office == _v.office, _d.volunteer_id == _v.volunteer_id)
    .correlate(t.volunteers)
    .scalar_subquery()
)
_TENURES = sa.select(
    _v.volunteer_id, _v.name, _v.role, _v.kec, _v.employment,
    sa.func.coalesce(_first, _v.sk_starts_on).label("starts_on"), _v.status, _v.since_at,
)  # fmt: skip


async def tenure(tx: Tx, volunteer_id: UUID) -> Tenure:
    """Of one who was read before."""
    row = (await tx.execute(_TENURES.where(_v.office == tx.office, _v.volunteer_id == volunteer_id))).one()
    return _tenure(tx.office, row)


async def tenures(
    tx: Tx, *, within: Sight, serving: bool = True, after: Sequence[str] | None = None, limit: int | None = None
) -> list[Tenure]:
    """By name; `after` is the (name, id) of the last one seen. `serving` leaves out whose service has ended."""
    wanted = _TENURES.where(seen(within)).order_by(_v.name, _v.volunteer_id)
    if serving:
        wanted = wanted.where(_v.status != Status.ENDED)
    if after:
        last = sa.tuple_(sa.literal(after[0]), sa.literal(UUID(after[1])))
        wanted = wanted.where(sa.tuple_(_v.name, _v.volunteer_id) > last)
    return [_tenure(tx.office, row) for row in await tx.execute(wanted.limit(limit) if limit else wanted)]


def _tenure(office: str, row: Any) -> Tenure:
    return Tenure(
        row.volunteer_id, row.name, row.role, row.kec, row.employment, row.starts_on, Status(row.status),
        days.today(office, row.since_at),
    )  # fmt: skip
