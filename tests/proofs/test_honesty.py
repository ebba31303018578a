"""The proofs themselves: each can be broken, each switch breaks one, and the README says what PROOFS.md says."""

import re

from deploy.local.plan import ROOT
from tests.proofs.can_fail import SWITCHES
from tests.proofs.table import MARKS, TABLE, rows_of, short

PROOFS = [file for file in sorted((ROOT / "tests/proofs").glob("test_*.py")) if file.name != "test_honesty.py"]
_MARK = re.compile(r"breaks_with\(([^)]*)\)")


def _switches(text: str) -> set[str]:
    return {name for mark in _MARK.findall(text) for name in re.findall(r'"(\w+)"', mark)}


def test_every_proof_names_a_switch_that_breaks_it() -> None:
    assert {file.name for file in PROOFS if not _switches(file.read_text())} == set()


def test_every_switch_breaks_a_proof() -> None:
    assert {name for file in PROOFS for name in _switches(file.read_text())} == set(SWITCHES)


def test_the_readme_says_of_the_proofs_what_the_table_says() -> None:
    readme = (ROOT / "README.md").read_text()
    said = readme.split(MARKS[0])[1].split(MARKS[1])[0].strip()
    assert said == short(TABLE.read_text()).strip()


def test_every_row_of_the_table_is_a_sentence_that_is_still_proved() -> None:
    proved = "".join(file.read_text() for file in PROOFS)
    assert [row[1] for row in rows_of(TABLE.read_text()) if f"def {row[1].replace(' ', '_')}(" not in proved] == []
