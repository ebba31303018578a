"""What an office does for its volunteers beside money, over HTTP: insurance, awards, letters that anybody may check."""

import asyncio
from datetime import date
from typing import Annotated
from uuid import UUID

import orjson
from fastapi import APIRouter, Path, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from services.kit import web
from services.kit.db import Tx
from services.kit.errors import NotFound, Words
from services.kit.web import Day, Flag, Limit, Short
from services.registry import care_codes, certificates, days, insurances, papers, policy, sheets, store
from services.registry.actions import honouring
from services.registry.api import codes, downloads, strangers
from services.registry.api.bodies import Long, Reasoned
from services.registry.api.downloads import Kind, table
from services.registry.awards import Award
from services.registry.insurances import Insurance, State
from services.registry.service_letters import Kind as LetterKind
from services.registry.service_letters import Letter
from services.registry.store import honours, stays
from services.registry.views import care as shown

router = APIRouter()

HEADINGS = (
    "Nama", "Peran", "Kecamatan", "Perlindungan", "Nomor peserta (KPJ)", "Program", "Berlaku sampai", "Bukti",
)  # fmt: skip


class UnknownLetter(NotFound):
    code = "unknown-letter"
    words = Words(
        "Kode ini tidak dikenal. Suratnya mungkin palsu, atau kodenya tidak terbaca seluruhnya.",
        "This code is not known. The letter may be forged, or the code was not read whole.",
    )


class Insured(BaseModel):
    """A first one names version 0."""

    number: Short
    programmes: Annotated[list[Short], Field(max_length=10)]
    paid_until: Day
    evidence: Short


class InsuranceExport(BaseModel):
    """`numbers` opens them, for a payment."""

    kind: Kind
    numbers: Flag = False


class Awarded(BaseModel):
    title: Short
    level: Short
    giver: Short
    number: Short
    awarded_on: Day


class Writing(BaseModel):
    kind: LetterKind
    text: Long = ""


# --- insurance ---


@router.post("/v1/volunteers/{volunteer_id}/insurance")
async def insure_volunteer(volunteer_id: UUID, body: Insured, call: web.Versioned) -> Response:
    today = days.today(call.actor.office, call.at)

    async def act(tx: Tx) -> web.Answer:
        now = await honouring.insure_volunteer(
            tx, call.actor, call.house.vault, volunteer_id, **body.model_dump(), was=call.was, at=call.at
        )
        return _insurance(volunteer_id, now, today)

    async def again(tx: Tx, resource: str) -> web.Answer:
        policy.require(call.actor, policy.INSURE_VOLUNTEER)
        await store.volunteer(tx, volunteer_id, within=policy.sight(call.actor))
        return _insurance(volunteer_id, await honours.find_insurance(tx, UUID(resource)), today)

    return await web.change(call, act, again)


@router.get("/v1/insurances")
async def read_insurances(
    call: web.Caller, state: State | None = None, cursor: str | None = None, limit: Limit = 50
) -> Response:
    """All at work, by name, with how many stand in each state."""
    after, today = web.position(call, f"{state}", cursor), days.today(call.actor.office, call.at)

    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.READ_INSURANCES)
        people = await stays.tenures(tx, within=policy.sight(call.actor))
        found = await honours.insurances(tx, [one.volunteer_id for one in people])
        states = [insurances.state(found.get(one.volunteer_id), today) for one in people]
        wanted = [one for one, stands in zip(people, states, strict=True) if state in (None, stands)]
        rest = [one for one in wanted if after is None or [one.name, str(one.volunteer_id)] > after]
        answer = web.page(
            call, f"{state}", rest[: limit + 1], limit,
            lambda one: shown.tenure(one, today) | {"insurance": shown.insurance(found.get(one.volunteer_id), today)},
            lambda one: [one.name, one.volunteer_id],
        )  # fmt: skip
        counts = {code: states.count(code) for code in State}
        return web.Answer(answer.body | {"counts": counts, "lapsing_days": care_codes.current(today).lapsing_days})

    return await web.read(call, act)


@router.post("/v1/insurances/export", response_class=Response, responses=downloads.of(*Kind))
async def export_insurances(body: InsuranceExport, call: web.Caller) -> Response:
    today = days.today(call.actor.office, call.at)

    async def act(tx: Tx) -> web.Answer:
        people, found, numbers = await honouring.export_insurances(
            tx, call.actor, call.house.vault, opened=body.numbers
        )  # fmt: skip
        rows = [
            [one.name, one.role.upper(), shown.tenure(one, today)["kec_name"], *_row(hers, today, number)]
            for one in people
            for hers, number in ((found.get(one.volunteer_id), numbers.get(one.volunteer_id)),)
        ]
        content = await asyncio.to_thread(sheets.written, body.kind, "Jaminan", HEADINGS, rows)
        return table(content, "jaminan-relawan", body.kind)

    return await web.read(call, act)


def _row(hers: Insurance | None, today: date, number: str | None) -> list[str]:
    state = insurances.STATES[insurances.state(hers, today)].id
    if hers is None:
        return [state, "", "", "", ""]
    programmes = ", ".join(one.upper() for one in hers.programmes)
    return [state, number or hers.masked, programmes, days.written(hers.paid_until), hers.evidence]


def _insurance(volunteer_id: UUID, now: Insurance | None, today: date) -> web.Answer:
    return web.Answer(shown.insurance(now, today), version=now.version if now else 0, resource=str(volunteer_id))


# --- awards ---


@router.post("/v1/volunteers/{volunteer_id}/awards", status_code=201)
async def award_volunteer(volunteer_id: UUID, body: Awarded, call: web.Keyed) -> Response:
    async def act(tx: Tx) -> web.Answer:
        return _award(
            await honouring.award_volunteer(tx, call.actor, volunteer_id, **body.model_dump(), at=call.at), 201
        )

    return await web.change(call, act, _award_again(call))


@router.post("/v1/awards/{award_id}/withdrawal")
async def withdraw_award(award_id: UUID, body: Reasoned, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        return _award(await honouring.withdraw_award(tx, call.actor, award_id, reason=body.reason, was=call.was))

    return await web.change(call, act, _award_again(call))


def _award(one: Award, status: int = 200) -> web.Answer:
    return web.Answer(shown.award(one), status, one.version, str(one.award_id))


def _award_again(call: web.Call) -> web.Again:
    async def again(tx: Tx, resource: str) -> web.Answer:
        policy.require(call.actor, policy.AWARD_VOLUNTEER)
        return _award(await honours.award(tx, UUID(resource), within=policy.sight(call.actor)))

    return again


# --- letters ---


@router.post("/v1/volunteers/{volunteer_id}/letters", status_code=201)
async def write_letter(volunteer_id: UUID, body: Writing, call: web.Keyed) -> Response:
    async def act(tx: Tx) -> web.Answer:
        made = await honouring.write_letter(
            tx, call.actor, volunteer_id, kind=body.kind, text=body.text, at=call.at
        )  # fmt: skip
        return _letter(call, made, 201)

    return await web.change(call, act, _letter_again(call))


@router.post("/v1/service-letters/{letter_id}/revocation")
async def revoke_letter(letter_id: UUID, body: Reasoned, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        return _letter(
            call, await honouring.revoke_letter(tx, call.actor, letter_id, reason=body.reason, was=call.was)
        )  # fmt: skip

    return await web.change(call, act, _letter_again(call))


@router.get("/v1/service-letters/{letter_id}/paper", response_class=Response, responses=downloads.of(downloads.PDF))
async def print_letter(letter_id: UUID, request: Request, call: web.Caller) -> Response:
    async with call.house.db.begin(call.actor.office) as tx:
        policy.require(call.actor, policy.PRINT_LETTER)
        one = await honours.letter(tx, letter_id, within=policy.sight_of_care(call.actor))
        head = await store.profile(tx)
    portal = request.app.state.house.settings.urls.get("portal", "")
    token = certificates.token(one.office, one.letter_id, codes.letter_seal(call.house.vault))
    content = await asyncio.to_thread(papers.letters.letter, head, one, f"{portal}/surat/{token}")
    return downloads.file(content, f"surat-{one.issued_on}", downloads.PDF)


@router.get("/v1/service-letters/{token}", openapi_extra={"security": []})
async def check_letter(token: Annotated[str, Path(max_length=100)], asks: strangers.Caller) -> Response:
    """By anybody who has the code of one; what is no token of ours does not reach the database."""
    policy.require_public(policy.CHECK_LETTER)
    read = certificates.read_token(token, codes.letter_seal(asks.house.vault))
    if read is None:
        raise UnknownLetter()
    office, letter_id = read
    async with asks.house.public.begin(office) as tx:
        found = await honours.find_checked_letter(tx, letter_id)
    if found is None:
        raise UnknownLetter()
    content = orjson.dumps(shown.checked_letter(found))
    return Response(content, headers={"Cache-Control": "no-store"}, media_type="application/json")


def _letter(call: web.Call, one: Letter, status: int = 200) -> web.Answer:
    body = shown.letter(one, codes.letter_seal(call.house.vault))
    return web.Answer(body, status, one.version, str(one.letter_id))


def _letter_again(call: web.Call) -> web.Again:
    async def again(tx: Tx, resource: str) -> web.Answer:
        policy.require(call.actor, policy.PRINT_LETTER)
        return _letter(call, await honours.letter(tx, UUID(resource), within=policy.sight_of_care(call.actor)))

    return again
