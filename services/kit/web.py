"""The HTTP door's frame: who → ask → begin → act → commit → answer, always in this order, in one wrapper.

A handler is a few lines: it makes `act`, which calls one action inside the transaction, and hands it to `change` or
`read`. Refusals become RFC 9457 problems; everything else is a fault and tells the caller nothing.
"""

import asyncio
import json
import logging
import re
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Annotated, Any, Protocol, TypeVar

import orjson
from fastapi import Depends, FastAPI, Header, HTTPException, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from opentelemetry.trace import SpanKind, StatusCode
from pydantic import BeforeValidator, Field
from starlette.exceptions import HTTPException as RoutingError
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.kit import actor as actors
from services.kit import clock, keys, metrics, openapi, problems, telemetry
from services.kit.actor import Actor, Claims
from services.kit.auth import Tokens
from services.kit.db import CodeTaken, Database, Tx
from services.kit.errors import Malformed, Refusal, TooLarge, TooMany, Unauthenticated, Unavailable, Unversioned, Words
from services.kit.vault import Vault

log = logging.getLogger(__name__)

DEADLINE = 10.0  # seconds for a request (DESIGN law 13), beside those that its body takes on a slow line
SLOW = 32_000  # bytes a second: what a phone at the edge of the net sends
BODY, FILES = 1_000_000, 10_000_000  # bytes; the second on routes that take files
_KEY, _VERSION = re.compile(openapi.KEY), re.compile(openapi.VERSION)
_METHODS = ("GET", "POST", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE")  # what else is called one may be anything
_REMEMBERED = 2.0  # seconds that what the office said about a person is remembered between requests


class Needs(Protocol):
    """What doors need of a service; its `__main__` puts one into `app.state.house`."""

    @property
    def service(self) -> str: ...

    db: Database
    relay: Any  # a Database too, of the log-in that reads outbox and ledgers; None where nothing is announced
    vault: Vault
    tokens: Tokens
    neighbours: Any  # each service's own clients, or None


@dataclass(frozen=True, slots=True)
class Call:
    """One verified request. `version` is what If-Match named, `key` the idempotency key, `body` its keyed hash."""

    actor: Actor
    claims: Claims
    at: datetime
    language: str
    operation: str
    key: str | None
    version: int | None
    body: bytes
    house: Needs

    @property
    def once(self) -> str:
        """The key of a change; Malformed when none was sent."""
        if self.key is None:
            raise Malformed("no-key", "Permintaan ini perlu Idempotency-Key.", "This request needs an Idempotency-Key.")
        return self.key

    @property
    def was(self) -> int:
        """The version that the caller read; Unversioned when none was named."""
        if self.version is None:
            raise Unversioned()
        return self.version


@dataclass(frozen=True, slots=True)
class Answer:
    """`resource` says what to read anew when the same key comes again (an id, in words of the route)."""

    body: Any
    status: int = 200
    version: int | None = None
    resource: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


Act = Callable[[Tx], Awaitable[Answer]]
Again = Callable[[Tx, str], Awaitable[Answer]]


async def change(call: Call, act: Act, again: Again) -> Response:
    """Carry out a change under its key. A repeated key gets the status, resource and version of the first answer, the
    body read anew by `again` under today's sight; another body under the same key is refused."""
    mine = keys.Mine(call.actor.sub, call.once, call.operation, call.body)
    db = call.house.db

    async def carry_out() -> Answer:
        async with db.begin(call.actor.office) as tx:
            answer = await act(tx)
            await keys.keep(tx, mine, status=answer.status, resource=answer.resource, version=answer.version)
        return answer

    try:
        try:
            answer = await carry_out()
        except CodeTaken:
            answer = await carry_out()
    except (Refusal, keys.Repeated) as refusal:
        async with db.begin(call.actor.office) as tx:
            first = await keys.find(tx, mine)
            if first is None:
                raise refusal if isinstance(refusal, Refusal) else Unavailable("retry") from None
            status, resource, version = first
            told = await again(tx, resource)
        return _response(Answer(told.body, status, version, resource, told.headers))
    return _response(answer)


async def read(call: Call, act: Act) -> Response:
    """Answer a question. It may still write: openings of files are recorded in the same transaction."""
    async with call.house.db.begin(call.actor.office) as tx:
        answer = await act(tx)
    return _response(answer)


def _response(answer: Answer) -> Response:
    headers = {"Cache-Control": "no-store", **answer.headers}
    if answer.version is not None:
        headers["ETag"] = f'"{answer.version}"'
    if isinstance(answer.body, bytes):  # a file: its headers say of which kind
        return Response(answer.body, answer.status, headers)
    return Response(_json(answer.body), answer.status, headers, "application/json")


def _json(body: Any) -> bytes:
    """Instants and dates as ISO 8601, whatever else is not JSON as its text; a column's name is a key too."""
    return orjson.dumps(body, default=str, option=orjson.OPT_NON_STR_KEYS)


# --- who ---


class _Remembered:
    """What the office said about a person, for two seconds: the hot path asks the database once."""

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[str, str, datetime], tuple[float, Actor]] = OrderedDict()

    async def actor(self, house: Needs, claims: Claims) -> Actor:
        mark = (claims.office, claims.sub, claims.issued_at)
        known = self._known.get(mark)
        if known and known[0] > time.monotonic():
            return known[1]
        async with house.db.begin(claims.office) as tx:
            actor = await actors.find(tx, claims)
        self._known[mark] = (time.monotonic() + _REMEMBERED, actor)
        if len(self._known) > 5000:
            self._known.popitem(last=False)
        return actor


async def _call(request: Request) -> Call:
    house: Needs = request.app.state.house
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Unauthenticated()
    claims = await house.tokens.verify(token)
    if not request.app.state.rates.allows(claims.sub):
        raise TooMany(10)
    actor = await request.app.state.remembered.actor(house, claims)
    key = request.headers.get("idempotency-key")
    if key is not None and not _KEY.fullmatch(key):
        raise Malformed("bad-key", "Idempotency-Key tidak berbentuk benar.", "The Idempotency-Key has a wrong form.")
    operation = f"{request.method} {request.url.path}"
    body = house.vault.fingerprint("request", f"{operation}\n" + (await request.body()).hex()) if key else b""
    return Call(
        actor, claims, clock.now(), problems.language_of(request), operation, key,
        _version(request.headers.get("if-match")), body, house,
    )  # fmt: skip


Caller = Annotated[Call, Depends(_call)]


async def _keyed(call: Caller, key: Annotated[str, Header(alias="Idempotency-Key")] = "") -> Call:
    """Asked for first: no neighbour opens a file for what would be refused."""
    return replace(call, key=call.once)


Keyed = Annotated[Call, Depends(_keyed)]  # of a change


async def _versioned(call: Keyed, version: Annotated[str, Header(alias="If-Match")] = "") -> Call:
    """Missing, it is refused by `was`: after the key was looked up, as with every refusal of what is stored."""
    return call


Versioned = Annotated[Call, Depends(_versioned)]  # of a change to a field that is stored


def _version(told: str | None) -> int | None:
    if told is None:
        return None
    if not _VERSION.fullmatch(told.strip()):
        raise Malformed("bad-version", "If-Match tidak berbentuk benar.", "If-Match has a wrong form.")
    return int(told.strip().removeprefix("W/").strip('"'))


class Rates:
    """A bucket per caller in this process: `rate` requests a second, bursts of four seconds' worth."""

    def __init__(self, rate: int) -> None:
        self._rate, self._burst = rate, rate * 4.0
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def allows(self, caller: str) -> bool:
        now = time.monotonic()
        left, seen = self._buckets.pop(caller, (self._burst, now))
        left = min(self._burst, left + (now - seen) * self._rate)
        self._buckets[caller] = (max(left - 1, 0), now)
        if len(self._buckets) > 20_000:
            self._buckets.popitem(last=False)
        return left >= 1


# --- lists ---

Limit = Annotated[int, Query(ge=1, le=200)]  # items on a page
Short = Annotated[str, Field(max_length=200)]
Whole = Annotated[int, Field(strict=True)]  # in JSON "8" is no number
Flag = Annotated[bool, Field(strict=True)]
Day = Annotated[date, BeforeValidator(lambda told: told if told is None else _day(told))]  # nor is 8 a day
Item = TypeVar("Item")


def _day(told: Any) -> date:
    if not isinstance(told, str):
        raise ValueError("not a day")
    return date.fromisoformat(told)


def page(
    call: Call, query: str, found: Sequence[Item], limit: int, show: Callable[[Item], dict[str, Any]],
    mark: Callable[[Item], Sequence[Any]],
) -> Answer:  # fmt: skip
    """One page of `found`, which holds one more than `limit` when there is a next one; it begins behind the `mark` of
    the last one shown."""
    following = cursor(call, query, mark(found[limit - 1])) if len(found) > limit else None
    return Answer({"items": [show(item) for item in found[:limit]], "next": following})


def words(said: Words) -> dict[str, str]:
    """Of a code, in both languages: the reader chooses."""
    return {"id": said.id, "en": said.en}


def cursor(call: Call, query: str, last: Sequence[Any]) -> str:
    """Where the next page begins: sealed, bound to actor and query."""
    return call.house.vault.box("cursor", _json(list(last)), f"{call.actor.sub}|{call.operation}|{query}")


def position(call: Call, query: str, cursor: str | None) -> list[Any] | None:
    """What `cursor` says, for the same actor and query; Malformed for any other."""
    if cursor is None:
        return None
    content = call.house.vault.unbox("cursor", cursor, f"{call.actor.sub}|{call.operation}|{query}")
    if content is None:
        raise Malformed(
            "bad-cursor", "Penanda halaman tidak berlaku lagi. Mulai dari awal.", "This cursor is not valid."
        )
    told: list[Any] = json.loads(content)
    return told


# --- the app around the routes ---


def app(house: Needs, *, title: str, rate: int, files: tuple[str, ...] = ()) -> FastAPI:
    """An application with the frame of every door. `files` are the beginnings of paths that take up to 10 MB."""
    made = _Described(
        title=title, version="1", docs_url=None, redoc_url=None, openapi_url="/v1/openapi.json",
        redirect_slashes=False,
    )  # fmt: skip
    made.state.house = house
    made.state.rates = Rates(rate)
    made.state.remembered = _Remembered()
    made.add_exception_handler(Refusal, problems.refused)
    made.add_exception_handler(RequestValidationError, problems.unreadable)
    made.add_exception_handler(RoutingError, problems.unrouted)
    made.add_middleware(Frame, rates=Rates(rate * 40), files=files)

    @made.get("/livez", include_in_schema=False)
    async def livez() -> Response:
        return Response(b"ok\n", media_type="text/plain")

    @made.get("/readyz", include_in_schema=False)
    async def readyz() -> Response:
        missing = [] if await house.db.ready() else ["database"]
        missing += [] if house.tokens.ready else ["login"]
        return Response(_json({"missing": missing}), 503 if missing else 200, media_type="application/json")

    return made


class _Described(FastAPI):
    def openapi(self) -> dict[str, Any]:
        if not self.openapi_schema:
            self.openapi_schema = openapi.described(super().openapi())
        return self.openapi_schema


class Frame:
    """Pure ASGI (a function middleware costs many times as much): size of the body, deadline, crude rate by address,
    span, and faults that tell nothing. (The framework's own limit answers in its own words, outside this frame.)"""

    def __init__(self, app: ASGIApp, rates: Rates, files: tuple[str, ...] = ()) -> None:
        self._app, self._rates, self._files = app, rates, files

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = {name.decode(): value.decode("latin-1") for name, value in scope["headers"]}
        method = scope["method"] if scope["method"] in _METHODS else "other"
        began, status = time.perf_counter(), 0

        async def watched(message: Message) -> None:
            nonlocal status
            status = status or message.get("status", 0)
            await send(message)

        with telemetry.span(method, parent=headers.get("traceparent", ""), kind=SpanKind.SERVER) as span:
            try:
                await self._pass(scope, receive, watched, headers)
            except Refusal as refusal:
                scope["refused"] = refusal.code
                if not status:
                    await problems.answer(refusal, problems.language(headers.get("accept-language", "")))(
                        scope, receive, watched
                    )
            route = _template(scope)
            span.update_name(f"{method} {route}")
            span.set_attribute("http.response.status_code", status)
            if status >= problems.Fault.status:
                span.set_status(StatusCode.ERROR)
        metrics.requests.observe(time.perf_counter() - began, method, route)
        if status >= Refusal.status:
            metrics.refusals.add(method, route, scope.get("refused", "unknown"))

    async def _pass(self, scope: Scope, receive: Receive, send: Send, headers: Mapping[str, str]) -> None:
        """To the routes. Whatever is refused here, or fails there, is raised as a refusal."""
        limit = FILES if self._files and scope["path"].startswith(self._files) else BODY
        length = headers.get("content-length", "0")
        if length.isdecimal() and int(length) > limit:
            raise TooLarge()
        if not self._rates.allows((scope.get("client") or ("",))[0]):
            raise TooMany(10)
        try:
            async with asyncio.timeout(DEADLINE + (int(length) / SLOW if length.isdecimal() else 0)):
                await self._app(scope, _limited(receive, limit), send)
        except TimeoutError:
            raise Unavailable("deadline") from None
        except Exception as fault:  # reason: the outermost frame; a fault must tell the caller nothing
            log.error(
                "fault in %s: %s", _template(scope), type(fault).__name__, exc_info=telemetry.without_values(fault)
            )
            raise problems.Fault() from None


def _limited(receive: Receive, limit: int) -> Receive:
    """For bodies that do not say their length beforehand."""
    seen = 0

    async def limited() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > limit:
            raise HTTPException(TooLarge.status)  # the framework makes a 400 of any other kind
        return message

    return limited


def _template(scope: Scope) -> str:
    """The route's path as written in code: logs and spans never carry what was in the address."""
    route = scope.get("route")
    return getattr(route, "path", "unknown")
