"""Cases: one person's need, from the village to "served". A state says whose move is next; a verb is a method.

Protected cases (S3) skip verification: they begin at `verified` before the protected desk, which assigns them.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from services.cases import codes
from services.cases.codes import Code
from services.kit import area, ids
from services.kit.change import Change
from services.kit.errors import Conflict, Invalid, Stale, Words


class Status(StrEnum):
    AWAITING = "awaiting"
    RETURNED = "returned"
    VERIFIED = "verified"
    ACCEPTED = "accepted"
    ASSESSMENT = "assessment"
    PLANNING = "planning"
    INTERVENTION = "intervention"
    MONITORING = "monitoring"
    EVALUATION = "evaluation"
    REOPENED = "reopened"
    CLOSED = "closed"
    SOLVED = "solved"
    DECLINED = "declined"


# Code word, words on the page, whose move is next. Pages and the README's drawing are made from this and from MOVES.
STATUSES: dict[Status, tuple[Words, str]] = {
    Status.AWAITING: (Words("Menunggu verifikasi TKSK", "Awaiting the TKSK"), "tksk"),
    Status.RETURNED: (Words("Perlu dilengkapi", "To be completed"), "psm"),
    Status.VERIFIED: (Words("Terverifikasi, menunggu Dinas", "Verified, awaiting the Dinas"), "dinas"),
    Status.ACCEPTED: (Words("Ditangani Dinas", "In the care of the Dinas"), "dinas"),
    Status.ASSESSMENT: (Words("Asesmen", "Assessment"), "dinas"),
    Status.PLANNING: (Words("Rencana", "Planning"), "dinas"),
    Status.INTERVENTION: (Words("Intervensi", "Intervention"), "dinas"),
    Status.MONITORING: (Words("Pemantauan", "Monitoring"), "dinas"),
    Status.EVALUATION: (Words("Evaluasi", "Evaluation"), "dinas"),
    Status.REOPENED: (Words("Dibuka kembali", "Reopened"), "dinas"),
    Status.CLOSED: (Words("Selesai", "Closed"), "none"),
    Status.SOLVED: (Words("Selesai di desa", "Solved in the village"), "none"),
    Status.DECLINED: (Words("Tidak dapat ditangani", "Declined"), "none"),
}

STAGES = (Status.ASSESSMENT, Status.PLANNING, Status.INTERVENTION, Status.MONITORING, Status.EVALUATION)
ENDED = frozenset({Status.CLOSED, Status.SOLVED, Status.DECLINED})
IN_CARE = frozenset({Status.ACCEPTED, Status.REOPENED, *STAGES})
OPEN = frozenset(Status) - ENDED
BEFORE_INTERVENTION = frozenset({Status.ACCEPTED, Status.REOPENED, Status.ASSESSMENT, Status.PLANNING})

# Verb → from where, to where (None: as the method says). A verb whose target is None and that moves nothing stays put.
MOVES: dict[str, tuple[frozenset[Status], Status | None]] = {
    "verify": (frozenset({Status.AWAITING}), Status.VERIFIED),
    "return": (frozenset({Status.AWAITING, Status.VERIFIED}), Status.RETURNED),
    "complete": (frozenset({Status.RETURNED}), Status.AWAITING),
    "accept": (frozenset({Status.VERIFIED}), Status.ACCEPTED),
    "decline": (frozenset({Status.VERIFIED, Status.ACCEPTED, Status.ASSESSMENT}), Status.DECLINED),
    "stage": (IN_CARE, None),
    "close": (IN_CARE, Status.CLOSED),
    "solve": (frozenset({Status.AWAITING, Status.RETURNED, Status.VERIFIED}), Status.SOLVED),
    "reopen": (ENDED, Status.REOPENED),
    "assign": (OPEN - {Status.AWAITING, Status.RETURNED}, None),
    "add_need": (IN_CARE, None),
    "hand_up": (IN_CARE, None),
    "refer": (IN_CARE, None),
    "connect": (OPEN, None),
}
_OF_THE_VILLAGE = frozenset({"verify", "return", "complete", "solve", "connect"})  # nobody there sees a protected case


class NotNow(Conflict):
    code = "not-now"
    words = Words(
        "Kasus ini sedang tidak pada tahap itu. Muat ulang, lalu periksa gilirannya.",
        "The case is not at that stage. Reload and see whose move it is.",
    )


class OpenReferrals(Conflict):
    code = "open-referrals"
    words = Words(
        "Masih ada rujukan yang berjalan. Tuntaskan atau batalkan dahulu.",
        "A referral is still running. Close or revoke it first.",
    )


class Erased(Conflict):
    code = "erased"
    words = Words("Data warga ini sudah dihapus.", "The data of this person were erased.")


@dataclass(frozen=True, slots=True)
class By:
    """Who did it: volunteers and officers act publicly, so their names are ordinary."""

    sub: str
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What a fact says of the case: no more place than the kabupaten and no recorder where it is protected. `old_ppks`
    and `old_status` are what it was counted under before; a new case has no `old_status`."""

    code: str
    ppks: int | None
    old_ppks: int | None
    old_status: Status | None
    status: Status
    turn: str
    sensitivity: int
    village: str | None
    kec: str | None
    recorded_by: str | None
    assigned_to: str | None


@dataclass(frozen=True, slots=True)
class CaseFact:
    """What every fact about a case says. `office` holds it and is the one office the fact is for."""

    case_id: UUID
    office: str
    area: str
    standing: Standing
    at: datetime


class CaseOpened(CaseFact): ...


class CaseVerified(CaseFact): ...


class CaseReturned(CaseFact): ...


class CaseCompleted(CaseFact): ...


class CaseAccepted(CaseFact): ...


class CaseDeclined(CaseFact): ...


class CaseStaged(CaseFact): ...


class CaseAssigned(CaseFact): ...


class CaseSolved(CaseFact): ...


class CaseReopened(CaseFact): ...


@dataclass(frozen=True, slots=True)
class CaseNeeded(CaseFact):
    need_id: UUID
    kind: str


@dataclass(frozen=True, slots=True)
class CaseClosed(CaseFact):
    reason: str


@dataclass(frozen=True, slots=True)
class CaseHandedUp(CaseFact):
    handup_id: UUID
    to_office: str


@dataclass(frozen=True, slots=True)
class Case:
    """`ppks` is the type's number, None for a request. `at`: since when in its status; `due_at`: when the move is late.
    `village` and `kec` are where the person lives (None after erasure, or where a hand-up did not tell); the kabupaten
    is always known. `origin` is the code of the file that another office handed over."""

    office: str
    case_id: UUID
    person_id: UUID
    code: str
    ppks: int | None
    edition: str
    sensitivity: int
    status: Status
    kabupaten: str
    village: str | None
    kec: str | None
    recorded_by: By
    opened_at: datetime
    at: datetime
    due_at: datetime | None = None
    verified_by: By | None = None
    assigned_to: By | None = None
    origin: str | None = None
    erased: bool = False
    version: int = 1

    @property
    def protected(self) -> bool:
        return self.sensitivity >= codes.PROTECTED

    @property
    def turn(self) -> str:
        """Whose move: of the protected desk until it has assigned; in a province's own file the province's."""
        turn = STATUSES[self.status][1]
        if turn == "dinas" and self.protected and self.assigned_to is None:
            return "protected"
        if turn == "dinas" and len(self.office) == 2:
            return "national" if self.office == ids.NATION else "province"
        return turn

    @property
    def place(self) -> str:
        """Where the matter is, as far as a fact may say."""
        return self.kabupaten if self.protected else self.village or self.kec or self.kabupaten

    def standing(self, before: "Case | None") -> Standing:
        open_ = not self.protected
        return Standing(
            code=self.code, ppks=self.ppks, old_ppks=before.ppks if before else None,
            old_status=before.status if before else None, status=self.status, turn=self.turn,
            sensitivity=self.sensitivity, village=self.village if open_ else None, kec=self.kec if open_ else None,
            recorded_by=self.recorded_by.sub if open_ else None,
            assigned_to=self.assigned_to.sub if self.assigned_to else None,
        )  # fmt: skip

    def may(self, verb: str) -> bool:
        """Whether its state allows the verb now; who may is policy's."""
        if self.erased or (self.protected and verb in _OF_THE_VILLAGE):
            return False
        return self.status in MOVES[verb][0]

    def require_version(self, was: int) -> None:
        if was != self.version:
            raise Stale()

    def said(self, before: "Case | None", at: datetime) -> tuple[UUID, str, str, Standing, datetime]:
        """What every fact about the case, as it is now, begins with."""
        return self.case_id, self.office, self.place, self.standing(before), at

    def verify(self, *, by: By, was: int, at: datetime) -> Change["Case"]:
        now = replace(self._moved("verify", was, at), verified_by=by)
        return Change(now, [CaseVerified(*now.said(self, at))])

    def return_(self, *, reason: str, was: int, at: datetime) -> Change["Case"]:
        """Back to the PSM, who learns what is missing."""
        now = self._moved("return", was, at)
        codes.require("return-reasons", reason, at.date(), field="reason")
        return Change(now, [CaseReturned(*now.said(self, at))])

    def complete(
        self, *, sensitivity: int, ppks: int | None, village: str | None, was: int, at: datetime
    ) -> Change["Case"]:
        """What was missing is there. Sensitivity only tightens: a case that turns out protected leaves the village's
        sight and goes to the protected desk. The village may change but not go."""
        tightened = max(self.sensitivity, sensitivity)
        to = Status.VERIFIED if tightened >= codes.PROTECTED else Status.AWAITING
        now = replace(self._moved("complete", was, at, to=to), ppks=ppks, sensitivity=tightened)
        if village is None:
            raise Invalid(fields={"person.village": Words("Pilih desa/kelurahan.", "Choose the village.")})
        now = replace(now, village=village, kec=area.kecamatan_of(village))
        return Change(now, [CaseCompleted(*now.said(self, at))])

    def accept(self, *, by: By, was: int, at: datetime) -> Change["Case"]:
        """Who accepts has it, unless it was assigned to somebody before."""
        now = replace(self._moved("accept", was, at), assigned_to=self.assigned_to or by)
        return Change(now, [CaseAccepted(*now.said(self, at))])

    def decline(self, *, reason: str, was: int, at: datetime) -> Change["Case"]:
        now = self._moved("decline", was, at)
        codes.require("decline-reasons", reason, at.date(), field="reason")
        return Change(now, [CaseDeclined(*now.said(self, at))])

    def stage(self, *, to: str, was: int, at: datetime) -> Change["Case"]:
        """Forward or back among the stages of care: a plan that fails is planned anew."""
        if to not in STAGES:
            raise Invalid(fields={"to": Words("Pilih tahap dari daftar.", "Choose a stage from the list.")})
        now = self._moved("stage", was, at, to=Status(to))
        if to == self.status:
            raise NotNow()
        return Change(now, [CaseStaged(*now.said(self, at))])

    def assign(self, *, to: By, was: int, at: datetime) -> Change["Case"]:
        now = replace(self._moved("assign", was, at), assigned_to=to)
        return Change(now, [CaseAssigned(*now.said(self, at))])

    def add_need(self, *, need_id: UUID, kind: str, at: datetime) -> Change["Case"]:
        """Adding never conflicts, so no version is named."""
        now = self._moved("add_need", self.version, at)
        return Change(now, [CaseNeeded(*now.said(self, at), need_id, kind)])

    def close(self, *, reason: str, open_referrals: int, was: int, at: datetime) -> Change["Case"]:
        """Done when the citizen was served, or we know why not; so not while a referral runs."""
        now = self._moved("close", was, at)
        codes.require("close-reasons", reason, at.date(), field="reason")
        if open_referrals:
            raise OpenReferrals()
        return Change(now, [CaseClosed(*now.said(self, at), reason)])

    def solve(self, *, open_referrals: int, was: int, at: datetime) -> Change["Case"]:
        """The village helped itself before the Dinas had to."""
        now = self._moved("solve", was, at)
        if open_referrals:
            raise OpenReferrals()
        return Change(now, [CaseSolved(*now.said(self, at))])

    def reopen(self, *, was: int, at: datetime) -> Change["Case"]:
        if self.erased:
            raise Erased()
        now = self._moved("reopen", was, at)
        return Change(now, [CaseReopened(*now.said(self, at))])

    def hand_up(self, *, handup_id: UUID, was: int, at: datetime) -> Change["Case"]:
        """The office above gets a packet; this file stays here, open, and ours."""
        now = self._moved("hand_up", was, at)
        return Change(now, [CaseHandedUp(*now.said(self, at), handup_id, above(self.office))])

    def intervene(self, *, at: datetime) -> Change["Case"]:
        """The first referral was sent, so care has begun. Said of a case that is further on it changes nothing."""
        if self.status not in BEFORE_INTERVENTION:
            return Change(self)
        now = self._moved("stage", self.version, at, to=Status.INTERVENTION)
        return Change(now, [CaseStaged(*now.said(self, at))])

    def erase(self, *, at: datetime) -> Change["Case"]:
        """The person's data go, and the place with them; what was open ends."""
        gone = replace(self, erased=True, village=None)
        if self.status in ENDED:
            return Change(gone)
        now = replace(gone, status=Status.CLOSED, at=at, due_at=None, version=self.version + 1)
        return Change(now, [CaseClosed(*now.said(self, at), "erased")])

    def _moved(self, verb: str, was: int, at: datetime, *, to: Status | None = None) -> "Case":
        """The next version, in the status that the verb leads to."""
        self.require_version(was)
        if not self.may(verb):
            raise NotNow()
        status = to or MOVES[verb][1] or self.status
        if status is self.status:
            return replace(self, version=self.version + 1)
        return replace(self, status=status, at=at, due_at=due(status, self.office, at), version=self.version + 1)


def record(
    *, office: str, case_id: UUID, person_id: UUID, code: str, kind: Code | None, sensitivity: int, village: str,
    by: By, at: datetime,
) -> Change[Case]:  # fmt: skip
    """A new case. Nobody asks himself: what a TKSK records is verified, what the Dinas records is in its care. A
    protected one goes to the protected desk whoever wrote it."""
    status, verified_by, assigned_to = Status.AWAITING, None, None
    if sensitivity >= codes.PROTECTED:
        status = Status.VERIFIED
    elif by.role == "tksk":
        status, verified_by = Status.VERIFIED, by
    elif by.role != "psm":
        status, verified_by, assigned_to = Status.ACCEPTED, by, by
    case = Case(
        office=office, case_id=case_id, person_id=person_id, code=code, ppks=int(kind.code) if kind else None,
        edition=codes.current("types", at.date()).edition, sensitivity=sensitivity, status=status,
        kabupaten=area.kabupaten_of(village), village=village, kec=area.kecamatan_of(village), recorded_by=by,
        opened_at=at, at=at, due_at=due(status, office, at), verified_by=verified_by, assigned_to=assigned_to,
    )  # fmt: skip
    return Change(case, [CaseOpened(*case.said(None, at))])


def receive(
    *, office: str, case_id: UUID, person_id: UUID, code: str, ppks: int | None, sensitivity: int, kabupaten: str,
    village: str | None, origin: str, by: By, at: datetime,
) -> Change[Case]:  # fmt: skip
    """The own file of an office that opened a packet: in its care from the first moment, with the sender's code."""
    case = Case(
        office=office, case_id=case_id, person_id=person_id, code=code, ppks=ppks,
        edition=codes.current("types", at.date()).edition, sensitivity=sensitivity, status=Status.ACCEPTED,
        kabupaten=kabupaten, village=village, kec=area.kecamatan_of(village) if village else None, recorded_by=by,
        opened_at=at, at=at, due_at=due(Status.ACCEPTED, office, at), assigned_to=by, origin=origin,
    )  # fmt: skip
    return Change(case, [CaseOpened(*case.said(None, at))])


def due(status: Status, office: str, at: datetime) -> datetime | None:
    """When the move of a status is late, by the office's terms."""
    days = codes.term(status, office, at.date())
    return at + timedelta(days=days) if days is not None else None


def above(office: str) -> str:
    """The office that may take over what this one cannot: a kabupaten's province, a province's nation."""
    return ids.NATION if len(office) == 2 else office[:2]
