"""/pelatihan/<id>/...: who takes part: chosen from the list, written by name, present, judged, withdrawn."""

from asyncio import gather
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from services.kit import area
from services.kit.area import Level
from services.kit.errors import Invalid, NotFound, Refusal, Words
from services.portal import qr
from services.portal.case_list import kecamatan, villages
from services.portal.forms import Form
from services.portal.menus import HOLDERS
from services.portal.neighbours import Json
from services.portal.trainings import by_kecamatan
from services.portal.visits import Visit, Visitor

router = APIRouter()

JUDGED = ("pre", "post", "failed")
MANY = 40  # participants; more are judged by kecamatan, so that the page stays light


@router.get("/pelatihan/{training_id}/calon")
async def choose(visit: Visitor, training_id: UUID) -> HTMLResponse:
    return await _choice(visit, training_id, await visit.drafted(f"calon-{training_id}"))


@router.post("/pelatihan/{training_id}/calon")
async def nominate(visit: Visitor, training_id: UUID) -> Response:
    form = await visit.posted(f"calon-{training_id}")
    try:
        path = f"/v1/trainings/{training_id}/participants"
        await visit.send("registry", path, {"volunteers": form.all("volunteers")}, form)
    except Refusal as refusal:
        return await _choice(visit, training_id, await visit.refused(form, refusal))
    return visit.onward(f"/pelatihan/{training_id}", "calon")


@router.get("/pelatihan/{training_id}/nama")
async def begin_name(visit: Visitor, training_id: UUID) -> HTMLResponse:
    return await _name(visit, training_id, await visit.drafted(f"nama-{training_id}"))


@router.post("/pelatihan/{training_id}/nama")
async def nominate_by_name(visit: Visitor, training_id: UUID) -> Response:
    form = await visit.posted(f"nama-{training_id}")
    told = {name: form[name] for name in ("name", "role", "place", "nik")}
    try:
        if wrong := {name: visit.say(f"required.nama.{name}") for name in ("name", "role", "place") if not told[name]}:
            raise Invalid(fields={name: Words(words, words) for name, words in wrong.items()})
        await visit.send("registry", f"/v1/trainings/{training_id}/participants", {"people": [told]}, form)
    except Refusal as refusal:
        return await _name(visit, training_id, await visit.refused(form, refusal, {"people": "role"}))
    return visit.onward(f"/pelatihan/{training_id}/nama", "calon")


@router.get("/pelatihan/{training_id}/hadir")
async def show_attendance(visit: Visitor, training_id: UUID, hari: str = "") -> HTMLResponse:
    return await _attendance(visit, training_id, await visit.drafted(f"hadir-{training_id}"), hari)


@router.post("/pelatihan/{training_id}/hadir")
async def record_attendance(visit: Visitor, training_id: UUID) -> Response:
    """Off the list goes only who stood on it when the page was made: who scanned the code since then stays."""
    form = await visit.posted(f"hadir-{training_id}")
    day, ticked = form["day"], form.all("present")
    body = {"day": day, "present": ticked, "absent": sorted({*form.all("were")} - {*ticked})}
    try:
        await visit.send("registry", f"/v1/trainings/{training_id}/attendance", body, form)
    except Refusal as refusal:
        return await _attendance(visit, training_id, await visit.refused(form, refusal), day)
    return visit.onward(f"/pelatihan/{training_id}/hadir?hari={day}", "hadir")


@router.get("/pelatihan/{training_id}/nilai")
async def show_results(visit: Visitor, training_id: UUID, kec: str = "") -> HTMLResponse:
    return await _results(visit, training_id, await visit.drafted(f"nilai-{training_id}"), kec)


@router.post("/pelatihan/{training_id}/nilai")
async def record_results(visit: Visitor, training_id: UUID) -> Response:
    """Only of those whose fields were changed: what a colleague wrote beside stays."""
    form = await visit.posted(f"nilai-{training_id}")
    changed = [one for one in form.all("participants") if any(_changed(form, name, one) for name in JUDGED)]
    try:
        if not changed:
            words = visit.say("training.no_change")
            raise Invalid(fields={"results": Words(words, words)})
        body = {"results": [_result(visit, form, one) for one in changed]}
        await visit.send("registry", f"/v1/trainings/{training_id}/results", body, form)
    except Refusal as refusal:
        return await _results(visit, training_id, await visit.refused(form, refusal), form["kec"])
    return visit.onward(f"/pelatihan/{training_id}", "nilai")


@router.get("/pelatihan/{training_id}/peserta/{participant_id}")
async def show_participant(visit: Visitor, training_id: UUID, participant_id: UUID) -> HTMLResponse:
    form = await visit.drafted(f"peserta-{participant_id}")
    return await _participant(visit, training_id, participant_id, form)


@router.post("/pelatihan/{training_id}/peserta/{participant_id}/{verb}")
async def go_on(visit: Visitor, training_id: UUID, participant_id: UUID, verb: str) -> Response:
    """Withdrawn; or her certificate revoked. Each names the version of what it changes."""
    form = await visit.posted(f"peserta-{participant_id}")
    one = _of(await visit.get("registry", f"/v1/trainings/{training_id}"), participant_id)
    certificate = one["certificate"] or {}
    paths = {
        "mundur": f"/v1/participants/{participant_id}/withdrawal",
        "cabut": f"/v1/certificates/{certificate.get('id')}/revocation",
    }
    if verb not in paths:
        raise NotFound()
    try:
        await visit.send("registry", paths[verb], {"reason": form["reason"]}, form)
    except Refusal as refusal:
        form.dialog = verb
        return await _participant(visit, training_id, participant_id, await visit.refused(form, refusal))
    return visit.onward(f"/pelatihan/{training_id}/peserta/{participant_id}", verb)


async def _choice(visit: Visit, training_id: UUID, form: Form) -> HTMLResponse:
    visit.require(HOLDERS)
    training, people = await gather(visit.get("registry", f"/v1/trainings/{training_id}"), _volunteers(visit))
    here = {one["volunteer_id"] for one in training["participants"] if one["seat"] != "withdrawn"}
    wanted = [one for one in people if one["id"] not in here and one["role"] in training["roles"]]
    return visit.page(
        "training_choice.html",
        422 if form.wrong else 200,
        training=training,
        kecamatan=by_kecamatan(wanted),
        left=training["quota"] - training["seated"],
        form=form,
        at="/pelatihan",
        back=f"/pelatihan/{training_id}",
    )


async def _volunteers(visit: Visit) -> list[Json]:
    """All who serve now."""
    found: list[Json] = []
    cursor = ""
    while True:
        told = await visit.get("registry", "/v1/volunteers", status="active", cursor=cursor, limit="200")
        found += told["items"]
        if not (cursor := told["next"]):
            return found


async def _name(visit: Visit, training_id: UUID, form: Form) -> HTMLResponse:
    training = await visit.get("registry", f"/v1/trainings/{training_id}")
    roles = [
        role for role in training["roles"] if visit.role in ("province", "national") or role not in ("psm", "tksk")
    ]
    if len(roles) == 1 and not form["role"]:
        form.values = {**form.values, "role": roles}
    return visit.page(
        "training_name.html",
        422 if form.wrong else 200,
        training=training,
        roles=[(role, visit.say(f"training.role.{role}")) for role in roles],
        places=_places(visit, roles),
        form=form,
        done=visit.done(),
        at="/pelatihan",
        back=f"/pelatihan/{training_id}",
    )


def _places(visit: Visit, roles: list[str]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Where somebody may come from: a kabupaten's villages, a province's kecamatan; the nation types a code."""
    office = visit.me.office
    if office == area.NATION:
        return []
    if len(office) == 2:
        return [
            (within.name, [(kec.code, kec.name) for kec in area.areas(within.code, Level.KECAMATAN)])
            for within in area.areas(office, Level.KABUPATEN)
        ]
    return ([(visit.say("cases.kec"), kecamatan(visit))] if "kasi_kesra" in roles else []) + villages(visit)


async def _attendance(visit: Visit, training_id: UUID, form: Form, day: str) -> HTMLResponse:
    training = await visit.get("registry", f"/v1/trainings/{training_id}")
    days = [one["day"] for one in training["days"]]
    today = visit.say.today.isoformat()
    chosen = day if day in days else today if today in days else days[0]
    code = None
    kabupaten = len(visit.me.office) == 4  # who takes part scans it at the doors of her own office
    if kabupaten and training["status"] == "running" and chosen == today:
        path = f"/v1/trainings/{training_id}/attendance-code"
        told = await visit.if_there(visit.get("registry", path, day=chosen))
        code = qr.drawn(f"{visit.house.url}/hadir/{told['code']}") if told else None
    seated = [one for one in training["participants"] if one["seat"] == "seated"]
    present = {one["id"] for one in seated if chosen in one["days"]}
    form.over(training["version"])
    return visit.page(
        "attendance.html",
        422 if form.wrong else 200,
        training=training,
        day=chosen,
        kecamatan=by_kecamatan(seated),
        seated=len(seated),
        were=present,
        present=_ticked(form, chosen, present),
        code=code,
        form=form,
        done=visit.done(),
        at="/pelatihan",
        back=f"/pelatihan/{training_id}",
    )


def _ticked(form: Form, day: str, present: set[str]) -> set[str]:
    """What was ticked for that day and not yet recorded, with whoever has come since by the code."""
    if form["day"] != day:
        return present
    return {*form.all("present")} | (present - {*form.all("were")})


async def _results(visit: Visit, training_id: UUID, form: Form, kec: str) -> HTMLResponse:
    training = await visit.get("registry", f"/v1/trainings/{training_id}")
    seated = by_kecamatan(one for one in training["participants"] if one["seat"] == "seated")
    names = [name for name, _ in seated]
    if sum(len(people) for _, people in seated) > MANY:
        kec = kec if kec in names else names[0]
        seated = [(name, people) for name, people in seated if name == kec]
    form.over(training["version"])
    return visit.page(
        "results.html",
        422 if form.wrong else 200,
        training=training,
        kecamatan=seated,
        names=names if len(seated) < len(names) else [],
        kec=kec,
        shown=_shown,
        typed=lambda one, name: form[f"{name}-{one['id']}"] if _changed(form, name, one["id"]) else _shown(one, name),
        form=form,
        at="/pelatihan",
        back=f"/pelatihan/{training_id}",
    )


def _shown(one: Json, name: str) -> str:
    return "" if one[name] is None else str(one[name])


def _changed(form: Form, name: str, participant_id: str) -> bool:
    """A field says otherwise than it did when its page was made."""
    return form[f"{name}-{participant_id}"] != form[f"was-{name}-{participant_id}"]


def _result(visit: Visit, form: Form, participant_id: str) -> Json:
    told: Json = {"participant_id": participant_id, "failed": form[f"failed-{participant_id}"]}
    for name in ("pre", "post"):
        typed = form[f"{name}-{participant_id}"]
        if typed and not (typed.isascii() and typed.isdigit()):
            words = visit.say("training.no_score")
            raise Invalid(fields={f"{name}-{participant_id}": Words(words, words)})
        told[name] = int(typed) if typed else None
    return told


async def _participant(visit: Visit, training_id: UUID, participant_id: UUID, form: Form) -> HTMLResponse:
    training = await visit.get("registry", f"/v1/trainings/{training_id}")
    one = _of(training, participant_id)
    certificate = one["certificate"]
    form.over((certificate or one)["version"])
    form.in_dialog(True)
    return visit.page(
        "participant.html",
        422 if form.wrong else 200,
        training=training,
        participant=one,
        code=qr.drawn(f"{visit.house.url}/sertifikat/{certificate['token']}") if certificate else None,
        form=form,
        done=visit.done(),
        at="/pelatihan",
        back=f"/pelatihan/{training_id}",
    )


def _of(training: Json, participant_id: UUID) -> dict[str, Any]:
    for one in training["participants"]:
        if one["id"] == str(participant_id):
            return dict(one)
    raise NotFound()
