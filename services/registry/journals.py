"""The journal: what a volunteer did, day by day, for how long, in which village, with whom, in which function.

Facts of her work come as drafts that she completes; the rest she writes by hand. A line may be changed, taken out and
put back until its month was sent in a report; then it is frozen with it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from services.kit import area
from services.kit.change import Change
from services.kit.errors import Conflict, Invalid, Stale, Words
from services.registry import days, works
from services.registry.evidence import Deed
from services.registry.volunteers import Role, Volunteer

DAY = 24 * 60  # minutes
STEP = 15
LONGEST = 500  # characters of a note
BACK = timedelta(days=366)
MOST_LINES = 20  # of a day


class MonthSent(Conflict):
    code = "month-sent"
    words = Words(
        "Laporan bulan ini sudah dikirim, jadi jurnalnya terkunci. Minta laporan dikembalikan bila ada yang keliru.",
        "The report of this month was sent, so its journal is closed. Ask for its return where something is wrong.",
    )


@dataclass(frozen=True, slots=True)
class Told:
    """A line as it was typed."""

    day: date
    kind: str
    function: str
    minutes: int
    village: str
    companions: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """`draft`: it came of a fact and waits to be completed. `removed`: taken out, and can be put back."""

    office: str
    line_id: UUID
    volunteer_id: UUID
    told: Told
    at: datetime
    print: bytes | None = None  # of the deed that it came of: heard twice it is one draft
    draft: bool = False
    removed: bool = False
    version: int = 1

    @property
    def month(self) -> date:
        return days.month_of(self.told.day)

    @property
    def counts(self) -> bool:
        return not (self.draft or self.removed)

    def revise(
        self, told: Told, *, by: Volunteer, others: Sequence["Line"], sent: Collection[date], was: int, at: datetime
    ) -> Change["Line"]:
        """Completed or corrected; the day may move within what is open. `others` are all lines of the new day."""
        self.require_version(was)
        require_open(self.month, sent)
        rest = [one for one in others if one.line_id != self.line_id]
        kept = require_told(told, by=by, others=rest, sent=sent, known=self.told.village, at=at)
        return Change(replace(self, told=kept, draft=False, removed=False, version=self.version + 1))

    def remove(
        self, removed: bool, *, by: Volunteer, others: Sequence["Line"], sent: Collection[date], was: int, at: datetime
    ) -> Change["Line"]:
        """Taken out, or put back; what is put back has to fit into its day again."""
        self.require_version(was)
        require_open(self.month, sent)
        if not removed and not self.draft:
            rest = [one for one in others if one.line_id != self.line_id]
            require_told(self.told, by=by, others=rest, sent=sent, known=self.told.village, at=at)
        return Change(replace(self, removed=removed, version=self.version + 1))

    def require_version(self, was: int) -> None:
        if was != self.version:
            raise Stale()


def write(
    told: Told, *, line_id: UUID, by: Volunteer, others: Sequence[Line], sent: Collection[date], at: datetime
) -> Change[Line]:
    """By hand. `others` are the lines of that day, `sent` the months whose reports are out of her hands."""
    kept = require_told(told, by=by, others=others, sent=sent, at=at)
    return Change(Line(by.office, line_id, by.volunteer_id, kept, at))


def draft(
    deed: Deed, *, office: str, line_id: UUID, volunteer_id: UUID, role: str, print: bytes, sent: bool
) -> Line | None:
    """What a deed suggests: the hours are hers to say. None where it is no work of her own, or its month was sent."""
    code = works.find(works.EVIDENCE, deed.kind)
    if code is None or not code.journal or sent:
        return None
    told = Told(days.today(office, deed.at), code.journal, code.function.get(role, ""), 0, deed.village)
    return Line(office, line_id, volunteer_id, told, deed.at, print=print, draft=True)


def require_told(
    told: Told, *, by: Volunteer, others: Sequence[Line], sent: Collection[date], known: str = "", at: datetime
) -> Told:
    """As it is kept; all that is wrong at once. `known` is a village that the line had before: she may have moved."""
    require_open(days.month_of(told.day), sent)
    today = days.today(by.office, at)
    kept = replace(told, note=told.note.strip(), companions=tuple(dict.fromkeys(told.companions)))
    wrong = _wrong(kept, by, known)
    others = [one for one in others if one.counts]
    if told.day > today:
        wrong["day"] = Words("Hari itu belum tiba.", "That day has not come.")
    elif told.day < today - BACK:
        wrong["day"] = Words("Jurnal ditulis paling lama setahun ke belakang.", "A journal goes back a year at most.")
    elif len(others) >= MOST_LINES:
        wrong["day"] = Words("Paling banyak 20 kegiatan sehari.", "At most 20 activities a day.")
    if "minutes" not in wrong and sum(one.told.minutes for one in others) + told.minutes > DAY:
        wrong["minutes"] = Words(
            "Jumlah jam hari itu lebih dari 24. Periksa kegiatan lain pada hari yang sama.",
            "That day would have more than 24 hours. Look at its other activities.",
        )
    if wrong:
        raise Invalid(fields=wrong)
    return kept


def require_open(month: date, sent: Collection[date]) -> None:
    if month in sent:
        raise MonthSent()


def serves(by: Volunteer, village: str) -> bool:
    """Whether the village is hers: of a PSM one that she serves or covers, of a TKSK one of her kecamatan."""
    if by.role is Role.PSM:
        return village in by.post.villages
    kecs = (by.kec, *(cover.kec for cover in by.covers if cover.kec))
    return len(village) == len("1906022004") and any(area.lies_in(village, kec) for kec in kecs)


def _wrong(told: Told, by: Volunteer, known: str) -> dict[str, Words]:
    wrong: dict[str, Words] = {}
    function = works.find(works.FUNCTIONS, told.function)
    if works.find(works.ACTIVITIES, told.kind) is None:
        wrong["kind"] = Words("Pilih kegiatan dari daftar.", "Choose the activity from the list.")
    if function is None or by.role not in function.roles:
        wrong["function"] = Words("Pilih fungsi peran Anda dari daftar.", "Choose a function of your role.")
    if any(works.find(works.COMPANIONS, code) is None for code in told.companions):
        wrong["companions"] = Words("Pilih dari daftar.", "Choose from the list.")
    if not STEP <= told.minutes <= DAY or told.minutes % STEP:
        wrong["minutes"] = Words(
            "Tulis lamanya, dari seperempat jam sampai 24 jam.", "Write how long, from a quarter of an hour on."
        )
    if not (serves(by, told.village) or (known and told.village == known)):
        wrong["village"] = Words("Pilih desa/kelurahan tugas Anda.", "Choose a village that you serve.")
    if len(told.note) > LONGEST:
        wrong["note"] = Words("Paling panjang 500 huruf.", "At most 500 letters.")
    return wrong
