"""What is due: a leave or a cover that is over; and accounts in Keycloak are brought in line with what stands here,
between two transactions.

The wish is read, Keycloak is called, and only then is the result written, if nobody changed the person meanwhile; the
same wish told again changes nothing. With Keycloak down the duty waits and is tried again, nothing is lost.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from uuid import UUID

from services.kit import actor
from services.kit.db import Tx
from services.kit.due import Doer, Errand
from services.kit.house import House
from services.registry import officers, offices, policy, store, volunteers
from services.registry.accounts import Account
from services.registry.actions import appointing, naming, serving
from services.registry.neighbours import Accounts
from services.registry.posts import Post

Finish = Callable[[Tx], Awaitable[None]]


def doers(house: House) -> Mapping[str, Doer]:
    async def end_leave(tx: Tx, volunteer_id: UUID, at: datetime) -> None:
        await serving.end_past_leave(tx, actor.machine("registry", tx.office), volunteer_id, at=at)

    async def end_cover(tx: Tx, volunteer_id: UUID, at: datetime) -> None:
        await serving.end_past_covers(tx, actor.machine("registry", tx.office), volunteer_id, at=at)

    return {volunteers.END_LEAVE: end_leave, volunteers.END_COVER: end_cover}


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

    return {
        volunteers.ALIGN_ACCOUNT: align_volunteer,
        officers.ALIGN_ACCOUNT: align_officer,
        offices.MAKE_GROUP: make_group,
    }


async def _align(accounts: Accounts, account: Account, post: Post) -> str:
    sub = await accounts.make_account(account.username, post.name, post.office, post.roles)
    await (accounts.enable(sub) if post.standing.active else accounts.disable(sub))
    return sub


async def _nothing_more(tx: Tx) -> None:
    """The duty was all."""
