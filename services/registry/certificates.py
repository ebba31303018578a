"""Certificates: what a training leaves with whoever passed it, and how anybody can tell it from a forged one.

The token of a certificate is its office, its own id, and a seal over both that only this service can make: it is stored
nowhere, cannot be guessed, and says by itself whose wall it stands behind.
"""

import base64
import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from services.kit import ids
from services.kit.change import Change
from services.kit.errors import Conflict, Invalid, Stale, Words
from services.registry import days
from services.registry.participants import Participant
from services.registry.standings import require_reason
from services.registry.tiers import Tier
from services.registry.trainings import Training

SERIES = "certificate"
SCHEME = "{no:03d}/SERT/{office}/{month}/{year}"
_SEAL = 16  # bytes of the seal that a token carries

Sealing = Callable[[str], bytes]  # a keyed fingerprint


class State(StrEnum):
    VALID = "valid"
    EXPIRED = "expired"
    REVOKED = "revoked"


STATES: dict[State, Words] = {
    State.VALID: Words("Asli dan berlaku", "Genuine and valid"),
    State.EXPIRED: Words("Asli, masa berlakunya sudah lewat", "Genuine, its validity has ended"),
    State.REVOKED: Words("Dicabut", "Revoked"),
}


class AlreadyRevoked(Conflict):
    code = "already-revoked"
    words = Words(
        "Sertifikat ini sudah dicabut dan tetap demikian. Muat ulang halamannya.",
        "This certificate has been revoked, for good. Reload the page.",
    )


@dataclass(frozen=True, slots=True)
class CertificateFact:
    """Who holds it (none for a candidate), which tier was gained, where."""

    certificate_id: UUID
    training_id: UUID
    volunteer_id: UUID | None
    tier: str
    office: str
    kec: str
    at: datetime


class CertificateIssued(CertificateFact): ...


class CertificateRevoked(CertificateFact): ...


@dataclass(frozen=True, slots=True)
class Certificate:
    """As it was printed: name, course and tier stay what they were. `tier` is the code, `tier_words` say it with the
    authority; both empty where the course has none."""

    office: str
    certificate_id: UUID
    training_id: UUID
    participant_id: UUID
    volunteer_id: UUID | None
    number: str
    name: str
    title: str
    tier: str
    tier_words: Words
    hours: int
    kec: str
    issued_on: date
    issued_at: datetime
    valid_until: date | None = None
    revoked_at: datetime | None = None
    reason: str = ""
    version: int = 1

    def state(self, on: date) -> State:
        return state(self.valid_until, self.revoked_at, on)

    def revoke(self, *, reason: str, was: int, at: datetime) -> Change["Certificate"]:
        """For good."""
        if was != self.version:
            raise Stale()
        if self.revoked_at is not None:
            raise AlreadyRevoked()
        now = replace(self, revoked_at=at, reason=require_reason(reason), version=self.version + 1)
        return Change(now, [CertificateRevoked(*self.told, at)])

    @property
    def told(self) -> tuple[UUID, UUID, UUID | None, str, str, str]:
        return self.certificate_id, self.training_id, self.volunteer_id, self.tier, self.office, self.kec


def state(valid_until: date | None, revoked_at: datetime | None, on: date) -> State:
    """How a certificate stands on that day; what was revoked stays so."""
    if revoked_at is not None:
        return State.REVOKED
    return State.EXPIRED if valid_until is not None and on > valid_until else State.VALID


def issue(
    training: Training, passed: Sequence[Participant], first: int, certificate_ids: Sequence[UUID], *, on: date,
    at: datetime,
) -> Change[tuple[Certificate, ...]]:  # fmt: skip
    """One for each who passed, by number from `first` on, dated `on`."""
    made = tuple(
        _issued(training, one, number, certificate_id, on, at)
        for number, (one, certificate_id) in enumerate(zip(passed, certificate_ids, strict=True), first)
    )
    return Change(made, [CertificateIssued(*one.told, at) for one in made])


def require_issue_day(training: Training, on: date | None, *, at: datetime) -> date:
    """Today, or the day that stands on the papers of a training that is long over."""
    today = days.today(training.office, at)
    day = on or today
    if not training.plan.ends_on <= day <= today:
        raise Invalid(
            fields={
                "issued_on": Words(
                    "Tanggal sertifikat antara hari terakhir pelatihan dan hari ini.",
                    "The date lies between the last day of the training and today.",
                )
            }
        )
    return day


def number(no: int, office: str, on: date) -> str:
    return SCHEME.format(no=no, office=office, month=days.ROMAN[on.month - 1], year=on.year)


def token(office: str, certificate_id: UUID, seal: Sealing) -> str:
    mark = _mark(office, certificate_id, seal)
    return f"{office}.{base64.urlsafe_b64encode(certificate_id.bytes + mark).decode().rstrip('=')}"


def read_token(text: str, seal: Sealing) -> tuple[str, UUID] | None:
    """Office and id of a token that we made; None for any other."""
    office, _, code = text.partition(".")
    try:
        told = base64.urlsafe_b64decode(code + "=" * (-len(code) % 4))
    except ValueError:
        return None
    if not ids.OFFICE.fullmatch(office) or len(told) != 16 + _SEAL:
        return None
    certificate_id = UUID(bytes=told[:16])
    ours = hmac.compare_digest(token(office, certificate_id, seal).encode(), text.encode())
    return (office, certificate_id) if ours else None


def _mark(office: str, certificate_id: UUID, seal: Sealing) -> bytes:
    return seal(f"{office}|{certificate_id}")[:_SEAL]


def _issued(training: Training, one: Participant, no: int, certificate_id: UUID, on: date, at: datetime) -> Certificate:
    tier: Tier | None = training.tier(one.role)
    return Certificate(
        office=training.office,
        certificate_id=certificate_id,
        training_id=training.training_id,
        participant_id=one.participant_id,
        volunteer_id=one.volunteer_id,
        number=number(no, training.office, on),
        name=one.name,
        title=training.plan.title,
        tier=tier.code if tier else "",
        tier_words=tier.shown if tier else Words("", ""),
        hours=training.plan.hours,
        kec=one.kec,
        issued_on=on,
        issued_at=at,
        valid_until=_after(on, training.plan.valid_years),
    )


def _after(day: date, years: int | None) -> date | None:
    if years is None:
        return None
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)
