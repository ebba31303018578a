"""To the office above, from the office below, and out of the records altogether."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import BaseModel, Field

from services.cases import policy, views
from services.cases.actions import erasures, handovers
from services.cases.api import answers
from services.cases.api.answers import Noted
from services.cases.persons import Person
from services.cases.store import packets, people
from services.kit import web
from services.kit.db import Tx
from services.kit.web import Day, Limit, Short

router = APIRouter()


class HandUp(BaseModel):
    reason: Annotated[str, Field(min_length=3, max_length=1000)]
    fields: list[Short]
    expires_on: Day | None = None


class Refusal(BaseModel):
    reason: Short


class Erasure(Noted):
    basis: Short


@router.post("/v1/cases/{case_id}/hand-up")
async def hand_up_case(case_id: UUID, body: HandUp, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        done = handovers.hand_up_case(
            tx, call.actor, call.house.vault, case_id, reason=body.reason, fields=tuple(body.fields),
            expires_on=body.expires_on, was=call.was, at=call.at,
        )  # fmt: skip
        return answers.case(call, await done)

    return await web.change(call, act, answers.case_again(call))


@router.get("/v1/hand-ups")
async def read_handups(
    call: web.Caller, direction: Literal["in", "out"] | None = None, cursor: str | None = None, limit: Limit = 50
) -> Response:
    """What has come (a province, the nation), what was sent (a kabupaten); a province may ask for either."""
    came = direction == "in" or (direction is None and len(call.actor.office) == 2)
    query = f"{came}"
    after = web.position(call, query, cursor)

    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.READ_HANDUPS)
        sight = policy.sight(call.actor)
        if came:
            come = await packets.packets(tx, within=sight, after=after, limit=limit + 1)
            return web.page(call, query, come, limit, views.come, lambda p: p.head.mark)
        sent = await packets.handups(tx, within=sight, after=after, limit=limit + 1)
        return web.page(call, query, sent, limit, views.sent, lambda h: h.head.mark)

    return await web.read(call, act)


@router.get("/v1/hand-ups/{handup_id}")
async def read_handup(handup_id: UUID, call: web.Caller) -> Response:
    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.READ_HANDUPS)
        sight = policy.sight(call.actor)
        packet = await packets.find_packet(tx, handup_id, within=sight)
        if packet is not None:
            return web.Answer(views.come(packet), version=packet.version)
        return web.Answer(views.sent(await packets.handup(tx, handup_id, within=sight)))

    return await web.read(call, act)


@router.post("/v1/hand-ups/{handup_id}/opening", status_code=201)
async def open_handup(handup_id: UUID, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        case = await handovers.open_handup(tx, call.actor, call.house.vault, handup_id, was=call.was, at=call.at)
        shown = views.brief(case, call.actor, call.language)
        return web.Answer(shown, 201, case.version, str(case.case_id))

    return await web.change(call, act, answers.case_again(call))


@router.post("/v1/hand-ups/{handup_id}/refusal")
async def refuse_handup(handup_id: UUID, body: Refusal, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        packet = await handovers.refuse_handup(tx, call.actor, handup_id, reason=body.reason, was=call.was, at=call.at)
        return web.Answer(views.come(packet), version=packet.version, resource=str(handup_id))

    async def again(tx: Tx, resource: str) -> web.Answer:
        return web.Answer(views.come(await packets.packet(tx, UUID(resource), within=policy.sight(call.actor))))

    return await web.change(call, act, again)


@router.post("/v1/persons/{person_id}/erasure")
async def erase_person(person_id: UUID, body: Erasure, call: web.Keyed) -> Response:
    async def act(tx: Tx) -> web.Answer:
        return _erased(
            await erasures.erase_person(
                tx, call.actor, call.house.vault, person_id, basis=body.basis, note=body.note, at=call.at
            )
        )

    async def again(tx: Tx, resource: str) -> web.Answer:
        return _erased(await people.person(tx, UUID(resource), within=policy.sight(call.actor)))

    return await web.change(call, act, again)


def _erased(person: Person) -> web.Answer:
    return web.Answer({"id": person.person_id, "erased_at": person.erased_at}, resource=str(person.person_id))
