"""/keadaan: for the platform's keeper: which services answer, what waits or died in each, and whether ledgers hold.

What can be asked for (apply dead letters once more, read the ledgers through) is done by the service within seconds:
the page says how much of it still waits.
"""

import asyncio
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from services.kit.errors import Forbidden, NotFound, Refusal
from services.portal.forms import Form
from services.portal.neighbours import Json
from services.portal.visits import Visit, Visitor

router = APIRouter()

SERVICES = ("registry", "cases", "referral", "notify", "oversight")


@router.get("/keadaan")
async def show_street(visit: Visitor) -> HTMLResponse:
    _require(visit)
    services = await asyncio.gather(*(_summary(visit, name) for name in SERVICES))
    return visit.page("street.html", services=services, figures=_figures(visit, services))


@router.get("/keadaan/{name}")
async def show_service(visit: Visitor, name: str, cursor: str = "") -> HTMLResponse:
    return await _service(visit, name, Form(f"keadaan-{name}"), cursor)


@router.post("/keadaan/{name}/olah/{owner}")
async def replay(visit: Visitor, name: str, owner: str) -> Response:
    return await _send(visit, name, "replay", {"owner": owner}, "olah")


@router.post("/keadaan/{name}/periksa")
async def check(visit: Visitor, name: str) -> Response:
    return await _send(visit, name, "ledger-check", {}, "periksa")


def _require(visit: Visit, name: str = SERVICES[0]) -> None:
    if visit.role != "platform_admin":
        raise Forbidden()
    if name not in SERVICES:
        raise NotFound()


async def _send(visit: Visit, name: str, path: str, body: Json, done: str) -> Response:
    form = await visit.posted(f"keadaan-{name}")
    _require(visit, name)
    try:
        await visit.send(name, f"/v1/operations/{path}", body, form)
    except Refusal as refusal:
        return await _service(visit, name, await visit.refused(form, refusal), "")
    return visit.onward(f"/keadaan/{name}", done)


async def _service(visit: Visit, name: str, form: Form, cursor: str) -> HTMLResponse:
    _require(visit, name)
    told, letters = await asyncio.gather(
        visit.get(name, "/v1/operations"), visit.get(name, "/v1/operations/dead-letters", cursor=cursor, limit="25")
    )
    return visit.page(
        "service_state.html",
        422 if form.wrong else 200,
        name=name,
        told=told,
        letters=letters["items"],
        next_page=f"/keadaan/{name}?cursor={letters['next']}" if letters["next"] else None,
        form=form,
        fresh=lambda: Form(f"keadaan-{name}"),  # each button is a sending of its own
        done=visit.done(),
        at="/keadaan",
        back="/keadaan",
    )


async def _summary(visit: Visit, name: str) -> dict[str, Any]:
    """A service in one line."""
    missing, told = await asyncio.gather(
        visit.house.neighbours.ready(name), visit.if_there(visit.get(name, "/v1/operations"))
    )
    state = "away" if missing is None else "missing" if missing else "ready"
    summary: dict[str, Any] = {"name": name, "state": state, "missing": ", ".join(missing or ()), "told": told}
    if told:
        relay, heard = told["relay"], told["heard"]
        summary |= {
            "waiting": relay["unnumbered"] + relay["numbered"] - relay["published"],
            "behind": sum(row["head"] - row["mark"] for row in heard),
            "dead": sum(row["dead"] for row in heard),
            "late": told["duties"]["overdue"] + told["duties"]["given_up"],
            "wrong": len(told["ledger"]["wrong"]),
        }
    return summary


def _figures(visit: Visit, services: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What needs a hand, over all services."""
    away = sum(service["state"] != "ready" for service in services)
    sums = {name: sum(service.get(name, 0) for service in services) for name in ("dead", "late", "wrong")}
    return [
        {"number": number, "words": visit.say(f"street.count_{word}"), "tone": "stop" if number else "done", "path": ""}
        for word, number in (("away", away), *sums.items())
    ]
