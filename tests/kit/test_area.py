"""The list of areas, as every service reads it."""

import pytest

from services.kit import area
from services.kit.area import Level
from services.kit.errors import Invalid


def test_every_area_of_the_decree_is_there_and_lies_in_another() -> None:
    counts = dict.fromkeys(Level, 0)
    before = ""
    for code in area.codes():
        counts[area.level(code)] += 1
        assert before < code, "sorted, none twice"
        before = code
    assert counts == {
        Level.NATION: 1, Level.PROVINCE: 38, Level.KABUPATEN: 514, Level.KECAMATAN: 7_285, Level.DESA: 83_762,
    }  # fmt: skip


@pytest.mark.parametrize(("kabupaten", "kecamatan", "villages"), [
    ("1906", 7, 39), ("6305", 12, 135), ("1706", 15, 151), ("3513", 24, 330), ("3208", 32, 376),
])  # fmt: skip
def test_a_kabupaten_has_the_kecamatan_and_villages_that_its_office_counts(
    kabupaten: str, kecamatan: int, villages: int
) -> None:
    assert len(list(area.codes(kabupaten, Level.KECAMATAN))) == kecamatan
    assert len(list(area.codes(kabupaten, Level.DESA))) == villages


def test_a_code_is_found_with_its_name_and_what_it_lies_in() -> None:
    assert area.name("1906") == "Kabupaten Belitung Timur"
    assert area.name("1906022004") == "Lilangan"
    assert [area.parent(code) for code in ("1906022004", "190602", "1906", "19", "00")] == [
        "190602", "1906", "19", "00", None,
    ]  # fmt: skip
    assert area.kecamatan_of("1906022004") == "190602"
    assert area.kabupaten_of("1906022004") == "1906"


@pytest.mark.parametrize("code", ["", "1", "99", "190", "19.06", "1906\t", "1906022999", "١٩", "1906'; --", "\ud800"])
def test_a_code_that_the_list_has_not_is_refused(code: str) -> None:
    assert area.find(code) is None
    with pytest.raises(Invalid) as refused:
        area.require(code)
    assert refused.value.code == "unknown-area"


def test_a_place_can_be_asked_to_be_of_one_level() -> None:
    assert area.require("1906022004", Level.DESA) == "1906022004"
    with pytest.raises(Invalid):
        area.require("190602", Level.DESA)


def test_a_larger_area_has_no_kabupaten() -> None:
    for code in ("00", "19"):
        with pytest.raises(Invalid) as refused:
            area.kabupaten_of(code)
        assert refused.value.code == "area-too-large"


def test_an_area_lies_in_itself_and_never_in_one_whose_code_merely_begins_alike() -> None:
    assert area.lies_in("1906", "1906") and area.lies_in("1906022004", "19") and area.lies_in("19", "00")
    assert not area.lies_in("1906", "190602") and not area.lies_in("00", "19")


def test_clocks_follow_the_province() -> None:
    assert [str(area.zone(code)) for code in ("1906", "6305", "8101", "00")] == ["WIB", "WITA", "WIT", "WIB"]


def test_a_name_is_found_by_the_beginning_of_a_word_whatever_its_capitals() -> None:
    assert [found.code for found in area.search("belitung TIMUR")] == ["1906"]
    assert "190601" in {found.code for found in area.search("mangg", within="1906")}
    assert not list(area.search("anggar", within="1906"))
    assert not list(area.search("  "))


def test_a_search_goes_on_behind_the_last_code_that_was_shown() -> None:
    whole = [found.code for found in area.search("suka", level=Level.DESA)]
    behind = [found.code for found in area.search("suka", level=Level.DESA, after=whole[99])]
    assert behind == whole[100:]
