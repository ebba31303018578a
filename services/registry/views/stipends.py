"""Honorarium and tali asih, as JSON and as the list that goes to the bank or the file."""

from collections.abc import Sequence
from typing import Any

from services.registry import days, stipends
from services.registry.stipends import Entitlement, Payment, Stipend
from services.registry.views.parts import status

HEADINGS = (
    "Nama", "Peran", "Bulan", "Jumlah (Rp)", "Sudah dibayar (Rp)", "Tanggal bayar", "Nomor bukti", "Sumber anggaran",
    "Dasar hukum",
)  # fmt: skip
ERASED = "(nama dihapus)"


def stipend(one: Stipend, left: int) -> dict[str, Any]:
    """`left`: how many have not got theirs."""
    shown = one.shown(left)
    return {
        "id": one.stipend_id,
        "version": one.version,
        "number": one.number,
        "first": one.first,
        "last": one.last,
        "rates": [
            {"role": rate.role, "amount": rate.amount, "budget": rate.budget, "basis": rate.basis} for rate in one.rates
        ],
        **status(shown, *stipends.STATUSES[shown]),
        "proposed_by": one.proposed_by,
        "proposed_by_name": one.proposed_by_name,
        "proposed_at": one.proposed_at,
        "decided_by_name": one.decided_by_name,
        "decided_at": one.decided_at,
        "reason": one.reason,
        "left_to_pay": left,
    }


def stipend_whole(one: Stipend, entitled: Sequence[Entitlement], book: Sequence[Payment]) -> dict[str, Any]:
    """With who is entitled, and every line that was written of it."""
    countered = {line.counters for line in book}
    return stipend(one, sum(not each.settled for each in entitled)) | {
        "total": sum(each.amount for each in entitled),
        "paid": sum(line.amount for line in book),
        "entitled": [entitlement(each) for each in entitled],
        "payments": [payment(line, line.payment_id in countered) for line in book],
    }


def entitlement(one: Entitlement) -> dict[str, Any]:
    return {
        "id": one.entitlement_id,
        "volunteer_id": one.volunteer_id,
        "name": one.name,
        "role": one.role,
        "months": one.months,
        "amount": one.amount,
        "paid": one.paid,
        "settled": one.settled,
    }


def payment(one: Payment, countered: bool) -> dict[str, Any]:
    return {
        "id": one.payment_id,
        "entitlement_id": one.entitlement_id,
        "amount": one.amount,
        "paid_on": one.paid_on,
        "proof": one.proof,
        "by_name": one.by_name,
        "at": one.at,
        "counters": one.counters,
        "countered": countered,
        "reason": one.reason,
    }


def mine(period: Stipend, one: Entitlement) -> dict[str, Any]:
    """What somebody is to get of a period, for herself."""
    return {"first": period.first, "last": period.last, "amount": one.amount, "paid": one.paid, "settled": one.settled}


def listed(one: Stipend, entitled: Sequence[Entitlement], book: Sequence[Payment]) -> list[list[str]]:
    """A row for each, with the payment that stands."""
    countered = {line.counters for line in book}
    stands = {
        line.entitlement_id: line for line in book if line.counters is None and line.payment_id not in countered
    }  # fmt: skip
    rates = {rate.role: rate for rate in one.rates}
    return [
        [
            each.name or ERASED, each.role.upper(), str(each.months), str(each.amount), str(each.paid),
            days.written(line.paid_on) if line else "", line.proof if line else "", rates[each.role].budget,
            rates[each.role].basis,
        ]
        for each in entitled
        for line in (stands.get(each.entitlement_id),)
    ]  # fmt: skip
