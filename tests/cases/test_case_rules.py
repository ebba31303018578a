"""A case from the village to its end: each refusal, and whose move is next."""

import pytest

from proto.cases.v1 import facts_pb2
from services.cases import cases, codes, wire
from services.cases.cases import (
    ENDED,
    MOVES,
    STATUSES,
    Case,
    CaseClosed,
    CaseOpened,
    CaseStaged,
    Erased,
    NotNow,
    OpenReferrals,
    Status,
)
from services.kit.change import Change
from services.kit.errors import Invalid, Stale
from tests.cases.known import AT, BUDI, GANTUNG, JAKA, LENGGANG, RAHMA, case, protected, recorded


def test_what_a_psm_records_awaits_the_tksk() -> None:
    assert recorded(by=RAHMA).status is Status.AWAITING
    assert recorded(by=RAHMA).turn == "tksk"


def test_nobody_asks_himself() -> None:
    by_tksk, by_dinas = recorded(by=JAKA), recorded(by=BUDI)
    assert (by_tksk.status, by_tksk.verified_by) == (Status.VERIFIED, JAKA)
    assert (by_dinas.status, by_dinas.assigned_to) == (Status.ACCEPTED, BUDI)


def test_a_new_case_says_its_place_whose_move_it_is_and_who_wrote_it() -> None:
    opened = cases.record(
        office="1906", case_id=recorded().case_id, person_id=recorded().person_id, code="1906-26-K7QF3M",
        kind=codes.ppks(8, AT.date()), sensitivity=1, village=LENGGANG, by=RAHMA, at=AT,
    ).facts[0]  # fmt: skip
    assert isinstance(opened, CaseOpened)
    assert (opened.area, opened.standing.turn, opened.standing.recorded_by) == (LENGGANG, "tksk", "rahma")


def test_a_protected_case_skips_verification_and_waits_at_the_protected_desk() -> None:
    for by in (RAHMA, JAKA, BUDI):
        assert protected(by=by).status is Status.VERIFIED
        assert protected(by=by).turn == "protected"


def test_a_fact_about_a_protected_case_carries_the_kabupaten_and_nobody_who_wrote_it() -> None:
    fact = protected().accept(by=BUDI, was=1, at=AT).facts[0]
    assert fact.area == "1906"
    assert (fact.standing.village, fact.standing.kec, fact.standing.recorded_by) == (None, None, None)


def test_once_assigned_a_protected_case_is_the_move_of_the_assigned_officer() -> None:
    now = protected().assign(to=BUDI, was=1, at=AT).now
    assert (now.turn, now.assigned_to) == ("dinas", BUDI)


def test_nobody_in_the_village_has_a_hand_in_a_protected_case() -> None:
    for verb in ("verify", "return", "complete", "solve", "connect"):
        assert not protected().may(verb)
    with pytest.raises(NotNow):
        protected().return_(reason="incomplete", was=1, at=AT)


def test_a_verified_case_is_before_the_dinas() -> None:
    now = recorded().verify(by=JAKA, was=1, at=AT).now
    assert (now.status, now.turn, now.verified_by, now.version) == (Status.VERIFIED, "dinas", JAKA, 2)


@pytest.mark.parametrize("status", set(Status) - {Status.AWAITING})
def test_only_what_awaits_verification_is_verified(status: Status) -> None:
    with pytest.raises(NotNow):
        case(status).verify(by=JAKA, was=1, at=AT)


def test_a_verb_names_the_version_that_it_read() -> None:
    with pytest.raises(Stale):
        recorded(version=3).verify(by=JAKA, was=2, at=AT)


def test_what_is_returned_says_why_and_is_the_move_of_the_psm() -> None:
    now = recorded().return_(reason="incomplete", was=1, at=AT).now
    assert (now.status, now.turn) == (Status.RETURNED, "psm")
    with pytest.raises(Invalid):
        recorded().return_(reason="I do not like it", was=1, at=AT)


def test_a_completed_case_awaits_the_tksk_again_where_the_person_really_lives() -> None:
    now = case(Status.RETURNED).complete(sensitivity=1, ppks=24, village=GANTUNG, was=1, at=AT).now
    assert (now.status, now.village, now.kec, now.ppks) == (Status.AWAITING, GANTUNG, "190602", 24)


def test_a_case_that_turns_out_protected_leaves_the_village() -> None:
    now = case(Status.RETURNED).complete(sensitivity=codes.PROTECTED, ppks=19, village=LENGGANG, was=1, at=AT).now
    assert (now.status, now.turn) == (Status.VERIFIED, "protected")


def test_sensitivity_only_tightens() -> None:
    now = case(Status.RETURNED, sensitivity=2).complete(sensitivity=1, ppks=8, village=LENGGANG, was=1, at=AT).now
    assert now.sensitivity == 2


def test_the_village_may_change_on_completion_but_not_go() -> None:
    with pytest.raises(Invalid) as refused:
        case(Status.RETURNED).complete(sensitivity=1, ppks=8, village=None, was=1, at=AT)
    assert list(refused.value.fields) == ["person.village"]


def test_a_fact_tells_the_type_before_where_it_changed() -> None:
    for before in (8, None):
        completed = case(Status.RETURNED, ppks=before).complete(sensitivity=1, ppks=24, village=LENGGANG, was=1, at=AT)
        told = standing(completed)
        assert (told.type, told.HasField("old_type"), told.old_type) == (24, True, before or 0)
        assert told.old_status == "returned"
    assert not standing(case(Status.AWAITING).verify(by=JAKA, was=1, at=AT)).HasField("old_type")


def standing(change: Change[Case]) -> facts_pb2.Standing:
    """As every fact about a case tells it, in field 2."""
    return facts_pb2.CaseOpened.FromString(wire.fact(change.facts[0]).payload).standing


def test_who_accepts_has_the_case_unless_it_was_assigned() -> None:
    assert case(Status.VERIFIED).accept(by=BUDI, was=1, at=AT).now.assigned_to == BUDI
    assert case(Status.VERIFIED, assigned_to=JAKA).accept(by=BUDI, was=1, at=AT).now.assigned_to == JAKA


def test_a_declined_case_has_a_reason_of_the_list() -> None:
    assert case(Status.VERIFIED).decline(reason="no_funds", was=1, at=AT).now.status is Status.DECLINED
    with pytest.raises(Invalid):
        case(Status.VERIFIED).decline(reason="", was=1, at=AT)


def test_care_goes_forward_and_back_but_not_on_the_spot() -> None:
    assert case(Status.MONITORING).stage(to="intervention", was=1, at=AT).now.status is Status.INTERVENTION
    with pytest.raises(NotNow):
        case(Status.MONITORING).stage(to="monitoring", was=1, at=AT)
    with pytest.raises(Invalid):
        case(Status.MONITORING).stage(to="closed", was=1, at=AT)
    with pytest.raises(NotNow):
        case(Status.AWAITING).stage(to="planning", was=1, at=AT)


def test_the_first_referral_begins_the_intervention_and_a_later_one_changes_nothing() -> None:
    begun = case(Status.ACCEPTED).intervene(at=AT)
    assert begun.now.status is Status.INTERVENTION
    assert isinstance(begun.facts[0], CaseStaged)
    for status in (Status.INTERVENTION, Status.MONITORING, Status.CLOSED):
        assert case(status).intervene(at=AT).facts == []


def test_a_case_with_a_running_referral_is_not_closed() -> None:
    with pytest.raises(OpenReferrals):
        case(Status.MONITORING).close(reason="served", open_referrals=1, was=1, at=AT)
    with pytest.raises(OpenReferrals):
        case(Status.VERIFIED).solve(open_referrals=1, was=1, at=AT)


def test_a_closed_case_says_what_became_of_the_need_and_is_nobodys_move() -> None:
    closed = case(Status.MONITORING).close(reason="partly", open_referrals=0, was=1, at=AT)
    assert (closed.now.status, closed.now.turn, closed.now.due_at) == (Status.CLOSED, "none", None)
    with pytest.raises(Invalid):
        case(Status.MONITORING).close(reason="erased", open_referrals=0, was=1, at=AT)  # a rule gives it, nobody else


def test_the_village_may_help_itself_before_the_dinas_has_to() -> None:
    assert recorded().solve(open_referrals=0, was=1, at=AT).now.status is Status.SOLVED
    with pytest.raises(NotNow):
        case(Status.INTERVENTION).solve(open_referrals=0, was=1, at=AT)


def test_only_what_has_ended_is_reopened() -> None:
    for status in ENDED:
        assert case(status).reopen(was=1, at=AT).now.status is Status.REOPENED
    with pytest.raises(NotNow):
        case(Status.ACCEPTED).reopen(was=1, at=AT)


def test_a_need_is_added_to_what_is_in_care_without_naming_a_version() -> None:
    needed = case(Status.ASSESSMENT, version=7).add_need(need_id=recorded().case_id, kind="food", at=AT)
    assert (needed.now.status, needed.now.version) == (Status.ASSESSMENT, 8)
    with pytest.raises(NotNow):
        recorded().add_need(need_id=recorded().case_id, kind="food", at=AT)


def test_a_file_that_is_handed_up_stays_where_it_was() -> None:
    now = case(Status.ASSESSMENT).hand_up(handup_id=recorded().case_id, was=1, at=AT).now
    assert (now.status, now.office, now.turn) == (Status.ASSESSMENT, "1906", "dinas")
    with pytest.raises(NotNow):
        recorded().hand_up(handup_id=recorded().case_id, was=1, at=AT)


def test_in_its_own_file_the_move_is_the_provinces() -> None:
    assert case(Status.ACCEPTED, office="19").turn == "province"
    assert case(Status.ACCEPTED, office="00").turn == "national"


def test_erasure_ends_what_was_open_and_takes_the_place_with_it() -> None:
    erased = case(Status.INTERVENTION).erase(at=AT)
    assert (erased.now.status, erased.now.village, erased.now.kec) == (Status.CLOSED, None, "190602")
    assert isinstance(erased.facts[0], CaseClosed)
    assert case(Status.DECLINED).erase(at=AT).facts == []


def test_an_erased_case_is_not_reopened() -> None:
    with pytest.raises(Erased):
        case(Status.INTERVENTION).erase(at=AT).now.reopen(was=2, at=AT)


def test_every_status_has_words_and_a_turn_and_every_open_one_a_term() -> None:
    assert set(STATUSES) == set(Status)
    for status, (words, turn) in STATUSES.items():
        assert words.id != words.en
        assert (turn == "none") == (status in ENDED)
        assert (cases.due(status, "1906", AT) is None) == (status in ENDED)


def test_every_status_is_reached_by_some_verb() -> None:
    reached = {to for _, to in MOVES.values() if to} | set(cases.STAGES) | {Status.AWAITING}
    assert reached == set(Status)
