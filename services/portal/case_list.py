"""/kasus: the cases within one's sight, by status and kecamatan, and the search by name (never in an address)."""

from asyncio import gather
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from services.kit import area
from services.kit.area import Level
from services.portal import code_lists
from services.portal.forms import Form
from services.portal.visits import Visit, Visitor

router = APIRouter()

PAGE = "25"


@router.get("/kasus")
async def list_cases(
    visit: Visitor, giliran: str = "", status: str = "", kec: str = "", jenis: str = "", cursor: str = ""
) -> HTMLResponse:
    told, types = await gather(
        visit.get(
            "cases",
            "/v1/cases",
            queue="mine" if giliran else "all",
            status=status,
            kec=kec,
            type=jenis,
            cursor=cursor,
            limit=PAGE,
        ),
        code_lists.options(visit, "cases", "types"),
    )
    used = {
        name: value
        for name, value in (("giliran", giliran), ("status", status), ("kec", kec), ("jenis", jenis))
        if value
    }
    next_page = "/kasus?" + urlencode(used | {"cursor": told["next"]}) if told["next"] else None
    return _list(
        visit, told["items"], types, Form("saring", {name: [value] for name, value in used.items()}), next_page
    )


@router.post("/kasus/cari")
async def search_cases(visit: Visitor) -> Response:
    form = await visit.posted("cari")
    if not form["nama"]:
        return visit.onward("/kasus")
    told, types = await gather(
        visit.search("cases", "/v1/cases/search", {"name": form["nama"]}), code_lists.options(visit, "cases", "types")
    )
    return _list(visit, told["items"], types, form, None)


def _list(
    visit: Visit, items: list[dict[str, Any]], types: list[tuple[str, str]], form: Form, next_page: str | None
) -> HTMLResponse:
    return visit.page(
        "case_list.html",
        items=items,
        filters=form,
        used=len(form.typed()),
        types=types,
        statuses=[(status, visit.say(f"case_status.{status}")) for status in STATUSES],
        kecamatan=kecamatan(visit),
        next_page=next_page,
        searched=form["nama"],
        role=visit.role,
    )


def kecamatan(visit: Visit) -> list[tuple[str, str]]:
    """The kecamatan of a kabupaten's office; none for an office of another kind."""
    if len(visit.me.office) != 4:
        return []
    return [(found.code, found.name) for found in area.areas(visit.me.office, Level.KECAMATAN)]


def villages(visit: Visit) -> list[tuple[str, list[tuple[str, str]]]]:
    """The villages of the kabupaten, under their kecamatan."""
    return [
        (name, [(village.code, village.name) for village in area.areas(code, Level.DESA)])
        for code, name in kecamatan(visit)
    ]


async def villages_served(visit: Visit) -> list[tuple[str, str]]:
    """Where the reader works: her villages, her kecamatan, or the kabupaten."""
    office, within = visit.me.office, [visit.me.office]
    if visit.role in ("psm", "tksk"):
        me = await visit.get("registry", "/v1/me")  # asked anew: cover begins and ends
        if visit.role == "psm":
            return [(village["code"], f"{village['name']}, {village['kec_name']}") for village in me["villages"]]
        within = me["kecs"] or within
    if len(office) < 4:
        return []
    found = (
        (village.code, f"{village.name}, {area.name(village.code[:6])}")
        for place in within
        for village in area.areas(place, Level.DESA)
    )
    return sorted(found, key=lambda option: option[1])


# The statuses that one filters by, in the order of a case's way.
STATUSES = (
    "awaiting", "returned", "verified", "accepted", "assessment", "planning", "intervention", "monitoring",
    "evaluation", "reopened", "closed", "solved", "declined",
)  # fmt: skip
