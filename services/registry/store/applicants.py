"""What whoever applies without a log-in may touch: served by the log-in of the public, which adds an application and
its papers, sees the state of one by its code, and moves that state; it reads no name and nothing sealed."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from services.kit.db import Tx
from services.kit.errors import Invalid, NotFound
from services.kit.vault import Vault
from services.registry.applications import Application, Status, Via
from services.registry.selections import Selection
from services.registry.selections import Status as Stands
from services.registry.store import people
from services.registry.store.applications import code_print
from services.registry.tables import applications as t
from services.registry.tables.documents import documents

_a, _d, _s = t.applications.c, documents.c, t.selections.c
_SEEN = sa.select(
    _a.office, _a.application_id, _a.role, _a.place, _a.edition, _a.received_at, _a.at, _a.status, _a.reason,
    _a.decided_by, _a.appeal, _a.scores, _a.selection_id, _a.version,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Seen:
    """An application as its code shows it, nameless; with for what papers are there, and who else stood beside her."""

    application: Application
    attached: tuple[str, ...]
    selection: Selection | None
    beside: tuple[Application, ...]


async def by_code(tx: Tx, vault: Vault, code: str) -> Application:
    """NotFound for a code that nobody was given."""
    row = (await tx.execute(_SEEN.where(_a.office == tx.office, _a.code_print == code_print(vault, code)))).first()
    if row is None:
        raise NotFound()
    return _nameless(row)


async def alone(tx: Tx, application_id: UUID) -> None:
    """Whoever else sends the same application, or papers of it, waits: it may not be there yet."""
    await tx.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(str(application_id), 0))))


async def seen(tx: Tx, vault: Vault, code: str) -> Seen:
    found = await by_code(tx, vault, code)
    selection: Selection | None = None
    beside: tuple[Application, ...] = ()
    if found.selection_id is not None:
        selection = await _selection(tx, found.selection_id)
        rows = await tx.execute(_SEEN.where(_a.office == tx.office, _a.selection_id == found.selection_id))
        beside = tuple(_nameless(row) for row in rows)
    return Seen(found, tuple(await attached(tx, found.application_id)), selection, beside)


async def attached(tx: Tx, application_id: UUID) -> list[str]:
    """For which items papers are there, each as often as there are some."""
    mine = sa.select(_d.item).where(_d.office == tx.office, _d.subject_id == application_id)
    return sorted(row.item for row in await tx.execute(mine))


async def is_there(tx: Tx, application_id: UUID) -> bool:
    mine = sa.select(_a.application_id).where(_a.office == tx.office, _a.application_id == application_id)
    return await tx.scalar(mine) is not None


async def is_attached(tx: Tx, document_id: UUID) -> bool:
    mine = sa.select(_d.document_id).where(_d.office == tx.office, _d.document_id == document_id)
    return await tx.scalar(mine) is not None


async def require_same(tx: Tx, application_id: UUID, sent_print: bytes) -> None:
    """The form came before: with the same in it, or Invalid, as everywhere for a key that names another wish."""
    asked = sa.select(_a.sent_print).where(_a.office == tx.office, _a.application_id == application_id)
    if await tx.scalar(asked) != sent_print:
        raise Invalid(
            "key-reused",
            "Kunci permintaan ini sudah dipakai untuk isian lain. Muat ulang halaman, lalu kirim lagi.",
            "This idempotency key was used with another body. Reload and send again.",
        )


async def move(tx: Tx, now: Application) -> Application:
    mine = (_a.office == tx.office) & (_a.application_id == now.application_id)
    row = {
        "status": now.status, "reason": now.reason, "decided_by": now.decided_by, "at": now.at, "version": now.version,
    }  # fmt: skip
    await people.replace(tx, t.applications, mine, row)
    return now


async def _selection(tx: Tx, selection_id: UUID) -> Selection | None:
    asked = sa.select(
        _s.office, _s.selection_id, _s.role, _s.place, _s.edition, _s.opened_at, _s.status, _s.decided_at, _s.reason,
        _s.appeal, _s.version,
    ).where(_s.office == tx.office, _s.selection_id == selection_id)  # fmt: skip
    row = (await tx.execute(asked)).first()
    return Selection(**row._asdict() | {"status": Stands(row.status)}) if row else None


def _nameless(row: Any) -> Application:
    return Application(**row._asdict() | {"status": Status(row.status), "name": "", "via": Via.PUBLIC})
