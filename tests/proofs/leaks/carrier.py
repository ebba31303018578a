"""Markers carried through the doors of the services: each request as it is meant, and before it every way to get it
wrong. What was answered is kept for the search: headers of all, bodies of refusals, cursors raw and opened."""

import base64
import itertools
import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final
from urllib.parse import quote, urlencode
from uuid import uuid4

from pydantic import BaseModel

from deploy.local.plan import WITH_FACTS
from deploy.local.running import Running
from tests.proofs.leaks.markers import Marker, Markers
from tests.registry.people import Json, Person
from tests.street.sources import routes
from tests.street.test_routes import PUBLIC

Route = tuple[str, str, str]  # service, method, path as written in code
PATIENCE: Final = 60.0  # seconds for a fact to arrive on a busy machine
HEADERS: Final = (
    "Accept-Language", "Cookie", "Forwarded", "If-Match", "Idempotency-Key", "Referer", "traceparent", "tracestate",
    "User-Agent", "X-Forwarded-For", "X-Request-Id",
)  # fmt: skip


@dataclass(frozen=True)
class Door:
    """What a route takes: the names of its query, the form of its body."""

    query: list[str]
    body: type[BaseModel] | None


@cache
def doors() -> dict[Route, Door]:
    """Every route of every service."""
    return {
        (service, method, route.path): Door(
            [str(one.alias) for one in route.dependant.query_params],
            next((one.field_info.annotation for one in route.dependant.body_params), None),
        )
        for service in WITH_FACTS
        for route in routes(service)
        for method in route.methods
    }


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def body(self) -> Json:
        told: Json = json.loads(self.content) if self.content[:1] == b"{" else {}  # a table is none
        return told


@dataclass
class Carrier:
    """`heard` is what came back: (place, content, words that stood in the address of the request: these it may
    repeat)."""

    street: Running
    markers: Markers
    heard: list[tuple[str, bytes, frozenset[str]]] = field(default_factory=list)
    carried: set[Route] = field(default_factory=set)
    refused: set[Route] = field(default_factory=set)
    requests: int = 0

    def get(self, who: Person, service: str, path: str, query: Mapping[str, str] | None = None, **ids: str) -> Json:
        """An answer that must come; before it, markers in ids, in the query and in headers."""
        route = (service, "GET", path)
        for name in ids:
            for stray in (self.markers.nik(), self.markers.name()):
                self._wrong(who, route, ids | {name: stray.word}, strays=[stray])
        for name in doors()[route].query:
            stray = self.markers.stray()
            self._wrong(who, route, ids, query={name: stray.value}, strays=[stray], may_pass=True)
        stray = self.markers.stray()
        bad = {"Authorization": f"Bearer {stray.value}"}
        self._wrong(who, route, ids, headers=bad, strays=[stray], may_pass=(service, path) in PUBLIC)
        stray, header = self.markers.stray(), self.markers.lot.choice(HEADERS)
        self._wrong(
            who, route, ids, headers={header: stray.value}, query={"x": stray.value}, strays=[stray], may_pass=True
        )
        answer = self._send(who, route, ids, query=query)
        assert answer.status == 200, (route, answer.status, answer.content)
        self.carried.add(route)
        return answer.body

    def post(
        self, who: Person, service: str, path: str, body: Any = None, *, was: int | None = None, **ids: str
    ) -> Json:
        """A change that must be possible; before it, what is wrong with it."""
        route = (service, "POST", path)
        headers = {"Idempotency-Key": str(uuid4())} | ({"If-Match": f'"{was}"'} if was is not None else {})
        done = None
        for wrong, stray in self._misplaced(body, doors()[route].body):
            told = self._wrong(who, route, ids, body=wrong, headers=headers, strays=[stray], may_pass=True)
            if told.status < 300:  # taken all the same: whether it stands sealed, the tables will say
                done, headers = done or told, headers | {"Idempotency-Key": str(uuid4())}
                if was is not None:
                    break
        self._misuse(who, route, ids, body, headers)
        headers |= {"Idempotency-Key": str(uuid4())}  # where no log-in is asked for, a misuse is none
        if done is None:
            stray = self.markers.stray()
            right = _json({**body, stray.word: stray.value} if body else body)  # what nobody asked for is left out
            done = self._send(who, route, ids, body=right, headers=headers)
            assert done.status in (200, 201, 202), (route, done.status, done.content)
            again = self._send(who, route, ids, body=right, headers=headers)  # the same key: its row is looked up
            assert again.status in (200, 201, 202, 404, 409, 412, 422), (route, again.status, again.content)
        self.carried.add(route)
        return done.body

    def bring(
        self, who: Person, service: str, path: str, content: bytes, query: Mapping[str, str] | None = None, **ids: str
    ) -> Json:
        """A file that must be taken as it is; before it, what is none."""
        route, headers = (service, "POST", path), {"Idempotency-Key": str(uuid4())}
        self._misuse(who, route, ids, None, headers)
        for name in query or ():
            stray = self.markers.stray()
            self._wrong(who, route, ids, query={name: stray.value}, body=content, headers=headers, strays=[stray])
        done = self._send(who, route, ids, query=query, body=content, headers=headers)
        assert done.status == 201, (route, done.status, done.content)
        self.carried.add(route)
        return done.body

    def until(self, who: Person, service: str, path: str, wanted: Any) -> Any:
        """What `wanted` makes of an answer, once it makes something of it."""
        end = time.monotonic() + PATIENCE
        while not (found := wanted(answer := self._ask(who, service, "GET", path))):
            assert time.monotonic() < end, (service, path, answer.status, answer.content)
            time.sleep(0.1)
        return found

    def throw(self, who: Person, service: str, method: str, path: str, body: bytes, *strays: Marker) -> Answer:
        """Whatever it is; the answer is kept."""
        headers = {"Idempotency-Key": str(uuid4())}
        return self._ask(who, service, method, path, body, headers, frozenset(stray.word for stray in strays))

    # --- every way to get it wrong ---

    def _misplaced(self, body: Any, model: type[BaseModel] | None) -> Iterator[tuple[bytes, Marker]]:
        """The body with a marker in each field that has none: codes, ids, dates, numbers, flags, what is left out."""
        known = {marker.value for marker in self.markers.made}
        said = [at for at, value in _leaves(body or {}) if value not in known]
        for at in (*said, *(_unsaid(model, body) if model and body else ())):
            stray = self.markers.stray()
            yield _json(_with(body, at, stray.value)), stray

    def _misuse(self, who: Person, route: Route, ids: dict[str, str], body: Any, headers: dict[str, str]) -> None:
        stray = self.markers.stray()
        text = _json(body)
        for wrong in (
            text[:-1] + b', "' + stray.word.encode(),  # broken behind the marker
            json.dumps(stray.value).encode(),  # a text where a body is expected
            json.dumps({stray.value: stray.value, "name": {stray.word: [stray.word]}, "reason": [stray.word]}).encode(),
            _json(_with(body, next(_leaves(body))[0], f"\ud800{stray.word}\0")) if body else text[:-1],  # no column's
        ):  # fmt: skip
            key = {"Idempotency-Key": str(uuid4()), "If-Match": '"999999"'}  # stale, should it be readable after all
            self._wrong(who, route, ids, body=wrong, headers=key, strays=[stray], may_pass=True)
        for name in ids:
            stray = self.markers.stray()
            self._wrong(who, route, ids | {name: stray.value}, body=text, headers=headers, strays=[stray])
        stray = self.markers.stray()
        bad = {"Idempotency-Key": f"x {stray.value}", "If-Match": stray.value, "Authorization": f"Bearer {stray.value}"}
        for name, value in bad.items():
            nobody = (route[0], route[2]) in PUBLIC  # whose token is asked for nowhere
            self._wrong(who, route, ids, body=text, headers=headers | {name: value}, strays=[stray], may_pass=nobody)

    def _wrong(
        self,
        who: Person,
        route: Route,
        ids: dict[str, str],
        *,
        strays: list[Marker],
        may_pass: bool = False,
        **sent: Any,
    ) -> Answer:
        answer = self._send(who, route, ids, strays=strays, **sent)
        assert may_pass or answer.status >= 400, (route, answer.status)
        if answer.status >= 400:
            self.refused.add(route)
        return answer

    # --- over the wire ---

    def _send(
        self, who: Person, route: Route, ids: dict[str, str], *, body: bytes | None = None,
        query: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None, strays: Sequence[Marker] = (),
    ) -> Answer:  # fmt: skip
        service, method, template = route
        path = template.format(**{name: quote(value, safe="") for name, value in ids.items()})
        address = path + (f"?{urlencode(query)}" if query else "")
        mine = frozenset(stray.word for stray in strays if stray.word in address)
        return self._ask(who, service, method, address, body, headers or {}, mine)

    def _ask(
        self, who: Person, service: str, method: str, address: str, body: bytes | None = None,
        headers: Mapping[str, str] | None = None, spared: frozenset[str] = frozenset(),
    ) -> Answer:  # fmt: skip
        said = {"Authorization": f"Bearer {who.token}", "Content-Type": "application/json", **(headers or {})}
        said = {name: value.encode("latin-1", "replace").decode("latin-1") for name, value in said.items()}
        for waited in itertools.count():
            request = urllib.request.Request(self.street.url(service) + address, body, said, method=method)
            try:
                with urllib.request.urlopen(request, timeout=60) as told:
                    answer = Answer(told.status, dict(told.headers), told.read())
            except urllib.error.HTTPError as told:
                answer = Answer(told.code, dict(told.headers), told.read())
            if answer.status != 429 or waited > 100:
                break
            time.sleep(0.2)  # as a caller does who is told that this was too often
        self.requests += 1
        self._keep(f"{service} {method} {address[:60]}", answer, spared)
        return answer

    def _keep(self, place: str, answer: Answer, spared: frozenset[str]) -> None:
        lines = "\n".join(f"{name}: {value}" for name, value in answer.headers.items()).encode()
        self.heard.append((f"headers of {place}", lines, spared))
        if answer.status >= 400:
            self.heard.append((f"problem of {place}", answer.content, frozenset()))
        elif (cursor := _cursor(answer)) is not None:
            self.heard.append((f"cursor of {place}", cursor.encode(), frozenset()))
            opened = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
            self.heard.append((f"cursor of {place}, opened", opened, frozenset()))


def _cursor(answer: Answer) -> str | None:
    told = answer.body if answer.content[:1] == b"{" else {}
    return told["next"] if isinstance(told.get("next"), str) else None


def _json(body: Any) -> bytes:
    return json.dumps(body if body is not None else {}).encode()


def _leaves(body: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    inner = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    if not inner and not isinstance(body, dict | list):
        yield at, body
    for key, value in inner:
        yield from _leaves(value, (*at, key))


def _unsaid(model: type[BaseModel], body: Json, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The fields of a form that a body leaves out."""
    for name, field_ in model.model_fields.items():
        if name not in body:
            yield (*at, name)
        elif isinstance(form := field_.annotation, type) and issubclass(form, BaseModel):
            yield from _unsaid(form, body[name], (*at, name))


def _with(body: Any, at: tuple[Any, ...], value: Any) -> Any:
    """A copy of `body` with another leaf."""
    copy = json.loads(json.dumps(body))
    inner = copy
    for key in at[:-1]:
        inner = inner[key]
    inner[at[-1]] = value
    return copy
