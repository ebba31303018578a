"""Somebody new: appointed by the Dinas, given a slip, logged in on Keycloak's own page."""

import html
import re
import secrets
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import aiohttp
from yarl import URL

from deploy.local.demo.doors import Caller, Doors
from deploy.local.running import Running
from tests.journeys.steps import fresh

LENGGANG, BATU_PENYU = "1906022009", "1906022010"
OWN = "jembatan-kayu-7"


@dataclass(frozen=True)
class Newcomer:
    name: str
    volunteer: str  # address of her appointment
    slip: dict[str, Any]
    caller: Caller


def some_name() -> str:
    """Of letters only, and new at every run: what is told on a street that is kept must not be told twice."""
    letters = "".join(secrets.choice("aeiou" if odd else "bdklmnrst") for odd in (0, 1, 0, 1, 0, 1))
    return f"{letters.capitalize()} Umpama"


def appointment(name: str, villages: tuple[str, ...] = (LENGGANG, BATU_PENYU)) -> dict[str, Any]:
    today = date.today()  # noqa: DTZ011 -- reason: a day on paper; an hour more or less does not matter here
    return {
        "name": name,
        "role": "psm",
        "villages": list(villages),
        "sk": {
            "number": f"400.9/{secrets.randbelow(900) + 100}/SK/{today.year}",
            "issuer": "Kepala Dinas Sosial",
            "issued_on": (today - timedelta(days=3)).isoformat(),
            "starts_on": (today - timedelta(days=2)).isoformat(),
        },
    }


async def appoint(doors: Doors, street: Running, by: str = "yusuf") -> Newcomer:
    name, officer = some_name(), doors.person(by)
    made = await officer.post("registry/v1/volunteers", appointment(name), key=fresh())
    where = f"registry/v1/volunteers/{made['id']}"
    await officer.see(where, lambda told: told["account"] == "ready")
    slip = await officer.post(f"{where}/slip", {}, key=fresh())
    await choose_password(street, slip["username"], slip["one_time_password"], OWN)
    return Newcomer(name, where, slip, doors.person(slip["username"], OWN))


async def choose_password(street: Running, username: str, once: str, own: str) -> None:
    """What a person does at the first log-in, on Keycloak's own pages and without a browser."""
    portal = street.url("portal")
    origins = [URL(portal), URL(street.plan.keycloak)]
    jar = aiohttp.CookieJar(unsafe=True, treat_as_secure_origin=origins)  # as a browser does on its own machine
    async with aiohttp.ClientSession(cookie_jar=jar, raise_for_status=True) as visit:
        async with visit.get(f"{portal}/masuk") as page:
            action = _form(await page.text())
        async with visit.post(action, data={"username": username, "password": once}) as page:
            action = _form(await page.text())
        chosen = {"password-new": own, "password-confirm": own}
        async with visit.post(action, data=chosen, allow_redirects=False) as page:
            assert page.headers.get("Location", "").startswith(f"{portal}/masuk/"), "Keycloak did not take the password"


def _form(page: str) -> str:
    """Where the form of a page of Keycloak's goes."""
    found = re.search(r'<form[^>]*\saction="([^"]+)"', page)
    assert found, "a page without a form"
    return html.unescape(found[1])
