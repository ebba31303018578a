"""Who takes part in a training: nominated, withdrawn, present, judged."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from services.kit import ids
from services.kit.actor import Actor
from services.kit.db import Tx
from services.kit.vault import Vault
from services.registry import participants, policy, store
from services.registry.participants import Nominee, NotSeated, Participant
from services.registry.trainings import Training


@dataclass(frozen=True, slots=True)
class Score:
    """What the holder writes down of one participant."""

    participant_id: UUID
    pre: int | None = None
    post: int | None = None
    failed: str = ""


async def nominate_participants(
    tx: Tx, actor: Actor, vault: Vault, training_id: UUID, *, volunteers: Sequence[UUID], people: Sequence[Nominee],
    at: datetime,
) -> Training:  # fmt: skip
    """`volunteers` of the own office by id, `people` by name."""
    policy.require(actor, policy.NOMINATE_PARTICIPANTS)
    training = await store.training(tx, training_id, within=policy.sight_of_trainings(actor), alone=True)
    named = [participants.require_nominee(training, one) for one in people]
    known = [replace(one, print=store.printed(vault, tx.office, one.nik) if one.nik else None) for one in named]
    nominees = [*await store.nominees(tx, volunteers), *known]
    others = await store.participants(tx, training_id)
    new = participants.nominate(training, nominees, others, [ids.new() for _ in nominees], at=at).now
    await store.add_participants(tx, new)
    return training


async def withdraw_participant(
    tx: Tx, actor: Actor, participant_id: UUID, *, reason: str, was: int, at: datetime
) -> Participant:
    """By the holder, or by herself."""
    policy.require(actor, policy.WITHDRAW_PARTICIPANT)
    within = policy.sight_of_trainings(actor)
    participant = await store.participant(tx, participant_id, within=within)
    training = await store.training(tx, participant.training_id, within=within, alone=True)
    others = await store.participants(tx, participant.training_id)
    changed = participant.withdraw(training, others, reason=reason, was=was).now
    await store.save_participants(tx, changed)
    return changed[0]


async def record_attendance(
    tx: Tx, actor: Actor, training_id: UUID, *, day: date, present: Sequence[UUID], absent: Sequence[UUID], was: int,
    at: datetime,
) -> Training:  # fmt: skip
    """Who is named in neither list stays as she is: somebody may have scanned the code meanwhile."""
    policy.require(actor, policy.RECORD_ATTENDANCE)
    training = await store.training(tx, training_id, within=policy.sight_of_trainings(actor))
    touched = training.touch(was=was)
    training.require_day(day, at=at)
    participants.require_seats(await store.participants(tx, training_id), [*present, *absent])
    await store.strike(tx, training_id, absent, day)
    await store.attend(tx, training_id, present, day, how="list", at=at)
    return await store.save_training(tx, touched)


async def check_in(tx: Tx, actor: Actor, training_id: UUID, *, day: date, at: datetime) -> tuple[Training, Participant]:
    """Herself, by the code of the day."""
    policy.require(actor, policy.CHECK_IN)
    training = await store.training(tx, training_id, within=policy.sight_of_trainings(actor))
    training.require_today(day, at=at)
    participant = await store.find_participant_of(tx, training_id, actor.sub)
    if participant is None:
        raise NotSeated()
    participant.require_seated()
    await store.attend(tx, training_id, [participant.participant_id], day, how="code", at=at)
    return training, participant


async def record_results(
    tx: Tx, actor: Actor, training_id: UUID, *, scores: Sequence[Score], was: int, at: datetime
) -> Training:
    policy.require(actor, policy.RECORD_RESULTS)
    training = await store.training(tx, training_id, within=policy.sight_of_trainings(actor), alone=True)
    touched = training.touch(was=was)
    told = {one.participant_id: one for one in scores}
    seats = participants.require_seats(await store.participants(tx, training_id), told)
    scored = [
        one.score(pre=said.pre, post=said.post, failed=said.failed)
        for one in seats
        if (said := told[one.participant_id])
    ]
    await store.save_participants(tx, scored)
    return await store.save_training(tx, touched)
