"""The drawing in the README is the one that the code follows."""

from pathlib import Path

from services.referral import connections, statuses

README = (Path(statuses.__file__).parent / "README.md").read_text(encoding="utf-8")


def test_the_readme_shows_every_status_with_its_words_and_whose_move_it_is() -> None:
    for table in (statuses.STATUSES, connections.PROGRESS):
        for status, (words, turn) in table.items():
            assert f"| `{status}` | {words.id} | {turn} |" in README
