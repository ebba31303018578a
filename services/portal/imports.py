"""/psm/impor: volunteers from a file: upload, what would become of each row, confirmation, what came of it.

A page that waits for the registry asks again by itself, and without script by its link.
"""

from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from services.kit.errors import NotFound, Refusal
from services.portal import menus
from services.portal.forms import Form
from services.portal.neighbours import Json
from services.portal.visits import Visit, Visitor

router = APIRouter()

FATES = ("new", "warned", "duplicate", "wrong", "recorded")
_TONES = {"new": "done", "warned": "you", "duplicate": "", "wrong": "stop", "recorded": "done"}
_VERBS = {"setujui": "confirmation", "batalkan": "withdrawal"}


@router.get("/psm/impor")
async def list_imports(visit: Visitor, cursor: str = "") -> HTMLResponse:
    return await _imports(visit, Form("impor"), cursor)


@router.post("/psm/impor")
async def upload(visit: Visitor) -> Response:
    form = await visit.posted("impor")
    visit.require(menus.DINAS)
    if not form.file:
        form.errors = {"file": visit.say("import.no_file")}
        return await _imports(visit, form)
    try:
        told = await visit.house.neighbours.bring("registry", "/v1/imports", form.file, visit.who, key=form.key)
    except Refusal as refusal:
        return await _imports(visit, await visit.refused(form, refusal))
    return visit.onward(f"/psm/impor/{told.body['id']}")


@router.get("/psm/impor/templat.xlsx")
async def download_template(visit: Visitor) -> Response:
    return await visit.file("registry", "/v1/imports/template")


@router.get("/psm/impor/{import_id}")
async def show_import(visit: Visitor, import_id: UUID, nasib: str = "", cursor: str = "") -> HTMLResponse:
    return await _import(visit, import_id, Form(f"impor-{import_id}"), nasib, cursor)


@router.get("/psm/impor/{import_id}/belum-tercatat.xlsx")
async def download_left_out(visit: Visitor, import_id: UUID) -> Response:
    return await visit.file("registry", f"/v1/imports/{import_id}/left-out")


@router.post("/psm/impor/{import_id}/{verb}")
async def go_on(visit: Visitor, import_id: UUID, verb: str) -> Response:
    if verb not in _VERBS:
        raise NotFound()
    form = await visit.posted(f"impor-{import_id}")
    try:
        await visit.send("registry", f"/v1/imports/{import_id}/{_VERBS[verb]}", {}, form)
    except Refusal as refusal:
        return await _import(visit, import_id, await visit.refused(form, refusal))
    return visit.onward(f"/psm/impor/{import_id}", verb)


async def _imports(visit: Visit, form: Form, cursor: str = "") -> HTMLResponse:
    visit.require(menus.DINAS)
    told = await visit.get("registry", "/v1/imports", cursor=cursor, limit="25")
    return visit.page(
        "imports.html",
        422 if form.wrong else 200,
        form=form,
        items=told["items"],
        next_page="/psm/impor?" + urlencode({"cursor": told["next"]}) if told["next"] else None,
        at="/psm",
        back="/psm",
    )


async def _import(visit: Visit, import_id: UUID, form: Form, fate: str = "", cursor: str = "") -> HTMLResponse:
    path = f"/v1/imports/{import_id}"
    found = await visit.get("registry", path)
    form.over(found["version"])
    fate = fate if fate in FATES else ""
    rows: Json = {"items": [], "next": None}
    if found["rows"] and found["status"] != "applying":  # the page asks again and again: no file is opened for that
        rows = await visit.get("registry", f"{path}/rows", fate=fate, cursor=cursor, limit="25")
    here = f"/psm/impor/{import_id}"
    used = {"nasib": fate} if fate else {}
    return visit.page(
        "import.html",
        422 if form.wrong else 200,
        form=form,
        found=found,
        rows=rows["items"],
        counts=_counts(visit, found, here, fate),
        left_out=found["counts"]["duplicate"] + found["counts"]["wrong"],
        next_page=f"{here}?" + urlencode(used | {"cursor": rows["next"]}) if rows["next"] else None,
        done=visit.done(found),
        at="/psm",
        back="/psm/impor",
    )


def _counts(visit: Visit, found: Json, here: str, chosen: str) -> list[Json]:
    """Rows by fate, each the filter of its own; those that there are none of only where all are shown."""
    return [
        {
            "number": visit.say.number(found["counts"][fate]),
            "words": visit.say(f"import.{fate}"),
            "tone": _TONES[fate],
            "path": here if chosen == fate else f"{here}?nasib={fate}",
            "current": chosen == fate,
        }
        for fate in FATES
        if found["counts"][fate]
    ]
