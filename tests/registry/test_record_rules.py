"""What of a volunteer's trainings is whose to read: told without a database."""

from dataclasses import replace
from typing import Any

import pytest

from services.kit.actor import Actor
from services.registry import policy, views
from services.registry.trainings import Status
from tests.registry.test_certificate_rules import LATER, ON, issued, seal
from tests.registry.test_participant_rules import psm, seated
from tests.registry.test_training_rules import at_stage


def actor(role: str) -> Actor:
    return Actor("s-0", "1906", frozenset({role}))


def participation() -> dict[str, Any]:
    training, _, certificate, _ = issued()
    (one,) = seated(at_stage(Status.NOMINATING), psm())
    judged = replace(one, pre=40, post=50, failed="Menyontek", reason="Sakit")
    revoked = certificate.revoke(reason="Nama keliru", was=1, at=LATER).now
    return views.participation(judged, training, revoked, seal, ON)


@pytest.mark.parametrize(("role", "of", "may"), [
    ("dinas", "s-1", True), ("dinas_supervisor", "s-1", True), ("tksk", "s-1", False), ("kasi_kesra", "s-1", False),
    ("tksk", "s-0", True), ("psm", "s-0", True), ("tksk", None, False),
])  # fmt: skip
def test_how_somebody_was_judged_is_for_the_holder_and_for_herself(role: str, of: str | None, may: bool) -> None:
    assert policy.sees_results(actor(role), of) is may


def test_whoever_only_sees_the_volunteer_reads_which_training_and_which_certificate() -> None:
    shown = views.outline(participation())
    said = repr(shown)
    for kept in ("Menyontek", "Sakit", "Nama keliru", "why_words", "'token'", "'pre'", "'post'"):
        assert kept in repr(participation()) and kept not in said, kept
    assert (shown["certificate"]["number"], shown["certificate"]["state"]) == ("007/SERT/1906/XI/2023", "revoked")
    assert shown["participant"]["seat"] == "seated" and shown["training"]["title"]


def test_a_training_without_a_certificate_has_none_in_the_outline() -> None:
    (one,) = seated(at_stage(Status.NOMINATING), psm())
    assert views.outline(views.participation(one, at_stage(Status.FINISHED), None, seal, ON))["certificate"] is None
