"""Who may do what in the registry, as one table, and how far each actor sees."""

from dataclasses import dataclass

from services.kit import ids
from services.kit.actor import Actor
from services.kit.errors import Forbidden
from services.registry.letters import Letter
from services.registry.officers import OF_KABUPATEN, Officer, Role
from services.registry.offices import Office

APPOINT_VOLUNTEER = "appoint_volunteer"
READ_VOLUNTEERS = "read_volunteers"
OPEN_PARTICULARS = "open_particulars"
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
PUBLIC = frozenset({CHECK_CERTIFICATE, READ_REQUIREMENTS, APPLY, FOLLOW_APPLICATION})

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


def sight_of_applications(actor: Actor) -> Sight:
    """The Dinas sees all of its office; a province what was proposed to it."""
    return Sight(actor.office, actor.has(*DINAS, "province", *MACHINE), frozenset(), actor.sub)


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
