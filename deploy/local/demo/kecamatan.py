"""The work of a kecamatan (`kecamatan.toml`), through the doors: a meeting with its decisions and one to come,
programmes of kabupaten, kecamatan and village, two lessons and a material on the shelf of practice.
"""

import io
import tomllib
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from reportlab.pdfgen.canvas import Canvas

from deploy.local.demo.doors import Doors, Json, together

KEEPER: Final = "anwar"
_ACTIVITY: Final = ("what", "who", "first", "last", "fund", "partner", "cost")


async def work(doors: Doors, today: date) -> int:
    """How many programmes there are now."""
    told = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    await together(
        [
            _meeting(doors, told, today),
            *(_programme(doors, one, today.year) for one in told["programmes"]),
            *(_lesson(doors, one, number) for number, one in enumerate(told["lessons"])),
            _material(doors, told["material"]),
        ]
    )
    return len(told["programmes"])


async def _meeting(doors: Doors, told: Json, today: date) -> None:
    keeper, key = doors.person(KEEPER), "demo.meeting"
    ahead = today + timedelta(days=told["coming"].pop("in_days"))
    await keeper.post("registry/v1/meetings", told["coming"] | {"day": ahead.isoformat()}, key=f"{key}.coming")
    guests = told["meeting"].pop("guests")
    day = (today - timedelta(days=10)).isoformat()
    meeting = await keeper.post("registry/v1/meetings", told["meeting"] | {"day": day}, key=key)
    at, people = f"registry/v1/meetings/{meeting['id']}", {one["name"]: one["id"] for one in meeting["invited"]}
    present = {"present": sorted(people.values()), "guests": guests}
    await keeper.change(at, "attendance", present, key=f"{key}.attendance")
    for number, one in enumerate(told["decisions"]):
        due_on = (today + timedelta(days=one["in_days"])).isoformat()
        body = {"what": one["what"], "owner_id": people[one["owner"]], "due_on": due_on}
        held = await keeper.post(f"{at}/decisions", body, key=f"{key}.decision.{number}")
        if "word" in one:
            decision = next(two for two in held["decisions"] if two["what"] == one["what"])
            body, mark = {"done": one["done"], "word": one["word"]}, f"{key}.result.{number}"
            await keeper.post(f"registry/v1/decisions/{decision['id']}/result", body, key=mark, version=1)


async def _programme(doors: Doors, one: Json, year: int) -> None:
    by, key = doors.person(one["by"]), f"demo.programme.{one['place']}"
    begun = {"place": one["place"], "year": year}
    told = await by.post("registry/v1/programmes", begun, key=key)
    at = f"registry/v1/programmes/{told['id']}"
    activities = [{name: planned[name] for name in _ACTIVITY if name in planned} for planned in one["activities"]]
    plan = {"analysis": one["analysis"], "aims": one["aims"], "activities": activities}
    told = await by.change(at, "plan", plan, key=f"{key}.plan")
    if "agreed_by" in one:
        await doors.person(one["agreed_by"]).change(at, "agreement", {}, key=f"{key}.agreement")
    if one.get("running"):
        await by.change(at, "stage", {"to": "running"}, key=f"{key}.running")
        for number, (activity, planned) in enumerate(zip(told["activities"], one["activities"], strict=True)):
            body = {"activity_id": activity["id"], "progress": planned["progress"], "word": planned["word"]}
            await by.change(at, "progress", body, key=f"{key}.progress.{number}")


async def _lesson(doors: Doors, one: Json, number: int) -> None:
    key = f"demo.lesson.{number}"
    body = {name: one[name] for name in ("title", "topic", "text")}
    told = await doors.person(one["by"]).post("registry/v1/lessons", body, key=key)
    if "released_by" in one:
        at = f"registry/v1/lessons/{told['id']}"
        await doors.person(one["released_by"]).change(at, "release", {}, key=f"{key}.release")


async def _material(doors: Doors, one: dict[str, Any]) -> None:
    by, key = doors.person(one["by"]), "demo.material"
    told = await by.bring("registry/v1/materials", _paper(one["lines"]), key=key)
    label = {name: one[name] for name in ("title", "topic", "course")} | {"declared": True}
    await by.change(f"registry/v1/materials/{told['id']}", "release", label, key=f"{key}.release")


def _paper(lines: Sequence[str]) -> bytes:
    """A page that is the same to the byte each time."""
    made = io.BytesIO()
    page = Canvas(made, invariant=1)
    for number, line in enumerate(lines):
        page.drawString(72, 760 - 24 * number, line)
    page.save()
    return made.getvalue()
