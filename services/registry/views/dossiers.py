"""Routes, readiness, dossiers with their comments and steps, meetings of coaches."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from services.kit import area
from services.kit.actor import Actor
from services.kit.web import words
from services.registry import dossiers, policy, readiness
from services.registry.coachings import Coaching, Comment
from services.registry.competencies import Edition, Requirement, Route
from services.registry.dossiers import Dossier, Status
from services.registry.readiness import Item
from services.registry.views.parts import status


def route(one: Route, asked: Sequence[Requirement]) -> dict[str, Any]:
    return {
        "code": one.code,
        "words": words(one.words),
        "roles": one.roles,
        "body": words(one.body),
        "renews": one.renews,
        "valid_years": one.valid_years,
        "parts": [words(part) for part in one.parts],
        "requirements": [requirement(each) for each in asked],
    }


def routes(edition: Edition, office: str) -> dict[str, Any]:
    found = [route(one, edition.requirements(one, office)) for one in edition.routes]
    return {"edition": edition.edition, "source": edition.source, "items": found}


def requirement(one: Requirement) -> dict[str, Any]:
    return {
        "code": one.code,
        "words": words(one.words),
        "evidence": words(one.evidence),
        "giver": words(one.giver),
        "source": one.source,
        "text": one.text,
        "paper": one.paper,
        "least": one.least,
    }


def item(one: Item) -> dict[str, Any]:
    """What is asked for, and whether and by what it is met."""
    note = words(one.note) if one.note else None
    return requirement(one.requirement) | {"met": one.met, "by": one.by or None, "note": note}


def meter(items: Sequence[Item]) -> dict[str, Any]:
    return {"met": sum(one.met for one in items), "of": len(items), "items": [item(one) for one in items]}


def dossier(one: Dossier, items: Sequence[Item], actor: Actor, today: date) -> dict[str, Any]:
    """As a list shows it. `as` says as what the reader sees it; `mine` whether the next move is hers."""
    open_ = [comment for comment in one.comments if comment.done_at is None]
    held = one.competency
    said = status(one.status, *dossiers.STATUSES[one.status])
    roles = _roles(one, actor)
    move = {"candidate": "candidate", "dinas": "dinas"}.get(said["turn"])
    return {
        "id": one.dossier_id,
        "version": one.version,
        "volunteer_id": one.volunteer_id,
        "name": one.name,
        "kec": one.kec,
        "kec_name": area.name(one.kec),
        "route": {"code": one.route_code, "words": words(one.route.words)},
        **said,
        "mine": move in roles,
        "as": roles,
        "at": one.at,
        "coach": {"name": one.coach.name} if one.coach else None,
        "met": sum(each.met for each in items),
        "of": len(items),
        "missing": [
            {"code": lacking.code, "words": words(lacking.words)}
            for lacking in (readiness.missing(items) if one.open else ())
        ],
        "to_do": len(open_),
        "due_on": min((comment.due_on for comment in open_ if comment.due_on), default=None),
        "valid_until": held.valid_until if held else None,
        "reminded": held.reminded if held and held.holds(today) else None,
        "renewed": held.renewed if held else False,
    }


def dossier_whole(
    one: Dossier, items: Sequence[Item], meetings: Sequence[Coaching], texts: Mapping[str, str],
    comments: Mapping[int, str], actor: Actor, today: date,
) -> dict[str, Any]:  # fmt: skip
    papers: dict[str, list[dict[str, Any]]] = {}
    for paper in one.papers:
        told = {"id": paper.document_id, "kind": paper.kind.name.lower(), "size": paper.size, "at": paper.at}
        papers.setdefault(paper.item, []).append(told)
    return dossier(one, items, actor, today) | {
        "body": words(one.route.body),
        "parts": [words(part) for part in one.route.parts],
        "items": [
            item(each)
            | {"papers": papers.get(each.requirement.code, []), "written": texts.get(each.requirement.code, "")}
            for each in items
        ],
        "comments": [comment(each, comments.get(each.number, "")) for each in one.comments],
        "appeal": texts.get(dossiers.APPEAL, ""),
        "steps": [
            {"what": step.what, "on": step.on, "by": step.by, "number": step.number, "reason": step.reason}
            for step in one.steps
        ],
        "meetings": [
            {"on": each.held_on, "place": each.place, "topic": each.topic, "came": each.seats[one.dossier_id]}
            for each in meetings
        ],
    }


def comment(one: Comment, text: str) -> dict[str, Any]:
    return {
        "number": one.number,
        "item": one.item,
        "text": text,
        "due_on": one.due_on,
        "by": one.by,
        "at": one.at,
        "done_at": one.done_at,
    }


def coaching(one: Coaching, names: Mapping[UUID, str]) -> dict[str, Any]:
    """`names` of the candidates whom the reader sees."""
    return {
        "id": one.coaching_id,
        "version": one.version,
        "held_on": one.held_on,
        "place": one.place,
        "topic": one.topic,
        "by": one.by,
        "seats": [
            {"dossier_id": dossier_id, "name": names.get(dossier_id, ""), "came": came}
            for dossier_id, came in sorted(one.seats.items(), key=lambda seat: names.get(seat[0], ""))
        ],
    }


def waiting(found: Sequence[Dossier], meters: Mapping[UUID, Sequence[Item]], actor: Actor, today: date) -> list[Any]:
    """What waits for the reader: her own dossier, those whom she coaches, what the Dinas has to hand in; certificates
    that end."""
    told = []
    for one in found:
        shown = dossier(one, meters[one.dossier_id], actor, today)
        ready = one.status is Status.DRAFT and not shown["missing"] and not shown["to_do"]
        kind = _kind(one, shown, ready)
        if kind:
            told.append(shown | {"kind": kind})
    return told


def _kind(one: Dossier, shown: dict[str, Any], ready: bool) -> str:
    roles = shown["as"]
    if shown["reminded"] and ("candidate" in roles or "dinas" in roles):
        return "ending"
    if one.status is Status.COACHED and "dinas" in roles:
        return "submit"
    if one.status is Status.DRAFT and "candidate" in roles and not ready:
        return "prepare"
    if one.status is Status.DRAFT and "coach" in roles and ready:
        return "release"
    if one.status is Status.DRAFT and "dinas" in roles and one.coach is None:
        return "assign"
    return ""


def _roles(one: Dossier, actor: Actor) -> list[str]:
    """As what somebody sees it."""
    here = {
        "candidate": one.sub is not None and actor.sub == one.sub,
        "coach": one.coach is not None and actor.sub == one.coach.sub,
        "dinas": actor.has(*policy.DINAS),
    }
    return [role for role, so in here.items() if so]
