"""What the facts of others say about a matter: whose move it is now, in the office that the fact is for."""

from proto.cases.v1 import facts_pb2 as of_cases
from proto.referral.v1 import facts_pb2 as of_referral
from services.kit.facts import Fact
from services.notify.notices import Kind, Standing


def standing(fact: Fact) -> Standing | None:
    """The standing is field 2 of every such fact; None where a fact has none, because its twin carries it."""
    match kind := Kind(fact.noun):
        case Kind.CASE:
            case = of_cases.CaseOpened.FromString(fact.payload).standing
            return Standing(
                kind=kind, subject_id=fact.subject_id, code=case.code, status=case.status, turn=case.turn,
                sensitivity=case.sensitivity, village=case.village, kec=case.kec, recorded_by=case.recorded_by,
                assigned_to=case.assigned_to,
            )  # fmt: skip
        case Kind.HANDUP:
            handup = of_cases.HandupSent.FromString(fact.payload).standing
            return Standing(
                kind=kind, subject_id=fact.subject_id, code=handup.case_code, status=handup.status, turn=handup.turn,
                sensitivity=handup.sensitivity,
            )  # fmt: skip
        case Kind.REFERRAL | Kind.CONNECTION:
            told = of_referral.ReferralSent.FromString(fact.payload).standing
            by = told.recorded_by if kind is Kind.REFERRAL else told.sent_by
            return Standing(
                kind=kind, subject_id=fact.subject_id, code=told.code or told.case_code, status=told.status,
                turn=told.turn, sensitivity=told.sensitivity, village=told.village, kec=told.kec, recorded_by=by,
                assigned_to=told.assigned_to,
            )  # fmt: skip
        case Kind.PACKET:
            packet = of_referral.PacketSent.FromString(fact.payload)
            if not packet.HasField("standing"):
                return None
            return Standing(
                kind=kind, subject_id=fact.subject_id, code=packet.standing.code, status=packet.standing.status,
                turn=packet.standing.turn,
            )  # fmt: skip
