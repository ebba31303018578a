"""The database as its own log-ins see it, and as its owner does, for what a door would never show."""

import asyncio
from typing import Any
from uuid import UUID

import asyncpg

from tests.referral.town import Town


def rows(town: Town, sql: str, *values: str, service: str = "referral") -> list[str]:
    """The first column, seen by the administrator of the server, whom no wall holds."""
    return asyncio.run(_rows(town.street.admin_dsn(service), None, sql, values))


def rows_of(town: Town, office: str, sql: str, *values: str) -> list[str]:
    """The first column, seen by the service's own log-in in the context of an office."""
    return asyncio.run(_rows(town.street.dsn("referral", "app"), office, sql, values))


def outbox(town: Town, subject_id: str) -> list[bytes]:
    """What was announced about it."""
    found = asyncio.run(
        _rows(
            town.street.admin_dsn("referral"), None, "SELECT payload FROM outbox WHERE subject_id = $1", (subject_id,)
        )
    )
    return [bytes(payload) for payload in found]


def change(town: Town, sql: str, *values: str) -> None:
    """What no door would do, done by the administrator of the server."""
    asyncio.run(_change(town.street.admin_dsn("referral"), sql, values))


async def _change(dsn: str, sql: str, values: tuple[str, ...]) -> None:
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(sql, *values)
    finally:
        await connection.close()


async def _rows(dsn: str, office: str | None, sql: str, values: tuple[str, ...]) -> list[Any]:
    connection = await asyncpg.connect(dsn)
    try:
        async with connection.transaction():
            if office:
                await connection.execute(f"SET LOCAL titian.office = '{office}'")
            return [row[0] for row in await connection.fetch(sql, *(UUID(value) for value in values))]
    finally:
        await connection.close()
