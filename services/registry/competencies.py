"""Routes to a certificate of competency: rows with their source and the day from which they hold (`competencies.toml`).

A route says what a candidate brings, which paper proves each item and who can give it, so that nobody fails on paper.
What the registry knows by itself is never asked for again.
"""

import tomllib
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from services.kit.errors import Invalid, Words
from services.registry import days


class Known(StrEnum):
    """What the registry can tell of a candidate by itself."""

    APPOINTMENT = "appointment"
    TENURE = "tenure"
    TIER = "tier"
    EDUCATION = "education"


@dataclass(frozen=True, slots=True)
class Requirement:
    """`paper` are the kinds of files that prove it, none where no file does; `least` counts months of service, or
    letters of a text; `office` where it is that office's own row."""

    code: str
    words: Words
    evidence: Words
    giver: Words
    source: str
    known: Known | None = None
    tier: str = ""
    text: bool = False
    paper: tuple[str, ...] = ()
    least: int = 0
    office: str = ""


@dataclass(frozen=True, slots=True)
class Route:
    """`body` assesses and decides. `renews`: for who was certified before, from `opens` months before the end on."""

    code: str
    words: Words
    roles: tuple[str, ...]
    body: Words
    valid_years: int
    reminders: tuple[int, ...]
    requirements: tuple[str, ...]
    parts: tuple[Words, ...]
    renews: bool = False
    opens: int = 0


@dataclass(frozen=True, slots=True)
class Edition:
    edition: str
    since: date
    source: str
    routes: tuple[Route, ...]
    rows: tuple[Requirement, ...]

    def route(self, code: str) -> Route:
        found = next((route for route in self.routes if route.code == code), None)
        if found is None:
            raise Invalid(fields={"route": Words("Pilih jalur dari daftar.", "Choose a route from the list.")})
        return found

    def requirements(self, route: Route, office: str) -> tuple[Requirement, ...]:
        """What this office asks for on the route: its own row before everybody's."""
        mine = {row.code: row for row in sorted(self.rows, key=lambda row: row.office) if row.office in ("", office)}
        return tuple(mine[code] for code in route.requirements)


@dataclass(frozen=True, slots=True)
class Competency:
    """What was certified, and until when. `reminded` is how many months before the end it was last said so; once it is
    renewed another stands in its place."""

    valid_until: date
    reminded: int | None = None
    renewed: bool = False

    def holds(self, on: date) -> bool:
        return not self.renewed and on <= self.valid_until

    def near(self, reminders: tuple[int, ...], today: date) -> int | None:
        """The nearest of the reminders, in months before the end, whose day has come."""
        if self.renewed:
            return None
        come = (months for months in reminders if days.months_after(self.valid_until, -months) <= today)
        return min(come, default=None)


def current(on: date) -> Edition:
    """As they hold on that day; before the first edition the first."""
    return next((found for found in reversed(_editions()) if found.since <= on), _editions()[0])


def edition(name: str) -> Edition:
    return next(found for found in _editions() if found.edition == name)


def read(text: str) -> tuple[Edition, ...]:
    """Oldest first."""
    told = tomllib.loads(text)["editions"]
    return tuple(sorted((_edition(one) for one in told), key=lambda found: found.since))


@cache
def _editions() -> tuple[Edition, ...]:
    return read(Path(__file__).with_name("competencies.toml").read_text(encoding="utf-8"))


def _edition(told: dict[str, Any]) -> Edition:
    routes = tuple(_route(dict(one)) for one in told["routes"])
    rows = tuple(_requirement(dict(one)) for one in told["requirements"])
    return Edition(told["edition"], told["from"], told["source"], routes, rows)


def _route(told: dict[str, Any]) -> Route:
    words, body = Words(told.pop("id"), told.pop("en")), Words(**told.pop("body"))
    parts = tuple(Words(**one) for one in told.pop("parts"))
    told |= {name: tuple(told[name]) for name in ("roles", "reminders", "requirements")}
    return Route(words=words, body=body, parts=parts, **told)


def _requirement(told: dict[str, Any]) -> Requirement:
    words, evidence, giver = Words(told.pop("id"), told.pop("en")), told.pop("evidence"), told.pop("giver")
    known, paper = told.pop("known", None), tuple(told.pop("paper", ()))
    return Requirement(
        words=words, evidence=Words(**evidence), giver=Words(**giver), known=Known(known) if known else None,
        paper=paper, **told,
    )  # fmt: skip
