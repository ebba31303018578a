"""What somebody gets for the first log-in: a user name, and a slip whose print is on record."""

from uuid import UUID

from services.kit import ledger
from services.kit.actor import Actor
from services.kit.db import Tx
from services.registry import accounts, store


async def username(tx: Tx, wanted: str | None, name: str) -> str:
    """What the office gave, or the first free proposal."""
    return await store.take_username(tx, [accounts.require_username(wanted)] if wanted else accounts.proposals(name))


async def printed(tx: Tx, actor: Actor, subject_id: UUID, noun: str) -> None:
    await ledger.opened(
        tx, actor, subject_id=subject_id, noun=noun, noun_id=subject_id, fields=["one_time_password"], purpose="slip"
    )
