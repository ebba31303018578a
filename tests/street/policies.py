"""`python -m tests.street.policies`: write into the README who may what, from the services' own policy tables, in words
for whoever reads law and no code. A new operation needs its words here, or this fails.
"""

from types import ModuleType
from typing import Final

from services.kit.actor import ROLES
from tests.street.sources import ROOT, module

MARKS: Final = ("<!-- who may what -->", "<!-- end of who may what -->")
COLUMNS: Final = {
    "psm": "PSM", "tksk": "TKSK", "kasi_kesra": "Kasi Kesra", "desa": "desa", "dinas": "Dinas",
    "dinas_supervisor": "its head", "province": "province", "national": "nation", "partner": "partner",
    "auditor": "auditor", "integrator": "program", "platform_admin": "platform",
}  # fmt: skip
SERVICES: Final = {
    "registry": "People at work", "cases": "People in need", "referral": "Whoever can help", "notify": "What waits",
    "oversight": "Figures",
}  # fmt: skip
WORDS: Final = {
    "registry": {
        "appoint_volunteer": "appoint a volunteer of the kabupaten",
        "read_volunteers": "see volunteers",
        "open_particulars": "open a volunteer's NIK, telephone and address, for a stated purpose",
        "correct_volunteer": "correct a volunteer's name, NIK, telephone or address",
        "print_volunteer_slip": "print the slip for a volunteer's first log-in",
        "suspend_volunteer": "suspend a volunteer",
        "reinstate_volunteer": "let a suspended volunteer serve again",
        "end_volunteer": "end a volunteer's service",
        "renew_volunteer": "renew a volunteer's service by a further SK",
        "move_volunteer": "move a volunteer to other places of the kabupaten by a further SK",
        "begin_leave": "let a volunteer go on leave",
        "end_leave": "end a leave",
        "begin_cover": "let a volunteer cover other places for a time",
        "end_cover": "end such a cover",
        "read_coverage": "see how villages and seats of TKSK are covered anywhere, without names; names within sight",
        "appoint_officer": "name an officer: the head for the own office, the platform anywhere",
        "read_officers": "see the officers of the own office",
        "print_officer_slip": "print the slip for an officer's first log-in, where one may name such an officer",
        "suspend_officer": "suspend an officer whom one may name",
        "reinstate_officer": "let a suspended officer serve again",
        "end_officer": "end an officer's service",
        "register_office": "register an organisation that helps",
        "read_offices": "see which offices there are",
        "read_profile": "read the own office's profile: letterhead, bidang, signatories",
        "write_profile": "write the own office's profile",
        "engage_volunteer": "write down how a volunteer is employed and qualified",
        "engage_officer": "write down what the personnel decree says of an officer whom one may name",
        "import_volunteers": "bring volunteers in from a file, after a look at each row",
        "export_volunteers": "take the list of volunteers away as a table; what is sealed only for a stated purpose",
        "read_areas": "look up areas",
        "read_me": "see one's own post",
        "read_tiers": "read the tiers of training",
        "plan_training": "plan a training of the own office, of the tier that its level may certify",
        "read_trainings": "see the trainings of the own office with who takes part",
        "revise_training": "change the plan until the training runs",
        "stage_training": "move a training on: nomination, invitation, running, finished",
        "cancel_training": "call a training off, with the reason",
        "report_practice": "write down what a group found in its field practice",
        "nominate_participants": "nominate volunteers of the office, and candidates by name",
        "withdraw_participant": "withdraw a participant; a volunteer herself",
        "record_attendance": "keep the list of attendance and show the code of the day",
        "check_in": "scan the code of the day where one has a seat",
        "record_results": "write down scores",
        "certify_training": "issue the certificates of a finished training",
        "revoke_certificate": "revoke a certificate, with the reason",
        "print_papers": "take away the papers and the recap of a training",
        "print_certificate": "take away a certificate; a volunteer her own",
        "read_my_trainings": "see one's own trainings and certificates",
        "check_certificate": "check a certificate by its code, also without a log-in",
        "read_my_work": "read one's own portfolio, journal and reports",
        "read_portfolio": "read a volunteer's portfolio, but for what she has hidden",
        "attest_evidence": "attest entries of a portfolio, nobody her own",
        "commend_volunteer": "commend a volunteer",
        "annotate_evidence": "write a note beside an entry of one's own portfolio",
        "hide_evidence": "hide an entry of one's own portfolio, or show it again",
        "issue_statement": "have a statement made of one's own portfolio",
        "check_statement": "check a statement by its code, also without a log-in",
        "read_work_codes": "read the code lists of volunteers' work",
        "write_journal": "write the own journal, until its month is sent",
        "send_report": "send one's own monthly report",
        "read_reports": "see monthly reports, and who has sent none",
        "read_report": "open a monthly report; a volunteer her own",
        "check_report": "pass a PSM's report on to the Dinas, nobody her own",
        "approve_report": "approve a monthly report",
        "return_report": "send a monthly report back to be corrected, with the reason",
        "erase_work": "erase what is kept of somebody's work whose service has ended",
        "plan_meeting": "plan a meeting of the own kecamatan",
        "hold_meeting": "write down who came to it",
        "cancel_meeting": "call a meeting off, with the reason",
        "record_decision": "write down what a meeting decided, with owner and day",
        "read_meetings": "see the meetings of the own kecamatan and take away their minutes; the Dinas all",
        "read_my_decisions": "see the decisions that are one's own to carry out",
        "conclude_decision": "say what became of a decision: its owner, and the Kasi Kesra of the kecamatan",
        "begin_programme": "begin a yearly programme where one serves",
        "revise_programme": "write a programme until it is agreed",
        "agree_programme": "agree a programme: the Kasi Kesra those of the kecamatan, the Dinas's head all",
        "stage_programme": "have an agreed programme run, and close it",
        "report_progress": "write down how far an activity has come",
        "read_programmes": "see programmes of one's places and the kabupaten's; take away the list for musrenbang",
        "bring_material": "bring a material of a training for the shelf of practice",
        "release_material": "release a material, declaring that no personal data are in it",
        "withdraw_material": "withdraw a material, with the reason",
        "write_lesson": "write a lesson, and mend it where it was returned",
        "release_lesson": "release another's lesson to every volunteer of the kabupaten",
        "return_lesson": "return a lesson to its writer, with the reason",
        "read_shelf": "read the shelf of practice",
        "record_care_entry": "write down one's own hours and costs, mend and withdraw them",
        "judge_care_entry": "acknowledge hours and costs within sight, or return them; nobody her own",
        "read_care_entries": "see hours and costs within sight",
        "report_risk": "report what happened to oneself at work",
        "read_risks": "see risk events: the Dinas all, a volunteer her own and what was given to her; words on record",
        "assign_risk": "give the follow-up of a risk event to somebody, until a day",
        "close_risk": "write down what was done about it, where it was given to one",
        "rest_volunteer": "begin and end a rest of some weeks; a volunteer her own",
        "propose_stipend": "propose a period of honorarium or tali asih",
        "decide_stipend": "approve or reject such a proposal, never one's own",
        "pay_stipend": "write down who was paid, and counter a mistake",
        "read_stipends": "see periods, who is entitled and what was paid",
        "insure_volunteer": "write down a volunteer's insurance",
        "read_insurances": "see who is insured until when; the number only for a payment, on record",
        "award_volunteer": "write down an award of a volunteer",
        "write_letter": "issue and revoke a volunteer's service letter or thanks",
        "print_letter": "take away such a letter; a volunteer her own",
        "check_letter": "check a letter by its code, also without a log-in",
        "record_education": "write down a volunteer's education",
        "read_pppk": "see who lacks what of the conditions for PPPK",
        "record_departure": "write down why a volunteer left",
        "read_retention": "see how long volunteers of the own area stay and why they leave, small numbers hidden",
        "read_care": "see what is kept of one volunteer's care and recognition",
        "read_my_care": "see what is kept of one's own",
        "read_care_codes": "read the code lists of care and recognition",
        "erase_care": "erase what is kept of somebody who has left; payments stay without her name",
        "read_routes": "read the routes to a certificate of competency",
        "read_readiness": "see what a volunteer would need for one",
        "begin_dossier": "begin a volunteer's dossier",
        "read_dossiers": "see dossiers: one's own, of whom one coaches, the Dinas all",
        "read_my_dossiers": "see which dossiers wait for one",
        "write_texts": "write self-description and CV: the candidate, or the Dinas for her",
        "attach_paper": "attach a paper to a dossier",
        "read_paper": "open a paper of a dossier (on record)",
        "remove_paper": "take a paper back",
        "assign_coach": "name a candidate's coach",
        "comment_dossier": "comment a dossier, by when: its coach, or the Dinas",
        "settle_comment": "mark a comment as done",
        "release_dossier": "release a complete dossier: its coach, or the Dinas",
        "submit_dossier": "hand a dossier in",
        "return_dossier": "return a dossier, with the reason",
        "assess_dossier": "record that it was assessed, and by whom",
        "decide_dossier": "record what the assessing body decided",
        "withdraw_dossier": "withdraw a dossier, with the reason",
        "appeal_dossier": "note an appeal against a decision",
        "print_dossier": "take a dossier away as one PDF",
        "hold_coaching": "write down a meeting with several candidates",
        "read_coachings": "see such meetings",
        "record_coaching": "record who came",
        "read_requirements": "read what is asked of whoever wants to become a volunteer, also without a log-in",
        "apply": "apply to become a PSM, a TKSK or another volunteer, without a log-in",
        "follow_application": "follow, complete or withdraw an application by its code, without a log-in",
        "enter_application": "write down an application that came on paper",
        "read_applications": "see applications and selections with their scores",
        "open_applicant": "open an applicant's NIK, birth date and papers (on record)",
        "check_application": "check an application: mark, attach, return, decline, admit to the selection",
        "score_candidates": "write down the scores of a selection",
        "decide_selection": "decide a selection, with the reason and how to object",
        "take_step": "record the papers on the way to the SK; the proposal goes to the province",
        "appoint_applicant": "record the SK of who was chosen",
        "read_proposals": "see what the Dinas of the province propose",
        "answer_proposal": "forward a proposal to the ministry, or return it",
    },
    "cases": {
        "record_case": "record a person in need, where one serves",
        "read_cases": "list cases within sight",
        "read_case": "open a file within sight (on record)",
        "read_timeline": "read what happened to a case",
        "read_openings": "read who opened a file",
        "search_cases": "search by name within sight",
        "verify_case": "verify a case",
        "return_case": "send a case back to be completed",
        "complete_case": "complete a case that was sent back",
        "accept_case": "take a case into care",
        "decline_case": "decline a case, with the reason",
        "stage_case": "move a case through the stages of care",
        "assign_case": "assign a case to an officer",
        "add_need": "write down a need",
        "close_case": "close a case",
        "solve_case": "write down that the village helped",
        "reopen_case": "open a closed case again",
        "refer_case": "give the minimum of a file into a referral",
        "connect_case": "be offered to connect a case with a service",
        "open_nik": "open a NIK, for a stated purpose (on record)",
        "erase_person": "erase a person's data",
        "hand_up_case": "hand a case up to the office above",
        "read_handups": "see what was handed up, by one's office or to it",
        "open_handup": "make a file of one's own office of what was handed up",
        "refuse_handup": "refuse what was handed up",
        "read_codes": "read code lists",
    },
    "referral": {
        "send_referral": "refer a person to an organisation",
        "read_referrals": "see referrals of files within sight",
        "revoke_referral": "withdraw a referral",
        "confirm_referral": "write down the citizen's word on it",
        "close_referral": "close a referral",
        "read_packets": "see what was sent to the own organisation",
        "open_packet": "open a packet (on record)",
        "answer_packet": "say yes, no or wait to a packet",
        "start_packet": "write down that the service has begun",
        "report_packet": "report what became of it",
        "suggest_connection": "connect a person with a service that needs no letter",
        "read_connections": "see such connections of files within sight",
        "accompany_connection": "write down that one went along",
        "conclude_connection": "write down what became of it: the volunteer; of a protected case the Dinas",
        "register_service": "list a service: a partner its own organisation's only",
        "read_services": "read the directory of services",
        "read_codes": "read code lists",
    },
    "notify": {"read_notices": "read the notices that are before one", "mark_read": "mark a notice as read"},
    "oversight": {
        "read_figures": "read figures of the own area, small numbers hidden",
        "read_heads": "read the signed heads of the ledgers of openings",
    },
}  # fmt: skip

KEEPING: Final = {  # the same in every service
    "read_operations": "see how a service stands",
    "replay_facts": "have facts that could not be applied tried again",
    "check_ledger": "have the ledgers checked",
}


def main() -> None:
    readme = ROOT / "README.md"
    before, rest = readme.read_text().split(MARKS[0])
    _, after = rest.split(MARKS[1])
    readme.write_text(f"{before}{MARKS[0]}\n{table()}\n{MARKS[1]}{after}")


def table() -> str:
    """A row for each operation, a column for each role, and how far each sees."""
    lines = ["| | " + " | ".join(COLUMNS[role] for role in ROLES) + " |", "|---|" + ":-:|" * len(ROLES)]
    notes = []
    for service, title in SERVICES.items():
        policy = module(f"services.{service}.policy")
        lines.append(f"| **{title}** |" + " |" * len(ROLES))
        lines += [_row(WORDS[service][name], roles) for name, roles in of_people(service).items()]
        notes.append(f"* {title}: {_sight(policy)}")
    lines.append("| **The platform itself, of the nation's office** |" + " |" * len(ROLES))
    lines += [_row(words, policy.OPERATIONS[name]) for name, words in KEEPING.items()]
    return "\n".join([*lines, "", "How far each sees, in the services' own words:", "", *notes])


def of_people(service: str) -> dict[str, frozenset[str]]:
    """The rows of a service's table that are neither the platform's own nor those of all services alike."""
    table: dict[str, frozenset[str]] = module(f"services.{service}.policy").OPERATIONS
    return {name: roles for name, roles in table.items() if roles != {"machine"} and name not in KEEPING}


def _row(words: str, roles: frozenset[str]) -> str:
    desk = " (who sits at the protected desk too)" if "protected" in roles else ""
    return f"| {words}{desk} | " + " | ".join("●" if role in roles else "" for role in ROLES) + " |"


def _sight(policy: ModuleType) -> str:
    said = policy.sight.__doc__ or policy.Sight.__doc__
    return " ".join(said.split())


if __name__ == "__main__":
    main()
