"""Logging in and out: /masuk, /masuk/kembali, /keluar, and the first page for whom nobody knows yet."""

import json
import secrets

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from services.kit.errors import Unauthenticated
from services.portal import keycloak
from services.portal.visits import Passerby, Visit, cookie_name, me

router = APIRouter()

_HALFWAY = 600  # seconds that a log-in may take between our page and Keycloak's


@router.get("/")
async def arrive(visit: Passerby) -> Response:
    if visit.session and not visit.session.ended:
        return visit.onward(visit.person.rooms[0].path if visit.person.rooms else "/tanpa-peran")
    return visit.page("welcome.html", left="keluar" in visit.request.query_params)


@router.get("/tanpa-peran")
async def no_role(visit: Passerby) -> HTMLResponse:
    return visit.page("no_role.html")


@router.get("/masuk")
async def log_in(visit: Passerby, ke: str = "/") -> Response:
    """To Keycloak's page. What must come back is in a sealed cookie: our state, the PKCE secret, where to go then."""
    await visit.house.keycloak.require_there()
    state, verifier = secrets.token_urlsafe(24), keycloak.verifier()
    halfway = json.dumps({"state": state, "verifier": verifier, "to": here(ke)}).encode()
    answer = RedirectResponse(visit.house.keycloak.page(state, verifier, visit.say.language), 303)
    _set(visit, answer, "masuk", visit.house.vault.box("login", halfway, "masuk"), _HALFWAY)
    return answer


@router.get("/masuk/kembali")
async def come_back(visit: Passerby, state: str = "", code: str = "") -> Response:
    """Keycloak sent the browser back with a code, which becomes a session."""
    halfway = visit.house.vault.unbox("login", visit.request.cookies.get(_cookie(visit, "masuk"), ""), "masuk")
    begun = json.loads(halfway) if halfway else {}
    if not code or not secrets.compare_digest(state, begun.get("state", "")):
        raise Unauthenticated("login-unfinished")
    grant = await visit.house.keycloak.exchange(code, begun["verifier"])
    claims = await visit.house.tokens.verify(grant.access)
    said = await me(visit.house, grant.access) or {}
    if visit.session:
        await visit.house.sessions.forget(visit.session)
    cookie = await visit.house.sessions.open(claims.sub, claims.office, claims.name, claims.roles, grant, said)
    answer = RedirectResponse(begun["to"], 303)
    _set(visit, answer, "", cookie, None)
    answer.delete_cookie(_cookie(visit, "masuk"), path="/")
    return answer


@router.post("/keluar")
async def leave(visit: Passerby) -> Response:
    if visit.session is None:  # left already, in another tab
        return visit.onward("/?keluar")
    await visit.posted("keluar")
    await visit.house.sessions.forget(visit.me)
    if not visit.me.ended:
        await visit.house.keycloak.leave(visit.me.grant)
    answer = visit.onward("/?keluar")
    answer.delete_cookie(cookie_name(visit.house.url), path="/")
    return answer


def here(path: str) -> str:
    """`path` if it leads to a page of ours, else the first page: nobody is sent elsewhere after a log-in."""
    ours = path.startswith("/") and not path.startswith(("//", "/\\")) and not path.startswith("/masuk")
    return path if ours and path.isprintable() else "/"


def _cookie(visit: Visit, name: str) -> str:
    session = cookie_name(visit.house.url)
    return f"{session}-{name}" if name else session


def _set(visit: Visit, answer: Response, name: str, value: str, life: int | None) -> None:
    answer.set_cookie(
        _cookie(visit, name),
        value,
        max_age=life,
        path="/",
        httponly=True,
        samesite="lax",
        secure=visit.house.url.startswith("https:"),
    )
