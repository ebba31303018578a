"""/petugas: who works in the office by its own decision: list, naming, slip, suspension, the end of service.

The platform's keeper names the first supervisor of an office, a supervisor the officers of an organisation that the own
office registered: by a letter, which the other office opens by itself.
"""

from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from services.kit import ids
from services.kit.errors import NotFound, Refusal
from services.portal import menus
from services.portal.case_list import kecamatan, villages
from services.portal.forms import Form
from services.portal.neighbours import Json
from services.portal.visits import Visit, Visitor

router = APIRouter()

OWN_ROLES = ("dinas", "dinas_supervisor", "kasi_kesra", "desa")  # that a supervisor gives at home
ALL_ROLES = (*OWN_ROLES, "auditor", "province", "national", "partner")
WITH_DESK = ("dinas", "dinas_supervisor", "province", "national")
_VERBS = {"nonaktifkan": "suspension", "aktifkan": "reinstatement", "akhiri": "end"}


@router.get("/petugas")
async def list_officers(visit: Visitor, cursor: str = "") -> HTMLResponse:
    visit.require(menus.HEADS)
    told = await visit.get("registry", "/v1/officers", cursor=cursor, limit="25")
    next_page = "/petugas?" + urlencode({"cursor": told["next"]}) if told["next"] else None
    items = [item | {"post": _post(visit, item)} for item in told["items"]]
    return visit.page("officers.html", items=items, next_page=next_page)


@router.get("/petugas/angkat")
async def begin_naming(visit: Visitor, kantor: str = "") -> HTMLResponse:
    """`kantor`: of an organisation; whoever comes from its page names an officer there."""
    form = await visit.drafted("petugas")
    if kantor:
        if not ids.OFFICE.fullmatch(kantor):
            raise NotFound()
        form.values = {**form.values, "office": [kantor], "role": ["partner"]}
    return await _naming(visit, form)


@router.post("/petugas/angkat")
async def name_officer(visit: Visitor) -> Response:
    form = await visit.posted("petugas")
    form.errors = {name: visit.say(f"required.{name}") for name in ("name", "role") if not form[name]}
    if form.wrong:
        form.saved_at = await visit.keep(form)
        return await _naming(visit, form)
    try:
        told = await visit.send("registry", "/v1/officers", _named(form), form)
    except Refusal as refusal:
        return await _naming(visit, await visit.refused(form, refusal, {"roles": "role"}))
    return visit.onward(f"/petugas/{told.body['id']}", "petugas")


@router.get("/petugas/{officer_id}")
async def show_officer(visit: Visitor, officer_id: UUID) -> HTMLResponse:
    return await _officer(visit, officer_id, await visit.drafted(f"petugas-{officer_id}"))


@router.post("/petugas/{officer_id}/lembar")
async def print_slip(visit: Visitor, officer_id: UUID) -> Response:
    """The password stands on this one page; a second sending of the same form shows none."""
    form = await visit.posted(f"petugas-{officer_id}")
    try:
        told = await visit.send("registry", f"/v1/officers/{officer_id}/slip", {}, form)
    except Refusal as refusal:
        return await _officer(visit, officer_id, await visit.refused(form, refusal, anew=True))
    return visit.page("slip.html", slip=told.body, at="/petugas", back=f"/petugas/{officer_id}")


@router.post("/petugas/{officer_id}/{verb}")
async def go_on(visit: Visitor, officer_id: UUID, verb: str) -> Response:
    if verb not in _VERBS:
        raise NotFound()
    form = await visit.posted(f"petugas-{officer_id}")
    field = "end_reason" if verb == "akhiri" else "reason"  # two dialogs may stand on one page
    try:
        await visit.send("registry", f"/v1/officers/{officer_id}/{_VERBS[verb]}", {"reason": form[field]}, form)
    except Refusal as refusal:
        form.dialog = verb
        return await _officer(visit, officer_id, await visit.refused(form, refusal, {"reason": field}))
    return visit.onward(f"/petugas/{officer_id}", verb)


def _named(form: Form) -> Json:
    """What was decided, as the registry takes it: of the places only those that the role has."""
    role = form["role"]
    body: Json = {"name": form["name"], "roles": [role]}
    body |= {name: form[name] for name in ("username", "office", "bidang") if form[name]}
    if role == "kasi_kesra":
        body |= {"kec": form["kec"], "engagement": {"title": form["title"]}}
    if role == "desa":
        body |= {"villages": [code for code in form.all("villages") if code]}
    if role in WITH_DESK and form["desk"]:
        body |= {"desks": ["protected"]}
    return body


def _post(visit: Visit, officer: Json) -> str:
    """Her roles in words; a kecamatan office calls its head of welfare as the decree does."""
    title = officer.get("title")
    return ", ".join(
        title if title and role == "kasi_kesra" else visit.say(f"role.{role}") for role in officer["roles"]
    )  # fmt: skip


async def _naming(visit: Visit, form: Form) -> HTMLResponse:
    visit.require(menus.HEADS)
    elsewhere = form["office"].startswith("org-")
    roles = ("partner",) if elsewhere else OWN_ROLES if visit.role == "dinas_supervisor" else ALL_ROLES
    profile = await visit.if_there(visit.get("registry", "/v1/offices/mine/profile")) or {"bidang": []}
    office = await visit.get("registry", f"/v1/offices/{form['office']}") if elsewhere else None
    return visit.page(
        "officer_form.html",
        422 if form.wrong else 200,
        form=form,
        office=office,
        roles=[(role, visit.say(f"role.{role}")) for role in roles],
        bidang=[(one["name"], one["name"]) for one in profile["bidang"]],
        kecamatan=kecamatan(visit),
        villages=villages(visit),
        asks_office=visit.role == "platform_admin" and not elsewhere,
        at="/petugas",
        back="/lembaga" if elsewhere else "/petugas",
    )


async def _officer(visit: Visit, officer_id: UUID, form: Form) -> HTMLResponse:
    visit.require(menus.HEADS)
    officer = await visit.get("registry", f"/v1/officers/{officer_id}")
    officer["post"] = _post(visit, officer)
    form.over(officer["version"])
    open_here = {"active": ("nonaktifkan", "akhiri"), "suspended": ("aktifkan", "akhiri")}
    form.in_dialog(form.dialog in open_here.get(officer["status"], ()))
    return visit.page(
        "officer.html",
        422 if form.wrong else 200,
        officer=officer,
        form=form,
        here=officer["office"] == visit.me.office,
        in_charge=_in_charge(visit, officer),
        done=visit.done(officer, *_undo(visit, officer)),
        at="/petugas",
        back="/petugas",
    )


def _in_charge(visit: Visit, officer: Json) -> bool:
    """An auditor of the office is in the hands of whoever named her."""
    return visit.role == "platform_admin" or "auditor" not in officer["roles"]


def _undo(visit: Visit, officer: Json) -> tuple[str, dict[str, str]]:
    if visit.request.query_params.get("sudah") == "nonaktifkan" and officer["status"] == "suspended":
        return f"/petugas/{officer['id']}/aktifkan", {
            "reason": visit.say("frame.undone"),
            "version": str(officer["version"]),
            "key": Form("").key,
        }
    return "", {}
