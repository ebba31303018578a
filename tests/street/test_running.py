"""What the running platform says about its walls: PostgreSQL's catalogue and NATS are asked, not the code."""

import asyncio
import importlib
import json
import pkgutil
import urllib.request
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import nats
import nats.errors
import pytest
import sqlalchemy as sa

import services.kit
from deploy.local import broker
from deploy.local.databases import SERVING
from deploy.local.plan import SERVICES, WITH_FACTS
from deploy.local.running import Running
from services.kit import walls

LOGINS = [f"{service}_{login}" for service in SERVICES for login in SERVING]
WALLED = ("held", "posted")


@pytest.fixture
async def admin(street: Running) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(street.admin_dsn())
    yield connection
    await connection.close()


async def test_no_connection_of_a_service_goes_round_a_wall(admin: asyncpg.Connection) -> None:
    """Superuser, BYPASSRLS, owner of anything: each would make every policy decoration."""
    connections = await admin.fetch(
        "SELECT usename, datname, rolsuper, rolbypassrls FROM pg_stat_activity JOIN pg_roles ON rolname = usename"
        " WHERE backend_type = 'client backend' AND datname = ANY($1)",
        list(SERVICES),
    )
    assert {row["datname"] for row in connections} == set(SERVICES), "every service is connected"
    for row in connections:
        assert row["usename"] in LOGINS, f"{row['usename']} serves {row['datname']}"
        assert not row["rolsuper"]
        assert not row["rolbypassrls"]


@pytest.mark.parametrize("service", SERVICES)
async def test_a_serving_log_in_owns_nothing(street: Running, service: str) -> None:
    connection = await asyncpg.connect(street.admin_dsn(service))
    try:
        owned = await connection.fetch(
            "SELECT rolname, classid::regclass::text FROM pg_shdepend JOIN pg_roles r ON r.oid = refobjid"
            " WHERE deptype = 'o' AND rolname = ANY($1)",
            LOGINS,
        )
        memberships = await connection.fetch(
            "SELECT m.rolname FROM pg_auth_members JOIN pg_roles m ON m.oid = member WHERE m.rolname = ANY($1)", LOGINS
        )
    finally:
        await connection.close()
    assert not owned
    assert not memberships, "no SET ROLE"


async def test_every_serving_log_in_has_its_time_limits(admin: asyncpg.Connection) -> None:
    roles = await admin.fetch("SELECT rolname, rolconfig FROM pg_roles")
    settings = {row["rolname"]: row["rolconfig"] or [] for row in roles}
    for login in LOGINS:
        assert set(settings[login]) >= {
            "statement_timeout=5s",
            "lock_timeout=2s",
            "idle_in_transaction_session_timeout=10s",
        }, login
    for service in SERVICES:
        assert "lock_timeout=1s" in settings[f"{service}_migrate"], "a migration waits at most a second for a lock"


async def test_only_its_own_log_ins_reach_a_database(admin: asyncpg.Connection) -> None:
    everyone = [f"{service}_{login}" for service in SERVICES for login in (*SERVING, "migrate", "backup")]
    for login in everyone:
        for database in (*SERVICES, "keycloak", "postgres", "template1"):
            reached = await admin.fetchval("SELECT has_database_privilege($1::name, $2, 'CONNECT')", login, database)
            assert reached == (login.rpartition("_")[0] == database), f"{login} at {database}"


async def test_a_back_up_cannot_log_in_by_itself(admin: asyncpg.Connection) -> None:
    names = [f"{service}_backup" for service in SERVICES]
    backups = await admin.fetch("SELECT rolcanlogin, rolbypassrls FROM pg_roles WHERE rolname = ANY($1)", names)
    assert len(backups) == len(names)
    assert all(row["rolbypassrls"] and not row["rolcanlogin"] for row in backups)


@pytest.mark.parametrize("service", SERVICES)
async def test_every_table_is_declared_and_every_held_one_walled(street: Running, service: str) -> None:
    kinds = _kinds(service)
    connection = await asyncpg.connect(street.admin_dsn(service))
    try:
        tables = await connection.fetch(
            "SELECT c.oid, relname, relrowsecurity, relforcerowsecurity, relispartition FROM pg_class c"
            " JOIN pg_namespace n ON n.oid = relnamespace WHERE relkind IN ('r', 'p')"
            " AND nspname NOT IN ('pg_catalog', 'information_schema') AND relname <> 'alembic_version'"
        )
        touched = await connection.fetch(
            "SELECT DISTINCT c.oid FROM pg_class c, aclexplode(relacl) a JOIN pg_roles r ON r.oid = grantee"
            " WHERE rolname = ANY($1)",
            LOGINS,
        )
    finally:
        await connection.close()
    reachable = {row["oid"] for row in touched}
    assert tables, "the migrations made tables"
    for table in tables:
        name = table["relname"]
        if table["relispartition"]:
            assert table["oid"] not in reachable, f"{name}: a part would be read without its table's wall"
            continue
        assert name in kinds, f"{name} has no kind in services/{service}/tables.py"
        if kinds[name] in WALLED:
            assert table["relrowsecurity"], f"{name}: row-level security is off"
            assert table["relforcerowsecurity"], f"{name}: not FORCE"


async def test_a_held_table_without_an_office_raises(street: Running) -> None:
    held = next(name for name, kind in sorted(_kinds("cases").items()) if kind == "held")
    connection = await asyncpg.connect(street.dsn("cases", "app"))
    try:
        async with connection.transaction():
            await connection.execute("SET LOCAL titian.office = '1906'")
            await connection.execute(f"SELECT count(*) FROM {held}")  # noqa: S608 -- reason: a name from our own tables
        with pytest.raises(asyncpg.InsufficientPrivilegeError):  # the setting is '' now, not NULL
            await connection.execute(f"SELECT count(*) FROM {held}")  # noqa: S608 -- reason: as above
    finally:
        await connection.close()


async def test_no_value_reaches_the_log_of_the_database(street: Running) -> None:
    value = "1906022004649001"
    connection = await asyncpg.connect(street.dsn("cases", "app"))
    try:
        with pytest.raises(asyncpg.PostgresError):
            await connection.execute(f"SELECT 'NIK {value}'::date")
        with pytest.raises(asyncpg.PostgresError):
            await connection.fetchval("SELECT ($1::text)::date", value)
    finally:
        await connection.close()
    log = street.folder / "logs" / "postgres.log"
    assert "ready to accept connections" in log.read_text()
    assert value not in log.read_text()


@pytest.mark.parametrize("service", WITH_FACTS)
async def test_the_broker_refuses_facts_in_anothers_name(street: Running, service: str) -> None:
    another = next(name for name in WITH_FACTS if name != service)
    troubles: list[str] = []

    async def hear(trouble: Exception) -> None:
        troubles.append(str(trouble))

    client = await nats.connect(
        broker.url(street.plan, street.passwords, service),
        inbox_prefix=f"_INBOX_{service}".encode(),
        error_cb=hear,
    )
    try:
        for subject in (
            f"titian.19.1906.{another}.thing.happened",
            f"$JS.API.STREAM.CREATE.titian-{another}",
            f"$JS.API.STREAM.DELETE.titian-{another}",
            f"$JS.API.STREAM.PURGE.titian-{another}",
            f"$JS.API.CONSUMER.MSG.NEXT.titian-{service}.{another}-{service}",
            f"$JS.ACK.titian-{service}.{another}-{service}.1.1.1.1.1",
        ):
            troubles.clear()
            await client.publish(subject, b"{}")
            await client.flush()
            await asyncio.sleep(0.05)
            assert "permissions violation" in " ".join(troubles).lower(), subject
        await client.subscribe(f"_INBOX_{another}.>")
        await client.flush()
        await asyncio.sleep(0.05)
        assert "permissions violation for subscription" in troubles[-1].lower()
    finally:
        await client.close()


def test_the_broker_acknowledges_what_is_on_the_disk(street: Running) -> None:
    monitor = street.addresses["parts"]["nats"]["monitor"]
    version = _told(f"{monitor}/varz")["version"]
    assert tuple(int(part) for part in version.split(".")[:2]) >= (2, 14)
    assert _told(f"{monitor}/jsz?config=1")["config"]["sync_always"] is True


def test_no_secret_of_the_street_is_readable_by_others(street: Running) -> None:
    private = ["secrets.json", "street.json", "plan.json", "nats/nats.conf", "nats/users.conf"]
    private += [f"keys/{service}/{key}" for service in SERVICES for key in ("root", "service.pem")]
    for name in private:
        assert (street.folder / name).stat().st_mode & 0o077 == 0, name


def _told(url: str) -> dict[str, Any]:
    with urllib.request.urlopen(url, timeout=5) as answer:
        told: dict[str, Any] = json.load(answer)
    return told


def _kinds(service: str) -> dict[str, str]:
    """The kind of each table of a service, kit's own tables included."""
    for module in pkgutil.iter_modules(services.kit.__path__):
        importlib.import_module(f"services.kit.{module.name}")
    named = vars(importlib.import_module(f"services.{service}.tables")).values()
    declared = {table for one in named if isinstance(one, sa.Table) for table in one.metadata.tables.values()}
    return {table.name: table.info["kind"] for table in (*walls.KIT.tables.values(), *declared)}
