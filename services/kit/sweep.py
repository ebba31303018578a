"""The one loop that heals everything (DESIGN law 1): a lost message, a wiped broker, a listener from yesterday.

Every ten seconds a listener asks each owner for what lies between its mark and the head it saw last time, applies in
order through the inbox door what is missing, and moves the mark. The delay of one round leaves the broker its chance.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.kit import clock
from services.kit.db import Database
from services.kit.errors import Refusal
from services.kit.facts import Fact
from services.kit.inbox import Inbox, inbox, marks

log = logging.getLogger(__name__)

# (owner, mark, until, nouns) -> epoch, head, facts, reached: `rpc.facts_after` over gRPC
Ask = Callable[[str, int, int, Sequence[str]], Awaitable[tuple[str, int, list[Fact], int]]]


class Sweep:
    def __init__(self, db: Database, door: Inbox, ask: Ask, *, every: float = 10.0) -> None:
        self._db, self._door, self._ask, self._every = db, door, ask, every

    async def run(self) -> None:
        """Until cancelled; an owner that cannot be reached is asked again in the next round."""
        while True:
            for owner in self._door.hears:
                try:
                    while await self.step(owner):
                        pass
                except Refusal as trouble:
                    log.info("sweep of %s waits: %s", owner, trouble.code)
            await asyncio.sleep(self._every)

    async def step(self, owner: str) -> bool:
        """One batch of one owner. True when there is more up to the head that was seen last time."""
        async with self._db.begin() as tx:
            row = (await tx.execute(sa.select(marks).where(marks.c.owner == owner))).first()
        mark, seen, epoch = (row.mark, row.head, row.epoch) if row else (0, 0, "")
        nouns = sorted(self._door.hears[owner])
        now_epoch, head, facts, reached = await self._ask(owner, mark, seen, nouns)
        if epoch and now_epoch != epoch:
            log.warning("%s was restored from a back-up (new epoch): everything of it is heard again", owner)
            await self._begin_anew(owner, now_epoch, head)
            return False
        repaired = 0
        for fact in facts:
            if not await self._known(owner, fact):
                if not await self._door.receive(fact):
                    reached = min(reached, fact.pos - 1)  # asked for again; what it waits for may follow
                else:
                    repaired += 1
        async with self._db.begin() as tx:
            moved = dict(epoch=now_epoch, mark=reached, head=head, swept_at=clock.now())
            await tx.execute(
                insert(marks)
                .values(owner=owner, repaired=repaired, **moved)
                .on_conflict_do_update(index_elements=["owner"], set_=moved | {"repaired": marks.c.repaired + repaired})
            )
            await tx.execute(sa.delete(inbox).where(inbox.c.owner == owner, inbox.c.pos <= reached))
        if repaired:
            log.info("sweep of %s: %s facts were missing", owner, repaired)
        return bool(facts) and reached < seen and reached > mark

    async def _known(self, owner: str, fact: Fact) -> bool:
        async with self._db.begin() as tx:
            known = sa.select(inbox.c.pos).where(inbox.c.owner == owner, inbox.c.fact_id == fact.id)
            return await tx.scalar(known) is not None

    async def _begin_anew(self, owner: str, epoch: str, head: int) -> None:
        """Hear everything again from the first position; what was heard stays heard, by the number that each fact has
        within its subject."""
        async with self._db.begin() as tx:
            await tx.execute(
                sa.update(marks)
                .where(marks.c.owner == owner)
                .values(epoch=epoch, mark=0, head=head, swept_at=clock.now())
            )
