"""Portfolios over HTTP: her own, another's for who stands over her, and the statement that anybody may check.

No door here writes evidence by her hand: facts do, and a commendation is the office's.
"""

import asyncio
from datetime import date
from typing import Annotated
from uuid import UUID

import orjson
from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from services.kit import web
from services.kit.db import Tx
from services.kit.errors import NotFound, Words
from services.kit.web import Day, Flag, Limit, Short
from services.registry import certificates, days, papers, policy, reports, store
from services.registry.actions import proving
from services.registry.api import downloads, strangers
from services.registry.api.bodies import Long
from services.registry.api.downloads import PDF
from services.registry.certificates import Sealing
from services.registry.evidence import Entry
from services.registry.statements import Span, Statement
from services.registry.store import portfolios
from services.registry.views import work

router = APIRouter()

MOST_STATEMENTS = 50  # that a list shows

Month = Annotated[str, Field(max_length=7)]
Year = Annotated[int | None, Query(ge=2000, le=2100)]


class Noted(BaseModel):
    note: Long = ""


class Hidden(BaseModel):
    hidden: Flag


class Attestation(BaseModel):
    entries: Annotated[list[UUID], Field(min_length=1, max_length=200)]


class Commendation(BaseModel):
    title: Short
    on: Day


class Spanning(BaseModel):
    first: Month
    last: Month


class Unproved(NotFound):
    code = "unknown-statement"
    words = Words(
        "Kode ini tidak dikenal. Keterangannya mungkin palsu, sudah dihapus, atau kodenya tidak terbaca seluruhnya.",
        "This code is not known. The statement may be forged or erased, or the code was not read whole.",
    )


# --- her own ---


@router.get("/v1/me/portfolio")
async def read_my_portfolio(
    call: web.Caller, year: Year = None, cursor: str | None = None, limit: Limit = 50
) -> Response:
    query = f"{year}"
    after = web.position(call, query, cursor)

    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.READ_MY_WORK)
        me = await proving.oneself(tx, call.actor)
        return await _listed(call, tx, me.volunteer_id, year, after, limit, own=True)

    return await web.read(call, act)


@router.get("/v1/me/portfolio/summary")
async def read_my_summary(call: web.Caller, year: Year = None) -> Response:
    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.READ_MY_WORK)
        return await _summed(call, tx, (await proving.oneself(tx, call.actor)).volunteer_id, year)

    return await web.read(call, act)


@router.post("/v1/evidence/{evidence_id}/annotation")
async def annotate_evidence(evidence_id: UUID, body: Noted, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        vault = call.house.vault
        return _one(await proving.annotate_evidence(tx, call.actor, vault, evidence_id, note=body.note, was=call.was))

    return await web.change(call, act, _again(call))


@router.post("/v1/evidence/{evidence_id}/visibility")
async def hide_evidence(evidence_id: UUID, body: Hidden, call: web.Versioned) -> Response:
    """Hidden from everybody else, or shown again; the count goes on telling that it is there."""

    async def act(tx: Tx) -> web.Answer:
        vault = call.house.vault
        return _one(await proving.hide_evidence(tx, call.actor, vault, evidence_id, hidden=body.hidden, was=call.was))

    return await web.change(call, act, _again(call))


@router.post("/v1/me/statements", status_code=201)
async def issue_statement(body: Spanning, call: web.Keyed) -> Response:
    """What her portfolio comes to in these months, as it stands now, on a paper that can be checked."""

    async def act(tx: Tx) -> web.Answer:
        first, last = reports.require_month(body.first), reports.require_month(body.last)
        made = await proving.issue_statement(tx, call.actor, first=first, last=last, at=call.at)
        return _statement(call, made)

    async def again(tx: Tx, resource: str) -> web.Answer:
        policy.require(call.actor, policy.ISSUE_STATEMENT)
        me = await proving.oneself(tx, call.actor)
        return _statement(call, await portfolios.statement(tx, UUID(resource), me.volunteer_id))

    return await web.change(call, act, again)


@router.get("/v1/me/statements")
async def read_my_statements(call: web.Caller) -> Response:
    """The latest of them."""

    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.READ_MY_WORK)
        me = await proving.oneself(tx, call.actor)
        made = await portfolios.statements(tx, me.volunteer_id, limit=MOST_STATEMENTS)
        return web.Answer({"items": [work.statement(one, _seal(call.house)) for one in made]})

    return await web.read(call, act)


@router.get("/v1/me/statements/{statement_id}/paper", response_class=Response, responses=downloads.of(PDF))
async def print_statement(statement_id: UUID, request: Request, call: web.Caller) -> Response:
    async with call.house.db.begin(call.actor.office) as tx:
        policy.require(call.actor, policy.READ_MY_WORK)
        me = await proving.oneself(tx, call.actor)
        one = await portfolios.statement(tx, statement_id, me.volunteer_id)
        head = await store.profile(tx)
    portal = request.app.state.house.settings.urls.get("portal", "")
    url = f"{portal}/keterangan/{certificates.token(one.office, one.statement_id, _seal(call.house))}"
    content = await asyncio.to_thread(papers.work.statement, head, one, check_url=url)
    return downloads.file(content, f"portofolio-{one.issued_on}", PDF)


# --- another's ---


@router.get("/v1/volunteers/{volunteer_id}/portfolio")
async def read_portfolio(
    volunteer_id: UUID, call: web.Caller, year: Year = None, cursor: str | None = None, limit: Limit = 50
) -> Response:
    query = f"{volunteer_id}|{year}"
    after = web.position(call, query, cursor)

    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.READ_PORTFOLIO)
        await store.volunteer(tx, volunteer_id, within=policy.sight(call.actor))
        return await _listed(call, tx, volunteer_id, year, after, limit, query=query)

    return await web.read(call, act)


@router.get("/v1/volunteers/{volunteer_id}/portfolio/summary")
async def read_summary(volunteer_id: UUID, call: web.Caller, year: Year = None) -> Response:
    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.READ_PORTFOLIO)
        await store.volunteer(tx, volunteer_id, within=policy.sight(call.actor))
        return await _summed(call, tx, volunteer_id, year)

    return await web.read(call, act)


@router.post("/v1/volunteers/{volunteer_id}/attestation")
async def attest_evidence(volunteer_id: UUID, body: Attestation, call: web.Keyed) -> Response:
    """All that are named or none."""

    async def act(tx: Tx) -> web.Answer:
        await proving.attest_evidence(tx, call.actor, volunteer_id, evidence_ids=body.entries, at=call.at)
        return web.Answer({"id": volunteer_id, "attested": len({*body.entries})}, resource=str(volunteer_id))

    async def again(tx: Tx, resource: str) -> web.Answer:
        policy.require(call.actor, policy.ATTEST_EVIDENCE)
        await store.volunteer(tx, volunteer_id, within=policy.sight(call.actor))
        return web.Answer({"id": volunteer_id, "attested": len({*body.entries})})

    return await web.change(call, act, again)


@router.post("/v1/volunteers/{volunteer_id}/commendations", status_code=201)
async def commend_volunteer(volunteer_id: UUID, body: Commendation, call: web.Keyed) -> Response:
    async def act(tx: Tx) -> web.Answer:
        vault = call.house.vault
        entry = await proving.commend_volunteer(
            tx, call.actor, vault, volunteer_id, title=body.title, on=body.on, at=call.at
        )
        return web.Answer(work.entry(entry, own=False), 201, resource=str(entry.evidence_id))

    async def again(tx: Tx, resource: str) -> web.Answer:
        policy.require(call.actor, policy.COMMEND_VOLUNTEER)
        await store.volunteer(tx, volunteer_id, within=policy.sight(call.actor))
        (entry,) = await portfolios.some_entries(tx, [UUID(resource)], volunteer_id)
        return web.Answer(work.entry(entry, own=False))

    return await web.change(call, act, again)


@router.post("/v1/volunteers/{volunteer_id}/work-erasure")
async def erase_work(volunteer_id: UUID, call: web.Keyed) -> Response:
    """Of somebody whose service has ended: portfolio, statements, journal and reports."""

    async def act(tx: Tx) -> web.Answer:
        volunteer = await proving.erase_work(tx, call.actor, volunteer_id)
        return web.Answer({"id": volunteer.volunteer_id}, resource=str(volunteer_id))

    async def again(tx: Tx, resource: str) -> web.Answer:
        policy.require(call.actor, policy.ERASE_WORK)
        await store.volunteer(tx, volunteer_id, within=policy.sight(call.actor))
        return web.Answer({"id": volunteer_id})

    return await web.change(call, act, again)


# --- anybody ---


@router.get("/v1/statements/{token}", openapi_extra={"security": []})
async def check_statement(token: Annotated[str, Path(max_length=100)], stranger: strangers.Caller) -> Response:
    policy.require_public(policy.CHECK_STATEMENT)
    read = certificates.read_token(token, _seal(stranger.house))
    if read is None:
        raise Unproved()
    office, statement_id = read
    async with stranger.house.public.begin(office) as tx:
        found = await portfolios.find_proved(tx, statement_id)
    if found is None:
        raise Unproved()
    content = orjson.dumps(work.proved(found, days.today(office, stranger.at)))
    return Response(content, headers={"Cache-Control": "no-store"}, media_type="application/json")


async def _listed(
    call: web.Call, tx: Tx, volunteer_id: UUID, year: int | None, after: list[str] | None, limit: int, *,
    own: bool = False, query: str = "",
) -> web.Answer:  # fmt: skip
    span = Span(date(year, 1, 1), date(year, 12, 1)) if year else None
    found = await portfolios.entries(
        tx, call.house.vault, volunteer_id, by=call.actor, own=own, span=span, after=after, limit=limit + 1
    )
    return web.page(
        call, query or f"{year}", found, limit, lambda one: work.entry(one, own=own),
        lambda one: [one.on.isoformat(), str(one.evidence_id)],
    )  # fmt: skip


async def _summed(call: web.Call, tx: Tx, volunteer_id: UUID, year: int | None) -> web.Answer:
    """Of a year; of this one where none is named."""
    year = year or days.today(call.actor.office, call.at).year
    span = Span(date(year, 1, 1), date(year, 12, 1))
    return web.Answer(work.summary(span, await portfolios.figures(tx, volunteer_id, span)))


def _again(call: web.Call) -> web.Again:
    async def again(tx: Tx, resource: str) -> web.Answer:
        policy.require(call.actor, policy.READ_MY_WORK)
        me = await proving.oneself(tx, call.actor)
        return _one(await portfolios.entry(tx, call.house.vault, UUID(resource), me.volunteer_id, by=call.actor))

    return again


def _one(entry: Entry) -> web.Answer:
    return web.Answer(work.entry(entry, own=True), version=entry.version, resource=str(entry.evidence_id))


def _statement(call: web.Call, one: Statement) -> web.Answer:
    return web.Answer(work.statement(one, _seal(call.house)), 201, resource=str(one.statement_id))


def _seal(house: web.Needs) -> Sealing:
    """What only this service can make over a statement's office and id; that of a certificate is another."""
    return lambda text: house.vault.fingerprint("statement", text)
