"""The yearly programmes: begun, written, agreed, carried out, closed."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.kit import ids
from services.kit.actor import Actor
from services.kit.db import Tx
from services.registry import days, policy, programmes, store
from services.registry.programmes import Activity, Programme, Status


async def begin_programme(tx: Tx, actor: Actor, *, place: str, year: int, copy: bool, at: datetime) -> Programme:
    """With the figures of the day; a copy of last year's, where one is asked for."""
    policy.require(actor, policy.BEGIN_PROGRAMME)
    policy.require_planner(actor, programmes.require_place(place, actor.office))
    within = policy.sight_of_work(actor)
    if await store.find_programme(tx, place, year, within=within):
        raise programmes.AlreadyBegun()
    last = await store.find_programme(tx, place, year - 1, within=within) if copy else None
    change = programmes.begin(
        office=actor.office, programme_id=ids.new(), place=place, year=year, last=last, copy=copy,
        figures=await store.figures_of(tx, place, on=days.today(actor.office, at)),
        activity_ids=[ids.new() for _ in range(programmes.MOST_ACTIVITIES)], at=at,
    )  # fmt: skip
    return await store.save_programme(tx, change)


async def revise_programme(
    tx: Tx, actor: Actor, programme_id: UUID, *, analysis: str, aims: Sequence[str], activities: Sequence[Activity],
    was: int,
) -> Programme:  # fmt: skip
    policy.require(actor, policy.REVISE_PROGRAMME)
    programme = await _written_by(tx, actor, programme_id)
    change = programme.revise(analysis=analysis, aims=aims, activities=activities, was=was)
    return await store.save_programme(tx, change)


async def agree_programme(tx: Tx, actor: Actor, programme_id: UUID, *, was: int, at: datetime) -> Programme:
    policy.require(actor, policy.AGREE_PROGRAMME)
    programme = await store.programme(tx, programme_id, within=policy.sight_of_work(actor))
    policy.require_head(actor, programme.place)
    return await store.save_programme(tx, programme.agree(by=actor.name, was=was, at=at))


async def stage_programme(tx: Tx, actor: Actor, programme_id: UUID, *, to: Status, was: int) -> Programme:
    policy.require(actor, policy.STAGE_PROGRAMME)
    programme = await _written_by(tx, actor, programme_id)
    return await store.save_programme(tx, programme.stage(to, was=was))


async def report_progress(
    tx: Tx, actor: Actor, programme_id: UUID, *, activity_id: UUID, progress: int, word: str, dropped: bool, was: int
) -> Programme:
    policy.require(actor, policy.REPORT_PROGRESS)
    programme = await _written_by(tx, actor, programme_id)
    change = programme.report(activity_id, progress=progress, word=word, dropped=dropped, was=was)
    return await store.save_programme(tx, change)


async def _written_by(tx: Tx, actor: Actor, programme_id: UUID) -> Programme:
    """A programme that one sees and that is one's own to write."""
    programme = await store.programme(tx, programme_id, within=policy.sight_of_work(actor))
    policy.require_planner(actor, programme.place)
    return programme
