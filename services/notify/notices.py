"""Who is to be told that a matter waits for them. One notice at most stands for a matter in an office.

A notice is addressed to a seat, not to people: who holds the seat is decided when somebody looks (`policy.sight`), so
that a successor finds what her predecessor left. Only the assigned officer and the recorder are meant in person.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

PROTECTED = 3  # S3: nobody in the village or kecamatan learns that there is anything


class Kind(StrEnum):
    """Nouns of other services whose standing says whose move it is."""

    CASE = "case"
    REFERRAL = "referral"
    PACKET = "packet"
    CONNECTION = "connection"
    HANDUP = "handup"


class Seat(StrEnum):
    """Before whom a notice is put, inside one office."""

    VILLAGE = "village"  # the PSM of `village`, and the recorder (`sub`) wherever she serves now
    KECAMATAN = "kecamatan"  # the TKSK of `kec`
    OFFICE = "office"  # the officers of the Dinas, of the province, of the nation
    OFFICER = "officer"  # the one who is assigned (`sub`)
    PROTECTED_DESK = "protected_desk"  # the supervisor and deputies
    ORGANISATION = "organisation"  # the officers of the partner


_SEATS = {
    "psm": Seat.VILLAGE,
    "citizen": Seat.VILLAGE,  # who asks the citizen whether the help came
    "tksk": Seat.KECAMATAN,
    "dinas": Seat.OFFICE,
    "sender": Seat.OFFICE,
    "province": Seat.OFFICE,
    "national": Seat.OFFICE,
    "protected": Seat.PROTECTED_DESK,
}


@dataclass(frozen=True, slots=True)
class Standing:
    """How a matter stands after a fact, in the office that the fact is for."""

    kind: Kind
    subject_id: UUID
    code: str
    status: str
    turn: str  # psm | tksk | dinas | protected | partner | sender | citizen | province | national | none
    sensitivity: int = 0
    village: str = ""
    kec: str = ""
    recorded_by: str = ""
    assigned_to: str = ""

    @property
    def protected(self) -> bool:
        return self.sensitivity >= PROTECTED

    @property
    def seat(self) -> Seat | None:
        """Whose move it is inside this office; None where it is nobody's here. What is assigned is the assignee's
        alone. The partner's own notice comes with the packet, in the partner's office, and nobody else's does."""
        if self.turn == "partner" or self.kind is Kind.PACKET:
            return Seat.ORGANISATION if self.turn == "partner" and self.kind is Kind.PACKET else None
        seat = _SEATS.get(self.turn)
        if seat is Seat.OFFICE or (seat and self.protected):
            return Seat.OFFICER if self.assigned_to else Seat.PROTECTED_DESK if self.protected else Seat.OFFICE
        return seat


@dataclass(frozen=True, slots=True)
class Notice:
    """`village`, `kec` and `sub` are set where the seat needs them: a protected matter says no place."""

    notice_id: UUID
    kind: Kind
    subject_id: UUID
    code: str
    status: str
    turn: str
    protected: bool
    seat: Seat
    village: str
    kec: str
    sub: str
    at: datetime
    read_at: datetime | None = None  # by whoever looks

    def says_the_same(self, other: "Notice") -> bool:
        """Whether nobody would learn anything new: a read notice then stays read."""
        return replace(self, notice_id=other.notice_id, at=other.at, read_at=other.read_at) == other


def after(held: Notice | None, standing: Standing, *, notice_id: UUID, at: datetime) -> Notice | None:
    """The notice that stands after a fact: the held one if it still says it, a new one, or none."""
    seat = standing.seat
    if seat is None:
        return None
    village, kec, sub = "", "", ""
    match seat:
        case Seat.VILLAGE:
            village, sub = standing.village, standing.recorded_by
        case Seat.KECAMATAN:
            kec = standing.kec
        case Seat.OFFICER:
            sub = standing.assigned_to
    new = Notice(
        notice_id=notice_id, kind=standing.kind, subject_id=standing.subject_id, code=standing.code,
        status=standing.status, turn=standing.turn, protected=standing.protected, seat=seat, village=village, kec=kec,
        sub=sub, at=at,
    )  # fmt: skip
    return held if held and held.says_the_same(new) else new
