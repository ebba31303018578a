"""A crowd at work and a killer beside it, until enough was recorded and all faults were struck; then the recount."""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Final

from deploy.local.running import Running
from tests.proofs.crowd import Crowd
from tests.proofs.faults import Killer
from tests.proofs.journal import Journal
from tests.proofs.load import PATIENCE, Client
from tests.proofs.recount import recount
from tests.proofs.walks import Walks

AT_ONCE: Final = 12  # intakes
APPOINTING: Final = 2.0  # seconds between two
LOOKED_AT: Final = {"registry": "v1/me", "notify": "v1/notices?limit=20", "oversight": "v1/figures?kind=cases"}


@dataclass(frozen=True)
class Outcome:
    """What an ordeal came to. `differences`: what the databases do not say as they must; none, or the proof fails."""

    recorded: int
    hits: Counter[str]
    answers: Counter[str]
    faults: list[str]  # answers that a door must never give
    differences: list[str]
    converged: float  # seconds
    counted: dict[str, int]
    seconds: float


async def endure(
    street: Running, crowd: Crowd, journal: Path, attack: Callable[[Walks, Killer], Awaitable[None]], *, intakes: int,
    seed: int, within: float, patience: float = PATIENCE,
) -> Outcome:  # fmt: skip
    """Work goes on until so much was recorded and the attack is over."""
    begun, lines = time.monotonic(), Journal(journal)
    async with Client(street, lines, patience) as client:
        walks, killer = Walks(client, crowd, seed), Killer(street, client, seed)
        numbers, over = count(1), asyncio.Event()

        async def work() -> None:
            while walks.recorded < intakes or not over.is_set():
                await walks.intake(next(numbers))

        async def suffer() -> None:
            await attack(walks, killer)
            over.set()

        async with asyncio.TaskGroup() as beside:
            going_on = [walks.watch(), walks.appoint(APPOINTING), *map(walks.pages, crowd.kabupaten)]
            going_on += [walks.read(service, path, crowd.kabupaten[0].head) for service, path in LOOKED_AT.items()]
            for walk in going_on:
                beside.create_task(walk)  # who gives up ends the ordeal: others would wait for her in vain
            async with asyncio.TaskGroup() as working:
                working.create_task(suffer())
                for _ in range(AT_ONCE):
                    working.create_task(work())
            await walks.over()
            walks.enough.set()
        await killer.close()
    lines.close()
    async with recount(street, journal) as counting:
        differences, converged = await counting.settled(within)
    return Outcome(
        recorded=walks.recorded, hits=killer.hits(), answers=client.answers,
        faults=[*client.faults, *walks.given_up], differences=differences, converged=converged,
        counted=counting.counted, seconds=time.monotonic() - begun,
    )  # fmt: skip
