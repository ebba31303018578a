"""Code lists: what may be chosen, with its legal source and the day from which it holds (`codes.toml`).

A case keeps the edition of the types that it was decided under; words of older editions are still found.
"""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from services.kit.errors import Invalid, NotFound, Words

PROTECTED = 3  # S3: violence, HIV, trafficking, children before the law ...
PERSONAL = 2  # S2: children, whose data are "specific" (law 27/2022)
INTERNAL = 1  # S1: everybody else in need


@dataclass(frozen=True, slots=True)
class Code:
    """`unit`, `protected`, `child`, `ages` and `aliases` are said of PPKS types; `days` and `office` of terms."""

    code: str
    words: Words
    source: str
    unit: str = "person"
    protected: bool = False
    child: bool = False
    ages: tuple[int, int] | None = None
    aliases: tuple[str, ...] = ()
    days: int = 0
    office: str = ""
    hidden: bool = False  # given by a rule, never chosen by a person


@dataclass(frozen=True, slots=True)
class CodeList:
    name: str
    edition: str
    since: date
    source: str
    codes: tuple[Code, ...]

    def find(self, code: str) -> Code | None:
        return next((c for c in self.codes if c.code == code), None)


def names() -> tuple[str, ...]:
    return tuple(_editions())


def current(name: str, on: date) -> CodeList:
    """The list as it holds on that day; NotFound for a name that no list has."""
    found = [edition for edition in _editions().get(name, ()) if edition.since <= on]
    if not found:
        raise NotFound()
    return found[-1]


def require(name: str, code: str, on: date, *, field: str) -> Code:
    """The code if it may be chosen on that day; Invalid, naming `field`, if not."""
    found = current(name, on).find(code)
    if found is None or found.hidden:
        raise Invalid("unknown-code", fields={field: Words("Pilih dari daftar.", "Choose from the list.")})
    return found


@cache
def words(name: str, code: str) -> Words:
    """What a page shows for a code of any edition, the newest first; the code itself where no edition has it."""
    for edition in reversed(_editions()[name]):
        if (found := edition.find(code)) is not None:
            return found.words
    return Words(code, code)


def ppks(number: int | None, on: date) -> Code | None:
    """The PPKS type of this number; None for a request without type; Invalid for a number that is none."""
    return None if number is None else require("types", str(number), on, field="type")


def sensitivity(kind: Code | None, *, flagged: bool) -> int:
    """Protected types, and whatever was flagged, are S3; children are at least S2."""
    if flagged or (kind is not None and kind.protected):
        return PROTECTED
    return PERSONAL if kind is not None and kind.child else INTERNAL


def term(status: str, office: str, on: date) -> int | None:
    """Days until the move of a status is late: the kabupaten's own, else everybody's; None where nothing is awaited."""
    found = [c for c in current("terms", on).codes if c.code == status and c.office in ("", office)]
    return max(found, key=lambda c: c.office).days if found else None


@cache
def _editions() -> dict[str, tuple[CodeList, ...]]:
    """All lists by name, oldest edition first."""
    told = tomllib.loads(Path(__file__).with_name("codes.toml").read_text(encoding="utf-8"))
    return {
        name: tuple(sorted((_list(name, edition) for edition in editions), key=lambda found: found.since))
        for name, editions in told.items()
    }


def _list(name: str, told: dict[str, Any]) -> CodeList:
    source: str = told["source"]
    found = tuple(_code(dict(code), source) for code in told["codes"])
    return CodeList(name, told["edition"], told["from"], source, found)


def _code(told: dict[str, Any], source: str) -> Code:
    words = Words(told.pop("id"), told.pop("en"))
    ages = told.pop("ages", None)
    aliases = tuple(told.pop("aliases", ()))
    return Code(words=words, source=told.pop("source", source), ages=ages and tuple(ages), aliases=aliases, **told)
