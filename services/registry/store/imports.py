"""Imports: the file and its rows, both sealed under a key of the import; destroying that key ends all of them."""

import base64
import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from services.kit import db, due
from services.kit.actor import Actor
from services.kit.change import Change
from services.kit.db import Tx
from services.kit.errors import NotFound, Words
from services.kit.vault import Place, Vault
from services.registry import tables as t
from services.registry.columns import Remark, Row
from services.registry.imports import Import, OtherImport, SameFile, Status
from services.registry.policy import Sight
from services.registry.staged_rows import Among, Fate, Known, Staged
from services.registry.standings import Status as Standing
from services.registry.store import people
from services.registry.volunteers import Role

_PAGE = 1000  # rows of a statement
_REFUSALS = {"imports_file": SameFile, "imports_one": OtherImport}


async def one_import(tx: Tx, import_id: UUID, *, within: Sight, lock: bool = False) -> Import:
    """`lock` lets one transaction at a time go on with it."""
    wanted = sa.select(t.imports).where(t.imports.c.office == within.office, t.imports.c.import_id == import_id)
    row = (await tx.execute(wanted.with_for_update() if lock else wanted)).first() if within.everybody else None
    if row is None:
        raise NotFound()
    return _import(row)


async def imports(tx: Tx, *, within: Sight, after: Sequence[str] | None, limit: int) -> list[Import]:
    """The latest first."""
    i = t.imports.c
    wanted = sa.select(t.imports).where(i.office == within.office, sa.literal(within.everybody))
    if after:
        last = sa.literal(datetime.fromisoformat(after[0]), i.received_at.type), sa.literal(UUID(after[1]))
        wanted = wanted.where(sa.tuple_(i.received_at, i.import_id) < sa.tuple_(*last))
    newest = wanted.order_by(i.received_at.desc(), i.import_id.desc()).limit(limit)
    return [_import(row) for row in await tx.execute(newest)]


async def save_import(tx: Tx, change: Change[Import]) -> Import:
    now = change.now
    row = {
        "status": now.status, "confirmed_at": now.confirmed_at, "ended_at": now.ended_at,
        "refusal": [now.refusal.id, now.refusal.en] if now.refusal else None, "ignored": list(now.ignored),
        "counts": dict(now.counts), "version": now.version,
    }  # fmt: skip
    first = {
        "office": tx.office, "import_id": now.import_id, "file_print": now.file_print, "received_at": now.received_at,
        "received_by": now.received_by,
    }  # fmt: skip
    try:
        async with tx.savepoint():
            if now.version == 1:
                await tx.execute(sa.insert(t.imports).values(**first, **row))
            else:
                await people.replace(tx, t.imports, _mine(tx, t.imports, now.import_id), row)
    except IntegrityError as error:
        raise _REFUSALS[db.violated(error) or ""]() from None
    await due.add(tx, change.duties)
    return now


# --- the file ---


async def save_import_file(tx: Tx, vault: Vault, import_id: UUID, content: bytes) -> None:
    place = Place("imports", "file", import_id)
    sealed = await vault.seal(tx, import_id, {place: base64.b64encode(content).decode()})
    await tx.execute(sa.update(t.imports).where(_mine(tx, t.imports, import_id)).values(file=sealed[place]))


async def import_file(tx: Tx, vault: Vault, import_id: UUID, *, by: Actor) -> bytes:
    """As it was sent, with the opening in the ledger."""
    sealed = await tx.scalar(sa.select(t.imports.c.file).where(_mine(tx, t.imports, import_id)))
    place = Place("imports", "file", import_id)
    opened = await vault.open(
        tx, import_id, {place: sealed}, purpose="import", by=by, noun="import", noun_id=import_id
    )  # fmt: skip
    return base64.b64decode(opened[place])


async def drop_import_file(tx: Tx, import_id: UUID) -> None:
    await tx.execute(sa.update(t.imports).where(_mine(tx, t.imports, import_id)).values(file=None))


# --- its rows ---


async def who_is_known(tx: Tx, among: Among | None = None) -> Known:
    """Who serves in the office: see `Known`; only those who could be one of `among`, where some are named."""
    v, a = t.volunteers.c, t.assignments.c
    serving = (v.office == tx.office) & (v.status != Standing.ENDED)
    numbered = sa.select(v.nik_print).where(serving, v.nik_print.is_not(None))
    seated = sa.select(v.kec).where(serving, v.role == Role.TKSK)
    served = sa.select(v.name, a.village).where(serving, a.office == v.office, a.volunteer_id == v.volunteer_id)
    if among is not None:
        numbered = numbered.where(v.nik_print == sa.any_(sa.literal([*among.prints], sa.ARRAY(sa.LargeBinary))))
        served = served.where(sa.func.lower(v.name) == sa.any_(sa.literal([*among.names], sa.ARRAY(sa.Text))))
    return Known(
        frozenset((await tx.execute(numbered)).scalars()),
        frozenset((await tx.execute(seated)).scalars()),
        frozenset((row.name.casefold(), row.village) for row in await tx.execute(served)),
    )


async def save_import_rows(tx: Tx, vault: Vault, import_id: UUID, rows: Sequence[Staged]) -> None:
    told = {_place(one.row_id): json.dumps(asdict(one.row)) for one in rows}
    sealed = await vault.seal(tx, import_id, told)
    values = [
        dict(
            office=tx.office, import_id=import_id, line=one.line, row_id=one.row_id, fate=one.fate,
            remarks=_remarks(one), told=sealed[_place(one.row_id)],
        )
        for one in rows
    ]  # fmt: skip
    for start in range(0, len(values), _PAGE):
        await tx.execute(sa.insert(t.import_rows), values[start : start + _PAGE])


async def import_rows(
    tx: Tx, vault: Vault, import_id: UUID, *, fates: Sequence[Fate], after: int = 0, limit: int, by: Actor
) -> list[Staged]:
    """From behind the line `after` on, with the opening in the ledger; without what was typed where it is destroyed."""
    r = t.import_rows.c
    wanted = sa.select(t.import_rows).where(_mine(tx, t.import_rows, import_id), r.fate.in_(fates), r.line > after)
    found = (await tx.execute(wanted.order_by(r.line).limit(limit))).all()
    sealed = {_place(row.row_id): row.told for row in found if row.told is not None}
    opened = {}
    if sealed:
        opened = await vault.open(tx, import_id, sealed, purpose="import", by=by, noun="import", noun_id=import_id)
    return [_staged(row, opened.get(_place(row.row_id))) for row in found]


async def mark_import_rows(tx: Tx, import_id: UUID, judged: Sequence[Staged]) -> None:
    """What became of rows; what was typed in them is gone."""
    r = t.import_rows.c
    mine = _mine(tx, t.import_rows, import_id) & (r.line == sa.bindparam("on_line"))
    fates = (
        sa.update(t.import_rows).where(mine).values(fate=sa.bindparam("fated"), remarks=sa.bindparam("why"), told=None)
    )
    if judged:
        await tx.execute(fates, [{"on_line": one.line, "fated": one.fate, "why": _remarks(one)} for one in judged])


async def destroy_import_rows(tx: Tx, vault: Vault, now: Import, *, entirely: bool = False) -> None:
    """The key and every value under it; `entirely` the lines too."""
    await vault.forget(tx, now.import_id)
    await drop_import_file(tx, now.import_id)
    mine = _mine(tx, t.import_rows, now.import_id)
    if entirely:
        await tx.execute(sa.delete(t.import_rows).where(mine))
    else:
        await tx.execute(sa.update(t.import_rows).where(mine, t.import_rows.c.told.is_not(None)).values(told=None))


def _mine(tx: Tx, table: sa.Table, import_id: UUID) -> sa.ColumnElement[bool]:
    return (table.c.office == tx.office) & (table.c.import_id == import_id)


def _place(row_id: UUID) -> Place:
    return Place("import_rows", "told", row_id)


def _remarks(one: Staged) -> list[list[str]]:
    return [[remark.column, remark.words.id, remark.words.en] for remark in one.remarks]


def _staged(row: Any, told: str | None) -> Staged:
    read = json.loads(told) if told else {}
    typed = replace(Row(), **read | {"villages": tuple(read["villages"])}) if read else Row()
    remarks = tuple(Remark(column, Words(id_, en)) for column, id_, en in row.remarks)
    return Staged(row.line, row.row_id, typed, Fate(row.fate), remarks)


def _import(row: Any) -> Import:
    return Import(
        office=row.office, import_id=row.import_id, file_print=row.file_print, received_at=row.received_at,
        received_by=row.received_by, status=Status(row.status), confirmed_at=row.confirmed_at, ended_at=row.ended_at,
        refusal=Words(*row.refusal) if row.refusal else None, ignored=tuple(row.ignored),
        counts={Fate(fate): count for fate, count in row.counts.items()}, version=row.version,
    )  # fmt: skip
