"""Tenure: since when somebody serves by SK, and until when; whole months and years of it.

The first SK of the appointment counts, not the last one that renewed it. A time of suspension is known only while it
lasts: whoever serves again has served throughout.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from services.registry.standings import Status

SALARIED = frozenset({"pppk", "pppk_part_time", "civil_servant"})  # paid by the state as such (UU 20/2023)


@dataclass(frozen=True, slots=True)
class Tenure:
    """`since_on` is the day from which her status holds; where she is ended, the day on which it ended."""

    volunteer_id: UUID
    name: str
    role: str
    kec: str
    employment: str
    starts_on: date
    status: Status
    since_on: date

    @property
    def ended_on(self) -> date | None:
        return self.since_on if self.status is Status.ENDED else None

    def months(self, on: date) -> int:
        """Whole months of service on that day."""
        last = min(self.ended_on or on, on)
        if last < self.starts_on:
            return 0
        gone = (last.year - self.starts_on.year) * 12 + last.month - self.starts_on.month
        return gone - (last.day < self.starts_on.day)

    def years(self, on: date) -> int:
        return self.months(on) // 12

    def serves_at_end_of(self, month: date) -> bool:
        """Whether she serves on the last day of that month, neither suspended nor ended by then."""
        last = next_month(month) - timedelta(days=1)
        return self.starts_on <= last and (self.status is Status.ACTIVE or last < self.since_on)


def next_month(month: date) -> date:
    """Its first day."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def months_of(first: date, last: date) -> list[date]:
    """The first day of each month from `first` to `last`."""
    found = [first]
    while found[-1] < last:
        found.append(next_month(found[-1]))
    return found


def written(months: int) -> str:
    """`4 tahun 3 bulan`."""
    years, rest = divmod(months, 12)
    parts = [f"{years} tahun"] if years else []
    return " ".join([*parts, f"{rest} bulan"] if rest or not years else parts)
