"""A realm of one's own on the street's Keycloak, made by the same command as the street's."""

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass
from typing import Any
from unittest import mock

import aiohttp

from deploy.keycloak import realm as wanted
from deploy.keycloak.admin import Admin
from deploy.keycloak.apply import apply
from deploy.keycloak.realm import Wish
from deploy.local.running import Running
from services.registry.neighbours import Accounts

PORTAL = "http://127.0.0.1:9"  # nothing listens there; only the address counts
EVERY_GROUP = wanted.groups
PASSWORD = "sandi-untuk-uji-7"


@dataclass
class Realm:
    """A scratch realm on the street's Keycloak."""

    url: str
    admin_password: str
    wish: Wish
    admin: Admin
    accounts: Accounts
    web: aiohttp.ClientSession

    @property
    def issuer(self) -> str:
        return f"{self.url}/realms/{self.wish.realm}"

    async def apply(self, wish: Wish | None = None) -> list[str]:
        return await asyncio.to_thread(apply, self.url, self.admin_password, wish or self.wish)

    async def person(self, office: str, *roles: str) -> tuple[str, str]:
        """(user name, sub) of a new account that is through with its first log-in."""
        username = f"uji.{secrets.token_hex(4)}"
        sub = await self.accounts.make_account(username, "Rahma Contoh", office, roles)
        await self.admin.put(f"users/{sub}/reset-password", {"type": "password", "value": PASSWORD, "temporary": False})
        return username, sub

    async def grant(self, **form: str) -> dict[str, Any]:
        form = {"client_id": "curl", **form}
        async with self.web.post(f"{self.issuer}/protocol/openid-connect/token", data=form) as answer:
            told: dict[str, Any] = await answer.json()
            return told

    async def log_in(self, username: str, password: str = PASSWORD, scope: str = "openid") -> dict[str, Any]:
        return await self.grant(grant_type="password", username=username, password=password, scope=scope)

    async def token(self, username: str) -> str:
        """The access token of who may log in."""
        told = await self.log_in(username)
        assert "access_token" in told, told
        return str(told["access_token"])

    async def page(self, **query: str) -> aiohttp.ClientResponse:
        """What the portal's log-in request is answered with, not followed."""
        asked = {"client_id": "portal", "redirect_uri": f"{PORTAL}/masuk/kembali", "response_type": "code", **query}
        address = f"{self.issuer}/protocol/openid-connect/auth"
        answer = await self.web.get(address, params={"scope": "openid", **asked}, allow_redirects=False)
        await answer.read()
        return answer


@contextlib.asynccontextmanager
async def realm_of_ones_own(street: Running, offices: Collection[str] = ()) -> AsyncIterator[Realm]:
    """With the groups of all offices, or of these alone: to make and to remove 553 of them takes its time."""
    url = street.plan.keycloak
    password = street.plan.own.keycloak_password or street.passwords["keycloak/admin"]
    wish = Wish(
        profile="development",
        portal=PORTAL,
        portal_secret=secrets.token_hex(),
        accounts_secret=secrets.token_hex(),
        platform_password=PASSWORD,
        realm=f"uji-{secrets.token_hex(4)}",
    )
    accounts = Accounts(url, wish.realm, wanted.ACCOUNTS, wish.accounts_secret)
    async with (
        Admin(url, street.plan.own.keycloak_admin, password, wish.realm) as admin,
        aiohttp.ClientSession() as web,
    ):
        scratch = Realm(url, password, wish, admin, accounts, web)
        with mock.patch.object(wanted, "groups", return_value=_few(offices)) if offices else contextlib.nullcontext():
            await scratch.apply()
        try:
            yield scratch
        finally:
            await accounts.close()
            await admin.delete("")


def _few(offices: Collection[str]) -> dict[str, Any]:
    """The tree of groups with what leads to these offices, and nothing else."""

    def pruned(group: dict[str, Any]) -> dict[str, Any]:
        below = [pruned(one) for one in group["subGroups"] if any(o.startswith(one["name"]) for o in offices)]
        return group | {"subGroups": below}

    return pruned(EVERY_GROUP())
