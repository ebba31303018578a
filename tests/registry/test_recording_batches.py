"""An import that is killed half-way, on the level of transactions: nothing is half recorded, and whoever goes on does
nobody twice. The street's own tick is kept away from it and ends it at last.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from deploy.local.running import Running
from services.kit import actor, clock
from services.kit.db import Database, Tx
from services.kit.due import due
from services.kit.vault import Vault
from services.registry import imports
from services.registry.actions import importing
from tests.registry.conftest import Kabupaten
from tests.registry.files import as_csv, checked, rows


class Killed(Exception):
    """What the process dies of."""


@dataclass
class Work:
    """The registry at work on one import, in transactions of the test's own."""

    db: Database
    vault: Vault
    office: str
    import_id: UUID

    async def done(self, verb: Callable[[Tx], Awaitable[None]]) -> None:
        async with self.db.begin(self.office) as tx:
            await verb(tx)

    async def killed(self, verb: Callable[[Tx], Awaitable[None]]) -> None:
        """All of it is said to the database, and the process dies before the commit."""

        async def dies(tx: Tx) -> None:
            await verb(tx)
            await tx.send()
            raise Killed

        with pytest.raises(Killed):
            await self.done(dies)

    async def confirm(self, tx: Tx) -> None:
        machine = actor.Actor("test", self.office, frozenset({"dinas"}))
        await importing.confirm_import(tx, machine, self.import_id, was=2, at=clock.now())
        await self._later(tx)

    async def batch(self, tx: Tx) -> None:
        machine = actor.machine("registry", self.office)
        await importing.record_batch(tx, machine, self.vault, self.import_id, at=clock.now())
        await self._later(tx)

    async def _later(self, tx: Tx) -> None:
        """The street's tick leaves it alone for an hour."""
        mine = (due.c.subject_id == self.import_id) & due.c.done_at.is_(None)
        await tx.execute(sa.update(due).where(mine).values(due_at=clock.now() + timedelta(hours=1)))

    async def release(self) -> None:
        async with self.db.begin(self.office) as tx:
            mine = (due.c.subject_id == self.import_id) & (due.c.kind == imports.APPLY) & due.c.done_at.is_(None)
            await tx.execute(sa.update(due).where(mine).values(due_at=clock.now()))


@pytest.fixture
async def db(street: Running) -> AsyncIterator[Database]:
    pool = Database(street.dsn("registry", "consume"), pool=2, name="registry-test")
    yield pool
    await pool.close()


# Volunteers of an import, and what belongs to each of them.
_STANDS = """SELECT (SELECT count(*) FROM volunteers JOIN mine ON volunteer_id = row_id),
    (SELECT count(DISTINCT username) FROM volunteers JOIN mine ON volunteer_id = row_id),
    (SELECT count(*) FROM subject_keys JOIN mine ON subject_id = row_id),
    (SELECT count(*) FROM outbox JOIN mine ON subject_id = row_id WHERE past = 'appointed'),
    (SELECT count(*) FROM due JOIN mine ON subject_id = row_id WHERE kind = 'volunteer.account')"""
_OF = "WITH mine AS (SELECT row_id FROM import_rows WHERE import_id = $1) "


async def test_what_is_killed_half_way_is_half_recorded_nowhere_and_ends_whole(
    kabupaten: Kabupaten, street: Running, db: Database, admin: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "BATCH", 4)
    path, _ = checked(kabupaten, as_csv(rows(kabupaten, 10, start=600)))
    work = Work(db, Vault(street.folder / "keys" / "registry"), kabupaten.code, UUID(path.rpartition("/")[2]))

    async def stands() -> set[int]:
        return set(await admin.fetchrow(_OF + _STANDS, work.import_id))

    await work.killed(work.confirm)
    assert kabupaten.dinas.get(path).body["status"] == "checked"
    await work.done(work.confirm)
    await work.killed(work.batch)
    assert await stands() == {0}
    await work.done(work.batch)
    assert await stands() == {4}
    assert kabupaten.dinas.get(path).body["recorded"] == 4
    await work.killed(work.batch)
    assert await stands() == {4}
    await work.release()
    ended = kabupaten.dinas.until(path, "status", "applied")
    assert (ended["recorded"], ended["waiting"]) == (10, 0)
    assert await stands() == {10}


async def test_two_batches_at_once_are_one_after_the_other(
    kabupaten: Kabupaten, street: Running, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "BATCH", 3)
    path, _ = checked(kabupaten, as_csv(rows(kabupaten, 6, start=620)))
    work = Work(db, Vault(street.folder / "keys" / "registry"), kabupaten.code, UUID(path.rpartition("/")[2]))
    await work.done(work.confirm)
    await asyncio.gather(work.done(work.batch), work.done(work.batch))
    found = kabupaten.dinas.get(path).body
    assert (found["status"], found["recorded"]) == ("applied", 6)


async def test_after_the_last_row_nothing_that_was_typed_can_be_opened(
    kabupaten: Kabupaten, street: Running, db: Database, admin: Any
) -> None:
    told = [*rows(kabupaten, 2, start=640), {"Nama": "Mawar Salah"}]
    path, found = checked(kabupaten, as_csv(told))
    assert kabupaten.dinas.post(f"{path}/confirmation", was=found["version"]).status == 200
    kabupaten.dinas.until(path, "status", "applied")
    import_id = UUID(path.rpartition("/")[2])
    assert await admin.fetchval("SELECT count(*) FROM subject_keys WHERE subject_id = $1", import_id) == 0
    left = await admin.fetch("SELECT fate, told FROM import_rows WHERE import_id = $1 ORDER BY line", import_id)
    assert [(row["fate"], row["told"]) for row in left] == [("recorded", None), ("recorded", None), ("wrong", None)]
    assert await admin.fetchval("SELECT file FROM imports WHERE import_id = $1", import_id) is None


async def test_what_nobody_confirmed_is_gone_after_seven_days(
    kabupaten: Kabupaten, street: Running, db: Database, admin: Any
) -> None:
    path, _ = checked(kabupaten, as_csv(rows(kabupaten, 2, start=650)))
    import_id, vault = UUID(path.rpartition("/")[2]), Vault(street.folder / "keys" / "registry")
    later = clock.now() + timedelta(days=7)
    async with db.begin(kabupaten.code) as tx:
        await importing.clear_import(tx, actor.machine("registry", kabupaten.code), vault, import_id, at=later)
    assert kabupaten.dinas.get(path).body["status"] == "expired"
    assert await admin.fetchval("SELECT count(*) FROM import_rows WHERE import_id = $1", import_id) == 0
    assert await admin.fetchval("SELECT count(*) FROM subject_keys WHERE subject_id = $1", import_id) == 0
