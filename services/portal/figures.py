"""/angka: counts by kabupaten, type and status, as oversight gives them: never a person, small cells hidden."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from services.portal import code_lists
from services.portal.neighbours import Json
from services.portal.visits import Visit, Visitor

router = APIRouter()


@router.get("/angka")
async def show_figures(visit: Visitor, jenis: str = "", tentang: str = "cases") -> HTMLResponse:
    kind = "referrals" if tentang == "referrals" else "cases"
    told = await visit.get("oversight", "/v1/figures", kind=kind, type=jenis, limit="200")
    types = await visit.if_there(_types(visit))
    rows = told.get("rows") or told.get("items") or []
    return visit.page(
        "figures.html",
        kind=kind,
        type=jenis,
        types=(types or {}).get("types", []),
        as_of=told.get("as_of"),
        table=_table(visit, rows, kind),
        definitions=told.get("definitions") or [],
        at="/angka",
    )


async def _types(visit: Visit) -> Json:
    return {"types": await code_lists.options(visit, "cases", "types")}


def _table(visit: Visit, rows: list[Json], kind: str) -> dict[str, Any]:
    """A row for each kabupaten, a column for each status that occurs; a cell is a row of oversight or nothing."""
    statuses = [code for code in _ORDER[kind] if any(row["status"] == code for row in rows)]
    places: dict[str, dict[str, Any]] = {}
    for row in rows:
        place = places.setdefault(row["kabupaten"], {"name": row["kabupaten_name"], "cells": {}})
        place["cells"][row["status"]] = row
    noun = "referral_status" if kind == "referrals" else "case_status"
    return {
        "heads": [
            (code, visit.say(f"{noun}.{code}") if visit.say.knows(f"{noun}.{code}") else code) for code in statuses
        ],
        "places": [places[code] for code in sorted(places)],
    }


_ORDER = {
    "cases": (
        "total", "awaiting", "returned", "verified", "accepted", "assessment", "planning", "intervention", "monitoring",
        "evaluation", "reopened", "closed", "solved", "declined", "transferred",
    ),
    "referrals": (
        "total", "sent", "received", "accepted", "waitlisted", "in_service", "served", "partly", "not_served",
        "rejected", "expired", "confirmed", "closed", "revoked", "disputed",
    ),
}  # fmt: skip
