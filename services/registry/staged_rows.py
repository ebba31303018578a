"""Rows of an import before they are volunteers: what each would become, and why not.

The rules are those of a single appointment (`volunteers`, `particulars`, `posts`): a row is refused for what the form
refuses, all of it at once. A remark names the column and says what to do; it never repeats what was typed.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from uuid import UUID

from services.kit import ids
from services.kit.errors import Invalid, Words
from services.registry import columns, sheets
from services.registry.columns import COLUMNS, Columns, Remark, Row
from services.registry.decrees import require_decree
from services.registry.particulars import ODD_NIK, require_particulars
from services.registry.posts import require_name
from services.registry.sheets import Sheet
from services.registry.volunteers import AlreadyAppointed, Role, SeatTaken


class Fate(StrEnum):
    NEW = "new"
    WARNED = "warned"  # new, and somebody should look at it
    DUPLICATE = "duplicate"
    WRONG = "wrong"
    RECORDED = "recorded"  # she is a volunteer now


# Code word, words on the page.
FATES: Mapping[Fate, Words] = {
    Fate.NEW: Words("Baru", "New"),
    Fate.WARNED: Words("Baru, periksa", "New, please check"),
    Fate.DUPLICATE: Words("Ganda", "Duplicate"),
    Fate.WRONG: Words("Salah", "Wrong"),
    Fate.RECORDED: Words("Tercatat", "Recorded"),
}
TAKEN = (Fate.NEW, Fate.WARNED)  # what a confirmation takes in
LEFT_OUT = (Fate.DUPLICATE, Fate.WRONG)

_ABOVE = Words("NIK ini sudah ada di baris lain berkas ini.", "This NIK stands in another row of the file.")
_SEAT_ABOVE = Words("Kecamatan ini sudah ada di baris lain berkas ini.", "This kecamatan stands in another row.")
_SAME_NAME = Words(
    "Relawan bernama sama sudah ada di desa ini. Orang lain? Tulis NIK-nya.",
    "A volunteer of this name serves the village. Somebody else? Write the NIK.",
)
_NO_NIK = Words("Tanpa NIK, orang yang sama tidak dikenali lagi.", "Without a NIK nobody is recognised again.")


@dataclass(frozen=True, slots=True)
class Staged:
    """A row of an import. `row_id` becomes the volunteer's id, so that no row can become two."""

    line: int
    row_id: UUID
    row: Row
    fate: Fate
    remarks: tuple[Remark, ...] = ()

    def reasons(self, language: str) -> str:
        """All remarks in one line, each with the heading of its column."""
        return "; ".join(f"{COLUMNS[one.column][0]}: {one.words.of(language)}" for one in self.remarks)

    def recorded(self) -> "Staged":
        return replace(self, fate=Fate.RECORDED, remarks=())


@dataclass(frozen=True, slots=True)
class Known:
    """Who serves in the office already: fingerprints of NIK, kecamatan with a TKSK, and who could be the same without a
    NIK (`Row.unnumbered`)."""

    prints: frozenset[bytes] = frozenset()
    seats: frozenset[str] = frozenset()
    unnumbered: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Among:
    """By what some rows could be known: their fingerprints, and the names of those without a NIK, in small letters."""

    prints: frozenset[bytes]
    names: frozenset[str]

    @classmethod
    def of(cls, rows: Sequence[Staged], fingerprint: Callable[[str], bytes]) -> "Among":
        return cls(
            frozenset(fingerprint(one.row.nik) for one in rows if one.row.nik),
            frozenset(one.row.name.lower() for one in rows if not one.row.nik),
        )


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file came to; `ignored` are the letters of columns that are not read."""

    rows: tuple[Staged, ...]
    ignored: tuple[str, ...]


def read(
    content: bytes, *, office: str, known: Known, today: date, fingerprint: Callable[[str], bytes]
) -> Reading:  # fmt: skip
    """The file's rows with their fates; Unreadable where it is none that has rows."""
    sheet = sheets.read(content)
    found = columns.of(sheet)
    rows = staged(sheet, found, office=office, known=known, today=today, fingerprint=fingerprint)
    return Reading(tuple(rows), found.ignored)


def staged(
    sheet: Sheet, found: Columns, *, office: str, known: Known, today: date, fingerprint: Callable[[str], bytes]
) -> Iterator[Staged]:
    """Each line with what it would become."""
    seen = _Seen()
    for line in sheet.lines:
        row, flaws = columns.row(line, found, office)
        one = Staged(line.number, ids.new(), row, Fate.NEW)
        yield judged(one, known, today=today, fingerprint=fingerprint, flaws=flaws, seen=seen)


@dataclass(frozen=True, slots=True)
class _Seen:
    niks: Counter[str] = field(default_factory=Counter)
    seats: Counter[str] = field(default_factory=Counter)
    unnumbered: Counter[tuple[str, str]] = field(default_factory=Counter)


def judged(
    one: Staged, known: Known, *, today: date, fingerprint: Callable[[str], bytes], flaws: Sequence[Remark] = (),
    seen: _Seen | None = None,
) -> Staged:  # fmt: skip
    """The row with its fate, as things stand: judged again when it is taken in, for others work meanwhile. `flaws` are
    what could not be read, `seen` what earlier lines of the same file have."""
    row, wrong = one.row, [*flaws]
    named = {remark.column for remark in wrong}
    wrong += [Remark(column, words) for column, words in _refused(row, today).items() if column not in named]
    if wrong:
        return replace(one, fate=Fate.WRONG, remarks=tuple(wrong))
    double = _double(row, known, fingerprint) or (_double_above(row, seen) if seen else None)
    if double:
        return replace(one, fate=Fate.DUPLICATE, remarks=(double,))
    warned = [Remark("nik", ODD_NIK)] if row.particulars.odd_nik else []
    if not row.nik:
        warned.append(Remark("nik", _NO_NIK))
    return replace(one, fate=Fate.WARNED if warned else Fate.NEW, remarks=tuple(warned))


def _refused(row: Row, today: date) -> dict[str, Words]:
    """What the rules of an appointment say against it, by column."""
    told: dict[str, Words] = {}
    for rule in (
        lambda: require_name(row.name),
        lambda: require_particulars(row.particulars),
        lambda: require_decree(row.decree(today), today=today),
    ):
        try:
            rule()
        except Invalid as refusal:
            told |= {_RULES.get(name, name): words for name, words in refusal.fields.items()}
    return told


_RULES = {
    "sk.number": "sk_number", "sk.issuer": "sk_issuer", "sk.issued_on": "issued_on", "sk.starts_on": "starts_on",
    "sk.ends_on": "ends_on",
}  # fmt: skip


def _double(row: Row, known: Known, fingerprint: Callable[[str], bytes]) -> Remark | None:
    if row.nik and fingerprint(row.nik) in known.prints:
        return Remark("nik", AlreadyAppointed.words)
    if row.role == Role.TKSK and row.kec in known.seats:
        return Remark("kec", SeatTaken.words)
    if not row.nik and row.unnumbered in known.unnumbered:
        return Remark("name", _SAME_NAME)
    return None


def _double_above(row: Row, seen: _Seen) -> Remark | None:
    """The first of two lines is taken, the later one is the duplicate."""
    seen.niks[row.nik] += 1
    seen.seats[row.kec if row.role == Role.TKSK else ""] += 1
    seen.unnumbered[row.unnumbered] += 1
    if row.nik and seen.niks[row.nik] > 1:
        return Remark("nik", _ABOVE)
    if row.role == Role.TKSK and seen.seats[row.kec] > 1:
        return Remark("kec", _SEAT_ABOVE)
    if not row.nik and seen.unnumbered[row.unnumbered] > 1:
        return Remark("name", _SAME_NAME)
    return None
