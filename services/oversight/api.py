"""Oversight over HTTP: figures, and the heads of ledgers."""

from typing import Annotated

from fastapi import APIRouter, FastAPI, Query
from fastapi.responses import Response

from services.kit import operations, web
from services.kit.db import Tx
from services.kit.house import House
from services.kit.web import Limit
from services.oversight import policy, store, views
from services.oversight.figures import ALL, Kind

router = APIRouter()

Code = Annotated[str | None, Query(max_length=40)]


def app(house: House) -> FastAPI:
    made = web.app(house, title="Titian oversight", rate=house.settings.rate if house.settings else 50)
    made.include_router(router)
    operations.doors(made, policy)
    return made


@router.get("/v1/figures")
async def read_figures(
    call: web.Caller,
    kind: Kind = Kind.CASES,
    area: Code = None,
    type: Code = None,
    status: Code = None,
    cursor: str | None = None,
    limit: Limit = 50,
) -> Response:
    """Of `area` (the own office) and the areas right below it. `type` and `status` narrow the rows: a code, a group of
    statuses, or `all` for the sums."""
    query = f"{kind}|{area}|{type}|{status}"
    after = web.position(call, query, cursor)

    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.READ_FIGURES)
        place = policy.require_area(policy.sight(call.actor), area)
        found = await store.figures(
            tx, kind=kind, area=place, type=_all(type), status=_all(status), after=after, limit=limit + 1
        )
        last = found[limit - 1] if len(found) > limit else None
        following = web.cursor(call, query, [last.area, last.type, last.status]) if last else None
        as_of = await store.as_of(tx, kind=kind, area=place)
        return web.Answer(views.figures(kind, found[:limit], as_of=as_of, following=following))

    return await web.read(call, act)


@router.get("/v1/heads")
async def read_heads(
    call: web.Caller, office: Code = None, cursor: str | None = None, limit: Limit = 50
) -> Response:  # fmt: skip
    query = f"{office}"
    after = web.position(call, query, cursor)

    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.READ_HEADS)
        within = policy.sight(call.actor)
        if office is not None:
            policy.require_area(within, office)
        found = await store.heads(tx, within=within, office=office, after=after, limit=limit + 1)
        return web.page(
            call, query, found, limit, views.head, lambda h: [h.at, h.service, h.office, h.seq, h.hash.hex()]
        )

    return await web.read(call, act)


def _all(code: str | None) -> str | None:
    return ALL if code == "all" else code
