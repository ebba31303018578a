"""How somebody is employed and qualified, beside the role: a form at the volunteer's page and at the officer's."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from services.kit.errors import Refusal
from services.portal import menus
from services.portal.formats import read_day
from services.portal.forms import Form
from services.portal.neighbours import Json
from services.portal.visits import Visit, Visitor

router = APIRouter()


@router.get("/psm/{volunteer_id}/kepegawaian")
async def begin_volunteer(visit: Visitor, volunteer_id: UUID) -> HTMLResponse:
    visit.require(menus.DINAS)
    return await _page(visit, "psm", volunteer_id, await visit.drafted(f"kepegawaian-{volunteer_id}"))


@router.post("/psm/{volunteer_id}/kepegawaian")
async def engage_volunteer(visit: Visitor, volunteer_id: UUID) -> Response:
    return await _engage(visit, "psm", volunteer_id)


@router.get("/petugas/{officer_id}/kepegawaian")
async def begin_officer(visit: Visitor, officer_id: UUID) -> HTMLResponse:
    visit.require(menus.HEADS)
    return await _page(visit, "petugas", officer_id, await visit.drafted(f"kepegawaian-{officer_id}"))


@router.post("/petugas/{officer_id}/kepegawaian")
async def engage_officer(visit: Visitor, officer_id: UUID) -> Response:
    return await _engage(visit, "petugas", officer_id)


_NOUNS = {"psm": "volunteers", "petugas": "officers"}


async def _engage(visit: Visit, room: str, noun_id: UUID) -> Response:
    form = await visit.posted(f"kepegawaian-{noun_id}")
    body: Json = {name: form[name] for name in ("employment", "qualification", "title", "decree")}
    if form["decreed_on"]:
        day = read_day(form["decreed_on"])
        if day is None:
            form.errors = {"decreed_on": visit.say("appoint.no_day")}
            return await _page(visit, room, noun_id, form)
        body["decreed_on"] = day.isoformat()
    try:
        await visit.send("registry", f"/v1/{_NOUNS[room]}/{noun_id}/engagement", body, form)
    except Refusal as refusal:
        return await _page(visit, room, noun_id, await visit.refused(form, refusal))
    return visit.onward(f"/{room}/{noun_id}", "kepegawaian")


async def _page(visit: Visit, room: str, noun_id: UUID, form: Form) -> HTMLResponse:
    person = await visit.get("registry", f"/v1/{_NOUNS[room]}/{noun_id}")
    codes = await visit.get("registry", "/v1/engagement-codes")
    if not form.typed():
        form.values = _values(visit, person)
    form.over(person["version"])
    return visit.page(
        "engagement.html",
        422 if form.wrong else 200,
        form=form,
        person_shown=person,
        action=f"/{room}/{noun_id}/kepegawaian",
        employments=_options(visit, codes["employments"]),
        qualifications=[("", visit.say("engagement.none"), ""), *_options(visit, codes["qualifications"])],
        of_officer=room == "petugas",
        at=f"/{room}",
        back=f"/{room}/{noun_id}",
    )


def _values(visit: Visit, person: Json) -> dict[str, list[str]]:
    chosen = {name: [person[name]["code"]] for name in ("employment", "qualification") if person[name]}
    written = {name: [person[name]] for name in ("title", "decree") if person.get(name)}
    day = person.get("decreed_on")
    return chosen | written | ({"decreed_on": [visit.say.day(day)]} if day else {})


def _options(visit: Visit, codes: list[Json]) -> list[tuple[str, str, str]]:
    return [(code["code"], code["words"][visit.say.language], code["source"]) for code in codes]
