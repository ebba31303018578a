"""Applications at the office over HTTP: written down, checked item by item, returned, admitted, at the end the SK."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel

from services.kit import web
from services.kit.db import Tx
from services.kit.web import Day, Flag, Limit, Short
from services.registry import days, policy, store, views
from services.registry.actions import applying, choosing
from services.registry.api.applicants import FILE, Applied, Item
from services.registry.api.bodies import Long, Reasoned
from services.registry.applications import Application, Status
from services.registry.attachments import Kind
from services.registry.decrees import Decree
from services.registry.particulars import Purpose

router = APIRouter()

_ENDINGS = {Kind.PDF: "pdf", Kind.JPEG: "jpg", Kind.PNG: "png"}
_ONE = "/v1/applications/{application_id}"


class Marked(BaseModel):
    item: Short
    met: Flag
    note: Long = ""


class Declined(BaseModel):
    reason: Long
    appeal: Long


class Opening(BaseModel):
    purpose: Purpose


class Paper(BaseModel):
    step: Short
    number: Short
    on: Day


class Signed(BaseModel):
    """`issuer` is a code of the role's issuers."""

    issuer: Short
    number: Short
    issued_on: Day
    starts_on: Day
    ends_on: Day | None = None
    username: Short | None = None


@router.post("/v1/applications", status_code=201)
async def enter_application(body: Applied, call: web.Keyed) -> Response:
    async def act(tx: Tx) -> web.Answer:
        entered = await applying.enter_application(
            tx, call.actor, call.house.vault, role=body.role, name=body.name, place=body.place, birth_on=body.birth_on,
            particulars=body.particulars, at=call.at,
        )  # fmt: skip
        return await _answered(call, tx, entered, 201)

    return await web.change(call, act, _again(call, 201))


@router.get("/v1/applications")
async def read_applications(
    call: web.Caller, status: Status | None = None, role: Annotated[str | None, Query(max_length=40)] = None,
    kec: Annotated[str | None, Query(max_length=10)] = None, cursor: str | None = None, limit: Limit = 50,
) -> Response:  # fmt: skip
    query = f"{status}|{role}|{kec}"
    after = web.position(call, query, cursor)

    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.READ_APPLICATIONS)
        within = policy.sight_of_applications(call.actor)
        found = await store.applications(
            tx, within=within, status=status, role=role, kec=kec, after=after, limit=limit + 1
        )
        return web.page(
            call, query, found, limit, views.application, lambda a: [a.received_at.isoformat(), a.application_id]
        )

    return await web.read(call, act)


@router.get(_ONE)
async def read_application(application_id: UUID, call: web.Caller) -> Response:
    async def act(tx: Tx) -> web.Answer:
        return await _answered(call, tx, await _read(call, tx, application_id))

    return await web.read(call, act)


@router.post(f"{_ONE}/particulars")
async def open_applicant(application_id: UUID, body: Opening, call: web.Caller) -> Response:
    async def act(tx: Tx) -> web.Answer:
        opened = await applying.open_applicant(tx, call.actor, call.house.vault, application_id, purpose=body.purpose)
        return web.Answer(views.applicant(*opened))

    return await web.read(call, act)


@router.post(f"{_ONE}/documents", status_code=201, openapi_extra={"requestBody": FILE})
async def attach_document(application_id: UUID, item: Item, request: Request, call: web.Keyed) -> Response:
    """The body is the file itself: PDF, JPEG or PNG of up to 10 MB."""
    content = await request.body()

    async def act(tx: Tx) -> web.Answer:
        found = await applying.attach_document(
            tx, call.actor, call.house.vault, application_id, item=item, content=content, at=call.at
        )
        return await _answered(call, tx, found, 201)

    return await web.change(call, act, _again(call, 201))


@router.get(f"{_ONE}/documents/{{document_id}}")
async def read_document(application_id: UUID, document_id: UUID, call: web.Caller) -> Response:
    async def act(tx: Tx) -> web.Answer:
        kind, content = await applying.open_document(tx, call.actor, call.house.vault, application_id, document_id)
        name = f'attachment; filename="lampiran.{_ENDINGS[kind]}"'
        return web.Answer(content, headers={"Content-Type": kind, "Content-Disposition": name})

    return await web.read(call, act)


@router.post(f"{_ONE}/marks")
async def mark_requirement(application_id: UUID, body: Marked, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        marked = await applying.mark_requirement(
            tx, call.actor, application_id, item=body.item, met=body.met, note=body.note, was=call.was, at=call.at
        )
        return await _answered(call, tx, marked)

    return await web.change(call, act, _again(call))


@router.post(f"{_ONE}/return")
async def return_application(application_id: UUID, body: Reasoned, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        returned = await applying.return_application(
            tx, call.actor, application_id, reason=body.reason, was=call.was, at=call.at
        )
        return await _answered(call, tx, returned)

    return await web.change(call, act, _again(call))


@router.post(f"{_ONE}/resubmission")
async def resubmit_application(application_id: UUID, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        again = await applying.resubmit_application(tx, call.actor, application_id, was=call.was, at=call.at)
        return await _answered(call, tx, again)

    return await web.change(call, act, _again(call))


@router.post(f"{_ONE}/withdrawal")
async def withdraw_application(application_id: UUID, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        withdrawn = await applying.withdraw_application(tx, call.actor, application_id, was=call.was, at=call.at)
        return await _answered(call, tx, withdrawn)

    return await web.change(call, act, _again(call))


@router.post(f"{_ONE}/refusal")
async def decline_application(application_id: UUID, body: Declined, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        declined = await applying.decline_application(
            tx, call.actor, application_id, reason=body.reason, appeal=body.appeal, was=call.was, at=call.at
        )
        return await _answered(call, tx, declined)

    return await web.change(call, act, _again(call))


@router.post(f"{_ONE}/admission")
async def admit_application(application_id: UUID, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        admitted = await applying.admit_application(tx, call.actor, application_id, was=call.was, at=call.at)
        return await _answered(call, tx, admitted)

    return await web.change(call, act, _again(call))


@router.post(f"{_ONE}/steps")
async def take_step(application_id: UUID, body: Paper, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        taken = await choosing.take_step(
            tx, call.actor, application_id, stage=body.step, number=body.number, on=body.on, was=call.was, at=call.at
        )
        return await _answered(call, tx, taken)

    return await web.change(call, act, _again(call))


@router.post(f"{_ONE}/appointment")
async def appoint_applicant(application_id: UUID, body: Signed, call: web.Versioned) -> Response:
    decree = Decree(body.number, "", body.issued_on, body.starts_on, body.ends_on)

    async def act(tx: Tx) -> web.Answer:
        appointed = await choosing.appoint_applicant(
            tx, call.actor, call.house.vault, application_id, issuer=body.issuer, decree=decree,
            username=body.username, was=call.was, at=call.at,
        )  # fmt: skip
        return await _answered(call, tx, appointed)

    return await web.change(call, act, _again(call))


async def _read(call: web.Call, tx: Tx, application_id: UUID) -> Application:
    policy.require(call.actor, policy.READ_APPLICATIONS)
    return await store.application(tx, application_id, within=policy.sight_of_applications(call.actor))


async def _answered(call: web.Call, tx: Tx, one: Application, status: int = 200) -> web.Answer:
    """With its papers, and with what fills an item by itself."""
    papers = await store.documents_of(tx, one.application_id)
    held = await store.certificates_by_tier(tx, one, days.today(one.office, call.at))
    shown = views.application_whole(one, papers, held, store.seal_of(call.house.vault))
    return web.Answer(shown, status, one.version, str(one.application_id))


def _again(call: web.Call, status: int = 200) -> web.Again:
    async def again(tx: Tx, resource: str) -> web.Answer:
        return await _answered(call, tx, await _read(call, tx, UUID(resource)), status)

    return again
