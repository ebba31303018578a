"""A person is met: what was seen becomes a case."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from services.cases import cases, codes, consents, persons, policy
from services.cases.cases import Case
from services.cases.persons import Oddity, Particulars
from services.cases.store import files, people
from services.kit import area, ids
from services.kit.actor import Actor
from services.kit.db import Tx
from services.kit.vault import Vault

COMPLETED = (*people.PLAIN, *people.SEALED)


async def record_case(
    tx: Tx, actor: Actor, vault: Vault, *, told: Particulars, village: str, ppks: int | None, flagged: bool,
    note: str | None, basis: str, witness: str | None, guardian: str | None, language: str, at: datetime,
) -> tuple[Case, list[Oddity]]:  # fmt: skip
    """A new case with its person and the ground on which the data are kept. What looks odd or alike is warned about."""
    policy.require(actor, policy.RECORD_CASE)
    today = local_date(actor.office, at)
    told = persons.require_particulars(replace(told, village=village), today=today)
    policy.require_place(actor, village)
    kind = codes.ppks(ppks, today)
    sensitivity = persons.sensitivity(told, kind, flagged=flagged, today=today)
    child = persons.is_child(told, kind, today=today)
    person_id = ids.new()
    consent = consents.give(
        consent_id=ids.new(), person_id=person_id, basis=basis, witness=witness, guardian=guardian, language=language,
        child=child, today=today, at=at,
    )  # fmt: skip
    change = cases.record(
        office=actor.office, case_id=ids.new(), person_id=person_id, code=ids.new_code(actor.office, today.year),
        kind=kind, sensitivity=sensitivity, village=village, by=policy.by(actor), at=at,
    )  # fmt: skip
    found = persons.warnings(told, kind, today=today)
    if (
        told.nik
        and not change.now.protected
        and await people.is_alike(tx, vault, told.nik, besides=person_id, by=actor)
    ):
        found.append(persons.ALIKE)
    await people.save_person(tx, vault, person_id, told, protected=change.now.protected, at=at)
    await people.save_consent(tx, vault, consent)
    return await files.save(tx, change, by=actor, vault=vault, note=note), found


async def complete_case(
    tx: Tx, actor: Actor, vault: Vault, case_id: UUID, *, changes: Mapping[str, Any], ppks: int | None,
    note: str | None, was: int, at: datetime,
) -> tuple[Case, list[Oddity]]:  # fmt: skip
    """`changes` are the particulars that were told anew; `ppks` a type that fits better, None to leave it."""
    policy.require(actor, policy.COMPLETE_CASE)
    sight = policy.sight(actor)
    case = await files.case(tx, case_id, within=sight, lock=True)
    case.require_version(was)
    today = local_date(case.kabupaten, at)
    before, _ = await people.identity(
        tx, vault, case_id, within=sight, fields=COMPLETED, purpose="completion", by=actor
    )
    told = persons.require_particulars(replace(before, **changes), today=today)
    if told.village and told.village != case.village:
        policy.require_place(actor, told.village)
    kind = codes.ppks(ppks or case.ppks, today)
    change = case.complete(
        sensitivity=persons.sensitivity(told, kind, flagged=False, today=today), ppks=ppks or case.ppks,
        village=told.village, was=was, at=at,
    )  # fmt: skip
    await people.change_person(tx, vault, case.person_id, told, protected=change.now.protected)
    done = await files.save(tx, change, by=actor, vault=vault, note=note)
    return done, persons.warnings(told, kind, today=today)


def local_date(office: str, at: datetime) -> date:
    """The day on the wall of the office."""
    return at.astimezone(area.zone(office)).date()
