"""What an office may plan, whom it may seat, and who passes: told without a database."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.kit.errors import Forbidden, Invalid, Refusal, Stale
from services.registry import participants, tiers, trainings
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
from services.registry.tiers import Authority
from services.registry.trainings import (
    Audience,
    Module,
    NotAtThisStage,
    NotYet,
    OtherDay,
    Plan,
    Practice,
    Report,
    Sitting,
    Status,
    Training,
    TrainingCompleted,
)

AT = datetime(2023, 11, 2, 3, 0, tzinfo=UTC)
FIRST, SECOND = date(2023, 11, 2), date(2023, 11, 3)
LILANGAN, GANTUNG, LALANG = "1906022004", "1906022001", "1906012006"


def plan(**other: Any) -> Plan:
    given: dict[str, Any] = dict(
        title="Bimtek Tingkat Dasar", roles=(Audience.PSM, Audience.CANDIDATE),
        days=(Sitting(FIRST, "Hotel Guest, Manggar"), Sitting(SECOND, "Hotel Guest, Manggar")), quota=2, tier="dasar",
        modules=(Module("Manajemen Risiko", 2, "Budi Misal", "Inspektorat"),),
    )  # fmt: skip
    return Plan(**given | other)


def planned(office: str = "1906", **other: Any) -> Training:
    return trainings.plan(office=office, training_id=uuid4(), plan=plan(**other), at=AT).now


def at_stage(status: Status, **other: Any) -> Training:
    return replace(planned(**other), status=status)


def refused(office: str = "1906", **other: Any) -> Invalid:
    with pytest.raises(Invalid) as refusal:
        planned(office, **other)
    return refusal.value


def psm(name: str = "Rahma Contoh", place: str = LILANGAN, **other: Any) -> Nominee:
    return Nominee(name, Audience.PSM, place, uuid4(), **other)


def seated(training: Training, *nominees: Nominee, others: Sequence[Participant] = ()) -> tuple[Participant, ...]:
    return participants.nominate(training, nominees, others, [uuid4() for _ in nominees], at=AT).now


def seats(people: Sequence[Participant]) -> list[Seat]:
    return [one.seat for one in people]


# --- tiers ---


@pytest.mark.parametrize(("office", "tier"), [("1906", "dasar"), ("19", "madya"), ("00", "top")])
def test_an_office_holds_the_tier_of_its_level(office: str, tier: str) -> None:
    shown = planned(office, tier=tier).tier_shown
    assert shown is not None
    assert shown.authority is tiers.authority_of(office)


@pytest.mark.parametrize(("office", "tier"), [("1906", "madya"), ("1906", "top"), ("19", "dasar"), ("00", "madya")])
def test_an_office_of_another_level_may_not_hold_it(office: str, tier: str) -> None:
    refusal = refused(office, tier=tier)
    assert (refusal.code, set(refusal.fields)) == ("not-your-tier", {"tier"})
    assert "tanpa jenjang" in refusal.fields["tier"].id


@pytest.mark.parametrize("office", ["1906", "19", "00"])
def test_a_course_without_tier_is_held_by_any_level_and_nothing_is_gained(office: str) -> None:
    training = planned(office, tier=None)
    assert training.tier_shown is None
    assert training.tier(Audience.PSM) is None


def test_a_tier_is_never_shown_without_its_authority() -> None:
    madya = tiers.current(FIRST).find("psm", "madya", "19")
    assert madya is not None
    assert (madya.shown.id, madya.shown.en) == ("Madya · provinsi", "Intermediate · province")
    assert "lanjutan" in madya.aliases
    assert madya.source


def test_a_tier_is_of_roles_that_have_one() -> None:
    assert refused(tier="dasar", roles=(Audience.KASI_KESRA,)).code == "unknown-tier"
    assert refused(tier="magister").code == "unknown-tier"
    mixed = planned(roles=(Audience.PSM, Audience.KASI_KESRA, Audience.CANDIDATE))
    assert mixed.tier(Audience.KASI_KESRA) is None
    assert mixed.tier(Audience.CANDIDATE) == mixed.tier(Audience.PSM) is not None, "who is to become one gains its tier"


def test_an_organisation_certifies_nothing() -> None:
    with pytest.raises(Forbidden):
        tiers.authority_of("org-abcdefghij")


def test_a_training_of_long_ago_is_planned_under_the_first_edition() -> None:
    assert tiers.current(date(2001, 1, 1)).edition == tiers.current(date(2011, 5, 24)).edition
    assert Authority.PROVINCE in {tier.authority for tier in tiers.current(FIRST).tiers}


# --- the plan ---


@pytest.mark.parametrize(("field", "wrong"), [
    ("title", {"title": "Bi"}),
    ("roles", {"roles": ()}),
    ("days", {"days": ()}),
    ("days", {"days": (Sitting(FIRST, "Aula Dinas"), Sitting(FIRST, "Aula Dinas"))}),
    ("days", {"days": (Sitting(FIRST, " "),)}),
    ("days", {"days": tuple(Sitting(FIRST + timedelta(n), "Aula Dinas") for n in range(32))}),
    ("modules", {"modules": (Module("Ri", 2),)}),
    ("modules", {"modules": (Module("Risiko", 101),)}),
    ("modules", {"modules": tuple(Module("Risiko", 1) for _ in range(41))}),
    ("quota", {"quota": 0}),
    ("quota", {"quota": 501}),
    ("quota_per_kec", {"quota_per_kec": 3}),
    ("practice", {"practice": Practice("", "Banjarbaru", SECOND)}),
    ("pass_share", {"pass_share": 101}),
    ("pass_score", {"pass_score": -1}),
    ("valid_years", {"valid_years": 0}),
])  # fmt: skip
def test_what_is_wrong_with_a_plan_is_named(field: str, wrong: dict[str, Any]) -> None:
    assert set(refused(**wrong).fields) == {field}


def test_all_that_is_wrong_with_a_plan_is_said_at_once() -> None:
    assert set(refused(title="", quota=0, pass_share=200).fields) == {"title", "quota", "pass_share"}


def test_days_stand_in_their_order_and_say_where() -> None:
    training = planned(days=(Sitting(SECOND, "Gedung Joyolelono"), Sitting(FIRST, "Lila Catering, Dringu")))
    assert [one.venue for one in training.plan.days] == ["Lila Catering, Dringu", "Gedung Joyolelono"]
    assert (training.plan.starts_on, training.plan.ends_on, training.plan.hours) == (FIRST, SECOND, 2)


def test_a_plan_is_changed_until_the_training_runs() -> None:
    training = at_stage(Status.INVITED)
    revised = training.revise(plan(quota=5), was=1, at=AT).now
    assert (revised.plan.quota, revised.version) == (5, 2)
    for status in (Status.RUNNING, Status.FINISHED, Status.CERTIFIED, Status.CANCELLED):
        with pytest.raises(NotAtThisStage):
            at_stage(status).revise(plan(), was=1, at=AT)
    with pytest.raises(Stale):
        training.revise(plan(), was=7, at=AT)


# --- stages ---


def test_a_training_goes_through_its_stages_and_each_says_whose_move_is_next() -> None:
    training, turns = planned(), list[str]()
    for to in (Status.NOMINATING, Status.INVITED, Status.RUNNING, Status.FINISHED):
        training = training.stage(to, was=training.version, at=AT + timedelta(days=1)).now
        turns.append(training.turn)
    assert turns == ["dinas", "participant", "dinas", "dinas"]
    assert planned("19", tier=None).turn == "province"
    assert planned("00", tier=None).turn == "national"


@pytest.mark.parametrize(("status", "to"), [
    (Status.PLANNED, Status.INVITED), (Status.PLANNED, Status.RUNNING), (Status.NOMINATING, Status.FINISHED),
    (Status.CERTIFIED, Status.RUNNING), (Status.CANCELLED, Status.NOMINATING), (Status.RUNNING, Status.CERTIFIED),
])  # fmt: skip
def test_no_stage_is_left_out_and_none_comes_again(status: Status, to: Status) -> None:
    with pytest.raises(NotAtThisStage):
        at_stage(status).stage(to, was=1, at=AT)


def test_it_runs_from_its_first_day_on_and_is_finished_on_its_last() -> None:
    with pytest.raises(NotYet):
        at_stage(Status.INVITED).stage(Status.RUNNING, was=1, at=AT - timedelta(days=1))
    with pytest.raises(NotYet):
        at_stage(Status.RUNNING).stage(Status.FINISHED, was=1, at=AT)
    assert at_stage(Status.RUNNING).stage(Status.FINISHED, was=1, at=AT + timedelta(days=1)).now.over


def test_the_day_is_that_of_the_office() -> None:
    """At 17.30 UTC it is the next day in Manggar."""
    evening = datetime(2023, 11, 1, 17, 30, tzinfo=UTC)
    assert at_stage(Status.INVITED).stage(Status.RUNNING, was=1, at=evening).now.status is Status.RUNNING


def test_a_training_is_called_off_with_a_reason_and_for_good() -> None:
    cancelled = at_stage(Status.NOMINATING).cancel(reason="Anggaran dialihkan", was=1, at=AT).now
    assert (cancelled.status, cancelled.reason, cancelled.turn) == (Status.CANCELLED, "Anggaran dialihkan", "none")
    with pytest.raises(Invalid):
        at_stage(Status.NOMINATING).cancel(reason=" ", was=1, at=AT)
    for status in (Status.FINISHED, Status.CERTIFIED, Status.CANCELLED):
        with pytest.raises(NotAtThisStage):
            at_stage(status).cancel(reason="Anggaran dialihkan", was=1, at=AT)


def test_each_group_reports_on_its_practice_once() -> None:
    training = at_stage(Status.RUNNING, practice=Practice("Panti", "Banjarbaru", SECOND))
    first = training.report(Report("Kelompok 1", "Ditemui 5 warga"), was=1, at=AT).now
    again = first.report(Report(" Kelompok  1 ", "Ditemui 6 warga", "Perlu rujukan"), was=2, at=AT).now
    assert again.reports == (Report("Kelompok 1", "Ditemui 6 warga", "Perlu rujukan"),)
    with pytest.raises(Invalid) as refusal:
        training.report(Report("", ""), was=1, at=AT)
    assert set(refusal.value.fields) == {"group", "findings"}
    with pytest.raises(NotAtThisStage):
        at_stage(Status.RUNNING).report(Report("Kelompok 1", "Ditemui"), was=1, at=AT)


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
    judged = replace(one, days=days).score(pre=40, post=post, failed=failed)
    assert judged.why_not(training) is why
    assert judged.decided(training).passed is (why is None)


def test_without_a_test_and_a_share_everybody_with_a_seat_passes() -> None:
    (one,) = seated(at_stage(Status.NOMINATING), psm())
    assert one.why_not(at_stage(Status.FINISHED, pass_share=0)) is None


@pytest.mark.parametrize("scores", [{"pre": 101, "post": None}, {"pre": None, "post": -1}])
def test_a_score_lies_between_0_and_100(scores: dict[str, int | None]) -> None:
    (one,) = seated(at_stage(Status.NOMINATING), psm())
    with pytest.raises(Invalid):
        one.score(**scores, failed="")


def test_certifying_ends_a_finished_training_and_announces_how_many_passed() -> None:
    training = at_stage(Status.FINISHED)
    change = training.certify(participants=40, passed=38, was=1, at=AT)
    assert (change.now.status, change.now.turn) == (Status.CERTIFIED, "none")
    assert change.facts == [TrainingCompleted(training.training_id, "1906", "dasar", 40, 38, AT)]
    for status in (Status.RUNNING, Status.CERTIFIED):
        with pytest.raises(NotAtThisStage):
            at_stage(status).certify(participants=1, passed=1, was=1, at=AT)


def test_every_refusal_says_in_both_languages_what_to_do() -> None:
    for kind in (
        NotAtThisStage, NotYet, OtherDay, AlreadyNominated, AlreadyWithdrawn, NotSeated, NotOnTheList,
    ):  # fmt: skip
        refusal: Refusal = kind()
        assert refusal.words.id.endswith(".") and refusal.words.en.endswith("."), kind
        assert UUID(int=0).hex not in refusal.words.id
