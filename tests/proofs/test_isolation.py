"""Isolation: nobody sees or writes across offices, in any order and any weather, and either wall alone holds."""

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import ExitStack, nullcontext
from pathlib import Path
from typing import Any
from unittest.mock import patch

import hypothesis
import hypothesis.strategies as st
import pytest

from deploy.local.running import Running
from services.kit import vault
from tests.proofs.across import guarded, running_doors, statements, storm
from tests.proofs.across.attack import Attack, Due, Hear, Serving, Step, Upkeep, attacked
from tests.proofs.across.doors import lots
from tests.proofs.across.offices import KABUPATEN, SERVICES
from tests.proofs.recorded import Told

EXAMPLES = {False: 200, True: 5_000}
WITH_ONE_WALL = {False: 50, True: 1_000}
CANCELLED = {False: 200, True: 4_000}

NUMBER = st.integers(0, 1_000_000)
SELDOM = st.sampled_from((False, False, False, True))
MOSTLY = st.sampled_from((True, True, True, False))
TURNS = st.one_of(st.none(), st.none(), st.none(), st.none(), st.integers(1, 1_500))
STEP = st.builds(
    Step, door=NUMBER, who=NUMBER, fits=MOSTLY, own=st.booleans(), target=NUMBER, again=SELDOM, parallel=SELDOM,
    savepoints=SELDOM, turns=TURNS,
)  # fmt: skip
HEAR = st.builds(Hear, facts=st.integers(1, 20), parallel=SELDOM)
DUE = st.builds(Due, service=st.sampled_from(("cases", "referral")), days=st.integers(0, 10))
SERVING = st.builds(Serving, st.sampled_from(KABUPATEN))
UPKEEP = st.builds(Upkeep, service=st.sampled_from(SERVICES), office=NUMBER, renewed=st.booleans())
ORDER = st.lists(st.one_of(*[STEP] * 8, HEAR, DUE, SERVING, UPKEEP), min_size=2, max_size=8)


class Loop:
    """The world and the loop it lives in: examples of Hypothesis are no coroutines."""

    def __init__(self, street: Running, folder: Path, seed: int) -> None:
        self._runner = asyncio.Runner()
        self._context = attacked(street, folder, lots(seed))
        self.attack: Attack = self.run(self._context.__aenter__())

    def run(self, what: Coroutine[Any, Any, Any]) -> Any:
        return self._runner.run(what)

    def close(self) -> None:
        self.run(self._context.__aexit__(None, None, None))
        self._runner.close()

    def examples(self, number: int, seed: int) -> None:
        """So many orders of steps; AssertionError at the first that shows or writes something out of sight."""

        @hypothesis.seed(seed)
        @hypothesis.settings(
            max_examples=number, deadline=None, database=None, phases=[hypothesis.Phase.generate],
            suppress_health_check=list(hypothesis.HealthCheck),
        )  # fmt: skip
        @hypothesis.given(order=ORDER, together=SELDOM)
        def example(order: list[Any], together: bool) -> None:
            self.run(self._carry_out(order, together))
            assert self.attack.found == []

        example()

    async def _carry_out(self, order: list[Any], together: bool) -> None:
        if together:
            await asyncio.gather(*(self.attack.step(step, judged=False) for step in order))
        else:
            for step in order:
                await self.attack.step(step)
        await self.attack.look()


@pytest.fixture(scope="module")
def loop(street: Running, seed: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loop]:
    made = Loop(street, tmp_path_factory.mktemp("keys"), seed)
    yield made
    made.close()


@pytest.fixture
def attack(loop: Loop, switch: str | None) -> Iterator[Attack]:
    """With both walls, or, where the switch is on, with none; counted anew."""
    attack = loop.attack
    attack.begin_anew()
    with ExitStack() as down:
        if switch == "both_walls_off":
            down.enter_context(attack.watch.widely())
            loop.run(attack.wall(raised=False))
        yield attack
    loop.run(attack.wall(raised=True))


def test_the_world_was_made_without_a_look_across(loop: Loop) -> None:
    assert loop.attack.found == []


@pytest.mark.breaks_with("both_walls_off")
def test_nobody_sees_or_writes_across(loop: Loop, attack: Attack, full: bool, seed: int, told: Told) -> None:
    loop.examples(EXAMPLES[full], seed)
    workers = loop.run(attack.parallel_workers())
    told.tried(f"{EXAMPLES[full]:,} examples: {attack.said()}")
    told.tried(f"{attack.watch.taken_over:,} connections taken over from another office, {workers:,} parallel workers")
    counted = attack.counted
    told.found(f"0 out of sight among {counted['rows shown']:,} rows shown and {counted['values']:,} values read")
    told.found(f"0 written across among {counted['rows written']:,} rows")
    assert workers
    assert attack.watch.taken_over


@pytest.mark.breaks_with("both_walls_off")
def test_the_predicates_alone_hold(loop: Loop, attack: Attack, full: bool, seed: int, told: Told) -> None:
    """Row-level security is off: every statement must name the office by itself."""
    loop.run(attack.wall(raised=False))
    loop.examples(WITH_ONE_WALL[full], seed)
    told.tried(f"row-level security off: {attack.said()}")
    told.found(f"0 rows of another office among {attack.counted['values']:,} values seen; 0 statements without office")
    assert attack.watch.unasked == {}


@pytest.mark.breaks_with("both_walls_off")
def test_the_databases_wall_alone_holds(loop: Loop, attack: Attack, full: bool, seed: int, told: Told) -> None:
    """No statement names an office, every sight is the widest: row-level security must hold by itself."""
    with attack.watch.widely():
        loop.examples(WITH_ONE_WALL[full], seed)
    told.tried(f"every `within=` widened and no office asked: {attack.said()}")
    told.found(f"0 rows of another office among {attack.counted['values']:,} values seen")
    assert attack.watch.widened_statements


@pytest.mark.breaks_with("both_walls_off")
def test_a_request_cancelled_half_way_leaves_no_office_behind(
    loop: Loop, attack: Attack, full: bool, seed: int, told: Told
) -> None:
    hit = loop.run(storm.rage(attack, CANCELLED[full], lots(seed)))
    told.tried(f"{CANCELLED[full]:,} requests cancelled, {hit:,} of them inside a transaction, pool of 3")
    told.found("0 rows out of sight; no connection lost, none keeps an office")
    assert attack.found == []
    assert hit > CANCELLED[full] / 4


@pytest.mark.breaks_with("second_wall_off")
def test_a_protected_persons_sealed_words_open_for_their_keepers_alone(
    loop: Loop, attack: Attack, switch: str | None, told: Told
) -> None:
    """Every sight is the widest: what the vault keeps shut stays shut."""
    with attack.watch.widely(), ExitStack() as down:
        if switch == "second_wall_off":
            down.enter_context(patch.object(vault, "_keeps", lambda *_: True))
        tries, opened, wrongly = loop.run(guarded.knock(attack))
    told.tried(f"{tries:,} openings of protected files, referrals and packets with every sight widened")
    told.found(f"{opened:,} opened for their keepers, {len(wrongly)} for others")
    assert wrongly == []
    assert opened


@pytest.mark.breaks_with("both_walls_off")
def test_the_walls_attacked_are_those_that_stand(loop: Loop, street: Running, switch: str | None, told: Told) -> None:
    world = loop.attack.world
    if switch == "both_walls_off":
        loop.run(loop.attack.wall(raised=False))
    unlike = loop.run(running_doors.unlike(world))
    told.tried("policies, forced tables, grants and functions of four databases compared with those that serve")
    told.found(f"{len(unlike)} unlike")
    loop.run(loop.attack.wall(raised=True))
    assert unlike == []


@pytest.mark.breaks_with("both_walls_off")
def test_nobody_sees_across_at_the_running_doors(
    loop: Loop, street: Running, full: bool, switch: str | None, seed: int, told: Told
) -> None:
    """Keycloak's own tokens at the processes that serve."""
    offices = running_doors.two_kabupaten(street)
    with running_doors.without_wall(street) if switch == "both_walls_off" else nullcontext():
        look = running_doors.look_across(street, offices, 2_000 if full else 100, lots(seed))
        answers, values, wrongly = loop.run(look)
    told.tried(f"{answers:,} answers to {len(offices)} officers of two kabupaten at once, with Keycloak's tokens")
    told.found(f"{len(wrongly)} of another office among {values:,} values told")
    assert wrongly == []
    assert values


def test_every_statement_of_the_stores_was_attacked(loop: Loop, full: bool, told: Told) -> None:
    """The last in this file: what the attacks above have reached."""
    missed = statements.all_of_them() - loop.attack.watch.reached
    told.tried(f"{len(statements.all_of_them())} functions that send statements")
    told.found(f"{len(missed)} not reached")
    assert not full or missed == set()
