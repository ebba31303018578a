"""Facts leave (DESIGN law 1): every committed fact gets the next number without a gap and is published in that order,
whatever writers, relays, clocks and the broker do."""

import asyncio
import contextlib
import random
from collections import defaultdict
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import nats.errors
import pytest
import sqlalchemy as sa
from nats.js.api import AckPolicy, ConsumerConfig

from services.kit import clock, ids, outbox
from services.kit.bus import Bus
from services.kit.db import Database
from services.kit.facts import Fact
from services.kit.outbox import Relay
from tests.kit.parts import Broker, Heard, Scratch, at_work, fact, until


@pytest.fixture
async def writers(scratch: Scratch) -> AsyncIterator[Database]:
    made = scratch.pool("app", 12)
    yield made
    await made.close()


@pytest.fixture
async def numbered(scratch: Scratch) -> int:
    """The last number before the test."""
    async with scratch.relay.begin() as tx:
        return (await outbox.head(tx))[1]


async def write(db: Database, *facts: Fact, pause: float = 0) -> None:
    async with db.begin("1906") as tx:
        await outbox.add(tx, facts)
        if pause:
            await tx.execute(sa.text(f"SELECT pg_sleep({pause})"))


async def write_and_fail(db: Database) -> None:
    with contextlib.suppress(ZeroDivisionError):
        async with db.begin("1906") as tx:
            await outbox.add(tx, [fact()])
            raise ZeroDivisionError


async def told(scratch: Scratch, since: int) -> list[Fact]:
    async with scratch.relay.begin() as tx:
        return await outbox.after(tx, "registry", since, limit=10_000)


async def head_and_mark(scratch: Scratch) -> tuple[int, int]:
    async with scratch.relay.begin() as tx:
        row = (await tx.execute(sa.select(outbox.lane))).one()
        return row.pos, row.mark


async def all_numbered(scratch: Scratch) -> bool:
    return await scratch.admin("SELECT count(*) FROM outbox WHERE pos IS NULL") == [(0,)]


async def all_told(scratch: Scratch) -> bool:
    head, mark = await head_and_mark(scratch)
    return head == mark and await all_numbered(scratch)


async def published(registry: Bus, since: int) -> list[int]:
    """The positions that lie in the stream, in its own order."""
    stream = await registry._stream()
    config = ConsumerConfig(durable_name="registry-registry", ack_policy=AckPolicy.EXPLICIT)
    await stream.add_consumer("titian-registry", config)
    pull, found = await stream.pull_subscribe_bind("registry-registry", stream="titian-registry"), []
    with contextlib.suppress(TimeoutError, nats.errors.TimeoutError):
        while True:
            for message in await pull.fetch(500, timeout=0.5):
                found.append(int((message.headers or {})["titian-pos"]))
                await message.ack()
    return [pos for pos in found if pos > since]


def positions(facts: list[Fact]) -> list[int]:
    return [fact.pos for fact in facts]


def numbers_by_subject(facts: list[Fact]) -> dict[UUID, list[int]]:
    found = defaultdict(list)
    for one in facts:
        found[one.subject_id].append(one.seq)
    return found


async def write_at_once(db: Database, *, writers: int, each: int, subjects: int) -> None:
    """Many transactions, some slow to commit, about few subjects."""
    chance = random.Random(11)  # noqa: S311 -- reason: an order, not a secret
    about = [ids.new() for _ in range(subjects)]

    async def one() -> None:
        for _ in range(each):
            facts = [fact(subject_id=chance.choice(about)) for _ in range(chance.randint(1, 3))]
            await write(db, *facts, pause=chance.choice([0, 0, 0.01, 0.05]))

    await asyncio.gather(*(one() for _ in range(writers)))


# --- numbers ---


async def test_a_slow_commit_is_numbered_after_a_quick_one_and_not_lost(
    scratch: Scratch, registry: Bus, numbered: int
) -> None:
    """Its row was made first, and who asks for what lies beyond the last row made would never see it."""
    relay = Relay(scratch.relay, registry, "registry")
    slow, quick = fact("slow"), fact("quick")
    async with scratch.app.begin("1906") as tx:
        await outbox.add(tx, [slow])
        await write(scratch.app, quick)
        await relay.step()
        assert [one.past for one in await told(scratch, numbered)] == ["quick"]
    await relay.step()
    assert [(one.past, one.pos) for one in await told(scratch, numbered)] == [
        ("quick", numbered + 1),
        ("slow", numbered + 2),
    ]


async def test_what_was_rolled_back_is_never_told(scratch: Scratch, registry: Bus, numbered: int) -> None:
    await write_and_fail(scratch.app)
    await write(scratch.app, fact("kept"))
    await Relay(scratch.relay, registry, "registry").step()
    assert [(one.past, one.pos, one.seq) for one in await told(scratch, numbered)] == [("kept", numbered + 1, 1)]


async def test_many_writers_at_once_leave_no_gap_and_are_heard_in_order(
    scratch: Scratch, writers: Database, registry: Bus, cases: Bus, numbered: int
) -> None:
    heard, relay = Heard(), Relay(scratch.relay, registry, "registry", batch=7, poll=0.01)
    async with at_work(relay.run(), cases.listen("registry", ["case"], heard.receive)):
        await write_at_once(writers, writers=12, each=8, subjects=9)
        await until(lambda: all_told(scratch))
        facts = await told(scratch, numbered)
        await until(lambda: len(heard.since(numbered)) >= len(facts))
    assert positions(facts) == list(range(numbered + 1, numbered + len(facts) + 1))
    assert all(seqs == list(range(1, len(seqs) + 1)) for seqs in numbers_by_subject(facts).values())
    assert heard.since(numbered) == facts
    assert await published(registry, numbered) == positions(facts)


async def test_two_relays_at_once_give_each_number_once(
    scratch: Scratch, writers: Database, registry: Bus, cases: Bus, nats_server: Broker, numbered: int
) -> None:
    heard, other = Heard(), nats_server.bus("registry")
    relays = [Relay(scratch.relay, bus, "registry", batch=5, poll=0.005) for bus in (registry, other)]
    async with at_work(*(one.run() for one in relays), cases.listen("registry", ["case"], heard.receive)):
        await write_at_once(writers, writers=12, each=5, subjects=40)
        await until(lambda: all_told(scratch))
        facts = await told(scratch, numbered)
        await until(lambda: len(heard.since(numbered)) >= len(facts))
    await other.close()
    assert positions(facts) == list(range(numbered + 1, numbered + len(facts) + 1))
    assert heard.since(numbered) == facts
    assert await published(registry, numbered) == positions(facts)


async def test_clocks_that_differ_do_not_turn_the_order_within_a_subject(
    scratch: Scratch, registry: Bus, numbered: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    subject = ids.new()
    await write(scratch.app, fact("first", subject_id=subject))
    monkeypatch.setattr(clock, "now", lambda: datetime.now(UTC) - timedelta(seconds=30))
    await write(scratch.app, fact("second", subject_id=subject))
    await Relay(scratch.relay, registry, "registry").step()
    assert [(one.past, one.seq) for one in await told(scratch, numbered)] == [("first", 1), ("second", 2)]


async def test_facts_of_one_moment_keep_the_order_in_which_they_were_told(
    scratch: Scratch, registry: Bus, numbered: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime.now(UTC)
    monkeypatch.setattr(clock, "now", lambda: now)
    facts = [fact(f"n{number}") for number in range(300)]
    await write(scratch.app, *facts)
    await Relay(scratch.relay, registry, "registry").step()
    assert [one.past for one in await told(scratch, numbered)] == [one.past for one in facts]


# --- the hint ---


async def test_only_a_commit_with_facts_hints_the_relay(scratch: Scratch) -> None:
    hints: list[int] = []
    pool = Database(scratch.dsn("app"), pool=1, name="test", announced=lambda: hints.append(1))
    async with pool.begin("1906") as tx:
        await tx.execute(sa.text("SELECT 1"))
    await write_and_fail(pool)
    assert hints == []
    await write(pool, fact())
    assert hints == [1]
    await pool.close()


# --- the broker ---


async def test_while_the_broker_is_away_facts_are_numbered_and_afterwards_all_are_published(
    scratch: Scratch, nats_server: Broker, cases: Bus, numbered: int
) -> None:
    """Numbers do not wait: the sweep carries the facts meanwhile. The relay never knew a broker before."""
    heard, lonely = Heard(), nats_server.bus("registry")
    relay = Relay(scratch.relay, lonely, "registry", batch=10, poll=0.05)
    await nats_server.stop()
    try:
        async with at_work(relay.run(), cases.listen("registry", ["case"], heard.receive)):
            for _ in range(2):
                await write(scratch.app, *(fact() for _ in range(25)))
                relay.hint()
                await until(lambda: all_numbered(scratch))
            head, mark = await head_and_mark(scratch)
            assert head >= numbered + 50
            assert mark <= numbered
            assert heard.since(numbered) == []
            await nats_server.start()
            await until(lambda: len(heard.since(numbered)) == head - numbered, 40)
    finally:
        await nats_server.start()
    assert positions(heard.since(numbered)) == list(range(numbered + 1, head + 1))
    assert await published(lonely, numbered) == positions(heard.since(numbered))
    await lonely.close()


async def test_a_fact_published_again_is_heard_once(registry: Bus, cases: Bus) -> None:
    heard, one = Heard(), replace(fact(), service="registry", id=ids.new(), seq=1, pos=1)
    for _ in range(3):
        await registry.publish([one])
    end = replace(fact(), service="registry", id=ids.new(), seq=1, pos=2)
    await registry.publish([end])
    async with at_work(cases.listen("registry", ["case"], heard.receive)):
        await until(lambda: end in heard.facts)
    assert heard.facts.count(one) == 1


async def test_the_stream_refuses_when_full_and_forgets_after_seven_days(registry: Bus) -> None:
    await registry.publish([replace(fact(), service="registry", id=ids.new(), seq=1, pos=1)])
    config = (await (await registry._stream()).stream_info("titian-registry")).config
    assert (config.discard, config.storage, config.max_age) == ("new", "file", 7 * 24 * 3600)
