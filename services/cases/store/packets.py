"""Hand-ups: the sender's memory of what left, and the sealed packets that have come."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from services.cases import codes, wire
from services.cases import tables as t
from services.cases.handups import HandUp, Head, Packet, Status
from services.cases.policy import Sight
from services.kit import due, outbox
from services.kit.actor import Actor
from services.kit.change import Change
from services.kit.db import Tx
from services.kit.errors import NotFound, Stale
from services.kit.vault import Vault

# --- what this office sent ---


async def send(tx: Tx, vault: Vault, change: Change[HandUp], *, told: Mapping[str, str]) -> HandUp:
    """Seal what is told under the receiver's key and post it; this office cannot open it again."""
    now, head = change.now, change.now.head
    wrapped, sealed = vault.pack(head.to_office, head.handup_id, told)
    row = _head_row(head)
    await tx.execute(
        sa.insert(t.packets).values(
            office=head.to_office, from_office=tx.office, told=list(sealed), wrapped=wrapped,
            sealed=list(sealed.values()), version=1, **row,
        )
    )  # fmt: skip
    await tx.execute(
        sa.insert(t.handups).values(office=tx.office, to_office=head.to_office, case_id=now.case_id, **row)
    )
    await outbox.add(tx, [wire.fact(fact) for fact in change.facts])
    return now


async def handups_of(tx: Tx, case_id: UUID) -> list[HandUp]:
    """The hand-ups of a case that the asker sees."""
    h = t.handups.c
    mine = sa.select(t.handups).where(h.office == tx.office, h.case_id == case_id).order_by(h.handup_id)
    return [_handup(row) for row in await tx.execute(mine)]


async def handups(tx: Tx, *, within: Sight, after: Sequence[str] | None, limit: int) -> list[HandUp]:
    return [_handup(row) for row in await tx.execute(_listed(t.handups, within, after, limit))]


async def handup(tx: Tx, handup_id: UUID, *, within: Sight) -> HandUp:
    row = (await tx.execute(_one(t.handups, within, handup_id))).first()
    if row is None:
        raise NotFound()
    return _handup(row)


async def save_handup(tx: Tx, now: HandUp) -> None:
    """What was heard of it."""
    mine = (t.handups.c.office == tx.office) & (t.handups.c.handup_id == now.head.handup_id)
    heard = {"status": now.head.status, "own_code": now.own_code, "reason": now.reason}
    await tx.execute(sa.update(t.handups).where(mine).values(**heard))


# --- what has come to this office ---


async def packets(tx: Tx, *, within: Sight, after: Sequence[str] | None, limit: int) -> list[Packet]:
    return [_packet(row) for row in await tx.execute(_listed(t.packets, within, after, limit))]


async def find_packet(tx: Tx, handup_id: UUID, *, within: Sight) -> Packet | None:
    row = (await tx.execute(_one(t.packets, within, handup_id))).first()
    return _packet(row) if row else None


async def packet(tx: Tx, handup_id: UUID, *, within: Sight) -> Packet:
    found = await find_packet(tx, handup_id, within=within)
    if found is None:
        raise NotFound()
    return found


async def unpack(tx: Tx, vault: Vault, packet: Packet, *, by: Actor) -> dict[str, str]:
    """What was told, in plain text and on record; of a protected file for the protected desk alone."""
    p = t.packets.c
    mine = sa.select(p.told, p.wrapped, p.sealed).where(p.office == tx.office, p.handup_id == packet.head.handup_id)
    row = (await tx.execute(mine)).one()
    if row.wrapped is None:
        raise NotFound()
    sealed = dict(zip(row.told, row.sealed, strict=True))
    return await vault.unpack(
        tx, packet.head.handup_id, row.wrapped, sealed, purpose="handup", by=by, noun="handup",
        keepers=[] if packet.head.sensitivity >= codes.PROTECTED else None,
    )  # fmt: skip


async def save_packet(tx: Tx, change: Change[Packet]) -> Packet:
    """Once it is answered, expired or erased its content goes: the own file has what was taken. Stale when somebody was
    faster."""
    now = change.now
    mine = (t.packets.c.office == tx.office) & (t.packets.c.handup_id == now.head.handup_id)
    if change.facts or change.discharged:
        row: dict[str, Any] = {"status": now.head.status, "case_id": now.case_id, "version": now.version}
        row |= {"wrapped": None, "sealed": [], "told": []}
        older = mine & (t.packets.c.version == now.version - 1)
        if (await tx.execute(sa.update(t.packets).where(older).values(**row))).rowcount != 1:
            raise Stale()
    await outbox.add(tx, [wire.fact(fact) for fact in change.facts])
    await due.add(tx, change.duties)
    await due.discharge(tx, now.head.handup_id, change.discharged)
    return now


# --- rows ---


def _seen(table: sa.Table, within: Sight) -> sa.ColumnElement[bool]:
    """Whoever sees the whole office; protected ones only the protected desk."""
    mine = table.c.office == within.office
    if not within.everywhere:
        return mine & sa.false()
    return mine if within.desk else mine & (table.c.sensitivity < codes.PROTECTED)


def _one(table: sa.Table, within: Sight, handup_id: UUID) -> sa.Select[Any]:
    return sa.select(table).where(_seen(table, within), table.c.handup_id == handup_id)


def _listed(table: sa.Table, within: Sight, after: Sequence[str] | None, limit: int) -> sa.Select[Any]:
    """The last sent first; `after` is (sent_at, id) of the last one seen."""
    wanted = sa.select(table).where(_seen(table, within))
    if after:
        last = sa.tuple_(sa.literal(datetime.fromisoformat(after[0])), sa.literal(UUID(after[1])))
        wanted = wanted.where(sa.tuple_(table.c.sent_at, table.c.handup_id) < last)
    return wanted.order_by(table.c.sent_at.desc(), table.c.handup_id.desc()).limit(limit)


def _head_row(head: Head) -> dict[str, Any]:
    return {
        "handup_id": head.handup_id, "case_code": head.case_code, "ppks": head.ppks, "sensitivity": head.sensitivity,
        "fields": list(head.fields), "status": head.status, "sent_at": head.sent_at, "expires_at": head.expires_at,
    }  # fmt: skip


def _head(row: Any, from_office: str, to_office: str) -> Head:
    return Head(
        row.handup_id, from_office, to_office, row.case_code, row.ppks, row.sensitivity, tuple(row.fields), row.sent_at,
        row.expires_at, Status(row.status),
    )  # fmt: skip


def _handup(row: Any) -> HandUp:
    return HandUp(_head(row, row.office, row.to_office), row.case_id, row.own_code, row.reason)


def _packet(row: Any) -> Packet:
    return Packet(_head(row, row.from_office, row.office), row.case_id, row.version)
