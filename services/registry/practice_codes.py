"""Code lists of the work of a kecamatan (`practice_codes.toml`): whose money, and what a lesson is about."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from services.kit.errors import Words

FUNDS, TOPICS = "funds", "topics"


@dataclass(frozen=True, slots=True)
class Code:
    """`musrenbang`: the yearly planning decides about such money."""

    code: str
    words: Words
    source: str = ""
    musrenbang: bool = False


@cache
def codes(name: str) -> dict[str, Code]:
    told: dict[str, Any] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return {
        row["code"]: Code(
            row["code"], Words(row["id"], row["en"]), row.get("source", ""), row.get("musrenbang", False)
        )
        for row in told[name]
    }  # fmt: skip


def words(name: str, code: str) -> Words:
    """What a page shows for a code; the code itself where the list no longer has it."""
    found = codes(name).get(code)
    return found.words if found else Words(code, code)
