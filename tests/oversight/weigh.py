"""What suppression costs, in seconds and in figures: `python -m tests.oversight.weigh`. Provinces of several sizes,
with the shares of types and stages that a Dinas would believe, drawn alike every time."""

import random
import time

from services.oversight import figures, suppression
from services.oversight.figures import Kind, Table
from services.oversight.labels import labels
from services.oversight.suppression import Cell

# In a hundred; what is missing has half a case.
TYPES = {"8": 20, "9": 17, "24": 15, "0": 14, "21": 6, "2": 5, "23": 5, "5": 4, "25": 2}
STAGES = {
    "awaiting": 15, "verified": 5, "accepted": 2, "assessment": 8, "planning": 7, "intervention": 20, "monitoring": 8,
    "closed": 31, "returned": 2, "declined": 2,
}  # fmt: skip
SIZES = ((7, 60), (7, 600), (38, 900), (38, 4500))  # kabupaten, cases in each


def drawn(kabupaten: int, cases: int) -> dict[Cell, int]:
    draw = random.Random(1906)  # noqa: S311 -- reason: drawn alike every time
    types, stages = list(labels("cases").types), list(STAGES)
    weights = [TYPES.get(code, 0.5) for code in types]
    files: dict[Cell, int] = {}
    for place in range(kabupaten):
        for _ in range(cases):
            of_type = draw.choices(types, weights)[0]
            cell = (f"35{place:02d}", of_type, draw.choices(stages, list(STAGES.values()))[0])
            files[cell] = files.get(cell, 0) + 1
    return files


def main() -> None:
    print("| kabupaten × cases | cells | 5 or more | of them hidden | seconds |\n|---|---|---|---|---|")
    for kabupaten, cases in SIZES:
        files = drawn(kabupaten, cases)
        begun = time.process_time()
        shown = figures.shown(Table(Kind.CASES, "35", 1), files)
        seconds = time.process_time() - begun
        large = {cell for cell, count in _sums(files).items() if count > suppression.SMALL_TO}
        hidden = sum(shown[cell].count is None for cell in large)
        print(f"| {kabupaten} × {cases} | {len(shown)} | {len(large)} | {hidden / len(large):.0%} | {seconds:.1f} |")


def _sums(files: dict[Cell, int]) -> dict[Cell, int]:
    group_of = labels("cases").group_of
    places = {cell[0]: "35" for cell in files}
    types = {cell[1]: "*" for cell in files}
    return suppression.sums(files, (places, types, group_of | dict.fromkeys(group_of.values(), "*")))


if __name__ == "__main__":
    main()
