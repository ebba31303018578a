"""Imports: a file of the office becomes volunteers, in three steps that a person sees: received, checked, recorded.

    received   the file lies here sealed, is read and each row judged; nobody is appointed
    checked    the office looks at every row's fate and confirms, or withdraws
    applying   batch by batch, each whole or not at all; a batch marks its rows in its own transaction, so that whoever
               goes on after a crash does none twice
    applied    what was typed is destroyed; which lines were not recorded, and why, stays to the end of the seven days

The same file is not brought in twice, and one import of an office is recorded at a time.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from services.kit.change import Change, Duty
from services.kit.errors import Conflict, Stale, Words
from services.registry.staged_rows import TAKEN, Fate, Staged
from services.registry.volunteers import Volunteer

READ, APPLY, CLEAR = "import.read", "import.apply", "import.clear"  # duties
KEPT = timedelta(days=7)
BATCH = 500  # rows of a transaction
# Thousands of accounts follow at Keycloak's pace and not all at once, and only when all batches should be through:
# what is due beside them is not kept waiting, and no batch stands behind them.
PACE = timedelta(milliseconds=200)
LEAD = timedelta(seconds=3)  # for each batch


class Status(StrEnum):
    RECEIVED = "received"
    REFUSED = "refused"
    CHECKED = "checked"
    APPLYING = "applying"
    APPLIED = "applied"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


# Code word, words on the page, whose move is next.
STATUSES: dict[Status, tuple[Words, str]] = {
    Status.RECEIVED: (Words("Sedang diperiksa", "Being checked"), "titian"),
    Status.REFUSED: (Words("Berkas ditolak", "File refused"), "dinas"),
    Status.CHECKED: (Words("Menunggu persetujuan", "Waiting to be confirmed"), "dinas"),
    Status.APPLYING: (Words("Sedang dicatat", "Being recorded"), "titian"),
    Status.APPLIED: (Words("Selesai dicatat", "Recorded"), "none"),
    Status.WITHDRAWN: (Words("Dibatalkan", "Withdrawn"), "none"),
    Status.EXPIRED: (Words("Kedaluwarsa", "Expired"), "none"),
}


class SameFile(Conflict):
    code = "same-file"
    words = Words(
        "Berkas ini sudah pernah diunggah. Lihat daftar impor; ubah isinya bila memang berkas lain.",
        "This file was uploaded before. See the list of imports; change it if it is another one.",
    )


class NotChecked(Conflict):
    code = "not-checked"
    words = Words(
        "Impor ini tidak sedang menunggu persetujuan. Muat ulang halamannya.",
        "This import is not waiting to be confirmed. Reload the page.",
    )


class RowsGone(Conflict):
    code = "rows-gone"
    words = Words(
        "Barisnya hanya dapat diambil selama impor menunggu persetujuan. Sesudah itu isinya dihapus.",
        "The rows can be taken only while the import waits to be confirmed. After that they are destroyed.",
    )


class NothingToRecord(Conflict):
    code = "nothing-to-record"
    words = Words(
        "Tidak ada baris yang dapat dicatat. Perbaiki berkasnya, lalu unggah lagi.",
        "There is no row to record. Mend the file and upload it again.",
    )


class OtherImport(Conflict):
    code = "other-import"
    words = Words(
        "Impor lain sedang dicatat. Setujui yang ini setelah selesai.",
        "Another import is being recorded. Confirm this one when it is done.",
    )


@dataclass(frozen=True, slots=True)
class Import:
    """`counts` are its rows by fate. `ignored` are the letters of columns that were not read, `refusal` says why a file
    could not be read at all."""

    office: str
    import_id: UUID
    file_print: bytes
    received_at: datetime
    received_by: str
    status: Status = Status.RECEIVED
    confirmed_at: datetime | None = None
    ended_at: datetime | None = None
    refusal: Words | None = None
    ignored: tuple[str, ...] = ()
    counts: Mapping[Fate, int] = field(default_factory=dict)
    version: int = 1

    @property
    def rows(self) -> int:
        return sum(self.counts.values())

    @property
    def waiting(self) -> int:
        """Rows that a confirmation would take in, or that are still to be taken in."""
        return sum(self.counts.get(fate, 0) for fate in TAKEN)

    @property
    def unread(self) -> bool:
        return self.status is Status.RECEIVED

    @property
    def ended(self) -> bool:
        """Nothing more becomes of it: what was typed can be destroyed."""
        return self.status not in (Status.RECEIVED, Status.CHECKED, Status.APPLYING)

    @property
    def recorded(self) -> int:
        return self.counts.get(Fate.RECORDED, 0)

    @property
    def clear_at(self) -> datetime:
        """When what is left of its rows is destroyed, whatever became of it."""
        return self.received_at + KEPT

    def checked(self, rows: Iterable[Staged], *, ignored: tuple[str, ...]) -> Change["Import"]:
        """Read, and every row judged. Where it was cleared away while it was read, it stays so."""
        if not self.unread:
            return Change(self)
        counts = dict(Counter(row.fate for row in rows))
        return Change(replace(self, status=Status.CHECKED, ignored=ignored, counts=counts, version=self.version + 1))

    def refused(self, words: Words, *, at: datetime) -> Change["Import"]:
        if not self.unread:
            return Change(self)
        return Change(replace(self._ended(Status.REFUSED, at), refusal=words))

    def confirm(self, *, was: int, at: datetime) -> Change["Import"]:
        self._require_checked(was)
        if not self.waiting:
            raise NothingToRecord()
        now = replace(self, status=Status.APPLYING, confirmed_at=at, version=self.version + 1)
        return Change(now, duties=[Duty(APPLY, self.import_id, at)])

    def withdraw(self, *, was: int, at: datetime) -> Change["Import"]:
        self._require_checked(was)
        return Change(self._ended(Status.WITHDRAWN, at))

    def recorded_batch(self, before: Iterable[Staged], after: Iterable[Staged], *, at: datetime) -> Change["Import"]:
        """Some rows were taken in, or could not be any more; the next ones are due at once, ahead of what their own
        accounts are due for."""
        counts = Counter(dict(self.counts))
        counts.subtract(Counter(row.fate for row in before))
        counts.update(Counter(row.fate for row in after))
        now = replace(self, counts={fate: count for fate, count in counts.items() if count}, version=self.version + 1)
        if now.waiting:
            return Change(now, duties=[Duty(APPLY, self.import_id, self.confirmed_at or at)])
        return Change(replace(now, status=Status.APPLIED, ended_at=at))

    def cleared(self, *, at: datetime) -> Change["Import"]:
        """The seven days are over; what is being recorded just then is left until it is done."""
        if self.status is Status.APPLYING:
            return Change(self, duties=[Duty(CLEAR, self.import_id, at + timedelta(hours=1))])
        if self.status in (Status.RECEIVED, Status.CHECKED):
            return Change(self._ended(Status.EXPIRED, at))
        return Change(replace(self, version=self.version + 1))

    def paced(self, change: Change[Volunteer], *, number: int, at: datetime) -> Change[Volunteer]:
        """The appointment of the row with this number among those recorded, its account due in its turn."""
        due_at = (self.confirmed_at or at) + (1 + (self.waiting + self.recorded) // BATCH) * LEAD + number * PACE
        return replace(change, duties=[replace(duty, due_at=due_at) for duty in change.duties])

    def require_rows(self) -> None:
        """What was typed lies here, and may be looked at, until somebody decides."""
        if self.status is not Status.CHECKED:
            raise RowsGone()

    def _require_checked(self, was: int) -> None:
        if was != self.version:
            raise Stale()
        if self.status is not Status.CHECKED:
            raise NotChecked()

    def _ended(self, status: Status, at: datetime) -> "Import":
        return replace(self, status=status, ended_at=at, version=self.version + 1)


def receive(*, office: str, import_id: UUID, file_print: bytes, by: str, at: datetime) -> Change[Import]:
    """The file lies here; it is read at once, and whatever is left of it is destroyed after seven days."""
    received = Import(office, import_id, file_print, at, by)
    return Change(received, duties=[Duty(READ, import_id, at), Duty(CLEAR, import_id, received.clear_at)])
