"""Honorarium and tali asih: periods, who is entitled, and the book of what was paid."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from services.kit import ids
from services.kit.db import Tx
from services.kit.errors import NotFound
from services.registry.policy import Sight
from services.registry.stipends import Entitlement, Payment, Rate, Status, Stipend
from services.registry.store import people
from services.registry.tables import care as c
from services.registry.tenures import Tenure

_s, _e, _p = c.stipends.c, c.entitlements.c, c.payments.c
_paid = (
    sa.select(sa.func.coalesce(sa.func.sum(_p.amount), 0))
    .where(_p.office == _e.office, _p.stipend_id == _e.stipend_id, _p.entitlement_id == _e.entitlement_id)
    .correlate(c.entitlements)
    .scalar_subquery()
    .label("paid")
)


async def stipend(tx: Tx, stipend_id: UUID, *, within: Sight, alone: bool = False) -> Stipend:
    """`alone`: whoever else pays or decides waits until this is over."""
    asked = sa.select(c.stipends).where(_s.office == within.office, _s.stipend_id == stipend_id)
    row = (await tx.execute(asked.with_for_update() if alone else asked)).first()
    if row is None:
        raise NotFound()
    return _stipend(row)


async def stipends(tx: Tx, *, within: Sight) -> list[Stipend]:
    """All of the office, the newest first: one or two a month at most."""
    mine = sa.select(c.stipends).where(_s.office == within.office).order_by(_s.number.desc())
    return [_stipend(row) for row in await tx.execute(mine)]


async def left_to_pay(tx: Tx, stipend_ids: Sequence[UUID]) -> dict[UUID, int]:
    """How many of each have not got theirs."""
    mine = (_e.office == tx.office) & _e.stipend_id.in_(stipend_ids)
    left = sa.func.count().label("left")
    asked = sa.select(_e.stipend_id, left).where(mine, _paid != _e.amount).group_by(_e.stipend_id)
    return {row.stipend_id: int(row.left) for row in await tx.execute(asked)}


async def save_stipend(tx: Tx, now: Stipend) -> Stipend:
    row = {
        "status": now.status, "decided_by_name": now.decided_by_name, "decided_at": now.decided_at,
        "reason": now.reason, "version": now.version,
    }  # fmt: skip
    if now.version == 1:
        told = {
            "stipend_id": now.stipend_id, "number": now.number, "first": now.first, "last": now.last,
            "rates": [[one.role, one.amount, one.budget, one.basis] for one in now.rates],
            "proposed_by": now.proposed_by, "proposed_by_name": now.proposed_by_name, "proposed_at": now.proposed_at,
        }  # fmt: skip
        await tx.execute(sa.insert(c.stipends).values(office=tx.office, **told, **row))
    else:
        await people.replace(tx, c.stipends, (_s.office == tx.office) & (_s.stipend_id == now.stipend_id), row)
    return now


async def entitle(tx: Tx, stipend: Stipend, entitled: Sequence[tuple[Tenure, int, int]]) -> None:
    """The list as it stands from the approval on."""
    rows = [
        {
            "office": tx.office, "entitlement_id": ids.new(), "stipend_id": stipend.stipend_id,
            "volunteer_id": one.volunteer_id, "name": one.name, "role": one.role, "months": months, "amount": amount,
        }
        for one, months, amount in entitled
    ]  # fmt: skip
    await tx.execute(sa.insert(c.entitlements), rows)


async def entitlements(tx: Tx, stipend_id: UUID) -> list[Entitlement]:
    """Of a period that was read before, by name."""
    mine = sa.select(c.entitlements, _paid).where(_e.office == tx.office, _e.stipend_id == stipend_id)
    found = await tx.execute(mine.order_by(_e.name, _e.entitlement_id))
    return [_entitlement(row) for row in found]


async def payments(tx: Tx, stipend_id: UUID) -> list[Payment]:
    """The book of a period that was read before, in the order of writing."""
    mine = sa.select(c.payments).where(_p.office == tx.office, _p.stipend_id == stipend_id)
    return [_payment(row) for row in await tx.execute(mine.order_by(_p.at, _p.payment_id))]


async def add_payments(tx: Tx, stipend: Stipend, made: Sequence[Payment]) -> None:
    rows = [
        {
            "office": tx.office, "payment_id": one.payment_id, "stipend_id": stipend.stipend_id,
            "entitlement_id": one.entitlement_id, "amount": one.amount, "paid_on": one.paid_on, "proof": one.proof,
            "by_name": one.by_name, "at": one.at, "counters": one.counters, "reason": one.reason,
        }
        for one in made
    ]  # fmt: skip
    await tx.execute(sa.insert(c.payments), rows)


async def paid_to(tx: Tx, volunteer_id: UUID) -> list[tuple[Stipend, Entitlement]]:
    """What somebody who was read before is to get and has got, the newest first."""
    both = c.entitlements.join(c.stipends, (_s.office == _e.office) & (_s.stipend_id == _e.stipend_id))
    mine = sa.select(c.entitlements, _paid).select_from(both)
    mine = mine.where(_e.office == tx.office, _e.volunteer_id == volunteer_id).order_by(_s.number.desc())
    found = [(row.stipend_id, _entitlement(row)) for row in await tx.execute(mine)]
    wanted = sa.select(c.stipends).where(_s.office == tx.office, _s.stipend_id.in_([one for one, _ in found]))
    spans = {row.stipend_id: _stipend(row) for row in await tx.execute(wanted)}
    return [(spans[stipend_id], one) for stipend_id, one in found]


async def forget_name(tx: Tx, volunteer_id: UUID) -> None:
    """What was paid stays, as the law of public money asks; whom it was paid to is said no longer."""
    mine = (_e.office == tx.office) & (_e.volunteer_id == volunteer_id)
    await tx.execute(sa.update(c.entitlements).where(mine).values(volunteer_id=None, name=""))


def _stipend(row: Any) -> Stipend:
    return Stipend(
        row.office, row.stipend_id, row.number, row.first, row.last, tuple(Rate(*one) for one in row.rates),
        Status(row.status), row.proposed_by, row.proposed_by_name, row.proposed_at, row.decided_by_name,
        row.decided_at, row.reason, row.version,
    )  # fmt: skip


def _entitlement(row: Any) -> Entitlement:
    return Entitlement(
        row.entitlement_id, row.volunteer_id, row.name, row.role, row.months, row.amount, int(row.paid)
    )  # fmt: skip


def _payment(row: Any) -> Payment:
    return Payment(
        row.payment_id, row.entitlement_id, row.amount, row.paid_on, row.proof, row.by_name, row.at, row.counters,
        row.reason,
    )  # fmt: skip
