"""Awards that others gave a volunteer: of which level, by whom, number and day as the paper says."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from services.kit.change import Change
from services.kit.errors import Conflict, Invalid, Stale, Words
from services.registry import care_codes
from services.registry.standings import require_reason


class AlreadyWithdrawn(Conflict):
    code = "award-withdrawn"
    words = Words("Catatan penghargaan ini sudah ditarik.", "This award has been withdrawn already.")


@dataclass(frozen=True, slots=True)
class Award:
    office: str
    award_id: UUID
    volunteer_id: UUID
    title: str
    level: str
    giver: str
    number: str
    awarded_on: date
    recorded_at: datetime
    withdrawn: str = ""  # the reason
    version: int = 1

    def withdraw(self, *, reason: str, was: int) -> Change["Award"]:
        """It was written down by mistake."""
        if was != self.version:
            raise Stale()
        if self.withdrawn:
            raise AlreadyWithdrawn()
        return Change(replace(self, withdrawn=require_reason(reason), version=self.version + 1))


def record(
    *, office: str, award_id: UUID, volunteer_id: UUID, title: str, level: str, giver: str, number: str,
    awarded_on: date, today: date, at: datetime,
) -> Change[Award]:  # fmt: skip
    lines = {name: " ".join(text.split()) for name, text in (("title", title), ("giver", giver), ("number", number))}
    wrong: dict[str, Words] = {}
    if not 3 <= len(lines["title"]) <= 150:
        wrong["title"] = Words("Tulis nama penghargaan.", "Write the name of the award.")
    if not 3 <= len(lines["giver"]) <= 150:
        wrong["giver"] = Words("Tulis siapa yang memberi.", "Write who gave it.")
    if not 1 <= len(lines["number"]) <= 100:
        wrong["number"] = Words("Tulis nomor piagam.", "Write the number of the paper.")
    if not care_codes.stands(care_codes.LEVELS, level, today):
        wrong["level"] = care_codes.CHOOSE
    if awarded_on > today:
        wrong["awarded_on"] = Words("Tanggalnya belum tiba.", "That day has not come.")
    if wrong:
        raise Invalid(fields=wrong)
    return Change(
        Award(
            office, award_id, volunteer_id, lines["title"], level, lines["giver"], lines["number"], awarded_on, at
        )
    )  # fmt: skip
