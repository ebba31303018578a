"""Insurance, awards, letters, conditions for PPPK, and how long people stay: told without a database."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any
from uuid import uuid4

import pytest

from services.kit.errors import Invalid, Stale
from services.registry import awards, certificates, insurances, pppk, retention, service_letters
from services.registry.awards import AlreadyWithdrawn, Award
from services.registry.insurances import Insurance, State
from services.registry.pppk import Education
from services.registry.profiles import Profile
from services.registry.retention import Counts, StillServing
from services.registry.service_letters import Kind, Letter, LetterRevoked
from services.registry.standings import Standing, Status
from tests.registry.test_certificate_rules import seal, theirs
from tests.registry.test_stipend_rules import AT, TODAY, tenure

HEAD = Profile("1906", "Dinas Sosial", "Manggar")
HERS = uuid4()


# --- insurance ---


def insured(before: Insurance | None = None, **other: Any) -> tuple[Insurance, str]:
    given: dict[str, Any] = dict(
        volunteer_id=HERS, number="190 600 00123", programmes=["jkm", "jkk"], paid_until=date(2026, 12, 31),
        evidence="BPU 11/2026", was=before.version if before else 0, today=TODAY,
    )  # fmt: skip
    return insurances.record(before, **given | other)


def test_of_a_number_only_the_last_three_digits_are_kept_open() -> None:
    one, number = insured()
    assert (one.masked, number, one.programmes) == ("••••••••123", "19060000123", ("jkk", "jkm"))


def test_a_number_has_eleven_digits() -> None:
    for wrong in ("1906000012", "190600001234", "1906000012a", ""):
        with pytest.raises(Invalid) as refusal:
            insured(number=wrong)
        assert set(refusal.value.fields) == {"number"}


def test_insurance_says_which_programmes_until_when_by_which_evidence() -> None:
    for programmes, until in product(([], ["none-such"]), (date(2013, 12, 31), date(2040, 1, 1))):
        with pytest.raises(Invalid) as refusal:
            insured(programmes=programmes, paid_until=until, evidence=" ")
        assert set(refusal.value.fields) == {"programmes", "paid_until", "evidence"}


def test_who_records_over_an_older_insurance_is_told() -> None:
    one, _ = insured()
    assert insured(one)[0].version == 2
    with pytest.raises(Stale):
        insured(one, was=0)


def test_one_is_insured_while_both_programmes_are_paid() -> None:
    one, _ = insured()
    assert insurances.state(one, TODAY) is State.INSURED
    assert insurances.state(replace(one, programmes=("jkk",)), TODAY) is State.UNINSURED
    assert insurances.state(None, TODAY) is State.UNINSURED


def test_thirty_days_before_its_end_it_is_lapsing_and_the_day_after_it_is_none() -> None:
    one, _ = insured(paid_until=date(2026, 12, 4))
    assert insurances.state(one, date(2026, 11, 3)) is State.INSURED
    assert insurances.state(one, TODAY) is State.LAPSING
    assert insurances.state(one, date(2026, 12, 4)) is State.LAPSING
    assert insurances.state(one, date(2026, 12, 5)) is State.UNINSURED


# --- awards ---


def awarded(**other: Any) -> Award:
    given: dict[str, Any] = dict(
        office="1906", award_id=uuid4(), volunteer_id=HERS, title="PSM berprestasi", level="province",
        giver="Gubernur", number="188/1/2026", awarded_on=TODAY, today=TODAY, at=AT,
    )  # fmt: skip
    return awards.record(**given | other).now


def test_an_award_says_what_of_which_level_by_whom_and_when() -> None:
    with pytest.raises(Invalid) as refusal:
        awarded(title="", level="none-such", giver="", number="", awarded_on=TODAY + timedelta(days=1))
    assert set(refusal.value.fields) == {"title", "level", "giver", "number", "awarded_on"}


def test_an_award_is_withdrawn_once_with_the_reason() -> None:
    gone = awarded().withdraw(reason="Salah orang", was=1).now
    assert gone.withdrawn == "Salah orang"
    with pytest.raises(AlreadyWithdrawn):
        gone.withdraw(reason="Salah orang", was=2)
    with pytest.raises(Stale):
        awarded().withdraw(reason="Salah orang", was=2)
    with pytest.raises(Invalid):
        awarded().withdraw(reason="", was=1)


# --- letters ---


def letter(kind: Kind = Kind.SERVICE, text: str = "", **other: Any) -> Letter:
    one = tenure(**{"starts_on": date(2022, 8, 1), **other})
    return service_letters.issue(HEAD, one, letter_id=uuid4(), kind=kind, no=7, place="Lenggang", text=text, at=AT).now


def test_a_service_letter_bears_the_offices_number_and_the_tenure() -> None:
    one = letter()
    assert (one.number, one.months, one.issued_on) == ("7/SKMT/DINSOS/XI/2026", 51, TODAY)
    assert (one.since_on, one.until_on) == (date(2022, 8, 1), None)


def test_of_who_has_left_it_says_until_when() -> None:
    one = letter(status=Status.ENDED, since_on=date(2025, 8, 1))
    assert (one.until_on, one.months) == (date(2025, 8, 1), 36)


def test_who_has_not_begun_gets_no_letter() -> None:
    with pytest.raises(Invalid) as refusal:
        letter(starts_on=date(2027, 1, 1))
    assert set(refusal.value.fields) == {"kind"}


def test_thanks_say_what_for() -> None:
    assert letter(Kind.THANKS, "Mendampingi 40 warga saat banjir.").number == "7/UTK/DINSOS/XI/2026"
    for wrong in ("", "Terima", "x" * 601):
        with pytest.raises(Invalid) as refusal:
            letter(Kind.THANKS, wrong)
        assert set(refusal.value.fields) == {"text"}


def test_a_letter_is_revoked_once_and_for_good() -> None:
    gone = letter().revoke(reason="Nama keliru", was=1).now
    assert gone.state is service_letters.State.REVOKED
    with pytest.raises(LetterRevoked):
        gone.revoke(reason="Nama keliru", was=2)
    with pytest.raises(Stale):
        letter().revoke(reason="Nama keliru", was=2)


def test_the_token_of_a_letter_is_read_by_who_sealed_it_and_nobody_else() -> None:
    one = letter()
    token = certificates.token("1906", one.letter_id, seal)
    assert certificates.read_token(token, seal) == ("1906", one.letter_id)
    assert certificates.read_token(token, theirs) is None, "a certificate's seal opens no letter"


# --- PPPK ---


def missing(education: Education | None = None, certified: bool = False, **other: Any) -> list[str]:
    found = pppk.missing(pppk.of("1906", TODAY), tenure(**other), education, certified=certified, on=TODAY)
    return [one.code for one in found]


def test_what_is_not_on_paper_is_missing() -> None:
    assert missing(starts_on=date(2026, 1, 1)) == ["education", "tenure", "certificate"]


def test_what_is_met_is_not_missing_and_what_is_looked_at_by_hand_never_is() -> None:
    assert missing(Education(HERS, "s1"), certified=True) == []
    assert {one.code for one in pppk.of("1906", TODAY) if one.kind == pppk.BY_HAND} == {"age", "record", "health"}


def test_a_lower_education_is_missing() -> None:
    assert missing(Education(HERS, "smp"), certified=True) == ["education"]


def test_two_years_are_two_years() -> None:
    assert "tenure" in missing(starts_on=TODAY.replace(year=2024) + timedelta(days=1))
    assert "tenure" not in missing(starts_on=TODAY.replace(year=2024))


def test_who_is_a_civil_servant_or_has_left_is_not_looked_at() -> None:
    assert pppk.wanted(tenure())
    assert not pppk.wanted(tenure(employment="pppk"))
    assert not pppk.wanted(tenure(status=Status.ENDED))


def test_each_condition_has_its_source() -> None:
    assert all(one.source and one.words.en for one in pppk.of("1906", TODAY))


def schooled(before: Education | None = None, **other: Any) -> Education:
    given: dict[str, Any] = dict(volunteer_id=HERS, code="s1", field="Sosiologi", year=2015, was=0, today=TODAY)
    return pppk.record(before, **given | other)


def test_an_education_is_of_the_list_with_a_year_that_has_come() -> None:
    with pytest.raises(Invalid) as refusal:
        schooled(code="none-such", field="x" * 101, year=2027)
    assert set(refusal.value.fields) == {"education", "field", "year"}


def test_who_records_over_an_older_education_is_told() -> None:
    assert schooled(schooled(), was=1).version == 2
    with pytest.raises(Stale):
        schooled(schooled())


# --- staying ---


def test_why_somebody_left_is_written_of_who_has_left() -> None:
    with pytest.raises(StillServing):
        retention.require_ended(Standing(Status.ACTIVE, datetime(2026, 1, 1, tzinfo=UTC)))
    retention.require_ended(Standing(Status.ENDED, datetime(2026, 1, 1, tzinfo=UTC)))


def shown(**cells: int) -> dict[str, int | None]:
    told = retention.shown(cells, list(cells))
    return {line.code: line.count for line in told.lines} | {"total": told.total}


def test_what_is_large_or_nothing_is_shown() -> None:
    assert shown(a=5, b=0, c=40) == {"a": 5, "b": 0, "c": 40, "total": 45}


def test_a_small_figure_is_hidden_with_one_more() -> None:
    assert shown(a=3, b=7, c=40) == {"a": None, "b": None, "c": 40, "total": 50}


def test_two_small_ones_hide_one_another_only_where_their_sum_does_not_tell_them() -> None:
    assert shown(a=3, b=4, c=40) == {"a": None, "b": None, "c": 40, "total": 47}
    assert shown(a=1, b=1, c=40) == {"a": None, "b": None, "c": None, "total": 42}


def test_where_nothing_is_there_to_hide_it_behind_the_total_goes() -> None:
    assert shown(a=2, b=0) == {"a": None, "b": 0, "total": None}


def test_no_small_figure_can_be_reckoned_from_what_is_shown() -> None:
    """By whoever knows the total and all that is shown: some other figures would show the same."""
    for counts in product((0, 1, 2, 4, 5, 9), repeat=4):
        cells = dict(zip("abcd", counts, strict=True))
        told = shown(**cells)
        hidden = [code for code in cells if told[code] is None]
        assert {code for code, count in cells.items() if 1 <= count <= 4} <= set(hidden)
        if len(hidden) == 1:
            assert told["total"] is None, cells
        elif hidden and told["total"] is not None:
            assert sum(cells[code] for code in hidden) > len(hidden), cells


def test_years_are_put_into_bands_and_summed_over_kabupaten() -> None:
    both = [
        Counts("1906", {("psm", 2026): 6, ("psm", 2010): 7, ("tksk", 2020): 9}),
        Counts("1902", {("psm", 2025): 8, ("psm", 2010): 5}),
    ]
    told = retention.served(both, "psm", TODAY)
    assert {line.code: line.count for line in told.lines} == {
        "under_1": 6, "under_3": 8, "under_5": 0, "under_10": 0, "from_10": 12,
    }  # fmt: skip
    assert told.total == 26


def test_those_who_left_are_counted_by_year_and_reason() -> None:
    one = Counts("1906", left={("psm", 2026, "work"): 6, ("psm", 2026, "unsaid"): 5, ("psm", 2025, "work"): 9})
    told = retention.left([one], "psm", 2026, ["work", "moved"])
    assert [(line.code, line.count) for line in told.lines] == [("work", 6), ("moved", 0), ("unsaid", 5)]
