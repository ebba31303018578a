"""Keycloak, brought in line with what the registry says: accounts, their group, their roles, whether they are open.

Every method may be told again and changes nothing then. Unavailable where Keycloak does not answer within 10 s or does
not let the registry in, NotFound where it has no such account, AccountRefused where it will not have it so; nothing is
called inside a transaction.
"""

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from typing import Any

from keycloak import KeycloakAdmin, KeycloakOpenIDConnection
from keycloak.exceptions import KeycloakConnectionError, KeycloakError

from services.kit.actor import ROLES
from services.kit.errors import NotFound, Unavailable
from services.kit.house import House
from services.kit.ids import NATION, is_organisation
from services.registry.accounts import AccountRefused, UsernameTaken

SECONDS = 10  # for all that one method asks
NOT_OURS = "platform_admin"  # the first account; the registry neither made it nor may take it over

# httpx, which python-keycloak asks with, writes a line with the address of every request, user names among them.
logging.getLogger("httpx").setLevel(logging.WARNING)


class Accounts:
    def __init__(self, url: str, realm: str, client: str, secret: str) -> None:
        self._admin = KeycloakAdmin(
            connection=KeycloakOpenIDConnection(
                server_url=url,
                realm_name=realm,
                client_id=client,
                client_secret_key=secret,
                grant_type="client_credentials",
                timeout=SECONDS,
            )
        )

    async def make_account(self, username: str, name: str, office: str, roles: Collection[str]) -> str:
        """The `sub` of the account of this user name, which stands in the group of `office` with exactly these roles.

        A new account is open but has no password. UsernameTaken where the name is that of the platform's own account.
        """
        async with _asking():
            sub = await self._admin.a_get_user_id(username)
            if sub is None:
                wanted = {"username": username, "firstName": name, "enabled": True}
                sub = await self._admin.a_create_user(wanted, exist_ok=True)
            elif NOT_OURS in {role["name"] for role in await self._admin.a_get_realm_roles_of_user(sub)}:
                raise UsernameTaken()
            elif (await self._admin.a_get_user(sub)).get("firstName") != name:
                await self._admin.a_update_user(sub, {"firstName": name})
            await self._move(sub, office)
            await self._set_roles(sub, roles)
            return sub

    async def move(self, sub: str, office: str) -> None:
        """Out of every group but that of `office`; at no time in two."""
        async with _asking():
            await self._move(sub, office)

    async def set_roles(self, sub: str, roles: Collection[str]) -> None:
        """Exactly these jobs; roles that are no job of ours are left alone."""
        async with _asking():
            await self._set_roles(sub, roles)

    async def disable(self, sub: str) -> None:
        """No log-in any more; what is logged in, phones too, is logged out; an access token lives out its 5 minutes."""
        async with _asking():
            await self._admin.a_update_user(sub, {"enabled": False})
            await self._admin.a_user_logout(sub)

    async def enable(self, sub: str) -> None:
        async with _asking():
            await self._admin.a_update_user(sub, {"enabled": True})

    async def set_one_time_password(self, sub: str, password: str) -> None:
        """Good for one log-in, at which Keycloak asks for a new one. Also ends the wait after wrong passwords: whoever
        holds the slip has been before the office."""
        async with _asking():
            await self._admin.a_set_user_password(sub, password, temporary=True)
            await self._admin.a_clear_bruteforce_attempts_for_user(sub)

    async def has_own_password(self, sub: str) -> bool:
        """Whether the person has come in by a slip and set a password that nobody else knows."""
        async with _asking():
            kept = {credential["type"] for credential in await self._admin.a_get_credentials(sub)}
            return (
                "password" in kept and "UPDATE_PASSWORD" not in (await self._admin.a_get_user(sub))["requiredActions"]
            )

    async def make_group(self, office: str, name: str) -> None:
        """The group of an organisation, so that people can be put into it; `name` is for who reads Keycloak's pages."""
        async with _asking():
            group = await self._organisation(office)
            if group.get("description") != name:
                await self._admin.a_update_group(group["id"], _group(office, name))

    async def close(self) -> None:
        await self._admin.connection.aclose()

    async def _move(self, sub: str, office: str) -> None:
        path = group_path(office)
        held = await self._admin.a_get_user_groups(sub)
        for group in held:
            if group["path"] != path:
                await self._admin.a_group_user_remove(sub, group["id"])
        if path not in {group["path"] for group in held}:
            find = self._organisation(office) if is_organisation(office) else self._admin.a_get_group_by_path(path)
            await self._admin.a_group_user_add(sub, (await find)["id"])

    async def _organisation(self, office: str) -> dict[str, Any]:
        path = group_path(office)
        try:
            return await self._admin.a_get_group_by_path(path)
        except KeycloakError as error:
            if error.response_code != 404:
                raise
        nation = await self._admin.a_get_group_by_path(group_path(NATION))
        await self._admin.a_create_group(_group(office, office), parent=nation["id"], skip_exists=True)
        return await self._admin.a_get_group_by_path(path)

    async def _set_roles(self, sub: str, roles: Collection[str]) -> None:
        held = _jobs(await self._admin.a_get_realm_roles_of_user(sub))
        if unwanted := [role for name, role in held.items() if name not in roles]:
            await self._admin.a_delete_realm_roles_of_user(sub, unwanted)
        if set(roles) - held.keys():
            offered = _jobs(await self._admin.a_get_available_realm_roles_of_user(sub))
            await self._admin.a_assign_realm_roles(sub, [offered[name] for name in roles if name not in held])


def accounts(house: House) -> Accounts:
    """With the address and the right that this process was given; without them every call is Unavailable."""
    realm = house.settings.issuer.rpartition("/")[2]
    client = os.environ.get("TITIAN_KEYCLOAK_CLIENT", "registry-accounts")
    return Accounts(
        os.environ.get("TITIAN_KEYCLOAK_URL", ""), realm, client, os.environ.get("TITIAN_KEYCLOAK_SECRET", "")
    )


def group_path(office: str) -> str:
    """Where an office's group hangs: organisations and provinces in the nation's, a kabupaten in its province's."""
    if office == NATION:
        return f"/{NATION}"
    if is_organisation(office) or len(office) == 2:
        return f"/{NATION}/{office}"
    return f"/{NATION}/{office[:2]}/{office}"


def _group(office: str, name: str) -> dict[str, Any]:
    return {"name": office, "description": name, "attributes": {"office": [office]}}


def _jobs(roles: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {role["name"]: role for role in roles if role["name"] in ROLES}


@asynccontextmanager
async def _asking() -> AsyncIterator[None]:
    try:
        async with asyncio.timeout(SECONDS):
            yield
    except (KeycloakConnectionError, TimeoutError):
        raise Unavailable("keycloak") from None
    except KeycloakError as error:
        match error.response_code:
            case 404:
                raise NotFound() from None
            case None | 401 | 403 | 429:
                raise Unavailable("keycloak") from None
            case code if code >= 500:
                raise Unavailable("keycloak") from None
        raise AccountRefused() from None  # not the error itself: it repeats what was sent
