"""Facts that referral listens to: who works where (registry), where a case stands and whom to forget (cases), and its
own packets, by which sender and organisation speak to one another."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from proto.cases.v1 import facts_pb2 as of_cases
from proto.referral.v1 import facts_pb2 as of_referral
from proto.registry.v1 import facts_pb2 as of_registry
from services.kit import actor
from services.kit.actor import Actor
from services.kit.db import Tx
from services.kit.facts import Fact
from services.kit.house import House
from services.kit.inbox import Handler
from services.kit.vault import Vault
from services.referral import actions, store
from services.referral.matters import PROTECTED, Matter
from services.referral.statuses import Answer, Result, Status

_POSTS = ("appointed", "enrolled", "suspended", "reinstated", "ended")
_OF_VOLUNTEERS = ("renewed", "moved", "corrected", "leave_begun", "leave_ended", "cover_begun", "cover_ended")
_OF_CASES = (
    "opened", "verified", "returned", "completed", "accepted", "declined", "staged", "needed", "assigned", "closed",
    "solved", "reopened", "handed_up",
)  # fmt: skip


def hears(house: House) -> Mapping[str, Mapping[str, Mapping[str, Handler | None]]]:
    packets = Packets(house.vault)
    cases = Cases(house.vault)
    posts = dict.fromkeys(_POSTS, _post_kept)
    stands = dict.fromkeys(_OF_CASES, cases.moved)
    return {
        "registry": {
            "volunteer": posts | dict.fromkeys(_OF_VOLUNTEERS, _post_kept),
            "officer": posts,
            "office": {"registered": _organisation_kept},
        },
        "cases": {"case": stands, "person": {"erased": cases.erased}},
        "referral": {
            "packet": {
                "sent": packets.sent,
                "revoked": packets.ended(Status.REVOKED),
                "expired": packets.ended(Status.EXPIRED),
                "closed": packets.ended(Status.CLOSED),
                "confirmed": packets.judged(Status.CONFIRMED),
                "disputed": packets.judged(Status.DISPUTED),
                "erased": packets.erased,
                "opened": packets.opened,
                "answered": packets.answered,
                "started": packets.started,
                "reported": packets.reported,
            }
        },
    }


# --- registry ---


async def _post_kept(tx: Tx, fact: Fact) -> None:
    """The post is field 2 of every such fact."""
    await actor.keep_post(tx, of_registry.VolunteerAppointed.FromString(fact.payload).post, fact.seq)


async def _organisation_kept(tx: Tx, fact: Fact) -> None:
    told = of_registry.OfficeRegistered.FromString(fact.payload)
    await store.know_organisation(tx, told.office, told.name, told.areas)


# --- cases ---


class Cases:
    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def moved(self, tx: Tx, fact: Fact) -> None:
        """The standing is field 2 of every such fact."""
        told = of_cases.CaseOpened.FromString(fact.payload).standing
        open_ = told.sensitivity < PROTECTED
        matter = Matter(
            office=fact.for_office, case_id=fact.subject_id, case_code=told.code, village=told.village if open_ else "",
            kec=told.kec if open_ else "", sensitivity=told.sensitivity,
            recorded_by=told.recorded_by if open_ else "", assigned_to=told.assigned_to, case_status=told.status,
        )  # fmt: skip
        await actions.hear_matter(tx, _machine(fact), self._vault, matter, at=fact.at)

    async def erased(self, tx: Tx, fact: Fact) -> None:
        for case_id in of_cases.PersonErased.FromString(fact.payload).case_ids:
            await actions.erase_case(tx, _machine(fact), self._vault, UUID(case_id), at=fact.at)


# --- referral: packets ---


class Packets:
    """What the sender said is for the organisation; what the organisation did is here for the sender, and its twin for
    the organisation's own people is left to notify."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def sent(self, tx: Tx, fact: Fact) -> None:
        await actions.receive_packet(tx, _machine(fact), fact.subject_id)

    def ended(self, status: Status) -> Handler:
        async def heard(tx: Tx, fact: Fact) -> None:
            await actions.end_packet(tx, _machine(fact), self._vault, fact.subject_id, status=status, at=fact.at)

        return heard

    def judged(self, status: Status) -> Handler:
        async def heard(tx: Tx, fact: Fact) -> None:
            await actions.hear_word(tx, _machine(fact), self._vault, fact.subject_id, status=status, at=fact.at)

        return heard

    async def erased(self, tx: Tx, fact: Fact) -> None:
        await actions.empty_packet(tx, _machine(fact), self._vault, fact.subject_id)

    async def opened(self, tx: Tx, fact: Fact) -> None:
        if _for_sender(fact):
            told = of_referral.PacketOpened.FromString(fact.payload)
            await actions.hear_opened(tx, *self._of(told, fact), partner=fact.office, at=fact.at)

    async def answered(self, tx: Tx, fact: Fact) -> None:
        if _for_sender(fact):
            told = of_referral.PacketAnswered.FromString(fact.payload)
            await actions.hear_answer(
                tx, *self._of(told, fact), partner=fact.office, answer=Answer(told.answer), reason=told.reason,
                slip_id=UUID(told.slip_id) if told.slip_id else None, at=fact.at,
            )  # fmt: skip

    async def started(self, tx: Tx, fact: Fact) -> None:
        if _for_sender(fact):
            told = of_referral.PacketStarted.FromString(fact.payload)
            await actions.hear_started(tx, *self._of(told, fact), partner=fact.office, at=fact.at)

    async def reported(self, tx: Tx, fact: Fact) -> None:
        if _for_sender(fact):
            told = of_referral.PacketReported.FromString(fact.payload)
            await actions.hear_report(
                tx, *self._of(told, fact), partner=fact.office, result=Result(told.result), reason=told.reason,
                slip_id=UUID(told.slip_id) if told.slip_id else None, at=fact.at,
            )  # fmt: skip

    def _of(self, told: Any, fact: Fact) -> tuple[Actor, Vault, UUID]:
        return _machine(fact), self._vault, UUID(told.referral_id)


def _for_sender(fact: Fact) -> bool:
    return fact.for_office != fact.office


def _machine(fact: Fact) -> Actor:
    return actor.machine("referral", fact.for_office)
