"""Who may do what, how far each sees, and what a fact tells whom, without a database."""

from typing import Any
from uuid import uuid4

import pytest

from proto.referral.v1 import facts_pb2
from services.kit.actor import Actor
from services.kit.errors import Forbidden
from services.referral import policy, wire
from services.referral.connections import ConnectionSuggested
from services.referral.packets import PacketAnswered
from services.referral.referrals import ReferralErased, ReferralRevoked, ReferralSent
from services.referral.statuses import Answer, Status
from tests.referral.noted import AT, HOME, LENGGANG, connection, matter, packet, referral


def actor(*roles: str, **other: Any) -> Actor:
    return Actor("sub-1", other.pop("office", "1906"), frozenset(roles), "Dewi Contoh", **other)


@pytest.mark.parametrize(("operation", "roles"), [
    (policy.SEND_REFERRAL, {"dinas", "dinas_supervisor"}),
    (policy.REVOKE_REFERRAL, {"dinas", "dinas_supervisor"}),
    (policy.CLOSE_REFERRAL, {"dinas", "dinas_supervisor"}),
    (policy.CONFIRM_REFERRAL, {"psm", "tksk", "dinas", "dinas_supervisor"}),
    (policy.OPEN_PACKET, {"partner"}),
    (policy.ANSWER_PACKET, {"partner"}),
    (policy.REPORT_PACKET, {"partner"}),
    (policy.SUGGEST_CONNECTION, {"psm", "tksk"}),
    (policy.REGISTER_SERVICE, {"platform_admin", "dinas_supervisor", "partner"}),
    (policy.EXPIRE_REFERRAL, {"machine"}),
])  # fmt: skip
def test_a_verb_belongs_to_its_roles_and_to_nobody_else(operation: str, roles: set[str]) -> None:
    for role in policy.EVERYBODY | {"machine"}:
        if role in roles:
            policy.require(actor(role), operation)
        else:
            with pytest.raises(Forbidden):
                policy.require(actor(role), operation)


def test_a_partner_lists_its_own_services_only() -> None:
    policy.require_register(actor("partner", office=HOME), HOME)
    with pytest.raises(Forbidden):
        policy.require_register(actor("partner", office=HOME), "org-zzzzzzzzzz")
    policy.require_register(actor("dinas_supervisor"), HOME)


def test_a_psm_sees_her_villages_and_a_tksk_the_kecamatan_and_neither_a_protected_case() -> None:
    psm = policy.sight(actor("psm", villages=frozenset({LENGGANG}), kec="190602"))
    assert (psm.everything, psm.villages, psm.kecs, psm.own) == (False, frozenset({LENGGANG}), frozenset(), True)
    tksk = policy.sight(actor("tksk", kec="190602"))
    assert (tksk.everything, tksk.villages, tksk.kecs, tksk.own) == (False, frozenset(), frozenset({"190602"}), False)
    assert not any((psm.protected, psm.assigned, tksk.protected, tksk.assigned))


def test_a_protected_case_is_seen_by_the_supervisor_the_desk_and_whom_it_is_assigned_to() -> None:
    officer = policy.sight(actor("dinas"))
    assert (officer.everything, officer.assigned, officer.protected) == (True, True, False)
    assert policy.sight(actor("dinas", desks=frozenset({"protected"}))).protected
    assert policy.sight(actor("dinas_supervisor")).protected


@pytest.mark.parametrize(
    "role", ["province", "national", "auditor", "kasi_kesra", "desa", "integrator", "platform_admin"]
)
def test_whoever_has_no_work_with_files_sees_none(role: str) -> None:
    sight = policy.sight(actor(role, villages=frozenset({LENGGANG}), kec="190602"))
    assert not any((sight.everything, sight.villages, sight.kecs, sight.own, sight.protected, sight.packets))


def test_what_is_sent_is_told_to_both_offices_and_the_partner_learns_no_village() -> None:
    sent = referral(matter=matter())
    own, partner = wire.facts(ReferralSent(sent, None, AT))
    assert (own.noun, own.past, own.for_office, own.area) == ("referral", "sent", "1906", LENGGANG)
    assert (partner.noun, partner.past, partner.for_office, partner.area) == ("packet", "sent", HOME, "1906")
    assert LENGGANG.encode() not in partner.payload
    assert facts_pb2.PacketSent.FromString(partner.payload).standing.turn == "partner"


def test_a_protected_case_is_announced_with_the_kabupaten_as_its_only_place() -> None:
    told = wire.facts(ReferralSent(referral(matter=matter(sensitivity=3)), None, AT))[0]
    standing = facts_pb2.ReferralSent.FromString(told.payload).standing
    assert (told.area, standing.village, standing.kec, standing.recorded_by) == ("1906", "", "", "")


def test_what_a_partner_does_is_told_to_its_people_as_a_standing_and_to_the_sender_as_a_deed() -> None:
    answered = packet(Status.REJECTED, reason="full")
    slip = uuid4()
    own, sender = wire.facts(PacketAnswered(answered, Status.RECEIVED, AT, Answer.REJECT), slip_id=slip)
    assert (own.for_office, sender.for_office, own.office) == (HOME, "1906", HOME)
    told = facts_pb2.PacketAnswered.FromString(own.payload)
    assert (told.standing.status, told.standing.turn, told.reason, told.slip_id) == ("rejected", "sender", "", "")
    told = facts_pb2.PacketAnswered.FromString(sender.payload)
    assert (told.answer, told.reason, told.slip_id) == ("reject", "full", str(slip))
    assert not told.HasField("standing")


def test_an_erasure_is_told_to_the_partner_only() -> None:
    over = referral(Status.CLOSED)
    assert [fact.noun for fact in wire.facts(ReferralErased(over, Status.CLOSED, AT))] == ["packet"]
    assert [fact.noun for fact in wire.facts(ReferralRevoked(over, Status.SENT, AT))] == ["referral", "packet"]


def test_a_connection_tells_its_case() -> None:
    made = connection()
    told = wire.facts(ConnectionSuggested(made, None, AT))
    standing = facts_pb2.ConnectionSuggested.FromString(told[0].payload).standing
    assert (len(told), standing.case_id, standing.turn) == (1, str(made.matter.case_id), "psm")


def test_what_is_no_fact_of_ours_is_not_announced() -> None:
    with pytest.raises(TypeError):
        wire.facts("rumour")
