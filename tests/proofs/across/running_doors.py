"""The same look across at the platform that runs, with Keycloak's tokens; and whether its walls are those attacked.

Two kabupaten of Keycloak's own people ask at the same time for their own and for one another's, on the pools that serve
everybody else.
"""

import asyncio
import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random
from typing import Any, Final
from uuid import uuid4

import aiohttp
import asyncpg

from deploy.local.running import Running
from tests.cases.people import Worker as CasesWorker
from tests.proofs.across.doors import NOUNS, doors
from tests.proofs.across.offices import SERVICES, World
from tests.proofs.across.witness import is_walled, tables, told
from tests.registry.conftest import Kabupaten, _kabupaten
from tests.registry.people import Person

_WALLS: Final = (
    """SELECT tablename, policyname, permissive, roles::text, cmd, qual, with_check FROM pg_policies ORDER BY 1, 2""",
    """SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class
       WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
       ORDER BY relname""",
    """SELECT table_name, grantee, privilege_type FROM information_schema.role_table_grants
       WHERE table_schema = 'public' AND grantee NOT IN ('PUBLIC', current_user) ORDER BY 1, 2, 3""",
    """SELECT proname, prosrc, prosecdef FROM pg_proc WHERE pronamespace = 'titian'::regnamespace ORDER BY 1""",
)


@dataclass(frozen=True)
class Officer:
    """Somebody of Keycloak's, and the office that she works for."""

    office: str
    person: Person


async def walls(dsn: str) -> list[Any]:
    """Policies, whether they are forced, grants, and the functions that they stand on. Without the triggers of a proof
    these are all that stands between two offices."""
    connection = await asyncpg.connect(dsn)
    try:
        return [tuple(row) for sql in _WALLS for row in await connection.fetch(sql)]
    finally:
        await connection.close()


async def unlike(world: World) -> list[str]:
    """Services whose scratch database has other walls than the one that serves."""
    pairs = {service: (world.street.admin_dsn(service), world.admin_dsn(service)) for service in SERVICES}
    return [service for service, (ours, scratch) in pairs.items() if await walls(ours) != await walls(scratch)]


def two_kabupaten(street: Running) -> list[Officer]:
    """Of Keycloak's people, each with volunteers, officers and cases; who works there."""
    administrator, found = Person(street, "pengelola"), list[Kabupaten]()
    for _ in range(2):
        kabupaten = _kabupaten(administrator)
        found.append(kabupaten)
        for _ in range(2):
            kabupaten.appointed(kabupaten.psm())
            body = {
                "person": {"name": "Aminah Contoh", "village": kabupaten.villages()[0], "sex": "f"},
                "type": 8, "note": "Tinggal sendiri", "consent": {"basis": "duty"},
            }  # fmt: skip
            answer = CasesWorker(kabupaten.dinas).post("/v1/cases", body)
            assert answer.status == 201, answer.body
    return [Officer(one.code, person) for one in found for person in (one.supervisor, one.dinas)]


@contextmanager
def without_wall(street: Running) -> Iterator[None]:
    """Row-level security off where it serves; for the switch, which takes the other wall from the services."""
    try:
        asyncio.run(_wall(street, "DISABLE"))
        yield
    finally:
        asyncio.run(_wall(street, "ENABLE"))


async def _wall(street: Running, verb: str) -> None:
    for service in SERVICES:
        connection = await asyncpg.connect(street.admin_dsn(service))
        for table in filter(is_walled, tables(service).values()):
            await connection.execute(f"ALTER TABLE {table} {verb} ROW LEVEL SECURITY")
        await connection.close()


async def look_across(street: Running, officers: list[Officer], each: int, lot: Random) -> tuple[int, int, list[str]]:
    """Everybody asks `each` times at once; how many answers, how many values in them, and what was another office's."""
    held = await _held(street)
    names = itertools.cycle(door for door in doors() if door.method == "GET")
    ids = {noun: sorted(await _ids(street, *place, noun)) for noun, place in NOUNS.items()}
    answered, values, wrongly = 0, 0, list[str]()

    async def one(officer: Officer, number: int, web: aiohttp.ClientSession) -> None:
        nonlocal answered, values
        for _ in range(number):
            door = next(names)
            parameters = set(door.route.param_convertors) - {"paper"}
            if not parameters <= NOUNS.keys():
                continue
            targets = {name: lot.choice(ids[name] or [str(uuid4())]) for name in parameters}
            path = door.route.path.format(**targets, paper="recap")
            headers = _headers(officer.person)
            async with web.get(street.url(door.service) + path, headers=headers) as answer:
                if answer.status == 429:
                    await asyncio.sleep(1)
                    continue
                answered += 1
                table = answer.content_type not in ("application/json", "application/problem+json")
                for value in told((await answer.read()).decode(errors="replace") if table else await answer.json()):
                    values += 1
                    if value in held and officer.office not in held[value]:
                        wrongly.append(f"{door.name} told {officer.office} {value} of {held[value]}")

    async with aiohttp.ClientSession() as web:
        await asyncio.gather(*(one(officer, each // 4, web) for officer in officers for _ in range(4)))
    return answered, values, wrongly


def _headers(person: Person) -> dict[str, str]:
    return {"Authorization": f"Bearer {person.token}"}


async def _held(street: Running) -> dict[str, set[str]]:
    """Every id, sealed value and code in the walled tables that serve, and whose it is."""
    held: dict[str, set[str]] = {}
    for service in SERVICES:
        connection = await asyncpg.connect(street.admin_dsn(service))
        for table in filter(is_walled, tables(service).values()):
            for row in await connection.fetch(f"TABLE {table}"):
                for value in _values(row):
                    held.setdefault(value, set()).add(row["office"])
        await connection.close()
    public = await _ids(street, "referral", "services", "service_id") | await _ids(
        street, "registry", "offices", "office_id"
    )
    return {value: offices for value, offices in held.items() if value not in public}


def _values(row: asyncpg.Record) -> Iterator[str]:
    return told(tuple(row.values()))


async def _ids(street: Running, service: str, table: str, column: str) -> set[str]:
    connection = await asyncpg.connect(street.admin_dsn(service))
    try:
        return {str(row[column]) for row in await connection.fetch(f"TABLE {table}")}
    finally:
        await connection.close()
