"""/psm/unduh: the list of volunteers as a table to take away; NIK, telephone and address only for a stated purpose."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from services.kit.errors import Refusal
from services.portal import menus
from services.portal.forms import Form
from services.portal.particulars import PURPOSES
from services.portal.visits import Visit, Visitor

router = APIRouter()

KINDS = ("xlsx", "csv")


@router.get("/psm/unduh")
async def choose_export(visit: Visitor, status: str = "", kec: str = "") -> HTMLResponse:
    return _export(visit, Form("unduh", {"status": [status], "kec": [kec], "kind": ["xlsx"]}))


@router.post("/psm/unduh")
async def export(visit: Visitor) -> Response:
    form = await visit.posted("unduh")
    asked = {name: form[name] for name in ("status", "kec", "kind", "purpose") if form[name]}
    try:
        return await visit.file("registry", "/v1/volunteers/export", {"kind": "xlsx"} | asked)
    except Refusal as refusal:
        return _export(visit, await visit.refused(form, refusal))


def _export(visit: Visit, form: Form) -> HTMLResponse:
    visit.require(menus.TABLES)
    say = visit.say
    return visit.page(
        "export.html",
        422 if form.wrong else 200,
        form=form,
        kinds=[(kind, say(f"export.{kind}")) for kind in KINDS],
        purposes=[("", say("export.covered")), *((code, say(f"export.for_{code}")) for code in PURPOSES)],
        opens=visit.role in menus.DINAS,
        filters=[
            words
            for words in (
                say(f"volunteer_status.{form['status']}") if form["status"] else "",
                say("today.kec", name=say.place(form["kec"])) if form["kec"] else "",
            )
            if words
        ],
        at="/psm",
        back="/psm",
    )
