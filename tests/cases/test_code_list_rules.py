"""Code lists: every list has a source and a day; the 26 types are the regulation's."""

from datetime import date

import pytest

from services.cases import codes
from services.kit.errors import Invalid, NotFound
from tests.cases.known import TODAY


def test_every_list_has_a_source_a_day_and_words_in_two_languages() -> None:
    for name in codes.names():
        found = codes.current(name, TODAY)
        assert found.source
        assert found.since <= TODAY
        assert len({(code.code, code.office) for code in found.codes}) == len(found.codes)
        assert all(code.words.id and code.words.en and code.source for code in found.codes)


def test_there_are_twenty_six_types_and_ten_are_protected() -> None:
    types = codes.current("types", TODAY).codes
    assert [int(code.code) for code in types] == list(range(1, 27))
    assert {int(code.code) for code in types if code.protected} == {3, 6, 7, 10, 14, 15, 16, 17, 18, 19}
    assert {int(code.code) for code in types if code.child} == {1, 2, 3, 4, 5, 6, 7}


def test_types_are_borne_by_persons_but_for_a_family_a_community_and_two_events() -> None:
    units = {code.code: code.unit for code in codes.current("types", TODAY).codes if code.unit != "person"}
    assert units == {"21": "event", "22": "event", "25": "family", "26": "community"}


def test_children_are_at_least_personal_and_protected_types_protected() -> None:
    levels = {n: codes.sensitivity(codes.ppks(n, TODAY), flagged=False) for n in (2, 6, 8)}
    assert levels == {2: codes.PERSONAL, 6: codes.PROTECTED, 8: codes.INTERNAL}
    assert codes.sensitivity(codes.ppks(8, TODAY), flagged=True) == codes.PROTECTED
    assert codes.sensitivity(None, flagged=False) == codes.INTERNAL


def test_a_request_has_no_type_and_an_unknown_number_is_refused() -> None:
    assert codes.ppks(None, TODAY) is None
    with pytest.raises(Invalid):
        codes.ppks(27, TODAY)


def test_a_list_does_not_hold_before_its_day() -> None:
    with pytest.raises(NotFound):
        codes.current("types", date(2011, 12, 31))
    with pytest.raises(NotFound):
        codes.current("no-such-list", TODAY)


def test_what_a_rule_gives_nobody_chooses() -> None:
    with pytest.raises(Invalid):
        codes.require("close-reasons", "erased", TODAY, field="reason")
    assert codes.words("close-reasons", "erased").id == "Data warga dihapus"


def test_no_word_of_the_lists_is_one_that_hurts() -> None:
    said = " ".join(c.words.id.lower() for name in codes.names() for c in codes.current(name, TODAY).codes)
    assert not any(word in said.split() for word in ("cacat", "jompo", "gila", "pmks"))
