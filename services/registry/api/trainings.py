"""Trainings over HTTP: tiers, plans, stages, lists of attendance, scores, certificates."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import BaseModel, Field

from services.kit import web
from services.kit.db import Tx
from services.kit.web import Day, Limit, Short, Whole
from services.registry import days, policy, store, tiers, trainings, views
from services.registry.actions import attending, training
from services.registry.actions.attending import Score
from services.registry.api import codes
from services.registry.api.bodies import Long, Reasoned
from services.registry.trainings import Audience, Module, Plan, Practice, Report, Sitting, Status, Training

router = APIRouter()

Ids = Annotated[list[UUID], Field(max_length=trainings.MOST_SEATS)]


class DayAt(BaseModel):
    day: Day
    venue: Short


class Taught(BaseModel):
    title: Short
    hours: Whole = 0
    person: Short = ""
    institution: Short = ""


class InTheField(BaseModel):
    host: Short
    place: Short
    day: Day


class Planning(BaseModel):
    title: Short
    roles: Annotated[list[Audience], Field(min_length=1, max_length=4)]
    days: Annotated[list[DayAt], Field(min_length=1, max_length=trainings.MOST_DAYS)]
    quota: Whole
    tier: Short | None = None
    modules: Annotated[list[Taught], Field(max_length=trainings.MOST_MODULES)] = []
    quota_per_kec: Whole | None = None
    opener: Short = ""
    practice: InTheField | None = None
    pass_share: Whole = 80
    pass_score: Whole | None = None
    valid_years: Whole | None = None

    @property
    def plan(self) -> Plan:
        told = self.model_dump(exclude={"roles", "days", "modules", "practice"})
        return Plan(
            **told,
            roles=tuple(self.roles),
            days=tuple(Sitting(one.day, " ".join(one.venue.split())) for one in self.days),
            modules=tuple(Module(**one.model_dump()) for one in self.modules),
            practice=Practice(**self.practice.model_dump()) if self.practice else None,
        )


class Stage(BaseModel):
    to: Literal["nominating", "invited", "running", "finished"]


class Reporting(BaseModel):
    group: Short
    findings: Annotated[str, Field(max_length=2000)]
    discussion: Annotated[str, Field(max_length=2000)] = ""


class Attendance(BaseModel):
    day: Day
    present: Ids = []
    absent: Ids = []


class Result(BaseModel):
    participant_id: UUID
    pre: Whole | None = None
    post: Whole | None = None
    failed: Long = ""


class Results(BaseModel):
    results: Annotated[list[Result], Field(min_length=1, max_length=trainings.MOST_SEATS)]


class Certification(BaseModel):
    issued_on: Day | None = None


@router.get("/v1/tiers")
async def read_tiers(call: web.Caller) -> Response:
    """As they hold today for the caller's office."""

    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.READ_TIERS)
        held = tiers.current(_today(call))
        mine = [one for one in held.tiers if held.find(one.role, one.code, call.actor.office) is one]
        return web.Answer({"edition": held.edition, "source": held.source, "items": [views.tier(one) for one in mine]})

    return await web.read(call, act)


@router.post("/v1/trainings", status_code=201)
async def plan_training(body: Planning, call: web.Keyed) -> Response:
    async def act(tx: Tx) -> web.Answer:
        planned = await training.plan_training(tx, call.actor, plan=body.plan, at=call.at)
        return await answered(call, tx, planned, 201)

    return await web.change(call, act, again(call, 201))


@router.get("/v1/trainings")
async def read_trainings(
    call: web.Caller, status: Status | None = None, cursor: str | None = None, limit: Limit = 50
) -> Response:
    query = f"{status}"
    after = web.position(call, query, cursor)

    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.READ_TRAININGS)
        within = policy.sight_of_trainings(call.actor)
        found = await store.trainings(tx, within=within, status=status, after=after, limit=limit + 1)
        return web.page(call, query, found, limit, views.training, lambda one: [one.plan.starts_on, one.training_id])

    return await web.read(call, act)


@router.get("/v1/trainings/{training_id}")
async def read_training(training_id: UUID, call: web.Caller) -> Response:
    async def act(tx: Tx) -> web.Answer:
        return await answered(call, tx, await _read_training(call, tx, training_id))

    return await web.read(call, act)


@router.post("/v1/trainings/{training_id}/plan")
async def revise_training(training_id: UUID, body: Planning, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        revised = await training.revise_training(tx, call.actor, training_id, plan=body.plan, was=call.was, at=call.at)
        return await answered(call, tx, revised)

    return await web.change(call, act, again(call))


@router.post("/v1/trainings/{training_id}/stage")
async def stage_training(training_id: UUID, body: Stage, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        staged = await training.stage_training(
            tx, call.actor, training_id, to=Status(body.to), was=call.was, at=call.at
        )
        return await answered(call, tx, staged)

    return await web.change(call, act, again(call))


@router.post("/v1/trainings/{training_id}/cancellation")
async def cancel_training(training_id: UUID, body: Reasoned, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        cancelled = await training.cancel_training(
            tx, call.actor, training_id, reason=body.reason, was=call.was, at=call.at
        )
        return await answered(call, tx, cancelled)

    return await web.change(call, act, again(call))


@router.post("/v1/trainings/{training_id}/practice")
async def report_practice(training_id: UUID, body: Reporting, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        reported = await training.report_practice(
            tx, call.actor, training_id, report=Report(**body.model_dump()), was=call.was, at=call.at
        )
        return await answered(call, tx, reported)

    return await web.change(call, act, again(call))


@router.get("/v1/trainings/{training_id}/attendance-code")
async def read_attendance_code(training_id: UUID, day: date, call: web.Caller) -> Response:
    """What participants scan on that day."""

    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.RECORD_ATTENDANCE)
        found = await _read_training(call, tx, training_id)
        found.require_its_day(day)
        return web.Answer({"code": codes.of_day(call.house.vault, found.office, training_id, day), "day": day})

    return await web.read(call, act)


@router.post("/v1/trainings/{training_id}/attendance")
async def record_attendance(training_id: UUID, body: Attendance, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        recorded = await attending.record_attendance(
            tx, call.actor, training_id, day=body.day, present=body.present, absent=body.absent, was=call.was,
            at=call.at,
        )  # fmt: skip
        return await answered(call, tx, recorded)

    return await web.change(call, act, again(call))


@router.post("/v1/trainings/{training_id}/results")
async def record_results(training_id: UUID, body: Results, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        scores = [Score(**one.model_dump()) for one in body.results]
        recorded = await attending.record_results(tx, call.actor, training_id, scores=scores, was=call.was, at=call.at)
        return await answered(call, tx, recorded)

    return await web.change(call, act, again(call))


@router.post("/v1/trainings/{training_id}/certification")
async def certify_training(training_id: UUID, body: Certification, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        certified = await training.certify_training(
            tx, call.actor, training_id, issued_on=body.issued_on, was=call.was, at=call.at
        )
        return await answered(call, tx, certified)

    return await web.change(call, act, again(call))


async def answered(call: web.Call, tx: Tx, found: Training, status: int = 200) -> web.Answer:
    """With its participants and certificates as they stand now."""
    people = await store.participants(tx, found.training_id)
    issued = await store.certificates(tx, training_id=found.training_id)
    shown = views.training_whole(found, people, issued, codes.seal(call.house.vault), _today(call))
    return web.Answer(shown, status, found.version, str(found.training_id))


def again(call: web.Call, status: int = 200) -> web.Again:
    async def again(tx: Tx, resource: str) -> web.Answer:
        return await answered(call, tx, await _read_training(call, tx, UUID(resource)), status)

    return again


async def _read_training(call: web.Call, tx: Tx, training_id: UUID) -> Training:
    policy.require(call.actor, policy.READ_TRAININGS)
    return await store.training(tx, training_id, within=policy.sight_of_trainings(call.actor))


def _today(call: web.Call) -> date:
    return days.today(call.actor.office, call.at)
