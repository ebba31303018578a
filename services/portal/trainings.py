"""/pelatihan: the trainings that the office holds: list, plan, stages, certificates, papers to take away."""

from collections import Counter
from typing import Any
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from services.kit import area
from services.kit.errors import Invalid, NotFound, Refusal, Words
from services.portal import code_lists
from services.portal.formats import read_day
from services.portal.forms import Form, require_day
from services.portal.menus import HOLDERS
from services.portal.neighbours import Json
from services.portal.visits import Visit, Visitor

router = APIRouter()

STAGES = ("planned", "nominating", "invited", "running", "finished", "certified")
ROLES = ("psm", "tksk", "candidate", "kasi_kesra")
PAPERS = ("undangan", "surat-tugas", "daftar-hadir", "uang-transpor", "rekap", "rekap-xlsx")
_PATHS = {
    "undangan": "papers/invitation", "surat-tugas": "papers/assignment", "daftar-hadir": "papers/attendance",
    "uang-transpor": "papers/transport", "rekap": "papers/recap", "rekap-xlsx": "recap",
}  # fmt: skip
_MOVES = {"buka": "nominating", "undang": "invited", "mulai": "running", "selesai": "finished"}
_NUMBERS = ("quota", "quota_per_kec", "pass_share", "pass_score", "valid_years")
_RENAMED = {"practice": "practice_host", "day": "days", "venue": "days"}


@router.get("/pelatihan")
async def list_trainings(visit: Visitor, cursor: str = "") -> HTMLResponse:
    visit.require(HOLDERS)
    told = await visit.get("registry", "/v1/trainings", cursor=cursor, limit="25")
    next_page = f"/pelatihan?cursor={quote(told['next'])}" if told["next"] else None
    return visit.page("trainings.html", items=told["items"], next_page=next_page)


@router.get("/pelatihan/rencana")
async def begin_plan(visit: Visitor) -> HTMLResponse:
    visit.require(HOLDERS)
    return await _plan(visit, await visit.drafted("pelatihan"))


@router.post("/pelatihan/rencana")
async def plan_training(visit: Visitor) -> Response:
    form = await visit.posted("pelatihan")
    try:
        told = await visit.send("registry", "/v1/trainings", _planned(visit, form), form)
    except Refusal as refusal:
        return await _plan(visit, await visit.refused(form, refusal, _RENAMED))
    return visit.onward(f"/pelatihan/{told.body['id']}", "rencana")


@router.get("/pelatihan/sertifikat/{certificate_id}")
async def print_certificate(visit: Visitor, certificate_id: UUID) -> Response:
    return await visit.file("registry", f"/v1/certificates/{certificate_id}/paper")


@router.get("/pelatihan/{training_id}")
async def show_training(visit: Visitor, training_id: UUID) -> HTMLResponse:
    return await _training(visit, training_id, await visit.drafted(f"pelatihan-{training_id}"))


@router.get("/pelatihan/{training_id}/rencana")
async def begin_revision(visit: Visitor, training_id: UUID) -> HTMLResponse:
    training = await visit.get("registry", f"/v1/trainings/{training_id}")
    form = await visit.drafted(f"rencana-{training_id}")
    return await _plan(visit, form if form.typed() else _as_typed(visit, form, training), training)


@router.post("/pelatihan/{training_id}/rencana")
async def revise_training(visit: Visitor, training_id: UUID) -> Response:
    form = await visit.posted(f"rencana-{training_id}")
    try:
        await visit.send("registry", f"/v1/trainings/{training_id}/plan", _planned(visit, form), form)
    except Refusal as refusal:
        form = await visit.refused(form, refusal, _RENAMED)
        return await _plan(visit, form, await visit.get("registry", f"/v1/trainings/{training_id}"))
    return visit.onward(f"/pelatihan/{training_id}", "rencana")


@router.get("/pelatihan/{training_id}/kertas/{paper}")
async def print_paper(visit: Visitor, training_id: UUID, paper: str) -> Response:
    if paper not in _PATHS:
        raise NotFound()
    return await visit.file("registry", f"/v1/trainings/{training_id}/{_PATHS[paper]}")


@router.post("/pelatihan/{training_id}/{verb}")
async def go_on(visit: Visitor, training_id: UUID, verb: str) -> Response:
    """From stage to stage; called off; reported on; certified."""
    if verb not in (*_MOVES, "batal", "praktik", "sertifikat"):
        raise NotFound()
    form = await visit.posted(f"pelatihan-{training_id}")
    try:
        path, body = _asked(form, verb)
        await visit.send("registry", f"/v1/trainings/{training_id}/{path}", body, form)
    except Refusal as refusal:
        form.dialog = "" if verb in _MOVES else verb
        return await _training(visit, training_id, await visit.refused(form, refusal))
    return visit.onward(f"/pelatihan/{training_id}", verb if verb != "batal" else "batal_pelatihan")


def _asked(form: Form, verb: str) -> tuple[str, Json]:
    if verb in _MOVES:
        return "stage", {"to": _MOVES[verb]}
    if verb == "batal":
        return "cancellation", {"reason": form["reason"]}
    if verb == "praktik":
        return "practice", {name: form[name] for name in ("group", "findings", "discussion")}
    on = require_day(form["issued_on"], "issued_on").isoformat() if form["issued_on"] else None
    return "certification", {"issued_on": on}


async def _training(visit: Visit, training_id: UUID, form: Form) -> HTMLResponse:
    training = await visit.get("registry", f"/v1/trainings/{training_id}")
    form.over(training["version"])
    form.in_dialog(True)
    return visit.page(
        "training.html",
        422 if form.wrong else 200,
        training=training,
        kecamatan=by_kecamatan(one for one in training["participants"] if one["seat"] == "seated"),
        waiting=[one for one in training["participants"] if one["seat"] == "waiting"],
        withdrawn=[one for one in training["participants"] if one["seat"] == "withdrawn"],
        laid=_steps(visit, training),
        papers=PAPERS,
        form=form,
        done=visit.done(training),
        at="/pelatihan",
        back="/pelatihan",
    )


def by_kecamatan(people: Any) -> list[tuple[str, list[Json]]]:
    """Names of kecamatan with their people, both by name. Two kecamatan of one name are told apart by their kabupaten:
    a province has them."""
    found: dict[str, list[Json]] = {}
    for one in sorted(people, key=lambda one: (one["kec_name"], one["kec"], one["name"])):
        found.setdefault(one["kec"], []).append(one)
    named = Counter(area.name(kec) for kec in found)
    return [
        (area.name(kec) if named[area.name(kec)] == 1 else f"{area.name(kec)}, {area.name(kec[:4])}", mine)
        for kec, mine in found.items()
    ]


def _steps(visit: Visit, training: Json) -> list[Json]:
    """The planks laid so far; what was called off has none."""
    if training["status"] not in STAGES:
        return []
    now = STAGES.index(training["status"])
    last = len(STAGES) - 1
    states = ["done" if number < now or now == last else "now" if number == now else "" for number in range(last + 1)]
    return [
        {"state": state, "words": visit.say(f"training.step.{stage}"), "note": ""}
        for stage, state in zip(STAGES, states, strict=True)
    ]


# --- the plan as a form: a day or a module is a line, its parts lie between semicolons ---


async def _plan(visit: Visit, form: Form, training: Json | None = None) -> HTMLResponse:
    if training is not None:
        form.over(training["version"])
    tiers = (await visit.get("registry", "/v1/tiers"))["items"]
    choices = {tier["code"]: code_lists.words(visit, tier) for tier in tiers}
    here = f"/pelatihan/{training['id']}" if training else "/pelatihan"
    return visit.page(
        "training_plan.html",
        422 if form.wrong else 200,
        form=form,
        training=training,
        tiers=list(choices.items()),
        roles=[(role, visit.say(f"training.role.{role}")) for role in ROLES],
        action=f"{here}/rencana",
        at="/pelatihan",
        back=here,
    )


def _planned(visit: Visit, form: Form) -> Json:
    """What the form says, as the registry takes it; Invalid names all fields that cannot be read."""
    wrong: dict[str, Words] = {}
    for name in _NUMBERS:
        if form[name] and not (form[name].isascii() and form[name].isdigit()):
            wrong[name] = _both(visit.say("training.no_number"))
    days, venue = [], ""
    for line in _lines(form["days"]):
        day, venue = read_day(line[0]), (line[1:] or [venue])[0] or venue
        if day is None:
            wrong["days"] = _both(visit.say("training.no_day"))
        else:
            days.append({"day": day.isoformat(), "venue": venue})
    modules = []
    for line in _lines(form["modules"]):
        title, hours, person, institution = (*line, "", "", "", "")[:4]
        if hours and not (hours.isascii() and hours.isdigit()):
            wrong["modules"] = _both(visit.say("training.no_hours"))
        else:
            modules.append({"title": title, "hours": int(hours or 0), "person": person, "institution": institution})
    practice = {"host": form["practice_host"], "place": form["practice_place"]}
    if any(practice.values()) or form["practice_day"]:
        if (day := read_day(form["practice_day"])) is None:
            wrong["practice_day"] = _both(visit.say("training.no_day"))
        else:
            practice["day"] = day.isoformat()
    if not days and "days" not in wrong:
        wrong["days"] = _both(visit.say("required.days"))
    wrong |= {
        name: _both(visit.say(f"required.{name}")) for name in ("title", "roles", "quota") if not any(form.all(name))
    }
    if wrong:
        raise Invalid(fields=wrong)
    told: Json = {"title": form["title"], "roles": form.all("roles"), "days": days, "modules": modules}
    told |= {name: int(form[name]) for name in _NUMBERS if form[name]}
    told |= {"tier": form["tier"] or None, "opener": form["opener"]}
    return told | ({"practice": practice} if "day" in practice else {})


def _as_typed(visit: Visit, form: Form, training: Json) -> Form:
    """A training that is there, as its form was filled in."""
    practice = training["practice"] or {}
    values = {name: training[name] for name in ("title", "opener", *_NUMBERS)}
    values |= {"tier": (training["tier"] or {}).get("code")}
    values |= {"practice_host": practice.get("host"), "practice_place": practice.get("place")}
    values |= {"practice_day": visit.say.day(practice["day"]) if practice else None}
    values |= {"days": "\n".join(f"{visit.say.day(one['day'])}; {one['venue']}" for one in training["days"])}
    values |= {
        "modules": "\n".join(
            "; ".join((one["title"], str(one["hours"] or ""), one["person"], one["institution"])).rstrip("; ")
            for one in training["modules"]
        )
    }
    form.values = {name: [str(value)] for name, value in values.items() if value is not None}
    form.values["roles"] = training["roles"]
    return form


def _lines(text: str) -> list[list[str]]:
    return [[part.strip() for part in line.split(";")] for line in text.splitlines() if line.strip()]


def _both(words: str) -> Words:
    """In the reader's language, which is all that the page shows."""
    return Words(words, words)
