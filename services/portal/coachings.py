"""/kompetensi/pertemuan: meetings of a coach with several candidates: who is invited, who came."""

from asyncio import gather
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from services.kit.errors import Refusal
from services.portal import menus
from services.portal.forms import Form, require_day
from services.portal.visits import Visit, Visitor

router = APIRouter()


@router.get("/kompetensi/pertemuan")
async def list_meetings(visit: Visitor) -> HTMLResponse:
    return await _meetings(visit, await visit.drafted("pertemuan"))


@router.post("/kompetensi/pertemuan")
async def hold(visit: Visitor) -> Response:
    form = await visit.posted("pertemuan")
    try:
        body = {"held_on": require_day(form["held_on"], "held_on").isoformat(), "dossiers": form.all("dossiers")}
        body |= {"place": form["place"], "topic": form["topic"]}
        await visit.send("registry", "/v1/coachings", body, form)
    except Refusal as refusal:
        return await _meetings(visit, await visit.refused(form, refusal))
    return visit.onward("/kompetensi/pertemuan", "pertemuan")


@router.post("/kompetensi/pertemuan/{coaching_id}/hadir")
async def record(visit: Visitor, coaching_id: UUID) -> Response:
    form = await visit.posted(f"pertemuan-{coaching_id}")
    try:
        body = {"came": form.all("came")}
        await visit.send("registry", f"/v1/coachings/{coaching_id}/attendance", body, form)
    except Refusal as refusal:
        return await _meetings(visit, await visit.refused(form, refusal))
    return visit.onward("/kompetensi/pertemuan", "hadir")


async def _meetings(visit: Visit, form: Form) -> HTMLResponse:
    visit.require(menus.CERTIFIED)
    own = visit.role in menus.TRAINED
    told, candidates = await gather(
        visit.get("registry", "/v1/coachings", limit="25"),
        visit.get("registry", "/v1/dossiers", status="draft", coached="true" if own else None, limit="200"),
    )
    for one in told["items"]:
        name = f"pertemuan-{one['id']}"
        one["form"] = form if form.name == name else Form(name)
        one["form"].over(one["version"])
        one["begun"] = visit.say.today.isoformat() >= one["held_on"]
    return visit.page(
        "coachings.html",
        422 if form.wrong else 200,
        items=told["items"],
        candidates=[
            (one["id"], one["name"], one["kec_name"]) for one in candidates["items"] if one["coach"] or not own
        ],
        form=form if form.name == "pertemuan" else Form("pertemuan"),
        head=form,
        done=visit.done(),
        at="/kompetensi" if own else "/psm",
        back="/kompetensi",
    )
