"""Every sentence once in each language, with the same blanks; nothing asked for that is not there, nothing unused."""

import re
import string
from datetime import UTC, date, datetime

import pytest

from services.kit import area
from services.portal import pages, words
from services.portal.words import LANGUAGES, Speech

SOURCES = [*pages.HERE.glob("*.py"), *(pages.HERE / "templates").glob("*.html")]
ASKED = re.compile(r"""(?:say|knows|self)\(\s*f?(?:"([^"]*)"|'([^']*)')(\s*\+|\s*~)?""")
# Forms are chosen by a number; the names of fields are found by the name that a form gives them.
FREE = re.compile(r"\.(one|other)$")


def keys(language: str) -> set[str]:
    return {FREE.sub("", key) for key in words.read(language)}


def blanks(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def asked() -> tuple[set[str], set[str]]:
    """The keys that the sources name outright, and the beginnings of those that they put together."""
    whole, begun = set(), set()
    for source in SOURCES:
        for double, single, joined in ASKED.findall(source.read_text(encoding="utf-8")):
            key = double or single
            if joined or "{" in key:
                begun.add(key.split("{")[0])
            else:
                whole.add(key)
    return whole, begun - {""}


def test_no_person_is_named_in_a_title() -> None:
    """A browser keeps titles in its history. A service, a place and a course may be named."""
    told = {found for source in SOURCES for found in re.findall(r"set title = (.*?) %}", source.read_text("utf-8"))}
    named = {one for one in told if re.search(r"\b(volunteer|officer|person|participant|case)\.\w*name", one)}
    assert len(told) > 40 and not named


def test_both_languages_have_the_same_sentences() -> None:
    assert keys("id") == keys("en")


def test_both_languages_leave_the_same_blanks() -> None:
    bahasa, english = words.read("id"), words.read("en")
    for key, sentence in english.items():
        assert blanks(sentence) <= blanks(bahasa[FREE.sub("", key)]), key


def test_no_sentence_is_asked_for_that_is_not_there() -> None:
    whole, _ = asked()
    assert sorted(whole - keys("id")) == []


def test_no_sentence_lies_unused() -> None:
    whole, begun = asked()
    rest = {key for key in keys("id") - whole if not key.startswith(tuple(begun))}
    assert sorted(key for key in rest if not key.startswith(("field.", "turn."))) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_shouts_or_says_what_the_glossary_forbids(language: str) -> None:
    for key, sentence in words.read(language).items():
        assert "!" not in sentence, key
        assert not re.search(r"\b(kamu|maaf|diterima|cacat|jompo|gila|pmks|klik di sini)\b", sentence.lower()), key


def speech(language: str = "id") -> Speech:
    return Speech(language, area.WITA, datetime(2026, 11, 22, 16, 30, tzinfo=UTC))


def test_a_day_begins_at_midnight_of_the_reader() -> None:
    assert speech().today == date(2026, 11, 23)
    assert speech().clock("2026-11-22T16:30:00+00:00") == "00.30 WITA"
    assert speech("en").moment("2026-11-22T16:30:00+00:00") == "23 November 2026 · 00:30 WITA"


def test_a_case_without_a_name_says_why() -> None:
    say = speech()
    assert say.person({"name": "Siti Fiktif", "erased": False}) == "Siti Fiktif"
    assert say.person({"name": None, "erased": True}) == "Data warga dihapus"
    assert say.person({"name": None, "erased": False}) == "Nama tidak dibagikan"


def test_what_is_late_or_soon_is_marked() -> None:
    say = speech()
    assert [say.urgency(on) for on in ("2026-11-22", "2026-11-23", "2026-11-26", "2026-11-27")] == [
        "late",
        "soon",
        "soon",
        "",
    ]


def test_english_counts_one_and_many() -> None:
    assert speech("en")("cases.shown", n=1) == "1 case on this page"
    assert speech("en")("cases.shown", n=2) == "2 cases on this page"
    assert speech()("cases.shown", n=1) == "1 kasus di halaman ini"
