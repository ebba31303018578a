"""Insurance of a volunteer with BPJS Ketenagakerjaan: her number, the programmes, paid until when, by which evidence.

The number is sealed and opened for a payment only; what a page shows of it are its last three digits. A person counts
as insured while work accident (JKK) and death (JKM) are both paid: the two that cover who works without a wage.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from services.kit.errors import Invalid, Stale, Words
from services.registry import care_codes

NUMBER = re.compile(r"[0-9]{11}")  # KPJ
BOTH = ("jkk", "jkm")
FURTHEST = timedelta(days=5 * 366)
SHOWN = 3  # digits


class State(StrEnum):
    INSURED = "insured"
    LAPSING = "lapsing"
    UNINSURED = "uninsured"


STATES: dict[State, Words] = {
    State.INSURED: Words("Terlindungi", "Insured"),
    State.LAPSING: Words("Segera berakhir", "Lapsing soon"),
    State.UNINSURED: Words("Belum terlindungi", "Not insured"),
}


@dataclass(frozen=True, slots=True)
class Insurance:
    volunteer_id: UUID
    tail: str  # the last digits of the number
    programmes: tuple[str, ...]
    paid_until: date
    evidence: str
    version: int = 1

    @property
    def masked(self) -> str:
        return "•" * (11 - SHOWN) + self.tail


def state(found: Insurance | None, on: date) -> State:
    if found is None or not set(BOTH) <= set(found.programmes) or found.paid_until < on:
        return State.UNINSURED
    soon = on + timedelta(days=care_codes.current(on).lapsing_days)
    return State.LAPSING if found.paid_until <= soon else State.INSURED


def record(
    before: Insurance | None, *, volunteer_id: UUID, number: str, programmes: Sequence[str], paid_until: date,
    evidence: str, was: int, today: date,
) -> tuple[Insurance, str]:  # fmt: skip
    """The next version, and the number as it is sealed; `was` is 0 while there is none."""
    version = before.version if before else 0
    if was != version:
        raise Stale()
    plain, said = re.sub(r"[\s.-]", "", number), " ".join(evidence.split())
    wrong: dict[str, Words] = {}
    if not NUMBER.fullmatch(plain):
        wrong["number"] = Words("Nomor peserta (KPJ) 11 angka.", "The number (KPJ) has 11 digits.")
    if not programmes or not all(care_codes.stands(care_codes.PROGRAMMES, one, today) for one in programmes):
        wrong["programmes"] = Words("Pilih program yang dibayar.", "Choose the programmes that are paid.")
    if not date(2014, 1, 1) <= paid_until <= today + FURTHEST:  # BPJS Ketenagakerjaan since 2014
        wrong["paid_until"] = Words("Tulis tanggal berlakunya.", "Write until when it is paid.")
    if not 3 <= len(said) <= 100:
        wrong["evidence"] = Words("Tulis nomor bukti iuran.", "Write the number of the receipt.")
    if wrong:
        raise Invalid(fields=wrong)
    kept = Insurance(volunteer_id, plain[-SHOWN:], tuple(sorted(set(programmes))), paid_until, said, version + 1)
    return kept, plain
