"""What volunteers do: portfolio, statements, journal, monthly reports."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from services.kit import area
from services.kit.web import words
from services.registry import certificates, reports, statements, works
from services.registry.certificates import Sealing
from services.registry.evidence import Entry
from services.registry.journals import Line
from services.registry.reports import Report
from services.registry.statements import Figures, Span, Statement
from services.registry.store.portfolios import Proved
from services.registry.store.reports import Missing
from services.registry.views.parts import status


def entry(one: Entry, *, own: bool) -> dict[str, Any]:
    """To herself all of it; to others a hidden one is a place in the list and nothing more."""
    head = {"id": one.evidence_id, "version": one.version, "hidden": one.hidden}
    if one.hidden and not own:
        return head
    return head | {
        "kind": code(works.EVIDENCE, one.kind),
        "on": one.on,
        "whole_month": one.whole_month,
        "place": one.place,
        "place_name": area.name(one.place) if one.place else "",
        "type": code(works.TYPES, str(one.ppks)) if one.ppks else None,
        "hours": one.hours,
        "title": one.title,
        "note": one.note,
        "attested_name": one.attested_name,
        "attested_at": one.attested_at,
    }


def figures(told: Figures) -> dict[str, Any]:
    return {
        "kinds": [{**code(works.EVIDENCE, kind), "number": number} for kind, number in told.kinds.items()],
        "entries": told.entries,
        "attested": told.attested,
        "hidden": told.hidden,
        "lesson_hours": told.lesson_hours,
        "minutes": told.minutes,
    }


def summary(span: Span, months: Mapping[date, Figures]) -> dict[str, Any]:
    """Of a span: all of it, and each month in which something happened."""
    return {
        "first": month(span.first),
        "last": month(span.last),
        **figures(statements.summed(months.values())),
        "months": [{"month": month(on), **figures(told)} for on, told in months.items()],
    }


def statement(one: Statement, seal: Sealing) -> dict[str, Any]:
    return {
        "id": one.statement_id,
        "token": certificates.token(one.office, one.statement_id, seal),
        "first": month(one.span.first),
        "last": month(one.span.last),
        **figures(one.figures),
        "issued_on": one.issued_on,
        "valid_until": one.valid_until,
    }


def proved(told: Proved, today: date) -> dict[str, Any]:
    """All that the public check says."""
    valid_until = told.issued_on + statements.GOOD_FOR
    state = certificates.state(valid_until, None, today)
    return {
        "state": state,
        "state_words": words(certificates.STATES[state]),
        "name": told.name,
        "first": month(told.span.first),
        "last": month(told.span.last),
        **figures(told.figures),
        "issued_on": told.issued_on,
        "valid_until": valid_until,
    }


def line(one: Line) -> dict[str, Any]:
    told = one.told
    return {
        "id": one.line_id,
        "version": one.version,
        "day": told.day,
        "kind": code(works.ACTIVITIES, told.kind),
        "function": code(works.FUNCTIONS, told.function) if told.function else None,
        "minutes": told.minutes,
        "village": told.village,
        "village_name": area.name(told.village) if told.village else "",
        "companions": [code(works.COMPANIONS, companion) for companion in told.companions],
        "note": told.note,
        "draft": one.draft,
        "removed": one.removed,
    }


def journal(office: str, on: date, lines: Sequence[Line], report: Report | None) -> dict[str, Any]:
    """A month of it, and how its report stands; `version` is 0 until there is one."""
    counted = [one for one in lines if one.counts]
    return {
        "month": month(on),
        "items": [line(one) for one in lines],
        **sums(counted),
        "drafts": sum(one.draft and not one.removed for one in lines),
        "due_on": reports.due_on(office, on),
        "report": report_head(report) if report else None,
        "version": report.version if report else 0,
        "open": report is None or report.status not in reports.OUT,
    }


def sums(lines: Sequence[Line]) -> dict[str, Any]:
    return {
        "minutes": reports.minutes(lines),
        "kinds": _minutes(works.ACTIVITIES, "kind", lines),
        "functions": _minutes(works.FUNCTIONS, "function", lines),
    }


def report_head(one: Report) -> dict[str, Any]:
    """As lists show it."""
    return {
        "id": one.report_id,
        "version": one.version,
        "volunteer_id": one.volunteer_id,
        "name": one.name,
        "role": one.role,
        "kec": one.kec,
        "kec_name": area.name(one.kec),
        "month": month(one.month),
        "minutes": one.minutes,
        "entries": one.entries,
        "active_days": one.active_days,
        "due_on": reports.due_on(one.office, one.month),
        "late": one.late,
        "sent_at": one.sent_at,
        "at": one.at,
        "moved_by": one.moved_by,
        "reason": one.reason,
        **status(one.status, reports.STATUSES[one.status][0], one.turn),
    }


def report(one: Report) -> dict[str, Any]:
    """Opened: with what was sent."""
    return {
        **report_head(one),
        **sums(one.lines),
        "places": [{"code": place, "name": area.name(place)} for place in one.places],
        "items": [line(sent) for sent in one.lines],
    }


def missing(one: Missing) -> dict[str, Any]:
    said = reports.OPEN_WORDS if one.status == reports.OPEN else reports.STATUSES[reports.Status(one.status)][0]
    return {
        "volunteer_id": one.volunteer_id,
        "name": one.name,
        "role": one.role,
        "kec": one.kec,
        "kec_name": area.name(one.kec),
        **status(one.status, said, one.role),
    }


def month(on: date) -> str:
    return f"{on.year:04}-{on.month:02}"


def code(name: str, value: str) -> dict[str, Any]:
    return {"code": value, "words": words(works.words(name, value))}


def work_codes(role: str | None) -> dict[str, Any]:
    """What a volunteer of this role chooses from; None shows all."""
    return {
        name: [
            {**code(name, one.code), "source": one.source, "roles": one.roles}
            for one in works.codes(name)
            if role is None or not one.roles or role in one.roles
        ]
        for name in (works.ACTIVITIES, works.FUNCTIONS, works.COMPANIONS, works.EVIDENCE)
    }


def _minutes(name: str, part: str, lines: Sequence[Line]) -> list[dict[str, Any]]:
    return [{**code(name, value), "minutes": sum_} for value, sum_ in reports.minutes_by(part, lines).most_common()]
