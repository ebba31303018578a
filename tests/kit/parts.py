"""Parts for tests of kit: a database of kit's own tables, a broker that may be stopped and wiped, loops at work."""

import asyncio
import contextlib
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from pathlib import Path
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from deploy.local import broker, plan
from deploy.local.databases import create_scratch, drop_scratch
from deploy.local.passwords import Passwords
from deploy.local.plan import Own
from deploy.local.running import Running, is_ready
from services.kit import baseline, clock, ids
from services.kit.bus import Bus
from services.kit.db import Database
from services.kit.facts import Fact

BASE_PORT = 10_200  # of a broker of one's own; the street's ports lie below


class Scratch:
    """A database with the registry's log-ins and kit's tables; `app`, `consume` and `relay` are small pools of it."""

    def __init__(self, street: Running, name: str) -> None:
        self.street, self.name = street, name
        self.app, self.consume, self.relay = (self.pool(login, 3) for login in ("app", "consume", "relay"))

    async def create(self) -> None:
        await asyncio.to_thread(create_scratch, self.street.plan, self.street.passwords, "registry", self.name)
        async with connected(self.dsn("migrate")) as connection:
            await connection.run_sync(_first_step)

    async def drop(self) -> None:
        for pool in (self.app, self.consume, self.relay):
            await pool.close()
        await asyncio.to_thread(drop_scratch, self.street.plan, self.street.passwords, self.name)

    def dsn(self, login: str) -> str:
        return self.street.dsn("registry", login, self.name)

    def pool(self, login: str, size: int) -> Database:
        return Database(self.dsn(login), pool=size, name=f"test-{login}")

    async def empty(self, *tables: str) -> None:
        """One by one and by DELETE: TRUNCATE would make a file for each of their many months."""
        await self.admin(*("DELETE FROM " + table for table in tables))  # noqa: S608  # reason: names of ours

    async def migrate(self, *statements: str) -> None:
        """As the owner of the tables."""
        async with connected(self.dsn("migrate")) as connection:
            for statement in statements:
                await connection.exec_driver_sql(statement)

    async def admin(self, *statements: str) -> list[tuple[Any, ...]]:
        """As the superuser, who passes every wall; the rows of the last statement, if it has any."""
        async with connected(self.street.admin_dsn(self.name)) as connection:
            for statement in statements:
                told = await connection.exec_driver_sql(statement)
            return [tuple(row) for row in told] if told.returns_rows else []


@contextlib.asynccontextmanager
async def connected(dsn: str) -> AsyncIterator[AsyncConnection]:
    engine = create_async_engine(sa.make_url(dsn).set(drivername="postgresql+asyncpg"), poolclass=sa.NullPool)
    async with engine.begin() as connection:
        yield connection
    await engine.dispose()


def _first_step(connection: sa.Connection) -> None:
    with Operations.context(MigrationContext.configure(connection)):
        baseline.first("registry")
        baseline.operations("registry")
    baseline.ahead(connection)


class Broker:
    """A NATS server of one's own, with the street's settings and users."""

    def __init__(self, folder: Path) -> None:
        self.plan = plan.choose(folder, BASE_PORT, Own(containers=Own.from_environment().containers), "development")
        self.passwords = Passwords(folder)
        broker.configure(self.plan, self.passwords)
        self._process = broker.server(self.plan)

    async def start(self) -> None:
        if self._process.runs():
            return
        self._process.start()
        await asyncio.to_thread(self._process.wait_until, self._is_ready, 30)

    def _is_ready(self) -> bool:
        return is_ready(self.plan, self.passwords, "nats")

    async def stop(self) -> None:
        await asyncio.to_thread(self._process.stop)

    async def wipe(self) -> None:
        """As after the loss of its disk: it comes back and knows nothing."""
        await self.stop()
        shutil.rmtree(self.plan.folder / "nats" / "store")
        await self.start()

    def bus(self, service: str) -> Bus:
        return Bus(broker.url(self.plan, self.passwords, service), service)


class Heard:
    """A listener that only writes down what it is told."""

    def __init__(self) -> None:
        self.facts: list[Fact] = []

    async def receive(self, fact: Fact) -> bool:
        self.facts.append(fact)
        return True

    def since(self, pos: int) -> list[Fact]:
        """By their positions; within a subject they came in that order, or this fails."""
        found = [fact for fact in self.facts if fact.pos > pos]
        for subject in {fact.subject_id for fact in found}:
            seqs = [fact.seq for fact in found if fact.subject_id == subject]
            assert seqs == sorted(seqs)
        return sorted(found, key=lambda fact: fact.pos)


async def until(true: Callable[[], Awaitable[bool] | bool], seconds: float = 20) -> None:
    """Wait, bounded, until something is so."""
    async with asyncio.timeout(seconds):
        while True:
            said = true()
            if said if isinstance(said, bool) else await said:
                return
            await asyncio.sleep(0.02)


@contextlib.asynccontextmanager
async def at_work(*loops: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Endless loops of kit run while the block lasts; one that ended by a fault fails the test."""
    tasks = [asyncio.create_task(loop) for loop in loops]
    try:
        yield
        for task in tasks:
            if task.done():
                task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def fact(
    past: str = "opened", *, subject_id: UUID | None = None, office: str = "1906", area: str = "1906", said: bytes = b""
) -> Fact:
    """A fact about a case, as a service's `wire` makes it."""
    return Fact(
        noun="case", past=past, subject_id=subject_id or ids.new(), office=office, for_office=office, area=area,
        at=clock.now(), payload=said,
    )  # fmt: skip
