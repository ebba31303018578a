"""Meetings of coaches with several candidates over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import BaseModel, Field

from services.kit import web
from services.kit.db import Tx
from services.kit.web import Day, Limit, Short
from services.registry import coachings, policy, store, views
from services.registry.actions import coaching
from services.registry.coachings import Coaching

router = APIRouter()

Ids = Annotated[list[UUID], Field(max_length=coachings.MOST_SEATS)]


class Meeting(BaseModel):
    held_on: Day
    place: Short
    topic: Short
    dossiers: Ids


class Attendance(BaseModel):
    came: Ids


@router.post("/v1/coachings", status_code=201)
async def hold_coaching(body: Meeting, call: web.Keyed) -> Response:
    async def act(tx: Tx) -> web.Answer:
        one = await coaching.hold_coaching(
            tx, call.actor, held_on=body.held_on, place=body.place, topic=body.topic, invited=body.dossiers, at=call.at
        )
        return await _one(call, tx, one, 201)

    return await web.change(call, act, _again(call, 201))


@router.get("/v1/coachings")
async def read_coachings(call: web.Caller, cursor: str | None = None, limit: Limit = 50) -> Response:
    after = web.position(call, "", cursor)

    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.READ_COACHINGS)
        within = policy.sight_of_dossiers(call.actor)
        found = await store.coachings(tx, within=within, after=after, limit=limit + 1)
        names = await _names(call, tx)
        return web.page(
            call, "", found, limit, lambda one: views.coaching(one, names), lambda one: [one.held_on, one.coaching_id]
        )

    return await web.read(call, act)


@router.post("/v1/coachings/{coaching_id}/attendance")
async def record_coaching(coaching_id: UUID, body: Attendance, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        one = await coaching.record_coaching(
            tx, call.actor, coaching_id, came=body.came, was=call.was, at=call.at
        )  # fmt: skip
        return await _one(call, tx, one)

    return await web.change(call, act, _again(call))


async def _one(call: web.Call, tx: Tx, one: Coaching, status: int = 200) -> web.Answer:
    return web.Answer(views.coaching(one, await _names(call, tx)), status, one.version, str(one.coaching_id))


def _again(call: web.Call, status: int = 200) -> web.Again:
    async def again(tx: Tx, resource: str) -> web.Answer:
        policy.require(call.actor, policy.READ_COACHINGS)
        one = await store.coaching(tx, UUID(resource), within=policy.sight_of_dossiers(call.actor))
        return await _one(call, tx, one, status)

    return again


async def _names(call: web.Call, tx: Tx) -> dict[UUID, str]:
    """Of the candidates whom the caller sees."""
    found = await store.dossiers(tx, within=policy.sight_of_dossiers(call.actor))
    return {one.dossier_id: one.name for one in found}
