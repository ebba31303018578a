"""/lembaga: the organisations that help: which there are, and the registration of another one."""

from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from services.kit import area
from services.kit.area import Level
from services.kit.errors import Refusal
from services.portal import menus
from services.portal.forms import Form
from services.portal.neighbours import Json
from services.portal.visits import Visit, Visitor

router = APIRouter()


@router.get("/lembaga")
async def list_organisations(visit: Visitor, q: str = "", cursor: str = "") -> HTMLResponse:
    told = await visit.get("registry", "/v1/offices", kind="organisation", q=q, cursor=cursor, limit="25")
    used = {"q": q} if q else {}
    next_page = "/lembaga?" + urlencode(used | {"cursor": told["next"]}) if told["next"] else None
    registers = visit.role in menus.HEADS
    return visit.page(
        "organisations.html",
        items=[
            item | {"shown": _areas(visit, item), "mine": registers and _mine(visit, item)} for item in told["items"]
        ],
        q=q,
        next_page=next_page,
        registers=registers,
        done=visit.done(),
    )


@router.get("/lembaga/daftar")
async def begin_organisation(visit: Visitor) -> HTMLResponse:
    return _form(visit, await visit.drafted("lembaga"))


@router.post("/lembaga/daftar")
async def register_organisation(visit: Visitor) -> Response:
    form = await visit.posted("lembaga")
    here = [visit.me.office] if len(visit.me.office) == 4 else []
    body = {name: form[name] for name in ("name", "phone", "address")}
    try:
        await visit.send("registry", "/v1/offices", body | {"areas": [*here, *form.all("areas")]}, form)
    except Refusal as refusal:
        return _form(visit, await visit.refused(form, refusal))
    return visit.onward("/lembaga", "lembaga")


def _areas(visit: Visit, organisation: Json) -> str:
    """The first of the kabupaten that it serves, and how many more."""
    names = [place["name"] for place in organisation["areas"]]
    more = visit.say("organisations.more", n=len(names) - 3) if len(names) > 3 else ""
    return " ".join(part for part in (", ".join(names[:3]), more) if part)


def _mine(visit: Visit, organisation: Json) -> bool:
    """Whose officers are named here: who registered it names the first one."""
    return visit.role == "platform_admin" or organisation["registered_by"] == visit.me.office


def _form(visit: Visit, form: Form) -> HTMLResponse:
    visit.require(menus.HEADS)
    here = visit.me.office if len(visit.me.office) == 4 else ""
    provinces = [here[:2]] if here else area.codes(level=Level.PROVINCE)
    around = [
        (area.name(code), [(near.code, near.name) for near in area.areas(code, Level.KABUPATEN) if near.code != here])
        for code in provinces
    ]
    return visit.page(
        "organisation_form.html",
        422 if form.wrong else 200,
        form=form,
        here=area.name(here) if here else "",
        around=around,
        at="/lembaga",
        back="/lembaga",
    )
