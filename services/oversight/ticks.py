"""What is due: a table that has seen steps is published within some two seconds, one edition for many steps."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

from services.kit import actor, clock, modes
from services.kit.errors import Refusal
from services.oversight import actions, figures, store

log = logging.getLogger(__name__)

EVERY = 1.5  # seconds; the promise is five from the step to the page


def loops(house: modes.House) -> list[Callable[[], Awaitable[None]]]:
    async def publishing() -> None:
        while True:
            begun = time.monotonic()
            try:
                await publish_all(house)
            except Refusal as trouble:
                log.info("publishing waits: %s", trouble.code)
            await asyncio.sleep(max(EVERY, time.monotonic() - begun))  # never more than half of the time at work

    return [publishing]


async def publish_all(house: modes.House) -> None:
    """Each table that is ahead of its edition. The cells are chosen between two transactions, in a thread: a large
    province takes seconds."""
    async with house.db.begin() as tx:
        tables = await store.unpublished(tx)
    for table in tables:
        async with house.db.begin() as tx:
            files = await store.files(tx, table)
        shown = await asyncio.to_thread(figures.shown, table, files)
        machine = actor.machine("oversight", table.province)
        async with house.db.begin(table.province) as tx:
            await actions.publish_figures(tx, machine, table, shown, at=clock.now())
