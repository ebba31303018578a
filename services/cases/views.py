"""What a door shows of a case. A brief names nobody; a file does, and opening it is on record."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from services.cases import cases, codes, handups, needs, persons, policy
from services.cases.cases import By, Case
from services.cases.codes import Code, CodeList
from services.cases.handups import HandUp, Head, Packet
from services.cases.needs import Need
from services.cases.persons import Oddity
from services.cases.store.files import Listed, Step
from services.cases.store.people import File, Opened
from services.kit import area
from services.kit.actor import Actor
from services.kit.errors import Words
from services.kit.web import words

REQUEST = Words("Permohonan layanan", "Request for a service")  # a case without PPKS type
RECEIPT = Words("Laporan Anda diteruskan ke Dinas.", "Your report was passed on to the Dinas.")


def brief(case: Case, actor: Actor, language: str) -> dict[str, Any]:
    """A case without its person: what a change answers."""
    return {
        "id": case.case_id,
        "version": case.version,
        "code": case.code,
        "status": case.status,
        "status_words": words(cases.STATUSES[case.status][0]),
        "turn": case.turn,
        "mine": policy.is_mine(actor, case),
        "type": case.ppks,
        "type_name": type_words(case.ppks).of(language),
        "person_id": case.person_id,
        "sensitivity": case.sensitivity,
        "kabupaten": case.kabupaten,
        "village": case.village,
        "village_name": case.village and area.name(case.village),
        "kec": case.kec,
        "kec_name": case.kec and area.name(case.kec),
        "opened_at": case.opened_at,
        "at": case.at,
        "due_at": case.due_at,
        "origin": case.origin,
        "erased": case.erased,
        "actions": actions(case, actor),
    }


def listed(row: Listed, actor: Actor, language: str, today: date) -> dict[str, Any]:
    return brief(row.case, actor, language) | {"name": row.name, "age": _age(row.birth_on, today)}


def file(
    opened: File, actor: Actor, language: str, today: date, handups: Sequence[HandUp], open_referrals: int
) -> dict[str, Any]:
    """An opened file. Of NIK and KK only the ends are shown."""
    case, told = opened.case, opened.particulars
    shown = brief(case, actor, language) | {
        "name": told and told.name,
        "age": told and _age(told.birth_on, today),
        "person": None,
        "note": opened.note,
        "needs": [need(one) for one in opened.needs],
        "recorded_by": who(case.recorded_by),
        "verified_by": who(case.verified_by),
        "assigned_to": who(case.assigned_to),
        "consent": None,
        "open_referrals": open_referrals,
        "hand_ups": [sent(handup) for handup in handups],
        "warnings": [],
    }
    if told is not None:
        kind = codes.ppks(case.ppks, today)
        shown["warnings"] = [warning(found, language) for found in persons.warnings(told, kind, today=today)]
        shown["person"] = {
            "id": case.person_id,
            "name": told.name,
            "birth_on": told.birth_on,
            "sex": told.sex,
            "age": _age(told.birth_on, today),
            "village": told.village,
            "village_name": told.village and area.name(told.village),
            "nik_masked": persons.mask(told.nik),
            "kk_masked": persons.mask(told.kk),
            "phone": told.phone,
            "address": told.address,
        }
    if (given := opened.consent) is not None:
        shown["consent"] = {
            "basis": given.basis,
            "words": words(codes.words("consent-bases", given.basis)),
            "text_edition": given.text_edition,
            "language": given.language,
            "given_at": given.given_at,
            "witness": given.witness,
            "guardian": given.guardian,
        }
    return shown


def receipt(code: str) -> dict[str, Any]:
    """All that the writer of a protected case is told."""
    return {"receipt": True, "code": code, "status_words": words(RECEIPT)}


def actions(case: Case, actor: Actor) -> list[str]:
    """The verbs that this actor may do now: policy says who, the state says when."""
    of_case, of_person = policy.verbs(actor)
    can = [verb for verb in of_case if case.may(verb)]
    return can if case.erased else [*can, *of_person]


def warning(found: Oddity, language: str) -> dict[str, Any]:
    return {"code": found.code, "title": found.words.of(language), "words": words(found.words)}


def need(one: Need) -> dict[str, Any]:
    return {
        "id": one.need_id,
        "kind": one.kind,
        "kind_words": words(codes.words("needs", one.kind)),
        "note": one.note,
        "status": one.status,
        "status_words": words(needs.STATUSES[one.status]),
        "added_at": one.added_at,
    }


def step(one: Step) -> dict[str, Any]:
    return {
        "at": one.at,
        "verb": one.verb,
        "status": one.status,
        "status_words": words(cases.STATUSES[one.status][0]),
        "by_name": one.by.name,
        "by_role": one.by.role,
        "reason": one.reason,
        "note": one.note,
    }


def opening(one: Opened) -> dict[str, Any]:
    return {
        "at": one.at,
        "by_name": one.by and one.by.name,
        "by_role": one.by and one.by.role,
        "purpose": one.purpose,
        "fields": one.fields,
    }


def sent(handup: HandUp) -> dict[str, Any]:
    """The sender's side."""
    return _head(handup.head) | {
        "direction": "out",
        "case_id": handup.case_id,
        "own_code": handup.own_code,
        "reason": handup.reason,
        "reason_words": handup.reason and words(codes.words("hand-up-refusals", handup.reason)),
    }


def come(packet: Packet) -> dict[str, Any]:
    """The receiver's side; nothing of the person until it is opened as a file of one's own."""
    return _head(packet.head) | {"direction": "in", "version": packet.version, "case_id": packet.case_id}


def code_list(found: CodeList, office: str) -> list[dict[str, Any]]:
    """The list as it holds for an office: its own line stands before everybody's."""
    own = {code.code for code in found.codes if code.office == office}
    return [
        code_(code) for code in found.codes
        if not code.hidden and (code.office == office or (code.office == "" and code.code not in own))
    ]  # fmt: skip


def code_(code: Code) -> dict[str, Any]:
    told: dict[str, Any] = {"code": code.code, "words": words(code.words), "source": code.source}
    if code.days:
        told["days"] = code.days
    if code.aliases:
        told |= {
            "unit": code.unit,
            "protected": code.protected,
            "child": code.child,
            "ages": code.ages,
            "aliases": code.aliases,
        }
    return told


def type_words(ppks: int | None) -> Words:
    return REQUEST if ppks is None else codes.words("types", str(ppks))


def who(by: By | None) -> dict[str, str] | None:
    return {"sub": by.sub, "name": by.name, "role": by.role} if by else None


def _head(head: Head) -> dict[str, Any]:
    return {
        "id": head.handup_id,
        "code": head.case_code,
        "from_office": head.from_office,
        "from_office_name": area.name(head.from_office),
        "to_office": head.to_office,
        "to_office_name": area.name(head.to_office),
        "type": head.ppks,
        "type_words": words(type_words(head.ppks)),
        "fields": head.fields,
        "status": head.status,
        "status_words": words(handups.STATUSES[head.status]),
        "turn": head.turn,
        "sent_at": head.sent_at,
        "expires_at": head.expires_at,
    }


def _age(birth_on: date | None, today: date) -> int | None:
    return persons.age(birth_on, today) if birth_on is not None else None
