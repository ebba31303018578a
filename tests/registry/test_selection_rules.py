"""Who is chosen, by scores that everybody concerned may see, and what the province answers: without a database."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from services.kit.errors import Invalid, Stale
from services.registry import proposals, selections
from services.registry.applications import Application, Status, Taken
from services.registry.attachments import Kind, PaperMissing
from services.registry.proposals import AlreadyAnswered, Proposal, ProposalAnswered, ProposalSent
from services.registry.selections import (
    AlreadyDecided,
    BelowPassMark,
    NotACandidate,
    NotScored,
    Selection,
    SelectionDecided,
    TooManyChosen,
)
from tests.registry.test_application_rules import APPEAL, AT, GANTUNG, at_step, refusal

SENT = date(2026, 11, 2)


def candidate(name: str = "Ani Contoh", written: int | None = None, interview: int | None = None) -> Application:
    told = {"written": written, "interview": interview}
    scores = {test: score for test, score in told.items() if score is not None}
    return replace(at_step(Status.SELECTION), name=name, scores=scores)


def opened(role: str = "tksk") -> Selection:
    return selections.begin(at_step(Status.RECEIVED, role), uuid4(), at=AT).now


def decide(
    candidates: list[Application], *chosen: Application, selection: Selection | None = None, **other: Any
) -> Any:
    told: dict[str, Any] = {"reason": "Nilai tertinggi", "appeal": APPEAL, "by": "Dewi Contoh", "was": 1, "at": AT}
    return (selection or opened()).decide([one.application_id for one in chosen], candidates, **told | other)


# --- scores ---


def test_the_best_stand_first_and_equal_totals_share_a_rank() -> None:
    people = [candidate("Ida", 70, 80), candidate("Ani", 80, 70), candidate("Budi", 90, 90), candidate("Eka", 60, 60)]
    ranked = selections.ranking(people[0].asked, people)
    assert [(one.application.name, one.total, one.rank, one.passed) for one in ranked] == [
        ("Budi", 9000, 1, True), ("Ani", 7500, 2, True), ("Ida", 7500, 2, True), ("Eka", 6000, 4, False),
    ]  # fmt: skip


def test_who_lacks_a_score_has_no_rank_yet_and_who_withdrew_stands_in_none() -> None:
    gone = replace(candidate("Gina", 100, 100), status=Status.WITHDRAWN)
    ranked = selections.ranking(gone.asked, [candidate("Ani", 80), candidate("Ida", 70, 70), gone])
    assert [(one.application.name, one.rank) for one in ranked] == [("Ida", 1), ("Ani", None)]


def test_the_pass_mark_itself_passes() -> None:
    (one,) = selections.ranking(candidate().asked, [candidate("Ani", 70, 70)])
    assert one.passed is True
    (one,) = selections.ranking(candidate().asked, [candidate("Ani", 69, 70)])
    assert one.passed is False


def test_scores_are_written_test_by_test() -> None:
    ani = candidate("Ani", 80)
    change, (scored,) = opened().score({ani.application_id: {"interview": 75}}, [ani], was=1)
    assert (scored.scores, scored.version, change.now.version) == ({"written": 80, "interview": 75}, 2, 2)


@pytest.mark.parametrize("scores", [{"written": 101}, {"written": -1}, {"renang": 80}])
def test_a_score_lies_between_0_and_100_and_belongs_to_a_test_of_the_role(scores: dict[str, int]) -> None:
    ani = candidate()
    with pytest.raises(Invalid):
        opened().score({ani.application_id: scores}, [ani], was=1)


def test_who_does_not_stand_in_it_has_no_score_in_it() -> None:
    gone = replace(candidate(), status=Status.WITHDRAWN)
    for stranger in (candidate(), gone):
        with pytest.raises(NotACandidate):
            opened().score({stranger.application_id: {"written": 80}}, [candidate(), gone], was=1)


def test_scores_name_the_version_that_was_read() -> None:
    with pytest.raises(Stale):
        opened().score({}, [], was=2)


# --- the decision ---


def test_everybody_is_chosen_or_passed_over_at_once_and_it_says_who_decided_and_why() -> None:
    ani, ida = candidate("Ani", 80, 80), candidate("Ida", 75, 75)
    change, decided = decide([ani, ida], ani)
    assert {one.name: one.status for one in decided} == {"Ani": Status.CHOSEN, "Ida": Status.PASSED_OVER}
    now = change.now
    assert (now.decided_by, now.reason, now.appeal) == ("Dewi Contoh", "Nilai tertinggi", APPEAL)
    assert change.facts == [SelectionDecided(now.selection_id, "1906", "tksk", GANTUNG, 2, 1, AT)]


def test_nobody_chosen_is_a_decision_too() -> None:
    _, decided = decide([candidate("Ani", 60, 60)])
    assert [one.status for one in decided] == [Status.PASSED_OVER]


def test_nobody_below_the_pass_mark_is_chosen() -> None:
    ani = candidate("Ani", 60, 60)
    with pytest.raises(BelowPassMark):
        decide([ani], ani)


def test_before_all_scores_are_there_nothing_is_decided() -> None:
    ani = candidate("Ani", 80, 80)
    with pytest.raises(NotScored):
        decide([ani, candidate("Ida", 80)], ani)


def test_a_kecamatan_has_one_tksk() -> None:
    people = [candidate("Ani", 80, 80), candidate("Ida", 80, 80)]
    with pytest.raises(TooManyChosen):
        decide(people, *people)


def test_a_village_may_have_several_psm_without_tests() -> None:
    people = [replace(at_step(Status.SELECTION, "psm"), name=name) for name in ("Ani", "Ida")]
    _, decided = decide(people, *people, selection=opened("psm"))
    assert {one.status for one in decided} == {Status.CHOSEN}


def test_only_who_stands_in_it_is_chosen() -> None:
    with pytest.raises(NotACandidate):
        decide([candidate("Ani", 80, 80)], candidate("Ida", 90, 90))


@pytest.mark.parametrize("wrong", [{"reason": ""}, {"appeal": " "}])
def test_a_decision_has_a_reason_and_says_how_to_object(wrong: dict[str, str]) -> None:
    ani = candidate("Ani", 80, 80)
    assert refusal(lambda: decide([ani], ani, **wrong)) == "invalid"


def test_what_is_decided_stays_decided() -> None:
    ani = candidate("Ani", 80, 80)
    change, _ = decide([ani], ani)
    with pytest.raises(AlreadyDecided):
        change.now.require_open(2)
    with pytest.raises(Stale):
        change.now.require_open(1)


# --- through the province ---


def proposed() -> tuple[Proposal, Application]:
    one = at_step(Status.CHOSEN, taken=(Taken("camat", "140/7", SENT, AT), Taken("proposal", "460/9", SENT, AT)))
    change, application = proposals.post(one, uuid4(), total=8000, at=AT)
    assert change.facts == [ProposalSent(change.now.proposal_id, "1906", "19", AT)]
    return change.now, application


def attached() -> Proposal:
    return proposed()[0].attach(Kind.PDF).now


def test_a_proposal_takes_the_chosen_fields_to_the_province_and_no_more() -> None:
    sent, application = proposed()
    assert (sent.office, sent.from_office, sent.place, sent.total) == ("19", "1906", GANTUNG, 8000)
    assert sent.letters == {"camat": ("140/7", SENT), "proposal": ("460/9", SENT)}
    assert (application.status, application.proposal_id) == (Status.PROPOSED, sent.proposal_id)
    assert not {"nik", "phone", "address"} & set(Proposal.__slots__)


def test_the_province_forwards_it_with_number_date_and_paper() -> None:
    with pytest.raises(PaperMissing):
        proposed()[0].forward(number="460/1", on=SENT, was=1, at=AT)
    change = attached().forward(number="460/1", on=SENT, was=2, at=AT)
    (told,) = change.facts
    assert (change.now.status, told.why, told.number, told.on) == (proposals.Status.FORWARDED, "", "460/1", SENT)
    assert refusal(lambda: attached().forward(number="", on=SENT, was=2, at=AT)) == "invalid"
    assert refusal(lambda: attached().forward(number="1", on=date(2026, 11, 1), was=2, at=AT)) == "invalid"


def test_the_province_returns_it_for_a_reason_from_the_list() -> None:
    change = proposed()[0].give_back(why="no_quota", was=1, at=AT)
    assert change.now.status is proposals.Status.RETURNED
    assert refusal(lambda: proposed()[0].give_back(why="tidak suka", was=1, at=AT)) == "invalid"


def test_a_proposal_is_answered_once_and_at_the_version_that_was_read() -> None:
    answered = proposed()[0].give_back(why="no_quota", was=1, at=AT).now
    with pytest.raises(AlreadyAnswered):
        answered.give_back(why="no_quota", was=2, at=AT)
    with pytest.raises(AlreadyAnswered):
        answered.attach(Kind.PDF)
    with pytest.raises(Stale):
        proposed()[0].give_back(why="no_quota", was=2, at=AT)


def heard(application: Application, why: str = "", **other: Any) -> Application:
    told = ProposalAnswered(application.proposal_id or uuid4(), uuid4(), "19", "1906", why, "460/1", SENT, AT)
    return proposals.heard(application, replace(told, **other)).now


def test_what_was_forwarded_waits_for_the_sk() -> None:
    now = heard(proposed()[1])
    assert (now.status, now.taken[-1].stage, now.taken[-1].number) == (Status.CHOSEN, "province", "460/1")
    now.require_chosen(now.version)


def test_what_was_returned_may_be_proposed_anew() -> None:
    now = heard(proposed()[1], "no_quota")
    assert (now.status, now.reason) == (Status.CHOSEN, "Tidak ada kuota dari kementerian")
    assert now.next_stage and now.next_stage.code == "proposal"


def test_an_answer_to_a_proposal_that_is_none_of_its_own_changes_nothing() -> None:
    application = proposed()[1]
    assert heard(application, proposal_id=uuid4()) is application
