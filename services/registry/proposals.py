"""Proposals: a candidate whom a Dinas proposes goes through the province to the ministry.

Nothing is shared between offices, it is handed over: the Dinas posts the chosen fields, the province says that it has
forwarded them, or why not, and its answer goes back as a fact. Why not is a code: facts carry no free text.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from services.kit.change import Change
from services.kit.errors import Conflict, Invalid, Stale, Words
from services.registry import days
from services.registry.applications import Application
from services.registry.attachments import Kind, PaperMissing, require_letter


class Status(StrEnum):
    WAITING = "waiting"
    FORWARDED = "forwarded"
    RETURNED = "returned"


# Code word, words on the page, whose move is next.
STATUSES: dict[Status, tuple[Words, str]] = {
    Status.WAITING: (Words("Menunggu provinsi", "Awaiting the province"), "province"),
    Status.FORWARDED: (Words("Diteruskan ke kementerian", "Forwarded to the ministry"), "none"),
    Status.RETURNED: (Words("Dikembalikan ke Dinas", "Returned to the Dinas"), "none"),
}
WHYS: dict[str, Words] = {
    "incomplete": Words("Berkas usulan belum lengkap", "The papers are not complete"),
    "seat_filled": Words("Kecamatan itu masih tercatat punya TKSK", "The kecamatan is on record as having a TKSK"),
    "no_quota": Words("Tidak ada kuota dari kementerian", "No quota from the ministry"),
    "requirements": Words("Syarat menurut Permensos tidak terpenuhi", "The requirements of the law are not met"),
}


class AlreadyAnswered(Conflict):
    code = "already-answered"
    words = Words(
        "Usulan ini sudah dijawab. Muat ulang halamannya.", "This proposal has been answered. Reload the page."
    )


@dataclass(frozen=True, slots=True)
class ProposalSent:
    """To the province: a proposal lies there."""

    proposal_id: UUID
    from_office: str
    office: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ProposalAnswered:
    """To the Dinas. `why` is a code of WHYS where it was returned, else empty."""

    proposal_id: UUID
    application_id: UUID
    from_office: str
    office: str
    why: str
    number: str
    on: date | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Proposal:
    """`office` is the province's. `letters` are number and date of the papers so far, by stage; `total` is that of the
    tests in hundredths."""

    office: str
    from_office: str
    proposal_id: UUID
    application_id: UUID
    role: str
    name: str
    place: str
    total: int | None
    letters: Mapping[str, tuple[str, date]]
    sent_at: datetime
    status: Status = Status.WAITING
    why: str = ""
    number: str = ""
    on: date | None = None
    answered_at: datetime | None = None
    paper: Kind | None = None
    version: int = 1

    def attach(self, kind: Kind) -> Change["Proposal"]:
        """The province's own letter lies here, in place of one before."""
        self._require(self.version)
        return Change(replace(self, paper=kind, version=self.version + 1))

    def forward(self, *, number: str, on: date, was: int, at: datetime) -> Change["Proposal"]:
        self._require(was)
        if self.paper is None:
            raise PaperMissing()
        last = max((day for _, day in self.letters.values()), default=None)
        told, day = require_letter(number, on, after=last, today=days.today(self.office, at))
        return self._answered(Status.FORWARDED, "", told, day, at)

    def give_back(self, *, why: str, was: int, at: datetime) -> Change["Proposal"]:
        self._require(was)
        if why not in WHYS:
            raise Invalid(fields={"why": Words("Pilih alasannya dari daftar.", "Choose the reason from the list.")})
        return self._answered(Status.RETURNED, why, "", None, at)

    def _answered(self, status: Status, why: str, number: str, on: date | None, at: datetime) -> Change["Proposal"]:
        now = replace(
            self, status=status, why=why, number=number, on=on, answered_at=at, version=self.version + 1
        )  # fmt: skip
        told = ProposalAnswered(
            self.proposal_id, self.application_id, self.office, self.from_office, why, number, on, at
        )  # fmt: skip
        return Change(now, [told])

    def _require(self, was: int) -> None:
        if was != self.version:
            raise Stale()
        if self.status is not Status.WAITING:
            raise AlreadyAnswered()


def post(
    application: Application, proposal_id: UUID, *, total: int | None, at: datetime
) -> tuple[Change[Proposal], Application]:
    """The papers so far go to the province of the office."""
    a, province = application, application.office[:2]
    letters = {step.stage: (step.number, step.on) for step in a.taken}
    sent = Proposal(
        province, a.office, proposal_id, a.application_id, a.role, a.name, a.place, total, letters, at
    )  # fmt: skip
    return Change(sent, [ProposalSent(proposal_id, a.office, province, at)]), a.proposed(proposal_id, at=at)


def heard(application: Application, told: ProposalAnswered) -> Change[Application]:
    """What the province's answer does to the application; an answer to a proposal that is none of its own, nothing."""
    if application.proposal_id != told.proposal_id:
        return Change(application)
    if told.why:
        return application.given_back(why=WHYS[told.why], at=told.at)
    return application.forwarded(number=told.number, on=told.on or told.at.date(), at=told.at)
