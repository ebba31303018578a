"""The portal's application: the frame around every page, the static parts, and the rooms."""

import asyncio
import json
from contextlib import suppress

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.kit.errors import NotFound, Refusal, TooLarge
from services.kit.web import Frame, Rates
from services.portal import (
    applications,
    applying,
    attending,
    caring,
    case_list,
    case_page,
    case_verbs,
    certificates,
    coachings,
    competencies,
    connect,
    coverage,
    directory,
    dossier_page,
    drafting,
    engagements,
    exports,
    figures,
    handups,
    honours,
    imports,
    journals,
    language,
    login,
    meetings,
    nominations,
    notices,
    office_page,
    officers,
    organisations,
    packets,
    pages,
    particulars,
    portfolios,
    programmes,
    proposals,
    record,
    refer,
    referrals,
    refusals,
    reports,
    selections,
    shelf,
    showcase,
    stipends,
    street_page,
    tenures,
    today,
    trainings,
    volunteers,
    words,
)
from services.portal.visits import House, anybody
from services.portal.words import LANGUAGES

# Nothing inline, nothing from elsewhere; forms go nowhere but here.
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# In this order: an address that is named outright stands before one that takes any verb.
ROOMS = (
    login, language, showcase, drafting, today, case_list, refer, connect, case_page, case_verbs, record, referrals,
    packets, figures, coverage, handups, notices, imports, exports, engagements, particulars, applications, selections,
    proposals, volunteers, tenures, officers, organisations, office_page, directory, street_page, nominations,
    trainings, attending, certificates, journals, reports, portfolios, meetings, programmes, shelf, caring, stipends,
    honours, coachings, competencies, dossier_page, applying,
)  # fmt: skip


_FILES = (
    "/psm/impor",
    "/psm/permohonan/",
    "/usulan/",
    "/daftar/",
    "/praktik/bahan",
    "/kompetensi/",
)  # rooms that take one


def app(house: House, *, rate: int) -> FastAPI:
    pages.templates()
    for spoken in LANGUAGES:
        words.read(spoken)
    made = FastAPI(title="Titian portal", openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    made.state.house = house
    for room in ROOMS:
        made.include_router(room.router)
    made.add_exception_handler(Refusal, refusals.refused)
    made.add_exception_handler(HTTPException, _unrouted)
    made.add_exception_handler(RequestValidationError, _unrouted)
    made.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=6)
    made.add_middleware(Frame, rates=Rates(rate * 4), files=_FILES)
    made.add_middleware(Guard, secure=house.url.startswith("https:"))

    @made.get("/static/{name}")
    async def static(name: str) -> Response:
        part = pages.parts().get(name)
        if part is None:
            raise NotFound()
        content, kind = part
        return Response(content, headers={"Cache-Control": "public, max-age=31536000, immutable"}, media_type=kind)

    @made.get("/livez")
    async def livez() -> Response:
        return Response(b"ok\n", media_type="text/plain")

    @made.get("/readyz")
    async def readyz() -> Response:
        missing = [] if await house.db.ready() else ["database"]
        missing += [] if house.tokens.ready else ["login"]
        return Response(json.dumps({"missing": missing}), 503 if missing else 200, media_type="application/json")

    return made


class Guard:
    """The outermost frame: the headers of every answer, and a page in place of what kit's frame answers to programs
    (a fault, too large, too many, too late)."""

    def __init__(self, app: ASGIApp, secure: bool) -> None:
        self._app = app
        self._headers = HEADERS | ({"Strict-Transport-Security": "max-age=31536000"} if secure else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        problem = 0

        async def guarded(message: Message) -> None:
            nonlocal problem
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type") == "application/problem+json":
                    problem = message["status"]
                headers.update(self._headers)
            if not problem:
                await send(message)

        await self._app(scope, receive, guarded)
        if problem == TooLarge.status:
            await _drained(receive)
        if problem:
            page, problem = refusals.plain(Request(scope), problem), 0
            await page(scope, receive, guarded)


async def _drained(receive: Receive) -> None:
    """A browser shows no answer before it has sent everything: read on, for as long as it sends and a little while."""
    with suppress(TimeoutError):
        async with asyncio.timeout(5):
            while (await receive()).get("more_body"):
                pass


async def _unrouted(request: Request, error: Exception) -> Response:
    """An address that no room has, or an id that no id can be: neither is told apart from what lies out of sight. What
    only takes a form is read at the page above it, and kit's frame ends here what is too large."""
    await anybody(request)
    status = error.status_code if isinstance(error, HTTPException) else NotFound.status
    if status == 405 and request.method == "GET":
        return RedirectResponse(request.url.path.rpartition("/")[0] or "/", 303, {"Cache-Control": "no-store"})
    return await refusals.refused(request, TooLarge() if status == TooLarge.status else NotFound())
