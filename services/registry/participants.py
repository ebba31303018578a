"""Participants: who has a seat in a training, who waits for one, who came, and what came of it.

Volunteers of the own office take part as what they are; candidates, and whoever is no volunteer here, are written down
by name. Seats go in the order of nomination; when the quota is full, or that of a kecamatan, one waits and moves up as
soon as somebody withdraws.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from services.kit import area
from services.kit.area import Level
from services.kit.change import Change
from services.kit.errors import Conflict, Invalid, Stale, Words
from services.registry.particulars import Particulars, require_particulars
from services.registry.posts import require_name
from services.registry.standings import require_reason
from services.registry.tiers import Authority, authority_of
from services.registry.trainings import Audience, Training

BY_NAME = frozenset({Audience.CANDIDATE, Audience.KASI_KESRA})  # others are volunteers of the office, chosen by id


class Seat(StrEnum):
    SEATED = "seated"
    WAITING = "waiting"
    WITHDRAWN = "withdrawn"


SEATS: dict[Seat, Words] = {
    Seat.SEATED: Words("Peserta", "Participant"),
    Seat.WAITING: Words("Daftar tunggu", "Waiting list"),
    Seat.WITHDRAWN: Words("Mengundurkan diri", "Withdrawn"),
}


class Why(StrEnum):
    """Why somebody has not passed."""

    ATTENDANCE = "attendance"
    SCORE = "score"
    JUDGED = "judged"


WHYS: dict[Why, Words] = {
    Why.ATTENDANCE: Words("Kehadiran kurang", "Too few days attended"),
    Why.SCORE: Words("Nilai kurang", "Score too low"),
    Why.JUDGED: Words("Keputusan penyelenggara", "Decided by the holder"),
}


class AlreadyNominated(Conflict):
    code = "already-nominated"
    words = Words(
        "Ada yang sudah tercatat di pelatihan ini. Muat ulang daftarnya, lalu pilih yang belum.",
        "Somebody stands in this training already. Reload the list and choose the others.",
    )


class AlreadyWithdrawn(Conflict):
    code = "already-withdrawn"
    words = Words(
        "Ia sudah mengundurkan diri. Muat ulang daftarnya.",
        "This participant has withdrawn. Reload the list.",
    )


class NotSeated(Conflict):
    code = "not-seated"
    words = Words(
        "Anda tidak tercatat sebagai peserta pelatihan ini. Tanyakan kepada panitia.",
        "You are no participant of this training. Ask who holds it.",
    )


class NotOnTheList(Conflict):
    code = "not-on-the-list"
    words = Words(
        "Ada yang tidak duduk sebagai peserta pelatihan ini. Muat ulang daftarnya.",
        "Somebody has no seat in this training. Reload the list.",
    )


@dataclass(frozen=True, slots=True)
class Nominee:
    """Who is to take part. `place` is a village, or a kecamatan for who serves one. `nik` is of a candidate only
    and is not kept; `print` is its keyed fingerprint."""

    name: str
    role: Audience
    place: str
    volunteer_id: UUID | None = None
    nik: str = ""
    print: bytes | None = None


@dataclass(frozen=True, slots=True)
class Participant:
    """`number` is her place in the order of nomination. `pre` and `post` are scores of the tests, `failed` the holder's
    own reason against her."""

    office: str
    participant_id: UUID
    training_id: UUID
    volunteer_id: UUID | None
    name: str
    role: Audience
    place: str
    number: int
    seat: Seat
    nominated_at: datetime
    print: bytes | None = None
    reason: str = ""
    pre: int | None = None
    post: int | None = None
    failed: str = ""
    days: tuple[date, ...] = ()
    version: int = 1

    @property
    def kec(self) -> str:
        return area.kecamatan_of(self.place)

    @property
    def seated(self) -> bool:
        return self.seat is Seat.SEATED

    def require_version(self, was: int) -> None:
        if was != self.version:
            raise Stale()

    def require_seated(self) -> None:
        if not self.seated:
            raise NotSeated()

    def withdraw(
        self, training: Training, others: Sequence["Participant"], *, reason: str, was: int
    ) -> Change[tuple["Participant", ...]]:
        """Out, and the first who waits and fits moves up by itself. `others` are all of the training."""
        self.require_version(was)
        if self.seat is Seat.WITHDRAWN:
            raise AlreadyWithdrawn()
        training.require_open_for_names()
        out = replace(self, seat=Seat.WITHDRAWN, reason=require_reason(reason), version=self.version + 1)
        rest = [other for other in others if other.participant_id != self.participant_id]
        return Change((out, *moved_up(training, rest)))

    def score(self, *, pre: int | None, post: int | None, failed: str) -> "Participant":
        """As the holder writes it down; certificates follow from it later."""
        self.require_seated()
        if any(one is not None and not 0 <= one <= 100 for one in (pre, post)):
            raise Invalid(fields={"results": Words("Nilai antara 0 dan 100.", "A score is between 0 and 100.")})
        why = require_reason(failed) if failed.strip() else ""
        return replace(self, pre=pre, post=post, failed=why, version=self.version + 1)

    def why_not(self, training: Training) -> Why | None:
        """Why she has not passed as things stand; None when she has."""
        plan = training.plan
        if self.failed:
            return Why.JUDGED
        if 100 * len(self.days) < plan.pass_share * len(plan.days):
            return Why.ATTENDANCE
        if plan.pass_score is not None and (self.post is None or self.post < plan.pass_score):
            return Why.SCORE
        return None


def nominate(
    training: Training, nominees: Sequence[Nominee], others: Sequence[Participant], ids: Sequence[UUID], *, at: datetime
) -> Change[tuple[Participant, ...]]:
    """Seats in this order while there are any, then the waiting list. `others` are all of the training so far."""
    training.require_open_for_names()
    if not nominees:
        raise Invalid(fields={"volunteers": Words("Pilih siapa yang dicalonkan.", "Choose whom to nominate.")})
    here = [other for other in others if other.seat is not Seat.WITHDRAWN]
    known = {other.volunteer_id for other in here} | {other.print for other in here}
    last = max((other.number for other in others), default=0)
    new: list[Participant] = []
    for number, (nominee, participant_id) in enumerate(zip(nominees, ids, strict=True), last + 1):
        told = require_nominee(training, nominee)
        marks = {mark for mark in (told.volunteer_id, told.print) if mark is not None}
        if marks & known:
            raise AlreadyNominated()
        known |= marks
        seat = Seat.SEATED if _has_room(training, [*here, *new], told.place) else Seat.WAITING
        new.append(
            Participant(
                training.office, participant_id, training.training_id, told.volunteer_id, told.name, told.role,
                told.place, number, seat, at, told.print,
            )
        )  # fmt: skip
    return Change(tuple(new))


def moved_up(training: Training, others: Sequence[Participant]) -> tuple[Participant, ...]:
    """Whoever waits and has a seat now, in the order of nomination."""
    now = list(others)
    moved = []
    for waiting in sorted((one for one in others if one.seat is Seat.WAITING), key=lambda one: one.number):
        if _has_room(training, now, waiting.place):
            up = replace(waiting, seat=Seat.SEATED, version=waiting.version + 1)
            now[now.index(waiting)] = up
            moved.append(up)
    return tuple(moved)


def require_seats(others: Sequence[Participant], participant_ids: Iterable[UUID]) -> list[Participant]:
    """Those of a training who are named and have a seat."""
    seated = {one.participant_id: one for one in others if one.seated}
    if not seated.keys() >= (wanted := dict.fromkeys(participant_ids)).keys():
        raise NotOnTheList()
    return [seated[participant_id] for participant_id in wanted]


def require_nominee(training: Training, nominee: Nominee) -> Nominee:
    """Somebody whom the course is for, of a place in the office's own area."""
    if nominee.role not in training.plan.roles:
        raise Invalid(
            "not-for-this-role",
            fields={"people": Words("Pelatihan ini bukan untuk peran itu.", "This training is not for that role.")},
        )
    if nominee.volunteer_id is not None:
        return nominee
    if nominee.role not in BY_NAME and authority_of(training.office) is Authority.KABUPATEN:
        raise Invalid(
            "by-list",
            fields={
                "people": Words(
                    "PSM dan TKSK dipilih dari daftar relawan, bukan ditulis namanya.",
                    "PSM and TKSK are chosen from the list of volunteers, not written by name.",
                )
            },
        )
    levels = (Level.DESA,) if nominee.role is Audience.CANDIDATE else (Level.DESA, Level.KECAMATAN)
    if not area.lies_in(area.require(nominee.place, *levels, field="place"), training.office):
        raise Invalid(
            "outside-office",
            fields={"place": Words("Pilih wilayah kantor Anda.", "Choose a place in your office's area.")},
        )
    nik = require_particulars(Particulars(nik=nominee.nik)).nik
    return replace(nominee, name=require_name(nominee.name), nik=nik)


def _has_room(training: Training, others: Sequence[Participant], place: str) -> bool:
    seated = Counter(area.kecamatan_of(other.place) for other in others if other.seated)
    per_kec = training.plan.quota_per_kec
    return seated.total() < training.plan.quota and (per_kec is None or seated[area.kecamatan_of(place)] < per_kec)
