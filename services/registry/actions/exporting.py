"""The office takes its list of volunteers with it, as a table."""

from uuid import UUID

from services.kit.actor import Actor
from services.kit.db import Tx
from services.kit.vault import Vault
from services.registry import policy, sheets, store
from services.registry.particulars import Particulars, Purpose
from services.registry.volunteers import Volunteer


async def export_volunteers(
    tx: Tx, actor: Actor, vault: Vault, *, status: str | None, role: str | None, kec: str | None,
    purpose: Purpose | None,
) -> tuple[list[Volunteer], dict[UUID, Particulars]]:  # fmt: skip
    """All of the list; with a purpose what is sealed too, for who may open it: an opening on record for each person."""
    policy.require(actor, policy.EXPORT_VOLUNTEERS)
    if purpose:
        policy.require(actor, policy.OPEN_PARTICULARS)
    found = await store.volunteers(
        tx, within=policy.sight(actor), status=status, role=role, kec=kec, after=None, limit=sheets.MOST_ROWS + 1
    )
    sheets.require_few(len(found))
    return found, await store.all_particulars(tx, vault, found, purpose=purpose, by=actor) if purpose else {}
