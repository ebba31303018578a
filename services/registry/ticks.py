"""What is due: a leave or a cover that is over; the owner of a decision is reminded of it; that what was certified
comes to its end; accounts in Keycloak are brought in line with what stands here, between two transactions; imports are
read, recorded batch by batch, and cleared away.

The wish is read, Keycloak is called, and only then is the result written, if nobody changed the person meanwhile; the
same wish told again changes nothing. With Keycloak down the duty waits and is tried again, nothing is lost.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from uuid import UUID

from services.kit import actor
from services.kit.db import Tx
from services.kit.due import Doer, Errand
from services.kit.errors import Words
from services.kit.house import House
from services.registry import (
    days,
    dossiers,
    imports,
    meetings,
    officers,
    offices,
    policy,
    staged_rows,
    store,
    volunteers,
)
from services.registry.accounts import Account
from services.registry.actions import appointing, certifying, convening, importing, naming, serving
from services.registry.neighbours import Accounts
from services.registry.posts import Post
from services.registry.sheets import Unreadable
from services.registry.staged_rows import Reading

Finish = Callable[[Tx], Awaitable[None]]


def errands(house: House) -> Mapping[str, Errand]:
    accounts: Accounts = house.neighbours

    async def align_volunteer(office: str, volunteer_id: UUID, at: datetime) -> Finish:
        machine = actor.machine("registry", office)
        async with house.db.begin(office) as tx:
            volunteer = await store.volunteer(tx, volunteer_id, within=policy.sight(machine))
        sub = await _align(accounts, volunteer.account, volunteer.post)

        async def finish(tx: Tx) -> None:
            await appointing.enrol_volunteer(tx, machine, volunteer_id, sub=sub, was=volunteer.version, at=at)

        return finish

    async def align_officer(office: str, officer_id: UUID, at: datetime) -> Finish:
        machine = actor.machine("registry", office)
        async with house.db.begin(office) as tx:
            officer = await store.officer(tx, officer_id, within=policy.sight(machine))
        sub = await _align(accounts, officer.account, officer.post)

        async def finish(tx: Tx) -> None:
            await naming.enrol_officer(tx, machine, officer_id, sub=sub, was=officer.version, at=at)

        return finish

    async def make_group(office: str, office_id: UUID, at: datetime) -> Finish:
        async with house.db.begin(office) as tx:
            organisation = await store.organisation(tx, office_id)
        await accounts.make_group(organisation.office, organisation.name)
        return _nothing_more

    async def read_import(office: str, import_id: UUID, at: datetime) -> Finish:
        """In a thread and outside a transaction: a workbook takes seconds, and requests are served meanwhile. The
        duties of the next round wait for it; the largest can outlast its lease, and then another tick reads it too and
        one of the two is written."""
        machine, print_of = actor.machine("registry", office), importing.fingerprint(house.vault, office)
        async with house.db.begin(office) as tx:
            opened = await importing.open_import(tx, machine, house.vault, import_id)
        if opened is None:
            return _nothing_more
        content, known = opened
        reading: Reading | Words
        try:
            reading = await asyncio.to_thread(
                staged_rows.read, content, office=office, known=known, today=days.today(office, at),
                fingerprint=print_of,
            )  # fmt: skip
        except Unreadable as refusal:
            reading = refusal.words

        async def finish(tx: Tx) -> None:
            await importing.check_import(tx, machine, house.vault, import_id, reading, at=at)

        return finish

    return {
        imports.READ: read_import,
        volunteers.ALIGN_ACCOUNT: align_volunteer,
        officers.ALIGN_ACCOUNT: align_officer,
        offices.MAKE_GROUP: make_group,
    }


def doers(house: House) -> Mapping[str, Doer]:
    async def end_leave(tx: Tx, volunteer_id: UUID, at: datetime) -> None:
        await serving.end_past_leave(tx, actor.machine("registry", tx.office), volunteer_id, at=at)

    async def end_cover(tx: Tx, volunteer_id: UUID, at: datetime) -> None:
        await serving.end_past_covers(tx, actor.machine("registry", tx.office), volunteer_id, at=at)

    async def record_batch(tx: Tx, import_id: UUID, at: datetime) -> None:
        await importing.record_batch(tx, actor.machine("registry", tx.office), house.vault, import_id, at=at)

    async def clear_import(tx: Tx, import_id: UUID, at: datetime) -> None:
        await importing.clear_import(tx, actor.machine("registry", tx.office), house.vault, import_id, at=at)

    async def remind_owner(tx: Tx, decision_id: UUID, at: datetime) -> None:
        await convening.remind_owner(tx, actor.machine("registry", tx.office), decision_id, at=at)

    async def remind_dossier(tx: Tx, dossier_id: UUID, at: datetime) -> None:
        await certifying.remind_dossier(tx, actor.machine("registry", tx.office), dossier_id, at=at)

    return {
        meetings.REMIND: remind_owner,
        dossiers.REMIND: remind_dossier,
        volunteers.END_LEAVE: end_leave,
        volunteers.END_COVER: end_cover,
        imports.APPLY: record_batch,
        imports.CLEAR: clear_import,
    }


async def _align(accounts: Accounts, account: Account, post: Post) -> str:
    sub = await accounts.make_account(account.username, post.name, post.office, post.roles)
    await (accounts.enable(sub) if post.standing.active else accounts.disable(sub))
    return sub


async def _nothing_more(tx: Tx) -> None:
    """The duty was all."""
