"""A volunteer's service as it goes on, over HTTP: a further SK, leave, cover."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import BaseModel

from services.kit import web
from services.kit.db import Tx
from services.kit.web import Day, Short
from services.registry import views
from services.registry.actions import serving
from services.registry.api.bodies import Codes, Long
from services.registry.api.volunteers import Sk, read_again
from services.registry.decrees import Decree
from services.registry.volunteers import Volunteer

router = APIRouter()


class Renewal(BaseModel):
    sk: Sk


class Move(BaseModel):
    villages: Codes = []
    kec: Short | None = None
    sk: Sk


class Leave(BaseModel):
    reason: Long
    returns_on: Day


class Cover(BaseModel):
    villages: Codes = []
    kec: Short | None = None
    ends_on: Day
    reason: Long
    decided_by: Long


class CoverEnd(BaseModel):
    cover_id: UUID


@router.post("/v1/volunteers/{volunteer_id}/renewal")
async def renew_volunteer(volunteer_id: UUID, body: Renewal, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        decree = Decree(**body.sk.model_dump())
        return _answer(
            await serving.renew_volunteer(tx, call.actor, volunteer_id, decree=decree, was=call.was, at=call.at)
        )

    return await web.change(call, act, read_again(call))


@router.post("/v1/volunteers/{volunteer_id}/move")
async def move_volunteer(volunteer_id: UUID, body: Move, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        return _answer(
            await serving.move_volunteer(
                tx, call.actor, volunteer_id, villages=tuple(body.villages), kec=body.kec,
                decree=Decree(**body.sk.model_dump()), was=call.was, at=call.at,
            )
        )  # fmt: skip

    return await web.change(call, act, read_again(call))


@router.post("/v1/volunteers/{volunteer_id}/leave")
async def begin_leave(volunteer_id: UUID, body: Leave, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        return _answer(
            await serving.begin_leave(
                tx, call.actor, volunteer_id, reason=body.reason, returns_on=body.returns_on, was=call.was, at=call.at
            )
        )

    return await web.change(call, act, read_again(call))


@router.post("/v1/volunteers/{volunteer_id}/leave-end")
async def end_leave(volunteer_id: UUID, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        return _answer(await serving.end_leave(tx, call.actor, volunteer_id, was=call.was, at=call.at))

    return await web.change(call, act, read_again(call))


@router.post("/v1/volunteers/{volunteer_id}/cover")
async def begin_cover(volunteer_id: UUID, body: Cover, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        return _answer(
            await serving.begin_cover(
                tx, call.actor, volunteer_id, villages=tuple(body.villages), kec=body.kec, ends_on=body.ends_on,
                reason=body.reason, decided_by=body.decided_by, was=call.was, at=call.at,
            )
        )  # fmt: skip

    return await web.change(call, act, read_again(call))


@router.post("/v1/volunteers/{volunteer_id}/cover-end")
async def end_cover(volunteer_id: UUID, body: CoverEnd, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        return _answer(
            await serving.end_cover(tx, call.actor, volunteer_id, cover_id=body.cover_id, was=call.was, at=call.at)
        )

    return await web.change(call, act, read_again(call))


def _answer(volunteer: Volunteer) -> web.Answer:
    return web.Answer(views.volunteer(volunteer), 200, volunteer.version, str(volunteer.volunteer_id))
