"""How long volunteers stay and what they may become, over HTTP: education, conditions for PPPK, departures, retention;
and the erasure of what the care ledger has of one."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import BaseModel

from services.kit import web
from services.kit.db import Tx
from services.kit.web import Limit, Short, Whole
from services.registry import care_codes, days, policy, pppk, retention, store
from services.registry.actions import honouring
from services.registry.pppk import Education
from services.registry.stipends import ROLES
from services.registry.store import honours, stays
from services.registry.store import retention as counted
from services.registry.tenures import Tenure
from services.registry.views import care as shown
from services.registry.volunteers import Volunteer

router = APIRouter()


class Schooling(BaseModel):
    """A first one names version 0."""

    education: Short
    field: Short = ""
    year: Whole | None = None


class Leaving(BaseModel):
    reason: Short


@router.post("/v1/volunteers/{volunteer_id}/education")
async def record_education(volunteer_id: UUID, body: Schooling, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        now = await honouring.record_education(
            tx, call.actor, volunteer_id, code=body.education, field=body.field, year=body.year, was=call.was,
            at=call.at,
        )  # fmt: skip
        return _education(volunteer_id, now)

    async def again(tx: Tx, resource: str) -> web.Answer:
        policy.require(call.actor, policy.RECORD_EDUCATION)
        await store.volunteer(tx, volunteer_id, within=policy.sight(call.actor))
        found = await honours.educations(tx, [UUID(resource)])
        return _education(volunteer_id, found.get(volunteer_id))

    return await web.change(call, act, again)


@router.get("/v1/pppk")
async def read_pppk(call: web.Caller, cursor: str | None = None, limit: Limit = 50) -> Response:
    """All at work who are not yet civil servants, by name, each with what is missing. It decides nothing."""
    after, today = web.position(call, "", cursor), days.today(call.actor.office, call.at)
    conditions = pppk.of(call.actor.office, today)

    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.READ_PPPK)
        within = policy.sight(call.actor)
        people = [one for one in await stays.tenures(tx, within=within, after=after) if pppk.wanted(one)]
        people = people[: limit + 1]
        ids = [one.volunteer_id for one in people]
        schooled, certified = await honours.educations(tx, ids), await honours.certified(tx, ids, on=today)

        def show(one: Tenure) -> dict[str, object]:
            education = schooled.get(one.volunteer_id)
            lacks = pppk.missing(conditions, one, education, certified=one.volunteer_id in certified, on=today)
            return shown.tenure(one, today) | shown.education(education) | {
                "missing": [shown.condition(lack) for lack in lacks]
            }  # fmt: skip

        answer = web.page(call, "", people, limit, show, lambda one: [one.name, one.volunteer_id])
        source = pppk.current(today).source
        return web.Answer(answer.body | {"conditions": [shown.condition(c) for c in conditions], "source": source})

    return await web.read(call, act)


@router.post("/v1/volunteers/{volunteer_id}/departure")
async def record_departure(volunteer_id: UUID, body: Leaving, call: web.Keyed) -> Response:
    async def act(tx: Tx) -> web.Answer:
        return await _departed(
            tx, await honouring.record_departure(tx, call.actor, volunteer_id, reason=body.reason, at=call.at)
        )

    async def again(tx: Tx, resource: str) -> web.Answer:
        policy.require(call.actor, policy.RECORD_DEPARTURE)
        return await _departed(tx, await store.volunteer(tx, UUID(resource), within=policy.sight(call.actor)))

    return await web.change(call, act, again)


@router.get("/v1/retention")
async def read_retention(call: web.Caller, year: Annotated[int | None, Query(ge=2000, le=2100)] = None) -> Response:
    """Of the own area: years served, and why people left in a year; small figures hidden."""
    today = days.today(call.actor.office, call.at)
    of, codes = year or today.year, [one.code for one in care_codes.current(today).lists[care_codes.DEPARTURES]]

    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.READ_RETENTION)
        counts = await counted.counts(tx, within=policy.sight(call.actor))
        return web.Answer(
            {
                "area": call.actor.office,
                "year": of,
                "roles": [
                    {
                        "role": role,
                        "served": shown.figures(retention.served(counts, role, today)),
                        "left": shown.figures(retention.left(counts, role, of, codes)),
                    }
                    for role in ROLES
                ],
            }
        )

    return await web.read(call, act)


@router.post("/v1/volunteers/{volunteer_id}/care-erasure")
async def erase_care(volunteer_id: UUID, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        return _erased(await honouring.erase_care(tx, call.actor, call.house.vault, volunteer_id, was=call.was))

    async def again(tx: Tx, resource: str) -> web.Answer:
        policy.require(call.actor, policy.ERASE_CARE)
        return _erased(await store.volunteer(tx, UUID(resource), within=policy.sight(call.actor)))

    return await web.change(call, act, again)


def _education(volunteer_id: UUID, now: Education | None) -> web.Answer:
    return web.Answer(shown.education(now), version=now.version if now else 0, resource=str(volunteer_id))


async def _departed(tx: Tx, one: Volunteer) -> web.Answer:
    reason = await counted.find_departure(tx, one.volunteer_id)
    body = {"id": one.volunteer_id, "departure": shown.code(care_codes.DEPARTURES, reason) if reason else None}
    return web.Answer(body, resource=str(one.volunteer_id))


def _erased(one: Volunteer) -> web.Answer:
    return web.Answer({"id": one.volunteer_id}, version=one.version, resource=str(one.volunteer_id))
