"""The ways a service runs: serve | relay | consume | tick apart, `all` in one process; or what it does `once`.

A service's `__main__` wires its own parts into a `Plan` and hands it to `main`; what is read there from top to bottom
is all there is.
"""

import argparse
import asyncio
import functools
import logging
import signal
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, contextmanager

import uvicorn
import uvloop

from services.kit import metrics, once, operations, rpc, settings, telemetry
from services.kit.auth import Seal
from services.kit.bus import Bus
from services.kit.db import Database
from services.kit.due import Tick
from services.kit.errors import Refusal
from services.kit.house import House, Plan, built, database
from services.kit.inbox import Inbox
from services.kit.ledger import Checker, Sealer
from services.kit.outbox import Relay
from services.kit.renewal import Renewal
from services.kit.settings import Settings
from services.kit.sweep import Sweep

log = logging.getLogger(__name__)

ONCE = ("migrate", "replay", "verify", "restored", "hand-out", "openapi")
MODES = ("all", "serve", "relay", "consume", "tick", *ONCE)
DRAIN = 8  # seconds for requests in flight after SIGTERM


def main(plan: Plan) -> None:
    """Run one mode of the service, named on the command line."""
    parser = argparse.ArgumentParser(prog=f"services.{plan.service}")
    parser.add_argument("mode", choices=MODES)
    parser.add_argument("--at", help="tick once as of this instant (development only)")
    parser.add_argument("--office", help="hand-out: whose data")
    asked = parser.parse_args()
    if asked.mode == "openapi":
        once.openapi(plan)
        return
    told = settings.read()
    telemetry.start(plan.service, otlp=told.otlp, share=told.share)
    if asked.mode == "migrate":
        once.migrate(plan.service, told.database("migrate"))
        return
    if asked.at and not told.development:
        sys.exit("titian: --at is for development only")
    if asked.mode == "replay":
        uvloop.run(once.replay(plan, told))
    elif asked.mode == "verify":
        sys.exit(min(uvloop.run(once.verify(plan, told)), 1))
    elif asked.mode == "restored":
        uvloop.run(once.restored(plan, told, sys.stdin))
    elif asked.mode == "hand-out":
        uvloop.run(once.hand_out(plan, told, asked.office or ""))
    else:
        uvloop.run(once.tick(plan, told, asked.at) if asked.at else _run(plan, told, asked.mode))


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
            relay_db = await closing.enter_async_context(database(told, "relay", 2))
        if "relay" in here and relay_db:
            relay = Relay(relay_db, bus, plan.service, poll=1.0 if mode == "all" else 0.2)
            hint = relay.hint
            seal = Seal(plan.service, told.keys)
            loops += [relay.run, Sealer(relay_db, plan.service, seal.sign).run, Checker(relay_db).run]
        if here & {"consume", "tick"}:
            db = await closing.enter_async_context(database(told, "consume", 2 if mode != "all" else 3, hint))
            house = built(plan, told, db)
            if "consume" in here:
                door = Inbox(db, plan.hears(house))
                loops += [_listening(bus, door, owner) for owner in door.hears]
                loops += [Sweep(db, door, rpc.facts_after(house.peers)).run, *plan.loops(house)]
            if "tick" in here:
                tick = Tick(db, plan.doers(house), plan.errands(house))
                loops += [tick.run, tick.tidy, Renewal(db, house.vault, plan.tables).run]
        if "serve" in here and relay_db:
            db = await closing.enter_async_context(database(told, "app", 8, hint))
            house = built(plan, told, db)
            house.relay = relay_db
            if "public" in told.databases:
                house.public = await closing.enter_async_context(database(told, "public", 1))
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
