"""How a person is employed and what she is qualified as: beside the role, never instead of it (`engagements.toml`).

A TKSK may be a volunteer today and PPPK tomorrow and serves the same kecamatan; a certified social worker (law 14/2019)
is a profession. A PSM is a volunteer and is never labelled "Pekerja Sosial". For an officer the personnel decree says
which title the post has: one kecamatan has a Kasi Kesra, another a Kasi Kesos.
"""

import tomllib
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from services.kit.errors import Invalid, Words

EMPLOYMENTS, QUALIFICATIONS = "employments", "qualifications"
SOCIAL_WORKER = "peksos"


@dataclass(frozen=True, slots=True)
class Code:
    code: str
    words: Words
    source: str


@dataclass(frozen=True, slots=True)
class Engagement:
    """Empty where nothing is on paper. `title`, `decree`, `decreed_on` are an officer's, from the personnel decree."""

    employment: str = ""
    qualification: str = ""
    title: str = ""
    decree: str = ""
    decreed_on: date | None = None


UNKNOWN = Engagement()
VOLUNTARY = Engagement("volunteer")


def codes(name: str) -> tuple[Code, ...]:
    return tuple(_lists()[name].values())


def words(name: str, code: str) -> Words:
    """What a page shows for a code; the code itself where the list no longer has it."""
    found = _lists()[name].get(code)
    return found.words if found else Words(code, code)


def require_engagement(told: Engagement, *, roles: tuple[str, ...], today: date) -> Engagement:
    """As it is kept. `roles` decide what does not go together."""
    title, decree = (" ".join(text.split()) for text in (told.title, told.decree))
    wrong: dict[str, Words] = {}
    for field, name in (("employment", EMPLOYMENTS), ("qualification", QUALIFICATIONS)):
        if (code := getattr(told, field)) and code not in _lists()[name]:
            wrong[field] = Words("Pilih dari daftar.", "Choose from the list.")
    if told.qualification == SOCIAL_WORKER and "psm" in roles:
        wrong["qualification"] = Words(
            "PSM adalah relawan, bukan Pekerja Sosial. Pekerja Sosial adalah profesi (UU 14/2019).",
            "A PSM is a volunteer, not a social worker: that is a profession (law 14/2019).",
        )
    for field, text in (("title", title), ("decree", decree)):
        if len(text) > 100:
            wrong[field] = Words("Paling panjang 100 huruf.", "At most 100 letters.")
    if told.decreed_on is not None and told.decreed_on > today:
        wrong["decreed_on"] = Words("Tanggal SK belum terjadi.", "The date of the decree lies ahead.")
    if wrong:
        raise Invalid(fields=wrong)
    return replace(told, title=title, decree=decree)


@cache
def _lists() -> dict[str, dict[str, Code]]:
    told: dict[str, Any] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return {
        name: {row["code"]: Code(row["code"], Words(row["id"], row["en"]), row["source"]) for row in rows}
        for name, rows in told.items()
    }
