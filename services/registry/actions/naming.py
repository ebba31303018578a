"""Officers: named in the own office, or by a letter that the other office opens."""

from datetime import datetime
from uuid import UUID

from services.kit import ids
from services.kit.actor import Actor
from services.kit.db import Tx
from services.registry import letters, officers, policy, store
from services.registry.actions import slips
from services.registry.engagements import Engagement
from services.registry.letters import Letter
from services.registry.officers import Officer


async def appoint_officer(
    tx: Tx, actor: Actor, *, office: str, name: str, username: str | None, roles: tuple[officers.Role, ...],
    villages: tuple[str, ...], kec: str | None, bidang: str | None, desks: tuple[str, ...], engagement: Engagement,
    at: datetime,
) -> Officer | Letter:  # fmt: skip
    """In the own office a row, in another a letter by which that office opens its own; how she is employed there the
    other office writes down itself."""
    organisation = await store.find_organisation(tx, office)
    policy.require_appoint(actor, office, roles, organisation)
    officer_id, account = ids.new(), await slips.username(tx, username, name)
    if office == actor.office:
        return await store.save_officer(
            tx,
            officers.appoint(
                office=office, officer_id=officer_id, name=name, roles=roles, villages=villages, kec=kec, bidang=bidang,
                desks=desks, username=account, engagement=engagement, at=at,
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
    await slips.printed(tx, actor, officer_id, "officer")
    return seat
