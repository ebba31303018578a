"""Certification over HTTP: routes, readiness, a dossier with its papers, its coach and what the coach writes on it."""

import asyncio
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from services.kit import web
from services.kit.db import Tx
from services.kit.web import Day, Limit, Short, Whole
from services.registry import competencies, days, papers, policy, readiness, store, views
from services.registry.actions import certifying, coaching
from services.registry.api import downloads
from services.registry.api.bodies import Long
from services.registry.attachments import Kind
from services.registry.dossiers import LONGEST, Dossier, Status
from services.registry.readiness import Brought, Item

router = APIRouter()

Json = dict[str, Any]

Text = Annotated[str, Field(max_length=LONGEST)]
_FILE = {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}, "required": True}
_ENDS = {Kind.PDF: "pdf", Kind.JPEG: "jpg", Kind.PNG: "png"}
_TAKEN: dict[int | str, Json] = {
    200: {
        "description": "The paper as it was brought",
        "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in Kind},
    }
}
MONTHS = 12  # before the end: so long before it a certificate counts as ending


class Beginning(BaseModel):
    route: Short


class Texts(BaseModel):
    texts: Annotated[dict[Short, Text], Field(min_length=1, max_length=10)]


class Naming(BaseModel):
    volunteer_id: UUID | None = None
    officer_id: UUID | None = None


class Commenting(BaseModel):
    item: Short = ""
    text: Long
    due_on: Day | None = None


class Settling(BaseModel):
    number: Whole


@router.get("/v1/competency-routes")
async def read_routes(call: web.Caller) -> Response:
    """As they hold today for the caller's office."""

    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.READ_ROUTES)
        today = days.today(call.actor.office, call.at)
        return web.Answer(views.routes(competencies.current(today), call.actor.office))

    return await web.read(call, act)


@router.get("/v1/volunteers/{volunteer_id}/readiness")
async def read_readiness(volunteer_id: UUID, call: web.Caller) -> Response:
    """What the registry knows already, on each route; and her dossiers, as far as the reader sees them."""

    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.READ_READINESS)
        one = await store.volunteer(tx, volunteer_id, within=policy.sight(call.actor))
        today = days.today(one.office, call.at)
        record, held = (await store.records(tx, [volunteer_id], today))[volunteer_id], competencies.current(today)
        meters = {
            route.code: readiness.meter(held.requirements(route, one.office), record, Brought(), today)
            for route in held.routes
            if one.role in route.roles
        }
        found = await store.dossiers_of(tx, volunteer_id, within=policy.sight_of_dossiers(call.actor))
        known = views.routes(held, one.office)["items"]
        told = [each | views.meter(meters[each["code"]]) for each in known if each["code"] in meters]
        return web.Answer({"routes": told, "dossiers": await _listed(call, tx, found)})

    return await web.read(call, act)


@router.post("/v1/volunteers/{volunteer_id}/dossiers", status_code=201)
async def begin_dossier(volunteer_id: UUID, body: Beginning, call: web.Keyed) -> Response:
    async def act(tx: Tx) -> web.Answer:
        one = await certifying.begin_dossier(tx, call.actor, volunteer_id, route=body.route, at=call.at)
        return web.Answer((await _listed(call, tx, [one]))[0], 201, one.version, str(one.dossier_id))

    async def again(tx: Tx, resource: str) -> web.Answer:
        policy.require(call.actor, policy.BEGIN_DOSSIER)
        found = [one for one in await store.dossiers_begun(tx, volunteer_id) if str(one.dossier_id) == resource]
        return web.Answer((await _listed(call, tx, found))[0])

    return await web.change(call, act, again)


@router.get("/v1/dossiers")
async def read_dossiers(
    call: web.Caller,
    status: Status | None = None,
    route: str | None = None,
    kec: str | None = None,
    lacks: Annotated[str | None, Query(max_length=50)] = None,
    ending: bool = False,
    coached: bool = False,
    cursor: str | None = None,
    limit: Limit = 50,
) -> Response:
    """`lacks` an item, `ending` within twelve months, `coached` by oneself. Beside them who is stuck on what."""
    query = f"{status}|{route}|{kec}|{lacks}|{ending}|{coached}"
    after = web.position(call, query, cursor)

    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.READ_DOSSIERS)
        today = days.today(call.actor.office, call.at)
        found = await store.dossiers(
            tx, within=policy.sight_of_dossiers(call.actor), status=status, route=route, kec=kec,
            coach=call.actor.sub if coached else None, ending=days.months_after(today, MONTHS) if ending else None,
        )  # fmt: skip
        told = await _listed(call, tx, found)
        stuck = _stuck(told)
        if lacks:
            told = [one for one in told if lacks in {each["code"] for each in one["missing"]}]
        if after:
            told = [one for one in told if (one["name"], str(one["id"])) > tuple(after)]
        page = web.page(call, query, told[: limit + 1], limit, lambda one: one, lambda one: [one["name"], one["id"]])
        return web.Answer(page.body | {"stuck": stuck})

    return await web.read(call, act)


@router.get("/v1/me/dossiers")
async def read_my_dossiers(call: web.Caller) -> Response:
    """What waits for the caller: to prepare, to release, to hand in, to renew."""

    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.READ_MY_DOSSIERS)
        found = await store.dossiers(tx, within=policy.sight_of_dossiers(call.actor))
        meters = await certifying.read_meters(tx, found, at=call.at)
        today = days.today(call.actor.office, call.at)
        return web.Answer({"items": views.waiting(found, meters, call.actor, today)})

    return await web.read(call, act)


@router.get("/v1/dossiers/{dossier_id}")
async def read_dossier(dossier_id: UUID, call: web.Caller) -> Response:
    async def act(tx: Tx) -> web.Answer:
        return await answered(call, tx, await _read_dossier(call, tx, dossier_id))

    return await web.read(call, act)


@router.get("/v1/dossiers/{dossier_id}/paper", response_class=Response, responses=downloads.of(downloads.PDF))
async def print_dossier(dossier_id: UUID, call: web.Caller) -> Response:
    """All of it as one PDF; what was photographed stands behind the list."""
    async with call.house.db.begin(call.actor.office) as tx:
        policy.require(call.actor, policy.PRINT_DOSSIER)
        one = await store.dossier(tx, dossier_id, within=policy.sight_of_dossiers(call.actor))
        items = (await certifying.read_meters(tx, [one], at=call.at))[dossier_id]
        texts, _ = await store.open_dossier(tx, call.house.vault, one, by=call.actor)
        pictures = [
            await certifying.open_paper(tx, call.actor, call.house.vault, paper.document_id)
            for paper in one.papers
            if paper.kind in papers.dossiers.PICTURES
        ]
        head = await store.profile(tx)
    today = days.today(one.office, call.at)
    content = await asyncio.to_thread(papers.dossiers.dossier, head, one, items, texts, pictures, today)
    return downloads.file(content, "berkas-kompetensi", downloads.PDF)


# --- what the candidate brings ---


@router.post("/v1/dossiers/{dossier_id}/texts")
async def write_texts(dossier_id: UUID, body: Texts, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        vault = call.house.vault
        one = await certifying.write_texts(tx, call.actor, vault, dossier_id, texts=body.texts, was=call.was)
        return await answered(call, tx, one)

    return await web.change(call, act, again(call))


@router.post("/v1/dossiers/{dossier_id}/papers", status_code=201, openapi_extra={"requestBody": _FILE})
async def attach_paper(
    dossier_id: UUID, request: Request, call: web.Keyed, item: Annotated[str, Query(max_length=50)] = ""
) -> Response:
    """The body is the file itself, PDF, JPEG or PNG of up to 10 MB; `item` is what it proves."""
    content = await request.body()

    async def act(tx: Tx) -> web.Answer:
        vault = call.house.vault
        one = await certifying.attach_paper(
            tx, call.actor, vault, dossier_id, item=item, content=content, at=call.at
        )  # fmt: skip
        return await answered(call, tx, one, 201)

    return await web.change(call, act, again(call, 201))


@router.get("/v1/dossier-papers/{document_id}", response_class=Response, responses=_TAKEN)
async def read_paper(document_id: UUID, call: web.Caller) -> Response:
    async def act(tx: Tx) -> web.Answer:
        paper, content = await certifying.open_paper(tx, call.actor, call.house.vault, document_id)
        name = f"{paper.item}.{_ENDS[paper.kind]}"
        return web.Answer(content, headers={"Content-Type": paper.kind.value, **_called(name)})

    return await web.read(call, act)


@router.post("/v1/dossier-papers/{document_id}/removal")
async def remove_paper(document_id: UUID, call: web.Keyed) -> Response:
    async def act(tx: Tx) -> web.Answer:
        return await answered(call, tx, await certifying.remove_paper(tx, call.actor, document_id))

    return await web.change(call, act, again(call))


# --- with a coach ---


@router.post("/v1/dossiers/{dossier_id}/coach")
async def assign_coach(dossier_id: UUID, body: Naming, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        one = await certifying.assign_coach(
            tx, call.actor, dossier_id, volunteer_id=body.volunteer_id, officer_id=body.officer_id, was=call.was
        )
        return await answered(call, tx, one)

    return await web.change(call, act, again(call))


@router.post("/v1/dossiers/{dossier_id}/comments", status_code=201)
async def comment_dossier(dossier_id: UUID, body: Commenting, call: web.Keyed) -> Response:
    async def act(tx: Tx) -> web.Answer:
        one = await coaching.comment_dossier(
            tx, call.actor, call.house.vault, dossier_id, item=body.item, text=body.text, due_on=body.due_on,
            at=call.at,
        )  # fmt: skip
        return await answered(call, tx, one, 201)

    return await web.change(call, act, again(call, 201))


@router.post("/v1/dossiers/{dossier_id}/settlement")
async def settle_comment(dossier_id: UUID, body: Settling, call: web.Keyed) -> Response:
    async def act(tx: Tx) -> web.Answer:
        one = await coaching.settle_comment(tx, call.actor, dossier_id, number=body.number, at=call.at)
        return await answered(call, tx, one)

    return await web.change(call, act, again(call))


async def answered(call: web.Call, tx: Tx, one: Dossier, status: int = 200) -> web.Answer:
    """The whole of it, with what is sealed."""
    items: tuple[Item, ...] = (await certifying.read_meters(tx, [one], at=call.at))[one.dossier_id]
    texts, comments = await store.open_dossier(tx, call.house.vault, one, by=call.actor)
    meetings = await store.coachings_of(tx, one.dossier_id)
    today = days.today(one.office, call.at)
    shown = views.dossier_whole(one, items, meetings, texts, comments, call.actor, today)
    return web.Answer(shown, status, one.version, str(one.dossier_id))


def again(call: web.Call, status: int = 200) -> web.Again:
    async def again(tx: Tx, resource: str) -> web.Answer:
        return await answered(call, tx, await _read_dossier(call, tx, UUID(resource)), status)

    return again


async def _read_dossier(call: web.Call, tx: Tx, dossier_id: UUID) -> Dossier:
    policy.require(call.actor, policy.READ_DOSSIERS)
    return await store.dossier(tx, dossier_id, within=policy.sight_of_dossiers(call.actor))


async def _listed(call: web.Call, tx: Tx, found: list[Dossier]) -> list[Json]:
    meters = await certifying.read_meters(tx, found, at=call.at)
    today = days.today(call.actor.office, call.at)
    return [views.dossier(one, meters[one.dossier_id], call.actor, today) for one in found]


def _stuck(told: list[Json]) -> list[Json]:
    """What is missing most, over all that the filter shows."""
    count: dict[str, Json] = {}
    for one in told:
        for each in one["missing"]:
            count.setdefault(each["code"], {**each, "count": 0})["count"] += 1
    return sorted(count.values(), key=lambda each: -each["count"])


def _called(name: str) -> dict[str, str]:
    """The file's name says what it is, never whose."""
    return {"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="{name}"'}
