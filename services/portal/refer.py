"""/kasus/<id>/rujuk: from a need to a referral: choose a service and see why it fits, choose what is shared, send."""

from asyncio import gather
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from services.kit.errors import NotFound, Refusal
from services.portal import code_lists
from services.portal.case_page import not_now
from services.portal.forms import Form
from services.portal.neighbours import Json
from services.portal.visits import Visit, Visitor

router = APIRouter()

SHARED_AT_FIRST = ("name", "age", "sex", "village", "need")  # ticked beforehand: the least that finds the person


@router.get("/kasus/{case_id}/rujuk")
async def choose_service(visit: Visitor, case_id: UUID, kebutuhan: str = "", q: str = "") -> HTMLResponse:
    case = await visit.get("cases", f"/v1/cases/{case_id}")
    if "refer" not in case["actions"]:
        return not_now(visit, case)
    need = _need(case, kebutuhan)
    services = await visit.get("referral", "/v1/services", need=need["kind"], area=case["kabupaten"], q=q, limit="25")
    return visit.page(
        "refer_service.html",
        case=case,
        need=need,
        services=services["items"],
        q=q,
        at="/kasus",
        back=f"/kasus/{case_id}",
    )


@router.get("/kasus/{case_id}/rujuk/{service_id}")
async def choose_fields(visit: Visitor, case_id: UUID, service_id: UUID, kebutuhan: str = "") -> HTMLResponse:
    case = await visit.get("cases", f"/v1/cases/{case_id}")
    if "refer" not in case["actions"]:
        return not_now(visit, case)
    form = await visit.drafted(f"rujuk-{case_id}")
    if not form.values:
        form.values = {"fields": list(SHARED_AT_FIRST)}
    return await _fields(visit, case, _need(case, kebutuhan), service_id, form)


@router.post("/kasus/{case_id}/rujuk/{service_id}")
async def send_referral(visit: Visitor, case_id: UUID, service_id: UUID, kebutuhan: str = "") -> Response:
    form = await visit.posted(f"rujuk-{case_id}")
    body: Json = {
        "case_id": str(case_id),
        "need_id": kebutuhan,
        "service_id": str(service_id),
        "fields": form.all("fields"),
        "purpose": form["purpose"],
    }
    if form["answer_days"].isdecimal():
        body["answer_days"] = int(form["answer_days"])
    if form["note"]:
        body["note"] = form["note"]
    try:
        told = await visit.send("referral", "/v1/referrals", body, form)
    except Refusal as refusal:
        await visit.refused(form, refusal)
        case = await visit.get("cases", f"/v1/cases/{case_id}")
        return await _fields(visit, case, _need(case, kebutuhan), service_id, form)
    return visit.onward(f"/rujukan/{told.body['id']}", "rujuk")


async def _fields(visit: Visit, case: Json, need: Json, service_id: UUID, form: Form) -> HTMLResponse:
    service, fields = await gather(
        visit.get("referral", f"/v1/services/{service_id}"), code_lists.options(visit, "cases", "packet-fields")
    )
    return visit.page(
        "refer_fields.html",
        422 if form.wrong else 200,
        case=case,
        need=need,
        service=service,
        fields=fields,
        form=form,
        at="/kasus",
        back=f"/kasus/{case['id']}/rujuk?kebutuhan={need['id']}",
    )


def _need(case: Json, need_id: str) -> Json:
    """The need that the referral is for: the one named, else the only one, else the first."""
    needs: list[Json] = case.get("needs") or []
    found = next((need for need in needs if need["id"] == need_id), needs[0] if needs and not need_id else None)
    if found is None:
        raise NotFound()
    return found
