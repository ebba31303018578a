"""Officers, and the letters by which one office names an officer of another."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from services.kit import outbox
from services.kit.change import Change
from services.kit.db import Tx
from services.kit.errors import NotFound
from services.registry import tables as t
from services.registry import wire
from services.registry.accounts import Account
from services.registry.engagements import Engagement
from services.registry.letters import Letter
from services.registry.officers import Letterhead, Officer, Role
from services.registry.policy import Sight
from services.registry.store import people


async def find_officer(tx: Tx, officer_id: UUID, *, within: Sight) -> Officer | None:
    mine = (t.officers.c.office == within.office) & (t.officers.c.officer_id == officer_id)
    row = (await tx.execute(sa.select(t.officers).where(mine))).first()
    return _officer(row) if row else None


async def officer(tx: Tx, officer_id: UUID, *, within: Sight) -> Officer:
    found = await find_officer(tx, officer_id, within=within)
    if found is None:
        raise NotFound()
    return found


async def find_officer_of(tx: Tx, sub: str) -> Officer | None:
    """The officer who logs in as `sub`: for oneself."""
    mine = (t.officers.c.office == tx.office) & (t.officers.c.sub == sub)
    row = (await tx.execute(sa.select(t.officers).where(mine))).first()
    return _officer(row) if row else None


async def officers(tx: Tx, *, within: Sight, after: Sequence[str] | None, limit: int) -> list[Officer]:
    """By name; colleagues see one another."""
    o = t.officers.c
    wanted = sa.select(t.officers).where(o.office == within.office).order_by(o.name, o.officer_id).limit(limit)
    if after:
        last = sa.tuple_(sa.literal(after[0]), sa.literal(UUID(after[1])))
        wanted = wanted.where(sa.tuple_(o.name, o.officer_id) > last)
    return [_officer(row) for row in await tx.execute(wanted)]


async def save_officer(tx: Tx, change: Change[Officer]) -> Officer:
    now = change.now
    if not change.facts:
        return now
    row = {
        **_officer_row(now), **people.standing_row(now.standing), "sub": now.account.sub,
        "appointed_at": now.appointed_at, "letter_id": now.by_letter.letter_id if now.by_letter else None,
        "letter_from": now.by_letter.from_office if now.by_letter else None, "version": now.version,
        **_engagement_row(now),
    }  # fmt: skip
    if now.version == 1:
        await tx.execute(sa.insert(t.officers).values(office=tx.office, officer_id=now.officer_id, **row))
    else:
        mine = (t.officers.c.office == tx.office) & (t.officers.c.officer_id == now.officer_id)
        await people.replace(tx, t.officers, mine, row)
    await people.told(tx, change, now.officer_id, now.post, now.version)
    return now


async def save_engaged_officer(tx: Tx, change: Change[Officer]) -> Officer:
    """What the personnel decree says; no other service is told."""
    now = change.now
    mine = (t.officers.c.office == tx.office) & (t.officers.c.officer_id == now.officer_id)
    await people.replace(tx, t.officers, mine, _engagement_row(now) | {"version": now.version})
    return now


async def letter(tx: Tx, letter_id: UUID) -> Letter:
    """A letter to this office."""
    mine = (t.letters.c.office == tx.office) & (t.letters.c.letter_id == letter_id)
    row = (await tx.execute(sa.select(t.letters).where(mine))).first()
    if row is None:
        raise NotFound()
    return _letter(row, row.office, row.from_office, Account(row.username))


async def letter_sent(tx: Tx, *, letter_id: UUID | None = None, officer_id: UUID | None = None) -> Letter:
    """This office's own copy of a letter, by its id or by the officer whom it names."""
    s = t.letters_sent.c
    named = s.letter_id == letter_id if letter_id else s.officer_id == officer_id
    row = (await tx.execute(sa.select(t.letters_sent).where(s.office == tx.office, named))).first()
    if row is None:
        raise NotFound()
    return _letter(row, row.to_office, row.office, Account(row.username, row.sub), row.version)


async def save_letter(tx: Tx, change: Change[Letter]) -> Letter:
    """The sender's copy, and, once, the letter itself."""
    now = change.now
    if now.version == 1:
        said = _officer_row(now) | {
            "letter_id": now.letter_id,
            "officer_id": now.officer_id,
        }
        times = {"sent_at": now.sent_at, "expires_at": now.expires_at}
        await tx.execute(sa.insert(t.letters).values(office=now.office, from_office=tx.office, **said, **times))
        copy = {"office": tx.office, "to_office": now.office, "version": now.version}
        await tx.execute(sa.insert(t.letters_sent).values(**copy, **said, **times))
    else:
        mine = (t.letters_sent.c.office == tx.office) & (t.letters_sent.c.letter_id == now.letter_id)
        await tx.execute(sa.update(t.letters_sent).where(mine).values(sub=now.account.sub, version=now.version))
    await outbox.add(tx, [wire.fact(told) for told in change.facts])
    return now


def _officer_row(now: Officer | Letter) -> dict[str, Any]:
    return {
        "name": now.name, "roles": list(now.roles), "villages": list(now.villages), "kec": now.kec,
        "bidang": now.bidang, "desks": list(now.desks), "username": now.account.username,
    }  # fmt: skip


def _engagement_row(now: Officer) -> dict[str, Any]:
    told = now.engagement
    return {
        "employment": told.employment, "qualification": told.qualification, "title": told.title,
        "decree": told.decree, "decreed_on": told.decreed_on,
    }  # fmt: skip


def _officer(row: Any) -> Officer:
    return Officer(
        office=row.office, officer_id=row.officer_id, **_seat(row), account=Account(row.username, row.sub),
        standing=people.standing(row), appointed_at=row.appointed_at,
        by_letter=Letterhead(row.letter_id, row.letter_from) if row.letter_id else None, version=row.version,
        engagement=Engagement(row.employment, row.qualification, row.title, row.decree, row.decreed_on),
    )  # fmt: skip


def _letter(row: Any, office: str, from_office: str, account: Account, version: int = 1) -> Letter:
    return Letter(
        office=office, from_office=from_office, letter_id=row.letter_id, officer_id=row.officer_id, **_seat(row),
        account=account, sent_at=row.sent_at, expires_at=row.expires_at, version=version,
    )  # fmt: skip


def _seat(row: Any) -> dict[str, Any]:
    """What an officer and the letter that named her have in common."""
    return {
        "name": row.name, "roles": tuple(Role(role) for role in row.roles), "villages": tuple(row.villages),
        "kec": row.kec, "bidang": row.bidang, "desks": tuple(row.desks),
    }  # fmt: skip
