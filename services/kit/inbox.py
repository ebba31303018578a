"""Facts arrive exactly once (DESIGN law 2): the inbox row and its effect stand in one transaction.

Two roads lead here, the broker (fast) and the sweep (sure). `receive` is the one door for both.
"""

import contextlib
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from opentelemetry.trace import SpanKind

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
TOGETHER = 100  # facts in one transaction of the sweep

# The parts of one statement. The mark is read FOR SHARE: the sweep cannot move it past us meanwhile.
_TOLD = "SELECT * FROM unnest($::uuid[], $::bigint[], $::uuid[], $::bigint[]) AS f (fact_id, pos, subject_id, seq)"
_MARK = "SELECT mark FROM marks WHERE owner = $ FOR SHARE"
_HEARD = """INSERT INTO inbox (owner, fact_id, pos)
  SELECT $, fact_id, pos FROM told WHERE NOT EXISTS (SELECT FROM mark WHERE mark >= pos)
  ON CONFLICT DO NOTHING RETURNING fact_id"""
_BEGUN = """INSERT INTO inbox_order (owner, subject_id, seq)
  SELECT $, subject_id, 1 FROM told JOIN heard USING (fact_id) WHERE seq = 1
  ON CONFLICT DO NOTHING RETURNING subject_id"""
_MOVED = """UPDATE inbox_order AS o SET seq = t.seq FROM told AS t JOIN heard USING (fact_id)
  WHERE o.owner = $ AND o.subject_id = t.subject_id AND o.seq = t.seq - 1 RETURNING o.subject_id"""
# `o` is as it was before: a fact that is neither the next nor of those before waits for what is missing.
_STATES = """SELECT t.fact_id, h.fact_id IS NOT NULL AS heard, n.subject_id IS NOT NULL AS next,
    t.seq > coalesce(o.seq, 0) AS behind
  FROM told AS t LEFT JOIN heard AS h USING (fact_id)
    LEFT JOIN (SELECT subject_id FROM begun UNION ALL SELECT subject_id FROM moved) AS n USING (subject_id)
    LEFT JOIN inbox_order AS o ON o.owner = $ AND o.subject_id = t.subject_id"""


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
            with telemetry.span(f"hear {fact.noun}.{fact.past}", parent=fact.traceparent, kind=SpanKind.CONSUMER):
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
            with telemetry.span(f"revive {fact.noun}.{fact.past}", parent=fact.traceparent, kind=SpanKind.CONSUMER):
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

    async def receive_all(self, facts: Sequence[Fact]) -> list[bool]:
        """Of each fact what `receive` says; those for one office in few transactions. What cannot be applied with its
        like is received alone."""
        settled: set[UUID | None] = set()
        for group in _groups(facts):
            with contextlib.suppress(Exception), telemetry.span(f"hear {len(group)}"):  # reason: `receive` meets it
                async with self._db.begin(group[0].for_office) as tx:
                    for fact in await self._fresh(tx, group):
                        await self._handle(tx, fact)
                settled.update(fact.id for fact in group)
        return [fact.id in settled or await self.receive(fact) for fact in facts]

    async def _apply(self, fact: Fact) -> None:
        async with self._db.begin(fact.for_office) as tx:
            for fresh in await self._fresh(tx, [fact]):
                await self._handle(tx, fresh)

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

    async def _fresh(self, tx: Tx, facts: Sequence[Fact]) -> list[Fact]:
        """Mark facts of different subjects as heard; those of them that are to be applied now, not heard before and the
        next of their subject. Raises _TooEarly for one whose turn has not come."""
        owner = facts[0].service
        told = ([f.id for f in facts], [f.pos for f in facts], [f.subject_id for f in facts], [f.seq for f in facts])
        await tx.put("told", _TOLD, *told)
        await tx.put("mark", _MARK, owner)
        await tx.put("heard", _HEARD, owner)
        await tx.put("begun", _BEGUN, owner)
        await tx.put("moved", _MOVED, owner)
        states = {row["fact_id"]: row for row in await tx.fetch(_STATES, owner)}
        if any(row["heard"] and not row["next"] and row["behind"] for row in states.values()):
            raise _TooEarly()
        return [fact for fact in facts if states[fact.id]["heard"] and states[fact.id]["next"]]

    async def _bury(self, fact: Fact, reason: str) -> bool:
        """Keep what could not be applied, for replay, and let what follows it pass. It too waits for its turn."""
        dead: dict[str, Any] = dict(
            owner=fact.service, fact_id=fact.id, type=fact.type, subject_id=fact.subject_id, pos=fact.pos,
            reason=reason, died_at=clock.now(),
        )  # fmt: skip
        try:
            async with self._db.begin() as tx:
                if await self._fresh(tx, [fact]):
                    await tx.insert(dead_letters, dead)
        except Unavailable:
            return False
        return True


def _groups(facts: Sequence[Fact]) -> list[list[Fact]]:
    """Facts for one office and each of another subject, those of a subject in their order."""
    groups: list[list[Fact]] = []
    last: dict[UUID, int] = {}  # in which group the last fact of a subject is
    open_: dict[str, int] = {}  # which group of an office still takes facts
    for fact in facts:
        place = open_.get(fact.for_office, -1)
        if place < 0 or place <= last.get(fact.subject_id, -1) or len(groups[place]) == TOGETHER:
            open_[fact.for_office] = place = len(groups)
            groups.append([])
        groups[place].append(fact)
        last[fact.subject_id] = place
    return groups


class _TooEarly(Unavailable):
    """A fact of the same subject is still missing; the sweep brings it."""
