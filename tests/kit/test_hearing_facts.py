"""Facts arrive (DESIGN law 2): each has its effect exactly once and in its turn, and what nobody can apply does not
hold up what follows."""

import asyncio
from dataclasses import replace

import pytest
import sqlalchemy as sa

from proto.kit.v1 import ledger_pb2
from services.kit import ids
from services.kit.db import Tx
from services.kit.errors import Conflict, Unavailable
from services.kit.facts import Fact
from services.kit.inbox import TRIES, Handler, Inbox, inbox, inbox_order
from tests.kit.hearing import apply, apply_and_fail, begin, count, dead, done, forget, listener, numbered, told
from tests.kit.parts import Scratch, fact


@pytest.fixture(scope="module", autouse=True)
async def tables(scratch: Scratch) -> None:
    await begin(scratch)


@pytest.fixture(autouse=True)
async def empty(scratch: Scratch) -> None:
    await forget(scratch)


@pytest.fixture
def door(scratch: Scratch) -> Inbox:
    return listener(scratch)


# --- once, and in turn ---


async def test_a_fact_given_three_times_has_one_effect_in_the_office_it_is_for(scratch: Scratch, door: Inbox) -> None:
    (one,) = await told(scratch, fact(office="3208"))
    assert [await door.receive(one) for _ in range(3)] == [True, True, True]
    assert await scratch.admin("SELECT office, seq FROM effects") == [("3208", 1)]


async def test_a_fact_given_to_five_listeners_at_once_has_one_effect(scratch: Scratch, door: Inbox) -> None:
    (one,) = await told(scratch, fact())
    assert await asyncio.gather(*(listener(scratch).receive(one) for _ in range(5))) == [True] * 5
    assert await done(scratch) == [(one.subject_id, 1)]


async def test_what_comes_early_waits_for_what_is_missing_while_others_pass(scratch: Scratch, door: Inbox) -> None:
    subject = ids.new()
    first, second, third, other = await told(scratch, *(fact(subject_id=subject) for _ in range(3)), fact())
    assert not await door.receive(third)
    assert not await door.receive(second)
    assert await door.receive(other)
    assert await door.receive(first)
    assert not await door.receive(third)
    assert await door.receive(second)
    assert await door.receive(third)
    assert await done(scratch) == [(other.subject_id, 1), (subject, 1), (subject, 2), (subject, 3)]


async def test_what_waits_for_its_turn_never_dies_of_waiting(scratch: Scratch, door: Inbox) -> None:
    subject = ids.new()
    _, second = await told(scratch, fact(subject_id=subject), fact(subject_id=subject))
    assert not any([await door.receive(second) for _ in range(TRIES * 3)])
    assert await dead(scratch) == []


async def test_a_fact_heard_and_ignored_on_purpose_lets_the_next_one_pass(scratch: Scratch, door: Inbox) -> None:
    subject = ids.new()
    for one in await told(scratch, fact("seen", subject_id=subject), fact("closed", subject_id=subject)):
        assert await door.receive(one)
    assert await done(scratch) == [(subject, 2)]


async def test_an_effect_that_fails_leaves_nothing_behind_and_comes_again(scratch: Scratch) -> None:
    (one,) = await told(scratch, fact())
    assert not await listener(scratch, opened=apply_and_fail).receive(one)
    assert await done(scratch) == []
    assert (await count(scratch, inbox), await count(scratch, inbox_order)) == (0, 0)
    assert await listener(scratch).receive(one)
    assert await done(scratch) == [(one.subject_id, 1)]


# --- poison ---


async def unreadable(tx: Tx, fact: Fact) -> None:
    ledger_pb2.LedgerSealed.FromString(b"\xff" + fact.payload)


async def broken(tx: Tx, fact: Fact) -> None:
    await apply(tx, fact)
    raise AttributeError("a fault of ours")


async def forbidden(tx: Tx, fact: Fact) -> None:
    await tx.execute(sa.text("SELECT * FROM outbox"))


@pytest.mark.parametrize(
    ("poison", "handler", "reason"),
    [
        (fact("vanished"), apply, "LookupError"),
        (replace(fact(), version=2), apply, "LookupError"),
        (fact(), unreadable, "DecodeError"),
        (fact(), broken, "AttributeError"),
        (fact(), forbidden, "ProgrammingError"),
        (fact(), apply_and_fail, "not-now"),
        (replace(fact(), for_office="nowhere"), apply, "invalid"),
    ],
)
async def test_poison_dies_after_bounded_tries_and_what_follows_passes(
    scratch: Scratch, poison: Fact, handler: Handler, reason: str
) -> None:
    door = listener(scratch, opened=handler)
    subject = poison.subject_id
    await told(scratch, poison, fact("closed", subject_id=subject))
    first, second = await numbered(scratch)
    assert not any([await door.receive(first) for _ in range(TRIES - 1)])
    assert not await door.receive(second)
    assert await door.receive(first)
    assert await dead(scratch) == [reason]
    assert await door.receive(second)
    assert await done(scratch) == [(subject, 2)]
    while not await door.receive(first):
        pass
    assert await dead(scratch) == [reason]  # once


async def test_poison_does_not_die_before_its_turn(scratch: Scratch, door: Inbox) -> None:
    """Else what is missing before it would count as applied, and be lost."""
    subject = ids.new()
    early = [fact(subject_id=subject), fact(subject_id=subject)]
    for poison in (fact("vanished", subject_id=subject), replace(fact(subject_id=subject), for_office="nowhere")):
        first, second, third = (await told(scratch, *early, poison))[-3:]
        assert not any([await door.receive(third) for _ in range(TRIES * 2)])
        assert [await door.receive(one) for one in (first, second)] == [True, True]
        while not await door.receive(third):
            pass
    assert await done(scratch) == [(subject, seq) for seq in (1, 2, 4, 5)]


async def test_trouble_that_passes_is_never_poison(scratch: Scratch) -> None:
    async def away(tx: Tx, fact: Fact) -> None:
        raise Unavailable("cases")

    async def busy(tx: Tx, fact: Fact) -> None:
        raise Conflict("running")

    (one,) = await told(scratch, fact())
    for handler in (away, busy):
        assert not any([await listener(scratch, opened=handler).receive(one) for _ in range(TRIES * 2)])
    assert await dead(scratch) == []
