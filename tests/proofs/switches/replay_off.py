"""After a restore the register of erasures is not replayed: who was erased since is back."""

from typing import Any

from services.cases import ticks


def break_it() -> None:
    async def erase(tx: Any, told: Any) -> bool:
        return False

    ticks.erases = lambda house: erase
