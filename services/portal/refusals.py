"""Refusals as pages: what happened, what is kept, what to do. Faults tell nothing but that they happened."""

from datetime import datetime
from typing import Any
from urllib.parse import quote, urlsplit

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from services.kit.errors import Refusal, Unauthenticated, Unavailable
from services.portal.forms import Form
from services.portal.neighbours import Refused
from services.portal.visits import NotLoggedIn, Visit, stranger

_BY_STATUS = {403: "forbidden", 404: "not_found", 413: "too_large", 429: "too_many", 503: "unavailable"}
NOTHING: dict[str, Any] = {"typed": [], "drafts": [], "again": None, "words": ""}


async def refused(request: Request, refusal: Exception) -> Response:
    """The page for a refusal that no form took up."""
    if not isinstance(refusal, Refusal):
        raise refusal
    request.scope["refused"] = refusal.code  # for who counts refusals
    visit: Visit = getattr(request.state, "visit", None) or stranger(request)
    if isinstance(refusal, NotLoggedIn) and request.method == "GET":
        return RedirectResponse(log_in_again(request), 303, {"Cache-Control": "no-store"})
    form = visit.form
    kind = _kind(refusal)
    return visit.page(
        "refusal.html",
        refusal.status,
        kind=kind,
        words=refusal.words.of(visit.say.language),
        again=log_in_again(request) if kind in ("ended", "unfinished") else None,
        form=form,
        typed=_typed(visit, form),
        drafts=await _kept(visit) if kind in ("ended", "suspended") else [],
    )


def _kind(refusal: Refusal) -> str:
    """Which page: its sentences stand under [refusal.<kind>]."""
    if refusal.code in ("suspended", "login-unfinished", "no-office", "two-offices"):
        return {"suspended": "suspended", "login-unfinished": "unfinished"}.get(refusal.code, "no_office")
    if isinstance(refusal, Unauthenticated) or (isinstance(refusal, Refused) and refusal.status == 401):
        return "ended"
    if isinstance(refusal, Unavailable):
        return "login_down" if refusal.code == "unavailable-login" else "unavailable"
    return _BY_STATUS.get(refusal.status, "fault" if refusal.status >= 500 else "other")


def log_in_again(request: Request) -> str:
    """The way to the log-in and back to where the person was: the page itself, or that of the form that was sent."""
    url = urlsplit(str(request.url))
    if request.method != "GET":
        page = urlsplit(request.headers.get("referer", ""))
        url = page if page.netloc == request.headers.get("host") else url
    return "/masuk?ke=" + quote(url.path + (f"?{url.query}" if url.query else ""))


def _typed(visit: Visit, form: Form | None) -> list[tuple[str, str]]:
    """What was typed, to be read and copied where the form itself cannot be shown."""
    if not form:
        return []
    said = []
    for name, values in form.typed().items():
        key = f"field.{name}"
        said.append((visit.say(key) if visit.say.knows(key) else name, ", ".join(filter(None, values))))
    return said


async def _kept(visit: Visit) -> list[tuple[str, datetime]]:
    """What lies on the server under the name of who cannot go on, in words."""
    if visit.session is None:
        return []
    kept = await visit.house.drafts.names(visit.session.office, visit.session.sub)
    keys = [(f"today.draft.{name.partition('-')[0]}", saved_at) for name, saved_at in kept]
    return [(visit.say(key if visit.say.knows(key) else "refusal.other_form"), saved_at) for key, saved_at in keys]


def plain(request: Request, status: int) -> Response:
    """The page for what was refused before any room was entered, and for faults: no more than what kind it was."""
    visit: Visit = getattr(request.state, "visit", None) or stranger(request)
    return visit.page("refusal.html", status, kind=_BY_STATUS.get(status, "fault"), **NOTHING)
