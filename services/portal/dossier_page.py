"""/kompetensi/<id>: one dossier: what is met and missing, papers and texts, comments, steps. One page for its
candidate, her coach and the Dinas; each is offered what she may do."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from services.kit.errors import Invalid, NotFound, Refusal, Words
from services.portal import menus
from services.portal.forms import Form, require_day
from services.portal.neighbours import Json
from services.portal.visits import Visit, Visitor

router = APIRouter()

STEPS = ("draft", "coached", "submitted", "assessed", "competent")
# What each verb asks for: the registry's name of a field, and the form's, which stands once on the page.
_FIELDS: dict[str, dict[str, str]] = {
    "catatan": {"item": "item", "text": "comment", "due_on": "due_on"},
    "tandai": {"number": "number"},
    "siap": {},
    "ajukan": {"number": "letter_number", "on": "letter_on"},
    "kembalikan": {"reason": "return_reason"},
    "nilai": {"on": "assessed_on", "by": "assessed_by"},
    "putuskan": {
        "competent": "competent", "on": "decided_on", "by": "result_by", "number": "certificate_number",
        "reason": "decision_reason",
    },
    "hentikan": {"reason": "withdraw_reason"},
    "banding": {"text": "appeal"},
    "pendamping": {"coach": "coach"},
}  # fmt: skip
_PATHS = {
    "catatan": "comments", "tandai": "settlement", "siap": "release", "ajukan": "submission", "kembalikan": "return",
    "nilai": "assessment", "putuskan": "decision", "hentikan": "withdrawal", "banding": "appeal", "pendamping": "coach",
}  # fmt: skip
_DAYS = frozenset({"due_on", "on"})


@router.get("/kompetensi/berkas/{document_id}")
async def download_paper(visit: Visitor, document_id: UUID) -> Response:
    return await visit.file("registry", f"/v1/dossier-papers/{document_id}")


@router.post("/kompetensi/berkas/{document_id}/hapus")
async def remove_paper(visit: Visitor, document_id: UUID) -> Response:
    form = await visit.posted("kompetensi")
    told = await visit.send("registry", f"/v1/dossier-papers/{document_id}/removal", {}, form)
    return visit.onward(f"/kompetensi/{told.body['id']}", "hapus_berkas")


@router.get("/kompetensi/{dossier_id}")
async def show_dossier(visit: Visitor, dossier_id: UUID) -> HTMLResponse:
    return await _dossier(visit, dossier_id, await visit.drafted(f"kompetensi-{dossier_id}"))


@router.get("/kompetensi/{dossier_id}/berkas.pdf")
async def print_dossier(visit: Visitor, dossier_id: UUID) -> Response:
    return await visit.file("registry", f"/v1/dossiers/{dossier_id}/paper")


@router.get("/kompetensi/{dossier_id}/tulis")
async def begin_texts(visit: Visitor, dossier_id: UUID) -> HTMLResponse:
    return await _texts(visit, dossier_id, await visit.drafted(f"tulis-{dossier_id}"))


@router.post("/kompetensi/{dossier_id}/tulis")
async def write_texts(visit: Visitor, dossier_id: UUID) -> Response:
    form = await visit.posted(f"tulis-{dossier_id}")
    texts = {name: form[name] for name in form.values if name in form.all("codes")}
    try:
        await visit.send("registry", f"/v1/dossiers/{dossier_id}/texts", {"texts": texts}, form)
    except Refusal as refusal:
        return await _texts(visit, dossier_id, await visit.refused(form, refusal))
    return visit.onward(f"/kompetensi/{dossier_id}", "tulis")


@router.post("/kompetensi/{dossier_id}/unggah")
async def upload(visit: Visitor, dossier_id: UUID) -> Response:
    form = await visit.posted(f"unggah-{dossier_id}")
    item = form["paper"] if form["paper"].isalpha() else ""
    field = f"file-{item}"
    if not form.file:
        form.errors = {field: visit.say("competency.no_file")}
        return await _dossier(visit, dossier_id, Form(f"kompetensi-{dossier_id}"), form)
    path = f"/v1/dossiers/{dossier_id}/papers?item={item}"
    try:
        await visit.house.neighbours.bring("registry", path, form.file, visit.who, key=form.key)
    except Refusal as refusal:
        form = await visit.refused(form, refusal, {"file": field}, anew=True)
        return await _dossier(visit, dossier_id, Form(f"kompetensi-{dossier_id}"), form)
    await visit.house.drafts.drop(visit.me.office, visit.me.sub, form.name)
    return visit.onward(f"/kompetensi/{dossier_id}", "unggah")


@router.post("/kompetensi/{dossier_id}/{verb}")
async def go_on(visit: Visitor, dossier_id: UUID, verb: str) -> Response:
    if verb not in _FIELDS:
        raise NotFound()
    form = await visit.posted(f"kompetensi-{dossier_id}")
    try:
        path = f"/v1/dossiers/{dossier_id}/{_PATHS[verb]}"
        await visit.send("registry", path, _asked(form, verb), form)
    except Refusal as refusal:
        form.dialog = verb
        names = _FIELDS[verb]
        return await _dossier(visit, dossier_id, await visit.refused(form, refusal, names))
    return visit.onward(f"/kompetensi/{dossier_id}", f"berkas_{verb}")


def _asked(form: Form, verb: str) -> Json:
    """What the form says, as the registry takes it."""
    if verb == "pendamping":
        kind, _, id_ = form["coach"].partition(":")
        return {"volunteer_id" if kind == "v" else "officer_id": id_ or None}
    told: Json = {}
    for name, field in _FIELDS[verb].items():
        said = form[field]
        if name in _DAYS:
            told[name] = require_day(said, name).isoformat() if said or name == "on" else None
        elif name == "competent":
            if said not in ("yes", "no"):  # never taken for a no
                raise Invalid(fields={name: Words("Pilih kompeten atau belum.", "Choose competent or not yet.")})
            told[name] = said == "yes"
        elif verb == "tandai":
            told[name] = int(said) if said.isascii() and said.isdigit() else 0
        else:
            told[name] = said
    return told


async def _dossier(visit: Visit, dossier_id: UUID, form: Form, uploaded: Form | None = None) -> HTMLResponse:
    """`uploaded` is the form of a file that was refused: each paper is sent by itself, and none is kept as a draft."""
    one = await visit.get("registry", f"/v1/dossiers/{dossier_id}")
    form.over(one["version"])
    mine = frozenset(one["as"])
    own = visit.role in menus.TRAINED
    assigns = "dinas" in mine and one["status"] == "draft"
    form.in_dialog(True)
    return visit.page(
        "dossier.html",
        422 if form.wrong or uploaded else 200,
        one=one,
        form=form,
        file=uploaded or Form(f"unggah-{dossier_id}"),
        writes=one["status"] == "draft" and bool(mine & {"candidate", "dinas"}),
        coaches=one["status"] == "draft" and bool(mine & {"coach", "dinas"}) and one["coach"] is not None,
        dinas="dinas" in mine,
        candidate=bool(mine & {"candidate", "dinas"}),
        coach_options=await _coaches(visit, one) if assigns else [],
        about=[(item["code"], item["words"][visit.say.language]) for item in one["items"]],
        laid=_steps(visit, one),
        paper_form=Form("kompetensi"),
        done=visit.done(one),
        at="/kompetensi" if own else "/psm",
        back="/kompetensi",
    )


def _steps(visit: Visit, one: Json) -> list[dict[str, Any]]:
    """The planks laid so far; what was withdrawn has none."""
    status = "competent" if one["status"] == "not_yet" else one["status"]
    if status not in STEPS:
        return []
    now, over = STEPS.index(status), status == "competent"
    on = {step["what"]: step["on"] for step in one["steps"]}
    return [
        {
            "state": "done" if number < now or over else "now" if number == now else "",
            "words": visit.say(f"competency.step.{step}"),
            "note": visit.say.day(on[step]) if step in on and number <= now else "",
        }
        for number, step in enumerate(STEPS)
    ]


async def _coaches(visit: Visit, one: Json) -> list[tuple[str, str]]:
    """Officers and volunteers at work, but the candidate herself."""
    found: list[tuple[str, str]] = []
    officers = await visit.get("registry", "/v1/officers", limit="200")
    found += [
        (f"o:{each['id']}", f"{each['name']}, {visit.say('role.' + each['roles'][0])}")
        for each in officers["items"]
        if each["status"] == "active" and each["account"] == "ready" and set(each["roles"]) & {*menus.DINAS}
    ]
    cursor = ""
    while True:
        told = await visit.get("registry", "/v1/volunteers", status="active", cursor=cursor, limit="200")
        found += [
            (f"v:{each['id']}", f"{each['name']}, {visit.say('role.' + each['role'])}")
            for each in told["items"]
            if each["id"] != one["volunteer_id"] and each["account"] == "ready"
        ]
        if not (cursor := told["next"]):
            return found


async def _texts(visit: Visit, dossier_id: UUID, form: Form) -> HTMLResponse:
    one = await visit.get("registry", f"/v1/dossiers/{dossier_id}")
    form.over(one["version"])
    texts = [item for item in one["items"] if item["text"]]
    if not form.typed():
        form.values = {item["code"]: [item["written"]] for item in texts}
    return visit.page(
        "dossier_texts.html",
        422 if form.wrong else 200,
        one=one,
        texts=texts,
        form=form,
        at="/kompetensi" if visit.role in menus.TRAINED else "/psm",
        back=f"/kompetensi/{dossier_id}",
    )
