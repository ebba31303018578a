"""`python -m tests.proofs.table`: write what the last `make proofs` did into PROOFS.md, in short into the README."""

import os
import platform
from itertools import groupby
from pathlib import Path
from typing import Final

from deploy.local.plan import ROOT
from tests.proofs.recorded import Told, kept

TABLE: Final = ROOT / "tests" / "PROOFS.md"
MARKS: Final = ("<!-- proofs -->", "<!-- end of proofs -->")
HEADING: Final = "| proof | sentence | tried | found | seed | seconds | commit, date |"
HEAD: Final = """\
# What was proved

Written by `make proofs` and `make chaos`: each proof attacks a running platform through its doors, then counts rows
and ids in the databases. `make proofs-can-fail` asks of each that it fails with its switch on.
"""


def main() -> None:
    TABLE.write_text(whole([line for line in kept() if line.whole]))
    readme = ROOT / "README.md"
    readme.write_text(within(readme.read_text(), short(TABLE.read_text())))


def whole(lines: list[Told]) -> str:
    """PROOFS.md: a row per sentence."""
    parts = [HEAD, f"Machine: {_machine()}.\n", HEADING, "|---|---|---|---|---|---|---|"]
    for line in sorted(lines, key=lambda line: (line.proof, line.sentence)):
        cells = [line.proof, line.sentence.replace("_", " "), "; ".join(line.attempts), "; ".join(line.findings)]
        parts.append(f"| {' | '.join(cells)} | {line.seed} | {line.seconds:.0f} | {line.when} |")
    return "\n".join(parts) + "\n"


def short(table: str) -> str:
    """The README's rows: one per proof, what was found in all of its sentences."""
    rows = [[cell.strip() for cell in row.strip("| ").split(" | ")] for row in table.splitlines() if " | " in row][1:]
    lines = ["| proof | found | commit, date |", "|---|---|---|"]
    for proof, told in groupby(rows, key=lambda row: row[0]):
        found = list(told)
        lines.append(f"| {proof} | {'; '.join(row[3] for row in found)} | {found[0][6]} |")
    return "\n".join(lines)


def within(text: str, table: str) -> str:
    """`text` with the table between its marks."""
    before, rest = text.split(MARKS[0])
    _, after = rest.split(MARKS[1])
    return f"{before}{MARKS[0]}\n{table}\n{MARKS[1]}{after}"


def _machine() -> str:
    kilobytes = int(Path("/proc/meminfo").read_text().split()[1])  # its first line is MemTotal
    return f"{os.cpu_count()} cores, {kilobytes / 1e6:.0f} GB, {platform.system()}"


if __name__ == "__main__":
    main()
