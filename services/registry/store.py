"""SQL in, dataclasses out; `save_...` writes rows, facts and duties of one change, never one without the others.

Every read takes `within`, which only `policy` makes; the office itself is the wall of the database.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from services.kit import actor as actors
from services.kit import db, due, outbox
from services.kit.actor import Actor
from services.kit.change import Change
from services.kit.db import Tx
from services.kit.errors import NotFound, Stale
from services.kit.vault import Place, Vault
from services.registry import accounts, offices, wire
from services.registry import tables as t
from services.registry.accounts import Account
from services.registry.letters import Letter
from services.registry.officers import Letterhead, Officer
from services.registry.officers import Role as OfficerRole
from services.registry.offices import Kind, Office
from services.registry.particulars import Particulars
from services.registry.policy import Sight
from services.registry.posts import Post
from services.registry.standings import Standing, Status
from services.registry.volunteers import (
    AlreadyAppointed,
    Decree,
    Role,
    SeatTaken,
    Volunteer,
)

# --- volunteers ---

_villages = sa.func.array(
    sa.select(t.assignments.c.village)
    .where(
        t.assignments.c.office == t.volunteers.c.office,
        t.assignments.c.volunteer_id == t.volunteers.c.volunteer_id,
    )
    .order_by(t.assignments.c.village)
    .correlate(t.volunteers)
    .scalar_subquery(),
    type_=sa.ARRAY(sa.Text),
).label("villages")
_volunteers = sa.select(t.volunteers, _villages)


async def volunteer(tx: Tx, volunteer_id: UUID, *, within: Sight) -> Volunteer:
    """NotFound outside one's sight."""
    row = (await tx.execute(_volunteers.where(_seen(within), t.volunteers.c.volunteer_id == volunteer_id))).first()
    if row is None:
        raise NotFound()
    return _volunteer(row)


async def find_volunteer_of(tx: Tx, sub: str) -> Volunteer | None:
    """The volunteer who logs in as `sub`: for oneself."""
    mine = _volunteers.where(t.volunteers.c.office == tx.office, t.volunteers.c.sub == sub)
    row = (await tx.execute(mine)).first()
    return _volunteer(row) if row else None


async def volunteers(
    tx: Tx,
    *,
    within: Sight,
    status: str | None,
    role: str | None,
    kec: str | None,
    after: Sequence[str] | None,
    limit: int,
) -> list[Volunteer]:
    """By name; `after` is the (name, id) of the last one seen."""
    wanted = _volunteers.where(_seen(within)).order_by(t.volunteers.c.name, t.volunteers.c.volunteer_id).limit(limit)
    if status:
        wanted = wanted.where(t.volunteers.c.status == status)
    if role:
        wanted = wanted.where(t.volunteers.c.role == role)
    if kec:
        wanted = wanted.where(_in_kecamatan(kec))
    if after:
        last = sa.tuple_(sa.literal(after[0]), sa.literal(UUID(after[1])))
        wanted = wanted.where(sa.tuple_(t.volunteers.c.name, t.volunteers.c.volunteer_id) > last)
    return [_volunteer(row) for row in await tx.execute(wanted)]


async def find_tksk(tx: Tx, kec: str) -> UUID | None:
    """Who holds the kecamatan's one seat."""
    v = t.volunteers.c
    seat = sa.select(v.volunteer_id).where(
        v.office == tx.office,
        v.kec == kec,
        v.role == Role.TKSK,
        v.status != Status.ENDED,
    )
    holder: UUID | None = await tx.scalar(seat)
    return holder


async def who_serves(tx: Tx, place: str) -> list[Volunteer]:
    """The active PSM of the village (or of the villages of a larger place) and the TKSK of its kecamatan."""
    v, a = t.volunteers.c, t.assignments.c
    psm = v.volunteer_id.in_(sa.select(a.volunteer_id).where(a.office == tx.office, _village_in(place)))
    tksk = (v.role == Role.TKSK) & (v.kec == place[:6] if len(place) >= 6 else v.kec.is_not(None))
    serving = _volunteers.where(v.office == tx.office, v.status == Status.ACTIVE, psm | tksk)
    return [_volunteer(row) for row in await tx.execute(serving.order_by(v.role, v.name, v.volunteer_id))]


async def save_volunteer(
    tx: Tx,
    change: Change[Volunteer],
    *,
    particulars: Particulars | None = None,
    vault: Vault | None = None,
) -> Volunteer:
    """`particulars` come with the appointment and are sealed under the volunteer's own key."""
    now = change.now
    if not change.facts:
        return now
    row = {
        "role": now.role, "name": now.name, "kec": now.kec, "sk_number": now.decree.number,
        "sk_issuer": now.decree.issuer, "sk_issued_on": now.decree.issued_on, "sk_starts_on": now.decree.starts_on,
        "sk_ends_on": now.decree.ends_on, "username": now.account.username, "sub": now.account.sub,
        **_standing_row(now.standing), "appointed_at": now.appointed_at, "version": now.version,
    }  # fmt: skip
    if particulars and vault:
        row |= await _sealed(tx, vault, now.volunteer_id, particulars)
    if now.version == 1:
        try:
            async with tx.savepoint():
                await tx.execute(sa.insert(t.volunteers).values(office=tx.office, volunteer_id=now.volunteer_id, **row))
        except IntegrityError as error:
            raise {"volunteers_seat": SeatTaken, "volunteers_nik": AlreadyAppointed}[
                db.violated(error) or ""
            ]() from None
        if now.villages:
            places = [{"office": tx.office, "village": code, "volunteer_id": now.volunteer_id} for code in now.villages]
            await tx.execute(sa.insert(t.assignments), places)
    else:
        mine = (t.volunteers.c.office == tx.office) & (t.volunteers.c.volunteer_id == now.volunteer_id)
        await _replace(tx, t.volunteers, mine, row)
    await _told(tx, change, now.volunteer_id, now.post, now.version)
    return now


async def particulars(tx: Tx, vault: Vault, volunteer: Volunteer, *, purpose: str, by: Actor) -> Particulars:
    """NIK, telephone and address in plain text, with the opening in the ledger."""
    v = t.volunteers.c
    mine = sa.select(v.nik, v.phone, v.address).where(v.office == tx.office, v.volunteer_id == volunteer.volunteer_id)
    row = (await tx.execute(mine)).one()._asdict()
    sealed = {_place(column, volunteer.volunteer_id): value for column, value in row.items() if value is not None}
    if not sealed:
        return Particulars()
    opened = await vault.open(
        tx,
        volunteer.volunteer_id,
        sealed,
        purpose=purpose,
        by=by,
        noun="volunteer",
        noun_id=volunteer.volunteer_id,
    )
    return Particulars(**{place.column: value for place, value in opened.items()})


async def _sealed(tx: Tx, vault: Vault, volunteer_id: UUID, told: Particulars) -> dict[str, bytes]:
    values = {"nik": told.nik, "phone": told.phone, "address": told.address}
    places = {_place(column, volunteer_id): value for column, value in values.items() if value}
    sealed = (
        {place.column: value for place, value in (await vault.seal(tx, volunteer_id, places)).items()} if places else {}
    )
    return sealed | ({"nik_print": vault.fingerprint(f"volunteers|{tx.office}", told.nik)} if told.nik else {})


def _place(column: str, volunteer_id: UUID) -> Place:
    return Place("volunteers", column, volunteer_id)


def _seen(within: Sight) -> sa.ColumnElement[bool]:
    mine = t.volunteers.c.office == within.office
    if within.everybody:
        return mine
    oneself: sa.ColumnElement[bool] = t.volunteers.c.sub == within.sub
    return mine & (oneself | _in_kecamatan(within.kec) if within.kec else oneself)


def _in_kecamatan(kec: str) -> sa.ColumnElement[bool]:
    a = t.assignments.c
    serving = sa.select(a.volunteer_id).where(a.office == t.volunteers.c.office, _village_in(kec))
    return (t.volunteers.c.kec == kec) | t.volunteers.c.volunteer_id.in_(serving.correlate(t.volunteers))


def _village_in(place: str) -> sa.ColumnElement[bool]:
    """A colon sorts behind every digit: the range is all villages of the place, and the place itself."""
    return (t.assignments.c.village >= place) & (t.assignments.c.village < place + ":")


def _volunteer(row: Any) -> Volunteer:
    return Volunteer(
        office=row.office,
        volunteer_id=row.volunteer_id,
        role=Role(row.role),
        name=row.name,
        villages=tuple(row.villages),
        kec=row.kec,
        decree=Decree(
            row.sk_number,
            row.sk_issuer,
            row.sk_issued_on,
            row.sk_starts_on,
            row.sk_ends_on,
        ),
        account=Account(row.username, row.sub),
        standing=_standing(row),
        appointed_at=row.appointed_at,
        version=row.version,
    )


# --- officers and letters ---


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
        **_officer_row(now), **_standing_row(now.standing), "sub": now.account.sub, "appointed_at": now.appointed_at,
        "letter_id": now.by_letter.letter_id if now.by_letter else None,
        "letter_from": now.by_letter.from_office if now.by_letter else None, "version": now.version,
    }  # fmt: skip
    if now.version == 1:
        await tx.execute(sa.insert(t.officers).values(office=tx.office, officer_id=now.officer_id, **row))
    else:
        mine = (t.officers.c.office == tx.office) & (t.officers.c.officer_id == now.officer_id)
        await _replace(tx, t.officers, mine, row)
    await _told(tx, change, now.officer_id, now.post, now.version)
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


def _officer(row: Any) -> Officer:
    return Officer(
        office=row.office, officer_id=row.officer_id, **_seat(row), account=Account(row.username, row.sub),
        standing=_standing(row), appointed_at=row.appointed_at,
        by_letter=Letterhead(row.letter_id, row.letter_from) if row.letter_id else None, version=row.version,
    )  # fmt: skip


def _letter(row: Any, office: str, from_office: str, account: Account, version: int = 1) -> Letter:
    return Letter(
        office=office, from_office=from_office, letter_id=row.letter_id, officer_id=row.officer_id, **_seat(row),
        account=account, sent_at=row.sent_at, expires_at=row.expires_at, version=version,
    )  # fmt: skip


def _seat(row: Any) -> dict[str, Any]:
    """What an officer and the letter that named her have in common."""
    return {
        "name": row.name, "roles": tuple(OfficerRole(role) for role in row.roles), "villages": tuple(row.villages),
        "kec": row.kec, "bidang": row.bidang, "desks": tuple(row.desks),
    }  # fmt: skip


# --- offices ---


async def office(tx: Tx, code: str) -> Office:
    """Of the state or an organisation; NotFound where there is none."""
    return await find_organisation(tx, code) or offices.of_government(code)


async def find_organisation(tx: Tx, code: str) -> Office | None:
    row = (await tx.execute(sa.select(t.offices).where(t.offices.c.office == code))).first()
    return _office(row) if row else None


async def organisation(tx: Tx, office_id: UUID) -> Office:
    row = (await tx.execute(sa.select(t.offices).where(t.offices.c.office_id == office_id))).first()
    if row is None:
        raise NotFound()
    return _office(row)


async def organisations(tx: Tx, *, words: str, after: Sequence[str] | None, limit: int) -> list[Office]:
    """By name; `words` anywhere in it. An open table of some thousands: no wall to lose an index by."""
    o = t.offices.c
    wanted = sa.select(t.offices).order_by(o.name, o.office).limit(limit)
    if words:
        wanted = wanted.where(o.name.icontains(words, autoescape=True))
    if after:
        wanted = wanted.where(sa.tuple_(o.name, o.office) > sa.tuple_(sa.literal(after[0]), sa.literal(after[1])))
    return [_office(row) for row in await tx.execute(wanted)]


async def save_office(tx: Tx, change: Change[Office]) -> Office:
    now = change.now
    row = {
        "office": now.office, "office_id": now.office_id, "name": now.name, "areas": list(now.areas),
        "phone": now.phone, "address": now.address, "registered_by": now.registered_by,
        "registered_at": now.registered_at, "version": now.version,
    }  # fmt: skip
    await tx.execute(sa.insert(t.offices).values(**row))
    await outbox.add(tx, [wire.fact(told) for told in change.facts])
    await due.add(tx, change.duties)
    return now


def _office(row: Any) -> Office:
    return Office(
        row.office, Kind.ORGANISATION, row.name, tuple(row.areas), row.office_id, row.registered_by, row.registered_at,
        row.phone, row.address, row.version,
    )  # fmt: skip


# --- accounts ---


@dataclass(frozen=True, slots=True)
class Me:
    """What is known about who asks; `noun` is None for whom the registry did not appoint (the first administrator)."""

    office: Office
    noun: Volunteer | Officer | None


async def me(tx: Tx, sub: str) -> Me:
    return Me(
        await office(tx, tx.office),
        await find_volunteer_of(tx, sub) or await find_officer_of(tx, sub),
    )


async def take_username(tx: Tx, wanted: Iterable[str]) -> str:
    """The first of the names that is free, taken for ever; UsernameTaken when none is."""
    for username in wanted:
        taken = await tx.execute(insert(t.usernames).values(username=username).on_conflict_do_nothing())
        if taken.rowcount == 1:
            return username
    raise accounts.UsernameTaken()


# --- what every change of a person does beside its own row ---


async def _replace(tx: Tx, table: sa.Table, mine: sa.ColumnElement[bool], row: dict[str, Any]) -> None:
    """Write the next version over the one that the rule saw; Stale when somebody was faster."""
    written = await tx.execute(sa.update(table).where(mine, table.c.version == row["version"] - 1).values(**row))
    if written.rowcount != 1:
        raise Stale()


async def _told(tx: Tx, change: Change[Any], subject_id: UUID, post: Post, version: int) -> None:
    """Facts, duties, and the registry's own row of the actor: its doors refuse a suspended person at once."""
    await outbox.add(tx, [wire.fact(told) for told in change.facts])
    await due.add(tx, change.duties)
    await due.discharge(tx, subject_id, change.discharged)
    if post.sub is not None:
        await actors.keep(
            tx, sub=post.sub, name=post.name, roles=list(post.roles), villages=list(post.villages), kec=post.kec,
            bidang=post.bidang, desks=list(post.desks), status=post.standing.status,
            not_before=post.standing.not_before, seq=version,
        )  # fmt: skip


def _standing_row(standing: Standing) -> dict[str, Any]:
    return {
        "status": standing.status, "since_at": standing.since_at, "reason": standing.reason,
        "not_before": standing.not_before,
    }  # fmt: skip


def _standing(row: Any) -> Standing:
    return Standing(Status(row.status), row.since_at, row.reason, row.not_before)
