"""What is killed, and how it is known that it was at work: asked right before the signal, a few milliseconds at most.

serve, portal, keycloak   requests of ours on their way to it; afterwards, those of them that never got an answer
relay                     committed facts that have no number yet
consume                   facts that the broker holds for it, unacknowledged
tick                      duties that are due, or leased to it
postgres                  transactions of the services that are open
nats                      facts that it holds for listeners, and such as are on their way to it
"""

import asyncio
import os
import shutil
import signal
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import asyncpg

from deploy.local.plan import LOOPS, WITH_FACTS, CannotStart
from deploy.local.running import Running
from tests.proofs.load import Client, Flight, lots
from tests.proofs.recount import in_broker

PATIENCE: Final = 8.0  # seconds to wait for work in flight
RISING: Final = 180  # seconds for a process to be ready again
PAUSED: Final = 200  # facts that the broker shall hold for paused listeners before it is wiped
AWAY: Final = (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError)


@dataclass(frozen=True)
class Fault:
    """`name` is a process of the street. Of the broker: `wiped`, with its whole folder; `paused`, while no listener
    listens."""

    name: str
    wiped: bool = False
    paused: bool = False

    @property
    def kind(self) -> str:
        loop = self.name.rpartition("-")[2]
        return loop if loop in LOOPS else "serve" if self.name in WITH_FACTS else self.name


@dataclass
class Struck:
    """A fault as it went: how much work was seen in flight, and which requests of ours were."""

    fault: Fault
    work: int
    flights: list[Flight] = field(default_factory=list)

    @property
    def hit(self) -> bool:
        """Whether it hit work: seen right before and, where that can be told, broken off."""
        return any(flight.broken for flight in self.flights) if self.flights else self.work > 0


class Killer:
    def __init__(self, street: Running, client: Client, seed: int) -> None:
        self._street, self._client = street, client
        self._lots = lots(seed)
        self._known: dict[str, asyncpg.Connection] = {}
        self._rising: dict[str, asyncio.Task[None]] = {}
        self.struck: list[Struck] = []

    async def strike(self, fault: Fault) -> None:
        """Once it is at work: kill it, lose what is to be lost, and have it started again within a second."""
        for name in self._rising.keys() if fault.paused else self._rising.keys() & {fault.name, "postgres"}:
            await self._rising[name]
        if fault.kind == "keycloak":
            self._client.renew()
        with _still(await self._listeners()) if fault.paused else nullcontext():
            work = await self._at_work(fault)
            flights = list(self._client.flights.get(fault.name, ()))
            await asyncio.to_thread(self._street.kill, fault.name)
            self.struck.append(Struck(fault, work, flights))
            if fault.wiped:
                await asyncio.to_thread(_empty, self._street.folder / "nats" / "store")
            await asyncio.sleep(self._lots.random())
            self._rising[fault.name] = asyncio.create_task(self._raise(fault.name))
            if fault.paused:
                await self._rising[fault.name]

    async def close(self) -> None:
        """All that was struck is up again."""
        for rising in self._rising.values():
            await rising
        for connection in self._known.values():
            with suppress(*AWAY):
                await connection.close(timeout=2)

    def hits(self) -> Counter[str]:
        """By kind of process, and of the broker's losses."""
        hit = [struck.fault for struck in self.struck if struck.hit]
        lost = {"wiped": [one for one in hit if one.wiped], "paused": [one for one in hit if one.paused]}
        return Counter(one.kind for one in hit) + Counter({word: len(found) for word, found in lost.items()})

    async def _raise(self, name: str) -> None:
        """Started again as long as it takes, as compose does: Keycloak ends by itself when its database is killed while
        it starts."""
        for _ in range(RISING // 10):
            with suppress(CannotStart):
                return await asyncio.to_thread(self._street.ask, "up", name, 10)
        raise CannotStart(f"{name} does not rise again")

    async def _at_work(self, fault: Fault) -> int:
        """How much is in flight, as soon as there is enough of it."""
        wanted, end = PAUSED if fault.paused else 1, time.monotonic() + PATIENCE * (4 if fault.paused else 1)
        while True:
            work = await self._work(fault)
            if work >= wanted or time.monotonic() > end:
                return work
            await asyncio.sleep(0.01)

    async def _work(self, fault: Fault) -> int:
        with suppress(*AWAY):
            match fault.kind:
                case "relay":
                    return await self._count(fault.name.partition("-")[0], _UNNUMBERED)
                case "consume":
                    return await asyncio.to_thread(in_broker, self._street, fault.name.partition("-")[0])
                case "nats":
                    return await asyncio.to_thread(in_broker, self._street)
                case "tick":
                    return await self._count(fault.name.partition("-")[0], _DUE)
                case "postgres":
                    return await self._count("postgres", _OPEN)
            return len(self._client.flights.get(fault.name, ()))
        return 0

    async def _count(self, database: str, query: str) -> int:
        known = self._known.get(database)
        if known is None or known.is_closed():
            known = self._known[database] = await asyncpg.connect(self._street.admin_dsn(database), timeout=5)
        return int(await known.fetchval(query, timeout=5))

    async def _listeners(self) -> list[int]:
        """All of them: one that ended by itself when its database was killed is started again first."""
        end = time.monotonic() + RISING
        while True:
            with suppress(KeyError):
                return [self._street.pid(f"{service}-consume") for service in WITH_FACTS]
            assert time.monotonic() < end, "not every listener rises again"
            await asyncio.sleep(0.1)


@contextmanager
def _still(pids: list[int]) -> Iterator[None]:
    """Nothing of these goes on: each stands still where it is."""
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


def _empty(folder: Path) -> None:
    for child in folder.iterdir():
        shutil.rmtree(child)


def drawn(faults: Sequence[Fault], seed: int) -> list[Fault]:
    """In an order by lot, with no two of one process in a row where that can be helped."""
    rest, order = list(faults), list[Fault]()
    lots(seed).shuffle(rest)
    while rest:
        found = next((one for one in rest if not order or one.name != order[-1].name), rest[0])
        rest.remove(found)
        order.append(found)
    return order


def every(kinds: dict[str, int], **more: Any) -> list[Fault]:
    return [Fault(name, **more) for name, times in kinds.items() for _ in range(times)]


_UNNUMBERED: Final = "SELECT count(*) FROM outbox WHERE pos IS NULL"
_DUE: Final = "SELECT count(*) FROM due WHERE done_at IS NULL AND due_at < now() + interval '30 seconds'"
_OPEN: Final = """SELECT count(*) FROM pg_stat_activity WHERE xact_start IS NOT NULL AND pid <> pg_backend_pid()
  AND usename NOT IN ('titian', 'keycloak')"""
