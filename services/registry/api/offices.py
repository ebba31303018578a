"""Offices over HTTP: organisations are registered, those of the state are there."""

from itertools import islice
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import BaseModel

from services.kit import web
from services.kit.db import Tx
from services.kit.web import Limit, Short
from services.registry import offices, policy, store, views
from services.registry.actions import registering
from services.registry.api.bodies import Codes, Long

router = APIRouter()


class Organisation(BaseModel):
    name: Short
    kind: Literal["organisation"] = "organisation"
    areas: Codes
    phone: Short = ""
    address: Long = ""


@router.post("/v1/offices", status_code=201)
async def register_office(body: Organisation, call: web.Keyed) -> Response:
    async def act(tx: Tx) -> web.Answer:
        office = await registering.register_office(
            tx, call.actor, name=body.name, areas=tuple(body.areas), phone=body.phone, address=body.address, at=call.at
        )
        return web.Answer(views.office(office), 201, office.version, office.office)

    async def again(tx: Tx, resource: str) -> web.Answer:
        return web.Answer(views.office(await store.office(tx, resource)))

    return await web.change(call, act, again)


@router.get("/v1/offices")
async def read_offices(
    call: web.Caller,
    kind: offices.Kind = offices.Kind.ORGANISATION,
    q: Annotated[str, Query(max_length=60)] = "",
    cursor: str | None = None,
    limit: Limit = 50,
) -> Response:
    query = f"{kind}|{q}"
    after = web.position(call, query, cursor)

    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.READ_OFFICES)
        if kind is offices.Kind.ORGANISATION:
            found = await store.organisations(tx, words=q.strip(), after=after, limit=limit + 1)
            return web.page(call, query, found, limit, views.office, lambda o: [o.name, o.office])
        government = offices.governments(kind, words=q, after=after[0] if after else "")
        first = list(islice(government, limit + 1))
        return web.page(call, query, first, limit, views.office, lambda o: [o.office])

    return await web.read(call, act)


@router.get("/v1/offices/{office}")
async def read_office(office: str, call: web.Caller) -> Response:
    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.READ_OFFICES)
        return web.Answer(views.office(await store.office(tx, office)))

    return await web.read(call, act)
