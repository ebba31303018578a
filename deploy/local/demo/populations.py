"""The whole population of the five kabupaten (`full`): counts of people and cases as their offices have them, types,
stages and ends of referrals in the shares that the field shows.

Not carried by the street today, and so not here: persons without a case, certification of social volunteers.
"""

import asyncio
from bisect import bisect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import accumulate, cycle
from random import Random
from typing import Final, TypeVar

from deploy.local.demo import absences, hiring, people
from deploy.local.demo.cast import BIDANG, NAMED, STORIES, Member
from deploy.local.demo.doors import Caller, Doors, Json, together
from deploy.local.demo.hiring import Offices, Passwords
from deploy.local.demo.matters import Matter, Referral
from deploy.local.demo.stories import CANDIDATE
from services.kit import area
from services.kit.area import Level

Drawn = TypeVar("Drawn")

AT_WORK: Final = 24  # volunteers at once; most of the time each waits for what another service must hear
EVERY: Final = 250  # cases between two lines of progress


@dataclass(frozen=True, slots=True)
class Population:
    kabupaten: str
    psm: int
    covered: int  # villages
    tksk: int
    officers: int
    cases: int
    own: tuple[str, ...]  # its home for the elderly and its hospital
    more: tuple[tuple[int, float], ...] = ()  # types that are commoner here, in points of a hundred

    @property
    def partners(self) -> tuple[str, ...]:
        """The organisations of `lending` that have an officer here."""
        return (*self.own, *(f"{key}-{self.kabupaten}" for key in _EACH))


_EACH: Final = ("bpjs", "dukcapil", "dinas", "baznas")  # organisations of which every kabupaten's has an officer
POPULATIONS: Final = (
    Population("1906", 40, 38, 7, 9, 600, ("bina-serumpun", "rsud-zein")),
    Population("6305", 90, 86, 11, 10, 900, ("budi-sejahtera", "rsud-sanggul"), ((8, 6),)),
    Population("1706", 148, 148, 15, 10, 1100, ("pagar-dewa", "rsud-mukomuko"), ((9, 4), (21, 4))),
    Population("3513", 216, 216, 24, 19, 4500, ("pstw-pasuruan", "rsud-waluyo"), ((20, 2),)),
    Population("3208", 212, 205, 32, 18, 3900, ("griya-ciparay", "rsud-45"), ((8, 3), (2, 2))),
)

# Type → share in a hundred; None is a request without a type (papers, insurance, funeral).
TYPES: Final[tuple[tuple[int | None, float], ...]] = (
    (8, 20), (9, 17), (24, 15), (21, 6), (2, 5), (23, 5), (5, 4), (25, 2), (1, 1.2), (3, 1.2), (6, 1.2), (11, 1.2),
    (12, 1.2), (13, 1.2), (19, 1.2), (20, 1.2), (7, 0.5), (15, 0.5), (16, 0.5), (17, 0.5), (4, 0.5), (10, 0.2),
    (14, 0.2), (18, 0.2), (22, 0.2), (26, 0.2), (None, 13.6),
)  # fmt: skip
STAGES: Final = (
    ("awaiting", 15.0), ("verified", 5), ("assessment", 8), ("planning", 7), ("intervention", 20), ("monitoring", 8),
    ("closed", 28), ("solved", 5), ("returned", 2), ("declined", 2),
)  # fmt: skip
ENDS: Final = (
    ("served", 46.0), ("partly", 9), ("not_served", 13), ("rejected", 9), ("waitlisted", 8), ("in_service", 11),
    ("sent", 4),
)  # fmt: skip
WHY_NOT: Final = (("no_funds", 34.0), ("not_eligible", 25), ("too_far", 21), ("family_refuses", 20))
_AGES: Final = {1: (0, 4), 2: (5, 17), 3: (12, 17), 4: (6, 17), 5: (1, 17), 6: (1, 17), 7: (1, 17), 8: (60, 92)}
_GUARDED: Final = 18  # years
_NEEDS: Final[dict[int | None, str]] = {8: "care_home", 9: "aids", 5: "aids", 24: "food", 21: "shelter", None: "papers"}
_FROM_DINAS: Final = {"aids": "kursi", "food": "permakanan", "shelter": "singgah"}
_FROM_OTHERS: Final = {"papers": "dukcapil", "health_insurance": "bpjs"}
_NOTES: Final = (
    "Dicatat saat kunjungan rumah.", "Dilaporkan tetangga, sudah ditemui.", "Dilaporkan kepala dusun.",
    "Datang sendiri ke balai desa.", "Ditemukan saat posyandu.",
)  # fmt: skip


async def settle(doors: Doors, known: Offices, passwords: Passwords, today: date, say: Callable[[str], None]) -> None:
    """All kabupaten at once: while one hires, another is at work."""
    working = asyncio.Semaphore(AT_WORK)

    async def one(place: _Place) -> None:
        await place.hire(passwords)
        await place.work(working)
        await place.suspend_some()
        await place.send_some_on_leave()

    await together(one(_Place(population, doors, known, today, say)) for population in POPULATIONS)


class _Place:
    """One kabupaten with its people at work."""

    def __init__(
        self, population: Population, doors: Doors, known: Offices, today: date, say: Callable[[str], None]
    ) -> None:
        self._is, self._doors, self._known, self._today, self._say = population, doors, known, today, say
        self._draw = people.draw(f"{population.kabupaten}")
        here = [member for member in STORIES if member.office == population.kabupaten]
        self._head = next(member.username for member in here if "dinas_supervisor" in member.roles)
        self._dinas = [member for member in here if member.roles == ("dinas",)]
        self._psm = [member for member in here if member.roles == ("psm",)]
        self._tksk = {
            member.kec: member for member in here if member.roles == ("tksk",) and member.username != CANDIDATE
        }
        self._partners = {member.office: member for member in STORIES if member.office in population.partners}
        self._done = 0

    async def hire(self, passwords: Passwords) -> None:
        """Who is missing until the counts are reached: volunteers by the head, others by the platform."""
        kabupaten, seated = self._is.kabupaten, {NAMED[CANDIDATE].kec} | set(self._tksk)  # he keeps his seat
        every = [kec.code for kec in area.areas(kabupaten, Level.KECAMATAN)]
        vacant = [kec for kec in every if kec not in seated][: self._is.tksk - sum(kec in seated for kec in every)]
        tksk = [
            Member(f"tksk.{_short(kec)}", people.staff(self._draw), ("tksk",), kabupaten, kec=kec, sk_days=540)
            for kec in vacant
        ]
        psm = [
            Member(
                f"psm.{kabupaten}.{number}",
                people.staff(self._draw),
                ("psm",),
                kabupaten,
                villages=(village,),
                sk_days=80 if number % 12 == 0 else None,  # 8 in a hundred end within 90 days
            )
            for number, village in enumerate(self._villages(), 1)
        ]
        bidang = cycle((BIDANG[kabupaten], "Rehabilitasi Sosial", "Perlindungan dan Jaminan Sosial"))
        dinas = [
            Member(f"dinas.{kabupaten}.{number}", people.staff(self._draw), ("dinas",), kabupaten, bidang=next(bidang))
            for number in range(len(self._dinas), self._is.officers)
        ]
        kasi = [
            Member(f"kesra.{_short(kec)}", people.staff(self._draw), ("kasi_kesra",), kabupaten, kec=kec)
            for kec in every
            if kec != "190602"  # the stories have one there
        ]
        partners = [
            Member(f"mitra.{number}.{kabupaten}", people.staff(self._draw), ("partner",), key)
            for number, key in enumerate(self._is.partners, 1)
            if key not in self._partners
        ]
        appointed: list[tuple[str, Sequence[Member]]] = [(self._head, [*dinas, *kasi]), ("pengelola", partners)]
        for start in range(0, len(psm), 40):
            appointed.append((self._head, psm[start : start + 40]))
        appointed.append((self._head, tksk))
        for by, members in appointed:
            await hiring.hire(self._doors, self._known, passwords, by, members, self._today)
        self._dinas += dinas
        self._psm += psm
        self._tksk |= {member.kec: member for member in tksk}
        self._partners |= {member.office: member for member in partners}
        hired = sum(len(members) for _, members in appointed)
        self._say(f"{area.name(kabupaten)}: {hired} more people can log in")

    async def work(self, places: asyncio.Semaphore) -> None:
        """Each volunteer records her share, a few at a time, and everybody moves it on."""
        shares = [self._is.cases // len(self._psm)] * len(self._psm)
        for number in range(self._is.cases % len(self._psm)):
            shares[number] += 1

        async def one(psm: Member, share: int) -> None:
            async with places:
                for number in range(share):
                    await self._case(psm, number)
                    self._done += 1
                    if self._done % EVERY == 0:
                        self._say(f"{area.name(self._is.kabupaten)}: {self._done} of {self._is.cases} cases")

        await together(one(psm, share) for psm, share in zip(self._psm, shares, strict=True))

    async def suspend_some(self) -> None:
        """One volunteer in a hundred."""
        head = self._doors.person(self._head)
        for psm in self._psm[39::100]:
            post = await head.find("registry/v1/volunteers?role=psm", partial(_is_of, psm.username))
            where, key = f"registry/v1/volunteers/{post['id']}", f"demo.suspension.{psm.username}"
            await head.change(where, "suspension", {"reason": "Tidak dapat dihubungi."}, key=key)

    async def send_some_on_leave(self) -> None:
        """Three in a hundred, of those who were hired here."""
        mine = [psm for psm in self._psm if psm.username not in NAMED]
        await absences.some(self._doors.person(self._head), mine, self._today)

    def _villages(self) -> list[str]:
        """Where new PSMs serve: first villages that have none, until as many are covered as should be, then again."""
        taken = {village for psm in self._psm for village in psm.villages}
        free = [village for village in area.codes(self._is.kabupaten, Level.DESA) if village not in taken]
        free = free[: self._is.covered - len(taken)]
        missing = self._is.psm - len(self._psm)
        return [*free, *sorted(taken), *free][:missing]

    async def _case(self, psm: Member, number: int) -> None:
        """One case, from its recording to where it shall stand; everything drawn from its own name."""
        draw = people.draw(f"{psm.username}.{number}")
        kind = _pick(draw, _tilted(TYPES, self._is.more))
        end = _pick(draw, STAGES)
        village = draw.choice(psm.villages)
        ages = _AGES.get(kind, (19, 58)) if kind is not None else (19, 70)
        person = people.person(draw, village, self._today, ages=ages)
        guardian = people.staff(draw) if ages[0] < _GUARDED else ""
        without = tuple(field for field, odds in (("nik", 0.12), ("phone", 0.4)) if draw.random() < odds)
        matter = Matter(f"demo.{psm.username}.{number}", self._doors, self._known)
        mine = self._doors.person(psm.username)
        told = await matter.record(
            mine, person, type=kind, note=draw.choice(_NOTES), guardian=guardian, without=without,
            basis="duty" if draw.random() < 0.2 else "consent",
        )  # fmt: skip
        if told.get("receipt") or end == "awaiting":
            return
        officer = self._doors.person(draw.choice(self._dinas).username)
        tksk = self._tksk.get(village[:6])
        checking = self._doors.person(tksk.username) if tksk else officer
        match end:
            case "solved":
                await matter.do(
                    mine, matter.case, "solution", by="Tetangga dan pemerintah desa", note="Ditolong di desa."
                )
            case "returned":
                await matter.do(checking, matter.case, "return", reason="incomplete", note="Lengkapi alamat.")
            case _:
                await matter.verify(checking)
                await self._decide(matter, draw, kind, end, officer, mine)

    async def _decide(
        self, matter: Matter, draw: Random, kind: int | None, end: str, dinas: Caller, psm: Caller
    ) -> None:
        if end == "verified":
            return
        if end == "declined":
            await matter.do(dinas, matter.case, "refusal", reason="not_eligible", note="Sudah menerima bantuan.")
            return
        await matter.accept(dinas)
        await matter.stage(dinas, "assessment")
        if end == "assessment":
            return
        await matter.stage(dinas, "planning")
        if end == "planning":
            return
        need = _NEEDS.get(kind, draw.choice(("health_insurance", "health_care", "food", "papers")))
        source, offer = self._source(need)
        purpose = "Pemenuhan kebutuhan warga"
        referral = await matter.refer(dinas, await matter.need(dinas, need), offer, purpose=purpose)
        became = _pick(draw, ENDS)
        if end != "intervention" and became in ("waitlisted", "in_service", "sent"):
            became = "served"
        await self._answer(referral, draw, became, self._doors.person(self._partners[source].username), dinas, psm)
        if end == "intervention":
            return
        await matter.stage(dinas, "monitoring")
        if end == "closed":
            await matter.stage(dinas, "evaluation")
            met = {"served": "served", "partly": "partly"}.get(became, "unmet")
            await matter.close(dinas, met)

    async def _answer(
        self, referral: Referral, draw: Random, became: str, partner: Caller, dinas: Caller, psm: Caller
    ) -> None:
        match became:
            case "sent":
                return
            case "waitlisted":
                await referral.answer(partner, "waitlist", note="Menunggu giliran.")
                return
            case "rejected":
                await referral.answer(partner, "reject", reason="not_eligible", note="Syarat belum terpenuhi.")
            case "in_service":
                await referral.answer(partner, "accept")
                await referral.start(partner)
                return
            case _:
                await referral.answer(partner, "accept")
                reason = "" if became == "served" else _pick(draw, WHY_NOT)
                await referral.serve(partner, "Sudah ditemui.", result=became, reason=reason)
        if became in ("served", "partly"):
            await referral.confirm(psm, "yes" if became == "served" else "partly")
        else:
            await dinas.see(referral.url, lambda told: told["status"] in ("rejected", "not_served", "closed"))
        await referral.close(dinas)

    def _source(self, need: str) -> tuple[str, str]:
        """Who serves this need here: key of the organisation, key of the offer."""
        kabupaten = self._is.kabupaten
        if need in _FROM_DINAS:
            return f"dinas-{kabupaten}", f"{_FROM_DINAS[need]}-{kabupaten}"
        key = f"{_FROM_OTHERS[need]}-{kabupaten}" if need in _FROM_OTHERS else self._is.own[need == "health_care"]
        return key, key


def _pick(draw: Random, shares: Sequence[tuple[Drawn, float]]) -> Drawn:
    bounds = list(accumulate(share for _, share in shares))
    return shares[bisect(bounds, draw.random() * bounds[-1])][0]


def _tilted(
    shares: Sequence[tuple[int | None, float]], more: Sequence[tuple[int, float]]
) -> list[tuple[int | None, float]]:
    extra: dict[int | None, float] = dict(more)
    return [(kind, share + extra.get(kind, 0)) for kind, share in shares]


def _is_of(username: str, post: Json) -> bool:
    return bool(post["username"] == username)


def _short(kec: str) -> str:
    """A kecamatan's code as a user name may have it: no five digits in a row."""
    return f"{kec[:4]}.{kec[4:]}"
