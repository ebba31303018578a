"""/laporan: the monthly reports that lie before the TKSK and the Dinas, who has not sent one, and a report itself."""

from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from services.kit.errors import NotFound, Refusal
from services.portal import journals
from services.portal.forms import Form
from services.portal.menus import DINAS, TABLES
from services.portal.neighbours import Json
from services.portal.visits import Visit, Visitor

router = APIRouter()

STATUSES = ("sent", "checked", "returned", "approved")
_TONES = {"sent": "", "checked": "", "returned": "", "approved": "done", "open": "you"}
_VERBS = {"periksa": "check", "setujui": "approval", "kembalikan": "return"}
# Which verbs a role has while a report lies where; the registry has the last word.
_MAY = {
    ("tksk", "sent"): ("periksa", "kembalikan"), ("dinas", "sent"): ("periksa", "kembalikan"),
    ("dinas", "checked"): ("setujui", "kembalikan"),
}  # fmt: skip


@router.get("/laporan")
async def list_reports(visit: Visitor, bulan: str = "", status: str = "", cursor: str = "") -> HTMLResponse:
    visit.require(TABLES)
    month = bulan or journals.last_month(visit)
    status = status if status in STATUSES else ""
    told = await visit.get("registry", "/v1/reports", month=month, status=status, cursor=cursor, limit="25")
    used = {"bulan": month} | ({"status": status} if status else {})
    return visit.page(
        "reports.html",
        items=told["items"],
        counts=_counts(visit, told["counts"], month, status),
        due_on=told["due_on"],
        month=month,
        months=journals.months(visit),
        used=used,
        next_page="/laporan?" + urlencode(used | {"cursor": told["next"]}) if told["next"] else None,
        hours=lambda minutes: journals.hours(visit, minutes),
        done=visit.done(),
        tab="reports",
        at="/psm",
    )


@router.get("/laporan/belum")
async def list_missing(visit: Visitor, bulan: str = "", cursor: str = "") -> HTMLResponse:
    visit.require(TABLES)
    month = bulan or journals.last_month(visit)
    told = await visit.get("registry", "/v1/reports/missing", month=month, cursor=cursor, limit="50")
    used = {"bulan": month}
    return visit.page(
        "reports_missing.html",
        items=told["items"],
        month=month,
        next_page="/laporan/belum?" + urlencode(used | {"cursor": told["next"]}) if told["next"] else None,
        tab="reports",
        at="/psm",
        back=f"/laporan?bulan={month}",
    )


@router.get("/laporan/{report_id}")
async def show_report(visit: Visitor, report_id: UUID) -> HTMLResponse:
    return await _report(visit, report_id, await visit.drafted(f"laporan-{report_id}"))


@router.get("/laporan/{report_id}/pdf")
async def print_report(visit: Visitor, report_id: UUID) -> Response:
    return await visit.file("registry", f"/v1/reports/{report_id}/paper")


@router.post("/laporan/{report_id}/{verb}")
async def go_on(visit: Visitor, report_id: UUID, verb: str) -> Response:
    if verb not in _VERBS:
        raise NotFound()
    form = await visit.posted(f"laporan-{report_id}")
    body: Json = {"reason": form["reason"]} if verb == "kembalikan" else {}
    try:
        await visit.send("registry", f"/v1/reports/{report_id}/{_VERBS[verb]}", body, form)
    except Refusal as refusal:
        form.dialog = verb if verb == "kembalikan" else ""
        return await _report(visit, report_id, await visit.refused(form, refusal))
    return visit.onward(f"/laporan/{report_id}", f"{verb}_laporan")


async def _report(visit: Visit, report_id: UUID, form: Form) -> HTMLResponse:
    report = await visit.get("registry", f"/v1/reports/{report_id}")
    form.over(report["version"])
    may = _MAY.get(("dinas" if visit.role in DINAS else visit.role, report["status"]), ())
    form.in_dialog("kembalikan" in may)
    month = report["month"]
    return visit.page(
        "report.html",
        422 if form.wrong else 200,
        report=report,
        may=may,
        form=form,
        hours=lambda minutes: journals.hours(visit, minutes),
        done=visit.done(report),
        at="/psm" if visit.role in TABLES else "/jurnal",
        back=f"/laporan?bulan={month}" if visit.role in TABLES else f"/jurnal?bulan={month}",
    )


def _counts(visit: Visit, counts: dict[str, int], month: str, status: str) -> list[Json]:
    """How many stand where, each a filter; who has sent none is a list of its own."""
    found = [
        {
            "number": visit.say.number(counts.get(code, 0)), "words": visit.say(f"report.count.{code}"),
            "tone": _TONES[code], "path": "/laporan?" + urlencode({"bulan": month, "status": code}),
            "current": code == status,
        }
        for code in STATUSES
    ]  # fmt: skip
    missing = counts.get("open", 0) + counts.get("returned", 0)
    return [
        *found,
        {
            "number": visit.say.number(missing), "words": visit.say("report.count.open"), "tone": _TONES["open"],
            "path": "/laporan/belum?" + urlencode({"bulan": month}), "current": False,
        },
    ]  # fmt: skip
