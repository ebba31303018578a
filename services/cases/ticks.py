"""What is due: a packet that the office above has not answered in time expires."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from services.cases.actions import handovers
from services.cases.handups import EXPIRE
from services.kit import actor, modes
from services.kit.db import Tx
from services.kit.due import Doer


def doers(house: modes.House) -> Mapping[str, Doer]:
    return {EXPIRE: expire_handup}


async def expire_handup(tx: Tx, handup_id: UUID, at: datetime) -> None:
    await handovers.expire_handup(tx, actor.machine("cases", tx.office), handup_id, at=at)
