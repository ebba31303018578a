"""A street of one's own with a kabupaten at work in it: parts of it may be taken down, people suspended."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

import aiohttp

from deploy.keycloak.admin import Admin
from deploy.local.running import Running
from tests.kit.parts import until
from tests.proofs.hurry import change_realm, knock
from tests.registry.conftest import Kabupaten, _kabupaten
from tests.registry.people import Json, Person

DOORS = {"cases": "/v1/cases", "referral": "/v1/referrals", "notify": "/v1/notices"}


@dataclass
class Town:
    street: Running
    admin: Admin
    web: aiohttp.ClientSession
    kabupaten: Kabupaten

    async def ask(self, verb: str, *parts: str) -> None:
        for part in parts:
            await asyncio.to_thread(self.street.ask, verb, part, 300)

    async def newcomer(self) -> tuple[Json, Person]:
        return await asyncio.to_thread(self.kabupaten.at_work, self.kabupaten.psm())

    async def token(self, person: Person) -> str:
        """A new one, good at every door."""
        token = await asyncio.to_thread(person.renew)

        async def everywhere() -> bool:
            return all((await self.knocks(token)).values())

        await until(everywhere, 60)
        return token

    async def knocks(self, token: str) -> dict[str, bool]:
        """Which services let somebody in."""
        return {
            name: (await knock(self.web, self.street.url(name) + path, token))[0] == 200 for name, path in DOORS.items()
        }

    async def suspend(self, volunteer: Json) -> None:
        def suspended() -> int:
            path, dinas = f"/v1/volunteers/{volunteer['id']}", self.kabupaten.dinas
            version = dinas.get(path).body["version"]
            return dinas.post(f"{path}/suspension", {"reason": "diperiksa"}, was=version).status

        assert await asyncio.to_thread(suspended) == 200

    async def is_disabled(self, sub: str) -> None:
        """Once Keycloak was told."""

        async def disabled() -> bool:
            return not (await self.admin.get(f"users/{sub}"))["enabled"]

        await until(disabled, 60)

    async def set_life(self, seconds: int) -> None:
        await change_realm(self.admin, accessTokenLifespan=seconds)


@contextlib.asynccontextmanager
async def town_of(street: Running) -> AsyncIterator[Town]:
    kabupaten = await asyncio.to_thread(_kabupaten, Person(street, "pengelola"))
    timeout = aiohttp.ClientTimeout(total=60)
    async with (
        Admin(street.plan.keycloak, "admin", street.passwords["keycloak/admin"], "titian") as admin,
        aiohttp.ClientSession(timeout=timeout) as web,
    ):
        yield Town(street, admin, web, kabupaten)
