"""Hubungkan: a light referral by the volunteer, without letter or decision. /kasus/<id>/hubungkan begins one,
/hubungan/<id> goes on with it: accompanied, then served or not served with the reason."""

from asyncio import gather
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from services.kit import area
from services.kit.area import Level
from services.kit.errors import NotFound, Refusal
from services.portal import code_lists
from services.portal.case_page import not_now
from services.portal.forms import Form
from services.portal.neighbours import Json
from services.portal.visits import Visit, Visitor

router = APIRouter()


@router.get("/kasus/{case_id}/hubungkan")
async def choose_service(visit: Visitor, case_id: UUID, q: str = "") -> HTMLResponse:
    case = await visit.get("cases", f"/v1/cases/{case_id}")
    if "connect" not in case["actions"]:
        return not_now(visit, case)
    return await _choice(visit, case_id, await visit.drafted(f"hubungkan-{case_id}"), q)


@router.post("/kasus/{case_id}/hubungkan")
async def suggest(visit: Visitor, case_id: UUID) -> Response:
    form = await visit.posted(f"hubungkan-{case_id}")
    body: Json = {"case_id": str(case_id), "service_id": form["service_id"]}
    if form["note"]:
        body["note"] = form["note"]
    try:
        if not form["service_id"]:
            form.errors = {"service_id": visit.say("connect.choose")}
            return await _choice(visit, case_id, form, "")
        told = await visit.send("referral", "/v1/connections", body, form)
    except Refusal as refusal:
        return await _choice(visit, case_id, await visit.refused(form, refusal), "")
    return visit.onward(f"/hubungan/{told.body['id']}", "hubungkan")


@router.get("/hubungan/{connection_id}")
async def show_connection(visit: Visitor, connection_id: UUID) -> HTMLResponse:
    return await _connection(visit, connection_id, await visit.drafted(f"hubungan-{connection_id}"))


@router.post("/hubungan/{connection_id}/{verb}")
async def go_on(visit: Visitor, connection_id: UUID, verb: str) -> Response:
    form = await visit.posted(f"hubungan-{connection_id}")
    paths = {"dampingi": "accompaniment", "hasil": "result"}
    if verb not in paths:
        raise NotFound()
    body = {name: form[name] for name in ("result", "reason", "note") if form[name]}
    if verb == "dampingi":
        body = {name: value for name, value in body.items() if name == "note"}
    elif body.get("result") == "served":
        body.pop("reason", None)
    try:
        await visit.send("referral", f"/v1/connections/{connection_id}/{paths[verb]}", body, form)
    except Refusal as refusal:
        return await _connection(visit, connection_id, await visit.refused(form, refusal))
    return visit.onward(f"/hubungan/{connection_id}", verb)


async def _choice(visit: Visit, case_id: UUID, form: Form, q: str) -> HTMLResponse:
    case = await visit.get("cases", f"/v1/cases/{case_id}")
    services = await visit.get("referral", "/v1/services", light="true", area=case["kabupaten"], q=q, limit="50")
    near, far = _by_distance(case, services["items"])
    return visit.page(
        "connect.html",
        422 if form.wrong else 200,
        case=case,
        near=near,
        far=far,
        form=form,
        q=q,
        at="/kasus",
        back=f"/kasus/{case_id}",
    )


def _by_distance(case: Json, services: list[Json]) -> tuple[list[Json], list[Json]]:
    """What is named after the person's kecamatan, then what serves the whole kabupaten; apart from these, what is named
    after another kecamatan."""
    places = {found.name for found in area.areas(case["kabupaten"], Level.KECAMATAN)}

    def named(service: Json) -> set[str]:
        words = f" {service['name']} {service['office_name']} "
        return {place for place in places if f" {place} " in words}

    own = [service for service in services if case["kec_name"] in named(service)]
    anywhere = [service for service in services if not named(service)]
    return own + anywhere, [service for service in services if service not in own and service not in anywhere]


async def _connection(visit: Visit, connection_id: UUID, form: Form) -> HTMLResponse:
    connection, reasons = await gather(
        visit.get("referral", f"/v1/connections/{connection_id}"),
        code_lists.options(visit, "referral", "not-served-reasons"),
    )
    form.over(connection["version"])
    return visit.page(
        "connection.html",
        422 if form.wrong else 200,
        connection=connection,
        reasons=reasons,
        form=form,
        done=visit.done(connection),
        at="/kasus",
        back=f"/kasus/{connection['case_id']}",
    )
