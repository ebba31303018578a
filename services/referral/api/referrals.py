"""Referrals, for the office that sends them."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import Field

from services.kit import web
from services.kit.db import Tx
from services.kit.web import Limit, Whole
from services.referral import actions, policy, referrals, store, views
from services.referral.api.pages import Coded, Noted, Reasoned, ask, wanted
from services.referral.neighbours import Cases, Given
from services.referral.referrals import Referral
from services.referral.statuses import Status, Word

router = APIRouter()


class Sending(Noted):
    case_id: UUID
    need_id: UUID
    service_id: UUID
    fields: Annotated[list[Coded], Field(max_length=30)]
    purpose: Annotated[str, Field(max_length=500)]
    answer_days: Whole | None = None


class Confirmation(Noted):
    word: Word


@router.post("/v1/referrals", status_code=201)
async def send_referral(body: Sending, call: web.Keyed) -> Response:
    cases: Cases = call.house.neighbours

    async def given() -> tuple[Given, str]:
        """Nobody opens a file for what would be refused here."""
        policy.require(call.actor, policy.SEND_REFERRAL)
        fields, purpose = referrals.require_fields(body.fields), referrals.require_purpose(body.purpose)
        return await cases.packet(body.case_id, body.need_id, fields, user=call.claims.token), purpose

    asked = await ask(given())

    async def act(tx: Tx) -> web.Answer:
        given, purpose = asked()
        referral = await actions.send_referral(
            tx, call.actor, call.house.vault, matter=given.matter, need_id=body.need_id, need_kind=given.need_kind,
            service_id=body.service_id, shared=given.shared, purpose=purpose, answer_days=body.answer_days,
            note=body.note, at=call.at,
        )  # fmt: skip
        return await _referral(call, tx, referral, 201)

    return await web.change(call, act, _referral_again(call))


@router.get("/v1/referrals")
async def read_referrals(
    call: web.Caller,
    case_id: UUID | None = None,
    status: Status | None = None,
    queue: Literal["mine", "all"] = "all",
    cursor: str | None = None,
    limit: Limit = 50,
) -> Response:
    query = f"{case_id}|{status}|{queue}"
    after = web.position(call, query, cursor)

    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.READ_REFERRALS)
        found = await store.referrals(
            tx, within=policy.sight(call.actor), case_id=case_id, statuses=wanted(call, status, queue), after=after,
            limit=limit + 1,
        )  # fmt: skip
        names = await store.organisations(tx, [referral.to_office for referral in found])
        return web.page(
            call, query, found, limit, lambda r: views.referral(r, call.actor, names), lambda r: [r.at, r.referral_id]
        )

    return await web.read(call, act)


@router.get("/v1/referrals/{referral_id}")
async def read_referral(referral_id: UUID, call: web.Caller) -> Response:
    async def act(tx: Tx) -> web.Answer:
        return await _referral_again(call)(tx, str(referral_id))

    return await web.read(call, act)


@router.post("/v1/referrals/{referral_id}/revocation")
async def revoke_referral(referral_id: UUID, body: Reasoned, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        referral = await actions.revoke_referral(
            tx, call.actor, call.house.vault, referral_id, reason=body.reason, note=body.note, was=call.was, at=call.at
        )
        return await _referral(call, tx, referral)

    return await web.change(call, act, _referral_again(call))


@router.post("/v1/referrals/{referral_id}/confirmation")
async def confirm_referral(referral_id: UUID, body: Confirmation, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        referral = await actions.confirm_referral(
            tx, call.actor, call.house.vault, referral_id, word=body.word, note=body.note, was=call.was, at=call.at
        )
        return await _referral(call, tx, referral)

    return await web.change(call, act, _referral_again(call))


@router.post("/v1/referrals/{referral_id}/closure")
async def close_referral(referral_id: UUID, body: Noted, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        referral = await actions.close_referral(
            tx, call.actor, call.house.vault, referral_id, note=body.note, was=call.was, at=call.at
        )
        return await _referral(call, tx, referral)

    return await web.change(call, act, _referral_again(call))


async def _referral(call: web.Call, tx: Tx, referral: Referral, status: int = 200) -> web.Answer:
    names = await store.organisations(tx, [referral.to_office])
    purpose, steps = await store.written(tx, call.house.vault, referral, by=call.actor)
    shown = views.opened_referral(views.referral(referral, call.actor, names), purpose, steps)
    return web.Answer(shown, status, referral.version, str(referral.referral_id))


def _referral_again(call: web.Call) -> web.Again:
    async def again(tx: Tx, resource: str) -> web.Answer:
        policy.require(call.actor, policy.READ_REFERRALS)
        return await _referral(call, tx, await store.referral(tx, UUID(resource), within=policy.sight(call.actor)))

    return again
