"""Hours and own costs of a volunteer: she writes them down, her TKSK or the Dinas acknowledges them or returns them.

No text frees the state from saying what a volunteer gave, and none pays it back by itself: an acknowledged entry is a
record, not a claim. Nobody acknowledges her own; what was acknowledged by mistake is returned, with the reason.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from services.kit.change import Change
from services.kit.errors import Conflict, Forbidden, Invalid, Stale, Words
from services.registry import care_codes, days
from services.registry.standings import require_reason

OLDEST = timedelta(days=366)
LEAST_MINUTES, DAY_MINUTES = 15, 24 * 60
MOST_RUPIAH = 20_000_000


class Kind(StrEnum):
    """What is counted: minutes, or rupiah."""

    HOURS = "hours"
    COST = "cost"


LISTS = {Kind.HOURS: care_codes.HOURS, Kind.COST: care_codes.COSTS}
KINDS: dict[Kind, Words] = {
    Kind.HOURS: Words("Jam pelayanan", "Hours of service"),
    Kind.COST: Words("Biaya sendiri", "Own costs"),
}


class Status(StrEnum):
    ENTERED = "entered"
    ACKNOWLEDGED = "acknowledged"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


# Code word, words on the page, whose move is next; who acknowledges a PSM's is her TKSK, a TKSK's the Dinas.
REVIEWER = "reviewer"
STATUSES: dict[Status, tuple[Words, str]] = {
    Status.ENTERED: (Words("Menunggu pengesahan", "Awaiting acknowledgement"), REVIEWER),
    Status.ACKNOWLEDGED: (Words("Disahkan", "Acknowledged"), "none"),
    Status.RETURNED: (Words("Dikembalikan, perlu diperbaiki", "Returned, needs mending"), "writer"),
    Status.WITHDRAWN: (Words("Ditarik", "Withdrawn"), "none"),
}
_HERS = frozenset({Status.ENTERED, Status.RETURNED})  # while she may still change it


class NotAtThisPoint(Conflict):
    code = "entry-decided"
    words = Words(
        "Catatan ini sudah disahkan, dikembalikan, atau ditarik. Muat ulang, lalu lihat apa yang dapat dilakukan.",
        "This entry has been decided or withdrawn. Reload and see what can be done.",
    )


class OwnEntry(Forbidden):
    code = "own-entry"
    words = Words(
        "Catatan sendiri disahkan orang lain: catatan TKSK oleh Dinas.",
        "Nobody acknowledges her own entry: a TKSK's is for the Dinas.",
    )


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody writes down: `amount` is minutes or rupiah, `paper` names the receipt where there is one."""

    kind: Kind
    code: str
    day: date
    amount: int
    paper: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    office: str
    entry_id: UUID
    volunteer_id: UUID
    role: str  # of the volunteer, when it was written
    name: str
    told: Told
    status: Status
    entered_at: datetime
    reason: str = ""
    decided_by: str = ""
    version: int = 1

    @property
    def turn(self) -> str:
        turn = STATUSES[self.status][1]
        if turn == REVIEWER:
            return "tksk" if self.role == "psm" else "dinas"
        return self.role if turn == "writer" else turn

    def revise(self, told: Told, *, others: int, was: int, at: datetime) -> Change["Entry"]:
        """Mended by who wrote it; it waits to be acknowledged again. `others`: minutes of the same day beside these."""
        self._require(was, _HERS)
        fitting = require_told(told, others=others, today=days.today(self.office, at))
        return Change(replace(self, told=fitting, status=Status.ENTERED, reason="", version=self.version + 1))

    def withdraw(self, *, was: int) -> Change["Entry"]:
        self._require(was, _HERS)
        return Change(replace(self, status=Status.WITHDRAWN, version=self.version + 1))

    def acknowledge(self, *, by: UUID | None, by_name: str, was: int) -> Change["Entry"]:
        """`by` is the volunteer who acknowledges, none for an officer."""
        self._require(was, frozenset({Status.ENTERED}))
        self._require_other(by)
        now = replace(self, status=Status.ACKNOWLEDGED, decided_by=by_name, reason="", version=self.version + 1)
        return Change(now)

    def send_back(self, *, reason: str, by: UUID | None, by_name: str, was: int) -> Change["Entry"]:
        """With the reason; also what was acknowledged by mistake."""
        self._require(was, frozenset({Status.ENTERED, Status.ACKNOWLEDGED}))
        self._require_other(by)
        said = require_reason(reason)
        return Change(
            replace(self, status=Status.RETURNED, decided_by=by_name, reason=said, version=self.version + 1)
        )  # fmt: skip

    def _require(self, was: int, fitting: frozenset[Status]) -> None:
        if was != self.version:
            raise Stale()
        if self.status not in fitting:
            raise NotAtThisPoint()

    def _require_other(self, by: UUID | None) -> None:
        if by is not None and (by == self.volunteer_id or self.role == "tksk"):
            raise OwnEntry()


def enter(
    *, office: str, entry_id: UUID, volunteer_id: UUID, role: str, name: str, told: Told, others: int, at: datetime
) -> Change[Entry]:
    fitting = require_told(told, others=others, today=days.today(office, at))
    return Change(Entry(office, entry_id, volunteer_id, role, name, fitting, Status.ENTERED, at))


def require_told(told: Told, *, others: int, today: date) -> Told:
    """As it is kept; all that is wrong at once."""
    paper = " ".join(told.paper.split())
    wrong: dict[str, Words] = {}
    if not care_codes.stands(LISTS[told.kind], told.code, today):
        wrong["code"] = care_codes.CHOOSE
    if not today - OLDEST <= told.day <= today:
        wrong["day"] = Words(
            "Tulis hari dalam satu tahun terakhir, paling lambat hari ini.",
            "Write a day of the last year, today at the latest.",
        )
    if told.kind is Kind.HOURS and not LEAST_MINUTES <= told.amount <= DAY_MINUTES:
        wrong["amount"] = Words("Tulis 15 menit sampai 24 jam.", "Write 15 minutes to 24 hours.")
    elif told.kind is Kind.HOURS and told.amount + others > DAY_MINUTES:
        wrong["amount"] = Words(
            "Jam pada hari itu menjadi lebih dari 24. Periksa catatan lain di hari yang sama.",
            "The hours of that day come to more than 24. Look at the other entries of the day.",
        )
    elif told.kind is Kind.COST and not 1 <= told.amount <= MOST_RUPIAH:
        wrong["amount"] = Words("Tulis Rp1 sampai Rp20.000.000.", "Write Rp1 to Rp20,000,000.")
    if len(paper) > 100:
        wrong["paper"] = Words("Paling panjang 100 huruf.", "At most 100 letters.")
    if wrong:
        raise Invalid(fields=wrong)
    return replace(told, paper=paper)
