"""Time is a row (DESIGN law 11): what must happen later is written by the action that creates the duty, found by `tick`
without an office, claimed with SKIP LOCKED under the row's office, and done by an action."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from services.kit import clock, ids, keys, telemetry, walls
from services.kit.change import Duty
from services.kit.db import Database, Tx
from services.kit.errors import Refusal, Unavailable

log = logging.getLogger(__name__)

due = walls.plumbing(
    "due",
    walls.KIT,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("office", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("subject_id", sa.Uuid, nullable=False),
    sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("done_at", sa.DateTime(timezone=True)),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("trouble", sa.Text),
)

# A duty done inside the transaction that closes its row.
Doer = Callable[[Tx, UUID, datetime], Awaitable[None]]
# A duty that must dial out first: called between two transactions; returns what is done inside the second.
Errand = Callable[[str, UUID, datetime], Awaitable[Callable[[Tx], Awaitable[None]]]]
TRIES = 20
LEASE = timedelta(seconds=30)  # longer than any errand may dial (twice ten); so long a duty waits whose tick died
AT_ONCE = 3  # errands wait for others most of their time


async def add(tx: Tx, duties: Sequence[Duty]) -> None:
    if duties:
        rows = [
            dict(id=ids.new(), office=tx.office, kind=d.kind, subject_id=d.subject_id, due_at=d.due_at, tries=0)
            for d in duties
        ]
        await tx.insert(due, *rows)


async def discharge(tx: Tx, subject_id: UUID, kinds: Sequence[str]) -> None:
    """These duties of the subject no longer stand."""
    if kinds:
        mine = (due.c.subject_id == subject_id) & (due.c.office == tx.office) & due.c.kind.in_(kinds)
        await tx.execute(sa.update(due).where(mine, due.c.done_at.is_(None)).values(done_at=clock.now()))


class Tick:
    """`doers` map a kind of duty to its action; `errands` those that dial out, between two transactions."""

    def __init__(
        self,
        db: Database,
        doers: Mapping[str, Doer],
        errands: Mapping[str, Errand] | None = None,
        *,
        every: float = 1.0,
    ) -> None:
        self._db, self._doers, self._errands, self._every = db, doers, errands or {}, every

    async def run(self) -> None:
        while True:
            try:
                while await self.step(clock.now()):
                    pass
            except (Refusal, OSError) as trouble:
                log.warning("tick waits: %s", type(trouble).__name__)
            await asyncio.sleep(self._every)

    async def tidy(self) -> None:
        """Once an hour: forget idempotency keys and discharged duties after their 90 days."""
        while True:
            async with self._db.begin() as tx:
                await keys.forget(tx, at=clock.now())
                await tx.execute(sa.delete(due).where(due.c.done_at < clock.now() - keys.KEPT))
            await asyncio.sleep(3600)

    async def once(self, at: datetime) -> int:
        """Do everything that is due at `at` (development: an instant to come); how many duties were done."""
        done = 0
        while rows := await self._waiting(at):
            done += await self._do_all(rows, at)
        return done

    async def step(self, at: datetime) -> int:
        """One round; how many duties were done."""
        return await self._do_all(await self._waiting(at), at)

    async def _waiting(self, at: datetime) -> Sequence[sa.Row[Any]]:
        async with self._db.begin() as tx:
            open_ = sa.select(due).where(due.c.due_at <= at, due.c.done_at.is_(None), due.c.tries < TRIES)
            return (await tx.execute(open_.order_by(due.c.due_at).limit(50))).all()

    async def _do_all(self, rows: Sequence[sa.Row[Any]], at: datetime) -> int:
        places = asyncio.Semaphore(AT_ONCE)

        async def one(row: sa.Row[Any]) -> bool:
            async with places:
                return await self._do(row, at)

        return sum(await asyncio.gather(*(one(row) for row in rows)))

    async def _do(self, row: sa.Row[Any], at: datetime) -> bool:
        try:
            with telemetry.span(f"due {row.kind}"):
                if row.kind not in self._errands:
                    doer = self._doers[row.kind]
                    return await self._finish(row, lambda tx: doer(tx, row.subject_id, at))
                if not await self._lease(row, at):
                    return False
                return await self._finish(row, await self._errands[row.kind](row.office, row.subject_id, at))
        except Exception as error:  # noqa: BLE001  # reason: whatever one duty fails by, the duties behind it go on
            trouble = error.code if isinstance(error, Refusal) else type(error).__name__
            log.warning("duty %s waits: %s", row.kind, trouble)
            counted = 0 if isinstance(error, Unavailable) else 1
            wait = min(5 * 2 ** (row.tries * counted), 3600)  # half a day in all, to mend a fault in
            later = {"trouble": trouble, "tries": due.c.tries + counted, "due_at": at + timedelta(seconds=wait)}
            async with self._db.begin() as tx:
                await tx.execute(sa.update(due).where(due.c.id == row.id).values(**later))
            return False

    async def _lease(self, row: sa.Row[Any], at: datetime) -> bool:
        """Take an errand before it dials, so that no other tick dials too; should we die, it is due again after it."""
        mine = sa.update(due).where(due.c.id == row.id, due.c.done_at.is_(None), due.c.due_at <= at)
        async with self._db.begin() as tx:
            return (await tx.execute(mine.values(due_at=at + LEASE))).rowcount == 1

    async def _finish(self, row: sa.Row[Any], finish: Callable[[Tx], Awaitable[None]]) -> bool:
        """What is to be done, and the end of its duty, in one transaction; False when another tick has it."""
        async with self._db.begin(row.office) as tx:
            claim = sa.select(due.c.id).where(due.c.id == row.id, due.c.done_at.is_(None))
            if await tx.scalar(claim.with_for_update(skip_locked=True)) is None:
                return False
            await finish(tx)
            await tx.execute(sa.update(due).where(due.c.id == row.id).values(done_at=clock.now()))
        return True
