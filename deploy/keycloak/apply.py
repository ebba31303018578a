"""Makes a running Keycloak agree with `realm`. Whatever agrees already is left alone: a second time changes nothing.

A new realm is imported in one request with its 553 groups; all else, and every later change, goes piece by piece
through the admin API. What somebody added by hand stays, except where it would weaken a wall: the default role and
scopes, the mappers and scopes of our clients, the rights of `registry-accounts`, the client `curl` outside development.
"""

import asyncio
from collections.abc import Iterable
from typing import Any

from deploy.keycloak import realm
from deploy.keycloak.admin import Admin
from deploy.keycloak.realm import Json, Wish


def apply(url: str, password: str, wish: Wish, *, admin: str = "admin") -> list[str]:
    """What was changed, a line each; empty when nothing was. `admin` is a user of the realm `master` at `url`.

    Raises `admin.Refused` when Keycloak cannot be reached or says no; what was done until then stays, a further
    `apply` goes on from there.
    """
    return asyncio.run(_apply(url, admin, password, wish))


async def _apply(url: str, admin: str, password: str, wish: Wish) -> list[str]:
    async with Admin(url, admin, password, wish.realm) as keycloak:
        changes: list[str] = []
        await _itself(keycloak, wish, changes)
        await asyncio.gather(
            _groups(keycloak, wish, changes),
            _user_profile(keycloak, changes),
            _roles_scopes_clients(keycloak, wish, changes),
        )
        await _platform_account(keycloak, wish, changes)
        return changes


async def _itself(keycloak: Admin, wish: Wish, changes: list[str]) -> None:
    wanted = realm.settings(wish)
    found = await keycloak.find("")
    if found is None:
        await keycloak.make_realm({"realm": wish.realm, **wanted, "groups": [realm.groups(wish.organisations)]})
        changes.append(f"realm {wish.realm}: made")
    elif names := _differing(wanted, found):
        # Attributes that are not named would be taken away, Keycloak's own among them.
        await keycloak.put("", {**wanted, "attributes": {**found["attributes"], **wanted["attributes"]}})
        changes.append(f"realm {wish.realm}: {names}")


async def _user_profile(keycloak: Admin, changes: list[str]) -> None:
    wanted = realm.user_profile()
    found = await keycloak.get("users/profile")
    if found["attributes"] != wanted["attributes"] or "unmanagedAttributePolicy" in found:
        await keycloak.put("users/profile", wanted)
        changes.append("user profile")


async def _groups(keycloak: Admin, wish: Wish, changes: list[str]) -> None:
    wanted = realm.groups(wish.organisations)
    found = await keycloak.get(f"groups?briefRepresentation=false&exact=true&search={wanted['name']}")
    await _level(keycloak, "groups", [wanted], found, changes)


async def _level(keycloak: Admin, path: str, wanted: list[Json], found: list[Json], changes: list[str]) -> None:
    """Groups of one level under `path`, then what hangs below each of them."""
    known = {group["name"]: group for group in found}

    async def one(group: Json) -> None:
        name, own = group["name"], {key: group[key] for key in ("name", "description", "attributes")}
        here = known.get(name)
        if here is None:
            here = await keycloak.post(path, own)
            changes.append(f"group {name}: made")
        elif names := _differing(own, here):
            await keycloak.put(f"groups/{here['id']}", {**here, **own})
            changes.append(f"group {name}: {names}")
        if group["subGroups"]:
            below = f"groups/{here['id']}/children"
            children = await keycloak.get(f"{below}?briefRepresentation=false&max=10000")
            await _level(keycloak, below, group["subGroups"], children, changes)

    await asyncio.gather(*map(one, wanted))


async def _roles_scopes_clients(keycloak: Admin, wish: Wish, changes: list[str]) -> None:
    """One after the other, since each names the ones before."""
    await _roles(keycloak, wish, changes)
    await _scope(keycloak, changes)
    await _default_scopes(keycloak, changes)
    await _clients(keycloak, wish, changes)


async def _roles(keycloak: Admin, wish: Wish, changes: list[str]) -> None:
    found = await _by_name(keycloak, "roles?briefRepresentation=false&max=1000")
    for name, description in realm.ROLES.items():
        wanted = {"name": name, "description": description}
        if name not in found:
            await keycloak.post("roles", wanted)
            changes.append(f"role {name}: made")
        elif _differing(wanted, found[name]):
            await keycloak.put(f"roles/{name}", {**found[name], **wanted})
            changes.append(f"role {name}: description")
    for name in realm.OFFLINE:
        if "offline_access" not in await _by_name(keycloak, f"roles/{name}/composites"):
            await keycloak.post(f"roles/{name}/composites", [found["offline_access"]])
            changes.append(f"role {name}: offline_access given")
    everybody = f"roles/default-roles-{wish.realm}/composites"
    if unwanted := await keycloak.get(everybody):
        await keycloak.delete(everybody, unwanted)
        changes.append(f"default role: {_names(unwanted)} taken away")


async def _scope(keycloak: Admin, changes: list[str]) -> None:
    """Our client scope, its mappers, and the roles that pass through it into a token."""
    wanted = realm.scope()
    mappers = wanted.pop("protocolMappers")
    if realm.SCOPE not in await _by_name(keycloak, "client-scopes"):
        await keycloak.post("client-scopes", {**wanted, "protocolMappers": mappers})
        changes.append(f"scope {realm.SCOPE}: made")
    found = (await _by_name(keycloak, "client-scopes"))[realm.SCOPE]
    path = f"client-scopes/{found['id']}"
    if names := _differing(wanted, found):
        await keycloak.put(path, {**found, **wanted})
        changes.append(f"scope {realm.SCOPE}: {names}")
    await _mappers(keycloak, f"{path}/protocol-mappers/models", mappers, found.get("protocolMappers", []), changes)
    roles = await _by_name(keycloak, "roles?max=1000")
    passing = await _by_name(keycloak, f"{path}/scope-mappings/realm")
    if missing := [roles[name] for name in realm.ROLES if name not in passing]:
        await keycloak.post(f"{path}/scope-mappings/realm", missing)
        changes.append(f"scope {realm.SCOPE}: {_names(missing)} may pass")


async def _mappers(keycloak: Admin, path: str, wanted: list[Json], found: list[Json], changes: list[str]) -> None:
    known = {mapper["name"]: mapper for mapper in found}
    for mapper in wanted:
        here = known.pop(mapper["name"], None)
        if here is None:
            await keycloak.post(path, mapper)
            changes.append(f"mapper {mapper['name']}: made")
        elif _differing(mapper, here):
            await keycloak.put(f"{path}/{here['id']}", {**mapper, "id": here["id"]})
            changes.append(f"mapper {mapper['name']}: changed")
    for name, stranger in known.items():
        await keycloak.delete(f"{path}/{stranger['id']}")
        changes.append(f"mapper {name}: taken away")


async def _default_scopes(keycloak: Admin, changes: list[str]) -> None:
    """What a client made by hand gets: as little as ours."""
    await _set_scopes(keycloak, "default-default-client-scopes", {"basic", realm.SCOPE}, "new clients", changes)
    await _set_scopes(keycloak, "default-optional-client-scopes", set(), "new clients", changes)


async def _clients(keycloak: Admin, wish: Wish, changes: list[str]) -> None:
    found = {client["clientId"]: client for client in await keycloak.get("clients?max=1000")}
    for name in realm.UNUSED:
        if name in found and found[name]["enabled"]:
            await keycloak.put(f"clients/{found[name]['id']}", {**found[name], "enabled": False})
            changes.append(f"client {name}: disabled")
    wanted = realm.clients(wish)
    if realm.CURL in found and realm.CURL not in {client["clientId"] for client in wanted}:
        await keycloak.delete(f"clients/{found[realm.CURL]['id']}")
        changes.append(f"client {realm.CURL}: removed")
    for client in wanted:
        await _client(keycloak, client, found.get(client["clientId"]), changes)
    await _rights_of_registry(keycloak, changes)


async def _client(keycloak: Admin, wanted: Json, found: Json | None, changes: list[str]) -> None:
    name = wanted["clientId"]
    if found is None:
        await keycloak.post("clients", wanted)
        changes.append(f"client {name}: made")
        return
    scopes = {kind: set(wanted.pop(f"{kind}ClientScopes")) for kind in ("default", "optional")}
    path = f"clients/{found['id']}"
    if names := _differing(wanted, found):
        attributes = {**found.get("attributes", {}), **wanted.get("attributes", {})}
        await keycloak.put(path, {**found, **wanted, "attributes": attributes})
        changes.append(f"client {name}: {names}")
    for kind, few in scopes.items():
        await _set_scopes(keycloak, f"{path}/{kind}-client-scopes", few, f"client {name}", changes)
    await _mappers(keycloak, f"{path}/protocol-mappers/models", [], found.get("protocolMappers", []), changes)


async def _set_scopes(keycloak: Admin, path: str, wanted: set[str], whose: str, changes: list[str]) -> None:
    held = await _by_name(keycloak, path)
    known = await _by_name(keycloak, "client-scopes")
    for name in held.keys() - wanted:
        await keycloak.delete(f"{path}/{held[name]['id']}")
    for name in wanted - held.keys():
        await keycloak.put(f"{path}/{known[name]['id']}")
    if different := held.keys() ^ wanted:
        changes.append(f"{whose}: scopes {', '.join(sorted(different))}")


async def _rights_of_registry(keycloak: Admin, changes: list[str]) -> None:
    ids = {client["clientId"]: client["id"] for client in await keycloak.get("clients?max=1000")}
    machine = await keycloak.get(f"clients/{ids[realm.ACCOUNTS]}/service-account-user")
    management = ids["realm-management"]
    path = f"users/{machine['id']}/role-mappings/clients/{management}"
    held = await _by_name(keycloak, path)
    offered = await _by_name(keycloak, f"clients/{management}/roles")
    if missing := [offered[name] for name in realm.ACCOUNTS_MAY if name not in held]:
        await keycloak.post(path, missing)
        changes.append(f"client {realm.ACCOUNTS}: {_names(missing)} given")
    if unwanted := [role for name, role in held.items() if name not in realm.ACCOUNTS_MAY]:
        await keycloak.delete(path, unwanted)
        changes.append(f"client {realm.ACCOUNTS}: {_names(unwanted)} taken away")


async def _platform_account(keycloak: Admin, wish: Wish, changes: list[str]) -> None:
    """Made once. Afterwards it is its holder's: neither password nor office is touched again."""
    named = f"users?exact=true&username={realm.PLATFORM}"
    if await keycloak.get(named):
        return
    await keycloak.post("users", realm.platform_account(wish))
    [account] = await keycloak.get(named)
    role = await keycloak.get("roles/platform_admin")
    await keycloak.post(f"users/{account['id']}/role-mappings/realm", [role])
    changes.append(f"account {realm.PLATFORM}: made")


async def _by_name(keycloak: Admin, path: str) -> dict[str, Json]:
    return {thing["name"]: thing for thing in await keycloak.get(path)}


def _differing(wanted: Json, found: Json) -> str:
    """The names of what is not as wanted; what is not wanted in particular does not count."""
    return ", ".join(name for name, value in wanted.items() if not _agrees(value, found.get(name)))


def _agrees(wanted: Any, found: Any) -> bool:
    match wanted, found:
        case dict(), dict():
            return all(_agrees(value, found.get(name)) for name, value in wanted.items())
        case list(), list() if all(isinstance(value, str) for value in [*wanted, *found]):
            return sorted(wanted) == sorted(found)
    return bool(wanted == found)


def _names(things: Iterable[Json]) -> str:
    return ", ".join(sorted(thing["name"] for thing in things))
