"""Volunteers: a PSM serves villages, a TKSK one kecamatan, each by a decree of appointment (SK).

A further decree renews the service or moves it; leave and cover change who is where meanwhile, never the appointment.
Nobody's service ends because an SK does: in the field she works on and the office renews late, so a page says it.

Permensos 10/2019 (PSM) and 28/2018 (TKSK, one per kecamatan). Who signs the SK differs from kabupaten to kabupaten, so
the issuer is what the paper says. A PSM is never called a social worker: that is a profession (law 14/2019).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID

from services.kit import area
from services.kit.area import Level
from services.kit.change import Change, Duty
from services.kit.errors import Conflict, Invalid, Stale, Words
from services.registry import covers, leaves, places
from services.registry.accounts import Account
from services.registry.covers import Cover, CoverStands, NoSuchCover, SeatServed
from services.registry.days import today
from services.registry.decrees import Decree, require_decree, require_further
from services.registry.engagements import VOLUNTARY, Engagement, require_engagement
from services.registry.leaves import AlreadyOnLeave, Leave, NotOnLeave
from services.registry.posts import Post, require_name
from services.registry.standings import AlreadyEnded, Standing, Status

ALIGN_ACCOUNT = "volunteer.account"  # the duty to bring Keycloak in line with what stands here
END_LEAVE = "volunteer.leave"  # on the day of the planned return
END_COVER = "volunteer.cover"  # the day after the last one


class Role(StrEnum):
    PSM = "psm"
    TKSK = "tksk"


class SeatTaken(Conflict):
    code = "seat-taken"
    words = Words(
        "Kecamatan ini sudah punya TKSK. Akhiri masa tugasnya lebih dahulu.",
        "This kecamatan has a TKSK already. End that service first.",
    )


class NothingCorrected(Invalid):
    code = "nothing-corrected"
    words = Words("Tidak ada yang diubah. Perbaiki isian yang keliru.", "Nothing was changed. Correct what is wrong.")


class AlreadyAppointed(Conflict):
    code = "already-appointed"
    words = Words(
        "NIK ini sudah tercatat sebagai relawan yang belum berakhir masa tugasnya.",
        "This NIK belongs to a volunteer whose service has not ended.",
    )


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


class VolunteerRenewed(VolunteerFact):
    """A further SK of the same places."""


class VolunteerMoved(VolunteerFact):
    """A further SK of other places."""


class VolunteerCorrected(VolunteerFact):
    """Her name was written down wrongly."""


class VolunteerLeaveBegun(VolunteerFact):
    """She keeps her places; who covers them is told of the others."""


class VolunteerLeaveEnded(VolunteerFact): ...


class VolunteerCoverBegun(VolunteerFact):
    """The post has further villages until the cover ends."""


class VolunteerCoverEnded(VolunteerFact): ...


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
    leave: Leave | None = None
    substituted: bool = False  # on leave: whether somebody is in each of her places
    covers: tuple[Cover, ...] = ()  # that have not ended
    engagement: Engagement = VOLUNTARY

    @property
    def covered(self) -> tuple[str, ...]:
        """The villages that she covers beside her own."""
        return tuple(sorted({village for cover in self.covers for village in cover.villages}))

    @property
    def post(self) -> Post:
        return Post(
            office=self.office,
            sub=self.account.sub,
            name=self.name,
            roles=(self.role,),
            villages=tuple(sorted({*self.villages, *self.covered})),
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
        """Leave and cover end with the service."""
        self.require_version(was)
        now = replace(self._standing(self.standing.end(reason=reason, at=at)), leave=None, covers=())
        told = [VolunteerEnded(self.volunteer_id, now.post, at)]
        return Change(now, told, [self._align(at)], [END_LEAVE, END_COVER])

    # --- a further SK ---

    def renew(self, decree: Decree, *, was: int, at: datetime) -> Change["Volunteer"]:
        """The same places by a new SK; what it says holds from now on, the old one stays in the history."""
        now = replace(self, decree=self._further(decree, was, at), version=self.version + 1)
        return Change(now, [VolunteerRenewed(self.volunteer_id, now.post, at)])

    def move(
        self, decree: Decree, *, villages: tuple[str, ...], kec: str | None, incumbent: UUID | None, was: int,
        at: datetime,
    ) -> Change["Volunteer"]:  # fmt: skip
        """Other villages, or for a TKSK another kecamatan, in the same kabupaten; `incumbent` holds the new seat."""
        further = self._further(decree, was, at)
        if self.covers:
            raise CoverStands()
        served, seat = _places(self.office, self.role, villages, kec)
        if (served, seat) == (self.villages, self.kec):
            here = Words("Wilayah ini sama dengan yang sekarang.", "These are the places she serves now.")
            raise Invalid("not-moved", here.id, here.en, fields={_field(self.role): here})
        if self.role is Role.TKSK and incumbent is not None:
            raise SeatTaken()
        now = replace(self, villages=served, kec=seat, decree=further, version=self.version + 1)
        return Change(now, [VolunteerMoved(self.volunteer_id, now.post, at)])

    # --- leave ---

    def begin_leave(self, *, reason: str, returns_on: date, was: int, at: datetime) -> Change["Volunteer"]:
        """Who covers others goes on leave only once somebody else does."""
        self.require_version(was)
        self.standing.require_active()
        if self.leave is not None:
            raise AlreadyOnLeave()
        if self.covers:
            raise CoverStands()
        leave = leaves.begin(reason=reason, returns_on=returns_on, today=today(self.office, at))
        now = replace(self, leave=leave, version=self.version + 1)
        duty = Duty(END_LEAVE, self.volunteer_id, _midnight(self.office, returns_on))
        return Change(now, [VolunteerLeaveBegun(self.volunteer_id, now.post, at)], [duty])

    def end_leave(self, *, was: int, at: datetime) -> Change["Volunteer"]:
        self.require_version(was)
        if self.leave is None:
            raise NotOnLeave()
        back = replace(self.standing, since_at=at) if self.standing.active else self.standing
        now = replace(self, leave=None, standing=back, version=self.version + 1)
        return Change(now, [VolunteerLeaveEnded(self.volunteer_id, now.post, at)], discharged=[END_LEAVE])

    def end_past_leave(self, *, at: datetime) -> Change["Volunteer"]:
        """On the planned day. Nothing changes where she was back before, or went on leave anew."""
        if self.leave is None or self.leave.returns_on > today(self.office, at):
            return Change(self)
        return self.end_leave(was=self.version, at=at)

    # --- cover ---

    def begin_cover(self, cover: Cover, *, seat_served: bool, was: int, at: datetime) -> Change["Volunteer"]:
        """`seat_served`: whether the kecamatan that a TKSK is to act for has one at work, its own or an acting one."""
        self.require_version(was)
        self.standing.require_active()
        if self.leave is not None:
            raise AlreadyOnLeave()
        cover = covers.require_cover(self._placed(cover), today=today(self.office, at))
        if self.role is Role.TKSK and seat_served:
            raise SeatServed()
        now = replace(self, covers=(*self.covers, cover), version=self.version + 1)
        duty = Duty(END_COVER, self.volunteer_id, _midnight(self.office, cover.ends_on + timedelta(days=1)))
        return Change(now, [VolunteerCoverBegun(self.volunteer_id, now.post, at)], [duty])

    def end_cover(self, cover_id: UUID, *, was: int, at: datetime) -> Change["Volunteer"]:
        self.require_version(was)
        if all(cover.cover_id != cover_id for cover in self.covers):
            raise NoSuchCover()
        return self._without([cover for cover in self.covers if cover.cover_id == cover_id], at)

    def end_past_covers(self, *, at: datetime) -> Change["Volunteer"]:
        """Whichever had its last day; those that somebody ended before are not among them."""
        day = today(self.office, at)
        return self._without([cover for cover in self.covers if cover.ends_on < day], at)

    def engage(self, told: Engagement, *, was: int, at: datetime) -> Change["Volunteer"]:
        """Employment and qualification as they are on paper; where she serves does not change by it."""
        self.require_version(was)
        kept = require_engagement(
            Engagement(told.employment, told.qualification), roles=(self.role,), today=today(self.office, at)
        )
        return Change(replace(self, engagement=kept, version=self.version + 1))

    def correct(self, told: Mapping[str, str], *, was: int, at: datetime) -> Change["Volunteer"]:
        """What was written down wrongly is put right, also of somebody whose service has ended. Of `told` the name is
        in every fact and in the account; the rest is sealed, and kept here only."""
        self.require_version(was)
        if not told:
            raise NothingCorrected()
        now = replace(self, name=require_name(told.get("name", self.name)), version=self.version + 1)
        if now.name == self.name:
            return Change(now)
        return Change(now, [VolunteerCorrected(self.volunteer_id, now.post, at)], [self._align(at)])

    def require_slip(self) -> None:
        """A slip is printed for who serves and has an account; each print makes the earlier one worthless."""
        self.standing.require_active()
        self.account.require_opened()

    def _further(self, decree: Decree, was: int, at: datetime) -> Decree:
        self.require_version(was)
        if self.standing.ended:
            raise AlreadyEnded()
        return require_further(decree, self.decree, today=today(self.office, at))

    def _placed(self, cover: Cover) -> Cover:
        """With the villages that it opens, none of which she serves already."""
        villages, kec = _places(self.office, self.role, cover.villages, cover.kec)
        if self.role is Role.TKSK:
            mine, wanted = {self.kec, *(one.kec for one in self.covers)}, {kec}
            placed = replace(cover, villages=tuple(area.codes(kec, Level.DESA)), kec=kec)
        else:
            mine, wanted = {*self.villages, *self.covered}, set(villages)
            placed = replace(cover, villages=villages, kec=None)
        if not mine.isdisjoint(wanted):
            served = Words("Ia sudah bertugas di salah satu wilayah itu.", "She serves one of these places already.")
            raise Invalid("served-already", served.id, served.en, fields={_field(self.role): served})
        if self.role is Role.PSM and len(mine | wanted) > places.MOST_VILLAGES:
            most = Words("Paling banyak 20 desa/kelurahan seorang.", "At most 20 villages for one volunteer.")
            raise Invalid(fields={"villages": most})
        return placed

    def _without(self, ended: list[Cover], at: datetime) -> Change["Volunteer"]:
        if not ended:
            return Change(self)
        left = tuple(cover for cover in self.covers if cover not in ended)
        now = replace(self, covers=left, version=self.version + 1)
        told = [VolunteerCoverEnded(self.volunteer_id, now.post, at)]
        return Change(now, told, discharged=[] if left else [END_COVER])

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
    served, seat = _places(office, role, villages, kec)
    if role is Role.TKSK and incumbent is not None:
        raise SeatTaken()
    volunteer = Volunteer(
        office=office,
        volunteer_id=volunteer_id,
        role=role,
        name=require_name(name),
        villages=served,
        kec=seat,
        decree=require_decree(decree, today=today(office, at)),
        account=Account(username),
        standing=Standing(Status.ACTIVE, at),
        appointed_at=at,
    )
    facts = [VolunteerAppointed(volunteer_id, volunteer.post, at)]
    return Change(volunteer, facts, [Duty(ALIGN_ACCOUNT, volunteer_id, at)])


def _places(office: str, role: Role, villages: tuple[str, ...], kec: str | None) -> tuple[tuple[str, ...], str]:
    """Where somebody of this role serves: villages and the kecamatan; a TKSK has no villages of her own."""
    if role is Role.TKSK:
        return (), places.require_kecamatan(office, kec)
    served = places.require_villages(office, villages)
    return served, area.kecamatan_of(served[0])


def _field(role: Role) -> str:
    """What names the places of this role in a form."""
    return "kec" if role is Role.TKSK else "villages"


def _midnight(office: str, day: date) -> datetime:
    """When that day begins there."""
    return datetime.combine(day, time(), area.zone(office))
