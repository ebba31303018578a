"""What is due: referrals that nobody answered expire, packets are emptied when the day of sharing has passed."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from services.kit import actor
from services.kit.db import Tx
from services.kit.due import Doer
from services.kit.house import House
from services.referral import actions, packets, referrals


def doers(house: House) -> Mapping[str, Doer]:
    async def expire_referral(tx: Tx, referral_id: UUID, at: datetime) -> None:
        await actions.expire_referral(tx, actor.machine("referral", tx.office), house.vault, referral_id, at=at)

    async def empty_packet(tx: Tx, packet_id: UUID, at: datetime) -> None:
        await actions.empty_packet(tx, actor.machine("referral", tx.office), house.vault, packet_id)

    return {referrals.EXPIRY: expire_referral, packets.EMPTYING: empty_packet}
