"""What a volunteer got beside money: insurance, awards, letters; her education; and her going, with all of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.kit.actor import Actor
from services.kit.change import Change
from services.kit.db import Tx
from services.kit.errors import NotFound, Stale
from services.kit.vault import Place, Vault
from services.registry import tables as t
from services.registry.awards import Award
from services.registry.insurances import BOTH, Insurance
from services.registry.particulars import Purpose
from services.registry.policy import Sight
from services.registry.pppk import Education
from services.registry.service_letters import Kind, Letter, State
from services.registry.store import people, stipends
from services.registry.tables import care as c

_i, _a, _l, _v = c.insurances.c, c.awards.c, c.service_letters.c, t.volunteers.c
_CHECKED = sa.select(
    _l.kind, _l.number, _l.name, _l.role, _l.place, _l.since_on, _l.until_on, _l.issued_on, _l.revoked
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CheckedLetter:
    """What anybody learns who has the token."""

    state: State
    kind: Kind
    number: str
    name: str
    role: str
    place: str
    since_on: date
    until_on: date | None
    issued_on: date


# --- insurance ---


async def find_insurance(tx: Tx, volunteer_id: UUID) -> Insurance | None:
    """Of one who was read before."""
    mine = sa.select(c.insurances).where(_i.office == tx.office, _i.volunteer_id == volunteer_id)
    row = (await tx.execute(mine)).first()
    return _insurance(row) if row else None


async def insurances(tx: Tx, volunteer_ids: Sequence[UUID]) -> dict[UUID, Insurance]:
    """Of those who were read before."""
    wanted = sa.any_(sa.literal(list(volunteer_ids), sa.ARRAY(sa.Uuid)))
    mine = sa.select(c.insurances).where(_i.office == tx.office, _i.volunteer_id == wanted)
    return {row.volunteer_id: _insurance(row) for row in await tx.execute(mine)}


async def insurance_numbers(
    tx: Tx, vault: Vault, volunteer_ids: Sequence[UUID], *, purpose: Purpose, by: Actor
) -> dict[UUID, str]:
    """In plain text, with an opening in the ledger for each."""
    wanted = sa.any_(sa.literal(list(volunteer_ids), sa.ARRAY(sa.Uuid)))
    mine = sa.select(_i.volunteer_id, _i.number).where(_i.office == tx.office, _i.volunteer_id == wanted)
    sealed = {row.volunteer_id: {_place(row.volunteer_id): row.number} for row in await tx.execute(mine)}
    opened = await vault.open_all(tx, sealed, purpose=purpose, by=by, noun="volunteer")
    return {volunteer_id: values[_place(volunteer_id)] for volunteer_id, values in opened.items()}


async def save_insurance(tx: Tx, vault: Vault, now: Insurance, number: str) -> Insurance:
    place = _place(now.volunteer_id)
    sealed = (await vault.seal(tx, now.volunteer_id, {place: number}))[place]
    row = {
        "tail": now.tail, "number": sealed, "programmes": list(now.programmes),
        "complete": set(BOTH) <= set(now.programmes), "paid_until": now.paid_until, "evidence": now.evidence,
        "version": now.version,
    }  # fmt: skip
    await _put(tx, c.insurances, now.volunteer_id, row)
    return now


def _place(volunteer_id: UUID) -> Place:
    return Place("insurances", "number", volunteer_id)


def _insurance(row: Any) -> Insurance:
    return Insurance(row.volunteer_id, row.tail, tuple(row.programmes), row.paid_until, row.evidence, row.version)


# --- awards and letters ---


async def award(tx: Tx, award_id: UUID, *, within: Sight) -> Award:
    asked = sa.select(c.awards).where(_a.office == within.office, _a.award_id == award_id)
    row = (await tx.execute(asked)).first()
    if row is None:
        raise NotFound()
    return Award(**row._asdict())


async def awards(tx: Tx, volunteer_id: UUID) -> list[Award]:
    """Of one who was read before, the latest first; what was withdrawn is left out."""
    mine = (_a.office == tx.office) & (_a.volunteer_id == volunteer_id) & (_a.withdrawn == "")
    found = await tx.execute(sa.select(c.awards).where(mine).order_by(_a.awarded_on.desc(), _a.award_id))
    return [Award(**row._asdict()) for row in found]


async def save_award(tx: Tx, change: Change[Award]) -> Award:
    now = change.now
    if now.version == 1:
        row = {
            "award_id": now.award_id, "volunteer_id": now.volunteer_id, "title": now.title, "level": now.level,
            "giver": now.giver, "number": now.number, "awarded_on": now.awarded_on, "recorded_at": now.recorded_at,
            "withdrawn": now.withdrawn, "version": 1,
        }  # fmt: skip
        await tx.execute(sa.insert(c.awards).values(office=tx.office, **row))
    else:
        mine = (_a.office == tx.office) & (_a.award_id == now.award_id)
        await people.replace(tx, c.awards, mine, {"withdrawn": now.withdrawn, "version": now.version})
    return now


async def letter(tx: Tx, letter_id: UUID, *, within: Sight) -> Letter:
    """Of the own office, or one's own."""
    seen = _l.office == within.office
    if not within.everybody:
        oneself = sa.select(_v.volunteer_id).where(_v.office == within.office, _v.sub == within.sub)
        seen &= _l.volunteer_id.in_(oneself)
    row = (await tx.execute(sa.select(c.service_letters).where(seen, _l.letter_id == letter_id))).first()
    if row is None:
        raise NotFound()
    return _letter(row)


async def letters(tx: Tx, volunteer_id: UUID) -> list[Letter]:
    """Of one who was read before, the latest first."""
    mine = sa.select(c.service_letters).where(_l.office == tx.office, _l.volunteer_id == volunteer_id)
    return [_letter(row) for row in await tx.execute(mine.order_by(_l.issued_on.desc(), _l.letter_id.desc()))]


async def save_letter(tx: Tx, change: Change[Letter]) -> Letter:
    now = change.now
    if now.version == 1:
        row = {
            "letter_id": now.letter_id, "volunteer_id": now.volunteer_id, "kind": now.kind, "number": now.number,
            "name": now.name, "role": now.role, "place": now.place, "since_on": now.since_on,
            "until_on": now.until_on, "months": now.months, "text": now.text, "issued_on": now.issued_on,
            "issued_at": now.issued_at, "revoked": now.revoked, "version": 1,
        }  # fmt: skip
        await tx.execute(sa.insert(c.service_letters).values(office=tx.office, **row))
    else:
        mine = (_l.office == tx.office) & (_l.letter_id == now.letter_id)
        await people.replace(tx, c.service_letters, mine, {"revoked": now.revoked, "version": now.version})
    return now


async def find_checked_letter(tx: Tx, letter_id: UUID) -> CheckedLetter | None:
    """For whoever has the token of it: served by the public's log-in, which reads these columns and no others."""
    row = (await tx.execute(_CHECKED.where(_l.office == tx.office, _l.letter_id == letter_id))).first()
    if row is None:
        return None
    told = row._asdict()
    state = State.REVOKED if told.pop("revoked") else State.VALID
    return CheckedLetter(state=state, **told | {"kind": Kind(row.kind)})


def _letter(row: Any) -> Letter:
    told = row._asdict()
    return Letter(**told | {"kind": Kind(row.kind)})


# --- education, and what was learnt ---


async def certified(tx: Tx, volunteer_ids: Sequence[UUID], *, on: date) -> set[UUID]:
    """Who of them holds a certificate of a tier that is good on that day, also one that she got as a candidate."""
    p, c_ = t.participants.c, t.certificates.c
    wanted = sa.any_(sa.literal(list(volunteer_ids), sa.ARRAY(sa.Uuid)))
    same = (p.volunteer_id == _v.volunteer_id) | (p.nik_print == _v.nik_print)
    good = (c_.tier != "") & c_.revoked_at.is_(None) & (c_.valid_until.is_(None) | (c_.valid_until >= on))
    asked = (
        sa.select(_v.volunteer_id)
        .distinct()
        .join(t.participants, (p.office == _v.office) & same)
        .join(t.certificates, (c_.office == p.office) & (c_.participant_id == p.participant_id))
        .where(_v.office == tx.office, _v.volunteer_id == wanted, good)
    )
    return set((await tx.execute(asked)).scalars())


async def educations(tx: Tx, volunteer_ids: Sequence[UUID]) -> dict[UUID, Education]:
    """Of those who were read before."""
    e, wanted = c.educations.c, sa.any_(sa.literal(list(volunteer_ids), sa.ARRAY(sa.Uuid)))
    mine = sa.select(c.educations).where(e.office == tx.office, e.volunteer_id == wanted)
    found = await tx.execute(mine)
    return {row.volunteer_id: Education(row.volunteer_id, row.code, row.field, row.year, row.version) for row in found}


async def save_education(tx: Tx, now: Education) -> Education:
    row = {"code": now.code, "field": now.field, "year": now.year, "version": now.version}
    await _put(tx, c.educations, now.volunteer_id, row)
    return now


async def _put(tx: Tx, table: sa.Table, volunteer_id: UUID, row: dict[str, Any]) -> None:
    """The first version, or the next one; Stale where somebody was faster."""
    if row["version"] > 1:
        await people.replace(
            tx, table, (table.c.office == tx.office) & (table.c.volunteer_id == volunteer_id), row
        )  # fmt: skip
        return
    new = insert(table).values(office=tx.office, volunteer_id=volunteer_id, **row).on_conflict_do_nothing()
    if (await tx.execute(new)).rowcount != 1:
        raise Stale()


# --- her going ---


async def erase(tx: Tx, vault: Vault, volunteer_id: UUID) -> None:
    """All that the care ledger has of her; what was paid stays, without her."""
    r = c.risk_events.c
    events = sa.select(r.event_id).where(r.office == tx.office, r.volunteer_id == volunteer_id)
    for event_id in (await tx.execute(events)).scalars().all():
        await vault.forget(tx, event_id)
    for table in (
        c.care_entries, c.risk_events, c.rests, c.insurances, c.awards, c.service_letters, c.educations, c.departures,
    ):  # fmt: skip
        mine = (table.c.office == tx.office) & (table.c.volunteer_id == volunteer_id)
        await tx.execute(sa.delete(table).where(mine))
    await stipends.forget_name(tx, volunteer_id)
