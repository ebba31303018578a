"""Volunteers many at once over HTTP: the template, the file, what became of each row, the confirmation."""

import asyncio
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from services.kit import web
from services.kit.db import Tx
from services.kit.web import Limit
from services.registry import columns, policy, sheets, store, views
from services.registry.actions import importing
from services.registry.api import downloads
from services.registry.api.downloads import Kind, table
from services.registry.imports import Import
from services.registry.staged_rows import Fate

router = APIRouter()

_FILE = {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}, "required": True}
_HEADINGS = tuple(names[0] for names in columns.COLUMNS.values())


@router.post("/v1/imports", status_code=201, openapi_extra={"requestBody": _FILE})
async def receive_import(request: Request, call: web.Keyed) -> Response:
    """The body is the file itself, CSV or XLSX of up to 10 MB."""
    content = await request.body()

    async def act(tx: Tx) -> web.Answer:
        return _import(await importing.receive_import(tx, call.actor, call.house.vault, content, at=call.at), 201)

    return await web.change(call, act, _import_again(call))


@router.get("/v1/imports")
async def read_imports(call: web.Caller, cursor: str | None = None, limit: Limit = 50) -> Response:
    after = web.position(call, "", cursor)

    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.IMPORT_VOLUNTEERS)
        found = await store.imports(tx, within=policy.sight(call.actor), after=after, limit=limit + 1)
        return web.page(call, "", found, limit, views.brought_in, lambda i: [i.received_at.isoformat(), i.import_id])

    return await web.read(call, act)


@router.get("/v1/imports/template", response_class=Response, responses=downloads.of(Kind.XLSX))
async def read_template(call: web.Caller) -> Response:
    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.IMPORT_VOLUNTEERS)
        example = columns.example(call.actor.office)
        content = sheets.as_workbook("PSM dan TKSK", _HEADINGS, [example], notes=columns.NOTES, open_rows=500)
        return table(content, "templat-psm", Kind.XLSX)

    return await web.read(call, act)


@router.get("/v1/imports/{import_id}")
async def read_import(import_id: UUID, call: web.Caller) -> Response:
    async def act(tx: Tx) -> web.Answer:
        return _import(await _read_import(call, tx, import_id))

    return await web.read(call, act)


@router.get("/v1/imports/{import_id}/rows")
async def read_import_rows(
    import_id: UUID,
    call: web.Caller,
    fate: Annotated[list[Fate] | None, Query(max_length=5)] = None,
    cursor: str | None = None,
    limit: Limit = 50,
) -> Response:
    fates = fate or list(Fate)
    query = f"{import_id}|{'|'.join(fates)}"
    after = web.position(call, query, cursor)

    async def act(tx: Tx) -> web.Answer:
        found = await importing.read_rows(
            tx, call.actor, call.house.vault, import_id, fates=fates, after=after[0] if after else 0, limit=limit + 1
        )
        return web.page(call, query, found, limit, views.staged_row, lambda row: [row.line])

    return await web.read(call, act)


@router.get(
    "/v1/imports/{import_id}/left-out",
    response_class=Response,
    responses=downloads.of(Kind.XLSX) | {409: {"$ref": "#/components/responses/409"}},
)
async def read_left_out(import_id: UUID, call: web.Caller) -> Response:
    """The rows that would not be taken in, as they were read, with the reason: to be mended and uploaded again. A
    workbook, whose cells are text: opened as CSV, a spreadsheet takes a NIK for a number and loses its last digits."""

    async def act(tx: Tx) -> web.Answer:
        found = await importing.read_left_out(tx, call.actor, call.house.vault, import_id)
        rows = ([*row.row.texts(), str(row.line), row.reasons(call.language)] for row in found)
        content = await asyncio.to_thread(
            sheets.as_workbook, "Belum tercatat", [*_HEADINGS, "Baris", "Keterangan"], list(rows)
        )
        return table(content, "baris-belum-tercatat", Kind.XLSX)

    return await web.read(call, act)


@router.post("/v1/imports/{import_id}/confirmation")
async def confirm_import(import_id: UUID, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        return _import(await importing.confirm_import(tx, call.actor, import_id, was=call.was, at=call.at))

    return await web.change(call, act, _import_again(call))


@router.post("/v1/imports/{import_id}/withdrawal")
async def withdraw_import(import_id: UUID, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        vault = call.house.vault
        return _import(await importing.withdraw_import(tx, call.actor, vault, import_id, was=call.was, at=call.at))

    return await web.change(call, act, _import_again(call))


async def _read_import(call: web.Call, tx: Tx, import_id: UUID) -> Import:
    policy.require(call.actor, policy.IMPORT_VOLUNTEERS)
    return await store.one_import(tx, import_id, within=policy.sight(call.actor))


def _import(shown: Import, status: int = 200) -> web.Answer:
    return web.Answer(views.brought_in(shown), status, shown.version, str(shown.import_id))


def _import_again(call: web.Call) -> web.Again:
    async def again(tx: Tx, resource: str) -> web.Answer:
        return _import(await _read_import(call, tx, UUID(resource)))

    return again
