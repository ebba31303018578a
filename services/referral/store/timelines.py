"""Steps of referrals and connections; notes are sealed under the key of the subject that they are about."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from services.kit import ids
from services.kit.actor import Actor
from services.kit.db import Tx
from services.kit.vault import Place, Vault
from services.referral import tables as t
from services.referral import wire
from services.referral.timelines import Author, Entry


async def timeline(
    tx: Tx, vault: Vault, subject_id: UUID, *, noun: str, by: Actor, beside: Mapping[Place, bytes] | None = None
) -> tuple[dict[Place, str], list[Entry]]:
    """Every step, oldest first, with its notes opened; and what else of the subject was to be opened `beside` them."""
    s, p = t.steps.c, t.slips.c
    rows = (
        await tx.execute(
            sa.select(t.steps, p.wrapped, p.note.label("slip"))
            .outerjoin(t.slips, (p.office == s.office) & (p.slip_id == s.slip_id))
            .where(s.office == tx.office, s.subject_id == subject_id)
            .order_by(s.step_id)
        )
    ).all()
    opened: dict[Place, str] = {}
    sealed = {Place("steps", "note", row.step_id): row.note for row in rows if row.note is not None}
    if sealed := sealed | dict(beside or {}):
        opened = await vault.open(tx, subject_id, sealed, purpose="timeline", by=by, noun=noun, noun_id=subject_id)
    notes = {place.row: text for place, text in opened.items() if place.table == "steps"}
    for row in rows:
        if row.wrapped is not None:
            slip = await vault.unpack(
                tx, row.slip_id, row.wrapped, {"note": row.slip}, purpose="timeline", by=by, noun=noun
            )
            notes[row.step_id] = slip["note"]
    return opened, [
        Entry(row.at, row.verb, row.status, row.reason, Author(row.by_name, row.by_role), notes.get(row.step_id, ""))
        for row in rows
    ]


async def write(
    tx: Tx, vault: Vault, subject_id: UUID, told: Any, reason: str, by: Author, note: str, slip_id: UUID | None
) -> None:
    step_id = ids.new()
    sealed = None
    if note:
        place = Place("steps", "note", step_id)
        sealed = (await vault.seal(tx, subject_id, {place: note}))[place]
    noun = told.referral if hasattr(told, "referral") else told.connection
    row = {
        "office": tx.office, "subject_id": subject_id, "step_id": step_id, "at": told.at, "verb": wire.past(told),
        "status": noun.status, "reason": reason, "by_name": by.name, "by_role": by.role, "note": sealed,
        "slip_id": slip_id,
    }  # fmt: skip
    await tx.execute(sa.insert(t.steps).values(row))
