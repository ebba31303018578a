"""Risk events: what happened to a volunteer at work, and who sees to it by when.

Kind, harm, day and village are codes; what happened and what was done are words about a person, so they are sealed
under the event's own key and opened on record. Only she, her Dinas and whoever it was given to see any of it.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from services.kit import area
from services.kit.change import Change
from services.kit.errors import Conflict, Forbidden, Invalid, Stale, Words
from services.registry import care_codes, days

OLDEST = timedelta(days=366)
LATEST = timedelta(days=366)  # until when a follow-up may be due
LETTERS = range(3, 2001)
OWNERS = frozenset({"tksk", "dinas", "dinas_supervisor"})  # to whom a follow-up may be given


class Status(StrEnum):
    REPORTED = "reported"
    ASSIGNED = "assigned"
    CLOSED = "closed"


STATUSES: dict[Status, tuple[Words, str]] = {
    Status.REPORTED: (Words("Dilaporkan, menunggu Dinas", "Reported, awaiting the Dinas"), "dinas"),
    Status.ASSIGNED: (Words("Ditindaklanjuti", "Being followed up"), "owner"),
    Status.CLOSED: (Words("Selesai ditindaklanjuti", "Followed up"), "none"),
}


class AlreadyClosed(Conflict):
    code = "risk-closed"
    words = Words("Kejadian ini sudah selesai. Muat ulang halamannya.", "This event is closed. Reload the page.")


class OwnEvent(Forbidden):
    code = "own-event"
    words = Words(
        "Kejadian ini menimpa dirinya: yang menindaklanjuti orang lain.",
        "This befell herself: somebody else follows it up.",
    )


@dataclass(frozen=True, slots=True)
class Owner:
    """Who sees to it; `roles` as the office gave them, `active` whether she is at work."""

    sub: str
    name: str
    roles: tuple[str, ...]
    active: bool

    @property
    def fit(self) -> bool:
        """Whether a follow-up may be given to her."""
        return self.active and not OWNERS.isdisjoint(self.roles)


@dataclass(frozen=True, slots=True)
class Event:
    office: str
    event_id: UUID
    volunteer_id: UUID
    kind: str
    harm: str
    day: date
    village: str
    status: Status
    reported_at: datetime
    owner_sub: str | None = None
    owner_name: str = ""
    owner_role: str = ""
    due_on: date | None = None
    version: int = 1

    @property
    def turn(self) -> str:
        turn = STATUSES[self.status][1]
        return ("tksk" if self.owner_role == "tksk" else "dinas") if turn == "owner" else turn

    def require_another(self, volunteer_id: UUID | None) -> None:
        """Who follows it up is not whom it befell; None is no volunteer."""
        if volunteer_id == self.volunteer_id:
            raise OwnEvent()

    def assign(self, owner: Owner | None, *, due_on: date, was: int, at: datetime) -> Change["Event"]:
        """To another one too, while it is open."""
        self._require_open(was)
        today = days.today(self.office, at)
        wrong: dict[str, Words] = {}
        if owner is None or not owner.fit:
            wrong["owner"] = Words(
                "Pilih TKSK atau petugas Dinas yang aktif.", "Choose an active TKSK or officer of the Dinas."
            )
        if not today <= due_on <= today + LATEST:
            wrong["due_on"] = Words("Tulis tenggat mulai hari ini.", "Write a due date from today on.")
        if wrong or owner is None:
            raise Invalid(fields=wrong)
        now = replace(
            self, status=Status.ASSIGNED, owner_sub=owner.sub, owner_name=owner.name,
            owner_role="tksk" if "tksk" in owner.roles else "dinas", due_on=due_on, version=self.version + 1,
        )  # fmt: skip
        return Change(now)

    def close(self, *, was: int) -> Change["Event"]:
        """What was done is sealed beside it."""
        self._require_open(was)
        return Change(replace(self, status=Status.CLOSED, version=self.version + 1))

    def _require_open(self, was: int) -> None:
        if was != self.version:
            raise Stale()
        if self.status is Status.CLOSED:
            raise AlreadyClosed()


def report(
    *, office: str, event_id: UUID, volunteer_id: UUID, kind: str, harm: str, day: date, village: str, note: str,
    at: datetime,
) -> Change[Event]:  # fmt: skip
    today = days.today(office, at)
    wrong: dict[str, Words] = {}
    if not care_codes.stands(care_codes.RISKS, kind, today):
        wrong["kind"] = care_codes.CHOOSE
    if not care_codes.stands(care_codes.HARMS, harm, today):
        wrong["harm"] = care_codes.CHOOSE
    if not today - OLDEST <= day <= today:
        wrong["day"] = Words("Tulis hari kejadian dalam satu tahun terakhir.", "Write the day, within the last year.")
    if not (len(village) == 10 and area.find(village) and area.lies_in(village, office)):
        wrong["village"] = Words("Pilih desa/kelurahan di kabupaten/kota Anda.", "Choose a village in your kabupaten.")
    wrong |= _missing("note", note)
    if wrong:
        raise Invalid(fields=wrong)
    return Change(Event(office, event_id, volunteer_id, kind, harm, day, village, Status.REPORTED, at))


def require_words(field: str, text: str) -> str:
    """As they are sealed."""
    if wrong := _missing(field, text):
        raise Invalid(fields=wrong)
    return text.strip()


def _missing(field: str, text: str) -> dict[str, Words]:
    if len(text.strip()) in LETTERS:
        return {}
    return {field: Words("Tulis 3 sampai 2.000 huruf.", "Write 3 to 2,000 letters.")}
