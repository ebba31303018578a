"""A packet for the office above: what may be sent, and what the receiver may do with it."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from services.cases import handups
from services.cases.cases import Status as CaseStatus
from services.cases.handups import (
    EXPIRE,
    AlreadyAnswered,
    AlreadyHandedUp,
    HandUp,
    HandupExpired,
    HandupOpened,
    HandupSent,
    Packet,
    Status,
)
from services.kit.change import Change
from services.kit.errors import Forbidden, Invalid, Stale
from tests.cases.known import AT, TODAY, case


def sending(**other: object) -> Change[HandUp]:
    given: dict[str, object] = dict(
        handup_id=uuid4(), fields=("name", "age"), expires_on=None, waiting=False, today=TODAY, at=AT
    )
    return handups.send(case(CaseStatus.ACCEPTED), **given | other)  # type: ignore[arg-type]  # -- reason: named one by one above


def packet() -> Packet:
    return Packet(sending().now.head)


def test_a_kabupaten_hands_up_to_its_province() -> None:
    sent = sending()
    assert (sent.now.head.to_office, sent.now.head.turn) == ("19", "province")
    assert isinstance(sent.facts[0], HandupSent)
    assert (sent.facts[0].office, sent.facts[0].for_office) == ("1906", "19")


def test_a_province_hands_up_to_the_nation_and_the_nation_to_nobody() -> None:
    of_province = case(CaseStatus.ACCEPTED, office="19")
    given = {"handup_id": uuid4(), "fields": ("name",), "expires_on": None, "waiting": False, "today": TODAY, "at": AT}
    assert handups.send(of_province, **given).now.head.to_office == "00"  # type: ignore[arg-type]  # -- reason: as above
    with pytest.raises(Forbidden):
        handups.send(case(CaseStatus.ACCEPTED, office="00"), **given)  # type: ignore[arg-type]  # -- reason: as above


def test_a_packet_has_fields_of_the_list_each_once() -> None:
    assert sending(fields=("note", "name", "name")).now.head.fields == ("name", "note")
    with pytest.raises(Invalid):
        sending(fields=())
    with pytest.raises(Invalid):
        sending(fields=("name", "diary"))


def test_a_packet_expires_after_thirty_days_or_on_the_day_that_was_named() -> None:
    assert sending().now.head.expires_at == AT + timedelta(days=30)
    assert sending(expires_on=date(2026, 11, 25)).now.head.expires_at == AT + timedelta(days=5)
    for day in (TODAY, TODAY + timedelta(days=366)):
        with pytest.raises(Invalid):
            sending(expires_on=day)


def test_a_case_waits_for_one_answer_at_a_time() -> None:
    with pytest.raises(AlreadyHandedUp):
        sending(waiting=True)


def test_an_opened_packet_names_the_receivers_own_file() -> None:
    own = case(CaseStatus.ACCEPTED, office="19", code="19-26-M4TZ8P")
    opened = packet().open(case=own, was=1, at=AT)
    fact = opened.facts[0]
    assert isinstance(fact, HandupOpened)
    assert (fact.office, fact.for_office, fact.own_code) == ("19", "1906", "19-26-M4TZ8P")
    assert opened.discharged == [EXPIRE]


def test_an_answered_packet_is_not_answered_again() -> None:
    refused = packet().refuse(reason="no_place", was=1, at=AT).now
    with pytest.raises(AlreadyAnswered):
        refused.refuse(reason="no_place", was=2, at=AT)
    with pytest.raises(Stale):
        refused.refuse(reason="no_place", was=1, at=AT)


def test_a_refusal_has_a_reason_of_the_list() -> None:
    with pytest.raises(Invalid):
        packet().refuse(reason="tomorrow", was=1, at=AT)


def test_a_packet_is_not_opened_on_or_after_its_last_instant() -> None:
    late = packet()
    with pytest.raises(AlreadyAnswered):
        late.open(case=case(CaseStatus.ACCEPTED, office="19"), was=1, at=late.head.expires_at)


def test_a_packet_that_nobody_answered_expires_and_is_told_to_the_sender() -> None:
    expired = packet().expire(at=AT)
    assert isinstance(expired.facts[0], HandupExpired)
    assert (expired.now.head.status, expired.now.head.turn) == (Status.EXPIRED, "none")
    assert expired.now.expire(at=AT).facts == []


def test_a_packet_that_arrived_is_due_when_it_expires() -> None:
    arrived = packet()
    assert [(duty.kind, duty.due_at) for duty in arrived.arrive().duties] == [(EXPIRE, arrived.head.expires_at)]


def test_erasure_empties_a_packet_and_leaves_an_opened_one_as_answered() -> None:
    assert packet().erase().now.head.status is Status.ERASED
    opened = packet().open(case=case(CaseStatus.ACCEPTED, office="19"), was=1, at=AT).now
    assert opened.erase().now.head.status is Status.OPENED
