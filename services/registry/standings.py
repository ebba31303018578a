"""How a person stands with the office: active, suspended, ended. The same for volunteers and officers.

A suspension is undone by a reinstatement, which asks for a new token: `not_before` is the instant before which no token
counts. An end is for ever; whoever returns is appointed anew. Each step has a reason, and who took it is in the ledger.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from services.kit.errors import Conflict, Invalid, Words

REASON = range(3, 501)  # characters: a word at least, and not a file


class Status(StrEnum):
    ACTIVE = "active"
    SUSPENDED = "suspended"
    ENDED = "ended"


# Code word, words on the page (glossary), whose move is next: pages and the README's drawing are made from this.
STATUSES: dict[Status, tuple[Words, str]] = {
    Status.ACTIVE: (Words("Aktif", "Active"), "none"),
    Status.SUSPENDED: (Words("Nonaktif sementara", "Suspended"), "dinas"),
    Status.ENDED: (Words("Berakhir", "Ended"), "none"),
}


class AlreadyEnded(Conflict):
    code = "already-ended"
    words = Words(
        "Masa tugas sudah berakhir. Untuk bertugas lagi, catat pengangkatan baru.",
        "The service has ended. To serve again, record a new appointment.",
    )


class AlreadySuspended(Conflict):
    code = "already-suspended"
    words = Words("Sudah nonaktif sementara.", "Already suspended.")


class NotSuspended(Conflict):
    code = "not-suspended"
    words = Words(
        "Masih aktif, tidak perlu diaktifkan lagi.",
        "Still active; nothing to reinstate.",
    )


@dataclass(frozen=True, slots=True)
class Standing:
    status: Status
    since_at: datetime
    reason: str = ""
    not_before: datetime | None = None

    @property
    def active(self) -> bool:
        return self.status is Status.ACTIVE

    @property
    def ended(self) -> bool:
        return self.status is Status.ENDED

    def require_active(self) -> None:
        if not self.active:
            raise AlreadyEnded() if self.ended else AlreadySuspended()

    def suspend(self, *, reason: str, at: datetime) -> "Standing":
        if self.ended:
            raise AlreadyEnded()
        if not self.active:
            raise AlreadySuspended()
        return replace(
            self,
            status=Status.SUSPENDED,
            since_at=at,
            reason=require_reason(reason),
            not_before=at,
        )

    def reinstate(self, *, reason: str, at: datetime) -> "Standing":
        """Back to work, with a token made after this instant."""
        if self.ended:
            raise AlreadyEnded()
        if self.active:
            raise NotSuspended()
        return replace(
            self,
            status=Status.ACTIVE,
            since_at=at,
            reason=require_reason(reason),
            not_before=at,
        )

    def end(self, *, reason: str, at: datetime) -> "Standing":
        if self.ended:
            raise AlreadyEnded()
        return replace(
            self,
            status=Status.ENDED,
            since_at=at,
            reason=require_reason(reason),
            not_before=at,
        )


def require_reason(text: str) -> str:
    """The reason as it is kept: trimmed. Nobody is judged silently, so an empty one is Invalid."""
    reason = " ".join(text.split())
    if len(reason) not in REASON:
        raise Invalid(
            fields={
                "reason": Words(
                    "Tulis alasannya (3-500 huruf).",
                    "Write the reason (3-500 letters).",
                )
            }
        )
    return reason
