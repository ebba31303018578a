"""How many serve since which year, and how many left for which reason: counted anew by whatever changes it."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.kit import area
from services.kit.db import Tx
from services.registry.policy import Sight
from services.registry.retention import Counts
from services.registry.tables import care as c

_r = c.retention_counts.c
# Locked before it is counted, as coverage is: of two at once the second counts what the first wrote.
_COUNTED = sa.text(
    """WITH v AS (
      SELECT v.volunteer_id, v.role, v.status, v.since_at, coalesce((SELECT min(d.starts_on) FROM decrees d
        WHERE d.office = v.office AND d.volunteer_id = v.volunteer_id), v.sk_starts_on) AS starts_on
      FROM volunteers v WHERE v.office = :office
    ) UPDATE retention_counts SET
      serving = (SELECT coalesce(jsonb_agg(jsonb_build_array(role, year, n)), '[]') FROM (
        SELECT role, extract(year FROM starts_on)::int AS year, count(*) AS n FROM v WHERE status <> 'ended'
        GROUP BY 1, 2) AS s),
      gone = (SELECT coalesce(jsonb_agg(jsonb_build_array(role, year, reason, n)), '[]') FROM (
        SELECT v.role, extract(year FROM v.since_at)::int AS year, coalesce(p.reason, 'unsaid') AS reason,
          count(*) AS n
        FROM v LEFT JOIN departures p ON p.office = :office AND p.volunteer_id = v.volunteer_id
        WHERE v.status = 'ended' GROUP BY 1, 2, 3) AS g)
    WHERE area = :office"""
)


async def find_departure(tx: Tx, volunteer_id: UUID) -> str:
    """The code that stands for one who was read before; empty where none was written down."""
    p = c.departures.c
    found = await tx.scalar(sa.select(p.reason).where(p.office == tx.office, p.volunteer_id == volunteer_id))
    return found or ""


async def save_departure(tx: Tx, volunteer_id: UUID, reason: str) -> None:
    row = insert(c.departures).values(office=tx.office, volunteer_id=volunteer_id, reason=reason)
    await tx.execute(row.on_conflict_do_update(index_elements=["office", "volunteer_id"], set_={"reason": reason}))
    await recount(tx)


async def recount(tx: Tx) -> None:
    """Of this office; an organisation has no volunteers."""
    row = insert(c.retention_counts).values(area=tx.office, serving=[], gone=[])
    await tx.execute(row.on_conflict_do_update(index_elements=["area"], set_={"serving": c.retention_counts.c.serving}))
    await tx.execute(_COUNTED, {"office": tx.office})


async def counts(tx: Tx, *, within: Sight) -> list[Counts]:
    """Of the kabupaten that lie in the office's own area: its own, a province's, all of the nation's."""
    inside = (_r.area >= within.office) & (_r.area < within.office + ":")
    asked = sa.select(c.retention_counts)
    found = await tx.execute(asked if within.office == area.NATION else asked.where(inside))
    return [
        Counts(
            row.area, {(role, year): n for role, year, n in row.serving},
            {(role, year, reason): n for role, year, reason, n in row.gone},
        )
        for row in found
    ]  # fmt: skip
