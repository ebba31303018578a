"""Needs: what would help this person, in the words of the minimum service standards (SPM), and what became of each.

A referral that ends without service leaves the need open: "sent" is not "served". A need that several were asked to
meet stands as the best of them left it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from services.cases import codes
from services.kit.errors import Words


class Status(StrEnum):
    """From the worst to the best."""

    OPEN = "open"
    REFERRED = "referred"
    PARTLY = "partly"
    MET = "met"


STATUSES: dict[Status, Words] = {
    Status.OPEN: Words("Belum terpenuhi", "Not met"),
    Status.REFERRED: Words("Sedang dirujuk", "Being referred"),
    Status.PARTLY: Words("Terpenuhi sebagian", "Partly met"),
    Status.MET: Words("Terpenuhi", "Met"),
}

# A referral's status → what it makes of the need; a status not named here (closed, disputed) says nothing new.
AFTER_REFERRAL: dict[str, Status] = {
    "sent": Status.REFERRED, "received": Status.REFERRED, "accepted": Status.REFERRED, "waitlisted": Status.REFERRED,
    "in_service": Status.REFERRED, "partly": Status.PARTLY, "served": Status.MET, "confirmed": Status.MET,
    "rejected": Status.OPEN, "not_served": Status.OPEN, "expired": Status.OPEN, "revoked": Status.OPEN,
}  # fmt: skip

# While a referral is in one of these its end is known: nobody waits for it any more.
SETTLED_REFERRALS = frozenset({"closed", "revoked", "expired", "rejected", "not_served"})


@dataclass(frozen=True, slots=True)
class Need:
    need_id: UUID
    case_id: UUID
    kind: str
    added_at: datetime
    note: str | None = field(default=None, repr=False)
    status: Status = Status.OPEN

    def after(self, results: Iterable[Status]) -> "Need":
        """`results`: what each of its referrals made of it so far; without any it stays as it is."""
        return replace(self, status=max(results, key=list(Status).index, default=self.status))


def result(referral_status: str, before: Status | None) -> Status | None:
    """What a referral has made of its need, `before` the last that was heard of it."""
    return AFTER_REFERRAL.get(referral_status, before)


def require_kind(kind: str, on: date) -> str:
    return codes.require("needs", kind, on, field="kind").code
