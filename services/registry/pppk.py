"""Who meets the conditions for PPPK, as far as this office knows: each condition is a row with its legal source
(`pppk.toml`). What comes out is a list of what is missing. It decides nothing: nobody is proposed or left out by it.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from services.kit.errors import Invalid, Stale, Words
from services.registry import care_codes
from services.registry.tenures import SALARIED, Tenure

BY_HAND = "by_hand"


@dataclass(frozen=True, slots=True)
class Condition:
    code: str
    kind: str
    words: Words
    source: str
    least: str = ""
    years: int = 0


@dataclass(frozen=True, slots=True)
class Edition:
    edition: str
    since: date
    source: str
    conditions: tuple[Condition, ...]
    own: Mapping[str, tuple[Condition, ...]]  # further ones of a kabupaten


@dataclass(frozen=True, slots=True)
class Education:
    """The highest that is on paper."""

    volunteer_id: UUID
    code: str
    field: str = ""
    year: int | None = None
    version: int = 1


def of(office: str, on: date) -> tuple[Condition, ...]:
    """Those that hold in this kabupaten on that day."""
    edition = current(on)
    return edition.conditions + edition.own.get(office, ())


def current(on: date) -> Edition:
    held = [edition for edition in _editions() if edition.since <= on]
    return held[-1] if held else _editions()[0]


def wanted(tenure: Tenure) -> bool:
    """Whoever is PPPK or civil servant already is not looked at, nor who serves no longer."""
    return tenure.ended_on is None and tenure.employment not in SALARIED


def missing(
    conditions: Sequence[Condition], tenure: Tenure, education: Education | None, *, certified: bool, on: date
) -> list[Condition]:
    """What is not met or not on paper, in the order of the list; what is looked at by hand is never among it."""

    def met(one: Condition) -> bool:
        match one.kind:
            case "education":
                return education is not None and care_codes.reaches(education.code, one.least, on)
            case "tenure":
                return tenure.years(on) >= one.years
            case "certificate":
                return certified
        return True

    return [one for one in conditions if not met(one)]


def record(
    before: Education | None, *, volunteer_id: UUID, code: str, field: str, year: int | None, was: int, today: date
) -> Education:
    """The next version; `was` is 0 while there is none."""
    version = before.version if before else 0
    if was != version:
        raise Stale()
    said = " ".join(field.split())
    wrong: dict[str, Words] = {}
    if not care_codes.stands(care_codes.EDUCATIONS, code, today):
        wrong["education"] = care_codes.CHOOSE
    if len(said) > 100:
        wrong["field"] = Words("Paling panjang 100 huruf.", "At most 100 letters.")
    if year is not None and not 1950 <= year <= today.year:
        wrong["year"] = Words("Tulis tahun lulus.", "Write the year of graduation.")
    if wrong:
        raise Invalid(fields=wrong)
    return Education(volunteer_id, code, said, year, version + 1)


@cache
def _editions() -> tuple[Edition, ...]:
    """The oldest first."""
    told = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))["editions"]
    return tuple(sorted((_edition(one) for one in told), key=lambda edition: edition.since))


def _edition(told: dict[str, Any]) -> Edition:
    own = {office: tuple(_condition(dict(one)) for one in rows) for office, rows in told["own"].items()}
    rows = tuple(_condition(dict(one)) for one in told["conditions"])
    return Edition(told["edition"], told["from"], told["source"], rows, own)


def _condition(told: dict[str, Any]) -> Condition:
    return Condition(words=Words(told.pop("id"), told.pop("en")), **told)
