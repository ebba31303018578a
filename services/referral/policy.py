"""Who may do what in referral, as one table, and how far each actor sees."""

from dataclasses import dataclass

from services.kit.actor import ROLES, Actor
from services.kit.errors import Forbidden
from services.referral.matters import Matter

SEND_REFERRAL = "send_referral"
READ_REFERRALS = "read_referrals"
REVOKE_REFERRAL = "revoke_referral"
CONFIRM_REFERRAL = "confirm_referral"
CLOSE_REFERRAL = "close_referral"
HEAR_REFERRAL = "hear_referral"
EXPIRE_REFERRAL = "expire_referral"
ERASE_CASE = "erase_case"
HEAR_MATTER = "hear_matter"
READ_PACKETS = "read_packets"
OPEN_PACKET = "open_packet"
ANSWER_PACKET = "answer_packet"
START_PACKET = "start_packet"
REPORT_PACKET = "report_packet"
RECEIVE_PACKET = "receive_packet"
HEAR_PACKET = "hear_packet"
EMPTY_PACKET = "empty_packet"
SUGGEST_CONNECTION = "suggest_connection"
READ_CONNECTIONS = "read_connections"
ACCOMPANY_CONNECTION = "accompany_connection"
CONCLUDE_CONNECTION = "conclude_connection"
REGISTER_SERVICE = "register_service"
READ_SERVICES = "read_services"
READ_CODES = "read_codes"
READ_OPERATIONS = "read_operations"
REPLAY_FACTS = "replay_facts"
CHECK_LEDGER = "check_ledger"

DINAS = frozenset({"dinas", "dinas_supervisor"})
VOLUNTEERS = frozenset({"psm", "tksk"})
PARTNER = frozenset({"partner"})
MACHINE = frozenset({"machine"})
KEEPER = frozenset({"platform_admin"})  # of the nation: see kit.operations
# Reading asks for no role: what lies outside one's sight is not found, and nobody learns that it is there.
EVERYBODY = frozenset(ROLES)

OPERATIONS: dict[str, frozenset[str]] = {
    SEND_REFERRAL: DINAS,
    READ_REFERRALS: EVERYBODY,
    REVOKE_REFERRAL: DINAS,
    CONFIRM_REFERRAL: DINAS | VOLUNTEERS,
    CLOSE_REFERRAL: DINAS,
    HEAR_REFERRAL: MACHINE,
    EXPIRE_REFERRAL: MACHINE,
    ERASE_CASE: MACHINE,
    HEAR_MATTER: MACHINE,
    READ_PACKETS: EVERYBODY,
    OPEN_PACKET: PARTNER,
    ANSWER_PACKET: PARTNER,
    START_PACKET: PARTNER,
    REPORT_PACKET: PARTNER,
    RECEIVE_PACKET: MACHINE,
    HEAR_PACKET: MACHINE,
    EMPTY_PACKET: MACHINE,
    SUGGEST_CONNECTION: VOLUNTEERS,
    READ_CONNECTIONS: EVERYBODY,
    ACCOMPANY_CONNECTION: VOLUNTEERS,
    CONCLUDE_CONNECTION: VOLUNTEERS | DINAS,
    REGISTER_SERVICE: frozenset({"platform_admin", "dinas_supervisor", "partner"}),
    READ_SERVICES: EVERYBODY,
    READ_CODES: EVERYBODY,
    READ_OPERATIONS: KEEPER,
    REPLAY_FACTS: KEEPER,
    CHECK_LEDGER: KEEPER,
}

PROTECTED_DESK = "protected"


@dataclass(frozen=True, slots=True)
class Sight:
    """How far an actor sees inside the own office. `everything`: all cases up to S2; else those of `villages`, of
    `kecs`, and the ones that she recorded (`own`). `protected`: S3 too; else S3 only where it is assigned to her
    (`assigned`). `packets`: what was posted to the office."""

    office: str
    sub: str
    everything: bool
    villages: frozenset[str]
    kecs: frozenset[str]
    own: bool
    protected: bool
    assigned: bool
    packets: bool


def require(actor: Actor, operation: str) -> None:
    if not actor.has(*OPERATIONS[operation]):
        raise Forbidden()


def sight(actor: Actor) -> Sight:
    """The Dinas sees the kabupaten, a TKSK the kecamatan, a PSM the villages and what she recorded, a partner packets.
    A protected case is seen by the supervisor, the protected desk and whom it was assigned to, and is absent for all
    others."""
    machine = actor.has(*MACHINE)
    return Sight(
        office=actor.office,
        sub=actor.sub,
        everything=machine or actor.has(*DINAS),
        villages=actor.villages if actor.has("psm") else frozenset(),
        kecs=actor.kecs if actor.has("tksk") else frozenset(),
        own=actor.has("psm"),
        protected=machine or actor.has("dinas_supervisor") or (actor.has("dinas") and PROTECTED_DESK in actor.desks),
        assigned=actor.has(*DINAS),
        packets=machine or actor.has(*PARTNER),
    )


def turns(actor: Actor) -> frozenset[str]:
    """Whose moves the actor makes: what the queue "mine" holds."""
    moves = {"sender": DINAS, "citizen": frozenset({"psm"}), "psm": frozenset({"psm"}), "partner": PARTNER}
    return frozenset(turn for turn, roles in moves.items() if actor.has(*roles))


def may_conclude(actor: Actor, matter: Matter) -> bool:
    """The volunteers write down what became of their suggestions; of a protected case, which they do not see, the
    Dinas does."""
    return actor.has(*(DINAS if matter.protected else VOLUNTEERS))


def require_conclude(actor: Actor, matter: Matter) -> None:
    if not may_conclude(actor, matter):
        raise Forbidden()


def require_register(actor: Actor, office: str) -> None:
    """A partner lists what its own organisation offers; supervisor and administrator list for any."""
    require(actor, REGISTER_SERVICE)
    if not actor.has("platform_admin", "dinas_supervisor") and office != actor.office:
        raise Forbidden(
            "not-your-organisation",
            "Anda hanya dapat mendaftarkan layanan lembaga sendiri.",
            "You list the services of your own organisation only.",
        )
