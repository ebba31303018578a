"""Time is a row (DESIGN law 11): what is due is done once, in its office, and what fails waits alone."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from services.kit import clock, due, ids, keys
from services.kit.change import Duty
from services.kit.db import Tx
from services.kit.due import LEASE, TRIES, Doer, Errand, Tick
from services.kit.errors import Forbidden, Unavailable
from tests.kit.parts import Scratch

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SOON = timedelta(minutes=5)


class Diary:
    """What was done, in a row that stands and falls with its transaction."""

    def __init__(self, scratch: Scratch) -> None:
        self._scratch = scratch

    async def note(self, tx: Tx, subject_id: UUID, at: datetime) -> None:
        said = f"{tx.office}|{subject_id}|{at:%H:%M}"
        await tx.execute(sa.text("UPDATE diary SET said = said || CAST(:said AS text)"), {"said": said})

    async def read(self) -> list[str]:
        return list((await self._scratch.admin("SELECT said FROM diary"))[0][0])


@pytest.fixture(scope="module", autouse=True)
async def table(scratch: Scratch) -> None:
    await scratch.migrate("CREATE TABLE diary (said text[])", "GRANT SELECT, UPDATE ON diary TO registry_consume")


@pytest.fixture
async def diary(scratch: Scratch) -> Diary:
    await scratch.empty("due", "diary")
    await scratch.admin("INSERT INTO diary VALUES ('{}')")
    return Diary(scratch)


async def owe(scratch: Scratch, kind: str = "remind", *, office: str = "1906", at: datetime = NOON) -> UUID:
    subject = ids.new()
    async with scratch.app.begin(office) as tx:
        await due.add(tx, [Duty(kind, subject, at)])
    return subject


async def rows(scratch: Scratch) -> list[Any]:
    async with scratch.consume.begin() as tx:
        return list((await tx.execute(sa.select(due.due).order_by(due.due.c.id))).all())


def tick(scratch: Scratch, *, errands: dict[str, Errand] | None = None, **doers: Doer) -> Tick:
    return Tick(scratch.consume, doers, errands)


async def fails(tx: Tx, subject_id: UUID, at: datetime) -> None:
    await tx.execute(sa.text("UPDATE diary SET said = said || 'half done'::text"))
    raise AttributeError("a fault of ours")


async def test_what_is_due_is_done_under_its_office_at_the_instant_that_is_told(scratch: Scratch, diary: Diary) -> None:
    early, late = await owe(scratch, office="3208"), await owe(scratch, at=NOON + SOON)
    assert await tick(scratch, remind=diary.note).once(NOON) == 1
    assert await diary.read() == [f"3208|{early}|12:00"]
    assert await tick(scratch, remind=diary.note).once(NOON + SOON) == 1
    assert await diary.read() == [f"3208|{early}|12:00", f"1906|{late}|12:05"]
    assert await tick(scratch, remind=diary.note).once(NOON + SOON) == 0


async def test_a_duty_that_rolled_back_with_its_action_was_never_owed(scratch: Scratch, diary: Diary) -> None:
    async def act() -> None:
        async with scratch.app.begin("1906") as tx:
            await due.add(tx, [Duty("remind", ids.new(), NOON)])
            raise Forbidden

    with pytest.raises(Forbidden):
        await act()
    assert await tick(scratch, remind=diary.note).once(NOON) == 0


async def test_a_duty_discharged_is_not_done(scratch: Scratch, diary: Diary) -> None:
    subject = await owe(scratch)
    other = await owe(scratch)
    async with scratch.app.begin("3208") as tx:
        await due.discharge(tx, subject, ["remind"])  # another office's word does not count
    async with scratch.app.begin("1906") as tx:
        await due.discharge(tx, other, ["remind", "expire"])
        await due.discharge(tx, subject, ["expire"])
    await tick(scratch, remind=diary.note).once(NOON)
    assert await diary.read() == [f"1906|{subject}|12:00"]


async def test_two_ticks_at_once_do_each_duty_once(scratch: Scratch, diary: Diary) -> None:
    async def slowly(tx: Tx, subject_id: UUID, at: datetime) -> None:
        await tx.execute(sa.text("SELECT pg_sleep(0.01)"))
        await diary.note(tx, subject_id, at)

    subjects = [await owe(scratch) for _ in range(12)]
    ticks = [tick(scratch, remind=slowly) for _ in range(2)]
    done = await asyncio.gather(*(one.once(NOON) for one in ticks))
    assert sum(done) == len(subjects)
    assert sorted(await diary.read()) == sorted(f"1906|{subject}|12:00" for subject in subjects)


async def test_a_duty_that_fails_leaves_nothing_waits_and_lets_the_others_go_on(scratch: Scratch, diary: Diary) -> None:
    for number in range(60):  # more than one round takes
        await owe(scratch, "fail", at=NOON - timedelta(seconds=number))
    await owe(scratch, "nobody_knows", at=NOON - SOON)
    subject = await owe(scratch)
    assert await tick(scratch, fail=fails, remind=diary.note).once(NOON) == 1
    assert await diary.read() == [f"1906|{subject}|12:00"]
    waiting = [row for row in await rows(scratch) if row.done_at is None]
    assert {(row.kind, row.tries, row.trouble) for row in waiting} == {
        ("fail", 1, "AttributeError"),
        ("nobody_knows", 1, "KeyError"),
    }
    assert all(row.due_at == NOON + timedelta(seconds=5) for row in waiting)


async def test_a_duty_that_fails_waits_longer_each_time_and_at_last_for_a_person(
    scratch: Scratch, diary: Diary
) -> None:
    await owe(scratch, "fail")
    waits, at = [], NOON
    for _ in range(TRIES):
        assert await tick(scratch, fail=fails).once(at) == 0
        ((_, *_, due_at, _, _, _),) = await rows(scratch)
        waits.append((due_at - at).total_seconds())
        at = due_at
    assert waits[:4] == [5, 10, 20, 40]
    assert max(waits) == 3600
    await tick(scratch, fail=diary.note).once(at + timedelta(days=1))
    assert await diary.read() == []
    await scratch.admin("UPDATE due SET tries = 0")
    assert await tick(scratch, fail=diary.note).once(at + timedelta(days=1)) == 1


async def test_a_part_that_is_away_is_not_counted_against_a_duty(scratch: Scratch, diary: Diary) -> None:
    async def away(tx: Tx, subject_id: UUID, at: datetime) -> None:
        raise Unavailable("cases")

    await owe(scratch)
    for number in range(TRIES + 2):
        await tick(scratch, remind=away).once(NOON + number * SOON)
    (row,) = await rows(scratch)
    assert (row.tries, row.trouble) == (0, "unavailable-cases")
    assert await tick(scratch, remind=diary.note).once(NOON + timedelta(days=1)) == 1


# --- errands ---


async def test_an_errand_dials_between_two_transactions(scratch: Scratch, diary: Diary) -> None:
    """While it dials, no transaction and no lock of this tick is open, and the duty is not yet done."""
    seen: list[object] = []

    async def call(office: str, subject_id: UUID, at: datetime) -> Any:
        open_ = await scratch.admin(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND usename = 'registry_consume' AND (state LIKE 'idle in%' OR backend_xid IS NOT NULL)"
        )
        seen.append((office, subject_id, open_[0][0], (await rows(scratch))[0].done_at))

        async def finish(tx: Tx) -> None:
            await diary.note(tx, subject_id, at)

        return finish

    subject = await owe(scratch, "call", office="3208")
    assert await tick(scratch, errands={"call": call}).once(NOON) == 1
    assert seen == [("3208", subject, 0, None)]
    assert await diary.read() == [f"3208|{subject}|12:00"]


async def test_two_ticks_at_once_dial_once(scratch: Scratch, diary: Diary) -> None:
    dialled: list[UUID] = []

    async def call(office: str, subject_id: UUID, at: datetime) -> Any:
        dialled.append(subject_id)
        await asyncio.sleep(0.1)
        return lambda tx: diary.note(tx, subject_id, at)

    subjects = [await owe(scratch, "call") for _ in range(4)]
    ticks = [tick(scratch, errands={"call": call}) for _ in range(2)]
    assert sum(await asyncio.gather(*(one.once(NOON) for one in ticks))) == 4
    assert sorted(dialled) == sorted(subjects)


async def test_an_errand_whose_tick_died_is_due_again_after_its_lease(scratch: Scratch, diary: Diary) -> None:
    async def hang(office: str, subject_id: UUID, at: datetime) -> Any:
        await asyncio.sleep(60)

    async def call(office: str, subject_id: UUID, at: datetime) -> Any:
        return lambda tx: diary.note(tx, subject_id, at)

    await owe(scratch, "call")
    dying = asyncio.create_task(tick(scratch, errands={"call": hang}).once(NOON))
    await asyncio.sleep(0.2)
    dying.cancel()
    assert await tick(scratch, errands={"call": call}).once(NOON) == 0
    assert await tick(scratch, errands={"call": call}).once(NOON + LEASE) == 1


async def test_an_errand_that_nobody_answers_waits_and_is_not_done(scratch: Scratch, diary: Diary) -> None:
    async def call(office: str, subject_id: UUID, at: datetime) -> Any:
        raise Unavailable("keycloak")

    await owe(scratch, "call")
    assert await tick(scratch, errands={"call": call}).once(NOON) == 0
    (row,) = await rows(scratch)
    assert (row.done_at, row.tries, row.due_at) == (None, 0, NOON + timedelta(seconds=5))


async def test_duties_done_are_forgotten_after_ninety_days(
    scratch: Scratch, diary: Diary, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def tidied() -> list[Any]:
        tidying = asyncio.create_task(tick(scratch).tidy())
        await asyncio.sleep(0.1)
        tidying.cancel()
        return await rows(scratch)

    await owe(scratch)
    await owe(scratch, at=NOON + timedelta(days=365))
    await tick(scratch, remind=diary.note).once(NOON)
    assert len(await tidied()) == 2
    then = clock.now() + keys.KEPT + timedelta(seconds=5)
    monkeypatch.setattr(clock, "now", lambda: then)
    (left,) = await tidied()
    assert left.done_at is None
