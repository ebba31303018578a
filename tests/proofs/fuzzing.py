"""Schemathesis at the door of a service: who asks, what they know of, and what it found to say of the answers."""

import json
import random
import urllib.request
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import schemathesis
from schemathesis import engine, hooks
from schemathesis.core.parameters import ParameterLocation
from schemathesis.engine import events
from schemathesis.generation.meta import TestPhase

from deploy.local.running import Running

Json = dict[str, Any]

STEPS = 6  # that follow from one another

# Rules know more than a form can say: what has the right form may still be refused, in words.
RULES = ["2xx", "400", "401", "403", "404", "409", "412", "422", "428", "429", "503"]
NEGATIVE = ["400", "401", "403", "404", "405", "409", "412", "413", "415", "422", "428", "429", "503"]
CHECKS: Json = {
    "not_a_server_error": {"expected-statuses": ["2xx", "3xx", "4xx", "503"]},  # 503 is a stated refusal, and counted
    "positive_data_acceptance": {"expected-statuses": RULES},
    "negative_data_rejection": {"expected-statuses": NEGATIVE},
    "missing_required_header": {"expected-statuses": ["400", "401", "403", "404", "422", "428"]},
}


# The word stands where an id may stand: GET there asks for what has that id, and is told that it is none.
OF_ANOTHER = dict.fromkeys(
    ("POST /v1/cases/search", "POST /v1/volunteers/export"), ("unsupported_method", "allow_header_conformance")
)


@dataclass
class Seen:
    """What happened at the door of one service."""

    asked: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    done: Counter[str] = field(default_factory=Counter)  # operation → answers that carried it out
    operations: set[str] = field(default_factory=set)
    found: dict[str, str] = field(default_factory=dict)  # the kind of failure and where → the first of it


@dataclass(frozen=True)
class Town:
    """Who may ask, as user names with passwords; `known`: for the name of an id or a field what it may be. Whatever is
    named in `kept` is never taken from an answer: those are people who have to stay at work."""

    street: Path
    people: Mapping[str, str | None]
    known: Mapping[str, Sequence[Any]]
    kept: frozenset[str]


class Visitors:
    """Whose turn it is, and what they speak of: by lot."""

    def __init__(self, town: Town, lot: random.Random) -> None:
        self.lot, self._town, self._street = lot, town, Running(town.street)
        self._forbidden: set[tuple[str, str]] = set()
        self._whose: dict[str, str] = {}

    def token(self, operation: str) -> str:
        """Mostly of one who was not refused there before."""
        names = list(self._town.people)
        fit = [name for name in names if (operation, name) not in self._forbidden]
        who = self.lot.choice(fit if fit and self.lot.random() < 0.8 else names)
        token = f"Bearer {self._street.token(who, self._town.people[who])}"
        self._whose[token] = who
        return token

    def refused(self, operation: str, token: str) -> None:
        self._forbidden.add((operation, self._whose.get(token, "")))

    def path(self, told: Json, *, free: bool) -> Json:
        """`free`: whatever stands there may be another. An id of somebody kept is never left, wherever it came from."""
        kept = {name for name, value in told.items() if name in self._town.kept and _is_id(value)}
        return {name: self._one(name, value) if free or name in kept else value for name, value in told.items()}

    def body(self, told: Any) -> Any:
        """What was made up, with some of it true."""
        known = self._town.known
        if isinstance(told, dict):
            return {
                name: self._one(name, value) if name in known and self.lot.random() < 0.8 else self.body(value)
                for name, value in told.items()
            }
        return told

    def _one(self, name: str, value: Any) -> Any:
        known = self._town.known.get(name)
        if known and self.lot.random() < 0.8:
            return self.lot.choice(known)
        return str(uuid4()) if name in self._town.kept and _is_id(value) else value


def attack(service: str, town: Town, *, examples: int, scenarios: int, seed: int, lot: random.Random) -> Seen:
    """All phases: what is at the edge of each form, what is drawn by lot, and what follows from one another."""
    url = Running(town.street).url(service)
    visitors = Visitors(town, lot)
    config = schemathesis.Config.from_dict({
        "seed": seed, "base-url": url, "continue-on-failure": True, "request-timeout": 30,
        "checks": CHECKS, "cache": {"enabled": False}, "warnings": False,
        "generation": {"max-examples": examples, "no-shrink": True, "database": ":memory:"},
        "phases": {"stateful": {"max-steps": STEPS, "generation": {"max-examples": scenarios}}},
    })  # fmt: skip
    with urllib.request.urlopen(f"{url}/v1/openapi.json", timeout=30) as answer:
        told = json.load(answer)
    schema = schemathesis.openapi.from_dict(linked(told), config=config)
    seen = Seen()
    names = {f"{way.upper()} {path}" for path, ways in told["paths"].items() for way in ways}
    schema.auth(refresh_interval=None)(_tokens(visitors))
    with _visited(visitors):
        for event in engine.from_schema(schema).execute():
            if isinstance(event, events.ScenarioFinished):
                _note(seen, event, visitors)
            elif isinstance(event, events.NonFatalError | events.FatalError):
                trouble = event.value if isinstance(event, events.NonFatalError) else event.exception
                seen.found.setdefault(f"{type(trouble).__name__} {getattr(event, 'label', '')}", str(trouble)[:1500])
    seen.found |= dict.fromkeys(names - seen.operations, "was never asked")
    return seen


def _tokens(visitors: Visitors) -> type:
    """Every request has a person."""

    class Token:
        def get(self, case: Any, context: Any) -> str:
            return visitors.token(case.operation.label)

        def set(self, case: Any, token: str, context: Any) -> None:
            case.headers["Authorization"] = token

    return Token


@contextmanager
def _visited(visitors: Visitors) -> Iterator[None]:
    """Where a request is meant to be good it speaks of things that are there."""

    @schemathesis.hook("before_call")
    def truly(context: Any, case: Any, kwargs: Any) -> None:
        if case.meta is None:
            return
        by_lot = case.meta.phase.name is not TestPhase.STATEFUL
        if case.path_parameters:
            free = by_lot and not case.meta.is_negative_at(ParameterLocation.PATH)
            case.path_parameters = visitors.path(case.path_parameters, free=free)
        meant = not case.meta.is_negative_at(ParameterLocation.QUERY)  # a wrong cursor may be all that is wrong
        if by_lot and meant and case.query and visitors.lot.random() < 0.7:
            case.query.pop("cursor", None)
        if isinstance(case.body, dict) and not case.meta.is_negative_at(ParameterLocation.BODY):
            case.body = visitors.body(case.body)
        if by_lot and "If-Match" in (case.headers or {}) and not case.meta.is_negative_at(ParameterLocation.HEADER):
            case.headers["If-Match"] = f'"{visitors.lot.randint(1, 3)}"'

    try:
        yield
    finally:
        hooks.unregister_all()


def _note(seen: Seen, event: events.ScenarioFinished, visitors: Visitors) -> None:
    record = event.recorder
    for case_id, told in record.interactions.items():
        case = record.cases[case_id].value
        operation, status = case.operation.label, told.response.status_code if told.response else 0
        seen.asked += 1
        seen.operations.add(operation)
        seen.statuses[str(status)] += 1
        if 200 <= status < 300:
            seen.done[operation] += 1
        if status == 403:
            visitors.refused(operation, (case.headers or {}).get("Authorization", ""))
    for case_id, checks in record.checks.items():
        for check in checks:
            case = record.cases[case_id].value
            if check.failure_info is not None and check.name not in OF_ANOTHER.get(case.operation.label, ()):
                failure = check.failure_info.failure
                where = f"{check.name}: {failure.title}: {case.operation.label}"
                seen.found.setdefault(where, f"{failure.message}\n{check.failure_info.code_sample}"[:1500])


def _is_id(value: Any) -> bool:
    try:
        return bool(UUID(str(value)))
    except ValueError:
        return False


def linked(told: Json) -> Json:
    """An OpenAPI with its links: what is listed or made under an address is what the addresses below it are about."""
    paths = told["paths"]
    for path, operations in paths.items():
        above, _, name = path.partition("/{")
        if not name or above not in paths:
            continue
        name = name.partition("}")[0]
        found = {"get": f"$response.body#/items/0/{_id(name)}", "post": f"$response.body#/{_id(name)}"}
        here = f"{above}/{{{name}}}"
        sources = [(paths[above][method], where) for method, where in found.items() if method in paths[above]]
        sources += (
            [(paths[here]["get"], f"$request.path.{name}")] if "get" in paths.get(here, ()) and path != here else []
        )
        for source, where in sources:
            done = next(answer for status, answer in source["responses"].items() if status.startswith("2"))
            for target in operations.values():
                done.setdefault("links", {})[target["operationId"]] = {
                    "operationId": target["operationId"],
                    "parameters": {f"path.{name}": where} | _version(target, "items" not in where),
                }
    return told


def _id(name: str) -> str:
    return name if name in ("office", "code", "name") else "id"


def _version(target: Json, one: bool) -> Json:
    named = {parameter["name"] for parameter in target.get("parameters", ())}
    return {"header.If-Match": "$response.header.ETag"} if one and "If-Match" in named else {}
