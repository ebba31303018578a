"""Volunteers: a PSM serves villages, a TKSK one kecamatan, each by a decree of appointment (SK).

Permensos 10/2019 (PSM) and 28/2018 (TKSK, one per kecamatan). Who signs the SK differs from kabupaten to kabupaten, so
the issuer is what the paper says. A PSM is never called a social worker: that is a profession (law 14/2019).
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from services.kit import area
from services.kit.area import Level
from services.kit.change import Change, Duty
from services.kit.errors import Conflict, Invalid, Stale, Words
from services.registry.accounts import Account
from services.registry.engagements import VOLUNTARY, Engagement, require_engagement
from services.registry.posts import Post, require_name, today
from services.registry.standings import Standing, Status

MOST_VILLAGES = 20
ALIGN_ACCOUNT = "volunteer.account"  # the duty to bring Keycloak in line with what stands here


class Role(StrEnum):
    PSM = "psm"
    TKSK = "tksk"


class SeatTaken(Conflict):
    code = "seat-taken"
    words = Words(
        "Kecamatan ini sudah punya TKSK. Akhiri masa tugasnya lebih dahulu.",
        "This kecamatan has a TKSK already. End that service first.",
    )


class AlreadyAppointed(Conflict):
    code = "already-appointed"
    words = Words(
        "NIK ini sudah tercatat sebagai relawan yang belum berakhir masa tugasnya.",
        "This NIK belongs to a volunteer whose service has not ended.",
    )


@dataclass(frozen=True, slots=True)
class Decree:
    """The SK as the paper says it. `ends_on` is the last day; most SK of a PSM have none."""

    number: str
    issuer: str
    issued_on: date
    starts_on: date
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class VolunteerFact:
    """What every fact about a volunteer says: who, the post as it is now, and when it became so."""

    volunteer_id: UUID
    post: Post
    at: datetime


class VolunteerAppointed(VolunteerFact):
    """An SK was recorded. The account is being made; nobody can log in yet."""


class VolunteerEnrolled(VolunteerFact):
    """The account was made: the post has a `sub` now, and every service can know the person by it."""


class VolunteerSuspended(VolunteerFact): ...


class VolunteerReinstated(VolunteerFact): ...


class VolunteerEnded(VolunteerFact): ...


@dataclass(frozen=True, slots=True)
class Volunteer:
    office: str
    volunteer_id: UUID
    role: Role
    name: str
    villages: tuple[str, ...]
    kec: str  # a TKSK's seat; of a PSM that of her first village
    decree: Decree
    account: Account
    standing: Standing
    appointed_at: datetime
    version: int = 1
    engagement: Engagement = VOLUNTARY

    @property
    def post(self) -> Post:
        return Post(
            office=self.office,
            sub=self.account.sub,
            name=self.name,
            roles=(self.role,),
            villages=self.villages,
            kec=self.kec if self.role is Role.TKSK else None,
            standing=self.standing,
        )

    def require_version(self, was: int) -> None:
        if was != self.version:
            raise Stale()

    def enrol(self, *, sub: str, was: int, at: datetime) -> Change["Volunteer"]:
        """The account stands as this version wished. Said again it changes nothing."""
        self.require_version(was)
        if self.account.sub == sub:
            return Change(self)
        now = replace(self, account=self.account.opened(sub), version=self.version + 1)
        return Change(now, [VolunteerEnrolled(self.volunteer_id, now.post, at)])

    def suspend(self, *, reason: str, was: int, at: datetime) -> Change["Volunteer"]:
        self.require_version(was)
        now = self._standing(self.standing.suspend(reason=reason, at=at))
        return Change(
            now,
            [VolunteerSuspended(self.volunteer_id, now.post, at)],
            [self._align(at)],
        )

    def reinstate(self, *, reason: str, was: int, at: datetime) -> Change["Volunteer"]:
        self.require_version(was)
        now = self._standing(self.standing.reinstate(reason=reason, at=at))
        return Change(
            now,
            [VolunteerReinstated(self.volunteer_id, now.post, at)],
            [self._align(at)],
        )

    def end(self, *, reason: str, was: int, at: datetime) -> Change["Volunteer"]:
        self.require_version(was)
        now = self._standing(self.standing.end(reason=reason, at=at))
        return Change(now, [VolunteerEnded(self.volunteer_id, now.post, at)], [self._align(at)])

    def engage(self, told: Engagement, *, was: int, at: datetime) -> Change["Volunteer"]:
        """Employment and qualification as they are on paper; where she serves does not change by it."""
        self.require_version(was)
        kept = require_engagement(
            Engagement(told.employment, told.qualification), roles=(self.role,), today=today(self.office, at)
        )
        return Change(replace(self, engagement=kept, version=self.version + 1))

    def require_slip(self) -> None:
        """A slip is printed for who serves and has an account; each print makes the earlier one worthless."""
        self.standing.require_active()
        self.account.require_opened()

    def _standing(self, standing: Standing) -> "Volunteer":
        return replace(self, standing=standing, version=self.version + 1)

    def _align(self, at: datetime) -> Duty:
        return Duty(ALIGN_ACCOUNT, self.volunteer_id, at)


def appoint(
    *,
    office: str,
    volunteer_id: UUID,
    role: Role,
    name: str,
    villages: tuple[str, ...],
    kec: str | None,
    decree: Decree,
    username: str,
    incumbent: UUID | None,
    at: datetime,
) -> Change[Volunteer]:
    """`incumbent` is the TKSK who holds the kecamatan's one seat, suspended or not: a suspension does not vacate it."""
    places = _villages_of_psm(office, villages) if role is Role.PSM else ()
    seat = _kecamatan_of_tksk(office, kec) if role is Role.TKSK else area.kecamatan_of(places[0])
    if role is Role.TKSK and incumbent is not None:
        raise SeatTaken()
    volunteer = Volunteer(
        office=office,
        volunteer_id=volunteer_id,
        role=role,
        name=require_name(name),
        villages=places,
        kec=seat,
        decree=require_decree(decree, today=today(office, at)),
        account=Account(username),
        standing=Standing(Status.ACTIVE, at),
        appointed_at=at,
    )
    facts = [VolunteerAppointed(volunteer_id, volunteer.post, at)]
    return Change(volunteer, facts, [Duty(ALIGN_ACCOUNT, volunteer_id, at)])


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


def _villages_of_psm(office: str, villages: tuple[str, ...]) -> tuple[str, ...]:
    if not 1 <= len(set(villages)) <= MOST_VILLAGES:
        raise Invalid(fields={"villages": Words("Pilih 1 sampai 20 desa/kelurahan.", "Choose 1 to 20 villages.")})
    for code in villages:
        _require_here(office, area.require(code, Level.DESA, field="villages"), "villages")
    return tuple(sorted(set(villages)))


def _kecamatan_of_tksk(office: str, kec: str | None) -> str:
    if not kec:
        raise Invalid(fields={"kec": Words("Pilih kecamatan TKSK.", "Choose the kecamatan of the TKSK.")})
    _require_here(office, area.require(kec, Level.KECAMATAN, field="kec"), "kec")
    return kec


def _require_here(office: str, code: str, field: str) -> None:
    if not area.lies_in(code, office):
        raise Invalid(
            "outside-kabupaten",
            "Ada wilayah di luar kabupaten/kota Anda.",
            "An area lies outside your kabupaten.",
            fields={
                field: Words(
                    "Pilih wilayah di kabupaten/kota Anda.",
                    "Choose an area in your kabupaten.",
                )
            },
        )
