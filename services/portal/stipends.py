"""/apresiasi/tali-asih: honorarium and tali asih: periods proposed, decided, paid, countered; the list to take away."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from services.kit.errors import Invalid, NotFound, Refusal, Words
from services.portal import menus
from services.portal.caring import read_rupiah
from services.portal.formats import read_day
from services.portal.forms import Form, require_day
from services.portal.neighbours import Json
from services.portal.visits import Visit, Visitor

router = APIRouter()

HERE = "/apresiasi/tali-asih"
ROLES = ("psm", "tksk")
VERBS = {
    "setujui": "decision", "tolak": "decision", "tarik": "withdrawal", "bayar": "payments", "lawan": "counter-entries",
}  # fmt: skip
DONE = {"setujui": "setujui_usul", "tolak": "tolak_usul", "tarik": "tarik_usul", "bayar": "bayar", "lawan": "lawan"}


@router.get(HERE)
async def list_stipends(visit: Visitor) -> HTMLResponse:
    visit.require(menus.DINAS)
    told = await visit.get("registry", "/v1/stipends")
    return visit.page(
        "stipends.html", items=told["items"], done=visit.done(), tab="stipends", at="/psm", back="/apresiasi"
    )


@router.get(f"{HERE}/usul")
async def begin_proposal(visit: Visitor) -> HTMLResponse:
    return _form(visit, await visit.drafted("tali-asih"))


@router.post(f"{HERE}/usul")
async def propose(visit: Visitor) -> Response:
    form = await visit.posted("tali-asih")
    try:
        told = await visit.send("registry", "/v1/stipends", _proposed(visit, form), form)
    except Refusal as refusal:
        return _form(visit, await visit.refused(form, refusal))
    return visit.onward(f"{HERE}/{told.body['id']}", "usul")


@router.get(HERE + "/{stipend_id}")
async def show_stipend(visit: Visitor, stipend_id: UUID) -> HTMLResponse:
    return await _stipend(visit, stipend_id, await visit.drafted(f"bayar-{stipend_id}"))


@router.get(HERE + "/{stipend_id}/daftar/{kind}")
async def take_list(visit: Visitor, stipend_id: UUID, kind: str) -> Response:
    if kind not in ("xlsx", "csv"):
        raise NotFound()
    return await visit.file("registry", f"/v1/stipends/{stipend_id}/list?kind={kind}")


@router.post(HERE + "/{stipend_id}/{verb}")
async def go_on(visit: Visitor, stipend_id: UUID, verb: str) -> Response:
    if verb not in VERBS:
        raise NotFound()
    form = await visit.posted(f"bayar-{stipend_id}")
    try:
        await visit.send("registry", f"/v1/stipends/{stipend_id}/{VERBS[verb]}", _body(form, verb), form)
    except Refusal as refusal:
        reason = f"reason-{form['payment_id']}" if verb == "lawan" else "reason"
        form = await visit.refused(form, refusal, {"entitlements": "chosen", "reason": reason})
        form.dialog = {"tolak": "tolak", "lawan": f"lawan-{form['payment_id']}"}.get(verb, "")
        return await _stipend(visit, stipend_id, form)
    return visit.onward(f"{HERE}/{stipend_id}", DONE[verb])


def _body(form: Form, verb: str) -> Json:
    match verb:
        case "setujui":
            return {"approved": True}
        case "tolak":
            return {"approved": False, "reason": form["reason"]}
        case "bayar":
            day = require_day(form["paid_on"], "paid_on").isoformat()
            return {"entitlements": form.all("chosen"), "paid_on": day, "proof": form["proof"]}
        case "lawan":
            return {"payment_id": form["payment_id"], "reason": form[f"reason-{form['payment_id']}"]}
    return {}


def _proposed(visit: Visit, form: Form) -> Json:
    """A month is written as any of its days, or as `1 2026`; a role whose amount is empty is left out."""
    wrong, body = dict[str, Words](), Json()
    for name in ("first", "last"):
        day = read_day(form[name]) or read_day(f"1 {form[name]}")
        if day is None:
            wrong[name] = _both(visit.say("stipend.no_month"))
        else:
            body[name] = day.isoformat()
    rates = []
    for role in ROLES:
        if not form[f"amount_{role}"]:
            continue
        amount = read_rupiah(form[f"amount_{role}"])
        if amount is None:
            wrong[f"amount_{role}"] = _both(visit.say("care.no_cost"))
            continue
        rates.append({"role": role, "amount": amount, "budget": form[f"budget_{role}"], "basis": form[f"basis_{role}"]})
    if not rates and not wrong:
        wrong["amount_psm"] = _both(visit.say("stipend.no_rate"))
    if wrong:
        raise Invalid(fields=wrong)
    return body | {"rates": rates}


def _both(words: str) -> Words:
    return Words(words, words)


def _form(visit: Visit, form: Form) -> HTMLResponse:
    visit.require(menus.DINAS)
    return visit.page(
        "stipend_form.html", 422 if form.wrong else 200, form=form, roles=ROLES, at="/psm", back=HERE
    )  # fmt: skip


async def _stipend(visit: Visit, stipend_id: UUID, form: Form) -> HTMLResponse:
    visit.require(menus.DINAS)
    told = await visit.get("registry", f"/v1/stipends/{stipend_id}")
    form.over(told["version"])
    form.in_dialog(True)
    names = {one["id"]: one["name"] for one in told["entitled"]}
    head = "dinas_supervisor" in visit.me.roles
    return visit.page(
        "stipend.html",
        422 if form.wrong else 200,
        stipend=told,
        names=names,
        proposed=told["status"] == "proposed",
        decides=told["status"] == "proposed" and head and told["proposed_by"] != visit.me.sub,
        own=told["status"] == "proposed" and head and told["proposed_by"] == visit.me.sub,
        pays=told["status"] == "approved",
        counters=told["status"] in ("approved", "paid"),
        here=f"{HERE}/{stipend_id}",
        form=form,
        done=visit.done(told),
        at="/psm",
        back=HERE,
    )
