"""What a certification asks for, who may take which step, and what is refused: told without a database."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest

from services.kit.errors import Forbidden, Invalid, Refusal, Stale
from services.registry import coachings, competencies, days, dossiers, policy, readiness
from services.registry.coachings import (
    Coach,
    Comment,
    NoCoach,
    StillToDo,
)
from services.registry.competencies import Competency
from services.registry.dossiers import (
    AlreadyAppealed,
    AlreadyBegun,
    AlreadyDecided,
    CompetencyDecided,
    Dossier,
    NotAtThisStep,
    NothingToRenew,
    Status,
    StillCertified,
)
from services.registry.readiness import Brought, Incomplete, Item, Record
from services.registry.standings import AlreadyEnded, AlreadySuspended
from tests.registry.test_tenure_rules import psm

AT = datetime(2026, 11, 30, 3, 0, tzinfo=UTC)
TODAY = date(2026, 11, 30)
EDITION = competencies.current(TODAY)
ROUTE = EDITION.route("volunteer")
ASKED = EDITION.requirements(ROUTE, "1906")
PAPERS = [one.code for one in ASKED if one.paper]
WHOLE = Brought(PAPERS, {"description": 300, "cv": 100})
KNOWN = Record(appointed=True, since=date(2020, 1, 5), tiers=("dasar",), education="SMA")
PDF, JPEG, PNG = b"%PDF-1.7\n1 0 obj", b"\xff\xd8\xff\xe0\x00\x10JFIF", b"\x89PNG\r\n\x1a\n\x00\x00"
COACH = Coach("sub-jaka", "Jaka Umpama")


def meter(record: Record = KNOWN, brought: Brought = WHOLE) -> tuple[Item, ...]:
    return readiness.meter(ASKED, record, brought, TODAY)


def begun(*others: Dossier, route: str = "volunteer", **volunteer: Any) -> Dossier:
    return dossiers.begin(replace(psm(), **volunteer), route, others, uuid4(), at=AT).now


def coached() -> Dossier:
    return begun().assign(COACH, was=1).now


def at(status: Status) -> Dossier:
    """Somebody's who came so far."""
    one = coached().release(meter(), by="Jaka Umpama", was=2, at=AT).now
    if status is Status.COACHED:
        return one
    one = one.submit(meter(), number="460/1", on=TODAY, by="Dewi Fiktif", was=3, at=AT).now
    if status is Status.SUBMITTED:
        return one
    one = one.assess(on=TODAY, by="LSPS Kementerian Sosial", was=4, at=AT).now
    return one if status is Status.ASSESSED else decided(one, competent=status is Status.COMPETENT)


def decided(one: Dossier, **other: Any) -> Dossier:
    said: dict[str, Any] = dict(competent=True, on=TODAY, by="LSPS", number="RS-1", reason="Nilai kurang", was=5, at=AT)
    return one.decide(**said | other).now


def fields(do: Callable[[], Any]) -> set[str]:
    with pytest.raises(Invalid) as refused:
        do()
    return set(refused.value.fields)


def attached(content: bytes, item: str = "identity", one: Dossier | None = None) -> Any:
    return (one or begun()).attach(item, content, uuid4(), at=AT)


def said(one: Dossier, **other: Any) -> Comment:
    given: dict[str, Any] = dict(item="cv", text="Tambahkan pelatihan", due_on=TODAY, by="Jaka Umpama", at=AT)
    return one.comment(**given | other)[0]


# --- what is asked for ---


def test_every_item_says_which_paper_proves_it_who_can_give_it_and_from_which_law() -> None:
    for route in EDITION.routes:
        for one in EDITION.requirements(route, "1906"):
            assert one.words.id and one.evidence.id and one.giver.id and one.source, one.code
            assert one.known or one.text or one.paper, "nothing could ever meet it"
            assert not one.text or one.least
    assert (ROUTE.valid_years, ROUTE.reminders) == (5, (12, 6, 3))


def test_a_dossier_keeps_the_edition_that_it_was_begun_under() -> None:
    assert begun().edition == "2017"
    assert competencies.current(date(2001, 1, 1)).edition == "2017", "before the first the first"


def test_a_kabupaten_may_have_a_row_of_its_own() -> None:
    own = replace(next(one for one in EDITION.rows if one.code == "tenure"), least=24, office="1906")
    edition = replace(EDITION, rows=(own, *EDITION.rows))
    by_office = {
        office: next(one.least for one in edition.requirements(ROUTE, office) if one.code == "tenure")
        for office in ("1906", "6305")
    }
    assert by_office == {"1906": 24, "6305": 6}


def test_a_route_that_there_is_not_is_refused() -> None:
    assert fields(lambda: begun(route="peksos")) == {"route"}


# --- readiness ---


def test_what_the_registry_knows_fills_its_item_by_itself() -> None:
    met = {item.requirement.code: item.by for item in meter(brought=Brought())}
    known = ("appointment", "tenure", "basic", "education")
    assert met == {one.code: "registry" if one.code in known else "" for one in ASKED}


def test_a_paper_proves_what_the_registry_does_not_know() -> None:
    met = {item.requirement.code: item.by for item in meter(Record(appointed=True, since=date(2020, 1, 5)))}
    assert (met["basic"], met["education"], met["description"]) == ("paper", "paper", "text")


def test_no_paper_stands_for_an_sk_or_for_years_of_service() -> None:
    lacking = readiness.missing(meter(Record(), Brought([one.code for one in ASKED])))
    assert {"appointment", "tenure"} <= {one.code for one in lacking}


@pytest.mark.parametrize(("since", "served"), [(date(2026, 5, 30), True), (date(2026, 6, 1), False)])
def test_tenure_counts_from_the_first_sk_to_the_day(since: date, served: bool) -> None:
    item = next(one for one in meter(replace(KNOWN, since=since)) if one.requirement.code == "tenure")
    assert item.met is served
    assert item.note and days.written(since) in item.note.id


def test_a_text_counts_from_its_least_length_on_and_says_how_far_it_is() -> None:
    short = meter(brought=replace(WHOLE, written={"description": 299, "cv": 100}))
    (lacking,) = readiness.missing(short)
    assert lacking.code == "description"
    assert [item.note.id for item in short if item.note and not item.met] == ["Baru 299 dari 300 huruf."]


def test_what_is_missing_is_named_in_the_refusal() -> None:
    with pytest.raises(Incomplete) as refused:
        readiness.require_complete(meter(brought=replace(WHOLE, papers=[])))
    assert "KTP" in refused.value.words.id and "Identity card" in refused.value.words.en
    assert "Ijazah" not in refused.value.words.id, "the registry knows it"


# --- beginning ---


def test_who_is_suspended_or_ended_begins_nothing() -> None:
    who = psm()
    for standing, refusal in (
        (who.standing.suspend(reason="Cuti", at=AT), AlreadySuspended),
        (who.standing.end(reason="Pindah", at=AT), AlreadyEnded),
    ):
        with pytest.raises(refusal):
            begun(standing=standing)


def test_one_dossier_at_a_time() -> None:
    with pytest.raises(AlreadyBegun):
        begun(at(Status.ASSESSED))
    assert begun(at(Status.NOT_YET)).status is Status.DRAFT


def test_who_is_certified_renews_in_the_last_twelve_months_and_by_no_other_route() -> None:
    held = at(Status.COMPETENT)
    for route in ("volunteer", "renewal"):
        with pytest.raises(StillCertified):
            begun(held, route=route)
    near = replace(held, competency=Competency(date(2027, 11, 30)))
    assert begun(near, route="renewal").route_code == "renewal"
    with pytest.raises(StillCertified):
        begun(near)


def test_what_has_ended_or_was_never_there_is_not_renewed() -> None:
    ended = replace(at(Status.COMPETENT), competency=Competency(TODAY - timedelta(1)))
    for others in ((), (ended,), (at(Status.NOT_YET),)):
        with pytest.raises(NothingToRenew):
            begun(*others, route="renewal")
    assert begun(ended).status is Status.DRAFT


# --- from step to step ---


def test_a_dossier_goes_from_the_first_paper_to_the_certificate_and_each_step_is_told() -> None:
    one = at(Status.COMPETENT)
    assert [step.what for step in one.steps] == ["coached", "submitted", "assessed", "competent"]
    assert [step.by for step in one.steps] == ["Jaka Umpama", "Dewi Fiktif", "LSPS Kementerian Sosial", "LSPS"]
    assert one.competency == Competency(date(2031, 11, 30))


def test_nothing_is_handed_in_with_a_gap() -> None:
    gap = meter(brought=replace(WHOLE, papers=[]))
    with pytest.raises(Incomplete):
        coached().release(gap, by="Jaka", was=2, at=AT)
    with pytest.raises(Incomplete):  # an SK ended since the coach looked
        at(Status.COACHED).submit(meter(Record()), number="1", on=TODAY, by="Dewi", was=3, at=AT)


def test_nothing_goes_on_without_a_coach_or_while_a_comment_is_open() -> None:
    with pytest.raises(NoCoach):
        begun().release(meter(), by="Jaka", was=1, at=AT)
    with pytest.raises(StillToDo):
        replace(coached(), comments=(said(coached()),)).release(meter(), by="Jaka", was=2, at=AT)


def test_a_letter_has_a_number_and_a_day_that_has_come() -> None:
    one = at(Status.COACHED)
    late = TODAY + timedelta(1)
    assert fields(lambda: one.submit(meter(), number=" ", on=late, by="Dewi", was=3, at=AT)) == {"number", "on"}


def test_who_is_sent_back_is_told_why() -> None:
    for status, was in ((Status.COACHED, 3), (Status.SUBMITTED, 4)):
        one = at(status).give_back(reason="Foto buram", by="Dewi", was=was, at=AT).now
        assert (one.status, one.steps[-1].what, one.steps[-1].reason) == (Status.DRAFT, "returned", "Foto buram")
    assert fields(lambda: at(Status.COACHED).give_back(reason="", by="Dewi", was=3, at=AT)) == {"reason"}


def test_days_follow_one_another_and_none_lies_ahead() -> None:
    for on in (TODAY - timedelta(1), TODAY + timedelta(1)):
        assert fields(partial(at(Status.SUBMITTED).assess, on=on, by="LSPS", was=4, at=AT)) == {"on"}
        assert fields(partial(decided, at(Status.ASSESSED), on=on)) == {"on"}


def test_who_decided_stands_beside_the_decision() -> None:
    assert fields(lambda: at(Status.SUBMITTED).assess(on=TODAY, by=" ", was=4, at=AT)) == {"by"}
    assert fields(lambda: decided(at(Status.ASSESSED), by="")) == {"by"}


def test_not_yet_competent_has_a_reason_and_competent_a_number() -> None:
    one = at(Status.ASSESSED)
    assert fields(lambda: decided(one, competent=False, reason=" ")) == {"reason"}
    assert fields(lambda: decided(one, number="")) == {"number"}
    after = decided(one, competent=False, number="")
    assert (after.status, after.competency, after.steps[-1].reason) == (Status.NOT_YET, None, "Nilai kurang")


def test_a_decision_is_announced_without_a_name_and_for_both_results() -> None:
    one = at(Status.ASSESSED)
    (told,) = one.decide(competent=True, on=TODAY, by="LSPS", number="1", reason="", was=5, at=AT).facts
    assert told == CompetencyDecided(one.dossier_id, one.volunteer_id, "1906", one.kec, "volunteer", "competent", AT)


def test_nobody_decides_twice() -> None:
    for status in (Status.COMPETENT, Status.NOT_YET):
        with pytest.raises(AlreadyDecided):
            decided(at(status), was=6)


def test_a_step_out_of_turn_is_refused() -> None:
    for do in (
        lambda: begun().submit(meter(), number="1", on=TODAY, by="Dewi", was=1, at=AT),
        lambda: begun().assess(on=TODAY, by="LSPS", was=1, at=AT),
        lambda: decided(at(Status.SUBMITTED), was=4),
        lambda: at(Status.COACHED).write({"cv": "x"}, was=3),
        lambda: attached(PDF, one=at(Status.COACHED)),
        lambda: at(Status.COACHED).require_removable(),
        lambda: at(Status.COACHED).assign(COACH, was=3),
        lambda: at(Status.ASSESSED).give_back(reason="Foto", by="Dewi", was=5, at=AT),
        lambda: at(Status.ASSESSED).appeal("Mohon", by="Rahma", was=5, at=AT),
    ):
        with pytest.raises(NotAtThisStep):
            do()


def test_a_page_that_is_behind_changes_nothing() -> None:
    one = begun()
    for do in (
        lambda: one.write({"cv": "x"}, was=9),
        lambda: one.assign(COACH, was=9),
        lambda: one.release(meter(), by="Jaka", was=9, at=AT),
        lambda: one.submit(meter(), number="1", on=TODAY, by="Dewi", was=9, at=AT),
        lambda: one.give_back(reason="Foto", by="Dewi", was=9, at=AT),
        lambda: one.assess(on=TODAY, by="LSPS", was=9, at=AT),
        lambda: decided(one, was=9),
        lambda: one.withdraw(reason="Pindah", by="Rahma", was=9, at=AT),
        lambda: one.appeal("Mohon", by="Rahma", was=9, at=AT),
    ):
        with pytest.raises(Stale):
            do()


def test_giving_up_has_a_reason_and_is_over() -> None:
    one = begun().withdraw(reason="Pindah desa", by="Rahma Contoh", was=1, at=AT).now
    assert (one.status, one.steps[-1].reason) == (Status.WITHDRAWN, "Pindah desa")
    with pytest.raises(NotAtThisStep):
        one.withdraw(reason="Pindah desa", by="Rahma Contoh", was=2, at=AT)
    assert fields(lambda: begun().withdraw(reason="", by="Rahma Contoh", was=1, at=AT)) == {"reason"}


def test_against_a_decision_an_appeal_is_noted_once() -> None:
    one = at(Status.NOT_YET)
    change, told = one.appeal(" Nilai praktik keliru ", by="Rahma Contoh", was=6, at=AT)
    assert (told, change.now.steps[-1].what, change.now.status) == ("Nilai praktik keliru", "appeal", Status.NOT_YET)
    with pytest.raises(AlreadyAppealed):
        change.now.appeal("Lagi", by="Rahma Contoh", was=7, at=AT)
    assert fields(lambda: one.appeal("", by="Rahma Contoh", was=6, at=AT)) == {"text"}
    with pytest.raises(AlreadyDecided):
        at(Status.COMPETENT).appeal("Mohon", by="Rahma Contoh", was=6, at=AT)


# --- the end of five years ---


def test_five_years_end_with_three_reminders() -> None:
    change = at(Status.ASSESSED).decide(
        competent=True, on=date(2026, 11, 30), by="LSPS", number="1", reason="", was=5, at=AT
    )  # fmt: skip
    assert [(duty.kind, days.today("1906", duty.due_at)) for duty in change.duties] == [
        (dossiers.REMIND, day) for day in (date(2030, 11, 30), date(2031, 5, 30), date(2031, 8, 30))
    ]


@pytest.mark.parametrize(("ends", "near"), [(400, None), (365, 12), (150, 6), (80, 3), (-5, 3)])
def test_a_reminder_says_how_near_the_end_is_and_once(ends: int, near: int | None) -> None:
    one = replace(at(Status.COMPETENT), competency=Competency(TODAY + timedelta(ends)))
    after = one.remind(at=AT).now
    assert after.competency and after.competency.reminded == near
    assert after.remind(at=AT).now is after


def test_of_what_was_renewed_nobody_is_reminded() -> None:
    change = replace(at(Status.COMPETENT), competency=Competency(TODAY + timedelta(80))).renewed()
    assert change.discharged == [dossiers.REMIND]
    assert change.now.remind(at=AT).now is change.now
    assert not change.now.certified(TODAY)
    assert begun().renewed().now.version == 1, "who was never certified has nothing to give way"


@pytest.mark.parametrize(("day", "months", "then"), [
    (date(2024, 2, 29), 12, date(2025, 2, 28)), (date(2026, 1, 31), 1, date(2026, 2, 28)),
    (date(2026, 1, 15), -1, date(2025, 12, 15)), (date(2026, 12, 5), 1, date(2027, 1, 5)),
    (date(2021, 11, 30), 60, date(2026, 11, 30)),
])  # fmt: skip
def test_months_are_counted_by_the_calendar(day: date, months: int, then: date) -> None:
    assert days.months_after(day, months) == then


# --- who ---


def test_a_dossier_is_written_by_its_candidate_or_the_dinas_and_commented_by_its_coach_or_the_dinas() -> None:
    def actor(sub: str, role: str) -> Any:
        return policy.Actor(sub, "1906", frozenset({role}), "Contoh")

    for require in (policy.require_candidate, policy.require_coach):
        require(actor("a", "psm"), "a")
        require(actor("b", "dinas"), "a")
        for sub in ("a", None):
            with pytest.raises(Forbidden):
                require(actor("b", "tksk"), sub)


def test_every_refusal_of_a_dossier_says_what_to_do_in_both_languages() -> None:
    said_by = [*vars(dossiers).values(), *vars(coachings).values(), *vars(readiness).values()]
    for one in said_by:
        if isinstance(one, type) and issubclass(one, Refusal) and one is not Incomplete:
            assert one.words.id and one.words.en, one
