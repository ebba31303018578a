"""Every route has an actor and a row in the policy table (DESIGN law 9); every row is used."""

import ast
import inspect
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import get_args

import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from services.kit import web
from services.kit.actor import ROLES
from tests.street.sources import ROOT, module, routes, tree

DOORS = ("registry", "cases", "referral", "notify", "oversight")
DESKS = {"protected"}  # who sits at it is named by the office, not by Keycloak
# Doors that ask for no log-in, each with its reason.
_APPLYING = "whoever wants to become a volunteer has no account yet; her code is what she shows"
PUBLIC = {
    ("registry", "/v1/certificates/{token}"): "whoever is shown a certificate may check it",
    ("registry", "/v1/statements/{token}"): "whoever is shown a statement of a portfolio may check it",
    ("registry", "/v1/service-letters/{token}"): "whoever is shown a letter may check it",
    ("registry", "/v1/requirements"): "what the law asks of whoever applies is no secret",
    ("registry", "/v1/applicants"): _APPLYING,
    ("registry", "/v1/applicants/{code}"): _APPLYING,
    ("registry", "/v1/applicants/{code}/documents"): _APPLYING,
    ("registry", "/v1/applicants/{code}/resubmission"): _APPLYING,
    ("registry", "/v1/applicants/{code}/withdrawal"): _APPLYING,
}
CASES = [(service, route) for service in DOORS for route in routes(service)]
OPERATIONS = ROOT / "services" / "kit" / "operations.py"  # the one door that all services have
CALLER, KEYED, VERSIONED = (get_args(one)[1].dependency for one in (web.Caller, web.Keyed, web.Versioned))


def _id(case: object) -> str:
    return case if isinstance(case, str) else f"{min(case.methods)} {case.path}" if isinstance(case, APIRoute) else ""


@pytest.mark.parametrize(("service", "route"), CASES, ids=_id)
def test_a_route_has_an_actor(service: str, route: APIRoute) -> None:
    assert (CALLER in set(_dependencies(route.dependant))) is ((service, route.path) not in PUBLIC)


@pytest.mark.parametrize(("service", "route"), CASES, ids=_id)
def test_a_route_leads_to_a_row_of_the_policy_table(service: str, route: APIRoute) -> None:
    assert _operations(service, route.endpoint.__name__, Path(route.endpoint.__code__.co_filename))


@pytest.mark.parametrize(("service", "route"), CASES, ids=_id)
def test_a_route_is_under_v1_and_a_change_is_a_post(service: str, route: APIRoute) -> None:
    assert route.path.startswith("/v1/")
    assert route.methods in ({"GET"}, {"POST"})


@pytest.mark.parametrize(("service", "route"), CASES, ids=_id)
def test_a_change_announces_its_key_and_where_it_needs_one_its_version(service: str, route: APIRoute) -> None:
    does, asked = inspect.getsource(route.endpoint), set(_dependencies(route.dependant))
    assert (KEYED in asked) is ("web.change(" in does or "slips.printed(" in does)
    assert (VERSIONED in asked) is ("call.was" in does)


def test_a_door_without_a_log_in_is_one_that_the_policy_calls_public() -> None:
    reached: dict[str, set[str]] = {}
    for service, path in PUBLIC:
        route = next(route for one, route in CASES if one == service and route.path == path)
        names = _operations(service, route.endpoint.__name__, Path(route.endpoint.__code__.co_filename))
        reached.setdefault(service, set()).update(_constants(service)[name] for name in names)
    assert reached == {service: set(module(f"services.{service}.policy").PUBLIC) for service in reached}


@pytest.mark.parametrize("service", DOORS)
def test_every_row_of_the_policy_table_is_asked_for(service: str) -> None:
    asked = _named(tree(OPERATIONS), _constants(service))
    for file in (ROOT / "services" / service).rglob("*.py"):
        if "policy" not in file.relative_to(ROOT).with_suffix("").parts:
            asked |= _named(tree(file), _constants(service))
            continue
        for part in tree(file).body:
            if isinstance(part, ast.FunctionDef) or (isinstance(part, ast.AnnAssign) and not _is_table(part)):
                asked |= _named(part, _constants(service))
    assert set(_constants(service).values()) - {_constants(service)[name] for name in asked} == set()


@pytest.mark.parametrize("service", DOORS)
def test_every_row_names_roles_that_exist(service: str) -> None:
    for operation, roles in module(f"services.{service}.policy").OPERATIONS.items():
        assert roles, operation
        assert roles <= {*ROLES, *DESKS, "machine"}, operation


def _dependencies(dependant: Dependant) -> Iterator[object]:
    yield dependant.call
    for below in dependant.dependencies:
        yield from _dependencies(below)


@cache
def _constants(service: str) -> dict[str, str]:
    """The names of the operations: READ_ME → "read_me"."""
    policy = module(f"services.{service}.policy")
    return {name: value for name, value in vars(policy).items() if name.isupper() and _in_table(policy, value)}


def _in_table(policy: object, value: object) -> bool:
    return isinstance(value, str) and value in policy.OPERATIONS  # type: ignore[attr-defined]  # -- reason: every policy has one


def _is_table(part: ast.AnnAssign) -> bool:
    return isinstance(part.target, ast.Name) and part.target.id == "OPERATIONS"


def _named(part: ast.AST, constants: dict[str, str]) -> set[str]:
    """Operations that a piece of code names, `policy.READ_ME` or plain."""
    attributes = {sub.attr for sub in ast.walk(part) if isinstance(sub, ast.Attribute)}
    plain = {sub.id for sub in ast.walk(part) if isinstance(sub, ast.Name)}
    return (attributes | plain) & constants.keys()


@cache
def _functions(service: str) -> dict[tuple[str, str], tuple[Path, ast.AST]]:
    """Every function of a service's doors, actions and policy by (module, name): `actions.suspend_volunteer`. Where a
    floor is a folder its functions are known by the floor's name too."""
    found: dict[tuple[str, str], tuple[Path, ast.AST]] = {}
    folder = ROOT / "services" / service
    for file in (*folder.rglob("*.py"), OPERATIONS):
        floor = "api" if file == OPERATIONS else file.relative_to(folder).parts[0].removesuffix(".py")
        if floor in ("api", "actions", "policy"):
            for part in tree(file).body:
                for one in (part, *(part.body if isinstance(part, ast.ClassDef) else ())):
                    if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef):
                        found[file.stem, one.name] = found[floor, one.name] = (file, one)
    return found


def _operations(service: str, endpoint: str, file: Path) -> set[str]:
    """The operations that a handler reaches through the functions of its own service."""
    functions, constants = _functions(service), _constants(service)
    todo = [functions[file.stem, endpoint]]
    seen: set[int] = set()
    reached: set[str] = set()
    while todo:
        where, part = todo.pop()
        if id(part) in seen:
            continue
        seen.add(id(part))
        reached |= _named(part, constants)
        for sub in ast.walk(part):
            match sub:
                case ast.Attribute(value=ast.Name(id=module_), attr=name):
                    below = functions.get((module_, name))
                case ast.Name(id=name):
                    below = functions.get((where.stem, name)) or functions.get((_source(where, name), name))
                case _:
                    below = None
            if below:
                todo.append(below)
    return reached


@cache
def _source(file: Path, name: str) -> str:
    """The module that a plain name was imported from."""
    for part in tree(file).body:
        if isinstance(part, ast.ImportFrom) and name in {alias.name for alias in part.names}:
            return (part.module or "").rpartition(".")[2]
    return ""
