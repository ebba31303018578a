"""Meetings of a kecamatan, kept by its Kasi Kesra, and what they decide.

Nobody is invited by hand: whoever serves in the kecamatan on the day belongs there. With the list of who came that
stands still. A decision has an owner and a day; what became of it is said by the owner or the Kasi Kesra, with a word.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID

from services.kit import area
from services.kit.area import Level
from services.kit.change import Change, Duty
from services.kit.errors import Conflict, Forbidden, Invalid, Stale, Words
from services.registry import days
from services.registry.anonymity import traces
from services.registry.standings import require_reason

MOST_POINTS = 20  # of an agenda
REMIND = "decision.remind"
AHEAD = (3, 0)  # days before the due day on which its owner is reminded
_MORNING = time(6)


class Status(StrEnum):
    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


# Code word, words on the page, whose move is next.
STATUSES: dict[Status, tuple[Words, str]] = {
    Status.PLANNED: (Words("Direncanakan", "Planned"), "kasi_kesra"),
    Status.HELD: (Words("Terlaksana", "Held"), "none"),
    Status.CANCELLED: (Words("Dibatalkan", "Cancelled"), "none"),
}


class Outcome(StrEnum):
    OPEN = "open"
    DONE = "done"
    NOT_DONE = "not_done"


OUTCOMES: dict[Outcome, tuple[Words, str]] = {
    Outcome.OPEN: (Words("Belum selesai", "To be done"), "owner"),
    Outcome.DONE: (Words("Sudah dikerjakan", "Done"), "none"),
    Outcome.NOT_DONE: (Words("Tidak terlaksana", "Not done"), "none"),
}


class OtherKecamatan(Forbidden):
    code = "other-kecamatan"
    words = Words(
        "Anda mengadakan rapat di kecamatan tempat Anda bertugas.", "You hold meetings in the kecamatan that you serve."
    )


class NotThisWay(Conflict):
    code = "meeting-over"
    words = Words(
        "Rapat ini sudah terlaksana atau dibatalkan. Muat ulang halamannya.",
        "This meeting was held or cancelled. Reload the page.",
    )


class NotHeld(Conflict):
    code = "not-held"
    words = Words(
        "Putusan dan notulen menyusul daftar hadir. Isi daftar hadir dahulu.",
        "Decisions and minutes come after the list of who came. Fill in that list first.",
    )


class BeforeTheDay(Conflict):
    code = "before-the-day"
    words = Words(
        "Daftar hadir diisi pada hari rapat atau sesudahnya.", "Who came is written down on the day or after it."
    )


class NotInvited(Conflict):
    code = "not-invited"
    words = Words(
        "Ada yang tidak bertugas di kecamatan ini. Muat ulang daftarnya.",
        "Somebody does not serve in this kecamatan. Reload the list.",
    )


class AlreadyConcluded(Conflict):
    code = "already-concluded"
    words = Words(
        "Hasil putusan ini sudah dicatat. Muat ulang halamannya.", "What became of it is on record. Reload the page."
    )


@dataclass(frozen=True, slots=True)
class Invitee:
    """Who serves there: a volunteer, or the Kasi Kesra."""

    person_id: UUID
    name: str
    role: str
    place: str


@dataclass(frozen=True, slots=True)
class Decision:
    """`reminded_on` is the last day on which its owner was reminded; that is no version of hers."""

    office: str
    decision_id: UUID
    meeting_id: UUID
    kec: str
    what: str
    owner_id: UUID
    owner: str
    due_on: date
    decided_at: datetime
    outcome: Outcome = Outcome.OPEN
    word: str = ""
    reminded_on: date | None = None
    version: int = 1

    def conclude(self, *, done: bool, word: str, was: int) -> Change["Decision"]:
        if was != self.version:
            raise Stale()
        if self.outcome is not Outcome.OPEN:
            raise AlreadyConcluded()
        said = " ".join(word.split())
        wrong = traces({"word": said})
        if not 3 <= len(said) <= 300:
            wrong["word"] = Words("Tulis singkat apa hasilnya.", "Write in a word what came of it.")
        if wrong:
            raise Invalid(fields=wrong)
        outcome = Outcome.DONE if done else Outcome.NOT_DONE
        return Change(replace(self, outcome=outcome, word=said, version=self.version + 1), discharged=[REMIND])


@dataclass(frozen=True, slots=True)
class Meeting:
    """`invited` and `present` are known once it was held; `guests` are others who came, as the minutes name them."""

    office: str
    meeting_id: UUID
    kec: str
    day: date
    begins: str
    place: str
    agenda: tuple[str, ...]
    planned_at: datetime
    status: Status = Status.PLANNED
    invited: tuple[Invitee, ...] = ()
    present: frozenset[UUID] = frozenset()
    guests: str = ""
    reason: str = ""
    version: int = 1

    def cancel(self, *, reason: str, was: int) -> Change["Meeting"]:
        self._require_version(was)
        if self.status is not Status.PLANNED:
            raise NotThisWay()
        return Change(
            replace(self, status=Status.CANCELLED, reason=require_reason(reason), version=self.version + 1)
        )  # fmt: skip

    def hold(
        self, present: Collection[UUID], *, invited: Sequence[Invitee], guests: str, was: int, at: datetime
    ) -> Change["Meeting"]:
        """Who came, of those who serve there now; told again it corrects the list."""
        self._require_version(was)
        if self.status is Status.CANCELLED:
            raise NotThisWay()
        if days.today(self.office, at) < self.day:
            raise BeforeTheDay()
        belong = self.invited if self.status is Status.HELD else tuple(invited)
        if not {one.person_id for one in belong}.issuperset(present):
            raise NotInvited()
        if not present:
            raise Invalid(fields={"present": Words("Tandai siapa yang hadir.", "Mark who came.")})
        others = " ".join(guests.split())
        wrong = traces({"guests": others})
        if len(others) > 300:
            wrong["guests"] = Words("Paling panjang 300 huruf.", "At most 300 letters.")
        if wrong:
            raise Invalid(fields=wrong)
        now = replace(
            self, status=Status.HELD, invited=belong, present=frozenset(present), guests=others,
            version=self.version + 1,
        )  # fmt: skip
        return Change(now)

    def decide(
        self, decision_id: UUID, *, what: str, owner_id: UUID | None, due_on: date, at: datetime
    ) -> Change[Decision]:
        self.require_held()
        said = " ".join(what.split())
        owner = next((one for one in self.invited if one.person_id == owner_id), None)
        wrong = traces({"what": said})
        if not 3 <= len(said) <= 500:
            wrong["what"] = Words("Tulis apa yang diputuskan (3-500 huruf).", "Write what was decided (3-500 letters).")
        if owner is None:
            wrong["owner_id"] = Words("Pilih siapa penanggung jawabnya.", "Choose who is to do it.")
        if due_on < self.day:
            wrong["due_on"] = Words("Tenggat tidak mendahului rapatnya.", "The due day is not before the meeting.")
        if wrong or owner is None:
            raise Invalid(fields=wrong)
        made = Decision(
            self.office, decision_id, self.meeting_id, self.kec, said, owner.person_id, owner.name, due_on, at
        )
        return Change(made, duties=_reminders(made, at))

    def require_held(self) -> None:
        """For minutes: of what has not been there are none."""
        if self.status is not Status.HELD:
            raise NotHeld()

    def _require_version(self, was: int) -> None:
        if was != self.version:
            raise Stale()


def plan(
    *, office: str, meeting_id: UUID, kec: str | None, own: str | None, day: date, begins: str, place: str,
    agenda: Sequence[str], at: datetime,
) -> Change[Meeting]:  # fmt: skip
    """In the kecamatan of the Kasi Kesra, which is `own`; it may lie in the past, as minutes are typed up later."""
    here = area.require(kec or own or "", Level.KECAMATAN, field="kec")
    if here != own:
        raise OtherKecamatan()
    points = tuple(line for told in agenda if (line := " ".join(told.split())))
    venue, hour = " ".join(place.split()), begins.strip().replace(":", ".")
    wrong = traces({"place": venue, "agenda": "\n".join(points)})
    if not 3 <= len(venue) <= 150:
        wrong["place"] = Words("Tulis tempat rapat.", "Write the place of the meeting.")
    if not _is_hour(hour):
        wrong["begins"] = Words("Tulis jam, misalnya 09.00.", "Write the hour, 09.00 for example.")
    if not 1 <= len(points) <= MOST_POINTS or not all(len(point) <= 200 for point in points):
        wrong["agenda"] = Words("Tulis 1 sampai 20 pokok acara, satu per baris.", "Write 1 to 20 points, one a line.")
    if wrong:
        raise Invalid(fields=wrong)
    return Change(Meeting(office, meeting_id, here, day, hour, venue, points, at))


def _is_hour(text: str) -> bool:
    hour, _, minute = text.partition(".")
    return (
        len(hour) == len(minute) == 2 and (hour + minute).isdecimal() and text.isascii()
        and int(hour) < 24 and int(minute) < 60
    )  # fmt: skip


def _reminders(made: Decision, at: datetime) -> list[Duty]:
    mornings = (
        datetime.combine(made.due_on - timedelta(days=ahead), _MORNING, area.zone(made.office)) for ahead in AHEAD
    )
    return [Duty(REMIND, made.decision_id, morning) for morning in mornings if morning > at]
