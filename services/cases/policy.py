"""Who may do what with cases, as one table, and how far each actor sees."""

from dataclasses import dataclass
from functools import lru_cache

from services.cases.cases import By, Case
from services.kit import area
from services.kit.actor import Actor
from services.kit.errors import Forbidden, Invalid, Words

RECORD_CASE = "record_case"
READ_CASES = "read_cases"
READ_CASE = "read_case"
READ_TIMELINE = "read_timeline"
READ_OPENINGS = "read_openings"
SEARCH_CASES = "search_cases"
VERIFY_CASE = "verify_case"
RETURN_CASE = "return_case"
COMPLETE_CASE = "complete_case"
ACCEPT_CASE = "accept_case"
DECLINE_CASE = "decline_case"
STAGE_CASE = "stage_case"
ASSIGN_CASE = "assign_case"
ADD_NEED = "add_need"
CLOSE_CASE = "close_case"
SOLVE_CASE = "solve_case"
REOPEN_CASE = "reopen_case"
REFER_CASE = "refer_case"
CONNECT_CASE = "connect_case"
OPEN_NIK = "open_nik"
ERASE_PERSON = "erase_person"
HAND_UP_CASE = "hand_up_case"
READ_HANDUPS = "read_handups"
OPEN_HANDUP = "open_handup"
REFUSE_HANDUP = "refuse_handup"
READ_CODES = "read_codes"
HEAR_REFERRAL = "hear_referral"
HEAR_HANDUP = "hear_handup"
EXPIRE_HANDUP = "expire_handup"
HEAR_ERASURE = "hear_erasure"
REPLAY_ERASURE = "replay_erasure"
READ_OPERATIONS = "read_operations"
REPLAY_FACTS = "replay_facts"
CHECK_LEDGER = "check_ledger"

PROTECTED_DESK = "protected"  # the desk's name in the registry; in the table below, who sits at it

DINAS = frozenset({"dinas", "dinas_supervisor"})
ABOVE = frozenset({"province", "national"})  # for their own files only: a hand-up makes one
CARE = DINAS | ABOVE
FIELD = frozenset({"psm", "tksk"})
READERS = FIELD | CARE | {"kasi_kesra"}
MACHINE = frozenset({"machine"})
KEEPER = frozenset({"platform_admin"})  # of the nation: see kit.operations
EVERYBODY = READERS | {"desa", "partner", "auditor", "integrator", "platform_admin"}

OPERATIONS: dict[str, frozenset[str]] = {
    RECORD_CASE: FIELD | DINAS,
    READ_CASES: READERS,
    READ_CASE: READERS,
    READ_TIMELINE: READERS,
    READ_OPENINGS: CARE | {"auditor"},
    SEARCH_CASES: READERS,
    VERIFY_CASE: DINAS | {"tksk"},  # the Dinas where a kecamatan has no TKSK
    RETURN_CASE: DINAS | {"tksk"},
    COMPLETE_CASE: FIELD | DINAS,
    ACCEPT_CASE: DINAS,
    DECLINE_CASE: CARE,
    STAGE_CASE: CARE,
    ASSIGN_CASE: frozenset({"dinas_supervisor", PROTECTED_DESK}) | ABOVE,
    ADD_NEED: CARE,
    CLOSE_CASE: CARE,
    SOLVE_CASE: FIELD | DINAS,
    REOPEN_CASE: CARE,
    REFER_CASE: DINAS,  # referral sends for nobody else
    CONNECT_CASE: FIELD,
    OPEN_NIK: CARE | {"tksk"},
    ERASE_PERSON: frozenset({"dinas_supervisor"}) | ABOVE,
    HAND_UP_CASE: DINAS | {"province"},
    READ_HANDUPS: CARE,
    OPEN_HANDUP: ABOVE,
    REFUSE_HANDUP: ABOVE,
    READ_CODES: EVERYBODY,
    HEAR_REFERRAL: MACHINE,
    HEAR_HANDUP: MACHINE,
    EXPIRE_HANDUP: MACHINE,
    HEAR_ERASURE: MACHINE,
    REPLAY_ERASURE: MACHINE,
    READ_OPERATIONS: KEEPER,
    REPLAY_FACTS: KEEPER,
    CHECK_LEDGER: KEEPER,
}

# Verb of a case, as pages name it → operation.
VERBS: dict[str, str] = {
    "verify": VERIFY_CASE, "return": RETURN_CASE, "complete": COMPLETE_CASE, "accept": ACCEPT_CASE,
    "decline": DECLINE_CASE, "stage": STAGE_CASE, "assign": ASSIGN_CASE, "add_need": ADD_NEED, "close": CLOSE_CASE,
    "solve": SOLVE_CASE, "reopen": REOPEN_CASE, "hand_up": HAND_UP_CASE, "refer": REFER_CASE, "connect": CONNECT_CASE,
}  # fmt: skip
# And of its person, in whatever state the case is.
ON_PERSON: dict[str, str] = {"open_nik": OPEN_NIK, "erase": ERASE_PERSON}


@dataclass(frozen=True, slots=True)
class Sight:
    """How far an actor sees inside the own office. Made here and nowhere else.

    `everywhere`, or `kecs`, or the villages, or (a PSM) what she recorded herself; of all this only what is not
    protected, unless `desk`. What is assigned to her she sees whatever it is."""

    office: str
    sub: str
    everywhere: bool = False
    kecs: frozenset[str] = frozenset()
    villages: frozenset[str] = frozenset()
    own: bool = False
    desk: bool = False


def require(actor: Actor, operation: str) -> None:
    if not may(actor, operation):
        raise Forbidden()


def may(actor: Actor, operation: str) -> bool:
    allowed = OPERATIONS[operation]
    return actor.has(*allowed) or (PROTECTED_DESK in allowed and on_protected_desk(actor))


@lru_cache(maxsize=1000)
def verbs(actor: Actor) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What the actor may do with cases, and with their persons; asked for every line of a list."""
    return (
        tuple(verb for verb, operation in VERBS.items() if may(actor, operation)),
        tuple(verb for verb, operation in ON_PERSON.items() if may(actor, operation)),
    )


def sight(actor: Actor) -> Sight:
    """A PSM her villages and her own cases; a TKSK the kecamatan; Dinas, province and nation their office; a Kasi Kesra
    what is assigned to him; the protected desk protected cases too. A machine keeps the office's rows."""
    desk = actor.has(*MACHINE) or on_protected_desk(actor)
    return Sight(
        office=actor.office,
        sub=actor.sub,
        everywhere=actor.has(*CARE, *MACHINE),
        kecs=actor.kecs if actor.has("tksk") else frozenset(),
        villages=actor.villages if actor.has("psm") else frozenset(),
        own=actor.has("psm"),
        desk=desk,
    )


def sees(within: Sight, case: Case) -> bool:
    """Whether a case in hand lies within a sight; what the store asks of its rows (`files.seen`)."""
    reached = (
        within.everywhere
        or case.kec in within.kecs
        or case.village in within.villages
        or (within.own and case.recorded_by.sub == within.sub)
    ) and (within.desk or not case.protected)
    assigned = case.assigned_to is not None and case.assigned_to.sub == within.sub
    return case.office == within.office and (reached or assigned)


def sight_of_openings(actor: Actor) -> Sight:
    """An auditor reads who opened any file of the office, though no file."""
    if actor.has("auditor"):
        return Sight(office=actor.office, sub=actor.sub, everywhere=True, desk=True)
    return sight(actor)


def on_protected_desk(actor: Actor) -> bool:
    """The supervisor and who was named to the desk; the desk is of officers in care of cases, never of a volunteer."""
    return actor.has("dinas_supervisor") or (actor.has(*CARE) and PROTECTED_DESK in actor.desks)


@lru_cache(maxsize=1000)
def turns(actor: Actor) -> frozenset[str]:
    """Whose moves are this actor's."""
    own = {role for role in ("psm", "tksk", "dinas", "province", "national") if actor.has(role)}
    if actor.has("dinas_supervisor"):
        own.add("dinas")
    if on_protected_desk(actor):
        own.add("protected")
    return frozenset(own)


def is_mine(actor: Actor, case: Case) -> bool:
    """Whether the next move is this actor's; what is assigned is the assigned officer's alone."""
    if case.turn not in turns(actor):
        return False
    return case.turn in ("psm", "tksk") or case.assigned_to is None or case.assigned_to.sub == actor.sub


def by(actor: Actor) -> By:
    """How the actor is named where something was done."""
    return named(actor.sub, actor.name, actor.roles)


def named(sub: str, name: str, roles: frozenset[str]) -> By:
    """With the role that weighs most."""
    order = ("dinas_supervisor", "dinas", "province", "national", "tksk", "psm", "machine")
    return By(sub, name, next((role for role in order if role in roles), min(roles, default="")))


def may_have(roles: frozenset[str]) -> bool:
    """Whether a case may be assigned to somebody of these roles: to officers, never to a volunteer."""
    return not roles.isdisjoint(CARE | {"kasi_kesra"})


def require_place(actor: Actor, village: str) -> None:
    """People are recorded where the actor serves: a PSM in her villages, a TKSK in the kecamatan, the Dinas in the
    kabupaten. Invalid elsewhere; whether the village has a PSM is not told."""
    here = (
        (actor.has(*DINAS) and area.lies_in(village, actor.office))
        or (actor.has("tksk") and any(area.lies_in(village, kec) for kec in actor.kecs))
        or (actor.has("psm") and village in actor.villages)
    )
    if not here:
        raise Invalid(
            "outside-area",
            "Desa/kelurahan itu di luar wilayah tugas Anda.",
            "That village lies outside the area you serve.",
            fields={"person.village": Words("Pilih desa/kelurahan tugas Anda.", "Choose a village that you serve.")},
        )
