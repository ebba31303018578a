"""The ways a service runs: serve | relay | consume | tick apart, `all` in one process; and once: `migrate`, `openapi`,
`replay` (dead letters once more), `verify` (the ledger against the heads that oversight keeps), `restored` (after a
restore), `hand-out` (an office's data).

A service's `__main__` wires its own parts into a `House` and hands it to `main`; what is read there from top to bottom
is all there is.
"""

import argparse
import asyncio
import functools
import json
import logging
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import grpc.aio
import sqlalchemy as sa
import uvicorn
import uvloop
from alembic import command
from alembic.config import Config
from fastapi import FastAPI

from services.kit import clock, handout, ledger, metrics, operations, outbox, rpc, settings, telemetry
from services.kit.actor import machine
from services.kit.auth import Seal, Tokens
from services.kit.bus import Bus
from services.kit.db import Database, Tx
from services.kit.due import Doer, Errand, Tick
from services.kit.errors import Refusal
from services.kit.inbox import Handler, Inbox
from services.kit.ledger import Checker, Sealer
from services.kit.outbox import Relay
from services.kit.renewal import Renewal
from services.kit.settings import Settings
from services.kit.sweep import Sweep
from services.kit.vault import Vault

log = logging.getLogger(__name__)

ONCE = ("migrate", "replay", "verify", "restored", "hand-out", "openapi")
MODES = ("all", "serve", "relay", "consume", "tick", *ONCE)
DRAIN = 8  # seconds for requests in flight after SIGTERM


@dataclass
class House:
    """The parts of one running service."""

    settings: Settings
    db: Database
    vault: Vault
    tokens: Tokens
    seal: Seal
    peers: dict[str, rpc.Peer]
    neighbours: Any = None
    relay: Any = None  # the Database of the relay's log-in, where this process serves

    @property
    def service(self) -> str:
        return self.settings.service


# Erases somebody once more, as an entry of the register says; False where nothing was left to erase.
Eraser = Callable[[Tx, Mapping[str, Any]], Awaitable[bool]]


@dataclass(frozen=True)
class Plan:
    """What a service is made of. `hears` and `duties` are asked for with the house, so that actions get its parts.
    `loops` are further endless jobs of `consume` (oversight's publishing); `erases` replays a register of erasures."""

    service: str
    app: Callable[[House], FastAPI]
    rpc: Callable[[grpc.aio.Server, House], None] = lambda server, house: None
    hears: Callable[[House], Mapping[str, Mapping[str, Mapping[str, Handler | None]]]] = lambda house: {}
    doers: Callable[[House], Mapping[str, Doer]] = lambda house: {}
    errands: Callable[[House], Mapping[str, Errand]] = lambda house: {}
    loops: Callable[[House], list[Callable[[], Awaitable[None]]]] = lambda house: []
    neighbours: Callable[[House], Any] = lambda house: None
    erases: Callable[[House], Eraser] | None = None
    tables: sa.MetaData = field(default_factory=sa.MetaData)


def main(plan: Plan) -> None:
    """Run one mode of the service, named on the command line."""
    parser = argparse.ArgumentParser(prog=f"services.{plan.service}")
    parser.add_argument("mode", choices=MODES)
    parser.add_argument("--at", help="tick once as of this instant (development only)")
    parser.add_argument("--office", help="hand-out: whose data")
    asked = parser.parse_args()
    if asked.mode == "openapi":
        print_openapi(plan)
        return
    told = settings.read()
    telemetry.start(plan.service, otlp=told.otlp, share=told.share)
    if asked.mode == "migrate":
        migrate(plan.service, told.database("migrate"))
        return
    if asked.at and not told.development:
        sys.exit("titian: --at is for development only")
    try:
        if asked.mode == "replay":
            uvloop.run(_replay(plan, told))
        elif asked.mode == "verify":
            sys.exit(min(uvloop.run(_verify(plan, told)), 1))
        elif asked.mode == "restored":
            uvloop.run(_restored(plan, told, sys.stdin))
        elif asked.mode == "hand-out":
            uvloop.run(_hand_out(plan, told, asked.office or ""))
        else:
            uvloop.run(_tick_once(plan, told, asked.at) if asked.at else _run(plan, told, asked.mode))
    finally:
        telemetry.end()


def migrate(service: str, dsn: str) -> None:
    """Bring the service's database to the newest shape, and keep the months of partitions ahead."""
    config = Config()
    here = Path(__file__).parent
    config.set_main_option("script_location", str(here / "migrations"))
    config.set_main_option("version_locations", str(here.parent / service / "migrations"))
    config.set_main_option("path_separator", "newline")
    config.attributes["dsn"] = dsn
    command.upgrade(config, "head")


def print_openapi(plan: Plan) -> None:
    """The service's OpenAPI to standard output; nothing is connected for it."""
    nothing: Any = None
    made = plan.app(House(nothing, nothing, nothing, nothing, nothing, {}))
    print(json.dumps(made.openapi(), ensure_ascii=False, indent=1, sort_keys=True))


def _house(plan: Plan, told: Settings, db: Database) -> House:
    seal = Seal(plan.service, told.keys)
    parties = ["portal", "curl"] if told.development else ["portal"]
    house = House(
        settings=told,
        db=db,
        vault=Vault(told.keys),
        tokens=Tokens(told.issuer, plan.service, parties, told.issuer_at),
        seal=seal,
        peers={name: rpc.Peer(seal, name, address) for name, address in told.peers.items() if address},
    )
    house.neighbours = plan.neighbours(house)
    return house


@asynccontextmanager
async def _database(
    told: Settings, login: str, pool: int, announced: Callable[[], None] | None = None
) -> AsyncIterator[Database]:
    db = Database(told.database(login), pool=pool, name=f"{told.service}-{login}", announced=announced)
    try:
        yield db
    finally:
        await db.close()


async def _tick_once(plan: Plan, told: Settings, at: str) -> None:
    async with _database(told, "consume", 2) as db:
        house = _house(plan, told, db)
        done = await Tick(db, plan.doers(house), plan.errands(house)).once(clock.instant(at))
        print(f"{plan.service}: {done} duties done")


async def _replay(plan: Plan, told: Settings) -> None:
    async with _database(told, "consume", 2) as db:
        house = _house(plan, told, db)
        door = Inbox(db, plan.hears(house))
        for owner in door.hears:
            done = await Sweep(db, door, rpc.facts_after(house.peers)).replay(owner)
            print(f"{plan.service}: {done} dead letters of {owner} applied")


async def _verify(plan: Plan, told: Settings) -> int:
    """Check each office's ledger against its own head and all that oversight keeps; how many do not hold. A head that
    contradicts another of its number, or was not signed by this service, agrees with no ledger."""
    async with _database(told, "relay", 1) as db:
        house = _house(plan, told, db)
        kept: dict[str, dict[int, bytes]] = {}
        async for head in rpc.heads_kept(house.peers["oversight"]):
            numbers = kept.setdefault(head.office, {})
            mine = house.seal.verified(ledger.signed(plan.service, head.office, head.seq, head.hash), head.signature)
            numbers[head.seq] = head.hash if mine and numbers.get(head.seq, head.hash) == head.hash else b""
        async with db.begin() as tx:
            offices = sorted(kept.keys() | await ledger.offices(tx))
        broken = 0
        for office in offices:
            async with db.begin() as tx:
                await tx.execute(sa.text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))  # the sealer goes on
                found = await ledger.verify(tx, office, kept.get(office, {}))
            broken += found is not None
            print(f"{plan.service} {office}: " + ("holds" if found is None else f"BROKEN at number {found}"))
        print(f"{plan.service}: {len(offices)} ledgers, {broken} broken")
        return broken


async def _restored(plan: Plan, told: Settings, register: Iterable[str]) -> None:
    """After a restore, before any door opens: facts begin a new epoch, every chain of the ledger gets the break on
    record, and the register of erasures (JSON lines) is replayed."""
    async with _database(told, "relay", 1) as relay, _database(told, "app", 1) as db:
        house = _house(plan, told, db)
        async with relay.begin() as tx:
            await outbox.begin_epoch(tx)
            offices = sorted(await ledger.offices(tx))
        for office in offices:
            async with db.begin(office) as tx:
                await ledger.broken(tx, machine(plan.service, office))
        erased = 0
        if plan.erases:
            erase = plan.erases(house)
            for entry in map(json.loads, register):
                async with db.begin(entry["office"]) as tx:
                    erased += await erase(tx, entry)
        print(f"{plan.service}: a new epoch; {len(offices)} ledgers have the break on record; {erased} erased again")


async def _hand_out(plan: Plan, told: Settings, office: str) -> None:
    """To standard output, for a pipe that seals it."""
    async with _database(told, "app", 1) as db:
        async for line in handout.lines(db, _house(plan, told, db).vault, plan.service, plan.tables, office):
            print(line)


async def _run(plan: Plan, told: Settings, mode: str) -> None:
    """Run the loops of a mode until SIGTERM or Ctrl-C; then stop taking, finish what is in flight, close."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    here = {"serve", "relay", "consume", "tick"} if mode == "all" else {mode}
    async with AsyncExitStack() as closing:
        loops: list[Callable[[], Awaitable[None]]] = []
        web: _Web | None = None
        gauges: Callable[[], Awaitable[str]] | None = None
        bus = Bus(told.nats, plan.service)
        closing.push_async_callback(bus.close)
        relay_db: Database | None = None
        hint: Callable[[], None] | None = None
        if here & {"serve", "relay"}:
            relay_db = await closing.enter_async_context(_database(told, "relay", 2))
        if "relay" in here and relay_db:
            relay = Relay(relay_db, bus, plan.service, poll=1.0 if mode == "all" else 0.2)
            hint = relay.hint
            seal = Seal(plan.service, told.keys)
            loops += [relay.run, Sealer(relay_db, plan.service, seal.sign).run, Checker(relay_db).run]
        if here & {"consume", "tick"}:
            db = await closing.enter_async_context(_database(told, "consume", 2 if mode != "all" else 3, hint))
            house = _house(plan, told, db)
            if "consume" in here:
                door = Inbox(db, plan.hears(house))
                loops += [_listening(bus, door, owner) for owner in door.hears]
                loops += [Sweep(db, door, rpc.facts_after(house.peers)).run, *plan.loops(house)]
            if "tick" in here:
                tick = Tick(db, plan.doers(house), plan.errands(house))
                loops += [tick.run, tick.tidy, Renewal(db, house.vault, plan.tables).run]
        if "serve" in here and relay_db:
            db = await closing.enter_async_context(_database(told, "app", 8, hint))
            house = _house(plan, told, db)
            house.relay = relay_db
            server = rpc.server(told.grpc)
            rpc.serve_facts(server, house, relay_db)
            plan.rpc(server, house)
            await server.start()
            closing.push_async_callback(server.stop, DRAIN)
            host, _, port = told.http.rpartition(":")
            web = _Web(
                uvicorn.Config(
                    plan.app(house), host=host, port=int(port), log_level="warning", access_log=False, lifespan="off",
                    timeout_graceful_shutdown=DRAIN, server_header=False, date_header=False,
                )
            )  # fmt: skip
            loops.append(house.tokens.keep_fresh)
            gauges = functools.partial(_gauges, house)
        if told.metrics:
            closing.callback((await metrics.serve(told.metrics, gauges)).close)
        tasks = [asyncio.create_task(_forever(loop)) for loop in loops]
        serving = asyncio.create_task(web.serve()) if web else None
        waiting = asyncio.create_task(stop.wait())
        await asyncio.wait({waiting, *tasks, *({serving} if serving else ())}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if web and serving:
            web.should_exit = True
            await serving
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _gauges(house: House) -> str:
    """The process that serves says how the service stands: a loop that is down could not, and then it matters."""
    parts = metrics.ready(database=await house.db.ready(), login=house.tokens.ready)
    try:
        return parts + await operations.gauges(house.relay)
    except Refusal:
        return parts


class _Web(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Left to `_run`, which drains all parts and not the web alone."""
        yield


def _listening(bus: Bus, door: Inbox, owner: str) -> Callable[[], Awaitable[None]]:
    return lambda: bus.listen(owner, sorted(door.hears[owner]), door.receive)


async def _forever(loop: Callable[[], Awaitable[None]]) -> None:
    """A loop that ends by a fault begins again; the fault is logged by its kind."""
    while True:
        try:
            await loop()
        except Exception as fault:  # reason: the outermost frame of a loop that must not end
            log.error("a loop failed: %s", type(fault).__name__, exc_info=telemetry.without_values(fault))
        await asyncio.sleep(1)
