"""Facts that notify listens to: who works where (registry), and how every case, hand-up, referral, packet and
connection stands (cases, referral)."""

from collections.abc import Mapping

from proto.registry.v1 import facts_pb2 as of_registry
from services.kit import actor
from services.kit.db import Tx
from services.kit.facts import Fact
from services.kit.house import House
from services.kit.inbox import Handler
from services.notify import actions, wire

_POSTS = ("appointed", "enrolled", "suspended", "reinstated", "ended")
_OF_VOLUNTEERS = ("renewed", "moved", "corrected", "leave_begun", "leave_ended", "cover_begun", "cover_ended")
_MATTERS = {
    "cases": {
        "case": (
            "opened", "verified", "returned", "completed", "accepted", "declined", "staged", "needed", "assigned",
            "closed", "solved", "reopened", "handed_up",
        ),
        "handup": ("sent", "opened", "refused", "expired"),
    },
    "referral": {
        "referral": (
            "sent", "received", "accepted", "rejected", "waitlisted", "started", "served", "partly_served",
            "not_served", "confirmed", "disputed", "closed", "revoked", "expired",
        ),
        "packet": (
            "sent", "revoked", "expired", "confirmed", "disputed", "closed", "erased", "opened", "answered", "started",
            "reported",
        ),
        "connection": ("suggested", "accompanied", "served", "not_served", "protected"),
    },
}  # fmt: skip


def hears(house: House) -> Mapping[str, Mapping[str, Mapping[str, Handler | None]]]:
    posts = dict.fromkeys(_POSTS, post_kept)
    matters = {
        owner: {noun: dict.fromkeys(pasts, moved) for noun, pasts in nouns.items()} for owner, nouns in _MATTERS.items()
    }
    return {"registry": {"volunteer": posts | dict.fromkeys(_OF_VOLUNTEERS, post_kept), "officer": posts}, **matters}


async def post_kept(tx: Tx, fact: Fact) -> None:
    """The post is field 2 of every such fact."""
    await actor.keep_post(tx, of_registry.VolunteerAppointed.FromString(fact.payload).post, fact.seq)


async def moved(tx: Tx, fact: Fact) -> None:
    standing = wire.standing(fact)
    if standing is not None:
        await actions.put_notice(tx, actor.machine("notify", fact.for_office), standing, at=fact.at)
