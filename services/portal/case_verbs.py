"""/kasus/<id>/<verb>: the form of a verb and its sending. What it needs is in `verbs`; who may is decided by cases."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from services.kit.errors import NotFound, Refusal
from services.portal import code_lists, verbs
from services.portal.case_page import case_page, explained, not_now
from services.portal.forms import Form, require_day
from services.portal.neighbours import Json
from services.portal.verbs import Verb
from services.portal.visits import Visit, Visitor

router = APIRouter()

ASSIGNABLE = frozenset({"dinas", "dinas_supervisor", "province", "national", "kasi_kesra"})


@router.get("/kasus/{case_id}/{word}")
async def show_verb(visit: Visitor, case_id: UUID, word: str) -> HTMLResponse:
    verb = _verb(word)
    case = await visit.get("cases", f"/v1/cases/{case_id}")
    if verbs.BY_WORD[word] not in case["actions"]:
        return not_now(visit, case)
    form = await visit.drafted(f"{word}-{case_id}")
    if verb.versioned:
        form.over(case["version"])
    if word == "lengkapi":
        form.values = {**_known(visit, case), **form.values}
    return await _form(visit, verb, case, form)


@router.post("/kasus/{case_id}/{word}")
async def send_verb(visit: Visitor, case_id: UUID, word: str) -> Response:
    verb = _verb(word)
    form = await visit.posted(f"{word}-{case_id}")
    try:
        await visit.send("cases", f"/v1/cases/{case_id}/{verb.path}", _body(verb, form), form)
    except Refusal as refusal:
        await visit.refused(form, refusal)
        if not verb.fields and word != "lengkapi":
            return await case_page(visit, case_id, form=form)
        case = await visit.get("cases", f"/v1/cases/{case_id}")
        if refusal.status == 412:
            form.over(case["version"])  # what was typed stays; the next sending is about what is shown now
        return await _form(visit, verb, case, form)
    return visit.onward(f"/kasus/{case_id}", word.replace("-", "_"))


def _verb(word: str) -> Verb:
    if word not in verbs.BY_WORD:
        raise NotFound()
    return verbs.VERBS[verbs.BY_WORD[word]]


async def _form(visit: Visit, verb: Verb, case: Json, form: Form) -> HTMLResponse:
    template = "complete.html" if verb.word == "lengkapi" else "verb.html"
    choices = {field.name: await _choices(visit, case, field.choices) for field in verb.fields if field.choices}
    return visit.page(
        template,
        422 if form.wrong else 200,
        verb=verb,
        case=case,
        form=form,
        choices=choices,
        nobody=any(field.choices == "officers" and not choices[field.name] for field in verb.fields),
        **(await _missing(visit, case) if verb.word == "lengkapi" else {}),
        at="/kasus",
        back=f"/kasus/{case['id']}",
    )


async def _missing(visit: Visit, case: Json) -> dict[str, Any]:
    """Why the case came back, and the types to choose from."""
    timeline = await explained(visit, (await visit.get("cases", f"/v1/cases/{case['id']}/timeline"))["items"])
    why = next((step for step in timeline if step["verb"] == "returned"), None)
    return {"why": why, "types": await code_lists.options(visit, "cases", "types")}


async def _choices(visit: Visit, case: Json, name: str) -> list[tuple[str, str]]:
    if name == "stages":
        return [(stage, visit.say(f"case_status.{stage}")) for stage in verbs.STAGES if stage != case["status"]]
    if name == "officers":
        told = await visit.get("registry", "/v1/officers", limit="200")
        able = [item for item in told["items"] if item["status"] == "active" and ASSIGNABLE & set(item["roles"])]
        return [(item["sub"], item["name"]) for item in able if item.get("sub")]  # who has an account
    return await code_lists.options(visit, "cases", name)


def _body(verb: Verb, form: Form) -> Json:
    """What the service is told: only what was filled in."""
    if verb.word == "lengkapi":
        return completion(form)
    body: Json = {}
    for field in verb.fields:
        if field.kind == "checks":
            body[field.name] = form.all(field.name)
        elif form[field.name]:
            body[field.name] = form[field.name]
    return body


def completion(form: Form) -> Json:
    """The person's fields that were filled in; what was left empty stays as it is."""
    person: Json = {name: form[name] for name in ("name", "sex", "nik", "kk", "phone", "address") if form[name]}
    if form["birth_on"]:
        person["birth_on"] = require_day(form["birth_on"], "birth_on").isoformat()
    body: Json = {"person": person}
    if form["type"]:
        body["type"] = int(form["type"])
    if form["note"]:
        body["note"] = form["note"]
    return body


def _known(visit: Visit, case: Json) -> dict[str, list[str]]:
    """What is on file already, as a start; NIK and KK are not shown, so they are not asked for again."""
    known: dict[str, Any] = {**(case["person"] or {}), "type": case["type"]}
    if known.get("birth_on"):
        known["birth_on"] = visit.say.day(known["birth_on"])
    names = ("name", "birth_on", "sex", "phone", "address", "type")
    return {name: [str(known[name])] for name in names if known.get(name)}
