"""Organisations: who receives what a kabupaten hands over."""

from datetime import datetime

from services.kit import ids
from services.kit.actor import Actor
from services.kit.db import Tx
from services.registry import offices, policy, store
from services.registry.offices import Office


async def register_office(
    tx: Tx, actor: Actor, *, name: str, areas: tuple[str, ...], phone: str, address: str, at: datetime
) -> Office:
    policy.require(actor, policy.REGISTER_OFFICE)
    change = offices.register(
        office=ids.new_organisation(), office_id=ids.new(), name=name, areas=areas, phone=phone, address=address,
        by=actor.office, at=at,
    )  # fmt: skip
    return await store.save_office(tx, change)
