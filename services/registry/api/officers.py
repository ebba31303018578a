"""Officers over HTTP: of the own office, and those whom the own letters named elsewhere."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from services.kit import web
from services.kit.db import Tx
from services.kit.web import Limit, Short
from services.registry import policy, store, views
from services.registry.actions import keeping, naming
from services.registry.api import slips
from services.registry.api.bodies import Codes, Engaged, Reasoned
from services.registry.letters import Letter
from services.registry.officers import Officer, Role

router = APIRouter()


class Naming(BaseModel):
    name: Short
    username: Short | None = None
    roles: Annotated[list[Role], Field(min_length=1, max_length=8)]
    office: Short | None = None
    villages: Codes = []
    kec: Short | None = None
    bidang: Short | None = None
    desks: Annotated[list[Short], Field(max_length=8)] = []
    engagement: Engaged = Engaged()  # of an officer of the own office


@router.post("/v1/officers", status_code=201)
async def appoint_officer(body: Naming, call: web.Keyed) -> Response:
    async def act(tx: Tx) -> web.Answer:
        return _officer(
            await naming.appoint_officer(
                tx, call.actor, office=body.office or call.actor.office, name=body.name, username=body.username,
                roles=tuple(body.roles), villages=tuple(body.villages), kec=body.kec, bidang=body.bidang,
                desks=tuple(body.desks), engagement=body.engagement.told(), at=call.at,
            ),
            201,
        )  # fmt: skip

    return await web.change(call, act, _officer_again(call))


@router.get("/v1/officers")
async def read_officers(call: web.Caller, cursor: str | None = None, limit: Limit = 50) -> Response:
    after = web.position(call, "", cursor)

    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.READ_OFFICERS)
        found = await store.officers(tx, within=policy.sight(call.actor), after=after, limit=limit + 1)
        return web.page(call, "", found, limit, views.officer, lambda o: [o.name, o.officer_id])

    return await web.read(call, act)


@router.get("/v1/officers/{officer_id}")
async def read_officer(officer_id: UUID, call: web.Caller) -> Response:
    async def act(tx: Tx) -> web.Answer:
        return _officer(await _read_officer(call, tx, officer_id))

    return await web.read(call, act)


@router.post("/v1/officers/{officer_id}/slip", status_code=201)
async def print_officer_slip(officer_id: UUID, request: Request, call: web.Keyed) -> Response:
    arrived = await _arrived(call, officer_id)

    async def allow(tx: Tx) -> Officer | Letter:
        return await naming.print_officer_slip(tx, call.actor, officer_id, arrived=arrived, at=call.at)

    return await slips.printed(request, call, allow)


@router.post("/v1/officers/{officer_id}/suspension")
async def suspend_officer(officer_id: UUID, body: Reasoned, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        return _officer(
            await naming.suspend_officer(tx, call.actor, officer_id, reason=body.reason, was=call.was, at=call.at)
        )

    return await web.change(call, act, _officer_again(call))


@router.post("/v1/officers/{officer_id}/reinstatement")
async def reinstate_officer(officer_id: UUID, body: Reasoned, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        return _officer(
            await naming.reinstate_officer(tx, call.actor, officer_id, reason=body.reason, was=call.was, at=call.at)
        )

    return await web.change(call, act, _officer_again(call))


@router.post("/v1/officers/{officer_id}/end")
async def end_officer(officer_id: UUID, body: Reasoned, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        return _officer(
            await naming.end_officer(tx, call.actor, officer_id, reason=body.reason, was=call.was, at=call.at)
        )

    return await web.change(call, act, _officer_again(call))


@router.post("/v1/officers/{officer_id}/engagement")
async def engage_officer(officer_id: UUID, body: Engaged, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        return _officer(
            await keeping.engage_officer(tx, call.actor, officer_id, told=body.told(), was=call.was, at=call.at)
        )

    return await web.change(call, act, _officer_again(call))


async def _read_officer(call: web.Call, tx: Tx, officer_id: UUID) -> Officer | Letter:
    policy.require(call.actor, policy.READ_OFFICERS)
    found = await store.find_officer(tx, officer_id, within=policy.sight(call.actor))
    return found or await store.letter_sent(tx, officer_id=officer_id)


async def _arrived(call: web.Call, officer_id: UUID) -> bool:
    """Whether she has set a password of her own; asked before the transaction, as every neighbour is."""
    policy.require(call.actor, policy.PRINT_OFFICER_SLIP)
    async with call.house.db.begin(call.actor.office) as tx:
        sub = (await _read_officer(call, tx, officer_id)).account.sub
    return sub is not None and await call.house.neighbours.has_own_password(sub)


def _officer(seat: Officer | Letter, status: int = 200) -> web.Answer:
    return web.Answer(views.seat(seat), status, seat.version, str(seat.officer_id))


def _officer_again(call: web.Call) -> web.Again:
    async def again(tx: Tx, resource: str) -> web.Answer:
        return _officer(await _read_officer(call, tx, UUID(resource)))

    return again
