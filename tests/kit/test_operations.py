"""What a service says of itself: what waits, what died, whether its ledger holds; and the two things one may ask."""

import asyncio
import re
import urllib.request
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa

from services.kit import clock, metrics, operations
from services.kit.actor import Actor
from services.kit.facts import Fact
from services.kit.inbox import TRIES
from services.kit.ledger import Checker, Sealer
from services.kit.sweep import Ask, Sweep
from tests.kit.hearing import apply_and_fail, begin, dead, done, forget, listener, told
from tests.kit.parts import Scratch, at_work, fact, until


@pytest.fixture(scope="module", autouse=True)
async def tables(scratch: Scratch) -> None:
    await begin(scratch)


@pytest.fixture(autouse=True)
async def empty(scratch: Scratch) -> None:
    await forget(scratch)
    await scratch.empty("ledger", "due")
    await scratch.admin("DELETE FROM ledger_heads WHERE office <> ''")


def owner(facts: Sequence[Fact]) -> Ask:
    """An owner that keeps these facts and is always there."""

    async def ask(name: str, mark: int, until: int, nouns: Sequence[str]) -> tuple[str, int, list[Fact], int]:
        found = [one for one in facts if mark < one.pos <= until]
        return "epoch", len(facts), found, max(until, mark)

    return ask


async def state(scratch: Scratch) -> dict[str, Any]:
    return await operations.state(scratch.relay, clock.now())


async def opened(scratch: Scratch, count: int, office: str = "1906") -> None:
    await scratch.admin(
        f"INSERT INTO ledger SELECT '{office}', now(), gen_random_uuid(), 'rahma', gen_random_uuid(), 'case',"  # noqa: S608 -- reason: an office of our own
        f" gen_random_uuid(), '{{nik}}', 'verify' FROM generate_series(1, {count})"
    )


async def sealed(scratch: Scratch) -> None:
    sealer = Sealer(scratch.relay, "registry", lambda said: b"signature")
    while await sealer.step():
        pass


async def test_what_the_relay_has_not_numbered_is_counted_with_its_age(scratch: Scratch) -> None:
    await told(scratch, fact(), fact())
    assert (await state(scratch))["relay"] == {"numbered": 2, "published": 0, "unnumbered": 0, "since": None}
    await scratch.admin("UPDATE outbox SET pos = NULL, made_at = made_at - interval '90 s'", "UPDATE lane SET pos = 0")
    assert (await state(scratch))["relay"]["unnumbered"] == 2
    assert 90 <= _number(await operations.gauges(scratch.relay), "titian_relay_age_seconds") < 150


async def test_an_owner_is_said_with_its_mark_its_repairs_and_its_dead(scratch: Scratch) -> None:
    facts = await told(scratch, *(fact() for _ in range(3)), fact("closed"))
    ill = listener(scratch, closed=apply_and_fail)
    for _ in range(TRIES):
        await ill.receive(facts[3])
    sweep = Sweep(scratch.consume, ill, owner(facts))
    await sweep.step("registry")
    await sweep.step("registry")
    (row,) = (await state(scratch))["heard"]
    assert (row["mark"], row["head"], row["repaired"], row["dead"], row["asked"]) == (4, 4, 3, 1, 0)


async def test_what_is_asked_for_is_applied_by_the_sweep_and_what_is_not_stays(scratch: Scratch) -> None:
    facts = await told(scratch, fact(), fact("closed"))
    ill = listener(scratch, opened=apply_and_fail, closed=apply_and_fail)
    for one in facts:
        while not await ill.receive(one):
            pass
    assert await dead(scratch) == ["not-now", "not-now"]
    well = Sweep(scratch.consume, listener(scratch), owner(facts), every=0.1)
    async with at_work(well.run()):
        await asyncio.sleep(0.5)
        assert await done(scratch) == []
        await scratch.admin(f"UPDATE dead_letters SET asked_at = now() WHERE fact_id = '{facts[0].id}'")  # noqa: S608 -- reason: our own id
        await until(lambda: _is(scratch, 1))
    assert await done(scratch) == [(facts[0].subject_id, 1)]
    assert await dead(scratch) == ["not-now"]


async def test_what_fails_still_says_why_and_waits_until_it_is_asked_for_again(scratch: Scratch) -> None:
    facts = await told(scratch, fact(), fact())
    ill = listener(scratch, opened=apply_and_fail)
    for one in facts:
        while not await ill.receive(one):
            pass
    await scratch.admin("UPDATE dead_letters SET asked_at = now(), reason = 'another'")
    assert await Sweep(scratch.consume, ill, owner(facts)).replay("registry", asked=True) == 0
    assert await dead(scratch) == ["not-now", "not-now"]
    assert await scratch.admin("SELECT count(*) FROM dead_letters WHERE asked_at IS NOT NULL") == [(0,)]


async def test_what_its_owner_keeps_no_longer_says_so(scratch: Scratch) -> None:
    facts = await told(scratch, fact())
    ill = listener(scratch, opened=apply_and_fail)
    while not await ill.receive(facts[0]):
        pass
    assert await Sweep(scratch.consume, ill, owner([])).replay("registry") == 0
    assert await dead(scratch) == ["gone"]


async def _is(scratch: Scratch, left: int) -> bool:
    return len(await dead(scratch)) == left


# --- the ledger ---


async def test_ledgers_are_read_through_once_a_day_and_a_broken_one_is_named(scratch: Scratch) -> None:
    await opened(scratch, 1200)
    await opened(scratch, 3, "3208")
    await sealed(scratch)
    checker = Checker(scratch.relay)
    assert await checker.step()
    assert await checker.step()
    assert not await checker.step()
    chain = (await state(scratch))["ledger"]
    assert (chain["offices"], chain["entries"], chain["asked"], chain["wrong"]) == (2, 1203, 0, [])
    await scratch.admin("UPDATE ledger SET actor = 'budi' WHERE office = '1906' AND seq = 1100")
    assert not await checker.step(), "it was read today"
    await scratch.admin("UPDATE ledger_heads SET checked_at = checked_at - interval '25 hours' WHERE office = '1906'")
    assert await checker.step()
    assert (await state(scratch))["ledger"]["wrong"] == [{"office": "1906", "seq": 1100}]
    assert _number(await operations.gauges(scratch.relay), "titian_ledger_broken") == 1


async def test_a_check_that_is_asked_for_comes_first_and_its_mark_goes(scratch: Scratch) -> None:
    for office in ("1906", "3208"):
        await opened(scratch, 2, office)
    await sealed(scratch)
    checker = Checker(scratch.relay)
    while await checker.step():
        pass
    await scratch.admin("UPDATE ledger_heads SET asked_at = now(), checked_at = NULL WHERE office = '3208'")
    assert await checker.step()
    assert not await checker.step()
    assert await scratch.admin("SELECT count(*) FROM ledger_heads WHERE asked_at IS NOT NULL") == [(0,)]


async def test_who_asks_for_a_check_and_the_sealer_do_not_wait_for_one_another(scratch: Scratch) -> None:
    for office in ("3208", "1906"):  # stored against their order
        await opened(scratch, 1, office)
        await sealed(scratch)

    async def ask() -> None:
        async with scratch.app.begin("00") as tx:
            await operations.want_checked(tx, clock.now())

    async def waits() -> bool:
        return await scratch.admin("SELECT 1 FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'") != []

    async with scratch.relay.begin() as sealer:
        await sealer.execute(sa.text("UPDATE ledger_heads SET told_seq = 0 WHERE office = '1906'"))
        asking = asyncio.create_task(ask())
        await until(waits, 10)
        await sealer.execute(sa.text("UPDATE ledger_heads SET told_seq = 0 WHERE office = '3208'"))
    await asking
    assert (await state(scratch))["ledger"]["asked"] == 2


async def test_a_cut_tail_is_found_and_a_sealer_at_work_is_no_break(scratch: Scratch) -> None:
    sealer = Sealer(scratch.relay, "registry", lambda said: b"signature", every=0.01)
    checker = Checker(scratch.relay, every=0.01)
    async with at_work(sealer.run(), checker.run()):
        for _ in range(15):
            await opened(scratch, 50)
            await scratch.admin("UPDATE ledger_heads SET asked_at = now() WHERE office <> ''")
        await until(lambda: _checked(scratch), 60)
    assert (await state(scratch))["ledger"]["wrong"] == []
    await scratch.admin(
        "DELETE FROM ledger WHERE seq > 700", "UPDATE ledger_heads SET asked_at = now() WHERE office <> ''"
    )
    assert await checker.step()
    assert (await state(scratch))["ledger"]["wrong"] == [{"office": "1906", "seq": 701}]


async def _checked(scratch: Scratch) -> bool:
    chain = (await state(scratch))["ledger"]
    return bool(chain["entries"] == 750 and not chain["asked"])


# --- who may, and the metrics' door ---


def test_only_the_nations_keeper_may() -> None:
    lets_all = SimpleNamespace(policy=SimpleNamespace(require=lambda *_: None))
    request: Any = SimpleNamespace(app=SimpleNamespace(state=lets_all))
    call: Any = SimpleNamespace(actor=Actor("keeper", "1906", frozenset({"platform_admin"})))
    with pytest.raises(operations.Forbidden):
        operations._require(request, call, "read_operations")


async def test_the_door_of_metrics_tells_what_was_counted_and_nothing_elsewhere() -> None:
    metrics.requests.observe(0.02, "GET", "/v1/trial")
    metrics.refusals.add("GET", "/v1/trial", "not-found")

    async def measured() -> str:
        return metrics.ready(database=True, login=False)

    server = await metrics.serve("127.0.0.1:0", measured)
    address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    text = await asyncio.to_thread(_read, f"{address}/metrics")
    assert 'titian_request_seconds_bucket{method="GET",route="/v1/trial",le="0.01"} 0.0' in text
    assert 'titian_request_seconds_bucket{method="GET",route="/v1/trial",le="0.025"} 1.0' in text
    assert 'titian_refusals_total{method="GET",route="/v1/trial",code="not-found"} 1.0' in text
    assert 'titian_ready{part="login"} 0.0' in text
    with pytest.raises(urllib.error.HTTPError):
        await asyncio.to_thread(_read, f"{address}/other")
    server.close()


def _read(url: str) -> str:
    with urllib.request.urlopen(url, timeout=5) as answer:
        return str(answer.read().decode())


def _number(text: str, name: str) -> float:
    found = re.search(rf"^{name} (\S+)$", text, re.M)
    assert found, text
    return float(found[1])
