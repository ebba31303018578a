"""The partner's side, told without a database."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from services.kit.errors import Invalid, Stale
from services.referral.packets import (
    EMPTYING,
    MOVES,
    AnsweredLate,
    NotWaiting,
    Packet,
    PacketAnswered,
    PacketEmpty,
    PacketOpened,
    PacketReported,
    PacketStarted,
)
from services.referral.statuses import Answer, Result, Status
from tests.referral.noted import AT, LATER, packet


def answer(what: Packet, said: Answer, reason: str = "", note: str = "", at: datetime = LATER) -> Packet:
    return what.answer(said, reason=reason, note=note, was=what.version, at=at).now


def report(what: Packet, result: Result, reason: str = "", note: str = "") -> Packet:
    return what.report(result, reason=reason, note=note, was=what.version, at=LATER).now


def test_a_packet_is_emptied_when_the_last_day_of_sharing_is_over_at_the_sender() -> None:
    duties = packet().receive().duties
    assert [(duty.kind, duty.due_at) for duty in duties] == [(EMPTYING, datetime(2026, 12, 27, 17, tzinfo=UTC))]


def test_only_the_first_opening_is_a_step() -> None:
    change = packet().open(at=LATER)
    assert change.facts == [PacketOpened(change.now, Status.SENT, LATER)]
    assert change.now.open(at=LATER).facts == []


def test_an_empty_packet_is_not_opened_nor_one_whose_day_has_passed() -> None:
    with pytest.raises(PacketEmpty):
        packet(empty=True).open(at=LATER)
    with pytest.raises(PacketEmpty):
        packet().open(at=datetime(2026, 12, 27, 17, tzinfo=UTC))
    assert packet().open(at=datetime(2026, 12, 27, 16, 59, tzinfo=UTC)).facts


def test_a_yes_keeps_what_was_shared_and_a_no_gives_it_back() -> None:
    accepted = answer(packet(Status.RECEIVED), Answer.ACCEPT)
    assert (accepted.status, accepted.empty) == (Status.ACCEPTED, False)
    rejected = answer(packet(Status.RECEIVED), Answer.REJECT, "full")
    assert (rejected.status, rejected.reason, rejected.empty) == (Status.REJECTED, "full", True)


def test_a_packet_can_be_answered_unopened() -> None:
    assert answer(packet(), Answer.REJECT, "full").status is Status.REJECTED


def test_a_no_has_a_reason_from_the_list_and_another_reason_is_explained() -> None:
    for reason, note in (("", ""), ("bored", ""), ("other", " ")):
        with pytest.raises(Invalid):
            answer(packet(), Answer.REJECT, reason, note)
    assert answer(packet(), Answer.REJECT, "other", "Sedang direnovasi").reason == "other"
    with pytest.raises(Invalid):
        answer(packet(), Answer.ACCEPT, "full")


def test_the_waiting_list_may_say_why_and_becomes_a_yes_or_a_no() -> None:
    waiting = answer(packet(Status.RECEIVED), Answer.WAITLIST, "full")
    assert answer(packet(), Answer.WAITLIST).status is Status.WAITLISTED
    assert answer(waiting, Answer.ACCEPT).status is Status.ACCEPTED
    assert answer(waiting, Answer.REJECT, "full").status is Status.REJECTED
    with pytest.raises(NotWaiting):
        answer(waiting, Answer.WAITLIST)


def test_an_answer_counts_until_the_end_of_the_last_day_at_the_sender() -> None:
    over = datetime(2026, 11, 27, 17, tzinfo=UTC)  # midnight WIB
    assert answer(packet(), Answer.ACCEPT, at=over - timedelta(seconds=1)).status is Status.ACCEPTED
    for status in (Status.SENT, Status.RECEIVED):
        with pytest.raises(AnsweredLate):
            answer(packet(status), Answer.ACCEPT, at=over)
    assert answer(packet(Status.WAITLISTED), Answer.ACCEPT, at=over).status is Status.ACCEPTED


@pytest.mark.parametrize("status", [status for status in Status if status not in MOVES["answer"]])
def test_what_is_answered_is_not_answered_again(status: Status) -> None:
    with pytest.raises(NotWaiting):
        answer(packet(status), Answer.ACCEPT)


def test_service_begins_where_it_was_promised() -> None:
    change = packet(Status.ACCEPTED).start(was=1, at=LATER)
    assert change.facts == [PacketStarted(change.now, Status.ACCEPTED, LATER)]
    for status in set(Status) - {Status.ACCEPTED}:
        with pytest.raises(NotWaiting):
            packet(status).start(was=1, at=LATER)


def test_the_report_says_served_or_why_not() -> None:
    served = packet(Status.IN_SERVICE).report(Result.SERVED, reason="", note="", was=1, at=LATER)
    assert served.facts == [PacketReported(served.now, Status.IN_SERVICE, LATER, Result.SERVED)]
    assert (served.now.empty, served.discharged) == (False, [])
    assert report(packet(Status.IN_SERVICE), Result.PARTLY, "no_funds").reason == "no_funds"
    not_served = packet(Status.IN_SERVICE).report(Result.NOT_SERVED, reason="too_far", note="", was=1, at=LATER)
    assert (not_served.now.empty, not_served.discharged) == (True, [EMPTYING])
    partly, neither = Result.PARTLY, Result.NOT_SERVED
    for result, reason in ((partly, ""), (partly, "full"), (neither, ""), (Result.SERVED, "no_funds")):
        with pytest.raises(Invalid) as refused:
            report(packet(Status.IN_SERVICE), result, reason)
        assert refused.value.fields.keys() == {"reason"}


def test_a_service_of_one_visit_is_reported_without_having_begun() -> None:
    assert report(packet(Status.ACCEPTED), Result.SERVED).status is Status.SERVED
    for status in set(Status) - {Status.ACCEPTED, Status.IN_SERVICE}:
        with pytest.raises(NotWaiting):
            report(packet(status), Result.SERVED)


def test_the_senders_word_ends_it_whatever_was_answered_meanwhile() -> None:
    for status in (Status.SENT, Status.ACCEPTED, Status.IN_SERVICE):
        change = packet(status).hear_end(Status.REVOKED, at=LATER)
        assert (change.now.status, change.now.empty, change.facts) == (Status.REVOKED, True, [])
    served = packet(Status.SERVED).hear_end(Status.REVOKED, at=LATER).now
    assert (served.status, served.empty) == (Status.SERVED, True), "what was done stays done"


@pytest.mark.parametrize(
    "status", [Status.CONFIRMED, Status.DISPUTED, Status.SERVED, Status.REJECTED, Status.NOT_SERVED, Status.EXPIRED]
)
def test_closing_takes_the_data_back_and_keeps_the_reason(status: Status) -> None:
    change = packet(status, reason="no_funds").hear_end(Status.CLOSED, at=LATER)
    now = change.now
    assert (now.status, now.turn, now.empty, now.shared_until, now.reason) == (
        Status.CLOSED, "none", True, None, "no_funds",
    )  # fmt: skip
    assert (change.facts, change.discharged) == ([], [EMPTYING])
    assert now.hear_end(Status.CLOSED, at=LATER).now == now
    with pytest.raises(PacketEmpty):
        now.open(at=LATER)


def test_the_citizens_word_moves_what_was_reported_and_leaves_it_open() -> None:
    for status in (Status.CONFIRMED, Status.DISPUTED):
        said = packet(Status.PARTLY, reason="no_funds").hear_word(status, at=LATER).now
        assert (said.status, said.turn, said.empty, said.reason) == (status, "sender", False, "no_funds")
        assert said.hear_word(status, at=LATER).now == said
        closed = packet(Status.CLOSED, empty=True)
        assert closed.hear_word(status, at=LATER).now == closed, "heard anew after a restore"


def test_emptying_takes_the_data_and_leaves_the_rest() -> None:
    emptied = packet(Status.SERVED).clear()
    assert (emptied.now.status, emptied.now.empty, emptied.facts) == (Status.SERVED, True, [])
    assert emptied.now.clear().now == emptied.now


def test_an_answer_is_announced_with_how_it_stood_before() -> None:
    change = packet(Status.RECEIVED).answer(Answer.ACCEPT, reason="", note="", was=1, at=LATER)
    assert change.facts == [PacketAnswered(change.now, Status.RECEIVED, LATER, Answer.ACCEPT)]


def test_whoever_read_an_older_version_changes_nothing() -> None:
    newer = replace(packet(Status.ACCEPTED), version=3)
    moves: list[Callable[[], object]] = [
        lambda: newer.answer(Answer.ACCEPT, reason="", note="", was=2, at=AT),
        lambda: newer.start(was=2, at=AT),
        lambda: newer.report(Result.SERVED, reason="", note="", was=2, at=AT),
    ]
    for move in moves:
        with pytest.raises(Stale):
            move()
