"""What the codes in figures are called and how statuses are grouped (`labels.toml`)."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from services.kit.errors import Words


@dataclass(frozen=True, slots=True)
class Labels:
    """`groups` are sums of statuses; `group_of` says of which."""

    types: dict[str, Words]
    groups: dict[str, Words]
    statuses: dict[str, Words]
    group_of: dict[str, str]


@cache
def labels(kind: str) -> Labels:
    """The labels of one kind of matter: `cases` or `referrals`."""
    told = tomllib.loads((Path(__file__).parent / "labels.toml").read_text())[kind]
    groups = _words(told["groups"])
    return Labels(
        types=_words(told["types"]),
        groups=groups,
        statuses={code: words for group in groups for code, words in _words(told[group]).items()},
        group_of={code: group for group in groups for code in told[group]},
    )


def _words(told: dict[str, list[str]]) -> dict[str, Words]:
    return {code: Words(*said) for code, said in told.items()}
