"""/kompetensi: who is to be certified: a volunteer's own readiness and dossiers, those whom one coaches, and for the
Dinas all of the office with who is stuck on what and whose certificate ends."""

from asyncio import gather
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from services.kit.errors import Invalid, Refusal, Words
from services.portal import menus
from services.portal.case_list import kecamatan
from services.portal.forms import Form
from services.portal.neighbours import Json
from services.portal.visits import Visit, Visitor

router = APIRouter()

STATUSES = ("draft", "coached", "submitted", "assessed", "competent", "not_yet", "withdrawn")


@router.get("/kompetensi")
async def show_competency(
    visit: Visitor, status: str = "", kec: str = "", kurang: str = "", berakhir: str = "", cursor: str = ""
) -> HTMLResponse:
    visit.require(menus.CERTIFIED)
    if visit.role in menus.TRAINED:
        return await _mine(visit, Form("kompetensi"))
    used = {
        "status": status if status in STATUSES else "", "kec": kec, "kurang": kurang, "berakhir": berakhir,
    }  # fmt: skip
    return await _list(visit, {name: value for name, value in used.items() if value}, cursor)


@router.get("/kompetensi/dampingan")
async def show_coached(visit: Visitor, cursor: str = "") -> HTMLResponse:
    visit.require(menus.CERTIFIED)
    told = await visit.get("registry", "/v1/dossiers", coached="true", cursor=cursor, limit="25")
    return visit.page(
        "coached.html",
        items=told["items"],
        next_page=_next("/kompetensi/dampingan", {}, told["next"]),
        at=_at(visit),
        back="/kompetensi",
    )


@router.get("/kompetensi/calon")
async def choose_candidate(visit: Visitor) -> HTMLResponse:
    return await _choice(visit, await visit.drafted("kompetensi"))


@router.post("/kompetensi/mulai")
async def begin(visit: Visitor) -> Response:
    """For herself, or by the Dinas for a volunteer of its list."""
    form = await visit.posted("kompetensi")
    own = visit.role in menus.TRAINED
    try:
        if not own and not form["volunteer"]:
            words = visit.say("required.volunteer")
            raise Invalid(fields={"volunteer": Words(words, words)})
        whose = await volunteer_id(visit) if own else str(UUID(form["volunteer"]))
        told = await visit.send("registry", f"/v1/volunteers/{whose}/dossiers", {"route": form["route"]}, form)
    except Refusal as refusal:
        form = await visit.refused(form, refusal)
        return await (_mine(visit, form) if own else _choice(visit, form))
    return visit.onward(f"/kompetensi/{told.body['id']}", "mulai_berkas")


async def volunteer_id(visit: Visit) -> str:
    """The reader's own."""
    return str((await visit.get("registry", "/v1/me"))["volunteer_id"])


async def _mine(visit: Visit, form: Form) -> HTMLResponse:
    told, coached = await gather(
        visit.get("registry", f"/v1/volunteers/{await volunteer_id(visit)}/readiness"),
        visit.get("registry", "/v1/dossiers", coached="true", limit="1"),
    )
    dossiers = told["dossiers"]
    running = any(one["status"] in ("draft", "coached", "submitted", "assessed") for one in dossiers)
    today = visit.say.today.isoformat()
    held = any((one["valid_until"] or "") >= today and not one["renewed"] for one in dossiers)
    return visit.page(
        "my_competency.html",
        422 if form.wrong else 200,
        routes=[route for route in told["routes"] if route["renews"] == held],
        dossiers=dossiers,
        begins=not running,
        coaches=bool(coached["items"]),
        form=form,
        done=visit.done(),
        at="/kompetensi",
    )


async def _list(visit: Visit, used: dict[str, str], cursor: str) -> HTMLResponse:
    told = await visit.get(
        "registry", "/v1/dossiers", status=used.get("status"), kec=used.get("kec"), lacks=used.get("kurang"),
        ending="true" if "berakhir" in used else None, cursor=cursor, limit="25",
    )  # fmt: skip
    return visit.page(
        "competencies.html",
        items=told["items"],
        used=used,
        statuses=[(status, visit.say(f"competency.status.{status}")) for status in STATUSES],
        kecamatan=kecamatan(visit),
        stuck=_stuck(visit, told["stuck"], used),
        next_page=_next("/kompetensi", used, told["next"]),
        tab="competency",
        done=visit.done(),
        at="/psm",
    )


def _stuck(visit: Visit, stuck: list[Json], used: dict[str, str]) -> list[dict[str, Any]]:
    """What is missing most, each a filter of its own."""
    kept, chosen = {name: value for name, value in used.items() if name != "kurang"}, used.get("kurang")
    return [
        {
            "number": visit.say.number(one["count"]),
            "words": one["words"][visit.say.language],
            "tone": "you",
            "path": "/kompetensi?" + urlencode(kept if one["code"] == chosen else kept | {"kurang": one["code"]}),
            "current": one["code"] == chosen,
        }
        for one in stuck[:6]
    ]


async def _choice(visit: Visit, form: Form) -> HTMLResponse:
    visit.require(menus.DINAS)
    people, routes = await gather(_volunteers(visit), visit.get("registry", "/v1/competency-routes"))
    return visit.page(
        "competency_begin.html",
        422 if form.wrong else 200,
        form=form,
        people=[(one["id"], f"{one['name']}, {visit.say('role.' + one['role'])}, {_where(one)}") for one in people],
        routes=[(route["code"], route["words"][visit.say.language]) for route in routes["items"]],
        at="/psm",
        back="/kompetensi",
    )


async def _volunteers(visit: Visit) -> list[Json]:
    """All who serve now."""
    found: list[Json] = []
    cursor = ""
    while True:
        told = await visit.get("registry", "/v1/volunteers", status="active", cursor=cursor, limit="200")
        found += told["items"]
        if not (cursor := told["next"]):
            return found


def _where(one: Json) -> str:
    return ", ".join(village["name"] for village in one["villages"]) or str(one["kec_name"])


def _next(path: str, used: dict[str, str], cursor: str | None) -> str | None:
    return f"{path}?{urlencode(used | {'cursor': cursor})}" if cursor else None


def _at(visit: Visit) -> str:
    """Which room of the menu it stands in."""
    return "/kompetensi" if visit.role in menus.TRAINED else "/psm"
