"""/rapat: meetings of a kecamatan as their Kasi Kesra keeps them; /putusan-saya: what the reader is to do by them."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from services.kit.errors import NotFound, Refusal
from services.portal.forms import Form, require_day
from services.portal.menus import MEETERS, SERVING
from services.portal.neighbours import Json
from services.portal.visits import Visit, Visitor

router = APIRouter()

_VERBS = {"hadir": "attendance", "batal": "cancellation", "putusan": "decisions"}
_DONE = {"hadir": "hadir_rapat", "batal": "batal_rapat", "putusan": "putusan"}


@router.get("/rapat")
async def list_meetings(visit: Visitor, cursor: str = "") -> HTMLResponse:
    visit.require(MEETERS)
    told = await visit.get("registry", "/v1/meetings", cursor=cursor, limit="25")
    next_page = f"/rapat?cursor={quote(told['next'])}" if told["next"] else None
    return visit.page("meetings.html", items=told["items"], next_page=next_page, keeps=visit.role == "kasi_kesra")


@router.get("/rapat/rencana")
async def begin_plan(visit: Visitor) -> HTMLResponse:
    visit.require(("kasi_kesra",))
    return _plan(visit, await visit.drafted("rapat"))


@router.post("/rapat/rencana")
async def plan_meeting(visit: Visitor) -> Response:
    form = await visit.posted("rapat")
    try:
        body = {
            "day": require_day(form["day"], "day").isoformat(), "begins": form["begins"], "place": form["place"],
            "agenda": form["agenda"].splitlines(),
        }  # fmt: skip
        told = await visit.send("registry", "/v1/meetings", body, form)
    except Refusal as refusal:
        return _plan(visit, await visit.refused(form, refusal))
    return visit.onward(f"/rapat/{told.body['id']}", "rapat")


@router.get("/rapat/{meeting_id}")
async def show_meeting(visit: Visitor, meeting_id: UUID) -> HTMLResponse:
    return await _meeting(visit, meeting_id, await visit.drafted(f"rapat-{meeting_id}"))


@router.get("/rapat/{meeting_id}/notulen")
async def print_minutes(visit: Visitor, meeting_id: UUID) -> Response:
    return await visit.file("registry", f"/v1/meetings/{meeting_id}/minutes")


@router.post("/rapat/{meeting_id}/{verb}")
async def go_on(visit: Visitor, meeting_id: UUID, verb: str) -> Response:
    """Who came; what was decided; called off."""
    if verb not in _VERBS:
        raise NotFound()
    form = await visit.posted(f"rapat-{meeting_id}")
    try:
        await visit.send("registry", f"/v1/meetings/{meeting_id}/{_VERBS[verb]}", _asked(form, verb), form)
    except Refusal as refusal:
        form.dialog = verb if verb != "hadir" else ""
        return await _meeting(visit, meeting_id, await visit.refused(form, refusal))
    return visit.onward(f"/rapat/{meeting_id}", _DONE[verb])


@router.post("/rapat/{meeting_id}/putusan/{decision_id}")
async def conclude(visit: Visitor, meeting_id: UUID, decision_id: UUID) -> Response:
    """By the Kasi Kesra, for an owner who does not write it down herself."""
    refused = await _concluded(visit, decision_id)
    if refused:
        return await _meeting(visit, meeting_id, refused)
    return visit.onward(f"/rapat/{meeting_id}", "hasil_putusan")


@router.get("/putusan-saya")
async def list_mine(visit: Visitor) -> HTMLResponse:
    return await _mine(visit, Form("putusan"))


@router.post("/putusan-saya/{decision_id}")
async def conclude_mine(visit: Visitor, decision_id: UUID) -> Response:
    refused = await _concluded(visit, decision_id)
    return await _mine(visit, refused) if refused else visit.onward("/putusan-saya", "hasil_putusan")


async def _concluded(visit: Visit, decision_id: UUID) -> Form | None:
    """What became of a decision, by the button that was pressed; the form where it was refused."""
    form, field = await visit.posted(f"putusan-{decision_id}"), f"word-{decision_id}"
    body = {"done": form["done"] == "ya", "word": form[field]}
    try:
        await visit.send("registry", f"/v1/decisions/{decision_id}/result", body, form)
    except Refusal as refusal:
        return await visit.refused(form, refusal, {"word": field})
    return None


def _asked(form: Form, verb: str) -> Json:
    match verb:
        case "hadir":
            return {"present": form.all("present"), "guests": form["guests"]}
        case "batal":
            return {"reason": form["reason"]}
    due_on = require_day(form["due_on"], "due_on").isoformat()
    return {"what": form["what"], "owner_id": form["owner_id"] or None, "due_on": due_on}


def _plan(visit: Visit, form: Form) -> HTMLResponse:
    return visit.page("meeting_plan.html", 422 if form.wrong else 200, form=form, at="/rapat", back="/rapat")


async def _meeting(visit: Visit, meeting_id: UUID, form: Form) -> HTMLResponse:
    told = await visit.get("registry", f"/v1/meetings/{meeting_id}")
    keeps = visit.role == "kasi_kesra"
    own = form.name == f"rapat-{meeting_id}"
    page = form if own else Form(f"rapat-{meeting_id}")
    page.over(told["version"])
    page.in_dialog(keeps)
    present = [one["id"] for one in told["invited"] if one["present"]]
    return visit.page(
        "meeting.html",
        422 if form.wrong else 200,
        meeting=told,
        keeps=keeps,
        opens=told["day"] <= visit.say.today.isoformat(),
        present=page.all("present") if page.wrong else present,
        owners=[(one["id"], f"{one['name']} ({visit.say('role.' + one['role'])})") for one in told["invited"]],
        results=_results(told["decisions"], form),
        form=page,
        wrong=form,
        done=visit.done(told),
        at="/rapat",
        back="/rapat",
    )


async def _mine(visit: Visit, form: Form) -> HTMLResponse:
    visit.require(SERVING)
    told = await visit.get("registry", "/v1/me/decisions")
    return visit.page(
        "my_decisions.html",
        422 if form.wrong else 200,
        items=told["items"],
        results=_results(told["items"], form),
        form=form,
        done=visit.done(),
    )


def _results(decisions: list[Json], refused: Form) -> dict[Any, Form]:
    """A form for each decision, by its id; the one that was refused as it was sent."""
    found = {}
    for one in decisions:
        name = f"putusan-{one['id']}"
        form = refused if refused.name == name else Form(name)
        form.over(one["version"])
        found[one["id"]] = form
    return found
