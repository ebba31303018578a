"""Letters that the office gives a volunteer: that she serves, since when (surat keterangan masa tugas), and its thanks.

Each has a number by the office's own scheme and a code that anybody can check, in the manner of certificates: its token
is the office, its id and a seal, stored nowhere. What it says is what was true on its day and stays so.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from services.kit.change import Change
from services.kit.errors import Conflict, Invalid, Stale, Words
from services.registry import care_codes, days, profiles
from services.registry.profiles import Profile
from services.registry.standings import require_reason
from services.registry.tenures import Tenure

SERIES = "letter"  # of numbers; each kind counts on its own


class Kind(StrEnum):
    SERVICE = "service"
    THANKS = "thanks"


KINDS: dict[Kind, Words] = {
    Kind.SERVICE: Words("Surat keterangan masa tugas", "Service letter"),
    Kind.THANKS: Words("Surat ucapan terima kasih", "Letter of thanks"),
}


class State(StrEnum):
    VALID = "valid"
    REVOKED = "revoked"


STATES: dict[State, Words] = {
    State.VALID: Words("Asli", "Genuine"),
    State.REVOKED: Words("Dicabut", "Revoked"),
}


class LetterRevoked(Conflict):
    code = "letter-revoked"
    words = Words("Surat ini sudah dicabut dan tetap demikian.", "This letter has been revoked, for good.")


@dataclass(frozen=True, slots=True)
class Letter:
    """`months` of service on its day; `place` in words; `text` says what the thanks are for."""

    office: str
    letter_id: UUID
    volunteer_id: UUID
    kind: Kind
    number: str
    name: str
    role: str
    place: str
    since_on: date
    until_on: date | None
    months: int
    text: str
    issued_on: date
    issued_at: datetime
    revoked: str = ""  # the reason
    version: int = 1

    @property
    def state(self) -> State:
        return State.REVOKED if self.revoked else State.VALID

    def revoke(self, *, reason: str, was: int) -> Change["Letter"]:
        if was != self.version:
            raise Stale()
        if self.revoked:
            raise LetterRevoked()
        return Change(replace(self, revoked=require_reason(reason), version=self.version + 1))


def series(kind: Kind) -> str:
    return f"{SERIES}-{kind}"


def issue(
    head: Profile, tenure: Tenure, *, letter_id: UUID, kind: Kind, no: int, place: str, text: str, at: datetime
) -> Change[Letter]:
    """Dated today."""
    said, on = " ".join(text.split()), days.today(head.office, at)
    if kind is Kind.THANKS and not 10 <= len(said) <= 600:
        raise Invalid(
            fields={"text": Words("Tulis jasanya dalam satu kalimat (10-600 huruf).", "Say what for (10-600 letters).")}
        )
    if tenure.starts_on > on:
        raise Invalid(fields={"kind": Words("Masa tugasnya belum dimulai.", "The service has not begun.")})
    code = care_codes.current(on).letter_codes[kind]
    return Change(
        Letter(
            head.office, letter_id, tenure.volunteer_id, kind, profiles.letter_number(head, no=no, code=code, on=on),
            tenure.name, tenure.role, place, tenure.starts_on, tenure.ended_on, tenure.months(on),
            said if kind is Kind.THANKS else "", on, at,
        )
    )  # fmt: skip
