"""What a service does once: `migrate`, `openapi`, `tick` as of an instant, `replay` (dead letters once more), `verify`
(the ledger against the heads that oversight keeps), `restored` (after a restore), `hand-out` (an office's data)."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from services.kit import clock, handout, ledger, outbox, rpc
from services.kit.actor import machine
from services.kit.due import Tick
from services.kit.house import House, Plan, built, database
from services.kit.inbox import Inbox
from services.kit.settings import Settings
from services.kit.sweep import Sweep


def migrate(service: str, dsn: str) -> None:
    """Bring the service's database to the newest shape, and keep the months of partitions ahead."""
    config = Config()
    here = Path(__file__).parent
    config.set_main_option("script_location", str(here / "migrations"))
    config.set_main_option("version_locations", str(here.parent / service / "migrations"))
    config.set_main_option("path_separator", "newline")
    config.attributes["dsn"] = dsn
    command.upgrade(config, "head")


def openapi(plan: Plan) -> None:
    """The service's OpenAPI to standard output; nothing is connected for it."""
    nothing: Any = None
    made = plan.app(House(nothing, nothing, nothing, nothing, nothing, {}))
    print(json.dumps(made.openapi(), ensure_ascii=False, indent=1, sort_keys=True))


async def tick(plan: Plan, told: Settings, at: str) -> None:
    async with database(told, "consume", 2) as db:
        house = built(plan, told, db)
        done = await Tick(db, plan.doers(house), plan.errands(house)).once(clock.instant(at))
        print(f"{plan.service}: {done} duties done")


async def replay(plan: Plan, told: Settings) -> None:
    async with database(told, "consume", 2) as db:
        house = built(plan, told, db)
        door = Inbox(db, plan.hears(house))
        for owner in door.hears:
            done = await Sweep(db, door, rpc.facts_after(house.peers)).replay(owner)
            print(f"{plan.service}: {done} dead letters of {owner} applied")


async def verify(plan: Plan, told: Settings) -> int:
    """Check each office's ledger against its own head and all that oversight keeps; how many do not hold. A head that
    contradicts another of its number, or was not signed by this service, agrees with no ledger."""
    async with database(told, "relay", 1) as db:
        house = built(plan, told, db)
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


async def restored(plan: Plan, told: Settings, register: Iterable[str]) -> None:
    """After a restore, before any door opens: facts begin a new epoch, every chain of the ledger gets the break on
    record, and the register of erasures (JSON lines) is replayed."""
    async with database(told, "relay", 1) as relay, database(told, "app", 1) as db:
        house = built(plan, told, db)
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


async def hand_out(plan: Plan, told: Settings, office: str) -> None:
    """To standard output, for a pipe that seals it."""
    async with database(told, "app", 1) as db:
        async for line in handout.lines(db, built(plan, told, db).vault, plan.service, plan.tables, office):
            print(line)
