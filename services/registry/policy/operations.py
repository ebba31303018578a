"""The verbs of the registry, and the roles that each takes, as one table."""

APPOINT_VOLUNTEER = "appoint_volunteer"
READ_VOLUNTEERS = "read_volunteers"
OPEN_PARTICULARS = "open_particulars"
CORRECT_VOLUNTEER = "correct_volunteer"
PRINT_VOLUNTEER_SLIP = "print_volunteer_slip"
SUSPEND_VOLUNTEER = "suspend_volunteer"
REINSTATE_VOLUNTEER = "reinstate_volunteer"
END_VOLUNTEER = "end_volunteer"
ENROL_VOLUNTEER = "enrol_volunteer"
RENEW_VOLUNTEER = "renew_volunteer"
MOVE_VOLUNTEER = "move_volunteer"
BEGIN_LEAVE = "begin_leave"
END_LEAVE = "end_leave"
BEGIN_COVER = "begin_cover"
END_COVER = "end_cover"
NOTE_CASE = "note_case"
READ_COVERAGE = "read_coverage"
APPOINT_OFFICER = "appoint_officer"
READ_OFFICERS = "read_officers"
PRINT_OFFICER_SLIP = "print_officer_slip"
SUSPEND_OFFICER = "suspend_officer"
REINSTATE_OFFICER = "reinstate_officer"
END_OFFICER = "end_officer"
ENROL_OFFICER = "enrol_officer"
OPEN_LETTER = "open_letter"
REGISTER_OFFICE = "register_office"
READ_PROFILE = "read_profile"
WRITE_PROFILE = "write_profile"
ENGAGE_VOLUNTEER = "engage_volunteer"
ENGAGE_OFFICER = "engage_officer"
IMPORT_VOLUNTEERS = "import_volunteers"
RECORD_IMPORT = "record_import"
EXPORT_VOLUNTEERS = "export_volunteers"
READ_OFFICES = "read_offices"
READ_AREAS = "read_areas"
READ_ME = "read_me"
READ_TIERS = "read_tiers"
PLAN_TRAINING = "plan_training"
READ_TRAININGS = "read_trainings"
REVISE_TRAINING = "revise_training"
STAGE_TRAINING = "stage_training"
CANCEL_TRAINING = "cancel_training"
REPORT_PRACTICE = "report_practice"
NOMINATE_PARTICIPANTS = "nominate_participants"
WITHDRAW_PARTICIPANT = "withdraw_participant"
RECORD_ATTENDANCE = "record_attendance"
CHECK_IN = "check_in"
RECORD_RESULTS = "record_results"
CERTIFY_TRAINING = "certify_training"
REVOKE_CERTIFICATE = "revoke_certificate"
PRINT_PAPERS = "print_papers"
PRINT_CERTIFICATE = "print_certificate"
READ_MY_TRAININGS = "read_my_trainings"
CHECK_CERTIFICATE = "check_certificate"
# portfolio, journal, monthly reports
NOTE_DEED = "note_deed"
READ_MY_WORK = "read_my_work"
READ_PORTFOLIO = "read_portfolio"
ATTEST_EVIDENCE = "attest_evidence"
COMMEND_VOLUNTEER = "commend_volunteer"
ANNOTATE_EVIDENCE = "annotate_evidence"
HIDE_EVIDENCE = "hide_evidence"
ISSUE_STATEMENT = "issue_statement"
CHECK_STATEMENT = "check_statement"
READ_WORK_CODES = "read_work_codes"
WRITE_JOURNAL = "write_journal"
SEND_REPORT = "send_report"
READ_REPORTS = "read_reports"
READ_REPORT = "read_report"
CHECK_REPORT = "check_report"
APPROVE_REPORT = "approve_report"
RETURN_REPORT = "return_report"
ERASE_WORK = "erase_work"
PLAN_MEETING = "plan_meeting"
HOLD_MEETING = "hold_meeting"
CANCEL_MEETING = "cancel_meeting"
RECORD_DECISION = "record_decision"
READ_MEETINGS = "read_meetings"
READ_MY_DECISIONS = "read_my_decisions"
CONCLUDE_DECISION = "conclude_decision"
REMIND_OWNER = "remind_owner"
BEGIN_PROGRAMME = "begin_programme"
REVISE_PROGRAMME = "revise_programme"
AGREE_PROGRAMME = "agree_programme"
STAGE_PROGRAMME = "stage_programme"
REPORT_PROGRESS = "report_progress"
READ_PROGRAMMES = "read_programmes"
BRING_MATERIAL = "bring_material"
RELEASE_MATERIAL = "release_material"
WITHDRAW_MATERIAL = "withdraw_material"
WRITE_LESSON = "write_lesson"
RELEASE_LESSON = "release_lesson"
RETURN_LESSON = "return_lesson"
READ_SHELF = "read_shelf"
# care and recognition
RECORD_CARE_ENTRY = "record_care_entry"
JUDGE_CARE_ENTRY = "judge_care_entry"
READ_CARE_ENTRIES = "read_care_entries"
REPORT_RISK = "report_risk"
READ_RISKS = "read_risks"
ASSIGN_RISK = "assign_risk"
CLOSE_RISK = "close_risk"
REST_VOLUNTEER = "rest_volunteer"
PROPOSE_STIPEND = "propose_stipend"
DECIDE_STIPEND = "decide_stipend"
PAY_STIPEND = "pay_stipend"
READ_STIPENDS = "read_stipends"
INSURE_VOLUNTEER = "insure_volunteer"
READ_INSURANCES = "read_insurances"
AWARD_VOLUNTEER = "award_volunteer"
WRITE_LETTER = "write_letter"
PRINT_LETTER = "print_letter"
CHECK_LETTER = "check_letter"
RECORD_EDUCATION = "record_education"
READ_PPPK = "read_pppk"
RECORD_DEPARTURE = "record_departure"
READ_RETENTION = "read_retention"
READ_CARE = "read_care"
READ_MY_CARE = "read_my_care"
READ_CARE_CODES = "read_care_codes"
ERASE_CARE = "erase_care"
READ_ROUTES = "read_routes"
READ_READINESS = "read_readiness"
BEGIN_DOSSIER = "begin_dossier"
READ_DOSSIERS = "read_dossiers"
READ_MY_DOSSIERS = "read_my_dossiers"
WRITE_TEXTS = "write_texts"
ATTACH_PAPER = "attach_paper"
READ_PAPER = "read_paper"
REMOVE_PAPER = "remove_paper"
ASSIGN_COACH = "assign_coach"
COMMENT_DOSSIER = "comment_dossier"
SETTLE_COMMENT = "settle_comment"
RELEASE_DOSSIER = "release_dossier"
SUBMIT_DOSSIER = "submit_dossier"
RETURN_DOSSIER = "return_dossier"
ASSESS_DOSSIER = "assess_dossier"
DECIDE_DOSSIER = "decide_dossier"
WITHDRAW_DOSSIER = "withdraw_dossier"
APPEAL_DOSSIER = "appeal_dossier"
REMIND_DOSSIER = "remind_dossier"
PRINT_DOSSIER = "print_dossier"
HOLD_COACHING = "hold_coaching"
READ_COACHINGS = "read_coachings"
RECORD_COACHING = "record_coaching"
READ_REQUIREMENTS = "read_requirements"
APPLY = "apply"
FOLLOW_APPLICATION = "follow_application"
ENTER_APPLICATION = "enter_application"
READ_APPLICATIONS = "read_applications"
OPEN_APPLICANT = "open_applicant"
CHECK_APPLICATION = "check_application"
SCORE_CANDIDATES = "score_candidates"
DECIDE_SELECTION = "decide_selection"
TAKE_STEP = "take_step"
APPOINT_APPLICANT = "appoint_applicant"
READ_PROPOSALS = "read_proposals"
ANSWER_PROPOSAL = "answer_proposal"
HEAR_PROPOSAL = "hear_proposal"
READ_OPERATIONS = "read_operations"
REPLAY_FACTS = "replay_facts"
CHECK_LEDGER = "check_ledger"

DINAS = frozenset({"dinas", "dinas_supervisor"})
HOLDERS = DINAS | {"province", "national"}  # of trainings
VOLUNTEERS = frozenset({"psm", "tksk"})
HERE = VOLUNTEERS | {"kasi_kesra"}  # who meets in a kecamatan
PLANNERS = DINAS | {"tksk", "kasi_kesra"}  # of programmes
COACHES = DINAS | {"tksk"}  # who fill the shelf of practice
HEADS = frozenset({"dinas_supervisor", "platform_admin"})
MACHINE = frozenset({"machine"})
KEEPER = frozenset({"platform_admin"})  # of the nation: see kit.operations
EVERYBODY = frozenset(
    {
        "psm", "tksk", "kasi_kesra", "desa", "dinas", "dinas_supervisor", "province", "national", "partner", "auditor",
        "integrator", "platform_admin",
    }
)  # fmt: skip
OFFICIALS = EVERYBODY - {"psm", "integrator"}

OPERATIONS: dict[str, frozenset[str]] = {
    APPOINT_VOLUNTEER: DINAS,
    READ_VOLUNTEERS: DINAS | {"psm", "tksk", "kasi_kesra"},
    OPEN_PARTICULARS: DINAS,
    CORRECT_VOLUNTEER: DINAS,
    PRINT_VOLUNTEER_SLIP: DINAS,
    SUSPEND_VOLUNTEER: DINAS,
    REINSTATE_VOLUNTEER: DINAS,
    END_VOLUNTEER: DINAS,
    ENROL_VOLUNTEER: MACHINE,
    RENEW_VOLUNTEER: DINAS,
    MOVE_VOLUNTEER: DINAS,
    BEGIN_LEAVE: DINAS,
    END_LEAVE: DINAS | MACHINE,  # the machine on the planned day
    BEGIN_COVER: DINAS,
    END_COVER: DINAS | MACHINE,
    NOTE_CASE: MACHINE,
    READ_COVERAGE: OFFICIALS,
    APPOINT_OFFICER: HEADS,
    READ_OFFICERS: OFFICIALS,
    PRINT_OFFICER_SLIP: HEADS,
    SUSPEND_OFFICER: HEADS,
    REINSTATE_OFFICER: HEADS,
    END_OFFICER: HEADS,
    ENROL_OFFICER: MACHINE,
    OPEN_LETTER: MACHINE,
    REGISTER_OFFICE: HEADS,
    READ_PROFILE: OFFICIALS,
    WRITE_PROFILE: frozenset({"dinas_supervisor", "province", "national"}),
    ENGAGE_VOLUNTEER: DINAS,
    ENGAGE_OFFICER: HEADS,
    IMPORT_VOLUNTEERS: DINAS,
    RECORD_IMPORT: MACHINE,
    EXPORT_VOLUNTEERS: DINAS | {"tksk"},
    READ_OFFICES: EVERYBODY,
    READ_AREAS: EVERYBODY,
    READ_ME: EVERYBODY,
    READ_TIERS: EVERYBODY,
    PLAN_TRAINING: HOLDERS,
    READ_TRAININGS: HOLDERS,
    REVISE_TRAINING: HOLDERS,
    STAGE_TRAINING: HOLDERS,
    CANCEL_TRAINING: HOLDERS,
    REPORT_PRACTICE: HOLDERS,
    NOMINATE_PARTICIPANTS: HOLDERS,
    WITHDRAW_PARTICIPANT: HOLDERS | VOLUNTEERS,
    RECORD_ATTENDANCE: HOLDERS,
    CHECK_IN: VOLUNTEERS,
    RECORD_RESULTS: HOLDERS,
    CERTIFY_TRAINING: HOLDERS,
    REVOKE_CERTIFICATE: HOLDERS,
    PRINT_PAPERS: HOLDERS,
    PRINT_CERTIFICATE: HOLDERS | VOLUNTEERS,
    READ_MY_TRAININGS: VOLUNTEERS,
    CHECK_CERTIFICATE: EVERYBODY,  # and who shows no token
    # portfolio, journal, monthly reports
    NOTE_DEED: MACHINE,
    READ_MY_WORK: VOLUNTEERS,
    READ_PORTFOLIO: DINAS | {"tksk"},
    ATTEST_EVIDENCE: DINAS | {"tksk"},
    COMMEND_VOLUNTEER: DINAS,
    ANNOTATE_EVIDENCE: VOLUNTEERS,
    HIDE_EVIDENCE: VOLUNTEERS,
    ISSUE_STATEMENT: VOLUNTEERS,
    CHECK_STATEMENT: EVERYBODY,  # and who shows no token
    READ_WORK_CODES: EVERYBODY,
    WRITE_JOURNAL: VOLUNTEERS,
    SEND_REPORT: VOLUNTEERS,
    READ_REPORTS: DINAS | {"tksk"},
    READ_REPORT: DINAS | VOLUNTEERS,
    CHECK_REPORT: DINAS | {"tksk"},
    APPROVE_REPORT: DINAS,
    RETURN_REPORT: DINAS | {"tksk"},
    ERASE_WORK: frozenset({"dinas_supervisor"}),
    PLAN_MEETING: frozenset({"kasi_kesra"}),
    HOLD_MEETING: frozenset({"kasi_kesra"}),
    CANCEL_MEETING: frozenset({"kasi_kesra"}),
    RECORD_DECISION: frozenset({"kasi_kesra"}),
    READ_MEETINGS: DINAS | HERE,
    READ_MY_DECISIONS: HERE,
    CONCLUDE_DECISION: HERE,
    REMIND_OWNER: MACHINE,
    BEGIN_PROGRAMME: PLANNERS,
    REVISE_PROGRAMME: PLANNERS,
    AGREE_PROGRAMME: frozenset({"kasi_kesra", "dinas_supervisor"}),
    STAGE_PROGRAMME: PLANNERS,
    REPORT_PROGRESS: PLANNERS,
    READ_PROGRAMMES: PLANNERS,
    BRING_MATERIAL: COACHES,
    RELEASE_MATERIAL: COACHES,
    WITHDRAW_MATERIAL: COACHES,
    WRITE_LESSON: VOLUNTEERS,
    RELEASE_LESSON: COACHES,
    RETURN_LESSON: COACHES,
    READ_SHELF: DINAS | HERE,
    # care and recognition
    RECORD_CARE_ENTRY: VOLUNTEERS,
    JUDGE_CARE_ENTRY: DINAS | {"tksk"},
    READ_CARE_ENTRIES: DINAS | VOLUNTEERS,
    REPORT_RISK: VOLUNTEERS,
    READ_RISKS: DINAS | VOLUNTEERS,
    ASSIGN_RISK: DINAS,
    CLOSE_RISK: DINAS | {"tksk"},
    REST_VOLUNTEER: DINAS | VOLUNTEERS,
    PROPOSE_STIPEND: DINAS,
    DECIDE_STIPEND: frozenset({"dinas_supervisor"}),
    PAY_STIPEND: DINAS,
    READ_STIPENDS: DINAS,
    INSURE_VOLUNTEER: DINAS,
    READ_INSURANCES: DINAS,
    AWARD_VOLUNTEER: DINAS,
    WRITE_LETTER: DINAS,
    PRINT_LETTER: DINAS | VOLUNTEERS,
    CHECK_LETTER: EVERYBODY,  # and who shows no token
    RECORD_EDUCATION: DINAS,
    READ_PPPK: DINAS,
    RECORD_DEPARTURE: DINAS,
    READ_RETENTION: DINAS | {"province", "national"},
    READ_CARE: DINAS,
    READ_MY_CARE: VOLUNTEERS,
    READ_CARE_CODES: EVERYBODY,
    ERASE_CARE: frozenset({"dinas_supervisor"}),
    READ_ROUTES: EVERYBODY,
    READ_READINESS: DINAS | VOLUNTEERS,
    BEGIN_DOSSIER: DINAS | VOLUNTEERS,
    READ_DOSSIERS: DINAS | VOLUNTEERS,
    READ_MY_DOSSIERS: DINAS | VOLUNTEERS,
    WRITE_TEXTS: DINAS | VOLUNTEERS,
    ATTACH_PAPER: DINAS | VOLUNTEERS,
    READ_PAPER: DINAS | VOLUNTEERS,
    REMOVE_PAPER: DINAS | VOLUNTEERS,
    ASSIGN_COACH: DINAS,
    COMMENT_DOSSIER: DINAS | VOLUNTEERS,
    SETTLE_COMMENT: DINAS | VOLUNTEERS,
    RELEASE_DOSSIER: DINAS | VOLUNTEERS,
    SUBMIT_DOSSIER: DINAS,
    RETURN_DOSSIER: DINAS,
    ASSESS_DOSSIER: DINAS,
    DECIDE_DOSSIER: DINAS,
    WITHDRAW_DOSSIER: DINAS | VOLUNTEERS,
    APPEAL_DOSSIER: DINAS | VOLUNTEERS,
    REMIND_DOSSIER: MACHINE,
    PRINT_DOSSIER: DINAS | VOLUNTEERS,
    HOLD_COACHING: DINAS | VOLUNTEERS,
    READ_COACHINGS: DINAS | VOLUNTEERS,
    RECORD_COACHING: DINAS | VOLUNTEERS,
    READ_REQUIREMENTS: EVERYBODY,  # these three also for who shows no token
    APPLY: EVERYBODY,
    FOLLOW_APPLICATION: EVERYBODY,
    ENTER_APPLICATION: DINAS,
    READ_APPLICATIONS: DINAS,
    OPEN_APPLICANT: DINAS,
    CHECK_APPLICATION: DINAS,
    SCORE_CANDIDATES: DINAS,
    DECIDE_SELECTION: frozenset({"dinas_supervisor"}),
    TAKE_STEP: DINAS,
    APPOINT_APPLICANT: DINAS,
    READ_PROPOSALS: frozenset({"province"}),
    ANSWER_PROPOSAL: frozenset({"province"}),
    HEAR_PROPOSAL: MACHINE,
    READ_OPERATIONS: KEEPER,
    REPLAY_FACTS: KEEPER,
    CHECK_LEDGER: KEEPER,
}

# Asked for without a log-in.
PUBLIC = frozenset({
    CHECK_CERTIFICATE, CHECK_STATEMENT, CHECK_LETTER, READ_REQUIREMENTS, APPLY, FOLLOW_APPLICATION,
})  # fmt: skip
