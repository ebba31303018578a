"""/kasus/<id>: one case: whose move, the person, needs and referrals, the way so far, who opened the file."""

from asyncio import gather
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from services.kit.errors import Refusal
from services.portal import code_lists, refusals
from services.portal.forms import Form
from services.portal.neighbours import Json
from services.portal.verbs import VERBS
from services.portal.visits import Visit, Visitor

router = APIRouter()

CARE = ("dinas", "dinas_supervisor", "province", "national")  # who may read the ledger of a file
_WAY = ("psm", "tksk", "dinas", "partner", "citizen")  # whose hands a case goes through
# How far along that way each status stands; `closed` and its like are past the end.
_AT = {
    "returned": 0, "awaiting": 1, "verified": 2, "accepted": 2, "assessment": 2, "planning": 2, "reopened": 2,
    "intervention": 3, "monitoring": 4, "evaluation": 4, "closed": 5, "solved": 5, "declined": 5, "transferred": 5,
}  # fmt: skip


@router.get("/kasus/{case_id}")
async def show_case(visit: Visitor, case_id: UUID) -> HTMLResponse:
    return await case_page(visit, case_id)


@router.post("/kasus/{case_id}/nik")
async def open_nik(visit: Visitor, case_id: UUID) -> Response:
    """The number is shown on this one answer; reading it is on record."""
    form = await visit.posted("nik")
    try:
        told = await visit.search("cases", f"/v1/cases/{case_id}/nik", {"purpose": form["purpose"]})
    except Refusal as refusal:
        return await case_page(visit, case_id, form=await visit.refused(form, refusal))
    return await case_page(visit, case_id, nik=told["nik"])


async def case_page(visit: Visit, case_id: UUID, *, form: Form | None = None, nik: str = "") -> HTMLResponse:
    case, timeline, openings, referrals, connections = await gather(
        visit.get("cases", f"/v1/cases/{case_id}"),
        visit.get("cases", f"/v1/cases/{case_id}/timeline"),
        visit.if_there(visit.get("cases", f"/v1/cases/{case_id}/openings")) if visit.role in CARE else nothing(),
        visit.if_there(visit.get("referral", "/v1/referrals", case_id=str(case_id))),
        visit.if_there(visit.get("referral", "/v1/connections", case_id=str(case_id))),
    )
    return visit.page(
        "case.html",
        422 if form and form.wrong else 200,
        case=case,
        person_name=_name(visit, case),
        steps_so_far=_steps(visit, case),
        buttons=[VERBS[name] for name in sorted(case["actions"], key=_weight) if name in VERBS and _fits(visit, name)],
        may=frozenset(case["actions"]),
        timeline=await explained(visit, timeline["items"]),
        openings=_gathered(visit, openings["items"]) if openings else None,
        referrals=referrals["items"] if referrals else None,
        connections=connections["items"] if connections else None,
        purposes=await code_lists.options(visit, "cases", "purposes") if "open_nik" in case["actions"] else [],
        nik=nik,
        form=form,
        blank=lambda: Form("kasus", version=str(case["version"])),
        done=visit.done(case, *_undo(visit, case)),
        at="/kasus",
        back="/kasus",
    )


def not_now(visit: Visit, case: Json) -> HTMLResponse:
    """In place of a form that was opened by its address, where the case does not stand so that it can be sent."""
    turn = "turn.you" if case["mine"] else f"turn.{case['turn']}"
    words = visit.say("refusal.not_now.what", status=case["status_words"][visit.say.language], turn=visit.say(turn))
    back = f"/kasus/{case['id']}"
    return visit.page(
        "refusal.html", 409, **refusals.NOTHING | {"kind": "not_now", "words": words}, at="/kasus", back=back
    )


async def nothing() -> None:
    """A part of the page that is not for the reader."""


async def explained(visit: Visit, steps: list[Json]) -> list[Json]:
    """The steps of a case with the words of their reasons, newest first."""
    lists = {"returned": "return-reasons", "declined": "decline-reasons", "closed": "close-reasons"}
    for step in steps:
        named = dict(await code_lists.options(visit, "cases", lists[step["verb"]])) if step["verb"] in lists else {}
        step["reason_words"] = named.get(step["reason"] or "", "")
        step["words"] = _event(visit, step)
        step["by"] = _by(visit, step)
    return sorted(steps, key=lambda step: str(step["at"]), reverse=True)


def _event(visit: Visit, step: Json) -> str:
    known = visit.say.knows(f"event.{step['verb']}")
    words = visit.say(f"event.{step['verb']}") if known else step["status_words"][visit.say.language]
    return f"{words} {step['status_words'][visit.say.language]}" if step["verb"] == "staged" else words


def _by(visit: Visit, step: Json) -> str:
    """Name and role; what happened by itself was done by Titian."""
    role = step["by_role"] or ""
    if role == "machine":
        return "Titian"
    return f"{step['by_name']}, {visit.say(f'role.{role}')}" if visit.say.knows(f"role.{role}") else step["by_name"]


def _gathered(visit: Visit, openings: list[Json]) -> list[dict[str, Any]]:
    """Who opened the file, newest first: what one person did in a row is one line, with all it was for."""
    rows: list[dict[str, Any]] = []
    for opening in sorted(openings, key=lambda one: str(one["at"]), reverse=True):
        why = opening["purpose"]
        words = visit.say(f"purpose.{why}") if visit.say.knows(f"purpose.{why}") else why
        if rows and rows[-1]["who"] == opening["by_name"]:
            rows[-1]["times"] += 1
            rows[-1]["whys"] |= {words: None}
        else:
            rows.append({"who": opening["by_name"], "role": opening["by_role"], "at": opening["at"], "times": 1})
            rows[-1]["whys"] = {words: None}  # a dict keeps the order
    return rows[:8]


def _undo(visit: Visit, case: Json) -> tuple[str, dict[str, str]]:
    """The verb that takes the last one back, where there is one and it is the reader's."""
    if visit.request.query_params.get("sudah") in ("tutup", "selesai_di_desa", "tolak") and "reopen" in case["actions"]:
        return f"/kasus/{case['id']}/buka-kembali", {
            "reason": visit.say("frame.undone"),
            "version": str(case["version"]),
            "key": Form("").key,
        }
    return "", {}


def _name(visit: Visit, case: Json) -> str:
    name = visit.say.person(case)
    return visit.say("today.person", name=name, age=case["age"]) if case["age"] is not None else name


def _steps(visit: Visit, case: Json) -> list[dict[str, Any]]:
    """The planks: whose hands the case went through, and in whose it is."""
    here = _AT.get(case["status"], 2)
    mine = bool(case.get("mine"))
    return [
        {
            "state": "done" if number < here else "now" if number == here else "",
            "words": visit.say(f"way.{hands}"),
            "note": visit.say("turn.you" if number == here and mine else "way.now" if number == here else
                              "way.done" if number < here else "way.open"),
        }
        for number, hands in enumerate(_WAY)
    ]  # fmt: skip


def _fits(visit: Visit, name: str) -> bool:
    """Others may complete a report too, but it is the volunteer who was asked."""
    return name != "complete" or visit.role == "psm"


def _weight(name: str) -> int:
    return VERBS[name].weight if name in VERBS else 0
