"""What several services call by name they call the same: codes and words of the one who decides."""

import tomllib
from typing import Any

import pytest

from services.cases import cases, codes
from services.notify import templates
from services.oversight.labels import labels
from services.referral import connections, statuses
from tests.street.sources import ROOT


def test_oversight_calls_types_as_cases_does() -> None:
    decided = {code.code: code.words for code in _newest("types")}
    shown = labels("cases").types
    assert {code: words for code, words in shown.items() if code != "0"} == decided


def test_oversight_calls_needs_as_cases_does() -> None:
    assert labels("referrals").types == {code.code: code.words for code in _newest("needs")}


def test_oversight_calls_statuses_as_their_owners_do() -> None:
    assert labels("cases").statuses == {status.value: words for status, (words, _) in cases.STATUSES.items()}
    assert labels("referrals").statuses == {status.value: words for status, (words, _) in statuses.STATUSES.items()}


def test_oversight_calls_open_what_cases_calls_open() -> None:
    open_ = {code for code, group in labels("cases").group_of.items() if group == "open"}
    assert open_ == {status.value for status in cases.OPEN}


def test_notify_has_a_sentence_for_whatever_may_wait() -> None:
    """For every status in which it is somebody's move."""
    waiting = {("case", status.value) for status, (_, turn) in cases.STATUSES.items() if turn != "none"}
    waiting |= {
        ("packet" if turn == "partner" else "referral", status.value)
        for status, (_, turn) in statuses.STATUSES.items()
        if turn != "none"
    }
    waiting |= {("connection", status.value) for status, (_, turn) in connections.PROGRESS.items() if turn != "none"}
    waiting.add(("handup", "sent"))
    assert set(templates.TEMPLATES) == waiting


@pytest.mark.parametrize("word", ["Diterima", "diterima"])
def test_no_status_says_a_word_that_means_two_things(word: str) -> None:
    for kind in ("cases", "referrals"):
        assert all(word not in words.id for words in labels(kind).statuses.values())


def test_the_portal_has_a_page_for_every_link_of_a_notice() -> None:
    said = "".join(file.read_text() for file in (ROOT / "services" / "portal").glob("*.py"))
    for template in templates.TEMPLATES.values():
        room = template.link.removesuffix("{id}")
        assert f'"{room}{{' in said, template.link


def _newest(name: str) -> Any:
    told = tomllib.loads((ROOT / "services" / "cases" / "codes.toml").read_text())[name]
    newest = max(edition["from"] for edition in told)
    return codes.current(name, newest).codes
