"""Volunteers over HTTP."""

import asyncio
from typing import Any, Literal
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel

from services.kit import web
from services.kit.db import Tx
from services.kit.web import Day, Limit, Short
from services.registry import policy, sheets, store, views
from services.registry.actions import appointing, exporting, keeping
from services.registry.api import downloads, slips
from services.registry.api.bodies import Codes, Engaged, Long, Reasoned
from services.registry.api.downloads import Kind, table
from services.registry.decrees import Decree
from services.registry.particulars import Particulars, Purpose
from services.registry.standings import Status
from services.registry.volunteers import Role, Volunteer

router = APIRouter()


Shown = Status | Literal["on_leave"]  # as lists show them; on leave one is active all the same


class Sk(BaseModel):
    number: Short
    issuer: Short
    issued_on: Day
    starts_on: Day
    ends_on: Day | None = None


class Appointment(BaseModel):
    name: Short
    role: Role
    username: Short | None = None
    villages: Codes = []
    kec: Short | None = None
    nik: Short = ""
    phone: Short = ""
    address: Long = ""
    sk: Sk


class Export(BaseModel):
    kind: Kind
    status: Shown | None = None
    role: Role | None = None
    kec: Short | None = None
    purpose: Purpose | None = None


class Opening(BaseModel):
    purpose: Purpose


class Correction(BaseModel):
    """Only what was wrong is named; empty takes a value away."""

    name: Short | None = None
    nik: Short | None = None
    phone: Short | None = None
    address: Long | None = None


@router.post("/v1/volunteers", status_code=201)
async def appoint_volunteer(body: Appointment, call: web.Keyed) -> Response:
    told = Particulars(body.nik, body.phone, body.address)

    async def act(tx: Tx) -> web.Answer:
        volunteer = await appointing.appoint_volunteer(
            tx, call.actor, call.house.vault, role=body.role, name=body.name, username=body.username,
            villages=tuple(body.villages), kec=body.kec, decree=Decree(**body.sk.model_dump()),
            particulars=told, at=call.at,
        )  # fmt: skip
        return _volunteer(volunteer, 201, views.warnings(told))

    async def again(tx: Tx, resource: str) -> web.Answer:
        return _volunteer(await _read_volunteer(call, tx, UUID(resource)), 201, views.warnings(told))

    return await web.change(call, act, again)


@router.get("/v1/volunteers")
async def read_volunteers(
    call: web.Caller,
    status: Shown | None = None,
    role: Role | None = None,
    kec: str | None = None,
    cursor: str | None = None,
    limit: Limit = 50,
) -> Response:
    query = f"{status}|{role}|{kec}"
    after = web.position(call, query, cursor)

    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.READ_VOLUNTEERS)
        found = await store.volunteers(
            tx, within=policy.sight(call.actor), status=status, role=role, kec=kec, after=after, limit=limit + 1
        )
        return web.page(call, query, found, limit, views.volunteer, lambda v: [v.name, v.volunteer_id])

    return await web.read(call, act)


@router.get("/v1/volunteers/{volunteer_id}")
async def read_volunteer(volunteer_id: UUID, call: web.Caller) -> Response:
    """With the history of her decrees."""

    async def act(tx: Tx) -> web.Answer:
        volunteer = await _read_volunteer(call, tx, volunteer_id)
        history = [views.recorded(one) for one in await store.decrees(tx, volunteer)]
        return _volunteer(volunteer, beside={"decrees": history})

    return await web.read(call, act)


@router.post("/v1/volunteers/{volunteer_id}/particulars")
async def open_particulars(volunteer_id: UUID, body: Opening, call: web.Caller) -> Response:
    async def act(tx: Tx) -> web.Answer:
        opened = await appointing.open_particulars(tx, call.actor, call.house.vault, volunteer_id, purpose=body.purpose)
        return web.Answer(views.particulars(*opened))

    return await web.read(call, act)


@router.post("/v1/volunteers/{volunteer_id}/correction")
async def correct_volunteer(volunteer_id: UUID, body: Correction, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        told = body.model_dump(exclude_none=True)
        corrected = await appointing.correct_volunteer(
            tx, call.actor, call.house.vault, volunteer_id, told=told, was=call.was, at=call.at
        )
        return _volunteer(corrected, beside=views.warnings(Particulars(body.nik or "")))

    return await web.change(call, act, read_again(call))


@router.post("/v1/volunteers/{volunteer_id}/slip", status_code=201)
async def print_volunteer_slip(volunteer_id: UUID, request: Request, call: web.Keyed) -> Response:
    async def allow(tx: Tx) -> Volunteer:
        return await appointing.print_volunteer_slip(tx, call.actor, volunteer_id)

    return await slips.printed(request, call, allow)


@router.post("/v1/volunteers/{volunteer_id}/suspension")
async def suspend_volunteer(volunteer_id: UUID, body: Reasoned, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        return _volunteer(
            await appointing.suspend_volunteer(
                tx, call.actor, volunteer_id, reason=body.reason, was=call.was, at=call.at
            )
        )

    return await web.change(call, act, read_again(call))


@router.post("/v1/volunteers/{volunteer_id}/reinstatement")
async def reinstate_volunteer(volunteer_id: UUID, body: Reasoned, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        return _volunteer(
            await appointing.reinstate_volunteer(
                tx, call.actor, volunteer_id, reason=body.reason, was=call.was, at=call.at
            )
        )

    return await web.change(call, act, read_again(call))


@router.post("/v1/volunteers/{volunteer_id}/end")
async def end_volunteer(volunteer_id: UUID, body: Reasoned, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        return _volunteer(
            await appointing.end_volunteer(tx, call.actor, volunteer_id, reason=body.reason, was=call.was, at=call.at)
        )

    return await web.change(call, act, read_again(call))


@router.post("/v1/volunteers/{volunteer_id}/engagement")
async def engage_volunteer(volunteer_id: UUID, body: Engaged, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        return _volunteer(
            await keeping.engage_volunteer(tx, call.actor, volunteer_id, told=body.told(), was=call.was, at=call.at)
        )

    return await web.change(call, act, read_again(call))


@router.post("/v1/volunteers/export", response_class=Response, responses=downloads.of(*Kind))
async def export_volunteers(body: Export, call: web.Caller) -> Response:
    """The whole list as a table; a purpose opens what is sealed."""

    async def act(tx: Tx) -> web.Answer:
        found, told = await exporting.export_volunteers(
            tx, call.actor, call.house.vault, status=body.status, role=body.role, kec=body.kec, purpose=body.purpose
        )
        opened = {one.volunteer_id: told.get(one.volunteer_id, Particulars()) for one in found} if body.purpose else {}
        rows = [views.exported(one, opened.get(one.volunteer_id)) for one in found]
        content = await asyncio.to_thread(_written, body.kind, rows)
        return table(content, "psm-dan-tksk", body.kind)

    return await web.read(call, act)


def _written(kind: Kind, rows: list[list[str]]) -> bytes:
    if kind is Kind.CSV:
        return sheets.as_csv(views.EXPORTED, rows)
    return sheets.as_workbook("PSM dan TKSK", views.EXPORTED, rows)


async def _read_volunteer(call: web.Call, tx: Tx, volunteer_id: UUID) -> Volunteer:
    policy.require(call.actor, policy.READ_VOLUNTEERS)
    return await store.volunteer(tx, volunteer_id, within=policy.sight(call.actor))


def _volunteer(volunteer: Volunteer, status: int = 200, beside: dict[str, Any] | None = None) -> web.Answer:
    shown = views.volunteer(volunteer) | (beside or {})
    return web.Answer(shown, status, volunteer.version, str(volunteer.volunteer_id))


def read_again(call: web.Call) -> web.Again:
    async def again(tx: Tx, resource: str) -> web.Answer:
        return _volunteer(await _read_volunteer(call, tx, UUID(resource)))

    return again
