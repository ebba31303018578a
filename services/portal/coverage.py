"""/cakupan: how villages and seats of TKSK stand, from the nation down to each village, and which lose their SK next.

A kabupaten and a kecamatan are shown as a map of tiles, one for each village; larger areas as a table. Names stand here
only where the registry gave them.
"""

from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from services.kit import area
from services.portal.menus import WATCHERS, WATCHERS_OF_PEOPLE
from services.portal.neighbours import Json
from services.portal.visits import Visit, Visitor

router = APIRouter()

# What villages are counted and sorted out by: its tone, as on a tile.
STATES = {
    "covered": "done", "cover": "", "ending": "you", "silent": "", "overloaded": "you", "vacant": "stop",
}  # fmt: skip
COLUMNS = ("villages", *STATES, "unseated")
BEHIND = ("villages", "covered", "ending", "silent", "vacant")  # of the table behind the tiles, which tell the rest


@router.get("/cakupan")
async def show_coverage(visit: Visitor, wilayah: str = "", keadaan: str = "", kolom: str = "") -> HTMLResponse:
    visit.require(WATCHERS)
    told = await visit.get("registry", "/v1/coverage", area=wilayah)
    state = keadaan if keadaan in STATES else ""
    columns = BEHIND if "villages" in told else COLUMNS
    villages = [one for one in told.get("villages") or () if not state or state in (one["state"], *one["marks"])]
    return visit.page(
        "coverage.html",
        told=told,
        here=told["area"],
        state=state,
        counts=_counts(visit, told, state),
        groups=_groups(visit, told, villages),
        columns=columns,
        one=kolom if kolom in columns else "vacant",
        query=lambda **other: "/cakupan?" + urlencode({"wilayah": told["area"]["code"]} | other),
        tab="now",
        **_way(visit, told["area"]["code"], "/cakupan"),
    )


@router.get("/cakupan/perkiraan")
async def show_forecast(visit: Visitor, wilayah: str = "") -> HTMLResponse:
    visit.require(WATCHERS)
    told = await visit.get("registry", "/v1/coverage/forecast", area=wilayah)
    bars = [(visit.say("forecast.lapsed"), told["lapsed"])]
    bars += [(visit.say.month(month["month"]), month["villages"]) for month in told["months"]]
    return visit.page(
        "forecast.html",
        told=told,
        here=told["area"],
        bars=bars,
        most=max(number for _, number in bars),
        tab="ahead",
        **_way(visit, told["area"]["code"], "/cakupan/perkiraan"),
    )


def _way(visit: Visit, code: str, path: str) -> dict[str, Any]:
    """Which task of the menu this belongs to, and up to the area above, as far as the own one."""
    own = visit.me.me.get("kec") or visit.me.office
    up = area.parent(code) if code != own else None
    at = "/psm" if visit.role in WATCHERS_OF_PEOPLE else "/cakupan"
    return {"at": at, "back": f"{path}?wilayah={up}" if up else None}


def _counts(visit: Visit, told: Json, state: str) -> list[dict[str, Any]]:
    """Each a filter where villages are shown."""
    code, filters = told["area"]["code"], "villages" in told
    found = [
        {
            "number": visit.say.number(told["sum"][name]),
            "words": visit.say(f"coverage.count.{name}"),
            "tone": tone if told["sum"][name] else "",
            "path": _chosen(code, "" if name == state else name) if filters else "",
            "current": name == state,
        }
        for name, tone in STATES.items()
    ]
    unseated = told["sum"]["unseated"]
    words = visit.say("coverage.count.unseated")
    tone = "stop" if unseated else ""
    return [*found, {"number": unseated, "words": words, "tone": tone, "path": "", "current": False}]


def _chosen(code: str, state: str) -> str:
    return "/cakupan?" + urlencode({"wilayah": code} | ({"keadaan": state} if state else {}))


def _groups(visit: Visit, told: Json, villages: list[Json]) -> list[dict[str, Any]]:
    """The tiles under their kecamatan, with its TKSK."""
    return [
        {
            "code": seat["code"],
            "name": seat["name"],
            "seat": _seat(visit, seat),
            "tiles": [_tile(visit, one) for one in villages if one["kec"] == seat["code"]],
        }
        for seat in told.get("seats") or ()
    ]


def _tile(visit: Visit, village: Json) -> dict[str, Any]:
    """A village in words; its tone is that of the first thing that is wrong. It leads to whoever serves it."""
    say, marks = visit.say, village["marks"]
    people = village.get("people") or []
    words, tone = [], ""
    if village["state"] == "vacant":
        tone, words = "stop", [say("coverage.tile.vacant")]
        words += [say("coverage.tile.away", n=village["away"])] if village["away"] else []
    elif village["state"] == "cover":
        tone, words = "lent", [say("coverage.tile.cover", day=say.short_day(village["cover_ends_on"]))]
    else:
        if "ending" in marks:
            tone, words = "you", [say("coverage.tile.ending", left=say.left(village["sk_ends_on"]))]
        if "silent" in marks:
            tone = tone or "mute"
            words.append(say("coverage.tile.silent", n=village["silent_days"]))
        if "overloaded" in marks:
            tone = tone or "you"
            words.append(say("coverage.tile.overloaded"))
        words = words or [say("coverage.tile.psm", n=village["psm"])]
    return {
        "code": village["code"],
        "name": village["name"],
        "tone": tone,
        "words": ", ".join(words),
        "people": people,
        "path": f"/psm/{people[0]['id']}" if people else "",
        "sk_ends_on": village["sk_ends_on"],
    }


def _seat(visit: Visit, seat: Json) -> str:
    """The TKSK of a kecamatan: by name where one sees it, else how the seat stands."""
    names = ", ".join(person["name"] for person in seat.get("people") or () if person["present"])
    if seat["state"] == "covered":
        return visit.say("coverage.seat.named", name=names) if names else visit.say("coverage.seat.covered")
    if seat["state"] == "cover":
        until = visit.say.short_day(seat["acting_ends_on"])
        return visit.say("coverage.seat.acting", name=names, day=until)
    return visit.say("coverage.seat.away") if seat["away"] else visit.say("coverage.seat.vacant")
