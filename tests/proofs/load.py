"""People at work at the doors, who do not give up: every change is repeated with its key until it is acknowledged.

A door may say "not now" (429, 503), break off, or not know yet what another service has said; whatever else it says to
something that ought to be possible is a fault, and kept as one.
"""

import asyncio
import base64
import json
import random
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final, Self

import aiohttp

from deploy.local.running import Running
from tests.proofs.crowd import PASSWORD
from tests.proofs.journal import Journal

Json = dict[str, Any]

CONNECTIONS: Final = 24
LOGINS: Final = 3  # at once: each costs Keycloak a tenth of a second of one processor
SECONDS: Final = 12.0  # for one try: a door's own deadline is ten
RENEW: Final = 90.0  # seconds of life that a token should have; one that Keycloak does not renew is used to its end
PATIENCE: Final = 180.0  # seconds for one wish, whatever is killed meanwhile
NOT_NOW: Final = (429, 503)
NOT_YET: Final = {401, 404, 409, 412}  # a new token, a fact on its way, the same key still at work, a newer version
BROKEN: Final = (aiohttp.ClientError, OSError, TimeoutError)


class GivenUp(Exception):
    """A wish that the platform did not fulfil in any reasonable time, or refused for no reason of ours."""


@dataclass(eq=False, slots=True)
class Flight:
    """One request on its way. `broken`: it never got an answer."""

    service: str
    broken: bool = False


@dataclass
class Person:
    username: str
    token: str = ""
    until: float = 0.0
    renewing: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def sub(self) -> str:
        return str(json.loads(base64.urlsafe_b64decode(self.token.split(".")[1] + "=="))["sub"])


class Client:
    """All people at work share its connections. `flights` are their requests on the way, by service."""

    def __init__(self, street: Running, journal: Journal, patience: float = PATIENCE) -> None:
        self.street, self.journal, self.patience = street, journal, patience
        self.flights: dict[str, set[Flight]] = {}
        self.answers: Counter[str] = Counter()
        self.faults: list[str] = []
        self._more, self._logins = asyncio.Event(), asyncio.Semaphore(LOGINS)
        self._people: dict[str, Person] = {}

    async def __aenter__(self) -> Self:
        self._http = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=CONNECTIONS), timeout=aiohttp.ClientTimeout(total=SECONDS)
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.close()

    def person(self, username: str) -> Person:
        return self._people.setdefault(username, Person(username))

    async def answered(self, status: str, times: int) -> None:
        """Until so many answers were of that status."""
        while self.answers[status] < times:
            self._more.clear()
            await self._more.wait()

    async def fulfil(self, who: str, url: str, body: Json, *, key: str, version_of: str = "", **about: str) -> Json:
        """A change, until it is acknowledged. `version_of` is what it changes: read anew where the version is stale."""
        await self.journal.wished(key, url, who=who, **about)
        headers, end, tries = {"Idempotency-Key": key}, time.monotonic() + self.patience, 0
        while time.monotonic() < end:
            if version_of and "If-Match" not in headers:
                headers["If-Match"] = f'"{(await self.look(who, version_of))["version"]}"'
            tries += 1
            told = await self._try("POST", who, url, body, headers)
            if told is not None:
                await self.journal.kept(key, str(told["id"]), tries)
                return told
            headers.pop("If-Match", None)
        raise GivenUp(f"{who} {url}")

    async def look(self, who: str, url: str, *, status: str = "") -> Json:
        """What stands there, once it is as wanted. Each answer is an opening, and written down as one."""
        end, wait, tries, shown = time.monotonic() + self.patience, 0.1, 0, 0
        while time.monotonic() < end:
            tries += 1
            told = await self._try("GET", who, url, None, {})
            shown += told is not None
            if told is not None and status in ("", told.get("status")):
                await self.journal.looked(url, self.person(who).sub, shown, tries)
                return told
            await asyncio.sleep(wait)
            wait = min(wait * 1.5, 1.0)
        raise GivenUp(f"{who} {url} {status}")

    async def log_in(self, who: str, *, life: float = RENEW) -> str:
        """A token with some life left; while Keycloak is away what is at hand, good or not."""
        person = self.person(who)
        async with person.renewing:
            if person.until - time.time() < life:
                with suppress(*BROKEN):
                    await self._renew(person)
        return person.token

    def renew(self) -> None:
        """Everybody asks for a new token soon; what is at hand stays good."""
        for person in self._people.values():
            person.until = min(person.until, time.time() + RENEW - 1)

    async def _renew(self, person: Person) -> None:
        form = {
            "grant_type": "password", "client_id": "curl", "scope": "openid", "username": person.username,
            "password": PASSWORD,
        }  # fmt: skip
        address = f"{self.street.plan.issuer}/protocol/openid-connect/token"
        flight = self.leaves("keycloak")
        try:
            seconds = aiohttp.ClientTimeout(total=5 if person.until > time.time() else 60)
            async with self._logins, self._http.post(address, data=form, timeout=seconds) as answer:
                answer.raise_for_status()
                told = await answer.json()
        except BROKEN:
            flight.broken = True
            raise
        finally:
            self.lands(flight)
        person.token, person.until = told["access_token"], time.time() + told["expires_in"]

    async def _try(self, method: str, who: str, url: str, body: Json | None, headers: dict[str, str]) -> Json | None:
        """The answer, with the version that it names; None where it is to be tried again, after a little."""
        service, _, path = url.partition("/")
        headers["Authorization"] = f"Bearer {await self.log_in(who)}"
        flight = self.leaves(service)
        try:
            address = f"{self.street.url(service)}/{path}"
            async with self._http.request(method, address, json=body, headers=headers) as answer:
                told: Json = await answer.json(content_type=None)
                tag = answer.headers.get("ETag", "").strip('"')
        except (*BROKEN, ValueError):
            flight.broken = True
            self.answers["broken"] += 1
            await asyncio.sleep(0.2)
            return None
        finally:
            self.lands(flight)
        self.answers[str(answer.status)] += 1
        self._more.set()
        if answer.status < 300:
            return {"version": int(tag), **told} if tag else told
        if answer.status in NOT_NOW and "Retry-After" in answer.headers:
            await asyncio.sleep(min(float(answer.headers["Retry-After"]), 1.0))
        elif answer.status in NOT_YET:
            if answer.status == 401:
                await self.log_in(who, life=RENEW * 100)
            await asyncio.sleep(0.2)
        else:
            self.faults.append(f"{method} {path.partition('?')[0]}: {answer.status} {told.get('code')}")
            if answer.status < 500:
                raise GivenUp(self.faults[-1])
            await asyncio.sleep(0.5)
        return None

    def leaves(self, service: str) -> Flight:
        flight = Flight(service)
        self.flights.setdefault(service, set()).add(flight)
        return flight

    def lands(self, flight: Flight) -> None:
        self.flights[flight.service].discard(flight)


def lots(seed: int) -> random.Random:
    """Drawn again by the same seed."""
    return random.Random(seed)  # noqa: S311 -- reason: a lot, no secret
