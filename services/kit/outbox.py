"""Facts leave through a table (DESIGN law 1): written in the transaction that made them true, numbered and published
by the relay afterwards. PostgreSQL is the record; the broker only makes it fast.
"""

import asyncio
import contextlib
import logging
from collections import Counter
from collections.abc import Sequence
from datetime import UTC
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from opentelemetry.trace import SpanKind

from services.kit import ids, telemetry, walls
from services.kit.bus import Bus
from services.kit.db import Database, Tx
from services.kit.errors import Refusal
from services.kit.facts import Fact

log = logging.getLogger(__name__)

outbox = walls.plumbing(
    "outbox",
    walls.KIT,
    sa.Column("id", sa.Uuid, nullable=False),
    sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("pos", sa.BigInteger),
    sa.Column("noun", sa.Text, nullable=False),
    sa.Column("past", sa.Text, nullable=False),
    sa.Column("version", sa.SmallInteger, nullable=False),
    sa.Column("subject_id", sa.Uuid, nullable=False),
    sa.Column("seq", sa.BigInteger, nullable=False),
    sa.Column("office", sa.Text, nullable=False),
    sa.Column("for_office", sa.Text, nullable=False),
    sa.Column("area", sa.Text, nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("payload", sa.LargeBinary, nullable=False),
    sa.Column("traceparent", sa.Text, nullable=False),
    sa.PrimaryKeyConstraint("made_at", "id"),
)
lane = walls.plumbing(
    "lane",
    walls.KIT,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("epoch", sa.Uuid, nullable=False),
    sa.Column("pos", sa.BigInteger, nullable=False),
    sa.Column("mark", sa.BigInteger, nullable=False),
)
sequences = walls.plumbing(
    "sequences",
    walls.KIT,
    sa.Column("subject_id", sa.Uuid, primary_key=True),
    sa.Column("last", sa.BigInteger, nullable=False),
)


_NUMBER = """INSERT INTO sequences AS s (subject_id, last) SELECT * FROM unnest($::uuid[], $::bigint[])
  ON CONFLICT (subject_id) DO UPDATE SET last = s.last + excluded.last RETURNING s.subject_id, s.last"""
# The server's clock is read behind the lock that `numbered` takes: of two facts of a subject the later one says so.
_ADD = """INSERT INTO outbox
    (id, made_at, noun, past, version, subject_id, seq, office, for_office, area, at, payload, traceparent)
  SELECT id, clock_timestamp(), noun, past, version, subject_id, last - behind, office, for_office, area, at, payload, $
  FROM unnest($::uuid[], $::text[], $::text[], $::smallint[], $::uuid[], $::bigint[], $::text[], $::text[], $::text[],
      $::timestamptz[], $::bytea[]) WITH ORDINALITY
    AS facts (id, noun, past, version, subject_id, behind, office, for_office, area, at, payload, place)
  JOIN numbered USING (subject_id) ORDER BY place"""


async def add(tx: Tx, facts: Sequence[Fact]) -> None:
    """Write facts into the outbox of this transaction. Each gets the next number of its subject; the row lock that this
    takes keeps numbers and commits of one subject in the same order. They may wait until the commit."""
    if not facts:
        return
    count = Counter(fact.subject_id for fact in facts)
    subjects, behind = sorted(count), dict(count)  # behind: how many of its subject come after a fact
    rows = []
    for fact in facts:
        behind[fact.subject_id] -= 1
        rows.append(
            (
                ids.new(), fact.noun, fact.past, fact.version, fact.subject_id, behind[fact.subject_id], fact.office,
                fact.for_office, fact.area, fact.at.astimezone(UTC), fact.payload,
            )
        )  # fmt: skip
    await tx.put("numbered", _NUMBER, subjects, [count[subject_id] for subject_id in subjects])
    await tx.put("told", _ADD, telemetry.traceparent(), *(list(column) for column in zip(*rows, strict=True)))
    tx.announced = True


class Relay:
    """Numbers committed facts and publishes them in that order. One lane per service; a second relay waits at its lock.

    Positions are given after commit, under the lane's lock (`pos IS NULL` → next `pos`): whoever polls `id > last`
    instead skips rows whose sequence was taken before a slower commit (34 % were lost so in a measurement)."""

    def __init__(self, db: Database, bus: Bus, service: str, *, batch: int = 500, poll: float = 0.2) -> None:
        self._db, self._bus, self._service = db, bus, service
        self._batch, self._poll = batch, poll
        self._hint = asyncio.Event()
        self._published: dict[UUID, int] = {}  # in the lane's epoch: after a restore it counts for nothing

    def hint(self) -> None:
        """Something was committed just now; saves the wait for the next poll."""
        self._hint.set()

    async def run(self) -> None:
        """Until cancelled. Broker or database gone: waits and goes on where the lane's mark stands."""
        wait = self._poll
        while True:
            try:
                busy = await self.step()
                wait = self._poll
            except (Refusal, OSError, TimeoutError) as trouble:
                log.warning("relay waits: %s", type(trouble).__name__)
                busy, wait = False, min(wait * 2, 5.0)
            if not busy:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._hint.wait(), wait)
                self._hint.clear()

    async def step(self) -> bool:
        """Number all that was committed, move the lane's mark to what was published last time, publish one batch of
        what lies beyond. True when there may be more. Numbers come first: while the broker is away, the sweep lives on
        them. A mark that comes late costs only that something is published again."""
        given, facts = self._batch, list[Fact]()
        while given == self._batch:
            async with self._db.begin() as tx:
                mine = (await tx.execute(sa.select(lane).where(lane.c.name == "facts").with_for_update())).one()
                mark = max(mine.mark, self._published.get(mine.epoch, 0))
                fresh = await self._number(tx, mine.pos)
                given = len(fresh)
                if given or mark > mine.mark:
                    moved = {"pos": mine.pos + given, "mark": mark}
                    await tx.execute(sa.update(lane).where(lane.c.name == "facts").values(moved))
                if mark == mine.pos:
                    facts = fresh
                elif given < self._batch:
                    facts = await after(tx, self._service, mark, limit=self._batch)
        if facts:
            spans = [
                telemetry.begun(
                    f"publish {fact.noun}.{fact.past}", parent=fact.traceparent, kind=SpanKind.PRODUCER, begins=False
                )
                for fact in facts
            ]
            await self._bus.publish(facts)
            for span in spans:
                span.end()
            self._published = {mine.epoch: facts[-1].pos}
        return bool(facts)

    async def _number(self, tx: Tx, last: int) -> list[Fact]:
        """Give one batch of committed facts the numbers behind `last`."""
        waiting = sa.select(outbox).where(outbox.c.pos.is_(None)).order_by(outbox.c.made_at, outbox.c.id)
        fresh = _in_order((await tx.execute(waiting.limit(self._batch))).all())
        if fresh:
            await tx.execute(
                sa.update(outbox)
                .where(outbox.c.made_at == sa.bindparam("b_made_at"), outbox.c.id == sa.bindparam("b_id"))
                .values(pos=sa.bindparam("b_pos")),
                [
                    {"b_made_at": row.made_at, "b_id": row.id, "b_pos": pos}
                    for pos, row in enumerate(fresh, start=last + 1)
                ],
            )
        return [_fact(row, self._service, pos) for pos, row in enumerate(fresh, start=last + 1)]


def _in_order(rows: Sequence[sa.Row[Any]]) -> list[sa.Row[Any]]:
    """By the time of writing, but within a subject by its own numbers: the clocks of two machines may differ."""
    waiting: dict[UUID, list[sa.Row[Any]]] = {}
    for row in sorted(rows, key=lambda row: row.seq, reverse=True):
        waiting.setdefault(row.subject_id, []).append(row)
    return [waiting[row.subject_id].pop() for row in rows]


async def begin_epoch(tx: Tx) -> None:
    """After a restore: listeners see the new epoch, say so, and hear everything again. With the relay's log-in."""
    await tx.execute(sa.update(lane).where(lane.c.name == "facts").values(epoch=uuid4()))


async def head(tx: Tx) -> tuple[str, int]:
    """The lane's epoch and the last number given."""
    row = (await tx.execute(sa.select(lane.c.epoch, lane.c.pos).where(lane.c.name == "facts"))).one()
    return str(row.epoch), row.pos


async def after(
    tx: Tx, service: str, mark: int, *, until: int | None = None, nouns: Sequence[str] = (), limit: int = 500
) -> list[Fact]:
    """Numbered facts beyond `mark` (and up to `until`), in order."""
    wanted = sa.select(outbox).where(outbox.c.pos > mark).order_by(outbox.c.pos).limit(limit)
    if until is not None:
        wanted = wanted.where(outbox.c.pos <= until)
    if nouns:
        wanted = wanted.where(outbox.c.noun.in_(nouns))
    return [_fact(row, service, row.pos) for row in await tx.execute(wanted)]


def _fact(row: sa.Row[Any], service: str, pos: int) -> Fact:
    return Fact(
        noun=row.noun, past=row.past, subject_id=row.subject_id, office=row.office, for_office=row.for_office,
        area=row.area, at=row.at, payload=row.payload, service=service, version=row.version, id=row.id, seq=row.seq,
        pos=pos, traceparent=row.traceparent,
    )  # fmt: skip
