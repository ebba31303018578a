"""Writes of a transaction may wait and go as one statement: nothing is lost, seen too early or left behind by it."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID

import asyncpg
import pytest
import sqlalchemy as sa

from services.kit import ids, walls
from services.kit.db import Database, Tx
from services.kit.errors import Conflict
from tests.kit.parts import Scratch

MINE = sa.MetaData()
notes = walls.held("notes", MINE, sa.Column("id", sa.Uuid), sa.Column("said", sa.Text), key=("id",))
marks = walls.held("marks_made", MINE, sa.Column("id", sa.Uuid), key=("id",))


@pytest.fixture(scope="module", autouse=True)
async def tables(scratch: Scratch) -> None:
    await scratch.migrate(
        "CREATE TABLE notes (office text, id uuid, said text, PRIMARY KEY (office, id))",
        "CREATE TABLE marks_made (office text, id uuid, PRIMARY KEY (office, id))",
        *walls.raise_held("registry", "notes"),
        *walls.raise_held("registry", "marks_made"),
    )


@pytest.fixture
async def single(scratch: Scratch) -> AsyncIterator[Database]:
    """One connection: whoever comes next gets the one that was used last."""
    pool = scratch.pool("app", 1)
    yield pool
    await pool.close()


async def written(scratch: Scratch, id: UUID) -> int:
    return (await scratch.admin("SELECT id FROM notes")).count((id,))


async def note(tx: Tx, id: UUID, said: str | None = None, office: str = "1906") -> None:
    await tx.insert(notes, {"office": office, "id": id, "said": said})


async def test_rows_that_wait_are_there_after_the_commit(scratch: Scratch) -> None:
    one, two = ids.new(), ids.new()
    async with scratch.app.begin("1906") as tx:
        await tx.insert(notes, {"office": "1906", "id": one, "said": "a"}, {"office": "1906", "id": two})
        await tx.insert(marks, {"office": "1906", "id": one})
    assert (await written(scratch, one), await written(scratch, two)) == (1, 1)


async def test_rows_that_wait_are_seen_by_the_next_statement(scratch: Scratch) -> None:
    one = ids.new()
    async with scratch.app.begin("1906") as tx:
        await note(tx, one)
        assert await tx.scalar(sa.select(notes.c.id).where(notes.c.id == one)) == one


async def test_a_statement_that_takes_along_what_waits_sees_nothing_of_it(scratch: Scratch) -> None:
    one = ids.new()
    async with scratch.app.begin("1906") as tx:
        await note(tx, one)
        assert await tx.fetch("SELECT id FROM notes WHERE id = $", one) == []
    assert await written(scratch, one) == 1


async def test_two_lots_of_one_table_are_both_written(scratch: Scratch) -> None:
    one, two = ids.new(), ids.new()
    async with scratch.app.begin("1906") as tx:
        await note(tx, one)
        await note(tx, two)
    assert (await written(scratch, one), await written(scratch, two)) == (1, 1)


async def test_what_waits_is_given_up_with_the_transaction(scratch: Scratch) -> None:
    one = ids.new()

    async def fail() -> None:
        async with scratch.app.begin("1906") as tx:
            await note(tx, one)
            raise Conflict()

    with pytest.raises(Conflict):
        await fail()
    assert await written(scratch, one) == 0


async def test_a_row_of_another_office_is_refused_whichever_way_it_goes(scratch: Scratch) -> None:
    one = ids.new()
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with scratch.app.begin("1906") as tx:
            await note(tx, one, office="1907")
    assert await written(scratch, one) == 0


async def test_what_failed_inside_a_savepoint_is_gone_and_the_rest_stays(scratch: Scratch) -> None:
    before, inside = ids.new(), ids.new()

    async def fail(tx: Tx) -> None:
        async with tx.savepoint():
            await note(tx, inside)
            raise Conflict()

    async with scratch.app.begin("1906") as tx:
        await note(tx, before)
        with pytest.raises(Conflict):
            await fail(tx)
    assert (await written(scratch, before), await written(scratch, inside)) == (1, 0)


async def test_what_a_cancelled_transaction_had_begun_is_never_carried_on_by_the_next(
    scratch: Scratch, single: Database
) -> None:
    for moment in (0.0, 0.001, 0.002, 0.005, 0.02):
        one, begun = ids.new(), asyncio.Event()

        async def dawdle(id: UUID, begun: asyncio.Event) -> None:
            async with single.begin("1906") as tx:
                await note(tx, id)
                await tx.send()
                begun.set()
                await tx.fetch("SELECT pg_sleep(1)")

        task = asyncio.create_task(dawdle(one, begun))
        await (begun.wait() if moment > 0.01 else asyncio.sleep(moment))
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        async with single.begin("1907") as tx:
            assert await tx.fetch("SELECT titian.office(), count(*) FROM notes") == [("1907", 0)]
        assert await written(scratch, one) == 0


async def test_a_connection_that_the_server_closed_is_replaced_before_it_is_used(
    scratch: Scratch, single: Database
) -> None:
    async with single.begin("1906") as tx:
        ((pid,),) = await tx.fetch("SELECT pg_backend_pid()")
    await scratch.admin(f"SELECT pg_terminate_backend({pid}, 5000)")
    await asyncio.sleep(0)  # the loop hears of it
    async with single.begin("1906") as tx:
        assert await tx.fetch("SELECT 1") == [(1,)]
