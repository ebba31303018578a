"""Participants over HTTP: nominated and withdrawn by the holder; oneself, on the own phone."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import BaseModel, Field

from services.kit import web
from services.kit.db import Tx
from services.kit.web import Short
from services.registry import days, policy, store, trainings, views
from services.registry.actions import attending
from services.registry.api import codes
from services.registry.api.bodies import Reasoned
from services.registry.api.trainings import Ids, again, answered
from services.registry.participants import Nominee, Participant
from services.registry.trainings import Audience

router = APIRouter()


class Named(BaseModel):
    name: Short
    role: Audience
    place: Short
    nik: Short = ""


class Nomination(BaseModel):
    volunteers: Ids = []
    people: Annotated[list[Named], Field(max_length=trainings.MOST_SEATS)] = []


class Code(BaseModel):
    code: Annotated[str, Field(max_length=200)]


@router.post("/v1/trainings/{training_id}/participants")
async def nominate_participants(training_id: UUID, body: Nomination, call: web.Keyed) -> Response:
    people = [Nominee(**one.model_dump()) for one in body.people]

    async def act(tx: Tx) -> web.Answer:
        training = await attending.nominate_participants(
            tx, call.actor, call.house.vault, training_id, volunteers=body.volunteers, people=people, at=call.at
        )
        return await answered(call, tx, training)

    return await web.change(call, act, again(call))


@router.post("/v1/participants/{participant_id}/withdrawal")
async def withdraw_participant(participant_id: UUID, body: Reasoned, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        withdrawn = await attending.withdraw_participant(
            tx, call.actor, participant_id, reason=body.reason, was=call.was, at=call.at
        )
        return await _one(call, tx, withdrawn)

    async def again(tx: Tx, resource: str) -> web.Answer:
        policy.require(call.actor, policy.WITHDRAW_PARTICIPANT)
        within = policy.sight_of_trainings(call.actor)
        return await _one(call, tx, await store.participant(tx, UUID(resource), within=within))

    return await web.change(call, act, again)


@router.post("/v1/attendance")
async def check_in(body: Code, call: web.Keyed) -> Response:
    """By the code that the holder shows today. Scanned twice, she is there once."""

    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.CHECK_IN)
        training_id, day = codes.read_day(call.house.vault, call.actor.office, body.code)
        training, participant = await attending.check_in(tx, call.actor, training_id, day=day, at=call.at)
        shown = {"training": views.training(training), "day": day}
        return web.Answer(shown, resource=str(participant.participant_id))

    async def again(tx: Tx, resource: str) -> web.Answer:
        return await act(tx)

    return await web.change(call, act, again)


@router.get("/v1/me/trainings")
async def read_my_trainings(call: web.Caller) -> Response:
    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.READ_MY_TRAININGS)
        return await _record(call, tx, await store.participations_of(tx, call.actor.sub), whole=True)

    return await web.read(call, act)


@router.get("/v1/volunteers/{volunteer_id}/trainings")
async def read_training_record(volunteer_id: UUID, call: web.Caller) -> Response:
    """What a volunteer took part in, and which tiers she gained by it."""

    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.READ_VOLUNTEERS)
        volunteer = await store.volunteer(tx, volunteer_id, within=policy.sight(call.actor))
        whole = policy.sees_results(call.actor, volunteer.account.sub)
        return await _record(call, tx, await store.participations(tx, volunteer_id), whole=whole)

    return await web.read(call, act)


async def _record(call: web.Call, tx: Tx, mine: list[Participant], *, whole: bool) -> web.Answer:
    """The latest first. A tier stands for as long as its certificate is not revoked."""
    found = await store.trainings_named(tx, [one.training_id for one in mine])
    certificates = await store.certificates_of(tx, [one.participant_id for one in mine])
    seal, today = codes.seal(call.house.vault), days.today(call.actor.office, call.at)
    by_training = {one.training_id: one for one in sorted(mine, key=lambda one: one.number)}
    shown = [
        views.participation(one, training, certificates.get(one.participant_id), seal, today)
        for training in found
        for one in (by_training[training.training_id],)
    ]
    gained = {one.tier: one.tier_words for one in certificates.values() if one.tier and one.revoked_at is None}
    items = shown if whole else [views.outline(one) for one in shown]
    return web.Answer({"items": items, "tiers": [{"code": code, "words": web.words(w)} for code, w in gained.items()]})


async def _one(call: web.Call, tx: Tx, participant: Participant) -> web.Answer:
    within = policy.sight_of_trainings(call.actor)
    training = await store.training(tx, participant.training_id, within=within)
    shown = views.participant(participant, training)
    return web.Answer(shown, version=participant.version, resource=str(participant.participant_id))
