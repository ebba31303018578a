"""No listener asks owners for what it has missed: what the broker loses stays lost."""

import asyncio

from services.kit import modes


class NoSweep:
    """In the place of the sweep; it does nothing, for ever."""

    def __init__(self, *_: object) -> None:
        pass

    async def run(self) -> None:
        await asyncio.Event().wait()


def break_it() -> None:
    vars(modes)["Sweep"] = NoSweep
