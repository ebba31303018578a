"""/kantor: the office's own profile, as its papers show it: letterhead, date line, bidang, signatories, numbers."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from services.kit.errors import Refusal
from services.portal import menus
from services.portal.forms import Form
from services.portal.neighbours import Json
from services.portal.visits import Visit, Visitor

router = APIRouter()

LINES = ("name", "city", "address", "phone", "mail", "web", "short", "scheme")
_LISTS = {"bidang": ("name", "head"), "signatories": ("name", "title", "nip")}
_MOST, _SPARE = 20, 2  # rows of a list, and those left blank for more


@router.get("/kantor")
async def show_office(visit: Visitor) -> HTMLResponse:
    profile = await visit.get("registry", "/v1/offices/mine/profile")
    return visit.page("office.html", profile=profile, writes=visit.role in menus.WRITERS, done=visit.done())


@router.get("/kantor/ubah")
async def begin_profile(visit: Visitor) -> HTMLResponse:
    return await _form(visit, await visit.drafted("kantor"))


@router.post("/kantor/ubah")
async def write_profile(visit: Visitor) -> Response:
    form = await visit.posted("kantor")
    try:
        await visit.send("registry", "/v1/offices/mine/profile", _told(form), form)
    except Refusal as refusal:
        return await _form(visit, await visit.refused(form, refusal))
    return visit.onward("/kantor", "kantor")


def _told(form: Form) -> Json:
    """As the registry takes it; rows in which nothing stands are left out."""
    body: Json = {name: form[name] for name in LINES}
    for list_, fields in _LISTS.items():
        rows = [{field: form[f"{list_}_{field}_{row}"] for field in fields} for row in range(_MOST)]
        body[list_] = [row for row in rows if any(row.values())]
    return body


async def _form(visit: Visit, form: Form) -> HTMLResponse:
    visit.require(menus.WRITERS)
    profile = await visit.get("registry", "/v1/offices/mine/profile")
    if not form.values:
        form.values = _values(profile)
    form.over(profile["version"])
    return visit.page(
        "office_form.html",
        422 if form.wrong else 200,
        form=form,
        profile=profile,
        rows={list_: range(_rows(form, list_)) for list_ in _LISTS},
        at="/kantor",
        back="/kantor",
    )


def _values(profile: Json) -> dict[str, list[str]]:
    values = {name: [profile[name]] for name in LINES}
    for list_, fields in _LISTS.items():
        for row, one in enumerate(profile[list_]):
            values |= {f"{list_}_{field}_{row}": [one[field]] for field in fields}
    return values


def _rows(form: Form, list_: str) -> int:
    """Those that are filled, and some for more."""
    filled = [row for row in range(_MOST) if any(form[f"{list_}_{field}_{row}"] for field in _LISTS[list_])]
    return min(max(filled, default=-1) + 1 + _SPARE, _MOST)
