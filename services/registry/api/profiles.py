"""The office's own profile over HTTP, and the code lists of how people are employed."""

from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import BaseModel, Field

from services.kit import web
from services.kit.db import Tx
from services.kit.web import Short
from services.registry import policy, store, views
from services.registry.actions import keeping
from services.registry.profiles import Bidang, Signatory

router = APIRouter()


class Division(BaseModel):
    name: Short
    head: Short = ""


class Signs(BaseModel):
    name: Short
    title: Short
    nip: Short = ""


class Written(BaseModel):
    name: Short
    city: Short
    address: Short = ""
    phone: Short = ""
    mail: Short = ""
    web: Short = ""
    short: Short
    scheme: Short
    bidang: Annotated[list[Division], Field(max_length=40)] = []
    signatories: Annotated[list[Signs], Field(max_length=40)] = []


@router.get("/v1/offices/mine/profile")
async def read_profile(call: web.Caller) -> Response:
    async def act(tx: Tx) -> web.Answer:
        return await _profile(call, tx)

    return await web.read(call, act)


@router.post("/v1/offices/mine/profile")
async def write_profile(body: Written, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        profile = await keeping.write_profile(
            tx, call.actor, name=body.name, city=body.city, address=body.address, phone=body.phone, mail=body.mail,
            web=body.web, short=body.short, scheme=body.scheme,
            bidang=tuple(Bidang(one.name, one.head) for one in body.bidang),
            signatories=tuple(Signatory(one.name, one.title, one.nip) for one in body.signatories), was=call.was,
        )  # fmt: skip
        return web.Answer(views.profile(profile), version=profile.version)

    async def again(tx: Tx, resource: str) -> web.Answer:
        return await _profile(call, tx)

    return await web.change(call, act, again)


@router.get("/v1/engagement-codes")
async def read_engagement_codes(call: web.Caller) -> Response:
    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.READ_PROFILE)
        return web.Answer(views.engagement_codes())

    return await web.read(call, act)


async def _profile(call: web.Call, tx: Tx) -> web.Answer:
    policy.require(call.actor, policy.READ_PROFILE)
    profile = await store.profile(tx)
    return web.Answer(views.profile(profile), version=profile.version)
