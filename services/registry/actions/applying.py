"""Applications: sent from a page without a log-in, or written down by an officer; their papers; the check of the file.

What is done without a log-in is done in a transaction of the public's own log-in, by whoever has the code.
"""

import hashlib
from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID

from services.kit import ids
from services.kit.actor import Actor
from services.kit.db import Tx
from services.kit.vault import Vault
from services.registry import applications, attachments, days, policy, selections, store
from services.registry.applications import Application, Status, Via
from services.registry.attachments import Document
from services.registry.particulars import Particulars, Purpose
from services.registry.store import applicants

# --- without a log-in ---


async def apply_publicly(
    tx: Tx, vault: Vault, *, key: str, sent_print: bytes, role: str, name: str, place: str, birth_on: date,
    particulars: Particulars, at: datetime,
) -> Application:  # fmt: skip
    """Told again under its key it is the same application, whose id comes of it."""
    policy.require_public(policy.APPLY)
    application_id = UUID(bytes=vault.fingerprint("applicant", f"{tx.office}|{key}")[:16], version=5)
    change, told = applications.receive(
        office=tx.office, application_id=application_id, role=role, name=name, place=place, birth_on=birth_on,
        particulars=particulars, print_of=lambda nik: store.printed(vault, tx.office, nik), via=Via.PUBLIC, at=at,
    )  # fmt: skip
    await applicants.alone(tx, application_id)
    if await applicants.is_there(tx, application_id):
        await applicants.require_same(tx, application_id, sent_print)
    else:
        await store.add_application(tx, vault, change.now, told, birth_on, sent_print=sent_print)
    return change.now


async def attach_by_code(
    tx: Tx, vault: Vault, code: str, *, key: str, item: str, content: bytes, at: datetime
) -> Application:
    policy.require_public(policy.FOLLOW_APPLICATION)
    found = await applicants.by_code(tx, vault, code)
    await applicants.alone(tx, found.application_id)
    same = f"{found.application_id}|{key}|{item}|{hashlib.sha256(content).hexdigest()}"
    document_id = UUID(bytes=vault.fingerprint("document", same)[:16], version=5)
    if not await applicants.is_attached(tx, document_id):
        there = await applicants.attached(tx, found.application_id)
        found.require_open_for_her(item, len(there))
        new = Document(document_id, item, attachments.require_document(content), len(content), at)
        await store.add_document(tx, vault, found.application_id, new, content)
    return found


async def resubmit_by_code(tx: Tx, vault: Vault, code: str, *, was: int, at: datetime) -> Application:
    """Told again nothing more happens."""
    policy.require_public(policy.FOLLOW_APPLICATION)
    found = await applicants.by_code(tx, vault, code)
    if found.status is Status.RECEIVED and found.version == was + 1:
        return found
    return await applicants.move(tx, found.resubmit(was=was, at=at).now)


async def withdraw_by_code(tx: Tx, vault: Vault, code: str, *, was: int, at: datetime) -> Application:
    policy.require_public(policy.FOLLOW_APPLICATION)
    found = await applicants.by_code(tx, vault, code)
    if found.status is Status.WITHDRAWN:
        return found
    return await applicants.move(tx, found.withdraw(was=was, at=at).now)


# --- by the office ---


async def enter_application(
    tx: Tx, actor: Actor, vault: Vault, *, role: str, name: str, place: str, birth_on: date, particulars: Particulars,
    at: datetime,
) -> Application:  # fmt: skip
    """Of somebody who came with paper."""
    policy.require(actor, policy.ENTER_APPLICATION)
    change, told = applications.receive(
        office=actor.office, application_id=ids.new(), role=role, name=name, place=place, birth_on=birth_on,
        particulars=particulars, print_of=lambda nik: store.printed(vault, tx.office, nik), via=Via.OFFICER, at=at,
    )  # fmt: skip
    await store.add_application(tx, vault, change.now, told, birth_on)
    return change.now


async def open_applicant(
    tx: Tx, actor: Actor, vault: Vault, application_id: UUID, *, purpose: Purpose
) -> tuple[Application, Particulars, date | None]:
    """NIK, telephone, address and birth date; the opening and its purpose go on record."""
    policy.require(actor, policy.OPEN_APPLICANT)
    found = await store.application(tx, application_id, within=policy.sight_of_applications(actor))
    return found, *await store.applicant(tx, vault, found, purpose=purpose, by=actor)


async def attach_document(
    tx: Tx, actor: Actor, vault: Vault, application_id: UUID, *, item: str, content: bytes, at: datetime
) -> Application:
    policy.require(actor, policy.CHECK_APPLICATION)
    found = await store.application(tx, application_id, within=policy.sight_of_applications(actor), alone=True)
    found.require_open_for_papers(item, len(await store.documents_of(tx, application_id)))
    new = Document(ids.new(), item, attachments.require_document(content), len(content), at)
    await store.add_document(tx, vault, application_id, new, content)
    return found


async def open_document(
    tx: Tx, actor: Actor, vault: Vault, application_id: UUID, document_id: UUID
) -> tuple[attachments.Kind, bytes]:
    """As it was brought, with the opening on record."""
    policy.require(actor, policy.OPEN_APPLICANT)
    await store.application(tx, application_id, within=policy.sight_of_applications(actor))
    return await store.paper(tx, vault, application_id, document_id, by=actor)


async def mark_requirement(
    tx: Tx, actor: Actor, application_id: UUID, *, item: str, met: bool, note: str, was: int, at: datetime
) -> Application:
    papers = {one.item for one in await store.documents_of(tx, application_id)}
    return await _checked(
        tx, actor, application_id,
        lambda a: a.mark(item, met=met, note=note, papers=papers, by=actor.name, was=was, at=at).now,
    )  # fmt: skip


async def return_application(
    tx: Tx, actor: Actor, application_id: UUID, *, reason: str, was: int, at: datetime
) -> Application:
    return await _checked(
        tx, actor, application_id, lambda a: a.send_back(reason=reason, by=actor.name, was=was, at=at).now
    )


async def resubmit_application(tx: Tx, actor: Actor, application_id: UUID, *, was: int, at: datetime) -> Application:
    """She brought what was missing to the office."""
    return await _checked(tx, actor, application_id, lambda a: a.resubmit(was=was, at=at).now)


async def withdraw_application(tx: Tx, actor: Actor, application_id: UUID, *, was: int, at: datetime) -> Application:
    """On her own word."""
    return await _checked(tx, actor, application_id, lambda a: a.withdraw(was=was, at=at).now)


async def decline_application(
    tx: Tx, actor: Actor, application_id: UUID, *, reason: str, appeal: str, was: int, at: datetime
) -> Application:
    return await _checked(
        tx, actor, application_id,
        lambda a: a.decline(reason=reason, appeal=appeal, by=actor.name, was=was, at=at).now,
    )  # fmt: skip


async def admit_application(tx: Tx, actor: Actor, application_id: UUID, *, was: int, at: datetime) -> Application:
    """Into the selection of her role and place, which opens with the first."""
    policy.require(actor, policy.CHECK_APPLICATION)
    found = await store.application(tx, application_id, within=policy.sight_of_applications(actor), alone=True)
    held = await store.certificates_by_tier(tx, found, days.today(actor.office, at))
    standing = await store.find_open_selection(tx, found.role, found.place)
    selection_id = standing.selection_id if standing else ids.new()
    admitted = found.admit(selection_id, held, twin=await store.has_twin(tx, found), was=was, at=at).now
    await store.save_selection(tx, standing.join() if standing else selections.begin(found, selection_id, at=at))
    return await store.save_application(tx, admitted)


async def _checked(
    tx: Tx, actor: Actor, application_id: UUID, rule: Callable[[Application], Application]
) -> Application:
    policy.require(actor, policy.CHECK_APPLICATION)
    found = await store.application(tx, application_id, within=policy.sight_of_applications(actor), alone=True)
    return await store.save_application(tx, rule(found))
