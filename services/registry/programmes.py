"""The yearly *program kerja* of a desa, a kecamatan or the kabupaten: what is wrong, what is aimed at, who does what
until when and with whose money, and how far it has come.

It is agreed by the head of its level: the Kasi Kesra for a kecamatan and its villages, the head of the Dinas for the
kabupaten. What money it needs that village and region plan with goes into the list for musrenbang.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from services.kit import area
from services.kit.area import Level
from services.kit.change import Change
from services.kit.errors import Conflict, Invalid, NotFound, Stale, Words
from services.registry import days, practice_codes
from services.registry.anonymity import traces
from services.registry.coverage import Mark, State, Village
from services.registry.practice_codes import FUNDS

MOST_AIMS = 10
MOST_ACTIVITIES = 60
LEVELS = (Level.KABUPATEN, Level.KECAMATAN, Level.DESA)


class Status(StrEnum):
    DRAFT = "draft"
    AGREED = "agreed"
    RUNNING = "running"
    CLOSED = "closed"


# Code word, words on the page; whose move it is says `Programme.turn`.
STATUSES: dict[Status, Words] = {
    Status.DRAFT: Words("Draf", "Draft"),
    Status.AGREED: Words("Disepakati", "Agreed"),
    Status.RUNNING: Words("Berjalan", "Running"),
    Status.CLOSED: Words("Ditutup", "Closed"),
}
STAGES = {Status.RUNNING: Status.AGREED, Status.CLOSED: Status.RUNNING}  # from where each is entered


class NotADraft(Conflict):
    code = "not-a-draft"
    words = Words(
        "Program ini sudah disepakati dan tidak diubah lagi. Catat kemajuannya.",
        "This programme was agreed and is changed no more. Write down its progress.",
    )


class NotRunning(Conflict):
    code = "not-running"
    words = Words("Kemajuan dicatat selama program berjalan.", "Progress is written down while the programme runs.")


class NotAtThisStep(Conflict):
    code = "not-at-this-step"
    words = Words(
        "Program ini sedang pada tahap lain. Muat ulang halamannya.", "This programme is at another step. Reload."
    )


class OpenActivities(Conflict):
    code = "open-activities"
    words = Words(
        "Masih ada kegiatan yang belum selesai. Selesaikan, atau catat bahwa tidak terlaksana.",
        "Some activities are still open. Finish them, or write down that they did not come about.",
    )


class AlreadyBegun(Conflict):
    code = "already-begun"
    words = Words(
        "Wilayah ini sudah mempunyai program untuk tahun itu. Buka programnya.",
        "This area has a programme of that year. Open it.",
    )


class NothingToCopy(Conflict):
    code = "nothing-to-copy"
    words = Words(
        "Tidak ada program tahun sebelumnya di wilayah ini. Mulai dari kosong.",
        "There is no programme of the year before for this area. Begin an empty one.",
    )


@dataclass(frozen=True, slots=True)
class Activity:
    """From month to month of the year. `cost` is in rupiah, None while nobody reckoned it; `word` goes with the last
    step of its progress. What did not come about is `dropped`."""

    activity_id: UUID
    what: str
    who: str
    first: int
    last: int
    fund: str
    partner: str = ""
    cost: int | None = None
    progress: int = 0
    word: str = ""
    dropped: bool = False

    @property
    def open(self) -> bool:
        return self.progress < 100 and not self.dropped


@dataclass(frozen=True, slots=True)
class Figures:
    """How the area stood on the day that the programme was begun."""

    on: date
    villages: int
    covered: int
    cover: int
    vacant: int
    ending: int
    silent: int
    overloaded: int
    volunteers: int


@dataclass(frozen=True, slots=True)
class Programme:
    office: str
    programme_id: UUID
    place: str
    year: int
    figures: Figures
    begun_at: datetime
    status: Status = Status.DRAFT
    analysis: str = ""
    aims: tuple[str, ...] = ()
    activities: tuple[Activity, ...] = ()
    agreed_by: str = ""
    agreed_at: datetime | None = None
    version: int = 1

    @property
    def of_kabupaten(self) -> bool:
        return area.level(self.place) is Level.KABUPATEN

    @property
    def kec(self) -> str | None:
        return None if self.of_kabupaten else area.kecamatan_of(self.place)

    @property
    def turn(self) -> str:
        if self.status is Status.CLOSED:
            return "none"
        return "dinas" if self.of_kabupaten else "kasi_kesra"

    @property
    def progress(self) -> int:
        """In percent, over all activities that were not dropped."""
        counted = [one.progress for one in self.activities if not one.dropped]
        return round(sum(counted) / len(counted)) if counted else 0

    def revise(
        self, *, analysis: str, aims: Sequence[str], activities: Sequence[Activity], was: int
    ) -> Change["Programme"]:
        """All of it at once, as the page shows it."""
        self._require_version(was)
        if self.status is not Status.DRAFT:
            raise NotADraft()
        told = tuple(line for aim in aims if (line := " ".join(aim.split())))
        planned = tuple(_trimmed(one) for one in activities)
        wrong = _wrong(analysis, told) | _wrong_activities(planned)
        if wrong:
            raise Invalid(fields=wrong)
        now = replace(self, analysis=analysis.strip(), aims=told, activities=planned, version=self.version + 1)
        return Change(now)

    def agree(self, *, by: str, was: int, at: datetime) -> Change["Programme"]:
        self._require_version(was)
        if self.status is not Status.DRAFT:
            raise NotADraft()
        wrong: dict[str, Words] = {}
        if not self.aims:
            wrong["aims"] = Words("Tulis sedikitnya satu tujuan.", "Write one aim at least.")
        if not self.activities:
            wrong["activities"] = Words("Tambahkan sedikitnya satu kegiatan.", "Add one activity at least.")
        if wrong:
            raise Invalid("nothing-to-agree", fields=wrong)
        agreed = replace(self, status=Status.AGREED, agreed_by=by, agreed_at=at, version=self.version + 1)
        return Change(agreed)

    def stage(self, to: Status, *, was: int) -> Change["Programme"]:
        self._require_version(was)
        if STAGES.get(to) is not self.status:
            raise NotAtThisStep()
        if to is Status.CLOSED and any(one.open for one in self.activities):
            raise OpenActivities()
        return Change(replace(self, status=to, version=self.version + 1))

    def report(
        self, activity_id: UUID, *, progress: int, word: str, dropped: bool, was: int
    ) -> Change["Programme"]:  # fmt: skip
        self._require_version(was)
        if self.status is not Status.RUNNING:
            raise NotRunning()
        if activity_id not in {one.activity_id for one in self.activities}:
            raise NotFound()
        said = " ".join(word.split())
        wrong = traces({"word": said})
        if not 0 <= progress <= 100:
            wrong["progress"] = Words("Kemajuan antara 0 dan 100 %.", "Progress is between 0 and 100 %.")
        if not 3 <= len(said) <= 300:
            wrong["word"] = Words("Tulis singkat keadaannya.", "Write in a word how it stands.")
        if wrong:
            raise Invalid(fields=wrong)
        now = tuple(
            replace(one, progress=progress, word=said, dropped=dropped) if one.activity_id == activity_id else one
            for one in self.activities
        )
        return Change(replace(self, activities=now, version=self.version + 1))

    def _require_version(self, was: int) -> None:
        if was != self.version:
            raise Stale()


def begin(
    *, office: str, programme_id: UUID, place: str, year: int, figures: Figures, last: Programme | None, copy: bool,
    activity_ids: Iterable[UUID], at: datetime,
) -> Change[Programme]:  # fmt: skip
    """Empty, or with analysis, aims and activities of `last`, the programme of the year before."""
    this = days.today(office, at).year
    if not this - 1 <= year <= this + 2:
        raise Invalid(fields={"year": Words("Pilih tahun dari daftar.", "Choose a year from the list.")})
    made = Programme(office, programme_id, place, year, figures, at)
    if not copy:
        return Change(made)
    if last is None:
        raise NothingToCopy()
    anew = tuple(
        replace(one, activity_id=activity_id, progress=0, word="", dropped=False)
        for one, activity_id in zip((one for one in last.activities if not one.dropped), activity_ids, strict=False)
    )
    return Change(replace(made, analysis=last.analysis, aims=last.aims, activities=anew))


def require_year(year: int) -> int:
    """Of a list that is asked for."""
    if not 2000 <= year <= 2100:
        raise Invalid(fields={"year": Words("Pilih tahun dari daftar.", "Choose a year from the list.")})
    return year


def require_place(place: str, office: str) -> str:
    """A desa, a kecamatan of the office's kabupaten, or the kabupaten itself."""
    if not area.lies_in(area.require(place, *LEVELS, field="place"), office):
        raise Invalid(
            "outside-office",
            fields={"place": Words("Pilih wilayah kantor Anda.", "Choose a place in your office's area.")},
        )
    return place


def figures(villages: Sequence[Village], *, volunteers: int, on: date) -> Figures:
    """`villages` are all of the area."""
    states = Counter(village.state for village in villages)
    marks = Counter(mark for village in villages for mark in village.marks)
    return Figures(
        on, len(villages), states[State.COVERED], states[State.COVER], states[State.VACANT], marks[Mark.ENDING],
        marks[Mark.SILENT], marks[Mark.OVERLOADED], volunteers,
    )  # fmt: skip


def for_musrenbang(programmes: Iterable[Programme]) -> list[tuple[Programme, Activity]]:
    """What of agreed programmes needs money that village or region plan with; dropped ones no more."""
    planned = {code for code, fund in practice_codes.codes(FUNDS).items() if fund.musrenbang}
    return [
        (programme, one)
        for programme in programmes
        if programme.status is not Status.DRAFT
        for one in programme.activities
        if one.fund in planned and not one.dropped
    ]


def _trimmed(one: Activity) -> Activity:
    return replace(
        one, what=" ".join(one.what.split()), who=" ".join(one.who.split()), partner=" ".join(one.partner.split())
    )


def _wrong(analysis: str, aims: Sequence[str]) -> dict[str, Words]:
    wrong = traces({"analysis": analysis, "aims": "\n".join(aims)})
    if len(analysis) > 4000:
        wrong["analysis"] = Words("Paling panjang 4.000 huruf.", "At most 4,000 letters.")
    if len(aims) > MOST_AIMS or not all(3 <= len(aim) <= 300 for aim in aims):
        wrong["aims"] = Words("Paling banyak 10 tujuan, satu per baris.", "At most 10 aims, one a line.")
    return wrong


def _wrong_activities(activities: Sequence[Activity]) -> dict[str, Words]:
    """All that is wrong with the first one that is; a form shows one at a time."""
    if len(activities) > MOST_ACTIVITIES:
        return {"activities": Words("Paling banyak 60 kegiatan.", "At most 60 activities.")}
    return next((wrong for one in activities if (wrong := _wrong_activity(one))), {})


def _wrong_activity(one: Activity) -> dict[str, Words]:
    wrong = traces({"what": one.what, "who": one.who, "partner": one.partner})
    if not 3 <= len(one.what) <= 200:
        wrong["what"] = Words("Tulis kegiatannya (3-200 huruf).", "Write the activity (3-200 letters).")
    if not 2 <= len(one.who) <= 100:
        wrong["who"] = Words("Tulis siapa pelaksananya.", "Write who does it.")
    if not 1 <= one.first <= one.last <= 12:
        wrong["last"] = Words("Bulan selesai tidak mendahului bulan mulai.", "It does not end before it begins.")
    if len(one.partner) > 100:
        wrong["partner"] = Words("Paling panjang 100 huruf.", "At most 100 letters.")
    if one.fund not in practice_codes.codes(FUNDS):
        wrong["fund"] = Words("Pilih sumber dana dari daftar.", "Choose the source of money from the list.")
    if one.cost is not None and not 0 <= one.cost <= 10**12:
        wrong["cost"] = Words("Tulis biaya dalam rupiah.", "Write the cost in rupiah.")
    return wrong
