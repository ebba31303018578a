"""Rest: weeks without intake, taken by a volunteer herself or given by her Dinas.

It is a leave like any other (`leaves.py`): she keeps her places, coverage shows her as away, it ends by itself. What is
its own is who may begin it, that it is short, and that she ends it herself.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from services.kit.errors import Conflict, Invalid, Words
from services.registry.leaves import Leave

MOST_WEEKS = 8
REASON = "Istirahat dari penerimaan kasus"


class NotResting(Conflict):
    code = "not-resting"
    words = Words(
        "Ia sedang tidak istirahat. Cuti diakhiri oleh Dinas.",
        "She is not resting. A leave is ended by the Dinas.",
    )


@dataclass(frozen=True, slots=True)
class Rest:
    office: str
    rest_id: UUID
    volunteer_id: UUID
    since_on: date
    returns_on: date
    begun_by: str  # volunteer, or dinas
    begun_at: datetime


def returns_on(weeks: int, *, today: date) -> date:
    if not 1 <= weeks <= MOST_WEEKS:
        raise Invalid(fields={"weeks": Words("Pilih 1 sampai 8 minggu.", "Choose 1 to 8 weeks.")})
    return today + timedelta(weeks=weeks)


def require_resting(leave: Leave | None, rests: list[Rest]) -> None:
    """The leave that stands is a rest."""
    if leave is None or (leave.since_on, leave.returns_on) not in {(one.since_on, one.returns_on) for one in rests}:
        raise NotResting()
