"""The /v1 of the other services, asked with the user's own token: a page can do nothing that a program could not.

Whatever a service refuses comes back as `Refused`, in the words and with the fields that the service gave. A service
that cannot be reached is refused too (`unavailable-<name>`): the page decides whether it can stand without it.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from opentelemetry.trace import SpanKind

from services.kit import telemetry
from services.kit.errors import Refusal, Unavailable, Words

DEADLINE = aiohttp.ClientTimeout(total=10, connect=2)

Json = dict[str, Any]
NOTHING: Mapping[str, str | None] = {}


class Refused(Refusal):
    """What a service would not do, in its own words."""

    def __init__(self, status: int, code: str, words: str, fields: Mapping[str, str], retry_after: int | None) -> None:
        super().__init__(
            code, words, retry_after=retry_after, fields={name: Words(said, said) for name, said in fields.items()}
        )
        self.status = status


@dataclass(frozen=True, slots=True)
class Told:
    """An answer: the body, and the version that a later change must name."""

    body: Json
    status: int = 200
    version: str | None = None


@dataclass(frozen=True, slots=True)
class File:
    """What a service gives to take away: content, media type, and how it wants to be called."""

    content: bytes
    kind: str
    disposition: str


@dataclass(frozen=True, slots=True)
class As:
    """Who asks, in which language."""

    token: str = field(repr=False)
    language: str = "id"


class Neighbours:
    """One pool of connections for all services. Opened on first use: the loop must run already."""

    def __init__(self, urls: Mapping[str, str]) -> None:
        self._urls = urls
        self._web: aiohttp.ClientSession | None = None

    async def get(
        self,
        service: str,
        path: str,
        who: As,
        query: Mapping[str, str | None] = NOTHING,
        *,
        deadline: float | None = None,
    ) -> Told:
        """Ask. Empty parts of the query are left out."""
        sought = {name: value for name, value in query.items() if value}
        return await self._send("GET", service, path, who, {}, query=sought, deadline=deadline)

    async def post(
        self, service: str, path: str, body: Json, who: As, *, key: str | None = None, version: str | None = None
    ) -> Told:
        """Change something, or search for people. `key` makes a second sending harmless, `version` is what was read."""
        headers = {}
        if key:
            headers["Idempotency-Key"] = key
        if version:
            headers["If-Match"] = f'"{version}"'
        return await self._send("POST", service, path, who, headers, body=body)

    async def fetch(self, service: str, path: str, who: As, asked: Json | None = None) -> File:
        """A file, to be passed on as it is; `asked` says which one where an address may not."""
        async with self._answered("GET" if asked is None else "POST", service, path, who, {}, body=asked) as answer:
            content = await answer.read()
            return File(content, answer.content_type, answer.headers.get("Content-Disposition", "attachment"))

    async def bring(self, service: str, path: str, content: bytes, who: As, *, key: str) -> Told:
        """Send a file as it is."""
        headers = {"Idempotency-Key": key, "Content-Type": "application/octet-stream"}
        async with self._answered("POST", service, path, who, headers, content=content) as answer:
            return Told(await answer.json(content_type=None), answer.status)

    async def ready(self, service: str) -> list[str] | None:
        """The parts that a service says it misses; None when it does not answer."""
        try:
            timeout = aiohttp.ClientTimeout(total=2)
            async with self._pool().get(f"{self._urls[service]}/readyz", timeout=timeout) as answer:
                return [str(part) for part in (await answer.json(content_type=None))["missing"]]
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError, KeyError):
            return None

    async def close(self) -> None:
        if self._web:
            await self._web.close()

    async def _send(
        self,
        method: str,
        service: str,
        path: str,
        who: As,
        headers: dict[str, str],
        *,
        query: Mapping[str, str] | None = None,
        body: Json | None = None,
        deadline: float | None = None,
    ) -> Told:
        asked = self._answered(method, service, path, who, headers, query=query, body=body, deadline=deadline)
        async with asked as answer:
            said = await answer.json(content_type=None) if answer.status != 204 else {}
            return Told(said, answer.status, (answer.headers.get("ETag") or "").strip('"') or None)

    @asynccontextmanager
    async def _answered(
        self,
        method: str,
        service: str,
        path: str,
        who: As,
        headers: dict[str, str],
        *,
        query: Mapping[str, str] | None = None,
        body: Json | None = None,
        content: bytes | None = None,
        deadline: float | None = None,
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        """An answer that is no refusal. Who has no token asks as nobody."""
        headers |= {"Authorization": f"Bearer {who.token}"} if who.token else {}
        headers |= {"Accept-Language": who.language}
        timeout = aiohttp.ClientTimeout(total=deadline, connect=2) if deadline else DEADLINE
        with telemetry.span(f"{service} {method}", kind=SpanKind.CLIENT):  # never the path: it may hold ids
            if parent := telemetry.traceparent():
                headers["traceparent"] = parent
            try:
                async with self._pool().request(
                    method, self._urls[service] + path, headers=headers, params=query, json=body, data=content,
                    timeout=timeout,
                ) as answer:  # fmt: skip
                    if answer.status >= 400:
                        said = await answer.json(content_type=None)
                        raise _refused(answer.status, said, answer.headers.get("Retry-After"))
                    yield answer
            except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
                raise Unavailable(service) from None

    def _pool(self) -> aiohttp.ClientSession:
        if self._web is None:
            self._web = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=100, keepalive_timeout=60), cookie_jar=aiohttp.DummyCookieJar()
            )
        return self._web


def _refused(status: int, said: Any, retry_after: str | None) -> Refused:
    problem = said if isinstance(said, dict) else {}
    fields = problem.get("fields") or {}
    return Refused(
        status,
        str(problem.get("code", "refused")),
        str(problem.get("title", "")),
        {str(name): str(words) for name, words in fields.items()},
        int(retry_after) if retry_after and retry_after.isdecimal() else None,
    )
