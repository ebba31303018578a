"""What tests of the whole look at: the files that git knows, the doors, the facts and who hears them."""

import ast
import importlib
import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute
from google.protobuf.descriptor import Descriptor

from deploy.local.plan import ROOT, SERVICES, WITH_FACTS
from services.kit.house import House

NOTHING: Any = None
WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")


class Unwired:
    """A house without parts: enough to ask what a service is made of."""

    settings = db = tokens = seal = neighbours = None
    peers: Mapping[str, Any] = {}

    def __getattr__(self, name: str) -> Any:
        return None


@cache
def tracked(*endings: str) -> tuple[Path, ...]:
    """The files that git knows or would take, of these endings."""
    told = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    files = (ROOT / name for name in told.split("\0") if name)
    return tuple(file for file in sorted(files) if file.is_file() and (not endings or file.suffix in endings))


def ours(*folders: str) -> Iterator[Path]:
    """Python that people wrote, in these folders."""
    for file in tracked(".py"):
        if file.relative_to(ROOT).parts[0] in folders and not file.stem.endswith(("_pb2", "_pb2_grpc")):
            yield file


@cache
def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text())


def name_of(file: Path) -> str:
    return str(file.relative_to(ROOT))


def module(name: str) -> ModuleType:
    return importlib.import_module(name)


def routes(service: str) -> list[APIRoute]:
    """The routes of a service's door that its OpenAPI shows."""
    app: FastAPI = module(f"services.{service}.api").app(House(*[NOTHING] * 5, {}))
    return [route for route in _routes(app.routes) if route.include_in_schema]


def _routes(routes: Iterable[Any]) -> Iterator[APIRoute]:
    """FastAPI keeps an included router whole."""
    for route in routes:
        if isinstance(route, APIRoute):
            yield route
        elif included := getattr(route, "original_router", None):
            yield from _routes(included.routes)


def words(name: str) -> list[str]:
    """`VolunteerAppointed` and `volunteer_appointed` → volunteer, appointed."""
    return [word.lower() for word in WORD.findall(name)]


@cache
def schemas() -> dict[tuple[str, str, str], Descriptor]:
    """Every fact by (owner, noun, past), as its proto says it: a message of facts.proto that is not part of another.
    `ledger.sealed` is kit's, announced by each service that keeps a ledger."""
    found: dict[tuple[str, str, str], Descriptor] = {}
    for service in WITH_FACTS:
        if not (ROOT / "proto" / service / "v1" / "facts.proto").exists():
            continue
        messages = module(f"proto.{service}.v1.facts_pb2").DESCRIPTOR.message_types_by_name
        parts = {field.message_type.name for one in messages.values() for field in one.fields if field.message_type}
        for name, message in messages.items():
            if name not in parts:
                noun, *past = words(name)
                found[service, noun, "_".join(past)] = message
    return found


@cache
def hears(service: str) -> dict[tuple[str, str, str], Any]:
    """(owner, noun, past) → handler, of every fact that a service listens to; None: heard and ignored on purpose."""
    if service not in WITH_FACTS or not (ROOT / "services" / service / "inbox.py").exists():
        return {}
    told = module(f"services.{service}.inbox").hears(Unwired())
    return {
        (owner, noun, past): handler
        for owner, nouns in told.items()
        for noun, pasts in nouns.items()
        for past, handler in pasts.items()
    }


def charter(service: str) -> dict[str, str]:
    """The lines of a service's charter by their first word, as one line each."""
    said = module(f"services.{service}").__doc__ or ""
    found: dict[str, str] = {}
    last = ""
    for line in said.splitlines():
        if starts := re.match(r"(owns|announces|listens|answers|asks) +(.*)", line):
            last = starts[1]
            found[last] = starts[2]
        elif last and line.startswith(" ") and line.strip():
            found[last] += " " + line.strip()
        else:
            last = ""
    return found


__all__ = ["ROOT", "SERVICES", "WITH_FACTS"]
