"""Who may see which figures and heads, as one table, and how far."""

from dataclasses import dataclass

from services.kit import ids
from services.kit.actor import Actor
from services.kit.errors import Forbidden, NotFound

READ_FIGURES = "read_figures"
READ_HEADS = "read_heads"
COUNT_STEP = "count_step"
KEEP_HEAD = "keep_head"
PUBLISH_FIGURES = "publish_figures"
READ_OPERATIONS = "read_operations"
REPLAY_FACTS = "replay_facts"
CHECK_LEDGER = "check_ledger"

MACHINE = frozenset({"machine"})
KEEPER = frozenset({"platform_admin"})  # of the nation: see kit.operations
ABOVE = frozenset({"province", "national"})

OPERATIONS: dict[str, frozenset[str]] = {
    READ_FIGURES: ABOVE | {"dinas", "dinas_supervisor", "kasi_kesra"},
    READ_HEADS: ABOVE | {"auditor", "dinas_supervisor"},
    COUNT_STEP: MACHINE,
    KEEP_HEAD: MACHINE,
    PUBLISH_FIGURES: MACHINE,
    READ_OPERATIONS: KEEPER,
    REPLAY_FACTS: KEEPER,
    CHECK_LEDGER: KEEPER,
}


@dataclass(frozen=True, slots=True)
class Sight:
    """The own office and the offices whose place lies in it: figures know no wall but this one, because no person is in
    them. A kabupaten sees its own rows without the province's sums: with both it could work out its neighbour's."""

    office: str

    def sees(self, area: str) -> bool:
        return self.office == ids.NATION or (area.startswith(self.office) and not ids.is_organisation(self.office))


def require(actor: Actor, operation: str) -> None:
    if not actor.has(*OPERATIONS[operation]):
        raise Forbidden()


def sight(actor: Actor) -> Sight:
    return Sight(actor.office)


def require_area(within: Sight, area: str | None) -> str:
    """The area whose figures are asked for, the own office where none is named; NotFound outside one's sight."""
    if area is not None and not within.sees(area):
        raise NotFound()
    return area or within.office
