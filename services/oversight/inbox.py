"""Facts that oversight listens to: who works where (registry), each step of cases and referrals, and the heads of the
access ledgers of all who open files."""

from collections.abc import Awaitable, Callable, Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from proto.registry.v1 import facts_pb2 as of_registry
from services.kit import actor, ledger
from services.kit.auth import Seal
from services.kit.db import Tx
from services.kit.errors import Invalid
from services.kit.facts import Fact
from services.kit.house import House
from services.kit.inbox import Handler
from services.oversight import actions, wire
from services.oversight.store import Head

_POSTS = ("appointed", "enrolled", "suspended", "reinstated", "ended")
_OF_VOLUNTEERS = ("renewed", "moved", "corrected", "leave_begun", "leave_ended", "cover_begun", "cover_ended")
_CASE = (
    "opened", "verified", "returned", "completed", "accepted", "declined", "staged", "needed", "assigned", "closed",
    "solved", "reopened", "handed_up",
)  # fmt: skip
_REFERRAL = (
    "sent", "received", "accepted", "rejected", "waitlisted", "started", "served", "partly_served", "not_served",
    "confirmed", "disputed", "closed", "revoked", "expired",
)  # fmt: skip


def hears(house: House) -> Mapping[str, Mapping[str, Mapping[str, Handler | None]]]:
    posts = dict.fromkeys(_POSTS, post_kept)
    heads = {"sealed": head_kept(house.seal)}
    return {
        "registry": {"volunteer": posts | dict.fromkeys(_OF_VOLUNTEERS, post_kept), "officer": posts, "ledger": heads},
        "cases": {"case": dict.fromkeys(_CASE, case_moved), "ledger": heads},
        "referral": {"referral": dict.fromkeys(_REFERRAL, referral_moved), "ledger": heads},
    }


async def post_kept(tx: Tx, fact: Fact) -> None:
    """The post is field 2 of every such fact."""
    await actor.keep_post(tx, of_registry.VolunteerAppointed.FromString(fact.payload).post, fact.seq)


async def case_moved(tx: Tx, fact: Fact) -> None:
    await actions.count_step(tx, _machine(fact), wire.case_step(fact))


async def referral_moved(tx: Tx, fact: Fact) -> None:
    await actions.count_step(tx, _machine(fact), wire.referral_step(fact))


def head_kept(seal: Seal) -> Callable[[Tx, Fact], Awaitable[None]]:
    """A head counts only with the signature of the service that it is about."""

    async def kept(tx: Tx, fact: Fact) -> None:
        seq, hash_, signature = wire.head(fact)
        signed = ledger.signed(fact.service, fact.office, seq, hash_)
        public = seal.peer(fact.service).public_key
        try:
            if not isinstance(public, Ed25519PublicKey):
                raise InvalidSignature()
            public.verify(signature, signed)
        except InvalidSignature:
            raise Invalid("bad-signature") from None
        head = Head(fact.service, fact.office, seq, hash_, signature, fact.at)
        await actions.keep_head(tx, _machine(fact), head)

    return kept


def _machine(fact: Fact) -> actor.Actor:
    return actor.machine("oversight", fact.for_office)
