"""One table that fails stops no other; of two heads that contradict one another both are kept. On an own database."""

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest

from deploy.local import databases
from deploy.local.running import Running
from services.kit import actor, clock, once
from services.kit.db import Database
from services.oversight import actions, figures, policy, store, ticks
from services.oversight.figures import Kind, Step, Table
from services.oversight.store import Head
from services.oversight.suppression import Cell, Shown

NATION = policy.Sight("00")


@pytest.fixture
async def db(street: Running) -> AsyncIterator[Database]:
    name = f"scratch_oversight_{uuid4().hex[:8]}"
    await asyncio.to_thread(databases.create_scratch, street.plan, street.passwords, "oversight", name)
    await asyncio.to_thread(once.migrate, "oversight", street.dsn("oversight", "migrate", name))
    made = Database(street.dsn("oversight", "consume", name), pool=2, name="oversight-test")
    yield made
    await made.close()
    await asyncio.to_thread(databases.drop_scratch, street.plan, street.passwords, name)


async def counted(db: Database, *steps: Step) -> None:
    for step in steps:
        async with db.begin(step.office) as tx:
            await actions.count_step(tx, actor.machine("oversight", step.office), step)


async def published(db: Database) -> dict[str, int | None]:
    """The sum of each province."""
    async with db.begin() as tx:
        rows = await store.figures(tx, kind=Kind.CASES, area="00", type="*", status="*", after=None, limit=200)
    return {row.area: row.count for row in rows if row.area != "00"}


def met(office: str, files: int = 6) -> list[Step]:
    return [Step(Kind.CASES, office, None, ("8", "awaiting"))] * files


async def test_a_table_that_fails_stops_no_province_behind_it(
    db: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await counted(db, *met("1101"), *met("1906"), *met("3208"))
    proven = figures.shown

    def unproven(table: Table, files: Mapping[Cell, int]) -> dict[Cell, Shown]:
        if table.province == "19":
            raise RuntimeError("no proof")
        return proven(table, files)

    house: Any = SimpleNamespace(db=db)
    with monkeypatch.context() as broken, caplog.at_level(logging.ERROR):
        broken.setattr(figures, "shown", unproven)
        await ticks.publish_all(house)
    assert await published(db) == {"11": 6, "32": 6}
    assert caplog.messages == ["not published: cases of province 19: RuntimeError"]
    await ticks.publish_all(house)
    assert await published(db) == {"11": 6, "19": 6, "32": 6}


async def test_a_file_whose_type_changes_leaves_nothing_behind(db: Database) -> None:
    returned, awaiting = ("8", "returned"), ("10", "awaiting")
    await counted(
        db,
        Step(Kind.CASES, "1906", None, ("8", "awaiting")),
        Step(Kind.CASES, "1906", ("8", "awaiting"), returned),
        Step(Kind.CASES, "1906", returned, awaiting),
    )
    async with db.begin() as tx:
        assert await store.files(tx, Table(Kind.CASES, "19", 3)) == {("1906", *awaiting): 1}


async def test_a_count_below_zero_is_told(db: Database, caplog: pytest.LogCaptureFixture) -> None:
    await counted(db, Step(Kind.CASES, "1906", ("8", "returned"), ("8", "awaiting")))
    house: Any = SimpleNamespace(db=db)
    with caplog.at_level(logging.ERROR):
        await ticks.publish_all(house)
    assert caplog.messages == ["1 counts below zero: cases of province 19"]


async def test_two_heads_of_one_number_are_both_kept_and_told(db: Database, caplog: pytest.LogCaptureFixture) -> None:
    at, machine = clock.now(), actor.machine("oversight", "1906")
    true, false = (Head("cases", "1906", 7, bytes([n] * 32), bytes(64), at) for n in (1, 2))
    async with db.begin("1906") as tx:
        await actions.keep_head(tx, machine, true)
        await actions.keep_head(tx, machine, true)  # told twice is no contradiction
    assert caplog.messages == []
    async with db.begin("1906") as tx:
        await actions.keep_head(tx, machine, false)
    assert caplog.messages == ["ledger contradicts its own head: cases of 1906, number 7"]
    async with db.begin() as tx:
        first = await store.heads(tx, within=NATION, office=None, after=None, limit=1)
        mark = [at.isoformat(), "cases", "1906", 7, first[0].hash.hex()]
        second = await store.heads(tx, within=NATION, office=None, after=mark, limit=1)
    assert [first[0].hash, second[0].hash] == [true.hash, false.hash]
