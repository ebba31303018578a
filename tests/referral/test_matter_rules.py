"""What a case is known to be, and who was overtaken by what, without a database."""

import pytest

from proto.referral.v1 import facts_pb2
from services.kit.actor import Actor
from services.kit.errors import Forbidden
from services.referral import policy, views, wire
from services.referral.connections import ConnectionProtected, Progress
from services.referral.matters import CaseOver, Erased, unheard
from services.referral.statuses import Status
from tests.referral.noted import AT, LATER, connection, matter, referral, sending

HIDDEN = {"sensitivity": 3, "village": "", "kec": "", "recorded_by": ""}


def actor(*roles: str) -> Actor:
    return Actor("sub-1", "1906", frozenset(roles), "Dewi Contoh")


def test_the_newest_word_of_cases_counts_and_loosens_nothing() -> None:
    known, told = matter(**HIDDEN), matter(sensitivity=1, assigned_to="budi", case_status="accepted")
    now = known.hear(told)
    assert (now.sensitivity, now.village, now.kec, now.recorded_by) == (3, "", "", "")
    assert (now.assigned_to, now.case_status) == ("budi", "accepted")
    assert matter().erase().hear(told).erased, "nor does anybody come back"
    assert known.hear(told).hear(told) == now


def test_what_was_asked_tightens_but_facts_go_before_it() -> None:
    known = matter(case_status="closed").ask(matter(sensitivity=3, case_status="accepted", village="1906022009"))
    assert (known.sensitivity, known.village, known.case_status) == (3, "", "closed")
    first = unheard("1906", known.case_id).ask(matter(case_status="accepted"))
    assert first.case_status == "accepted"


def test_nothing_begins_for_a_case_that_is_over_or_a_person_who_was_erased() -> None:
    for status in ("closed", "solved", "declined", "transferred"):
        over = matter(case_status=status)
        for begun in (lambda over=over: sending(matter=over), lambda over=over: connection(matter=over)):
            with pytest.raises(CaseOver):
                begun()
    with pytest.raises(Erased):
        sending(matter=matter(case_status="accepted").erase())
    assert connection(matter=matter(case_status="awaiting")).open


def test_a_disputed_referral_of_an_erased_person_is_closed_without_a_word() -> None:
    disputed = referral(Status.DISPUTED, matter=matter().erase())
    assert disputed.close(note="", was=1, at=LATER).now.status is Status.CLOSED


def test_that_a_case_became_protected_is_told_once_and_of_what_is_open_only() -> None:
    light = connection()
    hidden = light.matter.hear(matter(sensitivity=3))
    change = light.hear_matter(hidden, at=LATER)
    assert change.facts == [ConnectionProtected(change.now, Progress.SUGGESTED, LATER)]
    assert (change.now.turn, change.now.status, change.now.version) == ("sender", Progress.SUGGESTED, 1)
    assert change.now.hear_matter(hidden, at=LATER).facts == []
    over = light.conclude(served=True, reason="", note="", was=1, at=AT).now
    assert over.hear_matter(hidden, at=LATER).facts == []
    assert over.hear_matter(hidden, at=LATER).now.turn == "none"


def test_a_protected_connection_is_announced_without_a_place_and_without_whoever_suggested_it() -> None:
    light = connection()
    change = light.hear_matter(light.matter.hear(matter(sensitivity=3)), at=LATER)
    [told] = wire.facts(change.facts[0])
    standing = facts_pb2.ConnectionProtected.FromString(told.payload).standing
    assert (told.noun, told.past, told.area) == ("connection", "protected", "1906")
    assert (standing.village, standing.kec, standing.recorded_by, standing.sent_by) == ("", "", "", "")
    assert (standing.turn, standing.sensitivity) == ("sender", 3)


@pytest.mark.parametrize(
    ("role", "open_", "protected"),
    [("psm", True, False), ("tksk", True, False), ("dinas", False, True), ("dinas_supervisor", False, True)],
)
def test_the_dinas_concludes_what_is_protected_and_volunteers_the_rest(role: str, open_: bool, protected: bool) -> None:
    for held, may in ((matter(), open_), (matter(**HIDDEN), protected)):
        shown = views.connection(connection(matter=held), actor(role), {})
        assert ("conclude" in shown["actions"]) is may
        if not may:
            with pytest.raises(Forbidden):
                policy.require_conclude(actor(role), held)
