"""The one loop that heals everything (DESIGN law 1): a lost message, a wiped broker, a listener from yesterday.

Every ten seconds a listener asks each owner for what lies between its mark and the head it saw last time, applies in
order through the inbox door what is missing, and moves the mark. The delay of one round leaves the broker its chance.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, insert

from services.kit import clock
from services.kit.db import Database
from services.kit.errors import Refusal
from services.kit.facts import Fact
from services.kit.inbox import Inbox, dead_letters, inbox, marks

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
                    await self.replay(owner, asked=True)
                except Refusal as trouble:
                    log.info("sweep of %s waits: %s", owner, trouble.code)
            await asyncio.sleep(self._every)

    async def step(self, owner: str) -> bool:
        """One batch of one owner. True when there is more up to the head that was seen last time."""
        nouns = sorted(self._door.hears[owner])
        async with self._db.begin() as tx:
            row = (await tx.execute(sa.select(marks).where(marks.c.owner == owner))).first()
        mark, seen = (row.mark, row.head) if row else (0, 0)
        epoch, head, facts, reached = await self._ask(owner, mark, seen, nouns)
        heard = " ".join((epoch, *nouns))  # what the mark speaks of
        if row and row.epoch != heard:
            log.warning("%s has a new epoch, or we hear of more: everything of it is heard again", owner)
            await self._begin_anew(owner, heard, head)
            return True
        repaired, known = 0, await self._known(owner, facts)
        missing = [fact for fact in facts if fact.id not in known]
        for fact, settled in zip(missing, await self._door.receive_all(missing), strict=True):
            if settled:
                repaired += 1
            else:
                reached = min(reached, fact.pos - 1)  # asked for again; what it waits for may follow
        moved = dict(epoch=heard, mark=reached, head=head, swept_at=clock.now())
        async with self._db.begin() as tx:
            if row is None:
                first = insert(marks).values(owner=owner, repaired=repaired, **moved)
                await tx.execute(first.on_conflict_do_nothing())
            else:
                mine = (marks.c.owner == owner) & (marks.c.mark == mark) & (marks.c.epoch == heard)
                move = sa.update(marks).where(mine).values(repaired=marks.c.repaired + repaired, **moved)
                if (await tx.execute(move)).rowcount == 1:  # else another sweep was quicker
                    await tx.execute(sa.delete(inbox).where(inbox.c.owner == owner, inbox.c.pos <= reached))
        if repaired:
            log.info("sweep of %s: %s facts were missing", owner, repaired)
        return bool(facts) and reached < seen and reached > mark

    async def replay(self, owner: str, *, asked: bool = False) -> int:
        """Apply the dead letters of an owner after all, oldest first, once what they died of is mended: all of them, or
        those that somebody `asked` for. How many were applied."""
        dead = sa.select(dead_letters.c.pos).where(dead_letters.c.owner == owner).order_by(dead_letters.c.pos)
        if asked:
            dead = dead.where(dead_letters.c.asked_at.is_not(None))
        async with self._db.begin() as tx:
            waiting = list((await tx.execute(dead)).scalars())
        done = 0
        for pos in waiting:
            _, _, facts, _ = await self._ask(owner, pos - 1, pos, sorted(self._door.hears[owner]))
            for fact in facts:
                done += await self._door.revive(fact)
            if not facts:  # too old, or of a noun that nobody hears here any more
                await self._door.stays_dead((dead_letters.c.owner == owner) & (dead_letters.c.pos == pos), "gone")
        return done

    async def _known(self, owner: str, facts: Sequence[Fact]) -> set[UUID]:
        """Which of the facts the broker has brought already."""
        wanted = sa.literal([fact.id for fact in facts], ARRAY(sa.Uuid))
        async with self._db.begin() as tx:
            known = sa.select(inbox.c.fact_id).where(inbox.c.owner == owner, inbox.c.fact_id == sa.any_(wanted))
            return set((await tx.execute(known)).scalars())

    async def _begin_anew(self, owner: str, heard: str, head: int) -> None:
        """Hear everything again from the first position; what was applied stays applied, by the number that each fact
        has within its subject."""
        async with self._db.begin() as tx:
            await tx.execute(
                sa.update(marks)
                .where(marks.c.owner == owner)
                .values(epoch=heard, mark=0, head=head, swept_at=clock.now())
            )
