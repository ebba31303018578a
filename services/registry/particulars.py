"""What is sealed about a volunteer: NIK, telephone, address. Opened for a purpose; each opening is in the ledger."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from services.kit.errors import Invalid, Words

PHONE = re.compile(r"\+?[0-9]{8,15}")
ODD_NIK = Words(
    "Tanggal lahir dalam NIK tampak janggal. Periksa KTP.",
    "The birth date in the NIK looks odd. Check the KTP.",
)


class Purpose(StrEnum):
    """What one may open them for. Codes, because the ledger keeps them and people write names into free text."""

    CONTACT = "contact"  # menghubungi relawan
    APPOINTMENT = "appointment"  # menyusun atau memperpanjang SK
    PAYMENT = "payment"  # tali asih, asuransi
    CORRECTION = "correction"  # memperbaiki data


@dataclass(frozen=True, slots=True)
class Particulars:
    """Empty where the office has not written it down."""

    nik: str = ""
    phone: str = ""
    address: str = ""

    @property
    def odd_nik(self) -> bool:
        """Whether the digits of the birth date cannot be one (a woman's day has 40 added). A warning, never a refusal:
        wrong NIK exist on real cards."""
        digits = re.sub("[^0-9]", "", self.nik)
        if len(digits) != 16:
            return False
        day, month = int(digits[6:8]), int(digits[8:10])
        return not (1 <= (day - 40 if day > 40 else day) <= 31 and 1 <= month <= 12)


def require_particulars(particulars: Particulars) -> Particulars:
    """As they are kept: without blanks and hyphens in the numbers. What is wrong is named, never repeated."""
    nik = re.sub(r"[\s.-]", "", particulars.nik)
    phone = re.sub(r"[\s.()-]", "", particulars.phone)
    address = " ".join(particulars.address.split())
    wrong: dict[str, Words] = {}
    if nik and not re.fullmatch(r"[0-9]{16}", nik):
        wrong["nik"] = Words(
            "NIK harus 16 angka. Belum punya? Kosongkan.",
            "A NIK has 16 digits. None yet? Leave it empty.",
        )
    if phone and not PHONE.fullmatch(phone):
        wrong["phone"] = Words("Nomor telepon 8 sampai 15 angka.", "A telephone number has 8 to 15 digits.")
    if len(address) > 300:
        wrong["address"] = Words("Alamat paling panjang 300 huruf.", "An address has at most 300 letters.")
    if wrong:
        raise Invalid(fields=wrong)
    return Particulars(nik, phone, address)


def require_corrected(told: Mapping[str, str]) -> dict[str, str]:
    """Those of them that were wrong, as they are kept; an empty one is taken away."""
    kept = require_particulars(Particulars(**told))
    return {name: getattr(kept, name) for name in told}
