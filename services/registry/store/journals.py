"""The journal of a volunteer: lines with their sealed notes."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.kit.actor import Actor
from services.kit.change import Change
from services.kit.db import Tx
from services.kit.errors import NotFound
from services.kit.vault import Place, Vault
from services.registry import reports
from services.registry.journals import Line, Told
from services.registry.store import people
from services.registry.tables import volunteers
from services.registry.tables import work as t

_j, _r, _v = t.journal.c, t.monthly_reports.c, volunteers.c


async def alone(tx: Tx, volunteer_id: UUID) -> None:
    """Whoever else writes in her journal, or sends it, waits: a day of two lines at once has 24 hours, and nothing
    slips into a month that is being sent."""
    mine = (_v.office == tx.office) & (_v.volunteer_id == volunteer_id)
    await tx.execute(sa.select(_v.volunteer_id).where(mine).with_for_update(key_share=True))


async def months_sent(tx: Tx, volunteer_id: UUID) -> Collection[date]:
    """Whose reports are out of her hands."""
    mine = sa.select(_r.month).where(_r.office == tx.office, _r.volunteer_id == volunteer_id)
    return {*(await tx.execute(mine.where(_r.status.in_(reports.OUT)))).scalars()}


async def lines(
    tx: Tx, vault: Vault, volunteer_id: UUID, *, first: date, end: date, by: Actor, purpose: str = "journal"
) -> list[Line]:
    """From one day to before another, those that were taken out too, of a volunteer that was read before."""
    mine = _of(tx, volunteer_id).where(_j.day >= first, _j.day < end).order_by(_j.day, _j.at, _j.line_id)
    rows = (await tx.execute(mine)).all()
    return await _noted(tx, vault, volunteer_id, rows, by=by, purpose=purpose)


async def day(tx: Tx, volunteer_id: UUID, on: date) -> list[Line]:
    """The lines of a day, without their notes."""
    return [_line(row) for row in await tx.execute(_of(tx, volunteer_id).where(_j.day == on))]


async def line(tx: Tx, vault: Vault, line_id: UUID, volunteer_id: UUID, *, by: Actor) -> Line:
    """One of herself."""
    rows = (await tx.execute(_of(tx, volunteer_id).where(_j.line_id == line_id))).all()
    if not rows:
        raise NotFound()
    return (await _noted(tx, vault, volunteer_id, rows, by=by, purpose="journal"))[0]


async def save_line(tx: Tx, vault: Vault, change: Change[Line]) -> Line:
    now, place = change.now, Place("journal", "note", change.now.line_id)
    note = (await vault.seal(tx, now.volunteer_id, {place: now.told.note}))[place] if now.told.note else None
    row = _row(now) | {"note": note}
    if now.version == 1:
        await tx.execute(sa.insert(t.journal).values(office=tx.office, line_id=now.line_id, **row))
    else:
        await people.replace(tx, t.journal, (_j.office == tx.office) & (_j.line_id == now.line_id), row)
    return now


async def add_draft(tx: Tx, one: Line) -> None:
    """Once: the same deed is there already, whoever tells it again."""
    row = _row(one) | {"office": tx.office, "line_id": one.line_id, "note": None}
    await tx.execute(insert(t.journal).values(row).on_conflict_do_nothing())


def _of(tx: Tx, volunteer_id: UUID) -> sa.Select[Any]:
    return sa.select(t.journal).where(_j.office == tx.office, _j.volunteer_id == volunteer_id)


def _row(one: Line) -> dict[str, Any]:
    told = one.told
    return {
        "volunteer_id": one.volunteer_id, "day": told.day, "kind": told.kind, "function": told.function,
        "minutes": told.minutes, "village": told.village, "companions": list(told.companions), "at": one.at,
        "print": one.print, "draft": one.draft, "removed": one.removed, "version": one.version,
    }  # fmt: skip


def _line(row: Any) -> Line:
    told = Told(row.day, row.kind, row.function, row.minutes, row.village, tuple(row.companions))
    return Line(row.office, row.line_id, row.volunteer_id, told, row.at, row.print, row.draft, row.removed, row.version)


async def _noted(
    tx: Tx, vault: Vault, volunteer_id: UUID, rows: Sequence[Any], *, by: Actor, purpose: str
) -> list[Line]:
    """With their notes in plain text, in one opening."""
    sealed = {Place("journal", "note", row.line_id): row.note for row in rows if row.note is not None}
    notes: dict[UUID, str] = {}
    if sealed:
        opened = await vault.open(
            tx, volunteer_id, sealed, purpose=purpose, by=by, noun="volunteer", noun_id=volunteer_id
        )
        notes = {place.row: text for place, text in opened.items()}
    found = [_line(row) for row in rows]
    return [replace(one, told=replace(one.told, note=notes.get(one.line_id, ""))) for one in found]
