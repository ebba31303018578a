"""Programmes of a year over HTTP: begun, written, agreed, carried out; the list for musrenbang to take away."""

import asyncio
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import BaseModel, Field

from services.kit import ids, web
from services.kit.db import Tx
from services.kit.web import Flag, Short, Whole
from services.registry import days, papers, policy, programmes, store, views
from services.registry.actions import programming
from services.registry.api import downloads
from services.registry.api.bodies import Long
from services.registry.api.downloads import Kind
from services.registry.programmes import Activity, Programme, Status

router = APIRouter()


class Beginning(BaseModel):
    place: Short
    year: Whole
    copy_last: Flag = False


class Doing(BaseModel):
    """`id` where it stands there already."""

    what: Short
    who: Short
    first: Whole
    last: Whole
    fund: Short
    partner: Short = ""
    cost: Whole | None = None
    id: UUID | None = None

    @property
    def activity(self) -> Activity:
        return Activity(activity_id=self.id or ids.new(), **self.model_dump(exclude={"id"}))


class Revising(BaseModel):
    analysis: Annotated[str, Field(max_length=5000)] = ""
    aims: Annotated[list[Annotated[str, Field(max_length=500)]], Field(max_length=programmes.MOST_AIMS)] = []
    activities: Annotated[list[Doing], Field(max_length=programmes.MOST_ACTIVITIES)] = []


class Staging(BaseModel):
    to: Literal["running", "closed"]


class Progress(BaseModel):
    activity_id: UUID
    progress: Whole
    word: Long
    dropped: Flag = False


@router.get("/v1/practice-codes")
async def read_practice_codes(call: web.Caller) -> Response:
    """Sources of money, and topics of the shelf of practice."""

    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.READ_SHELF)
        return web.Answer(views.practice_code_lists())

    return await web.read(call, act)


@router.post("/v1/programmes", status_code=201)
async def begin_programme(body: Beginning, call: web.Keyed) -> Response:
    async def act(tx: Tx) -> web.Answer:
        begun = await programming.begin_programme(
            tx, call.actor, place=body.place, year=body.year, copy=body.copy_last, at=call.at
        )
        return _answered(begun, 201)

    return await web.change(call, act, _again(call, 201))


@router.get("/v1/programmes")
async def read_programmes(call: web.Caller, year: int | None = None) -> Response:
    """Of `year` (this one), larger areas first."""

    async def act(tx: Tx) -> web.Answer:
        wanted, found = await _of_year(call, tx, year)
        return web.Answer({"year": wanted, "items": [views.programme(one) for one in found]})

    return await web.read(call, act)


@router.get("/v1/programmes/{programme_id}")
async def read_programme(programme_id: UUID, call: web.Caller) -> Response:
    async def act(tx: Tx) -> web.Answer:
        return _answered(await _read(call, tx, programme_id))

    return await web.read(call, act)


@router.post("/v1/programmes/{programme_id}/plan")
async def revise_programme(programme_id: UUID, body: Revising, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        activities = [one.activity for one in body.activities]
        revised = await programming.revise_programme(
            tx, call.actor, programme_id, analysis=body.analysis, aims=body.aims, activities=activities, was=call.was
        )
        return _answered(revised)

    return await web.change(call, act, _again(call))


@router.post("/v1/programmes/{programme_id}/agreement")
async def agree_programme(programme_id: UUID, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        return _answered(await programming.agree_programme(tx, call.actor, programme_id, was=call.was, at=call.at))

    return await web.change(call, act, _again(call))


@router.post("/v1/programmes/{programme_id}/stage")
async def stage_programme(programme_id: UUID, body: Staging, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        staged = await programming.stage_programme(tx, call.actor, programme_id, to=Status(body.to), was=call.was)
        return _answered(staged)

    return await web.change(call, act, _again(call))


@router.post("/v1/programmes/{programme_id}/progress")
async def report_progress(programme_id: UUID, body: Progress, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        reported = await programming.report_progress(
            tx, call.actor, programme_id, activity_id=body.activity_id, progress=body.progress, word=body.word,
            dropped=body.dropped, was=call.was,
        )  # fmt: skip
        return _answered(reported)

    return await web.change(call, act, _again(call))


@router.get("/v1/programmes/{programme_id}/paper", response_class=Response, responses=downloads.of(downloads.PDF))
async def print_programme(programme_id: UUID, call: web.Caller) -> Response:
    async with call.house.db.begin(call.actor.office) as tx:
        programme = await _read(call, tx, programme_id)
        head = await store.profile(tx)
    today = days.today(programme.office, call.at)
    content = await asyncio.to_thread(papers.programmes.programme, head, programme, today)
    return downloads.file(content, f"program-kerja-{today}", downloads.PDF)


@router.get("/v1/musrenbang", response_class=Response, responses=downloads.of(downloads.PDF))
async def print_musrenbang(call: web.Caller, year: int | None = None) -> Response:
    """What the programmes of `year` (this one) ask of village and region."""
    async with call.house.db.begin(call.actor.office) as tx:
        wanted, found = await _of_year(call, tx, year)
        head = await store.profile(tx)
    today = days.today(call.actor.office, call.at)
    content = await asyncio.to_thread(papers.programmes.musrenbang, head, wanted, found, today)
    return downloads.file(content, f"usulan-musrenbang-{today}", downloads.PDF)


@router.get("/v1/musrenbang/table", response_class=Response, responses=downloads.of(Kind.XLSX))
async def export_musrenbang(call: web.Caller, year: int | None = None) -> Response:
    async with call.house.db.begin(call.actor.office) as tx:
        _, found = await _of_year(call, tx, year)
    today = days.today(call.actor.office, call.at)
    content = await asyncio.to_thread(papers.programmes.musrenbang_table, found)
    return downloads.file(content, f"usulan-musrenbang-{today}", Kind.XLSX)


async def _of_year(call: web.Call, tx: Tx, year: int | None) -> tuple[int, list[Programme]]:
    policy.require(call.actor, policy.READ_PROGRAMMES)
    wanted = year or days.today(call.actor.office, call.at).year
    return wanted, await store.programmes(tx, programmes.require_year(wanted), within=policy.sight_of_work(call.actor))


async def _read(call: web.Call, tx: Tx, programme_id: UUID) -> Programme:
    policy.require(call.actor, policy.READ_PROGRAMMES)
    return await store.programme(tx, programme_id, within=policy.sight_of_work(call.actor))


def _answered(shown: Programme, status: int = 200) -> web.Answer:
    return web.Answer(views.programme_whole(shown), status, shown.version, str(shown.programme_id))


def _again(call: web.Call, status: int = 200) -> web.Again:
    async def again(tx: Tx, resource: str) -> web.Answer:
        return _answered(await _read(call, tx, UUID(resource)), status)

    return again
