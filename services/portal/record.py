"""/catat: a person is recorded in three steps. Each step is a draft of its own; only the last one sends anything.

1 tempat     where, and on what ground the data may be kept
2 warga      who
3 kebutuhan  what for: the PPKS type or none, what was seen
"""

from asyncio import gather
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from services.kit.errors import Refusal
from services.portal import code_lists
from services.portal.case_list import villages_served
from services.portal.drafts import STEPS, furthest
from services.portal.forms import Form, require_day
from services.portal.menus import RECORDERS
from services.portal.neighbours import Json
from services.portal.visits import Visit, Visitor

router = APIRouter()

OLDEST = 120  # years of a life
# Which step asks for which field; what cases refuses is shown there.
_FIELDS = {
    "tempat": ("village", "basis", "witness", "guardian"),
    "warga": ("name", "nik", "kk", "birth_on", "sex", "phone", "address"),
}


@router.get("/catat")
async def begin(visit: Visitor) -> HTMLResponse:
    visit.require(RECORDERS)
    return await _step(visit, "tempat", await _drafted(visit, "tempat"))


@router.get("/catat/{step}")
async def show_step(visit: Visitor, step: str) -> Response:
    visit.require(RECORDERS)
    if step not in STEPS:
        return visit.onward("/catat")
    return await _step(visit, step, await _drafted(visit, step))


@router.post("/catat/tempat")
async def place(visit: Visitor) -> Response:
    return await _next(visit, await visit.posted("catat-tempat"), "tempat", ("village", "basis"))


@router.post("/catat/warga")
async def person(visit: Visitor) -> Response:
    form = await visit.posted("catat-warga")
    wrong = {name: visit.say("record.digits", name=name.upper()) for name in ("nik", "kk") if not _sixteen(form[name])}
    if words := _birth_wrong(visit, form):
        wrong["birth_on"] = words
    return await _next(visit, form, "warga", ("name",), wrong)


@router.post("/catat/kebutuhan")
async def send(visit: Visitor) -> Response:
    """All three steps as one case. What cases refuses is shown on the step that asked for it."""
    last = await visit.posted("catat-kebutuhan")
    forms = {"tempat": await _drafted(visit, "tempat"), "warga": await _drafted(visit, "warga"), "kebutuhan": last}
    for step in ("tempat", "warga"):  # somebody opened the last step by its address
        if not forms[step].typed():
            await visit.keep(last)
            return visit.onward(f"/catat/{step}")
    await visit.house.drafts.keep(visit.me.office, visit.me.sub, last.name, last.kept())  # its key, if nothing else
    try:
        told = await visit.send("cases", "/v1/cases", _case(forms), last)
    except Refusal as refusal:
        await visit.refused(last, refusal, {"consent.basis": "basis"})
        step = next(
            (step for step, names in _FIELDS.items() if any(name in names for name in last.errors)), "kebutuhan"
        )
        wrong = forms[step]
        wrong.errors, wrong.refusal, wrong.key = last.errors, last.refusal, last.key
        return await _step(visit, step, wrong)
    for step in STEPS:
        await visit.house.drafts.drop(visit.me.office, visit.me.sub, f"catat-{step}")
    if told.body.get("receipt"):
        return visit.onward("/laporan-diteruskan")
    return visit.onward(f"/kasus/{told.body['id']}", "catat")


@router.get("/laporan-diteruskan")
async def passed_on(visit: Visitor) -> HTMLResponse:
    """All that the writer of a protected case is told."""
    return visit.page("passed_on.html", at="/catat")


def _case(forms: dict[str, Form]) -> Json:
    where, who, what = (forms[step] for step in STEPS)
    names = ("name", "sex", "nik", "kk", "phone", "address")
    told: Json = {name: who[name] for name in names if who[name]} | {"village": where["village"]}
    if date := born(who):
        told["birth_on"] = date
    consent = {name: where[name] for name in ("basis", "witness", "guardian") if where[name]}
    return {
        "person": told,
        "type": int(what["type"]) if what["type"] else None,
        "note": what["note"] or None,
        "protected": bool(what["protected"]),
        "consent": consent,
    }


def born(form: Form) -> str | None:
    """The birth date of three fields; a year alone is taken as its first of January."""
    day, month, year = form["birth_on_day"], form["birth_on_month"], form["birth_on_year"]
    if not (day or month or year):
        return None
    if year and not (day or month):
        return require_day(f"1 1 {year}", "birth_on").isoformat()
    return require_day(f"{day} {month} {year}", "birth_on").isoformat()


def _sixteen(number: str) -> bool:
    """Only the form of the number, where there is one; what it says is checked by cases."""
    return not number or (number.isdecimal() and len(number) == 16)


def _birth_wrong(visit: Visit, form: Form) -> str:
    try:
        date = born(form)
    except Refusal:
        return visit.say("record.born_wrong")
    first = visit.say.today.year - OLDEST
    if date and not f"{first}-01-01" <= date <= visit.say.today.isoformat():
        return visit.say("record.born_when", first=first)
    return ""


async def _next(
    visit: Visit, form: Form, step: str, required: tuple[str, ...], wrong: Mapping[str, str] = MappingProxyType({})
) -> Response:
    """Everything that is wrong is said at once."""
    form.errors = {name: visit.say(f"record.required.{name}") for name in required if not form[name]} | dict(wrong)
    form.saved_at = await visit.keep(form)
    if form.wrong:
        return await _step(visit, step, form)
    return visit.onward(f"/catat/{STEPS[STEPS.index(step) + 1]}")


async def _drafted(visit: Visit, step: str) -> Form:
    return await visit.drafted(f"catat-{step}")


async def _step(visit: Visit, step: str, form: Form) -> HTMLResponse:
    here = STEPS.index(step)
    planks = [
        {
            "state": "done" if number < here else "now" if number == here else "",
            "words": f"{number + 1}. " + visit.say(f"record.step.{name}"),
            "note": visit.say("step." + ("done" if number < here else "now" if number == here else "open")),
        }
        for number, name in enumerate(STEPS)
    ]
    return visit.page(
        f"record_{step}.html",
        422 if form.wrong else 200,
        form=form,
        planks=planks,
        here=here + 1,
        at="/catat",
        back="/tugas",
        **await _asked(visit, step),
    )


async def _asked(visit: Visit, step: str) -> dict[str, Any]:
    """The choices of a step."""
    if step == "tempat":
        villages, bases, texts, drafts = await gather(
            villages_served(visit),
            code_lists.options(visit, "cases", "consent-bases"),
            code_lists.options(visit, "cases", "consent-texts"),
            visit.house.drafts.names(visit.me.office, visit.me.sub),
        )
        came_to = furthest([name for name, _ in drafts])
        further = came_to if came_to != step else ""
        return {"villages": villages, "bases": bases, "consent_text": texts[0][1] if texts else "", "further": further}
    if step == "kebutuhan":
        return {"types": await code_lists.options(visit, "cases", "types")}
    return {}
