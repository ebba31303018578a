"""The README says who may what as the services' policy tables say it."""

from tests.street.policies import MARKS, SERVICES, WORDS, table
from tests.street.sources import ROOT, module


def test_the_readme_says_who_may_what() -> None:
    said = (ROOT / "README.md").read_text().split(MARKS[0])[1].split(MARKS[1])[0].strip()
    assert said == table(), "run: make policies"


def test_every_operation_of_a_person_has_its_words_and_no_other_has() -> None:
    for service in SERVICES:
        of_people = {
            name for name, roles in module(f"services.{service}.policy").OPERATIONS.items() if roles != {"machine"}
        }
        assert of_people == WORDS[service].keys(), service
