"""Monthly reports: a PSM's goes to the TKSK of her kecamatan and on to the Dinas, a TKSK's to the Dinas; each of them
sends it back with the reason where something is wrong.

What was sent is frozen: the report keeps the lines of the journal as they were, and the journal of the month is closed
until it comes back. Nobody checks herself: what a TKSK sends lies before the Dinas at once.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from services.kit import area
from services.kit.change import Change
from services.kit.errors import Conflict, Invalid, Stale, Words
from services.registry import days, thresholds
from services.registry.journals import Line, MonthSent
from services.registry.standings import require_reason
from services.registry.volunteers import Role, Volunteer

AUTHOR = "author"


class Status(StrEnum):
    SENT = "sent"
    CHECKED = "checked"
    RETURNED = "returned"
    APPROVED = "approved"


# Code word, words on the page, whose move is next; the author is a PSM or a TKSK.
STATUSES: dict[Status, tuple[Words, str]] = {
    Status.SENT: (Words("Menunggu pemeriksaan TKSK", "Awaiting the TKSK"), "tksk"),
    Status.CHECKED: (Words("Menunggu persetujuan Dinas", "Awaiting the Dinas"), "dinas"),
    Status.RETURNED: (Words("Perlu diperbaiki", "To be corrected"), AUTHOR),
    Status.APPROVED: (Words("Disetujui Dinas", "Approved by the Dinas"), "none"),
}
OUT = frozenset({Status.SENT, Status.CHECKED, Status.APPROVED})  # of its author's hands
OPEN = "open"  # of a month without a report
OPEN_WORDS = Words("Belum dikirim", "Not sent yet")


class NotAtThisStep(Conflict):
    code = "not-at-this-step"
    words = Words(
        "Laporan ini sedang pada langkah lain. Muat ulang, lalu lihat gilirannya.",
        "This report is at another step. Reload and see whose move it is.",
    )


class MonthNotOver(Conflict):
    code = "month-not-over"
    words = Words(
        "Bulan ini belum berakhir. Laporan dikirim mulai tanggal 1 bulan berikutnya.",
        "This month is not over. Its report is sent from the first of the next one on.",
    )


class NothingWritten(Conflict):
    code = "nothing-written"
    words = Words(
        "Belum ada kegiatan dalam jurnal bulan ini. Tulis dahulu.",
        "The journal of this month is empty. Write it first.",
    )


class DraftsLeft(Conflict):
    code = "drafts-left"
    words = Words(
        "Masih ada konsep yang belum dilengkapi. Lengkapi atau keluarkan dari jurnal, lalu kirim.",
        "Some drafts are not completed. Complete them or take them out, then send.",
    )


@dataclass(frozen=True, slots=True)
class Report:
    """`month` is its first day. `minutes`, `entries` and `active_days` are its sums, as lists show them. `moved_by` is
    who took the last step, by name: all act publicly. `name`, `role` and `places` are as when it was sent."""

    office: str
    report_id: UUID
    volunteer_id: UUID
    month: date
    name: str
    role: str
    kec: str
    places: tuple[str, ...]
    status: Status
    minutes: int
    entries: int
    active_days: int
    sent_at: datetime
    at: datetime
    moved_by: str
    reason: str = ""
    version: int = 1
    lines: tuple[Line, ...] = field(default=(), repr=False)  # only where it was opened

    @property
    def turn(self) -> str:
        turn = STATUSES[self.status][1]
        return self.role if turn == AUTHOR else turn

    @property
    def late(self) -> bool:
        return days.today(self.office, self.sent_at) > due_on(self.office, self.month)

    def check(self, *, by: str, was: int, at: datetime) -> Change["Report"]:
        """Looked through by the TKSK, or by the Dinas where the kecamatan has none."""
        return self._to(Status.CHECKED, {Status.SENT}, by, was, at)

    def approve(self, *, by: str, was: int, at: datetime) -> Change["Report"]:
        return self._to(Status.APPROVED, {Status.CHECKED}, by, was, at)

    def return_(self, *, reason: str, by: str, of_dinas: bool, was: int, at: datetime) -> Change["Report"]:
        """To its author, with what is wrong: by the TKSK while it lies before her, by the Dinas until it approves."""
        before = {Status.SENT, Status.CHECKED} if of_dinas else {Status.SENT}
        moved = self._to(Status.RETURNED, before, by, was, at)
        return Change(replace(moved.now, reason=require_reason(reason)))

    def require_version(self, was: int) -> None:
        if was != self.version:
            raise Stale()

    def _to(self, status: Status, before: set[Status], by: str, was: int, at: datetime) -> Change["Report"]:
        self.require_version(was)
        if self.status not in before:
            raise NotAtThisStep()
        return Change(replace(self, status=status, at=at, moved_by=by, reason="", version=self.version + 1))


def send(
    before: Report | None, *, report_id: UUID, by: Volunteer, month: date, lines: Sequence[Line], was: int,
    at: datetime,
) -> Change[Report]:  # fmt: skip
    """The month as its journal stands, `before` being the report that came back. Its version is 0 until it was sent."""
    if was != (before.version if before else 0):
        raise Stale()
    if before is not None and before.status in OUT:
        raise MonthSent()
    require_over(month, by.office, at)
    here = [one for one in lines if not one.removed]
    if any(one.draft for one in here):
        raise DraftsLeft()
    if not here:
        raise NothingWritten()
    here.sort(key=lambda one: (one.told.day, one.at))
    places = by.post.villages if by.role is Role.PSM else (by.kec,)
    return Change(
        Report(
            office=by.office, report_id=before.report_id if before else report_id, volunteer_id=by.volunteer_id,
            month=month, name=by.name, role=by.role, kec=by.kec, places=places,
            status=Status.SENT if by.role is Role.PSM else Status.CHECKED, minutes=minutes(here), entries=len(here),
            active_days=len({one.told.day for one in here}), at=at,
            sent_at=before.sent_at if before else at, moved_by=by.name, version=was + 1,
            lines=tuple(here),
        )
    )  # fmt: skip


def require_month(text: str) -> date:
    """`2026-10`."""
    try:
        month = date.fromisoformat(f"{text}-01")
    except ValueError:
        month = date.min
    if not 2000 <= month.year <= 2100:
        raise Invalid(fields={"month": Words("Pilih bulan.", "Choose a month.")})
    return month


def require_over(month: date, office: str, at: datetime) -> None:
    if days.after(month) > days.today(office, at):
        raise MonthNotOver()


def due_on(office: str, month: date) -> date:
    """The last day on which its report is in time."""
    return days.after(month) + timedelta(days=thresholds.of(office, month).report_day - 1)


def minutes(lines: Sequence[Line]) -> int:
    return sum(one.told.minutes for one in lines)


def minutes_by(part: str, lines: Sequence[Line]) -> Counter[str]:
    """Minutes by `kind` of activity, or by `function`."""
    found: Counter[str] = Counter()
    for one in lines:
        found[getattr(one.told, part)] += one.told.minutes
    return found


def places_written(places: Sequence[str]) -> str:
    return ", ".join(area.name(code) for code in places)
