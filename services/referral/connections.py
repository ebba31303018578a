"""*Hubungkan*: a light referral. The volunteer names a service of the directory and goes along; no letter, no decision
of the Dinas, no packet. Suggested, accompanied, then served or not served with the reason.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from services.kit.change import Change
from services.kit.errors import Conflict, Invalid, Stale, Words
from services.referral import codes, statuses
from services.referral.matters import Matter
from services.referral.services import Service


class Progress(StrEnum):
    SUGGESTED = "suggested"
    ACCOMPANIED = "accompanied"
    SERVED = "served"
    NOT_SERVED = "not_served"


# Code word, words on the page, whose move is next.
PROGRESS: dict[Progress, tuple[Words, str]] = {
    Progress.SUGGESTED: (Words("Disarankan", "Suggested"), "psm"),
    Progress.ACCOMPANIED: (Words("Didampingi", "Accompanied"), "psm"),
    Progress.SERVED: (Words("Sudah dilayani", "Served"), "none"),
    Progress.NOT_SERVED: (Words("Tidak terlayani", "Not served"), "none"),
}
_OPEN = frozenset({Progress.SUGGESTED, Progress.ACCOMPANIED})

MOVES: dict[str, frozenset[Progress]] = {"accompany": frozenset({Progress.SUGGESTED}), "conclude": _OPEN}


class AlreadyConnected(Conflict):
    code = "already-connected"
    words = Words(
        "Warga ini sedang dihubungkan ke layanan itu.", "This citizen is being connected to that service already."
    )


class ConnectionOver(Conflict):
    code = "connection-over"
    words = Words("Hasilnya sudah dicatat.", "The result has been written down already.")


@dataclass(frozen=True, slots=True)
class ConnectionFact:
    connection: "Connection"
    old: Progress | None
    at: datetime


class ConnectionSuggested(ConnectionFact): ...


class ConnectionAccompanied(ConnectionFact): ...


class ConnectionServed(ConnectionFact): ...


class ConnectionNotServed(ConnectionFact): ...


class ConnectionProtected(ConnectionFact):
    """Its case turned out to be protected: the village has nothing to do with it any more."""


_FACTS: dict[Progress, type[ConnectionFact]] = {
    Progress.SUGGESTED: ConnectionSuggested,
    Progress.ACCOMPANIED: ConnectionAccompanied,
    Progress.SERVED: ConnectionServed,
    Progress.NOT_SERVED: ConnectionNotServed,
}


@dataclass(frozen=True, slots=True)
class Connection:
    office: str
    connection_id: UUID
    matter: Matter
    service_id: UUID
    service_name: str
    to_office: str
    status: Progress
    suggested_by: str
    suggested_at: datetime
    at: datetime
    reason: str = ""
    version: int = 1

    @property
    def turn(self) -> str:
        """The volunteer does not see a protected case: what is open there is the Dinas's to conclude."""
        return "sender" if self.open and self.matter.protected else PROGRESS[self.status][1]

    @property
    def open(self) -> bool:
        return self.status in _OPEN

    def require_version(self, was: int) -> None:
        if was != self.version:
            raise Stale()

    def hear_matter(self, matter: Matter, *, at: datetime) -> Change["Connection"]:
        """Where its case now stands. That it became protected is told, so that what waits in the village goes."""
        now = replace(self, matter=matter)
        hidden = self.open and matter.protected and not self.matter.protected
        return Change(now, [ConnectionProtected(now, self.status, at)] if hidden else [])

    def accompany(self, *, was: int, at: datetime) -> Change["Connection"]:
        self.require_version(was)
        if self.status not in MOVES["accompany"]:
            raise ConnectionOver()
        return self._to(Progress.ACCOMPANIED, at=at)

    def conclude(self, *, served: bool, reason: str, note: str, was: int, at: datetime) -> Change["Connection"]:
        """Also without having been accompanied: people go by themselves."""
        self.require_version(was)
        if not self.open:
            raise ConnectionOver()
        if not served:
            on = statuses.day(at, self.office)
            codes.require_reason(codes.NOT_SERVED_REASONS, reason, note, office=self.office, on=on)
            return self._to(Progress.NOT_SERVED, reason=reason, at=at)
        if reason:
            raise Invalid(
                fields={
                    "reason": Words("Alasan hanya untuk yang tidak dilayani.", "A reason is for what is not served.")
                }
            )
        return self._to(Progress.SERVED, at=at)

    def _to(self, progress: Progress, *, at: datetime, reason: str = "") -> Change["Connection"]:
        now = replace(self, status=progress, reason=reason, at=at, version=self.version + 1)
        return Change(now, [_FACTS[progress](now, self.status, at)])


def suggest(
    *, matter: Matter, connection_id: UUID, service: Service, others: list[Connection], by: str, at: datetime
) -> Change[Connection]:
    """`others` are the case's connections so far."""
    matter.require_open()
    service.require_light(matter.office)
    if any(other.service_id == service.service_id and other.open for other in others):
        raise AlreadyConnected()
    connection = Connection(
        office=matter.office,
        connection_id=connection_id,
        matter=matter,
        service_id=service.service_id,
        service_name=service.name,
        to_office=service.office,
        status=Progress.SUGGESTED,
        suggested_by=by,
        suggested_at=at,
        at=at,
    )
    return Change(connection, [ConnectionSuggested(connection, None, at)])
