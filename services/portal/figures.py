"""/angka: counts by area and status, or by type and area, as oversight gives them: no person, small cells hidden."""

from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from services.portal.neighbours import Json
from services.portal.visits import Visit, Visitor

router = APIRouter()

PAGES = 8  # of 200 cells: a nation's provinces by type

# Columns in the order of a matter's way; sums over a group stand before what they sum.
_ORDER = {
    "cases": (
        "open", "awaiting", "returned", "verified", "accepted", "assessment", "planning", "intervention", "monitoring",
        "evaluation", "reopened", "ended", "closed", "solved", "declined", "transferred",
    ),
    "referrals": (
        "with_partner", "sent", "received", "waitlisted", "accepted", "in_service", "with_sender", "served", "partly",
        "not_served", "rejected", "expired", "confirmed", "disputed", "ended", "closed", "revoked",
    ),
}  # fmt: skip


@router.get("/angka")
async def show_figures(
    visit: Visitor,
    tentang: str = "cases",
    menurut: str = "status",
    jenis: str = "",
    wilayah: str = "",
    kolom: str = "",
) -> HTMLResponse:
    kind, by_type = "referrals" if tentang == "referrals" else "cases", menurut == "jenis"
    asked = {"type": None, "status": "all"} if by_type else {"type": jenis or "all", "status": None}
    told = await _cells(visit, kind=kind, area=wilayah, **asked)
    table = _by_type(visit, told["rows"]) if by_type else _by_status(visit, told["rows"], kind)
    return visit.page(
        "figures.html",
        kind=kind,
        by_type=by_type,
        as_of=told["as_of"],
        table=table,
        one=kolom if kolom in dict(table["heads"]) else next((code for code, _ in table["heads"]), ""),
        chosen={"tentang": kind, "menurut": menurut, "jenis": jenis, "wilayah": wilayah},
        definitions=told["definitions"],
        query=lambda **other: "/angka?" + urlencode({"tentang": kind, "menurut": menurut} | other),
        type=jenis,
        at="/angka",
    )


async def _cells(visit: Visit, **asked: str | None) -> Json:
    """All cells of an answer, over its pages."""
    told = await visit.get("oversight", "/v1/figures", limit="200", **asked)
    following = told["next"]
    for _ in range(PAGES):
        if not following:
            break
        more = await visit.get("oversight", "/v1/figures", limit="200", cursor=following, **asked)
        told["rows"] += more["rows"]
        following = more["next"]
    return told


def _by_status(visit: Visit, rows: list[Json], kind: str) -> dict[str, Any]:
    """A row for each area, its sum last; a column for each status that occurs."""
    known = {_column(row): row["status_words"][visit.say.language] for row in rows}
    heads = [(code, known[code]) for code in ("", *_ORDER[kind]) if code in known]
    return {"heads": heads, "lines": _lines(rows, "area", "area_name", _column)}


def _by_type(visit: Visit, rows: list[Json]) -> dict[str, Any]:
    """A row for each type, the sum of all last; a column for each area, the sum of all first."""
    areas = {row["area"]: row["area_name"] for row in rows}
    for row in rows:
        row["type_words"] = row["type_name"][visit.say.language]
    heads = [(code, areas[code]) for code in sorted(areas, key=lambda code: (len(code), code))]
    return {"heads": heads, "lines": _lines(rows, "type", "type_words", lambda row: str(row["area"]))}


def _lines(rows: list[Json], code: str, name: str, column: Any) -> list[dict[str, Any]]:
    """The rows of a table; `sum` marks the one over all, which stands last."""
    lines: dict[str, dict[str, Any]] = {}
    for row in rows:
        line = lines.setdefault(str(row[code] or ""), {"code": row[code], "name": row[name], "cells": {}})
        line["cells"][column(row)] = row
    shortest = min(lines, key=len, default="")
    for key, line in lines.items():
        line["sum"] = key == shortest and len(lines) > 1
    return sorted(lines.values(), key=lambda line: (line["sum"], _numbered(line["code"])))


def _column(row: Json) -> str:
    """The status of a cell, its group where it sums one, nothing where it sums all."""
    return str(row["status"] or row["status_group"] or "")


def _numbered(code: str | None) -> tuple[int, str]:
    return len(code or ""), code or ""
