"""Honorarium and tali asih over HTTP: proposed, decided, paid, countered, taken away as a list."""

import asyncio
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import BaseModel, Field

from services.kit import web
from services.kit.db import Tx
from services.kit.web import Day, Flag, Short, Whole
from services.registry import policy, sheets
from services.registry.actions import paying
from services.registry.api import downloads
from services.registry.api.bodies import Long, Reasoned
from services.registry.api.downloads import Kind, table
from services.registry.stipends import Rate, Stipend
from services.registry.store import stipends as book
from services.registry.views import stipends as shown

router = APIRouter()


class Rated(BaseModel):
    role: Short
    amount: Whole
    budget: Short
    basis: Short


class Proposal(BaseModel):
    """Any day of the first and of the last month."""

    first: Day
    last: Day
    rates: Annotated[list[Rated], Field(max_length=2)]


class Decision(BaseModel):
    approved: Flag
    reason: Long = ""


class Paying(BaseModel):
    entitlements: Annotated[list[UUID], Field(max_length=20_000)]
    paid_on: Day
    proof: Short


class Counter(Reasoned):
    payment_id: UUID


@router.post("/v1/stipends", status_code=201)
async def propose_stipend(body: Proposal, call: web.Keyed) -> Response:
    rates = [Rate(**rate.model_dump()) for rate in body.rates]

    async def act(tx: Tx) -> web.Answer:
        made = await paying.propose_stipend(
            tx, call.actor, first=body.first, last=body.last, rates=rates, at=call.at
        )  # fmt: skip
        return await _whole(call, tx, made, 201)

    return await web.change(call, act, _again(call))


@router.get("/v1/stipends")
async def read_stipends(call: web.Caller) -> Response:
    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.READ_STIPENDS)
        found = await book.stipends(tx, within=policy.sight(call.actor))
        left = await book.left_to_pay(tx, [one.stipend_id for one in found])
        return web.Answer({"items": [shown.stipend(one, left.get(one.stipend_id, 0)) for one in found]})

    return await web.read(call, act)


@router.get("/v1/stipends/{stipend_id}")
async def read_stipend(stipend_id: UUID, call: web.Caller) -> Response:
    async def act(tx: Tx) -> web.Answer:
        return await _read(call, tx, stipend_id)

    return await web.read(call, act)


@router.post("/v1/stipends/{stipend_id}/withdrawal")
async def withdraw_stipend(stipend_id: UUID, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        return await _whole(
            call, tx, await paying.withdraw_stipend(tx, call.actor, stipend_id, was=call.was, at=call.at)
        )  # fmt: skip

    return await web.change(call, act, _again(call))


@router.post("/v1/stipends/{stipend_id}/decision")
async def decide_stipend(stipend_id: UUID, body: Decision, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        decided = await paying.decide_stipend(
            tx, call.actor, stipend_id, approved=body.approved, reason=body.reason, was=call.was, at=call.at
        )
        return await _whole(call, tx, decided)

    return await web.change(call, act, _again(call))


@router.post("/v1/stipends/{stipend_id}/payments")
async def pay_stipend(stipend_id: UUID, body: Paying, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        paid = await paying.pay_stipend(
            tx, call.actor, stipend_id, chosen=body.entitlements, paid_on=body.paid_on, proof=body.proof,
            was=call.was, at=call.at,
        )  # fmt: skip
        return await _whole(call, tx, paid)

    return await web.change(call, act, _again(call))


@router.post("/v1/stipends/{stipend_id}/counter-entries")
async def counter_payment(stipend_id: UUID, body: Counter, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        countered = await paying.counter_payment(
            tx, call.actor, stipend_id, payment_id=body.payment_id, reason=body.reason, was=call.was, at=call.at
        )
        return await _whole(call, tx, countered)

    return await web.change(call, act, _again(call))


@router.get("/v1/stipends/{stipend_id}/list", response_class=Response, responses=downloads.of(*Kind))
async def export_stipend(stipend_id: UUID, kind: Kind, call: web.Caller) -> Response:
    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.READ_STIPENDS)
        one = await book.stipend(tx, stipend_id, within=policy.sight(call.actor))
        entitled = await paying.entitlements(tx, call.actor, one)
        rows = shown.listed(one, entitled, await book.payments(tx, stipend_id))
        content = await asyncio.to_thread(sheets.written, kind, "Tali asih", shown.HEADINGS, rows)
        return table(content, f"tali-asih-{one.first:%Y-%m}", kind)

    return await web.read(call, act)


async def _read(call: web.Call, tx: Tx, stipend_id: UUID) -> web.Answer:
    policy.require(call.actor, policy.READ_STIPENDS)
    return await _whole(call, tx, await book.stipend(tx, stipend_id, within=policy.sight(call.actor)))


async def _whole(call: web.Call, tx: Tx, one: Stipend, status: int = 200) -> web.Answer:
    entitled = await paying.entitlements(tx, call.actor, one)
    body = shown.stipend_whole(one, entitled, await book.payments(tx, one.stipend_id))
    return web.Answer(body, status, one.version, str(one.stipend_id))


def _again(call: web.Call) -> web.Again:
    async def again(tx: Tx, resource: str) -> web.Answer:
        return await _read(call, tx, UUID(resource))

    return again
