"""Trainings: one session of a course, held by an office, from plan to certificate.

Basic training comes before appointment, so people take part who are no volunteers yet. A course may have no tier (a
refresher, preparation for certification): then any level holds it and no tier is gained. What has to be reached (share
of attendance, score) is said by the plan, before anybody is judged.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from services.kit.change import Change
from services.kit.errors import Conflict, Invalid, Stale, Words
from services.registry import days, tiers
from services.registry.standings import require_reason
from services.registry.tiers import Authority, Tier

MOST_SEATS = 500
MOST_DAYS = 31
MOST_MODULES = 40


class Status(StrEnum):
    PLANNED = "planned"
    NOMINATING = "nominating"
    INVITED = "invited"
    RUNNING = "running"
    FINISHED = "finished"
    CERTIFIED = "certified"
    CANCELLED = "cancelled"


# Code word, words on the page, whose move is next; the holder is a Dinas, a province or the ministry.
HOLDER = "holder"
STATUSES: dict[Status, tuple[Words, str]] = {
    Status.PLANNED: (Words("Direncanakan", "Planned"), HOLDER),
    Status.NOMINATING: (Words("Pencalonan peserta", "Open for nomination"), HOLDER),
    Status.INVITED: (Words("Peserta diundang", "Participants invited"), "participant"),
    Status.RUNNING: (Words("Berlangsung", "Running"), HOLDER),
    Status.FINISHED: (Words("Selesai, menunggu sertifikat", "Finished, awaiting certificates"), HOLDER),
    Status.CERTIFIED: (Words("Bersertifikat", "Certified"), "none"),
    Status.CANCELLED: (Words("Dibatalkan", "Cancelled"), "none"),
}
HOLDERS = {Authority.KABUPATEN: "dinas", Authority.PROVINCE: "province", Authority.NATIONAL: "national"}
STAGES: dict[Status, Status] = {  # from where each is entered
    Status.NOMINATING: Status.PLANNED,
    Status.INVITED: Status.NOMINATING,
    Status.RUNNING: Status.INVITED,
    Status.FINISHED: Status.RUNNING,
}
_BEFORE = frozenset({Status.PLANNED, Status.NOMINATING, Status.INVITED})
_TAKES_NAMES = frozenset({Status.NOMINATING, Status.INVITED})
_AT_WORK = frozenset({Status.RUNNING, Status.FINISHED})


class Audience(StrEnum):
    """Whom a course is for. A candidate is to become a PSM; a Kasi Kesra is an officer and gains no tier."""

    PSM = "psm"
    TKSK = "tksk"
    CANDIDATE = "candidate"
    KASI_KESRA = "kasi_kesra"


TIER_OF = {Audience.PSM: "psm", Audience.CANDIDATE: "psm", Audience.TKSK: "tksk"}  # whose rows of tiers count


class NotAtThisStage(Conflict):
    code = "not-at-this-stage"
    words = Words(
        "Pelatihan ini sedang pada tahap lain. Muat ulang, lalu lihat apa yang dapat dilakukan.",
        "This training is at another stage. Reload and see what can be done.",
    )


class NotYet(Conflict):
    code = "not-yet"
    words = Words(
        "Hari pelatihannya belum tiba. Tunggu sampai harinya, atau ubah tanggal di rencana.",
        "The day of the training has not come. Wait for it, or change the dates of the plan.",
    )


class OtherDay(Conflict):
    code = "other-day"
    words = Words(
        "Kode ini berlaku untuk hari lain. Pindai kode yang ditampilkan hari ini.",
        "This code is for another day. Scan the one that is shown today.",
    )


@dataclass(frozen=True, slots=True)
class Sitting:
    """A day and where it is: a large training sits at two places on two days."""

    day: date
    venue: str


@dataclass(frozen=True, slots=True)
class Module:
    """What is taught, for how many lesson hours (0 where none are recorded), by whom, from which institution."""

    title: str
    hours: int = 0
    person: str = ""
    institution: str = ""


@dataclass(frozen=True, slots=True)
class Practice:
    """A day in the field with a host, whose results each group reports and all discuss."""

    host: str
    place: str
    day: date


@dataclass(frozen=True, slots=True)
class Report:
    """Of one group about the field practice, and what the discussion came to."""

    group: str
    findings: str
    discussion: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """`pass_share` is the least share of days attended, in a hundred; `pass_score` the least score of the post-test,
    None where there is no test. `valid_years` is how long its certificates are good, None for ever."""

    title: str
    roles: tuple[Audience, ...]
    days: tuple[Sitting, ...]
    quota: int
    tier: str | None = None
    modules: tuple[Module, ...] = ()
    quota_per_kec: int | None = None
    opener: str = ""
    practice: Practice | None = None
    pass_share: int = 80
    pass_score: int | None = None
    valid_years: int | None = None

    @property
    def hours(self) -> int:
        return sum(module.hours for module in self.modules)

    @property
    def starts_on(self) -> date:
        return self.days[0].day

    @property
    def ends_on(self) -> date:
        return self.days[-1].day


@dataclass(frozen=True, slots=True)
class TrainingCompleted:
    """Its certificates are out: how many took part, how many passed. Each certificate is a fact of its own."""

    training_id: UUID
    office: str
    tier: str
    participants: int
    passed: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Training:
    """`edition` is that of the tiers it was planned under. `at` is when it came to this status."""

    office: str
    training_id: UUID
    plan: Plan
    edition: str
    status: Status
    planned_at: datetime
    at: datetime
    reason: str = ""
    reports: tuple[Report, ...] = ()
    version: int = 1

    @property
    def turn(self) -> str:
        turn = STATUSES[self.status][1]
        return HOLDERS[tiers.authority_of(self.office)] if turn == HOLDER else turn

    def tier(self, role: Audience) -> Tier | None:
        """What somebody of this role gains by it."""
        if self.plan.tier is None or role not in TIER_OF:
            return None
        return tiers.edition(self.edition).find(TIER_OF[role], self.plan.tier, self.office)

    @property
    def tier_shown(self) -> Tier | None:
        """The tier as the page heads it; its name and authority are the same for all its roles."""
        return next((tier for role in self.plan.roles if (tier := self.tier(role))), None)

    @property
    def over(self) -> bool:
        """Whether its days are behind it: before that nobody has failed."""
        return self.status in (Status.FINISHED, Status.CERTIFIED)

    def require_version(self, was: int) -> None:
        if was != self.version:
            raise Stale()

    def revise(self, plan: Plan, *, was: int, at: datetime) -> Change["Training"]:
        """Another plan, until it runs."""
        self.require_version(was)
        if self.status not in _BEFORE:
            raise NotAtThisStage()
        fitting, edition = require_plan(plan, self.office, on=self._day(at))
        return Change(replace(self, plan=fitting, edition=edition, version=self.version + 1))

    def stage(self, to: Status, *, was: int, at: datetime) -> Change["Training"]:
        """To the next stage. It runs from its first day on and is finished on its last day at the earliest."""
        self.require_version(was)
        if STAGES.get(to) is not self.status:
            raise NotAtThisStage()
        first = {Status.RUNNING: self.plan.starts_on, Status.FINISHED: self.plan.ends_on}.get(to)
        if first is not None and self._day(at) < first:
            raise NotYet()
        return self._to(to, at)

    def cancel(self, *, reason: str, was: int, at: datetime) -> Change["Training"]:
        self.require_version(was)
        if self.status not in _BEFORE | {Status.RUNNING}:
            raise NotAtThisStage()
        return Change(replace(self._to(Status.CANCELLED, at).now, reason=require_reason(reason)))

    def report(self, report: Report, *, was: int, at: datetime) -> Change["Training"]:
        """What a group found in the field; told again for the same group it takes the place of what was told before."""
        self.require_version(was)
        if self.plan.practice is None or self.status not in _AT_WORK:
            raise NotAtThisStage()
        told = Report(" ".join(report.group.split()), report.findings.strip(), report.discussion.strip())
        wrong: dict[str, Words] = {}
        if not 1 <= len(told.group) <= 100:
            wrong["group"] = Words("Tulis nama kelompok.", "Write the name of the group.")
        if not 3 <= len(told.findings) <= 2000:
            wrong["findings"] = Words("Tulis hasil praktik kelompok ini.", "Write what this group found.")
        if wrong:
            raise Invalid(fields=wrong)
        others = tuple(one for one in self.reports if one.group != told.group)
        return Change(replace(self, reports=(*others, told), version=self.version + 1))

    def touch(self, *, was: int) -> Change["Training"]:
        """Lists of attendance and scores are kept beside it, and name the version at which they were read."""
        self.require_version(was)
        self.require_at_work()
        return Change(replace(self, version=self.version + 1))

    def certify(self, *, participants: int, passed: int, was: int, at: datetime) -> Change["Training"]:
        self.require_version(was)
        if self.status is not Status.FINISHED:
            raise NotAtThisStage()
        told = TrainingCompleted(self.training_id, self.office, self.plan.tier or "", participants, passed, at)
        return Change(self._to(Status.CERTIFIED, at).now, [told])

    def require_open_for_names(self) -> None:
        if self.status not in _TAKES_NAMES:
            raise NotAtThisStage()

    def require_at_work(self) -> None:
        if self.status not in _AT_WORK:
            raise NotAtThisStage()

    def require_its_day(self, day: date) -> None:
        if day not in {sitting.day for sitting in self.plan.days}:
            raise Invalid(fields={"day": Words("Pilih hari pelatihan ini.", "Choose a day of this training.")})

    def require_day(self, day: date, *, at: datetime) -> None:
        """One of its days that has come."""
        self.require_its_day(day)
        if day > self._day(at):
            raise NotYet()

    def require_today(self, day: date, *, at: datetime) -> None:
        """A code that is scanned is good on its own day and on no other."""
        if self.status is not Status.RUNNING:
            raise NotAtThisStage()
        if day != self._day(at):
            raise OtherDay()
        self.require_day(day, at=at)

    def _to(self, status: Status, at: datetime) -> Change["Training"]:
        return Change(replace(self, status=status, at=at, version=self.version + 1))

    def _day(self, at: datetime) -> date:
        return days.today(self.office, at)


def plan(*, office: str, training_id: UUID, plan: Plan, at: datetime) -> Change[Training]:
    """A training may lie in the past: offices write down what they held before they had this."""
    fitting, edition = require_plan(plan, office, on=days.today(office, at))
    return Change(Training(office, training_id, fitting, edition, Status.PLANNED, at, at))


def require_plan(plan: Plan, office: str, *, on: date) -> tuple[Plan, str]:
    """The plan as it is kept, and the edition of the tiers that holds on its first day; all that is wrong at once."""
    told = replace(
        plan,
        title=" ".join(plan.title.split()),
        opener=" ".join(plan.opener.split()),
        roles=tuple(sorted(set(plan.roles))),
        days=tuple(sorted(plan.days, key=lambda sitting: sitting.day)),
    )
    wrong = _wrong(told)
    if wrong:
        raise Invalid(fields=wrong)
    if told.tier is None:
        return told, tiers.current(told.starts_on).edition
    bearing = [TIER_OF[role] for role in told.roles if role in TIER_OF]
    return told, tiers.require(told.tier, bearing, office, told.hours, told.starts_on).edition


def _wrong(plan: Plan) -> dict[str, Words]:
    wrong: dict[str, Words] = {}
    if not 3 <= len(plan.title) <= 150:
        wrong["title"] = Words("Tulis nama pelatihan (3-150 huruf).", "Write the title (3-150 letters).")
    if not plan.roles:
        wrong["roles"] = Words("Pilih untuk siapa pelatihan ini.", "Choose whom it is for.")
    days = [sitting.day for sitting in plan.days]
    if not 1 <= len(days) <= MOST_DAYS:
        wrong["days"] = Words("Isi 1 sampai 31 hari pelatihan.", "Give 1 to 31 days.")
    elif len(set(days)) < len(days):
        wrong["days"] = Words("Ada hari yang tertulis dua kali.", "A day stands there twice.")
    elif not all(3 <= len(sitting.venue.strip()) <= 150 for sitting in plan.days):
        wrong["days"] = Words("Tulis tempat setiap hari.", "Write the venue of each day.")
    if len(plan.modules) > MOST_MODULES or not all(
        3 <= len(module.title.strip()) <= 150 and 0 <= module.hours <= 100 for module in plan.modules
    ):
        wrong["modules"] = Words(
            "Setiap materi perlu nama, dan JP antara 0 dan 100.",
            "Each module needs a title, and 0 to 100 lesson hours.",
        )
    if not 1 <= plan.quota <= MOST_SEATS:
        wrong["quota"] = Words("Kuota antara 1 dan 500.", "A quota is between 1 and 500.")
    elif plan.quota_per_kec is not None and not 1 <= plan.quota_per_kec <= plan.quota:
        wrong["quota_per_kec"] = Words(
            "Kuota per kecamatan antara 1 dan kuota seluruhnya.",
            "A quota per kecamatan is between 1 and the whole quota.",
        )
    if plan.practice is not None and not (plan.practice.host.strip() and plan.practice.place.strip()):
        wrong["practice"] = Words("Tulis lembaga dan tempat praktik.", "Write host and place of the practice.")
    if not 0 <= plan.pass_share <= 100:
        wrong["pass_share"] = Words("Syarat kehadiran antara 0 dan 100 %.", "A share of attendance is 0 to 100 %.")
    if plan.pass_score is not None and not 0 <= plan.pass_score <= 100:
        wrong["pass_score"] = Words("Nilai lulus antara 0 dan 100.", "A passing score is 0 to 100.")
    if plan.valid_years is not None and not 1 <= plan.valid_years <= 50:
        wrong["valid_years"] = Words("Masa berlaku 1 sampai 50 tahun.", "Validity is 1 to 50 years.")
    return wrong
