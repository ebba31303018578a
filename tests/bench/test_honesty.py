"""The README says of the speed what BENCH.md says."""

from deploy.local.plan import ROOT
from tests.bench.table import MARKS, TABLE, Line, short, whole


def test_the_readme_says_of_the_speed_what_the_table_says() -> None:
    said = (ROOT / "README.md").read_text().split(MARKS[0])[1].split(MARKS[1])[0].strip()
    assert said == short(TABLE.read_text()).strip()


def test_a_figure_that_misses_its_target_is_said_to() -> None:
    kept, missed = Line("a", 9, 10, " ms"), Line("b", 0.09, 0.1, least=True)
    table = whole([kept, missed])
    assert "| a | 9 ms | ≤ 10 ms | yes |" in table
    assert "| b | 0.09 | ≥ 0.1 | **no** |" in table
    assert "| b | 0.09 | ≥ 0.1 |" in short(table)
