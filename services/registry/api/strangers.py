"""Doors without a log-in: who knocks is known by an address only, and is served by the public's own log-in to the
database, which reads and writes a few columns and nothing else."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import orjson
from fastapi import Depends, Header, Request
from fastapi.responses import Response

from services.kit import clock, openapi
from services.kit.errors import Malformed, TooMany
from services.kit.house import House

EACH = 50  # requests a second for one address; such is the portal too, which keeps a closer count of whom it asks for


@dataclass(frozen=True, slots=True)
class Stranger:
    """Somebody who shows no token."""

    house: House
    at: datetime


async def _stranger(request: Request) -> Stranger:
    if not request.app.state.strangers.allows(request.client.host if request.client else ""):
        raise TooMany(10)
    return Stranger(request.app.state.house, clock.now())


async def _key(key: Annotated[str, Header(alias="Idempotency-Key")]) -> str:
    if not re.fullmatch(openapi.KEY, key):
        raise Malformed("bad-key", "Idempotency-Key tidak berbentuk benar.", "The Idempotency-Key has a wrong form.")
    return key


Caller = Annotated[Stranger, Depends(_stranger)]
Key = Annotated[str, Depends(_key)]  # of what may be told again


def answer(body: Any, status: int = 200) -> Response:
    content = orjson.dumps(body, default=str)
    return Response(content, status, {"Cache-Control": "no-store"}, "application/json")
