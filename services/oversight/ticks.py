"""What is due: a table that has seen steps is published within some two seconds, one edition for many steps."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

from services.kit import actor, clock
from services.kit.errors import Refusal
from services.kit.house import House
from services.oversight import actions, figures, store
from services.oversight.figures import Table

log = logging.getLogger(__name__)

EVERY = 1.5  # seconds; the promise is five from the step to the page


def loops(house: House) -> list[Callable[[], Awaitable[None]]]:
    async def publishing() -> None:
        while True:
            begun = time.monotonic()
            try:
                await publish_all(house)
            except Refusal as trouble:
                log.info("publishing waits: %s", trouble.code)
            await asyncio.sleep(max(EVERY, time.monotonic() - begun))  # never more than half of the time at work

    return [publishing]


async def publish_all(house: House) -> None:
    """Each table that is ahead of its edition; one that fails keeps its last edition and is tried again."""
    async with house.db.begin() as tx:
        tables = await store.unpublished(tx)
    for table in tables:
        try:
            await publish(house, table)
        except Exception as trouble:  # noqa: BLE001 -- reason: whatever one table fails by, the provinces behind it go on
            log.error("not published: %s of province %s: %s", table.kind, table.province, type(trouble).__name__)


async def publish(house: House, table: Table) -> None:
    """The cells are chosen between two transactions, in a thread: a large province takes seconds."""
    async with house.db.begin() as tx:
        files = await store.files(tx, table)
    if below := sum(count < 0 for count in files.values()):
        log.error("%d counts below zero: %s of province %s", below, table.kind, table.province)
    shown = await asyncio.to_thread(figures.shown, table, files)
    machine = actor.machine("oversight", table.province)
    async with house.db.begin(table.province) as tx:
        await actions.publish_figures(tx, machine, table, shown, at=clock.now())
