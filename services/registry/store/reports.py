"""Monthly reports: what was sent lies sealed under the volunteer's own key."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from services.kit import area
from services.kit.actor import Actor
from services.kit.change import Change
from services.kit.db import Tx
from services.kit.errors import NotFound
from services.kit.vault import Place, Vault
from services.registry import days, reports
from services.registry.journals import Line, Told
from services.registry.policy import Sight
from services.registry.reports import Report, Status
from services.registry.standings import Status as Standing
from services.registry.store import people
from services.registry.store.volunteers import seen
from services.registry.tables import volunteers
from services.registry.tables import work as t

_r, _v = t.monthly_reports.c, volunteers.c
_reports = sa.select(t.monthly_reports).join(
    volunteers, (_v.office == _r.office) & (_v.volunteer_id == _r.volunteer_id)
)


@dataclass(frozen=True, slots=True)
class Missing:
    """Somebody at work whose report of a month has not come, or went back to her."""

    volunteer_id: UUID
    name: str
    role: str
    kec: str
    status: str


async def report(tx: Tx, report_id: UUID, *, within: Sight) -> Report:
    """Of a volunteer within sight, without its lines."""
    row = (await tx.execute(_reports.where(seen(within), _r.report_id == report_id))).first()
    if row is None:
        raise NotFound()
    return _report(row)


async def opened(tx: Tx, vault: Vault, one: Report, *, by: Actor) -> Report:
    """With the lines of the journal as they were sent; the opening is in the ledger."""
    place, mine = _place(one.report_id), (_r.office == tx.office) & (_r.report_id == one.report_id)
    sealed = await tx.scalar(sa.select(_r.lines).where(mine))
    told = await vault.open(
        tx, one.volunteer_id, {place: sealed}, purpose="monthly_report", by=by, noun="volunteer",
        noun_id=one.volunteer_id,
    )  # fmt: skip
    return replace(one, lines=tuple(_line(one, line) for line in json.loads(told[place])))


async def find_report(tx: Tx, volunteer_id: UUID, month: date) -> Report | None:
    """Of a volunteer that was read before."""
    mine = sa.select(t.monthly_reports).where(_r.office == tx.office, _r.volunteer_id == volunteer_id)
    row = (await tx.execute(mine.where(_r.month == month))).first()
    return _report(row) if row else None


async def reports_of(tx: Tx, volunteer_id: UUID, *, limit: int) -> list[Report]:
    """Of a volunteer that was read before, the latest month first."""
    mine = sa.select(t.monthly_reports).where(_r.office == tx.office, _r.volunteer_id == volunteer_id)
    return [_report(row) for row in await tx.execute(mine.order_by(_r.month.desc()).limit(limit))]


async def reports_of_month(
    tx: Tx, month: date, *, within: Sight, status: str | None, after: Sequence[str] | None, limit: int
) -> list[Report]:
    """By kecamatan and name; `after` is the (kecamatan, name, id) of the last one seen."""
    wanted = _reports.where(seen(within), _r.office == tx.office, _r.month == month)
    if status:
        wanted = wanted.where(_r.status == status)
    if after:
        last = sa.tuple_(sa.literal(after[0]), sa.literal(after[1]), sa.literal(UUID(after[2])))
        wanted = wanted.where(sa.tuple_(_r.kec, _r.name, _r.report_id) > last)
    return [_report(row) for row in await tx.execute(wanted.order_by(_r.kec, _r.name, _r.report_id).limit(limit))]


async def counts(tx: Tx, month: date, *, within: Sight) -> Counter[str]:
    """How many reports of a month stand where; `open` are the months of those at work who have sent none."""
    stands = sa.func.coalesce(_r.status, reports.OPEN).label("stands")
    here = (_r.office == _v.office) & (_r.volunteer_id == _v.volunteer_id) & (_r.month == month)
    asked = (
        sa.select(stands, sa.func.count().label("number"))
        .select_from(volunteers.outerjoin(t.monthly_reports, here))
        .where(seen(within), _at_work(tx, month) | _r.status.is_not(None))
        .group_by(stands)
    )
    return Counter({row.stands: row.number for row in await tx.execute(asked)})


async def missing(tx: Tx, month: date, *, within: Sight, after: Sequence[str] | None, limit: int) -> list[Missing]:
    """By name; `after` is the (name, id) of the last one seen."""
    here = (_r.office == _v.office) & (_r.volunteer_id == _v.volunteer_id) & (_r.month == month)
    wanted = (
        sa.select(_v.volunteer_id, _v.name, _v.role, _v.kec, sa.func.coalesce(_r.status, reports.OPEN).label("stands"))
        .select_from(volunteers.outerjoin(t.monthly_reports, here))
        .where(seen(within), _at_work(tx, month), _r.status.is_(None) | (_r.status == Status.RETURNED))
        .order_by(_v.name, _v.volunteer_id)
        .limit(limit)
    )
    if after:
        last = sa.tuple_(sa.literal(after[0]), sa.literal(UUID(after[1])))
        wanted = wanted.where(sa.tuple_(_v.name, _v.volunteer_id) > last)
    return [Missing(row.volunteer_id, row.name, row.role, row.kec, row.stands) for row in await tx.execute(wanted)]


async def save_report(tx: Tx, vault: Vault, change: Change[Report]) -> Report:
    """What is sent is sealed with it; later steps leave it as it is."""
    now = change.now
    row = {
        "name": now.name, "role": now.role, "kec": now.kec, "places": list(now.places), "status": now.status,
        "minutes": now.minutes, "entries": now.entries, "active_days": now.active_days, "sent_at": now.sent_at,
        "at": now.at, "moved_by": now.moved_by, "reason": now.reason, "version": now.version,
    }  # fmt: skip
    if now.lines:
        place, content = _place(now.report_id), json.dumps([_told(line) for line in now.lines])
        row["lines"] = (await vault.seal(tx, now.volunteer_id, {place: content}))[place]
    if now.version == 1:
        new = {"report_id": now.report_id, "volunteer_id": now.volunteer_id, "month": now.month}
        await tx.execute(sa.insert(t.monthly_reports).values(office=tx.office, **new, **row))
    else:
        mine = (_r.office == tx.office) & (_r.report_id == now.report_id)
        await people.replace(tx, t.monthly_reports, mine, row)
    return now


def _at_work(tx: Tx, month: date) -> sa.ColumnElement[bool]:
    """Who serves now and did so before the month was over, by the SK or by when it was written down."""
    end = days.after(month)
    begun = (_v.sk_starts_on < end) | (_v.appointed_at < datetime.combine(end, time(), area.zone(tx.office)))
    return (_v.status == Standing.ACTIVE) & begun


def _place(report_id: UUID) -> Place:
    return Place("monthly_reports", "lines", report_id)


def _told(line: Line) -> dict[str, Any]:
    told = line.told
    return {
        "id": str(line.line_id), "day": told.day.isoformat(), "kind": told.kind, "function": told.function,
        "minutes": told.minutes, "village": told.village, "companions": told.companions, "note": told.note,
    }  # fmt: skip


def _line(one: Report, line: dict[str, Any]) -> Line:
    told = Told(
        date.fromisoformat(line["day"]), line["kind"], line["function"], line["minutes"], line["village"],
        tuple(line["companions"]), line["note"],
    )  # fmt: skip
    return Line(one.office, UUID(line["id"]), one.volunteer_id, told, one.sent_at)


def _report(row: Any) -> Report:
    return Report(
        row.office, row.report_id, row.volunteer_id, row.month, row.name, row.role, row.kec, tuple(row.places),
        Status(row.status), row.minutes, row.entries, row.active_days, row.sent_at, row.at, row.moved_by, row.reason,
        row.version,
    )  # fmt: skip
