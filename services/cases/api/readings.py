"""Lists, search, files and who opened them, code lists."""

from collections.abc import Callable
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import BaseModel, Field

from services.cases import cases, codes, persons, policy, views
from services.cases.actions import intake, openings
from services.cases.store import files, packets, people
from services.cases.store.files import Listed, Wanted
from services.kit import web
from services.kit.db import Tx
from services.kit.errors import Invalid, Words
from services.kit.web import Limit, Short

router = APIRouter()

FOUND = 50  # a search has no second page: whoever finds more writes more of the name


class Name(BaseModel):
    name: Annotated[str, Field(min_length=2, max_length=100)]


@router.get("/v1/cases")
async def read_cases(
    call: web.Caller,
    queue: Literal["mine", "all"] = "all",
    status: cases.Status | None = None,
    kec: str | None = None,
    village: str | None = None,
    type: int | None = None,
    cursor: str | None = None,
    limit: Limit = 50,
) -> Response:
    query = f"{queue}|{status}|{kec}|{village}|{type}"
    after = web.position(call, query, cursor)
    turns = policy.turns(call.actor) if queue == "mine" else None

    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.READ_CASES)
        found = await files.cases(
            tx, within=policy.sight(call.actor), wanted=Wanted(turns, status, kec, village, type), by=call.actor,
            after=after, limit=limit,
        )  # fmt: skip
        return web.page(call, query, found, limit, _listed(call), lambda one: (one.case.at, one.case.case_id))

    return await web.read(call, act)


@router.post("/v1/cases/search")
async def search_cases(body: Name, call: web.Caller) -> Response:
    """By the beginnings of the words of a name; a question about people is never in an address."""
    name = persons.tokens(body.name)
    if not name:
        raise Invalid(fields={"name": Words("Tulis nama yang dicari.", "Write the name to look for.")})

    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.SEARCH_CASES)
        found = await files.cases(
            tx, within=policy.sight(call.actor), wanted=Wanted(name=name), by=call.actor, after=None, limit=FOUND
        )
        return web.Answer({"items": [_listed(call)(one) for one in found[:FOUND]], "next": None})

    return await web.read(call, act)


@router.get("/v1/cases/{case_id}")
async def read_case(case_id: UUID, call: web.Caller) -> Response:
    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.READ_CASE)
        opened = await people.file(tx, call.house.vault, case_id, within=policy.sight(call.actor), by=call.actor)
        today = intake.local_date(opened.case.kabupaten, call.at)
        sent, running = await packets.handups_of(tx, case_id), await files.open_referrals(tx, case_id)
        shown = views.file(opened, call.actor, call.language, today, sent, running)
        return web.Answer(shown, version=opened.case.version)

    return await web.read(call, act)


@router.get("/v1/cases/{case_id}/timeline")
async def read_timeline(case_id: UUID, call: web.Caller) -> Response:
    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.READ_TIMELINE)
        case = await files.case(tx, case_id, within=policy.sight(call.actor))
        found = await files.steps(tx, call.house.vault, case, by=call.actor)
        return web.Answer({"items": [views.step(one) for one in found], "next": None})

    return await web.read(call, act)


@router.get("/v1/cases/{case_id}/openings")
async def read_openings(
    case_id: UUID, call: web.Caller, cursor: str | None = None, limit: Limit = 200
) -> Response:  # fmt: skip
    after = web.position(call, "", cursor)

    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.READ_OPENINGS)
        case = await files.case(tx, case_id, within=policy.sight_of_openings(call.actor))
        found = await people.openings(tx, case, after=after, limit=limit)
        return web.page(call, "", found, limit, views.opening, lambda one: (one.at, one.id))

    return await web.read(call, act)


class Purpose(BaseModel):
    purpose: Short


@router.post("/v1/cases/{case_id}/nik")
async def open_nik(case_id: UUID, body: Purpose, call: web.Caller) -> Response:
    async def act(tx: Tx) -> web.Answer:
        opened = openings.open_nik(tx, call.actor, call.house.vault, case_id, purpose=body.purpose, at=call.at)
        return web.Answer({"nik": await opened})

    return await web.read(call, act)


@router.get("/v1/code-lists/{name}")
async def read_codes(name: str, call: web.Caller) -> Response:
    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.READ_CODES)
        found = codes.current(name, intake.local_date(call.actor.office, call.at))
        items = views.code_list(found, call.actor.office)
        return web.Answer({"items": items, "edition": found.edition, "source": found.source, "next": None})

    return await web.read(call, act)


def _listed(call: web.Call) -> Callable[[Listed], dict[str, Any]]:
    def show(one: Listed) -> dict[str, Any]:
        today = intake.local_date(one.case.kabupaten, call.at)
        return views.listed(one, call.actor, call.language, today)

    return show
