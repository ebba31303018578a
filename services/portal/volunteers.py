"""/psm: the volunteers of a kabupaten: list, appointment by SK, the one-time slip for paper, suspension."""

from asyncio import gather
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from services.kit.errors import NotFound, Refusal
from services.portal import decrees, menus
from services.portal.case_list import kecamatan, villages
from services.portal.forms import Form
from services.portal.neighbours import Json
from services.portal.visits import Visit, Visitor

router = APIRouter()

STATUSES = ("active", "on_leave", "suspended", "ended")
_VERBS = {"nonaktifkan": "suspension", "aktifkan": "reinstatement", "akhiri": "end"}


@router.get("/psm")
async def list_volunteers(visit: Visitor, status: str = "", kec: str = "", cursor: str = "") -> HTMLResponse:
    told = await visit.get("registry", "/v1/volunteers", status=status, kec=kec, cursor=cursor, limit="25")
    used = {name: value for name, value in (("status", status), ("kec", kec)) if value}
    next_page = "/psm?" + urlencode(used | {"cursor": told["next"]}) if told["next"] else None
    return visit.page(
        "volunteers.html",
        items=told["items"],
        used=used,
        next_page=next_page,
        kecamatan=kecamatan(visit),
        statuses=[(code, visit.say(f"volunteer_status.{code}")) for code in STATUSES],
        appoints=visit.role in menus.DINAS,
        tab="people",
        exports=visit.role in menus.TABLES,
    )


@router.get("/psm/angkat")
async def begin_appointment(visit: Visitor) -> HTMLResponse:
    return _appointment(visit, await visit.drafted("angkat"))


@router.post("/psm/angkat")
async def appoint(visit: Visitor) -> Response:
    form = await visit.posted("angkat")
    form.errors = _wrong(visit, form)
    if form.wrong:
        form.saved_at = await visit.keep(form)
        return _appointment(visit, form)
    try:
        told = await visit.send("registry", "/v1/volunteers", _appointed(form), form)
    except Refusal as refusal:
        return _appointment(visit, await visit.refused(form, refusal, decrees.RENAMED))
    return visit.onward(f"/psm/{told.body['id']}", "angkat")


@router.get("/psm/{volunteer_id}")
async def show_volunteer(visit: Visitor, volunteer_id: UUID) -> HTMLResponse:
    return await volunteer_page(visit, volunteer_id, await visit.drafted(f"psm-{volunteer_id}"))


@router.post("/psm/{volunteer_id}/lembar")
async def print_slip(visit: Visitor, volunteer_id: UUID) -> Response:
    """The password stands on this one page; a second sending of the same form shows none."""
    form = await visit.posted(f"psm-{volunteer_id}")
    try:
        told = await visit.send("registry", f"/v1/volunteers/{volunteer_id}/slip", {}, form)
    except Refusal as refusal:
        return await volunteer_page(visit, volunteer_id, await visit.refused(form, refusal, anew=True))
    return visit.page("slip.html", slip=told.body, at="/psm", back=f"/psm/{volunteer_id}")


@router.post("/psm/{volunteer_id}/{verb}")
async def go_on(visit: Visitor, volunteer_id: UUID, verb: str) -> Response:
    if verb not in _VERBS:
        raise NotFound()
    form = await visit.posted(f"psm-{volunteer_id}")
    field = "end_reason" if verb == "akhiri" else "reason"  # two dialogs may stand on one page
    try:
        await visit.send("registry", f"/v1/volunteers/{volunteer_id}/{_VERBS[verb]}", {"reason": form[field]}, form)
    except Refusal as refusal:
        form.dialog = verb
        return await volunteer_page(visit, volunteer_id, await visit.refused(form, refusal, {"reason": field}))
    return visit.onward(f"/psm/{volunteer_id}", verb)


def _wrong(visit: Visit, form: Form) -> dict[str, str]:
    """What is missing and what is no date, all at once; the rest is for the registry to say."""
    where = "kec" if form["role"] == "tksk" else "villages"
    return decrees.missing(visit, form, "name", where) | decrees.wrong(visit, form)


def _appointed(form: Form) -> Json:
    """What the decree says, as the registry takes it."""
    role = form["role"] or "psm"
    body: Json = {"name": form["name"], "role": role, "sk": decrees.told(form)}
    body |= {name: form[name] for name in ("username", "nik", "phone", "address") if form[name]}
    return body | (
        {"kec": form["kec"]} if role == "tksk" else {"villages": [code for code in form.all("villages") if code]}
    )


def _appointment(visit: Visit, form: Form) -> HTMLResponse:
    return visit.page(
        "appointment.html",
        422 if form.wrong else 200,
        form=form,
        kecamatan=kecamatan(visit),
        villages=villages(visit),
        at="/psm",
        back="/psm",
    )


async def volunteer_page(visit: Visit, volunteer_id: UUID, form: Form) -> HTMLResponse:
    volunteer, record = await gather(
        visit.get("registry", f"/v1/volunteers/{volunteer_id}"),
        visit.if_there(visit.get("registry", f"/v1/volunteers/{volunteer_id}/trainings")),
    )
    form.over(volunteer["version"])
    at_work = ("nonaktifkan", "akhiri")
    drawn = {"active": at_work, "on_leave": at_work, "suspended": ("aktifkan", "akhiri")}
    form.in_dialog(form.dialog in drawn.get(volunteer["status"], ()))
    return visit.page(
        "volunteer.html",
        422 if form.wrong else 200,
        volunteer=volunteer,
        record=record,
        form=form,
        appoints=visit.role in menus.DINAS,
        blank=lambda word: Form(f"{word}-{volunteer_id}", version=str(volunteer["version"])),
        done=visit.done(volunteer, *_undo(visit, volunteer)),
        at="/psm",
        back="/psm",
    )


def _undo(visit: Visit, volunteer: Json) -> tuple[str, dict[str, Any]]:
    """What was done just now and can be undone: where to, with what."""
    here, hidden = f"/psm/{volunteer['id']}", {"version": str(volunteer["version"]), "key": Form("").key}
    match visit.request.query_params.get("sudah"), volunteer["status"]:
        case "nonaktifkan", "suspended":
            return f"{here}/aktifkan", {"reason": visit.say("frame.undone"), **hidden}
        case "cuti", "on_leave":
            return f"{here}/tugas/kembali", hidden
        case "ganti", _ if volunteer["covers"]:
            newest = max(volunteer["covers"], key=lambda cover: str(cover["begun_at"]))
            return f"{here}/tugas/hentikan", {"cover_id": str(newest["id"]), **hidden}
    return "", {}
