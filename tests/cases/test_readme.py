"""The drawing and the tables in the README are the ones that the code follows."""

from pathlib import Path

from services.cases import cases, policy
from services.cases.cases import IN_CARE, MOVES, STATUSES, Status

README = (Path(cases.__file__).parent / "README.md").read_text(encoding="utf-8")


def drawing() -> list[str]:
    """Arrows of every verb that leads somewhere; what is in care is one box."""
    lines: list[str] = []
    for verb, (sources, to) in MOVES.items():
        if to is None:
            continue
        boxed = ["care"] if sources >= IN_CARE else sorted(sources, key=list(Status).index)
        lines += [f"    {source} --> {to}: {verb}" for source in boxed]
    return lines


def test_the_readme_draws_every_verb_that_leads_somewhere() -> None:
    for line in drawing():
        assert line in README, line


def test_the_readme_shows_every_status_with_its_words_and_whose_move_it_is() -> None:
    for status, (words, turn) in STATUSES.items():
        assert f"| `{status}` | {words.id} | {turn} |" in README


def test_the_readme_names_who_may_use_each_verb() -> None:
    for verb, operation in policy.VERBS.items():
        assert f"| `{verb}` | {' '.join(sorted(policy.OPERATIONS[operation]))} |" in README
