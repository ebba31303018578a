"""A volunteer on her way to a certificate of competency: what she brings, step by step to the decision."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from services.kit import ids
from services.kit.actor import Actor
from services.kit.db import Tx
from services.kit.errors import Invalid, Words
from services.kit.vault import Vault
from services.registry import days, dossiers, policy, readiness, store
from services.registry.attachments import Document
from services.registry.coachings import Coach
from services.registry.dossiers import Dossier
from services.registry.readiness import Item


async def read_meters(tx: Tx, found: Sequence[Dossier], *, at: datetime) -> dict[UUID, tuple[Item, ...]]:
    """How ready each dossier is as things stand today."""
    today = days.today(tx.office, at)
    known = await store.records(tx, [one.volunteer_id for one in found], today)
    return {
        one.dossier_id: readiness.meter(one.asked, known[one.volunteer_id], one.brought, today) for one in found
    }  # fmt: skip


async def begin_dossier(tx: Tx, actor: Actor, volunteer_id: UUID, *, route: str, at: datetime) -> Dossier:
    policy.require(actor, policy.BEGIN_DOSSIER)
    volunteer = await store.volunteer(tx, volunteer_id, within=policy.sight(actor))
    others = await store.dossiers_begun(tx, volunteer_id)
    return await store.save_dossier(tx, dossiers.begin(volunteer, route, others, ids.new(), at=at))


# --- what the candidate brings ---


async def write_texts(
    tx: Tx, actor: Actor, vault: Vault, dossier_id: UUID, *, texts: Mapping[str, str], was: int
) -> Dossier:
    one = await _own(tx, actor, policy.WRITE_TEXTS, dossier_id)
    change, kept = one.write(texts, was=was)
    return await store.save_dossier(tx, change, texts=kept, vault=vault)


async def attach_paper(
    tx: Tx, actor: Actor, vault: Vault, dossier_id: UUID, *, item: str, content: bytes, at: datetime
) -> Dossier:
    one = await _own(tx, actor, policy.ATTACH_PAPER, dossier_id, alone=True)
    paper = one.attach(item, content, ids.new(), at=at)
    await store.add_document(tx, vault, dossier_id, paper, content, whose=one.volunteer_id)
    return await store.dossier(tx, dossier_id, within=policy.sight_of_dossiers(actor))


async def open_paper(tx: Tx, actor: Actor, vault: Vault, document_id: UUID) -> tuple[Document, bytes]:
    policy.require(actor, policy.READ_PAPER)
    one, paper = await store.dossier_of_paper(tx, document_id, within=policy.sight_of_dossiers(actor))
    content = await store.document(
        tx, vault, document_id, whose=one.volunteer_id, purpose=store.PURPOSE, by=actor, noun="dossier",
        noun_id=one.dossier_id,
    )  # fmt: skip
    return paper, content


async def remove_paper(tx: Tx, actor: Actor, document_id: UUID) -> Dossier:
    policy.require(actor, policy.REMOVE_PAPER)
    within = policy.sight_of_dossiers(actor)
    one, paper = await store.dossier_of_paper(tx, document_id, within=within, alone=True)
    policy.require_candidate(actor, one.sub)
    one.require_removable()
    await store.drop_document(tx, paper.document_id)
    return await store.dossier(tx, one.dossier_id, within=within)


async def assign_coach(
    tx: Tx, actor: Actor, dossier_id: UUID, *, volunteer_id: UUID | None, officer_id: UUID | None, was: int
) -> Dossier:
    """A volunteer or an officer of the own office."""
    policy.require(actor, policy.ASSIGN_COACH)
    one = await store.dossier(tx, dossier_id, within=policy.sight_of_dossiers(actor))
    coach = await _coach(tx, actor, volunteer_id, officer_id)
    return await store.save_dossier(tx, one.assign(coach, was=was))


# --- from step to step ---


async def release_dossier(tx: Tx, actor: Actor, dossier_id: UUID, *, was: int, at: datetime) -> Dossier:
    policy.require(actor, policy.RELEASE_DOSSIER)
    one = await store.dossier(tx, dossier_id, within=policy.sight_of_dossiers(actor), alone=True)
    policy.require_coach(actor, one.coach.sub if one.coach else None)
    items = (await read_meters(tx, [one], at=at))[dossier_id]
    return await store.save_dossier(tx, one.release(items, by=actor.name, was=was, at=at))


async def submit_dossier(
    tx: Tx, actor: Actor, dossier_id: UUID, *, number: str, on: date, was: int, at: datetime
) -> Dossier:
    policy.require(actor, policy.SUBMIT_DOSSIER)
    one = await store.dossier(tx, dossier_id, within=policy.sight_of_dossiers(actor))
    items = (await read_meters(tx, [one], at=at))[dossier_id]
    change = one.submit(items, number=number, on=on, by=actor.name, was=was, at=at)
    return await store.save_dossier(tx, change)


async def return_dossier(
    tx: Tx, actor: Actor, dossier_id: UUID, *, reason: str, was: int, at: datetime
) -> Dossier:  # fmt: skip
    policy.require(actor, policy.RETURN_DOSSIER)
    one = await store.dossier(tx, dossier_id, within=policy.sight_of_dossiers(actor))
    return await store.save_dossier(tx, one.give_back(reason=reason, by=actor.name, was=was, at=at))


async def assess_dossier(
    tx: Tx, actor: Actor, dossier_id: UUID, *, on: date, by: str, was: int, at: datetime
) -> Dossier:  # fmt: skip
    policy.require(actor, policy.ASSESS_DOSSIER)
    one = await store.dossier(tx, dossier_id, within=policy.sight_of_dossiers(actor))
    return await store.save_dossier(tx, one.assess(on=on, by=by, was=was, at=at))


async def decide_dossier(
    tx: Tx, actor: Actor, dossier_id: UUID, *, competent: bool, on: date, by: str, number: str, reason: str, was: int,
    at: datetime,
) -> Dossier:  # fmt: skip
    """Of what it renews nobody is reminded any more."""
    policy.require(actor, policy.DECIDE_DOSSIER)
    one = await store.dossier(tx, dossier_id, within=policy.sight_of_dossiers(actor))
    change = one.decide(competent=competent, on=on, by=by, number=number, reason=reason, was=was, at=at)
    if competent:
        for other in await store.dossiers_begun(tx, one.volunteer_id):
            if other.dossier_id != dossier_id and (renewed := other.renewed()).now is not other:
                await store.save_dossier(tx, renewed)
    return await store.save_dossier(tx, change)


async def withdraw_dossier(
    tx: Tx, actor: Actor, dossier_id: UUID, *, reason: str, was: int, at: datetime
) -> Dossier:  # fmt: skip
    one = await _own(tx, actor, policy.WITHDRAW_DOSSIER, dossier_id)
    return await store.save_dossier(tx, one.withdraw(reason=reason, by=actor.name, was=was, at=at))


async def appeal_dossier(
    tx: Tx, actor: Actor, vault: Vault, dossier_id: UUID, *, text: str, was: int, at: datetime
) -> Dossier:
    one = await _own(tx, actor, policy.APPEAL_DOSSIER, dossier_id)
    change, told = one.appeal(text, by=actor.name, was=was, at=at)
    return await store.save_dossier(tx, change, texts={dossiers.APPEAL: told}, vault=vault)


async def remind_dossier(tx: Tx, actor: Actor, dossier_id: UUID, *, at: datetime) -> Dossier:
    policy.require(actor, policy.REMIND_DOSSIER)
    one = await store.dossier(tx, dossier_id, within=policy.sight_of_dossiers(actor))
    change = one.remind(at=at)
    return one if change.now is one else await store.save_dossier(tx, change)


async def _own(tx: Tx, actor: Actor, operation: str, dossier_id: UUID, *, alone: bool = False) -> Dossier:
    """That the actor may write: her own, or for the Dinas anybody's."""
    policy.require(actor, operation)
    one = await store.dossier(tx, dossier_id, within=policy.sight_of_dossiers(actor), alone=alone)
    policy.require_candidate(actor, one.sub)
    return one


async def _coach(tx: Tx, actor: Actor, volunteer_id: UUID | None, officer_id: UUID | None) -> Coach:
    within = policy.sight(actor)
    if volunteer_id is not None:
        volunteer = await store.volunteer(tx, volunteer_id, within=within)
        return Coach(volunteer.account.sub, volunteer.name, volunteer.standing.active)
    if officer_id is not None:
        officer = await store.officer(tx, officer_id, within=within)
        return Coach(officer.account.sub, officer.name, officer.standing.active)
    raise Invalid(fields={"coach": Words("Pilih pendamping.", "Choose a coach.")})
