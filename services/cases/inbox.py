"""Facts that cases listens to: who works where (registry), how referrals stand (referral), and its own hand-ups and
erasures, by which one office speaks to another."""

from collections.abc import Mapping
from uuid import UUID

from proto.cases.v1 import facts_pb2 as of_cases
from proto.referral.v1 import facts_pb2 as of_referral
from proto.registry.v1 import facts_pb2 as of_registry
from services.cases.actions import care, handovers
from services.cases.handups import Status
from services.kit import actor
from services.kit.actor import Actor
from services.kit.db import Tx
from services.kit.facts import Fact
from services.kit.house import House
from services.kit.inbox import Handler

_POSTS = ("appointed", "enrolled", "suspended", "reinstated", "ended")
_OF_VOLUNTEERS = ("renewed", "moved", "corrected", "leave_begun", "leave_ended", "cover_begun", "cover_ended")
_OF_REFERRALS = (
    "sent", "received", "accepted", "rejected", "waitlisted", "started", "served", "partly_served", "not_served",
    "confirmed", "disputed", "closed", "revoked", "expired",
)  # fmt: skip


def hears(house: House) -> Mapping[str, Mapping[str, Mapping[str, Handler | None]]]:
    posts = dict.fromkeys(_POSTS, post_kept)
    return {
        "registry": {"volunteer": posts | dict.fromkeys(_OF_VOLUNTEERS, post_kept), "officer": posts},
        "referral": {"referral": dict.fromkeys(_OF_REFERRALS, referral_moved)},
        "cases": {
            "handup": {
                "sent": handup_sent,
                "opened": handup_opened,
                "refused": handup_refused,
                "expired": handup_expired,
            },
            "person": {"erased": person_erased},
        },
    }


async def post_kept(tx: Tx, fact: Fact) -> None:
    """The post is field 2 of every such fact."""
    await actor.keep_post(tx, of_registry.VolunteerAppointed.FromString(fact.payload).post, fact.seq)


async def referral_moved(tx: Tx, fact: Fact) -> None:
    """The standing is field 2 of every such fact."""
    told = of_referral.ReferralSent.FromString(fact.payload).standing
    await care.hear_referral(
        tx, _machine(fact), fact.subject_id, case_id=UUID(told.case_id),
        need_id=UUID(told.need_id) if told.need_id else None, need_kind=told.need_kind, status=told.status, at=fact.at,
    )  # fmt: skip


async def handup_sent(tx: Tx, fact: Fact) -> None:
    """For the receiver."""
    await handovers.take_in_handup(tx, _machine(fact), fact.subject_id)


async def handup_opened(tx: Tx, fact: Fact) -> None:
    """For the sender, as are the two below."""
    told = of_cases.HandupOpened.FromString(fact.payload)
    await handovers.hear_answer(
        tx, _machine(fact), fact.subject_id, status=Status.OPENED, own_code=told.own_code, reason=None
    )


async def handup_refused(tx: Tx, fact: Fact) -> None:
    told = of_cases.HandupRefused.FromString(fact.payload)
    await handovers.hear_answer(
        tx, _machine(fact), fact.subject_id, status=Status.REFUSED, own_code=None, reason=told.reason
    )


async def handup_expired(tx: Tx, fact: Fact) -> None:
    await handovers.hear_answer(tx, _machine(fact), fact.subject_id, status=Status.EXPIRED, own_code=None, reason=None)


async def person_erased(tx: Tx, fact: Fact) -> None:
    """For an office that was sent a packet of the person; for the own office nothing is left to do."""
    for handup_id in of_cases.PersonErased.FromString(fact.payload).handup_ids:
        await handovers.empty_handup(tx, _machine(fact), UUID(handup_id))


def _machine(fact: Fact) -> Actor:
    return actor.machine("cases", fact.for_office)
