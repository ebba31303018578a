"""A list of fifty with sight among a million cases, on connections that have served it before.

Eight people read at once; each of the eight connections of the service has by then served the list often enough for
plans that know no values. Page 1,000 is reached as people reach it, by the cursors of the pages before it.
"""

import asyncio
import statistics
import time
from dataclasses import dataclass
from typing import Final

import aiohttp

from deploy.local.running import Running
from tests.bench import officers
from tests.bench.load import Wish, loaded
from tests.bench.officers import ONE, Officer

CONNECTIONS: Final = 8
WARM: Final = 150  # lists for each connection before anything counts
SECONDS: Final = 5.0
ROUNDS: Final = 5
PAGE: Final = 1000


@dataclass(frozen=True)
class Figures:
    """Milliseconds; p95 by whose list it is."""

    p95: dict[str, float]
    deep_by_first: float


async def measure(street: Running, people: list[Officer]) -> Figures:
    readers = {role: [one for one in people if one.role == role and one.office == ONE] for role in _LISTS}
    p95: dict[str, float] = {}
    for role, path in _LISTS.items():
        await officers.log_in(street, readers[role])
        tokens = [one.token for one in readers[role]]
        wish = Wish(street.plan.port("cases"), path, tokens, CONNECTIONS, SECONDS)
        warm = 0
        while warm < WARM * CONNECTIONS:
            warm += len((await loaded(wish)).took)
        rounds = [await loaded(wish) for _ in range(ROUNDS)]
        assert {status for done in rounds for status in done.statuses} == {"200"}, rounds[0].statuses
        p95[role] = statistics.median(done.quantile(0.95) for done in rounds)
    return Figures(p95, await _deep_by_first(street, readers["dinas"][0]))


async def _deep_by_first(street: Running, reader: Officer) -> float:
    """How much longer page 1,000 takes than page 1, read in turn."""
    await officers.log_in(street, [reader])
    address, headers = f"{street.url('cases')}/v1/cases", {"Authorization": f"Bearer {reader.token}"}
    async with aiohttp.ClientSession(headers=headers) as web:

        async def page(cursor: str | None) -> tuple[float, str]:
            began = time.perf_counter()
            async with web.get(address, params={"cursor": cursor} if cursor else {}) as answer:
                answer.raise_for_status()
                told = await answer.json()
            assert len(told["items"]) == 50
            return time.perf_counter() - began, told["next"]

        cursor: str | None = None
        for _ in range(PAGE - 1):
            _, cursor = await page(cursor)
            await asyncio.sleep(0.02)  # fifty a second is what one person may ask
        first, deep = [], []
        for _ in range(100):
            first.append((await page(None))[0])
            deep.append((await page(cursor))[0])
            await asyncio.sleep(0.04)
    return statistics.median(deep) / statistics.median(first)


_LISTS: Final = {"dinas": "/v1/cases", "tksk": "/v1/cases", "psm": "/v1/cases"}
