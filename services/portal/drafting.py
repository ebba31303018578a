"""/isian/<form>: keeps what is being typed at each change of a field (htmx) and answers where and when.

The page that is open when its person is suspended, or when the log-in ends, learns it here: what was typed is kept,
and the page says why it cannot be sent.
"""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from services.kit.errors import Refusal
from services.portal import pages
from services.portal.visits import Passerby, renewed

router = APIRouter()


@router.post("/isian/{name}")
async def keep(name: str, visit: Passerby) -> HTMLResponse:
    form = await visit.posted(name)
    form.saved_at = await visit.keep(form)
    stopped = ""
    try:
        visit.session = await renewed(visit.house, visit.me)
        await visit.house.neighbours.get("registry", "/v1/me", visit.who, deadline=2.0)
    except Refusal as refusal:
        stopped = refusal.words.of(visit.say.language) if refusal.status == 401 else ""
    body = pages.render("kept.html", say=visit.say, form=form, stopped=stopped)
    return HTMLResponse(body, headers={"Cache-Control": "no-store"})
