"""Applications, as their office keeps them, and the papers attached to them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from services.kit import area
from services.kit.actor import Actor
from services.kit.db import Tx
from services.kit.errors import NotFound
from services.kit.vault import Place, Vault
from services.registry import applications as rules
from services.registry import tables as known
from services.registry.applications import Application, Mark, Sealing, Status, Taken, Via
from services.registry.attachments import Kind
from services.registry.decrees import Decree
from services.registry.particulars import Particulars, Purpose
from services.registry.policy import Sight
from services.registry.store import documents, people
from services.registry.tables import applications as t

_a, _c, _p, _v = t.applications.c, known.certificates.c, known.participants.c, known.volunteers.c
SEALED = ("nik", "phone", "address", "birth_on")


def seal_of(vault: Vault) -> Sealing:
    """What only this service can make over an application's office and id: its code."""
    return lambda text: vault.fingerprint("application", text)


def code_print(vault: Vault, code: str) -> bytes:
    return vault.fingerprint("application-code", code)


async def application(tx: Tx, application_id: UUID, *, within: Sight, alone: bool = False) -> Application:
    """`alone`: whoever else wants it so waits until this is over."""
    asked = sa.select(t.applications).where(
        _a.office == within.office, sa.literal(within.everybody), _a.application_id == application_id
    )
    row = (await tx.execute(asked.with_for_update() if alone else asked)).first()
    if row is None:
        raise NotFound()
    return _application(row)


async def applications(
    tx: Tx, *, within: Sight, status: str | None, role: str | None, kec: str | None, after: Sequence[str] | None,
    limit: int,
) -> list[Application]:  # fmt: skip
    """The latest first."""
    asked = sa.select(t.applications).where(_a.office == within.office, sa.literal(within.everybody))
    for column, wanted in ((_a.status, status), (_a.role, role), (_a.kec, kec)):
        asked = asked.where(column == wanted) if wanted else asked
    if after:
        last = sa.literal(datetime.fromisoformat(after[0]), _a.received_at.type), sa.literal(UUID(after[1]))
        asked = asked.where(sa.tuple_(_a.received_at, _a.application_id) < sa.tuple_(*last))
    newest = asked.order_by(_a.received_at.desc(), _a.application_id.desc()).limit(limit)
    return [_application(row) for row in await tx.execute(newest)]


async def candidates(tx: Tx, selection_id: UUID, *, alone: bool = False) -> list[Application]:
    """Who stands, or stood, in a selection that was read before."""
    asked = sa.select(t.applications).where(_a.office == tx.office, _a.selection_id == selection_id)
    asked = asked.order_by(_a.received_at, _a.application_id)
    return [_application(row) for row in await tx.execute(asked.with_for_update() if alone else asked)]


async def has_twin(tx: Tx, now: Application) -> bool:
    """Whether her NIK stands in another open application for the same role that was let in."""
    let_in = (Status.SELECTION, Status.CHOSEN, Status.PROPOSED)
    other = sa.select(sa.exists().where(
        _a.office == tx.office, _a.nik_print == now.print, _a.role == now.role, _a.status.in_(let_in),
        _a.application_id != now.application_id,
    ))  # fmt: skip
    return bool(await tx.scalar(other))


async def certificates_by_tier(tx: Tx, now: Application, on: date) -> dict[str, str]:
    """Numbers of what she holds and what is valid that day: as a candidate, or as the volunteer that she is already."""
    hers = sa.select(_v.volunteer_id).where(_v.office == tx.office, _v.nik_print == now.print)
    held = sa.select(_c.tier, _c.number).where(
        _c.office == tx.office, _p.office == _c.office, _p.participant_id == _c.participant_id, _c.tier != "",
        _c.revoked_at.is_(None), _c.valid_until.is_(None) | (_c.valid_until >= on),
        (_p.nik_print == now.print) | _p.volunteer_id.in_(hers),
    )  # fmt: skip
    return {row.tier: row.number for row in await tx.execute(held.order_by(_c.issued_at))}


async def add_application(
    tx: Tx, vault: Vault, new: Application, told: Particulars, birth_on: date, *, sent_print: bytes | None = None
) -> None:
    """The application with what is sealed of it."""
    await vault.make(tx, new.application_id)
    values = {"nik": told.nik, "phone": told.phone, "address": told.address, "birth_on": birth_on.isoformat()}
    sealed = await vault.seal(
        tx, new.application_id, {_place(name, new.application_id): value for name, value in values.items() if value}
    )
    code = rules.code(new.office, new.application_id, seal_of(vault))
    row = dict.fromkeys(SEALED) | {place.column: value for place, value in sealed.items()}
    row |= _row(new) | {
        "office": tx.office, "application_id": new.application_id, "role": new.role, "name": new.name,
        "place": new.place, "kec": area.kecamatan_of(new.place), "edition": new.edition, "via": new.via,
        "received_at": new.received_at, "nik_print": new.print, "code_print": code_print(vault, code),
        "sent_print": sent_print,
    }  # fmt: skip
    await tx.execute(sa.insert(t.applications).values(row))


async def save_application(tx: Tx, now: Application) -> Application:
    mine = (_a.office == tx.office) & (_a.application_id == now.application_id)
    await people.replace(tx, t.applications, mine, _row(now))
    return now


async def applicant(
    tx: Tx, vault: Vault, now: Application, *, purpose: Purpose, by: Actor
) -> tuple[Particulars, date | None]:
    """NIK, telephone, address and birth date in plain text, with the opening in the ledger."""
    mine = sa.select(*(t.applications.c[name] for name in SEALED)).where(
        _a.office == tx.office, _a.application_id == now.application_id
    )
    row = (await tx.execute(mine)).one()._asdict()
    sealed = {_place(name, now.application_id): value for name, value in row.items() if value is not None}
    opened = await vault.open(
        tx, now.application_id, sealed, purpose=purpose, by=by, noun="application", noun_id=now.application_id
    )
    told = {place.column: value for place, value in opened.items()}
    birth_on = told.pop("birth_on", "")
    return Particulars(**told), date.fromisoformat(birth_on) if birth_on else None


async def paper(tx: Tx, vault: Vault, application_id: UUID, document_id: UUID, *, by: Actor) -> tuple[Kind, bytes]:
    """As it was sent, with the opening in the ledger."""
    mine = {one.document_id: one.kind for one in await documents.documents_of(tx, application_id)}
    if document_id not in mine:
        raise NotFound()
    content = await documents.document(
        tx, vault, document_id, whose=document_id, purpose="application", by=by, noun="application",
        noun_id=application_id,
    )  # fmt: skip
    return mine[document_id], content


def _place(column: str, application_id: UUID) -> Place:
    return Place("applications", column, application_id)


def _row(now: Application) -> dict[str, Any]:
    """What changes."""
    return {
        "status": now.status, "at": now.at, "reason": now.reason, "decided_by": now.decided_by, "appeal": now.appeal,
        "marks": {code: asdict(mark) | {"at": mark.at.isoformat()} for code, mark in now.marks.items()},
        "scores": dict(now.scores), "selection_id": now.selection_id,
        "taken": [
            asdict(one) | {"on": one.on.isoformat(), "at": one.at.isoformat()} for one in now.taken
        ],
        "proposal_id": now.proposal_id, "volunteer_id": now.volunteer_id, "decree": _decree_row(now.decree),
        "version": now.version,
    }  # fmt: skip


def _decree_row(decree: Decree | None) -> dict[str, Any] | None:
    if decree is None:
        return None
    return {
        name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(decree).items()
    }  # fmt: skip


def _application(row: Any) -> Application:
    return Application(
        office=row.office, application_id=row.application_id, role=row.role, name=row.name, place=row.place,
        edition=row.edition, via=Via(row.via), received_at=row.received_at, at=row.at, print=row.nik_print,
        status=Status(row.status), reason=row.reason, decided_by=row.decided_by, appeal=row.appeal,
        marks={code: _mark(told) for code, told in row.marks.items()}, scores=row.scores,
        selection_id=row.selection_id, taken=tuple(_taken(one) for one in row.taken), proposal_id=row.proposal_id,
        volunteer_id=row.volunteer_id, decree=_decree(row.decree), version=row.version,
    )  # fmt: skip


def _mark(told: Mapping[str, Any]) -> Mark:
    return Mark(told["met"], told["note"], told["by"], datetime.fromisoformat(told["at"]))


def _taken(told: Mapping[str, Any]) -> Taken:
    on, at = date.fromisoformat(told["on"]), datetime.fromisoformat(told["at"])
    return Taken(told["stage"], told["number"], on, at)


def _decree(told: Mapping[str, Any] | None) -> Decree | None:
    if told is None:
        return None
    ends_on = date.fromisoformat(told["ends_on"]) if told["ends_on"] else None
    issued_on, starts_on = date.fromisoformat(told["issued_on"]), date.fromisoformat(told["starts_on"])
    return Decree(told["number"], told["issuer"], issued_on, starts_on, ends_on)
