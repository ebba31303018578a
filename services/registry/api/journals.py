"""The journal over HTTP, and the monthly reports that come of it."""

import asyncio
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import BaseModel, Field

from services.kit import web
from services.kit.db import Tx
from services.kit.web import Day, Flag, Limit, Short, Whole
from services.registry import days, papers, policy, reports, store
from services.registry.actions import journaling, proving
from services.registry.api import downloads
from services.registry.api.bodies import Long, Reasoned
from services.registry.api.downloads import PDF
from services.registry.journals import Line, Told
from services.registry.reports import Report, Status
from services.registry.views import work

router = APIRouter()

MOST_REPORTS = 60  # months that one's own list shows

Month = Annotated[str, Query(max_length=7)]


class Writing(BaseModel):
    day: Day
    kind: Short
    function: Short
    minutes: Whole
    village: Short
    companions: Annotated[list[Short], Field(max_length=20)] = []
    note: Long = ""

    @property
    def told(self) -> Told:
        return Told(**self.model_dump(exclude={"companions"}), companions=tuple(self.companions))


class Removal(BaseModel):
    removed: Flag


class Sending(BaseModel):
    month: Annotated[str, Field(max_length=7)]


@router.get("/v1/work-codes")
async def read_work_codes(call: web.Caller) -> Response:
    """What a journal chooses from; a volunteer's are those of her role."""

    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.READ_WORK_CODES)
        mine = next((role for role in ("tksk", "psm") if call.actor.has(role)), None)
        return web.Answer(work.work_codes(mine))

    return await web.read(call, act)


# --- her own ---


@router.get("/v1/me/journal")
async def read_my_journal(call: web.Caller, month: Month) -> Response:
    """A month of it, with what was taken out, and how its report stands."""

    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.READ_MY_WORK)
        me, on = await proving.oneself(tx, call.actor), reports.require_month(month)
        lines = await store.journals.lines(
            tx, call.house.vault, me.volunteer_id, first=on, end=days.after(on), by=call.actor
        )
        report = await store.reports.find_report(tx, me.volunteer_id, on)
        return web.Answer(work.journal(me.office, on, lines, report), version=report.version if report else 0)

    return await web.read(call, act)


@router.post("/v1/me/journal", status_code=201)
async def write_line(body: Writing, call: web.Keyed) -> Response:
    async def act(tx: Tx) -> web.Answer:
        line = await journaling.write_line(tx, call.actor, call.house.vault, told=body.told, at=call.at)
        return _line(line, 201)

    return await web.change(call, act, _line_again(call))


@router.post("/v1/me/journal/{line_id}")
async def revise_line(line_id: UUID, body: Writing, call: web.Versioned) -> Response:
    """Corrected; a draft is completed by it."""

    async def act(tx: Tx) -> web.Answer:
        vault = call.house.vault
        return _line(
            await journaling.revise_line(tx, call.actor, vault, line_id, told=body.told, was=call.was, at=call.at)
        )

    return await web.change(call, act, _line_again(call))


@router.post("/v1/me/journal/{line_id}/removal")
async def remove_line(line_id: UUID, body: Removal, call: web.Versioned) -> Response:
    """Taken out, or put back."""

    async def act(tx: Tx) -> web.Answer:
        vault, removed = call.house.vault, body.removed
        return _line(
            await journaling.remove_line(tx, call.actor, vault, line_id, removed=removed, was=call.was, at=call.at)
        )

    return await web.change(call, act, _line_again(call))


@router.get("/v1/me/reports")
async def read_my_reports(call: web.Caller) -> Response:
    """The latest months."""

    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.READ_MY_WORK)
        me = await proving.oneself(tx, call.actor)
        mine = await store.reports.reports_of(tx, me.volunteer_id, limit=MOST_REPORTS)
        return web.Answer({"items": [work.report_head(one) for one in mine]})

    return await web.read(call, act)


@router.post("/v1/me/reports", status_code=201)
async def send_report(body: Sending, call: web.Versioned) -> Response:
    """If-Match names the version of the month's report: 0 where none was sent yet."""

    async def act(tx: Tx) -> web.Answer:
        month = reports.require_month(body.month)
        sent = await journaling.send_report(tx, call.actor, call.house.vault, month=month, was=call.was, at=call.at)
        return _report(sent, 201)

    return await web.change(call, act, _report_again(call))


# --- what lies before the TKSK and the Dinas ---


@router.get("/v1/reports")
async def read_reports(
    call: web.Caller, month: Month, status: Status | None = None, cursor: str | None = None, limit: Limit = 50
) -> Response:
    """Of a month, by kecamatan and name; `counts` say how many stand where, `open` of how many none has come."""
    query = f"{month}|{status}"
    after = web.position(call, query, cursor)

    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.READ_REPORTS)
        on, within = reports.require_month(month), policy.sight(call.actor)
        found = await store.reports.reports_of_month(tx, on, within=within, status=status, after=after, limit=limit + 1)
        page = web.page(
            call, query, found, limit, work.report_head, lambda one: [one.kec, one.name, str(one.report_id)]
        )
        counts = await store.reports.counts(tx, on, within=within)
        return web.Answer({**page.body, "counts": counts, "due_on": reports.due_on(call.actor.office, on)})

    return await web.read(call, act)


@router.get("/v1/reports/missing")
async def read_missing_reports(
    call: web.Caller, month: Month, cursor: str | None = None, limit: Limit = 50
) -> Response:
    """Who is at work and has not sent, or was asked to correct; by name."""
    after = web.position(call, month, cursor)

    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.READ_REPORTS)
        on, within = reports.require_month(month), policy.sight(call.actor)
        found = await store.reports.missing(tx, on, within=within, after=after, limit=limit + 1)
        return web.page(call, month, found, limit, work.missing, lambda one: [one.name, str(one.volunteer_id)])

    return await web.read(call, act)


@router.get("/v1/reports/{report_id}")
async def read_report(report_id: UUID, call: web.Caller) -> Response:
    async def act(tx: Tx) -> web.Answer:
        opened = await _opened(call, tx, report_id)
        return web.Answer(work.report(opened), version=opened.version)

    return await web.read(call, act)


@router.get("/v1/reports/{report_id}/paper", response_class=Response, responses=downloads.of(PDF))
async def print_report(report_id: UUID, call: web.Caller) -> Response:
    async with call.house.db.begin(call.actor.office) as tx:
        one, head = await _opened(call, tx, report_id), await store.profile(tx)
    content = await asyncio.to_thread(papers.work.report, head, one, days.today(one.office, call.at))
    return downloads.file(content, f"laporan-bulanan-{one.month}", PDF)


@router.post("/v1/reports/{report_id}/check")
async def check_report(report_id: UUID, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        return _report(
            await journaling.check_report(tx, call.actor, call.house.vault, report_id, was=call.was, at=call.at)
        )

    return await web.change(call, act, _report_again(call))


@router.post("/v1/reports/{report_id}/approval")
async def approve_report(report_id: UUID, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        return _report(
            await journaling.approve_report(tx, call.actor, call.house.vault, report_id, was=call.was, at=call.at)
        )

    return await web.change(call, act, _report_again(call))


@router.post("/v1/reports/{report_id}/return")
async def return_report(report_id: UUID, body: Reasoned, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        vault, why = call.house.vault, body.reason
        return _report(
            await journaling.return_report(tx, call.actor, vault, report_id, reason=why, was=call.was, at=call.at)
        )

    return await web.change(call, act, _report_again(call))


async def _opened(call: web.Call, tx: Tx, report_id: UUID) -> Report:
    policy.require(call.actor, policy.READ_REPORT)
    report = await store.reports.report(tx, report_id, within=policy.sight(call.actor))
    return await store.reports.opened(tx, call.house.vault, report, by=call.actor)


def _line_again(call: web.Call) -> web.Again:
    async def again(tx: Tx, resource: str) -> web.Answer:
        policy.require(call.actor, policy.READ_MY_WORK)
        me = await proving.oneself(tx, call.actor)
        return _line(await store.journals.line(tx, call.house.vault, UUID(resource), me.volunteer_id, by=call.actor))

    return again


def _report_again(call: web.Call) -> web.Again:
    async def again(tx: Tx, resource: str) -> web.Answer:
        policy.require(call.actor, policy.READ_REPORT)
        return _report(await store.reports.report(tx, UUID(resource), within=policy.sight(call.actor)))

    return again


def _line(one: Line, status: int = 200) -> web.Answer:
    return web.Answer(work.line(one), status, version=one.version, resource=str(one.line_id))


def _report(one: Report, status: int = 200) -> web.Answer:
    return web.Answer(work.report_head(one), status, version=one.version, resource=str(one.report_id))
