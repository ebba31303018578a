"""Certificates; and the one look at them that needs no log-in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from services.kit import outbox
from services.kit.change import Change
from services.kit.db import Tx
from services.kit.errors import NotFound, Words
from services.registry import tables as t
from services.registry import wire
from services.registry.certificates import Certificate, State, state
from services.registry.policy import Sight
from services.registry.store import people
from services.registry.store.participants import of_person

_c = t.certificates.c
_CHECKED = sa.select(_c.name, _c.title, _c.tier_id, _c.tier_en, _c.issued_on, _c.valid_until, _c.revoked_at)


@dataclass(frozen=True, slots=True)
class Checked:
    """What anybody learns who has the token."""

    state: State
    name: str
    title: str
    tier_words: Words
    issued_on: date
    valid_until: date | None


async def certificate(tx: Tx, certificate_id: UUID, *, within: Sight) -> Certificate:
    """Of the own office, or one's own."""
    seen = _c.office == within.office
    if not within.everybody:
        oneself = sa.select(t.participants.c.participant_id).where(of_person(within.office, within.sub))
        seen &= _c.participant_id.in_(oneself)
    row = (await tx.execute(sa.select(t.certificates).where(seen, _c.certificate_id == certificate_id))).first()
    if row is None:
        raise NotFound()
    return _certificate(row)


async def certificates(tx: Tx, *, training_id: UUID) -> list[Certificate]:
    """All of a training that was read before, by number."""
    mine = sa.select(t.certificates).where(_c.office == tx.office, _c.training_id == training_id)
    return [_certificate(row) for row in await tx.execute(mine.order_by(_c.number))]


async def certificates_of(tx: Tx, participant_ids: Sequence[UUID]) -> dict[UUID, Certificate]:
    """By participant, of those that were read before."""
    mine = sa.select(t.certificates).where(_c.office == tx.office, _c.participant_id.in_(participant_ids))
    return {row.participant_id: _certificate(row) for row in await tx.execute(mine)}


async def find_checked(tx: Tx, certificate_id: UUID, on: date) -> Checked | None:
    """For whoever has the token of it: served by the public's log-in, which reads these columns and no others."""
    row = (await tx.execute(_CHECKED.where(_c.office == tx.office, _c.certificate_id == certificate_id))).first()
    if row is None:
        return None
    stands = state(row.valid_until, row.revoked_at, on)
    return Checked(stands, row.name, row.title, Words(row.tier_id, row.tier_en), row.issued_on, row.valid_until)


async def add_certificates(tx: Tx, change: Change[tuple[Certificate, ...]]) -> None:
    if change.now:
        rows = [
            {
                "office": tx.office, "certificate_id": one.certificate_id, "training_id": one.training_id,
                "participant_id": one.participant_id, "volunteer_id": one.volunteer_id, "number": one.number,
                "name": one.name, "title": one.title, "tier": one.tier, "tier_id": one.tier_words.id,
                "tier_en": one.tier_words.en, "hours": one.hours, "kec": one.kec, "issued_on": one.issued_on,
                "issued_at": one.issued_at, "valid_until": one.valid_until, "revoked_at": None, "reason": "",
                "version": 1,
            }
            for one in change.now
        ]  # fmt: skip
        await tx.execute(sa.insert(t.certificates), rows)
    await outbox.add(tx, [wire.fact(told) for told in change.facts])


async def save_certificate(tx: Tx, change: Change[Certificate]) -> Certificate:
    now = change.now
    mine = (_c.office == tx.office) & (_c.certificate_id == now.certificate_id)
    row = {"revoked_at": now.revoked_at, "reason": now.reason, "version": now.version}
    await people.replace(tx, t.certificates, mine, row)
    await outbox.add(tx, [wire.fact(told) for told in change.facts])
    return now


def _certificate(row: Any) -> Certificate:
    return Certificate(
        office=row.office, certificate_id=row.certificate_id, training_id=row.training_id,
        participant_id=row.participant_id, volunteer_id=row.volunteer_id, number=row.number, name=row.name,
        title=row.title, tier=row.tier, tier_words=Words(row.tier_id, row.tier_en), hours=row.hours, kec=row.kec,
        issued_on=row.issued_on, issued_at=row.issued_at, valid_until=row.valid_until, revoked_at=row.revoked_at,
        reason=row.reason, version=row.version,
    )  # fmt: skip
