"""The shelf of practice over HTTP: materials of trainings, and lessons."""

from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from services.kit import web
from services.kit.db import Tx
from services.kit.web import Flag, Limit, Short
from services.registry import policy, store, views
from services.registry.actions import sharing
from services.registry.api.bodies import Reasoned
from services.registry.attachments import Kind
from services.registry.lessons import Lesson, Status, Text
from services.registry.materials import Label, Material

router = APIRouter()

_BINARY: Final[dict[str, Any]] = {"schema": {"type": "string", "format": "binary"}}
_FILE: Final = {"content": {"application/octet-stream": _BINARY}, "required": True}
_FILES: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "The file", "content": {kind.value: _BINARY for kind in Kind}}
}


_ENDINGS: Final = {Kind.PDF: "pdf", Kind.PNG: "png", Kind.JPEG: "jpg"}


class Labelling(BaseModel):
    """`declared`: who releases it has looked, and nobody's personal data are in it."""

    title: Short
    topic: Short
    course: Short = ""
    declared: Flag = False


class Writing(BaseModel):
    title: Short
    topic: Short
    text: Annotated[str, Field(max_length=5000)]

    @property
    def told(self) -> Text:
        return Text(self.title, self.topic, self.text)


# --- materials ---


@router.post("/v1/materials", status_code=201, openapi_extra={"requestBody": _FILE})
async def bring_material(request: Request, call: web.Keyed) -> Response:
    """The body is the file itself: PDF, PNG or JPEG of up to 10 MB. Nobody else sees it before it is released."""
    content = await request.body()

    async def act(tx: Tx) -> web.Answer:
        return _material(call, await sharing.bring_material(tx, call.actor, content, at=call.at), 201)

    return await web.change(call, act, _material_again(call, 201))


@router.get("/v1/materials")
async def read_materials(
    call: web.Caller, q: Short = "", topic: Short | None = None, cursor: str | None = None, limit: Limit = 50
) -> Response:
    query = f"{q}|{topic}"
    after = web.position(call, query, cursor)

    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.READ_SHELF)
        within = policy.sight_of_shelf(call.actor)
        found = await store.materials(tx, within=within, q=q, topic=topic, after=after, limit=limit + 1)
        return web.page(
            call, query, found, limit, lambda one: views.material(one, mine=one.sub == call.actor.sub),
            lambda one: [one.brought_at.isoformat(), one.material_id],
        )  # fmt: skip

    return await web.read(call, act)


@router.get("/v1/materials/{material_id}")
async def read_material(material_id: UUID, call: web.Caller) -> Response:
    async def act(tx: Tx) -> web.Answer:
        return _material(call, await _read_material(call, tx, material_id))

    return await web.read(call, act)


@router.get("/v1/materials/{material_id}/file", response_class=Response, responses=_FILES)
async def read_material_file(material_id: UUID, call: web.Caller) -> Response:
    async def act(tx: Tx) -> web.Answer:
        shown = await _read_material(call, tx, material_id)
        content = await store.material_file(tx, material_id)
        name = f"bahan-{shown.brought_at.date().isoformat()}.{_ENDINGS[shown.media]}"
        said = {"Content-Type": shown.media.value, "Content-Disposition": f'attachment; filename="{name}"'}
        return web.Answer(content, headers=said)

    return await web.read(call, act)


@router.post("/v1/materials/{material_id}/release")
async def release_material(material_id: UUID, body: Labelling, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        released = await sharing.release_material(
            tx, call.actor, material_id, label=Label(body.title, body.topic, body.course), declared=body.declared,
            was=call.was, at=call.at,
        )  # fmt: skip
        return _material(call, released)

    return await web.change(call, act, _material_again(call))


@router.post("/v1/materials/{material_id}/withdrawal")
async def withdraw_material(material_id: UUID, body: Reasoned, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        gone = await sharing.withdraw_material(tx, call.actor, material_id, reason=body.reason, was=call.was)
        return _material(call, gone)

    return await web.change(call, act, _material_again(call))


async def _read_material(call: web.Call, tx: Tx, material_id: UUID) -> Material:
    policy.require(call.actor, policy.READ_SHELF)
    return await store.material(tx, material_id, within=policy.sight_of_shelf(call.actor))


def _material(call: web.Call, shown: Material, status: int = 200) -> web.Answer:
    body = views.material(shown, mine=shown.sub == call.actor.sub)
    return web.Answer(body, status, shown.version, str(shown.material_id))


def _material_again(call: web.Call, status: int = 200) -> web.Again:
    async def again(tx: Tx, resource: str) -> web.Answer:
        return _material(call, await _read_material(call, tx, UUID(resource)), status)

    return again


# --- lessons ---


@router.post("/v1/lessons", status_code=201)
async def write_lesson(body: Writing, call: web.Keyed) -> Response:
    async def act(tx: Tx) -> web.Answer:
        return _lesson(call, await sharing.write_lesson(tx, call.actor, told=body.told, at=call.at), 201)

    return await web.change(call, act, _lesson_again(call, 201))


@router.get("/v1/lessons")
async def read_lessons(
    call: web.Caller,
    status: Status = Status.RELEASED,
    q: Short = "",
    topic: Short | None = None,
    cursor: str | None = None,
    limit: Limit = 50,
) -> Response:
    """Those on the shelf; of another `status` those that one wrote or looks at."""
    query = f"{status}|{q}|{topic}"
    after = web.position(call, query, cursor)

    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.READ_SHELF)
        within = policy.sight_of_shelf(call.actor)
        found = await store.lessons(tx, within=within, status=status, q=q, topic=topic, after=after, limit=limit + 1)
        return web.page(
            call, query, found, limit, lambda one: _shown(call, one),
            lambda one: [one.written_at.isoformat(), one.lesson_id],
        )  # fmt: skip

    return await web.read(call, act)


@router.get("/v1/lessons/{lesson_id}")
async def read_lesson(lesson_id: UUID, call: web.Caller) -> Response:
    async def act(tx: Tx) -> web.Answer:
        return _lesson(call, await _read_lesson(call, tx, lesson_id))

    return await web.read(call, act)


@router.post("/v1/lessons/{lesson_id}/text")
async def rewrite_lesson(lesson_id: UUID, body: Writing, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        return _lesson(call, await sharing.rewrite_lesson(tx, call.actor, lesson_id, told=body.told, was=call.was))

    return await web.change(call, act, _lesson_again(call))


@router.post("/v1/lessons/{lesson_id}/release")
async def release_lesson(lesson_id: UUID, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        return _lesson(call, await sharing.release_lesson(tx, call.actor, lesson_id, was=call.was, at=call.at))

    return await web.change(call, act, _lesson_again(call))


@router.post("/v1/lessons/{lesson_id}/return")
async def return_lesson(lesson_id: UUID, body: Reasoned, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        back = await sharing.return_lesson(tx, call.actor, lesson_id, reason=body.reason, was=call.was)
        return _lesson(call, back)

    return await web.change(call, act, _lesson_again(call))


async def _read_lesson(call: web.Call, tx: Tx, lesson_id: UUID) -> Lesson:
    policy.require(call.actor, policy.READ_SHELF)
    return await store.lesson(tx, lesson_id, within=policy.sight_of_shelf(call.actor))


def _lesson(call: web.Call, shown: Lesson, status: int = 200) -> web.Answer:
    return web.Answer(_shown(call, shown), status, shown.version, str(shown.lesson_id))


def _shown(call: web.Call, shown: Lesson) -> dict[str, Any]:
    return views.lesson(shown, sub=call.actor.sub, looks=call.actor.has(*policy.COACHES))


def _lesson_again(call: web.Call, status: int = 200) -> web.Again:
    async def again(tx: Tx, resource: str) -> web.Answer:
        return _lesson(call, await _read_lesson(call, tx, UUID(resource)), status)

    return again
