"""Honorarium and tali asih: a span of months proposed with its rates, approved by another, paid to each person.

The rate of a role stands with the budget that it comes from and the law that it rests on: no amount is written in code,
since each kabupaten decides its own. A month counts for whoever serves on its last day; who is paid by the state as
PPPK or civil servant is not entitled. The list of the entitled is computed while it is proposed and stands from the
approval on. Money once written down is never changed: a mistake is undone by a counter entry, and stays to be seen.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from services.kit.change import Change
from services.kit.errors import Conflict, Forbidden, Invalid, NotFound, Stale, Words
from services.registry import days, tenures
from services.registry.standings import require_reason
from services.registry.tenures import SALARIED, Tenure

MOST_MONTHS = 12
MOST_RUPIAH = 10_000_000  # a month
ROLES = ("psm", "tksk")


class Status(StrEnum):
    PROPOSED = "proposed"
    APPROVED = "approved"
    PAID = "paid"  # never stored: approved, and nobody is left to pay
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


STATUSES: dict[Status, tuple[Words, str]] = {
    Status.PROPOSED: (Words("Menunggu persetujuan kepala", "Awaiting the head's approval"), "dinas"),
    Status.APPROVED: (Words("Disetujui, menunggu pembayaran", "Approved, awaiting payment"), "dinas"),
    Status.PAID: (Words("Sudah dibayar semua", "Paid to all"), "none"),
    Status.REJECTED: (Words("Tidak disetujui", "Not approved"), "none"),
    Status.WITHDRAWN: (Words("Ditarik pengusul", "Withdrawn"), "none"),
}
STANDING = frozenset({Status.PROPOSED, Status.APPROVED})  # whose months nobody else may propose


class AlreadyDecided(Conflict):
    code = "stipend-decided"
    words = Words(
        "Usulan ini sudah diputuskan atau ditarik. Muat ulang halamannya.",
        "This proposal has been decided or withdrawn. Reload the page.",
    )


class NotApproved(Conflict):
    code = "not-approved"
    words = Words(
        "Belum disetujui kepala, jadi belum dapat dibayar.",
        "The head has not approved it, so nothing can be paid.",
    )


class MonthsToCome(Conflict):
    code = "months-to-come"
    words = Words(
        "Bulan terakhirnya belum berakhir. Setujui setelah bulan itu lewat.",
        "Its last month is not over. Approve it once that month has passed.",
    )


class OwnProposal(Forbidden):
    code = "own-proposal"
    words = Words(
        "Usulan sendiri disetujui pejabat lain: dua pasang mata untuk uang negara.",
        "Somebody else approves your own proposal: four eyes for public money.",
    )


class AlreadyPaid(Conflict):
    code = "already-paid"
    words = Words(
        "Ada yang sudah dibayar dalam daftar ini. Muat ulang, lalu pilih yang belum.",
        "Somebody in this list has been paid. Reload and choose those who have not.",
    )


class NothingToCounter(Conflict):
    code = "already-countered"
    words = Words(
        "Pembayaran ini sudah dibatalkan dengan catatan lawan.", "This payment has its counter entry already."
    )


class MonthsTaken(Conflict):
    code = "months-taken"
    words = Words(
        "Sebagian bulan itu sudah diusulkan untuk peran yang sama. Periksa daftar periode.",
        "Some of these months are proposed for the same role already. Look at the list.",
    )


class NobodyEntitled(Conflict):
    code = "nobody-entitled"
    words = Words("Tidak ada relawan yang berhak pada bulan-bulan itu.", "No volunteer is entitled in these months.")


@dataclass(frozen=True, slots=True)
class Rate:
    """Rupiah a month for a role, from which budget, by which law."""

    role: str
    amount: int
    budget: str
    basis: str


@dataclass(frozen=True, slots=True)
class Entitlement:
    """What somebody is to get. `volunteer_id` is none and the name empty once she was erased; `paid` is the sum of
    what was paid and countered."""

    entitlement_id: UUID
    volunteer_id: UUID | None
    name: str
    role: str
    months: int
    amount: int
    paid: int = 0

    @property
    def settled(self) -> bool:
        return self.paid == self.amount


@dataclass(frozen=True, slots=True)
class Payment:
    """A line of the book: `amount` below zero is a counter entry, with its reason and what it counters."""

    payment_id: UUID
    entitlement_id: UUID
    amount: int
    paid_on: date
    proof: str
    by_name: str
    at: datetime
    counters: UUID | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Stipend:
    """`first` and `last` are the first days of its months."""

    office: str
    stipend_id: UUID
    number: int
    first: date
    last: date
    rates: tuple[Rate, ...]
    status: Status
    proposed_by: str
    proposed_by_name: str
    proposed_at: datetime
    decided_by_name: str = ""
    decided_at: datetime | None = None
    reason: str = ""
    version: int = 1

    def entitled(self, served: Sequence[Tenure]) -> list[tuple[Tenure, int, int]]:
        """Who, for how many months, how much."""
        span, rates = tenures.months_of(self.first, self.last), {rate.role: rate for rate in self.rates}
        counted = [
            (one, sum(one.serves_at_end_of(month) for month in span))
            for one in served
            if one.role in rates and one.employment not in SALARIED
        ]
        return [(one, months, months * rates[one.role].amount) for one, months in counted if months]

    def shown(self, left: int) -> Status:
        """As a page shows it; `left` is how many are still to be paid."""
        return Status.PAID if self.status is Status.APPROVED and not left else self.status

    def approve(self, *, by: str, by_name: str, entitled: int, was: int, at: datetime) -> Change["Stipend"]:
        self._require_proposed(was)
        if by == self.proposed_by:
            raise OwnProposal()
        if days.after(self.last) > days.today(self.office, at):
            raise MonthsToCome()
        if not entitled:
            raise NobodyEntitled()
        return self._decided(Status.APPROVED, by_name, "", at)

    def reject(self, *, reason: str, by_name: str, was: int, at: datetime) -> Change["Stipend"]:
        self._require_proposed(was)
        return self._decided(Status.REJECTED, by_name, require_reason(reason), at)

    def withdraw(self, *, by_name: str, was: int, at: datetime) -> Change["Stipend"]:
        self._require_proposed(was)
        return self._decided(Status.WITHDRAWN, by_name, "", at)

    def pay(
        self, entitled: Mapping[UUID, Entitlement], chosen: Sequence[UUID], payment_ids: Sequence[UUID], *,
        paid_on: date, proof: str, by_name: str, was: int, at: datetime,
    ) -> Change[tuple["Stipend", tuple[Payment, ...]]]:  # fmt: skip
        """The whole of what each is to get, by one proof; a part of it is not paid."""
        said, today = " ".join(proof.split()), days.today(self.office, at)
        self._require_approved(was)
        wrong: dict[str, Words] = {}
        if not chosen or not set(chosen) <= set(entitled) or len(set(chosen)) < len(chosen):
            wrong["entitlements"] = Words("Pilih siapa yang dibayar.", "Choose who is paid.")
        if not self.first <= paid_on <= today:
            wrong["paid_on"] = Words(
                "Tulis tanggal bayar, sejak awal periode sampai hari ini.",
                "Write the day of payment, from the first month to today.",
            )
        if not 1 <= len(said) <= 100:
            wrong["proof"] = Words("Tulis nomor bukti bayar.", "Write the number of the proof.")
        if wrong:
            raise Invalid(fields=wrong)
        if any(entitled[one].settled for one in chosen):
            raise AlreadyPaid()
        made = tuple(
            Payment(payment_id, one, entitled[one].amount, paid_on, said, by_name, at)
            for one, payment_id in zip(chosen, payment_ids, strict=True)
        )
        return Change((replace(self, version=self.version + 1), made))

    def counter(
        self,
        book: Sequence[Payment],
        wrong: UUID,
        payment_id: UUID,
        *,
        reason: str,
        by_name: str,
        was: int,
        at: datetime,
    ) -> Change[tuple["Stipend", Payment]]:
        """Undo the payment `wrong` by its opposite; whoever is paid rightly afterwards gets a payment of her own."""
        self._require_approved(was)
        payment = next((one for one in book if one.payment_id == wrong), None)
        if payment is None:
            raise NotFound()
        if payment.amount < 0 or any(one.counters == wrong for one in book):
            raise NothingToCounter()
        made = Payment(
            payment_id, payment.entitlement_id, -payment.amount, days.today(self.office, at), payment.proof, by_name,
            at, payment.payment_id, require_reason(reason),
        )  # fmt: skip
        return Change((replace(self, version=self.version + 1), made))

    def _decided(self, status: Status, by_name: str, reason: str, at: datetime) -> Change["Stipend"]:
        return Change(
            replace(
                self, status=status, decided_by_name=by_name, decided_at=at, reason=reason, version=self.version + 1
            )
        )

    def _require_proposed(self, was: int) -> None:
        if was != self.version:
            raise Stale()
        if self.status is not Status.PROPOSED:
            raise AlreadyDecided()

    def _require_approved(self, was: int) -> None:
        if was != self.version:
            raise Stale()
        if self.status is not Status.APPROVED:
            raise NotApproved()


def propose(
    *, office: str, stipend_id: UUID, number: int, first: date, last: date, rates: Sequence[Rate],
    others: Sequence[Stipend], by: str, by_name: str, at: datetime,
) -> Change[Stipend]:  # fmt: skip
    """`others` are the office's own that were proposed before."""
    first, last = first.replace(day=1), last.replace(day=1)
    told = tuple(
        Rate(rate.role, rate.amount, " ".join(rate.budget.split()), " ".join(rate.basis.split())) for rate in rates
    )
    wrong: dict[str, Words] = {}
    if first > days.today(office, at):
        wrong["first"] = Words("Bulan pertama belum tiba.", "The first month has not come.")
    elif not first <= last or len(tenures.months_of(first, min(last, date(first.year + 2, 1, 1)))) > MOST_MONTHS:
        wrong["last"] = Words(
            "Periode satu sampai dua belas bulan, dari awal ke akhir.", "A span has one to twelve months, in order."
        )
    if not told or len({rate.role for rate in told}) < len(told) or not {rate.role for rate in told} <= set(ROLES):
        wrong["rates"] = Words("Tulis besaran untuk PSM, TKSK, atau keduanya.", "Give the rate of PSM, TKSK, or both.")
    for rate in told:
        if not 1 <= rate.amount <= MOST_RUPIAH:
            wrong[f"amount_{rate.role}"] = Words(
                "Tulis Rp1 sampai Rp10.000.000 sebulan.", "Write Rp1 to Rp10,000,000 a month."
            )
        if not 3 <= len(rate.budget) <= 200:
            wrong[f"budget_{rate.role}"] = Words("Tulis sumber anggarannya.", "Write the budget it comes from.")
        if not 3 <= len(rate.basis) <= 200:
            wrong[f"basis_{rate.role}"] = Words("Tulis dasar hukumnya.", "Write the law it rests on.")
    if wrong:
        raise Invalid(fields=wrong)
    roles = {rate.role for rate in told}
    if any(_meets(one, first, last, roles) for one in others):
        raise MonthsTaken()
    return Change(Stipend(office, stipend_id, number, first, last, told, Status.PROPOSED, by, by_name, at))


def _meets(one: Stipend, first: date, last: date, roles: set[str]) -> bool:
    alike = not roles.isdisjoint(rate.role for rate in one.rates)
    return one.status in STANDING and alike and one.first <= last and first <= one.last
