"""Selections, and what a Dinas proposes to its province."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from services.kit import outbox
from services.kit.change import Change
from services.kit.db import Tx
from services.kit.errors import NotFound, Stale
from services.registry import wire
from services.registry.attachments import Kind
from services.registry.policy import Sight
from services.registry.proposals import Proposal
from services.registry.proposals import Status as Answer
from services.registry.selections import Selection, Status
from services.registry.store import people
from services.registry.tables import applications as t

_s, _p = t.selections.c, t.proposals.c


async def selection(tx: Tx, selection_id: UUID, *, within: Sight, alone: bool = False) -> Selection:
    """`alone`: two who decide at once do not both see it open."""
    asked = sa.select(t.selections).where(
        _s.office == within.office, sa.literal(within.everybody), _s.selection_id == selection_id
    )
    row = (await tx.execute(asked.with_for_update() if alone else asked)).first()
    if row is None:
        raise NotFound()
    return _selection(row)


async def find_open_selection(tx: Tx, role: str, place: str) -> Selection | None:
    """There is one of a role and place at most; nobody decides it meanwhile."""
    mine = sa.select(t.selections).where(
        _s.office == tx.office, _s.role == role, _s.place == place, _s.status == Status.OPEN
    )
    row = (await tx.execute(mine.with_for_update())).first()
    return _selection(row) if row else None


async def selections(tx: Tx, *, within: Sight, status: str | None, after: Sequence[str] | None, limit: int) -> Any:
    """The latest first, each with how many stand in it."""
    a = t.applications.c
    count = sa.select(sa.func.count()).where(a.office == _s.office, a.selection_id == _s.selection_id)
    asked = sa.select(t.selections, count.correlate(t.selections).scalar_subquery().label("candidates"))
    asked = asked.where(_s.office == within.office, sa.literal(within.everybody))
    asked = asked.where(_s.status == status) if status else asked
    if after:
        last = sa.literal(datetime.fromisoformat(after[0]), _s.opened_at.type), sa.literal(UUID(after[1]))
        asked = asked.where(sa.tuple_(_s.opened_at, _s.selection_id) < sa.tuple_(*last))
    newest = asked.order_by(_s.opened_at.desc(), _s.selection_id.desc()).limit(limit)
    return [(_selection(row), int(row.candidates)) for row in await tx.execute(newest)]


async def save_selection(tx: Tx, change: Change[Selection]) -> Selection:
    now = change.now
    row = {
        "status": now.status, "decided_at": now.decided_at, "decided_by": now.decided_by, "reason": now.reason,
        "appeal": now.appeal, "version": now.version,
    }  # fmt: skip
    if now.version == 1:
        first = {
            "office": tx.office, "selection_id": now.selection_id, "role": now.role, "place": now.place,
            "edition": now.edition, "opened_at": now.opened_at,
        }  # fmt: skip
        try:
            async with tx.savepoint():
                await tx.execute(sa.insert(t.selections).values(**first, **row))
        except IntegrityError:
            raise Stale() from None  # somebody else opened it just then
    else:
        mine = (_s.office == tx.office) & (_s.selection_id == now.selection_id)
        await people.replace(tx, t.selections, mine, row)
    await outbox.add(tx, [wire.fact(told) for told in change.facts])
    return now


# --- proposals ---


async def proposal(tx: Tx, proposal_id: UUID, *, within: Sight, alone: bool = False) -> Proposal:
    """One that this office received."""
    asked = sa.select(t.proposals).where(
        _p.office == within.office, sa.literal(within.everybody), _p.proposal_id == proposal_id
    )
    row = (await tx.execute(asked.with_for_update() if alone else asked)).first()
    if row is None:
        raise NotFound()
    return _proposal(row)


async def proposals(
    tx: Tx, *, within: Sight, status: str | None, after: Sequence[str] | None, limit: int
) -> list[Proposal]:
    """The latest first."""
    asked = sa.select(t.proposals).where(_p.office == within.office, sa.literal(within.everybody))
    asked = asked.where(_p.status == status) if status else asked
    if after:
        last = sa.literal(datetime.fromisoformat(after[0]), _p.sent_at.type), sa.literal(UUID(after[1]))
        asked = asked.where(sa.tuple_(_p.sent_at, _p.proposal_id) < sa.tuple_(*last))
    newest = asked.order_by(_p.sent_at.desc(), _p.proposal_id.desc()).limit(limit)
    return [_proposal(row) for row in await tx.execute(newest)]


async def post_proposal(tx: Tx, change: Change[Proposal]) -> None:
    """By the Dinas, which cannot read it again."""
    now = change.now
    letters = {stage: [number, on.isoformat()] for stage, (number, on) in now.letters.items()}
    sent = {
        "office": now.office, "from_office": tx.office, "proposal_id": now.proposal_id,
        "application_id": now.application_id, "role": now.role, "name": now.name, "place": now.place,
        "total": now.total, "letters": letters, "sent_at": now.sent_at, **_answer(now),
    }  # fmt: skip
    await tx.execute(sa.insert(t.proposals).values(**sent))
    await outbox.add(tx, [wire.fact(told) for told in change.facts])


async def save_proposal(tx: Tx, change: Change[Proposal]) -> Proposal:
    """By the province, beside what it received."""
    now = change.now
    mine = (_p.office == tx.office) & (_p.proposal_id == now.proposal_id)
    await people.replace(tx, t.proposals, mine, _answer(now))
    await outbox.add(tx, [wire.fact(told) for told in change.facts])
    return now


def _answer(now: Proposal) -> dict[str, Any]:
    return {
        "status": now.status, "why": now.why, "number": now.number, "dated": now.on, "answered_at": now.answered_at,
        "paper": now.paper, "version": now.version,
    }  # fmt: skip


def _selection(row: Any) -> Selection:
    return Selection(
        office=row.office, selection_id=row.selection_id, role=row.role, place=row.place, edition=row.edition,
        opened_at=row.opened_at, status=Status(row.status), decided_at=row.decided_at, decided_by=row.decided_by,
        reason=row.reason, appeal=row.appeal, version=row.version,
    )  # fmt: skip


def _proposal(row: Any) -> Proposal:
    letters = {stage: (number, date.fromisoformat(on)) for stage, (number, on) in row.letters.items()}
    return Proposal(
        office=row.office, from_office=row.from_office, proposal_id=row.proposal_id,
        application_id=row.application_id, role=row.role, name=row.name, place=row.place, total=row.total,
        letters=letters, sent_at=row.sent_at, status=Answer(row.status), why=row.why, number=row.number, on=row.dated,
        answered_at=row.answered_at, paper=Kind(row.paper) if row.paper else None, version=row.version,
    )  # fmt: skip
