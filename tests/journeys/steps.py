"""What the journeys have in common: somebody to record, a refusal, a notice that comes and goes."""

import asyncio
import secrets
import time
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

import pytest

from deploy.local.demo import people
from deploy.local.demo.doors import Caller, Doors, Refused
from deploy.local.demo.people import Person
from services.kit import area

NOWHERE = "cases/v1/cases/01900000-0000-7000-8000-000000000000"
SECONDS = 5.0  # until what one service said is seen in another; the platform's promise
LENIENT = 4  # times as long where a test machine is busy with all of them at once


def fresh() -> str:
    """An idempotency key of its own."""
    return secrets.token_hex(8)


def somebody(village: str, *, ages: tuple[int, int] = (30, 60)) -> Person:
    """A woman of that village, another one at each call."""
    today: date = datetime.now(area.zone(village)).date()
    return people.person(people.draw(fresh()), village, today, ages=ages, sex="f")


async def record(
    who: Caller, person: Person, type: int | None, note: str = "Dicatat saat kunjungan."
) -> dict[str, Any]:
    body = {"person": person.told(), "type": type, "note": note, "consent": {"basis": "consent", "language": "id"}}
    return await who.post_when_heard("cases/v1/cases", body, key=fresh())


@dataclass(frozen=True)
class Planned:
    """A case of 1906 in the Dinas's care with a need to be referred."""

    url: str
    code: str
    need: str

    @property
    def case_id(self) -> str:
        return self.url.rpartition("/")[2]


async def planned(doors: Doors, psm: Caller, person: Person, kind: str, type: int = 8) -> Planned:
    """From the village to the plan: recorded, verified by the TKSK of Gantung, accepted, the need written."""
    told = await record(psm, person, type)
    url, dewi = f"cases/v1/cases/{told['id']}", doors.person("dewi")
    await doors.person("jaka").change(url, "verification", {"note": ""}, key=fresh())
    await dewi.change(url, "acceptance", {"note": ""}, key=fresh())
    for stage in ("assessment", "planning"):
        await dewi.change(url, "stage", {"to": stage}, key=fresh())
    need = await dewi.post(f"{url}/needs", {"kind": kind, "note": ""}, key=fresh())
    doors.versions.pop(url)  # one more than the last change answered
    return Planned(url, told["code"], need["id"])


async def refer(who: Caller, case: Planned, service: str, purpose: str, **other: Any) -> tuple[str, str]:
    """Sent to the first service of that name: the referral's address and code."""
    found = await who.get(f"referral/v1/services?area=1906&limit=200&q={quote(service)}")
    body = {
        "case_id": case.case_id, "need_id": case.need, "service_id": found["items"][0]["id"], "purpose": purpose,
        "fields": ["name", "age", "sex", "village"], **other,
    }  # fmt: skip
    sent = await who.post_when_heard("referral/v1/referrals", body, key=fresh())
    return f"referral/v1/referrals/{sent['id']}", sent["code"]


async def packet_of(partner: Caller, code: str) -> str:
    found = await partner.find("referral/v1/packets", lambda packet: packet["code"] == code)
    return f"referral/v1/packets/{found['id']}"


async def becomes(who: Caller, url: str, status: str) -> dict[str, Any]:
    return await who.see(url, lambda told: bool(told["status"] == status))


async def refused(who: Caller, url: str) -> Refused:
    """The refusal of a reading; a failed test where it was granted."""
    with pytest.raises(Refused) as told:
        await who.get(url)
    return told.value


async def notice(who: Caller, code: str) -> dict[str, Any]:
    """The notice with that code, before this person within the promised time. It names nobody."""
    return await _until(who, code, there=True)


async def no_notice(who: Caller, code: str) -> None:
    """She has moved, so nothing waits for her."""
    await _until(who, code, there=False)


async def _until(who: Caller, code: str, *, there: bool) -> dict[str, Any]:
    end = time.monotonic() + SECONDS * LENIENT
    while True:
        found = await who.get("notify/v1/notices?limit=200")
        mine = [notice for notice in found["items"] if notice["code"] == code]
        if bool(mine) is there:
            return dict(mine[0]) if mine else {}
        assert time.monotonic() < end, f"{who.username}: a notice of {code} should {'stand' if there else 'be gone'}"
        await asyncio.sleep(0.2)
