"""/pemberitahuan: what waits for the reader, by code and link and without a name. What has moved is gone from here."""

from asyncio import gather

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from services.kit.errors import Refusal
from services.portal import pages
from services.portal.visits import Passerby, Visitor, renewed, waiting

router = APIRouter()


@router.get("/pemberitahuan")
async def list_notices(visit: Visitor, cursor: str = "") -> HTMLResponse:
    told, count = await gather(visit.get("notify", "/v1/notices", cursor=cursor, limit="25"), waiting(visit))
    next_page = f"/pemberitahuan?cursor={told['next']}" if told["next"] else None
    return visit.page("notices.html", items=told["items"], next_page=next_page, notices=count)


@router.get("/pemberitahuan/jumlah")
async def count(visit: Passerby) -> HTMLResponse:
    """The badge of the bell, asked for each minute by an open page; it also learns here that its person can go on no
    longer."""
    notices: int | None = 0
    stopped = ""
    try:
        visit.session = await renewed(visit.house, visit.me)
        await visit.house.neighbours.get("registry", "/v1/me", visit.who, deadline=2.0)
        notices = await waiting(visit)
    except Refusal as refusal:
        stopped = refusal.words.of(visit.say.language) if refusal.status == 401 else ""
    body = pages.render("bell.html", say=visit.say, notices=notices, stopped=stopped)
    return HTMLResponse(body, headers={"Cache-Control": "no-store"})
