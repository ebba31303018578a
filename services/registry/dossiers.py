"""Dossiers: a volunteer's way to a certificate of competency, from her first paper to the decision, and to its renewal.

The assessing body (LSPS, the ministry) decides; the Dinas hands in and records what was decided. Nothing goes on with a
gap, so that nobody fails on paper. Each step has its day, who took it and, where it goes against somebody, the reason;
against a decision its candidate can put a note of appeal.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from enum import StrEnum
from uuid import UUID

from services.kit import area
from services.kit.change import Change, Duty
from services.kit.errors import Conflict, Invalid, Stale, Words
from services.registry import attachments, coachings, competencies, days, readiness
from services.registry.attachments import Document, Kind
from services.registry.coachings import Coach, Comment, NoCoach, StillToDo
from services.registry.competencies import Competency, Requirement, Route
from services.registry.readiness import Brought, Item
from services.registry.standings import require_reason
from services.registry.volunteers import Volunteer

REMIND = "dossier.remind"  # the duty: so many months before the end of what was certified
MOST_PAPERS = 30
LONGEST = 8000  # letters of a text
APPEAL = "appeal"  # the note lies sealed among the texts


class Status(StrEnum):
    DRAFT = "draft"
    COACHED = "coached"
    SUBMITTED = "submitted"
    ASSESSED = "assessed"
    COMPETENT = "competent"
    NOT_YET = "not_yet"
    WITHDRAWN = "withdrawn"


# Code word, words on the page, whose move is next.
STATUSES: dict[Status, tuple[Words, str]] = {
    Status.DRAFT: (Words("Menyusun berkas", "Preparing the dossier"), "candidate"),
    Status.COACHED: (Words("Berkas siap diajukan", "Dossier ready to be submitted"), "dinas"),
    Status.SUBMITTED: (Words("Diajukan, menunggu penilaian", "Submitted, awaiting assessment"), "assessor"),
    Status.ASSESSED: (Words("Sudah dinilai, menunggu keputusan", "Assessed, awaiting the decision"), "assessor"),
    Status.COMPETENT: (Words("Kompeten", "Competent"), "none"),
    Status.NOT_YET: (Words("Belum kompeten", "Not yet competent"), "none"),
    Status.WITHDRAWN: (Words("Dihentikan", "Withdrawn"), "none"),
}
OPEN = frozenset({Status.DRAFT, Status.COACHED, Status.SUBMITTED, Status.ASSESSED})
_HANDED_IN = frozenset({Status.SUBMITTED, Status.ASSESSED})


class NotAtThisStep(Conflict):
    code = "not-at-this-step"
    words = Words(
        "Berkas ini sedang pada langkah lain. Muat ulang, lalu lihat apa yang dapat dilakukan.",
        "This dossier is at another step. Reload and see what can be done.",
    )


class AlreadyDecided(Conflict):
    code = "already-decided"
    words = Words(
        "Keputusan sudah dicatat dan tetap demikian. Calon dapat menulis keberatan atau mulai lagi.",
        "The decision is recorded, for good. The candidate may appeal or begin anew.",
    )


class AlreadyBegun(Conflict):
    code = "already-begun"
    words = Words(
        "Masih ada berkas sertifikasi yang berjalan. Selesaikan atau hentikan yang itu lebih dahulu.",
        "Another dossier of hers is on its way. Finish or withdraw that one first.",
    )


class StillCertified(Conflict):
    code = "still-certified"
    words = Words(
        "Sertifikatnya masih berlaku. Perpanjangan dibuka menjelang masa berlakunya habis.",
        "The certificate still holds. Its renewal opens towards its end.",
    )


class NothingToRenew(Conflict):
    code = "nothing-to-renew"
    words = Words(
        "Tidak ada sertifikat kompetensi yang masih berlaku. Pilih jalur yang bukan perpanjangan.",
        "There is no certificate in force to renew. Choose the other route.",
    )


class AlreadyAppealed(Conflict):
    code = "already-appealed"
    words = Words("Keberatan sudah tercatat.", "An appeal is on record already.")


@dataclass(frozen=True, slots=True)
class Step:
    """What was done to a dossier: on which day, by whom (an officer, the assessing body), under which number."""

    what: str  # a status, "returned", or "appeal"
    on: date
    by: str
    at: datetime
    number: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CompetencyDecided:
    """What others may hear: whose, by which route, with which result."""

    dossier_id: UUID
    volunteer_id: UUID
    office: str
    kec: str
    route: str
    status: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Dossier:
    """`edition` is that of the routes it was begun under. `written` says how long each text is; texts, comments and
    papers lie sealed beside it."""

    office: str
    dossier_id: UUID
    volunteer_id: UUID
    name: str
    sub: str | None
    kec: str
    route_code: str
    edition: str
    status: Status
    begun_at: datetime
    at: datetime
    coach: Coach | None = None
    written: Mapping[str, int] = field(default_factory=dict)
    papers: tuple[Document, ...] = ()
    comments: tuple[Comment, ...] = ()
    steps: tuple[Step, ...] = ()
    competency: Competency | None = None
    version: int = 1

    @property
    def route(self) -> Route:
        return competencies.edition(self.edition).route(self.route_code)

    @property
    def asked(self) -> tuple[Requirement, ...]:
        return competencies.edition(self.edition).requirements(self.route, self.office)

    @property
    def brought(self) -> Brought:
        return Brought(frozenset(paper.item for paper in self.papers), self.written)

    @property
    def open(self) -> bool:
        return self.status in OPEN

    def require_version(self, was: int) -> None:
        if was != self.version:
            raise Stale()

    # --- what the candidate brings ---

    def write(self, texts: Mapping[str, str], *, was: int) -> tuple[Change["Dossier"], dict[str, str]]:
        """With the texts as they are kept; an empty one is taken back."""
        self.require_version(was)
        self._require(Status.DRAFT)
        known = {one.code: one for one in self.asked if one.text}
        told = {code: text.strip() for code, text in texts.items()}
        wrong = {
            code: Words(f"Paling panjang {LONGEST} huruf.", f"At most {LONGEST} letters.")
            if code in known
            else Words("Syarat ini tidak ditulis di sini.", "This is nothing that is written here.")
            for code, text in told.items()
            if code not in known or len(text) > LONGEST
        }
        if wrong:
            raise Invalid(fields=wrong)
        written = {**self.written, **{code: len(text) for code, text in told.items()}}
        return _next(replace(self, written={code: letters for code, letters in written.items() if letters})), told

    def attach(self, item: str, content: bytes, document_id: UUID, *, at: datetime) -> Document:
        """A further paper of an item that a paper proves; what it is its content says."""
        self._require(Status.DRAFT)
        asked = next((one for one in self.asked if one.code == item), None)
        if asked is None or not asked.paper:
            words = Words("Pilih syarat yang dibuktikan dengan kertas.", "Choose what a paper proves.")
            raise Invalid("no-paper-here", fields={"item": words})
        if len(self.papers) >= MOST_PAPERS:
            raise Invalid(fields={"file": Words("Paling banyak 30 kertas.", "At most 30 papers.")})
        kind = attachments.require_document(content)
        if kind not in (taken := [Kind[name.upper()] for name in asked.paper]):
            names = ", ".join(one.name for one in taken)
            words = Words(f"Untuk syarat ini unggah {names}.", f"Upload {names} for this.")
            raise Invalid("wrong-kind", fields={"file": words})
        return Document(document_id, item, kind, len(content), at)

    def require_removable(self) -> None:
        """A paper is taken back for as long as nobody has read the whole."""
        self._require(Status.DRAFT)

    # --- with a coach ---

    def assign(self, coach: Coach, *, was: int) -> Change["Dossier"]:
        self.require_version(was)
        self._require(Status.DRAFT)
        return _next(replace(self, coach=coachings.require_coach(coach, self.sub)))

    def comment(self, *, item: str, text: str, due_on: date | None, by: str, at: datetime) -> tuple[Comment, str]:
        """With its text as it is kept."""
        self._require(Status.DRAFT)
        if self.coach is None:
            raise NoCoach()
        if item and item not in {one.code for one in self.asked}:
            raise Invalid(fields={"item": Words("Pilih dari daftar syarat.", "Choose from the requirements.")})
        told = coachings.require_comment(text, due_on, self.comments, days.today(self.office, at))
        number = max((one.number for one in self.comments), default=0) + 1
        return Comment(number, item, due_on, by, at), told

    def settle(self, number: int, *, at: datetime) -> tuple[Comment, ...]:
        self._require(Status.DRAFT)
        return coachings.done(self.comments, number, at=at)

    # --- from step to step ---

    def release(self, items: Sequence[Item], *, by: str, was: int, at: datetime) -> Change["Dossier"]:
        """The coach's word that it stands."""
        self.require_version(was)
        self._require(Status.DRAFT)
        if self.coach is None:
            raise NoCoach()
        if any(one.done_at is None for one in self.comments):
            raise StillToDo()
        readiness.require_complete(items)
        return self._step(Status.COACHED, self._today(at), by, at)

    def submit(
        self, items: Sequence[Item], *, number: str, on: date, by: str, was: int, at: datetime
    ) -> Change["Dossier"]:
        """By the Dinas's letter. What was there when the coach looked may have fallen away since: an SK ends."""
        self.require_version(was)
        self._require(Status.COACHED)
        readiness.require_complete(items)
        number, on = attachments.require_letter(number, on, after=None, today=self._today(at))
        return self._step(Status.SUBMITTED, on, by, at, number=number)

    def give_back(self, *, reason: str, by: str, was: int, at: datetime) -> Change["Dossier"]:
        """To be mended, by the Dinas or because the assessing body sent it back."""
        self.require_version(was)
        self._require(Status.COACHED, Status.SUBMITTED)
        step = Step("returned", self._today(at), by, at, reason=require_reason(reason))
        return _next(replace(self, status=Status.DRAFT, at=at, steps=(*self.steps, step)))

    def assess(self, *, on: date, by: str, was: int, at: datetime) -> Change["Dossier"]:
        """Tests, practice and interview are over."""
        self.require_version(was)
        self._require(Status.SUBMITTED)
        self._require_day(on, at)
        return self._step(Status.ASSESSED, on, _body(by), at)

    def decide(
        self, *, competent: bool, on: date, by: str, number: str, reason: str, was: int, at: datetime
    ) -> Change["Dossier"]:
        """Once. "Not yet competent" has a reason, "competent" the number of the certificate."""
        self.require_version(was)
        self._require(Status.ASSESSED)
        self._require_day(on, at)
        number = " ".join(number.split())
        if competent and not 1 <= len(number) <= 100:
            raise Invalid(fields={"number": Words("Tulis nomor sertifikat.", "Write the number of the certificate.")})
        reason = require_reason(reason) if reason.strip() or not competent else ""
        to = Status.COMPETENT if competent else Status.NOT_YET
        now = self._step(to, on, _body(by), at, number=number, reason=reason).now
        told = [CompetencyDecided(self.dossier_id, self.volunteer_id, self.office, self.kec, self.route_code, to, at)]
        if not competent:
            return Change(now, told)
        until = days.months_after(on, 12 * self.route.valid_years)
        reminders = [
            Duty(REMIND, self.dossier_id, _midnight(self.office, days.months_after(until, -months)))
            for months in self.route.reminders
        ]
        return Change(replace(now, competency=Competency(until)), told, reminders)

    def withdraw(self, *, reason: str, by: str, was: int, at: datetime) -> Change["Dossier"]:
        self.require_version(was)
        self._require(*OPEN)
        return self._step(Status.WITHDRAWN, self._today(at), by, at, reason=require_reason(reason))

    def appeal(self, text: str, *, by: str, was: int, at: datetime) -> tuple[Change["Dossier"], str]:
        """With the note as it is kept."""
        self.require_version(was)
        self._require(Status.NOT_YET)
        if any(step.what == APPEAL for step in self.steps):
            raise AlreadyAppealed()
        told = text.strip()
        if not 3 <= len(told) <= LONGEST:
            raise Invalid(fields={"text": Words("Tulis keberatannya.", "Write the appeal.")})
        step = Step(APPEAL, self._today(at), by, at)
        return _next(replace(self, steps=(*self.steps, step), written={**self.written, APPEAL: len(told)})), told

    # --- what was certified ends ---

    def remind(self, *, at: datetime) -> Change["Dossier"]:
        """On the day of a reminder: how near the end is. Told late or twice it says the same."""
        if self.competency is None:
            return Change(self)
        near = self.competency.near(self.route.reminders, self._today(at))
        if near is None or near == self.competency.reminded:
            return Change(self)
        return _next(replace(self, competency=replace(self.competency, reminded=near)))

    def renewed(self) -> Change["Dossier"]:
        """Another certificate stands in its place: nobody is reminded of this one."""
        if self.competency is None or self.competency.renewed:
            return Change(self)
        now = _next(replace(self, competency=replace(self.competency, renewed=True))).now
        return Change(now, discharged=[REMIND])

    def certified(self, on: date) -> bool:
        """Whether what it led to holds on that day and nothing newer has taken its place."""
        return self.competency is not None and self.competency.holds(on)

    def _require(self, *statuses: Status) -> None:
        if self.status in statuses:
            return
        raise AlreadyDecided() if self.status in (Status.COMPETENT, Status.NOT_YET) else NotAtThisStep()

    def _require_day(self, on: date, at: datetime) -> None:
        """Not before the step that it follows, and not tomorrow."""
        before = max(step.on for step in self.steps if step.what in _HANDED_IN)
        if not before <= on <= self._today(at):
            words = Words(
                f"Tanggal antara {days.written(before)} dan hari ini.", f"Between {before.isoformat()} and today."
            )
            raise Invalid(fields={"on": words})

    def _step(
        self, to: Status, on: date, by: str, at: datetime, *, number: str = "", reason: str = ""
    ) -> Change["Dossier"]:
        return _next(replace(self, status=to, at=at, steps=(*self.steps, Step(to, on, by, at, number, reason))))

    def _today(self, at: datetime) -> date:
        return days.today(self.office, at)


def begin(
    volunteer: Volunteer, route: str, others: Sequence[Dossier], dossier_id: UUID, *, at: datetime
) -> Change[Dossier]:
    """One at a time. `others` are all that she had so far."""
    volunteer.standing.require_active()
    today = days.today(volunteer.office, at)
    held = competencies.current(today)
    chosen = held.route(route)
    if volunteer.role not in chosen.roles:
        raise Invalid(fields={"route": Words("Jalur ini bukan untuk peran itu.", "Not a route for this role.")})
    if any(other.open for other in others):
        raise AlreadyBegun()
    ends = [other.competency.valid_until for other in others if other.competency and other.certified(today)]
    if chosen.renews and not ends:
        raise NothingToRenew()
    if ends and (not chosen.renews or today < days.months_after(max(ends), -chosen.opens)):
        raise StillCertified()
    return Change(
        Dossier(
            volunteer.office, dossier_id, volunteer.volunteer_id, volunteer.name, volunteer.account.sub, volunteer.kec,
            route, held.edition, Status.DRAFT, at, at,
        )
    )  # fmt: skip


def _next(now: Dossier) -> Change[Dossier]:
    return Change(replace(now, version=now.version + 1))


def _body(name: str) -> str:
    """Who assessed or decided, as it is written down."""
    told = " ".join(name.split())
    if not 3 <= len(told) <= 150:
        raise Invalid(fields={"by": Words("Tulis siapa yang menilai atau memutuskan.", "Write who did so.")})
    return told


def _midnight(office: str, day: date) -> datetime:
    return datetime.combine(day, time(), area.zone(office))
