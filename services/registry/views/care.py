"""The care ledger: hours, costs, risks, rest, insurance, awards, letters, as JSON."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from services.kit import area
from services.kit.web import words
from services.registry import care_codes, care_entries, certificates, insurances, risks, service_letters, tenures
from services.registry.awards import Award
from services.registry.care_entries import Entry
from services.registry.certificates import Sealing
from services.registry.insurances import Insurance
from services.registry.pppk import Condition, Education
from services.registry.rests import Rest
from services.registry.retention import Shown
from services.registry.risks import Event, Owner
from services.registry.service_letters import Letter
from services.registry.store.care import Sums
from services.registry.store.honours import CheckedLetter
from services.registry.tenures import Tenure
from services.registry.views.parts import status


def code(name: str, chosen: str) -> dict[str, Any]:
    return {"code": chosen, "words": words(care_codes.words(name, chosen))}


def codes(on: date) -> dict[str, Any]:
    """What may be chosen, each list with its source."""
    edition = care_codes.current(on)
    return {
        "edition": edition.edition,
        "retention_source": edition.retention_source,
        **{
            name: [{"code": one.code, "words": words(one.words), "source": one.source} for one in rows]
            for name, rows in edition.lists.items()
        },
    }


def entry(one: Entry) -> dict[str, Any]:
    """`amount` is minutes or rupiah, as `kind` says."""
    told = one.told
    return {
        "id": one.entry_id,
        "version": one.version,
        "volunteer_id": one.volunteer_id,
        "name": one.name,
        "role": one.role,
        "kind": told.kind,
        "kind_words": words(care_entries.KINDS[told.kind]),
        "code": code(care_entries.LISTS[told.kind], told.code),
        "day": told.day,
        "amount": told.amount,
        "paper": told.paper,
        **status(one.status, care_entries.STATUSES[one.status][0], one.turn),
        "reason": one.reason,
        "decided_by": one.decided_by,
    }


def sums(told: Sums) -> dict[str, int]:
    return {"minutes": told.minutes, "rupiah": told.rupiah, "waiting": told.waiting}


def risk(one: Event, name: str = "", texts: Mapping[str, str] | None = None) -> dict[str, Any]:
    """As a list shows it; `texts` come with the opening of one."""
    return {
        "id": one.event_id,
        "version": one.version,
        "volunteer_id": one.volunteer_id,
        "name": name,
        "kind": code(care_codes.RISKS, one.kind),
        "harm": code(care_codes.HARMS, one.harm),
        "day": one.day,
        "village": one.village,
        "village_name": area.name(one.village),
        **status(one.status, risks.STATUSES[one.status][0], one.turn),
        "owner": one.owner_sub,
        "owner_name": one.owner_name,
        "due_on": one.due_on,
        "reported_at": one.reported_at,
        **(texts or {}),
    }


def owner(one: Owner) -> dict[str, Any]:
    return {"sub": one.sub, "name": one.name, "roles": one.roles}


def rest(one: Rest) -> dict[str, Any]:
    return {"id": one.rest_id, "since_on": one.since_on, "returns_on": one.returns_on, "begun_by": one.begun_by}


def tenure(one: Tenure, on: date) -> dict[str, Any]:
    months = one.months(on)
    return {
        "volunteer_id": one.volunteer_id,
        "name": one.name,
        "role": one.role,
        "kec": one.kec,
        "kec_name": area.name(one.kec),
        "starts_on": one.starts_on,
        "ended_on": one.ended_on,
        "months": months,
        "years": months // 12,
    }


def insurance(one: Insurance | None, on: date) -> dict[str, Any]:
    """Whether somebody is insured; the number only by its last digits."""
    state = insurances.state(one, on)
    return {
        "state": state,
        "state_words": words(insurances.STATES[state]),
        "version": one.version if one else 0,
        "number": one.masked if one else "",
        "programmes": [code(care_codes.PROGRAMMES, name) for name in one.programmes] if one else [],
        "paid_until": one.paid_until if one else None,
        "evidence": one.evidence if one else "",
    }


def award(one: Award) -> dict[str, Any]:
    return {
        "id": one.award_id,
        "version": one.version,
        "title": one.title,
        "level": code(care_codes.LEVELS, one.level),
        "giver": one.giver,
        "number": one.number,
        "awarded_on": one.awarded_on,
        "withdrawn": one.withdrawn,
    }


def letter(one: Letter, seal: Sealing) -> dict[str, Any]:
    """For the office and for her: the token is theirs to show."""
    return {
        "id": one.letter_id,
        "version": one.version,
        "kind": one.kind,
        "kind_words": words(service_letters.KINDS[one.kind]),
        "number": one.number,
        "token": certificates.token(one.office, one.letter_id, seal),
        "text": one.text,
        "months_written": tenures.written(one.months),
        "issued_on": one.issued_on,
        "state": one.state,
        "state_words": words(service_letters.STATES[one.state]),
        "reason": one.revoked,
    }


def checked_letter(told: CheckedLetter) -> dict[str, Any]:
    """All that the public check says."""
    return {
        "state": told.state,
        "state_words": words(service_letters.STATES[told.state]),
        "kind_words": words(service_letters.KINDS[told.kind]),
        "number": told.number,
        "name": told.name,
        "role": told.role,
        "place": told.place,
        "since_on": told.since_on,
        "until_on": told.until_on,
        "issued_on": told.issued_on,
    }


def education(one: Education | None) -> dict[str, Any]:
    return {
        "version": one.version if one else 0,
        "education": code(care_codes.EDUCATIONS, one.code) if one else None,
        "field": one.field if one else "",
        "year": one.year if one else None,
    }


def condition(one: Condition) -> dict[str, Any]:
    return {"code": one.code, "kind": one.kind, "words": words(one.words), "source": one.source}


def figures(told: Shown) -> dict[str, Any]:
    """None where a figure is hidden."""
    return {"total": told.total, "lines": [{"code": one.code, "count": one.count} for one in told.lines]}
