"""What pages say: every sentence once in `words.id.toml`, once in `words.en.toml`, Bahasa Indonesia first.

`say("case.head", code=...)` is the only way from code or template to a sentence. A word that is counted has the forms
`one` and `other` where the language needs them. The tests hold the two files to the same keys and the same blanks.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from functools import cache
from pathlib import Path
from typing import Any

from services.kit import area
from services.portal import formats

LANGUAGES = (formats.BAHASA, formats.ENGLISH)


@cache
def read(language: str) -> dict[str, str]:
    """All sentences of a language by dotted key."""
    path = Path(__file__).with_name(f"words.{language}.toml")
    return dict(_flat(tomllib.loads(path.read_text(encoding="utf-8"))))


def _flat(table: dict[str, Any], above: str = "") -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for key, value in table.items():
        found += _flat(value, f"{above}{key}.") if isinstance(value, dict) else [(above + key, value)]
    return found


@dataclass(frozen=True, slots=True)
class Speech:
    """The language, the clock and the calendar of the one who reads the page. Instants go in as UTC or ISO text."""

    language: str
    zone: tzinfo
    now: datetime

    def __call__(self, key: str, **blanks: object) -> str:
        words = read(self.language)
        if "n" in blanks:
            form = f"{key}.one" if blanks["n"] == 1 else f"{key}.other"
            key = form if form in words else key
        return words[key].format(**blanks)

    def knows(self, key: str) -> bool:
        return key in read(self.language)

    def person(self, case: Mapping[str, Any]) -> str:
        """The name on a case, or why there is none: erased, or never shared with this office."""
        return str(case["name"] or (self("case.erased") if case["erased"] else self("case.unnamed")))

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    def day(self, on: date | datetime | str) -> str:
        return formats.day(self._date(on), self.language)

    def short_day(self, on: date | datetime | str) -> str:
        """`17 Mei`, with the year where it is not this one."""
        found = self._date(on)
        same_year = found.year == self.today.year
        return formats.short_day(found, self.language) if same_year else formats.day(found, self.language)

    def long_day(self, on: date | datetime | str) -> str:
        return formats.long_day(self._date(on), self.language)

    def month(self, on: date | str) -> str:
        return formats.month(self._date(on), self.language)

    def month_name(self, number: int) -> str:
        """`Mei`: of the year that stands beside it."""
        return formats.month(date(self.today.year, number, 1), self.language).rpartition(" ")[0]

    def clock(self, at: datetime | str) -> str:
        return formats.clock(_instant(at), self.zone, self.language)

    def moment(self, at: datetime | str) -> str:
        return formats.moment(_instant(at), self.zone, self.language)

    def left(self, on: date | datetime | str) -> str:
        return formats.left(self._date(on), self.today, self.language)

    def urgency(self, on: date | datetime | str) -> str:
        """The class of a due date: `late` when it has passed, `soon` within three days."""
        days = (self._date(on) - self.today).days
        return "late" if days < 0 else "soon" if days <= 3 else ""

    def days_since(self, on: date | datetime | str) -> int:
        return (self.today - self._date(on)).days

    def age(self, born_on: date | str) -> int:
        return formats.age(self._date(born_on), self.today)

    def number(self, value: float) -> str:
        return formats.number(value, self.language)

    def percent(self, part: int, whole: int) -> str:
        return formats.percent(part, whole, self.language)

    def rupiah(self, value: int) -> str:
        return formats.rupiah(value, self.language)

    def nik(self, value: str) -> str:
        return formats.nik(value)

    def place(self, code: str) -> str:
        """The name of an area: `Lenggang`, `Kabupaten Belitung Timur`."""
        return area.name(code)

    def village(self, code: str) -> str:
        """A village with its kecamatan: `Lenggang, Gantung`."""
        return f"{area.name(code)}, {area.name(code[:6])}"

    def _date(self, on: date | datetime | str) -> date:
        if isinstance(on, str):
            on = date.fromisoformat(on) if len(on) == 10 else _instant(on)
        return on.astimezone(self.zone).date() if isinstance(on, datetime) else on


def _instant(at: datetime | str) -> datetime:
    return formats.read_instant(at) if isinstance(at, str) else at
