"""What a door shows of a noun. A packet is shown without the person; what was shared is shown where it is opened."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from services.kit import area
from services.kit.actor import Actor
from services.kit.errors import Words
from services.kit.web import words
from services.referral import codes, connections, packets, policy, referrals, statuses
from services.referral.codes import Code
from services.referral.connections import PROGRESS, Connection
from services.referral.matters import Matter
from services.referral.packets import Packet
from services.referral.referrals import Referral
from services.referral.services import Service
from services.referral.statuses import Status, Word
from services.referral.timelines import Entry

Names = Mapping[str, str]  # of organisations, by office
_ASKED = frozenset({Status.CONFIRMED, Status.DISPUTED})


def referral(referral: Referral, actor: Actor, names: Names) -> dict[str, Any]:
    """As it stands in a list; `actions` are the verbs that this actor may say now."""
    return {
        "id": referral.referral_id,
        "version": referral.version,
        "code": referral.code,
        **matter(referral.matter),
        "need_id": referral.need_id,
        "need_kind": referral.need_kind,
        "need_words": words(codes.words(codes.NEEDS, referral.need_kind)),
        **_service(referral, names),
        "status": referral.status,
        "status_words": words(statuses.words(referral.status)),
        "turn": referral.turn,
        "mine": referral.turn in policy.turns(actor),
        "sent_by": referral.sent_by,
        "sent_at": referral.sent_at,
        "at": referral.at,
        "answer_by": referral.answer_by,
        "expires_on": referral.expires_on,
        "fields": referral.fields,
        **_reason(referral.status, referral.reason),
        **_word(referral.word),
        "actions": _actions(referrals.MOVES, referral.status, "referral", actor),
    }


def opened_referral(referral_: dict[str, Any], purpose: str, steps: list[Entry]) -> dict[str, Any]:
    """With what was written about it in words: opening these notes is on record. The citizen is asked once, so the word
    stands at the one step that wrote it down."""
    notes = [step.note for step in steps if step.note]
    said = {"word": referral_["word"], "word_words": referral_["word_words"]}
    shown = [
        entry(step, statuses.words(Status(step.status))) | (said if step.status in _ASKED else _word(None))
        for step in steps
    ]
    return referral_ | {"purpose": purpose, "note": notes[-1] if notes else "", "timeline": shown}


def packet(packet: Packet, actor: Actor) -> dict[str, Any]:
    can = _actions(packets.MOVES, packet.status, "packet", actor)
    if not packet.empty and actor.has(*policy.OPERATIONS[policy.OPEN_PACKET]):
        can = ["open", *can]
    return {
        "id": packet.packet_id,
        "version": packet.version,
        "code": packet.code,
        "from_office": packet.from_office,
        "from_office_name": f"Dinas Sosial {area.name(packet.from_office)}",
        "service_id": packet.service_id,
        "service_name": packet.service_name,
        "need_kind": packet.need_kind,
        "need_words": words(codes.words(codes.NEEDS, packet.need_kind)),
        "status": packet.status,
        "status_words": words(statuses.words(packet.status)),
        "turn": packet.turn,
        "mine": packet.turn in policy.turns(actor),
        "sent_at": packet.sent_at,
        "at": packet.at,
        "answer_by": packet.answer_by,
        "until": packet.shared_until,
        "fields": packet.fields,
        "empty": packet.empty,
        **_reason(packet.status, packet.reason),
        "actions": can,
    }


def opened_packet(packet_: dict[str, Any], shared: Mapping[str, str]) -> dict[str, Any]:
    given = dict(shared)
    return packet_ | {"purpose": given.pop("purpose", ""), "shared": given}


def connection(connection: Connection, actor: Actor, names: Names) -> dict[str, Any]:
    return {
        "id": connection.connection_id,
        "version": connection.version,
        **matter(connection.matter),
        **_service(connection, names),
        "status": connection.status,
        "status_words": words(PROGRESS[connection.status][0]),
        "turn": connection.turn,
        "mine": connection.turn in policy.turns(actor),
        "suggested_by": connection.suggested_by,
        "suggested_at": connection.suggested_at,
        "at": connection.at,
        "reason": connection.reason or None,
        "reason_words": words(codes.words(codes.NOT_SERVED_REASONS, connection.reason)) if connection.reason else None,
        "actions": [
            verb
            for verb in _actions(connections.MOVES, connection.status, "connection", actor)
            if verb != "conclude" or policy.may_conclude(actor, connection.matter)
        ],
    }


def opened_connection(connection_: dict[str, Any], steps: list[Entry]) -> dict[str, Any]:
    shown = [entry(step, PROGRESS[connections.Progress(step.status)][0]) for step in steps]
    return connection_ | {"timeline": shown}


def entry(step: Entry, status: Words) -> dict[str, Any]:
    return {
        "at": step.at,
        "verb": step.verb,
        "status": step.status,
        "status_words": words(status),
        "reason": step.reason or None,
        "by_name": step.by.name,
        "by_role": step.by.role,
        "note": step.note,
    }


def matter(matter: Matter) -> dict[str, Any]:
    return {
        "case_id": matter.case_id,
        "case_code": matter.case_code,
        "village": matter.village,
        "village_name": area.name(matter.village) if matter.village else "",
        "kec": matter.kec,
        "kec_name": area.name(matter.kec) if matter.kec else "",
        "sensitivity": matter.sensitivity,
    }


def service(service: Service, names: Names, *, kind: str | None, kabupaten: str | None, today: date) -> dict[str, Any]:
    """`fits` says why it was found for the need and the place that were asked for."""
    return {
        "id": service.service_id,
        "version": service.version,
        "office": service.office,
        "office_name": names.get(service.office, service.office),
        "name": service.name,
        "kinds": [{"code": code, "words": words(codes.words(codes.NEEDS, code))} for code in service.kinds],
        "areas": [{"code": code, "name": area.name(code)} for code in service.areas],
        "eligibility": service.eligibility,
        "hours": service.hours,
        "capacity": service.capacity,
        "light": service.light,
        "checked_on": service.checked_on,
        "stale": service.stale(today),
        "fits": {"words": words(service.fits(kind, kabupaten, today))},
    }


def code(code: Code) -> dict[str, Any]:
    shown: dict[str, Any] = {"code": code.code, "words": words(code.words), "source": code.source}
    return shown | {"needs_note": code.needs_note} | ({"days": code.days} if code.days else {})


def _service(noun: Referral | Connection, names: Names) -> dict[str, Any]:
    return {
        "service_id": noun.service_id,
        "service_name": noun.service_name,
        "office_to": noun.to_office,
        "office_to_name": names.get(noun.to_office, noun.to_office),
    }


def _reason(status: Status, reason: str) -> dict[str, Any]:
    """Why it was withdrawn; else the organisation's reason, which outlives the status that it was given with (the two
    lists say the same where they share a code)."""
    if not reason:
        return {"reason": None, "reason_words": None}
    if status is Status.REVOKED:
        said = codes.words(codes.REVOCATION_REASONS, reason)
    else:
        said = codes.words(codes.REJECT_REASONS, reason, else_in=codes.NOT_SERVED_REASONS)
    return {"reason": reason, "reason_words": words(said)}


def _word(word: Word | None) -> dict[str, Any]:
    return {"word": word, "word_words": words(statuses.WORDS[word]) if word else None}


def _actions(moves: Mapping[str, frozenset[Any]], status: str, noun: str, actor: Actor) -> list[str]:
    return [
        verb
        for verb, statuses_ in moves.items()
        if status in statuses_ and actor.has(*policy.OPERATIONS[f"{verb}_{noun}"])
    ]
