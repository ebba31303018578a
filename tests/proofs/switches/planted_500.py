"""The list of notices fails for one length of page, the longest: a fault instead of an answer."""

from typing import Any

from services.notify import store

SHORT = True


def break_it() -> None:
    notices = store.notices

    async def planted(*told: Any, limit: int, **named: Any) -> Any:
        if limit == 201:
            raise ZeroDivisionError
        return await notices(*told, limit=limit, **named)

    store.notices = planted
