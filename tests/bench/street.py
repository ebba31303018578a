"""The street under measurement: rows in its databases, whether its listeners are idle, when a transaction committed."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Any, Final

import asyncpg

from deploy.local.running import Running

LISTENERS: Final = ("notify", "oversight", "referral")  # who hears of cases
PATIENCE: Final = 900.0  # seconds for listeners to come up with what was written


@contextlib.asynccontextmanager
async def looking(street: Running, service: str) -> AsyncIterator[Any]:
    """As the superuser, who counts what is there."""
    connection = await asyncpg.connect(street.admin_dsn(service))
    try:
        yield connection
    finally:
        await connection.close()


async def count(street: Running) -> int:
    """Cases."""
    async with looking(street, "cases") as admin:
        return int(await admin.fetchval("SELECT count(*) FROM cases"))


async def until_idle(street: Running) -> None:
    """Until every fact of cases has reached everybody who hears of it: what follows is not burdened by what was."""
    async with contextlib.AsyncExitStack() as stack:
        owner = await stack.enter_async_context(looking(street, "cases"))
        others = [await stack.enter_async_context(looking(street, name)) for name in LISTENERS]
        await until(lambda: _missing(owner, others), 0)


async def until(found: Callable[[], Awaitable[int]], wanted: int) -> None:
    """Until a number has come up to what is wanted."""
    end = time.monotonic() + PATIENCE
    while (number := await found()) < wanted:
        if time.monotonic() > end:
            raise SystemExit(f"bench: stands at {number} of {wanted}")
        await asyncio.sleep(0.3)


async def _missing(owner: Any, others: Sequence[Any]) -> int:
    """How far the last of those who hear is behind, below zero."""
    waiting = await owner.fetchval("SELECT count(*) FROM outbox WHERE pos IS NULL")
    last = await owner.fetchval("SELECT max(pos) FROM outbox WHERE noun = 'case'") or 0
    heard = [await other.fetchval(_HEARD) for other in others]
    return min(min(heard) - last, 0) - int(waiting)


_HEARD: Final = """SELECT greatest((SELECT max(pos) FROM inbox WHERE owner = 'cases'),
  (SELECT mark FROM marks WHERE owner = 'cases'), 0)"""


async def keep_commit_times(street: Running) -> None:
    """PostgreSQL notes when each transaction committed, from its next start on; Keycloak would go on with dead
    connections."""
    async with looking(street, "postgres") as admin:
        if await admin.fetchval("SHOW track_commit_timestamp") == "on":
            return
        await admin.execute("ALTER SYSTEM SET track_commit_timestamp = on")
    for part in ("postgres", "keycloak"):
        await asyncio.to_thread(street.ask, "restart", part, 300)
