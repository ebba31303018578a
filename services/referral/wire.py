"""The facts of referral in their outer form: for whom, about which place, and as which message.

What concerns two offices is two facts: a referral that is sent, withdrawn, expired, confirmed, disputed, closed or
erased is told to its own office and, as a packet's fact, to the organisation; what the organisation does is told to its
own people and to the sender.
"""

from typing import Any
from uuid import UUID

from proto.referral.v1 import facts_pb2
from services.kit.facts import Fact
from services.referral.connections import (
    Connection,
    ConnectionAccompanied,
    ConnectionFact,
    ConnectionNotServed,
    ConnectionProtected,
    ConnectionServed,
    ConnectionSuggested,
)
from services.referral.matters import Matter
from services.referral.packets import (
    Packet,
    PacketAnswered,
    PacketFact,
    PacketOpened,
    PacketReported,
    PacketStarted,
)
from services.referral.referrals import (
    ReferralAccepted,
    ReferralClosed,
    ReferralConfirmed,
    ReferralDisputed,
    ReferralErased,
    ReferralExpired,
    ReferralFact,
    ReferralNotServed,
    ReferralPartlyServed,
    ReferralReceived,
    ReferralRejected,
    ReferralRevoked,
    ReferralSent,
    ReferralServed,
    ReferralStarted,
    ReferralWaitlisted,
)
from services.referral.statuses import Status

# Past of the fact, its message, and what it says beside the standing.
_OF_REFERRALS: dict[type[ReferralFact], tuple[str, Any, tuple[str, ...]]] = {
    ReferralSent: ("sent", facts_pb2.ReferralSent, ()),
    ReferralReceived: ("received", facts_pb2.ReferralReceived, ()),
    ReferralAccepted: ("accepted", facts_pb2.ReferralAccepted, ()),
    ReferralRejected: ("rejected", facts_pb2.ReferralRejected, ("reason",)),
    ReferralWaitlisted: ("waitlisted", facts_pb2.ReferralWaitlisted, ("reason",)),
    ReferralStarted: ("started", facts_pb2.ReferralStarted, ()),
    ReferralServed: ("served", facts_pb2.ReferralServed, ()),
    ReferralPartlyServed: ("partly_served", facts_pb2.ReferralPartlyServed, ("reason",)),
    ReferralNotServed: ("not_served", facts_pb2.ReferralNotServed, ("reason",)),
    ReferralConfirmed: ("confirmed", facts_pb2.ReferralConfirmed, ("word",)),
    ReferralDisputed: ("disputed", facts_pb2.ReferralDisputed, ("word",)),
    ReferralClosed: ("closed", facts_pb2.ReferralClosed, ()),
    ReferralRevoked: ("revoked", facts_pb2.ReferralRevoked, ("reason",)),
    ReferralExpired: ("expired", facts_pb2.ReferralExpired, ()),
}
_TO_PARTNERS: dict[type[ReferralFact], tuple[str, Any]] = {
    ReferralSent: ("sent", facts_pb2.PacketSent),
    ReferralRevoked: ("revoked", facts_pb2.PacketRevoked),
    ReferralExpired: ("expired", facts_pb2.PacketExpired),
    ReferralConfirmed: ("confirmed", facts_pb2.PacketConfirmed),
    ReferralDisputed: ("disputed", facts_pb2.PacketDisputed),
    ReferralClosed: ("closed", facts_pb2.PacketClosed),
    ReferralErased: ("erased", facts_pb2.PacketErased),
}
_OF_PACKETS: dict[type[PacketFact], tuple[str, Any]] = {
    PacketOpened: ("opened", facts_pb2.PacketOpened),
    PacketAnswered: ("answered", facts_pb2.PacketAnswered),
    PacketStarted: ("started", facts_pb2.PacketStarted),
    PacketReported: ("reported", facts_pb2.PacketReported),
}
_OF_CONNECTIONS: dict[type[ConnectionFact], tuple[str, Any, tuple[str, ...]]] = {
    ConnectionSuggested: ("suggested", facts_pb2.ConnectionSuggested, ()),
    ConnectionAccompanied: ("accompanied", facts_pb2.ConnectionAccompanied, ()),
    ConnectionServed: ("served", facts_pb2.ConnectionServed, ()),
    ConnectionNotServed: ("not_served", facts_pb2.ConnectionNotServed, ("reason",)),
    ConnectionProtected: ("protected", facts_pb2.ConnectionProtected, ()),
}


def facts(told: object, *, slip_id: UUID | None = None, done_by: str = "") -> list[Fact]:
    """The outer forms of one of this service's facts; TypeError for anything else. `slip_id` names the sealed note that
    a partner sent with it; `done_by` is the sub of who took a connection's step."""
    match told:
        case ReferralFact():
            return _of_referral(told)
        case PacketFact():
            return _of_packet(told, slip_id)
        case ConnectionFact():
            return [_of_connection(told, done_by)]
    raise TypeError(f"not a fact of referral: {type(told).__name__}")


def past(told: ReferralFact | ConnectionFact) -> str:
    """The verb under which a step stands in the timeline."""
    return _OF_REFERRALS[type(told)][0] if isinstance(told, ReferralFact) else _OF_CONNECTIONS[type(told)][0]


def _of_referral(told: ReferralFact) -> list[Fact]:
    referral, kind = told.referral, type(told)
    made = []
    if kind in _OF_REFERRALS:
        name, message, extra = _OF_REFERRALS[kind]
        said = {field: getattr(referral, field) or "" for field in extra}
        standing = _standing(
            referral.matter,
            code=referral.code,
            need_id=str(referral.need_id),
            need_kind=referral.need_kind,
            old_status=told.old or "",
            status=referral.status,
            turn=referral.turn,
            to_office=referral.to_office,
            sent_by=referral.sent_by,
        )
        payload = message(referral_id=str(referral.referral_id), standing=standing, **said)
        made.append(
            Fact(
                noun="referral", past=name, subject_id=referral.referral_id, office=referral.office,
                for_office=referral.office, area=referral.matter.area, at=told.at, payload=payload.SerializeToString(),
            )
        )  # fmt: skip
    if kind in _TO_PARTNERS:
        made.append(_to_partner(told, *_TO_PARTNERS[kind]))
    return made


def _to_partner(told: ReferralFact, name: str, message: Any) -> Fact:
    """The organisation learns the kabupaten, never the village."""
    referral = told.referral
    standing = facts_pb2.PacketStanding(
        code=referral.code, old_status=told.old or "", status=referral.status, turn=referral.turn,
        from_office=referral.office, to_office=referral.to_office,
    )  # fmt: skip
    return Fact(
        noun="packet", past=name, subject_id=referral.packet_id, office=referral.office, for_office=referral.to_office,
        area=referral.office, at=told.at,
        payload=message(packet_id=str(referral.packet_id), standing=standing).SerializeToString(),
    )  # fmt: skip


def _of_packet(told: PacketFact, slip_id: UUID | None) -> list[Fact]:
    packet = told.packet
    name, message = _OF_PACKETS[type(told)]
    done: dict[str, str] = {}
    match told:
        case PacketAnswered(answer=answer):
            done = {"answer": answer, "reason": packet.reason}
        case PacketReported(result=result):
            done = {"result": result, "reason": packet.reason}
    if slip_id is not None:
        done["slip_id"] = str(slip_id)
    own = message(packet_id=str(packet.packet_id), standing=_packet_standing(packet, told.old))
    sender = message(packet_id=str(packet.packet_id), referral_id=str(packet.referral_id), **done)
    return [
        Fact(
            noun="packet", past=name, subject_id=packet.packet_id, office=packet.office, for_office=for_office,
            area=packet.from_office, at=told.at, payload=payload.SerializeToString(),
        )
        for for_office, payload in ((packet.office, own), (packet.from_office, sender))
    ]  # fmt: skip


def _of_connection(told: ConnectionFact, done_by: str) -> Fact:
    connection: Connection = told.connection
    name, message, extra = _OF_CONNECTIONS[type(told)]
    standing = _standing(
        connection.matter,
        old_status=told.old or "",
        status=connection.status,
        turn=connection.turn,
        to_office=connection.to_office,
        sent_by="" if connection.matter.protected else connection.suggested_by,
        done_by="" if connection.matter.protected else done_by,
    )
    said = {field: getattr(connection, field) for field in extra}
    payload = message(connection_id=str(connection.connection_id), standing=standing, **said)
    return Fact(
        noun="connection", past=name, subject_id=connection.connection_id, office=connection.office,
        for_office=connection.office, area=connection.matter.area, at=told.at, payload=payload.SerializeToString(),
    )  # fmt: skip


def _standing(matter: Matter, **said: str) -> facts_pb2.Standing:
    """Where a protected case is, and who wrote it down, stays inside."""
    open_ = not matter.protected
    return facts_pb2.Standing(
        case_id=str(matter.case_id), case_code=matter.case_code, sensitivity=matter.sensitivity,
        village=matter.village if open_ else "", kec=matter.kec if open_ else "",
        recorded_by=matter.recorded_by if open_ else "", assigned_to=matter.assigned_to, **said,
    )  # fmt: skip


def _packet_standing(packet: Packet, old: Status) -> facts_pb2.PacketStanding:
    return facts_pb2.PacketStanding(
        code=packet.code, old_status=old, status=packet.status, turn=packet.turn, from_office=packet.from_office,
        to_office=packet.office,
    )  # fmt: skip
