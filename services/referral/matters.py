"""The case that a referral is about, as far as it must be known here: whose, where, how protected. Never the person.

The first word of it comes from cases when something is sent, every later one as a fact.
"""

from dataclasses import dataclass
from uuid import UUID

from services.kit.errors import Conflict, Words

PROTECTED = 3  # sensitivity S3
_OVER = frozenset({"closed", "solved", "declined", "transferred"})  # statuses of cases


class CaseOver(Conflict):
    code = "case-over"
    words = Words("Kasus ini sudah selesai.", "This case is over.")


@dataclass(frozen=True, slots=True)
class Matter:
    """`village` and `kec` are empty for a protected case. `recorded_by` and `assigned_to` are people of the office."""

    office: str
    case_id: UUID
    case_code: str
    village: str
    kec: str
    sensitivity: int
    recorded_by: str = ""
    assigned_to: str = ""

    @property
    def protected(self) -> bool:
        return self.sensitivity >= PROTECTED

    @property
    def area(self) -> str:
        """The place that facts name: the village, the kabupaten where the case is protected."""
        return self.office if self.protected or not self.village else self.village


def require_open(case_status: str) -> None:
    """Nothing begins for a case that is over."""
    if case_status in _OVER:
        raise CaseOver()
