"""/psm/<id>/data: a volunteer's NIK, telephone and address: opened for a purpose, and put right where they are wrong.

What was opened is shown on the answer alone, never by coming back to an address: each showing is a row of the ledger.
The form below it remembers what it showed, so that only what was changed is sent.
"""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from services.kit.errors import Refusal
from services.portal import menus
from services.portal.forms import Form
from services.portal.neighbours import Json
from services.portal.visits import Visit, Visitor

router = APIRouter()

PURPOSES = ("appointment", "payment", "contact", "correction")
FIELDS = ("name", "nik", "phone", "address")


@router.get("/psm/{volunteer_id}/data")
async def begin(visit: Visitor, volunteer_id: UUID) -> HTMLResponse:
    visit.require(menus.DINAS)
    return await _page(visit, volunteer_id, Form(f"data-{volunteer_id}"))


@router.post("/psm/{volunteer_id}/data")
async def open_particulars(visit: Visitor, volunteer_id: UUID) -> HTMLResponse:
    form = await visit.posted(f"data-{volunteer_id}")
    path = f"/v1/volunteers/{volunteer_id}/particulars"
    try:
        opened = await visit.search("registry", path, {"purpose": form["purpose"]})
    except Refusal as refusal:
        return await _page(visit, volunteer_id, await visit.refused(form, refusal))
    return await _page(visit, volunteer_id, await visit.drafted(f"perbaiki-{volunteer_id}"), opened)


@router.post("/psm/{volunteer_id}/data/perbaiki")
async def correct(visit: Visitor, volunteer_id: UUID) -> Response:
    form = await visit.posted(f"perbaiki-{volunteer_id}")
    wrong = {name: form[name] for name in FIELDS if form[name] != form[f"was_{name}"]}
    try:
        await visit.send("registry", f"/v1/volunteers/{volunteer_id}/correction", wrong, form)
    except Refusal as refusal:
        return await _page(visit, volunteer_id, await visit.refused(form, refusal))
    return visit.onward(f"/psm/{volunteer_id}", "perbaiki")


async def _page(visit: Visit, volunteer_id: UUID, form: Form, opened: Json | None = None) -> HTMLResponse:
    volunteer = await visit.get("registry", f"/v1/volunteers/{volunteer_id}")
    form.over(volunteer["version"])
    if opened and not form.typed():
        shown = {"name": volunteer["name"]} | opened
        form.values = {f"{mark}{name}": [shown[name]] for name in FIELDS for mark in ("", "was_")}
    return visit.page(
        "particulars.html",
        422 if form.wrong else 200,
        volunteer=volunteer,
        opened=opened,
        form=form,
        corrects=form.name == f"perbaiki-{volunteer_id}",
        fields=FIELDS,
        purposes=[(code, visit.say(f"particulars.for_{code}")) for code in PURPOSES],
        at="/psm",
        back=f"/psm/{volunteer_id}",
    )
