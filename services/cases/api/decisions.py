"""From verification to the end: a route per verb, each a few lines."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import BaseModel, Field

from services.cases import policy, views
from services.cases.actions import care
from services.cases.api import answers
from services.cases.api.answers import Noted
from services.cases.cases import Case
from services.cases.needs import Need
from services.cases.store import files
from services.kit import web
from services.kit.db import Tx
from services.kit.errors import NotFound
from services.kit.web import Short

router = APIRouter()


class Reasoned(Noted):
    reason: Short


class Stage(Noted):
    to: Short


class Assignment(BaseModel):
    sub: Short


class Wish(Noted):
    kind: Short


class Solution(BaseModel):
    by: Annotated[str, Field(min_length=2, max_length=200)]
    note: Annotated[str, Field(min_length=2, max_length=3000)]


class Why(BaseModel):
    reason: Annotated[str, Field(min_length=3, max_length=1000)]


@router.post("/v1/cases/{case_id}/verification")
async def verify_case(case_id: UUID, body: Noted, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        done = care.verify_case(tx, call.actor, call.house.vault, case_id, note=body.note, was=call.was, at=call.at)
        return answers.case(call, await done)

    return await web.change(call, act, answers.case_again(call))


@router.post("/v1/cases/{case_id}/return")
async def return_case(case_id: UUID, body: Reasoned, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        done = care.return_case(
            tx, call.actor, call.house.vault, case_id, reason=body.reason, note=body.note, was=call.was, at=call.at
        )
        return answers.case(call, await done)

    return await web.change(call, act, answers.case_again(call))


@router.post("/v1/cases/{case_id}/acceptance")
async def accept_case(case_id: UUID, body: Noted, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        done = care.accept_case(tx, call.actor, call.house.vault, case_id, note=body.note, was=call.was, at=call.at)
        return answers.case(call, await done)

    return await web.change(call, act, answers.case_again(call))


@router.post("/v1/cases/{case_id}/refusal")
async def decline_case(case_id: UUID, body: Reasoned, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        done = care.decline_case(
            tx, call.actor, call.house.vault, case_id, reason=body.reason, note=body.note, was=call.was, at=call.at
        )
        return answers.case(call, await done)

    return await web.change(call, act, answers.case_again(call))


@router.post("/v1/cases/{case_id}/stage")
async def stage_case(case_id: UUID, body: Stage, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        done = care.stage_case(
            tx, call.actor, call.house.vault, case_id, to=body.to, note=body.note, was=call.was, at=call.at
        )
        return answers.case(call, await done)

    return await web.change(call, act, answers.case_again(call))


@router.post("/v1/cases/{case_id}/assignment")
async def assign_case(case_id: UUID, body: Assignment, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        done = care.assign_case(tx, call.actor, call.house.vault, case_id, sub=body.sub, was=call.was, at=call.at)
        return answers.case(call, await done)

    return await web.change(call, act, answers.case_again(call))


@router.post("/v1/cases/{case_id}/needs", status_code=201)
async def add_need(case_id: UUID, body: Wish, call: web.Keyed) -> Response:
    async def act(tx: Tx) -> web.Answer:
        case, need = await care.add_need(
            tx, call.actor, call.house.vault, case_id, kind=body.kind, note=body.note, at=call.at
        )
        return _need(call, case, need)

    async def again(tx: Tx, resource: str) -> web.Answer:
        case = await files.case(tx, case_id, within=policy.sight(call.actor))
        for need, _ in await files.needs(tx, case_id):
            if str(need.need_id) == resource:
                return _need(call, case, need)
        raise NotFound()

    return await web.change(call, act, again)


@router.post("/v1/cases/{case_id}/closure")
async def close_case(case_id: UUID, body: Reasoned, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        done = care.close_case(
            tx, call.actor, call.house.vault, case_id, reason=body.reason, note=body.note, was=call.was, at=call.at
        )
        return answers.case(call, await done)

    return await web.change(call, act, answers.case_again(call))


@router.post("/v1/cases/{case_id}/solution")
async def solve_case(case_id: UUID, body: Solution, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        done = care.solve_case(
            tx, call.actor, call.house.vault, case_id, solver=body.by, note=body.note, was=call.was, at=call.at
        )
        return answers.case(call, await done)

    return await web.change(call, act, answers.case_again(call))


@router.post("/v1/cases/{case_id}/reopening")
async def reopen_case(case_id: UUID, body: Why, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        done = care.reopen_case(tx, call.actor, call.house.vault, case_id, reason=body.reason, was=call.was, at=call.at)
        return answers.case(call, await done)

    return await web.change(call, act, answers.case_again(call))


def _need(call: web.Call, case: Case, need: Need) -> web.Answer:
    return web.Answer(views.need(need), 201, case.version, str(need.need_id))
