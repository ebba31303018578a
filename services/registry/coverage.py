"""Coverage: how every village and every seat of a TKSK stands, without a person, and which villages lose theirs next.

A village stands as the best off of those who serve it: it is silent only where all are, its SK ends when the last one
does. Whoever is on leave or suspended serves nobody meanwhile. Figures add up: each village is covered, in cover or
vacant; ending, silent and overloaded are said of the covered ones, and one village may be all three.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from functools import cache, lru_cache
from uuid import UUID

from services.kit import area
from services.kit.area import Level
from services.kit.errors import Words

MONTHS = 12
MOST_PROPOSALS = 3


class State(StrEnum):
    COVERED = "covered"
    COVER = "cover"
    VACANT = "vacant"


class Mark(StrEnum):
    ENDING = "ending"
    SILENT = "silent"
    OVERLOADED = "overloaded"


STATES: dict[State, Words] = {
    State.COVERED: Words("Tercakup", "Covered"),
    State.COVER: Words("Digantikan", "In cover"),
    State.VACANT: Words("Kosong", "Vacant"),
}
MARKS: dict[Mark, Words] = {
    Mark.ENDING: Words("SK berakhir", "SK ending"),
    Mark.SILENT: Words("Lama tanpa kegiatan", "Silent"),
    Mark.OVERLOADED: Words("Beban tinggi", "Overloaded"),
}


@dataclass(frozen=True, slots=True)
class Village:
    """`psm` serve it by their own SK and are at work, `away` are on leave or suspended, `covering` serve it for a
    time. The marks are asked of the thresholds of the day."""

    area: str
    psm: int = 0
    away: int = 0
    covering: int = 0
    sk_ends_on: date | None = None
    active_on: date | None = None
    cover_ends_on: date | None = None
    as_of: datetime | None = None  # when it changed last
    ending: bool = False
    silent: bool = False
    overloaded: bool = False

    @property
    def state(self) -> State:
        return State.COVERED if self.psm else State.COVER if self.covering else State.VACANT

    @property
    def marks(self) -> tuple[Mark, ...]:
        return tuple(mark for mark in Mark if getattr(self, mark))


@dataclass(frozen=True, slots=True)
class Seat:
    """The one seat of a TKSK in a kecamatan; one who acts is cover, and leaves it vacant."""

    area: str
    tksk: int = 0
    away: int = 0
    acting: int = 0
    sk_ends_on: date | None = None
    acting_ends_on: date | None = None

    @property
    def state(self) -> State:
        return State.COVERED if self.tksk else State.COVER if self.acting else State.VACANT


@dataclass(frozen=True, slots=True)
class Sum:
    """Of all villages and seats of an area; what is in no row is vacant."""

    area: str
    covered: int = 0
    cover: int = 0
    ending: int = 0
    silent: int = 0
    overloaded: int = 0
    seated: int = 0
    acting: int = 0
    as_of: datetime | None = None

    @property
    def villages(self) -> int:
        return number(self.area, Level.DESA)

    @property
    def vacant(self) -> int:
        return self.villages - self.covered - self.cover

    @property
    def seats(self) -> int:
        return number(self.area, Level.KECAMATAN)

    @property
    def unseated(self) -> int:
        return self.seats - self.seated - self.acting


@dataclass(frozen=True, slots=True)
class Serving:
    """Somebody who serves a place, by name: only for whoever sees her anyway."""

    place: str
    volunteer_id: UUID
    name: str
    present: bool
    cover_ends_on: date | None  # where she only covers it


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A PSM at work of the same kecamatan, with what she has in hand."""

    volunteer_id: UUID
    name: str
    villages: tuple[str, ...]
    open_cases: int
    sk_ends_on: date | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """Why this one: of `among` neighbours whose SK lasts longer she serves the fewest villages and, of those, has the
    fewest open cases. A person decides."""

    neighbour: Neighbour
    among: int


@dataclass(frozen=True, slots=True)
class Loss:
    """A village that becomes vacant when its last SK ends."""

    area: str
    ends_on: date
    proposals: tuple[Proposal, ...] = ()


@dataclass(frozen=True, slots=True)
class Forecast:
    """`months` by their first day; `lapsed` are villages whose SK has ended already, unrenewed."""

    area: str
    months: Mapping[date, int]
    lapsed: int
    losses: tuple[Loss, ...] = field(default=())


def lower(place: str) -> Level:
    """The areas right below one; a kecamatan is shown by its villages."""
    below = {Level.NATION: Level.PROVINCE, Level.PROVINCE: Level.KABUPATEN, Level.KABUPATEN: Level.KECAMATAN}
    return below.get(area.level(place), Level.DESA)


def every(place: str, rows: Iterable[Village]) -> list[Village]:
    """All villages of a place, also those that no row is about."""
    known = {row.area: row for row in rows}
    return [known.get(code) or Village(code) for code in inside(place, Level.DESA)]


def every_seat(place: str, rows: Iterable[Seat]) -> list[Seat]:
    known = {row.area: row for row in rows}
    return [known.get(code) or Seat(code) for code in inside(place, Level.KECAMATAN)]


def by_kecamatan(place: str, villages: Iterable[Village], seats: Iterable[Seat]) -> list[Sum]:
    """The sums of each kecamatan of a place, of its villages and its seat."""
    mine: dict[str, list[Village]] = {code: [] for code in inside(place, Level.KECAMATAN)}
    for village in villages:
        mine[village.area[:6]].append(village)
    held = {seat.area: seat.state for seat in seats}
    return [_summed(code, found, held.get(code, State.VACANT)) for code, found in mine.items()]


def _summed(kec: str, villages: Sequence[Village], seat: State) -> Sum:
    states = Counter(village.state for village in villages)
    marks = Counter(mark for village in villages for mark in village.marks)
    return Sum(
        kec, states[State.COVERED], states[State.COVER], marks[Mark.ENDING], marks[Mark.SILENT],
        marks[Mark.OVERLOADED], int(seat is State.COVERED), int(seat is State.COVER),
        max((village.as_of for village in villages if village.as_of), default=None),
    )  # fmt: skip


def total(place: str, parts: Sequence[Sum]) -> Sum:
    names = ("covered", "cover", "ending", "silent", "overloaded", "seated", "acting")
    newest = max((part.as_of for part in parts if part.as_of), default=None)
    counts = {name: sum(getattr(part, name) for part in parts) for name in names}
    return replace(Sum(place, as_of=newest), **counts)


def months(today: date) -> list[date]:
    """The first days of this month and those that follow it."""
    begun = today.year * 12 + today.month - 1
    return [date((begun + ahead) // 12, (begun + ahead) % 12 + 1, 1) for ahead in range(MONTHS)]


def horizon(today: date) -> date:
    """The day behind the last of these months."""
    last = months(today)[-1]
    return date(last.year + last.month // 12, last.month % 12 + 1, 1)


def proposals(loss: Loss, neighbours: Iterable[Neighbour]) -> Loss:
    """With those who could serve the village next: of the same kecamatan, not there yet, and not gone themselves by
    then; the least laden first."""
    kec = area.kecamatan_of(loss.area)
    able = [
        one
        for one in neighbours
        if any(area.lies_in(village, kec) for village in one.villages)
        and loss.area not in one.villages
        and (one.sk_ends_on is None or one.sk_ends_on > loss.ends_on)
    ]
    able.sort(key=lambda one: (len(one.villages), one.open_cases, one.name))
    found = tuple(Proposal(one, len(able)) for one in able[:MOST_PROPOSALS])
    return Loss(loss.area, loss.ends_on, found)


@lru_cache(maxsize=200)  # a place is shown again and again; to look through a nation takes 40 ms
def inside(place: str, level: Level) -> tuple[str, ...]:
    """The areas of this level that lie in a place."""
    return tuple(area.codes(place, level))


def number(place: str, level: Level) -> int:
    """How many areas of this level lie in a place."""
    return _numbers()[place, level]


@cache
def _numbers() -> Counter[tuple[str, Level]]:
    """Of all places at once: a tenth of a second once per process."""
    found: Counter[tuple[str, Level]] = Counter()
    for level in (Level.KECAMATAN, Level.DESA):
        for code in area.codes(level=level):
            found.update((place, level) for place in {area.NATION, code[:2], code[:4], code[:6]})
    return found


DEFINITIONS: dict[str, Words] = {
    "covered": Words(
        "Tercakup: ada PSM dengan SK sendiri yang sedang bertugas di desa/kelurahan itu.",
        "Covered: a PSM with an SK of her own for the village is at work.",
    ),
    "cover": Words(
        "Digantikan: yang melayani hanya PSM pengganti, untuk sementara.",
        "In cover: only a PSM who covers for a time serves it.",
    ),
    "vacant": Words(
        "Kosong: tidak ada yang melayani; PSM-nya tidak ada, cuti tanpa pengganti, atau nonaktif.",
        "Vacant: nobody serves it; there is no PSM, or she is on leave without cover, or suspended.",
    ),
    "ending": Words(
        "SK berakhir: SK terakhir di desa itu berakhir dalam {ending_days} hari, atau sudah lewat tanpa perpanjangan.",
        "SK ending: the village's last SK ends within {ending_days} days, or has ended and is not renewed.",
    ),
    "silent": Words(
        "Lama tanpa kegiatan: {silent_days} hari atau lebih tidak ada warga yang dicatat PSM di sana. Kasus terlindungi"
        " tidak ikut dihitung.",
        "Silent: for {silent_days} days or more its PSM recorded nobody. Protected cases do not count.",
    ),
    "overloaded": Words(
        "Beban tinggi: setiap PSM di sana memegang lebih dari {open_cases} kasus terbuka.",
        "Overloaded: each PSM there has more than {open_cases} open cases.",
    ),
    "seats": Words(
        "TKSK: satu kursi di tiap kecamatan. Penjabat sementara melayani, tetapi kursinya tetap kosong.",
        "TKSK: one seat in each kecamatan. Who acts serves it, and it stays vacant.",
    ),
}
