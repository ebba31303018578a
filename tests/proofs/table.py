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
    TABLE.write_text(whole([line for line in kept() if line.whole], TABLE.read_text()))
    readme = ROOT / "README.md"
    readme.write_text(within(readme.read_text(), short(TABLE.read_text())))


def whole(lines: list[Told], before: str = "") -> str:
    """PROOFS.md: a row per sentence; one that was not proved again stays as it stood `before`, with its own commit."""
    rows = {(cells[0], cells[1]): cells for cells in rows_of(before)}
    for line in lines:
        sentence = line.sentence.replace("_", " ")
        told = ["; ".join(line.attempts), "; ".join(line.findings), str(line.seed), f"{line.seconds:.0f}", line.when]
        rows[line.proof, sentence] = [line.proof, sentence, *told]
    head = [HEAD, f"Machine: {_machine()}.\n", HEADING, "|---|---|---|---|---|---|---|"]
    return "\n".join(head + [f"| {' | '.join(cells)} |" for _, cells in sorted(rows.items())]) + "\n"


def rows_of(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in row.strip("| ").split(" | ")] for row in table.splitlines() if " | " in row][1:]


def short(table: str) -> str:
    """The README's rows: one per proof, what was found in all of its sentences."""
    lines = ["| proof | found | commit, date |", "|---|---|---|"]
    for proof, told in groupby(rows_of(table), key=lambda row: row[0]):
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
