"""Dates, times and numbers as the offices write them."""

from datetime import UTC, date, datetime

import pytest

from services.kit import area
from services.portal import formats
from services.portal.trainings import by_kecamatan


def test_a_date_is_written_with_its_month_in_words() -> None:
    assert formats.day(date(2023, 5, 17)) == "17 Mei 2023"
    assert formats.day(date(2023, 5, 17), "en") == "17 May 2023"
    assert formats.long_day(date(2026, 11, 23)) == "Senin, 23 November 2026"


def test_an_hour_names_its_zone() -> None:
    at = datetime(2026, 11, 23, 2, 41, tzinfo=UTC)
    assert formats.clock(at, area.WIB) == "09.41 WIB"
    assert formats.clock(at, area.WITA, "en") == "10:41 WITA"
    assert formats.moment(at, area.WIT) == "23 November 2026 · 11.41 WIT"


def test_a_due_date_says_how_far_it_is() -> None:
    today = date(2026, 11, 23)
    assert formats.left(date(2026, 11, 26), today) == "3 hari lagi"
    assert formats.left(today, today) == "hari ini"
    assert formats.left(date(2026, 11, 21), today) == "lewat 2 hari"
    assert formats.left(date(2026, 11, 22), today, "en") == "1 day late"


def test_an_age_waits_for_the_birthday() -> None:
    assert formats.age(date(1952, 3, 4), date(2026, 3, 3)) == 73
    assert formats.age(date(1952, 3, 4), date(2026, 3, 4)) == 74


@pytest.mark.parametrize(
    "text", ["1 Desember 2026", "1-12-2026", "01/12/2026", "1 12 2026", "2026-12-01", "1 des 2026"]
)
def test_a_date_is_read_as_people_type_it(text: str) -> None:
    assert formats.read_day(text) == date(2026, 12, 1)


@pytest.mark.parametrize("text", ["", "besok", "31-2-2026", "1 12 26", "1 m 2026", "12-2026", "1 13 2026"])
def test_what_is_no_date_is_not_guessed(text: str) -> None:
    assert formats.read_day(text) is None


def test_numbers_part_their_thousands() -> None:
    assert formats.number(1234.5) == "1.234,5"
    assert formats.number(1234.5, "en") == "1,234.5"
    assert formats.number(12.0) == "12"
    assert formats.rupiah(1_250_000) == "Rp1.250.000"


def test_a_share_needs_a_base() -> None:
    assert formats.percent(58, 100) == "58 %"
    assert formats.percent(0, 0) == "-"


def test_a_nik_hides_the_birth_date() -> None:
    assert formats.nik("1906024403529003") == "190602••••••9003"
    assert formats.nik("123") == "•••"


def test_two_kecamatan_of_one_name_are_two() -> None:
    people = [
        {"name": name, "kec": kec, "kec_name": area.name(kec)}
        for name, kec in (("Sari", "110815"), ("Ani", "110107"), ("Budi", "110107"), ("Ida", "110618"))
    ]
    told = [(head, [one["name"] for one in mine]) for head, mine in by_kecamatan(people)]
    assert told == [
        (f"Sawang, {area.name('1101')}", ["Ani", "Budi"]), (f"Sawang, {area.name('1108')}", ["Sari"]),
        ("Simpang Tiga", ["Ida"]),
    ]  # fmt: skip
