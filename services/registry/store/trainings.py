"""Trainings, and the numbers of the papers that come of them."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.kit import outbox
from services.kit.change import Change
from services.kit.db import Tx
from services.kit.errors import NotFound
from services.registry import tables as t
from services.registry import wire
from services.registry.policy import Sight
from services.registry.store import people
from services.registry.trainings import Audience, Module, Plan, Practice, Report, Sitting, Status, Training


async def training(tx: Tx, training_id: UUID, *, within: Sight, alone: bool = False) -> Training:
    """Of the own office; NotFound for any other. `alone`: whoever else wants it so waits until this is over, so that
    two who nominate at once do not both see the last seat."""
    asked = sa.select(t.trainings).where(
        t.trainings.c.office == within.office, t.trainings.c.training_id == training_id
    )
    row = (await tx.execute(asked.with_for_update() if alone else asked)).first()
    if row is None:
        raise NotFound()
    return _training(row)


async def trainings(
    tx: Tx, *, within: Sight, status: str | None, after: Sequence[str] | None, limit: int
) -> list[Training]:
    """The latest first; `after` is the (first day, id) of the last one seen."""
    c = t.trainings.c
    asked = sa.select(t.trainings).where(c.office == within.office)
    asked = asked.order_by(c.starts_on.desc(), c.training_id.desc()).limit(limit)
    if status:
        asked = asked.where(c.status == status)
    if after:
        last = sa.tuple_(sa.literal(date.fromisoformat(after[0])), sa.literal(UUID(after[1])))
        asked = asked.where(sa.tuple_(c.starts_on, c.training_id) < last)
    return [_training(row) for row in await tx.execute(asked)]


async def trainings_named(tx: Tx, training_ids: Sequence[UUID]) -> list[Training]:
    """Those in which somebody takes part who was read before, the latest first."""
    c = t.trainings.c
    mine = sa.select(t.trainings).where(c.office == tx.office, c.training_id.in_(training_ids))
    return [_training(row) for row in await tx.execute(mine.order_by(c.starts_on.desc(), c.training_id.desc()))]


async def save_training(tx: Tx, change: Change[Training]) -> Training:
    now = change.now
    row = _row(now)
    if now.version == 1:
        await tx.execute(sa.insert(t.trainings).values(office=tx.office, training_id=now.training_id, **row))
    else:
        mine = (t.trainings.c.office == tx.office) & (t.trainings.c.training_id == now.training_id)
        await people.replace(tx, t.trainings, mine, row)
    await outbox.add(tx, [wire.fact(told) for told in change.facts])
    return now


async def take_numbers(tx: Tx, series: str, year: int, count: int) -> int:
    """The first of so many numbers in a row. They are taken with what bears them: what is rolled back leaves no gap,
    and of two at once the second waits."""
    row = insert(t.numbers).values(office=tx.office, series=series, year=year, last=count)
    taken = row.on_conflict_do_update(
        index_elements=["office", "series", "year"], set_={"last": t.numbers.c.last + count}
    ).returning(t.numbers.c.last)
    return int(await tx.scalar(taken)) - count + 1


def _row(now: Training) -> dict[str, Any]:
    plan = now.plan
    return {
        "title": plan.title, "roles": list(plan.roles), "tier": plan.tier, "edition": now.edition,
        "starts_on": plan.starts_on, "ends_on": plan.ends_on,
        "days": [{"day": one.day.isoformat(), "venue": one.venue} for one in plan.days],
        "modules": [asdict(one) for one in plan.modules],
        "practice": asdict(plan.practice) | {"day": plan.practice.day.isoformat()} if plan.practice else None,
        "reports": [asdict(one) for one in now.reports], "opener": plan.opener, "quota": plan.quota,
        "quota_per_kec": plan.quota_per_kec, "pass_share": plan.pass_share, "pass_score": plan.pass_score,
        "valid_years": plan.valid_years, "status": now.status, "reason": now.reason, "planned_at": now.planned_at,
        "at": now.at, "version": now.version,
    }  # fmt: skip


def _training(row: Any) -> Training:
    plan = Plan(
        title=row.title, roles=tuple(Audience(role) for role in row.roles),
        days=tuple(Sitting(date.fromisoformat(one["day"]), one["venue"]) for one in row.days), quota=row.quota,
        tier=row.tier, modules=tuple(Module(**one) for one in row.modules), quota_per_kec=row.quota_per_kec,
        opener=row.opener, practice=_practice(row.practice), pass_share=row.pass_share, pass_score=row.pass_score,
        valid_years=row.valid_years,
    )  # fmt: skip
    return Training(
        office=row.office, training_id=row.training_id, plan=plan, edition=row.edition, status=Status(row.status),
        planned_at=row.planned_at, at=row.at, reason=row.reason,
        reports=tuple(Report(**one) for one in row.reports), version=row.version,
    )  # fmt: skip


def _practice(told: dict[str, Any] | None) -> Practice | None:
    return Practice(told["host"], told["place"], date.fromisoformat(told["day"])) if told else None
