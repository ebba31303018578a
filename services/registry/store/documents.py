"""Papers that were brought as files: of an application, a proposal, a dossier. Their bytes lie sealed."""

import base64
from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa

from services.kit.actor import Actor
from services.kit.db import Tx
from services.kit.errors import NotFound
from services.kit.vault import Place, Vault
from services.registry.attachments import Document, Kind
from services.registry.tables import documents as t

_d = t.documents.c
_listed = sa.select(*(column for column in _d if column.name != "content"))


async def documents(tx: Tx, subject_ids: Sequence[UUID]) -> dict[UUID, list[Document]]:
    """By subject, of those that were read before, in the order in which they came."""
    wanted = sa.any_(sa.literal([*subject_ids], sa.ARRAY(sa.Uuid)))
    mine = _listed.where(_d.office == tx.office, _d.subject_id == wanted).order_by(_d.at, _d.document_id)
    found: dict[UUID, list[Document]] = {}
    for row in await tx.execute(mine):
        found.setdefault(row.subject_id, []).append(
            Document(row.document_id, row.item, Kind(row.kind), row.size, row.at)
        )
    return found


async def documents_of(tx: Tx, subject_id: UUID) -> list[Document]:
    return (await documents(tx, [subject_id])).get(subject_id, [])


async def find_subject(tx: Tx, document_id: UUID) -> UUID | None:
    """Of what a document is a paper."""
    subject: UUID | None = await tx.scalar(
        sa.select(_d.subject_id).where(_d.office == tx.office, _d.document_id == document_id)
    )
    return subject


async def add_document(
    tx: Tx, vault: Vault, subject_id: UUID, new: Document, content: bytes, *, whose: UUID | None = None
) -> None:  # fmt: skip
    """Sealed under the key of the person `whose` it is, with which it is erased; else under a key of its own, so that
    whoever adds it need not open what else is sealed of her."""
    place = Place("documents", "content", new.document_id)
    if whose is None:
        whose = new.document_id
        await vault.make(tx, whose)
    sealed = await vault.seal(tx, whose, {place: base64.b64encode(content).decode()})
    row = {
        "office": tx.office, "document_id": new.document_id, "subject_id": subject_id, "item": new.item,
        "kind": new.kind, "size": new.size, "content": sealed[place], "at": new.at,
    }  # fmt: skip
    await tx.execute(sa.insert(t.documents).values(row))


async def document(
    tx: Tx, vault: Vault, document_id: UUID, *, whose: UUID, purpose: str, by: Actor, noun: str, noun_id: UUID
) -> bytes:
    """As it was brought, with the opening in the ledger."""
    content = await tx.scalar(sa.select(_d.content).where(_d.office == tx.office, _d.document_id == document_id))
    if content is None:
        raise NotFound()
    place = Place("documents", "content", document_id)
    opened = await vault.open(
        tx, whose, {place: content}, purpose=purpose, by=by, noun=noun, noun_id=noun_id
    )  # fmt: skip
    return base64.b64decode(opened[place])


async def drop_document(tx: Tx, document_id: UUID) -> None:
    await tx.execute(sa.delete(t.documents).where(_d.office == tx.office, _d.document_id == document_id))
