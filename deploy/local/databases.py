"""Databases and log-ins of the services: no log-in that serves is superuser, owner of anything, or goes round a wall.

Per service: `_migrate` owns database and schema and runs only while it migrates; `_app`, `_consume`, `_relay`,
`_public` serve; `_backup` passes the walls (BYPASSRLS) and cannot log in until a back-up lets it. What each may touch
is granted by the migrations.
"""

import asyncio
from typing import Final
from urllib.parse import urlsplit

import asyncpg

from deploy.local.passwords import Passwords
from deploy.local.plan import SERVICES, Plan
from deploy.local.postgres import admin_dsn

BACKUPS: Final = "backups"  # a log-in that copies the server's files and its log, and may read no table
SERVING: Final = ("app", "consume", "relay", "public")
LOGINS: Final = (
    "keycloak",
    BACKUPS,
    *(f"{service}_{login}" for service in SERVICES for login in (*SERVING, "migrate", "backup")),
)
LIMITS: Final = {"statement_timeout": "5s", "lock_timeout": "2s", "idle_in_transaction_session_timeout": "10s"}
LIMITS_OF_MIGRATIONS: Final = {"lock_timeout": "1s", "idle_in_transaction_session_timeout": "60s"}


def dsn(plan: Plan, passwords: Passwords, service: str, login: str, database: str | None = None) -> str:
    """The address of one log-in at its database."""
    name = f"{service}_{login}"
    return f"postgresql://{name}:{passwords[f'postgres/{name}']}@{place(plan)}/{database or service}"


def place(plan: Plan) -> str:
    """host:port of the server."""
    if plan.own.postgres:
        own = urlsplit(plan.own.postgres)
        return f"{own.hostname}:{own.port or 5432}"
    return plan.address("postgres")


def answer(plan: Plan, passwords: Passwords) -> bool:
    """Whether the server answers the superuser."""
    try:
        asyncio.run(_execute(admin_dsn(plan, passwords), "SELECT 1"))
    except (OSError, asyncpg.PostgresError):
        return False
    return True


def create(plan: Plan, passwords: Passwords) -> None:
    """The database and log-ins of every service, made or brought up to date."""

    async def all_of_them() -> None:
        await _create_for_backups(plan, passwords)
        for service in SERVICES:
            await _create(plan, passwords, service, service)

    asyncio.run(all_of_them())


def create_for_keycloak(plan: Plan, passwords: Passwords) -> None:
    asyncio.run(_create_for_keycloak(plan, passwords))


def create_scratch(plan: Plan, passwords: Passwords, service: str, database: str) -> None:
    """An empty database with the log-ins of one service, for trying things out; made anew if it exists."""
    drop_scratch(plan, passwords, database)
    asyncio.run(_create(plan, passwords, service, database))


def drop_scratch(plan: Plan, passwords: Passwords, database: str) -> None:
    if database in SERVICES:
        raise ValueError(f"{database} belongs to a service")
    asyncio.run(_execute(admin_dsn(plan, passwords), f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)'))


async def _create(plan: Plan, passwords: Passwords, service: str, database: str) -> None:
    owner, backup = f"{service}_migrate", f"{service}_backup"
    serving = [f"{service}_{login}" for login in SERVING]
    admin = await asyncpg.connect(admin_dsn(plan, passwords))
    try:
        for name in (owner, backup, *serving):
            await _login(admin, passwords, name)
        for name, limits in ((owner, LIMITS_OF_MIGRATIONS), *((name, LIMITS) for name in serving)):
            for setting, value in limits.items():
                await admin.execute(f"ALTER ROLE {name} SET {setting} = '{value}'")
        await admin.execute(f"ALTER ROLE {backup} NOLOGIN BYPASSRLS")
        await _database(admin, database, owner)
        await admin.execute(f'GRANT CONNECT ON DATABASE "{database}" TO {", ".join((backup, *serving))}')
    finally:
        await admin.close()
    await _execute(
        admin_dsn(plan, passwords, database),
        f"ALTER SCHEMA public OWNER TO {owner};"
        "REVOKE ALL ON SCHEMA public FROM PUBLIC;"
        f"GRANT USAGE ON SCHEMA public TO {', '.join((backup, *serving))};",
    )


async def _create_for_backups(plan: Plan, passwords: Passwords) -> None:
    if plan.own.postgres:
        return  # a server of one's own is backed up by its own tools
    admin = await asyncpg.connect(admin_dsn(plan, passwords))
    try:
        await _login(admin, passwords, BACKUPS)
        await admin.execute(f"ALTER ROLE {BACKUPS} REPLICATION")
    finally:
        await admin.close()


async def _create_for_keycloak(plan: Plan, passwords: Passwords) -> None:
    admin = await asyncpg.connect(admin_dsn(plan, passwords))
    try:
        await _login(admin, passwords, "keycloak")
        await _database(admin, "keycloak", "keycloak")
        if not plan.own.postgres:  # these two let everybody in; on a server of one's own they are not ours to close
            await admin.execute("REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC")
    finally:
        await admin.close()
    await _execute(admin_dsn(plan, passwords, "keycloak"), "ALTER SCHEMA public OWNER TO keycloak")


async def _login(admin: asyncpg.Connection, passwords: Passwords, name: str) -> None:
    if not await admin.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", name):
        await admin.execute(f"CREATE ROLE {name}")
    await admin.execute(
        f"ALTER ROLE {name} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"
        f" PASSWORD '{passwords[f'postgres/{name}']}'"
    )


async def _database(admin: asyncpg.Connection, name: str, owner: str) -> None:
    if not await admin.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", name):
        await admin.execute(f'CREATE DATABASE "{name}" OWNER {owner}')
    await admin.execute(f'REVOKE ALL ON DATABASE "{name}" FROM PUBLIC')


async def _execute(dsn: str, sql: str) -> None:
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(sql)
    finally:
        await connection.close()
