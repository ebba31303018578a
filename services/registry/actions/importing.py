"""Volunteers that come many at once: a file is received, read, confirmed, and recorded batch by batch."""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from services.kit import due, ids
from services.kit.actor import Actor
from services.kit.change import Change
from services.kit.db import Tx
from services.kit.errors import Words
from services.kit.vault import Vault
from services.registry import imports, policy, sheets, staged_rows, store, volunteers
from services.registry.days import today
from services.registry.imports import Import
from services.registry.particulars import require_particulars
from services.registry.staged_rows import LEFT_OUT, TAKEN, Among, Fate, Known, Reading, Staged
from services.registry.volunteers import Volunteer


async def receive_import(tx: Tx, actor: Actor, vault: Vault, content: bytes, *, at: datetime) -> Import:
    """The file lies here, sealed; reading it is due."""
    policy.require(actor, policy.IMPORT_VOLUNTEERS)
    sheets.require_table(content)
    print_ = vault.fingerprint(f"imports|{actor.office}", content.hex())
    change = imports.receive(office=actor.office, import_id=ids.new(), file_print=print_, by=actor.sub, at=at)
    received = await store.save_import(tx, change)
    await store.save_import_file(tx, vault, received.import_id, content)
    return received


async def open_import(tx: Tx, actor: Actor, vault: Vault, import_id: UUID) -> tuple[bytes, Known] | None:
    """What is to be read, and who serves already; None where it was cleared away before anybody read it."""
    policy.require(actor, policy.RECORD_IMPORT)
    received = await store.one_import(tx, import_id, within=policy.sight(actor))
    if not received.unread:
        return None
    return await store.import_file(tx, vault, import_id, by=actor), await store.who_is_known(tx)


async def check_import(
    tx: Tx, actor: Actor, vault: Vault, import_id: UUID, reading: Reading | Words, *, at: datetime
) -> Import:
    """Keep what reading it came to: rows with their fates, or why there are none."""
    policy.require(actor, policy.RECORD_IMPORT)
    received = await store.one_import(tx, import_id, within=policy.sight(actor), lock=True)
    if isinstance(reading, Words):
        change = received.refused(reading, at=at)
    else:
        change = received.checked(reading.rows, ignored=reading.ignored)
    if change.now is received:
        return received
    if isinstance(reading, Words):
        await store.destroy_import_rows(tx, vault, change.now)
    else:
        await store.save_import_rows(tx, vault, import_id, reading.rows)
        await store.drop_import_file(tx, import_id)
    return await store.save_import(tx, change)


async def confirm_import(tx: Tx, actor: Actor, import_id: UUID, *, was: int, at: datetime) -> Import:
    policy.require(actor, policy.IMPORT_VOLUNTEERS)
    checked = await store.one_import(tx, import_id, within=policy.sight(actor), lock=True)
    return await store.save_import(tx, checked.confirm(was=was, at=at))


async def withdraw_import(tx: Tx, actor: Actor, vault: Vault, import_id: UUID, *, was: int, at: datetime) -> Import:
    policy.require(actor, policy.IMPORT_VOLUNTEERS)
    checked = await store.one_import(tx, import_id, within=policy.sight(actor), lock=True)
    withdrawn = await store.save_import(tx, checked.withdraw(was=was, at=at))
    await store.destroy_import_rows(tx, vault, withdrawn)
    return withdrawn


async def read_rows(
    tx: Tx, actor: Actor, vault: Vault, import_id: UUID, *, fates: Sequence[Fate], after: int, limit: int
) -> list[Staged]:
    """The rows of these fates, opened for the office that looks at them before it confirms."""
    policy.require(actor, policy.IMPORT_VOLUNTEERS)
    found = await store.one_import(tx, import_id, within=policy.sight(actor))
    return await store.import_rows(tx, vault, found.import_id, fates=fates, after=after, limit=limit, by=actor)


async def read_left_out(tx: Tx, actor: Actor, vault: Vault, import_id: UUID) -> list[Staged]:
    """The rows that a confirmation does not take in, opened to be mended: once it is confirmed they are destroyed."""
    policy.require(actor, policy.IMPORT_VOLUNTEERS)
    found = await store.one_import(tx, import_id, within=policy.sight(actor))
    found.require_rows()
    return await store.import_rows(tx, vault, import_id, fates=LEFT_OUT, limit=sheets.MOST_ROWS, by=actor)


async def record_batch(tx: Tx, actor: Actor, vault: Vault, import_id: UUID, *, at: datetime) -> Import:
    """The next rows become volunteers, and are marked so; all of it or nothing. They are judged again: since the office
    looked somebody may have been appointed, or an SK have run out."""
    policy.require(actor, policy.RECORD_IMPORT)
    applying = await store.one_import(tx, import_id, within=policy.sight(actor), lock=True)
    before = await store.import_rows(tx, vault, import_id, fates=TAKEN, limit=imports.BATCH, by=actor)
    day, print_of = today(actor.office, at), fingerprint(vault, actor.office)
    known = await store.who_is_known(tx, Among.of(before, print_of))
    after = [staged_rows.judged(row, known, today=day, fingerprint=print_of) for row in before]
    taken = [row for row in after if row.fate in TAKEN]
    usernames = await store.take_usernames(tx, [row.row.name for row in taken])
    changes = [
        _appointed(row, applying, username=username, number=applying.recorded + number, at=at)
        for number, (row, username) in enumerate(zip(taken, usernames, strict=True))
    ]
    await store.save_appointed(tx, changes, [require_particulars(row.row.particulars) for row in taken], vault)
    after = [row.recorded() if row.fate in TAKEN else row for row in after]
    await store.mark_import_rows(tx, import_id, after)
    recorded = await store.save_import(tx, applying.recorded_batch(before, after, at=at))
    if recorded.ended:
        await store.destroy_import_rows(tx, vault, recorded)
    return recorded


async def clear_import(tx: Tx, actor: Actor, vault: Vault, import_id: UUID, *, at: datetime) -> Import:
    """Nothing of an import's rows outlives its seven days."""
    policy.require(actor, policy.RECORD_IMPORT)
    found = await store.one_import(tx, import_id, within=policy.sight(actor), lock=True)
    change = found.cleared(at=at)
    if not change.now.ended:
        await due.add(tx, change.duties)
        return found
    await store.destroy_import_rows(tx, vault, change.now, entirely=True)
    return await store.save_import(tx, change)


def fingerprint(vault: Vault, office: str) -> Callable[[str], bytes]:
    """Of a NIK, as `volunteers` keeps it."""
    return lambda nik: store.printed(vault, office, nik)


def _appointed(row: Staged, applying: Import, *, username: str, number: int, at: datetime) -> Change[Volunteer]:
    told = row.row
    change = volunteers.appoint(
        office=applying.office, volunteer_id=row.row_id, role=volunteers.Role(told.role), name=told.name,
        villages=told.villages, kec=told.kec or None, decree=told.decree(today(applying.office, at)),
        username=username, incumbent=None, at=at,
    )  # fmt: skip
    return applying.paced(change, number=number, at=at)
