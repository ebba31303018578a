"""Selections over HTTP: the ranking, scores, the decision; and, at the province, what a Dinas proposed."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from services.kit import web
from services.kit.db import Tx
from services.kit.web import Day, Limit, Short, Whole
from services.registry import policy, store, views
from services.registry.actions import choosing
from services.registry.api.applicants import FILE
from services.registry.api.bodies import Long
from services.registry.proposals import Proposal
from services.registry.proposals import Status as Answered
from services.registry.selections import Selection, Status

router = APIRouter()

MOST = 500


class Score(BaseModel):
    application_id: UUID
    scores: dict[Short, Whole]


class Scores(BaseModel):
    scores: Annotated[list[Score], Field(min_length=1, max_length=MOST)]


class Decision(BaseModel):
    chosen: Annotated[list[UUID], Field(max_length=MOST)] = []
    reason: Long
    appeal: Long


class Letter(BaseModel):
    number: Short
    on: Day


class Why(BaseModel):
    why: Short


@router.get("/v1/selections")
async def read_selections(
    call: web.Caller, status: Status | None = None, cursor: str | None = None, limit: Limit = 50
) -> Response:
    query = f"{status}"
    after = web.position(call, query, cursor)

    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.READ_APPLICATIONS)
        within = policy.sight_of_applications(call.actor)
        found = await store.selections(tx, within=within, status=status, after=after, limit=limit + 1)
        return web.page(
            call, query, found, limit, lambda one: views.selection(*one),
            lambda one: [one[0].opened_at.isoformat(), one[0].selection_id],
        )  # fmt: skip

    return await web.read(call, act)


@router.get("/v1/selections/{selection_id}")
async def read_selection(selection_id: UUID, call: web.Caller) -> Response:
    async def act(tx: Tx) -> web.Answer:
        return await _answered(tx, await _read(call, tx, selection_id))

    return await web.read(call, act)


@router.post("/v1/selections/{selection_id}/scores")
async def score_candidates(selection_id: UUID, body: Scores, call: web.Versioned) -> Response:
    scores = {one.application_id: dict(one.scores) for one in body.scores}

    async def act(tx: Tx) -> web.Answer:
        scored = await choosing.score_candidates(tx, call.actor, selection_id, scores=scores, was=call.was)
        return await _answered(tx, scored)

    return await web.change(call, act, _again(call))


@router.post("/v1/selections/{selection_id}/decision")
async def decide_selection(selection_id: UUID, body: Decision, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        decided = await choosing.decide_selection(
            tx, call.actor, selection_id, chosen=body.chosen, reason=body.reason, appeal=body.appeal, was=call.was,
            at=call.at,
        )  # fmt: skip
        return await _answered(tx, decided)

    return await web.change(call, act, _again(call))


async def _read(call: web.Call, tx: Tx, selection_id: UUID) -> Selection:
    policy.require(call.actor, policy.READ_APPLICATIONS)
    return await store.selection(tx, selection_id, within=policy.sight_of_applications(call.actor))


async def _answered(tx: Tx, one: Selection) -> web.Answer:
    shown = views.selection_whole(one, await store.candidates(tx, one.selection_id))
    return web.Answer(shown, version=one.version, resource=str(one.selection_id))


def _again(call: web.Call) -> web.Again:
    async def again(tx: Tx, resource: str) -> web.Answer:
        return await _answered(tx, await _read(call, tx, UUID(resource)))

    return again


# --- the province ---


@router.get("/v1/proposals")
async def read_proposals(
    call: web.Caller, status: Answered | None = None, cursor: str | None = None, limit: Limit = 50
) -> Response:
    query = f"{status}"
    after = web.position(call, query, cursor)

    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.READ_PROPOSALS)
        within = policy.sight_of_applications(call.actor)
        found = await store.proposals(tx, within=within, status=status, after=after, limit=limit + 1)
        return web.page(
            call, query, found, limit, views.proposal, lambda one: [one.sent_at.isoformat(), one.proposal_id]
        )  # fmt: skip

    return await web.read(call, act)


@router.get("/v1/proposals/{proposal_id}")
async def read_proposal(proposal_id: UUID, call: web.Caller) -> Response:
    """With the reasons for which one may be returned."""

    async def act(tx: Tx) -> web.Answer:
        return _proposal(await _read_proposal(call, tx, proposal_id))

    return await web.read(call, act)


@router.post("/v1/proposals/{proposal_id}/documents", status_code=201, openapi_extra={"requestBody": FILE})
async def attach_answer(proposal_id: UUID, request: Request, call: web.Keyed) -> Response:
    """The province's own letter; the body is the file itself."""
    content = await request.body()

    async def act(tx: Tx) -> web.Answer:
        vault = call.house.vault
        found = await choosing.attach_answer(tx, call.actor, vault, proposal_id, content=content, at=call.at)
        return _proposal(found, 201)

    return await web.change(call, act, _proposal_again(call, 201))


@router.post("/v1/proposals/{proposal_id}/forwarding")
async def forward_proposal(proposal_id: UUID, body: Letter, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        return _proposal(
            await choosing.forward_proposal(
                tx, call.actor, proposal_id, number=body.number, on=body.on, was=call.was, at=call.at
            )
        )

    return await web.change(call, act, _proposal_again(call))


@router.post("/v1/proposals/{proposal_id}/return")
async def return_proposal(proposal_id: UUID, body: Why, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        return _proposal(
            await choosing.return_proposal(tx, call.actor, proposal_id, why=body.why, was=call.was, at=call.at)
        )

    return await web.change(call, act, _proposal_again(call))


async def _read_proposal(call: web.Call, tx: Tx, proposal_id: UUID) -> Proposal:
    policy.require(call.actor, policy.READ_PROPOSALS)
    return await store.proposal(tx, proposal_id, within=policy.sight_of_applications(call.actor))


def _proposal(one: Proposal, status: int = 200) -> web.Answer:
    shown = views.proposal(one) | {"whys": views.whys()}
    return web.Answer(shown, status, one.version, str(one.proposal_id))


def _proposal_again(call: web.Call, status: int = 200) -> web.Again:
    async def again(tx: Tx, resource: str) -> web.Answer:
        return _proposal(await _read_proposal(call, tx, UUID(resource)), status)

    return again
