"""What an office may say of itself, and what its papers make of it, told without a database."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.kit.errors import Invalid, Stale
from services.registry import offices, profiles
from services.registry.profiles import Bidang, Profile, Signatory

WRITTEN: dict[str, Any] = dict(
    name="Dinas Sosial, Pemberdayaan Perempuan dan Perlindungan Anak", city="Manggar", address="Jl. Contoh No. 1",
    phone="(0719) 000000", mail="dinsos@contoh.example", web="dinsos.contoh.example", short="DINSOSPPPA",
    scheme="{no}/{code}/{office}/{roman_month}/{year}", bidang=(Bidang("Pemberdayaan Sosial", "Dewi Contoh"),),
    signatories=(Signatory("Dewi Contoh, S.Sos.", "Kepala Dinas", "198001012005012001"),),
)  # fmt: skip


def unwritten() -> Profile:
    return profiles.unwritten(offices.of_government("1906"))


def written(**other: Any) -> Profile:
    return unwritten().rewrite(**WRITTEN | {"was": 1} | other).now


def refused(**other: Any) -> set[str]:
    with pytest.raises(Invalid) as refusal:
        written(**other)
    return set(refusal.value.fields)


def test_an_office_that_has_written_nothing_is_called_as_the_list_of_areas_calls_it() -> None:
    profile = unwritten()
    assert (profile.version, profile.name, profile.city) == (
        1,
        "Dinas Sosial Kabupaten Belitung Timur",
        "Belitung Timur",
    )
    assert profiles.letterhead(profile) == ("Pemerintah Kabupaten Belitung Timur", profile.name)


def test_the_letterhead_says_government_office_address_and_how_it_is_reached() -> None:
    assert profiles.letterhead(written()) == (
        "Pemerintah Kabupaten Belitung Timur", WRITTEN["name"], "Jl. Contoh No. 1",
        "Telepon (0719) 000000 · Surel dinsos@contoh.example · Laman dinsos.contoh.example",
    )  # fmt: skip


def test_a_line_that_was_not_written_is_left_out_of_the_letterhead() -> None:
    bare = written(address="", phone="", web="")
    assert profiles.letterhead(bare)[2:] == ("Surel dinsos@contoh.example",)


@pytest.mark.parametrize(("office", "above"), [
    ("3273", "Pemerintah Kota Bandung"), ("32", "Pemerintah Provinsi Jawa Barat"), ("00", "Kementerian Sosial"),
])  # fmt: skip
def test_above_each_office_stands_its_own_government(office: str, above: str) -> None:
    assert profiles.letterhead(profiles.unwritten(offices.of_government(office)))[0] == above


def test_the_date_line_is_in_bahasa_with_the_place() -> None:
    assert profiles.dateline(written(), date(2026, 5, 17)) == "Manggar, 17 Mei 2026"


def test_a_letter_is_numbered_by_the_scheme_of_the_office() -> None:
    number = profiles.letter_number(written(), no=12, code="800", on=date(2026, 11, 29))
    assert number == "12/800/DINSOSPPPA/XI/2026"
    other = written(scheme="{code}.{no}/{month}-{year}")
    assert profiles.letter_number(other, no=7, code="ST", on=date(2026, 3, 1)) == "ST.7/03-2026"


@pytest.mark.parametrize("scheme", [
    "", "{no}", "{year}", "{no}/{year}/{nik}", "{no}/{year}/{no.__class__}", "{no!r}/{year}", "{no}/{year}{",
    "{{no}}/{year}", "{no}/{year}/<b>", "{no:9999}/{year}", "{no}/{year}/" + "x" * 100,
])  # fmt: skip
def test_a_scheme_holds_number_and_year_and_nothing_that_is_not_known(scheme: str) -> None:
    assert refused(scheme=scheme) == {"scheme"}


@pytest.mark.parametrize(("field", "value"), [
    ("name", "DS"), ("name", "x" * 201), ("city", " "), ("short", ""), ("short", "DINSOS{x}"), ("phone", "nanti"),
    ("mail", "dinsos"), ("web", "tidak ada"), ("address", "x" * 201),
])  # fmt: skip
def test_a_line_that_no_paper_could_bear_is_refused(field: str, value: str) -> None:
    assert refused(**{field: value}) == {field}


def test_a_bidang_stands_once_and_has_a_name() -> None:
    twice = (Bidang("Rehabilitasi Sosial"), Bidang("rehabilitasi  sosial"))
    assert refused(bidang=twice) == {"bidang"}
    assert refused(bidang=(Bidang("", "Dewi Contoh"),)) == {"bidang"}
    assert refused(bidang=tuple(Bidang(f"Bidang {n}") for n in range(21))) == {"bidang"}
    assert written(bidang=(Bidang("Rehabilitasi  Sosial"),)).bidang == (Bidang("Rehabilitasi Sosial", ""),)


def test_who_signs_has_name_and_title_and_a_nip_of_18_digits_or_none() -> None:
    assert refused(signatories=(Signatory("Dewi Contoh", ""),)) == {"signatories"}
    assert refused(signatories=(Signatory("Dewi Contoh", "Kepala Dinas", "123"),)) == {"signatories"}
    spaced = written(signatories=(Signatory("Dewi Contoh", "Kepala Dinas", "19800101 200501 2 001"),))
    assert spaced.signatories[0].nip == "198001012005012001"
    assert written(signatories=(Signatory("Dewi Contoh", "Plt. Kepala Dinas"),)).signatories[0].nip == ""


def test_all_that_is_wrong_is_told_at_once() -> None:
    assert refused(name="", city="", mail="x", scheme="") == {"name", "city", "mail", "scheme"}


def test_a_profile_that_somebody_else_has_written_meanwhile_is_stale() -> None:
    profile = written()
    assert profile.version == 2
    with pytest.raises(Stale):
        profile.rewrite(**WRITTEN, was=1)
    assert replace(profile, version=7).rewrite(**WRITTEN, was=7).now.version == 8
