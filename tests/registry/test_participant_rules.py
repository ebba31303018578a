"""Who has a seat in a training, who waits, who came and who passes: told without a database."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from services.kit.errors import Invalid, Refusal, Stale
from services.registry import participants
from services.registry.participants import (
    AlreadyNominated,
    AlreadyWithdrawn,
    Nominee,
    NotOnTheList,
    NotSeated,
    Participant,
    Seat,
    Why,
)
from services.registry.trainings import Audience, NotAtThisStage, NotYet, OtherDay, Status, Training
from tests.registry.test_training_rules import AT, FIRST, SECOND, at_stage, plan

LILANGAN, GANTUNG, LALANG = "1906022004", "1906022001", "1906012006"


def psm(name: str = "Rahma Contoh", place: str = LILANGAN, **other: Any) -> Nominee:
    return Nominee(name, Audience.PSM, place, uuid4(), **other)


def seated(training: Training, *nominees: Nominee, others: Sequence[Participant] = ()) -> tuple[Participant, ...]:
    return participants.nominate(training, nominees, others, [uuid4() for _ in nominees], at=AT).now


def seats(people: Sequence[Participant]) -> list[Seat]:
    return [one.seat for one in people]


# --- seats ---


def test_seats_go_in_the_order_of_nomination_and_the_rest_waits() -> None:
    people = seated(at_stage(Status.NOMINATING), psm(), psm(), psm())
    assert seats(people) == [Seat.SEATED, Seat.SEATED, Seat.WAITING]
    assert [one.number for one in people] == [1, 2, 3]


def test_a_kecamatan_may_have_a_quota_of_its_own() -> None:
    training = at_stage(Status.NOMINATING, quota=3, quota_per_kec=1)
    people = seated(training, psm(place=LILANGAN), psm(place=GANTUNG), psm(place=LALANG))
    assert seats(people) == [Seat.SEATED, Seat.WAITING, Seat.SEATED]


def test_whoever_waits_moves_up_by_herself_when_somebody_withdraws() -> None:
    training = at_stage(Status.INVITED)
    people = seated(training, psm(), psm(), psm(), psm())
    out, up = people[0].withdraw(training, people, reason="Sakit", was=1).now
    assert (out.seat, out.reason, out.version) == (Seat.WITHDRAWN, "Sakit", 2)
    assert (up.participant_id, up.seat, up.version) == (people[2].participant_id, Seat.SEATED, 2)


def test_who_waits_and_does_not_fit_is_passed_over() -> None:
    training = at_stage(Status.NOMINATING, quota=2, quota_per_kec=1)
    people = seated(training, psm(place=LILANGAN), psm(place=LALANG), psm(place=LALANG), psm(place=GANTUNG))
    (_, up) = people[0].withdraw(training, people, reason="Sakit", was=1).now
    assert up.participant_id == people[3].participant_id, "Lalang has its seat already"


def test_a_seat_that_waits_is_given_up_without_moving_anybody() -> None:
    training = at_stage(Status.NOMINATING)
    people = seated(training, psm(), psm(), psm())
    assert len(people[2].withdraw(training, people, reason="Pindah desa", was=1).now) == 1


def test_withdrawing_has_a_reason_a_version_and_an_end() -> None:
    training = at_stage(Status.NOMINATING)
    (one,) = seated(training, psm())
    with pytest.raises(Invalid):
        one.withdraw(training, [one], reason="", was=1)
    with pytest.raises(Stale):
        one.withdraw(training, [one], reason="Sakit", was=2)
    with pytest.raises(AlreadyWithdrawn):
        replace(one, seat=Seat.WITHDRAWN).withdraw(training, [one], reason="Sakit", was=1)
    with pytest.raises(NotAtThisStage):
        one.withdraw(at_stage(Status.RUNNING), [one], reason="Sakit", was=1)


def test_a_larger_quota_brings_up_who_waits_and_a_smaller_one_takes_no_seat() -> None:
    training = at_stage(Status.NOMINATING)
    people = seated(training, psm(), psm(), psm())
    larger = training.revise(plan(quota=3), was=1, at=AT).now
    assert [one.participant_id for one in participants.moved_up(larger, people)] == [people[2].participant_id]
    assert participants.moved_up(training.revise(plan(quota=1), was=1, at=AT).now, people) == ()


def test_nobody_is_nominated_twice_but_whoever_withdrew_may_come_again() -> None:
    training, rahma = at_stage(Status.NOMINATING), psm()
    first = seated(training, rahma)
    with pytest.raises(AlreadyNominated):
        seated(training, rahma, others=first)
    with pytest.raises(AlreadyNominated):
        seated(training, rahma, rahma)
    gone = [replace(first[0], seat=Seat.WITHDRAWN)]
    assert seated(training, rahma, others=gone)[0].number == 2


def test_a_candidate_of_the_same_nik_is_the_same_person() -> None:
    training = at_stage(Status.NOMINATING)
    ani = Nominee("Ani Contoh", Audience.CANDIDATE, LILANGAN, print=b"same")
    with pytest.raises(AlreadyNominated):
        seated(training, replace(ani, name="Any Contoh"), others=seated(training, ani))


@pytest.mark.parametrize(("nominee", "code", "field"), [
    (Nominee("Jaka Umpama", Audience.TKSK, LILANGAN, uuid4()), "not-for-this-role", "people"),
    (Nominee("Rahma Contoh", Audience.PSM, LILANGAN), "by-list", "people"),
    (Nominee("Ani Contoh", Audience.CANDIDATE, "1902011001"), "outside-office", "place"),
    (Nominee("Ani Contoh", Audience.CANDIDATE, "190602"), "unknown-area", "place"),
    (Nominee("Ani 4", Audience.CANDIDATE, LILANGAN), "invalid", "name"),
    (Nominee("Ani Contoh", Audience.CANDIDATE, LILANGAN, nik="123"), "invalid", "nik"),
])  # fmt: skip
def test_who_cannot_be_nominated_is_refused_with_the_field_named(nominee: Nominee, code: str, field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        seated(at_stage(Status.NOMINATING), nominee)
    assert (refusal.value.code, set(refusal.value.fields)) == (code, {field})


def test_a_kasi_kesra_may_stand_for_a_kecamatan_and_a_province_writes_all_by_name() -> None:
    refresher = at_stage(Status.NOMINATING, tier=None, roles=(Audience.KASI_KESRA,))
    assert seated(refresher, Nominee("Anwar Contoh", Audience.KASI_KESRA, "190602"))[0].kec == "190602"
    madya = at_stage(Status.NOMINATING, office="19", tier="madya", roles=(Audience.PSM,))
    assert seated(madya, Nominee("Rahma Contoh", Audience.PSM, LILANGAN))[0].volunteer_id is None


@pytest.mark.parametrize(
    "status", [Status.PLANNED, Status.RUNNING, Status.FINISHED, Status.CERTIFIED, Status.CANCELLED]
)
def test_names_are_taken_while_nomination_is_open_and_until_it_begins(status: Status) -> None:
    with pytest.raises(NotAtThisStage):
        seated(at_stage(status), psm())


def test_an_empty_list_nominates_nobody_and_says_so() -> None:
    with pytest.raises(Invalid) as refusal:
        seated(at_stage(Status.NOMINATING))
    assert set(refusal.value.fields) == {"volunteers"}


# --- attendance and results ---


def test_a_day_is_one_of_the_training_and_has_come() -> None:
    training = at_stage(Status.RUNNING)
    training.require_day(FIRST, at=AT)
    with pytest.raises(Invalid) as refusal:
        training.require_day(date(2023, 11, 9), at=AT)
    assert set(refusal.value.fields) == {"day"}
    with pytest.raises(NotYet):
        training.require_day(SECOND, at=AT)


def test_a_code_is_good_on_its_day_and_while_the_training_runs() -> None:
    at_stage(Status.RUNNING).require_today(FIRST, at=AT)
    with pytest.raises(OtherDay):
        at_stage(Status.RUNNING).require_today(FIRST, at=AT + timedelta(days=1))
    for status in (Status.INVITED, Status.FINISHED, Status.CANCELLED):
        with pytest.raises(NotAtThisStage):
            at_stage(status).require_today(FIRST, at=AT)


def test_lists_are_kept_while_it_runs_and_until_it_is_certified() -> None:
    assert at_stage(Status.RUNNING).touch(was=1).now.version == 2
    for status in (Status.PLANNED, Status.INVITED, Status.CERTIFIED):
        with pytest.raises(NotAtThisStage):
            at_stage(status).touch(was=1)
    with pytest.raises(Stale):
        at_stage(Status.RUNNING).touch(was=2)


def test_only_who_has_a_seat_is_on_the_list() -> None:
    people = seated(at_stage(Status.NOMINATING), psm(), psm(), psm())
    assert participants.require_seats(people, [people[0].participant_id]) == [people[0]]
    for stranger in (people[2].participant_id, uuid4()):
        with pytest.raises(NotOnTheList):
            participants.require_seats(people, [stranger])
    with pytest.raises(NotSeated):
        people[2].require_seated()


@pytest.mark.parametrize(("days", "post", "failed", "why"), [
    ((FIRST, SECOND), 70, "", None),
    ((FIRST, SECOND), 60, "", None),
    ((FIRST,), 90, "", Why.ATTENDANCE),
    ((FIRST, SECOND), 59, "", Why.SCORE),
    ((FIRST, SECOND), None, "", Why.SCORE),
    ((FIRST, SECOND), 90, "Menyontek", Why.JUDGED),
])  # fmt: skip
def test_who_passes_is_said_by_the_plan(days: tuple[date, ...], post: int | None, failed: str, why: Why | None) -> None:
    training = at_stage(Status.FINISHED, pass_share=80, pass_score=60)
    (one,) = seated(at_stage(Status.NOMINATING), psm())
    assert replace(one, days=days).score(pre=40, post=post, failed=failed).why_not(training) is why


def test_without_a_test_and_a_share_everybody_with_a_seat_passes() -> None:
    (one,) = seated(at_stage(Status.NOMINATING), psm())
    assert one.why_not(at_stage(Status.FINISHED, pass_share=0)) is None


@pytest.mark.parametrize("scores", [{"pre": 101, "post": None}, {"pre": None, "post": -1}])
def test_a_score_lies_between_0_and_100(scores: dict[str, int | None]) -> None:
    (one,) = seated(at_stage(Status.NOMINATING), psm())
    with pytest.raises(Invalid):
        one.score(**scores, failed="")


def test_every_refusal_says_in_both_languages_what_to_do() -> None:
    for kind in (
        NotAtThisStage, NotYet, OtherDay, AlreadyNominated, AlreadyWithdrawn, NotSeated, NotOnTheList,
    ):  # fmt: skip
        refusal: Refusal = kind()
        assert refusal.words.id.endswith(".") and refusal.words.en.endswith("."), kind
