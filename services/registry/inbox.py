"""Facts that the registry listens to: its own letters and answers to proposals, which go from office to office, and how
cases go on, for what their recorders have in hand."""

from collections.abc import Mapping

from services.kit import actor
from services.kit.db import Tx
from services.kit.facts import Fact
from services.kit.house import House
from services.kit.inbox import Handler
from services.registry import wire
from services.registry.actions import choosing, naming, serving

_OF_CASES = (
    "opened", "verified", "returned", "completed", "accepted", "declined", "staged", "needed", "assigned", "closed",
    "solved", "reopened", "handed_up",
)  # fmt: skip


def hears(house: House) -> Mapping[str, Mapping[str, Mapping[str, Handler | None]]]:
    return {
        "registry": {
            "letter": {"sent": letter_sent, "answered": letter_answered},
            "proposal": {"sent": None, "answered": proposal_answered},  # the province reads what was posted to it
        },
        "cases": {"case": dict.fromkeys(_OF_CASES, case_moved)},
    }


async def letter_sent(tx: Tx, fact: Fact) -> None:
    """For the office that the letter names an officer of."""
    await naming.open_letter(tx, actor.machine("registry", fact.for_office), fact.subject_id, at=fact.at)


async def letter_answered(tx: Tx, fact: Fact) -> None:
    """For the office that sent it."""
    machine = actor.machine("registry", fact.for_office)
    await naming.keep_answer(tx, machine, fact.subject_id, sub=wire.letter_answered(fact.payload))


async def proposal_answered(tx: Tx, fact: Fact) -> None:
    """For the Dinas that proposed."""
    machine = actor.machine("registry", fact.for_office)
    await choosing.hear_proposal(tx, machine, wire.proposal_answered(fact))


async def case_moved(tx: Tx, fact: Fact) -> None:
    await serving.note_case(tx, actor.machine("registry", fact.for_office), wire.case_step(fact), at=fact.at)
