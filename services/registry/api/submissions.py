"""A dossier from step to step over HTTP: released by its coach, handed in, assessed, decided."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import BaseModel, Field

from services.kit import web
from services.kit.db import Tx
from services.kit.web import Day, Flag, Short
from services.registry.actions import certifying
from services.registry.api.bodies import Long, Reasoned
from services.registry.api.dossiers import again, answered
from services.registry.dossiers import LONGEST

router = APIRouter()


class Letter(BaseModel):
    number: Short
    on: Day


class Assessment(BaseModel):
    on: Day
    by: Short


class Decision(BaseModel):
    competent: Flag
    on: Day
    by: Short
    number: Short = ""
    reason: Long = ""


class Appeal(BaseModel):
    text: Annotated[str, Field(max_length=LONGEST)]


@router.post("/v1/dossiers/{dossier_id}/release")
async def release_dossier(dossier_id: UUID, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        one = await certifying.release_dossier(tx, call.actor, dossier_id, was=call.was, at=call.at)
        return await answered(call, tx, one)

    return await web.change(call, act, again(call))


@router.post("/v1/dossiers/{dossier_id}/submission")
async def submit_dossier(dossier_id: UUID, body: Letter, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        one = await certifying.submit_dossier(
            tx, call.actor, dossier_id, number=body.number, on=body.on, was=call.was, at=call.at
        )
        return await answered(call, tx, one)

    return await web.change(call, act, again(call))


@router.post("/v1/dossiers/{dossier_id}/return")
async def return_dossier(dossier_id: UUID, body: Reasoned, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        one = await certifying.return_dossier(
            tx, call.actor, dossier_id, reason=body.reason, was=call.was, at=call.at
        )  # fmt: skip
        return await answered(call, tx, one)

    return await web.change(call, act, again(call))


@router.post("/v1/dossiers/{dossier_id}/assessment")
async def assess_dossier(dossier_id: UUID, body: Assessment, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        one = await certifying.assess_dossier(
            tx, call.actor, dossier_id, on=body.on, by=body.by, was=call.was, at=call.at
        )  # fmt: skip
        return await answered(call, tx, one)

    return await web.change(call, act, again(call))


@router.post("/v1/dossiers/{dossier_id}/decision")
async def decide_dossier(dossier_id: UUID, body: Decision, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        one = await certifying.decide_dossier(
            tx, call.actor, dossier_id, **body.model_dump(), was=call.was, at=call.at
        )  # fmt: skip
        return await answered(call, tx, one)

    return await web.change(call, act, again(call))


@router.post("/v1/dossiers/{dossier_id}/withdrawal")
async def withdraw_dossier(dossier_id: UUID, body: Reasoned, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        one = await certifying.withdraw_dossier(
            tx, call.actor, dossier_id, reason=body.reason, was=call.was, at=call.at
        )  # fmt: skip
        return await answered(call, tx, one)

    return await web.change(call, act, again(call))


@router.post("/v1/dossiers/{dossier_id}/appeal")
async def appeal_dossier(dossier_id: UUID, body: Appeal, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        vault = call.house.vault
        one = await certifying.appeal_dossier(
            tx, call.actor, vault, dossier_id, text=body.text, was=call.was, at=call.at
        )  # fmt: skip
        return await answered(call, tx, one)

    return await web.change(call, act, again(call))
