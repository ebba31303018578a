"""/catatan-saya: what a volunteer gave and bore, and what she got; /kejadian: a risk event and its follow-up."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from services.kit import area
from services.kit.area import Level
from services.kit.errors import Invalid, NotFound, Refusal, Words
from services.portal import menus, qr
from services.portal.forms import Form, require_day
from services.portal.neighbours import Json
from services.portal.visits import Visit, Visitor

router = APIRouter()

KINDS = {"jam": ("hours", "hours"), "biaya": ("cost", "costs")}  # what the registry calls the kind, and its list
PAGES = {kind: page for page, (kind, _) in KINDS.items()}
WEEKS = tuple(range(1, 9))


@router.get("/catatan-saya")
async def list_mine(visit: Visitor, cursor: str = "") -> HTMLResponse:
    return await _mine(visit, Form("catatan"), cursor)


@router.get("/catatan-saya/kejadian")
async def begin_report(visit: Visitor) -> HTMLResponse:
    return await _report(visit, await visit.drafted("kejadian"))


@router.post("/catatan-saya/kejadian")
async def report(visit: Visitor) -> Response:
    form = await visit.posted("kejadian")
    try:
        body = {name: form[name] for name in ("kind", "harm", "village", "note")}
        body["day"] = require_day(form["day"], "day").isoformat()
        told = await visit.send("registry", "/v1/me/risk-events", body, form)
    except Refusal as refusal:
        return await _report(visit, await visit.refused(form, refusal))
    return visit.onward(f"/kejadian/{told.body['id']}", "kejadian")


@router.get("/catatan-saya/surat/{letter_id}")
async def print_letter(visit: Visitor, letter_id: UUID) -> Response:
    return await visit.file("registry", f"/v1/service-letters/{letter_id}/paper")


@router.post("/catatan-saya/istirahat")
async def rest(visit: Visitor) -> Response:
    return await _rest(visit, "rest", {"weeks": 0}, "istirahat")


@router.post("/catatan-saya/bertugas")
async def serve_again(visit: Visitor) -> Response:
    return await _rest(visit, "rest-end", {}, "bertugas")


@router.get("/catatan-saya/{page}")
async def begin_entry(visit: Visitor, page: str) -> Response:
    if page not in KINDS:  # a form whose answer was lost is read at the page above it
        return visit.onward("/catatan-saya")
    return await _entry(visit, page, await visit.drafted(page))


@router.post("/catatan-saya/{page}")
async def record(visit: Visitor, page: str) -> Response:
    if page not in KINDS:
        raise NotFound()
    form = await visit.posted(page)
    try:
        told = await visit.send("registry", "/v1/me/care-entries", _told(visit, page, form), form)
    except Refusal as refusal:
        return await _entry(visit, page, await visit.refused(form, refusal))
    return visit.onward(f"/catatan-saya?baru={told.body['id']}", "catatan_jam")


@router.get("/catatan-saya/{page}/{entry_id}")
async def begin_revision(visit: Visitor, page: str, entry_id: UUID) -> HTMLResponse:
    entry = await _own(visit, entry_id)
    form = await visit.drafted(f"{page}-{entry_id}")
    if not form.typed():
        told = {"code": entry["code"]["code"], "day": visit.say.day(entry["day"]), "paper": entry["paper"]}
        told["amount"] = _amount(visit, entry)
        form.values = {name: [value] for name, value in told.items()}
    return await _entry(visit, PAGES[entry["kind"]], form, entry)


@router.post("/catatan-saya/{page}/{entry_id}")
async def revise(visit: Visitor, page: str, entry_id: UUID) -> Response:
    """Mended, or with `tarik` for a page taken back."""
    path = f"/v1/care-entries/{entry_id}"
    form = await visit.posted(f"{'catatan' if page == 'tarik' else page}-{entry_id}")
    if page != "tarik" and page not in KINDS:
        raise NotFound()
    try:
        if page == "tarik":
            await visit.send("registry", f"{path}/withdrawal", {}, form)
        else:
            await visit.send("registry", f"{path}/revision", _told(visit, page, form), form)
    except Refusal as refusal:
        form = await visit.refused(form, refusal)
        if page == "tarik":
            return await _mine(visit, form)
        return await _entry(visit, page, form, await _own(visit, entry_id))
    return visit.onward("/catatan-saya", "tarik_catatan" if page == "tarik" else "catatan_jam")


# --- risk events ---


@router.get("/kejadian/{event_id}")
async def show_risk(visit: Visitor, event_id: UUID) -> HTMLResponse:
    return await _risk(visit, event_id, await visit.drafted(f"kejadian-{event_id}"))


@router.post("/kejadian/{event_id}/{verb}")
async def follow_up(visit: Visitor, event_id: UUID, verb: str) -> Response:
    if verb not in ("serahkan", "selesai"):
        raise NotFound()
    form = await visit.posted(f"kejadian-{event_id}")
    try:
        if verb == "serahkan":
            body = {"owner": form["owner"], "due_on": require_day(form["due_on"], "due_on").isoformat()}
            await visit.send("registry", f"/v1/risk-events/{event_id}/assignment", body, form)
        else:
            await visit.send("registry", f"/v1/risk-events/{event_id}/closure", {"outcome": form["outcome"]}, form)
    except Refusal as refusal:
        return await _risk(visit, event_id, await visit.refused(form, refusal))
    return visit.onward(f"/kejadian/{event_id}", "serahkan" if verb == "serahkan" else "kejadian_selesai")


async def _risk(visit: Visit, event_id: UUID, form: Form) -> HTMLResponse:
    risk = await visit.get("registry", f"/v1/risk-events/{event_id}")
    form.over(risk["version"])
    here = "/apresiasi/kejadian" if visit.role in menus.DINAS else "/catatan-saya"
    return visit.page(
        "risk.html",
        422 if form.wrong else 200,
        risk=risk,
        owners=[(one["sub"], one["name"]) for one in risk.get("owners", ()) if _sees_to_it(one)],
        closes=risk["status"] != "closed" and (visit.role in menus.DINAS or risk["owner"] == visit.me.sub),
        form=form,
        done=visit.done(risk),
        at="/psm" if visit.role in menus.DINAS else "/catatan-saya",
        back=here,
    )


def _sees_to_it(owner: Json) -> bool:
    return bool({"tksk", "dinas", "dinas_supervisor"} & set(owner["roles"]))


async def _report(visit: Visit, form: Form) -> HTMLResponse:
    visit.require(menus.TRAINED)
    codes, me = await visit.get("registry", "/v1/care-codes"), visit.me.me
    served = [str(one["code"]) for one in me.get("villages") or ()] or area.codes(me["kec"], Level.DESA)
    return visit.page(
        "risk_form.html",
        422 if form.wrong else 200,
        form=form,
        kinds=choices(visit, codes["risks"]),
        harms=choices(visit, codes["harms"]),
        villages=[(code, visit.say.village(code)) for code in served],
        back="/catatan-saya",
    )


# --- parts ---


def choices(visit: Visit, items: list[Json]) -> list[tuple[str, str]]:
    return [(str(item["code"]), str(item["words"][visit.say.language])) for item in items]


def read_rupiah(text: str) -> int | None:
    """`25.000`, `Rp25000`."""
    digits = text.lower().removeprefix("rp").replace(".", "").replace(" ", "")
    return int(digits) if digits.isascii() and digits.isdigit() else None


def read_minutes(text: str) -> int | None:
    """Hours as people type them: `2`, `1,5`."""
    whole, _, part = text.replace(",", ".").partition(".")
    if not (whole + part).isascii() or not (whole or "0").isdigit() or not (part or "0").isdigit():
        return None
    return round(float(f"{whole or 0}.{part or 0}") * 60)


def _amount(visit: Visit, entry: Json) -> str:
    return visit.say.number(entry["amount"] / 60 if entry["kind"] == "hours" else entry["amount"])


def _told(visit: Visit, page: str, form: Form) -> Json:
    """What the form says, as the registry takes it."""
    kind, wrong = KINDS[page][0], dict[str, Words]()
    amount = read_minutes(form["amount"]) if kind == "hours" else read_rupiah(form["amount"])
    if amount is None:
        said = visit.say(f"care.no_{kind}")
        wrong["amount"] = Words(said, said)
    try:
        day = require_day(form["day"], "day").isoformat()
    except Invalid as refusal:
        wrong |= refusal.fields
    if wrong:
        raise Invalid(fields=wrong)
    return {"kind": kind, "code": form["code"], "day": day, "amount": amount, "paper": form["paper"]}


async def _own(visit: Visit, entry_id: UUID) -> Json:
    visit.require(menus.TRAINED)
    found = await visit.get("registry", "/v1/care-entries", mine="true", limit="200")
    for one in found["items"]:
        if one["id"] == str(entry_id):
            return dict(one)
    raise NotFound()


async def _entry(visit: Visit, page: str, form: Form, entry: Json | None = None) -> HTMLResponse:
    visit.require(menus.TRAINED)
    codes = await visit.get("registry", "/v1/care-codes")
    if entry:
        form.over(entry["version"])
    return visit.page(
        "care_entry.html",
        422 if form.wrong else 200,
        form=form,
        kind=page,
        entry=entry,
        codes=choices(visit, codes[KINDS[page][1]]),
        action=f"/catatan-saya/{page}" + (f"/{entry['id']}" if entry else ""),
        back="/catatan-saya",
    )


async def _rest(visit: Visit, path: str, body: Json, done: str) -> Response:
    form = await visit.posted("istirahat")
    me = await visit.get("registry", "/v1/me/care")
    if "weeks" in body:
        body = {"weeks": int(form["weeks"]) if form["weeks"].isdecimal() else 0}
    try:
        await visit.send("registry", f"/v1/volunteers/{me['id']}/{path}", body, form)
    except Refusal as refusal:
        return await _mine(visit, await visit.refused(form, refusal))
    return visit.onward("/catatan-saya", done)


async def _mine(visit: Visit, form: Form, cursor: str = "") -> HTMLResponse:
    visit.require(menus.TRAINED)
    care = await visit.get("registry", "/v1/me/care")
    entries = await visit.get("registry", "/v1/care-entries", mine="true", cursor=cursor, limit="20")
    risks = await visit.get("registry", "/v1/risk-events", limit="20")
    rest = form if form.name == "istirahat" else Form("istirahat")
    rest.version = str(care["version"])
    for letter in care["letters"]:
        letter["qr"] = qr.drawn(f"{visit.house.url}/surat/{letter['token']}")
    for one in entries["items"]:
        one["shown"] = _amount(visit, one)
    return visit.page(
        "care_mine.html",
        422 if form.wrong else 200,
        care=care,
        entries=entries["items"],
        next_page=f"/catatan-saya?cursor={entries['next']}" if entries["next"] else None,
        risks=[one for one in risks["items"] if one["volunteer_id"] == care["id"]],
        given=[one for one in risks["items"] if one["volunteer_id"] != care["id"]],
        blank=lambda one: Form(f"catatan-{one['id']}", version=str(one["version"])),
        pages=PAGES,
        weeks=[(str(n), visit.say("care.weeks", n=n)) for n in WEEKS],
        rest=rest,
        form=form,
        done=visit.done(*_undo(visit, care, entries["items"], rest)),
    )


def _undo(visit: Visit, care: Json, entries: list[Json], rest: Form) -> tuple[Any, str, dict[str, str]]:
    """What was done just now and can be undone: where to, with what."""
    done, new = visit.request.query_params.get("sudah"), visit.request.query_params.get("baru")
    for one in entries:
        if done == "catatan_jam" and one["id"] == new and one["status"] == "entered":
            hidden = {"version": str(one["version"]), "key": Form("").key}
            return one, f"/catatan-saya/tarik/{new}", hidden
    if done == "istirahat" and care["resting"]:
        return None, "/catatan-saya/bertugas", {"version": str(rest.version), "key": Form("").key}
    return None, "", {}
