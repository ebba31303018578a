"""Somebody who records on the portal's pages, without JavaScript, and sends a form again until it is taken."""

import html
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final

import aiohttp
from yarl import URL

from tests.proofs.crowd import PASSWORD
from tests.proofs.load import BROKEN, SECONDS, Client

_ACTION: Final = re.compile(r'<form[^>]*\saction="([^"]+)"')
_CSRF: Final = re.compile(r'name="csrf" value="([^"]+)"')
_CASE: Final = re.compile(r"/kasus/([0-9a-f-]{36})")


class Browser:
    """One logged-in person's cookies, and the secret that each of her forms shows."""

    def __init__(self, client: Client, http: aiohttp.ClientSession, who: str) -> None:
        self._client, self._http, self._who = client, http, who
        self._portal = client.street.url("portal")
        self._csrf = ""

    async def _log_in(self) -> bool:
        """On Keycloak's own page; what the portal's form hides is good for the whole session."""
        self._http.cookie_jar.clear()
        with suppress(*BROKEN, IndexError):  # a page of another kind: later
            async with self._http.get(f"{self._portal}/masuk?ke=/catat") as page:
                action = html.unescape(_ACTION.findall(await page.text())[0])
            async with self._http.post(action, data={"username": self._who, "password": PASSWORD}) as page:
                self._csrf = html.unescape(_CSRF.findall(await page.text())[0])
        return bool(self._csrf)

    async def record(self, key: str, name: str, village: str) -> str:
        """The three steps of /catat; the id of the case, empty where they have to be sent once more."""
        steps = {
            "tempat": {"village": village, "basis": "consent", "witness": "Ketua RT"},
            "warga": {"name": name, "birth_on_year": "1949", "sex": "f"},
            "kebutuhan": {"type": "8", "note": "Tinggal sendiri."},
        }
        if not self._csrf and not await self._log_in():
            return ""
        goes = ""
        for step, typed in steps.items():
            goes = await self._send(f"/catat/{step}", typed | {"key": key, "csrf": self._csrf})
            if not goes.startswith(("/catat", "/kasus")):
                return ""
        found = _CASE.match(goes)
        return found[1] if found else ""

    async def _send(self, path: str, form: dict[str, str]) -> str:
        """Where the answer leads; empty where it is a page that says no, or none."""
        flight = self._client.leaves("portal")
        try:
            async with self._http.post(f"{self._portal}{path}", data=form, allow_redirects=False) as page:
                self._client.answers[f"portal {page.status}"] += 1
                if page.status in (401, 403):  # the session or its secret is another by now
                    self._csrf = ""
                return page.headers.get("Location", "").removeprefix(self._portal)
        except BROKEN:
            flight.broken = True
            return ""
        finally:
            self._client.lands(flight)


@asynccontextmanager
async def logged_in(client: Client, who: str) -> AsyncIterator[Browser]:
    origins = [URL(client.street.url("portal")), URL(client.street.plan.keycloak)]
    jar = aiohttp.CookieJar(unsafe=True, treat_as_secure_origin=origins)  # as a browser does on its own machine
    timeout = aiohttp.ClientTimeout(total=3 * SECONDS)  # a page asks several doors
    async with aiohttp.ClientSession(cookie_jar=jar, timeout=timeout) as http:
        yield Browser(client, http, who)
