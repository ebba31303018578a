"""Policy: every operation, over HTTP and gRPC, asked by every role in every relation to the office, about what is
personal and what is protected, assigned or not. What comes out is what the table says (`who_may`), whoever is refused
learns and changes nothing, and whoever reads leaves a trace of what is within her sight and of nothing else.
"""

import asyncio
import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from random import Random as Dice

import pytest

from deploy.local.plan import WITH_FACTS
from tests.proofs import untouched
from tests.proofs.asking import Asking, Cell, cells, sampled
from tests.proofs.operations import OPERATIONS, named
from tests.proofs.recorded import Told
from tests.proofs.untouched import State
from tests.proofs.who_may import MAY, Outcome, Who, everybody, sees
from tests.street.sources import ROOT, module, routes

_TRACED = {
    "case": "case", "person": "case", "waiting_case": "case", "waiting_person": "case", "referral": "referral",
    "connection": "connection", "packet": "packet", "notice": "notice", "volunteer": "volunteer",
    "import": "import", "dossier": "dossier", "application": "application", "risk": "risk", "author": "report",
}  # fmt: skip
_PLAIN = {"volunteer", "import", "dossier", "application", "risk", "report"}  # of no sensitivity
SHARE = 10  # one cell in so many, in a short run


@pytest.mark.breaks_with("one_cell_flipped", "sight_widened")
async def test_each_may_what_the_table_says_and_nothing_more(
    asking: Asking, full: bool, dice: Dice, told: Told
) -> None:
    whole = cells(everybody())
    mine = cells(asking.cast.people)
    asked = dice.sample(mine, len(mine)) if full else sampled(mine, len(whole) // SHARE, dice)
    before = await _settled(asking)
    outcomes = await asyncio.gather(*(asking.outcome(cell) for cell in asked))
    after = await untouched.state(asking.cast)
    wrong = [f"{c}: {found}, not {c.expected}" for c, found in zip(asked, outcomes, strict=True) if found != c.expected]
    strange = _out_of_sight(asking, asked, after.read - before.read)
    told.tried(f"{len(asked):,} of {len(whole):,} cells, {len({cell.who for cell in asked})} people")
    told.found(", ".join(f"{count:,} {word}" for word, count in Counter(map(str, outcomes)).most_common(6)))
    told.found(f"{len(wrong)} other than the table says, {len(after.changed(before))} tables of {after.count:,} rows "
        f"changed, {len(strange)} of {len(after.read - before.read):,} traces of reading out of sight")  # fmt: skip
    assert wrong == [], "\n".join(wrong[:40])
    assert after.changed(before) == {}
    assert strange == []


async def test_a_file_is_given_to_officers_of_the_office_that_holds_it_and_to_nobody_else(asking: Asking) -> None:
    supervisor = Who("dinas_supervisor", "own")
    for who in [who for who in asking.cast.people if who in asking.cast.subs]:
        heard = "412 stale" if who.can_be_assigned else "422 unknown-officer"
        giving = replace(named("assign_case"), body={"sub": asking.cast.subs[who]}, yes=heard)
        assert await asking.outcome(Cell(giving, supervisor, "S2")) == Outcome.YES, who


def test_every_operation_is_asked() -> None:
    """A new route or rpc needs its line in the table and in `operations`."""
    asked = Counter((one.service, _plain(one.route.partition("?")[0])) for one in OPERATIONS)
    doors = Counter((owner, _plain(f"{min(one.methods)} {one.path}")) for owner in WITH_FACTS for one in routes(owner))
    assert Counter({one: count for one, count in asked.items() if not one[1].startswith("rpc ")}) == doors
    assert {route for _, route in asked if route.startswith("rpc ")} == set(_rpcs())
    assert {one.name for one in OPERATIONS} == MAY.keys()


def _plain(route: str) -> str:
    """Whatever the words in it are called; a code list or a paper that is named is one of them."""
    return re.sub(r"\{\w+\}|(?<=code-lists/)\w+|(?<=papers/)\w+", "…", route)


def _rpcs() -> Iterator[str]:
    """Every method of every service that a proto has."""
    for file in (ROOT / "proto").rglob("*_pb2.py"):
        told = module(".".join(file.relative_to(ROOT).with_suffix("").parts)).DESCRIPTOR
        for service in told.services_by_name.values():
            yield from (f"rpc {service.name}.{method.name}" for method in service.methods)


async def _settled(asking: Asking) -> State:
    """The databases once nothing moves in them any more."""
    end = time.monotonic() + 60
    before = await untouched.state(asking.cast)
    while time.monotonic() < end:
        await asyncio.sleep(1.5)
        now = await untouched.state(asking.cast)
        if not now.changed(before):
            return now
        before = now
    raise AssertionError(f"still moving: {now.changed(before)}")


def _out_of_sight(asking: Asking, asked: list[Cell], read: set[tuple[str, str, str]]) -> list[str]:
    """Traces of reading by those who may not see that thing; keys of changes that nobody was let to carry out."""
    who_is = {sub: who for who, sub in asking.cast.subs.items()}
    about = {
        str(words[name]): (kind, key, words)
        for key, words in asking.things.items()
        for name, kind in _TRACED.items()
        if name in words
    }
    return [
        f"{who_is[sub]} {trace} {thing}"
        for sub, thing, trace in read
        if not trace.endswith("/ledger-check") and (thing not in about or not _seen(who_is[sub], *about[thing][:2]))
    ]


def _seen(who: Who, kind: str, key: tuple[str, Who | None]) -> bool:
    sensitivity, owner = key
    return sees(kind, who, None if kind in _PLAIN else sensitivity, owner == who)
