"""Who works in the benchmark: an officer in every kabupaten, and in one kabupaten as many as there are connections,
with TKSK and PSM who read lists there.

Accounts are made in Keycloak as the registry makes them; passwords are typed once, afterwards tokens are renewed. An
officer of the Dinas needs nothing but an account, as the office is in the token; what the registry would have said of
TKSK and PSM is copied into `actors`.
"""

import asyncio
import secrets
from dataclasses import dataclass, field
from typing import Final

import aiohttp

from deploy.keycloak.admin import Admin
from deploy.local.running import Running
from services.kit import area
from services.kit.testing import copy

ONE: Final = "1906"
IN_ONE: Final = 32  # officers of the one kabupaten
READERS: Final = 16  # TKSK, and as many PSM: nobody asks more often than a person may
AT_ONCE: Final = 4  # log-ins: each is a hundred milliseconds of Keycloak's processor


@dataclass
class Officer:
    username: str
    office: str
    role: str
    password: str = field(repr=False)
    renewal: str = field(default="", repr=False)
    token: str = field(default="", repr=False)


def villages(office: str) -> list[str]:
    return list(area.codes(office, area.Level.DESA))


async def hire(street: Running) -> list[Officer]:
    """Those of the one kabupaten first."""
    password = secrets.token_urlsafe(12)
    posts = [(ONE, "dinas")] * IN_ONE + [(ONE, "tksk")] * READERS + [(ONE, "psm")] * READERS
    posts += [(office, "dinas") for office in area.codes(level=area.Level.KABUPATEN)]
    officers = [Officer(f"bench-{secrets.token_hex(6)}", office, role, password) for office, role in posts]
    accounts = [
        {
            "username": officer.username,
            "firstName": "Budi Tolok Ukur",
            "enabled": True,
            "groups": [f"/{area.NATION}/{officer.office[:2]}/{officer.office}"],
            "realmRoles": [officer.role],
            "credentials": [{"type": "password", "value": password, "temporary": False}],
        }
        for officer in officers
    ]
    subs: dict[str, str] = {}
    admin = street.plan.own.keycloak_password or street.passwords["keycloak/admin"]
    async with Admin(street.plan.keycloak, street.plan.own.keycloak_admin, admin, "titian") as keycloak:
        for start in range(0, len(accounts), 50):
            asked = {"ifResourceExists": "FAIL", "users": accounts[start : start + 50]}
            told = await keycloak.post("partialImport", asked)
            subs |= {made["resourceName"]: made["id"] for made in told["results"]}
    await copy(street.admin_dsn("cases"), "actors", (_post(o, subs[o.username]) for o in officers if o.role != "dinas"))
    return officers


def _post(officer: Officer, sub: str) -> dict[str, object]:
    own = villages(ONE)
    return {
        "office": officer.office, "sub": sub, "name": "Budi Tolok Ukur", "roles": [officer.role],
        "villages": own[2:4] if officer.role == "psm" else [], "kec": own[2][:6], "bidang": None, "desks": [],
        "status": "active", "not_before": None, "seq": 1,
    }  # fmt: skip


async def log_in(street: Running, officers: list[Officer]) -> None:
    """Fresh tokens: by password the first time, afterwards by renewal."""
    places = asyncio.Semaphore(AT_ONCE)
    address = f"{street.plan.issuer}/protocol/openid-connect/token"
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)) as web:

        async def one(officer: Officer) -> None:
            renewed = {"grant_type": "refresh_token", "refresh_token": officer.renewal}
            typed = {"grant_type": "password", "username": officer.username, "password": officer.password}
            form = {"client_id": "curl", "scope": "openid", **(renewed if officer.renewal else typed)}
            async with places, web.post(address, data=form) as answer:
                answer.raise_for_status()
                told = await answer.json()
            officer.token, officer.renewal = told["access_token"], told["refresh_token"]

        await asyncio.gather(*(one(officer) for officer in officers))
