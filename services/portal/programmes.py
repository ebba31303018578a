"""/program: the yearly programmes of the kabupaten, its kecamatan and villages, and the list for musrenbang.

Figures of cases and of needs that nobody met are oversight's, small ones hidden; they are offered as the first lines of
an analysis that is still empty, and only what somebody saves is kept.
"""

from asyncio import gather
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from services.kit import area
from services.kit.area import Level
from services.kit.errors import Invalid, NotFound, Refusal, Words
from services.portal import practice_lists
from services.portal.forms import Form
from services.portal.menus import DINAS, PLANNERS
from services.portal.neighbours import Json
from services.portal.visits import Visit, Visitor

router = APIRouter()

MOST = 5  # kinds of cases, and of needs, that an analysis begins with
UNMET = ("not_served", "rejected", "expired")  # how a referral ends that helped nobody
_VERBS = {
    "sepakati": "agreement", "jalankan": "stage", "tutup": "stage", "kemajuan": "progress", "hapus": "plan",
}  # fmt: skip
_FIELDS = ("what", "who", "first", "last", "partner", "fund", "cost")


@router.get("/program")
async def list_programmes(visit: Visitor, tahun: int = 0) -> HTMLResponse:
    visit.require(PLANNERS)
    this = visit.say.today.year
    year = tahun if this - 1 <= tahun <= this + 2 else this
    told = await visit.get("registry", "/v1/programmes", year=str(year))
    return visit.page("programmes.html", items=told["items"], year=year, years=range(this - 1, this + 3), at="/program")


@router.get("/program/musrenbang.pdf")
async def print_musrenbang(visit: Visitor, tahun: int) -> Response:
    return await visit.file("registry", f"/v1/musrenbang?year={tahun}")


@router.get("/program/musrenbang.xlsx")
async def export_musrenbang(visit: Visitor, tahun: int) -> Response:
    return await visit.file("registry", f"/v1/musrenbang/table?year={tahun}")


@router.get("/program/baru")
async def begin(visit: Visitor) -> HTMLResponse:
    return _begin(visit, await visit.drafted("program"))


@router.post("/program/baru")
async def begin_programme(visit: Visitor) -> Response:
    form = await visit.posted("program")
    body = {"place": form["place"], "year": _number(form["year"]) or 0, "copy_last": form["copy_last"] == "ya"}
    try:
        told = await visit.send("registry", "/v1/programmes", body, form)
    except Refusal as refusal:
        return _begin(visit, await visit.refused(form, refusal))
    return visit.onward(f"/program/{told.body['id']}", "program")


@router.get("/program/{programme_id}")
async def show_programme(visit: Visitor, programme_id: UUID) -> HTMLResponse:
    return await _programme(visit, programme_id, Form(f"program-{programme_id}"))


@router.get("/program/{programme_id}/kertas")
async def print_programme(visit: Visitor, programme_id: UUID) -> Response:
    return await visit.file("registry", f"/v1/programmes/{programme_id}/paper")


@router.get("/program/{programme_id}/isi")
async def begin_text(visit: Visitor, programme_id: UUID) -> HTMLResponse:
    return await _text(visit, programme_id, await visit.drafted(f"isi-{programme_id}"))


@router.post("/program/{programme_id}/isi")
async def write_text(visit: Visitor, programme_id: UUID) -> Response:
    form = await visit.posted(f"isi-{programme_id}")
    told = await visit.get("registry", f"/v1/programmes/{programme_id}")
    plan = _plan(told) | {"analysis": form["analysis"], "aims": form["aims"].splitlines()}
    try:
        await visit.send("registry", f"/v1/programmes/{programme_id}/plan", plan, form)
    except Refusal as refusal:
        return await _text(visit, programme_id, await visit.refused(form, refusal))
    return visit.onward(f"/program/{programme_id}", "program")


@router.get("/program/{programme_id}/kegiatan")
async def begin_activity(visit: Visitor, programme_id: UUID) -> HTMLResponse:
    return await _activity(visit, programme_id, None, await visit.drafted(f"kegiatan-{programme_id}"))


@router.get("/program/{programme_id}/kegiatan/{activity_id}")
async def begin_change(visit: Visitor, programme_id: UUID, activity_id: UUID) -> HTMLResponse:
    return await _activity(visit, programme_id, activity_id, await visit.drafted(f"kegiatan-{activity_id}"))


@router.post("/program/{programme_id}/kegiatan")
async def add_activity(visit: Visitor, programme_id: UUID) -> Response:
    return await _save_activity(visit, programme_id, None)


@router.post("/program/{programme_id}/kegiatan/{activity_id}")
async def change_activity(visit: Visitor, programme_id: UUID, activity_id: UUID) -> Response:
    return await _save_activity(visit, programme_id, activity_id)


@router.post("/program/{programme_id}/{verb}")
async def go_on(visit: Visitor, programme_id: UUID, verb: str) -> Response:
    """Agreed, carried out, closed; how far an activity has come; an activity out of a draft."""
    if verb not in _VERBS:
        raise NotFound()
    form = await visit.posted(f"program-{programme_id}")
    try:
        body = await _asked(visit, programme_id, form, verb)
        await visit.send("registry", f"/v1/programmes/{programme_id}/{_VERBS[verb]}", body, form)
    except Refusal as refusal:
        return await _programme(visit, programme_id, await visit.refused(form, refusal))
    return visit.onward(f"/program/{programme_id}", verb if verb != "tutup" else "tutup_program")


async def _asked(visit: Visit, programme_id: UUID, form: Form, verb: str) -> Json:
    activity = form["activity"]
    match verb:
        case "sepakati":
            return {}
        case "jalankan" | "tutup":
            return {"to": "running" if verb == "jalankan" else "closed"}
        case "kemajuan":
            progress = _number(form[f"progress-{activity}"])
            if progress is None:
                raise _wrong(visit, f"progress-{activity}", "training.no_number")
            word, dropped = form[f"word-{activity}"], form["dropped"] == "ya"
            return {"activity_id": activity, "progress": progress, "word": word, "dropped": dropped}
    plan = _plan(await visit.get("registry", f"/v1/programmes/{programme_id}"))
    plan["activities"] = [one for one in plan["activities"] if one["id"] != activity]
    return plan


async def _programme(visit: Visit, programme_id: UUID, form: Form) -> HTMLResponse:
    told = await visit.get("registry", f"/v1/programmes/{programme_id}")
    form.over(told["version"])
    activity = form["activity"]
    form.errors = {f"{name}-{activity}" if name in ("progress", "word") else name: said
                   for name, said in form.errors.items()}  # fmt: skip
    return visit.page(
        "programme.html",
        422 if form.wrong else 200,
        programme=told,
        writes=_writes(visit, told),
        heads=visit.role == "dinas_supervisor" or (visit.role == "kasi_kesra" and told["kec"] is not None),
        when=lambda one: _when(visit, one),
        form=form,
        done=visit.done(told),
        at="/program",
        back=f"/program?tahun={told['year']}",
    )


def _begin(visit: Visit, form: Form) -> HTMLResponse:
    visit.require(PLANNERS)
    this = visit.say.today.year
    return visit.page(
        "programme_begin.html",
        422 if form.wrong else 200,
        form=form,
        places=_places(visit),
        years=[(year, year) for year in range(this - 1, this + 3)],
        at="/program",
        back="/program",
    )


async def _text(visit: Visit, programme_id: UUID, form: Form) -> HTMLResponse:
    told = await visit.get("registry", f"/v1/programmes/{programme_id}")
    form.over(told["version"])
    offered = False
    if not form.typed():
        analysis = told["analysis"]
        offered = not analysis
        form.values = {
            "analysis": [analysis or await _offered(visit, told)], "aims": ["\n".join(told["aims"])],
        }  # fmt: skip
    return visit.page(
        "programme_text.html",
        422 if form.wrong else 200,
        programme=told,
        offered=offered,
        form=form,
        at="/program",
        back=f"/program/{programme_id}",
    )


async def _activity(visit: Visit, programme_id: UUID, activity_id: UUID | None, form: Form) -> HTMLResponse:
    told, funds = await gather(
        visit.get("registry", f"/v1/programmes/{programme_id}"), practice_lists.options(visit, "funds")
    )
    form.over(told["version"])
    here = f"/program/{programme_id}"
    if activity_id is not None:
        one = next((one for one in told["activities"] if one["id"] == str(activity_id)), None)
        if one is None:
            raise NotFound()
        if not form.typed():
            form.values = {name: [str(one[name])] for name in _FIELDS if one[name] is not None}
    return visit.page(
        "activity.html",
        422 if form.wrong else 200,
        programme=told,
        months=[(month, visit.say.month_name(month)) for month in range(1, 13)],
        funds=funds,
        action=f"{here}/kegiatan/{activity_id}" if activity_id else f"{here}/kegiatan",
        form=form,
        at="/program",
        back=here,
    )


async def _save_activity(visit: Visit, programme_id: UUID, activity_id: UUID | None) -> Response:
    form = await visit.posted(f"kegiatan-{activity_id or programme_id}")
    try:
        plan = _plan(await visit.get("registry", f"/v1/programmes/{programme_id}"))
        told: Json = {name: form[name] for name in ("what", "who", "partner", "fund")}
        told |= {"first": _number(form["first"]) or 0, "last": _number(form["last"]) or 0}
        if form["cost"]:
            cost = _number(form["cost"].removeprefix("Rp").replace(".", "").replace(" ", ""))
            if cost is None:
                raise _wrong(visit, "cost", "training.no_number")
            told["cost"] = cost
        if activity_id is None:
            plan["activities"].append(told)
        else:
            told["id"] = str(activity_id)
            plan["activities"] = [told if one["id"] == told["id"] else one for one in plan["activities"]]
        await visit.send("registry", f"/v1/programmes/{programme_id}/plan", plan, form)
    except Refusal as refusal:
        return await _activity(visit, programme_id, activity_id, await visit.refused(form, refusal))
    return visit.onward(f"/program/{programme_id}", "kegiatan")


async def _offered(visit: Visit, told: Json) -> str:
    """The first lines of an analysis: how the villages are covered, then what oversight counts in the kabupaten."""
    figures, say = told["figures"], visit.say
    counted = {name: say.number(figures[name]) for name in ("villages", "covered", "vacant", "volunteers")}
    lines = [say("programme.counted", day=say.day(figures["on"]), place=told["place"]["name"], **counted)]
    lines += [
        say(f"programme.count.{name}", number=say.number(figures[name]))
        for name in ("cover", "ending", "silent", "overloaded")
        if figures[name]
    ]
    cases, *unmet = await gather(
        visit.if_there(visit.get("oversight", "/v1/figures", kind="cases", status="all", limit="200")),
        *(
            visit.if_there(visit.get("oversight", "/v1/figures", kind="referrals", status=status, limit="200"))
            for status in UNMET
        ),
    )  # fmt: skip
    lines += _largest(visit, "cases", (cases or {"rows": []})["rows"])
    lines += _largest(visit, "unmet", [row for one in unmet if one for row in one["rows"]])
    return "\n".join(lines)


def _largest(visit: Visit, kind: str, rows: list[Json]) -> list[str]:
    """The kinds that were counted most, in words; what is hidden is said to be so and is never added up."""
    counted: dict[str, int] = {}
    for row in rows:
        if row["type"] is not None and row["count"]:
            name = row["type_name"][visit.say.language]
            counted[name] = counted.get(name, 0) + row["count"]
    most = sorted(counted.items(), key=lambda one: -one[1])[:MOST]
    told = ", ".join(f"{name} {visit.say.number(number)}" for name, number in most)
    hidden = any(row["type"] is not None and row["count"] is None for row in rows)
    if not told:
        return []
    said = visit.say(f"programme.most.{kind}", list=told)
    return [f"{said} {visit.say('programme.hidden')}" if hidden else said]


def _places(visit: Visit) -> list[tuple[str, list[tuple[str, str]]]]:
    """Where the reader may write: the Dinas anywhere, others in the own kecamatan."""
    office, own = visit.me.office, visit.me.me.get("kec")
    wide = visit.role in DINAS
    kecs = [one for one in area.areas(office, Level.KECAMATAN) if wide or one.code == own]
    top = [(visit.say("programme.level.kabupaten"), [(office, area.name(office))])] if wide else []
    return top + [
        (
            kec.name,
            [(kec.code, visit.say("programme.of_kec", name=kec.name))]
            + [(village.code, village.name) for village in area.areas(kec.code, Level.DESA)],
        )
        for kec in kecs
    ]


def _writes(visit: Visit, told: Json) -> bool:
    return visit.role in DINAS or (told["kec"] is not None and told["kec"] == visit.me.me.get("kec"))


def _when(visit: Visit, one: Json) -> str:
    first, last = (visit.say.month_name(one[name]) for name in ("first", "last"))
    return first if first == last else f"{first} – {last}"


def _plan(told: Json) -> dict[str, Any]:
    """A programme as it is sent back whole, with one part of it changed."""
    kept = ("id", *_FIELDS)
    return {
        "analysis": told["analysis"], "aims": list(told["aims"]),
        "activities": [{name: one[name] for name in kept} for one in told["activities"]],
    }  # fmt: skip


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() else None


def _wrong(visit: Visit, field: str, key: str) -> Invalid:
    return Invalid(fields={field: Words(visit.say(key), visit.say(key))})
