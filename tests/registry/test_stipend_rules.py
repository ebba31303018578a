"""Honorarium and tali asih: who is entitled, who approves, what is paid and how a mistake is undone."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.kit.errors import Invalid, NotFound, Stale
from services.registry import stipends, tenures
from services.registry.standings import Status as Standing
from services.registry.stipends import (
    AlreadyDecided,
    AlreadyPaid,
    Entitlement,
    MonthsTaken,
    NobodyEntitled,
    NotApproved,
    NothingToCounter,
    OwnProposal,
    Payment,
    Rate,
    Status,
    Stipend,
)
from services.registry.tenures import Tenure
from services.registry.views import stipends as shown

AT = datetime(2026, 11, 4, 3, 0, tzinfo=UTC)
TODAY = date(2026, 11, 4)
JULY, SEPTEMBER = date(2026, 7, 1), date(2026, 9, 1)
PSM = Rate("psm", 250_000, "APBD 2026, DPA 1.06", "Keputusan Bupati 188.45/1/2026")


def proposed(others: tuple[Stipend, ...] = (), **other: Any) -> Stipend:
    given: dict[str, Any] = dict(
        office="1906", stipend_id=uuid4(), number=1, first=JULY, last=SEPTEMBER, rates=[PSM], others=others,
        by="sub-sari", by_name="Sari Contoh", at=AT,
    )  # fmt: skip
    return stipends.propose(**given | other).now


def refused(**other: Any) -> set[str]:
    with pytest.raises(Invalid) as refusal:
        proposed(**other)
    return set(refusal.value.fields)


def approved() -> Stipend:
    return proposed().approve(by="sub-dewi", by_name="Dewi Contoh", entitled=2, was=1, at=AT).now


def tenure(starts_on: date = date(2020, 1, 5), **other: Any) -> Tenure:
    given: dict[str, Any] = dict(
        volunteer_id=uuid4(), name="Rahma Contoh", role="psm", kec="190602", employment="volunteer",
        starts_on=starts_on, status=Standing.ACTIVE, since_on=starts_on,
    )  # fmt: skip
    return Tenure(**given | other)


def months(one: Tenure) -> int:
    return sum(count for _, count, _ in proposed().entitled([one]))


# --- tenure ---


def test_months_of_service_are_whole_ones() -> None:
    one = tenure(date(2024, 1, 15))
    assert one.months(date(2024, 2, 14)) == 0 and one.months(date(2024, 2, 15)) == 1
    assert one.years(date(2026, 1, 14)) == 1 and one.years(date(2026, 1, 15)) == 2


def test_who_begins_later_has_served_no_month() -> None:
    assert tenure(date(2027, 1, 1)).months(TODAY) == 0


def test_service_that_has_ended_grows_no_longer() -> None:
    one = tenure(date(2024, 1, 1), status=Standing.ENDED, since_on=date(2025, 7, 1))
    assert (one.ended_on, one.months(TODAY)) == (date(2025, 7, 1), 18)


def test_months_run_over_the_year() -> None:
    assert tenures.months_of(date(2025, 11, 1), date(2026, 2, 1)) == [
        date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1),
    ]  # fmt: skip


@pytest.mark.parametrize(("count", "words"), [(0, "0 bulan"), (7, "7 bulan"), (24, "2 tahun"), (51, "4 tahun 3 bulan")])
def test_tenure_is_written_as_offices_write_it(count: int, words: str) -> None:
    assert tenures.written(count) == words


# --- who is entitled ---


def test_whoever_serves_throughout_gets_every_month() -> None:
    (found,) = proposed().entitled([one := tenure()])
    assert found == (one, 3, 750_000)


def test_a_month_counts_for_whoever_serves_on_its_last_day() -> None:
    assert months(tenure(date(2026, 8, 31))) == 2
    assert months(tenure(date(2026, 10, 1))) == 0


def test_who_ended_or_is_suspended_before_the_last_day_of_a_month_does_not_get_it() -> None:
    for status in (Standing.ENDED, Standing.SUSPENDED):
        assert months(tenure(status=status, since_on=date(2026, 8, 31))) == 1
        assert months(tenure(status=status, since_on=date(2026, 9, 1))) == 2


@pytest.mark.parametrize("employment", ["pppk", "pppk_part_time", "civil_servant"])
def test_who_is_paid_by_the_state_as_such_is_not_entitled(employment: str) -> None:
    assert months(tenure(employment=employment)) == 0


def test_a_role_without_a_rate_gets_nothing() -> None:
    assert months(tenure(role="tksk")) == 0


# --- proposing ---


def test_a_proposal_waits_for_the_head() -> None:
    one = proposed(first=date(2026, 7, 17))
    assert (one.status, one.first, one.shown(3)) == (Status.PROPOSED, JULY, Status.PROPOSED)


def test_a_span_is_one_to_twelve_months_that_have_begun() -> None:
    assert refused(last=date(2026, 6, 1)) == {"last"}
    assert refused(last=date(2027, 7, 1)) == {"last"}
    assert refused(first=date(2026, 12, 1), last=date(2026, 12, 1)) == {"first"}
    assert refused(last=date(9999, 12, 1)) == {"last"}


def test_a_rate_has_an_amount_a_budget_and_a_law() -> None:
    bare = Rate("psm", 0, " ", "")
    assert refused(rates=[bare]) == {"amount_psm", "budget_psm", "basis_psm"}
    assert refused(rates=[replace(PSM, amount=10_000_001)]) == {"amount_psm"}


def test_there_is_one_rate_for_each_role_that_is_paid() -> None:
    for rates in ([], [PSM, PSM], [replace(PSM, role="kasi_kesra")]):
        assert refused(rates=rates) == {"rates"}


def test_months_of_a_role_are_proposed_once() -> None:
    for first, last in ((SEPTEMBER, date(2026, 10, 1)), (date(2026, 6, 1), JULY)):
        with pytest.raises(MonthsTaken):
            proposed((proposed(),), first=first, last=last)


def test_other_months_another_role_and_what_was_withdrawn_or_rejected_stand_in_nobodys_way() -> None:
    assert proposed((proposed(),), first=date(2026, 10, 1), last=date(2026, 10, 1))
    assert proposed((proposed(),), rates=[replace(PSM, role="tksk")])
    withdrawn = proposed().withdraw(by_name="Sari Contoh", was=1, at=AT).now
    rejected = proposed().reject(reason="Dana belum ada", by_name="Dewi Contoh", was=1, at=AT).now
    assert proposed((withdrawn, rejected))


# --- deciding ---


def test_another_than_the_proposer_approves() -> None:
    with pytest.raises(OwnProposal):
        proposed().approve(by="sub-sari", by_name="Sari Contoh", entitled=2, was=1, at=AT)
    assert (approved().status, approved().decided_by_name) == (Status.APPROVED, "Dewi Contoh")


def test_a_list_without_anybody_is_not_approved() -> None:
    with pytest.raises(NobodyEntitled):
        proposed().approve(by="sub-dewi", by_name="Dewi", entitled=0, was=1, at=AT)


def test_a_rejection_says_why() -> None:
    with pytest.raises(Invalid) as refusal:
        proposed().reject(reason="", by_name="Dewi", was=1, at=AT)
    assert set(refusal.value.fields) == {"reason"}


def test_what_was_decided_is_not_decided_again() -> None:
    for again in (
        lambda one: one.approve(by="sub-dewi", by_name="Dewi", entitled=1, was=2, at=AT),
        lambda one: one.reject(reason="Dana belum ada", by_name="Dewi", was=2, at=AT),
        lambda one: one.withdraw(by_name="Sari", was=2, at=AT),
    ):
        with pytest.raises(AlreadyDecided):
            again(approved())


def test_who_decides_about_an_older_proposal_is_told() -> None:
    with pytest.raises(Stale):
        proposed().withdraw(by_name="Sari", was=2, at=AT)


# --- paying ---


def entitled(paid: int = 0) -> Entitlement:
    return Entitlement(uuid4(), uuid4(), "Rahma Contoh", "psm", 3, 750_000, paid)


def pay(one: Stipend, *people: Entitlement, chosen: list[UUID] | None = None, **other: Any) -> Any:
    wanted = [each.entitlement_id for each in people] if chosen is None else chosen
    given: dict[str, Any] = dict(paid_on=TODAY, proof="SP2D 900/1", by_name="Sari Contoh", was=2, at=AT)
    by_id = {each.entitlement_id: each for each in people}
    return one.pay(by_id, wanted, [uuid4() for _ in wanted], **given | other).now


def test_the_whole_sum_is_paid_by_one_proof() -> None:
    now, made = pay(approved(), entitled(), entitled())
    assert [(one.amount, one.proof) for one in made] == [(750_000, "SP2D 900/1")] * 2
    assert now.version == 3


def test_nothing_is_paid_that_nobody_approved() -> None:
    with pytest.raises(NotApproved):
        pay(proposed(), entitled(), was=1)


def test_nobody_is_paid_twice() -> None:
    with pytest.raises(AlreadyPaid):
        pay(approved(), entitled(), entitled(paid=750_000))


def test_a_payment_names_people_of_the_list_a_day_and_a_proof() -> None:
    one = entitled()
    for chosen in ([], [uuid4()], [one.entitlement_id] * 2):
        with pytest.raises(Invalid) as refusal:
            pay(approved(), one, chosen=chosen, paid_on=date(2026, 11, 5), proof=" ")
        assert set(refusal.value.fields) == {"entitlements", "paid_on", "proof"}
    with pytest.raises(Invalid) as refusal:
        pay(approved(), one, paid_on=date(2026, 6, 30))
    assert set(refusal.value.fields) == {"paid_on"}


def test_who_pays_by_an_older_list_is_told() -> None:
    with pytest.raises(Stale):
        pay(approved(), entitled(), was=1)


def test_a_period_is_paid_once_nobody_is_left() -> None:
    assert approved().shown(1) is Status.APPROVED and approved().shown(0) is Status.PAID


# --- counter entries ---


def counter(one: Stipend, payment: Payment, *others: Payment, **other: Any) -> Any:
    given: dict[str, Any] = dict(reason="Rekening keliru", by_name="Sari Contoh", was=one.version, at=AT)
    return one.counter([payment, *others], payment.payment_id, uuid4(), **given | other).now


def test_a_mistake_is_undone_by_its_opposite_and_the_line_stays() -> None:
    now, (line,) = pay(approved(), entitled())
    _, back = counter(now, line)
    assert (back.amount, back.counters, back.reason) == (-750_000, line.payment_id, "Rekening keliru")


def test_a_payment_is_countered_once_and_a_counter_entry_never() -> None:
    now, (line,) = pay(approved(), entitled())
    _, back = counter(now, line)
    with pytest.raises(NothingToCounter):
        counter(now, line, back)
    with pytest.raises(NothingToCounter):
        counter(now, back, line)


def test_only_what_stands_in_the_book_is_countered() -> None:
    with pytest.raises(NotFound):
        approved().counter([], uuid4(), uuid4(), reason="Rekening keliru", by_name="Sari", was=2, at=AT)


def test_a_counter_entry_says_why() -> None:
    now, (line,) = pay(approved(), entitled())
    with pytest.raises(Invalid) as refusal:
        counter(now, line, reason="")
    assert set(refusal.value.fields) == {"reason"}


# --- the list ---


def test_the_list_shows_the_payment_that_stands_and_no_name_that_was_erased() -> None:
    first, erased = entitled(), replace(entitled(), volunteer_id=None, name="")
    now, (wrong,) = pay(approved(), first)
    now, back = counter(now, wrong)
    _, (right,) = pay(now, first, proof="SP2D 900/2", was=now.version)
    rows = shown.listed(now, [first, erased], [wrong, back, right])
    assert [row[0] for row in rows] == ["Rahma Contoh", "(nama dihapus)"]
    assert rows[0][5:7] == ["4 November 2026", "SP2D 900/2"] and rows[1][5:7] == ["", ""]
    assert rows[0][7:] == [PSM.budget, PSM.basis]


def test_a_month_that_is_not_over_is_approved_for_nobody() -> None:
    early = proposed(last=TODAY.replace(day=1))
    with pytest.raises(stipends.MonthsToCome):
        early.approve(by="sub-dewi", by_name="Dewi Contoh", entitled=2, was=1, at=AT)
