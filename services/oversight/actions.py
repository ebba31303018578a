"""One function per thing that oversight can do."""

import logging
from collections.abc import Mapping
from datetime import datetime

from services.kit.actor import Actor
from services.kit.db import Tx
from services.oversight import policy, store
from services.oversight.figures import Step, Table
from services.oversight.store import Head
from services.oversight.suppression import Cell, Shown

log = logging.getLogger(__name__)


async def count_step(tx: Tx, actor: Actor, step: Step) -> None:
    policy.require(actor, policy.COUNT_STEP)
    if step.counts:
        await store.count(tx, step)


async def keep_head(tx: Tx, actor: Actor, head: Head) -> None:
    policy.require(actor, policy.KEEP_HEAD)
    if not await store.keep_head(tx, head):
        log.error("ledger contradicts its own head: %s of %s, number %d", head.service, head.office, head.seq)


async def publish_figures(tx: Tx, actor: Actor, table: Table, shown: Mapping[Cell, Shown], *, at: datetime) -> bool:
    """False when a newer edition stands already."""
    policy.require(actor, policy.PUBLISH_FIGURES)
    return await store.publish(tx, table, shown, at=at)
