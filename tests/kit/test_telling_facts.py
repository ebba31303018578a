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

import nats
import nats.errors
import pytest
import sqlalchemy as sa
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js.api import RePublish, StreamConfig

from deploy.local import broker
from services.kit import bus, clock, ids, outbox
from services.kit.bus import Bus
from services.kit.db import Database
from services.kit.facts import Fact
from services.kit.outbox import Relay
from tests.kit.parts import Broker, Scratch, at_work, fact, until


class Heard:
    """A listener that only writes down what it is told."""

    def __init__(self) -> None:
        self.facts: list[Fact] = []

    async def receive(self, fact: Fact) -> bool:
        self.facts.append(fact)
        return True

    def since(self, pos: int) -> list[Fact]:
        return [fact for fact in self.facts if fact.pos > pos]


@pytest.fixture
async def registry(nats_server: Broker) -> AsyncIterator[Bus]:
    made = nats_server.bus("registry")
    yield made
    await made.close()


@pytest.fixture
async def cases(nats_server: Broker) -> AsyncIterator[Bus]:
    made = nats_server.bus("cases")
    yield made
    await made.close()


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


# --- CloudEvents, binary mode ---


def a_fact() -> Fact:
    return Fact(
        noun="case", past="verified", subject_id=UUID(int=7), office="1906", for_office="org-abcdefgh23",
        area="1906022004", at=datetime(2026, 3, 1, 4, 5, 6, 700, UTC), payload=b"\x00\xff", service="cases",
        id=UUID(int=9), seq=3, pos=12, traceparent="00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    )  # fmt: skip


def message(fact: Fact, **other: str) -> Msg:
    return Msg(Client(), subject=fact.subject, data=fact.payload, headers=bus.headers(fact) | other)


def test_a_fact_carries_the_attributes_of_a_cloud_event() -> None:
    assert bus.headers(a_fact()) == {
        "ce-specversion": "1.0",
        "ce-id": "00000000-0000-0000-0000-000000000009",
        "ce-source": "/titian/cases",
        "ce-type": "id.titian.cases.case.verified.v1",
        "ce-subject": "00000000-0000-0000-0000-000000000007",
        "ce-time": "2026-03-01T04:05:06.000700Z",
        "ce-datacontenttype": "application/protobuf",
        "ce-office": "1906",
        "ce-foroffice": "org-abcdefgh23",
        "ce-area": "1906022004",
        "ce-sequence": "3",
        "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "Nats-Msg-Id": "00000000-0000-0000-0000-000000000009",
        "titian-pos": "12",
    }


@pytest.mark.parametrize(
    ("area", "subject"),
    [
        ("1906022004", "titian.19.1906.cases.case.verified"),
        ("1906", "titian.19.1906.cases.case.verified"),
        ("19", "titian.19.0000.cases.case.verified"),
        ("00", "titian.00.0000.cases.case.verified"),
        ("", "titian.00.0000.cases.case.verified"),
    ],
)
def test_the_subject_is_the_place_of_the_matter(area: str, subject: str) -> None:
    assert replace(a_fact(), area=area).subject == subject


@pytest.mark.parametrize(
    ("said", "encoded"),
    [
        ("Euro € 😀", "Euro%20%E2%82%AC%20%F0%9F%98%80"),
        ('Kab. "Bogor" 50%', "Kab.%20%22Bogor%22%2050%25"),
        ("!#$&'()*+,-./:;<=>?@[\\]^_`{|}~", "!#$&'()*+,-./:;<=>?@[\\]^_`{|}~"),
        ("\r\nX: y\x7f", "%0D%0AX:%20y%7F"),
    ],
)
def test_headers_are_percent_encoded_as_the_binding_asks(said: str, encoded: str) -> None:
    unusual = replace(a_fact(), area=said)
    assert bus.headers(unusual)["ce-area"] == encoded
    assert bus.fact_of(message(unusual), "cases") == unusual


def test_a_reader_takes_a_quoted_string_out_of_its_quotes() -> None:
    heard = bus.fact_of(message(a_fact(), **{"ce-area": '"Kab. \\"Bogor\\" 50%25"'}), "cases")
    assert heard == replace(a_fact(), area='Kab. "Bogor" 50%')


@pytest.mark.parametrize(
    "other",
    [
        {"ce-area": "%FF%FE"},
        {"ce-type": "id.titian.registry.case.verified.v1"},
        {"ce-type": "nothing"},
        {"ce-id": "9"},
        {"ce-sequence": "three"},
        {"ce-time": "yesterday"},
        {"titian-pos": ""},
        {"Nats-Stream": "titian-cases"},
    ],
)
def test_what_is_no_fact_of_its_owner_is_dropped(other: dict[str, str]) -> None:
    assert bus.fact_of(message(a_fact(), **other), "cases") is None


def test_a_message_without_headers_is_no_fact() -> None:
    assert bus.fact_of(Msg(Client(), subject="titian.19.1906.cases.case.verified"), "cases") is None


# --- forgers: each service has its own user ---


@contextlib.asynccontextmanager
async def as_service(nats_server: Broker, service: str) -> AsyncIterator[Client]:
    async def quiet(trouble: Exception) -> None:
        """Refusals are what these tests wait for."""

    url, inbox = broker.url(nats_server.plan, nats_server.passwords, service), f"_INBOX_{service}".encode()
    made = await nats.connect(url, inbox_prefix=inbox, error_cb=quiet)
    yield made
    await made.close()


async def test_a_service_cannot_speak_on_anothers_subjects(nats_server: Broker, registry: Bus) -> None:
    await registry.publish([replace(fact(), service="registry", id=ids.new(), seq=1, pos=1)])
    forged = replace(fact("forged"), service="registry", id=ids.new(), seq=1, pos=1)
    async with as_service(nats_server, "cases") as forger:
        with pytest.raises(nats.errors.TimeoutError):
            await forger.jetstream(timeout=0.3).publish(forged.subject, headers=bus.headers(forged))


async def test_a_fact_told_in_anothers_name_is_not_heard(nats_server: Broker, cases: Bus) -> None:
    """Its own subjects a service may use, but what it says there is its own, whatever the headers claim."""
    listener, heard = nats_server.bus("referral"), Heard()
    true = replace(fact("true"), service="cases", id=ids.new(), seq=1, pos=2)
    forged = replace(fact("forged"), service="registry", id=ids.new(), seq=1, pos=1)
    await cases.publish([replace(fact(), service="cases", id=ids.new(), seq=1, pos=1)])
    async with as_service(nats_server, "cases") as forger:
        await forger.jetstream().publish("titian.19.1906.cases.case.forged", headers=bus.headers(forged))
    await cases.publish([true])
    async with at_work(listener.listen("cases", ["case"], heard.receive)):
        await until(lambda: true in heard.facts)
    assert "forged" not in {one.past for one in heard.facts}
    await listener.close()


async def test_what_a_stream_repeats_on_anothers_subjects_is_not_heard(nats_server: Broker, registry: Bus) -> None:
    """The way round that NATS leaves: who makes a stream may have it republish what it stores."""
    listener, heard = nats_server.bus("cases"), Heard()
    forged = replace(fact("forged"), service="registry", id=ids.new(), seq=1, pos=1)
    true = replace(fact("true"), service="registry", id=ids.new(), seq=1, pos=2)
    await registry.publish([replace(fact(), service="registry", id=ids.new(), seq=1, pos=1)])
    async with as_service(nats_server, "notify") as forger:
        said_by = "titian.{{wildcard(1)}}.{{wildcard(2)}}.registry.case.{{wildcard(3)}}"
        repeat = RePublish(src="titian.*.*.notify.case.*", dest=said_by)
        config = StreamConfig(name="titian-notify", subjects=["titian.*.*.notify.>"], republish=repeat)
        await forger.jetstream().add_stream(config)
        await forger.jetstream().publish("titian.19.1906.notify.case.forged", headers=bus.headers(forged))
    await registry.publish([true])
    async with at_work(listener.listen("registry", ["case"], heard.receive)):
        await until(lambda: true in heard.facts)
    assert "forged" not in {one.past for one in heard.facts}
    await listener.close()
