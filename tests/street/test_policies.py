"""The README says who may what as the services' policy tables say it."""

from tests.street.policies import KEEPING, MARKS, SERVICES, WORDS, of_people, table
from tests.street.sources import ROOT, module


def test_the_readme_says_who_may_what() -> None:
    said = (ROOT / "README.md").read_text().split(MARKS[0])[1].split(MARKS[1])[0].strip()
    assert said == table(), "run: make policies"


def test_every_operation_of_a_person_has_its_words_and_no_other_has() -> None:
    for service in SERVICES:
        assert of_people(service).keys() == WORDS[service].keys(), service


def test_the_platform_is_kept_by_the_same_in_every_service() -> None:
    kept = [{name: module(f"services.{one}.policy").OPERATIONS[name] for name in KEEPING} for one in SERVICES]
    assert all(one == kept[0] for one in kept)
