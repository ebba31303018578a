"""Facts arrive exactly once (DESIGN law 2): the inbox row and its effect stand in one transaction.

Two roads lead here, the broker (fast) and the sweep (sure). `receive` is the one door for both.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.kit import clock, telemetry, walls
from services.kit.db import Database, Tx
from services.kit.errors import Conflict, Refusal, Unavailable
from services.kit.facts import Fact

log = logging.getLogger(__name__)

inbox = walls.plumbing(
    "inbox",
    walls.KIT,
    sa.Column("owner", sa.Text, nullable=False),
    sa.Column("fact_id", sa.Uuid, nullable=False),
    sa.Column("pos", sa.BigInteger, nullable=False),
    sa.PrimaryKeyConstraint("owner", "fact_id"),
)
inbox_order = walls.plumbing(
    "inbox_order",
    walls.KIT,
    sa.Column("owner", sa.Text, nullable=False),
    sa.Column("subject_id", sa.Uuid, nullable=False),
    sa.Column("seq", sa.BigInteger, nullable=False),
    sa.PrimaryKeyConstraint("owner", "subject_id"),
)
marks = walls.plumbing(
    "marks",
    walls.KIT,
    sa.Column("owner", sa.Text, primary_key=True),
    sa.Column("epoch", sa.Text, nullable=False),
    sa.Column("mark", sa.BigInteger, nullable=False),
    sa.Column("head", sa.BigInteger, nullable=False),
    sa.Column("swept_at", sa.DateTime(timezone=True)),
    sa.Column("repaired", sa.BigInteger, nullable=False),
)
dead_letters = walls.plumbing(
    "dead_letters",
    walls.KIT,
    sa.Column("owner", sa.Text, nullable=False),
    sa.Column("fact_id", sa.Uuid, nullable=False),
    sa.Column("type", sa.Text, nullable=False),
    sa.Column("subject_id", sa.Uuid, nullable=False),
    sa.Column("pos", sa.BigInteger, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("died_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("asked_at", sa.DateTime(timezone=True)),  # somebody wants it applied after all
    sa.PrimaryKeyConstraint("owner", "fact_id"),
)

Handler = Callable[[Tx, Fact], Awaitable[None]]
TRIES = 5


class Inbox:
    """`hears` maps an owner to its nouns, and each noun to {past: handler, or None where a fact is heard and ignored on
    purpose}. Whole nouns are heard: a filter by kind of fact would leave gaps that never close.

    Within a subject facts are applied in the order of their numbers; one that comes too early waits for the sweep."""

    def __init__(self, db: Database, hears: Mapping[str, Mapping[str, Mapping[str, Handler | None]]]) -> None:
        self._db, self.hears = db, hears
        self._tries: dict[UUID | None, int] = {}

    async def receive(self, fact: Fact) -> bool:
        """True when the fact is settled: applied now or before, or dead. False: give it again later."""
        try:
            with telemetry.span(f"hear {fact.noun}.{fact.past}", parent=fact.traceparent, kind=telemetry.LISTENER):
                await self._apply(fact)
        except Unavailable:
            return False
        except Exception as error:  # noqa: BLE001  # reason: whatever one fact fails by, those behind it are heard
            if isinstance(error, Conflict) and error.code == "running":
                return False
            if self._try(fact) < TRIES:
                return False
            reason = error.code if isinstance(error, Refusal) else type(error).__name__
            log.error("dead letter: %s %s: %s", fact.type, fact.id, reason)
            return await self._bury(fact, reason)
        self._tries.pop(fact.id, None)
        return True

    async def revive(self, fact: Fact) -> bool:
        """Apply a dead letter after all, out of its turn: what stood behind it was applied since. False when it cannot
        be applied still: then it says why, and waits until it is asked for again."""
        mine = (dead_letters.c.owner == fact.service) & (dead_letters.c.fact_id == fact.id)
        try:
            with telemetry.span(f"revive {fact.noun}.{fact.past}", parent=fact.traceparent, kind=telemetry.LISTENER):
                async with self._db.begin(fact.for_office) as tx:
                    if (await tx.execute(sa.delete(dead_letters).where(mine))).rowcount == 1:
                        await self._handle(tx, fact)
        except Unavailable:
            return False
        except Exception as error:  # noqa: BLE001  # reason: whatever one fact fails by, those behind it are revived
            reason = error.code if isinstance(error, Refusal) else type(error).__name__
            log.error("still a dead letter: %s %s: %s", fact.type, fact.id, reason)
            await self.stays_dead(mine, reason)
            return False
        return True

    async def stays_dead(self, which: sa.ColumnElement[bool], reason: str) -> None:
        """These dead letters were asked for, and cannot be applied."""
        async with self._db.begin() as tx:
            again = sa.update(dead_letters).where(which)
            await tx.execute(again.values(reason=reason, died_at=clock.now(), asked_at=None))

    def _try(self, fact: Fact) -> int:
        tries = self._tries.pop(fact.id, 0) + 1
        if tries < TRIES:
            self._tries[fact.id] = tries
        return tries

    async def _apply(self, fact: Fact) -> None:
        async with self._db.begin(fact.for_office) as tx:
            if await self._mark_heard(tx, fact) and await self._next_in_order(tx, fact):
                await self._handle(tx, fact)

    async def _handle(self, tx: Tx, fact: Fact) -> None:
        """Looked up after the order: what cannot be understood must not overtake what is still missing."""
        try:
            handler = self.hears[fact.service][fact.noun][fact.past]
        except KeyError:
            raise LookupError("unknown fact") from None
        if fact.version != 1:
            raise LookupError("unknown version of a fact")
        if handler is not None:
            await handler(tx, fact)

    async def _mark_heard(self, tx: Tx, fact: Fact) -> bool:
        """False when it was heard before. The mark is read FOR SHARE: the sweep cannot move it past us meanwhile."""
        mark = sa.select(marks.c.mark).where(marks.c.owner == fact.service).with_for_update(read=True).cte()
        beyond = ~sa.exists().where(mark.c.mark >= fact.pos)
        mine = [sa.literal(fact.service), sa.literal(fact.id, sa.Uuid), sa.literal(fact.pos, sa.BigInteger)]
        row = insert(inbox).from_select(["owner", "fact_id", "pos"], sa.select(*mine).where(beyond))
        return (await tx.execute(row.on_conflict_do_nothing())).rowcount == 1

    async def _next_in_order(self, tx: Tx, fact: Fact) -> bool:
        """False when this number of the subject was applied before (its inbox row may be swept away since)."""
        mine = (inbox_order.c.owner == fact.service) & (inbox_order.c.subject_id == fact.subject_id)
        first = insert(inbox_order).values(owner=fact.service, subject_id=fact.subject_id, seq=1)
        next_ = sa.update(inbox_order).where(mine, inbox_order.c.seq == fact.seq - 1).values(seq=fact.seq)
        if (await tx.execute(first.on_conflict_do_nothing() if fact.seq == 1 else next_)).rowcount == 1:
            return True
        if fact.seq > (await tx.scalar(sa.select(inbox_order.c.seq).where(mine)) or 0):
            raise _TooEarly()
        return False

    async def _bury(self, fact: Fact, reason: str) -> bool:
        """Keep what could not be applied, for replay, and let what follows it pass. It too waits for its turn."""
        dead: dict[str, Any] = dict(
            owner=fact.service, fact_id=fact.id, type=fact.type, subject_id=fact.subject_id, pos=fact.pos,
            reason=reason, died_at=clock.now(),
        )  # fmt: skip
        try:
            async with self._db.begin() as tx:
                if await self._mark_heard(tx, fact) and await self._next_in_order(tx, fact):
                    await tx.execute(sa.insert(dead_letters).values(**dead))
        except Unavailable:
            return False
        return True


class _TooEarly(Unavailable):
    """A fact of the same subject is still missing; the sweep brings it."""
