"""Applying over HTTP without a log-in: what is asked of whom, the application, and by its code what became of it.

Whoever has the code is the applicant: she sees the state and nobody's name, attaches papers, sends a returned
application again, and withdraws. Told again under its key nothing happens twice.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel

from services.kit import area
from services.kit.db import Tx
from services.kit.errors import NotFound, Words
from services.kit.web import Day, Short, Whole
from services.registry import applications, days, policy, requirements, store, views
from services.registry.actions import applying
from services.registry.api import strangers
from services.registry.api.bodies import Long
from services.registry.particulars import Particulars
from services.registry.store import applicants

router = APIRouter()

FILE = {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}, "required": True}
_OPEN: dict[str, Any] = {"security": []}
Code = Annotated[str, Path(max_length=40)]
Item = Annotated[str, Query(max_length=40)]


class Applied(BaseModel):
    """The place says which office it is for."""

    role: Short
    name: Short
    place: Short
    birth_on: Day
    nik: Short
    phone: Short = ""
    address: Long = ""

    @property
    def particulars(self) -> Particulars:
        return Particulars(self.nik, self.phone, self.address)


class Was(BaseModel):
    """The version that the page showed."""

    version: Whole


class UnknownCode(NotFound):
    code = "unknown-code"
    words = Words(
        "Kode permohonan ini tidak dikenal. Periksa lagi huruf dan angkanya.",
        "This code of an application is not known. Check its letters and digits.",
    )


@router.get("/v1/requirements", openapi_extra=_OPEN)
async def read_requirements(stranger: strangers.Caller, place: Annotated[str, Query(max_length=10)] = "") -> Response:
    """As they hold today in the kabupaten of that place, or everywhere."""
    policy.require_public(policy.READ_REQUIREMENTS)
    office = area.kabupaten_of(area.require(place, field="place")) if place else area.NATION
    found = requirements.book().current(office, days.today(office, stranger.at))
    return strangers.answer({"items": [views.asked(one) for one in found]})


@router.post("/v1/applicants", status_code=201, openapi_extra=_OPEN)
async def apply(body: Applied, key: strangers.Key, request: Request, stranger: strangers.Caller) -> Response:
    vault, office = stranger.house.vault, area.kabupaten_of(area.require(body.place, field="place"))
    sent_print = vault.fingerprint("request", (await request.body()).hex())
    async with stranger.house.public.begin(office) as tx:
        applied = await applying.apply_publicly(
            tx, vault, key=key, sent_print=sent_print, role=body.role, name=body.name, place=body.place,
            birth_on=body.birth_on, particulars=body.particulars, at=stranger.at,
        )  # fmt: skip
    code = applications.code(office, applied.application_id, store.seal_of(vault))
    return strangers.answer({"code": code}, 201)


@router.get("/v1/applicants/{code}", openapi_extra=_OPEN)
async def follow_application(code: Code, stranger: strangers.Caller) -> Response:
    policy.require_public(policy.FOLLOW_APPLICATION)
    office, known = _read(code)
    async with stranger.house.public.begin(office) as tx:
        return await _state(tx, stranger, known)


@router.post("/v1/applicants/{code}/documents", status_code=201, openapi_extra=_OPEN | {"requestBody": FILE})
async def attach_by_code(
    code: Code, item: Item, key: strangers.Key, request: Request, stranger: strangers.Caller
) -> Response:
    """The body is the file itself: PDF, JPEG or PNG of up to 10 MB."""
    content, (office, known) = await request.body(), _read(code)
    async with stranger.house.public.begin(office) as tx:
        await applying.attach_by_code(
            tx, stranger.house.vault, known, key=key, item=item, content=content, at=stranger.at
        )  # fmt: skip
        return await _state(tx, stranger, known, 201)


@router.post("/v1/applicants/{code}/resubmission", openapi_extra=_OPEN)
async def send_again(code: Code, body: Was, stranger: strangers.Caller) -> Response:
    office, known = _read(code)
    async with stranger.house.public.begin(office) as tx:
        await applying.resubmit_by_code(tx, stranger.house.vault, known, was=body.version, at=stranger.at)
        return await _state(tx, stranger, known)


@router.post("/v1/applicants/{code}/withdrawal", openapi_extra=_OPEN)
async def give_up(code: Code, body: Was, stranger: strangers.Caller) -> Response:
    office, known = _read(code)
    async with stranger.house.public.begin(office) as tx:
        await applying.withdraw_by_code(tx, stranger.house.vault, known, was=body.version, at=stranger.at)
        return await _state(tx, stranger, known)


async def _state(tx: Tx, stranger: strangers.Stranger, code: str, status: int = 200) -> Response:
    vault = stranger.house.vault
    try:
        found = await applicants.seen(tx, vault, code)
    except NotFound:
        raise UnknownCode() from None
    return strangers.answer(views.state(found, store.seal_of(vault)), status)


def _read(code: str) -> tuple[str, str]:
    """What cannot be a code does not reach the database."""
    read = applications.read_code(code)
    if read is None or area.find(read[0]) is None:
        raise UnknownCode()
    return read
