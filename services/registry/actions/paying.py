"""Honorarium and tali asih: proposed, decided by another, paid, countered."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from services.kit import ids
from services.kit.actor import Actor
from services.kit.db import Tx
from services.registry import policy, stipends, store
from services.registry.stipends import Entitlement, Rate, Status, Stipend
from services.registry.store import stays
from services.registry.store import stipends as book
from services.registry.tenures import Tenure

SERIES, EVER = "stipend", 0  # of the numbers of periods, which run on over the years


async def propose_stipend(
    tx: Tx, actor: Actor, *, first: date, last: date, rates: Sequence[Rate], at: datetime
) -> Stipend:
    """Taking its number first makes a second proposal of the office wait until this one is seen."""
    policy.require(actor, policy.PROPOSE_STIPEND)
    number = await store.take_numbers(tx, SERIES, EVER, 1)
    change = stipends.propose(
        office=tx.office, stipend_id=ids.new(), number=number, first=first, last=last, rates=rates,
        others=await book.stipends(tx, within=policy.sight(actor)), by=actor.sub, by_name=actor.name, at=at,
    )  # fmt: skip
    return await book.save_stipend(tx, change.now)


async def withdraw_stipend(tx: Tx, actor: Actor, stipend_id: UUID, *, was: int, at: datetime) -> Stipend:
    policy.require(actor, policy.PROPOSE_STIPEND)
    stipend = await book.stipend(tx, stipend_id, within=policy.sight(actor))
    return await book.save_stipend(tx, stipend.withdraw(by_name=actor.name, was=was, at=at).now)


async def decide_stipend(
    tx: Tx, actor: Actor, stipend_id: UUID, *, approved: bool, reason: str, was: int, at: datetime
) -> Stipend:
    """With the approval the list of the entitled stands."""
    policy.require(actor, policy.DECIDE_STIPEND)
    stipend = await book.stipend(tx, stipend_id, within=policy.sight(actor), alone=True)
    if not approved:
        change = stipend.reject(reason=reason, by_name=actor.name, was=was, at=at)
        return await book.save_stipend(tx, change.now)
    entitled = await who_is_entitled(tx, actor, stipend)
    change = stipend.approve(by=actor.sub, by_name=actor.name, entitled=len(entitled), was=was, at=at)
    saved = await book.save_stipend(tx, change.now)
    await book.entitle(tx, saved, entitled)
    return saved


async def who_is_entitled(tx: Tx, actor: Actor, stipend: Stipend) -> list[tuple[Tenure, int, int]]:
    """As it would stand today; who has left may still have months of it."""
    return stipend.entitled(await stays.tenures(tx, within=policy.sight(actor), serving=False))


async def entitlements(tx: Tx, actor: Actor, stipend: Stipend) -> list[Entitlement]:
    """The list as it stands, or as it would while it is proposed."""
    if stipend.status is not Status.PROPOSED:
        return await book.entitlements(tx, stipend.stipend_id)
    return [
        Entitlement(one.volunteer_id, one.volunteer_id, one.name, one.role, months, amount)
        for one, months, amount in await who_is_entitled(tx, actor, stipend)
    ]


async def pay_stipend(
    tx: Tx, actor: Actor, stipend_id: UUID, *, chosen: Sequence[UUID], paid_on: date, proof: str, was: int,
    at: datetime,
) -> Stipend:  # fmt: skip
    policy.require(actor, policy.PAY_STIPEND)
    stipend = await book.stipend(tx, stipend_id, within=policy.sight(actor), alone=True)
    entitled = {one.entitlement_id: one for one in await book.entitlements(tx, stipend_id)}
    change = stipend.pay(
        entitled, chosen, [ids.new() for _ in chosen], paid_on=paid_on, proof=proof, by_name=actor.name, was=was, at=at
    )  # fmt: skip
    now, made = change.now
    await book.add_payments(tx, now, made)
    return await book.save_stipend(tx, now)


async def counter_payment(
    tx: Tx, actor: Actor, stipend_id: UUID, *, payment_id: UUID, reason: str, was: int, at: datetime
) -> Stipend:
    policy.require(actor, policy.PAY_STIPEND)
    stipend = await book.stipend(tx, stipend_id, within=policy.sight(actor), alone=True)
    lines = await book.payments(tx, stipend_id)
    now, made = stipend.counter(
        lines, payment_id, ids.new(), reason=reason, by_name=actor.name, was=was, at=at
    ).now  # fmt: skip
    await book.add_payments(tx, now, [made])
    return await book.save_stipend(tx, now)
