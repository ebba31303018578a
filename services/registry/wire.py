"""The registry's facts in their outer form: for whom, about which place, and as which message."""

from datetime import date
from uuid import UUID

from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp

from proto.cases.v1 import facts_pb2 as of_cases
from proto.referral.v1 import facts_pb2 as of_referral
from proto.registry.v1 import facts_pb2
from services.kit.facts import Fact
from services.registry import (
    certificates,
    dossiers,
    letters,
    officers,
    offices,
    proposals,
    selections,
    trainings,
    volunteers,
)
from services.registry.evidence import PROTECTED, Deed
from services.registry.posts import Post
from services.registry.workloads import Step

_OF_VOLUNTEERS = {
    volunteers.VolunteerAppointed: ("appointed", facts_pb2.VolunteerAppointed),
    volunteers.VolunteerEnrolled: ("enrolled", facts_pb2.VolunteerEnrolled),
    volunteers.VolunteerSuspended: ("suspended", facts_pb2.VolunteerSuspended),
    volunteers.VolunteerReinstated: ("reinstated", facts_pb2.VolunteerReinstated),
    volunteers.VolunteerEnded: ("ended", facts_pb2.VolunteerEnded),
    volunteers.VolunteerRenewed: ("renewed", facts_pb2.VolunteerRenewed),
    volunteers.VolunteerMoved: ("moved", facts_pb2.VolunteerMoved),
    volunteers.VolunteerCorrected: ("corrected", facts_pb2.VolunteerCorrected),
    volunteers.VolunteerLeaveBegun: ("leave_begun", facts_pb2.VolunteerLeaveBegun),
    volunteers.VolunteerLeaveEnded: ("leave_ended", facts_pb2.VolunteerLeaveEnded),
    volunteers.VolunteerCoverBegun: ("cover_begun", facts_pb2.VolunteerCoverBegun),
    volunteers.VolunteerCoverEnded: ("cover_ended", facts_pb2.VolunteerCoverEnded),
}
_OF_OFFICERS = {
    officers.OfficerAppointed: ("appointed", facts_pb2.OfficerAppointed),
    officers.OfficerEnrolled: ("enrolled", facts_pb2.OfficerEnrolled),
    officers.OfficerSuspended: ("suspended", facts_pb2.OfficerSuspended),
    officers.OfficerReinstated: ("reinstated", facts_pb2.OfficerReinstated),
    officers.OfficerEnded: ("ended", facts_pb2.OfficerEnded),
}
_OF_CERTIFICATES = {
    certificates.CertificateIssued: ("issued", facts_pb2.CertificateIssued),
    certificates.CertificateRevoked: ("revoked", facts_pb2.CertificateRevoked),
}


def fact(told: object) -> Fact:
    """The outer form of one of this service's facts; TypeError for anything else."""
    payload: Message
    match told:
        case volunteers.VolunteerFact(volunteer_id, post, at):
            past, of_volunteer = _OF_VOLUNTEERS[type(told)]
            payload = of_volunteer(volunteer_id=str(volunteer_id), post=post_message(post))
            return Fact(
                noun="volunteer", past=past, subject_id=volunteer_id, office=post.office, for_office=post.office,
                area=post.area, at=at, payload=payload.SerializeToString(),
            )  # fmt: skip
        case officers.OfficerFact(officer_id, post, at):
            past, of_officer = _OF_OFFICERS[type(told)]
            payload = of_officer(officer_id=str(officer_id), post=post_message(post))
            return Fact(
                noun="officer", past=past, subject_id=officer_id, office=post.office, for_office=post.office,
                area=post.area, at=at, payload=payload.SerializeToString(),
            )  # fmt: skip
        case offices.OfficeRegistered(office_id, office, name, areas, by, at):
            payload = facts_pb2.OfficeRegistered(office_id=str(office_id), office=office, name=name, areas=areas)
            return Fact(
                noun="office", past="registered", subject_id=office_id, office=office, for_office=by, area="", at=at,
                payload=payload.SerializeToString(),
            )  # fmt: skip
        case letters.LetterSent(letter_id, from_office, office, at):
            payload = facts_pb2.LetterSent(letter_id=str(letter_id))
            return Fact(
                noun="letter", past="sent", subject_id=letter_id, office=from_office, for_office=office, area="", at=at,
                payload=payload.SerializeToString(),
            )  # fmt: skip
        case officers.LetterAnswered(head, office, sub, at):
            payload = facts_pb2.LetterAnswered(letter_id=str(head.letter_id), sub=sub)
            return Fact(
                noun="letter", past="answered", subject_id=head.letter_id, office=office, for_office=head.from_office,
                area="", at=at, payload=payload.SerializeToString(),
            )  # fmt: skip
        case trainings.TrainingCompleted(training_id, office, tier, participants, passed, at):
            payload = facts_pb2.TrainingCompleted(
                training_id=str(training_id), tier=tier, participants=participants, passed=passed
            )
            return Fact(
                noun="training", past="completed", subject_id=training_id, office=office, for_office=office,
                area=office, at=at, payload=payload.SerializeToString(),
            )  # fmt: skip
        case certificates.CertificateFact(certificate_id, training_id, volunteer_id, tier, office, kec, at):
            past, of_certificate = _OF_CERTIFICATES[type(told)]
            payload = of_certificate(
                certificate_id=str(certificate_id), training_id=str(training_id), tier=tier,
                volunteer_id=str(volunteer_id) if volunteer_id else "",
            )  # fmt: skip
            return Fact(
                noun="certificate", past=past, subject_id=certificate_id, office=office, for_office=office, area=kec,
                at=at, payload=payload.SerializeToString(),
            )  # fmt: skip
        case dossiers.CompetencyDecided(dossier_id, volunteer_id, office, kec, route, status, at):
            payload = facts_pb2.CompetencyDecided(
                dossier_id=str(dossier_id), volunteer_id=str(volunteer_id), route=route, status=status
            )
            return Fact(
                noun="competency", past="decided", subject_id=dossier_id, office=office, for_office=office, area=kec,
                at=at, payload=payload.SerializeToString(),
            )  # fmt: skip
        case selections.SelectionDecided(selection_id, office, role, place, candidates, chosen, at):
            payload = facts_pb2.SelectionDecided(
                selection_id=str(selection_id), role=role, place=place, candidates=candidates, chosen=chosen
            )
            return Fact(
                noun="selection", past="decided", subject_id=selection_id, office=office, for_office=office, area=place,
                at=at, payload=payload.SerializeToString(),
            )  # fmt: skip
        case proposals.ProposalSent(proposal_id, from_office, office, at):
            payload = facts_pb2.ProposalSent(proposal_id=str(proposal_id))
            return Fact(
                noun="proposal", past="sent", subject_id=proposal_id, office=from_office, for_office=office, area="",
                at=at, payload=payload.SerializeToString(),
            )  # fmt: skip
        case proposals.ProposalAnswered(proposal_id, application_id, from_office, office, why, number, on, at):
            payload = facts_pb2.ProposalAnswered(
                proposal_id=str(proposal_id), application_id=str(application_id), why=why, number=number,
                dated=on.isoformat() if on else "",
            )  # fmt: skip
            return Fact(
                noun="proposal", past="answered", subject_id=proposal_id, office=from_office, for_office=office,
                area="", at=at, payload=payload.SerializeToString(),
            )  # fmt: skip
    raise TypeError(f"not a fact of the registry: {type(told).__name__}")


def post_message(post: Post) -> facts_pb2.Post:
    """The post as facts and reads carry it."""
    not_before = None
    if post.standing.not_before is not None:
        not_before = Timestamp()
        not_before.FromDatetime(post.standing.not_before)
    return facts_pb2.Post(
        sub=post.sub or "", name=post.name, roles=post.roles, villages=post.villages, kec=post.kec or "",
        bidang=post.bidang or "", desks=post.desks, status=post.standing.status, not_before=not_before,
    )  # fmt: skip


# What a fact tells that somebody did: past → the kind of evidence, and whose it is (field of the standing).
_DEEDS = {
    ("case", "opened"): ("recorded", ("recorded_by",)),
    ("case", "verified"): ("verified", ("done_by",)),
    ("case", "solved"): ("solved", ("done_by", "recorded_by")),
    ("case", "closed"): ("closed", ("recorded_by",)),
    ("referral", "served"): ("referral_served", ("recorded_by",)),
    ("connection", "suggested"): ("connected", ("done_by", "sent_by")),
    ("connection", "accompanied"): ("accompanied", ("done_by",)),
    ("connection", "served"): ("served", ("done_by", "sent_by")),
}


def deed(fact: Fact) -> Deed | None:
    """What somebody did by it; None where it counts for nobody. The standing is field 2 of every such fact."""
    kind, whose = _DEEDS.get((fact.noun, fact.past), ("", ()))
    told = _standing(fact)
    sub = next((sub for name in whose if (sub := getattr(told, name))), "")
    if not sub or (kind == "closed" and of_cases.CaseClosed.FromString(fact.payload).reason == "erased"):
        return None
    ppks = told.type if isinstance(told, of_cases.Standing) else 0
    return Deed(kind, sub, fact.subject_id, _case_of(fact), fact.at, told.sensitivity, ppks, told.village, told.kec)


def protected(fact: Fact) -> UUID | None:
    """The case that is protected from this fact on, or was before it."""
    return _case_of(fact) if _standing(fact).sensitivity >= PROTECTED else None


def erased_cases(payload: bytes) -> list[UUID]:
    """From the payload of `person.erased`."""
    return [UUID(case_id) for case_id in of_cases.PersonErased.FromString(payload).case_ids]


def _case_of(fact: Fact) -> UUID:
    told = _standing(fact)
    return UUID(told.case_id) if isinstance(told, of_referral.Standing) else fact.subject_id


def _standing(fact: Fact) -> of_cases.Standing | of_referral.Standing:
    if fact.service == "cases":
        return of_cases.CaseOpened.FromString(fact.payload).standing
    return of_referral.ReferralSent.FromString(fact.payload).standing


def letter_answered(payload: bytes) -> str:
    """`sub`, from the payload of `letter.answered`."""
    return facts_pb2.LetterAnswered.FromString(payload).sub


def proposal_answered(fact: Fact) -> proposals.ProposalAnswered:
    told = facts_pb2.ProposalAnswered.FromString(fact.payload)
    return proposals.ProposalAnswered(
        fact.subject_id, UUID(told.application_id), fact.office, fact.for_office, told.why, told.number,
        date.fromisoformat(told.dated) if told.dated else None, fact.at,
    )  # fmt: skip


def case_step(fact: Fact) -> Step:
    """The standing is field 2 of every fact of a case."""
    told = of_cases.CaseOpened.FromString(fact.payload).standing
    return Step(fact.subject_id, told.recorded_by, told.old_status, told.status)
