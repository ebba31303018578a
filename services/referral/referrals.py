"""The sender's referral: from "sent" until the citizen was served, or we know why not. Sent is not served.

The partner's moves arrive as facts and are only written down here; the sender's own word ends it, also when an answer
crosses it on the way (DESIGN law 4: no hand in the other office's rows). Closing needs the citizen's own word, or the
reason why there was nothing to confirm.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from services.kit.change import Change, Duty
from services.kit.errors import Conflict, Invalid, Stale, Words
from services.referral import codes, statuses
from services.referral.matters import Matter
from services.referral.services import Service
from services.referral.statuses import ANSWERED, REPORTED, UNANSWERED, WITH_PARTNER, Answer, Result, Status, Word

EXPIRY = "referral.expiry"  # the duty to end what nobody answered
GRACE = timedelta(hours=1)  # an answer given on the last evening may still be on its way
MOST_ANSWER_DAYS = 30
PURPOSE = range(3, 201)  # characters
ERASED = "erased"  # the reason of a referral that ended because the person's data were erased

# While one of these stands the same need is not sent elsewhere; from a waiting list one may look on.
_TAKEN = WITH_PARTNER - {Status.WAITLISTED} | {Status.SERVED}

# The verbs of the sender's office, and when they can be said.
MOVES: dict[str, frozenset[Status]] = {
    "revoke": WITH_PARTNER,
    "confirm": frozenset({Status.SERVED, Status.PARTLY}),
    "close": frozenset({Status.CONFIRMED, Status.DISPUTED, Status.REJECTED, Status.NOT_SERVED, Status.EXPIRED}),
}


class NeedReferred(Conflict):
    code = "need-referred"
    words = Words(
        "Kebutuhan ini sedang dirujuk. Tunggu jawaban lembaga, atau tarik kembali rujukan itu.",
        "This need is being referred. Wait for the organisation's answer, or withdraw that referral.",
    )


class PartnerFinished(Conflict):
    code = "referral-over"
    words = Words(
        "Rujukan ini sudah selesai di lembaga, tidak dapat ditarik kembali.",
        "The organisation has finished with this referral; it cannot be withdrawn.",
    )


class NothingToConfirm(Conflict):
    code = "nothing-to-confirm"
    words = Words(
        "Lembaga belum melaporkan layanan, belum ada yang dikonfirmasi.",
        "The organisation has not reported a service; there is nothing to confirm.",
    )


class NotClosable(Conflict):
    code = "not-closable"
    words = Words(
        "Rujukan belum dapat ditutup: masih giliran lembaga atau warga, atau sudah ditutup.",
        "The referral cannot be closed: it is the organisation's or the citizen's move, or it is closed already.",
    )


@dataclass(frozen=True, slots=True)
class ReferralFact:
    """What every fact about a referral says: how it stands now, how it stood before, and when it changed."""

    referral: "Referral"
    old: Status | None
    at: datetime


class ReferralSent(ReferralFact): ...


class ReferralReceived(ReferralFact): ...


class ReferralAccepted(ReferralFact): ...


class ReferralRejected(ReferralFact): ...


class ReferralWaitlisted(ReferralFact): ...


class ReferralStarted(ReferralFact): ...


class ReferralServed(ReferralFact): ...


class ReferralPartlyServed(ReferralFact): ...


class ReferralNotServed(ReferralFact): ...


class ReferralConfirmed(ReferralFact): ...


class ReferralDisputed(ReferralFact): ...


class ReferralClosed(ReferralFact): ...


class ReferralRevoked(ReferralFact): ...


class ReferralExpired(ReferralFact): ...


class ReferralErased(ReferralFact):
    """The person's data were erased; told to the partner only, who empties the packet."""


_FACTS: dict[Status, type[ReferralFact]] = {
    Status.SENT: ReferralSent,
    Status.RECEIVED: ReferralReceived,
    Status.ACCEPTED: ReferralAccepted,
    Status.REJECTED: ReferralRejected,
    Status.WAITLISTED: ReferralWaitlisted,
    Status.IN_SERVICE: ReferralStarted,
    Status.SERVED: ReferralServed,
    Status.PARTLY: ReferralPartlyServed,
    Status.NOT_SERVED: ReferralNotServed,
    Status.CONFIRMED: ReferralConfirmed,
    Status.DISPUTED: ReferralDisputed,
    Status.CLOSED: ReferralClosed,
    Status.REVOKED: ReferralRevoked,
    Status.EXPIRED: ReferralExpired,
}


@dataclass(frozen=True, slots=True)
class Referral:
    """`reason` is the code of the last answer or end that had one, `word` the citizen's. `answer_by` and `expires_on`
    (the end of sharing) are days at the sender's place, each to its end. `fields` are names of what is shared."""

    office: str
    referral_id: UUID
    code: str
    matter: Matter
    need_id: UUID
    need_kind: str
    service_id: UUID
    service_name: str
    to_office: str
    packet_id: UUID
    fields: tuple[str, ...]
    status: Status
    sent_by: str
    sent_at: datetime
    at: datetime
    answer_by: date
    expires_on: date
    reason: str = ""
    word: Word | None = None
    version: int = 1

    @property
    def turn(self) -> str:
        return statuses.turn(self.status)

    def require_version(self, was: int) -> None:
        if was != self.version:
            raise Stale()

    # --- what the partner did, as its facts tell it ---

    def hear_opened(self, *, at: datetime) -> Change["Referral"]:
        return self._to(Status.RECEIVED, at=at) if self.status is Status.SENT else Change(self)

    def hear_answer(self, answer: Answer, *, reason: str, at: datetime) -> Change["Referral"]:
        """An accepted referral has no more time limit; a place on the waiting list stands as long as the data are
        shared."""
        if self.status not in WITH_PARTNER:
            return Change(self)
        heard = self._to(ANSWERED[answer], reason=reason, at=at)
        until = statuses.end_of(self.expires_on, self.office)
        duties = [Duty(EXPIRY, self.referral_id, until)] if answer is Answer.WAITLIST else []
        return replace(heard, duties=duties, discharged=[EXPIRY])

    def hear_started(self, *, at: datetime) -> Change["Referral"]:
        return self._to(Status.IN_SERVICE, at=at) if self.status in WITH_PARTNER else Change(self)

    def hear_report(self, result: Result, *, reason: str, at: datetime) -> Change["Referral"]:
        return self._to(REPORTED[result], reason=reason, at=at) if self.status in WITH_PARTNER else Change(self)

    # --- what the sender's office does ---

    def confirm(self, word: Word, *, was: int, at: datetime) -> Change["Referral"]:
        """The citizen's own word, separate from the partner's. "Partly" agrees only with a partner who said so too."""
        self.require_version(was)
        if self.status not in MOVES["confirm"]:
            raise NothingToConfirm()
        agreed = word is Word.YES or (word is Word.PARTLY and self.status is Status.PARTLY)
        return self._to(Status.CONFIRMED if agreed else Status.DISPUTED, word=word, at=at)

    def close(self, *, note: str, was: int, at: datetime) -> Change["Referral"]:
        """Where the statements differed, a note says what was found, unless nothing more may be written."""
        self.require_version(was)
        if self.status not in MOVES["close"]:
            raise NotClosable()
        if self.status is Status.DISPUTED and not note.strip() and not self.matter.erased:
            raise Invalid(fields={"note": Words("Tulis hasil pemeriksaan Anda.", "Write what you found.")})
        return self._to(Status.CLOSED, at=at)

    def revoke(self, *, reason: str, note: str, was: int, at: datetime) -> Change["Referral"]:
        """As long as the partner has not finished. The packet is emptied at the receiver."""
        self.require_version(was)
        if self.status not in MOVES["revoke"]:
            raise PartnerFinished()
        on = statuses.day(at, self.office)
        reason = codes.require_reason(codes.REVOCATION_REASONS, reason, note, office=self.office, on=on)
        return replace(self._to(Status.REVOKED, reason=reason, at=at), discharged=[EXPIRY])

    def expire(self, *, at: datetime) -> Change["Referral"]:
        """Nobody answered in time, or the waiting list did not move as long as data were shared."""
        if self.status in UNANSWERED or self.status is Status.WAITLISTED:
            return self._to(Status.EXPIRED, at=at)
        return Change(self)

    def erase(self, *, at: datetime) -> Change["Referral"]:
        """The person's data were erased: what is under way ends, and the packet is emptied in any case."""
        if self.status not in WITH_PARTNER:
            return Change(self, [ReferralErased(self, self.status, at)])
        ended = self._to(Status.REVOKED, reason=ERASED, at=at)
        return replace(ended, facts=[*ended.facts, ReferralErased(ended.now, Status.REVOKED, at)], discharged=[EXPIRY])

    def _to(
        self, status: Status, *, at: datetime, reason: str | None = None, word: Word | None = None
    ) -> Change["Referral"]:
        """Moved to `status`, with the fact of that name. A reason stays until another one is given."""
        now = replace(
            self,
            status=status,
            reason=self.reason if reason is None else reason,
            word=word or self.word,
            at=at,
            version=self.version + 1,
        )
        return Change(now, [_FACTS[status](now, self.status, at)])


def send(
    *,
    matter: Matter,
    referral_id: UUID,
    packet_id: UUID,
    code: str,
    need_id: UUID,
    need_kind: str,
    service: Service,
    fields: tuple[str, ...],
    others: Iterable[Referral],
    answer_days: int | None,
    by: str,
    at: datetime,
) -> Change[Referral]:
    """`others` are the case's referrals so far; `answer_days` None: the term of the kabupaten. Data are shared for a
    term after the last day to answer."""
    matter.require_open()
    service.require_serves(need_kind, matter.office)
    today = statuses.day(at, matter.office)
    terms = codes.listed(codes.TERMS, office=matter.office, on=today)
    if answer_days is None:
        answer_days = terms["answer"].days
    if not 1 <= answer_days <= MOST_ANSWER_DAYS:
        raise Invalid(fields={"answer_days": Words("Batas jawaban 1 sampai 30 hari.", "An answer takes 1 to 30 days.")})
    if any(other.need_id == need_id and other.status in _TAKEN for other in others):
        raise NeedReferred()
    answer_by = today + timedelta(days=answer_days)
    referral = Referral(
        office=matter.office,
        referral_id=referral_id,
        code=code,
        matter=matter,
        need_id=need_id,
        need_kind=need_kind,
        service_id=service.service_id,
        service_name=service.name,
        to_office=service.office,
        packet_id=packet_id,
        fields=fields,
        status=Status.SENT,
        sent_by=by,
        sent_at=at,
        at=at,
        answer_by=answer_by,
        expires_on=answer_by + timedelta(days=terms["sharing"].days),
    )
    expiry = Duty(EXPIRY, referral_id, statuses.end_of(answer_by, matter.office) + GRACE)
    return Change(referral, [ReferralSent(referral, None, at)], [expiry])


def require_purpose(text: str) -> str:
    """What the data are shared for, as it is kept. It travels sealed: people write names into it."""
    purpose = " ".join(text.split())
    if len(purpose) not in PURPOSE:
        raise Invalid(
            fields={
                "purpose": Words("Tulis untuk apa data dibagikan (3-200 huruf).", "Write what for (3-200 letters).")
            }
        )
    return purpose


def require_fields(fields: Iterable[str]) -> tuple[str, ...]:
    """Sorted, none twice, at least one; which of them a case can give, cases says."""
    chosen = tuple(sorted(set(fields)))
    if not chosen:
        raise Invalid(fields={"fields": Words("Pilih data yang dibagikan.", "Choose what is shared.")})
    return chosen
