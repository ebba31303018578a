"""Deploy in any order: yesterday's services beside today's on migrated databases, each service alone, a migration that
does not hold anybody up."""

import asyncio
import itertools
import re
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import asyncpg
import pytest

from deploy.local.databases import create_scratch, drop_scratch
from deploy.local.plan import ROOT, WITH_FACTS
from deploy.local.running import Running
from tests.proofs import before
from tests.proofs.beside import Beside
from tests.proofs.recorded import Told
from tests.referral.town import Town, Worker

NOBODY = "127.0.0.1:9"  # the port of "discard": nobody listens


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return before.lay(tmp_path_factory.mktemp("before"))


@pytest.mark.parametrize("service", WITH_FACTS)
def test_migrations_run_forward_from_the_last_landing(street: Running, house: Path, service: str) -> None:
    """What was migrated step by step has the shape of what is made anew."""
    grown, fresh = f"grown_{service}", f"fresh_{service}"
    try:
        for database, houses in ((grown, (house, ROOT)), (fresh, (ROOT,))):
            create_scratch(street.plan, street.passwords, service, database)
            for one in houses:
                assert before.migrated(one, street, service, database) == ""
        assert asyncio.run(_shape(street, grown)) == asyncio.run(_shape(street, fresh))
    finally:
        for database in (grown, fresh):
            drop_scratch(street.plan, street.passwords, database)


def test_a_migration_holds_nobody_up_for_more_than_a_second(street: Running, told: Told, tmp_path: Path) -> None:
    """It waits behind a long reading, everybody waits behind it; after a second it gives way and says so."""
    database = "held_up"
    create_scratch(street.plan, street.passwords, "cases", database)
    try:
        assert before.migrated(ROOT, street, "cases", database) == ""
        waited, said = asyncio.run(_held_up(street, database))
    finally:
        drop_scratch(street.plan, street.passwords, database)
    told.tried("a migration behind a transaction that reads for ten seconds, a reading behind the migration")
    told.found(f"the reading waited {waited:.2f} s")
    assert "lock timeout" in said
    assert waited < 1.5  # a second, and what a busy machine adds


@pytest.mark.parametrize("service", WITH_FACTS)
def test_a_service_with_everything_else_away_starts_and_answers(street: Running, service: str) -> None:
    names = street.environment(service)
    told = {"TITIAN_ISSUER": f"http://{NOBODY}/realms/titian", "TITIAN_NATS": f"nats://{NOBODY}"}
    told |= {name: NOBODY for name in names if name.startswith("TITIAN_PEER_")}
    told |= {name: f"postgresql://nobody:x@{NOBODY}/{service}" for name in names if name.startswith("TITIAN_DB_")}
    told |= {"TITIAN_KEYCLOAK_URL": f"http://{NOBODY}"} if service == "registry" else {}
    with Beside(street, service, mode="all", answers="/livez", **told) as alone:
        status, said = before.asked(f"{alone.url}/readyz")
        assert (status, said["missing"]) == (503, ["database", "login"])
        status, said = before.asked(f"{alone.url}/v1/me" if service == "registry" else f"{alone.url}/v1/notices")
        assert status in (401, 404)


@pytest.mark.breaks_with("column_dropped")
def test_yesterdays_services_work_beside_todays(
    street: Running, house: Path, town: Town, told: Told, full: bool, switch: str | None
) -> None:
    """Both take part in everything: doors, relay, inbox, duties. Steps of a matter go through the one and the other."""
    seconds, dead = 120 if full else 12, asyncio.run(_dead(street))
    if switch == "column_dropped":
        asyncio.run(_admin(street, "ALTER TABLE cases DROP COLUMN origin"))
    try:
        with ExitStack() as closing:
            doors = {
                service: closing.enter_context(Beside(street, service, mode="all", house=house)).url
                for service in WITH_FACTS
            }
            sides = itertools.cycle([town, _beside(town, doors)])
            end, tries, done = time.monotonic() + seconds, Counter[str](), list[str]()
            lock = threading.Lock()

            def work() -> None:
                while time.monotonic() < end:
                    with lock:
                        side = next(sides)
                    try:
                        done.append(_matter(side, next(sides)))
                    except AssertionError as trouble:
                        tries[re.sub(r"[0-9a-f-]{36}", "ID", str(trouble))[:200]] += 1

            with ThreadPoolExecutor(2) as pool:
                for one in [pool.submit(work) for _ in range(2)]:
                    one.result()
            settled = _settled(street, done)
    finally:
        if switch == "column_dropped":
            asyncio.run(_admin(street, "ALTER TABLE cases ADD COLUMN origin text"))
    told.tried(f"{len(done)} matters from the village to the packet, each step through the other's doors ({seconds} s)")
    told.found(f"{sum(tries.values())} errors, {settled} referrals that cases has not heard of, 0 new dead letters")
    assert dict(tries) == {}
    assert done and settled == 0
    assert asyncio.run(_dead(street)) <= dead


def _beside(town: Town, doors: dict[str, str]) -> Town:
    """The same people at the doors of yesterday's services."""

    class Beside(Running):
        def url(self, service: str) -> str:
            return doors.get(service) or super().url(service)

    there = Beside(town.street.folder)
    there.__dict__["_tokens"] = town.street.__dict__["_tokens"]

    def moved(worker: Worker) -> Worker:
        return replace(worker, person=replace(worker.person, street=there))

    people = ("supervisor", "dinas", "tksk", "psm", "neighbour", "partner", "other_partner")
    return replace(town, **{name: moved(getattr(town, name)) for name in people})


def _matter(here: Town, there: Town) -> str:
    """Met at one side, verified and decided at the other, sent here, opened there; the referral's id."""
    person = {"name": "Minah Fiktif", "birth_on": "1949-05-04", "sex": "f", "village": here.village}
    met = {"person": person, "type": 8, "consent": {"basis": "consent"}}
    case = here.psm.done("/v1/cases", met, service="cases")
    path = f"/v1/cases/{case['id']}"
    case = there.tksk.done(f"{path}/verification", {}, was=case["version"], service="cases")
    here.dinas.done(f"{path}/acceptance", {}, was=case["version"], service="cases")
    referral = there.sent(there.needing(case["id"]))
    packet = here.packet(referral)
    there.partner.done(f"/v1/packets/{packet['id']}/opening")
    return str(referral["id"])


def _settled(street: Running, referrals: list[str]) -> int:
    """How many of the referrals cases has not heard of, once facts had their time."""
    end = time.monotonic() + 60
    while True:
        heard = asyncio.run(_fetch(street, "cases", "SELECT referral_id::text FROM referrals"))
        missing = set(referrals) - {row[0] for row in heard}
        if not missing or time.monotonic() > end:
            return len(missing)
        time.sleep(0.5)


async def _dead(street: Running) -> set[str]:
    found = [await _fetch(street, service, "SELECT fact_id::text FROM dead_letters") for service in WITH_FACTS]
    return {row[0] for rows in found for row in rows}


async def _fetch(street: Running, database: str, sql: str) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(street.admin_dsn(database))
    try:
        return list(await connection.fetch(sql))
    finally:
        await connection.close()


async def _admin(street: Running, sql: str) -> None:
    await _fetch(street, "cases", sql)


async def _shape(street: Running, database: str) -> list[tuple[object, ...]]:
    """Columns, indexes, policies and grants."""
    found: list[tuple[object, ...]] = []
    for sql in (
        (
            "SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns"
            " WHERE table_schema = 'public'"
        ),
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
        "SELECT tablename, policyname, roles::text, cmd, qual, with_check FROM pg_policies",
        (
            "SELECT table_name, grantee, privilege_type FROM information_schema.table_privileges"
            " WHERE table_schema = 'public'"
        ),
        (
            "SELECT table_name, column_name, grantee, privilege_type FROM information_schema.column_privileges"
            " WHERE table_schema = 'public'"
        ),
    ):
        found += sorted(tuple(row) for row in await _fetch(street, database, sql))
    return found


async def _held_up(street: Running, database: str) -> tuple[float, str]:
    """How long a reading waits behind a migration that waits behind another reading; what the migration said."""
    reader, other, owner = [
        await asyncpg.connect(dsn)
        for dsn in (street.admin_dsn(database), street.admin_dsn(database), street.dsn("cases", "migrate", database))
    ]
    try:
        reading = reader.transaction()
        await reading.start()
        await reader.fetch("SELECT 1 FROM cases")
        migration = asyncio.create_task(owner.execute("ALTER TABLE cases ADD COLUMN proof text"))
        await asyncio.sleep(0.2)
        begun = time.monotonic()
        await other.fetch("SELECT 1 FROM cases")
        waited = time.monotonic() - begun
        said = (await asyncio.gather(migration, return_exceptions=True))[0]
        await reading.rollback()
        return waited, str(said)
    finally:
        for connection in (reader, other, owner):
            await connection.close()
