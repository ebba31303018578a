"""Trainings: planned, moved from stage to stage, and ended with certificates."""

from datetime import date, datetime
from uuid import UUID

from services.kit import ids
from services.kit.actor import Actor
from services.kit.db import Tx
from services.registry import certificates, participants, policy, store, trainings
from services.registry.certificates import Certificate
from services.registry.trainings import Plan, Report, Status, Training


async def plan_training(tx: Tx, actor: Actor, *, plan: Plan, at: datetime) -> Training:
    policy.require(actor, policy.PLAN_TRAINING)
    change = trainings.plan(office=actor.office, training_id=ids.new(), plan=plan, at=at)
    return await store.save_training(tx, change)


async def revise_training(tx: Tx, actor: Actor, training_id: UUID, *, plan: Plan, was: int, at: datetime) -> Training:
    """A larger quota brings up who waits; a smaller one takes nobody's seat."""
    policy.require(actor, policy.REVISE_TRAINING)
    training = await store.training(tx, training_id, within=policy.sight_of_trainings(actor), alone=True)
    revised = await store.save_training(tx, training.revise(plan, was=was, at=at))
    await store.save_participants(tx, participants.moved_up(revised, await store.participants(tx, training_id)))
    return revised


async def stage_training(tx: Tx, actor: Actor, training_id: UUID, *, to: Status, was: int, at: datetime) -> Training:
    policy.require(actor, policy.STAGE_TRAINING)
    training = await store.training(tx, training_id, within=policy.sight_of_trainings(actor))
    return await store.save_training(tx, training.stage(to, was=was, at=at))


async def cancel_training(tx: Tx, actor: Actor, training_id: UUID, *, reason: str, was: int, at: datetime) -> Training:
    policy.require(actor, policy.CANCEL_TRAINING)
    training = await store.training(tx, training_id, within=policy.sight_of_trainings(actor))
    return await store.save_training(tx, training.cancel(reason=reason, was=was, at=at))


async def report_practice(
    tx: Tx, actor: Actor, training_id: UUID, *, report: Report, was: int, at: datetime
) -> Training:
    policy.require(actor, policy.REPORT_PRACTICE)
    training = await store.training(tx, training_id, within=policy.sight_of_trainings(actor))
    return await store.save_training(tx, training.report(report, was=was, at=at))


async def certify_training(
    tx: Tx, actor: Actor, training_id: UUID, *, issued_on: date | None, was: int, at: datetime
) -> Training:
    """Everybody with a seat is judged by what the plan asks for; who passed gets a numbered certificate."""
    policy.require(actor, policy.CERTIFY_TRAINING)
    training = await store.training(tx, training_id, within=policy.sight_of_trainings(actor), alone=True)
    seated = [one for one in await store.participants(tx, training_id) if one.seated]
    passed = [one for one in seated if one.why_not(training) is None]
    certified = training.certify(participants=len(seated), passed=len(passed), was=was, at=at)
    on = certificates.require_issue_day(training, issued_on, at=at)
    first = await store.take_numbers(tx, certificates.SERIES, on.year, len(passed))
    issued = certificates.issue(training, passed, first, [ids.new() for _ in passed], on=on, at=at)
    await store.add_certificates(tx, issued)
    return await store.save_training(tx, certified)


async def revoke_certificate(
    tx: Tx, actor: Actor, certificate_id: UUID, *, reason: str, was: int, at: datetime
) -> Certificate:
    policy.require(actor, policy.REVOKE_CERTIFICATE)
    certificate = await store.certificate(tx, certificate_id, within=policy.sight_of_trainings(actor))
    return await store.save_certificate(tx, certificate.revoke(reason=reason, was=was, at=at))
