"""People at the services' doors: a token of their own, a key for every change, the version they read, and patience.

What one service has said reaches the others a moment later, so a refusal that a fact on its way would lift is tried
again for a while. Whatever is still refused then ends the demonstration with one line.
"""

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable
from functools import partial
from typing import Any, Final, Self, TypeVar
from urllib.parse import quote

import aiohttp

from deploy.local.plan import CannotStart
from deploy.local.running import Running

Json = dict[str, Any]
Result = TypeVar("Result")

AT_ONCE: Final = 12  # requests on their way
LOGINS_AT_ONCE: Final = 3  # each costs Keycloak a tenth of a second of one processor
PATIENCE: Final = 60.0  # seconds for what another service must hear first
_PAGE: Final = 50  # items
_RENEW: Final = 60  # seconds of life that a token must still have
_NOT_YET: Final = frozenset({401, 403, 404, 409, 412, 422})


class Refused(CannotStart):
    """A door said no."""

    def __init__(self, method: str, url: str, status: int, problem: Json) -> None:
        fields = "; ".join(f"{name}: {why}" for name, why in problem.get("fields", {}).items())
        super().__init__(
            f"{method} {url}: {status} {problem.get('code', '')} {problem.get('title', '')} {fields}".rstrip()
        )
        self.status = status
        self.code: str = problem.get("code", "")


class Doors:
    """The doors of a running street. `password` opens every demonstration account made here."""

    def __init__(self, street: Running, password: str) -> None:
        self._street, self._password = street, password
        self._known: dict[str, Caller] = {}
        self.versions: dict[str, int] = {}  # address → the version last seen there
        self.requests = 0

    async def __aenter__(self) -> Self:
        self._places, self._logins = asyncio.Semaphore(AT_ONCE), asyncio.Semaphore(LOGINS_AT_ONCE)
        self._http = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60))
        return self

    async def __aexit__(self, *why: object) -> None:
        await self._http.close()

    def person(self, username: str, password: str | None = None) -> "Caller":
        if username not in self._known:
            self._known[username] = Caller(self, username, password or self._password)
        return self._known[username]

    async def token(self, username: str, password: str) -> tuple[str, float]:
        """An access token and the instant until which it is used."""
        form = {
            "grant_type": "password",
            "client_id": "curl",
            "scope": "openid",
            "username": username,
            "password": password,
        }
        address = f"{self._street.plan.issuer}/protocol/openid-connect/token"
        async with self._logins, self._http.post(address, data=form) as answer:
            said = await answer.text()
            if answer.status != 200:
                raise Refused("POST", f"token of {username}", answer.status, {"title": said[:200]})
            told: Json = json.loads(said)
            return told["access_token"], time.monotonic() + told["expires_in"] - _RENEW

    async def send(
        self, method: str, url: str, headers: dict[str, str], body: Json | None, content: bytes | None = None
    ) -> Json:
        """One request; busy doors (429, 503) and broken connections are asked again with the same key."""
        service, _, path = url.partition("/")
        for again in range(20):
            try:
                async with (
                    self._places,
                    self._http.request(
                        method,
                        f"{self._street.url(service)}/{path}",
                        json=body,
                        data=content,
                        headers=headers,
                    ) as answer,
                ):
                    told: Json = await answer.json(content_type=None)
                    wait = float(answer.headers.get("Retry-After", 1))
                    version = answer.headers.get("ETag", "").strip('"')
            except aiohttp.ClientError:
                await asyncio.sleep(0.2 * (again + 1))
                continue
            if answer.status in (429, 503):
                await asyncio.sleep(wait)
                continue
            self.requests += 1
            if answer.status >= 400:
                raise Refused(method, url, answer.status, told)
            return {**told, "version": int(version)} if version and "version" not in told else told
        raise CannotStart(f"{method} {url}: no answer; see the logs of {service}.")


class Caller:
    """One person. An address is `service/v1/path`."""

    def __init__(self, doors: Doors, username: str, password: str) -> None:
        self.username = username
        self._doors, self._password = doors, password
        self._token, self._until = "", 0.0
        self._logging_in = asyncio.Lock()

    async def log_in(self) -> str:
        """A token that is good for a while yet."""
        async with self._logging_in:
            if time.monotonic() > self._until:
                self._token, self._until = await self._doors.token(self.username, self._password)
        return self._token

    def forget_token(self) -> None:
        """The next request asks for a new one."""
        self._until = 0.0

    async def get(self, url: str) -> Json:
        return await self._doors.send("GET", url, await self._headers(), None)

    async def post(self, url: str, body: Json, *, key: str, version: int | None = None) -> Json:
        """A change, once, whatever is tried again."""
        headers = {**await self._headers(), "Idempotency-Key": key}
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        return await self._doors.send("POST", url, headers, body)

    async def bring(self, url: str, content: bytes, *, key: str) -> Json:
        """A file, as it is."""
        return await self._doors.send("POST", url, {**await self._headers(), "Idempotency-Key": key}, None, content)

    async def post_when_heard(self, url: str, body: Json, *, key: str) -> Json:
        """As `post`, where a fact of another service may still be on its way."""
        return await patiently(lambda: self.post(url, body, key=key))

    async def change(self, url: str, verb: str, body: Json, *, key: str) -> Json:
        """A verb on what stands at `url`, at the version that stands there now."""
        versions = self._doors.versions

        async def attempt() -> Json:
            if url not in versions:
                versions[url] = (await self.get(url))["version"]
            told = await self.post(f"{url}/{verb}", body, key=key, version=versions.pop(url))
            versions[url] = told["version"]
            return told

        return await patiently(attempt)

    async def see(self, url: str, true: Callable[[Json], bool], within: float = PATIENCE) -> Json:
        """What stands at `url`, once it is as `true` wants it."""
        end, wait = time.monotonic() + within, 0.2
        while not true(told := await patiently(lambda: self.get(url))):
            if time.monotonic() > end:
                raise CannotStart(f"{url} did not become what {self.username} waited for within {within:.0f} s.")
            await asyncio.sleep(wait)
            wait = min(wait * 1.4, 2.0)
        return told

    async def find(self, url: str, true: Callable[[Json], bool]) -> Json:
        """The item of a list, once it is there. What has just come stands on the first page; what was there long ago
        is looked for on one page more each time."""
        end, depth = time.monotonic() + PATIENCE, 1
        while True:
            async for item in self.items(url, pages=depth):
                if true(item):
                    return item
            if time.monotonic() > end:
                raise CannotStart(f"{url}: what {self.username} waited for did not come within {PATIENCE:.0f} s.")
            await asyncio.sleep(0.3)
            depth += 1

    async def items(self, url: str, pages: int = sys.maxsize) -> AsyncIterator[Json]:
        """All of a list, page by page, or its first `pages`."""
        mark = "&" if "?" in url else "?"
        cursor = ""
        for _ in range(pages):
            page = await patiently(partial(self.get, f"{url}{mark}limit={_PAGE}{cursor}"))
            for item in page["items"]:
                yield item
            if not page["next"]:
                return
            cursor = f"&cursor={quote(page['next'], safe='')}"

    async def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {await self.log_in()}"}


async def together(work: Iterable[Coroutine[Any, Any, Result]]) -> list[Result]:
    """All at once; the first trouble ends the rest and is told."""
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one) for one in work]
    except ExceptionGroup as troubles:
        trouble: BaseException = troubles
        while isinstance(trouble, BaseExceptionGroup):
            trouble = trouble.exceptions[0]
        raise trouble from None
    return [task.result() for task in tasks]


async def patiently(attempt: Callable[[], Awaitable[Json]]) -> Json:
    """The answer, tried again for as long as a fact may be on its way."""
    end, wait = time.monotonic() + PATIENCE, 0.05
    while True:
        try:
            return await attempt()
        except Refused as refusal:
            if refusal.status not in _NOT_YET or time.monotonic() > end:
                raise
            await asyncio.sleep(wait)
            wait = min(wait * 1.6, 1.0)
