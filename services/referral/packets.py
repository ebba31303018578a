"""The partner's side: a sealed packet that was posted to the organisation, and its own row of how it answered.

The officer sees what was chosen for this purpose, until the day it was shared to, and nothing else of the person. Where
the data are no longer needed (rejected, not served, withdrawn, expired, closed, erased, day passed) the packet is
emptied.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from services.kit.change import Change, Duty
from services.kit.errors import Conflict, Invalid, Stale, Words
from services.referral import codes, statuses
from services.referral.statuses import ANSWERED, REPORTED, UNANSWERED, WITH_PARTNER, Answer, Result, Status

EMPTYING = "packet.emptying"  # the duty to empty it when the day has passed

# The verbs of the organisation, and when they can be said; opening is possible as long as the packet is not empty.
MOVES: dict[str, frozenset[Status]] = {
    "answer": UNANSWERED | {Status.WAITLISTED},
    "start": frozenset({Status.ACCEPTED}),
    "report": frozenset({Status.ACCEPTED, Status.IN_SERVICE}),
}


class PacketEmpty(Conflict):
    code = "packet-empty"
    words = Words(
        "Data ini tidak dibagikan lagi: ditarik pengirim, sudah dijawab, tuntas, atau lewat batas waktunya.",
        "These data are no longer shared: withdrawn, answered, closed, or past their day.",
    )


class NotWaiting(Conflict):
    code = "packet-not-waiting"
    words = Words(
        "Rujukan ini tidak menunggu langkah itu. Muat ulang, lalu periksa statusnya.",
        "This referral does not wait for that step. Reload and check how it stands.",
    )


class AnsweredLate(Conflict):
    code = "answered-late"
    words = Words(
        "Batas waktu menjawab sudah lewat; rujukan kembali ke Dinas.",
        "The time to answer has passed; the referral goes back to the Dinas.",
    )


@dataclass(frozen=True, slots=True)
class PacketFact:
    """What every fact about a packet says. It is told to both offices: how it stands to the organisation's own people,
    what was done to the sender."""

    packet: "Packet"
    old: Status
    at: datetime


class PacketOpened(PacketFact): ...


@dataclass(frozen=True, slots=True)
class PacketAnswered(PacketFact):
    answer: Answer


class PacketStarted(PacketFact): ...


@dataclass(frozen=True, slots=True)
class PacketReported(PacketFact):
    result: Result


@dataclass(frozen=True, slots=True)
class Packet:
    """`office` is the organisation's, `from_office` the sender's. `empty`: what was shared is gone."""

    office: str
    packet_id: UUID
    from_office: str
    referral_id: UUID
    code: str
    service_id: UUID
    service_name: str
    need_kind: str
    fields: tuple[str, ...]
    status: Status
    sent_at: datetime
    at: datetime
    answer_by: date
    until_on: date
    reason: str = ""
    empty: bool = False
    version: int = 1

    @property
    def turn(self) -> str:
        return statuses.turn(self.status)

    @property
    def shared_until(self) -> date | None:
        """None where nothing is shared any more."""
        return None if self.empty else self.until_on

    def require_version(self, was: int) -> None:
        if was != self.version:
            raise Stale()

    def receive(self) -> Change["Packet"]:
        """The organisation's own row begins; nothing is announced: the sender said "sent" already."""
        return Change(self, [], [Duty(EMPTYING, self.packet_id, statuses.end_of(self.until_on, self.from_office))])

    def open(self, *, at: datetime) -> Change["Packet"]:
        """Only the first opening is a step; every opening is in the ledger."""
        if self.empty or at >= statuses.end_of(self.until_on, self.from_office):
            raise PacketEmpty()
        if self.status is not Status.SENT:
            return Change(self)
        now = replace(self, status=Status.RECEIVED, at=at, version=self.version + 1)
        return Change(now, [PacketOpened(now, self.status, at)])

    def answer(self, answer: Answer, *, reason: str, note: str, was: int, at: datetime) -> Change["Packet"]:
        """Yes, no with a reason from the list, or a place on the waiting list (which may become a yes or a no)."""
        self.require_version(was)
        if self.status not in MOVES["answer"] or ANSWERED[answer] is self.status:
            raise NotWaiting()
        if self.status in UNANSWERED and at >= statuses.end_of(self.answer_by, self.from_office):
            raise AnsweredLate()
        if answer is Answer.ACCEPT:
            _refuse_reason(reason)
        elif answer is Answer.REJECT or reason:
            self._require_reason(codes.REJECT_REASONS, reason, note, at)
        now = self._to(ANSWERED[answer], reason=reason, at=at, empty=answer is Answer.REJECT)
        return Change(now, [PacketAnswered(now, self.status, at, answer)], discharged=[EMPTYING] if now.empty else [])

    def start(self, *, was: int, at: datetime) -> Change["Packet"]:
        self.require_version(was)
        if self.status not in MOVES["start"]:
            raise NotWaiting()
        now = self._to(Status.IN_SERVICE, reason=self.reason, at=at)
        return Change(now, [PacketStarted(now, self.status, at)])

    def report(self, result: Result, *, reason: str, note: str, was: int, at: datetime) -> Change["Packet"]:
        """What became of it. A service of one visit is reported without having been begun; whatever was not (wholly)
        served has its reason."""
        self.require_version(was)
        if self.status not in MOVES["report"]:
            raise NotWaiting()
        if result is Result.SERVED:
            _refuse_reason(reason)
        else:
            self._require_reason(codes.NOT_SERVED_REASONS, reason, note, at)
        now = self._to(REPORTED[result], reason=reason, at=at, empty=result is Result.NOT_SERVED)
        return Change(now, [PacketReported(now, self.status, at, result)], discharged=[EMPTYING] if now.empty else [])

    # --- what the sender said, as its facts tell it; these announce nothing ---

    def hear_end(self, status: Status, *, at: datetime) -> Change["Packet"]:
        """Withdrawn or expired: the sender's word ends it, whatever was answered meanwhile; what was done stays done.
        Closed: that too is over."""
        if status is self.status or (status is not Status.CLOSED and self.status not in WITH_PARTNER):
            return self.clear()
        reason = self.reason if status is Status.CLOSED else ""
        return Change(self._to(status, reason=reason, at=at, empty=True), discharged=[EMPTYING])

    def hear_word(self, status: Status, *, at: datetime) -> Change["Packet"]:
        """The citizen confirmed what was reported here, or said something else; the sender judges by it."""
        if self.status not in REPORTED.values():
            return Change(self)
        return Change(self._to(status, reason=self.reason, at=at))

    def clear(self) -> Change["Packet"]:
        """Emptied, and otherwise as it was."""
        if self.empty:
            return Change(self, discharged=[EMPTYING])
        return Change(replace(self, empty=True, version=self.version + 1), discharged=[EMPTYING])

    def _require_reason(self, name: str, reason: str, note: str, at: datetime) -> None:
        """From the list as it holds for the sender, who counts the answers."""
        on = statuses.day(at, self.from_office)
        codes.require_reason(name, reason, note, office=self.from_office, on=on)

    def _to(self, status: Status, *, reason: str, at: datetime, empty: bool = False) -> "Packet":
        return replace(self, status=status, reason=reason, at=at, empty=self.empty or empty, version=self.version + 1)


def _refuse_reason(reason: str) -> None:
    if reason:
        raise Invalid(
            fields={"reason": Words("Alasan hanya untuk yang tidak dilayani.", "A reason is for what is not served.")}
        )
