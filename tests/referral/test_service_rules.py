"""The directory and the code lists, told without a database."""

from datetime import date
from typing import Any

import pytest

from services.kit.errors import Invalid, NotFound
from services.referral import codes, services
from services.referral.services import Service
from tests.referral.noted import HOME, service

TODAY = date(2026, 11, 20)


def registered(by: str = "1906", **other: Any) -> Service:
    return services.register(service(**other), organisations={HOME}, by=by, today=TODAY)


@pytest.mark.parametrize(("field", "value"), [
    ("office", "org-zzzzzzzzzz"), ("office", "1906"), ("name", "ab"), ("kinds", ()), ("kinds", ("moon",)),
    ("areas", ()), ("areas", ("1902",)), ("eligibility", " "), ("eligibility", "x" * 1001), ("hours", "x" * 201),
    ("capacity", -1), ("checked_on", date(2026, 11, 21)),
])  # fmt: skip
def test_an_entry_that_helps_nobody_is_refused_with_the_field_named(field: str, value: Any) -> None:
    with pytest.raises(Invalid) as refusal:
        registered(**{field: value})
    assert set(refusal.value.fields) == {field}


def test_an_area_that_is_no_kabupaten_is_refused() -> None:
    for code in ("190602", "19", "9999", "x"):
        with pytest.raises(Invalid):
            registered(areas=("1906", code))


def test_an_entry_is_kept_tidy() -> None:
    kept = registered(name="  Perawatan   lansia ", kinds=("food", "care_home", "food"), areas=("1906", "1902", "1906"))
    assert (kept.name, kept.kinds, kept.areas) == ("Perawatan lansia", ("care_home", "food"), ("1902", "1906"))


def test_an_organisation_or_the_nation_lists_what_serves_elsewhere() -> None:
    assert registered(by=HOME, areas=("1902",)).areas == ("1902",)
    assert registered(by="00", areas=("1902",)).areas == ("1902",)


def test_a_service_says_why_it_fits_and_when_somebody_last_asked() -> None:
    fits = service(light=True).fits("care_home", "1906", TODAY)
    assert fits.id == (
        "Cocok karena melayani Rujukan ke panti; menjangkau Kabupaten Belitung Timur; tanpa surat; "
        "terakhir diperiksa 19 hari lalu."
    )
    assert fits.en.startswith("Fits because it serves Referral to a home; ")
    assert service(checked_on=TODAY).fits(None, None, TODAY).id == "Cocok karena terakhir diperiksa hari ini."
    old = service(checked_on=date(2026, 1, 1))
    assert old.stale(TODAY)
    assert "periksa lagi" in old.fits(None, None, TODAY).id


def test_every_code_has_words_in_both_languages_and_a_source() -> None:
    for name in (
        codes.NEEDS,
        codes.REJECT_REASONS,
        codes.NOT_SERVED_REASONS,
        codes.REVOCATION_REASONS,
        codes.TERMS,
    ):
        for code in codes.listed(name, office="1906", on=TODAY).values():
            assert all((code.words.id, code.words.en, code.source)), code


def test_an_unknown_list_is_not_found_and_an_unknown_code_still_has_a_word() -> None:
    with pytest.raises(NotFound):
        codes.listed("moons", office="1906", on=TODAY)
    assert codes.words(codes.NEEDS, "moon").id == "moon"


def test_a_note_is_trimmed_and_has_an_end() -> None:
    assert codes.require_note("  Kursi roda  ") == "Kursi roda"
    with pytest.raises(Invalid):
        codes.require_note("x" * 2001)
