"""Volunteers: an SK is recorded, the account follows, and every step of the service after it."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from services.kit import ids, ledger
from services.kit.actor import Actor
from services.kit.db import Tx
from services.kit.vault import Vault
from services.registry import policy, store, volunteers
from services.registry.actions import slips
from services.registry.decrees import Decree
from services.registry.particulars import Particulars, Purpose, require_corrected, require_particulars
from services.registry.volunteers import Volunteer


async def appoint_volunteer(
    tx: Tx, actor: Actor, vault: Vault, *, role: volunteers.Role, name: str, username: str | None,
    villages: tuple[str, ...], kec: str | None, decree: Decree, particulars: Particulars, at: datetime,
) -> Volunteer:  # fmt: skip
    policy.require(actor, policy.APPOINT_VOLUNTEER)
    change = volunteers.appoint(
        office=actor.office, volunteer_id=ids.new(), role=role, name=name, villages=villages, kec=kec, decree=decree,
        username=await slips.username(tx, username, name), incumbent=await store.find_tksk(tx, kec or ""), at=at,
    )  # fmt: skip
    return await store.save_volunteer(tx, change, particulars=require_particulars(particulars), vault=vault)


async def enrol_volunteer(tx: Tx, actor: Actor, volunteer_id: UUID, *, sub: str, was: int, at: datetime) -> Volunteer:
    policy.require(actor, policy.ENROL_VOLUNTEER)
    volunteer = await store.volunteer(tx, volunteer_id, within=policy.sight(actor))
    return await store.save_volunteer(tx, volunteer.enrol(sub=sub, was=was, at=at))


async def suspend_volunteer(
    tx: Tx, actor: Actor, volunteer_id: UUID, *, reason: str, was: int, at: datetime
) -> Volunteer:
    policy.require(actor, policy.SUSPEND_VOLUNTEER)
    volunteer = await store.volunteer(tx, volunteer_id, within=policy.sight(actor))
    return await store.save_volunteer(tx, volunteer.suspend(reason=reason, was=was, at=at))


async def reinstate_volunteer(
    tx: Tx, actor: Actor, volunteer_id: UUID, *, reason: str, was: int, at: datetime
) -> Volunteer:
    policy.require(actor, policy.REINSTATE_VOLUNTEER)
    volunteer = await store.volunteer(tx, volunteer_id, within=policy.sight(actor))
    return await store.save_volunteer(tx, volunteer.reinstate(reason=reason, was=was, at=at))


async def end_volunteer(tx: Tx, actor: Actor, volunteer_id: UUID, *, reason: str, was: int, at: datetime) -> Volunteer:
    policy.require(actor, policy.END_VOLUNTEER)
    volunteer = await store.volunteer(tx, volunteer_id, within=policy.sight(actor))
    return await store.save_volunteer(tx, volunteer.end(reason=reason, was=was, at=at))


async def open_particulars(
    tx: Tx, actor: Actor, vault: Vault, volunteer_id: UUID, *, purpose: Purpose
) -> tuple[Volunteer, Particulars]:
    """NIK, telephone and address in plain text; the opening and its purpose go on record."""
    policy.require(actor, policy.OPEN_PARTICULARS)
    volunteer = await store.volunteer(tx, volunteer_id, within=policy.sight(actor))
    return volunteer, await store.particulars(tx, vault, volunteer, purpose=purpose, by=actor)


async def correct_volunteer(
    tx: Tx, actor: Actor, vault: Vault, volunteer_id: UUID, *, told: Mapping[str, str], was: int, at: datetime
) -> Volunteer:
    """What is told was wrong; which fields that were goes on record, never what they say."""
    policy.require(actor, policy.CORRECT_VOLUNTEER)
    volunteer = await store.volunteer(tx, volunteer_id, within=policy.sight(actor))
    change = volunteer.correct(told, was=was, at=at)
    corrected = require_corrected({name: text for name, text in told.items() if name != "name"})
    await ledger.opened(
        tx, actor, subject_id=volunteer_id, noun="volunteer", noun_id=volunteer_id, fields=sorted(told),
        purpose=Purpose.CORRECTION,
    )  # fmt: skip
    return await store.save_corrected(tx, change, corrected, vault, before=volunteer.name)


async def print_volunteer_slip(tx: Tx, actor: Actor, volunteer_id: UUID) -> Volunteer:
    """Allows the print and puts it on record; the door makes the password after the commit."""
    policy.require(actor, policy.PRINT_VOLUNTEER_SLIP)
    volunteer = await store.volunteer(tx, volunteer_id, within=policy.sight(actor))
    volunteer.require_slip()
    await slips.printed(tx, actor, volunteer_id, "volunteer")
    return volunteer
