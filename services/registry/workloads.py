"""Workload: which open cases a volunteer recorded and when she recorded last, as far as the facts of cases tell.

A fact about a protected case names nobody, so from the day that a case turns out to be protected it is in nobody's load
here. What the registry keeps is ids and days: whether somebody is silent or overloaded, never what a case is about.
"""

from dataclasses import dataclass
from uuid import UUID

ENDED = frozenset({"closed", "solved", "declined", "transferred"})


@dataclass(frozen=True, slots=True)
class Step:
    """A case moved on. `recorded_by` is empty where it is protected, `old_status` where it begins."""

    case_id: UUID
    recorded_by: str
    old_status: str
    status: str

    @property
    def begins(self) -> bool:
        return not self.old_status

    @property
    def in_hand(self) -> bool:
        """Whether it is in its recorder's load from now on."""
        return bool(self.recorded_by) and self.status not in ENDED

    @property
    def counts(self) -> bool:
        """Most steps of a case change nobody's load."""
        was_over, is_over = self.old_status in ENDED, self.status in ENDED
        return self.begins or not self.recorded_by or was_over != is_over
