"""/apresiasi: what waits to be acknowledged; and what an office does for its volunteers: risks seen to, insurance,
awards, letters, conditions for PPPK, how long people stay. /surat/<code>: the public check of a letter."""

from dataclasses import replace
from typing import Any
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from services.kit.errors import NotFound, Refusal, TooMany
from services.kit.web import Rates
from services.portal import menus, qr
from services.portal.caring import choices
from services.portal.forms import Form, require_day
from services.portal.neighbours import As, Json
from services.portal.visits import Passerby, Visit, Visitor

router = APIRouter()

JUDGES = (*menus.DINAS, "tksk")
STAYING = (*menus.DINAS, "province", "national")
STATES = ("uninsured", "lapsing", "insured")
_rates = Rates(2)  # checks a second for one address, and eight at once
_VERBS = (
    "jaminan", "penghargaan", "surat", "pendidikan", "istirahat", "bertugas", "berhenti", "tarik", "cabut", "hapus",
)  # fmt: skip


@router.get("/apresiasi")
async def list_waiting(visit: Visitor, cursor: str = "") -> HTMLResponse:
    return await _waiting(visit, Form("apresiasi"), cursor)


@router.get("/apresiasi/kejadian")
async def list_risks(visit: Visitor, cursor: str = "") -> HTMLResponse:
    visit.require(menus.DINAS)
    told = await visit.get("registry", "/v1/risk-events", cursor=cursor, limit="25")
    next_page = f"/apresiasi/kejadian?cursor={quote(told['next'])}" if told["next"] else None
    return visit.page("risks.html", items=told["items"], next_page=next_page, tab="risks", at="/psm", back="/apresiasi")


@router.get("/apresiasi/jaminan")
async def list_insurances(visit: Visitor, state: str = "", cursor: str = "") -> HTMLResponse:
    visit.require(menus.DINAS)
    told = await visit.get("registry", "/v1/insurances", state=state, cursor=cursor, limit="25")
    next_page = f"/apresiasi/jaminan?state={state}&cursor={quote(told['next'])}" if told["next"] else None
    return visit.page(
        "insurances.html", told=told, next_page=next_page, state=state, states=STATES, form=Form("jaminan"),
        tab="insurance", at="/psm", back="/apresiasi",
    )  # fmt: skip


@router.post("/apresiasi/jaminan")
async def take_insurances(visit: Visitor) -> Response:
    form = await visit.posted("jaminan")
    asked = {"kind": form["kind"] or "csv", "numbers": form["numbers"] == "1"}
    return await visit.file("registry", "/v1/insurances/export", asked)


@router.get("/apresiasi/pppk")
async def list_pppk(visit: Visitor, cursor: str = "") -> HTMLResponse:
    visit.require(menus.DINAS)
    told = await visit.get("registry", "/v1/pppk", cursor=cursor, limit="25")
    next_page = f"/apresiasi/pppk?cursor={quote(told['next'])}" if told["next"] else None
    return visit.page("pppk.html", told=told, next_page=next_page, tab="pppk", at="/psm", back="/apresiasi")


@router.get("/apresiasi/retensi")
async def show_retention(visit: Visitor, tahun: str = "") -> HTMLResponse:
    visit.require(STAYING)
    told = await visit.get("registry", "/v1/retention", year=tahun if tahun.isdecimal() else "")
    codes = await visit.get("registry", "/v1/care-codes")
    reasons = dict(choices(visit, codes["departures"])) | {"unsaid": visit.say("retention.unsaid")}
    return visit.page(
        "retention.html",
        told=told,
        reasons=reasons,
        years=range(visit.say.today.year, visit.say.today.year - 5, -1),
        tab="retention",
        at="/psm" if visit.role in menus.DINAS else "/cakupan",
        back=None,
    )


@router.get("/apresiasi/relawan/{volunteer_id}")
async def show_volunteer(visit: Visitor, volunteer_id: UUID) -> HTMLResponse:
    return await _volunteer(visit, volunteer_id, await visit.drafted(f"apresiasi-{volunteer_id}"))


@router.post("/apresiasi/relawan/{volunteer_id}/{verb}")
async def honour(visit: Visitor, volunteer_id: UUID, verb: str) -> Response:
    if verb not in _VERBS:
        raise NotFound()
    form = await visit.posted(f"apresiasi-{volunteer_id}")
    try:
        path, body = _asked(form, volunteer_id, verb)
        await visit.send("registry", path, body, form)
    except Refusal as refusal:
        form = await visit.refused(form, refusal)
        form.dialog = {"tarik": f"tarik-{form['id']}", "cabut": f"cabut-{form['id']}", "hapus": "hapus"}.get(verb, "")
        return await _volunteer(visit, volunteer_id, form, verb)
    return visit.onward(f"/apresiasi/relawan/{volunteer_id}", f"apresiasi_{verb}")


@router.post("/apresiasi/{entry_id}/{verb}")
async def judge(visit: Visitor, entry_id: UUID, verb: str) -> Response:
    if verb not in ("sahkan", "kembalikan"):
        raise NotFound()
    form = await visit.posted(f"apresiasi-{entry_id}")
    field = f"reason-{entry_id}"
    body = {"acknowledged": verb == "sahkan", "reason": form[field]}
    try:
        await visit.send("registry", f"/v1/care-entries/{entry_id}/judgement", body, form)
    except Refusal as refusal:
        form = await visit.refused(form, refusal, {"reason": field})
        form.dialog = f"kembalikan-{entry_id}" if verb == "kembalikan" else ""
        return await _waiting(visit, form)
    return visit.onward("/apresiasi", "sahkan_jam" if verb == "sahkan" else "kembalikan_catatan")


@router.get("/surat/{token}")
async def check(visit: Passerby, token: str) -> HTMLResponse:
    client = visit.request.client
    if not _rates.allows(client.host if client else ""):
        raise TooMany(10)
    plain = token.replace(".", "").replace("-", "").replace("_", "")
    asked = token if plain.isalnum() and token.isascii() else "-"
    try:
        nobody = As("", visit.say.language)
        told = (await visit.house.neighbours.get("registry", f"/v1/service-letters/{asked}", nobody)).body
    except Refusal as refusal:
        if refusal.status not in (404, 422):
            raise
        return visit.page("letter.html", 404, told=None)
    return visit.page("letter.html", told=told)


def _asked(form: Form, volunteer_id: UUID, verb: str) -> tuple[str, Json]:
    here = f"/v1/volunteers/{volunteer_id}"
    match verb:
        case "jaminan":
            body: Json = {name: form[name] for name in ("number", "evidence")} | {"programmes": form.all("programmes")}
            return f"{here}/insurance", body | {"paid_until": _day(form, "paid_until")}
        case "penghargaan":
            body = {name: form[name] for name in ("title", "level", "giver")} | {"number": form["award_number"]}
            return f"{here}/awards", body | {"awarded_on": _day(form, "awarded_on")}
        case "surat":
            return f"{here}/letters", {"kind": form["kind"] or "service", "text": form["text"]}
        case "pendidikan":
            year = int(form["year"]) if form["year"].isdecimal() else None
            return f"{here}/education", {"education": form["education"], "field": form["field"], "year": year}
        case "istirahat":
            return f"{here}/rest", {"weeks": int(form["weeks"]) if form["weeks"].isdecimal() else 0}
        case "berhenti":
            return f"{here}/departure", {"reason": form["departure"]}
        case "tarik":
            return f"/v1/awards/{form['id']}/withdrawal", {"reason": form[f"reason-{form['id']}"]}
        case "cabut":
            return f"/v1/service-letters/{form['id']}/revocation", {"reason": form[f"reason-{form['id']}"]}
        case "hapus":
            return f"{here}/care-erasure", {}
    return f"{here}/rest-end", {}


def _day(form: Form, name: str) -> str:
    return require_day(form[name], name).isoformat()


async def _volunteer(visit: Visit, volunteer_id: UUID, form: Form, verb: str = "") -> HTMLResponse:
    visit.require(menus.DINAS)
    care = await visit.get("registry", f"/v1/volunteers/{volunteer_id}/care")
    codes = await visit.get("registry", "/v1/care-codes")
    if verb == "penghargaan" and "number" in form.errors:
        form.errors["award_number"] = form.errors.pop("number")
    if verb == "berhenti" and "reason" in form.errors:
        form.errors["departure"] = form.errors.pop("reason")
    if form.dialog and "reason" in form.errors:
        form.errors[f"reason-{form['id']}"] = form.errors.pop("reason")
    for letter in care["letters"]:
        letter["qr"] = qr.drawn(f"{visit.house.url}/surat/{letter['token']}")
    lists = {name: choices(visit, codes[name]) for name in ("programmes", "levels", "educations", "departures")}
    name = f"apresiasi-{volunteer_id}"
    return visit.page(
        "volunteer_care.html",
        422 if form.wrong else 200,
        care=care,
        lists=lists,
        weeks=[(str(n), visit.say("care.weeks", n=n)) for n in range(1, 9)],
        kinds=[(kind, visit.say(f"care.letter_{kind}")) for kind in ("service", "thanks")],
        source=codes["retention_source"],
        erases="dinas_supervisor" in visit.me.roles and care["status"] == "ended",
        of=lambda word, version: _with(form, name, version, word == verb),
        form=form,
        done=visit.done(None, *_undo(visit, care)),
        here=f"/apresiasi/relawan/{volunteer_id}",
        at="/psm",
        back=f"/psm/{volunteer_id}",
    )


def _with(form: Form, name: str, version: int | None, refused: bool) -> Form:
    """One of the forms of the page: what was typed and refused, where it was this one, and the version it names."""
    said = None if version is None else str(version)
    if not refused:
        return Form(name, version=said, dialog=form.dialog)
    return replace(form, name=name, version=said)


def _undo(visit: Visit, care: Json) -> tuple[str, dict[str, Any]]:
    """What was done just now and can be undone: where to, with what."""
    here, key = f"/apresiasi/relawan/{care['id']}", {"key": Form("").key}
    match visit.request.query_params.get("sudah"):
        case "apresiasi_istirahat" if care["resting"]:
            return f"{here}/bertugas", {"version": str(care["version"]), **key}
    return "", {}


async def _waiting(visit: Visit, form: Form, cursor: str = "") -> HTMLResponse:
    visit.require(JUDGES)
    told = await visit.get("registry", "/v1/care-entries", status="entered", cursor=cursor, limit="25")
    for one in told["items"]:
        name = f"apresiasi-{one['id']}"
        one["form"] = form if form.name == name else Form(name)
        one["form"].version = str(one["version"])
        one["shown"] = visit.say.number(one["amount"] / 60 if one["kind"] == "hours" else one["amount"])
    return visit.page(
        "care_waiting.html",
        422 if form.wrong else 200,
        items=told["items"],
        next_page=f"/apresiasi?cursor={quote(told['next'])}" if told["next"] else None,
        form=form,
        done=visit.done(),
        tab="waiting",
        at="/psm",
        back="/psm",
    )
