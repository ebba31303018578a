"""Everybody who asks: a person for each role and relation to one kabupaten, each with a log-in at Keycloak.

Whom the registry can appoint comes in by its doors. All others (a role in a kind of office that does not give it, an
integrator, somebody without an office) are written into Keycloak itself, as if its administrator had erred.
"""

import asyncio
import base64
import json
import random
import secrets
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import asyncpg

from deploy.local.demo import hiring
from deploy.local.demo.doors import Caller, Doors, together
from deploy.local.running import Running
from services.kit import area
from services.kit.area import Level
from services.registry.neighbours import group_path
from tests.proofs.who_may import NOBODY, RELATIONS, Who, everybody

PASSWORD: Final = "Milik-bersama-123"
# Of those whom no registry appoints a short run has these and some by lot, a whole one all.
STRAYS: Final = (
    Who("integrator", "own"), Who("dinas", "none"), Who("province", "own"), Who("dinas", "own_province"),
    Who("dinas", "organisation"),
)  # fmt: skip
BY_LOT: Final = 7
SK: Final = {"number": "141/12", "issuer": "Kepala Desa Contoh", "issued_on": "2026-01-05", "starts_on": "2026-01-05"}
HEAD, SCRIBE = Who("dinas_supervisor", "head"), Who("psm", "scribe")  # who set the stage, and are asked nothing
_STORIES: Final = {"1906", "6305", "1706", "3513", "3208"}  # the demonstration's


@dataclass
class Cast:
    """`offices` by relation; `callers` and `subs` by person."""

    street: Running
    doors: Doors
    offices: dict[str, str]
    village: str
    callers: dict[Who, Caller] = field(default_factory=dict)
    subs: dict[Who, str] = field(default_factory=dict)

    @property
    def town(self) -> str:
        return self.offices["own"]

    @property
    def people(self) -> list[Who]:
        """Who is asked about."""
        return [*(who for who in self.callers if who.relation in RELATIONS), Who(NOBODY, "none")]

    def place(self, who: Who) -> dict[str, Any]:
        """Where somebody serves. The relation `other_village` is another village for PSM and desa, another kecamatan
        for TKSK and Kasi Kesra; those of the other kabupaten serve a place there."""
        office = self.offices.get(who.relation, self.town)
        kecamatan = area.kecamatan_of(self.village)
        if office != self.town:
            kecamatan = list(area.codes(office, Level.KECAMATAN))[-1]
        elif who.relation == "other_village" and who.role in ("tksk", "kasi_kesra"):
            kecamatan = next(code for code in area.codes(office, Level.KECAMATAN) if code != kecamatan)
        villages = list(area.codes(kecamatan, Level.DESA))
        village = villages[1] if who.relation == "other_village" else villages[0]
        return {"kec": kecamatan} if who.role in ("tksk", "kasi_kesra") else {"villages": [village]}


@asynccontextmanager
async def hired(street: Running, full: bool, dice: random.Random) -> AsyncIterator[Cast]:
    """All at work when this is entered; who was written into Keycloak is gone from it afterwards."""
    async with Doors(street, PASSWORD) as doors, hiring.passwords(street, PASSWORD) as passwords:
        offices, village = await _places(street, dice)
        cast = Cast(street, doors, offices, village)
        run = "".join(secrets.choice("abcdefghjkmnpqrstuvwxyz") for _ in range(6))
        hire = _Hiring(cast, passwords, run)
        await hire.all()
        strays = [who for who in everybody() if who not in cast.callers and who.role != NOBODY]
        if not full:
            others = [who for who in strays if who not in STRAYS]
            strays = [*STRAYS, *dice.sample(others, BY_LOT)]
        imported = await hire.stray(strays)
        try:
            await together(_known(cast, who) for who in cast.callers)
            yield cast
        finally:
            await together(passwords._keycloak.delete(f"users/{sub}") for sub in imported)


async def _places(street: Running, dice: random.Random) -> tuple[dict[str, str], str]:
    """A kabupaten that nobody works in yet, a village of it, and one more of the same province."""
    admin = await asyncpg.connect(street.admin_dsn("registry"))
    used = {row["office"] for row in await admin.fetch("SELECT DISTINCT office FROM actors")} | _STORIES
    await admin.close()
    free = {code for code in area.codes(level=Level.KABUPATEN) if code not in used and _is_wide(code)}
    town = dice.choice(sorted(code for code in free if any(code[:2] == one[:2] and code != one for one in free)))
    beside = dice.choice(sorted(code for code in free if code[:2] == town[:2] and code != town))
    far = dice.choice(sorted({code[:2] for code in free} - {town[:2]}))
    kecamatan = list(area.codes(town, Level.KECAMATAN))[-1]
    offices = {
        "own": town, "other_village": town, "other_kabupaten": beside, "own_province": town[:2], "other_province": far,
        "nation": area.NATION,
    }  # fmt: skip
    return offices, next(iter(area.codes(kecamatan, Level.DESA)))


def _is_wide(code: str) -> bool:
    kecamatan = list(area.codes(code, Level.KECAMATAN))
    return len(kecamatan) > 4 and len(list(area.codes(kecamatan[-1], Level.DESA))) > 2


class _Hiring:
    def __init__(self, cast: Cast, passwords: hiring.Passwords, run: str) -> None:
        self._cast, self._passwords, self._run = cast, passwords, run

    async def all(self) -> None:
        """The platform names the heads, they name the rest."""
        cast = self._cast
        platform = hiring.platform(cast.street, cast.doors)
        cast.callers[Who("platform_admin", "nation")] = platform
        beside = Who("dinas_supervisor", "other_kabupaten")
        above = [
            who for who in everybody()
            if who.relation in ("own_province", "other_province", "nation")
            and who.role in ("province", "province_desk", "national", "auditor") and who.at_home
        ]  # fmt: skip
        watchers = [Who("auditor", "own"), Who("auditor", "other_kabupaten")]
        heads = [HEAD, beside, Who("dinas_supervisor", "own")]
        async with asyncio.TaskGroup() as group:
            group.create_task(self._people(platform, heads))
            group.create_task(self._people(platform, [*above, *watchers]))
            group.create_task(self._organisations(platform))
        own = [who for who in everybody() if who.at_home and RELATIONS[who.relation] == "kabupaten"]
        waiting = [who for who in [SCRIBE, *own] if who not in cast.callers and who.role != "integrator"]
        async with asyncio.TaskGroup() as group:
            there = [who for who in waiting if who.relation == "other_kabupaten"]
            group.create_task(self._people(cast.callers[beside], there))
            group.create_task(self._people(cast.callers[HEAD], [who for who in waiting if who not in there]))

    async def stray(self, people: Iterable[Who]) -> list[str]:
        """Written into Keycloak in one piece; their subs."""
        cast, wanted = self._cast, []
        for who in people:
            account = {
                "username": self._username(who), "firstName": "Sesat Contoh", "enabled": True,
                "realmRoles": [who.job], "credentials": [{"type": "password", "value": PASSWORD, "temporary": False}],
            }  # fmt: skip
            if who.relation != "none":
                account["groups"] = [group_path(cast.offices[who.relation])]
            wanted.append(account)
            cast.callers[who] = cast.doors.person(self._username(who))
        told = await self._passwords._keycloak.post("partialImport", {"ifResourceExists": "FAIL", "users": wanted})
        return [result["id"] for result in told["results"]]

    async def _organisations(self, platform: Caller) -> None:
        for relation in ("organisation", "other_organisation"):
            body = {"name": f"Yayasan Contoh {self._run} {relation[:5]}", "areas": [self._cast.town]}
            told = await platform.post("registry/v1/offices", body, key=f"{self._run}.{relation}")
            self._cast.offices[relation] = told["office"]
        await self._people(platform, [Who("partner", "organisation"), Who("partner", "other_organisation")])

    async def _people(self, by: Caller, people: Iterable[Who]) -> None:
        await together(self._one(by, who) for who in people)

    async def _one(self, by: Caller, who: Who) -> None:
        username = self._username(who)
        where = await self._appointed(by, who, username)
        told = await by.see(where, lambda seen: seen["account"] == "ready", hiring.ACCOUNT)
        await self._passwords.give(told["username"])
        self._cast.callers[who] = self._cast.doors.person(username)

    async def _appointed(self, by: Caller, who: Who, username: str) -> str:
        body: dict[str, Any] = {"name": f"{who.role.title().replace('_', ' ')} Contoh", "username": username}
        if who.job in ("psm", "tksk", "kasi_kesra", "desa"):
            body |= self._cast.place(who)
        if who.job in ("psm", "tksk"):
            told = await by.post_when_heard("registry/v1/volunteers", body | {"role": who.job, "sk": SK}, key=username)
            return f"registry/v1/volunteers/{told['id']}"
        office = self._cast.offices.get(who.relation, self._cast.town)
        body |= {"roles": [who.job], "office": office, "desks": ["protected"] if who.role != who.job else []}
        told = await by.post_when_heard("registry/v1/officers", body, key=username)
        return f"registry/v1/officers/{told['id']}"

    def _username(self, who: Who) -> str:
        number = [HEAD, SCRIBE, *everybody()].index(who)
        return f"uji.{self._run}.{number}"


async def _known(cast: Cast, who: Who) -> None:
    claims = (await cast.callers[who].log_in()).split(".")[1]
    cast.subs[who] = str(json.loads(base64.urlsafe_b64decode(claims + "=="))["sub"])
