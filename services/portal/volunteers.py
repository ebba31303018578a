"""/psm: the volunteers of a kabupaten: list, appointment by SK, the one-time slip for paper, suspension."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from services.kit import area
from services.kit.area import Level
from services.kit.errors import NotFound, Refusal
from services.portal.case_list import kecamatan
from services.portal.formats import read_day
from services.portal.forms import Form, require_day
from services.portal.neighbours import Json
from services.portal.visits import Visit, Visitor

router = APIRouter()

STATUSES = ("active", "suspended", "ended")
APPOINTS = ("dinas", "dinas_supervisor")
EXPORTS = (*APPOINTS, "tksk")
_VERBS = {"nonaktifkan": "suspension", "aktifkan": "reinstatement", "akhiri": "end"}
_RENAMED = {
    "sk.number": "sk_number",
    "sk.issuer": "sk_issuer",
    "sk.issued_on": "issued_on",
    "sk.starts_on": "starts_on",
    "sk.ends_on": "ends_on",
}


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
        appoints=visit.role in APPOINTS,
        exports=visit.role in EXPORTS,
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
        return _appointment(visit, await visit.refused(form, refusal, _RENAMED))
    return visit.onward(f"/psm/{told.body['id']}", "angkat")


@router.get("/psm/{volunteer_id}")
async def show_volunteer(visit: Visitor, volunteer_id: UUID) -> HTMLResponse:
    return await _volunteer(visit, volunteer_id, await visit.drafted(f"psm-{volunteer_id}"))


@router.post("/psm/{volunteer_id}/lembar")
async def print_slip(visit: Visitor, volunteer_id: UUID) -> Response:
    """The password stands on this one page; a second sending of the same form shows none."""
    form = await visit.posted(f"psm-{volunteer_id}")
    try:
        told = await visit.send("registry", f"/v1/volunteers/{volunteer_id}/slip", {}, form)
    except Refusal as refusal:
        return await _volunteer(visit, volunteer_id, await visit.refused(form, refusal))
    return visit.page("slip.html", slip=told.body, at="/psm", back=f"/psm/{volunteer_id}")


@router.post("/psm/{volunteer_id}/{verb}")
async def go_on(visit: Visitor, volunteer_id: UUID, verb: str) -> Response:
    if verb not in _VERBS:
        raise NotFound()
    form = await visit.posted(f"psm-{volunteer_id}")
    try:
        await visit.send("registry", f"/v1/volunteers/{volunteer_id}/{_VERBS[verb]}", {"reason": form["reason"]}, form)
    except Refusal as refusal:
        form.dialog = verb
        return await _volunteer(visit, volunteer_id, await visit.refused(form, refusal))
    return visit.onward(f"/psm/{volunteer_id}", verb)


def _wrong(visit: Visit, form: Form) -> dict[str, str]:
    """What is missing and what is no date, all at once; the rest is for the registry to say."""
    where = "kec" if form["role"] == "tksk" else "villages"
    asked = ("name", where, "sk_number", "sk_issuer", "issued_on", "starts_on")
    wrong = {name: visit.say(f"required.{name}") for name in asked if not any(form.all(name))}
    days = {name: read_day(form[name]) for name in ("issued_on", "starts_on", "ends_on") if form[name]}
    wrong |= {name: visit.say("appoint.no_day") for name, day in days.items() if day is None}
    starts, ends = days.get("starts_on"), days.get("ends_on")
    return wrong | ({"ends_on": visit.say("appoint.ends_early")} if starts and ends and ends < starts else {})


def _appointed(form: Form) -> Json:
    """What the decree says, as the registry takes it."""
    decree: Json = {"number": form["sk_number"], "issuer": form["sk_issuer"]}
    for name in ("issued_on", "starts_on", "ends_on"):
        if form[name] or name != "ends_on":
            decree[name] = require_day(form[name], name).isoformat()
    role = form["role"] or "psm"
    body: Json = {"name": form["name"], "role": role, "sk": decree}
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
        villages=_villages(visit),
        at="/psm",
        back="/psm",
    )


def _villages(visit: Visit) -> list[tuple[str, list[tuple[str, str]]]]:
    """The villages of the kabupaten, under their kecamatan."""
    return [
        (name, [(village.code, village.name) for village in area.areas(code, Level.DESA)])
        for code, name in kecamatan(visit)
    ]  # fmt: skip


async def _volunteer(visit: Visit, volunteer_id: UUID, form: Form) -> HTMLResponse:
    volunteer = await visit.get("registry", f"/v1/volunteers/{volunteer_id}")
    form.version = str(volunteer["version"])
    form.in_dialog({"active": "nonaktifkan", "suspended": "aktifkan"}.get(volunteer["status"]) == form.dialog)
    return visit.page(
        "volunteer.html",
        422 if form.wrong else 200,
        volunteer=volunteer,
        form=form,
        appoints=visit.role in APPOINTS,
        done=visit.done(volunteer, *_undo(visit, volunteer)),
        at="/psm",
        back="/psm",
    )


def _undo(visit: Visit, volunteer: Json) -> tuple[str, dict[str, Any]]:
    if visit.request.query_params.get("sudah") == "nonaktifkan" and volunteer["status"] == "suspended":
        return f"/psm/{volunteer['id']}/aktifkan", {
            "reason": visit.say("frame.undone"),
            "version": str(volunteer["version"]),
            "key": Form("").key,
        }
    return "", {}
