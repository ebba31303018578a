"""A retry is harmless (DESIGN law 10): every change carries a key, kept 90 days per caller with operation, keyed hash
of the body, status, resource and version; never the body. The row is inserted with the effect."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from services.kit import clock, walls
from services.kit.db import Tx
from services.kit.errors import Invalid

keys = walls.plumbing(
    "keys",
    walls.KIT,
    sa.Column("caller", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("operation", sa.Text, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.Column("status", sa.SmallInteger, nullable=False),
    sa.Column("resource", sa.Text, nullable=False),
    sa.Column("version", sa.Integer),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint("caller", "key"),
)


KEPT = timedelta(days=90)
_KEEP = """INSERT INTO keys (caller, key, operation, body, status, resource, version, at)
  VALUES ($, $, $, $, $, $, $, $) ON CONFLICT DO NOTHING RETURNING key"""


class Repeated(Exception):
    """The effect of this key stands already; the transaction at hand must not add a second one."""


@dataclass(frozen=True, slots=True)
class Mine:
    """One wish of one caller; `body` is the keyed hash of what was sent."""

    caller: str
    key: str
    operation: str
    body: bytes


async def keep(tx: Tx, mine: Mine, *, status: int, resource: str, version: int | None) -> None:
    """Insert the key with the effect. Waits for a transaction that is just using the same key; then raises Repeated."""
    row = mine.caller, mine.key, mine.operation, mine.body, status, resource, version, clock.now()
    if not await tx.fetch(_KEEP, *row):
        raise Repeated()


async def find(tx: Tx, mine: Mine) -> tuple[int, str, int | None] | None:
    """(status, resource, version) of the first answer to this key, or None. Invalid when the key came with another
    body or operation: a key names one wish."""
    row = (await tx.execute(sa.select(keys).where(keys.c.caller == mine.caller, keys.c.key == mine.key))).first()
    if row is None:
        return None
    if row.operation != mine.operation or row.body != mine.body:
        raise Invalid(
            "key-reused",
            "Kunci permintaan ini sudah dipakai untuk isian lain. Muat ulang halaman, lalu kirim lagi.",
            "This idempotency key was used with another body. Reload and send again.",
        )
    return row.status, row.resource, row.version


async def forget(tx: Tx, *, at: datetime) -> None:
    """Drop keys that no phone can send again."""
    await tx.execute(sa.delete(keys).where(keys.c.at < at - KEPT))
