"""Applications, selections, proposals, and what is asked of whom."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.kit import area
from services.kit.web import words
from services.registry import applications, proposals, requirements, selections
from services.registry.applications import Application, Sealing
from services.registry.attachments import Document
from services.registry.particulars import Particulars
from services.registry.proposals import Proposal
from services.registry.requirements import Edition
from services.registry.selections import Ranked, Selection
from services.registry.store.applicants import Seen
from services.registry.views.parts import decree, place_head, status


def asked(edition: Edition) -> dict[str, Any]:
    """What a role asks for, with its source: for anybody."""
    return {
        "role": edition.role,
        "edition": edition.edition,
        "since": edition.since,
        "source": edition.source,
        "words": words(edition.words),
        "seat": edition.seat,
        "least_age": edition.least_age or None,
        "most_age": edition.most_age or None,
        "pass_mark": edition.pass_mark if edition.tests else None,
        "items": [{"code": one.code, "words": words(one.words), "paper": one.paper} for one in edition.items],
        "tests": [{"code": one.code, "words": words(one.words), "weight": one.weight} for one in edition.tests],
        "steps": [{"code": one.code, "words": words(one.words), "by": one.by} for one in edition.stages],
    }


def application(one: Application) -> dict[str, Any]:
    """As a list shows it."""
    return {"id": one.application_id, "name": one.name, "via": one.via} | _head(one)


def application_whole(
    one: Application, documents: Sequence[Document], certificates: Mapping[str, str], seal: Sealing
) -> dict[str, Any]:
    """With its checklist, its papers and the way to the SK."""
    return application(one) | {
        "code": applications.code(one.office, one.application_id, seal),
        "source": one.asked.source,
        "edition": one.edition,
        "decided_by": one.decided_by,
        "appeal": one.appeal,
        "checklist": [
            {
                "item": checked.item.code,
                "words": words(checked.item.words),
                "paper": checked.item.paper,
                "met": checked.met,
                "note": checked.note,
                "by": checked.by,
                "certificate": checked.certificate or None,
            }
            for checked in one.checklist(certificates)
        ],
        "documents": [
            {"id": paper.document_id, "item": paper.item, "kind": paper.kind, "size": paper.size, "at": paper.at}
            for paper in documents
        ],
        "steps": _steps(one),
        "next_step": one.next_stage.code if one.next_stage and one.status == "chosen" else None,
        "scores": one.scores,
        "selection_id": one.selection_id,
        "volunteer_id": one.volunteer_id,
        "appoints": one.asked.appoints or None,
        "sk": decree(one.decree) if one.decree else None,
        "issuers": [
            {"code": signs.code, "words": words(signs.words), "source": signs.source}
            for signs in requirements.book().issuers_of(one.role, one.place)
        ],
    }


def applicant(one: Application, told: Particulars, birth_on: Any) -> dict[str, Any]:
    return {
        "id": one.application_id, "nik": told.nik, "phone": told.phone, "address": told.address, "birth_on": birth_on,
        "odd_nik": told.odd_nik,
    }  # fmt: skip


def state(found: Seen, seal: Sealing) -> dict[str, Any]:
    """What whoever has the code sees: nobody's name, her own among the others' scores."""
    one, selection = found.application, found.selection
    told: dict[str, Any] = {
        "selection": None,
        "code": applications.code(one.office, one.application_id, seal),
        "source": one.asked.source,
        "appeal": one.appeal,
        "items": [
            {
                "code": item.code,
                "words": words(item.words),
                "paper": item.paper,
                "attached": item.code in found.attached,
            }
            for item in one.asked.items
        ],
    }
    if selection is not None:
        told["selection"] = {
            "pass_mark": selection.asked.pass_mark if selection.asked.tests else None,
            "tests": [{"code": test.code, "words": words(test.words)} for test in selection.asked.tests],
            "ranking": [
                _ranked(ranked) | {"mine": ranked.application.application_id == one.application_id}
                for ranked in selections.ranking(selection.asked, found.beside)
            ],
            "reason": selection.reason,
            "appeal": selection.appeal,
            "decided_at": selection.decided_at,
        }
    return _head(one) | told


def selection(one: Selection, candidates: int) -> dict[str, Any]:
    """As a list shows it."""
    return {
        "id": one.selection_id,
        "version": one.version,
        "role": one.role,
        "role_words": words(one.asked.words),
        "place": place_head(one.place),
        "candidates": candidates,
        "opened_at": one.opened_at,
        **status(one.status, *selections.STATUSES[one.status]),
    }


def selection_whole(one: Selection, candidates: Sequence[Application]) -> dict[str, Any]:
    """With the ranking and what was decided."""
    ranked = selections.ranking(one.asked, candidates)
    return selection(one, len(ranked)) | {
        "source": one.asked.source,
        "pass_mark": one.asked.pass_mark if one.asked.tests else None,
        "seats": one.asked.seats or None,
        "tests": [{"code": t.code, "words": words(t.words), "weight": t.weight} for t in one.asked.tests],
        "ranking": [
            _ranked(found) | {"id": found.application.application_id, "name": found.application.name}
            for found in ranked
        ],
        "decided_at": one.decided_at,
        "decided_by": one.decided_by,
        "reason": one.reason,
        "appeal": one.appeal,
    }


def proposal(one: Proposal) -> dict[str, Any]:
    """As the province has it."""
    book = requirements.book()
    stages = {stage.code: stage.words for found in book.editions if found.role == one.role for stage in found.stages}
    return {
        "id": one.proposal_id,
        "version": one.version,
        "office": one.from_office,
        "office_name": area.name(one.from_office),
        "role": one.role,
        "name": one.name,
        "place": place_head(one.place),
        "total": _total(one.total),
        "letters": [
            {"step": code, "words": words(stages[code]), "number": number, "on": on}
            for code, (number, on) in one.letters.items()
            if code in stages
        ],
        "sent_at": one.sent_at,
        **status(one.status, *proposals.STATUSES[one.status]),
        "why_words": words(proposals.WHYS[one.why]) if one.why else None,
        "number": one.number,
        "on": one.on,
        "attached": one.paper is not None,
    }


def whys() -> list[dict[str, Any]]:
    return [{"code": code, "words": words(said)} for code, said in proposals.WHYS.items()]


def _head(one: Application) -> dict[str, Any]:
    return {
        "version": one.version,
        "role": one.role,
        "role_words": words(one.asked.words),
        "place": place_head(one.place),
        "received_at": one.received_at,
        "at": one.at,
        **status(one.status, *applications.STATUSES[one.status]),
        "reason": one.reason,
    }


def _steps(one: Application) -> list[dict[str, Any]]:
    taken = {step.stage: step for step in one.taken}
    return [
        {
            "code": stage.code,
            "words": words(stage.words),
            "by": stage.by,
            "number": taken[stage.code].number if stage.code in taken else None,
            "on": taken[stage.code].on if stage.code in taken else None,
        }
        for stage in one.asked.stages
    ]


def _ranked(one: Ranked) -> dict[str, Any]:
    a = one.application
    return {
        "rank": one.rank, "total": _total(one.total), "passed": one.passed, "scores": dict(a.scores),
        "status": a.status, "status_words": words(applications.STATUSES[a.status][0]),
    }  # fmt: skip


def _total(hundredths: int | None) -> float | None:
    return None if hundredths is None else hundredths / 100
