"""What a volunteer gave and bore, over HTTP: hours and costs, risk events, rest; and all that is kept of one."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import BaseModel, Field

from services.kit import web
from services.kit.db import Tx
from services.kit.web import Day, Flag, Limit, Short, Whole
from services.registry import care_codes, days, policy, store
from services.registry.actions import caring
from services.registry.api import codes
from services.registry.api.bodies import Long
from services.registry.api.volunteers import read_again
from services.registry.care_entries import Entry, Kind, Told
from services.registry.risks import Event
from services.registry.store import care, honours, stays, stipends
from services.registry.store import retention as counted
from services.registry.views import care as shown
from services.registry.views import stipends as money
from services.registry.volunteers import Volunteer

router = APIRouter()

Prose = Annotated[str, Field(max_length=2000)]


class Queue(StrEnum):
    ENTERED = "entered"
    ACKNOWLEDGED = "acknowledged"
    RETURNED = "returned"


class Bearing(BaseModel):
    """`amount` is minutes or rupiah, as `kind` says."""

    kind: Kind
    code: Short
    day: Day
    amount: Whole
    paper: Short = ""

    def told(self) -> Told:
        return Told(**self.model_dump())


class Judgement(BaseModel):
    acknowledged: Flag
    reason: Long = ""


class Risk(BaseModel):
    kind: Short
    harm: Short
    day: Day
    village: Short
    note: Prose


class Giving(BaseModel):
    owner: Short
    due_on: Day


class Outcome(BaseModel):
    outcome: Prose


class Weeks(BaseModel):
    weeks: Whole


# --- hours and costs ---


@router.post("/v1/me/care-entries", status_code=201)
async def record_care_entry(body: Bearing, call: web.Keyed) -> Response:
    async def act(tx: Tx) -> web.Answer:
        return _entry(await caring.record_care_entry(tx, call.actor, told=body.told(), at=call.at), 201)

    return await web.change(call, act, _entry_again(call))


@router.post("/v1/care-entries/{entry_id}/revision")
async def revise_care_entry(entry_id: UUID, body: Bearing, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        return _entry(
            await caring.revise_care_entry(tx, call.actor, entry_id, told=body.told(), was=call.was, at=call.at)
        )

    return await web.change(call, act, _entry_again(call))


@router.post("/v1/care-entries/{entry_id}/withdrawal")
async def withdraw_care_entry(entry_id: UUID, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        return _entry(await caring.withdraw_care_entry(tx, call.actor, entry_id, was=call.was))

    return await web.change(call, act, _entry_again(call))


@router.post("/v1/care-entries/{entry_id}/judgement")
async def judge_care_entry(entry_id: UUID, body: Judgement, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        return _entry(
            await caring.judge_care_entry(
                tx, call.actor, entry_id, acknowledged=body.acknowledged, reason=body.reason, was=call.was
            )
        )

    return await web.change(call, act, _entry_again(call))


@router.get("/v1/care-entries")
async def read_care_entries(
    call: web.Caller, status: Queue | None = None, mine: bool = False, cursor: str | None = None, limit: Limit = 50
) -> Response:
    """Within one's sight, or only one's own."""
    query = f"{status}|{mine}"
    after = web.position(call, query, cursor)

    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.READ_CARE_ENTRIES)
        within = policy.sight_of_oneself(call.actor) if mine else policy.sight(call.actor)
        found = await care.entries(tx, within=within, status=status, after=after, limit=limit + 1)
        return web.page(call, query, found, limit, shown.entry, lambda one: [one.told.day, one.entry_id])

    return await web.read(call, act)


def _entry(one: Entry, status: int = 200) -> web.Answer:
    return web.Answer(shown.entry(one), status, one.version, str(one.entry_id))


def _entry_again(call: web.Call) -> web.Again:
    async def again(tx: Tx, resource: str) -> web.Answer:
        policy.require(call.actor, policy.READ_CARE_ENTRIES)
        return _entry(await care.entry(tx, UUID(resource), within=policy.sight(call.actor)))

    return again


# --- risk events ---


@router.post("/v1/me/risk-events", status_code=201)
async def report_risk(body: Risk, call: web.Keyed) -> Response:
    async def act(tx: Tx) -> web.Answer:
        return _risk(
            await caring.report_risk(tx, call.actor, call.house.vault, **body.model_dump(), at=call.at), status=201
        )

    return await web.change(call, act, _risk_again(call))


@router.get("/v1/risk-events")
async def read_risks(call: web.Caller, cursor: str | None = None, limit: Limit = 50) -> Response:
    """Without what was written of them."""
    after = web.position(call, "", cursor)

    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.READ_RISKS)
        found = await care.risks(tx, within=policy.sight_of_care(call.actor), after=after, limit=limit + 1)
        return web.page(call, "", found, limit, lambda one: shown.risk(*one), lambda one: [one[0].event_id])

    return await web.read(call, act)


@router.get("/v1/risk-events/{event_id}")
async def read_risk(event_id: UUID, call: web.Caller) -> Response:
    """With what happened and what was done; the opening is on record. The Dinas is told whom it may be given to."""

    async def act(tx: Tx) -> web.Answer:
        event, texts = await caring.read_risk(tx, call.actor, call.house.vault, event_id)
        whole = shown.risk(event, texts=texts)
        if call.actor.has(*policy.OPERATIONS[policy.ASSIGN_RISK]):
            whole |= {"owners": [shown.owner(one) for one in await care.owners(tx)]}
        return web.Answer(whole, version=event.version)

    return await web.read(call, act)


@router.post("/v1/risk-events/{event_id}/assignment")
async def assign_risk(event_id: UUID, body: Giving, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        return _risk(
            await caring.assign_risk(
                tx, call.actor, call.house.vault, event_id, owner=body.owner, due_on=body.due_on, was=call.was,
                at=call.at,
            )
        )  # fmt: skip

    return await web.change(call, act, _risk_again(call))


@router.post("/v1/risk-events/{event_id}/closure")
async def close_risk(event_id: UUID, body: Outcome, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        return _risk(
            await caring.close_risk(
                tx, call.actor, call.house.vault, event_id, outcome=body.outcome, was=call.was
            )
        )  # fmt: skip

    return await web.change(call, act, _risk_again(call))


def _risk(one: Event, status: int = 200) -> web.Answer:
    return web.Answer(shown.risk(one), status, one.version, str(one.event_id))


def _risk_again(call: web.Call) -> web.Again:
    async def again(tx: Tx, resource: str) -> web.Answer:
        policy.require(call.actor, policy.READ_RISKS)
        return _risk(await care.risk(tx, UUID(resource), within=policy.sight_of_care(call.actor)))

    return again


# --- rest ---


@router.post("/v1/volunteers/{volunteer_id}/rest")
async def begin_rest(volunteer_id: UUID, body: Weeks, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        return _rested(
            await caring.begin_rest(tx, call.actor, volunteer_id, weeks=body.weeks, was=call.was, at=call.at)
        )

    return await web.change(call, act, read_again(call))


@router.post("/v1/volunteers/{volunteer_id}/rest-end")
async def end_rest(volunteer_id: UUID, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        return _rested(await caring.end_rest(tx, call.actor, volunteer_id, was=call.was, at=call.at))

    return await web.change(call, act, read_again(call))


def _rested(one: Volunteer) -> web.Answer:
    body = {"id": one.volunteer_id, "version": one.version, "returns_on": one.leave.returns_on if one.leave else None}
    return web.Answer(body, 200, one.version, str(one.volunteer_id))


# --- all of one ---


@router.get("/v1/me/care")
async def read_my_care(call: web.Caller) -> Response:
    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.READ_MY_CARE)
        return await _whole(call, tx, await caring.oneself(tx, call.actor))

    return await web.read(call, act)


@router.get("/v1/volunteers/{volunteer_id}/care")
async def read_care(volunteer_id: UUID, call: web.Caller) -> Response:
    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.READ_CARE)
        return await _whole(call, tx, await store.volunteer(tx, volunteer_id, within=policy.sight(call.actor)))

    return await web.read(call, act)


@router.get("/v1/care-codes")
async def read_care_codes(call: web.Caller) -> Response:
    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.READ_CARE_CODES)
        return web.Answer(shown.codes(days.today(call.actor.office, call.at)))

    return await web.read(call, act)


async def _whole(call: web.Call, tx: Tx, one: Volunteer) -> web.Answer:
    """What she gave this year, and all that she got."""
    today, seal = days.today(tx.office, call.at), codes.letter_seal(call.house.vault)
    rested = await care.rests(tx, one.volunteer_id)
    departure = await counted.find_departure(tx, one.volunteer_id)
    body: dict[str, Any] = {
        "id": one.volunteer_id,
        "version": one.version,
        "name": one.name,
        "role": one.role,
        "status": one.standing.status,
        "villages": sorted(one.post.villages),
        "year": today.year,
        "tenure": shown.tenure(await stays.tenure(tx, one.volunteer_id), today),
        "sums": shown.sums(await care.sums(tx, one.volunteer_id, since=date(today.year, 1, 1))),
        "leave": {"since_on": one.leave.since_on, "returns_on": one.leave.returns_on} if one.leave else None,
        "resting": one.leave is not None
        and any((r.since_on, r.returns_on) == (one.leave.since_on, one.leave.returns_on) for r in rested),
        "rests": [shown.rest(each) for each in rested],
        "insurance": shown.insurance(await honours.find_insurance(tx, one.volunteer_id), today),
        "awards": [shown.award(each) for each in await honours.awards(tx, one.volunteer_id)],
        "letters": [shown.letter(each, seal) for each in await honours.letters(tx, one.volunteer_id)],
        "payments": [money.mine(*each) for each in await stipends.paid_to(tx, one.volunteer_id)],
        "schooling": shown.education((await honours.educations(tx, [one.volunteer_id])).get(one.volunteer_id)),
        "departure": shown.code(care_codes.DEPARTURES, departure) if departure else None,
    }
    return web.Answer(body, version=one.version)
