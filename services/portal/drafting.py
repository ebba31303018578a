"""/isian/<form>: keeps what is being typed at each change of a field (htmx) and answers where and when.

The page that is open when its person is suspended, or when the log-in ends, learns it here: what was typed is kept,
and the page says why it cannot be sent.
"""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from services.kit.errors import Forbidden, Refusal, Unauthenticated
from services.portal import pages
from services.portal.forms import Form
from services.portal.refusals import log_in_again
from services.portal.visits import Passerby, Visit, renewed

router = APIRouter()


@router.post("/isian/{name}")
async def keep(name: str, visit: Passerby) -> HTMLResponse:
    try:
        form = await visit.posted(name)
    except (Unauthenticated, Forbidden) as refusal:  # the page is older than the log-in of this browser
        return _kept(visit, visit.form or Form(name), refusal, refusal.status)
    form.saved_at = await visit.keep(form)
    try:
        visit.session = await renewed(visit.house, visit.me)
        await visit.house.neighbours.get("registry", "/v1/me", visit.who, deadline=2.0)
    except Refusal as refusal:
        return _kept(visit, form, refusal if refusal.status == 401 else None)
    return _kept(visit, form)


def _kept(visit: Visit, form: Form, refusal: Refusal | None = None, status: int = 200) -> HTMLResponse:
    stopped = refusal.words.of(visit.say.language) if refusal else ""
    again = "" if refusal is None or refusal.code == "suspended" else log_in_again(visit.request)
    body = pages.render("kept.html", say=visit.say, form=form, stopped=stopped, again=again)
    return HTMLResponse(body, status, {"Cache-Control": "no-store"})
