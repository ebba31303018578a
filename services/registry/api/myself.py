"""Who asks, as the registry knows her."""

from fastapi import APIRouter
from fastapi.responses import Response

from services.kit import web
from services.kit.db import Tx
from services.registry import policy, store, views

router = APIRouter()


@router.get("/v1/me")
async def read_me(call: web.Caller) -> Response:
    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.READ_ME)
        return web.Answer(views.me(call.actor, await store.me(tx, call.actor.sub)))

    return await web.read(call, act)
