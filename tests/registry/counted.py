"""How villages and seats stand, counted once more from who serves them: in Python, from the held tables."""

from datetime import UTC, date, datetime
from typing import Any

import asyncpg

from deploy.local.running import Running
from services.registry import thresholds
from services.registry.days import today

Counted = dict[str, tuple[Any, ...]]


async def states(street: Running, office: str) -> tuple[Counted, Counted]:
    """What stands in the open tables: villages, seats."""
    admin = await asyncpg.connect(street.admin_dsn("registry"))
    try:
        villages = await admin.fetch("SELECT * FROM village_states WHERE left(area, 4) = $1", office)
        seats = await admin.fetch("SELECT * FROM seat_states WHERE left(area, 4) = $1", office)
    finally:
        await admin.close()
    told = [{row["area"]: tuple(row)[1:-1] for row in rows} for rows in (villages, seats)]
    return _somebody(told[0]), _somebody(told[1])


async def recount(street: Running, office: str) -> tuple[Counted, Counted]:
    """The same from volunteers, assignments, covers and what cases told."""
    admin = await asyncpg.connect(street.admin_dsn("registry"))
    try:
        people = {row["volunteer_id"]: row for row in await _all(admin, "volunteers", office)}
        served = await _all(admin, "assignments", office)
        covers = {row["cover_id"]: row for row in await _all(admin, "covers", office) if row["ended_at"] is None}
        active = {row["sub"]: row["active_on"] for row in await _all(admin, "activity", office)}
        cases = [row["sub"] for row in await _all(admin, "caseloads", office)]
    finally:
        await admin.close()
    most = thresholds.of(office, today(office, datetime.now(UTC))).open_cases
    villages: Counted = {}
    for village in {row["village"] for row in served}:
        here = [row for row in served if row["village"] == village and people[row["volunteer_id"]]["role"] == "psm"]
        here = [row for row in here if people[row["volunteer_id"]]["status"] != "ended"]
        own = [people[row["volunteer_id"]] for row in here if row["cover_id"] is None]
        at_work = [one for one in own if _present(one)]
        lent = [row for row in here if row["cover_id"] is not None and _present(people[row["volunteer_id"]])]
        villages[village] = (
            len(at_work), len(own) - len(at_work), len(lent), _last([one["sk_ends_on"] for one in at_work]),
            max((_active(one, active) for one in at_work), default=None),
            bool(at_work) and all(cases.count(one["sub"]) > most for one in at_work),
            max((covers[row["cover_id"]]["ends_on"] for row in lent), default=None),
        )  # fmt: skip
    seats: Counted = {}
    tksk = [one for one in people.values() if one["role"] == "tksk" and one["status"] != "ended"]
    for kec in {one["kec"] for one in (*tksk, *covers.values()) if one["kec"]}:
        own = [one for one in tksk if one["kec"] == kec]
        at_work = [one for one in own if _present(one)]
        acting = [row for row in covers.values() if row["kec"] == kec and _present(people[row["volunteer_id"]])]
        ends = [one["sk_ends_on"] for one in at_work if one["sk_ends_on"]]
        seats[kec] = (
            len(at_work), len(own) - len(at_work), len(acting), max(ends, default=None),
            max((row["ends_on"] for row in acting), default=None),
        )  # fmt: skip
    return _somebody(villages), _somebody(seats)


def _somebody(counted: Counted) -> Counted:
    """A place where nobody is stands as no row or as one that says so: the same."""
    return {place: row for place, row in counted.items() if any(row[:3])}


async def _all(admin: asyncpg.Connection, table: str, office: str) -> list[asyncpg.Record]:
    return list(await admin.fetch(f"SELECT * FROM {table} WHERE office = $1", office))  # noqa: S608 -- reason: a name of ours


def _present(person: asyncpg.Record) -> bool:
    return person["status"] == "active" and person["leave_since_on"] is None


def _last(ends: list[date | None]) -> date | None:
    """None where one of them has no end."""
    return None if not ends or None in ends else max(day for day in ends if day)


def _active(person: asyncpg.Record, active: dict[str, date]) -> date:
    since: date = today(person["office"], person["since_at"])
    return max(since, active.get(person["sub"] or "", since))
