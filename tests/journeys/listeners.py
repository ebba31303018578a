"""Whether every service has heard everything that the others said: read where the listeners keep their marks."""

import asyncio
import time

import asyncpg

from deploy.local.plan import WITH_FACTS
from deploy.local.running import Running


async def all_caught_up(street: Running, within: float) -> None:
    """Every listener's mark comes to where each owner's head was when this was asked; no fact died on the way."""
    heads = {owner: await _head(street, owner) for owner in WITH_FACTS}
    end = time.monotonic() + within
    for listener in WITH_FACTS:
        while behind := await _behind(street, listener, heads):
            assert time.monotonic() < end, f"{listener} has not heard all: {behind}"
            await asyncio.sleep(0.5)
        assert await _value(street, listener, "SELECT count(*) FROM dead_letters") == 0, f"{listener} buried facts"


async def _head(street: Running, owner: str) -> int:
    """How many facts the owner has said, those that the relay has not numbered yet included."""
    return await _value(street, owner, "SELECT count(*) FROM outbox")


async def _behind(street: Running, listener: str, heads: dict[str, int]) -> dict[str, tuple[int, int]]:
    connection = await asyncpg.connect(street.admin_dsn(listener))
    try:
        marks = {row["owner"]: row["mark"] for row in await connection.fetch("SELECT owner, mark FROM marks")}
    finally:
        await connection.close()
    return {owner: (mark, heads[owner]) for owner, mark in marks.items() if mark < heads[owner]}


async def _value(street: Running, database: str, query: str) -> int:
    connection = await asyncpg.connect(street.admin_dsn(database))
    try:
        return int(await connection.fetchval(query))
    finally:
        await connection.close()
