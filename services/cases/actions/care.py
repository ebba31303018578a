"""From verification to the end: each verb finds the case within the actor's sight, asks the rule, saves."""

from datetime import datetime
from uuid import UUID

from services.cases import needs, policy
from services.cases.cases import Case
from services.cases.needs import Need
from services.cases.store import files
from services.kit import ids
from services.kit.actor import Actor
from services.kit.db import Tx
from services.kit.vault import Vault


async def verify_case(
    tx: Tx, actor: Actor, vault: Vault, case_id: UUID, *, note: str | None, was: int, at: datetime
) -> Case:
    policy.require(actor, policy.VERIFY_CASE)
    case = await files.case(tx, case_id, within=policy.sight(actor), lock=True)
    change = case.verify(by=policy.by(actor), was=was, at=at)
    return await files.save(tx, change, by=actor, vault=vault, note=note)


async def return_case(
    tx: Tx, actor: Actor, vault: Vault, case_id: UUID, *, reason: str, note: str | None, was: int, at: datetime
) -> Case:
    policy.require(actor, policy.RETURN_CASE)
    case = await files.case(tx, case_id, within=policy.sight(actor), lock=True)
    change = case.return_(reason=reason, was=was, at=at)
    return await files.save(tx, change, by=actor, vault=vault, note=note, reason=reason)


async def accept_case(
    tx: Tx, actor: Actor, vault: Vault, case_id: UUID, *, note: str | None, was: int, at: datetime
) -> Case:
    policy.require(actor, policy.ACCEPT_CASE)
    case = await files.case(tx, case_id, within=policy.sight(actor), lock=True)
    change = case.accept(by=policy.by(actor), was=was, at=at)
    return await files.save(tx, change, by=actor, vault=vault, note=note)


async def decline_case(
    tx: Tx, actor: Actor, vault: Vault, case_id: UUID, *, reason: str, note: str | None, was: int, at: datetime
) -> Case:
    policy.require(actor, policy.DECLINE_CASE)
    case = await files.case(tx, case_id, within=policy.sight(actor), lock=True)
    change = case.decline(reason=reason, was=was, at=at)
    return await files.save(tx, change, by=actor, vault=vault, note=note, reason=reason)


async def stage_case(
    tx: Tx, actor: Actor, vault: Vault, case_id: UUID, *, to: str, note: str | None, was: int, at: datetime
) -> Case:
    policy.require(actor, policy.STAGE_CASE)
    case = await files.case(tx, case_id, within=policy.sight(actor), lock=True)
    return await files.save(tx, case.stage(to=to, was=was, at=at), by=actor, vault=vault, note=note)


async def assign_case(tx: Tx, actor: Actor, vault: Vault, case_id: UUID, *, sub: str, was: int, at: datetime) -> Case:
    """To an active officer of the office, who from then on sees the case even if it is protected."""
    policy.require(actor, policy.ASSIGN_CASE)
    case = await files.case(tx, case_id, within=policy.sight(actor), lock=True)
    change = case.assign(to=await files.officer(tx, sub), was=was, at=at)
    return await files.save(tx, change, by=actor, vault=vault)


async def add_need(
    tx: Tx, actor: Actor, vault: Vault, case_id: UUID, *, kind: str, note: str | None, at: datetime
) -> tuple[Case, Need]:
    policy.require(actor, policy.ADD_NEED)
    case = await files.case(tx, case_id, within=policy.sight(actor), lock=True)
    need = Need(ids.new(), case_id, needs.require_kind(kind, at.date()), at, note)
    change = case.add_need(need_id=need.need_id, kind=need.kind, at=at)
    await files.save_need(tx, vault, case, need)
    return await files.save(tx, change, by=actor), need


async def close_case(
    tx: Tx, actor: Actor, vault: Vault, case_id: UUID, *, reason: str, note: str | None, was: int, at: datetime
) -> Case:
    policy.require(actor, policy.CLOSE_CASE)
    case = await files.case(tx, case_id, within=policy.sight(actor), lock=True)
    change = case.close(reason=reason, open_referrals=await files.open_referrals(tx, case_id), was=was, at=at)
    return await files.save(tx, change, by=actor, vault=vault, note=note, reason=reason)


async def solve_case(
    tx: Tx, actor: Actor, vault: Vault, case_id: UUID, *, solver: str, note: str, was: int, at: datetime
) -> Case:
    """`solver` is who helped in the village, in the recorder's words; it may name people, so it is sealed."""
    policy.require(actor, policy.SOLVE_CASE)
    case = await files.case(tx, case_id, within=policy.sight(actor), lock=True)
    change = case.solve(open_referrals=await files.open_referrals(tx, case_id), was=was, at=at)
    return await files.save(tx, change, by=actor, vault=vault, note=f"{solver.strip()}: {note.strip()}")


async def reopen_case(
    tx: Tx, actor: Actor, vault: Vault, case_id: UUID, *, reason: str, was: int, at: datetime
) -> Case:
    policy.require(actor, policy.REOPEN_CASE)
    case = await files.case(tx, case_id, within=policy.sight(actor), lock=True)
    return await files.save(tx, case.reopen(was=was, at=at), by=actor, vault=vault, note=reason)


async def hear_referral(
    tx: Tx, actor: Actor, referral_id: UUID, *, case_id: UUID, need_id: UUID | None, need_kind: str, status: str,
    at: datetime,
) -> None:  # fmt: skip
    """What referral announced: how it stands, what that makes of the need, and that care has begun."""
    policy.require(actor, policy.HEAR_REFERRAL)
    case = await files.find_case(tx, case_id, within=policy.sight(actor))
    if case is None:
        return
    await files.hear_referral(tx, referral_id, case_id=case_id, need_id=need_id, need_kind=need_kind, status=status)
    if status == "sent":
        await files.save(tx, case.intervene(at=at), by=actor)
