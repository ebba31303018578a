"""Tokens as Keycloak really makes them, in a realm of the test's own, made by the same command as the street's."""

import asyncio
import base64
import hashlib
import itertools
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from deploy.keycloak import realm as wanted
from deploy.local import identity
from deploy.local.running import Running
from services.kit.auth import Tokens, office_of
from services.kit.errors import NotFound, Refusal, Unauthenticated, Unavailable
from services.registry.accounts import UsernameTaken, one_time_password
from services.registry.neighbours import Accounts
from tests.kit.realms import PORTAL, Realm, realm_of_ones_own

CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(b"x" * 50).digest()).rstrip(b"=").decode()


@pytest.fixture(scope="module")
async def realm(street: Running) -> AsyncIterator[Realm]:
    async with realm_of_ones_own(street) as made:
        yield made


async def verified(realm: Realm, told: dict[str, Any], audience: str = "cases") -> Any:
    return await Tokens(realm.issuer, audience, ["portal", "curl"]).verify(told["access_token"])


def claims(token: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
    return told


# --- who and where ---


@pytest.mark.parametrize(
    ("office", "role", "chain"),
    [
        ("6305", "dinas", {"00", "63", "6305"}), ("3208", "tksk", {"00", "32", "3208"}),
        ("19", "province", {"00", "19"}), ("00", "national", {"00"}),
    ],
)  # fmt: skip
async def test_the_office_of_a_token_is_the_innermost_group(
    realm: Realm, office: str, role: str, chain: set[str]
) -> None:
    username, sub = await realm.person(office, role)
    told = await realm.log_in(username)
    assert set(claims(told["access_token"])["office"]) == chain
    said = await verified(realm, told)
    assert (said.sub, said.office, said.roles, said.name) == (sub, office, {role}, "Rahma Contoh")


async def test_a_role_counts_only_in_an_office_of_its_kind(realm: Realm) -> None:
    username, _ = await realm.person("19", "dinas", "province")
    assert (await verified(realm, await realm.log_in(username))).roles == {"province"}


async def test_an_organisation_is_an_office_under_the_nation(realm: Realm) -> None:
    office = "org-abcdefgh23"
    await realm.accounts.make_group(office, "Yayasan Contoh Umpama")
    username, _ = await realm.person(office, "partner")
    told = await realm.log_in(username)
    assert set(claims(told["access_token"])["office"]) == {"00", office}
    assert (await verified(realm, told)).office == office


@pytest.mark.parametrize(
    "chain", [("00",), ("00", "19"), ("00", "63", "6305"), ("00", "32", "3208"), ("00", "org-abcdefgh23")]
)
def test_the_groups_of_a_token_have_no_order(chain: tuple[str, ...]) -> None:
    assert {office_of(order) for order in itertools.permutations(chain)} == {chain[-1]}


async def test_a_token_with_two_offices_is_refused(realm: Realm) -> None:
    username, sub = await realm.person("6305", "dinas")
    other = await realm.admin.get("group-by-path/00/32/3208")
    await realm.admin.put(f"users/{sub}/groups/{other['id']}")
    with pytest.raises(Unauthenticated) as refused:
        await verified(realm, await realm.log_in(username))
    assert refused.value.code == "two-offices"
    await realm.accounts.move(sub, "3208")
    assert (await verified(realm, await realm.log_in(username))).office == "3208"


async def test_place_is_no_attribute_of_a_person(realm: Realm) -> None:
    username, sub = await realm.person("6305", "dinas")
    person = await realm.admin.get(f"users/{sub}")
    await realm.admin.put(f"users/{sub}", {**person, "attributes": {"office": ["3208"]}})
    assert set(claims(await realm.token(username))["office"]) == {"00", "63", "6305"}


# --- for whom, how long ---


async def test_a_token_is_for_our_services_and_nobody_else(realm: Realm) -> None:
    username, _ = await realm.person("1906", "psm")
    said = claims(await realm.token(username))
    assert sorted(said["aud"]) == sorted(wanted.AUDIENCES)  # no `account`
    assert set(said["realm_access"]["roles"]) == {"psm", "offline_access"}  # no default role, no right in Keycloak
    assert "resource_access" not in said
    assert (said["typ"], said["azp"], said["exp"] - said["iat"]) == ("Bearer", "curl", 300)


async def test_a_token_is_refused_by_whom_it_is_not_for(realm: Realm) -> None:
    username, _ = await realm.person("1906", "psm")
    told = await realm.log_in(username)
    with pytest.raises(Unauthenticated):
        await verified(realm, told, audience="portal")
    with pytest.raises(Unauthenticated):
        await Tokens(realm.issuer, "cases", ["portal"]).verify(told["access_token"])
    with pytest.raises(Unauthenticated):
        await Tokens(f"{realm.url}/realms/master", "cases", ["curl"]).verify(told["access_token"])


async def test_an_identity_token_opens_nothing(realm: Realm) -> None:
    username, _ = await realm.person("1906", "psm")
    identity_token = (await realm.log_in(username))["id_token"]
    said = claims(identity_token)
    assert said["typ"] == "ID"
    assert said.keys().isdisjoint({"office", "realm_access"})
    with pytest.raises(Unauthenticated):
        await Tokens(realm.issuer, "cases", ["curl"]).verify(identity_token)


async def test_only_psm_and_tksk_may_stay_logged_in_on_a_phone(realm: Realm) -> None:
    for role in wanted.ROLES:
        username, _ = await realm.person("1906", role)
        told = await realm.log_in(username, scope="openid offline_access")
        if role in ("psm", "tksk"):
            assert claims(told["refresh_token"])["typ"] == "Offline"
            assert told["refresh_expires_in"] <= 14 * 24 * 3600
        else:
            assert told["error"] == "not_allowed", role


# --- logging in ---


async def test_the_portal_proves_that_it_began_the_log_in(realm: Realm) -> None:
    assert (await realm.page(code_challenge=CHALLENGE, code_challenge_method="S256")).status == 200
    for without in ({}, {"code_challenge": "x" * 43, "code_challenge_method": "plain"}):
        answer = await realm.page(**without)
        assert answer.status == 302
        assert "error=invalid_request" in answer.headers["Location"]


async def test_a_log_in_leads_back_to_the_portal_only(realm: Realm) -> None:
    for elsewhere in ("http://127.0.0.1:10/masuk/kembali", f"{PORTAL}/lain", f"{PORTAL}.contoh.example/masuk/kembali"):
        answer = await realm.page(redirect_uri=elsewhere, code_challenge=CHALLENGE, code_challenge_method="S256")
        assert answer.status == 400, elsewhere


async def test_the_log_in_page_speaks_bahasa_and_is_small(realm: Realm) -> None:
    page = await (await realm.page(code_challenge=CHALLENGE, code_challenge_method="S256")).text()
    assert '<html lang="id">' in page
    assert "Nama pengguna" in page
    assert "Kata sandi" in page
    assert len(page) < 10_000
    assert "patternfly" not in page
    english = await realm.page(code_challenge=CHALLENGE, code_challenge_method="S256", ui_locales="en")
    assert "User name" in await english.text()


async def test_five_wrong_passwords_lock_for_a_while_and_a_slip_unlocks(realm: Realm) -> None:
    username, sub = await realm.person("1906", "psm")
    for _ in range(5):
        assert (await realm.log_in(username, "salah-sekali"))["error"] == "invalid_grant"
    assert "access_token" not in await realm.log_in(username)
    status = await realm.admin.get(f"attack-detection/brute-force/users/{sub}")
    assert status["disabled"] is True
    assert (await realm.admin.get(f"users/{sub}"))["enabled"] is True  # the account itself stays
    slip = one_time_password()
    await realm.accounts.set_one_time_password(sub, slip)
    assert (await realm.log_in(username, slip))["error_description"] == "Account is not fully set up"


async def test_a_slip_is_good_for_one_log_in(realm: Realm) -> None:
    username, sub = await realm.person("1906", "psm")
    first, second = one_time_password(), one_time_password()
    await realm.accounts.set_one_time_password(sub, first)
    await realm.accounts.set_one_time_password(sub, second)
    assert "UPDATE_PASSWORD" in (await realm.admin.get(f"users/{sub}"))["requiredActions"]
    assert (await realm.log_in(username, first))["error_description"] == "Invalid user credentials"
    assert (await realm.log_in(username, second))["error_description"] == "Account is not fully set up"


# --- registry's wishes ---


async def test_an_account_is_made_once_however_often_it_is_told(realm: Realm) -> None:
    username, sub = await realm.person("6305", "psm")
    assert await realm.accounts.make_account(username, "Rahma Misal", "6305", ["tksk"]) == sub
    said = await verified(realm, await realm.log_in(username))
    assert (said.office, said.roles, said.name) == ("6305", {"tksk"}, "Rahma Misal")


async def test_who_is_disabled_is_out_and_who_is_enabled_logs_in_anew(realm: Realm) -> None:
    username, sub = await realm.person("1906", "psm")
    phone = (await realm.log_in(username, scope="openid offline_access"))["refresh_token"]
    await asyncio.sleep(1.1)  # Keycloak counts in seconds: a token of the very second lives on
    await realm.accounts.disable(sub)
    await realm.accounts.disable(sub)
    assert (await realm.log_in(username))["error"] == "invalid_grant"
    assert "error" in await realm.grant(grant_type="refresh_token", refresh_token=phone)
    await realm.accounts.enable(sub)
    assert "error" in await realm.grant(grant_type="refresh_token", refresh_token=phone)
    assert "access_token" in await realm.log_in(username)


async def test_registry_does_not_take_over_the_first_account(realm: Realm) -> None:
    with pytest.raises(UsernameTaken):
        await realm.accounts.make_account(wanted.PLATFORM, "Rahma Contoh", "1906", ["psm"])
    assert (await verified(realm, await realm.log_in(wanted.PLATFORM))).roles == {"platform_admin"}


async def test_registry_may_touch_people_and_groups_only(realm: Realm) -> None:
    machine = await realm.grant(
        grant_type="client_credentials", client_id=wanted.ACCOUNTS, client_secret=realm.wish.accounts_secret
    )
    headers = {"Authorization": f"Bearer {machine['access_token']}"}
    for path in ("clients", "client-scopes", "identity-provider/instances", "authentication/flows", "admin-events"):
        async with realm.web.get(f"{realm.url}/admin/realms/{realm.wish.realm}/{path}", headers=headers) as answer:
            assert answer.status == 403, path
    with pytest.raises(Unauthenticated):
        await verified(realm, machine)


@pytest.mark.parametrize("address", ["", "http://127.0.0.1:9"])
async def test_without_keycloak_a_wish_is_unavailable(realm: Realm, address: str) -> None:
    nobody = Accounts(address, realm.wish.realm, wanted.ACCOUNTS, realm.wish.accounts_secret)
    with pytest.raises(Unavailable):
        await nobody.enable("x")
    await nobody.close()


async def test_a_wrong_secret_is_unavailable_and_an_unknown_account_is_not_found(realm: Realm) -> None:
    stranger = Accounts(realm.url, realm.wish.realm, wanted.ACCOUNTS, "salah")
    unknown = "00000000-0000-0000-0000-000000000000"
    for accounts, refusal in ((stranger, Unavailable), (realm.accounts, NotFound)):
        with pytest.raises(Refusal) as told:
            await accounts.enable(unknown)
        assert type(told.value) is refusal
    await stranger.close()


# --- the realm itself ---


async def test_applying_a_second_time_changes_nothing(realm: Realm, street: Running) -> None:
    assert await realm.apply() == []
    assert await asyncio.to_thread(identity.describe, street.plan, street.passwords) == []


async def test_applying_mends_what_weakened_a_wall(realm: Realm) -> None:
    path = f"roles/default-roles-{realm.wish.realm}/composites"
    await realm.admin.post(path, [await realm.admin.get("roles/offline_access")])
    await realm.admin.put("", {"bruteForceProtected": False, "accessTokenLifespan": 3600})
    portal = next(c for c in await realm.admin.get("clients") if c["clientId"] == "portal")
    await realm.admin.put(f"clients/{portal['id']}", {**portal, "redirectUris": ["*"]})
    kabupaten = await realm.admin.get("group-by-path/00/63/6305")
    await realm.admin.put(f"groups/{kabupaten['id']}", {**kabupaten, "attributes": {"office": ["3208"]}})
    assert sorted(await realm.apply()) == [
        "client portal: redirectUris",
        "default role: offline_access taken away",
        "group 6305: attributes",
        f"realm {realm.wish.realm}: bruteForceProtected, accessTokenLifespan",
    ]
    assert await realm.apply() == []


async def test_a_name_is_all_that_is_known_of_a_person_and_the_office_gives_it(realm: Realm) -> None:
    profile = await realm.admin.get("users/profile")
    assert {attribute["name"] for attribute in profile["attributes"]} == {"username", "email", "firstName"}
    assert all(attribute["permissions"]["edit"] == ["admin"] for attribute in profile["attributes"])
    told = await realm.admin.get("")
    assert (told["eventsEnabled"], told["eventsListeners"], told["adminEventsDetailsEnabled"]) == (False, [], False)


async def test_the_developers_client_exists_in_development_only(realm: Realm) -> None:
    """The last test of this realm: it has no client for passwords afterwards."""
    username, _ = await realm.person("1906", "psm")
    assert "access_token" in await realm.log_in(username)
    production = replace(realm.wish, profile="production")
    assert sorted(await realm.apply(production)) == ["client curl: removed", f"realm {realm.wish.realm}: sslRequired"]
    assert (await realm.log_in(username))["error"] == "invalid_client"
    for client in await realm.admin.get("clients"):
        assert not (client["enabled"] and client["directAccessGrantsEnabled"]), client["clientId"]
    assert await realm.apply(production) == []
