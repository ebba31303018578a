"""Who signs a paper: told without a database."""

from services.registry import papers
from services.registry.profiles import Profile, Signatory
from services.registry.trainings import Status
from tests.registry.test_certifying import text_of
from tests.registry.test_participant_rules import psm, seated
from tests.registry.test_training_rules import FIRST, at_stage

HEAD = Profile(
    "1906", "Dinas Sosial Contoh", "Manggar", signatories=(Signatory("Budi Misal", "Kepala Dinas", "001"),)
)  # fmt: skip


def test_what_the_head_signs_bears_the_heads_name() -> None:
    people = seated(at_stage(Status.NOMINATING), psm())
    said = text_of(papers.trainings.assignment(HEAD, at_stage(Status.INVITED), people, FIRST))
    assert "Budi Misal" in said and "NIP 001" in said


def test_the_treasurers_name_is_left_open_for_the_pen() -> None:
    people = seated(at_stage(Status.NOMINATING), psm())
    said = text_of(papers.trainings.transport(HEAD, at_stage(Status.RUNNING), people, FIRST))
    assert "Bendahara," in said
    assert "Budi Misal" not in said and "001" not in said
