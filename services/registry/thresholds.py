"""Thresholds: after how many days a village is silent, how many days before its end an SK is shown as ending, with how
many open cases somebody is overloaded. Data (`thresholds.toml`) with its source, since no regulation names a number; a
kabupaten may have its own."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Thresholds:
    """`open_cases` is how many somebody may have and not be overloaded; `report_day` the day of the next month by which
    a monthly report is due."""

    edition: str
    source: str
    silent_days: int
    ending_days: int
    open_cases: int
    report_day: int = 5


@dataclass(frozen=True, slots=True)
class Edition:
    since: date
    everywhere: Thresholds
    own: Mapping[str, Thresholds] = field(default_factory=dict)  # of a kabupaten that decided otherwise


def current(on: date) -> Edition:
    """As they hold on that day; before the first edition, the first."""
    held = [edition for edition in _editions() if edition.since <= on]
    return held[-1] if held else _editions()[0]


def of(kabupaten: str, on: date) -> Thresholds:
    found = current(on)
    return found.own.get(kabupaten, found.everywhere)


def read(text: str) -> tuple[Edition, ...]:
    """The oldest first."""
    told = tomllib.loads(text)["edition"]
    return tuple(sorted((_edition(dict(one)) for one in told), key=lambda edition: edition.since))


@cache
def _editions() -> tuple[Edition, ...]:
    return read(Path(__file__).with_name("thresholds.toml").read_text(encoding="utf-8"))


def _edition(told: dict[str, Any]) -> Edition:
    since, own = told.pop("from"), told.pop("own", {})
    return Edition(since, Thresholds(**told), {code: Thresholds(**told | other) for code, other in own.items()})
