"""Statements: what a portfolio comes to in a span of months, on a paper that anybody can check.

The figures are those of the day on which it was made and stay so. Like a certificate's, its token is office, id and a
seal that only this service can make. Whoever checks it learns whether it is genuine and good, the name, the span and
the figures, and nothing more. Hours are those of reports that the Dinas approved: hers alone would prove nothing.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from services.kit.errors import Invalid, Words
from services.registry import days

GOOD_FOR = timedelta(days=365)
LONGEST = 60  # months
FIRST = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Figures:
    """`kinds`: how many entries of each kind are shown; `hidden`: how many she has hidden, which are counted in nothing
    else."""

    kinds: Mapping[str, int]
    attested: int = 0
    hidden: int = 0
    lesson_hours: int = 0
    minutes: int = 0  # of work, by reports that were approved

    @property
    def entries(self) -> int:
        return sum(self.kinds.values())


@dataclass(frozen=True, slots=True)
class Span:
    """From month to month, both included; a month is its first day."""

    first: date
    last: date

    @property
    def end(self) -> date:
        """The first day after it."""
        return days.after(self.last)

    @property
    def written(self) -> str:
        first, last = days.written_month(self.first), days.written_month(self.last)
        return first if first == last else f"{first} sampai {last}"


@dataclass(frozen=True, slots=True)
class Statement:
    office: str
    statement_id: UUID
    volunteer_id: UUID
    name: str
    role: str
    span: Span
    figures: Figures
    issued_on: date
    issued_at: datetime

    @property
    def valid_until(self) -> date:
        return self.issued_on + GOOD_FOR


def summed(months: Iterable[Figures]) -> Figures:
    """The figures of several months together."""
    kinds: Counter[str] = Counter()
    told = Figures(kinds)
    for month in months:
        kinds.update(month.kinds)
        told = replace(
            told, attested=told.attested + month.attested, hidden=told.hidden + month.hidden,
            lesson_hours=told.lesson_hours + month.lesson_hours, minutes=told.minutes + month.minutes,
        )  # fmt: skip
    return replace(told, kinds=dict(sorted(kinds.items())))


def require_span(first: date, last: date, *, today: date) -> Span:
    span = Span(days.month_of(first), days.month_of(last))
    if span.first > span.last or span.last > today or span.first < FIRST:
        raise Invalid(
            fields={
                "last": Words(
                    "Pilih bulan pertama dan terakhir, paling jauh bulan ini.",
                    "Choose the first and the last month, this month at the latest.",
                )
            }
        )
    if (span.last.year - span.first.year) * 12 + span.last.month - span.first.month >= LONGEST:
        raise Invalid(fields={"first": Words("Paling panjang 60 bulan.", "60 months at most.")})
    return span
