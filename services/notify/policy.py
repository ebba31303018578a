"""Who may do what in notify, as one table, and which notices an actor sees."""

from dataclasses import dataclass

from services.kit.actor import ROLES, Actor
from services.kit.errors import Forbidden
from services.notify.notices import Seat

READ_NOTICES = "read_notices"
MARK_READ = "mark_read"
PUT_NOTICE = "put_notice"
READ_OPERATIONS = "read_operations"
REPLAY_FACTS = "replay_facts"
CHECK_LEDGER = "check_ledger"

EVERYBODY = frozenset(ROLES)
MACHINE = frozenset({"machine"})
KEEPER = frozenset({"platform_admin"})  # of the nation: see kit.operations

OPERATIONS: dict[str, frozenset[str]] = {
    READ_NOTICES: EVERYBODY,
    MARK_READ: EVERYBODY,
    PUT_NOTICE: MACHINE,
    READ_OPERATIONS: KEEPER,
    REPLAY_FACTS: KEEPER,
    CHECK_LEDGER: KEEPER,
}

PROTECTED_DESK = "protected"
CARE = ("dinas", "dinas_supervisor", "province", "national")


@dataclass(frozen=True, slots=True)
class Sight:
    """Notices of the own office: those put before one of `seats`, the PSM of `villages`, the TKSK of `kecs`, and `sub`
    in person."""

    office: str
    sub: str
    seats: frozenset[Seat]
    villages: frozenset[str]
    kecs: frozenset[str]


def require(actor: Actor, operation: str) -> None:
    if not actor.has(*OPERATIONS[operation]):
        raise Forbidden()


def sight(actor: Actor) -> Sight:
    """The protected desk is the supervisor's and of officers named to it: nobody else learns that there is anything."""
    seats = set()
    if actor.has(*CARE):
        seats.add(Seat.OFFICE)
    if actor.has("dinas_supervisor") or (actor.has(*CARE) and PROTECTED_DESK in actor.desks):
        seats.add(Seat.PROTECTED_DESK)
    if actor.has("partner"):
        seats.add(Seat.ORGANISATION)
    return Sight(
        office=actor.office,
        sub=actor.sub,
        seats=frozenset(seats),
        villages=actor.villages if actor.has("psm") else frozenset(),
        kecs=actor.kecs if actor.has("tksk") else frozenset(),
    )
