"""A person's data go, in one transaction: identity, words, fingerprints, key; registered and announced."""

from datetime import datetime
from uuid import UUID

from services.cases import codes, policy
from services.cases.persons import Erasure, Person
from services.cases.store import files, people
from services.kit import ids
from services.kit.actor import Actor
from services.kit.db import Tx
from services.kit.errors import NotFound
from services.kit.vault import Vault


async def erase_person(
    tx: Tx, actor: Actor, vault: Vault, person_id: UUID, *, basis: str, note: str | None, at: datetime
) -> Person:
    """What was open ends with it. What was counted stays counted: codes, stages, kecamatan."""
    policy.require(actor, policy.ERASE_PERSON)
    person = await people.person(tx, person_id, within=policy.sight(actor))
    codes.require("erasure-bases", basis, at.date(), field="basis")
    erasure_id = ids.new()
    sealed = await people.seal_reason(tx, vault, erasure_id, note)
    by = policy.by(actor)
    return await _erase(tx, actor, vault, person, Erasure(erasure_id, basis, by.sub, by.name, by.role, at, sealed))


async def replay_erasure(tx: Tx, actor: Actor, vault: Vault, person_id: UUID, entry: Erasure) -> bool:
    """After a restore to before it: the person goes again, under the same entry of the register. False where nobody is
    there to erase: not recorded yet at that instant, or gone already."""
    policy.require(actor, policy.REPLAY_ERASURE)
    try:
        person = await people.person(tx, person_id, within=policy.sight(actor))
    except NotFound:
        return False
    if person.erased_at is None:
        await _erase(tx, actor, vault, person, entry)
    return person.erased_at is None


async def _erase(tx: Tx, actor: Actor, vault: Vault, person: Person, entry: Erasure) -> Person:
    change = person.erase(at=entry.at)
    for case_id in person.case_ids:
        case = await files.case(tx, case_id, within=policy.sight(actor))
        await files.save(tx, case.erase(at=entry.at), by=actor, reason="erased")
    await people.erase(tx, vault, change, entry)
    return change.now
