"""Officers: who works in an office by its own decision, not by an SK of a volunteer.

Which roles an office can give follows from what it is: a kabupaten has its Dinas, its Kasi Kesra and its village
operators, a province and the nation their own, an organisation its partners. An auditor looks on and does nothing else.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from services.kit import area, ids
from services.kit.area import Level
from services.kit.change import Change, Duty
from services.kit.errors import Invalid, Stale, Words
from services.registry.accounts import Account
from services.registry.days import today
from services.registry.engagements import UNKNOWN, Engagement, require_engagement
from services.registry.posts import Post, require_name
from services.registry.standings import Standing, Status

ALIGN_ACCOUNT = "officer.account"
PROTECTED = "protected"  # the desk that S3 files go to
DESKS = frozenset({PROTECTED})


class Role(StrEnum):
    DINAS = "dinas"
    DINAS_SUPERVISOR = "dinas_supervisor"
    KASI_KESRA = "kasi_kesra"
    DESA = "desa"
    PROVINCE = "province"
    NATIONAL = "national"
    PARTNER = "partner"
    AUDITOR = "auditor"


OF_KABUPATEN = frozenset({Role.DINAS, Role.DINAS_SUPERVISOR, Role.KASI_KESRA, Role.DESA, Role.AUDITOR})
OF_PROVINCE = frozenset({Role.PROVINCE, Role.AUDITOR})
OF_NATION = frozenset({Role.NATIONAL, Role.AUDITOR})
WITH_DESKS = frozenset({Role.DINAS, Role.DINAS_SUPERVISOR, Role.PROVINCE, Role.NATIONAL})  # a file handed up is one too
OF_ORGANISATION = frozenset({Role.PARTNER})


@dataclass(frozen=True, slots=True)
class OfficerFact:
    """What every fact about an officer says."""

    officer_id: UUID
    post: Post
    at: datetime


class OfficerAppointed(OfficerFact): ...


class OfficerEnrolled(OfficerFact):
    """The account was made: the post has a `sub` now."""


class OfficerSuspended(OfficerFact): ...


class OfficerReinstated(OfficerFact): ...


class OfficerEnded(OfficerFact): ...


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Which letter, of which office, put an officer here (`letters`)."""

    letter_id: UUID
    from_office: str


@dataclass(frozen=True, slots=True)
class LetterAnswered:
    """To the office that sent the letter: the person whom it named can log in now."""

    letter: Letterhead
    office: str
    sub: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Officer:
    office: str
    officer_id: UUID
    name: str
    roles: tuple[Role, ...]
    villages: tuple[str, ...]  # of a village operator
    kec: str | None  # of a Kasi Kesra
    bidang: str | None
    desks: tuple[str, ...]
    account: Account
    standing: Standing
    appointed_at: datetime
    by_letter: Letterhead | None = None
    version: int = 1
    engagement: Engagement = UNKNOWN

    @property
    def post(self) -> Post:
        return Post(
            self.office, self.account.sub, self.name, self.roles, self.standing, self.villages, self.kec, self.bidang,
            self.desks,
        )  # fmt: skip

    @property
    def named_by(self) -> str:
        """The office that decided that she serves."""
        return self.by_letter.from_office if self.by_letter else self.office

    def require_version(self, was: int) -> None:
        if was != self.version:
            raise Stale()

    def enrol(self, *, sub: str, was: int, at: datetime) -> Change["Officer"]:
        """The account stands as this version wished. Said again it changes nothing. Who sent a letter hears of it."""
        self.require_version(was)
        if self.account.sub == sub:
            return Change(self)
        now = replace(self, account=self.account.opened(sub), version=self.version + 1)
        told: list[OfficerFact | LetterAnswered] = [OfficerEnrolled(self.officer_id, now.post, at)]
        if self.by_letter:
            told.append(LetterAnswered(self.by_letter, self.office, sub, at))
        return Change(now, told)

    def suspend(self, *, reason: str, was: int, at: datetime) -> Change["Officer"]:
        self.require_version(was)
        now = self._standing(self.standing.suspend(reason=reason, at=at))
        return Change(now, [OfficerSuspended(self.officer_id, now.post, at)], [self._align(at)])

    def reinstate(self, *, reason: str, was: int, at: datetime) -> Change["Officer"]:
        self.require_version(was)
        now = self._standing(self.standing.reinstate(reason=reason, at=at))
        return Change(now, [OfficerReinstated(self.officer_id, now.post, at)], [self._align(at)])

    def end(self, *, reason: str, was: int, at: datetime) -> Change["Officer"]:
        self.require_version(was)
        now = self._standing(self.standing.end(reason=reason, at=at))
        return Change(now, [OfficerEnded(self.officer_id, now.post, at)], [self._align(at)])

    def engage(self, told: Engagement, *, was: int, at: datetime) -> Change["Officer"]:
        """What the personnel decree says of her beside the role."""
        self.require_version(was)
        kept = require_engagement(told, roles=self.roles, today=today(self.office, at))
        return Change(replace(self, engagement=kept, version=self.version + 1))

    def require_slip(self, *, arrived: bool, at: datetime) -> None:
        """A slip is printed for who serves and has an account, also for one who lost her own password (`arrived`)."""
        self.standing.require_active()
        self.account.require_opened()

    def _standing(self, standing: Standing) -> "Officer":
        return replace(self, standing=standing, version=self.version + 1)

    def _align(self, at: datetime) -> Duty:
        return Duty(ALIGN_ACCOUNT, self.officer_id, at)


def appoint(
    *,
    office: str,
    officer_id: UUID,
    name: str,
    roles: tuple[Role, ...],
    villages: tuple[str, ...] = (),
    kec: str | None = None,
    bidang: str | None = None,
    desks: tuple[str, ...] = (),
    username: str,
    by_letter: Letterhead | None = None,
    engagement: Engagement = UNKNOWN,
    at: datetime,
) -> Change[Officer]:
    officer = Officer(
        office=office,
        officer_id=officer_id,
        name=require_name(name),
        roles=_require_roles(office, roles),
        villages=_require_villages(office, roles, villages),
        kec=_require_kecamatan(office, roles, kec),
        bidang=_require_bidang(bidang),
        desks=_require_desks(roles, desks),
        account=Account(username),
        standing=Standing(Status.ACTIVE, at),
        appointed_at=at,
        by_letter=by_letter,
        engagement=require_engagement(engagement, roles=roles, today=today(office, at)),
    )
    return Change(
        officer,
        [OfficerAppointed(officer_id, officer.post, at)],
        [Duty(ALIGN_ACCOUNT, officer_id, at)],
    )


def roles_of(office: str) -> frozenset[Role]:
    """The roles that this office can give."""
    if ids.is_organisation(office):
        return OF_ORGANISATION
    match area.level(office):
        case Level.NATION:
            return OF_NATION
        case Level.PROVINCE:
            return OF_PROVINCE
        case _:
            return OF_KABUPATEN


def _require_roles(office: str, roles: tuple[Role, ...]) -> tuple[Role, ...]:
    if not roles or not roles_of(office).issuperset(roles):
        raise Invalid(
            fields={
                "roles": Words(
                    "Kantor ini tidak memberi peran itu.",
                    "This office cannot give that role.",
                )
            }
        )
    if Role.AUDITOR in roles and len(set(roles)) > 1:
        raise Invalid(
            fields={
                "roles": Words(
                    "Pengawas tidak merangkap peran lain.",
                    "An auditor holds no other role.",
                )
            }
        )
    return tuple(sorted(set(roles)))


def _require_villages(office: str, roles: tuple[Role, ...], villages: tuple[str, ...]) -> tuple[str, ...]:
    if Role.DESA not in roles:
        return ()
    known = [area.require(code, Level.DESA, field="villages") for code in villages]
    if not known or not all(area.lies_in(code, office) for code in known):
        raise Invalid(
            fields={
                "villages": Words(
                    "Pilih desa/kelurahan di kabupaten/kota ini.",
                    "Choose villages of this kabupaten.",
                )
            }
        )
    return tuple(sorted(set(villages)))


def _require_kecamatan(office: str, roles: tuple[Role, ...], kec: str | None) -> str | None:
    if Role.KASI_KESRA not in roles:
        return None
    if not kec or not area.lies_in(area.require(kec, Level.KECAMATAN, field="kec"), office):
        raise Invalid(
            fields={
                "kec": Words(
                    "Pilih kecamatan di kabupaten/kota ini.",
                    "Choose a kecamatan of this kabupaten.",
                )
            }
        )
    return kec


def _require_bidang(text: str | None) -> str | None:
    bidang = " ".join((text or "").split())
    if len(bidang) > 100:
        raise Invalid(fields={"bidang": Words("Nama bidang paling panjang 100 huruf.", "At most 100 letters.")})
    return bidang or None


def _require_desks(roles: tuple[Role, ...], desks: tuple[str, ...]) -> tuple[str, ...]:
    if desks and (not DESKS.issuperset(desks) or WITH_DESKS.isdisjoint(roles)):
        raise Invalid(
            fields={
                "desks": Words(
                    "Meja ini hanya untuk petugas dinas sosial dan kementerian.",
                    "This desk is for officers of a social office or the ministry only.",
                )
            }
        )
    return tuple(sorted(set(desks)))
