"""/praktik: the shelf of practice: lessons that volunteers wrote and materials of trainings, found by a word or a
topic; for a TKSK and the Dinas also what waits to be released.
"""

from asyncio import gather
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from services.kit.errors import NotFound, Refusal
from services.portal import practice_lists
from services.portal.case_page import nothing
from services.portal.forms import Form
from services.portal.menus import COACHES, READERS, TRAINED
from services.portal.neighbours import Json
from services.portal.visits import Visit, Visitor

router = APIRouter()

_LESSON_VERBS = {"terbit": "release", "kembalikan": "return"}
_MATERIAL_VERBS = {"terbit": "release", "tarik": "withdrawal"}


@router.get("/praktik")
async def show_shelf(visit: Visitor, q: str = "", topik: str = "", cursor: str = "") -> HTMLResponse:
    visit.require(READERS)
    sought = {"q": q, "topic": topik}
    lessons, materials, topics, waiting, returned = await gather(
        visit.get("registry", "/v1/lessons", cursor=cursor, limit="25", **sought),
        visit.get("registry", "/v1/materials", limit="100", **sought),
        practice_lists.options(visit, "topics"),
        visit.get("registry", "/v1/lessons", status="submitted", limit="50"),
        visit.get("registry", "/v1/lessons", status="returned", limit="50") if visit.role in TRAINED else nothing(),
    )
    used = {name: value for name, value in (("q", q), ("topik", topik)) if value}
    following = lessons["next"]
    return visit.page(
        "shelf.html",
        lessons=lessons["items"],
        materials=materials["items"],
        waiting=waiting["items"] + [one for one in (returned or {"items": []})["items"] if one["written_by_me"]],
        topics=topics,
        q=q,
        topic=topik,
        writes=visit.role in TRAINED,
        brings=visit.role in COACHES,
        next_page="/praktik?" + urlencode(used | {"cursor": following}) if following else None,
        done=visit.done(),
    )


# --- lessons ---


@router.get("/praktik/pelajaran")
async def begin_lesson(visit: Visitor) -> HTMLResponse:
    return await _write(visit, await visit.drafted("pelajaran"))


@router.post("/praktik/pelajaran")
async def write_lesson(visit: Visitor) -> Response:
    form = await visit.posted("pelajaran")
    try:
        told = await visit.send("registry", "/v1/lessons", _told(form), form)
    except Refusal as refusal:
        return await _write(visit, await visit.refused(form, refusal))
    return visit.onward(f"/praktik/pelajaran/{told.body['id']}", "pelajaran")


@router.get("/praktik/pelajaran/{lesson_id}")
async def show_lesson(visit: Visitor, lesson_id: UUID) -> HTMLResponse:
    return await _lesson(visit, lesson_id, await visit.drafted(f"pelajaran-{lesson_id}"))


@router.get("/praktik/pelajaran/{lesson_id}/ubah")
async def begin_rewriting(visit: Visitor, lesson_id: UUID) -> HTMLResponse:
    return await _write(visit, await visit.drafted(f"ubah-{lesson_id}"), lesson_id)


@router.post("/praktik/pelajaran/{lesson_id}/ubah")
async def rewrite_lesson(visit: Visitor, lesson_id: UUID) -> Response:
    form = await visit.posted(f"ubah-{lesson_id}")
    try:
        await visit.send("registry", f"/v1/lessons/{lesson_id}/text", _told(form), form)
    except Refusal as refusal:
        return await _write(visit, await visit.refused(form, refusal), lesson_id)
    return visit.onward(f"/praktik/pelajaran/{lesson_id}", "pelajaran")


@router.post("/praktik/pelajaran/{lesson_id}/{verb}")
async def judge_lesson(visit: Visitor, lesson_id: UUID, verb: str) -> Response:
    if verb not in _LESSON_VERBS:
        raise NotFound()
    form = await visit.posted(f"pelajaran-{lesson_id}")
    body = {"reason": form["reason"]} if verb == "kembalikan" else {}
    try:
        await visit.send("registry", f"/v1/lessons/{lesson_id}/{_LESSON_VERBS[verb]}", body, form)
    except Refusal as refusal:
        form.dialog = verb if verb == "kembalikan" else ""
        return await _lesson(visit, lesson_id, await visit.refused(form, refusal))
    return visit.onward("/praktik", f"{verb}_pelajaran")


async def _write(visit: Visit, form: Form, lesson_id: UUID | None = None) -> HTMLResponse:
    visit.require(TRAINED)
    lesson: Json | None = None
    if lesson_id is not None:
        lesson = await visit.get("registry", f"/v1/lessons/{lesson_id}")
        form.over(lesson["version"])
        if not form.typed():
            form.values = {name: [lesson[name]] for name in ("title", "topic", "text")}
    return visit.page(
        "lesson_form.html",
        422 if form.wrong else 200,
        form=form,
        lesson=lesson,
        topics=await practice_lists.options(visit, "topics"),
        action=f"/praktik/pelajaran/{lesson_id}/ubah" if lesson_id else "/praktik/pelajaran",
        at="/praktik",
        back="/praktik",
    )


async def _lesson(visit: Visit, lesson_id: UUID, form: Form) -> HTMLResponse:
    lesson = await visit.get("registry", f"/v1/lessons/{lesson_id}")
    form.over(lesson["version"])
    form.in_dialog(lesson["looks"])
    return visit.page(
        "lesson.html",
        422 if form.wrong else 200,
        lesson=lesson,
        form=form,
        done=visit.done(lesson),
        at="/praktik",
        back="/praktik",
    )


def _told(form: Form) -> Json:
    return {name: form[name] for name in ("title", "topic", "text")}


# --- materials ---


@router.get("/praktik/bahan")
async def begin_material(visit: Visitor) -> HTMLResponse:
    return _bring(visit, Form("bahan"))


@router.post("/praktik/bahan")
async def bring_material(visit: Visitor) -> Response:
    form = await visit.posted("bahan")
    visit.require(COACHES)
    if not form.file:
        form.errors = {"file": visit.say("shelf.no_file")}
        return _bring(visit, form)
    try:
        told = await visit.house.neighbours.bring("registry", "/v1/materials", form.file, visit.who, key=form.key)
    except Refusal as refusal:
        return _bring(visit, await visit.refused(form, refusal))
    return visit.onward(f"/praktik/bahan/{told.body['id']}", "bahan")


@router.get("/praktik/bahan/{material_id}")
async def show_material(visit: Visitor, material_id: UUID) -> HTMLResponse:
    return await _material(visit, material_id, await visit.drafted(f"bahan-{material_id}"))


@router.get("/praktik/bahan/{material_id}/berkas")
async def read_file(visit: Visitor, material_id: UUID) -> Response:
    return await visit.file("registry", f"/v1/materials/{material_id}/file")


@router.post("/praktik/bahan/{material_id}/{verb}")
async def judge_material(visit: Visitor, material_id: UUID, verb: str) -> Response:
    if verb not in _MATERIAL_VERBS:
        raise NotFound()
    form = await visit.posted(f"bahan-{material_id}")
    body: Json = {"reason": form["reason"]}
    if verb == "terbit":
        body = {name: form[name] for name in ("title", "topic", "course")} | {"declared": form["declared"] == "ya"}
    try:
        await visit.send("registry", f"/v1/materials/{material_id}/{_MATERIAL_VERBS[verb]}", body, form)
    except Refusal as refusal:
        form.dialog = verb if verb == "tarik" else ""
        return await _material(visit, material_id, await visit.refused(form, refusal))
    return visit.onward("/praktik", f"{verb}_bahan")


def _bring(visit: Visit, form: Form) -> HTMLResponse:
    visit.require(COACHES)
    return visit.page("material_file.html", 422 if form.wrong else 200, form=form, at="/praktik", back="/praktik")


async def _material(visit: Visit, material_id: UUID, form: Form) -> HTMLResponse:
    material = await visit.get("registry", f"/v1/materials/{material_id}")
    form.over(material["version"])
    withdraws = material["status"] != "withdrawn" and visit.role in COACHES
    form.in_dialog(withdraws)
    return visit.page(
        "material.html",
        422 if form.wrong else 200,
        material=material,
        withdraws=withdraws,
        topics=await practice_lists.options(visit, "topics"),
        form=form,
        done=visit.done(material),
        at="/praktik",
        back="/praktik",
    )
