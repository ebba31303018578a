"""Code lists of what volunteers do, as data with sources (`works.toml`): kinds of evidence, activities, functions of a
role, with whom; and which PPKS types an entry of a portfolio may name.

A PSM's functions are those of Permensos 10/2019, a TKSK's those of Permensos 28/2018; offices call them otherwise too.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from services.kit.errors import Words

EVIDENCE, TYPES, ACTIVITIES, FUNCTIONS, COMPANIONS = "evidence", "types", "activities", "functions", "companions"
TRAINED, COMMENDED = "trained", "commended"  # kinds of evidence that come from elsewhere than cases


@dataclass(frozen=True, slots=True)
class Code:
    """`roles` are whose function it is, empty: everybody's; `journal` and `function` what a deed suggests to the
    journal."""

    code: str
    words: Words
    source: str
    roles: tuple[str, ...] = ()
    journal: str = ""
    function: Mapping[str, str] = field(default_factory=dict)


def codes(name: str) -> tuple[Code, ...]:
    return tuple(_lists()[name].values())


def find(name: str, code: str) -> Code | None:
    return _lists()[name].get(code)


def words(name: str, code: str) -> Words:
    """What a page shows for a code; the code itself where the list has none."""
    found = find(name, code)
    return found.words if found else Words(code, code)


@cache
def _lists() -> dict[str, dict[str, Code]]:
    told: dict[str, Any] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return {name: {row["code"]: _code(dict(row)) for row in rows} for name, rows in told.items()}


def _code(row: dict[str, Any]) -> Code:
    said = Words(row.pop("id"), row.pop("en"))
    return Code(words=said, roles=tuple(row.pop("roles", ())), **row)
