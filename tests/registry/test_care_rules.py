"""What a volunteer gave and bore: hours, costs, risk events, rest: told without a database."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from services.kit.actor import Actor
from services.kit.errors import Forbidden, Invalid, Stale
from services.registry import care_codes, care_entries, policy, rests, risks
from services.registry.care_entries import Entry, Kind, NotAtThisPoint, OwnEntry, Status, Told
from services.registry.leaves import Leave
from services.registry.rests import NotResting, Rest
from services.registry.risks import AlreadyClosed, Event, Owner

AT = datetime(2026, 11, 4, 3, 0, tzinfo=UTC)
TODAY = date(2026, 11, 4)
LENGGANG = "1906022003"
HERS = uuid4()


def told(kind: Kind = Kind.HOURS, **other: Any) -> Told:
    given = {"code": "visit", "amount": 90} if kind is Kind.HOURS else {"code": "transport", "amount": 25_000}
    return Told(kind, **{"day": TODAY, **given, **other})


def entered(role: str = "psm", others: int = 0, **other: Any) -> Entry:
    return care_entries.enter(
        office="1906", entry_id=uuid4(), volunteer_id=HERS, role=role, name="Rahma Contoh", told=told(**other),
        others=others, at=AT,
    ).now  # fmt: skip


def refused(**other: Any) -> set[str]:
    with pytest.raises(Invalid) as refusal:
        entered(**other)
    return set(refusal.value.fields)


# --- hours and costs ---


def test_an_entry_waits_for_the_tksk_and_a_tksks_own_for_the_dinas() -> None:
    assert (entered().status, entered().turn) == (Status.ENTERED, "tksk")
    assert entered("tksk").turn == "dinas"


def test_hours_are_between_a_quarter_and_a_day() -> None:
    assert entered(amount=15).told.amount == 15
    for wrong in (14, 24 * 60 + 1, -60):
        assert refused(amount=wrong) == {"amount"}


def test_a_day_has_twenty_four_hours() -> None:
    assert entered(others=24 * 60 - 90).told.amount == 90
    assert refused(others=24 * 60 - 89) == {"amount"}


def test_costs_are_not_bound_by_the_hours_of_a_day() -> None:
    assert entered(kind=Kind.COST, others=24 * 60).told.amount == 25_000


def test_costs_are_some_rupiah_and_not_a_fortune() -> None:
    for wrong in (0, -1, 20_000_001):
        assert refused(kind=Kind.COST, amount=wrong) == {"amount"}


def test_what_is_written_down_happened_within_a_year() -> None:
    assert entered(day=TODAY - timedelta(days=366)).told.day == date(2025, 11, 3)
    for wrong in (TODAY + timedelta(days=1), TODAY - timedelta(days=367)):
        assert refused(day=wrong) == {"day"}


def test_the_day_is_the_offices() -> None:
    """At 23.00 UTC it is the next morning in Belitung."""
    late = datetime(2026, 11, 4, 23, 0, tzinfo=UTC)
    new = care_entries.enter(
        office="1906", entry_id=uuid4(), volunteer_id=HERS, role="psm", name="Rahma", at=late, others=0,
        told=told(day=date(2026, 11, 5)),
    )  # fmt: skip
    assert new.now.told.day == date(2026, 11, 5)


def test_each_kind_has_its_own_list() -> None:
    assert refused(code="transport") == {"code"}
    assert refused(kind=Kind.COST, code="visit") == {"code"}


def test_all_that_is_wrong_is_told_at_once() -> None:
    assert refused(code="none-such", day=TODAY + timedelta(days=1), amount=0, paper="x" * 101) == {
        "code", "day", "amount", "paper",
    }  # fmt: skip


def test_an_acknowledged_entry_says_by_whom() -> None:
    one = entered().acknowledge(by=uuid4(), by_name="Jaka Umpama", was=1).now
    assert (one.status, one.turn, one.decided_by, one.version) == (Status.ACKNOWLEDGED, "none", "Jaka Umpama", 2)


def test_nobody_acknowledges_or_returns_her_own() -> None:
    with pytest.raises(OwnEntry):
        entered("tksk").acknowledge(by=HERS, by_name="Jaka", was=1)
    with pytest.raises(OwnEntry):
        entered("tksk").acknowledge(by=uuid4(), by_name="Ratna", was=1)
    with pytest.raises(OwnEntry):
        entered("tksk").send_back(reason="Salah tanggal", by=HERS, by_name="Jaka", was=1)


def test_a_returned_entry_says_why_and_is_hers_to_mend() -> None:
    with pytest.raises(Invalid) as refusal:
        entered().send_back(reason="", by=None, by_name="Sari", was=1)
    assert set(refusal.value.fields) == {"reason"}
    back = entered().send_back(reason="Salah tanggal", by=None, by_name="Sari", was=1).now
    assert (back.status, back.turn, back.reason) == (Status.RETURNED, "psm", "Salah tanggal")
    mended = back.revise(told(amount=60), others=0, was=2, at=AT).now
    assert (mended.status, mended.reason, mended.told.amount) == (Status.ENTERED, "", 60)


def test_what_was_acknowledged_by_mistake_is_returned() -> None:
    one = entered().acknowledge(by=None, by_name="Sari", was=1).now
    assert one.send_back(reason="Keliru disahkan", by=None, by_name="Sari", was=2).now.status is Status.RETURNED


def test_what_was_decided_is_not_mended_withdrawn_or_acknowledged_again() -> None:
    one = entered().acknowledge(by=None, by_name="Sari", was=1).now
    with pytest.raises(NotAtThisPoint):
        one.revise(told(), others=0, was=2, at=AT)
    with pytest.raises(NotAtThisPoint):
        one.withdraw(was=2)
    with pytest.raises(NotAtThisPoint):
        one.acknowledge(by=None, by_name="Sari", was=2)


def test_what_was_withdrawn_is_not_returned() -> None:
    with pytest.raises(NotAtThisPoint):
        entered().withdraw(was=1).now.send_back(reason="Salah", by=None, by_name="Sari", was=2)


def test_who_decides_about_an_older_entry_is_told() -> None:
    for decide in (
        lambda one: one.withdraw(was=2),
        lambda one: one.acknowledge(by=None, by_name="Sari", was=2),
        lambda one: one.revise(told(), others=0, was=0, at=AT),
    ):
        with pytest.raises(Stale):
            decide(entered())


# --- risk events ---


def happened(**other: Any) -> Event:
    given: dict[str, Any] = dict(
        office="1906", event_id=uuid4(), volunteer_id=HERS, kind="traffic", harm="treated", day=TODAY,
        village=LENGGANG, note="Motor tergelincir di jalan desa.", at=AT,
    )  # fmt: skip
    return risks.report(**given | other).now


def not_reported(**other: Any) -> set[str]:
    with pytest.raises(Invalid) as refusal:
        happened(**other)
    return set(refusal.value.fields)


def owner(*roles: str, active: bool = True) -> Owner:
    return Owner("sub-jaka", "Jaka Umpama", roles, active)


def test_a_reported_event_is_the_dinas_move() -> None:
    assert (happened().status, happened().turn) == (risks.Status.REPORTED, "dinas")


def test_an_event_has_kind_harm_day_and_words() -> None:
    wrong = not_reported(kind="none-such", harm="none-such", day=TODAY + timedelta(days=1), note=" ")
    assert wrong == {"kind", "harm", "day", "note"}


def test_an_event_lies_in_the_own_kabupaten_and_within_a_year() -> None:
    assert not_reported(village="6305010001") == {"village"}
    assert not_reported(village="190602") == {"village"}
    assert not_reported(village="1906029999") == {"village"}
    assert not_reported(day=TODAY - timedelta(days=367)) == {"day"}


def test_a_follow_up_has_an_owner_and_a_due_date() -> None:
    given = happened().assign(owner("tksk"), due_on=TODAY, was=1, at=AT).now
    assert (given.turn, given.owner_name, given.due_on) == ("tksk", "Jaka Umpama", TODAY)
    assert happened().assign(owner("dinas"), due_on=TODAY, was=1, at=AT).now.turn == "dinas"


def test_whom_it_befell_does_not_follow_it_up() -> None:
    happened().require_another(None)
    happened().require_another(uuid4())
    with pytest.raises(risks.OwnEvent):
        happened().require_another(HERS)


@pytest.mark.parametrize("wrong", [None, owner("kasi_kesra"), owner("psm"), owner("tksk", active=False)])
def test_a_follow_up_is_given_to_a_tksk_or_the_dinas_at_work(wrong: Owner | None) -> None:
    with pytest.raises(Invalid) as refusal:
        happened().assign(wrong, due_on=TODAY - timedelta(days=1), was=1, at=AT)
    assert set(refusal.value.fields) == {"owner", "due_on"}


def test_a_follow_up_may_pass_to_another_until_it_is_closed() -> None:
    given = happened().assign(owner("tksk"), due_on=TODAY, was=1, at=AT).now
    passed = given.assign(owner("dinas"), due_on=TODAY + timedelta(days=7), was=2, at=AT).now
    closed = passed.close(was=3).now
    assert (closed.status, closed.turn) == (risks.Status.CLOSED, "none")
    with pytest.raises(AlreadyClosed):
        closed.assign(owner("dinas"), due_on=TODAY, was=4, at=AT)
    with pytest.raises(AlreadyClosed):
        closed.close(was=4)


def test_who_sees_an_older_event_is_told() -> None:
    with pytest.raises(Stale):
        happened().close(was=2)


def test_what_was_done_is_said_in_words() -> None:
    assert risks.require_words("outcome", " Diantar ke puskesmas. ") == "Diantar ke puskesmas."
    for wrong in ("", "ya", "x" * 2001):
        with pytest.raises(Invalid) as refusal:
            risks.require_words("outcome", wrong)
        assert set(refusal.value.fields) == {"outcome"}


def test_only_whoever_it_was_given_to_and_the_dinas_follow_up() -> None:
    given = replace(happened(), owner_sub="sub-jaka")
    policy.require_follow_up(Actor("sub-jaka", "1906", frozenset({"tksk"})), given)
    policy.require_follow_up(Actor("sub-sari", "1906", frozenset({"dinas"})), given)
    with pytest.raises(Forbidden):
        policy.require_follow_up(Actor("sub-lain", "1906", frozenset({"tksk"})), given)


# --- rest ---


def test_a_rest_is_some_weeks() -> None:
    assert rests.returns_on(2, today=TODAY) == date(2026, 11, 18)
    for wrong in (0, 9, -1):
        with pytest.raises(Invalid) as refusal:
            rests.returns_on(wrong, today=TODAY)
        assert set(refusal.value.fields) == {"weeks"}


def test_only_a_rest_is_ended_as_one() -> None:
    rest = Rest("1906", uuid4(), HERS, TODAY, date(2026, 11, 18), "volunteer", AT)
    rests.require_resting(Leave(TODAY, date(2026, 11, 18), rests.REASON), [rest])
    for leave in (None, Leave(TODAY, date(2027, 2, 1), "Cuti melahirkan")):
        with pytest.raises(NotResting):
            rests.require_resting(leave, [rest])


# --- code lists ---


def test_every_list_has_a_source_and_both_languages() -> None:
    edition = care_codes.current(TODAY)
    for name in care_codes.LISTS:
        assert edition.lists[name]
        for one in edition.lists[name]:
            assert one.source and one.words.id and one.words.en


def test_a_code_that_no_list_has_is_shown_as_it_is() -> None:
    assert care_codes.words(care_codes.RISKS, "gone").id == "gone"


def test_before_the_first_edition_the_first_holds() -> None:
    assert care_codes.current(date(2001, 1, 1)) == care_codes.current(date(2026, 1, 1))


def test_an_education_reaches_what_stands_before_it() -> None:
    assert care_codes.reaches("s1", "sma", TODAY) and care_codes.reaches("sma", "sma", TODAY)
    assert not care_codes.reaches("smp", "sma", TODAY) and not care_codes.reaches("gone", "sma", TODAY)
