"""Decrees (SK): a paper appoints a volunteer, a further one renews the service or moves it. None is ever changed."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from services.kit.errors import Invalid, Words


class Kind(StrEnum):
    """What a decree did."""

    APPOINTMENT = "appointment"
    RENEWAL = "renewal"
    MOVE = "move"


KINDS: dict[Kind, Words] = {
    Kind.APPOINTMENT: Words("Pengangkatan", "Appointment"),
    Kind.RENEWAL: Words("Perpanjangan", "Renewal"),
    Kind.MOVE: Words("Pindah wilayah", "Move"),
}


@dataclass(frozen=True, slots=True)
class Decree:
    """The SK as the paper says it. `ends_on` is the last day; most SK of a PSM have none."""

    number: str
    issuer: str
    issued_on: date
    starts_on: date
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """A decree in the history of a volunteer, with the places that it gave her."""

    kind: Kind
    decree: Decree
    villages: tuple[str, ...]
    kec: str
    recorded_at: datetime


def require_decree(decree: Decree, *, today: date) -> Decree:
    """An SK may take effect before it was signed (berlaku surut), but it is not signed tomorrow."""
    wrong: dict[str, Words] = {}
    if not 1 <= len(decree.number.strip()) <= 100:
        wrong["sk.number"] = Words("Tulis nomor SK.", "Write the number of the SK.")
    if not 3 <= len(decree.issuer.strip()) <= 200:
        wrong["sk.issuer"] = Words("Tulis siapa yang menerbitkan SK.", "Write who issued the SK.")
    if decree.issued_on > today:
        wrong["sk.issued_on"] = Words("Tanggal SK belum terjadi.", "The date of the SK lies ahead.")
    if decree.ends_on is not None and decree.ends_on < max(decree.starts_on, today):
        wrong["sk.ends_on"] = Words("Masa berlaku SK sudah lewat.", "The SK has ended already.")
    if wrong:
        raise Invalid(fields=wrong)
    return replace(decree, number=decree.number.strip(), issuer=" ".join(decree.issuer.split()))


def require_further(decree: Decree, before: Decree, *, today: date) -> Decree:
    """Not the one that stands already."""
    told = require_decree(decree, today=today)
    if (told.number, told.issued_on) == (before.number, before.issued_on):
        raise Invalid(fields={"sk.number": Words("SK ini sudah tercatat.", "This SK is recorded already.")})
    return told
