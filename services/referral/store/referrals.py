"""The sender's own rows, and the envelope that goes out with the first of them."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from services.kit.actor import Actor
from services.kit.change import Change
from services.kit.db import Tx
from services.kit.errors import NotFound
from services.kit.vault import Place, Vault
from services.referral import tables as t
from services.referral.policy import Sight
from services.referral.referrals import Referral, ReferralErased
from services.referral.statuses import Status, Word
from services.referral.store import matters, rows, timelines
from services.referral.timelines import Author, Entry


async def referral(tx: Tx, referral_id: UUID, *, within: Sight) -> Referral:
    """NotFound outside one's sight."""
    r = t.referrals
    row = (await tx.execute(sa.select(r).where(matters.seen(r, within), r.c.referral_id == referral_id))).first()
    if row is None:
        raise NotFound()
    return _referral(row)


async def referrals(
    tx: Tx,
    *,
    within: Sight,
    case_id: UUID | None = None,
    statuses: Sequence[str] | None = None,
    after: Sequence[Any] | None = None,
    limit: int | None = None,
) -> list[Referral]:
    """Newest move first; `after` is the (at, id) of the last one seen; all of them without `limit`."""
    r = t.referrals.c
    wanted = sa.select(t.referrals).where(matters.seen(t.referrals, within))
    if case_id:
        wanted = wanted.where(r.case_id == case_id)
    if statuses is not None:
        wanted = wanted.where(r.status.in_(statuses))
    return [_referral(row) for row in await tx.execute(rows.page(wanted, r.at, r.referral_id, after, limit))]


async def save_referral(
    tx: Tx, change: Change[Referral], *, by: Author, vault: Vault, note: str = "", slip_id: UUID | None = None
) -> Referral:
    """`slip_id` names the note that a partner sent along. It goes unread where the person was erased, and where no step
    takes it up because the sender had ended the referral."""
    now = change.now
    moves = [told for told in change.facts if not isinstance(told, ReferralErased)]
    if slip_id and (not moves or (await matters.lock_matter(tx, now.matter)).erased):
        await _erase_slips(tx, t.slips.c.slip_id == slip_id)
        slip_id = None
    if moves:
        moved = {"status": now.status, "reason": now.reason, "word": now.word, "at": now.at, "version": now.version}
        await rows.update(tx, t.referrals, "referral_id", now.referral_id, now.version, moved)
    for told in moves:
        await timelines.write(tx, vault, now.referral_id, told, now.reason, by, note, slip_id)
    await rows.tell(tx, change, now.referral_id)
    return now


async def send_referral(
    tx: Tx, change: Change[Referral], *, by: Author, vault: Vault, note: str, purpose: str, shared: Mapping[str, str]
) -> Referral:
    """The sender's own row, and the envelope for the organisation, which the sender cannot open again."""
    now = change.now
    place = Place("referrals", "purpose", now.referral_id)
    sealed_purpose = (await vault.seal(tx, now.referral_id, {place: purpose}))[place]
    if now.matter.protected:
        await vault.guard(tx, now.referral_id, now.matter.keepers)
    row = asdict(now) | matters.place(now.matter) | {"fields": list(now.fields), "purpose": sealed_purpose}
    await tx.execute(sa.insert(t.referrals).values({c.name: row[c.name] for c in t.referrals.c}))
    wrapped, sealed = vault.pack(now.to_office, now.packet_id, {**shared, "purpose": purpose})
    letter = row | {"office": now.to_office, "from_office": tx.office, "until_on": now.expires_on, "wrapped": wrapped}
    letter["sealed"] = {name: base64.b64encode(value).decode() for name, value in sealed.items()}
    await tx.execute(sa.insert(t.envelopes).values({c.name: letter[c.name] for c in t.envelopes.c}))
    await timelines.write(tx, vault, now.referral_id, change.facts[0], "", by, note, None)
    await rows.tell(tx, change, now.referral_id)
    return now


async def written(tx: Tx, vault: Vault, referral: Referral, *, by: Actor) -> tuple[str, list[Entry]]:
    """What was written about it in words, opened at once: the purpose (empty once it was erased) and the timeline."""
    r = t.referrals.c
    mine = sa.select(r.purpose).where(r.office == tx.office, r.referral_id == referral.referral_id)
    sealed: bytes | None = await tx.scalar(mine)
    place = Place("referrals", "purpose", referral.referral_id)
    beside = {place: sealed} if sealed is not None else {}
    opened, steps = await timelines.timeline(tx, vault, referral.referral_id, noun="referral", by=by, beside=beside)
    return opened.get(place, ""), steps


async def erase_notes(tx: Tx, vault: Vault, subject_id: UUID) -> None:
    """Whatever was written about the person in words: keys first, then what they sealed."""
    await vault.forget(tx, subject_id)
    r, s = t.referrals.c, t.steps.c
    for erased in (
        sa.update(t.referrals).where(r.office == tx.office, r.referral_id == subject_id).values(purpose=None),
        sa.update(t.steps).where(s.office == tx.office, s.subject_id == subject_id).values(note=None),
    ):
        await tx.execute(erased)
    await _erase_slips(tx, t.slips.c.referral_id == subject_id)


async def _erase_slips(tx: Tx, these: sa.ColumnElement[bool]) -> None:
    mine = (t.slips.c.office == tx.office) & these
    await tx.execute(sa.update(t.slips).where(mine).values(wrapped=None, note=None))


def _referral(row: Any) -> Referral:
    told = row._asdict()
    kept = {field.name: told[field.name] for field in fields(Referral) if field.name != "matter"}
    kept |= {
        "matter": matters.matter_of(row), "fields": tuple(row.fields), "status": Status(row.status),
        "word": Word(row.word) if row.word else None,
    }  # fmt: skip
    return Referral(**kept)
