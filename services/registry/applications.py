"""Applications: somebody wants to become a PSM, a TKSK or another person of the individual PSKS types.

Sent by herself from a page without log-in, or written down by an officer. The file is checked item by item against the
edition that it was begun under; whoever has all of it stands in the selection of her place; who is chosen goes through
the papers of her role to the SK. Basic training comes before appointment, so a certificate that she holds already fills
its item by itself. Nobody is judged silently: each refusal has its reason, who decided, and how to object.
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from services.kit.change import Change
from services.kit.errors import Conflict, Invalid, Stale, Words
from services.registry import days, requirements
from services.registry.attachments import MOST_PAPERS, PaperMissing, TooManyPapers, require_letter
from services.registry.decrees import Decree
from services.registry.particulars import Particulars, require_particulars
from services.registry.posts import require_name
from services.registry.requirements import Edition, Item, Stage
from services.registry.standings import require_reason

Sealing = Callable[[str], bytes]  # a keyed fingerprint
_SPOKEN = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # of a code: what is read aloud comes back the same
_LETTERS = 12
_CODE = re.compile(rf"([1-9][0-9]{{3}})([{_SPOKEN}]{{{_LETTERS}}})")


class Status(StrEnum):
    RECEIVED = "received"
    RETURNED = "returned"
    DECLINED = "declined"
    SELECTION = "selection"
    CHOSEN = "chosen"
    PROPOSED = "proposed"
    PASSED_OVER = "passed_over"
    APPOINTED = "appointed"
    WITHDRAWN = "withdrawn"


# Code word, words on the page, whose move is next.
STATUSES: dict[Status, tuple[Words, str]] = {
    Status.RECEIVED: (Words("Masuk, berkas diperiksa", "Received, papers being checked"), "dinas"),
    Status.RETURNED: (Words("Perlu dilengkapi", "To be completed"), "applicant"),
    Status.DECLINED: (Words("Tidak memenuhi syarat", "Requirements not met"), "none"),
    Status.SELECTION: (Words("Dalam seleksi", "In selection"), "dinas"),
    Status.CHOSEN: (Words("Terpilih, menunggu SK", "Chosen, awaiting the SK"), "dinas"),
    Status.PROPOSED: (Words("Diusulkan, menunggu provinsi", "Proposed, awaiting the province"), "province"),
    Status.PASSED_OVER: (Words("Tidak terpilih", "Not chosen"), "none"),
    Status.APPOINTED: (Words("SK sudah terbit", "The SK is out"), "none"),
    Status.WITHDRAWN: (Words("Ditarik kembali", "Withdrawn"), "none"),
}
OPEN = frozenset({Status.RECEIVED, Status.RETURNED, Status.SELECTION, Status.CHOSEN, Status.PROPOSED})
_TAKES_PAPERS = frozenset({Status.RECEIVED, Status.RETURNED, Status.CHOSEN})


class Via(StrEnum):
    PUBLIC = "public"
    OFFICER = "officer"


class NotAtThisStep(Conflict):
    code = "not-at-this-step"
    words = Words(
        "Permohonan ini sedang pada langkah lain. Muat ulang, lalu lihat apa yang dapat dilakukan.",
        "This application is at another step. Reload and see what can be done.",
    )


class NotComplete(Conflict):
    code = "not-complete"
    words = Words(
        "Masih ada syarat yang belum terpenuhi. Tandai setiap syarat, atau kembalikan untuk dilengkapi.",
        "Some requirements are not met yet. Mark each of them, or return the application to be completed.",
    )


class AlreadyApplied(Conflict):
    code = "already-applied"
    words = Words(
        "NIK ini sudah ada dalam permohonan lain untuk peran yang sama. Tutup salah satunya lebih dahulu.",
        "This NIK stands in another application for the same role. End one of the two first.",
    )


class NotTheNextStage(Conflict):
    code = "not-the-next-stage"
    words = Words(
        "Langkah ini belum gilirannya. Catat langkah menuju SK menurut urutannya.",
        "It is not the turn of this paper. Record the papers in their order.",
    )


class WayNotDone(Conflict):
    code = "way-not-done"
    words = Words(
        "Langkah menuju SK belum selesai. Catat dahulu yang masih kurang.",
        "The papers on the way to the SK are not all there. Record those that are missing.",
    )


@dataclass(frozen=True, slots=True)
class Mark:
    """What the office found of one requirement. `by` is who looked."""

    met: bool
    note: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Taken:
    """A paper on the way to the SK."""

    stage: str
    number: str
    on: date
    at: datetime


@dataclass(frozen=True, slots=True)
class Checked:
    """A requirement as it stands: `met` is None until somebody looked, `certificate` the number of what fills it."""

    item: Item
    met: bool | None
    note: str = ""
    by: str = ""
    certificate: str = ""


@dataclass(frozen=True, slots=True)
class Application:
    """`print` is the keyed fingerprint of the NIK. `reason`, `decided_by` and `appeal` say why it was returned or
    declined; of a selection its decision says it."""

    office: str
    application_id: UUID
    role: str
    name: str
    place: str
    edition: str
    via: Via
    received_at: datetime
    at: datetime
    print: bytes | None = None
    status: Status = Status.RECEIVED
    reason: str = ""
    decided_by: str = ""
    appeal: str = ""
    marks: Mapping[str, Mark] = field(default_factory=dict)
    scores: Mapping[str, int] = field(default_factory=dict)
    selection_id: UUID | None = None
    taken: tuple[Taken, ...] = ()
    proposal_id: UUID | None = None
    volunteer_id: UUID | None = None
    decree: Decree | None = None
    version: int = 1

    @property
    def asked(self) -> Edition:
        """The requirements that it was begun under."""
        return requirements.book().edition(self.edition)

    @property
    def next_stage(self) -> Stage | None:
        """The paper that comes next on the way to the SK."""
        left = self.asked.stages[len(self.taken) :]
        return left[0] if left else None

    def checklist(self, certificates: Mapping[str, str]) -> tuple[Checked, ...]:
        """`certificates` are numbers of valid ones that she holds, by tier."""
        return tuple(self._checked(item, certificates.get(item.tier, "")) for item in self.asked.items)

    def require_version(self, was: int) -> None:
        if was != self.version:
            raise Stale()

    # --- the file ---

    def require_open_for_papers(self, item: str, count: int) -> None:
        """`count`: how many there are."""
        if self.status not in _TAKES_PAPERS:
            raise NotAtThisStep()
        if item not in self.asked.papers:
            self.asked.item(item)
        if count >= MOST_PAPERS:
            raise TooManyPapers()

    def require_open_for_her(self, item: str, count: int) -> None:
        """What she may attach: to the checklist, until it is admitted. Papers of the way to the SK are the office's."""
        if self.status not in (Status.RECEIVED, Status.RETURNED):
            raise NotAtThisStep()
        self.asked.item(item)
        self.require_open_for_papers(item, count)

    def mark(
        self, item: str, *, met: bool, note: str, papers: Collection[str], by: str, was: int, at: datetime
    ) -> Change["Application"]:
        """`papers`: for which items some are attached."""
        self._require(was, Status.RECEIVED)
        if self.asked.item(item).paper and met and item not in papers:
            raise PaperMissing()
        note = " ".join(note.split())
        if len(note) > 300:
            raise Invalid(fields={"note": Words("Paling panjang 300 huruf.", "At most 300 letters.")})
        return Change(replace(self._next(), marks={**self.marks, item: Mark(met, note, by, at)}))

    def send_back(self, *, reason: str, by: str, was: int, at: datetime) -> Change["Application"]:
        """To be completed by whoever sent it."""
        self._require(was, Status.RECEIVED)
        return Change(replace(self._to(Status.RETURNED, at), reason=require_reason(reason), decided_by=by))

    def resubmit(self, *, was: int, at: datetime) -> Change["Application"]:
        self._require(was, Status.RETURNED)
        return Change(replace(self._to(Status.RECEIVED, at), reason="", decided_by=""))

    def withdraw(self, *, was: int, at: datetime) -> Change["Application"]:
        """By her, or on her word; not once it was proposed or decided."""
        self._require(was, Status.RECEIVED, Status.RETURNED, Status.SELECTION, Status.CHOSEN)
        return Change(replace(self._to(Status.WITHDRAWN, at), reason="", decided_by=""))

    def decline(self, *, reason: str, appeal: str, by: str, was: int, at: datetime) -> Change["Application"]:
        """The requirements are not met, for good."""
        self._require(was, Status.RECEIVED, Status.RETURNED)
        told, why = require_appeal(appeal), require_reason(reason)
        return Change(replace(self._to(Status.DECLINED, at), reason=why, decided_by=by, appeal=told))

    def admit(
        self, selection_id: UUID, certificates: Mapping[str, str], *, twin: bool, was: int, at: datetime
    ) -> Change["Application"]:
        """All is there: into the selection. `twin`: whether her NIK stands in another one for the same role."""
        self._require(was, Status.RECEIVED)
        if not all(checked.met for checked in self.checklist(certificates)):
            raise NotComplete()
        if twin:
            raise AlreadyApplied()
        return Change(replace(self._to(Status.SELECTION, at), selection_id=selection_id))

    # --- the way to the SK ---

    def take(
        self, stage: str, *, number: str, on: date, papers: Collection[str], was: int, at: datetime
    ) -> Change["Application"]:
        """The next paper, by the Dinas; `on` is its date."""
        self._require(was, Status.CHOSEN)
        following = self.next_stage
        if following is None or following.code != stage or following.by != requirements.DINAS:
            raise NotTheNextStage()
        if stage not in papers:
            raise PaperMissing()
        step = Taken(stage, *self.require_paper(number, on, at=at), at)
        return Change(replace(self._next(), taken=(*self.taken, step)))

    def proposed(self, proposal_id: UUID, *, at: datetime) -> "Application":
        """With the paper just taken it lies with the province."""
        return replace(self, status=Status.PROPOSED, proposal_id=proposal_id, reason="", decided_by="", at=at)

    def forwarded(self, *, number: str, on: date, at: datetime) -> Change["Application"]:
        """The province's own step."""
        self._require(self.version, Status.PROPOSED)
        stage = self.next_stage
        told = (*self.taken, Taken(stage.code, number, on, at)) if stage else self.taken
        return Change(replace(self._to(Status.CHOSEN, at), taken=told))

    def given_back(self, *, why: Words, at: datetime) -> Change["Application"]:
        """The province did not pass it on: it is proposed anew, or not at all."""
        self._require(self.version, Status.PROPOSED)
        back = replace(self._to(Status.CHOSEN, at), taken=self.taken[:-1], proposal_id=None)
        return Change(replace(back, reason=why.id))

    def require_chosen(self, was: int) -> None:
        """Every paper of the way is there."""
        self._require(was, Status.CHOSEN)
        if self.next_stage is not None:
            raise WayNotDone()

    def appointed(self, decree: Decree, volunteer_id: UUID | None, *, was: int, at: datetime) -> Change["Application"]:
        """`volunteer_id` where the role is one of those that log in."""
        self.require_chosen(was)
        now = replace(self._to(Status.APPOINTED, at), decree=decree, volunteer_id=volunteer_id, reason="")
        return Change(now)

    # --- in the selection ---

    def scored(self, scores: Mapping[str, int]) -> "Application":
        return replace(self._next(), scores={**self.scores, **scores})

    def decided(self, *, chosen: bool, at: datetime) -> "Application":
        return self._to(Status.CHOSEN if chosen else Status.PASSED_OVER, at)

    def require_paper(self, number: str, on: date, *, at: datetime) -> tuple[str, date]:
        last = self.taken[-1].on if self.taken else None
        return require_letter(number, on, after=last, today=days.today(self.office, at))

    def _require(self, was: int, *statuses: Status) -> None:
        self.require_version(was)
        if self.status not in statuses:
            raise NotAtThisStep()

    def _next(self) -> "Application":
        return replace(self, version=self.version + 1)

    def _to(self, status: Status, at: datetime) -> "Application":
        return replace(self._next(), status=status, at=at)

    def _checked(self, item: Item, certificate: str) -> Checked:
        mark = self.marks.get(item.code)
        if certificate and not (mark and not mark.met):
            return Checked(item, True, certificate=certificate)
        return Checked(item, mark.met, mark.note, mark.by) if mark else Checked(item, None)


def receive(
    *, office: str, application_id: UUID, role: str, name: str, place: str, birth_on: date, particulars: Particulars,
    print_of: Callable[[str], bytes], via: Via, at: datetime,
) -> tuple[Change[Application], Particulars]:  # fmt: skip
    """What is kept of somebody who applies, and what of it is sealed."""
    today = days.today(office, at)
    asked = requirements.book().find(role, office, today)
    asked.require_age(birth_on, today)
    told = require_particulars(particulars)
    if not told.nik:
        raise Invalid(fields={"nik": Words("Tulis NIK (16 angka).", "Write the NIK (16 digits).")})
    made = Application(
        office=office, application_id=application_id, role=role, name=require_name(name),
        place=asked.require_place(place, office), edition=asked.edition, via=via, received_at=at, at=at,
        print=print_of(told.nik),
    )  # fmt: skip
    return Change(made), told


def require_appeal(text: str) -> str:
    """How, where and until when one may object; it stands beside every decision."""
    told = " ".join(text.split())
    if not 3 <= len(told) <= 500:
        raise Invalid(
            fields={
                "appeal": Words(
                    "Tulis ke mana dan sampai kapan keberatan dapat diajukan (3-500 huruf).",
                    "Write where and until when one may object (3-500 letters).",
                )
            }
        )
    return told


def code(office: str, application_id: UUID, seal: Sealing) -> str:
    """By which she looks her application up, `1906-K7QF-3M8P-2XVD`: nobody else can make it, and it counts nothing."""
    number, letters = int.from_bytes(seal(f"{office}|{application_id}")), ""
    for _ in range(_LETTERS):
        number, rest = divmod(number, len(_SPOKEN))
        letters += _SPOKEN[rest]
    return "-".join((office, letters[:4], letters[4:8], letters[8:]))


def read_code(text: str) -> tuple[str, str] | None:
    """Office and the code as it is kept, of what somebody typed; None where it cannot be one."""
    told = _CODE.fullmatch(re.sub(r"[\s-]", "", text).upper())
    return (told[1], "-".join((told[1], told[2][:4], told[2][4:8], told[2][8:]))) if told else None
