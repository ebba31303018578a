"""A person's data go, in one transaction: identity, words, fingerprints, key; registered and announced."""

from datetime import datetime
from uuid import UUID

from services.cases import codes, policy
from services.cases.persons import Person
from services.cases.store import files, people
from services.kit import ids
from services.kit.actor import Actor
from services.kit.db import Tx
from services.kit.vault import Vault


async def erase_person(
    tx: Tx, actor: Actor, vault: Vault, person_id: UUID, *, basis: str, note: str | None, at: datetime
) -> Person:
    """What was open ends with it. What was counted stays counted: codes, stages, kecamatan."""
    policy.require(actor, policy.ERASE_PERSON)
    codes.require("erasure-bases", basis, at.date(), field="basis")
    sight = policy.sight(actor)
    person = await people.person(tx, person_id, within=sight)
    change = person.erase(at=at)
    for case_id in person.case_ids:
        case = await files.case(tx, case_id, within=sight)
        await files.save(tx, case.erase(at=at), by=actor, reason="erased")
    await people.erase(tx, vault, change, erasure_id=ids.new(), basis=basis, note=note, by=actor)
    return change.now
