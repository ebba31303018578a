"""Letters: how one office puts an officer into another, without a hand in the other's rows.

The nation's administrator names the first supervisor of a kabupaten; a kabupaten names the first officer of an
organisation that it registered. The letter is posted, the other office opens its own row by it and answers with a fact;
the sender may print the slip for the first log-in, afterwards only the office itself.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from services.kit.change import Change
from services.kit.errors import Conflict, Words
from services.registry import officers
from services.registry.accounts import Account
from services.registry.officers import Letterhead, Officer, Role

GOOD_FOR = timedelta(days=14)


class Status(StrEnum):
    SENT = "sent"
    ANSWERED = "answered"


# Code word, words on the page, whose move is next.
STATUSES: dict[Status, tuple[Words, str]] = {
    Status.SENT: (Words("Surat terkirim, akun sedang dibuat", "Letter sent, the account is being made"), "none"),
    Status.ANSWERED: (Words("Akun siap, cetak slip", "The account is ready, print the slip"), "sender"),
}


class LetterExpired(Conflict):
    code = "letter-expired"
    words = Words(
        "Surat pengangkatan sudah lewat 14 hari. Kantor tujuan yang mencetak slip.",
        "The letter is older than 14 days. The office itself prints the slip now.",
    )


class OfficerArrived(Conflict):
    code = "officer-arrived"
    words = Words(
        "Petugas ini sudah masuk dengan kata sandinya sendiri. Kantornya yang mencetak slip.",
        "This officer has set an own password. The office itself prints the slip now.",
    )


@dataclass(frozen=True, slots=True)
class LetterSent:
    """To the receiver: a letter lies there."""

    letter_id: UUID
    from_office: str
    office: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Letter:
    """`office` is the receiver's. `account.sub` is known once the receiver has answered."""

    office: str
    from_office: str
    letter_id: UUID
    officer_id: UUID
    name: str
    roles: tuple[Role, ...]
    villages: tuple[str, ...]
    kec: str | None
    bidang: str | None
    desks: tuple[str, ...]
    account: Account
    sent_at: datetime
    expires_at: datetime
    version: int = 1

    @property
    def status(self) -> Status:
        return Status.ANSWERED if self.account.sub else Status.SENT

    @property
    def named_by(self) -> str:
        return self.from_office

    def open(self, *, at: datetime) -> Change[Officer]:
        """The receiver's own row."""
        return officers.appoint(
            office=self.office,
            officer_id=self.officer_id,
            name=self.name,
            roles=self.roles,
            villages=self.villages,
            kec=self.kec,
            bidang=self.bidang,
            desks=self.desks,
            username=self.account.username,
            by_letter=Letterhead(self.letter_id, self.from_office),
            at=at,
        )

    def answered(self, *, sub: str) -> Change["Letter"]:
        return Change(replace(self, account=self.account.opened(sub), version=self.version + 1))

    def require_slip(self, *, arrived: bool, at: datetime) -> None:
        """For the first log-in only (`arrived` says that it was): no office has a key to the accounts of another."""
        if arrived:
            raise OfficerArrived()
        if at >= self.expires_at:
            raise LetterExpired()
        self.account.require_opened()


def write(
    *,
    office: str,
    from_office: str,
    letter_id: UUID,
    officer_id: UUID,
    name: str,
    roles: tuple[Role, ...],
    villages: tuple[str, ...] = (),
    kec: str | None = None,
    bidang: str | None = None,
    desks: tuple[str, ...] = (),
    username: str,
    at: datetime,
) -> Change[Letter]:
    """Refused here for whatever the receiver would refuse, so that the sender hears of it."""
    letter = Letter(
        office,
        from_office,
        letter_id,
        officer_id,
        name,
        roles,
        villages,
        kec,
        bidang,
        desks,
        Account(username),
        at,
        at + GOOD_FOR,
    )
    letter.open(at=at)
    return Change(letter, [LetterSent(letter_id, from_office, office, at)])
