"""Areas by name and code, from memory."""

from itertools import islice
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from fastapi.responses import Response

from services.kit import area, web
from services.kit.area import Area, Level
from services.kit.db import Tx
from services.kit.web import Limit
from services.registry import policy, views

router = APIRouter()


@router.get("/v1/areas")
async def search_areas(
    call: web.Caller,
    q: Annotated[str, Query(max_length=60)] = "",
    within: str = area.NATION,
    level: Literal["province", "kabupaten", "kecamatan", "desa"] | None = None,
    cursor: str | None = None,
    limit: Limit = 50,
) -> Response:
    query = f"{q}|{within}|{level}"
    after = (web.position(call, query, cursor) or [""])[0]

    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.READ_AREAS)
        place, wanted = area.require(within, field="within"), Level(level) if level else None
        found = area.search(q, place, wanted, after) if q.strip() else area.areas(place, wanted, after)
        return web.page(call, query, list(islice(found, limit + 1)), limit, views.place, lambda a: [a.code])

    return await web.read(call, act)


@router.get("/v1/areas/{code}")
async def read_area(code: str, call: web.Caller) -> Response:
    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.READ_AREAS)
        return web.Answer(views.place(Area(area.require(code), area.name(code))))

    return await web.read(call, act)
