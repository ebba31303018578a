"""The facts of cases in their outer form: for whom, about which place, and as which message."""

from google.protobuf.message import Message

from proto.cases.v1 import facts_pb2
from services.cases import cases, handups
from services.cases.codes import PROTECTED
from services.cases.persons import PersonErased
from services.kit.facts import Fact

_PLAIN = {
    cases.CaseOpened: facts_pb2.CaseOpened,
    cases.CaseVerified: facts_pb2.CaseVerified,
    cases.CaseReturned: facts_pb2.CaseReturned,
    cases.CaseCompleted: facts_pb2.CaseCompleted,
    cases.CaseAccepted: facts_pb2.CaseAccepted,
    cases.CaseDeclined: facts_pb2.CaseDeclined,
    cases.CaseStaged: facts_pb2.CaseStaged,
    cases.CaseAssigned: facts_pb2.CaseAssigned,
    cases.CaseSolved: facts_pb2.CaseSolved,
    cases.CaseReopened: facts_pb2.CaseReopened,
}

# Kind of fact → its past, which is also the step in the case's timeline.
PASTS: dict[type[object], str] = {
    cases.CaseOpened: "opened",
    cases.CaseVerified: "verified",
    cases.CaseReturned: "returned",
    cases.CaseCompleted: "completed",
    cases.CaseAccepted: "accepted",
    cases.CaseDeclined: "declined",
    cases.CaseStaged: "staged",
    cases.CaseAssigned: "assigned",
    cases.CaseNeeded: "needed",
    cases.CaseClosed: "closed",
    cases.CaseSolved: "solved",
    cases.CaseReopened: "reopened",
    cases.CaseHandedUp: "handed_up",
    handups.HandupSent: "sent",
    handups.HandupOpened: "opened",
    handups.HandupRefused: "refused",
    handups.HandupExpired: "expired",
    PersonErased: "erased",
}


def fact(told: object, *, done_by: str = "") -> Fact:
    """The outer form of one of this service's facts; TypeError for anything else. `done_by` is who did it."""
    match told:
        case cases.CaseFact():
            return Fact(
                noun="case", past=PASTS[type(told)], subject_id=told.case_id, office=told.office,
                for_office=told.office, area=told.area, at=told.at, payload=_case(told, done_by).SerializeToString(),
            )  # fmt: skip
        case handups.HandupFact():
            return Fact(
                noun="handup", past=PASTS[type(told)], subject_id=told.head.handup_id, office=told.office,
                for_office=told.for_office, area=told.head.from_office, at=told.at,
                payload=_handup(told).SerializeToString(),
            )  # fmt: skip
        case PersonErased(person_id, office, for_office, case_ids, handup_ids, at):
            payload = facts_pb2.PersonErased(
                person_id=str(person_id), case_ids=map(str, case_ids), handup_ids=map(str, handup_ids)
            )
            return Fact(
                noun="person", past="erased", subject_id=person_id, office=office, for_office=for_office, area=office,
                at=at, payload=payload.SerializeToString(),
            )  # fmt: skip
    raise TypeError(f"not a fact of cases: {type(told).__name__}")


def _case(told: cases.CaseFact, done_by: str) -> Message:
    case_id, standing = str(told.case_id), _standing(told.standing, done_by)
    match told:
        case cases.CaseNeeded():
            return facts_pb2.CaseNeeded(case_id=case_id, standing=standing, need_id=str(told.need_id), kind=told.kind)
        case cases.CaseClosed():
            return facts_pb2.CaseClosed(case_id=case_id, standing=standing, reason=told.reason)
        case cases.CaseHandedUp():
            return facts_pb2.CaseHandedUp(
                case_id=case_id, standing=standing, handup_id=str(told.handup_id), to_office=told.to_office
            )
    return _PLAIN[type(told)](case_id=case_id, standing=standing)


def _standing(standing: cases.Standing, done_by: str) -> facts_pb2.Standing:
    """Who wrote a protected case down, and who did anything to it, stays inside."""
    protected = standing.sensitivity >= PROTECTED
    changed = standing.old_status is not None and standing.old_ppks != standing.ppks
    return facts_pb2.Standing(
        code=standing.code, type=standing.ppks or 0, old_type=(standing.old_ppks or 0) if changed else None,
        old_status=standing.old_status or "", status=standing.status, turn=standing.turn,
        sensitivity=standing.sensitivity, village=standing.village or "", kec=standing.kec or "",
        recorded_by=standing.recorded_by or "", assigned_to=standing.assigned_to or "",
        done_by="" if protected else done_by,
    )  # fmt: skip


def _handup(told: handups.HandupFact) -> Message:
    handup_id, head = str(told.head.handup_id), told.head
    standing = facts_pb2.HandupStanding(
        case_code=head.case_code, type=head.ppks or 0, sensitivity=head.sensitivity, old_status=told.old_status or "",
        status=head.status, turn=head.turn, from_office=head.from_office, to_office=head.to_office,
    )  # fmt: skip
    match told:
        case handups.HandupOpened():
            return facts_pb2.HandupOpened(
                handup_id=handup_id, standing=standing, case_id=str(told.case_id), own_code=told.own_code
            )
        case handups.HandupRefused():
            return facts_pb2.HandupRefused(handup_id=handup_id, standing=standing, reason=told.reason)
        case handups.HandupExpired():
            return facts_pb2.HandupExpired(handup_id=handup_id, standing=standing)
    return facts_pb2.HandupSent(handup_id=handup_id, standing=standing)
