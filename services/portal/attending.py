"""/pelatihan-saya: the trainings of a volunteer, her attendance and certificates; /hadir/<code>: here I am."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from services.kit.errors import Refusal
from services.portal import qr
from services.portal.forms import Form
from services.portal.menus import TRAINED
from services.portal.visits import Visit, Visitor

router = APIRouter()


@router.get("/pelatihan-saya")
async def list_mine(visit: Visitor) -> HTMLResponse:
    return await _mine(visit, Form("pelatihan-saya"))


@router.post("/pelatihan-saya/{participant_id}/mundur")
async def withdraw(visit: Visitor, participant_id: UUID) -> Response:
    form, field = await visit.posted(f"mundur-{participant_id}"), f"reason-{participant_id}"
    try:
        await visit.send("registry", f"/v1/participants/{participant_id}/withdrawal", {"reason": form[field]}, form)
    except Refusal as refusal:
        form = await visit.refused(form, refusal, {"reason": field})
        form.dialog = f"mundur-{participant_id}"
        return await _mine(visit, form)
    return visit.onward("/pelatihan-saya", "mundur")


@router.get("/hadir/{code}")
async def arrive(visit: Visitor, code: str) -> HTMLResponse:
    """Where the code of the day leads; she is there once she has said so."""
    visit.require(TRAINED)
    return visit.page("check_in.html", form=Form("hadir"), code=code, told=None)


@router.post("/hadir/{code}")
async def check_in(visit: Visitor, code: str) -> Response:
    form = await visit.posted("hadir")
    try:
        told = await visit.send("registry", "/v1/attendance", {"code": code}, form)
    except Refusal as refusal:
        form = await visit.refused(form, refusal)
        return visit.page("check_in.html", 422, form=form, code=code, told=None)
    return visit.page("check_in.html", form=form, code=code, told=told.body)


async def _mine(visit: Visit, form: Form) -> HTMLResponse:
    visit.require(TRAINED)
    told = await visit.get("registry", "/v1/me/trainings")
    for item in told["items"]:
        one, certificate = item["participant"], item["certificate"]
        item["code"] = qr.drawn(f"{visit.house.url}/sertifikat/{certificate['token']}") if certificate else None
        name = f"mundur-{one['id']}"
        item["form"] = form if form.name == name else Form(name)
        item["form"].over(one["version"])
        item["withdraws"] = one["seat"] != "withdrawn" and item["training"]["status"] in ("nominating", "invited")
    return visit.page(
        "my_trainings.html",
        422 if form.wrong else 200,
        items=told["items"],
        tiers=told["tiers"],
        form=form,
        done=visit.done(),
    )
