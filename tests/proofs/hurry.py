"""Cases beside the street, with a realm of its own and patience of seconds: what a proof of log-in presents to it."""

import base64
import contextlib
import html
import json
import re
import secrets
import time
from collections.abc import AsyncIterator, Collection, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import aiohttp
from yarl import URL

from deploy.keycloak.admin import Admin
from deploy.local.running import Running
from services.kit import area
from services.kit.area import Level
from tests.kit.realms import PASSWORD, PORTAL, Realm, realm_of_ones_own
from tests.proofs.beside import Beside, Road


@dataclass(frozen=True)
class Patience:
    """Seconds: how old keys are fetched anew, how old they are used at the most, between two fetches for an unknown
    key; the life of a token, and for how long Keycloak is down."""

    fresh: int
    stale: int
    forced: int
    life: int
    down: int


@dataclass
class Tally:
    """Tokens presented while they were valid or when they had ended, by the clock that is common to all here."""

    valid: int = 0
    expired: int = 0
    valid_refused: int = 0
    expired_accepted: int = 0
    slowest: float = 0.0

    async def present(self, web: aiohttp.ClientSession, url: str, token: str) -> None:
        ends, began = Hurry.said(token)["exp"], time.time()
        status, _ = await knock(web, url, token)
        ended = time.time()
        self.slowest = max(self.slowest, ended - began)
        if ended < ends:
            self.valid += 1
            self.valid_refused += status != 200
        elif began >= ends:
            self.expired += 1
            self.expired_accepted += status != 401


@dataclass
class Hurry:
    realm: Realm
    road: Road
    aside: Beside
    web: aiohttp.ClientSession
    patience: Patience

    @property
    def cases(self) -> str:
        return self.aside.url

    async def intake(self, office: str, token: str) -> tuple[int, Any]:
        return await knock(self.web, f"{self.cases}/v1/cases", token, met(office))

    async def listed(self, token: str) -> tuple[int, Any]:
        return await knock(self.web, f"{self.cases}/v1/cases?limit=1", token)

    async def opens(self, grant: Mapping[str, Any]) -> bool:
        return (await self.listed(grant["access_token"]))[0] == 200

    async def renewed(self, grant: Mapping[str, Any]) -> dict[str, Any]:
        return await self.realm.grant(grant_type="refresh_token", refresh_token=grant["refresh_token"])

    async def opens_anew(self, username: str) -> bool:
        return await self.opens(await self.realm.log_in(username))

    async def present(self, tally: Tally, token: str) -> None:
        await tally.present(self.web, f"{self.cases}/v1/cases?limit=1", token)

    async def set_life(self, seconds: int) -> None:
        await change_realm(self.realm.admin, accessTokenLifespan=seconds)

    async def keys(self) -> list[dict[str, Any]]:
        """The realm's providers of keys for signing, the first of them the one at work."""
        found = await self.realm.admin.get("components?type=org.keycloak.keys.KeyProvider")
        signing = [one for one in found if one["providerId"] == "rsa-generated"]
        return sorted(signing, key=lambda one: int(one["config"]["priority"][0]), reverse=True)

    async def add_key(self) -> None:
        """A new key that signs from now on."""
        realm_id = (await self.realm.admin.get(""))["id"]
        config = {"priority": ["900"], "enabled": ["true"], "active": ["true"], "algorithm": ["RS256"]}
        provider = {"name": f"uji-{secrets.token_hex(3)}", "providerId": "rsa-generated", "config": config}
        kind = {"providerType": "org.keycloak.keys.KeyProvider", "parentId": realm_id}
        await self.realm.admin.post("components", provider | kind)

    async def edits(self, username: str, sub: str, group: str, office: str) -> AsyncIterator[tuple[str, int]]:
        """What somebody may try with her own account, and how it was answered."""
        token = await self.realm.token(username)
        wish = {
            "username": username,
            "firstName": "Rahma",
            "attributes": {"office": [office]},
            "groups": [f"/{office}"],
        }
        admin = f"{self.realm.url}/admin/realms/{self.realm.wish.realm}"
        client = {"client_name": "uji", "redirect_uris": [PORTAL], "protocolMappers": [{"name": "office"}]}
        for method, url, body in (
            ("POST", f"{self.realm.issuer}/account", wish),
            ("POST", f"{self.realm.issuer}/account/", wish),
            ("PUT", f"{admin}/users/{sub}", wish),
            ("PUT", f"{admin}/users/{sub}/groups/{group}", None),
            ("POST", f"{admin}/users/{sub}/role-mappings/realm", [{"name": "platform_admin"}]),
            ("PUT", f"{admin}/users/profile", {"unmanagedAttributePolicy": "ENABLED"}),
            ("POST", f"{self.realm.issuer}/clients-registrations/openid-connect", client),
            ("POST", f"{self.realm.issuer}/clients-registrations/default", {"clientId": "uji"}),
        ):
            headers = {"Authorization": f"Bearer {token}"}
            async with self.web.request(method, url, json=body, headers=headers) as answer:
                yield f"{method} {url}", answer.status
        for scope in (f"openid office:{office}", "openid roles profile microprofile-jwt", f"openid {office}"):
            said = await self.realm.log_in(username, scope=scope)
            yield scope, 400 if "error" in said else 200
        exchange = "urn:ietf:params:oauth:grant-type:token-exchange"
        for more in ({"requested_subject": "pengelola"}, {"audience": "registry-accounts"}):
            said = await self.realm.grant(grant_type=exchange, subject_token=token, **more)
            yield f"exchange {more}", 400 if "error" in said else 200
        yield "page", await self._profile_page(username, office)

    async def _profile_page(self, username: str, office: str) -> int:
        """Keycloak's own page for one's profile, asked for by who logs in, with fields that it does not show."""
        jar = aiohttp.CookieJar(unsafe=True, treat_as_secure_origin=[URL(self.realm.url), URL(self.road.url)])
        asked = {
            "client_id": "portal", "redirect_uri": f"{PORTAL}/masuk/kembali", "response_type": "code",
            "scope": "openid", "kc_action": "UPDATE_PROFILE", "code_challenge_method": "S256",
            "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
        }  # fmt: skip
        first = f"{self.road.url}/realms/{self.realm.wish.realm}/protocol/openid-connect/auth"
        known = {"username": username, "password": PASSWORD}
        async with aiohttp.ClientSession(cookie_jar=jar) as visit:
            async with visit.get(first, params=asked) as page:
                action = _form(await page.text())
            async with visit.post(action, data=known, allow_redirects=False) as page:
                where, told = page.headers.get("Location", ""), await page.text()
            if where.startswith(self.road.url):
                async with visit.get(where, allow_redirects=False) as page:
                    where, told = page.headers.get("Location", ""), await page.text()
            if where.startswith(PORTAL):
                return 302  # no page was shown
            edited = {
                "firstName": "Rahma Lain", "office": office, "attributes.office": office,
                "user.attributes.office": office, "groups": f"/{office}",
            }  # fmt: skip
            async with visit.post(_form(told), data=edited, allow_redirects=False) as page:
                return page.status

    @staticmethod
    def said(token: str, part: int = 1) -> dict[str, Any]:
        """The claims of a token; part 0 is its header."""
        told: dict[str, Any] = json.loads(base64.urlsafe_b64decode(token.split(".")[part] + "=="))
        return told

    @staticmethod
    def claims(token: str) -> tuple[Any, ...]:
        """Who, where, what, for whom: what somebody would gain by."""
        said = Hurry.said(token)
        lists = (said["office"], said["realm_access"]["roles"], said["aud"])
        return (said["sub"], said["azp"], *(tuple(sorted(one)) for one in lists))


@contextlib.asynccontextmanager
async def hurried_cases(street: Running, patience: Patience, offices: Collection[str]) -> AsyncIterator[Hurry]:
    where = urlsplit(street.plan.keycloak)
    async with (
        realm_of_ones_own(street, offices) as realm,
        Road(where.port or 80) as road,
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)) as web,
    ):
        await change_realm(realm.admin, attributes={"frontendUrl": road.url})
        through = ("tests.proofs.hurried", *map(str, (patience.fresh, patience.stale, patience.forced)))
        issuer = f"{road.url}/realms/{realm.wish.realm}"
        told = {"TITIAN_ISSUER": issuer, "TITIAN_RATE": "1000"}  # one person knocks more often than a person would
        async with Beside(street, "cases", through=through, **told) as aside:
            yield Hurry(realm, road, aside, web, patience)


async def change_realm(admin: Admin, **to: Any) -> None:
    found = await admin.get("")
    attributes = found["attributes"] | to.pop("attributes", {})
    await admin.put("", {**to, "attributes": attributes})


def met(office: str) -> dict[str, Any]:
    """An intake as it is typed."""
    village = next(iter(area.codes(office, Level.DESA)))
    person = {"name": "Aminah Contoh", "village": village, "birth_on": "1948-03-12", "sex": "f"}
    return {"person": person, "type": 8, "consent": {"basis": "consent"}}


async def knock(web: aiohttp.ClientSession, url: str, token: str, body: Any = None) -> tuple[int, Any]:
    """Status and answer; a body makes it a change with a key of its own."""
    headers = {"Authorization": f"Bearer {token}"}
    if body is not None:
        headers["Idempotency-Key"] = str(uuid4())
    async with web.request("GET" if body is None else "POST", url, json=body, headers=headers) as answer:
        return answer.status, await answer.json(content_type=None)


def _form(page: str) -> str:
    """Where the form of a page of Keycloak's goes."""
    found = re.search(r'<form[^>]*\saction="([^"]+)"', page)
    assert found, "a page without a form"
    return html.unescape(found[1])
