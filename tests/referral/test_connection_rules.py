"""Hubungkan, told without a database."""

from dataclasses import replace

import pytest

from services.kit.errors import Invalid, Stale
from services.referral.connections import (
    AlreadyConnected,
    ConnectionAccompanied,
    ConnectionOver,
    ConnectionServed,
    Progress,
)
from services.referral.services import DoesNotFit, NotLight
from tests.referral.noted import LATER, connection, service


def test_a_suggestion_is_the_volunteers_move() -> None:
    assert (connection().status, connection().turn) == (Progress.SUGGESTED, "psm")


def test_a_service_that_wants_a_letter_or_does_not_reach_the_kabupaten_is_not_suggested() -> None:
    with pytest.raises(NotLight):
        connection(service=service(light=False))
    with pytest.raises(DoesNotFit):
        connection(service=service(light=True, areas=("1902",)))


def test_a_citizen_is_connected_to_a_service_once_at_a_time() -> None:
    puskesmas = service(light=True)
    first = connection(service=puskesmas)
    with pytest.raises(AlreadyConnected):
        connection(service=puskesmas, others=[first])
    assert connection(others=[first]).open, "another service may be suggested"
    over = first.conclude(served=False, reason="too_far", note="", was=1, at=LATER).now
    assert connection(service=puskesmas, others=[over]).open


def test_she_goes_along_once() -> None:
    change = connection().accompany(was=1, at=LATER)
    assert change.facts == [ConnectionAccompanied(change.now, Progress.SUGGESTED, LATER)]
    with pytest.raises(ConnectionOver):
        change.now.accompany(was=2, at=LATER)


def test_people_go_by_themselves() -> None:
    change = connection().conclude(served=True, reason="", note="", was=1, at=LATER)
    assert change.facts == [ConnectionServed(change.now, Progress.SUGGESTED, LATER)]
    assert change.now.turn == "none"


def test_who_was_not_served_has_a_reason_and_who_was_has_none() -> None:
    for served, reason, note in ((False, "", ""), (False, "bored", ""), (False, "other", ""), (True, "too_far", "")):
        with pytest.raises(Invalid):
            connection().conclude(served=served, reason=reason, note=note, was=1, at=LATER)
    assert connection().conclude(served=False, reason="too_far", note="", was=1, at=LATER).now.reason == "too_far"


def test_a_result_stands() -> None:
    over = connection().conclude(served=True, reason="", note="", was=1, at=LATER).now
    with pytest.raises(ConnectionOver):
        over.conclude(served=False, reason="too_far", note="", was=2, at=LATER)
    with pytest.raises(ConnectionOver):
        over.accompany(was=2, at=LATER)


def test_whoever_read_an_older_version_changes_nothing() -> None:
    newer = replace(connection(), version=2)
    with pytest.raises(Stale):
        newer.accompany(was=1, at=LATER)
    with pytest.raises(Stale):
        newer.conclude(served=True, reason="", note="", was=1, at=LATER)
