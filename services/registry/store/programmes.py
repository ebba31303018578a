"""Programmes of a year."""

from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from services.kit.change import Change
from services.kit.db import Tx
from services.kit.errors import NotFound
from services.registry.coverage import every
from services.registry.policy import Sight
from services.registry.programmes import Activity, AlreadyBegun, Figures, Programme, Status, figures
from services.registry.store import coverage, people
from services.registry.store.volunteers import who_serves
from services.registry.tables import programmes as t
from services.registry.volunteers import Role

_p = t.programmes.c


async def programme(tx: Tx, programme_id: UUID, *, within: Sight) -> Programme:
    """NotFound outside one's sight."""
    wanted = sa.select(t.programmes).where(_seen(within), _p.programme_id == programme_id)
    row = (await tx.execute(wanted)).first()
    if row is None:
        raise NotFound()
    return _programme(row)


async def find_programme(tx: Tx, place: str, year: int, *, within: Sight) -> Programme | None:
    row = (
        await tx.execute(sa.select(t.programmes).where(_seen(within), _p.place == place, _p.year == year))
    ).first()  # fmt: skip
    return _programme(row) if row else None


async def programmes(tx: Tx, year: int, *, within: Sight) -> list[Programme]:
    """All of a year within sight, larger areas before what lies in them: a kabupaten has some hundred places."""
    mine = sa.select(t.programmes).where(_seen(within), _p.year == year).order_by(_p.place.collate("C"))
    return [_programme(row) for row in await tx.execute(mine)]


async def save_programme(tx: Tx, change: Change[Programme]) -> Programme:
    """AlreadyBegun where somebody was faster."""
    now = change.now
    row = {
        "status": now.status, "analysis": now.analysis, "aims": list(now.aims), "agreed_by": now.agreed_by,
        "activities": [asdict(one) | {"activity_id": str(one.activity_id)} for one in now.activities],
        "agreed_at": now.agreed_at, "version": now.version,
    }  # fmt: skip
    if now.version > 1:
        mine = (_p.office == tx.office) & (_p.programme_id == now.programme_id)
        await people.replace(tx, t.programmes, mine, row)
        return now
    first = {
        "office": tx.office, "programme_id": now.programme_id, "place": now.place, "kec": now.kec, "year": now.year,
        "figures": asdict(now.figures) | {"on": now.figures.on.isoformat()}, "begun_at": now.begun_at,
    }  # fmt: skip
    try:
        async with tx.savepoint():
            await tx.execute(sa.insert(t.programmes).values(**first, **row))
    except IntegrityError:
        raise AlreadyBegun() from None
    return now


async def figures_of(tx: Tx, place: str, *, on: date) -> Figures:
    """How the villages of a place are covered, and how many PSM serve them."""
    villages = every(place, await coverage.villages(tx, place, on=on))
    serving = sum(one.role is Role.PSM for one in await who_serves(tx, place))
    return figures(villages, volunteers=serving, on=on)


def _seen(within: Sight) -> sa.ColumnElement[bool]:
    """The kabupaten's own is everybody's there."""
    mine: sa.ColumnElement[bool] = _p.office == within.office
    return mine if within.everybody else mine & (_p.kec.is_(None) | _p.kec.in_(sorted(within.kecs)))


def _programme(row: Any) -> Programme:
    told = row.figures | {"on": date.fromisoformat(row.figures["on"])}
    return Programme(
        office=row.office, programme_id=row.programme_id, place=row.place, year=row.year, figures=Figures(**told),
        begun_at=row.begun_at, status=Status(row.status), analysis=row.analysis, aims=tuple(row.aims),
        activities=tuple(Activity(**one | {"activity_id": UUID(one["activity_id"])}) for one in row.activities),
        agreed_by=row.agreed_by, agreed_at=row.agreed_at, version=row.version,
    )  # fmt: skip
