"""The idempotency key is not inserted with the effect: who comes again is not known."""

from typing import Any

from services.kit import keys

SHORT = True


def break_it() -> None:
    async def nothing(*told: Any, **named: Any) -> None:
        """Keeps no key."""

    keys.keep = nothing
