"""Light referrals (*Hubungkan*), for volunteers."""

from typing import Literal
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from services.kit import web
from services.kit.db import Tx
from services.kit.web import Limit
from services.referral import actions, policy, store, views
from services.referral.api.pages import Noted, Reasoned, ask
from services.referral.connections import Connection
from services.referral.matters import Matter
from services.referral.neighbours import Cases

router = APIRouter()


class Suggestion(Noted):
    case_id: UUID
    service_id: UUID


class Conclusion(Reasoned):
    result: Literal["served", "not_served"]


@router.post("/v1/connections", status_code=201)
async def suggest_connection(body: Suggestion, call: web.Keyed) -> Response:
    cases: Cases = call.house.neighbours

    async def matter() -> Matter:
        policy.require(call.actor, policy.SUGGEST_CONNECTION)
        return await cases.matter(body.case_id, user=call.claims.token)

    asked = await ask(matter())

    async def act(tx: Tx) -> web.Answer:
        connection = await actions.suggest_connection(
            tx, call.actor, call.house.vault, matter=asked(), service_id=body.service_id, note=body.note, at=call.at
        )
        return await _connection(call, tx, connection, 201)

    return await web.change(call, act, _connection_again(call))


@router.get("/v1/connections")
async def read_connections(
    call: web.Caller, case_id: UUID | None = None, cursor: str | None = None, limit: Limit = 50
) -> Response:
    query = f"{case_id}"
    after = web.position(call, query, cursor)

    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.READ_CONNECTIONS)
        found = await store.connections(
            tx, within=policy.sight(call.actor), case_id=case_id, after=after, limit=limit + 1
        )
        names = await store.organisations(tx, [connection.to_office for connection in found])
        return web.page(
            call, query, found, limit, lambda c: views.connection(c, call.actor, names),
            lambda c: [c.at, c.connection_id],
        )  # fmt: skip

    return await web.read(call, act)


@router.get("/v1/connections/{connection_id}")
async def read_connection(connection_id: UUID, call: web.Caller) -> Response:
    async def act(tx: Tx) -> web.Answer:
        return await _connection_again(call)(tx, str(connection_id))

    return await web.read(call, act)


@router.post("/v1/connections/{connection_id}/accompaniment")
async def accompany_connection(connection_id: UUID, body: Noted, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        connection = await actions.accompany_connection(
            tx, call.actor, call.house.vault, connection_id, note=body.note, was=call.was, at=call.at
        )
        return await _connection(call, tx, connection)

    return await web.change(call, act, _connection_again(call))


@router.post("/v1/connections/{connection_id}/result")
async def conclude_connection(connection_id: UUID, body: Conclusion, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        connection = await actions.conclude_connection(
            tx, call.actor, call.house.vault, connection_id, served=body.result == "served", reason=body.reason,
            note=body.note, was=call.was, at=call.at,
        )  # fmt: skip
        return await _connection(call, tx, connection)

    return await web.change(call, act, _connection_again(call))


async def _connection(call: web.Call, tx: Tx, connection: Connection, status: int = 200) -> web.Answer:
    names = await store.organisations(tx, [connection.to_office])
    _, steps = await store.timeline(tx, call.house.vault, connection.connection_id, noun="connection", by=call.actor)
    shown = views.opened_connection(views.connection(connection, call.actor, names), steps)
    return web.Answer(shown, status, connection.version, str(connection.connection_id))


def _connection_again(call: web.Call) -> web.Again:
    async def again(tx: Tx, resource: str) -> web.Answer:
        policy.require(call.actor, policy.READ_CONNECTIONS)
        found = await store.connection(tx, UUID(resource), within=policy.sight(call.actor))
        return await _connection(call, tx, found)

    return again
