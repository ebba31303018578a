"""What an office does for its volunteers beside money: insurance, awards, letters; and what it writes down of them:
education, why somebody left; and the going of all of it."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from services.kit import area, ids
from services.kit.actor import Actor
from services.kit.db import Tx
from services.kit.vault import Vault
from services.registry import awards, care_codes, days, insurances, policy, pppk, retention, service_letters, store
from services.registry.awards import Award
from services.registry.insurances import Insurance
from services.registry.particulars import Purpose
from services.registry.pppk import Education
from services.registry.service_letters import Kind, Letter
from services.registry.store import honours, stays
from services.registry.store import retention as counted
from services.registry.tenures import Tenure
from services.registry.volunteers import Role, Volunteer


async def insure_volunteer(
    tx: Tx, actor: Actor, vault: Vault, volunteer_id: UUID, *, number: str, programmes: Sequence[str],
    paid_until: date, evidence: str, was: int, at: datetime,
) -> Insurance:  # fmt: skip
    policy.require(actor, policy.INSURE_VOLUNTEER)
    await store.volunteer(tx, volunteer_id, within=policy.sight(actor))
    now, plain = insurances.record(
        await honours.find_insurance(tx, volunteer_id), volunteer_id=volunteer_id, number=number,
        programmes=programmes, paid_until=paid_until, evidence=evidence, was=was, today=days.today(tx.office, at),
    )  # fmt: skip
    return await honours.save_insurance(tx, vault, now, plain)


async def export_insurances(
    tx: Tx, actor: Actor, vault: Vault, *, opened: bool
) -> tuple[list[Tenure], dict[UUID, Insurance], dict[UUID, str]]:
    """All at work; with `opened` the numbers too, an opening on record for each."""
    policy.require(actor, policy.READ_INSURANCES)
    people = await stays.tenures(tx, within=policy.sight(actor))
    found = await honours.insurances(tx, [one.volunteer_id for one in people])
    if not opened:
        return people, found, {}
    numbers = await honours.insurance_numbers(tx, vault, [*found], purpose=Purpose.PAYMENT, by=actor)
    return people, found, numbers


async def award_volunteer(
    tx: Tx, actor: Actor, volunteer_id: UUID, *, title: str, level: str, giver: str, number: str, awarded_on: date,
    at: datetime,
) -> Award:  # fmt: skip
    policy.require(actor, policy.AWARD_VOLUNTEER)
    await store.volunteer(tx, volunteer_id, within=policy.sight(actor))
    change = awards.record(
        office=tx.office, award_id=ids.new(), volunteer_id=volunteer_id, title=title, level=level, giver=giver,
        number=number, awarded_on=awarded_on, today=days.today(tx.office, at), at=at,
    )  # fmt: skip
    return await honours.save_award(tx, change)


async def withdraw_award(tx: Tx, actor: Actor, award_id: UUID, *, reason: str, was: int) -> Award:
    policy.require(actor, policy.AWARD_VOLUNTEER)
    award = await honours.award(tx, award_id, within=policy.sight(actor))
    return await honours.save_award(tx, award.withdraw(reason=reason, was=was))


async def write_letter(
    tx: Tx, actor: Actor, volunteer_id: UUID, *, kind: Kind, text: str, at: datetime
) -> Letter:  # fmt: skip
    policy.require(actor, policy.WRITE_LETTER)
    volunteer = await store.volunteer(tx, volunteer_id, within=policy.sight(actor))
    no = await store.take_numbers(tx, service_letters.series(kind), days.today(tx.office, at).year, 1)
    change = service_letters.issue(
        await store.profile(tx), await stays.tenure(tx, volunteer_id), letter_id=ids.new(), kind=kind, no=no,
        place=_place(volunteer), text=text, at=at,
    )  # fmt: skip
    return await honours.save_letter(tx, change)


async def revoke_letter(tx: Tx, actor: Actor, letter_id: UUID, *, reason: str, was: int) -> Letter:
    policy.require(actor, policy.WRITE_LETTER)
    letter = await honours.letter(tx, letter_id, within=policy.sight_of_care(actor))
    return await honours.save_letter(tx, letter.revoke(reason=reason, was=was))


async def record_education(
    tx: Tx, actor: Actor, volunteer_id: UUID, *, code: str, field: str, year: int | None, was: int, at: datetime
) -> Education:
    policy.require(actor, policy.RECORD_EDUCATION)
    await store.volunteer(tx, volunteer_id, within=policy.sight(actor))
    before = (await honours.educations(tx, [volunteer_id])).get(volunteer_id)
    now = pppk.record(
        before, volunteer_id=volunteer_id, code=code, field=field, year=year, was=was, today=days.today(tx.office, at)
    )  # fmt: skip
    return await honours.save_education(tx, now)


async def record_departure(tx: Tx, actor: Actor, volunteer_id: UUID, *, reason: str, at: datetime) -> Volunteer:
    """By a code of the list, of somebody whose service has ended; said again it is corrected."""
    policy.require(actor, policy.RECORD_DEPARTURE)
    volunteer = await store.volunteer(tx, volunteer_id, within=policy.sight(actor))
    retention.require_ended(volunteer.standing)
    care_codes.require(care_codes.DEPARTURES, reason, days.today(tx.office, at), field="reason")
    await counted.save_departure(tx, volunteer_id, reason)
    return volunteer


async def erase_care(tx: Tx, actor: Actor, vault: Vault, volunteer_id: UUID, *, was: int) -> Volunteer:
    """All that the care ledger has of somebody whose service has ended; payments stay, without her name."""
    policy.require(actor, policy.ERASE_CARE)
    volunteer = await store.volunteer(tx, volunteer_id, within=policy.sight(actor))
    volunteer.require_version(was)
    retention.require_ended(volunteer.standing)
    await honours.erase(tx, vault, volunteer_id)
    await counted.recount(tx)
    return volunteer


def _place(volunteer: Volunteer) -> str:
    """Where she serves, as a letter says it."""
    if volunteer.role is Role.TKSK:
        return f"Kecamatan {area.name(volunteer.kec)}"
    return ", ".join(area.name(code) for code in volunteer.villages)
