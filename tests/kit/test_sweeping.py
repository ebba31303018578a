"""The one loop that heals everything (DESIGN law 1): whatever the broker loses, doubles or forgets, and whoever is
restored from yesterday, each fact has its effect once."""

import asyncio
import logging
import random
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from types import SimpleNamespace
from uuid import UUID

import pytest

from deploy.local.plan import Plan
from services.kit import ids, outbox, rpc
from services.kit.auth import Seal
from services.kit.db import Tx
from services.kit.errors import Unavailable
from services.kit.facts import Fact
from services.kit.inbox import Inbox, inbox
from services.kit.outbox import Relay
from services.kit.sweep import Ask, Sweep
from tests.kit.hearing import HEARS, apply_and_fail, begin, count, dead, done, forget, listener, mark, numbered, told
from tests.kit.parts import Broker, Scratch, at_work, fact, until


@pytest.fixture(scope="module", autouse=True)
async def tables(scratch: Scratch) -> None:
    await begin(scratch)


@pytest.fixture(autouse=True)
async def empty(scratch: Scratch) -> None:
    await forget(scratch)


@pytest.fixture
def door(scratch: Scratch) -> Inbox:
    return listener(scratch)


@pytest.fixture(scope="module")
async def ask(scratch: Scratch, keys: Plan) -> AsyncIterator[Ask]:
    """The owner's own answer, over gRPC."""
    owner = SimpleNamespace(service="registry", seal=Seal("registry", keys.keys("registry")))
    server = rpc.server("127.0.0.1:0")
    port = server.add_insecure_port("127.0.0.1:0")
    rpc.serve_facts(server, owner, scratch.relay)  # type: ignore[arg-type]  # -- reason: facts need no more of a house
    await server.start()
    peer = rpc.Peer(Seal("cases", keys.keys("cases")), "registry", f"127.0.0.1:{port}")
    yield rpc.facts_after({"registry": peer}, limit=50)
    await peer.close()
    await server.stop(None)


async def swept(scratch: Scratch, sweep: Sweep, rounds: int = 3) -> None:
    """Rounds as they follow one another every ten seconds."""
    for _ in range(rounds):
        while await sweep.step("registry"):
            pass


async def test_the_sweep_leaves_the_broker_one_round_and_then_brings_what_was_lost(
    scratch: Scratch, door: Inbox, ask: Ask
) -> None:
    facts = await told(scratch, *(fact() for _ in range(20)))
    sweep = Sweep(scratch.consume, door, ask)
    assert not await sweep.step("registry")
    assert await done(scratch) == []
    await sweep.step("registry")
    assert await done(scratch) == [(one.subject_id, 1) for one in facts]
    assert await mark(scratch) == 20
    assert await scratch.admin("SELECT repaired FROM marks") == [(20,)]


async def test_the_sweep_skips_what_the_broker_brought_and_forgets_what_lies_below_its_mark(
    scratch: Scratch, door: Inbox, ask: Ask
) -> None:
    facts = await told(scratch, *(fact() for _ in range(9)))
    for one in facts[::2]:
        assert await door.receive(one)
    await swept(scratch, Sweep(scratch.consume, door, ask))
    assert sorted(await done(scratch)) == sorted((one.subject_id, 1) for one in facts)
    assert await scratch.admin("SELECT mark, repaired FROM marks") == [(9, 4)]
    assert await count(scratch, inbox) == 0
    for one in facts:  # the broker brings them late: their inbox rows are gone
        assert await door.receive(one)
    assert len(await done(scratch)) == 9


async def test_the_mark_stays_before_what_could_not_be_applied_and_the_rest_goes_on(scratch: Scratch, ask: Ask) -> None:
    async def away(tx: Tx, fact: Fact) -> None:
        raise Unavailable("cases")

    facts = await told(scratch, fact("closed"), fact(), fact("closed"))
    await swept(scratch, Sweep(scratch.consume, listener(scratch, opened=away), ask))
    assert await done(scratch) == [(facts[0].subject_id, 1), (facts[2].subject_id, 1)]
    assert await mark(scratch) == 1
    await swept(scratch, Sweep(scratch.consume, listener(scratch), ask))
    assert await done(scratch) == [(facts[n].subject_id, 1) for n in (0, 2, 1)]
    assert await mark(scratch) == 3


async def test_the_sweep_reads_on_past_what_comes_early(scratch: Scratch, door: Inbox, ask: Ask) -> None:
    """Should numbers of the lane ever run against the numbers within a subject."""
    subject = ids.new()
    await told(scratch, fact(subject_id=subject), fact(subject_id=subject), fact())
    await scratch.admin("UPDATE outbox SET pos = 3 - pos WHERE pos < 3")
    await swept(scratch, Sweep(scratch.consume, door, ask))
    assert [seq for one, seq in await done(scratch) if one == subject] == [1, 2]
    assert await mark(scratch) == 3


async def test_a_long_backlog_is_swept_in_batches(scratch: Scratch, door: Inbox, ask: Ask) -> None:
    subjects = [ids.new() for _ in range(7)]
    await told(scratch, *(fact(subject_id=subjects[n % 7]) for n in range(60)))
    sweep = Sweep(scratch.consume, door, ask)
    assert not await sweep.step("registry")
    assert await sweep.step("registry")
    assert await mark(scratch) == 50
    await sweep.step("registry")
    assert await mark(scratch) == 60
    assert len(set(await done(scratch))) == len(await done(scratch)) == 60


async def test_a_listener_restored_from_yesterday_hears_what_it_missed_once(
    scratch: Scratch, door: Inbox, ask: Ask
) -> None:
    tables = ("inbox", "inbox_order", "marks", "effects")
    subject, sweep = ids.new(), Sweep(scratch.consume, door, ask)
    await told(scratch, *(fact(subject_id=subject) for _ in range(5)))
    await swept(scratch, sweep)
    await scratch.admin(*(f"CREATE TABLE y_{table} AS TABLE {table}" for table in tables))
    facts = await told(scratch, *(fact(subject_id=subject) for _ in range(5)), fact())
    await swept(scratch, sweep)
    await scratch.empty(*tables)
    for table in tables:
        await scratch.admin(f"INSERT INTO {table} TABLE y_{table}", f"DROP TABLE y_{table}")
    for one in facts[7:]:  # the broker knows the newest only
        await door.receive(one)
    await swept(scratch, sweep)
    assert sorted(await done(scratch)) == sorted((one.subject_id, one.seq) for one in facts)


async def test_a_restored_owner_is_noticed_and_heard_again_without_a_second_effect(
    scratch: Scratch, door: Inbox, ask: Ask, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    subject, sweep = ids.new(), Sweep(scratch.consume, door, ask)
    await told(scratch, *(fact(subject_id=subject) for _ in range(5)))
    await swept(scratch, sweep)
    await scratch.admin(  # the owner as it was after its third fact, told by another relay's life
        "DELETE FROM outbox WHERE pos > 3",
        "UPDATE lane SET epoch = gen_random_uuid(), pos = 3, mark = 3",
        "UPDATE sequences SET last = 3",
    )
    (other,) = (await told(scratch, fact()))[-1:]
    assert not [one for one in caplog.messages if "new epoch" in one]
    await swept(scratch, sweep)
    assert [one for one in caplog.messages if "new epoch" in one]
    assert await done(scratch) == [*((subject, seq) for seq in range(1, 6)), (other.subject_id, 1)]
    assert await mark(scratch) == 4


async def test_a_noun_that_we_begin_to_hear_is_heard_from_its_first_fact(scratch: Scratch, ask: Ask) -> None:
    """A later release listens to more: the mark must not hide what was told before."""
    subject = ids.new()
    await told(scratch, replace(fact(subject_id=subject), noun="handup"), fact())
    await swept(scratch, Sweep(scratch.consume, listener(scratch), ask))
    assert await mark(scratch) == 2
    await told(scratch, replace(fact(subject_id=subject), noun="handup"))
    more = Inbox(scratch.consume, {"registry": {"case": HEARS, "handup": HEARS}})
    await swept(scratch, Sweep(scratch.consume, more, ask))
    assert [seq for one, seq in await done(scratch) if one == subject] == [1, 2]
    assert len(await done(scratch)) == 3


async def test_two_sweeps_and_the_broker_at_once_apply_each_fact_once(scratch: Scratch, ask: Ask) -> None:
    chance = random.Random(3)  # noqa: S311 -- reason: an order, not a secret
    subjects = [ids.new() for _ in range(8)]
    doors = [listener(scratch), listener(scratch)]
    sweeps = [Sweep(scratch.consume, door, ask, every=0.01) for door in doors]

    async def brings(door: Inbox) -> None:
        """As a broker does that loses some, doubles some and turns the order."""
        while True:
            known = await numbered(scratch)
            for one in chance.sample(known, len(known) // 2):
                await door.receive(one)
            await asyncio.sleep(0.01)

    async with at_work(*(one.run() for one in sweeps), *(brings(door) for door in doors)):
        for _ in range(10):
            await told(scratch, *(fact(subject_id=chance.choice(subjects)) for _ in range(8)))
        await until(lambda: _all_swept(scratch, 80))
    facts = await numbered(scratch)
    happened = await done(scratch)
    assert sorted(happened) == sorted((one.subject_id, one.seq) for one in facts)
    for subject in subjects:
        in_turn = [seq for one, seq in happened if one == subject]
        assert in_turn == list(range(1, len(in_turn) + 1))


async def _all_swept(scratch: Scratch, pos: int) -> bool:
    return await mark(scratch) == pos


async def test_an_owner_that_is_away_is_asked_again(scratch: Scratch, door: Inbox, ask: Ask) -> None:
    async def moody(owner: str, mark: int, until: int, nouns: Sequence[str]) -> tuple[str, int, list[Fact], int]:
        if chance.random() < 0.5:
            raise Unavailable(owner)
        return await ask(owner, mark, until, nouns)

    chance = random.Random(5)  # noqa: S311 -- reason: a mood, not a secret
    await told(scratch, *(fact() for _ in range(5)))
    async with at_work(Sweep(scratch.consume, door, moody, every=0.01).run()):
        await until(lambda: _all_swept(scratch, 5))
    assert len(await done(scratch)) == 5


async def test_a_wiped_broker_loses_nothing(scratch: Scratch, nats_server: Broker, ask: Ask) -> None:
    """Relay, listener and sweep at work as in the street; the broker's disk is lost twice meanwhile."""
    tells, hears, door = nats_server.bus("registry"), nats_server.bus("cases"), listener(scratch)
    relay = Relay(scratch.relay, tells, "registry", poll=0.05)
    sweep = Sweep(scratch.consume, door, ask, every=0.3)
    subject = ids.new()

    async def tell(*facts: Fact) -> None:
        async with scratch.app.begin("1906") as tx:
            await outbox.add(tx, facts)
        relay.hint()

    async with at_work(relay.run(), hears.listen("registry", ["case"], door.receive)):
        async with at_work(sweep.run()):
            for number in range(3):
                await tell(*(fact(subject_id=subject) for _ in range(5)), *(fact() for _ in range(5)))
                if number < 2:
                    await nats_server.wipe()
            await until(lambda: _all_swept(scratch, 30), 30)
        last = fact(subject_id=subject)  # nobody sweeps now: the fast road stands again by itself
        await tell(last)
        await until(lambda: _happened(scratch, subject, 16), 30)
    facts = await numbered(scratch)
    happened = await done(scratch)
    assert sorted(happened) == sorted((one.subject_id, one.seq) for one in facts)
    assert [seq for one, seq in happened if one == subject] == list(range(1, 17))
    await tells.close()
    await hears.close()


async def _happened(scratch: Scratch, subject: UUID, seq: int) -> bool:
    return (subject, seq) in await done(scratch)


async def test_a_dead_letter_is_applied_once_its_cause_is_mended(scratch: Scratch, ask: Ask) -> None:
    subject = ids.new()
    facts = await told(scratch, fact(subject_id=subject), fact("closed", subject_id=subject))
    ill = listener(scratch, opened=apply_and_fail)
    for one in facts:
        while not await ill.receive(one):
            pass
    assert await Sweep(scratch.consume, ill, ask).replay("registry") == 0
    assert await dead(scratch) == ["not-now"]
    assert await Sweep(scratch.consume, listener(scratch), ask).replay("registry") == 1
    assert await done(scratch) == [(subject, 2), (subject, 1)]
    assert await dead(scratch) == []
    assert await Sweep(scratch.consume, listener(scratch), ask).replay("registry") == 0
