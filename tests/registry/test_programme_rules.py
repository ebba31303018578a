"""What a yearly programme needs to be agreed, carried out and closed, and what goes to musrenbang."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.kit.actor import Actor
from services.kit.errors import Forbidden, Invalid, NotFound, Stale
from services.registry import papers, policy, practice_codes, programmes
from services.registry.coverage import Village
from services.registry.profiles import Profile
from services.registry.programmes import (
    Activity,
    NotADraft,
    NothingToCopy,
    NotRunning,
    OpenActivities,
    Programme,
    Status,
)
from tests.registry.test_certifying import text_of

AT = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)
FIGURES = programmes.figures([Village("1906022003", psm=1), Village("1906022004")], volunteers=1, on=date(2026, 11, 2))


def activity(**other: Any) -> Activity:
    given: dict[str, Any] = dict(
        activity_id=uuid4(), what="Pendataan lansia", who="PSM desa", first=2, last=4, fund="apbdes",
        partner="Puskesmas", cost=3_500_000,
    )  # fmt: skip
    return Activity(**given | other)


def draft(place: str = "190602", **other: Any) -> Programme:
    given: dict[str, Any] = dict(year=2027, figures=FIGURES, last=None, copy=False, activity_ids=[], at=AT)
    return programmes.begin(office="1906", programme_id=uuid4(), place=place, **given | other).now


def revised(programme: Programme, **other: Any) -> Programme:
    given: dict[str, Any] = dict(
        analysis="Dua desa kosong.", aims=["Semua desa tercakup"], activities=[activity()], was=programme.version
    )
    return programme.revise(**given | other).now


def agreed(**other: Any) -> Programme:
    written = revised(draft(**other))
    return written.agree(by="Sri Contoh", was=written.version, at=AT).now


def running(*activities: Activity) -> Programme:
    return replace(agreed(), status=Status.RUNNING, activities=activities or (activity(),))


def test_a_programme_keeps_the_figures_of_the_day_on_which_it_was_begun() -> None:
    told = draft().figures
    assert (told.villages, told.covered, told.vacant, told.volunteers) == (2, 1, 1, 1)


@pytest.mark.parametrize("year", [2024, 2029])
def test_a_year_is_near(year: int) -> None:
    with pytest.raises(Invalid) as refusal:
        draft(year=year)
    assert set(refusal.value.fields) == {"year"}


@pytest.mark.parametrize(("place", "code"), [("1902", "outside-office"), ("19", "unknown-area"), ("x", "unknown-area")])
def test_a_place_lies_in_the_kabupaten(place: str, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        programmes.require_place(place, "1906")
    assert (refusal.value.code, set(refusal.value.fields)) == (code, {"place"})


def test_last_years_programme_is_copied_without_its_progress_and_without_what_was_dropped() -> None:
    last = running(activity(progress=60, word="Separuh"), activity(what="Bazar", dropped=True))
    copy = draft(last=last, copy=True, activity_ids=[UUID(int=7)])
    assert (copy.analysis, copy.aims) == (last.analysis, last.aims)
    (one,) = copy.activities
    assert (one.activity_id, one.progress, one.word, one.what) == (UUID(int=7), 0, "", "Pendataan lansia")
    with pytest.raises(NothingToCopy):
        draft(copy=True)


@pytest.mark.parametrize(("other", "field"), [
    ({"what": "x"}, "what"), ({"who": ""}, "who"), ({"first": 5}, "last"), ({"last": 13}, "last"),
    ({"fund": "dompet"}, "fund"), ({"cost": -1}, "cost"), ({"partner": "P" * 101}, "partner"),
    ({"what": "Kunjungan 1906-26-K7QF3M"}, "what"),
])  # fmt: skip
def test_what_is_wrong_with_an_activity_is_named_by_its_field(other: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        revised(draft(), activities=[activity(), activity(**other)])
    assert set(refusal.value.fields) == {field}


@pytest.mark.parametrize(("other", "field"), [
    ({"analysis": "NIK 1906022601010001"}, "analysis"), ({"analysis": "x" * 4001}, "analysis"),
    ({"aims": ["x"]}, "aims"), ({"aims": ["Tujuan"] * 11}, "aims"), ({"activities": [activity()] * 61}, "activities"),
])  # fmt: skip
def test_what_is_wrong_with_its_text_is_named_by_its_field(other: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        revised(draft(), **other)
    assert set(refusal.value.fields) == {field}


def test_an_empty_programme_is_not_agreed() -> None:
    with pytest.raises(Invalid) as refusal:
        draft().agree(by="Sri Contoh", was=1, at=AT)
    assert set(refusal.value.fields) == {"aims", "activities"}


def test_what_was_agreed_is_changed_no_more() -> None:
    with pytest.raises(NotADraft):
        revised(agreed())
    with pytest.raises(NotADraft):
        agreed().agree(by="Sri Contoh", was=3, at=AT)


def test_steps_come_in_their_order() -> None:
    with pytest.raises(programmes.NotAtThisStep):
        draft().stage(Status.RUNNING, was=1)
    with pytest.raises(programmes.NotAtThisStep):
        agreed().stage(Status.CLOSED, was=3)


def test_a_programme_with_open_activities_is_not_closed() -> None:
    half, dropped = activity(progress=99), activity(dropped=True)
    with pytest.raises(OpenActivities):
        running(activity(progress=100), half).stage(Status.CLOSED, was=3)
    assert running(activity(progress=100), dropped).stage(Status.CLOSED, was=3).now.turn == "none"


def test_progress_is_told_while_it_runs_of_what_is_in_it() -> None:
    one = activity()
    told = running(one, activity(progress=50)).report(
        one.activity_id, progress=25, word="Dua dusun selesai", dropped=False, was=3
    )
    assert (told.now.progress, told.now.activities[0].word) == (38, "Dua dusun selesai")
    with pytest.raises(NotRunning):
        agreed().report(one.activity_id, progress=25, word="Dua dusun", dropped=False, was=3)
    with pytest.raises(NotFound):
        running(one).report(uuid4(), progress=25, word="Dua dusun", dropped=False, was=3)


@pytest.mark.parametrize(("progress", "word", "field"), [
    (101, "Selesai", "progress"), (-1, "Selesai", "progress"), (50, "", "word"), (50, "Telp 081234567890", "word"),
])  # fmt: skip
def test_progress_has_a_share_and_a_word(progress: int, word: str, field: str) -> None:
    one = activity()
    with pytest.raises(Invalid) as refusal:
        running(one).report(one.activity_id, progress=progress, word=word, dropped=False, was=3)
    assert set(refusal.value.fields) == {field}


def test_whoever_is_behind_overwrites_nothing() -> None:
    stale: list[Any] = [
        lambda: revised(draft(), was=7), lambda: draft().agree(by="Sri", was=7, at=AT),
        lambda: agreed().stage(Status.RUNNING, was=7),
        lambda: running().report(uuid4(), progress=1, word="Mulai", dropped=False, was=7),
    ]  # fmt: skip
    for told in stale:
        with pytest.raises(Stale):
            told()


def actor(role: str, kec: str | None = None) -> Actor:
    return Actor("x", "1906", frozenset({role}), kec=kec)


@pytest.mark.parametrize(("role", "kec", "place", "may"), [
    ("tksk", "190602", "190602", True), ("tksk", "190602", "1906022003", True), ("tksk", "190602", "190601", False),
    ("kasi_kesra", "190602", "1906", False), ("dinas", None, "1906", True), ("dinas", None, "1906022003", True),
])  # fmt: skip
def test_a_programme_is_written_where_one_serves(role: str, kec: str | None, place: str, may: bool) -> None:
    if may:
        policy.require_planner(actor(role, kec), place)
    else:
        with pytest.raises(Forbidden) as refusal:
            policy.require_planner(actor(role, kec), place)
        assert refusal.value.code == "not-your-place"


@pytest.mark.parametrize(("role", "place", "may"), [
    ("kasi_kesra", "190602", True), ("kasi_kesra", "1906", False), ("dinas_supervisor", "1906", True),
    ("dinas_supervisor", "190602", True),
])  # fmt: skip
def test_a_programme_is_agreed_by_the_head_of_its_level(role: str, place: str, may: bool) -> None:
    if may:
        policy.require_head(actor(role, "190602"), place)
    else:
        with pytest.raises(Forbidden) as refusal:
            policy.require_head(actor(role, "190602"), place)
        assert refusal.value.code == "not-the-head"


def test_only_agreed_activities_with_public_money_go_to_musrenbang() -> None:
    funded, own, gone = activity(), activity(fund="swadaya"), activity(dropped=True)
    found = programmes.for_musrenbang([running(funded, own, gone), revised(draft())])
    assert [one for _, one in found] == [funded]


def test_every_source_of_money_has_words_and_what_it_stands_on() -> None:
    assert all(one.words.id and one.words.en and one.source for one in practice_codes.codes("funds").values())


def test_the_list_for_musrenbang_is_text_that_no_spreadsheet_runs() -> None:
    rows = papers.programmes.musrenbang_rows([running(activity(what='=HYPERLINK("x")'))])
    assert rows == [
        ("Gantung", "Gantung", "Kecamatan", '=HYPERLINK("x")', "PSM desa", "Februari - April", "Puskesmas", "APBDes",
         "3.500.000"),
    ]  # fmt: skip


def test_the_paper_of_a_programme_says_what_who_when_and_with_whose_money() -> None:
    head = Profile("1906", "Dinas Sosial Contoh", "Manggar")
    told = text_of(
        papers.programmes.programme(head, running(activity(progress=40, word="Dua dusun")), date(2027, 3, 1))
    )
    for word in ("PROGRAM KERJA TAHUN 2027", "Kecamatan Gantung", "Semua desa tercakup", "Pendataan lansia", "APBDes",
                 "40 %: Dua dusun", "Sri Contoh", "Kasi Kesra Kecamatan Gantung"):  # fmt: skip
        assert word in told, word
    asked = text_of(papers.programmes.musrenbang(head, 2027, [running()], date(2027, 3, 1)))
    assert "USULAN MUSRENBANG TAHUN 2027" in asked and "3.500.000" in asked
