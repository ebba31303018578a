"""One request of one browser: who it is, in which language and zone, what may be asked and how the page is answered.

A room's handler takes a `Visitor` (somebody is logged in) or a `Passerby` (perhaps nobody), asks the neighbours through
it and answers with `page` or `onward`. Nothing here knows a case.
"""

import asyncio
import base64
import hmac
import json
import re
import secrets
from collections.abc import Collection, Coroutine, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any, Protocol
from urllib.parse import urlsplit
from weakref import WeakValueDictionary

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import UploadFile

from services.kit import area, clock
from services.kit.auth import Tokens
from services.kit.db import Database
from services.kit.errors import Forbidden, Refusal, Unauthenticated, Unavailable
from services.kit.vault import Vault
from services.portal import menus, pages, turns
from services.portal.drafts import Drafts
from services.portal.forms import Form
from services.portal.keycloak import Keycloak
from services.portal.neighbours import As, Json, Neighbours, Told
from services.portal.sessions import LIFE, Session, Sessions
from services.portal.words import LANGUAGES, Speech

_UUID = re.compile(r"-[0-9a-f-]{36}$")
BELL = 0.8  # seconds that a page waits for the count of notices


class House(Protocol):
    """The parts of the running portal; `app.state.house`."""

    url: str
    db: Database
    vault: Vault
    tokens: Tokens
    sessions: Sessions
    drafts: Drafts
    neighbours: Neighbours
    keycloak: Keycloak


class NotLoggedIn(Unauthenticated):
    """Nobody is logged in here: who only wants to read goes to the log-in page, without a word about sessions."""

    code = "not-logged-in"


@dataclass(frozen=True, slots=True)
class Person:
    """What the frame of a page shows of the one who reads it."""

    name: str
    role: str
    office: str
    office_name: str
    place: str
    rooms: tuple[menus.Room, ...]
    own: tuple[menus.Room, ...]  # what stands under her name

    @classmethod
    def of(cls, session: Session) -> "Person":
        me = session.me
        here = "" if session.office.startswith("org-") else area.name(session.office)
        villages = [str(village["name"]) for village in me.get("villages") or ()]
        place = ", ".join(villages[:2]) + (" …" if len(villages) > 2 else "") or me.get("kec_name") or here
        office = me.get("office_name") or here or session.office
        role = menus.role_of(session.roles)
        rooms, own = menus.rooms_of(session.roles), menus.own_of(session.roles)
        return cls(session.name, role, session.office, office, place or office, rooms, own)


@dataclass(slots=True)
class Visit:
    """See the module. `session` is None for a browser that nobody logged in with."""

    request: Request
    house: House
    say: Speech
    session: Session | None
    form: Form | None = None

    @property
    def me(self) -> Session:
        if self.session is None:
            raise NotLoggedIn()
        return self.session

    @property
    def person(self) -> Person:
        return Person.of(self.me)

    @property
    def role(self) -> str:
        return menus.role_of(self.me.roles)

    def require(self, roles: Collection[str]) -> None:
        """Forbidden to who bears none of these roles: a room that is not hers says so instead of standing empty."""
        if not self.me.roles & frozenset(roles):
            raise Forbidden()

    # --- asking ---

    async def get(self, service: str, path: str, **query: str | None) -> Json:
        return (await self.house.neighbours.get(service, path, self.who, query)).body

    async def file(self, service: str, path: str, asked: Json | None = None) -> Response:
        """A file of a service, as it gives it."""
        found = await self.house.neighbours.fetch(service, path, self.who, asked)
        headers = {"Cache-Control": "no-store", "Content-Disposition": found.disposition}
        return Response(found.content, headers=headers, media_type=found.kind)

    async def if_there(self, asking: Coroutine[Any, Any, Json]) -> Json | None:
        """What a page can stand without: None while its service cannot be reached, or where it is not the reader's."""
        try:
            return await asking
        except Refusal as refusal:
            if refusal.status not in (403, 404, 500, 503):
                raise
            return None

    async def search(self, service: str, path: str, body: Json) -> Json:
        """A question about people is sent as a body, never in an address."""
        return (await self.house.neighbours.post(service, path, body, self.who)).body

    async def send(self, service: str, path: str, body: Json, form: Form) -> Told:
        """Send what a form says; once it is done its draft goes. It is kept first, for who never gets the answer."""
        form.saved_at = await self.keep(form)
        told = await self.house.neighbours.post(service, path, body, self.who, key=form.key, version=form.version)
        await self.house.drafts.drop(self.me.office, self.me.sub, form.name)
        return told

    @property
    def who(self) -> As:
        return As(self.me.grant.access, self.say.language)

    # --- forms ---

    async def posted(self, name: str) -> Form:
        """The form that was sent. NotLoggedIn or Forbidden when it does not come from a page of this session; where it
        stood on a page of the same person, it is kept as a draft."""
        form = await self._sent(name)
        if not self._proves(form["csrf"]):
            await self._keep_for_its_writer(form)
            if self.session is None:
                raise NotLoggedIn()
            raise Forbidden(
                "stale-form",
                "Halaman ini dibuka sebelum Anda masuk. Muat ulang, lalu kirim lagi.",
                "This page was opened before you logged in. Reload it and send again.",
            )
        self.form = form
        return form

    async def told(self, name: str) -> Form:
        """What a form says that needs no log-in: who sends it proves nothing, because it opens nothing. Not kept."""
        self.form = await self._sent(name)
        return self.form

    async def keep_sent(self) -> None:
        """The log-in ended under a form: what it sent becomes a draft of the person on whose page it stood."""
        form = await self._sent("")
        form.name = form["form"]
        if form.name and self._proves(form["csrf"]):
            self.form, form.saved_at = form, await self.keep(form)
        elif form.name:
            await self._keep_for_its_writer(form)

    async def _sent(self, name: str) -> Form:
        sent = await self.request.form(max_files=1, max_fields=2000)  # a list of a whole training
        values: dict[str, list[str]] = {}
        form = Form(name, values)
        for field_name, value in sent.multi_items():
            if isinstance(value, UploadFile):  # neither its name nor what is in it is kept
                form.file = await value.read()
            else:
                values.setdefault(field_name, []).append(value)
        form.key, form.version = form["key"] or form.key, form["version"] or None
        return form

    async def _keep_for_its_writer(self, form: Form) -> None:
        """The session that the form was opened in is gone from this browser; the form itself says whose it is."""
        seal = self.house.vault.unbox("whose", form["whose"], form["form"])
        if seal is None:
            return
        office, sub, until = json.loads(seal)
        mine = self.session is None or (self.session.office, self.session.sub) == (office, sub)
        if mine and clock.now().timestamp() < until and form.typed():
            self.form, form.saved_at = form, await self.house.drafts.keep(office, sub, form["form"], form.kept())

    async def refused(
        self, form: Form, refusal: Refusal, renamed: Mapping[str, str] | None = None, *, anew: bool = False
    ) -> Form:
        """The form with what was refused on it, the typing kept. What no form can mend (logged out, suspended) goes on
        to the page that says so. `anew`: its next sending is another one, as the answer of this one is never told."""
        # Used: the first sending arrived after all, and what is typed now is another one.
        if anew or refusal.code == "key-reused":
            form.key = Form("").key
        form.saved_at = await self.keep(form)
        if refusal.status == 401:
            raise refusal
        form.refused(refusal, self.say.language, renamed)
        form.errors = {name: self._asked_for(form, name) or words for name, words in form.errors.items()}
        return form

    def _asked_for(self, form: Form, name: str) -> str:
        """A field that was left empty is asked for by its own name: nobody must guess what is required."""
        if any(form.all(name)):
            return ""
        of_form = f"required.{_UUID.sub('', form.name)}.{name}"
        return next((self.say(key) for key in (of_form, f"required.{name}") if self.say.knows(key)), "")

    async def drafted(self, name: str) -> Form:
        """A fresh form, with what was typed into it before."""
        draft = await self.house.drafts.find(self.me.office, self.me.sub, name)
        if draft is None:
            return Form(name)
        form = Form(name, draft.values, saved_at=draft.saved_at)
        form.key, form.version = form["key"] or form.key, form["version"] or None
        return form

    async def keep(self, form: Form) -> Any:
        """Keep what was typed; None where nothing was."""
        if not form.typed():
            return None
        return await self.house.drafts.keep(self.me.office, self.me.sub, form.name, form.kept())

    def csrf(self) -> str:
        """The session's secret under a new mask each time, so that compressed pages do not give it away."""
        if self.session is None:
            return ""
        secret, mask = bytes.fromhex(self.session.csrf), secrets.token_bytes(16)
        return base64.urlsafe_b64encode(mask + _xor(secret, mask)).decode()

    def whose(self, form: str) -> str:
        """Sealed, for a form of this name: whose it is, for when its browser has lost the session. It opens nothing."""
        if self.session is None:
            return ""
        until = (clock.now() + LIFE).timestamp()
        return self.house.vault.box("whose", json.dumps([self.me.office, self.me.sub, until]).encode(), form)

    def _proves(self, token: str) -> bool:
        if self.session is None:
            return False
        try:
            told = base64.urlsafe_b64decode(token)
        except ValueError:
            return False
        return hmac.compare_digest(_xor(told[16:], told[:16]), bytes.fromhex(self.session.csrf))

    # --- answering ---

    def page(self, template: str, status: int = 200, **context: Any) -> HTMLResponse:
        """A whole page. What belongs to a person is never stored by the browser."""
        standing = {"form": None, "done": None, "back": None, "at": None, "notices": self.request.state.notices}
        body = pages.render(
            template,
            **standing
            | {
                "say": self.say,
                "person": Person.of(self.session) if self.session and not self.session.ended else None,
                "path": self.request.url.path,
                "csrf": self.csrf,
                "whose": self.whose,
                "back_word": _back_word,
                "is_mine": lambda thing: turns.mine(thing, self.role if self.session else ""),
            }
            | context,
        )
        return HTMLResponse(body, status, {"Cache-Control": "no-store"})

    def onward(self, path: str, done: str = "") -> RedirectResponse:
        """To the page that shows what an action came to; `done` is the key under [done] of what happened."""
        mark = "&" if "?" in path else "?"
        return RedirectResponse(f"{path}{mark}sudah={done}" if done else path, 303, {"Cache-Control": "no-store"})

    def done(self, thing: Json | None = None, undo: str = "", hidden: dict[str, str] | None = None) -> Json | None:
        """The notice for what the page before did, with the status as it stands now."""
        word = self.request.query_params.get("sudah", "")
        if not word.replace("_", "").isalpha() or not self.say.knows(f"done.{word}"):
            return None
        return {"words": self.say(f"done.{word}"), "thing": thing, "undo": undo, "hidden": hidden or {}, "word": word}


# --- who ---


def stranger(request: Request) -> Visit:
    """A visit of nobody known: the language is all that is asked for."""
    asked = request.cookies.get("bahasa", "")
    language = asked if asked in LANGUAGES else LANGUAGES[0]
    request.state.notices = 0
    return Visit(request, request.app.state.house, Speech(language, area.zone("00"), clock.now()), None)


async def anybody(request: Request) -> Visit:
    """Who stands behind the cookie, if anybody; what a refusal or a fault needs to make its page."""
    visit = request.state.visit = stranger(request)
    cookie = request.cookies.get(cookie_name(visit.house.url))
    visit.session = await visit.house.sessions.find(cookie) if cookie else None
    if visit.session:
        visit.say = replace(visit.say, zone=area.zone(visit.session.office))
    return visit


async def somebody(visit: Annotated[Visit, Depends(anybody)]) -> Visit:
    """Somebody is logged in and the token is good for the requests to come; else what was sent is kept first."""
    try:
        visit.session = await renewed(visit.house, visit.me)
    except Refusal:
        if visit.request.method == "POST":
            await visit.keep_sent()
        raise
    if visit.request.method == "GET" and "hx-request" not in visit.request.headers:
        visit.request.state.notices = await waiting(visit)
    return visit


Passerby = Annotated[Visit, Depends(anybody)]
Visitor = Annotated[Visit, Depends(somebody)]

_renewing: WeakValueDictionary[bytes, asyncio.Lock] = WeakValueDictionary()


async def renewed(house: House, session: Session) -> Session:
    """The session with a token that is good for a while; renewed once for all requests that need it at the same time.
    Unauthenticated when Keycloak honours the log-in no longer; Unavailable when it cannot be reached and the token at
    hand has ended."""
    if session.ended:
        raise Unauthenticated()
    if session.grant.fresh(clock.now()):
        return session
    async with _renewing.setdefault(session.id, asyncio.Lock()):
        current = await house.sessions.get(session.id)
        if current is None or current.ended:
            raise Unauthenticated()
        if current.grant.fresh(clock.now()):
            return current
        try:
            grant = await house.keycloak.renew(current.grant)
        except Unauthenticated:
            await house.sessions.end(current)
            raise
        except Unavailable:
            if current.grant.until > clock.now().timestamp():
                return current
            raise
        return await house.sessions.renew(current, grant, await me(house, grant.access) or current.me)


async def me(house: House, token: str) -> Json | None:
    """What the registry says about the person; None while it cannot say."""
    try:
        return (await house.neighbours.get("registry", "/v1/me", As(token), deadline=2.0)).body
    except Refusal:
        return None


async def waiting(visit: Visit) -> int | None:
    """How many notices wait; None while notify cannot say, because no page waits for a number: the page asks again."""
    try:
        told = await visit.house.neighbours.get("notify", "/v1/notices/count", visit.who, deadline=BELL)
        return int(told.body.get("count", 0))
    except (Refusal, ValueError, TypeError):
        return None


def _back_word(path: str) -> str:
    """The key under [back] of where a path leads: a list by its first word, one thing of it by that word and `_one`."""
    room, *rest = path.partition("?")[0].strip("/").replace("-", "_").split("/")
    if rest[-1:] in (["rujuk"], ["impor"], ["permohonan"]):  # lists that stand under one thing, or under another list
        return f"{rest[-1]}_one"
    return f"{room}_one" if rest else room


def cookie_name(url: str) -> str:
    """`__Host-` binds the cookie to this host and to https; development speaks plain http."""
    return "__Host-titian" if urlsplit(url).scheme == "https" else "titian"


def _xor(left: bytes, right: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(left, right, strict=False))
