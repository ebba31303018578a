"""/portofolio: what a volunteer did, as facts wrote it; /psm/<id>/portofolio: the same before her supervisor;
/keterangan/<code>: the public check of a statement. No page here writes evidence by her hand."""

from asyncio import gather
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from services.kit.errors import Refusal, TooMany
from services.kit.web import Rates
from services.portal import journals, menus, qr
from services.portal.forms import Form, require_day
from services.portal.neighbours import As, Json
from services.portal.visits import Passerby, Visit, Visitor

router = APIRouter()

_rates = Rates(2)  # checks a second for one address, and eight at once


@router.get("/portofolio")
async def show_mine(visit: Visitor, tahun: str = "", cursor: str = "") -> HTMLResponse:
    visit.require(menus.TRAINED)
    return await _mine(visit, Form("keterangan"), tahun, cursor)


@router.post("/portofolio/keterangan")
async def issue_statement(visit: Visitor) -> Response:
    form = await visit.posted("keterangan")
    try:
        body = {"first": form["first"], "last": form["last"]}
        await visit.send("registry", "/v1/me/statements", body, form)
    except Refusal as refusal:
        return await _mine(visit, await visit.refused(form, refusal))
    return visit.onward("/portofolio", "keterangan")


@router.get("/portofolio/keterangan/{statement_id}")
async def print_statement(visit: Visitor, statement_id: UUID) -> Response:
    return await visit.file("registry", f"/v1/me/statements/{statement_id}/paper")


@router.post("/portofolio/{entry_id}/catatan")
async def annotate(visit: Visitor, entry_id: UUID) -> Response:
    form, field = await visit.posted(f"bukti-{entry_id}"), f"note-{entry_id}"
    try:
        await visit.send("registry", f"/v1/evidence/{entry_id}/annotation", {"note": form[field]}, form)
    except Refusal as refusal:
        return await _mine(visit, await visit.refused(form, refusal, {"note": field}))
    return visit.onward("/portofolio", "catatan")


@router.post("/portofolio/{entry_id}/tampilan")
async def hide(visit: Visitor, entry_id: UUID) -> Response:
    form = await visit.posted(f"bukti-{entry_id}")
    hidden = form["hidden"] == "ya"
    try:
        await visit.send("registry", f"/v1/evidence/{entry_id}/visibility", {"hidden": hidden}, form)
    except Refusal as refusal:
        return await _mine(visit, await visit.refused(form, refusal))
    return visit.onward("/portofolio", "sembunyi" if hidden else "tampil")


# --- before her supervisor ---


@router.get("/psm/{volunteer_id}/portofolio")
async def show_anothers(visit: Visitor, volunteer_id: UUID, tahun: str = "", cursor: str = "") -> HTMLResponse:
    visit.require(menus.TABLES)
    return await _anothers(visit, volunteer_id, Form(f"sahkan-{volunteer_id}"), tahun, cursor)


@router.post("/psm/{volunteer_id}/portofolio/sahkan")
async def attest(visit: Visitor, volunteer_id: UUID) -> Response:
    form = await visit.posted(f"sahkan-{volunteer_id}")
    try:
        body = {"entries": form.all("entries")}
        await visit.send("registry", f"/v1/volunteers/{volunteer_id}/attestation", body, form)
    except Refusal as refusal:
        return await _anothers(visit, volunteer_id, await visit.refused(form, refusal))
    return visit.onward(f"/psm/{volunteer_id}/portofolio", "sahkan")


@router.post("/psm/{volunteer_id}/portofolio/penghargaan")
async def commend(visit: Visitor, volunteer_id: UUID) -> Response:
    form = await visit.posted(f"penghargaan-{volunteer_id}")
    try:
        body = {"title": form["title"], "on": require_day(form["on"], "on").isoformat()}
        await visit.send("registry", f"/v1/volunteers/{volunteer_id}/commendations", body, form)
    except Refusal as refusal:
        return await _anothers(visit, volunteer_id, await visit.refused(form, refusal))
    return visit.onward(f"/psm/{volunteer_id}/portofolio", "penghargaan")


@router.post("/psm/{volunteer_id}/portofolio/hapus")
async def erase(visit: Visitor, volunteer_id: UUID) -> Response:
    form = await visit.posted(f"hapus-{volunteer_id}")
    try:
        await visit.send("registry", f"/v1/volunteers/{volunteer_id}/work-erasure", {}, form)
    except Refusal as refusal:
        return await _anothers(visit, volunteer_id, await visit.refused(form, refusal))
    return visit.onward(f"/psm/{volunteer_id}/portofolio", "hapus_kerja")


# --- anybody ---


@router.get("/keterangan/{token}")
async def check(visit: Passerby, token: str) -> HTMLResponse:
    client = visit.request.client
    if not _rates.allows(client.host if client else ""):
        raise TooMany(10)
    nobody = As("", visit.say.language)
    try:
        told = (await visit.house.neighbours.get("registry", f"/v1/statements/{_plain(token)}", nobody)).body
    except Refusal as refusal:
        if refusal.status not in (404, 422):
            raise
        return visit.page("statement.html", 404, told=None)
    return visit.page("statement.html", told=told, hours=lambda minutes: journals.hours(visit, minutes))


async def _mine(visit: Visit, form: Form, year: str = "", cursor: str = "") -> HTMLResponse:
    visit.require(menus.TRAINED)
    chosen = _year(visit, year)
    listed, summary, statements = await gather(
        visit.get("registry", "/v1/me/portfolio", year=chosen, cursor=cursor, limit="25"),
        visit.get("registry", "/v1/me/portfolio/summary", year=chosen),
        visit.get("registry", "/v1/me/statements"),
    )
    for item in listed["items"]:
        name = f"bukti-{item['id']}"
        item["form"] = form if form.name == name else _noted(Form(name), item)
        item["form"].over(item["version"])
    for one in statements["items"]:
        one["code"] = qr.drawn(f"{visit.house.url}/keterangan/{one['token']}")
    form_of_span = form if form.name == "keterangan" else Form("keterangan")
    if not form_of_span["first"]:
        form_of_span.values = {"first": [f"{chosen}-01"], "last": [journals.this_month(visit)]}
    return visit.page(
        "portfolio.html",
        422 if form.wrong else 200,
        items=listed["items"],
        summary=summary,
        statements=statements["items"],
        months=journals.months(visit),
        form=form,
        spanning=form_of_span,
        next_page=_next("/portofolio", chosen, listed["next"]),
        **_shown(visit, chosen),
    )


async def _anothers(visit: Visit, volunteer_id: UUID, form: Form, year: str = "", cursor: str = "") -> HTMLResponse:
    here, chosen = f"/v1/volunteers/{volunteer_id}", _year(visit, year)
    volunteer, listed, summary = await gather(
        visit.get("registry", here),
        visit.get("registry", f"{here}/portfolio", year=chosen, cursor=cursor, limit="50"),
        visit.get("registry", f"{here}/portfolio/summary", year=chosen),
    )
    own = f"/psm/{volunteer_id}/portofolio"
    form.in_dialog(False)
    return visit.page(
        "portfolio_of.html",
        422 if form.wrong else 200,
        volunteer=volunteer,
        items=listed["items"],
        summary=summary,
        attests=any(not one["hidden"] and not one["attested_at"] for one in listed["items"]),
        commends=visit.role in menus.DINAS,
        erases=visit.role == "dinas_supervisor" and volunteer["status"] == "ended",
        form=form,
        attesting=_form(form, f"sahkan-{volunteer_id}"),
        commending=_form(form, f"penghargaan-{volunteer_id}"),
        erasing=_form(form, f"hapus-{volunteer_id}"),
        next_page=_next(own, chosen, listed["next"]),
        at="/psm",
        back=f"/psm/{volunteer_id}",
        **_shown(visit, chosen),
    )


def _shown(visit: Visit, year: str) -> dict[str, Any]:
    this = visit.say.today.year
    return {
        "year": year,
        "years": [(str(one), str(one)) for one in range(this, this - 6, -1)],
        "hours": lambda minutes: journals.hours(visit, minutes),
        "done": visit.done(),
    }


def _form(form: Form, name: str) -> Form:
    return form if form.name == name else Form(name)


def _noted(form: Form, item: Json) -> Form:
    form.values = {f"note-{item['id']}": [item["note"]]}
    return form


def _year(visit: Visit, year: str) -> str:
    return year if year.isdecimal() and 2000 <= int(year) <= 2100 else str(visit.say.today.year)


def _next(path: str, year: str, cursor: str | None) -> str | None:
    return f"{path}?" + urlencode({"tahun": year, "cursor": cursor}) if cursor else None


def _plain(token: str) -> str:
    """What is no token of ours anyway is not passed on as a path."""
    return token if token.replace(".", "").replace("-", "").replace("_", "").isalnum() and token.isascii() else "-"
