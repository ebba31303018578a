"""Who may do what in the registry, as one table, and how far each actor sees."""

from dataclasses import dataclass

from services.kit import area, ids
from services.kit.actor import Actor
from services.kit.errors import Forbidden
from services.registry.letters import Letter
from services.registry.officers import OF_KABUPATEN, Officer, Role
from services.registry.offices import Office
from services.registry.risks import Event

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
    READ_OPERATIONS: KEEPER,
    REPLAY_FACTS: KEEPER,
    CHECK_LEDGER: KEEPER,
}

PUBLIC = frozenset({CHECK_CERTIFICATE, CHECK_STATEMENT, CHECK_LETTER})  # asked for without a log-in

# What a dinas_supervisor gives in the own office; an auditor of the office is named from outside it.
GIVEN_BY_SUPERVISOR = OF_KABUPATEN - {Role.AUDITOR}


@dataclass(frozen=True, slots=True)
class Sight:
    """How far an actor sees inside the own office: all of it, some kecamatan, and always oneself."""

    office: str
    everybody: bool
    kecs: frozenset[str]
    sub: str


def require(actor: Actor, operation: str) -> None:
    if not actor.has(*OPERATIONS[operation]):
        raise Forbidden()


def sight(actor: Actor) -> Sight:
    """The Dinas sees the office; a TKSK and a Kasi Kesra their kecamatan; a PSM herself."""
    return Sight(
        actor.office,
        actor.has(*DINAS, *MACHINE),
        actor.kecs if actor.has("tksk", "kasi_kesra") else frozenset(),
        actor.sub,
    )


def sight_of_names(actor: Actor, place: str) -> Sight | None:
    """Whose names stand beside the states of a place: those whom one sees anyway, and only in the own kabupaten. How a
    place stands is open to every official, who serves it is not."""
    mine = place.startswith(actor.office) and len(actor.office) == len("1906")
    return sight(actor) if mine and actor.has(*OPERATIONS[READ_VOLUNTEERS]) else None


def sight_of_trainings(actor: Actor) -> Sight:
    """Who holds trainings sees all of the own office; a volunteer sees herself in them."""
    return Sight(actor.office, actor.has(*HOLDERS, *MACHINE), frozenset(), actor.sub)


def sees_results(actor: Actor, sub: str | None) -> bool:
    """Of a volunteer whom one sees anyway: scores, the holder's reasons and the token of her certificate are for who
    holds trainings and for herself."""
    return sight_of_trainings(actor).everybody or actor.sub == sub


def sight_of_work(actor: Actor) -> Sight:
    """The Dinas sees meetings and programmes of the office, whoever serves in a kecamatan those of it."""
    kecs = {area.kecamatan_of(village) for village in actor.villages} if actor.has("psm") else set()
    kecs |= actor.kecs if actor.has(*HERE) else set()
    return Sight(actor.office, actor.has(*DINAS, *MACHINE), frozenset(kecs), actor.sub)


def sight_of_decisions(actor: Actor) -> Sight:
    """What became of a decision is said by its owner and by the Kasi Kesra of the kecamatan."""
    kecs = actor.kecs if actor.has("kasi_kesra") else frozenset()
    return Sight(actor.office, actor.has(*MACHINE), kecs, actor.sub)


def sight_of_shelf(actor: Actor) -> Sight:
    """What is released is everybody's of the office; what is not, its writer's, and of the TKSK and the Dinas who look
    at it."""
    kecs = actor.kecs if actor.has("tksk") else frozenset()
    return Sight(actor.office, actor.has(*DINAS, *MACHINE), kecs, actor.sub)


def sight_of_oneself(actor: Actor) -> Sight:
    """What one wrote."""
    return Sight(actor.office, actor.has(*MACHINE), frozenset(), actor.sub)


def require_planner(actor: Actor, place: str) -> None:
    """A programme is written by the Dinas, and by who serves in the kecamatan for it and its villages."""
    if actor.has(*DINAS) or (len(place) > len(actor.office) and area.kecamatan_of(place) in actor.kecs):
        return
    raise Forbidden(
        "not-your-place",
        "Anda menyusun program untuk kecamatan dan desa tempat Anda bertugas.",
        "You write programmes for the kecamatan and the villages that you serve.",
    )


def require_head(actor: Actor, place: str) -> None:
    """Agreed by the head of its level: of a kecamatan and its villages the Kasi Kesra, of the kabupaten the Dinas's,
    who does it too where a kecamatan has no Kasi Kesra."""
    if actor.has("dinas_supervisor") or place != actor.office:
        return
    raise Forbidden(
        "not-the-head",
        "Program kabupaten disepakati kepala Dinas.",
        "The kabupaten's programme is agreed by the head of the Dinas.",
    )


def require_follow_up(actor: Actor, event: Event) -> None:
    """The Dinas, or whoever a risk event was given to."""
    if not actor.has(*DINAS) and event.owner_sub != actor.sub:
        raise Forbidden(
            "not-given-to-you",
            "Tindak lanjut ini tidak diserahkan kepada Anda.",
            "This follow-up was not given to you.",
        )


def sight_of_care(actor: Actor) -> Sight:
    """The Dinas sees the office; a volunteer, a TKSK too, herself: what she bore is nobody else's."""
    return Sight(actor.office, actor.has(*DINAS, *MACHINE), frozenset(), actor.sub)


def sight_of_dossiers(actor: Actor) -> Sight:
    """The Dinas sees all of the office; a volunteer her own dossier, and those of whom she coaches."""
    return Sight(actor.office, actor.has(*DINAS, *MACHINE), frozenset(), actor.sub)


def require_candidate(actor: Actor, candidate: str | None) -> None:
    """Of a dossier that one sees: it is written by its candidate, or by the Dinas for her; never by her coach."""
    if not actor.has(*DINAS) and actor.sub != candidate:
        raise Forbidden()


def require_coach(actor: Actor, coach: str | None) -> None:
    """A dossier is commented and released by its coach, or by the Dinas; never by its candidate."""
    if not actor.has(*DINAS) and actor.sub != coach:
        raise Forbidden()


def require_public(operation: str) -> None:
    """For a door without a log-in: it opens what this table says is everybody's, and nothing else."""
    if operation not in PUBLIC:
        raise Forbidden()


def require_appoint(actor: Actor, office: str, roles: tuple[Role, ...], organisation: Office | None) -> None:
    """The nation's administrator names officers anywhere; a supervisor in the own office, and the officers of an
    organisation that the own office registered."""
    require(actor, APPOINT_OFFICER)
    if _is_administrator(actor):
        return
    if office == actor.office and GIVEN_BY_SUPERVISOR.issuperset(roles):
        return
    if organisation is not None and organisation.registered_by == actor.office:
        return
    raise Forbidden(
        "not-your-office",
        "Anda mengangkat petugas di kantor sendiri, atau di lembaga yang didaftarkan kantor Anda.",
        "You appoint officers of your own office, or of an organisation that your office registered.",
    )


def require_in_charge(actor: Actor, seat: Officer | Letter) -> None:
    """Slip, suspension, reinstatement and end are for whoever may name such an officer: nobody has a key to those who
    look over one's shoulder."""
    if _is_administrator(actor) or seat.named_by == actor.office:
        return
    if seat.office == actor.office and GIVEN_BY_SUPERVISOR.issuperset(seat.roles):
        return
    raise Forbidden(
        "not-in-charge",
        "Petugas ini diangkat kantor lain; kantor itu yang mengurus akun dan tugasnya.",
        "Another office named this officer; account and service are in its hands.",
    )


def _is_administrator(actor: Actor) -> bool:
    return actor.has("platform_admin") and actor.office == ids.NATION
