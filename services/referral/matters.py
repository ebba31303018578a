"""The case that a referral is about, as far as it must be known here: whose, where, how protected. Never the person.

The first word of it comes from cases when something is sent, every later one as a fact.
"""

from dataclasses import dataclass, replace
from uuid import UUID

from services.kit.errors import Conflict, Words

PROTECTED = 3  # sensitivity S3
_OVER = frozenset({"closed", "solved", "declined", "transferred"})  # statuses of cases


class CaseOver(Conflict):
    code = "case-over"
    words = Words("Kasus ini sudah selesai.", "This case is over.")


class Erased(Conflict):
    code = "erased"
    words = Words("Data warga ini sudah dihapus.", "The data of this person were erased.")


@dataclass(frozen=True, slots=True)
class Matter:
    """`village`, `kec` and `recorded_by` are empty for a protected case. `recorded_by` and `assigned_to` are people of
    the office. `case_status` is the word of cases, empty before the first one. `erased`: of whom nothing is written
    any more."""

    office: str
    case_id: UUID
    case_code: str
    village: str
    kec: str
    sensitivity: int
    recorded_by: str = ""
    assigned_to: str = ""
    case_status: str = ""
    erased: bool = False

    @property
    def protected(self) -> bool:
        return self.sensitivity >= PROTECTED

    @property
    def keepers(self) -> tuple[str, ...]:
        """For whom, beside the protected desk, the vault opens what was written about a protected case."""
        return (self.assigned_to,) if self.assigned_to else ()

    @property
    def area(self) -> str:
        """The place that facts name: the village, the kabupaten where the case is protected."""
        return self.office if self.protected or not self.village else self.village

    def require_open(self) -> None:
        """Nothing begins for a case that is over."""
        self.require_not_erased()
        if self.case_status in _OVER:
            raise CaseOver()

    def require_not_erased(self) -> None:
        """No words are written about whom everybody was to forget."""
        if self.erased:
            raise Erased()

    def hear(self, told: "Matter") -> "Matter":
        """The newest word of cases goes before what is known, but loosens nothing, late or heard anew."""
        return _tightened(replace(told, erased=self.erased or told.erased), self)

    def ask(self, asked: "Matter") -> "Matter":
        """What facts have told goes before what was asked, which may have been overtaken; but it tightens."""
        return _tightened(replace(self, case_status=self.case_status or asked.case_status), asked)

    def erase(self) -> "Matter":
        return replace(self, erased=True)


def unheard(office: str, case_id: UUID) -> Matter:
    """A case of which nothing was told yet."""
    return Matter(office, case_id, case_code="", village="", kec="", sensitivity=0)


def _tightened(matter: Matter, other: Matter) -> Matter:
    matter = replace(matter, sensitivity=max(matter.sensitivity, other.sensitivity))
    return replace(matter, village="", kec="", recorded_by="") if matter.protected else matter
