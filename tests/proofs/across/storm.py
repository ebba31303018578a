"""Requests of many offices at once on a pool of three, cancelled wherever they happen to be."""

import asyncio
from dataclasses import replace
from random import Random

from tests.proofs.across.attack import Attack, Step
from tests.proofs.across.offices import POOL

AT_ONCE = 6  # twice the pool: some are cancelled while they wait for a connection


async def rage(attack: Attack, number: int, lot: Random) -> int:
    """Cancel so many; how many were inside a transaction. Raises where a pool is not whole afterwards."""
    while (left := number - attack.counted["cancelled"]) > 0:
        await asyncio.gather(*(attack.step(_step(lot), judged=False) for _ in range(min(AT_ONCE, left))))
        await attack.look()
    for part in attack.world.parts.values():
        for _ in range(POOL):
            async with part.serving.begin() as tx:
                assert not await tx.scalar(attack.office_set), f"{part.name}: a connection keeps an office"
        pool = part.serving._engine.pool
        assert pool.checkedout() == 0, f"{part.name}: a connection was not given back"
        idle = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in%'"
        rows = await attack.witnesses[part.name].rows(idle)
        assert rows[0][0] == 0, f"{part.name}: a transaction was left open"
    return attack.counted["cancelled in flight"]


def _step(lot: Random) -> Step:
    """Cancelled after about as many turns of the loop as requests take."""
    number = lot.randrange(1_000_000)
    step = Step(number, lot.randrange(1_000_000), True, lot.random() < 0.7, number // 7, False, False, False, 1)
    return replace(step, turns=lot.randrange(20, 600))
