"""Who is chosen: scores, the decision, the papers on the way to the SK, and the SK itself."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from uuid import UUID

from services.kit import ids
from services.kit.actor import Actor
from services.kit.db import Tx
from services.kit.vault import Vault
from services.registry import attachments, policy, proposals, requirements, selections, store
from services.registry.actions import appointing
from services.registry.applications import Application
from services.registry.attachments import Document
from services.registry.days import today
from services.registry.decrees import Decree, require_decree
from services.registry.particulars import Purpose
from services.registry.proposals import Proposal, ProposalAnswered
from services.registry.selections import Selection
from services.registry.volunteers import Role

PROVINCE = "province"  # for what the province attaches its letter


async def score_candidates(
    tx: Tx, actor: Actor, selection_id: UUID, *, scores: Mapping[UUID, Mapping[str, int]], was: int
) -> Selection:
    policy.require(actor, policy.SCORE_CANDIDATES)
    found = await store.selection(tx, selection_id, within=policy.sight_of_applications(actor), alone=True)
    change, scored = found.score(scores, await store.candidates(tx, selection_id, alone=True), was=was)
    for one in scored:
        await store.save_application(tx, one)
    return await store.save_selection(tx, change)


async def decide_selection(
    tx: Tx, actor: Actor, selection_id: UUID, *, chosen: Collection[UUID], reason: str, appeal: str, was: int,
    at: datetime,
) -> Selection:  # fmt: skip
    policy.require(actor, policy.DECIDE_SELECTION)
    found = await store.selection(tx, selection_id, within=policy.sight_of_applications(actor), alone=True)
    candidates = await store.candidates(tx, selection_id, alone=True)
    change, decided = found.decide(
        chosen, candidates, reason=reason, appeal=appeal, by=actor.name, was=was, at=at
    )  # fmt: skip
    for one in decided:
        await store.save_application(tx, one)
    return await store.save_selection(tx, change)


async def take_step(
    tx: Tx, actor: Actor, application_id: UUID, *, stage: str, number: str, on: date, was: int, at: datetime
) -> Application:
    """The next paper; where it is the proposal it is posted to the province with it."""
    policy.require(actor, policy.TAKE_STEP)
    found = await store.application(tx, application_id, within=policy.sight_of_applications(actor), alone=True)
    following, papers = found.next_stage, {one.item for one in await store.documents_of(tx, application_id)}
    taken = found.take(stage, number=number, on=on, papers=papers, was=was, at=at).now
    if following is not None and following.sent:
        ranked = selections.ranking(found.asked, [found])
        change, taken = proposals.post(taken, ids.new(), total=ranked[0].total, at=at)
        await store.post_proposal(tx, change)
    return await store.save_application(tx, taken)


async def appoint_applicant(
    tx: Tx, actor: Actor, vault: Vault, application_id: UUID, *, issuer: str, decree: Decree, username: str | None,
    was: int, at: datetime,
) -> Application:  # fmt: skip
    """The SK is here: who is to log in is appointed as every volunteer is, what was sealed of her comes along."""
    policy.require(actor, policy.APPOINT_APPLICANT)
    found = await store.application(tx, application_id, within=policy.sight_of_applications(actor), alone=True)
    found.require_chosen(was)
    signs = requirements.book().issuer(found.role, found.place, issuer)
    sk = Decree(decree.number, signs.words.id, decree.issued_on, decree.starts_on, decree.ends_on)
    volunteer_id = None
    if found.asked.appoints:
        told, _ = await store.applicant(tx, vault, found, purpose=Purpose.APPOINTMENT, by=actor)
        role = Role(found.asked.appoints)
        volunteer = await appointing.appoint_volunteer(
            tx, actor, vault, role=role, name=found.name, username=username,
            villages=(found.place,) if role is Role.PSM else (), kec=found.place if role is Role.TKSK else None,
            decree=sk, particulars=told, at=at,
        )  # fmt: skip
        volunteer_id = volunteer.volunteer_id
    sk = require_decree(sk, today=today(actor.office, at))
    return await store.save_application(tx, found.appointed(sk, volunteer_id, was=was, at=at).now)


# --- the province ---


async def attach_answer(
    tx: Tx, actor: Actor, vault: Vault, proposal_id: UUID, *, content: bytes, at: datetime
) -> Proposal:
    """Its own letter; the latest counts."""
    policy.require(actor, policy.ANSWER_PROPOSAL)
    found = await store.proposal(tx, proposal_id, within=policy.sight_of_applications(actor), alone=True)
    change = found.attach(attachments.require_document(content))
    new = Document(ids.new(), PROVINCE, change.now.paper or attachments.Kind.PDF, len(content), at)
    await store.add_document(tx, vault, proposal_id, new, content)
    return await store.save_proposal(tx, change)


async def forward_proposal(
    tx: Tx, actor: Actor, proposal_id: UUID, *, number: str, on: date, was: int, at: datetime
) -> Proposal:
    policy.require(actor, policy.ANSWER_PROPOSAL)
    found = await store.proposal(tx, proposal_id, within=policy.sight_of_applications(actor), alone=True)
    return await store.save_proposal(tx, found.forward(number=number, on=on, was=was, at=at))


async def return_proposal(tx: Tx, actor: Actor, proposal_id: UUID, *, why: str, was: int, at: datetime) -> Proposal:
    policy.require(actor, policy.ANSWER_PROPOSAL)
    found = await store.proposal(tx, proposal_id, within=policy.sight_of_applications(actor), alone=True)
    return await store.save_proposal(tx, found.give_back(why=why, was=was, at=at))


async def hear_proposal(tx: Tx, actor: Actor, told: ProposalAnswered) -> None:
    """The province's answer, where it was asked from."""
    policy.require(actor, policy.HEAR_PROPOSAL)
    within = policy.sight_of_applications(actor)
    found = await store.application(tx, told.application_id, within=within, alone=True)
    heard = proposals.heard(found, told).now
    if heard is not found:
        await store.save_application(tx, heard)
