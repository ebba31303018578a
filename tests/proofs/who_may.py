"""Who may what: the table that the policy proof holds the platform to. Written from the field and from DESIGN §6, it
imports nothing of what it judges; `test_who_may.py` says the same in sentences.

Read it so: a role counts in its own kind of office only (AT_HOME); it has its verbs (MAY); and of the things that a
verb is about it sees so much (SIGHT). The town is one kabupaten: every thing is in it, or was sent out of it.
"""

from dataclasses import dataclass
from enum import StrEnum

_ALL = "psm tksk kasi_kesra desa dinas dinas_supervisor province national partner auditor integrator platform_admin"
ROLES = tuple(_ALL.split())
# How an office stands to the town's → what kind of office it is. A village is another one of the same kabupaten (for a
# TKSK and a Kasi Kesra another kecamatan); the organisation is the one that the town refers to.
RELATIONS = {
    "own": "kabupaten", "other_village": "kabupaten", "other_kabupaten": "kabupaten", "own_province": "province",
    "other_province": "province", "nation": "nation", "organisation": "organisation",
    "other_organisation": "organisation", "none": "none",
}  # fmt: skip
AT_HOME = {
    "kabupaten": "psm tksk kasi_kesra desa dinas dinas_supervisor auditor integrator",
    "province": "province auditor integrator",
    "nation": "national platform_admin auditor integrator",
    "organisation": "partner integrator",
    "none": "",
}
OF_A_PLACE = "psm tksk kasi_kesra desa"  # to all others, who serve their whole office, no village is another one
AT_THE_DESK = {"dinas_desk": "dinas", "province_desk": "province"}  # officers named to the protected desk: their role
NOBODY = "nobody"  # who shows no token
SENSITIVITIES = ("S2", "S3")


class Outcome(StrEnum):
    YES = "allowed"
    ABSENT = "allowed, and the thing is not in it"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not found"
    OUTSIDE = "outside the area"
    UNAUTHENTICATED = "unauthenticated"


@dataclass(frozen=True, order=True)
class Who:
    role: str
    relation: str

    @property
    def job(self) -> str:
        return AT_THE_DESK.get(self.role, self.role)

    @property
    def at_home(self) -> bool:
        return self.job in AT_HOME[RELATIONS[self.relation]].split()

    @property
    def can_be_assigned(self) -> bool:
        """Files are given to the officers of the office that holds them, never to a volunteer."""
        return self.role in _ASSIGNED.get(self.relation, "").split()

    def __str__(self) -> str:
        return f"{self.role} {self.relation}"


_ASSIGNED = {"own": "kasi_kesra dinas dinas_desk dinas_supervisor", "other_village": "kasi_kesra"}


def everybody() -> list[Who]:
    """All roles in all relations, also where the registry would never put them."""
    found = [
        Who(role, relation)
        for relation in RELATIONS
        for role in ROLES
        if relation != "other_village" or role in OF_A_PLACE.split()
    ]
    return [*found, Who("dinas_desk", "own"), Who("province_desk", "own_province"), Who(NOBODY, "none")]


_FIELD = "psm tksk"
_DINAS = "dinas dinas_supervisor"
_ABOVE = "province national"
_CARE = f"{_DINAS} {_ABOVE}"
_READERS = f"{_FIELD} kasi_kesra {_CARE}"
_HEADS = "dinas_supervisor platform_admin"
_OFFICIALS = "tksk kasi_kesra desa dinas dinas_supervisor province national partner auditor platform_admin"

MAY = {
    # who works where
    "search_areas": _ALL, "read_area": _ALL, "read_me": _ALL, "read_offices": _ALL, "read_office": _ALL,
    "register_office": _HEADS, "appoint_officer": _HEADS, "print_officer_slip": _HEADS, "suspend_officer": _HEADS,
    "reinstate_officer": _HEADS, "end_officer": _HEADS,
    "read_officers": "tksk kasi_kesra desa dinas dinas_supervisor province national partner auditor platform_admin",
    "read_officer": "tksk kasi_kesra desa dinas dinas_supervisor province national partner auditor platform_admin",
    "read_profile": "tksk kasi_kesra desa dinas dinas_supervisor province national partner auditor platform_admin",
    "read_engagement_codes":
        "tksk kasi_kesra desa dinas dinas_supervisor province national partner auditor platform_admin",
    "write_profile": f"dinas_supervisor {_ABOVE}", "engage_volunteer": _DINAS, "engage_officer": _HEADS,
    "receive_import": _DINAS, "read_imports": _DINAS, "read_template": _DINAS, "read_import": _DINAS,
    "read_import_rows": _DINAS, "read_left_out": _DINAS, "confirm_import": _DINAS, "withdraw_import": _DINAS,
    "export_volunteers": f"tksk {_DINAS}",
    "appoint_volunteer": _DINAS, "open_particulars": _DINAS, "print_volunteer_slip": _DINAS,
    "correct_volunteer": _DINAS,
    "suspend_volunteer": _DINAS, "reinstate_volunteer": _DINAS, "end_volunteer": _DINAS,
    "renew_volunteer": _DINAS, "move_volunteer": _DINAS, "begin_leave": _DINAS, "end_leave": _DINAS,
    "begin_cover": _DINAS, "end_cover": _DINAS, "read_coverage": _OFFICIALS, "read_forecast": _OFFICIALS,
    "read_volunteers": f"psm tksk kasi_kesra {_DINAS}", "read_volunteer": f"psm tksk kasi_kesra {_DINAS}",
    # who learns what
    "read_tiers": _ALL,
    **dict.fromkeys(
        ("plan_training", "read_trainings", "read_training", "revise_training", "stage_training", "cancel_training",
         "report_practice", "nominate_participants", "read_attendance_code", "record_attendance", "record_results",
         "certify_training", "revoke_certificate", "print_paper", "print_recap"), _CARE
    ),
    "withdraw_participant": f"{_FIELD} {_CARE}", "print_certificate": f"{_FIELD} {_CARE}",
    "check_in": _FIELD, "read_my_trainings": _FIELD,
    "read_training_record": f"psm tksk kasi_kesra {_DINAS}",
    "check_certificate": _ALL,
    # what a volunteer did
    **dict.fromkeys(
        ("read_my_portfolio", "read_my_summary", "annotate_evidence", "hide_evidence", "issue_statement",
         "read_my_statements", "print_statement", "read_my_journal", "write_line", "revise_line", "remove_line",
         "read_my_reports", "send_report"), _FIELD
    ),
    **dict.fromkeys(
        ("read_portfolio", "read_summary", "attest_evidence", "read_reports", "read_missing_reports", "check_report",
         "return_report"), f"tksk {_DINAS}"
    ),
    "read_report": f"{_FIELD} {_DINAS}", "print_report": f"{_FIELD} {_DINAS}", "commend_volunteer": _DINAS,
    "approve_report": _DINAS, "erase_work": "dinas_supervisor", "read_work_codes": _ALL, "check_statement": _ALL,
    # the work of a kecamatan
    **dict.fromkeys(("plan_meeting", "hold_meeting", "cancel_meeting", "record_decision"), "kasi_kesra"),
    **dict.fromkeys(("read_my_decisions", "conclude_decision"), f"{_FIELD} kasi_kesra"),
    **dict.fromkeys(
        ("read_meetings", "read_meeting", "print_minutes", "read_practice_codes", "read_materials", "read_material",
         "read_material_file", "read_lessons", "read_lesson"), f"{_FIELD} kasi_kesra {_DINAS}"
    ),
    **dict.fromkeys(
        ("begin_programme", "read_programmes", "read_programme", "revise_programme", "stage_programme",
         "report_progress", "print_programme", "print_musrenbang", "export_musrenbang"), f"tksk kasi_kesra {_DINAS}"
    ),
    "agree_programme": "kasi_kesra dinas_supervisor",
    **dict.fromkeys(
        ("bring_material", "release_material", "withdraw_material", "release_lesson", "return_lesson"),
        f"tksk {_DINAS}",
    ),
    "write_lesson": _FIELD, "rewrite_lesson": _FIELD,
    # what she bore, and what she got
    **dict.fromkeys(
        ("record_care_entry", "revise_care_entry", "withdraw_care_entry", "report_risk", "read_my_care"), _FIELD
    ),
    **dict.fromkeys(
        ("assign_risk", "read_care", "propose_stipend", "read_stipends", "read_stipend", "withdraw_stipend",
         "pay_stipend", "counter_payment", "export_stipend", "insure_volunteer", "read_insurances",
         "export_insurances", "award_volunteer", "withdraw_award", "write_letter", "revoke_letter",
         "record_education", "read_pppk", "record_departure"), _DINAS
    ),
    **dict.fromkeys(
        ("read_care_entries", "read_risks", "read_risk", "begin_rest", "end_rest", "print_letter"),
        f"{_FIELD} {_DINAS}",
    ),
    "judge_care_entry": f"tksk {_DINAS}", "close_risk": f"tksk {_DINAS}", "decide_stipend": "dinas_supervisor",
    "erase_care": "dinas_supervisor", "read_retention": _CARE, "read_care_codes": _ALL, "check_letter": _ALL,
    # who is certified
    "read_routes": _ALL,
    **dict.fromkeys(
        ("read_readiness", "begin_dossier", "read_dossiers", "read_my_dossiers", "read_dossier", "print_dossier",
         "write_texts", "attach_paper", "read_paper", "remove_paper", "comment_dossier", "settle_comment",
         "release_dossier", "withdraw_dossier", "appeal_dossier", "hold_coaching", "read_coachings",
         "record_coaching"), f"{_FIELD} {_DINAS}"
    ),
    **dict.fromkeys(
        ("assign_coach", "submit_dossier", "return_dossier", "assess_dossier", "decide_dossier"), _DINAS
    ),
    # who wants to become one
    "read_requirements": _ALL, "apply": _ALL, "follow_application": _ALL, "attach_by_code": _ALL, "send_again": _ALL,
    "give_up": _ALL,
    **dict.fromkeys(
        ("enter_application", "read_applications", "read_application", "open_applicant", "attach_document",
         "read_document", "mark_requirement", "return_application", "resubmit_application", "withdraw_application",
         "decline_application", "admit_application", "take_step", "appoint_applicant", "read_selections",
         "read_selection", "score_candidates"), _DINAS
    ),
    "decide_selection": "dinas_supervisor",
    **dict.fromkeys(
        ("read_proposals", "read_proposal", "attach_answer", "forward_proposal", "return_proposal"), "province"
    ),
    # people in need
    "record_case": f"{_FIELD} {_DINAS}", "complete_case": f"{_FIELD} {_DINAS}", "solve_case": f"{_FIELD} {_DINAS}",
    "read_cases": _READERS, "search_cases": _READERS, "read_case": _READERS, "read_timeline": _READERS,
    "read_openings": f"{_CARE} auditor", "open_nik": f"tksk {_CARE}", "of_cases.read_codes": _ALL,
    "verify_case": f"tksk {_DINAS}", "return_case": f"tksk {_DINAS}", "accept_case": _DINAS,
    "decline_case": _CARE, "stage_case": _CARE, "add_need": _CARE, "close_case": _CARE, "reopen_case": _CARE,
    "assign_case": f"dinas_desk dinas_supervisor {_ABOVE}", "hand_up_case": f"{_DINAS} province",
    "read_handups": _CARE, "read_handup": _CARE, "open_handup": _ABOVE, "refuse_handup": _ABOVE,
    "erase_person": f"dinas_supervisor {_ABOVE}",
    "rpc Reads.Summary": _READERS, "rpc Reads.Packet": _DINAS,
    # whoever can help
    "read_services": _ALL, "read_service": _ALL, "of_referral.read_codes": _ALL,
    "register_service": f"{_HEADS} partner",
    "send_referral": _DINAS, "revoke_referral": _DINAS, "close_referral": _DINAS,
    "confirm_referral": f"{_FIELD} {_DINAS}", "read_referrals": _ALL, "read_referral": _ALL,
    "read_packets": _ALL, "read_packet": _ALL, "open_packet": "partner", "answer_packet": "partner",
    "start_packet": "partner", "report_packet": "partner",
    "suggest_connection": _FIELD, "accompany_connection": _FIELD, "conclude_connection": f"{_FIELD} {_DINAS}",
    "read_connections": _ALL, "read_connection": _ALL,
    # what waits, and what is counted
    "read_notices": _ALL, "count_notices": _ALL, "mark_read": _ALL,
    "read_figures": f"kasi_kesra {_CARE}", "read_heads": f"dinas_supervisor auditor {_ABOVE}",
    # keeping the platform running
    "read_operations": "platform_admin", "read_dead_letters": "platform_admin", "replay_facts": "platform_admin",
    "check_ledger": "platform_admin",
    # between services: no person's token opens them
    "rpc Reads.WhoServes": "", "rpc Facts.After": "", "rpc Heads.After": "",
}  # fmt: skip

# Of what a verb is about: who sees how much of it. "assigned": whatever it is, where it is assigned to the asker.
_FILES = {
    "kasi_kesra own": "assigned", "kasi_kesra other_village": "assigned", "dinas own": "S2 assigned",
    "dinas_desk own": "S2 S3", "dinas_supervisor own": "S2 S3",
}  # fmt: skip
_IN_THE_VILLAGE = {"psm own": "S2", "tksk own": "S2"}
_REFERRED = {k: v for k, v in _FILES.items() if not k.startswith("kasi_kesra")} | _IN_THE_VILLAGE
_THE_DINAS = ("dinas own", "dinas_desk own", "dinas_supervisor own")
_FROM_ABOVE = ("province own_province", "province_desk own_province", "national nation")
SIGHT: dict[str, dict[str, str]] = {
    "case": _FILES | _IN_THE_VILLAGE,
    "openings": _FILES | _IN_THE_VILLAGE | {"auditor own": "S2 S3"},
    "referral": _REFERRED,
    "connection": _REFERRED,
    "handup": {
        "dinas own": "S2", "dinas_desk own": "S2 S3", "dinas_supervisor own": "S2 S3",
        "province own_province": "S2", "province_desk own_province": "S2 S3",
    },
    "packet": {"partner organisation": "S2 S3"},
    "notice": _FILES,
    "village": dict.fromkeys(("psm own", "tksk own", *_THE_DINAS), "S2 S3"),
    # what has no sensitivity
    "volunteer": dict.fromkeys(("tksk own", "kasi_kesra own", *_THE_DINAS), ""),
    "officer": dict.fromkeys(
        ("tksk own", "tksk other_village", "kasi_kesra own", "kasi_kesra other_village", "desa own",
         "desa other_village", "auditor own", *_THE_DINAS), ""
    ),
    "training": dict.fromkeys(_THE_DINAS, ""),
    "work": {},  # another's own notes, lines and statements: nobody else's to touch
    "report": dict.fromkeys(("tksk own", *_THE_DINAS), ""),
    "meeting": dict.fromkeys(("psm own", "psm other_village", "tksk own", "kasi_kesra own", *_THE_DINAS), ""),
    "decision": {"kasi_kesra own": ""},
    "programme": dict.fromkeys(("tksk own", "kasi_kesra own", *_THE_DINAS), ""),
    "material": dict.fromkeys(
        (*(f"{role} {where}" for role in ("psm", "tksk", "kasi_kesra") for where in ("own", "other_village")),
         *_THE_DINAS), ""
    ),
    "lesson": dict.fromkeys(("tksk own", *_THE_DINAS), ""),
    "own_lesson": {},
    "record": dict.fromkeys(_THE_DINAS, ""),  # a volunteer's, who has no log-in; her own is nobody's here
    "stipend": dict.fromkeys(_THE_DINAS, ""),
    "entry": dict.fromkeys(("psm own", "tksk own", *_THE_DINAS), ""),
    "own entry": {"psm own": ""},
    "risk": dict.fromkeys(("psm own", *_THE_DINAS), ""),
    "dossier": dict.fromkeys(_THE_DINAS, ""),  # of a candidate who has no account, whom nobody coaches
    "coaching": dict.fromkeys(_THE_DINAS, ""),
    "application": dict.fromkeys(_THE_DINAS, ""), "selection": dict.fromkeys(_THE_DINAS, ""),
    "proposal": dict.fromkeys(("province own_province", "province_desk own_province"), ""),
    "kabupaten": dict.fromkeys(_THE_DINAS, ""),
    "import": dict.fromkeys(_THE_DINAS, ""),
    "seat": dict.fromkeys(("dinas_supervisor own", "platform_admin nation"), ""),
    "offer": dict.fromkeys(
        ("dinas_supervisor own", "dinas_supervisor other_kabupaten", "platform_admin nation",
         "partner organisation"), ""
    ),
    "figures": dict.fromkeys(("kasi_kesra own", "kasi_kesra other_village", *_THE_DINAS, *_FROM_ABOVE), ""),
    "heads": dict.fromkeys(
        ("auditor own", "dinas_supervisor own", *_FROM_ABOVE, "auditor own_province", "auditor nation"), ""
    ),
}  # fmt: skip
# Whoever holds the paper, or the code, may, also without a log-in; and whoever wants to apply.
PUBLIC = frozenset({
    "check_certificate", "check_statement", "check_letter", "read_requirements", "apply", "follow_application",
    "attach_by_code", "send_again", "give_up",
})  # fmt: skip
OPEN = "open"  # the kind of what everybody sees: areas, offices, the directory, code lists, oneself
# The volunteers write down what became of their suggestions; of a case that became protected, which they do not see,
# the Dinas does.
_ONLY = {("conclude_connection", "S2"): _FIELD, ("conclude_connection", "S3"): _DINAS}


def outcome(operation: str, kind: str, missed: Outcome, who: Who, sensitivity: str | None, assigned: bool) -> Outcome:
    """What must come out. `missed` is the answer where the verb is one's own and the thing is not in sight."""
    if operation in PUBLIC:
        return Outcome.YES
    if who.relation == "none" or not MAY[operation]:
        return Outcome.UNAUTHENTICATED
    if not who.at_home or not _has(who, MAY[operation]):
        return Outcome.FORBIDDEN
    if kind == OPEN:
        return Outcome.YES
    if not sees(kind, who, sensitivity, assigned):
        return missed
    if sensitivity and not _has(who, _ONLY.get((operation, sensitivity), MAY[operation])):
        return Outcome.FORBIDDEN
    return Outcome.YES


def sees(kind: str, who: Who, sensitivity: str | None, assigned: bool) -> bool:
    how_far = SIGHT[kind].get(str(who))
    if how_far is None:
        return False
    return sensitivity is None or sensitivity in how_far.split() or (assigned and "assigned" in how_far)


def _has(who: Who, roles: str) -> bool:
    return not {who.role, who.job}.isdisjoint(roles.split())
