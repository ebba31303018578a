"""Notify over HTTP: what waits for whoever asks."""

from uuid import UUID

from fastapi import APIRouter, FastAPI
from fastapi.responses import Response

from services.kit import operations, web
from services.kit.db import Tx
from services.kit.house import House
from services.kit.web import Limit
from services.notify import actions, policy, store, views

router = APIRouter()


def app(house: House) -> FastAPI:
    made = web.app(house, title="Titian notify", rate=house.settings.rate if house.settings else 50)
    made.include_router(router)
    operations.doors(made, policy)
    return made


@router.get("/v1/notices")
async def read_notices(call: web.Caller, cursor: str | None = None, limit: Limit = 50) -> Response:
    after = web.position(call, "", cursor)

    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.READ_NOTICES)
        found = await store.notices(tx, within=policy.sight(call.actor), after=after, limit=limit + 1)
        return web.page(call, "", found, limit, views.notice, lambda notice: [notice.at, notice.notice_id])

    return await web.read(call, act)


@router.get("/v1/notices/count")
async def count_notices(call: web.Caller) -> Response:
    """How many are still unread."""

    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.READ_NOTICES)
        return web.Answer({"count": await store.count_unread(tx, within=policy.sight(call.actor))})

    return await web.read(call, act)


@router.post("/v1/notices/{notice_id}/reading")
async def mark_read(notice_id: UUID, call: web.Keyed) -> Response:
    async def act(tx: Tx) -> web.Answer:
        notice = await actions.mark_read(tx, call.actor, notice_id, at=call.at)
        return web.Answer(views.notice(notice), resource=str(notice.notice_id))

    async def again(tx: Tx, resource: str) -> web.Answer:
        policy.require(call.actor, policy.READ_NOTICES)
        return web.Answer(views.notice(await store.notice(tx, UUID(resource), within=policy.sight(call.actor))))

    return await web.change(call, act, again)
