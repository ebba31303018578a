"""Portfolios: what facts leave in them; what the volunteer and who stands over her add to it."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from services.kit import ids
from services.kit.actor import Actor
from services.kit.db import Tx
from services.kit.errors import NotFound
from services.kit.vault import Vault
from services.registry import days, evidence, journals, policy, statements, store
from services.registry.evidence import Deed, Entry
from services.registry.statements import Statement
from services.registry.store import portfolios
from services.registry.volunteers import Volunteer


async def note_deed(tx: Tx, actor: Actor, vault: Vault, deed: Deed) -> None:
    """An entry of who did it, and a draft in her journal. What an officer did is nobody's here."""
    policy.require(actor, policy.NOTE_DEED)
    month = days.month_of(days.today(tx.office, deed.at))
    doer = await portfolios.find_doer(tx, deed.sub, month)
    if doer is None:
        return
    print, matter = _print(vault, tx.office, deed.mark), _matter(vault, tx.office, deed.case_id)
    entry = evidence.written(
        deed, office=tx.office, evidence_id=ids.new(), volunteer_id=doer.volunteer_id, print=print, matter=matter
    )
    await portfolios.add_entry(tx, entry)
    draft = journals.draft(
        deed, office=tx.office, line_id=ids.new(), volunteer_id=doer.volunteer_id, role=doer.role, print=print,
        sent=doer.sent,
    )  # fmt: skip
    if draft is not None:
        await store.journals.add_draft(tx, draft)


async def blur_deeds(tx: Tx, actor: Actor, vault: Vault, case_ids: Sequence[UUID]) -> None:
    """These cases are protected from now on, or erased: entries of them point to no village and no type any more."""
    policy.require(actor, policy.NOTE_DEED)
    await portfolios.blur(tx, [_matter(vault, tx.office, case_id) for case_id in case_ids])


async def note_training(tx: Tx, actor: Actor, vault: Vault, certificate_id: UUID, *, at: datetime) -> None:
    """A certificate was issued: its lesson hours are hers, also where she was a candidate then."""
    policy.require(actor, policy.NOTE_DEED)
    passed = await portfolios.who_passed(tx, certificate_id)
    if passed is not None:
        entry = evidence.trained(
            office=tx.office, evidence_id=ids.new(), volunteer_id=passed.volunteer_id, title=passed.title,
            hours=passed.hours, on=passed.issued_on, print=_print(vault, tx.office, f"trained|{certificate_id}"),
            name=(await store.profile(tx)).name, at=at,
        )  # fmt: skip
        await portfolios.add_entry(tx, entry)


async def strike_training(tx: Tx, actor: Actor, vault: Vault, certificate_id: UUID) -> None:
    """The certificate was revoked."""
    policy.require(actor, policy.NOTE_DEED)
    await portfolios.strike(tx, _print(vault, tx.office, f"trained|{certificate_id}"))


async def commend_volunteer(
    tx: Tx, actor: Actor, vault: Vault, volunteer_id: UUID, *, title: str, on: date, at: datetime
) -> Entry:
    policy.require(actor, policy.COMMEND_VOLUNTEER)
    volunteer = await store.volunteer(tx, volunteer_id, within=policy.sight(actor))
    evidence_id = ids.new()
    change = evidence.commended(
        office=tx.office, evidence_id=evidence_id, volunteer_id=volunteer.volunteer_id, title=title, on=on,
        print=_print(vault, tx.office, f"commended|{evidence_id}"), by=actor.sub, name=actor.name, at=at,
    )  # fmt: skip
    await portfolios.add_entry(tx, change.now)
    return change.now


async def attest_evidence(
    tx: Tx, actor: Actor, volunteer_id: UUID, *, evidence_ids: Sequence[UUID], at: datetime
) -> Volunteer:
    """All that are named or none; what was attested before stays as it is."""
    policy.require(actor, policy.ATTEST_EVIDENCE)
    volunteer = await store.volunteer(tx, volunteer_id, within=policy.sight(actor))
    evidence.require_another(volunteer.account.sub, actor.sub)
    named = await portfolios.some_entries(tx, evidence_ids, volunteer_id)
    changes = [(one, one.attest(by=actor.sub, name=actor.name, at=at)) for one in named]
    await portfolios.attest(tx, [change for one, change in changes if change.now is not one])
    return volunteer


async def annotate_evidence(tx: Tx, actor: Actor, vault: Vault, evidence_id: UUID, *, note: str, was: int) -> Entry:
    policy.require(actor, policy.ANNOTATE_EVIDENCE)
    mine = await portfolios.entry(tx, vault, evidence_id, (await oneself(tx, actor)).volunteer_id, by=actor)
    return await portfolios.save_entry(tx, vault, mine.annotate(note, was=was))


async def hide_evidence(tx: Tx, actor: Actor, vault: Vault, evidence_id: UUID, *, hidden: bool, was: int) -> Entry:
    policy.require(actor, policy.HIDE_EVIDENCE)
    mine = await portfolios.entry(tx, vault, evidence_id, (await oneself(tx, actor)).volunteer_id, by=actor)
    return await portfolios.save_entry(tx, vault, mine.hide(hidden, was=was))


async def issue_statement(tx: Tx, actor: Actor, *, first: date, last: date, at: datetime) -> Statement:
    """What her portfolio comes to in those months, as it stands today."""
    policy.require(actor, policy.ISSUE_STATEMENT)
    me, today = await oneself(tx, actor), days.today(tx.office, at)
    span = statements.require_span(first, last, today=today)
    months = await portfolios.figures(tx, me.volunteer_id, span)
    statement = Statement(
        tx.office, ids.new(), me.volunteer_id, me.name, me.role, span, statements.summed(months.values()), today, at
    )
    await portfolios.add_statement(tx, statement)
    return statement


async def erase_work(tx: Tx, actor: Actor, volunteer_id: UUID) -> Volunteer:
    """All that stands here of what somebody did whose service has ended; statements that she took along are unknown
    from now on."""
    policy.require(actor, policy.ERASE_WORK)
    volunteer = await store.volunteer(tx, volunteer_id, within=policy.sight(actor))
    evidence.require_ended(volunteer.standing.ended)
    await portfolios.erase_work(tx, volunteer_id)
    return volunteer


async def oneself(tx: Tx, actor: Actor) -> Volunteer:
    """The volunteer who asks; NotFound where the registry appointed no such one."""
    me = await store.find_volunteer_of(tx, actor.sub)
    if me is None:
        raise NotFound()
    return me


def _print(vault: Vault, office: str, mark: str) -> bytes:
    return vault.fingerprint(f"deed|{office}", mark)


def _matter(vault: Vault, office: str, case_id: UUID) -> bytes:
    return vault.fingerprint(f"matter|{office}", str(case_id))
