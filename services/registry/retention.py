"""Retention: how long those at work have served, and why others left. Counts only, nobody's name.

An office's counts are kept by year of the first SK and by reason; bands and sums are made when somebody asks, and what
could point at one to four people is hidden then, with one more cell where the sum would give it back. Applicants per
vacancy are not counted yet: applications are not here.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from services.kit.errors import Conflict, Words
from services.registry.standings import Standing

SMALL_TO = 4  # 1 to 4 are hidden, as oversight does
BANDS = ((1, "under_1"), (3, "under_3"), (5, "under_5"), (10, "under_10"))
LONGEST = "from_10"
UNSAID = "unsaid"  # nobody wrote down why she left


class StillServing(Conflict):
    code = "still-serving"
    words = Words(
        "Masa tugasnya belum berakhir. Akhiri lebih dahulu di halaman relawan.",
        "Her service has not ended. End it first on her page.",
    )


@dataclass(frozen=True, slots=True)
class Counts:
    """Of one kabupaten: (role, year of the first SK) at work, (role, year in which they left, reason) of those gone."""

    area: str
    serving: Mapping[tuple[str, int], int] = field(default_factory=dict)
    left: Mapping[tuple[str, int, str], int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """A figure as it may be seen: None where it is hidden."""

    code: str
    count: int | None


@dataclass(frozen=True, slots=True)
class Shown:
    """`total` is hidden too where it is small."""

    total: int | None
    lines: tuple[Line, ...]


def require_ended(standing: Standing) -> None:
    if not standing.ended:
        raise StillServing()


def served(counts: Iterable[Counts], role: str, on: date) -> Shown:
    """By calendar years since that of the first SK."""
    found: Counter[str] = Counter()
    for one in counts:
        for (of, year), count in one.serving.items():
            if of == role:
                found[_band(on.year - year)] += count
    return shown(found, [*(code for _, code in BANDS), LONGEST])


def left(counts: Iterable[Counts], role: str, year: int, codes: Sequence[str]) -> Shown:
    """By reason, of those who left in that year."""
    found: Counter[str] = Counter()
    for one in counts:
        for (of, when, reason), count in one.left.items():
            if (of, when) == (role, year):
                found[reason] += count
    return shown(found, [*codes, UNSAID])


def shown(found: Mapping[str, int], codes: Sequence[str]) -> Shown:
    """In the order of the codes. A lone hidden cell would be the total less the others, so the smallest of these is
    hidden with it; where nothing else is there to hide it behind, the total goes."""
    cells = {code: found.get(code, 0) for code in codes}
    hidden = {code for code, count in cells.items() if 1 <= count <= SMALL_TO}
    total: int | None = sum(cells.values())
    if (hidden and sum(cells[code] for code in hidden) <= SMALL_TO) or len(hidden) == 1:
        others = sorted((count, code) for code, count in cells.items() if count and code not in hidden)
        if others:
            hidden.add(others[0][1])
        else:
            total = None
    return Shown(total, tuple(Line(code, None if code in hidden else cells[code]) for code in codes))


def _band(years: int) -> str:
    return next((code for under, code in BANDS if years < under), LONGEST)
