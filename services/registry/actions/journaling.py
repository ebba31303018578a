"""The journal of a volunteer, and what becomes of a month of it: a report that goes to the TKSK and the Dinas."""

from datetime import date, datetime
from uuid import UUID

from services.kit import ids
from services.kit.actor import Actor
from services.kit.db import Tx
from services.kit.vault import Vault
from services.registry import days, evidence, journals, policy, reports, store
from services.registry.actions.proving import oneself
from services.registry.journals import Line, Told
from services.registry.reports import Report


async def write_line(tx: Tx, actor: Actor, vault: Vault, *, told: Told, at: datetime) -> Line:
    policy.require(actor, policy.WRITE_JOURNAL)
    me = await oneself(tx, actor)
    await store.journals.alone(tx, me.volunteer_id)
    sent = await store.journals.months_sent(tx, me.volunteer_id)
    others = await store.journals.day(tx, me.volunteer_id, told.day)
    change = journals.write(told, line_id=ids.new(), by=me, others=others, sent=sent, at=at)
    return await store.journals.save_line(tx, vault, change)


async def revise_line(
    tx: Tx, actor: Actor, vault: Vault, line_id: UUID, *, told: Told, was: int, at: datetime
) -> Line:  # fmt: skip
    """Corrected, or a draft completed."""
    policy.require(actor, policy.WRITE_JOURNAL)
    me = await oneself(tx, actor)
    await store.journals.alone(tx, me.volunteer_id)
    line = await store.journals.line(tx, vault, line_id, me.volunteer_id, by=actor)
    sent = await store.journals.months_sent(tx, me.volunteer_id)
    others = await store.journals.day(tx, me.volunteer_id, told.day)
    change = line.revise(told, by=me, others=others, sent=sent, was=was, at=at)
    return await store.journals.save_line(tx, vault, change)


async def remove_line(
    tx: Tx, actor: Actor, vault: Vault, line_id: UUID, *, removed: bool, was: int, at: datetime
) -> Line:
    """Taken out, or put back."""
    policy.require(actor, policy.WRITE_JOURNAL)
    me = await oneself(tx, actor)
    await store.journals.alone(tx, me.volunteer_id)
    line = await store.journals.line(tx, vault, line_id, me.volunteer_id, by=actor)
    sent = await store.journals.months_sent(tx, me.volunteer_id)
    others = await store.journals.day(tx, me.volunteer_id, line.told.day)
    change = line.remove(removed, by=me, others=others, sent=sent, was=was, at=at)
    return await store.journals.save_line(tx, vault, change)


async def send_report(tx: Tx, actor: Actor, vault: Vault, *, month: date, was: int, at: datetime) -> Report:
    policy.require(actor, policy.SEND_REPORT)
    me = await oneself(tx, actor)
    await store.journals.alone(tx, me.volunteer_id)
    before = await store.reports.find_report(tx, me.volunteer_id, month)
    lines = await store.journals.lines(
        tx, vault, me.volunteer_id, first=month, end=days.after(month), by=actor, purpose="monthly_report"
    )
    change = reports.send(before, report_id=ids.new(), by=me, month=month, lines=lines, was=was, at=at)
    return await store.reports.save_report(tx, vault, change)


async def check_report(tx: Tx, actor: Actor, vault: Vault, report_id: UUID, *, was: int, at: datetime) -> Report:
    policy.require(actor, policy.CHECK_REPORT)
    report = await _anothers(tx, actor, report_id)
    return await store.reports.save_report(tx, vault, report.check(by=actor.name, was=was, at=at))


async def approve_report(tx: Tx, actor: Actor, vault: Vault, report_id: UUID, *, was: int, at: datetime) -> Report:
    policy.require(actor, policy.APPROVE_REPORT)
    report = await _anothers(tx, actor, report_id)
    return await store.reports.save_report(tx, vault, report.approve(by=actor.name, was=was, at=at))


async def return_report(
    tx: Tx, actor: Actor, vault: Vault, report_id: UUID, *, reason: str, was: int, at: datetime
) -> Report:
    policy.require(actor, policy.RETURN_REPORT)
    report = await _anothers(tx, actor, report_id)
    of_dinas = actor.has(*policy.DINAS)
    change = report.return_(reason=reason, by=actor.name, of_dinas=of_dinas, was=was, at=at)
    return await store.reports.save_report(tx, vault, change)


async def _anothers(tx: Tx, actor: Actor, report_id: UUID) -> Report:
    """Within sight, and not her own."""
    within = policy.sight(actor)
    report = await store.reports.report(tx, report_id, within=within)
    author = await store.volunteer(tx, report.volunteer_id, within=within)
    evidence.require_another(author.account.sub, actor.sub)
    return report
