"""`make bench`: every figure of the platform's speed, into BENCH.md and the README.

It starts a street of its own in a folder of its own, with the settings of `make run` and commit times kept;
TITIAN_TEST_STREET names one that runs already. `python -m tests.bench intake lists` measures these alone, and writes
nothing.
"""

import asyncio
import os
import shutil
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Final

from deploy.local import postgres
from deploy.local.running import Running
from deploy.local.street import Street
from tests.bench import effects, imports, intake, lists, officers, street, table, volume
from tests.bench.officers import IN_ONE, Officer
from tests.bench.table import Line

BASE_PORT: Final = 9800
CASES: Final = 1_000_000
EVERYTHING: Final = ("intake", "effects", "login", "sweep", "lists", "imports")  # the large volumes last


def main() -> None:
    wanted = sys.argv[1:] or list(EVERYTHING)
    if unknown := set(wanted) - set(EVERYTHING):
        sys.exit(f"bench: {' '.join(sorted(unknown))}: there are {' '.join(EVERYTHING)}")
    if named := os.environ.get("TITIAN_TEST_STREET"):
        lines = asyncio.run(_measure(Running(Path(named).parent), wanted))
    else:
        lines = _on_a_street_of_its_own(wanted)
    if wanted == list(EVERYTHING):
        table.write(lines)


def _on_a_street_of_its_own(wanted: list[str]) -> list[Line]:
    folder = Path(tempfile.mkdtemp(prefix="titian-bench-"))
    folder.chmod(0o711)  # PostgreSQL may run as another user
    postgres.SETTINGS["track_commit_timestamp"] = "on"
    made = Street(folder, BASE_PORT)
    try:
        with made as running:
            return asyncio.run(_measure(running, wanted))
    finally:
        postgres.forget(made.plan)
        shutil.rmtree(folder, ignore_errors=True)


async def _measure(running: Running, wanted: list[str]) -> list[Line]:
    await street.keep_commit_times(running)
    _say("accounts and log-ins")
    people = await officers.hire(running)
    await officers.log_in(running, people)
    lines: list[Line] = []
    for name in wanted:
        _say(name)
        found = await _FIGURES[name](running, people)
        for line in found:
            print("  ".join(line.cells), flush=True)
        lines += found
    return lines


async def _intake(running: Running, people: list[Officer]) -> list[Line]:
    lines = []
    for connections in (8, 32):
        found = await intake.measure(running, people, connections)
        one, many, top = (statistics.median(rates) for rates in (found.one, found.many, found.limit))
        at = f"{connections} connections"
        lines += [
            Line(
                f"intake by the limit, {at}", found.share(), 0.1, least=True,
                note=f"{one:.0f} of {top:.0f} a second in one kabupaten, {many:.0f} in five hundred",
            ),
            Line(f"one kabupaten by five hundred, {at}", found.one_by_many(), 0.7, least=True),
            Line(f"p99 by p50, {at}", statistics.median(found.tail), 10),
        ]  # fmt: skip
    return lines


async def _lists(running: Running, _: list[Officer]) -> list[Line]:
    _say(f"{CASES:,} cases by COPY")
    await volume.fill(running.admin_dsn("cases"), CASES)
    people = await officers.hire(running)
    found = await lists.measure(running, people)
    return [
        *(
            Line(f"list of 50 among a million cases, {role}, p95 at 8 connections", p95, 15, " ms")
            for role, p95 in found.p95.items()
        ),
        Line("page 1,000 by page 1", found.deep_by_first, 1.3),
    ]


async def _effects(running: Running, people: list[Officer]) -> list[Line]:
    found = await effects.measure(running, people)
    note = f"at {found.rate:.0f} cases a second"
    return [
        line
        for name in found.p50
        for line in (
            Line(f"from commit to effect in {name}, p50", found.p50[name], 10, " ms", note=note),
            Line(f"from commit to effect in {name}, p99", found.p99[name], 50, " ms", note=note),
        )
    ]


async def _login(running: Running, people: list[Officer]) -> list[Line]:
    took = [await effects.log_in(running, one) for one in people[IN_ONE : IN_ONE + 5]]
    return [Line("from the password to the first page", statistics.median(took), 1, " s")]


async def _sweep(running: Running, _: list[Officer]) -> list[Line]:
    return [Line(f"sweep of {effects.MISSING:,} missing facts", await effects.sweep(running), 60, " s")]


async def _imports(running: Running, people: list[Officer]) -> list[Line]:
    await officers.log_in(running, people[:1])
    read, took = await imports.measure(running, people[0])
    note = f"read after {read:.0f} s"
    return [Line(f"import of {imports.ROWS:,} volunteers, read and recorded", took, 60, " s", note=note)]


def _say(what: str) -> None:
    print(f"bench: {what}", flush=True)


_FIGURES: Final = {
    "intake": _intake, "lists": _lists, "effects": _effects, "login": _login, "sweep": _sweep, "imports": _imports,
}  # fmt: skip

if __name__ == "__main__":
    main()
