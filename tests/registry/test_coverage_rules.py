"""How villages stand and who could serve next, told without a database."""

from datetime import date
from uuid import uuid4

import pytest

from services.kit import area
from services.kit.area import Level
from services.kit.errors import Words
from services.registry import coverage, thresholds
from services.registry.coverage import Loss, Mark, Neighbour, Seat, State, Sum, Village
from services.registry.workloads import Step

LILANGAN, GANTUNG, LALANG = "1906022004", "1906022001", "1906012006"
ENDS = date(2026, 12, 31)


def neighbour(name: str, *villages: str, open_cases: int = 0, sk_ends_on: date | None = None) -> Neighbour:
    return Neighbour(uuid4(), name, villages, open_cases, sk_ends_on)


def test_a_village_is_covered_in_cover_or_vacant() -> None:
    assert Village(LILANGAN, psm=1, covering=1).state is State.COVERED
    assert Village(LILANGAN, away=1, covering=1).state is State.COVER
    assert Village(LILANGAN, away=1).state is State.VACANT, "who is away serves nobody"
    assert Village(LILANGAN).state is State.VACANT


def test_a_seat_whose_tksk_is_acted_for_is_cover_not_an_appointment() -> None:
    assert Seat("190602", tksk=1).state is State.COVERED
    assert Seat("190602", acting=1).state is State.COVER
    assert Seat("190602", away=1).state is State.VACANT


def test_a_village_that_no_row_is_about_is_there_and_vacant() -> None:
    villages = coverage.every("190602", [Village(LILANGAN, psm=1)])
    assert [village.area for village in villages] == list(area.codes("190602", Level.DESA))
    assert {village.area for village in villages if village.state is State.COVERED} == {LILANGAN}


def test_the_states_of_an_area_add_up_to_its_villages_and_marks_are_said_of_covered_ones() -> None:
    villages = [Village(LILANGAN, psm=2, ending=True, silent=True), Village(GANTUNG, covering=1), Village(LALANG)]
    seats = [Seat("190602", tksk=1), Seat("190601", acting=1)]
    told = coverage.total("1906", coverage.by_kecamatan("1906", villages, seats))
    assert (told.villages, told.covered, told.cover, told.vacant) == (39, 1, 1, 37)
    assert (told.ending, told.silent, told.overloaded) == (1, 1, 0)
    assert (told.seats, told.seated, told.acting, told.unseated) == (7, 1, 1, 5)
    assert villages[0].marks == (Mark.ENDING, Mark.SILENT)


def test_an_area_is_the_sum_of_those_below_it() -> None:
    parts = [Sum("1906", covered=3, ending=1, seated=2), Sum("1902", covered=4, cover=1)]
    whole = coverage.total("19", parts)
    assert (whole.covered, whole.cover, whole.ending, whole.seated) == (7, 1, 1, 2)
    assert whole.villages == whole.covered + whole.cover + whole.vacant == coverage.number("19", Level.DESA)


@pytest.mark.parametrize(
    ("place", "below"),
    [("00", Level.PROVINCE), ("19", Level.KABUPATEN), ("1906", Level.KECAMATAN), ("190602", Level.DESA)],
)
def test_an_area_is_shown_by_those_right_below_it(place: str, below: Level) -> None:
    assert coverage.lower(place) is below


def test_the_coming_year_has_twelve_months_and_begins_with_this_one() -> None:
    months = coverage.months(date(2026, 11, 29))
    assert (months[0], months[1], months[2], months[-1]) == (
        date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1), date(2027, 10, 1),
    )  # fmt: skip
    assert coverage.horizon(date(2026, 11, 29)) == date(2027, 11, 1)
    assert coverage.horizon(date(2026, 1, 5)) == date(2027, 1, 1)


def test_the_least_laden_of_the_same_kecamatan_is_proposed_first() -> None:
    laden = neighbour("Ani", GANTUNG, open_cases=9)
    light = neighbour("Budi", "1906022002", open_cases=2)
    wide = neighbour("Cici", "1906022003", "1906022005")
    told = coverage.proposals(Loss(LILANGAN, ENDS), [laden, wide, light, neighbour("Dedi", LALANG)])
    assert [one.neighbour.name for one in told.proposals] == ["Budi", "Ani", "Cici"]
    assert {one.among for one in told.proposals} == {3}


def test_who_serves_the_village_herself_or_goes_before_is_not_proposed() -> None:
    herself = neighbour("Ani", LILANGAN, sk_ends_on=ENDS)
    second = neighbour("Budi", GANTUNG, sk_ends_on=ENDS)
    longer = neighbour("Cici", GANTUNG, sk_ends_on=date(2027, 1, 1))
    told = coverage.proposals(Loss(LILANGAN, ENDS), [herself, second, longer])
    assert [one.neighbour.name for one in told.proposals] == ["Cici"]


def test_at_most_three_are_proposed() -> None:
    many = [neighbour(name, GANTUNG) for name in ("Ani", "Budi", "Cici", "Dedi")]
    assert len(coverage.proposals(Loss(LILANGAN, ENDS), many).proposals) == coverage.MOST_PROPOSALS


# --- thresholds ---


def test_thresholds_are_data_with_a_source_and_a_day() -> None:
    edition = thresholds.current(date(2026, 11, 29))
    assert edition.everywhere.source
    assert (edition.everywhere.silent_days, edition.everywhere.ending_days) == (60, 90)


def test_a_kabupaten_may_decide_otherwise_and_a_later_edition_holds_from_its_day() -> None:
    told = thresholds.read("""
        [[edition]]
        edition = "2027"
        from = 2027-01-01
        source = "Peraturan Contoh"
        silent_days = 30
        ending_days = 90
        open_cases = 20

        [[edition]]
        edition = "2026"
        from = 2026-01-01
        source = "awal"
        silent_days = 60
        ending_days = 90
        open_cases = 25
        own.3208 = { silent_days = 45, source = "Keputusan Kepala Dinas" }
    """)
    assert [edition.since.year for edition in told] == [2026, 2027]
    own = told[0].own["3208"]
    assert (own.silent_days, own.open_cases, own.source) == (45, 25, "Keputusan Kepala Dinas")


def test_every_state_mark_and_figure_says_what_it_is_in_both_languages() -> None:
    assert coverage.STATES.keys() == set(State)
    assert coverage.MARKS.keys() == set(Mark)
    assert all(isinstance(said, Words) for said in coverage.DEFINITIONS.values())


# --- workload ---


def step(old: str, new: str, by: str = "rahma") -> Step:
    return Step(uuid4(), by, old, new)


def test_a_case_is_in_the_load_of_its_recorder_until_it_ends() -> None:
    assert step("", "awaiting").in_hand and step("", "awaiting").counts
    assert not step("evaluation", "closed").in_hand
    assert step("closed", "reopened").in_hand and step("closed", "reopened").counts


def test_a_step_on_the_way_changes_nobodys_load() -> None:
    assert not step("awaiting", "verified").counts


def test_a_case_that_is_protected_is_in_nobodys_load() -> None:
    protected = step("awaiting", "returned", by="")
    assert protected.counts and not protected.in_hand
