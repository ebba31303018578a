"""Who may do what in the registry, as one table, and how far each actor sees."""

from dataclasses import dataclass

from services.kit import area, ids
from services.kit.actor import Actor
from services.kit.errors import Forbidden
from services.registry.letters import Letter
from services.registry.officers import OF_KABUPATEN, Officer, Role
from services.registry.offices import Office
from services.registry.policy.operations import *  # noqa: F403 -- reason: the names of the table are those of the policy
from services.registry.policy.operations import (
    APPOINT_OFFICER,
    DINAS,
    HERE,
    HOLDERS,
    MACHINE,
    OPERATIONS,
    PUBLIC,
    READ_VOLUNTEERS,
)
from services.registry.risks import Event

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


def sight_of_applications(actor: Actor) -> Sight:
    """The Dinas sees all of its office; a province what was proposed to it."""
    return Sight(actor.office, actor.has(*DINAS, "province", *MACHINE), frozenset(), actor.sub)


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
