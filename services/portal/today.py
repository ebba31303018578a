"""/tugas: what waits for the one who reads it, and what is still being typed. One page for all who work on cases."""

from asyncio import gather
from datetime import datetime
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from services.portal.case_page import nothing
from services.portal.drafts import STEPS, furthest
from services.portal.formats import read_instant
from services.portal.menus import TRAINED
from services.portal.neighbours import Json
from services.portal.visits import Visit, Visitor

router = APIRouter()

BOARDS = ("dinas", "dinas_supervisor", "tksk")  # who works from a board of many cases


@router.get("/tugas")
async def show_tasks(visit: Visitor) -> HTMLResponse:
    (cases, referrals, connections), (decisions, dossiers), (drafts, me) = await gather(
        gather(
            visit.get("cases", "/v1/cases", queue="mine", limit="25"),
            visit.if_there(visit.get("referral", "/v1/referrals", queue="mine", limit="25")),
            visit.if_there(visit.get("referral", "/v1/connections", limit="100")) if visit.role == "psm" else nothing(),
        ),
        gather(
            visit.if_there(visit.get("registry", "/v1/me/decisions")) if visit.role in TRAINED else nothing(),
            visit.if_there(visit.get("registry", "/v1/me/dossiers")),
        ),
        gather(
            visit.house.drafts.names(visit.me.office, visit.me.sub), visit.if_there(visit.get("registry", "/v1/me"))
        ),
    )
    tasks = [_of_case(visit, item) for item in cases["items"]]
    tasks += [_of_referral(visit, item) for item in (referrals or {"items": []})["items"]]
    tasks += [_of_connection(visit, item) for item in (connections or {"items": []})["items"] if item["mine"]]
    tasks += [_of_decision(visit, item) for item in (decisions or {"items": []})["items"] if item["mine"]]
    tasks += [_of_dossier(visit, item) for item in (dossiers or {"items": []})["items"]]
    return visit.page(
        "today.html",
        tasks=sorted(tasks, key=_order),
        more=bool(cases["next"]),
        counts=_counts(visit, tasks) if visit.role in BOARDS else [],
        referrals_missing=referrals is None,
        drafts=_unsent(visit, dict(drafts)),
        villages=(me or visit.me.me).get("villages") or [],
        covers=(me or visit.me.me).get("covers") or [],
        role=visit.role,
    )


def _of_case(visit: Visit, item: Json) -> dict[str, Any]:
    name = visit.say.person(item)
    return {
        "path": f"/kasus/{item['id']}",
        "who": visit.say("today.person", name=name, age=item["age"]) if item.get("age") else name,
        "next": visit.say(f"next.case.{item['status']}"),
        "where": f"{item['village_name']}, {item['kec_name']}" if item.get("village_name") else "",
        "thing": item,
        "due_at": item.get("due_at"),
        "at": item["at"],
    }


def _of_referral(visit: Visit, item: Json) -> dict[str, Any]:
    """A referral is named by its code: the notice of it reaches people who need not know the person."""
    return {
        "path": f"/rujukan/{item['id']}",
        "who": visit.say("today.referral", code=item["code"]),
        "next": visit.say(f"next.referral.{item['status']}"),
        "where": item["service_name"],
        "thing": item,
        "due_at": item.get("answer_by"),
        "at": item["at"],
    }


def _of_connection(visit: Visit, item: Json) -> dict[str, Any]:
    return {
        "path": f"/hubungan/{item['id']}",
        "who": visit.say("today.connection", code=item["case_code"]),
        "next": visit.say("next.connection"),
        "where": item["service_name"],
        "thing": item,
        "due_at": None,
        "at": item["at"],
    }


def _of_decision(visit: Visit, item: Json) -> dict[str, Any]:
    return {
        "path": f"/putusan-saya#putusan-{item['id']}",
        "who": item["what"],
        "next": visit.say("next.reminded") if item["reminded_on"] else visit.say("next.decision"),
        "where": visit.say("today.kec", name=item["kec_name"]),
        "thing": item,
        "due_at": item["due_on"],
        "at": item["decided_at"],
    }


def _of_dossier(visit: Visit, item: Json) -> dict[str, Any]:
    """What waits on the way to a certificate of competency, one's own or another's; or that it comes to its end."""
    on = item["valid_until"] if item["kind"] == "ending" else item["due_on"]
    return {
        "path": f"/kompetensi/{item['id']}",
        "who": visit.say("today.dossier", name=item["name"]),
        "next": visit.say(f"next.dossier.{item['kind']}"),
        "where": item["kec_name"],
        "thing": item,
        "due_at": f"{on}T12:00:00+00:00" if on else None,  # the same day in all three zones
        "at": item["at"],
    }


def _unsent(visit: Visit, drafts: dict[str, datetime]) -> list[dict[str, Any]]:
    """What is still being typed, one line each: a record goes on at the step that it came to."""
    unsent = [{"words": visit.say("today.draft.angkat"), "path": "/psm/angkat", "saved_at": drafts.get("angkat")}]
    if step := furthest(drafts):
        number = STEPS.index(step) + 1
        words = f"{visit.say('today.draft.catat')}, {visit.say('record.of', n=number)}"
        newest = max(at for name, at in drafts.items() if name.startswith("catat-"))
        unsent.append({"words": words, "path": f"/catat/{step}", "saved_at": newest})
    return [draft for draft in unsent if draft["saved_at"]]


def _counts(visit: Visit, tasks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """How the tasks of this page lie in time."""
    marks = [visit.say.urgency(task["due_at"]) if task["due_at"] else "" for task in tasks]
    kinds = (("late", "stop", "late"), ("soon", "you", "soon"), ("later", "", ""))
    return [
        {"number": marks.count(mark), "words": visit.say(f"today.{word}"), "tone": tone, "path": "", "current": False}
        for word, tone, mark in kinds
    ]


def _order(task: dict[str, Any]) -> tuple[bool, datetime]:
    """What is due first; what has no due date after it, the longest waiting first."""
    return task["due_at"] is None, read_instant(task["due_at"] or task["at"])
