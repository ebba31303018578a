"""The organisation's own rows, and what was posted to it."""

import base64
from collections.abc import Sequence
from dataclasses import asdict, fields
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.kit import ids
from services.kit.actor import Actor
from services.kit.change import Change
from services.kit.db import Tx
from services.kit.errors import NotFound
from services.kit.vault import Vault
from services.referral import tables as t
from services.referral.packets import Packet, PacketEmpty
from services.referral.policy import Sight
from services.referral.statuses import Status
from services.referral.store import rows


async def packet(tx: Tx, packet_id: UUID, *, within: Sight) -> Packet:
    p = t.packets
    row = (await tx.execute(sa.select(p).where(_posted(within), p.c.packet_id == packet_id))).first()
    if row is None:
        raise NotFound()
    return _packet(row)


async def packets(
    tx: Tx, *, within: Sight, statuses: Sequence[str] | None, after: Sequence[Any] | None, limit: int
) -> list[Packet]:
    """Newest move first; `after` is the (at, id) of the last one seen."""
    p = t.packets.c
    wanted = sa.select(t.packets).where(_posted(within))
    if statuses is not None:
        wanted = wanted.where(p.status.in_(statuses))
    return [_packet(row) for row in await tx.execute(rows.page(wanted, p.at, p.packet_id, after, limit))]


async def envelope(tx: Tx, packet_id: UUID) -> Packet:
    """What was posted, as the organisation's own row begins."""
    e = t.envelopes
    row = (await tx.execute(sa.select(e).where(e.c.office == tx.office, e.c.packet_id == packet_id))).first()
    if row is None:
        raise NotFound()
    return _packet(row, status=Status.SENT, at=row.sent_at, reason="", empty=row.wrapped is None, version=1)


async def receive_packet(tx: Tx, change: Change[Packet]) -> Packet:
    """The organisation's own row. It was there before where the fact is heard anew after a restore."""
    row = asdict(change.now) | {"fields": list(change.now.fields)}
    begun = await tx.execute(insert(t.packets).values(row).on_conflict_do_nothing())
    if begun.rowcount == 1:
        await rows.tell(tx, change, change.now.packet_id)
    return change.now


async def save_packet(tx: Tx, was: Packet, change: Change[Packet], *, vault: Vault, note: str = "") -> Packet:
    """A note goes back to the sender in a slip, sealed for that office; this one cannot read it again."""
    now, slip_id = change.now, None
    if now.version != was.version:
        moved = {
            "status": now.status, "reason": now.reason, "at": now.at, "empty": now.empty, "version": now.version,
        }  # fmt: skip
        await rows.update(tx, t.packets, "packet_id", now.packet_id, now.version, moved)
    if now.empty and not was.empty:
        e = t.envelopes.c
        mine = (e.office == tx.office) & (e.packet_id == now.packet_id)
        await tx.execute(sa.update(t.envelopes).where(mine).values(wrapped=None, sealed=sa.null()))
    if note:
        slip_id = ids.new()
        wrapped, sealed = vault.pack(now.from_office, slip_id, {"note": note})
        slip = {"office": now.from_office, "from_office": tx.office, "slip_id": slip_id, "referral_id": now.referral_id}
        await tx.execute(sa.insert(t.slips).values(slip | {"wrapped": wrapped, "note": sealed["note"]}))
    await rows.tell(tx, change, now.packet_id, slip_id)
    return now


async def shared(tx: Tx, vault: Vault, packet: Packet, *, by: Actor) -> dict[str, str]:
    """What was chosen for the organisation, `purpose` among it; each call is a row of the ledger."""
    e = t.envelopes.c
    mine = sa.select(e.wrapped, e.sealed).where(e.office == tx.office, e.packet_id == packet.packet_id)
    row = (await tx.execute(mine)).one()
    if row.wrapped is None:
        raise PacketEmpty()
    sealed = {name: base64.b64decode(value) for name, value in row.sealed.items()}
    return await vault.unpack(tx, packet.packet_id, row.wrapped, sealed, purpose="referral", by=by, noun="packet")


def _posted(within: Sight) -> sa.ColumnElement[bool]:
    return (t.packets.c.office == within.office) & sa.literal(within.packets)


def _packet(row: Any, **begun: Any) -> Packet:
    told = row._asdict() | begun
    kept = {field.name: told[field.name] for field in fields(Packet)}
    return Packet(**kept | {"fields": tuple(told["fields"]), "status": Status(told["status"])})
