"""The code lists of the care ledger: kinds of hours, costs, risks and harms, programmes of insurance, levels of awards,
education, reasons for leaving. Data (`care_codes.toml`), each list with its source and the day from which it holds.

Also from there: how long before its end an insurance counts as lapsing, how letters of each kind are coded in their
number, and which law keeps payments when a person is erased.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from services.kit.errors import Invalid, Words
from services.registry.engagements import Code

HOURS, COSTS, RISKS, HARMS = "hours", "costs", "risks", "harms"
PROGRAMMES, LEVELS, EDUCATIONS, DEPARTURES = "programmes", "levels", "educations", "departures"
LISTS = (HOURS, COSTS, RISKS, HARMS, PROGRAMMES, LEVELS, EDUCATIONS, DEPARTURES)
CHOOSE = Words("Pilih dari daftar.", "Choose from the list.")


@dataclass(frozen=True, slots=True)
class Edition:
    edition: str
    since: date
    lapsing_days: int
    retention_source: str
    letter_codes: Mapping[str, str]
    lists: Mapping[str, tuple[Code, ...]]


def current(on: date) -> Edition:
    """As it holds on that day; before the first edition, the first."""
    held = [edition for edition in _editions() if edition.since <= on]
    return held[-1] if held else _editions()[0]


def words(name: str, code: str) -> Words:
    """What a page shows for a code, whichever edition had it."""
    found = (one.words for edition in reversed(_editions()) for one in edition.lists[name] if one.code == code)
    return next(found, Words(code, code))


def stands(name: str, code: str, on: date) -> bool:
    """Whether it may be chosen on that day."""
    return any(one.code == code for one in current(on).lists[name])


def require(name: str, code: str, on: date, *, field: str) -> str:
    if not stands(name, code, on):
        raise Invalid(fields={field: CHOOSE})
    return code


def reaches(education: str, least: str, on: date) -> bool:
    """Whether an education is the one asked for, or stands behind it in the list."""
    order = [one.code for one in current(on).lists[EDUCATIONS]]
    return education in order and least in order and order.index(education) >= order.index(least)


@cache
def _editions() -> tuple[Edition, ...]:
    """The oldest first."""
    told = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))["editions"]
    return tuple(sorted((_edition(dict(one)) for one in told), key=lambda edition: edition.since))


def _edition(told: dict[str, Any]) -> Edition:
    since, lists = told.pop("from"), told.pop("lists")
    return Edition(since=since, lists={name: _list(lists[name]) for name in LISTS}, **told)


def _list(told: dict[str, Any]) -> tuple[Code, ...]:
    return tuple(Code(code, Words(bahasa, english), told["source"]) for code, bahasa, english in told["codes"])
