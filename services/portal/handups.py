"""/dinaikkan: files that a kabupaten handed up. Opening one makes a file of one's own; the kabupaten keeps its own."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from services.kit.errors import Refusal
from services.portal import code_lists, turns
from services.portal.forms import Form
from services.portal.visits import Visit, Visitor

router = APIRouter()


@router.get("/dinaikkan")
async def list_handups(visit: Visitor, cursor: str = "") -> HTMLResponse:
    told = await visit.get("cases", "/v1/hand-ups", cursor=cursor, limit="25")
    next_page = f"/dinaikkan?cursor={told['next']}" if told["next"] else None
    return visit.page("handups.html", items=told["items"], next_page=next_page)


@router.get("/dinaikkan/{handup_id}")
async def show_handup(visit: Visitor, handup_id: UUID) -> HTMLResponse:
    return await _page(visit, handup_id, await visit.drafted(f"dinaikkan-{handup_id}"))


@router.post("/dinaikkan/{handup_id}/ambil")
async def open_handup(visit: Visitor, handup_id: UUID) -> Response:
    form = await visit.posted(f"dinaikkan-{handup_id}")
    try:
        told = await visit.send("cases", f"/v1/hand-ups/{handup_id}/opening", {}, form)
    except Refusal as refusal:
        return await _page(visit, handup_id, await visit.refused(form, refusal))
    return visit.onward(f"/kasus/{told.body['id']}", "ambil")


@router.post("/dinaikkan/{handup_id}/tolak")
async def refuse_handup(visit: Visitor, handup_id: UUID) -> Response:
    form = await visit.posted(f"dinaikkan-{handup_id}")
    try:
        await visit.send("cases", f"/v1/hand-ups/{handup_id}/refusal", {"reason": form["reason"]}, form)
    except Refusal as refusal:
        form.dialog = "tolak"
        return await _page(visit, handup_id, await visit.refused(form, refusal))
    return visit.onward(f"/dinaikkan/{handup_id}", "tolak_naik")


async def _page(visit: Visit, handup_id: UUID, form: Form) -> HTMLResponse:
    handup = await visit.get("cases", f"/v1/hand-ups/{handup_id}")
    if "version" in handup:
        form.over(handup["version"])
    form.in_dialog(turns.mine(handup, visit.role))
    fields = dict(await code_lists.options(visit, "cases", "packet-fields"))
    return visit.page(
        "handup.html",
        422 if form.wrong else 200,
        handup=handup,
        names=[fields.get(name, name) for name in handup.get("fields") or []],
        reasons=await code_lists.options(visit, "cases", "hand-up-refusals"),
        form=form,
        done=visit.done(handup),
        at="/dinaikkan",
        back="/dinaikkan",
    )
