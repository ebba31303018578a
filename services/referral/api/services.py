"""The directory and the code lists, for everybody who is logged in."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import BaseModel, Field

from services.kit import web
from services.kit.db import Tx
from services.kit.web import Day, Flag, Limit, Short, Whole
from services.referral import actions, codes, policy, statuses, store, views
from services.referral.api.pages import Coded, Long
from services.referral.services import Service

router = APIRouter()


class Offer(BaseModel):
    office: Coded
    name: Short
    kinds: Annotated[list[Coded], Field(max_length=40)]
    areas: Annotated[list[Coded], Field(max_length=600)]
    eligibility: Long
    hours: Annotated[str, Field(max_length=300)] = ""
    capacity: Whole | None = None
    light: Flag = False
    checked_on: Day


@router.post("/v1/services", status_code=201)
async def register_service(body: Offer, call: web.Keyed) -> Response:
    async def act(tx: Tx) -> web.Answer:
        service = await actions.register_service(tx, call.actor, **dict(body), at=call.at)
        return await _service(call, tx, service, 201)

    async def again(tx: Tx, resource: str) -> web.Answer:
        return await _service(call, tx, await store.service(tx, UUID(resource)))

    return await web.change(call, act, again)


@router.get("/v1/services")
async def read_services(
    call: web.Caller,
    need: Annotated[str | None, Query(max_length=30)] = None,
    area: Annotated[str | None, Query(max_length=10)] = None,
    light: bool | None = None,
    q: Annotated[str, Query(max_length=60)] = "",
    cursor: str | None = None,
    limit: Limit = 50,
) -> Response:
    query = f"{need}|{area}|{light}|{q}"
    after = web.position(call, query, cursor)

    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.READ_SERVICES)
        found = await store.services(
            tx, kind=need, area=area, light=light, words=q.strip(), after=after, limit=limit + 1
        )
        names = await store.organisations(tx, [service.office for service in found])
        today = statuses.day(call.at, call.actor.office)
        return web.page(
            call, query, found, limit, lambda s: views.service(s, names, kind=need, kabupaten=area, today=today),
            lambda s: [s.name, s.service_id],
        )  # fmt: skip

    return await web.read(call, act)


@router.get("/v1/services/{service_id}")
async def read_service(service_id: UUID, call: web.Caller) -> Response:
    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.READ_SERVICES)
        return await _service(call, tx, await store.service(tx, service_id))

    return await web.read(call, act)


async def _service(call: web.Call, tx: Tx, service: Service, status: int = 200) -> web.Answer:
    names = await store.organisations(tx, [service.office])
    today = statuses.day(call.at, call.actor.office)
    shown = views.service(service, names, kind=None, kabupaten=None, today=today)
    return web.Answer(shown, status, service.version, str(service.service_id))


# --- code lists ---


@router.get("/v1/code-lists/{name}")
async def read_codes(name: str, call: web.Caller) -> Response:
    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.READ_CODES)
        office = call.actor.office
        found = codes.listed(name, office=office, on=statuses.day(call.at, office))
        return web.Answer({"items": [views.code(code) for code in found.values() if not code.hidden], "next": None})

    return await web.read(call, act)
