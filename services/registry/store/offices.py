"""Offices: organisations from their open table, those of the state from the list of areas."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from services.kit import due, outbox
from services.kit.change import Change
from services.kit.db import Tx
from services.kit.errors import NotFound
from services.registry import offices, wire
from services.registry import tables as t
from services.registry.offices import Kind, Office


async def office(tx: Tx, code: str) -> Office:
    """Of the state or an organisation; NotFound where there is none."""
    return await find_organisation(tx, code) or offices.of_government(code)


async def find_organisation(tx: Tx, code: str) -> Office | None:
    row = (await tx.execute(sa.select(t.offices).where(t.offices.c.office == code))).first()
    return _office(row) if row else None


async def organisation(tx: Tx, office_id: UUID) -> Office:
    row = (await tx.execute(sa.select(t.offices).where(t.offices.c.office_id == office_id))).first()
    if row is None:
        raise NotFound()
    return _office(row)


async def organisations(tx: Tx, *, words: str, after: Sequence[str] | None, limit: int) -> list[Office]:
    """By name; `words` anywhere in it. An open table of some thousands: no wall to lose an index by."""
    o = t.offices.c
    wanted = sa.select(t.offices).order_by(o.name, o.office).limit(limit)
    if words:
        wanted = wanted.where(o.name.icontains(words, autoescape=True))
    if after:
        wanted = wanted.where(sa.tuple_(o.name, o.office) > sa.tuple_(sa.literal(after[0]), sa.literal(after[1])))
    return [_office(row) for row in await tx.execute(wanted)]


async def save_office(tx: Tx, change: Change[Office]) -> Office:
    now = change.now
    row = {
        "office": now.office, "office_id": now.office_id, "name": now.name, "areas": list(now.areas),
        "phone": now.phone, "address": now.address, "registered_by": now.registered_by,
        "registered_at": now.registered_at, "version": now.version,
    }  # fmt: skip
    await tx.execute(sa.insert(t.offices).values(**row))
    await outbox.add(tx, [wire.fact(told) for told in change.facts])
    await due.add(tx, change.duties)
    return now


def _office(row: Any) -> Office:
    return Office(
        row.office, Kind.ORGANISATION, row.name, tuple(row.areas), row.office_id, row.registered_by, row.registered_at,
        row.phone, row.address, row.version,
    )  # fmt: skip
