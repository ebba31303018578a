"""Packets, for the organisation that they were posted to."""

from typing import Literal
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from services.kit import web
from services.kit.db import Tx
from services.kit.web import Limit
from services.referral import actions, policy, store, views
from services.referral.api.pages import Reasoned, wanted
from services.referral.packets import Packet
from services.referral.statuses import Answer, Result, Status

router = APIRouter()


class Answering(Reasoned):
    answer: Answer


class Reporting(Reasoned):
    result: Result


@router.get("/v1/packets")
async def read_packets(
    call: web.Caller,
    status: Status | None = None,
    queue: Literal["mine", "all"] = "all",
    cursor: str | None = None,
    limit: Limit = 50,
) -> Response:
    query = f"{status}|{queue}"
    after = web.position(call, query, cursor)

    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.READ_PACKETS)
        found = await store.packets(
            tx, within=policy.sight(call.actor), statuses=wanted(call, status, queue), after=after, limit=limit + 1
        )
        return web.page(call, query, found, limit, lambda p: views.packet(p, call.actor), lambda p: [p.at, p.packet_id])

    return await web.read(call, act)


@router.get("/v1/packets/{packet_id}")
async def read_packet(packet_id: UUID, call: web.Caller) -> Response:
    async def act(tx: Tx) -> web.Answer:
        return await _packet_again(call)(tx, str(packet_id))

    return await web.read(call, act)


@router.post("/v1/packets/{packet_id}/opening")
async def open_packet(packet_id: UUID, call: web.Keyed) -> Response:
    """Every time on record; a repeated key opens it again."""

    async def act(tx: Tx) -> web.Answer:
        packet, shared = await actions.open_packet(tx, call.actor, call.house.vault, packet_id, at=call.at)
        shown = views.opened_packet(views.packet(packet, call.actor), shared)
        return web.Answer(shown, 200, packet.version, str(packet_id))

    async def again(tx: Tx, resource: str) -> web.Answer:
        return await act(tx)

    return await web.change(call, act, again)


@router.post("/v1/packets/{packet_id}/answer")
async def answer_packet(packet_id: UUID, body: Answering, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        return _packet(
            call,
            await actions.answer_packet(
                tx, call.actor, call.house.vault, packet_id, answer=body.answer, reason=body.reason, note=body.note,
                was=call.was, at=call.at,
            ),
        )  # fmt: skip

    return await web.change(call, act, _packet_again(call))


@router.post("/v1/packets/{packet_id}/start")
async def start_packet(packet_id: UUID, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        return _packet(
            call, await actions.start_packet(tx, call.actor, call.house.vault, packet_id, was=call.was, at=call.at)
        )

    return await web.change(call, act, _packet_again(call))


@router.post("/v1/packets/{packet_id}/report")
async def report_packet(packet_id: UUID, body: Reporting, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        return _packet(
            call,
            await actions.report_packet(
                tx, call.actor, call.house.vault, packet_id, result=body.result, reason=body.reason, note=body.note,
                was=call.was, at=call.at,
            ),
        )  # fmt: skip

    return await web.change(call, act, _packet_again(call))


def _packet(call: web.Call, packet: Packet) -> web.Answer:
    return web.Answer(views.packet(packet, call.actor), 200, packet.version, str(packet.packet_id))


def _packet_again(call: web.Call) -> web.Again:
    async def again(tx: Tx, resource: str) -> web.Answer:
        policy.require(call.actor, policy.READ_PACKETS)
        return _packet(call, await store.packet(tx, UUID(resource), within=policy.sight(call.actor)))

    return again
