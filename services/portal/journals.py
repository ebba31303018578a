"""/jurnal: what a volunteer did in a month, drafts to complete, and the month's report that she sends."""

from asyncio import gather
from datetime import date, timedelta
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from services.kit.errors import Invalid, NotFound, Refusal, Words
from services.portal import code_lists
from services.portal.case_list import villages_served
from services.portal.forms import Form, require_day
from services.portal.menus import TRAINED
from services.portal.neighbours import Json
from services.portal.visits import Visit, Visitor

router = APIRouter()

MONTHS = 13  # that one may turn back to
_RENAMED = {"minutes": "hours"}
_REMOVALS = {"keluarkan": True, "masukkan": False}


@router.get("/jurnal")
async def show_month(visit: Visitor, bulan: str = "") -> HTMLResponse:
    visit.require(TRAINED)
    return await _month(visit, bulan or this_month(visit), Form("laporan"))


@router.get("/jurnal/tulis")
async def begin_line(visit: Visitor) -> HTMLResponse:
    visit.require(TRAINED)
    form = await visit.drafted("jurnal")
    if not form["day"]:
        form.values = {**form.values, "day": [visit.say.day(visit.say.today)]}
    return await _line(visit, form)


@router.post("/jurnal/tulis")
async def write_line(visit: Visitor) -> Response:
    form = await visit.posted("jurnal")
    try:
        told = _told(visit, form)
        await visit.send("registry", "/v1/me/journal", told, form)
    except Refusal as refusal:
        return await _line(visit, await visit.refused(form, refusal, _RENAMED))
    return visit.onward(f"/jurnal?bulan={told['day'][:7]}", "jurnal")


@router.post("/jurnal/laporan")
async def send_report(visit: Visitor) -> Response:
    form = await visit.posted("laporan")
    try:
        await visit.send("registry", "/v1/me/reports", {"month": form["month"]}, form)
    except Refusal as refusal:
        return await _month(visit, form["month"], await visit.refused(form, refusal))
    return visit.onward(f"/jurnal?bulan={form['month']}", "laporan")


@router.get("/jurnal/{line_id}")
async def show_line(visit: Visitor, line_id: UUID, bulan: str = "") -> HTMLResponse:
    visit.require(TRAINED)
    line = _of(await visit.get("registry", "/v1/me/journal", month=bulan or this_month(visit)), line_id)
    form = await visit.drafted(f"jurnal-{line_id}")
    return await _line(visit, form if form.typed() else _as_typed(visit, form, line), line)


@router.post("/jurnal/{line_id}")
async def revise_line(visit: Visitor, line_id: UUID, bulan: str = "") -> Response:
    form = await visit.posted(f"jurnal-{line_id}")
    try:
        told = _told(visit, form)
        await visit.send("registry", f"/v1/me/journal/{line_id}", told, form)
    except Refusal as refusal:
        form = await visit.refused(form, refusal, _RENAMED)
        return await _line(
            visit, form, _of(await visit.get("registry", "/v1/me/journal", month=bulan or this_month(visit)), line_id)
        )
    return visit.onward(f"/jurnal?bulan={told['day'][:7]}", "jurnal")


@router.post("/jurnal/{line_id}/{verb}")
async def remove_line(visit: Visitor, line_id: UUID, verb: str) -> Response:
    """Taken out, or put back."""
    if verb not in _REMOVALS:
        raise NotFound()
    form = await visit.posted(f"jurnal-{line_id}")
    month = form["month"] or this_month(visit)
    try:
        await visit.send("registry", f"/v1/me/journal/{line_id}/removal", {"removed": _REMOVALS[verb]}, form)
    except Refusal as refusal:
        return await _month(visit, month, await visit.refused(form, refusal))
    return visit.onward(f"/jurnal?bulan={month}", verb)


async def _month(visit: Visit, month: str, form: Form) -> HTMLResponse:
    told = await visit.get("registry", "/v1/me/journal", month=month)
    sending = form if form.name == "laporan" else Form("laporan")
    sending.over(told["version"])
    sending.in_dialog(False)
    for item in told["items"]:
        item["form"] = Form(f"jurnal-{item['id']}", version=str(item["version"]))
    kept = [item for item in told["items"] if not item["removed"]]
    return visit.page(
        "journal.html",
        422 if form.wrong else 200,
        journal=told,
        drafts=[item for item in kept if item["draft"]],
        days=_by_day(kept),
        removed=[item for item in told["items"] if item["removed"]],
        months=months(visit),
        sends=told["open"] and month < this_month(visit),
        form=form,
        sending=sending,
        hours=lambda minutes: hours(visit, minutes),
        done=visit.done(told["report"]),
    )


async def _line(visit: Visit, form: Form, line: Json | None = None) -> HTMLResponse:
    visit.require(TRAINED)
    codes, villages = await gather(visit.get("registry", "/v1/work-codes"), villages_served(visit))
    if line is not None:
        form.over(line["version"])
        here = line["village"]
        if here and all(code != here for code, _ in villages):
            villages = [*villages, (here, line["village_name"])]
    chosen = form["village"] or (villages[0][0] if len(villages) == 1 else "")
    form.values = {**form.values, "village": [chosen]}

    def options(name: str) -> list[tuple[str, str]]:
        return [(one["code"], code_lists.words(visit, one)) for one in codes[name]]

    month = line["day"][:7] if line else this_month(visit)
    return visit.page(
        "journal_line.html",
        422 if form.wrong else 200,
        form=form,
        line=line,
        activities=options("activities"),
        functions=options("functions"),
        companions=options("companions"),
        villages=villages,
        action=f"/jurnal/{line['id']}?bulan={month}" if line else "/jurnal/tulis",
        at="/jurnal",
        back=f"/jurnal?bulan={month}",
    )


def _told(visit: Visit, form: Form) -> Json:
    """What the form says, as the registry takes it; Invalid names all fields that cannot be read."""
    wrong = {
        name: visit.say(f"required.jurnal.{name}")
        for name in ("kind", "function", "village", "hours")
        if not form[name]
    }
    minutes = read_hours(form["hours"])
    if form["hours"] and minutes is None:
        wrong["hours"] = visit.say("journal.no_hours")
    day = None
    try:
        day = require_day(form["day"], "day")
    except Invalid as refusal:
        wrong |= {name: words.of(visit.say.language) for name, words in refusal.fields.items()}
    if wrong or day is None:
        raise Invalid(fields={name: Words(words, words) for name, words in wrong.items()})
    told: Json = {name: form[name] for name in ("kind", "function", "village", "note")}
    return told | {"day": day.isoformat(), "minutes": minutes, "companions": form.all("companions")}


def _as_typed(visit: Visit, form: Form, line: Json) -> Form:
    """A line that is there, as its form was filled in; of a draft what is known."""
    form.values = {
        "day": [visit.say.day(line["day"])],
        "kind": [line["kind"]["code"]],
        "function": [line["function"]["code"] if line["function"] else ""],
        "hours": [hours(visit, line["minutes"]) if line["minutes"] else ""],
        "village": [line["village"]],
        "companions": [one["code"] for one in line["companions"]],
        "note": [line["note"]],
    }
    return form


def _of(journal: Json, line_id: UUID) -> Json:
    for item in journal["items"]:
        if item["id"] == str(line_id):
            return dict(item)
    raise NotFound()


def _by_day(items: list[Json]) -> list[tuple[str, list[Json]]]:
    """What counts, the latest day first."""
    found: dict[str, list[Json]] = {}
    for item in items:
        if not item["draft"]:
            found.setdefault(item["day"], []).append(item)
    return sorted(found.items(), reverse=True)


def this_month(visit: Visit) -> str:
    return visit.say.today.isoformat()[:7]


def months(visit: Visit) -> list[tuple[str, str]]:
    """This month and those before it, for a choice."""
    found, first = [], visit.say.today.replace(day=1)
    for _ in range(MONTHS):
        found.append((first.isoformat()[:7], visit.say.month(first)))
        first = (first - timedelta(days=1)).replace(day=1)
    return found


def last_month(visit: Visit) -> str:
    first: date = visit.say.today.replace(day=1)
    return (first - timedelta(days=1)).isoformat()[:7]


def read_hours(text: str) -> int | None:
    """Minutes of `1,5` or `2`; None where it is no number."""
    try:
        found = float(text.replace(",", "."))
    except ValueError:
        return None
    return round(found * 60) if 0 <= found <= 100 else None


def hours(visit: Visit, minutes: int) -> str:
    """`7,5`."""
    text: str = f"{minutes / 60:.2f}".rstrip("0").rstrip(".")
    return text if visit.say.language == "en" else text.replace(".", ",")
