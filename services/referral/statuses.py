"""How a referral stands, for the sender and for the partner alike, and whose move is next.

The words are the glossary's. "Diterima" is none of them: it would mean both received and accepted.
"""

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from services.kit import area
from services.kit.errors import Words


class Status(StrEnum):
    SENT = "sent"
    RECEIVED = "received"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    WAITLISTED = "waitlisted"
    IN_SERVICE = "in_service"
    SERVED = "served"
    PARTLY = "partly"
    NOT_SERVED = "not_served"
    CONFIRMED = "confirmed"
    CLOSED = "closed"
    REVOKED = "revoked"
    EXPIRED = "expired"
    DISPUTED = "disputed"


# Code word, words on the page, whose move is next: pages and the README's drawing are made from this.
STATUSES: dict[Status, tuple[Words, str]] = {
    Status.SENT: (Words("Terkirim", "Sent"), "partner"),
    Status.RECEIVED: (Words("Sudah dibuka lembaga", "Opened by the organisation"), "partner"),
    Status.ACCEPTED: (Words("Disanggupi", "Accepted"), "partner"),
    Status.REJECTED: (Words("Ditolak", "Rejected"), "sender"),
    Status.WAITLISTED: (Words("Daftar tunggu", "On the waiting list"), "partner"),
    Status.IN_SERVICE: (Words("Sedang dilayani", "Being served"), "partner"),
    Status.SERVED: (Words("Sudah dilayani", "Served"), "citizen"),
    Status.PARTLY: (Words("Dilayani sebagian", "Partly served"), "citizen"),
    Status.NOT_SERVED: (Words("Tidak terlayani", "Not served"), "sender"),
    Status.CONFIRMED: (Words("Dikonfirmasi warga", "Confirmed by the citizen"), "sender"),
    Status.CLOSED: (Words("Tuntas", "Closed"), "none"),
    Status.REVOKED: (Words("Dibatalkan pengirim", "Withdrawn by the sender"), "none"),
    Status.EXPIRED: (Words("Kedaluwarsa", "Expired"), "sender"),
    Status.DISPUTED: (Words("Keterangan berbeda", "Statements differ"), "sender"),
}

UNANSWERED = frozenset({Status.SENT, Status.RECEIVED})
WITH_PARTNER = UNANSWERED | {Status.WAITLISTED, Status.ACCEPTED, Status.IN_SERVICE}


class Answer(StrEnum):
    """What a partner says to a packet."""

    ACCEPT = "accept"
    WAITLIST = "waitlist"
    REJECT = "reject"


class Result(StrEnum):
    """What a partner reports in the end."""

    SERVED = "served"
    PARTLY = "partly"
    NOT_SERVED = "not_served"


class Word(StrEnum):
    """The citizen's own answer to "were you served?", written down by who asked."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


WORDS: dict[Word, Words] = {
    Word.YES: Words("Ya", "Yes"),
    Word.PARTLY: Words("Sebagian", "In part"),
    Word.NO: Words("Belum", "No"),
}

ANSWERED = {
    Answer.ACCEPT: Status.ACCEPTED,
    Answer.WAITLIST: Status.WAITLISTED,
    Answer.REJECT: Status.REJECTED,
}
REPORTED = {
    Result.SERVED: Status.SERVED,
    Result.PARTLY: Status.PARTLY,
    Result.NOT_SERVED: Status.NOT_SERVED,
}


def words(status: Status) -> Words:
    return STATUSES[status][0]


def turn(status: Status) -> str:
    return STATUSES[status][1]


def day(at: datetime, office: str) -> date:
    """The calendar day of an instant where the office lies."""
    return at.astimezone(area.zone(office)).date()


def end_of(on: date, office: str) -> datetime:
    """The instant at which a day is over where the office lies: "by 27 November" includes all of it."""
    return datetime.combine(on + timedelta(days=1), time(), area.zone(office)).astimezone(UTC)
