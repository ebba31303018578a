"""Code lists of the services, for the choices of a form. They change by law, not by the hour: kept ten minutes."""

import time
from typing import Any

from services.portal.neighbours import Json
from services.portal.visits import Visit

FRESH = 600  # seconds

_kept: dict[tuple[str, str, str], tuple[float, list[Json]]] = {}


async def code_list(visit: Visit, service: str, name: str) -> list[Json]:
    """The items of a list as they hold for the reader's office."""
    mark = (service, name, visit.me.office)
    until, items = _kept.get(mark, (0.0, []))
    if until < time.monotonic():
        items = list((await visit.get(service, f"/v1/code-lists/{name}"))["items"])
        _kept[mark] = (time.monotonic() + FRESH, items)
    return items


async def options(visit: Visit, service: str, name: str) -> list[tuple[str, str]]:
    """(code, words) for a choice, in the reader's language."""
    return [(str(item["code"]), words(visit, item)) for item in await code_list(visit, service, name)]


def words(visit: Visit, item: dict[str, Any]) -> str:
    return str(item["words"][visit.say.language])
