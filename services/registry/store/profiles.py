"""The office's own profile: one row, or what the list of areas says while there is none."""

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from services.kit.change import Change
from services.kit.db import Tx
from services.kit.errors import Stale
from services.registry import profiles
from services.registry import tables as t
from services.registry.profiles import Bidang, Profile, Signatory
from services.registry.store import people
from services.registry.store.offices import office


async def profile(tx: Tx) -> Profile:
    """Of the office that this transaction serves."""
    row = (await tx.execute(sa.select(t.profiles).where(t.profiles.c.office == tx.office))).first()
    if row is None:
        return profiles.unwritten(await office(tx, tx.office))
    told = row._asdict() | {
        "bidang": tuple(Bidang(*one) for one in row.bidang),
        "signatories": tuple(Signatory(*one) for one in row.signatories),
    }  # fmt: skip
    return Profile(**told)


async def save_profile(tx: Tx, change: Change[Profile]) -> Profile:
    now = change.now
    row = {
        "name": now.name, "city": now.city, "address": now.address, "phone": now.phone, "mail": now.mail,
        "web": now.web, "short": now.short, "scheme": now.scheme,
        "bidang": [[one.name, one.head] for one in now.bidang],
        "signatories": [[one.name, one.title, one.nip] for one in now.signatories], "version": now.version,
    }  # fmt: skip
    if now.version > 2:  # the first one is what the list of areas says
        await people.replace(tx, t.profiles, t.profiles.c.office == tx.office, row)
        return now
    try:
        async with tx.savepoint():
            await tx.execute(sa.insert(t.profiles).values(office=tx.office, **row))
    except IntegrityError:
        raise Stale() from None  # somebody else wrote the first one meanwhile
    return now
