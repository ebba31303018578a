"""What an office may plan, whom it may seat, and who passes: told without a database."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from services.kit.errors import Forbidden, Invalid, Stale
from services.registry import tiers, trainings
from services.registry.tiers import Authority
from services.registry.trainings import (
    Audience,
    Module,
    NotAtThisStage,
    NotYet,
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


def test_the_readme_shows_every_status_with_its_words_and_whose_move_it_is() -> None:
    readme = Path(trainings.__file__).with_name("README.md").read_text()
    for status, (words, turn) in trainings.STATUSES.items():
        assert f"| `{status}` | {words.id} | {turn} |" in readme
    for to, source in trainings.STAGES.items():
        assert f"    {source} --> {to}: " in readme


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


def test_certifying_ends_a_finished_training_and_announces_how_many_passed() -> None:
    training = at_stage(Status.FINISHED)
    change = training.certify(participants=40, passed=38, was=1, at=AT)
    assert (change.now.status, change.now.turn) == (Status.CERTIFIED, "none")
    assert change.facts == [TrainingCompleted(training.training_id, "1906", "dasar", 40, 38, AT)]
    for status in (Status.RUNNING, Status.CERTIFIED):
        with pytest.raises(NotAtThisStage):
            at_stage(status).certify(participants=1, passed=1, was=1, at=AT)
