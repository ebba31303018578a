"""Hand-ups: a sealed packet for the office above (a kabupaten's province, a province's nation), with chosen fields.

Nothing is shared: the receiver opens a file of its own by the packet, the sender keeps its file, and each names the
other's code. A hand-up is itself a question, so it can be refused, and it expires unanswered.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from services.cases import codes
from services.cases.cases import Case, above
from services.kit.change import Change, Duty
from services.kit.errors import Conflict, Forbidden, Invalid, Stale, Words
from services.kit.ids import NATION

DAYS, LONGEST = 30, 365
EXPIRE = "handup.expire"  # the receiver's duty


class Status(StrEnum):
    SENT = "sent"
    OPENED = "opened"
    REFUSED = "refused"
    EXPIRED = "expired"
    ERASED = "erased"


STATUSES: dict[Status, Words] = {
    Status.SENT: Words("Dinaikkan, menunggu jawaban", "Handed up, awaiting an answer"),
    Status.OPENED: Words("Diambil, menjadi berkas sendiri", "Taken, a file of its own"),
    Status.REFUSED: Words("Ditolak", "Refused"),
    Status.EXPIRED: Words("Kedaluwarsa", "Expired"),
    Status.ERASED: Words("Data dihapus", "Erased"),
}


class AlreadyHandedUp(Conflict):
    code = "already-handed-up"
    words = Words("Kasus ini sudah dinaikkan dan belum dijawab.", "This case was handed up and waits for an answer.")


class AlreadyAnswered(Conflict):
    code = "already-answered"
    words = Words("Paket ini sudah dijawab atau tidak berlaku lagi.", "This packet was answered or has expired.")


@dataclass(frozen=True, slots=True)
class Head:
    """What sender and receiver both keep; no field of the person. `case_code`, `ppks` and `sensitivity` are the
    sender's file's; `fields` names what was put in."""

    handup_id: UUID
    from_office: str
    to_office: str
    case_code: str
    ppks: int | None
    sensitivity: int
    fields: tuple[str, ...]
    sent_at: datetime
    expires_at: datetime
    status: Status = Status.SENT

    @property
    def mark(self) -> tuple[datetime, UUID]:
        """Its place in a list: the last sent first."""
        return self.sent_at, self.handup_id

    @property
    def turn(self) -> str:
        if self.status is not Status.SENT:
            return "none"
        return "national" if self.to_office == NATION else "province"


@dataclass(frozen=True, slots=True)
class HandupFact:
    """What every fact about a hand-up says; `office` is whose deed it is, `for_office` who is to hear it."""

    head: Head
    old_status: Status | None
    office: str
    for_office: str
    at: datetime


class HandupSent(HandupFact): ...


class HandupExpired(HandupFact): ...


@dataclass(frozen=True, slots=True)
class HandupOpened(HandupFact):
    case_id: UUID
    own_code: str


@dataclass(frozen=True, slots=True)
class HandupRefused(HandupFact):
    reason: str


@dataclass(frozen=True, slots=True)
class HandUp:
    """The sender's memory of a packet that left."""

    head: Head
    case_id: UUID
    own_code: str | None = None  # the receiver's file
    reason: str | None = None

    def hear(self, status: Status, *, own_code: str | None = None, reason: str | None = None) -> "HandUp":
        """What the receiver did with it."""
        return replace(self, head=replace(self.head, status=status), own_code=own_code, reason=reason)


@dataclass(frozen=True, slots=True)
class Packet:
    """The receiver's side: sealed content lies in the posted table, until it is opened, refused, expired or erased."""

    head: Head
    case_id: UUID | None = None  # the own file, once opened
    version: int = 1

    def require_answerable(self, *, was: int, at: datetime) -> None:
        if was != self.version:
            raise Stale()
        if self.head.status is not Status.SENT or at >= self.head.expires_at:
            raise AlreadyAnswered()

    def open(self, *, case: Case, was: int, at: datetime) -> Change["Packet"]:
        self.require_answerable(was=was, at=at)
        now = replace(self._now(Status.OPENED), case_id=case.case_id)
        return Change(now, [HandupOpened(*now.said(at), case.case_id, case.code)], discharged=[EXPIRE])

    def refuse(self, *, reason: str, was: int, at: datetime) -> Change["Packet"]:
        self.require_answerable(was=was, at=at)
        codes.require("hand-up-refusals", reason, at.date(), field="reason")
        now = self._now(Status.REFUSED)
        return Change(now, [HandupRefused(*now.said(at), reason)], discharged=[EXPIRE])

    def arrive(self) -> Change["Packet"]:
        """It lies there; from now on it is known when it expires."""
        return Change(self, duties=[Duty(EXPIRE, self.head.handup_id, self.head.expires_at)])

    def expire(self, *, at: datetime) -> Change["Packet"]:
        """Nobody answered. Said of an answered packet it changes nothing."""
        if self.head.status is not Status.SENT:
            return Change(self)
        now = self._now(Status.EXPIRED)
        return Change(now, [HandupExpired(*now.said(at))])

    def erase(self) -> Change["Packet"]:
        """The person was erased where the packet came from: its content goes. A file opened by it stays the receiver's,
        who answers for it."""
        status = Status.ERASED if self.head.status is Status.SENT else self.head.status
        return Change(self._now(status), discharged=[EXPIRE])

    def said(self, at: datetime) -> tuple[Head, Status, str, str, datetime]:
        """What every fact about the answer begins with."""
        return self.head, Status.SENT, self.head.to_office, self.head.from_office, at

    def _now(self, status: Status) -> "Packet":
        return replace(self, head=replace(self.head, status=status), version=self.version + 1)


def send(
    case: Case, *, handup_id: UUID, fields: tuple[str, ...], expires_on: date | None, waiting: bool, today: date,
    at: datetime,
) -> Change[HandUp]:  # fmt: skip
    """`waiting`: an earlier packet of this case has no answer yet. Expires after 30 days where no day is named."""
    if case.office == NATION:
        raise Forbidden()
    if waiting:
        raise AlreadyHandedUp()
    expires_on = expires_on or today + timedelta(days=DAYS)
    if not today < expires_on <= today + timedelta(days=LONGEST):
        raise Invalid(fields={"expires_on": Words("Pilih tanggal dalam setahun ini.", "Choose a day within a year.")})
    head = Head(
        handup_id=handup_id, from_office=case.office, to_office=above(case.office), case_code=case.code, ppks=case.ppks,
        sensitivity=case.sensitivity, fields=require_fields(fields, today), sent_at=at,
        expires_at=at + (expires_on - today),
    )  # fmt: skip
    return Change(HandUp(head, case.case_id), [HandupSent(head, None, case.office, head.to_office, at)])


def require_fields(fields: tuple[str, ...], on: date) -> tuple[str, ...]:
    """The fields of a packet, each once, in the order of the code list; Invalid for none or for an unknown one."""
    if not fields:
        raise Invalid(fields={"fields": Words("Pilih apa yang dibagikan.", "Choose what to share.")})
    for name in fields:
        codes.require("packet-fields", name, on, field="fields")
    return tuple(code.code for code in codes.current("packet-fields", on).codes if code.code in fields)
