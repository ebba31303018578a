"""Light referrals, held by the office whose volunteer made them."""

from collections.abc import Sequence
from dataclasses import asdict, fields
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from services.kit.change import Change
from services.kit.db import Tx
from services.kit.errors import NotFound
from services.kit.vault import Vault
from services.referral import tables as t
from services.referral.connections import Connection, Progress
from services.referral.policy import Sight
from services.referral.store import matters, rows, timelines
from services.referral.timelines import Author


async def connection(tx: Tx, connection_id: UUID, *, within: Sight) -> Connection:
    c = t.connections
    row = (await tx.execute(sa.select(c).where(matters.seen(c, within), c.c.connection_id == connection_id))).first()
    if row is None:
        raise NotFound()
    return _connection(row)


async def connections(
    tx: Tx, *, within: Sight, case_id: UUID | None, after: Sequence[Any] | None = None, limit: int | None = None
) -> list[Connection]:
    """Newest move first; all of them without `limit`."""
    c = t.connections.c
    wanted = sa.select(t.connections).where(matters.seen(t.connections, within))
    if case_id:
        wanted = wanted.where(c.case_id == case_id)
    return [_connection(row) for row in await tx.execute(rows.page(wanted, c.at, c.connection_id, after, limit))]


async def save_connection(
    tx: Tx, change: Change[Connection], *, by: Author, vault: Vault, note: str = ""
) -> Connection:
    now = change.now
    if now.version == 1:
        row = asdict(now) | matters.place(now.matter)
        await tx.execute(sa.insert(t.connections).values({c.name: row[c.name] for c in t.connections.c}))
    else:
        moved = {"status": now.status, "reason": now.reason, "at": now.at, "version": now.version}
        await rows.update(tx, t.connections, "connection_id", now.connection_id, now.version, moved)
    await timelines.write(tx, vault, now.connection_id, change.facts[0], now.reason, by, note, None)
    await rows.tell(tx, change, now.connection_id, done_by=by.sub)
    return now


async def announce(tx: Tx, change: Change[Connection]) -> None:
    """What is told though nobody did anything to it: no step of its timeline."""
    await rows.tell(tx, change, change.now.connection_id)


def _connection(row: Any) -> Connection:
    told = row._asdict()
    kept = {field.name: told[field.name] for field in fields(Connection) if field.name != "matter"}
    return Connection(**kept | {"matter": matters.matter_of(row), "status": Progress(row.status)})
