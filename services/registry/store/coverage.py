"""How villages and seats stand: counted anew by whatever changes it, in the same transaction, and read for any area.

The rows are locked before they are counted: of two who change one village at once the second counts what the first
wrote. Thresholds are asked when the rows are read, so nothing must be written because a day has passed.
"""

from collections.abc import Callable, Collection
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, insert

from services.kit import area
from services.kit.area import DIGITS, Level
from services.kit.db import Hot, Tx
from services.registry import tables as t
from services.registry import thresholds
from services.registry.coverage import Forecast, Loss, Seat, Sum, Village, horizon, inside, lower, months
from services.registry.days import today
from services.registry.thresholds import Edition, Thresholds
from services.registry.volunteers import Role

_s, _seats = t.village_states.c, t.seat_states.c
_NOBODY = {"psm": 0, "away": 0, "covering": 0, "overloaded": False}
_FIGURES = ("covered", "cover", "ending", "silent", "overloaded", "as_of")
_EMPTY = {"tksk": 0, "away": 0, "acting": 0}

_COUNTED = sa.text(
    """UPDATE village_states AS s
    SET psm = f.psm, away = f.away, covering = f.covering, sk_ends_on = f.sk_ends_on, active_on = f.active_on,
      overloaded = f.overloaded, cover_ends_on = f.cover_ends_on, as_of = :at
    FROM (
      SELECT p.area, count(*) FILTER (WHERE w.own AND w.present) AS psm,
        count(*) FILTER (WHERE w.own AND NOT w.present) AS away,
        count(*) FILTER (WHERE NOT w.own AND w.present) AS covering,
        CASE WHEN NOT bool_or(w.sk_ends_on IS NULL) FILTER (WHERE w.own AND w.present)
          THEN max(w.sk_ends_on) FILTER (WHERE w.own AND w.present) END AS sk_ends_on,
        max(w.active_on) FILTER (WHERE w.own AND w.present) AS active_on,
        coalesce(bool_and(w.open_cases > :most) FILTER (WHERE w.own AND w.present), false) AS overloaded,
        max(w.cover_ends_on) FILTER (WHERE NOT w.own AND w.present) AS cover_ends_on
      FROM unnest(:places) AS p (area) LEFT JOIN (
        SELECT a.village AS area, a.cover_id IS NULL AS own, c.ends_on AS cover_ends_on, v.sk_ends_on,
          v.status = 'active' AND v.leave_since_on IS NULL AS present,
          greatest(d.active_on, (v.since_at AT TIME ZONE CAST(:ahead AS interval))::date) AS active_on,
          (SELECT count(*) FROM caseloads l WHERE l.office = v.office AND l.sub = v.sub) AS open_cases
        FROM assignments a JOIN volunteers v ON v.office = a.office AND v.volunteer_id = a.volunteer_id
          LEFT JOIN activity d ON d.office = v.office AND d.sub = v.sub
          LEFT JOIN covers c ON c.office = a.office AND c.cover_id = a.cover_id
        WHERE a.office = :office AND a.village = ANY(:places) AND v.role = 'psm' AND v.status <> 'ended'
      ) AS w ON w.area = p.area
      GROUP BY p.area
    ) AS f WHERE s.area = f.area"""
).bindparams(sa.bindparam("places", type_=ARRAY(sa.Text)))

_COUNTED_SEATS = sa.text(
    """UPDATE seat_states AS s
    SET tksk = f.tksk, away = f.away, acting = f.acting, sk_ends_on = f.sk_ends_on, acting_ends_on = f.acting_ends_on,
      as_of = :at
    FROM (
      SELECT p.area, count(*) FILTER (WHERE w.own AND w.present) AS tksk,
        count(*) FILTER (WHERE w.own AND NOT w.present) AS away,
        count(*) FILTER (WHERE NOT w.own AND w.present) AS acting,
        max(w.sk_ends_on) FILTER (WHERE w.own AND w.present) AS sk_ends_on,
        max(w.acting_ends_on) FILTER (WHERE NOT w.own AND w.present) AS acting_ends_on
      FROM unnest(:places) AS p (area) LEFT JOIN (
        SELECT v.kec AS area, true AS own, NULL::date AS acting_ends_on, v.sk_ends_on,
          v.status = 'active' AND v.leave_since_on IS NULL AS present
        FROM volunteers v WHERE v.office = :office AND v.role = 'tksk' AND v.status <> 'ended'
        UNION ALL
        SELECT c.kec, false, c.ends_on, NULL, v.status = 'active' AND v.leave_since_on IS NULL
        FROM covers c JOIN volunteers v ON v.office = c.office AND v.volunteer_id = c.volunteer_id
        WHERE c.office = :office AND c.kec IS NOT NULL AND c.ended_at IS NULL
      ) AS w ON w.area = p.area
      GROUP BY p.area
    ) AS f WHERE s.area = f.area"""
).bindparams(sa.bindparam("places", type_=ARRAY(sa.Text)))


async def recount(tx: Tx, role: Role, villages: Collection[str], *, at: datetime) -> None:
    """After a change of somebody of this role: the villages that it touches, or the kabupaten's seats of TKSK."""
    if role is Role.TKSK:
        seats = list(inside(tx.office, Level.KECAMATAN))
        await _locked(tx, t.seat_states, seats, _EMPTY, at)
        await tx.execute(_COUNTED_SEATS, {"office": tx.office, "places": seats, "at": at})
    elif villages:
        places, most = sorted(villages), thresholds.of(tx.office, today(tx.office, at)).open_cases
        ahead = area.zone(tx.office).utcoffset(None)
        await _locked(tx, t.village_states, places, _NOBODY, at)
        counted = {"office": tx.office, "places": places, "most": most, "ahead": ahead, "at": at}
        await tx.execute(_COUNTED, counted)


async def _locked(tx: Tx, table: sa.Table, places: list[str], empty: dict[str, Any], at: datetime) -> None:
    """In their order, whether they were there or not."""
    new = insert(table).values([{"area": place, "as_of": at, **empty} for place in places])
    await tx.execute(new.on_conflict_do_update(index_elements=["area"], set_={"as_of": new.excluded.as_of}))


# --- reading ---


def within(column: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    """A colon sorts behind every digit: the range is the place and all that lies in it."""
    low, high = sa.bindparam("low", None, sa.Text), sa.bindparam("high", None, sa.Text)
    return (column >= low) & (column < high)


def span(place: str) -> dict[str, str]:
    return {"low": "", "high": ":"} if place == area.NATION else {"low": place, "high": f"{place}:"}


def _limit(edition: Edition, days: Callable[[Thresholds], int], on: date) -> sa.ColumnElement[date]:
    """The day that a kabupaten's threshold comes to."""

    def day(found: Thresholds) -> sa.ColumnElement[date]:
        return sa.cast(on + timedelta(days=days(found)), sa.Date)

    kabupaten = sa.func.left(_s.area, sa.literal_column("4"))
    own = [(kabupaten == code, day(found)) for code, found in sorted(edition.own.items())]
    return sa.case(*own, else_=day(edition.everywhere)) if own else day(edition.everywhere)


def _marks(on: date) -> tuple[sa.ColumnElement[bool], ...]:
    """Ending, silent, overloaded: said of villages that are covered."""
    edition = thresholds.current(on)
    ending = _s.sk_ends_on <= _limit(edition, lambda found: found.ending_days, on)
    silent = _s.active_on <= _limit(edition, lambda found: -found.silent_days, on)
    covered = _s.psm > 0
    return covered & sa.func.coalesce(ending, sa.false()), covered & sa.func.coalesce(silent, sa.false()), _s.overloaded


@lru_cache(maxsize=4)  # a day is asked again and again
def _villages(on: date) -> Hot:
    ending, silent, overloaded = _marks(on)
    columns = (_s.area, _s.psm, _s.away, _s.covering, _s.sk_ends_on, _s.active_on, _s.cover_ends_on, _s.as_of)
    marks = (ending.label("ending"), silent.label("silent"), overloaded.label("overloaded"))
    return Hot(sa.select(*columns, *marks).where(within(_s.area)).order_by(_s.area))


@lru_cache(maxsize=16)
def _sums(on: date, digits: int) -> Hot:
    marks = zip(("ending", "silent", "overloaded"), _marks(on), strict=True)
    part = sa.func.left(_s.area, sa.literal_column(str(digits))).label("part")
    return Hot(
        sa.select(
            part,
            sa.func.count().filter(_s.psm > 0).label("covered"),
            sa.func.count().filter(_s.psm == 0, _s.covering > 0).label("cover"),
            *(sa.func.count().filter(mark).label(name) for name, mark in marks),
            sa.func.max(_s.as_of).label("as_of"),
        )
        .where(within(_s.area))
        .group_by("part")
    )


async def villages(tx: Tx, place: str, *, on: date) -> list[Village]:
    """Those that a row is about."""
    return [Village(**dict(row)) for row in await tx.read(_villages(on), **span(place))]


async def seats(tx: Tx, place: str) -> list[Seat]:
    columns = (_seats.area, _seats.tksk, _seats.away, _seats.acting, _seats.sk_ends_on, _seats.acting_ends_on)
    found = await tx.execute(sa.select(*columns).where(within(_seats.area)), span(place))
    return [Seat(*row) for row in found]


async def sums(tx: Tx, place: str, *, on: date) -> list[Sum]:
    """Of the areas right below a province or the nation, counted by the database."""
    level = lower(place)
    digits = DIGITS[level]
    part = sa.func.left(_seats.area, sa.literal_column(str(digits))).label("part")
    held = sa.select(
        part,
        sa.func.count().filter(_seats.tksk > 0).label("seated"),
        sa.func.count().filter(_seats.tksk == 0, _seats.acting > 0).label("acting"),
    )
    of_seats = {
        row.part: row for row in await tx.execute(held.where(within(_seats.area)).group_by("part"), span(place))
    }
    of_villages = {row["part"]: row for row in await tx.read(_sums(on, digits), **span(place))}
    found = []
    for code in inside(place, level):
        row, seat = of_villages.get(code), of_seats.get(code)
        counts = {name: row[name] for name in _FIGURES} if row else {}
        found.append(Sum(code, **counts, seated=seat.seated if seat else 0, acting=seat.acting if seat else 0))
    return found


async def forecast(tx: Tx, place: str, *, on: date) -> Forecast:
    """How many villages lose their last SK in each of the coming months, and which, where the place is small enough."""
    month = sa.cast(sa.func.date_trunc("month", _s.sk_ends_on), sa.Date).label("month")
    ahead = (_s.psm > 0) & (_s.sk_ends_on < horizon(on)) & within(_s.area)
    counted = sa.select(month, sa.func.count().label("number")).where(ahead, _s.sk_ends_on >= on).group_by("month")
    by_month = {row.month: row.number for row in await tx.execute(counted, span(place))}
    lapsed = sa.select(sa.func.count()).where(ahead, _s.sk_ends_on < on)
    found = Forecast(
        place, {first: by_month.get(first, 0) for first in months(on)}, await tx.scalar(lapsed, span(place)) or 0
    )
    if len(place) < DIGITS[Level.KABUPATEN]:
        return found
    soon = sa.select(_s.area, _s.sk_ends_on).where(ahead).order_by(_s.sk_ends_on, _s.area)
    losses = tuple(Loss(row.area, row.sk_ends_on) for row in await tx.execute(soon, span(place)))
    return Forecast(found.area, found.months, found.lapsed, losses)
