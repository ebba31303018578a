"""The sender's referral, told without a database: sent is not served."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from services.kit.errors import Invalid, Stale
from services.referral import referrals, statuses
from services.referral.referrals import (
    EXPIRY,
    NeedReferred,
    NotClosable,
    NothingToConfirm,
    PartnerFinished,
    ReferralConfirmed,
    ReferralDisputed,
    ReferralErased,
    ReferralExpired,
    ReferralPartlyServed,
    ReferralReceived,
    ReferralRevoked,
    ReferralSent,
)
from services.referral.services import DoesNotFit
from services.referral.statuses import WITH_PARTNER, Answer, Result, Status, Word
from tests.referral.noted import AT, LATER, matter, referral, sending, service

OVER = [status for status in Status if status not in WITH_PARTNER]


def test_a_referral_waits_for_the_partner_and_is_announced() -> None:
    change = sending()
    assert (change.now.status, change.now.turn) == (Status.SENT, "partner")
    assert change.facts == [ReferralSent(change.now, None, AT)]


def test_a_partner_answers_within_the_term_of_the_kabupaten_and_shared_data_end_a_month_later() -> None:
    assert (sending().now.answer_by, sending().now.expires_on) == (date(2026, 11, 27), date(2026, 12, 27))
    assert sending(answer_days=3).now.answer_by == date(2026, 11, 23)


def test_the_day_to_answer_is_the_senders_day() -> None:
    evening = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)  # 23.30 WIB, half past midnight WITA
    assert sending(at=evening).now.answer_by == date(2026, 11, 27)
    tapin = matter(office="6305", village="6305012001", kec="630501")
    assert sending(at=evening, matter=tapin, service=service(areas=("6305",))).now.answer_by == date(2026, 11, 28)


def test_what_nobody_answers_is_looked_at_an_hour_after_the_last_day() -> None:
    change = sending()
    assert [(duty.kind, duty.due_at) for duty in change.duties] == [(EXPIRY, datetime(2026, 11, 27, 18, 0, tzinfo=UTC))]


@pytest.mark.parametrize("days", [0, 31, -1])
def test_an_answer_takes_one_to_thirty_days(days: int) -> None:
    with pytest.raises(Invalid) as refusal:
        sending(answer_days=days)
    assert set(refusal.value.fields) == {"answer_days"}


def test_a_service_that_does_not_serve_the_need_or_the_kabupaten_gets_no_referral() -> None:
    for other in (service(kinds=("papers",)), service(areas=("1902",))):
        with pytest.raises(DoesNotFit):
            sending(service=other)


@pytest.mark.parametrize("status", sorted(WITH_PARTNER - {Status.WAITLISTED} | {Status.SERVED}))
def test_a_need_that_is_being_referred_is_not_sent_elsewhere_too(status: Status) -> None:
    first = referral(status)
    with pytest.raises(NeedReferred):
        sending(need_id=first.need_id, others=[first])
    assert sending(need_id=uuid4(), others=[first]).facts, "another need may"


@pytest.mark.parametrize(
    "status", [Status.REJECTED, Status.EXPIRED, Status.REVOKED, Status.NOT_SERVED, Status.PARTLY, Status.WAITLISTED]
)
def test_after_a_refusal_or_from_a_waiting_list_the_same_need_goes_elsewhere(status: Status) -> None:
    first = referral(status)
    assert sending(need_id=first.need_id, others=[first]).now.status is Status.SENT


def test_a_purpose_and_at_least_one_field_are_named() -> None:
    for purpose in ("", "  x ", "a" * 201):
        with pytest.raises(Invalid):
            referrals.require_purpose(purpose)
    assert referrals.require_purpose("  Menilai   penerimaan ") == "Menilai penerimaan"
    with pytest.raises(Invalid):
        referrals.require_fields([])
    assert referrals.require_fields(["name", "age", "name"]) == ("age", "name")


def test_the_first_opening_is_received_and_later_ones_change_nothing() -> None:
    change = referral().hear_opened(at=LATER)
    assert change.facts == [ReferralReceived(change.now, Status.SENT, LATER)]
    assert change.now.hear_opened(at=LATER).facts == []


def test_an_accepted_referral_no_longer_expires() -> None:
    change = referral(Status.RECEIVED).hear_answer(Answer.ACCEPT, reason="", at=LATER)
    assert (change.now.status, change.discharged, change.duties) == (Status.ACCEPTED, [EXPIRY], [])


def test_a_place_on_the_waiting_list_stands_as_long_as_data_are_shared() -> None:
    change = referral(Status.RECEIVED).hear_answer(Answer.WAITLIST, reason="full", at=LATER)
    assert change.discharged == [EXPIRY]
    assert [(duty.kind, duty.due_at) for duty in change.duties] == [(EXPIRY, datetime(2026, 12, 27, 17, tzinfo=UTC))]


def test_a_report_keeps_its_reason() -> None:
    change = referral(Status.IN_SERVICE).hear_report(Result.PARTLY, reason="no_funds", at=LATER)
    assert (change.now.status, change.now.reason, change.now.turn) == (Status.PARTLY, "no_funds", "citizen")
    assert change.facts == [ReferralPartlyServed(change.now, Status.IN_SERVICE, LATER)]


@pytest.mark.parametrize("status", OVER)
def test_what_a_partner_did_after_the_sender_ended_it_changes_nothing(status: Status) -> None:
    over = referral(status)
    for change in (
        over.hear_opened(at=LATER),
        over.hear_answer(Answer.ACCEPT, reason="", at=LATER),
        over.hear_started(at=LATER),
        over.hear_report(Result.SERVED, reason="", at=LATER),
    ):
        assert (change.now, change.facts) == (over, [])


@pytest.mark.parametrize(("reported", "word", "agreed"), [
    (Status.SERVED, Word.YES, True), (Status.SERVED, Word.PARTLY, False), (Status.SERVED, Word.NO, False),
    (Status.PARTLY, Word.YES, True), (Status.PARTLY, Word.PARTLY, True), (Status.PARTLY, Word.NO, False),
])  # fmt: skip
def test_the_citizens_word_confirms_or_disputes_what_the_partner_reported(
    reported: Status, word: Word, agreed: bool
) -> None:
    change = referral(reported).confirm(word, was=1, at=LATER)
    assert isinstance(change.facts[0], ReferralConfirmed if agreed else ReferralDisputed)
    assert (change.now.word, change.now.turn) == (word, "sender")


@pytest.mark.parametrize("status", [status for status in Status if status not in (Status.SERVED, Status.PARTLY)])
def test_a_citizen_is_asked_only_about_a_service_that_was_reported(status: Status) -> None:
    with pytest.raises(NothingToConfirm):
        referral(status).confirm(Word.YES, was=1, at=LATER)


@pytest.mark.parametrize("status", sorted(referrals.MOVES["close"] - {Status.DISPUTED}))
def test_a_referral_is_closed_once_we_know_what_became_of_it(status: Status) -> None:
    assert referral(status).close(note="", was=1, at=LATER).now.turn == "none"


@pytest.mark.parametrize("status", [status for status in Status if status not in referrals.MOVES["close"]])
def test_a_referral_is_not_closed_while_another_moves_or_twice(status: Status) -> None:
    with pytest.raises(NotClosable):
        referral(status).close(note="", was=1, at=LATER)


def test_where_statements_differ_closing_says_what_was_found() -> None:
    with pytest.raises(Invalid) as refusal:
        referral(Status.DISPUTED).close(note="  ", was=1, at=LATER)
    assert set(refusal.value.fields) == {"note"}
    assert referral(Status.DISPUTED).close(note="Dikunjungi bersama", was=1, at=LATER).facts


def test_a_sender_withdraws_with_a_reason_from_the_list_as_long_as_the_partner_has_not_finished() -> None:
    change = referral(Status.IN_SERVICE).revoke(reason="not_needed", note="", was=1, at=LATER)
    assert change.facts == [ReferralRevoked(change.now, Status.IN_SERVICE, LATER)]
    assert change.discharged == [EXPIRY]
    for reason, note in (("", ""), ("bored", ""), ("other", " "), ("erased", "")):
        with pytest.raises(Invalid):
            referral().revoke(reason=reason, note=note, was=1, at=LATER)


@pytest.mark.parametrize("status", OVER)
def test_what_the_partner_has_finished_is_not_withdrawn(status: Status) -> None:
    with pytest.raises(PartnerFinished):
        referral(status).revoke(reason="not_needed", note="", was=1, at=LATER)


def test_what_nobody_answered_expires_and_is_the_senders_move_again() -> None:
    for status in (Status.SENT, Status.RECEIVED, Status.WAITLISTED):
        change = referral(status).expire(at=LATER)
        assert change.facts == [ReferralExpired(change.now, status, LATER)]
        assert change.now.turn == "sender"
    for status in set(Status) - {Status.SENT, Status.RECEIVED, Status.WAITLISTED}:
        assert referral(status).expire(at=LATER).facts == []


def test_erasing_a_person_ends_what_is_under_way_and_empties_the_packet_in_any_case() -> None:
    under_way = referral(Status.ACCEPTED).erase(at=LATER)
    assert (under_way.now.status, under_way.now.reason) == (Status.REVOKED, "erased")
    assert [type(fact) for fact in under_way.facts] == [ReferralRevoked, ReferralErased]
    over = referral(Status.CLOSED).erase(at=LATER)
    assert (over.now.status, [type(fact) for fact in over.facts]) == (Status.CLOSED, [ReferralErased])


def test_whoever_read_an_older_version_changes_nothing() -> None:
    newer = replace(referral(Status.SERVED), version=4)
    moves: list[Callable[[], object]] = [
        lambda: newer.confirm(Word.YES, was=3, at=LATER),
        lambda: newer.close(note="", was=3, at=LATER),
        lambda: newer.revoke(reason="not_needed", note="", was=3, at=LATER),
    ]
    for move in moves:
        with pytest.raises(Stale):
            move()


def test_every_status_says_in_both_languages_how_it_stands_and_whose_move_is_next() -> None:
    turns = {"partner", "sender", "citizen", "none"}
    for status in Status:
        words, turn = statuses.STATUSES[status]
        assert words.id
        assert words.en
        assert turn in turns
        assert words.id != "Diterima", "it would mean both received and accepted"
