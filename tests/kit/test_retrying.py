"""A retry is harmless (DESIGN law 10): the key of a change is inserted with its effect, and told again it gives the
first answer. The doors' side of it is proved at the registry's (`test_doors.py`)."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa

from services.kit import clock, ids, keys, walls, web
from services.kit.actor import Actor
from services.kit.db import Tx
from services.kit.errors import Invalid
from services.kit.keys import Mine
from tests.kit.parts import Scratch

MINE = sa.MetaData()
notes = walls.held("notes", MINE, sa.Column("id", sa.Uuid), key=("id",))


@pytest.fixture(scope="module", autouse=True)
async def tables(scratch: Scratch) -> None:
    await scratch.migrate(
        "CREATE TABLE notes (office text, id uuid, PRIMARY KEY (office, id))", *walls.raise_held("registry", "notes")
    )


@pytest.fixture
def mine() -> Mine:
    return Mine("rahma", ids.new().hex, "POST /v1/notes", b"hash of the body")


async def change(scratch: Scratch, mine: Mine, *, pause: float = 0) -> None:
    async with scratch.app.begin("1906") as tx:
        await tx.execute(sa.insert(notes).values(office="1906", id=ids.new()))
        if pause:
            await asyncio.sleep(pause)
        await keys.keep(tx, mine, status=201, resource="note", version=1)


async def written(scratch: Scratch) -> int:
    return int((await scratch.admin("SELECT count(*) FROM notes"))[0][0])


async def first_answer(scratch: Scratch, mine: Mine) -> tuple[int, str, int | None] | None:
    async with scratch.app.begin("1906") as tx:
        return await keys.find(tx, mine)


async def test_a_key_told_again_has_no_second_effect_and_the_first_answer_is_found(
    scratch: Scratch, mine: Mine
) -> None:
    before = await written(scratch)
    assert await first_answer(scratch, mine) is None
    await change(scratch, mine)
    for _ in range(2):
        with pytest.raises(keys.Repeated):
            await change(scratch, mine)
    assert await written(scratch) == before + 1
    assert await first_answer(scratch, mine) == (201, "note", 1)


async def test_five_at_once_have_one_effect(scratch: Scratch, mine: Mine) -> None:
    before = await written(scratch)
    told = await asyncio.gather(*(change(scratch, mine, pause=0.02) for _ in range(5)), return_exceptions=True)
    assert sorted(type(one).__name__ for one in told) == ["NoneType"] + ["Repeated"] * 4
    assert await written(scratch) == before + 1


async def test_a_change_that_failed_keeps_no_key_and_may_be_told_again(scratch: Scratch, mine: Mine) -> None:
    async def fail() -> None:
        async with scratch.app.begin("1906") as tx:
            await keys.keep(tx, mine, status=201, resource="note", version=1)
            raise Invalid

    with pytest.raises(Invalid):
        await fail()
    await change(scratch, mine)
    assert await first_answer(scratch, mine) == (201, "note", 1)


@pytest.mark.parametrize("other", [{"body": b"another"}, {"operation": "POST /v1/other"}])
async def test_a_key_names_one_wish(scratch: Scratch, mine: Mine, other: dict[str, str]) -> None:
    await change(scratch, mine)
    with pytest.raises(Invalid) as told:
        await first_answer(scratch, replace(mine, **other))  # type: ignore[arg-type]  # -- reason: one field each
    assert (told.value.code, told.value.status) == ("key-reused", 422)


async def test_two_callers_may_use_the_same_key(scratch: Scratch, mine: Mine) -> None:
    await change(scratch, mine)
    await change(scratch, replace(mine, caller="budi"))
    assert await first_answer(scratch, replace(mine, caller="ani")) is None


async def test_keys_are_kept_ninety_days(scratch: Scratch, mine: Mine) -> None:
    await change(scratch, mine)
    for days, found in ((89, True), (91, False)):
        async with scratch.consume.begin() as tx:
            await keys.forget(tx, at=clock.now() + timedelta(days=days))
        assert (await first_answer(scratch, mine) is not None) is found


async def test_a_wish_whose_random_code_met_another_is_carried_out_all_the_same(scratch: Scratch, mine: Mine) -> None:
    """With another code; seen among ten thousand cases of one office and year."""
    told: Any = SimpleNamespace(
        actor=Actor(mine.caller, "1906", frozenset({"psm"})), once=mine.key, operation=mine.operation, body=mine.body,
        house=SimpleNamespace(db=scratch.app),
    )  # fmt: skip
    before, tries = await written(scratch), list[int]()

    async def act(tx: Tx) -> web.Answer:
        tries.append(1)
        await tx.execute(sa.insert(notes).values(office="1906", id=ids.new()))
        if len(tries) == 1:
            met = "DO 'BEGIN RAISE unique_violation USING CONSTRAINT = ''cases_code''; END'"
            await tx.execute(sa.text(met))
        return web.Answer({}, 201, resource="note")

    async def again(tx: Tx, resource: str) -> web.Answer:
        raise AssertionError("nothing was done before")

    assert (await web.change(told, act, again)).status_code == 201
    assert len(tries) == 2
    assert await written(scratch) == before + 1
