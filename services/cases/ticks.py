"""What is due: a packet that the office above has not answered in time expires. And after a restore: the register."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from services.cases.actions import erasures, handovers
from services.cases.handups import EXPIRE
from services.cases.persons import Erasure
from services.kit import actor, clock
from services.kit.db import Tx
from services.kit.due import Doer
from services.kit.house import Eraser, House


def doers(house: House) -> Mapping[str, Doer]:
    return {EXPIRE: expire_handup}


async def expire_handup(tx: Tx, handup_id: UUID, at: datetime) -> None:
    await handovers.expire_handup(tx, actor.machine("cases", tx.office), handup_id, at=at)


def erases(house: House) -> Eraser:
    async def erase(tx: Tx, told: Mapping[str, Any]) -> bool:
        note, key = told["note"], json.loads(told["key"] or "null")
        entry = Erasure(
            UUID(told["erasure_id"]), told["basis"], told["done_by"], told["done_by_name"], told["done_by_role"],
            clock.instant(told["at"]),
            note=bytes.fromhex(note) if note else None,
            key=(key["version"], bytes.fromhex(key["wrapped"])) if key else None,
        )  # fmt: skip
        machine = actor.machine("cases", tx.office)
        return await erasures.replay_erasure(tx, machine, house.vault, UUID(told["person_id"]), entry)

    return erase
