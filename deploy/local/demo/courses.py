"""The trainings of `courses.toml`, through the doors: those of the past to their certificates, those to come as far as
they are. Whoever is at work in an office takes part, in the order of the list; candidates are written by name."""

import tomllib
from datetime import date, timedelta
from itertools import cycle, islice
from pathlib import Path
from typing import Any, Final

from deploy.local.demo import people
from deploy.local.demo.doors import Caller, Doors, Json, together
from services.kit import area
from services.kit.area import Level

STAGES: Final = ("nominating", "invited", "running", "finished")
_SAID: Final = ("title", "roles", "tier", "quota", "opener", "modules")  # of a plan, as they stand


async def hold(doors: Doors, today: date) -> int:
    """How many trainings there are now."""
    told = tomllib.loads(Path(__file__).with_name("courses.toml").read_text(encoding="utf-8"))["trainings"]
    await together(_held(doors.person(one["by"]), one, today) for one in told)
    return len(told)


async def _held(by: Caller, told: dict[str, Any], today: date) -> None:
    key = f"demo.training.{told['key']}"
    training = await by.post("registry/v1/trainings", _plan(told, today), key=key)
    url = f"registry/v1/trainings/{training['id']}"
    until = told.get("stage", "certified")
    if until == "planned":
        return
    await by.change(url, "stage", {"to": "nominating"}, key=f"{key}.nominating")
    if not (await by.get(url))["participants"]:  # told again, the office may have more volunteers than it had then
        for number, body in enumerate([body async for body in _nominations(by, told, today)]):
            await by.post(f"{url}/participants", body, key=f"{key}.participants.{number}")
    if until == "nominating":
        return
    for stage in STAGES[1:3]:
        await by.change(url, "stage", {"to": stage}, key=f"{key}.{stage}")
    present = [one["id"] for one in (await by.get(url))["participants"] if one["seat"] == "seated"]
    for day in told["days"]:
        body = {"day": day["day"].isoformat(), "present": present}
        await by.change(url, "attendance", body, key=f"{key}.{body['day']}")
    for number, report in enumerate(told.get("reports", ())):
        await by.change(url, "practice", report, key=f"{key}.practice.{number}")
    await by.change(url, "stage", {"to": "finished"}, key=f"{key}.finished")
    issued = {"issued_on": told["days"][-1]["day"].isoformat()}
    await by.change(url, "certification", issued, key=f"{key}.certification")


def _plan(told: dict[str, Any], today: date) -> Json:
    days = told.get("days") or [
        {"day": today + timedelta(days=ahead), "venue": told["venue"]} for ahead in told["in_days"]
    ]
    plan: Json = {name: told[name] for name in _SAID if name in told}
    plan |= {"days": [{"day": one["day"].isoformat(), "venue": one["venue"]} for one in days]}
    if practice := told.get("practice"):
        plan |= {"practice": practice | {"day": practice["day"].isoformat()}}
    return plan


async def _nominations(by: Caller, told: dict[str, Any], today: date) -> Any:
    """One for each role of the office's own volunteers, then those by name."""
    for role, most in told.get("volunteers", {}).items():
        found = [one["id"] async for one in by.items(f"registry/v1/volunteers?status=active&role={role}")][:most]
        if found:
            yield {"volunteers": found}
    office = told["key"].partition("-")[0]
    if candidates := told.get("candidates"):
        yield {"people": _named(office, candidates, "candidate", today)}
    for kabupaten, count in told.get("named", {}).items():
        yield {"people": _named(kabupaten, count, "psm", today)}


def _named(kabupaten: str, count: int, role: str, today: date) -> list[Json]:
    """Each of another village, as far as there are so many."""
    found = []
    draw = people.draw(f"training.{kabupaten}.{role}")
    for number, village in enumerate(islice(cycle(area.codes(kabupaten, Level.DESA)), count)):
        person = people.person(draw, village, today, name=people.staff(draw))
        nik = f"{person.nik[:12]}{9001 + number:04d}" if role == "candidate" else ""  # no two of one
        found.append({"name": person.name, "role": role, "place": village, "nik": nik})
    return found
