"""Coaching: what a coach writes on a candidate's dossier, by when it is to be done, and meetings with several at once.

Nobody coaches herself. A comment stands until whoever it is for, or the coach, says that it is done.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from services.kit.change import Change
from services.kit.errors import Conflict, Invalid, NotFound, Stale, Words
from services.registry import days

MOST_COMMENTS = 100  # of a dossier
MOST_SEATS = 100  # of a meeting
TEXT = range(3, 1001)  # letters
AHEAD = timedelta(days=366)  # within which something is to be done


class OwnCoach(Conflict):
    code = "own-coach"
    words = Words(
        "Calon tidak mendampingi dirinya sendiri. Pilih pendamping lain.",
        "Nobody coaches herself. Choose another coach.",
    )


class CoachAway(Conflict):
    code = "coach-away"
    words = Words(
        "Pendamping ini tidak sedang bertugas, atau akunnya belum dibuat. Pilih yang lain.",
        "This coach is not at work, or has no account yet. Choose another one.",
    )


class NoCoach(Conflict):
    code = "no-coach"
    words = Words("Tetapkan pendamping lebih dahulu.", "Name a coach first.")


class AlreadyDone(Conflict):
    code = "already-done"
    words = Words(
        "Catatan ini sudah ditandai selesai. Muat ulang halamannya.", "This comment is done. Reload the page."
    )


class StillToDo(Conflict):
    code = "still-to-do"
    words = Words(
        "Masih ada catatan pendamping yang belum selesai. Tandai selesai lebih dahulu.",
        "Some comments of the coach are not done yet. Mark them as done first.",
    )


class NotYetHeld(Conflict):
    code = "not-yet-held"
    words = Words(
        "Hari pertemuannya belum tiba. Catat kehadiran pada harinya.",
        "The day of the meeting has not come. Record who came on that day.",
    )


class NotInvited(Conflict):
    code = "not-invited"
    words = Words(
        "Ada yang tidak diundang ke pertemuan ini. Muat ulang daftarnya.",
        "Somebody was not invited to this meeting. Reload the list.",
    )


@dataclass(frozen=True, slots=True)
class Coach:
    """Somebody of the office, volunteer or officer. `sub` is None while the account is being made."""

    sub: str | None
    name: str
    active: bool = True


@dataclass(frozen=True, slots=True)
class Comment:
    """`item` is what it is about, empty for the whole; the text lies sealed beside it."""

    number: int
    item: str
    due_on: date | None
    by: str
    at: datetime
    done_at: datetime | None = None


def require_coach(coach: Coach, candidate_sub: str | None) -> Coach:
    if coach.sub is None or not coach.active:
        raise CoachAway()
    if coach.sub == candidate_sub:
        raise OwnCoach()
    return coach


def require_comment(text: str, due_on: date | None, before: Sequence[Comment], today: date) -> str:
    """The text as it is kept."""
    told, wrong = text.strip(), {}
    if len(told) not in TEXT:
        wrong["text"] = Words("Tulis catatannya (3-1000 huruf).", "Write the comment (3-1000 letters).")
    if due_on is not None and not today <= due_on <= today + AHEAD:
        wrong["due_on"] = Words("Tenggat antara hari ini dan setahun lagi.", "Due between today and a year from now.")
    if len(before) >= MOST_COMMENTS:
        wrong["text"] = Words("Catatan sudah penuh (100).", "There are 100 comments already.")
    if wrong:
        raise Invalid(fields=wrong)
    return told


def done(comments: Sequence[Comment], number: int, *, at: datetime) -> tuple[Comment, ...]:
    """All of them, the one with this number done."""
    found = next((one for one in comments if one.number == number), None)
    if found is None:
        raise NotFound()
    if found.done_at is not None:
        raise AlreadyDone()
    return tuple(replace(one, done_at=at) if one is found else one for one in comments)


# --- several at once ---


@dataclass(frozen=True, slots=True)
class Coaching:
    """A meeting. `seats` are the dossiers that were invited: whether each came, None while nobody has said."""

    office: str
    coaching_id: UUID
    held_on: date
    place: str
    topic: str
    by_sub: str
    by: str
    seats: Mapping[UUID, bool | None]
    version: int = 1

    def record(self, came: Collection[UUID], *, was: int, at: datetime) -> Change["Coaching"]:
        """Who came; whoever else was invited did not."""
        if was != self.version:
            raise Stale()
        if days.today(self.office, at) < self.held_on:
            raise NotYetHeld()
        if not self.seats.keys() >= set(came):
            raise NotInvited()
        return Change(replace(self, seats={one: one in came for one in self.seats}, version=self.version + 1))


def hold(
    *, office: str, coaching_id: UUID, held_on: date, place: str, topic: str, by_sub: str, by: str,
    invited: Sequence[UUID], at: datetime,
) -> Change[Coaching]:  # fmt: skip
    """A meeting may lie in the past: offices write down what they held."""
    place, topic = (" ".join(text.split()) for text in (place, topic))
    wrong: dict[str, Words] = {}
    if not 3 <= len(place) <= 150:
        wrong["place"] = Words("Tulis tempat pertemuan.", "Write where the meeting is.")
    if not 3 <= len(topic) <= 150:
        wrong["topic"] = Words("Tulis pokok bahasan.", "Write what the meeting is about.")
    if abs(held_on - days.today(office, at)) > AHEAD:
        wrong["held_on"] = Words("Tanggal paling jauh setahun dari hari ini.", "A day within a year of today.")
    if not 1 <= len(set(invited)) <= MOST_SEATS:
        wrong["dossiers"] = Words("Pilih 1 sampai 100 calon.", "Choose 1 to 100 candidates.")
    if wrong:
        raise Invalid(fields=wrong)
    return Change(Coaching(office, coaching_id, held_on, place, topic, by_sub, by, dict.fromkeys(invited)))
