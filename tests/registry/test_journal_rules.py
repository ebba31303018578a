"""What a volunteer may write into her journal, and how a month of it goes to the TKSK and the Dinas: told without a
database."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from services.kit.errors import Invalid, Refusal, Stale
from services.registry import journals, reports, works
from services.registry.journals import Line, MonthSent, Told
from services.registry.papers.work import hours
from services.registry.reports import DraftsLeft, MonthNotOver, NotAtThisStep, NothingWritten, Report, Status
from services.registry.volunteers import Volunteer
from tests.registry.test_evidence_rules import deed
from tests.registry.test_tenure_rules import GANTUNG, LALANG, LILANGAN, cover, psm, tksk

AT = datetime(2026, 3, 2, 20, 0, tzinfo=UTC)  # the third of March in Manggar
TODAY, FEBRUARY = date(2026, 3, 3), date(2026, 2, 1)
OF_TKSK = {"function": "facilitation"}


def told(**other: Any) -> Told:
    given: dict[str, Any] = dict(
        day=TODAY, kind="visit", function="motivator", minutes=90, village=LILANGAN, companions=("desa",), note=""
    )
    return Told(**given | other)


def written(by: Volunteer | None = None, others: list[Line] | None = None, **other: Any) -> Line:
    given: dict[str, Any] = {"sent": ()} | {"sent": other.pop("sent", ())}
    return journals.write(
        told(**other), line_id=uuid4(), by=by or psm(), others=others or [], at=AT, **given
    ).now  # fmt: skip


def refused(by: Volunteer | None = None, others: list[Line] | None = None, **other: Any) -> set[str]:
    with pytest.raises(Invalid) as refusal:
        written(by, others, **other)
    return set(refusal.value.fields)


# --- a line ---


def test_a_line_says_what_in_which_function_how_long_where_and_with_whom() -> None:
    line = written(note=" Menengok Bu M. ")
    assert line.told == told(note="Menengok Bu M.")
    assert line.counts


def test_a_day_to_come_is_refused() -> None:
    assert refused(day=TODAY + timedelta(days=1)) == {"day"}


def test_a_day_of_more_than_a_year_ago_is_refused() -> None:
    assert refused(day=date(2025, 2, 1)) == {"day"}


def test_a_day_has_24_hours_and_no_more() -> None:
    before = [written(minutes=23 * 60)]
    assert written(others=before, minutes=60).told.minutes == 60
    assert refused(others=before, minutes=75) == {"minutes"}


def test_drafts_and_what_was_taken_out_take_no_hours_of_a_day() -> None:
    before = [replace(written(minutes=24 * 60), removed=True), replace(written(minutes=24 * 60), draft=True)]
    assert written(others=before, minutes=60).counts


@pytest.mark.parametrize("minutes", [0, 10, -15, 100, 24 * 60 + 15])
def test_hours_are_quarters_from_one_to_a_whole_day(minutes: int) -> None:
    assert refused(minutes=minutes) == {"minutes"}


def test_a_day_of_twenty_activities_is_full() -> None:
    assert refused(others=[written(minutes=15) for _ in range(20)]) == {"day"}


def test_a_village_that_is_not_hers_is_refused() -> None:
    assert refused(village=LALANG) == {"village"}
    assert refused(village="") == {"village"}


def test_a_village_that_she_covers_is_hers() -> None:
    who = psm()
    covering = who.begin_cover(cover(villages=(GANTUNG,)), seat_served=False, was=1, at=AT).now
    assert written(covering, village=GANTUNG).told.village == GANTUNG
    assert refused(who, village=GANTUNG) == {"village"}


def test_a_tksk_writes_of_any_village_of_her_kecamatan_and_of_no_other() -> None:
    assert written(tksk(), village=GANTUNG, **OF_TKSK).told.village == GANTUNG
    assert refused(tksk(), village=LALANG, **OF_TKSK) == {"village"}
    assert refused(tksk(), village="190602", **OF_TKSK) == {"village"}


@pytest.mark.parametrize(
    ("who", "function"), [(psm, "facilitation"), (psm, ""), (tksk, "initiator"), (tksk, "motivator"), (psm, "x")]
)
def test_a_function_is_one_of_the_own_role(who: Any, function: str) -> None:
    assert "function" in refused(who(), function=function)


def test_the_functions_are_those_of_the_law() -> None:
    def of(role: str) -> set[str]:
        return {code.code for code in works.codes(works.FUNCTIONS) if role in code.roles}

    assert of("psm") >= {"initiator", "motivator", "dynamiser", "administrator"}
    assert of("tksk") == {"coordination", "facilitation", "administration"}


@pytest.mark.parametrize("other", [{"kind": "x"}, {"companions": ("Bu Minah",)}, {"note": "x" * 501}])
def test_what_no_list_has_and_what_is_too_long_is_refused(other: dict[str, Any]) -> None:
    assert refused(**other) == set(other)


def test_all_that_is_wrong_is_said_at_once() -> None:
    assert refused(kind="x", village=LALANG, minutes=1) == {"kind", "village", "minutes"}


def test_a_month_that_was_sent_takes_no_line() -> None:
    with pytest.raises(MonthSent):
        written(day=date(2026, 2, 27), sent={FEBRUARY})


# --- drafts ---


def drafted(kind: str = "recorded", *, role: str = "psm", sent: bool = False) -> Line | None:
    return journals.draft(
        deed(kind), office="1906", line_id=uuid4(), volunteer_id=uuid4(), role=role, print=b"print", sent=sent
    )


def test_her_own_deed_comes_as_a_draft_without_hours_that_counts_once_she_has_completed_it() -> None:
    draft = drafted()
    assert draft is not None
    assert (draft.told.day, draft.told.kind, draft.told.function) == (TODAY, "recording", "administrator")
    assert (draft.told.village, draft.told.minutes, draft.counts) == (LILANGAN, 0, False)
    completed = draft.revise(told(), by=psm(), others=[draft], sent=(), was=1, at=AT).now
    assert completed.counts
    assert completed.print == draft.print


def test_what_others_did_with_a_case_of_hers_is_no_work_of_her_day() -> None:
    assert drafted("closed") is None
    assert drafted("referral_served") is None


def test_no_draft_comes_into_a_month_that_was_sent() -> None:
    assert drafted(sent=True) is None


def test_every_deed_suggests_what_the_journal_knows() -> None:
    for code in works.codes(works.EVIDENCE):
        assert not code.journal or works.find(works.ACTIVITIES, code.journal)
        for role, function in code.function.items():
            found = works.find(works.FUNCTIONS, function)
            assert found is not None
            assert role in found.roles


# --- corrected, taken out, put back ---


def test_a_line_is_corrected_while_its_month_is_open() -> None:
    line = written()
    now = line.revise(told(minutes=120), by=psm(), others=[line], sent=(), was=1, at=AT).now
    assert (now.told.minutes, now.version, now.line_id) == (120, 2, line.line_id)


def test_a_line_of_a_village_that_she_left_can_still_be_corrected() -> None:
    line = replace(written(), told=told(village=LALANG))
    assert line.revise(told(village=LALANG), by=psm(), others=[], sent=(), was=1, at=AT).now.version == 2


@pytest.mark.parametrize("to", [date(2026, 2, 27), TODAY])
def test_no_line_moves_out_of_or_into_a_month_that_was_sent(to: date) -> None:
    line = written(day=date(2026, 2, 26) if to == TODAY else TODAY)
    with pytest.raises(MonthSent):
        line.revise(told(day=to), by=psm(), others=[], sent={FEBRUARY}, was=1, at=AT)


def test_a_line_is_taken_out_and_put_back() -> None:
    line = written()
    out = line.remove(True, by=psm(), others=[line], sent=(), was=1, at=AT).now
    assert not out.counts
    assert out.remove(False, by=psm(), others=[out], sent=(), was=2, at=AT).now.counts


def test_what_is_put_back_has_to_fit_into_its_day() -> None:
    line = replace(written(minutes=120), removed=True)
    with pytest.raises(Invalid) as refusal:
        line.remove(False, by=psm(), others=[line, written(minutes=23 * 60)], sent=(), was=1, at=AT)
    assert set(refusal.value.fields) == {"minutes"}


def test_nothing_is_taken_out_of_a_month_that_was_sent() -> None:
    line = written(day=date(2026, 2, 26))
    with pytest.raises(MonthSent):
        line.remove(True, by=psm(), others=[line], sent={FEBRUARY}, was=1, at=AT)


def test_a_stale_page_changes_no_line() -> None:
    line = written()
    with pytest.raises(Stale):
        line.revise(told(), by=psm(), others=[], sent=(), was=2, at=AT)
    with pytest.raises(Stale):
        line.remove(True, by=psm(), others=[], sent=(), was=2, at=AT)


# --- the report of a month ---


def sent(by: Volunteer | None = None, before: Report | None = None, **other: Any) -> Report:
    given: dict[str, Any] = dict(
        month=FEBRUARY, lines=[written(day=date(2026, 2, 26)), written(day=date(2026, 2, 27), minutes=30)],
        was=before.version if before else 0, at=AT,
    )  # fmt: skip
    return reports.send(before, report_id=uuid4(), by=by or psm(), **given | other).now


def test_a_psms_report_lies_before_the_tksk_and_then_before_the_dinas() -> None:
    report = sent()
    assert (report.status, report.turn) == (Status.SENT, "tksk")
    assert (report.minutes, report.entries, report.active_days) == (120, 2, 2)
    checked = report.check(by="Jaka Contoh", was=1, at=AT).now
    assert (checked.status, checked.turn, checked.moved_by) == (Status.CHECKED, "dinas", "Jaka Contoh")
    assert checked.approve(by="Lela Contoh", was=2, at=AT).now.turn == "none"


def test_a_tksk_checks_herself_not_so_her_report_lies_before_the_dinas_at_once() -> None:
    report = sent(tksk())
    assert (report.status, report.turn, report.places) == (Status.CHECKED, "dinas", ("190602",))


def test_a_returned_report_says_why_and_is_its_authors_move() -> None:
    returned = sent().return_(reason="Jam tanggal 26 keliru", by="Jaka", of_dinas=False, was=1, at=AT).now
    assert (returned.status, returned.turn, returned.reason) == (Status.RETURNED, "psm", "Jam tanggal 26 keliru")
    again = sent(before=returned)
    assert (again.status, again.report_id, again.reason, again.version) == (
        Status.SENT, returned.report_id, "", 3,
    )  # fmt: skip


def test_nobody_returns_a_report_silently() -> None:
    with pytest.raises(Invalid) as refusal:
        sent().return_(reason=" ", by="Jaka", of_dinas=True, was=1, at=AT)
    assert set(refusal.value.fields) == {"reason"}


def test_the_dinas_returns_what_the_tksk_passed_on_and_the_tksk_does_so_no_more() -> None:
    checked = sent().check(by="Jaka", was=1, at=AT).now
    with pytest.raises(NotAtThisStep):
        checked.return_(reason="Keliru", by="Jaka", of_dinas=False, was=2, at=AT)
    assert checked.return_(reason="Keliru", by="Lela", of_dinas=True, was=2, at=AT).now.turn == "psm"


def test_what_was_approved_stays_so() -> None:
    approved = sent(tksk()).approve(by="Lela", was=1, at=AT).now
    for step in (
        lambda: approved.check(by="Jaka", was=2, at=AT),
        lambda: approved.approve(by="Lela", was=2, at=AT),
        lambda: approved.return_(reason="Keliru", by="Lela", of_dinas=True, was=2, at=AT),
    ):
        with pytest.raises(NotAtThisStep):
            step()


def test_nothing_is_approved_that_nobody_has_checked() -> None:
    with pytest.raises(NotAtThisStep):
        sent().approve(by="Lela", was=1, at=AT)


def test_a_month_is_sent_once_it_is_over() -> None:
    with pytest.raises(MonthNotOver):
        sent(month=date(2026, 3, 1))


@pytest.mark.parametrize("status", [Status.SENT, Status.CHECKED, Status.APPROVED])
def test_what_was_sent_is_not_sent_again(status: Status) -> None:
    with pytest.raises(MonthSent):
        sent(before=replace(sent(), status=status))


def test_an_empty_month_is_not_sent() -> None:
    with pytest.raises(NothingWritten):
        sent(lines=[])
    with pytest.raises(NothingWritten):
        sent(lines=[replace(written(), removed=True)])


def test_drafts_are_completed_or_taken_out_before_a_month_is_sent() -> None:
    draft = drafted()
    assert draft is not None
    with pytest.raises(DraftsLeft):
        sent(lines=[written(), draft])
    assert sent(lines=[written(), replace(draft, removed=True)]).entries == 1


@pytest.mark.parametrize("was", [1, 7])
def test_a_report_that_was_not_there_when_the_page_was_made_is_stale(was: int) -> None:
    with pytest.raises(Stale):
        sent(was=was)
    with pytest.raises(Stale):
        sent(before=replace(sent(), status=Status.RETURNED), was=0)


def test_a_report_is_due_on_the_fifth_of_the_next_month() -> None:
    assert reports.due_on("1906", date(2026, 12, 1)) == date(2027, 1, 5)
    assert not sent().late
    assert sent(at=datetime(2026, 3, 5, 18, 0, tzinfo=UTC)).late


@pytest.mark.parametrize("text", ["", "2026", "2026-13", "2026-02-01", "9999-12", "x"])
def test_a_month_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        reports.require_month(text)
    assert set(refusal.value.fields) == {"month"}


def test_the_sums_of_a_report_are_those_of_its_lines_by_function_and_kind() -> None:
    lines = [written(), written(function="initiator", kind="meeting", minutes=30), written(minutes=15)]
    assert reports.minutes_by("function", lines) == {"motivator": 105, "initiator": 30}
    assert reports.minutes_by("kind", lines) == {"visit": 105, "meeting": 30}


@pytest.mark.parametrize(("minutes", "words"), [(90, "1,5"), (60, "1"), (15, "0,25"), (600, "10"), (0, "0")])
def test_hours_on_paper_have_a_comma(minutes: int, words: str) -> None:
    assert hours(minutes) == words


def test_every_refusal_here_says_what_to_do_in_both_languages() -> None:
    for kind in (MonthSent, DraftsLeft, MonthNotOver, NothingWritten, NotAtThisStep):
        assert issubclass(kind, Refusal)
        assert kind.words.id != kind.words.en
