"""Meetings of a kecamatan over HTTP: planned, held, decided, followed until it is done; minutes to take away."""

import asyncio
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import BaseModel, Field

from services.kit import web
from services.kit.db import Tx
from services.kit.web import Day, Flag, Limit, Short
from services.registry import meetings, papers, policy, store, views
from services.registry.actions import convening
from services.registry.api import downloads
from services.registry.api.bodies import Long, Reasoned
from services.registry.meetings import Decision, Meeting, Status

router = APIRouter()


class Planning(BaseModel):
    day: Day
    begins: Short
    place: Short
    agenda: Annotated[list[Short], Field(max_length=meetings.MOST_POINTS)] = []
    kec: Short | None = None


class Presence(BaseModel):
    present: Annotated[list[UUID], Field(max_length=500)] = []
    guests: Long = ""


class Deciding(BaseModel):
    what: Long
    due_on: Day
    owner_id: UUID | None = None


class Concluding(BaseModel):
    done: Flag
    word: Long


@router.post("/v1/meetings", status_code=201)
async def plan_meeting(body: Planning, call: web.Keyed) -> Response:
    """`kec` is the own kecamatan where none is named."""

    async def act(tx: Tx) -> web.Answer:
        planned = await convening.plan_meeting(
            tx, call.actor, kec=body.kec, day=body.day, begins=body.begins, place=body.place, agenda=body.agenda,
            at=call.at,
        )  # fmt: skip
        return await _answered(tx, planned, 201)

    return await web.change(call, act, _again(call, 201))


@router.get("/v1/meetings")
async def read_meetings(call: web.Caller, cursor: str | None = None, limit: Limit = 50) -> Response:
    after = web.position(call, "", cursor)

    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.READ_MEETINGS)
        within = policy.sight_of_work(call.actor)
        found = await store.meetings(tx, within=within, after=after, limit=limit + 1)
        return web.page(call, "", found, limit, views.meeting, lambda one: [one.day, one.meeting_id])

    return await web.read(call, act)


@router.get("/v1/meetings/{meeting_id}")
async def read_meeting(meeting_id: UUID, call: web.Caller) -> Response:
    async def act(tx: Tx) -> web.Answer:
        return await _answered(tx, await _read(call, tx, meeting_id))

    return await web.read(call, act)


@router.post("/v1/meetings/{meeting_id}/attendance")
async def hold_meeting(meeting_id: UUID, body: Presence, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        held = await convening.hold_meeting(
            tx, call.actor, meeting_id, present=body.present, guests=body.guests, was=call.was, at=call.at
        )
        return await _answered(tx, held)

    return await web.change(call, act, _again(call))


@router.post("/v1/meetings/{meeting_id}/cancellation")
async def cancel_meeting(meeting_id: UUID, body: Reasoned, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        cancelled = await convening.cancel_meeting(tx, call.actor, meeting_id, reason=body.reason, was=call.was)
        return await _answered(tx, cancelled)

    return await web.change(call, act, _again(call))


@router.post("/v1/meetings/{meeting_id}/decisions")
async def record_decision(meeting_id: UUID, body: Deciding, call: web.Keyed) -> Response:
    """Answers with the meeting and all that it decided."""

    async def act(tx: Tx) -> web.Answer:
        await convening.record_decision(
            tx, call.actor, meeting_id, what=body.what, owner_id=body.owner_id, due_on=body.due_on, at=call.at
        )
        return await _answered(tx, await _read(call, tx, meeting_id))

    return await web.change(call, act, _again(call))


@router.get("/v1/meetings/{meeting_id}/minutes", response_class=Response, responses=downloads.of(downloads.PDF))
async def print_minutes(meeting_id: UUID, call: web.Caller) -> Response:
    async with call.house.db.begin(call.actor.office) as tx:
        meeting = await _read(call, tx, meeting_id)
        meeting.require_held()
        head, taken = await store.profile(tx), await store.decisions(tx, meeting_id)
    content = await asyncio.to_thread(papers.programmes.minutes, head, meeting, taken)
    return downloads.file(content, f"notulen-{meeting.day}", downloads.PDF)


@router.get("/v1/me/decisions")
async def read_my_decisions(call: web.Caller) -> Response:
    """What is open first, by due day."""

    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.READ_MY_DECISIONS)
        mine = await store.decisions_of(tx, call.actor.sub)
        return web.Answer({"items": [views.decision(one, mine=True) for one in mine]})

    return await web.read(call, act)


@router.post("/v1/decisions/{decision_id}/result")
async def conclude_decision(decision_id: UUID, body: Concluding, call: web.Versioned) -> Response:
    """By its owner, or by the Kasi Kesra of the kecamatan."""

    async def act(tx: Tx) -> web.Answer:
        concluded = await convening.conclude_decision(
            tx, call.actor, decision_id, done=body.done, word=body.word, was=call.was
        )
        return _decision(concluded)

    async def again(tx: Tx, resource: str) -> web.Answer:
        policy.require(call.actor, policy.CONCLUDE_DECISION)
        within = policy.sight_of_decisions(call.actor)
        return _decision(await store.decision(tx, UUID(resource), within=within))

    return await web.change(call, act, again)


def _decision(shown: Decision) -> web.Answer:
    return web.Answer(views.decision(shown, mine=False), version=shown.version, resource=str(shown.decision_id))


async def _answered(tx: Tx, shown: Meeting, status: int = 200) -> web.Answer:
    """With who serves there now, until it was held."""
    invited = await store.invitees(tx, shown.kec) if shown.status is Status.PLANNED else []
    whole = views.meeting_whole(shown, invited, await store.decisions(tx, shown.meeting_id))
    return web.Answer(whole, status, shown.version, str(shown.meeting_id))


def _again(call: web.Call, status: int = 200) -> web.Again:
    async def again(tx: Tx, resource: str) -> web.Answer:
        return await _answered(tx, await _read(call, tx, UUID(resource)), status)

    return again


async def _read(call: web.Call, tx: Tx, meeting_id: UUID) -> Meeting:
    policy.require(call.actor, policy.READ_MEETINGS)
    return await store.meeting(tx, meeting_id, within=policy.sight_of_work(call.actor))
