"""What the office says of itself, and of how its people are employed."""

from datetime import datetime
from uuid import UUID

from services.kit.actor import Actor
from services.kit.db import Tx
from services.registry import policy, store
from services.registry.engagements import Engagement
from services.registry.officers import Officer
from services.registry.profiles import Bidang, Profile, Signatory
from services.registry.volunteers import Volunteer


async def write_profile(
    tx: Tx, actor: Actor, *, name: str, city: str, address: str, phone: str, mail: str, web: str, short: str,
    scheme: str, bidang: tuple[Bidang, ...], signatories: tuple[Signatory, ...], was: int,
) -> Profile:  # fmt: skip
    policy.require(actor, policy.WRITE_PROFILE)
    profile = await store.profile(tx)
    change = profile.rewrite(
        name=name, city=city, address=address, phone=phone, mail=mail, web=web, short=short, scheme=scheme,
        bidang=bidang, signatories=signatories, was=was,
    )  # fmt: skip
    return await store.save_profile(tx, change)


async def engage_volunteer(
    tx: Tx, actor: Actor, volunteer_id: UUID, *, told: Engagement, was: int, at: datetime
) -> Volunteer:
    policy.require(actor, policy.ENGAGE_VOLUNTEER)
    volunteer = await store.volunteer(tx, volunteer_id, within=policy.sight(actor))
    return await store.save_engagement(tx, volunteer.engage(told, was=was, at=at))


async def engage_officer(
    tx: Tx, actor: Actor, officer_id: UUID, *, told: Engagement, was: int, at: datetime
) -> Officer:  # fmt: skip
    policy.require(actor, policy.ENGAGE_OFFICER)
    officer = await store.officer(tx, officer_id, within=policy.sight(actor))
    policy.require_in_charge(actor, officer)
    return await store.save_engaged_officer(tx, officer.engage(told, was=was, at=at))
