"""People: the only way to plain text. Every opening is on record before the text leaves this file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from services.cases import persons, policy, wire
from services.cases import tables as t
from services.cases.cases import By, Case
from services.cases.consents import Consent
from services.cases.needs import Need
from services.cases.persons import Erasure, Particulars, Person
from services.cases.policy import Sight
from services.cases.store import files
from services.kit import actor as actors
from services.kit import ledger, outbox
from services.kit.actor import Actor
from services.kit.change import Change
from services.kit.db import Tx
from services.kit.errors import NotFound
from services.kit.vault import Place, Vault

PLAIN = ("name", "birth_on", "sex", "village")
SEALED = ("nik", "kk", "phone", "address")


@dataclass(frozen=True, slots=True)
class File:
    """An opened file: the case and everything that is known of the person; after erasure the case alone."""

    case: Case
    particulars: Particulars | None
    note: str | None
    needs: Sequence[Need]
    consent: Consent | None = field(default=None)


@dataclass(frozen=True, slots=True)
class Opened:
    """A row of the access ledger and who read; None where the office does not know the reader any more."""

    at: datetime
    id: UUID
    by: By | None
    purpose: str
    fields: tuple[str, ...]


async def file(tx: Tx, vault: Vault, case_id: UUID, *, within: Sight, by: Actor) -> File:
    """The whole file in one opening; NotFound outside one's sight."""
    case = await files.case(tx, case_id, within=within)
    needs = await files.needs(tx, case_id)
    if case.erased:
        return File(case, None, None, [need for need, _ in needs])
    identity = await _identity(tx, case.person_id)
    note = await _note(tx, case_id)
    given = await _consent(tx, case.person_id)
    sealed = _sealed_of(identity, SEALED)
    sealed |= {Place("cases", "note", case_id): note} if note else {}
    sealed |= {Place("needs", "note", need.need_id): text for need, text in needs if text}
    for column in ("witness", "guardian"):
        if given is not None and (text := getattr(given, column)):
            sealed[Place("consents", column, given.consent_id)] = text
    opened = await _open(tx, vault, case, sealed, plain=PLAIN, purpose="file", by=by)
    texts = {(place.table, place.column, place.row): text for place, text in opened.items()}
    consent = None
    if given is not None:
        named = {c: texts.get(("consents", c, given.consent_id)) for c in ("witness", "guardian")}
        consent = Consent(
            given.consent_id, case.person_id, given.basis, given.text_edition, given.language, given.given_at, **named
        )
    return File(
        case=case,
        particulars=_particulars(identity, {place.column: text for place, text in opened.items()}),
        note=texts.get(("cases", "note", case_id)),
        needs=[
            Need(n.need_id, n.case_id, n.kind, n.added_at, texts.get(("needs", "note", n.need_id)), n.status)
            for n, _ in needs
        ],
        consent=consent,
    )


async def identity(
    tx: Tx, vault: Vault, case_id: UUID, *, within: Sight, fields: Sequence[str], purpose: str, by: Actor
) -> tuple[Particulars, str | None]:
    """Chosen particulars of the person of a case, and its note where that is chosen, in one opening; None for what was
    not chosen. NotFound outside one's sight and after erasure."""
    case = await files.case(tx, case_id, within=within)
    if case.erased:
        raise NotFound()
    row = await _identity(tx, case.person_id)
    sealed = _sealed_of(row, fields)
    place = Place("cases", "note", case.case_id)
    if "note" in fields and (text := await _note(tx, case.case_id)):
        sealed[place] = text
    plain = [name for name in PLAIN if name in fields]
    opened = await _open(tx, vault, case, sealed, plain=plain, purpose=purpose, by=by)
    told = _particulars(row, {at.column: text for at, text in opened.items()})
    hidden: dict[str, Any] = {name: None for name in PLAIN if name not in fields}
    return replace(told, **hidden), opened.get(place)


async def openings(tx: Tx, case: Case, *, after: Sequence[str] | None, limit: int) -> list[Opened]:
    """Who read the person of a case that the asker sees, the last first; one more than `limit` where there are more."""
    behind = (datetime.fromisoformat(after[0]), UUID(after[1])) if after else None
    rows = await ledger.openings(tx, case.person_id, after=behind, limit=limit + 1)
    a = actors.actors.c
    known = sa.select(a.sub, a.name, a.roles).where(a.office == tx.office, a.sub.in_({row.actor for row in rows}))
    readers = {row.sub: policy.named(row.sub, row.name, frozenset(row.roles)) for row in await tx.execute(known)}
    return [Opened(row.at, row.id, readers.get(row.actor), row.purpose, row.fields) for row in rows]


async def save_person(
    tx: Tx, vault: Vault, person_id: UUID, told: Particulars, *, protected: bool, at: datetime
) -> None:
    """A new person, findable by the words of the name and by the NIK's fingerprint."""
    await vault.make(tx, person_id)
    row = await _row(tx, vault, person_id, told)
    await tx.insert(t.identities, {"office": tx.office, "person_id": person_id, "recorded_at": at, **row})
    await _make_findable(tx, vault, person_id, told, protected=protected)


async def change_person(tx: Tx, vault: Vault, person_id: UUID, told: Particulars, *, protected: bool) -> None:
    mine = (t.identities.c.office == tx.office) & (t.identities.c.person_id == person_id)
    await tx.execute(sa.update(t.identities).where(mine).values(**await _row(tx, vault, person_id, told)))
    await _hide(tx, person_id)
    await _make_findable(tx, vault, person_id, told, protected=protected)


async def save_consent(tx: Tx, vault: Vault, consent: Consent) -> None:
    named = {"witness": consent.witness, "guardian": consent.guardian}
    places = {Place("consents", column, consent.consent_id): text for column, text in named.items() if text}
    sealed = await vault.seal(tx, consent.person_id, places) if places else {}
    row = {
        "office": tx.office, "consent_id": consent.consent_id, "person_id": consent.person_id, "basis": consent.basis,
        "text_edition": consent.text_edition, "language": consent.language, "given_at": consent.given_at,
    }  # fmt: skip
    await tx.insert(t.consents, row | {place.column: text for place, text in sealed.items()})


async def is_alike(tx: Tx, vault: Vault, nik: str, *, besides: UUID, by: Actor) -> bool:
    """Whether somebody of this NIK is on record in the office: yes or no, never where, never for a protected file."""
    ((alike,),) = await tx.fetch("SELECT titian.alike($, 'nik', $, $)", by.sub, _print(tx, vault, nik), besides)
    return bool(alike)


# --- erasure ---


async def person(tx: Tx, person_id: UUID, *, within: Sight) -> Person:
    """NotFound unless every case of the person lies within one's sight."""
    i, c, h = t.identities.c, t.cases.c, t.handups.c
    mine = (i.office == tx.office) & (i.person_id == person_id)
    row = (await tx.execute(sa.select(i.erased_at).where(mine).with_for_update())).first()
    known = sa.select(c.case_id).where(c.office == tx.office, c.person_id == person_id)
    case_ids = tuple((await tx.execute(known.order_by(c.case_id))).scalars())
    if row is None or not case_ids:
        raise NotFound()
    for case_id in case_ids:
        await files.case(tx, case_id, within=within, lock=True)
    sent = sa.select(h.to_office, h.handup_id).where(h.office == tx.office, h.case_id.in_(case_ids))
    packets = tuple((row.to_office, row.handup_id) for row in await tx.execute(sent.order_by(h.handup_id)))
    return Person(tx.office, person_id, case_ids, packets, row.erased_at)


async def erase(tx: Tx, vault: Vault, change: Change[Person], entry: Erasure) -> None:
    """Nulls what told who it was, forgets key, words and fingerprints, registers the erasure and announces it."""
    gone, i = change.now, t.identities.c
    mine = (i.office == tx.office) & (i.person_id == gone.person_id)
    nothing = dict.fromkeys((*PLAIN, *SEALED))
    await tx.execute(sa.update(t.identities).where(mine).values(**nothing, erased_at=gone.erased_at))
    await _hide(tx, gone.person_id)
    await vault.forget(tx, gone.person_id)
    if entry.key:
        await vault.adopt(tx, entry.erasure_id, *entry.key)
    await tx.execute(
        sa.insert(t.erasures).values(
            office=tx.office, erasure_id=entry.erasure_id, person_id=gone.person_id, basis=entry.basis,
            note=entry.note, done_by=entry.done_by, done_by_name=entry.done_by_name, done_by_role=entry.done_by_role,
            at=entry.at,
        )
    )  # fmt: skip
    await outbox.add(tx, [wire.fact(fact) for fact in change.facts])


async def seal_reason(tx: Tx, vault: Vault, erasure_id: UUID, note: str | None) -> bytes | None:
    """The note of an erasure, under a key of its own: the person's goes."""
    return await files.seal_note(tx, vault, erasure_id, Place("erasures", "note", erasure_id), note)


# --- rows ---


async def _identity(tx: Tx, person_id: UUID) -> Any:
    i = t.identities.c
    return (await tx.execute(sa.select(t.identities).where(i.office == tx.office, i.person_id == person_id))).one()


async def _note(tx: Tx, case_id: UUID) -> bytes | None:
    mine = (t.cases.c.office == tx.office) & (t.cases.c.case_id == case_id)
    sealed: bytes | None = await tx.scalar(sa.select(t.cases.c.note).where(mine))
    return sealed


async def _consent(tx: Tx, person_id: UUID) -> Any:
    """The last one given."""
    s = t.consents.c
    mine = sa.select(t.consents).where(s.office == tx.office, s.person_id == person_id)
    return (await tx.execute(mine.order_by(s.given_at.desc()).limit(1))).first()


async def _open(
    tx: Tx, vault: Vault, case: Case, sealed: Mapping[Place, bytes], *, plain: Sequence[str], purpose: str, by: Actor
) -> dict[Place, str]:
    """Sealed and plain fields seen in one opening."""
    return await vault.open(
        tx, case.person_id, sealed, purpose=purpose, by=by, noun="case", noun_id=case.case_id, also=plain
    )


def _sealed_of(row: Any, fields: Sequence[str]) -> dict[Place, bytes]:
    return {
        Place("identities", name, row.person_id): getattr(row, name)
        for name in SEALED
        if name in fields and getattr(row, name) is not None
    }


def _particulars(row: Any, opened: Mapping[str, str]) -> Particulars:
    return Particulars(row.name, row.village, row.birth_on, row.sex, *(opened.get(name) for name in SEALED))


async def _row(tx: Tx, vault: Vault, person_id: UUID, told: Particulars) -> dict[str, Any]:
    values = {name: getattr(told, name) for name in SEALED}
    places = {Place("identities", name, person_id): text for name, text in values.items() if text}
    sealed = await vault.seal(tx, person_id, places) if places else {}
    return (
        {name: getattr(told, name) for name in PLAIN}
        | dict.fromkeys(SEALED)
        | {place.column: text for place, text in sealed.items()}
    )


async def _make_findable(tx: Tx, vault: Vault, person_id: UUID, told: Particulars, *, protected: bool) -> None:
    mine = {"office": tx.office, "person_id": person_id}
    await tx.insert(t.name_tokens, *(mine | {"token": token} for token in persons.tokens(told.name or "")))
    if told.nik:
        row = mine | {"purpose": "nik", "print": _print(tx, vault, told.nik), "protected": protected}
        await tx.insert(t.fingerprints, row)


async def _hide(tx: Tx, person_id: UUID) -> None:
    for table in (t.name_tokens, t.fingerprints):
        await tx.execute(sa.delete(table).where(table.c.office == tx.office, table.c.person_id == person_id))


def _print(tx: Tx, vault: Vault, nik: str) -> bytes:
    return vault.fingerprint(f"nik|{tx.office}", nik)
