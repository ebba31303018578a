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
AT_ONCE = 3  # errands wait for others most of their time


async def add(tx: Tx, duties: Sequence[Duty]) -> None:
    if duties:
        rows = [
            dict(id=ids.new(), office=tx.office, kind=d.kind, subject_id=d.subject_id, due_at=d.due_at, tries=0)
            for d in duties
        ]
        await tx.execute(sa.insert(due), rows)


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
        while count := await self.step(at):
            done += count
        return done

    async def step(self, at: datetime) -> int:
        """One round; how many duties were done."""
        async with self._db.begin() as tx:
            open_ = sa.select(due).where(due.c.due_at <= at, due.c.done_at.is_(None), due.c.tries < TRIES)
            rows = (await tx.execute(open_.order_by(due.c.due_at).limit(50))).all()
        places = asyncio.Semaphore(AT_ONCE)

        async def one(row: sa.Row[Any]) -> bool:
            async with places:
                return await self._do(row.id, row.office, row.kind, row.subject_id, at)

        return sum(await asyncio.gather(*(one(row) for row in rows)))

    async def _do(self, id: UUID, office: str, kind: str, subject_id: UUID, at: datetime) -> bool:
        finish: Callable[[Tx], Awaitable[None]]
        try:
            with telemetry.span(f"due {kind}"):
                if kind in self._errands:
                    finish = await self._errands[kind](office, subject_id, at)
                else:
                    doer = self._doers[kind]

                    async def finish(tx: Tx) -> None:
                        await doer(tx, subject_id, at)

                async with self._db.begin(office) as tx:
                    claim = sa.select(due.c.id).where(due.c.id == id, due.c.done_at.is_(None))
                    if await tx.scalar(claim.with_for_update(skip_locked=True)) is None:
                        return False
                    await finish(tx)
                    await tx.execute(sa.update(due).where(due.c.id == id).values(done_at=clock.now()))
            return True
        except Exception as error:  # noqa: BLE001  # reason: whatever one duty fails by, the duties behind it go on
            trouble = error.code if isinstance(error, Refusal) else type(error).__name__
            log.warning("duty %s waits: %s", kind, trouble)
            async with self._db.begin() as tx:
                tries = due.c.tries + (0 if isinstance(error, Unavailable) else 1)
                later = {"trouble": trouble, "tries": tries, "due_at": at + timedelta(seconds=5)}
                await tx.execute(sa.update(due).where(due.c.id == id).values(**later))
            return False
