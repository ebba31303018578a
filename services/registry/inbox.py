"""Facts that the registry listens to: its own letters and answers to proposals, which go from office to office; how
cases, referrals and connections go on, for what volunteers have in hand and what it leaves in their portfolios; its own
certificates, which count there too."""

from collections.abc import Mapping

from services.kit import actor
from services.kit.actor import Actor
from services.kit.db import Tx
from services.kit.facts import Fact
from services.kit.house import House
from services.kit.inbox import Handler
from services.kit.vault import Vault
from services.registry import wire
from services.registry.actions import choosing, naming, proving, serving

_OF_CASES = (
    "opened", "verified", "returned", "completed", "accepted", "declined", "staged", "needed", "assigned", "closed",
    "solved", "reopened", "handed_up",
)  # fmt: skip


_OF_REFERRALS = (
    "sent", "received", "accepted", "rejected", "waitlisted", "started", "served", "partly_served", "not_served",
    "confirmed", "disputed", "closed", "revoked", "expired",
)  # fmt: skip
_OF_CONNECTIONS = ("suggested", "accompanied", "served", "not_served", "protected")


def hears(house: House) -> Mapping[str, Mapping[str, Mapping[str, Handler | None]]]:
    work = Work(house.vault)
    return {
        "registry": {
            "letter": {"sent": letter_sent, "answered": letter_answered},
            "proposal": {"sent": None, "answered": proposal_answered},  # the province reads what was posted to it
            "certificate": {"issued": work.certified, "revoked": work.uncertified},
        },
        "cases": {"case": dict.fromkeys(_OF_CASES, work.case_moved), "person": {"erased": work.erased}},
        "referral": {
            "referral": dict.fromkeys(_OF_REFERRALS, work.moved),
            "connection": dict.fromkeys(_OF_CONNECTIONS, work.moved),
        },
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


class Work:
    """What volunteers did, as facts tell it."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def case_moved(self, tx: Tx, fact: Fact) -> None:
        await serving.note_case(tx, _machine(fact), wire.case_step(fact), at=fact.at)
        await self.moved(tx, fact)

    async def moved(self, tx: Tx, fact: Fact) -> None:
        if (deed := wire.deed(fact)) is not None:
            await proving.note_deed(tx, _machine(fact), self._vault, deed)
        if (case_id := wire.protected(fact)) is not None:
            await proving.blur_deeds(tx, _machine(fact), self._vault, [case_id])

    async def erased(self, tx: Tx, fact: Fact) -> None:
        await proving.blur_deeds(tx, _machine(fact), self._vault, wire.erased_cases(fact.payload))

    async def certified(self, tx: Tx, fact: Fact) -> None:
        await proving.note_training(tx, _machine(fact), self._vault, fact.subject_id, at=fact.at)

    async def uncertified(self, tx: Tx, fact: Fact) -> None:
        await proving.strike_training(tx, _machine(fact), self._vault, fact.subject_id)


def _machine(fact: Fact) -> Actor:
    return actor.machine("registry", fact.for_office)
