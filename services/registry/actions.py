"""One function per thing the registry can do; it decides nothing (rules do) and sees what policy shows."""

from datetime import datetime
from uuid import UUID

from services.kit import ids, ledger
from services.kit.actor import Actor
from services.kit.db import Tx
from services.kit.vault import Vault
from services.registry import accounts, letters, officers, offices, policy, store, volunteers
from services.registry.letters import Letter
from services.registry.officers import Officer
from services.registry.offices import Office
from services.registry.particulars import Particulars, Purpose, require_particulars
from services.registry.volunteers import Decree, Volunteer

# --- volunteers ---


async def appoint_volunteer(
    tx: Tx, actor: Actor, vault: Vault, *, role: volunteers.Role, name: str, username: str | None,
    villages: tuple[str, ...], kec: str | None, decree: Decree, particulars: Particulars, at: datetime,
) -> Volunteer:  # fmt: skip
    policy.require(actor, policy.APPOINT_VOLUNTEER)
    change = volunteers.appoint(
        office=actor.office, volunteer_id=ids.new(), role=role, name=name, villages=villages, kec=kec, decree=decree,
        username=await _username(tx, username, name), incumbent=await store.find_tksk(tx, kec or ""), at=at,
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


async def print_volunteer_slip(tx: Tx, actor: Actor, volunteer_id: UUID) -> Volunteer:
    """Allows the print and puts it on record; the door makes the password after the commit."""
    policy.require(actor, policy.PRINT_VOLUNTEER_SLIP)
    volunteer = await store.volunteer(tx, volunteer_id, within=policy.sight(actor))
    volunteer.require_slip()
    await _printed(tx, actor, volunteer_id, "volunteer")
    return volunteer


# --- officers ---


async def appoint_officer(
    tx: Tx, actor: Actor, *, office: str, name: str, username: str | None, roles: tuple[officers.Role, ...],
    villages: tuple[str, ...], kec: str | None, bidang: str | None, desks: tuple[str, ...], at: datetime,
) -> Officer | Letter:  # fmt: skip
    """In the own office a row, in another a letter by which that office opens its own."""
    organisation = await store.find_organisation(tx, office)
    policy.require_appoint(actor, office, roles, organisation)
    officer_id, account = ids.new(), await _username(tx, username, name)
    if office == actor.office:
        return await store.save_officer(
            tx,
            officers.appoint(
                office=office, officer_id=officer_id, name=name, roles=roles, villages=villages, kec=kec, bidang=bidang,
                desks=desks, username=account, at=at,
            ),
        )  # fmt: skip
    await store.office(tx, office)
    change = letters.write(
        office=office, from_office=actor.office, letter_id=ids.new(), officer_id=officer_id, name=name, roles=roles,
        villages=villages, kec=kec, bidang=bidang, desks=desks, username=account, at=at,
    )  # fmt: skip
    return await store.save_letter(tx, change)


async def open_letter(tx: Tx, actor: Actor, letter_id: UUID, *, at: datetime) -> Officer:
    """The receiving office opens its own row by the letter."""
    policy.require(actor, policy.OPEN_LETTER)
    letter = await store.letter(tx, letter_id)
    return await store.save_officer(tx, letter.open(at=at))


async def keep_answer(tx: Tx, actor: Actor, letter_id: UUID, *, sub: str) -> Letter:
    """The sender learns that the officer can log in."""
    policy.require(actor, policy.OPEN_LETTER)
    letter = await store.letter_sent(tx, letter_id=letter_id)
    return await store.save_letter(tx, letter.answered(sub=sub))


async def enrol_officer(tx: Tx, actor: Actor, officer_id: UUID, *, sub: str, was: int, at: datetime) -> Officer:
    policy.require(actor, policy.ENROL_OFFICER)
    officer = await store.officer(tx, officer_id, within=policy.sight(actor))
    return await store.save_officer(tx, officer.enrol(sub=sub, was=was, at=at))


async def suspend_officer(tx: Tx, actor: Actor, officer_id: UUID, *, reason: str, was: int, at: datetime) -> Officer:
    policy.require(actor, policy.SUSPEND_OFFICER)
    officer = await store.officer(tx, officer_id, within=policy.sight(actor))
    policy.require_in_charge(actor, officer)
    return await store.save_officer(tx, officer.suspend(reason=reason, was=was, at=at))


async def reinstate_officer(tx: Tx, actor: Actor, officer_id: UUID, *, reason: str, was: int, at: datetime) -> Officer:
    policy.require(actor, policy.REINSTATE_OFFICER)
    officer = await store.officer(tx, officer_id, within=policy.sight(actor))
    policy.require_in_charge(actor, officer)
    return await store.save_officer(tx, officer.reinstate(reason=reason, was=was, at=at))


async def end_officer(tx: Tx, actor: Actor, officer_id: UUID, *, reason: str, was: int, at: datetime) -> Officer:
    policy.require(actor, policy.END_OFFICER)
    officer = await store.officer(tx, officer_id, within=policy.sight(actor))
    policy.require_in_charge(actor, officer)
    return await store.save_officer(tx, officer.end(reason=reason, was=was, at=at))


async def print_officer_slip(
    tx: Tx, actor: Actor, officer_id: UUID, *, arrived: bool, at: datetime
) -> Officer | Letter:
    """For an officer of the own office, or one whom the own letter named and who has not yet come in elsewhere."""
    policy.require(actor, policy.PRINT_OFFICER_SLIP)
    seat: Officer | Letter | None = await store.find_officer(tx, officer_id, within=policy.sight(actor))
    seat = seat or await store.letter_sent(tx, officer_id=officer_id)
    policy.require_in_charge(actor, seat)
    seat.require_slip(arrived=arrived, at=at)
    await _printed(tx, actor, officer_id, "officer")
    return seat


# --- offices ---


async def register_office(
    tx: Tx, actor: Actor, *, name: str, areas: tuple[str, ...], phone: str, address: str, at: datetime
) -> Office:
    policy.require(actor, policy.REGISTER_OFFICE)
    change = offices.register(
        office=ids.new_organisation(), office_id=ids.new(), name=name, areas=areas, phone=phone, address=address,
        by=actor.office, at=at,
    )  # fmt: skip
    return await store.save_office(tx, change)


async def _username(tx: Tx, wanted: str | None, name: str) -> str:
    """What the office gave, or the first free proposal."""
    return await store.take_username(tx, [accounts.require_username(wanted)] if wanted else accounts.proposals(name))


async def _printed(tx: Tx, actor: Actor, subject_id: UUID, noun: str) -> None:
    await ledger.opened(
        tx, actor, subject_id=subject_id, noun=noun, noun_id=subject_id, fields=["one_time_password"], purpose="slip"
    )
