"""What coaches do: comments on a dossier, and meetings with several candidates at once."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from services.kit import ids
from services.kit.actor import Actor
from services.kit.db import Tx
from services.kit.vault import Vault
from services.registry import coachings, policy, store
from services.registry.coachings import Coaching
from services.registry.dossiers import Dossier


async def comment_dossier(
    tx: Tx, actor: Actor, vault: Vault, dossier_id: UUID, *, item: str, text: str, due_on: date | None, at: datetime
) -> Dossier:
    policy.require(actor, policy.COMMENT_DOSSIER)
    within = policy.sight_of_dossiers(actor)
    one = await store.dossier(tx, dossier_id, within=within, alone=True)
    policy.require_coach(actor, one.coach.sub if one.coach else None)
    comment, told = one.comment(item=item, text=text, due_on=due_on, by=actor.name, at=at)
    await store.add_comment(tx, vault, one, comment, told)
    return await store.dossier(tx, dossier_id, within=within)


async def settle_comment(tx: Tx, actor: Actor, dossier_id: UUID, *, number: int, at: datetime) -> Dossier:
    """By whoever sees the dossier: its candidate, its coach, the Dinas."""
    policy.require(actor, policy.SETTLE_COMMENT)
    within = policy.sight_of_dossiers(actor)
    one = await store.dossier(tx, dossier_id, within=within, alone=True)
    after = one.settle(number, at=at)
    await store.settle_comment(tx, one, next(comment for comment in after if comment.number == number))
    return await store.dossier(tx, dossier_id, within=within)


async def hold_coaching(
    tx: Tx, actor: Actor, *, held_on: date, place: str, topic: str, invited: Sequence[UUID], at: datetime
) -> Coaching:
    """With whom one coaches; the Dinas with any of the office."""
    policy.require(actor, policy.HOLD_COACHING)
    within = policy.sight_of_dossiers(actor)
    for dossier_id in dict.fromkeys(invited):
        one = await store.dossier(tx, dossier_id, within=within)
        policy.require_coach(actor, one.coach.sub if one.coach else None)
    change = coachings.hold(
        office=actor.office, coaching_id=ids.new(), held_on=held_on, place=place, topic=topic, by_sub=actor.sub,
        by=actor.name, invited=invited, at=at,
    )  # fmt: skip
    return await store.save_coaching(tx, change)


async def record_coaching(
    tx: Tx, actor: Actor, coaching_id: UUID, *, came: Sequence[UUID], was: int, at: datetime
) -> Coaching:
    policy.require(actor, policy.RECORD_COACHING)
    meeting = await store.coaching(tx, coaching_id, within=policy.sight_of_dossiers(actor))
    return await store.save_coaching(tx, meeting.record(came, was=was, at=at))
