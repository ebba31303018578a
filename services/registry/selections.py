"""Selections: who of those whose papers are complete is chosen for a place, with the scores in sight of all of them.

A selection is of one role and one place (of a TKSK her kecamatan) and opens with the first whose file is complete. What
is tested, how it weighs and where the pass mark lies is a row of the role's requirements; a role without tests is
decided by the head alone. The ranking is computed from the scores; a decision that leaves it says why.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from services.kit.change import Change
from services.kit.errors import Conflict, Invalid, Stale, Words
from services.registry import requirements
from services.registry.applications import Application, require_appeal
from services.registry.applications import Status as Step
from services.registry.requirements import Edition
from services.registry.standings import require_reason


class Status(StrEnum):
    OPEN = "open"
    DECIDED = "decided"


# Code word, words on the page, whose move is next.
STATUSES: dict[Status, tuple[Words, str]] = {
    Status.OPEN: (Words("Berlangsung", "Open"), "dinas"),
    Status.DECIDED: (Words("Diputuskan", "Decided"), "none"),
}


class AlreadyDecided(Conflict):
    code = "already-decided"
    words = Words(
        "Seleksi ini sudah diputuskan dan tetap demikian. Muat ulang halamannya.",
        "This selection has been decided, for good. Reload the page.",
    )


class NotACandidate(Conflict):
    code = "not-a-candidate"
    words = Words(
        "Ada yang tidak ikut dalam seleksi ini. Muat ulang daftarnya.",
        "Somebody does not stand in this selection. Reload the list.",
    )


class NotScored(Conflict):
    code = "not-scored"
    words = Words("Masih ada nilai yang belum diisi.", "Some scores are missing.")


class BelowPassMark(Conflict):
    code = "below-pass-mark"
    words = Words(
        "Yang dipilih tidak mencapai nilai lulus. Pilih peserta lain, atau tidak seorang pun.",
        "Whoever is chosen does not reach the pass mark. Choose another, or nobody.",
    )


class TooManyChosen(Conflict):
    code = "too-many-chosen"
    words = Words("Tempat ini hanya untuk satu orang.", "This place is for one person only.")


@dataclass(frozen=True, slots=True)
class SelectionDecided:
    """How many stood, how many were chosen, for which role and place; nobody is named."""

    selection_id: UUID
    office: str
    role: str
    place: str
    candidates: int
    chosen: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Ranked:
    """`total` in hundredths, None until every test has its score; equal totals share a rank."""

    application: Application
    total: int | None
    rank: int | None
    passed: bool | None


@dataclass(frozen=True, slots=True)
class Selection:
    office: str
    selection_id: UUID
    role: str
    place: str
    edition: str
    opened_at: datetime
    status: Status = Status.OPEN
    decided_at: datetime | None = None
    decided_by: str = ""
    reason: str = ""
    appeal: str = ""
    version: int = 1

    @property
    def asked(self) -> Edition:
        return requirements.book().edition(self.edition)

    def require_open(self, was: int) -> None:
        if was != self.version:
            raise Stale()
        if self.status is not Status.OPEN:
            raise AlreadyDecided()

    def join(self) -> Change["Selection"]:
        """Somebody more stands in it: who saw it before looks again before it is decided."""
        return Change(replace(self, version=self.version + 1))

    def score(
        self, told: Mapping[UUID, Mapping[str, int]], candidates: Sequence[Application], *, was: int
    ) -> tuple[Change["Selection"], tuple[Application, ...]]:
        """Scores by candidate and test, 0 to 100; who is not named keeps hers."""
        self.require_open(was)
        tests = {test.code for test in self.asked.tests}
        if not all(given.keys() <= tests and all(0 <= n <= 100 for n in given.values()) for given in told.values()):
            raise Invalid(
                fields={"scores": Words("Nilai antara 0 dan 100, untuk tes yang ada.", "Scores lie between 0 and 100.")}
            )
        standing = _standing(candidates)
        if not told.keys() <= standing.keys():
            raise NotACandidate()
        scored = tuple(standing[who].scored(given) for who, given in told.items() if given)
        return Change(replace(self, version=self.version + 1)), scored

    def decide(
        self, chosen: Collection[UUID], candidates: Sequence[Application], *, reason: str, appeal: str, by: str,
        was: int, at: datetime,
    ) -> tuple[Change["Selection"], tuple[Application, ...]]:  # fmt: skip
        """Everybody who stands in it is chosen or passed over, all at once; nobody chosen is a decision too."""
        self.require_open(was)
        ranked = ranking(self.asked, candidates)
        standing = {one.application.application_id: one for one in ranked}
        if not {*chosen} <= standing.keys():
            raise NotACandidate()
        if self.asked.tests and any(one.total is None for one in ranked):
            raise NotScored()
        if any(standing[who].passed is False for who in chosen):
            raise BelowPassMark()
        if self.asked.seats and len({*chosen}) > self.asked.seats:
            raise TooManyChosen()
        now = replace(
            self, status=Status.DECIDED, decided_at=at, decided_by=by, reason=require_reason(reason),
            appeal=require_appeal(appeal), version=self.version + 1,
        )  # fmt: skip
        told = SelectionDecided(
            self.selection_id, self.office, self.role, self.place, len(ranked), len({*chosen}), at
        )  # fmt: skip
        decided = tuple(one.application.decided(chosen=who in chosen, at=at) for who, one in standing.items())
        return Change(now, [told]), decided


def begin(application: Application, selection_id: UUID, *, at: datetime) -> Change[Selection]:
    """With the first whose file is complete, under the requirements that she was asked for."""
    a = application
    return Change(Selection(a.office, selection_id, a.role, a.place, a.edition, at))


def ranking(asked: Edition, candidates: Sequence[Application]) -> tuple[Ranked, ...]:
    """The best first; then those whose scores are not all there. Whoever withdrew stands in none."""
    weights = sum(test.weight for test in asked.tests)
    totals = {
        one.application_id: round(100 * sum(one.scores[t.code] * t.weight for t in asked.tests) / weights)
        for one in candidates
        if weights and all(test.code in one.scores for test in asked.tests)
    }
    in_it = [one for one in candidates if one.status is not Step.WITHDRAWN]
    best = sorted(totals[one.application_id] for one in in_it if one.application_id in totals)
    ranked = [
        Ranked(
            one, total, None if total is None else 1 + sum(other > total for other in best),
            None if total is None else total >= 100 * asked.pass_mark,
        )
        for one in in_it
        for total in (totals.get(one.application_id),)
    ]  # fmt: skip
    return tuple(sorted(ranked, key=lambda one: (one.rank is None, one.rank or 0, one.application.name)))


def _standing(candidates: Sequence[Application]) -> dict[UUID, Application]:
    return {one.application_id: one for one in candidates if one.status is Step.SELECTION}
