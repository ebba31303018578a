"""Volunteers, the villages they serve, and what is sealed about them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from services.kit import db, due, outbox
from services.kit.actor import Actor
from services.kit.change import Change
from services.kit.db import Tx
from services.kit.errors import NotFound
from services.kit.vault import Place, Vault
from services.registry import tables as t
from services.registry import wire
from services.registry.accounts import Account
from services.registry.covers import Cover
from services.registry.decrees import Decree
from services.registry.engagements import Engagement
from services.registry.leaves import ON_LEAVE
from services.registry.particulars import Particulars, Purpose
from services.registry.policy import Sight
from services.registry.standings import Status
from services.registry.store import coverage, people, retention, tenures
from services.registry.volunteers import (
    AlreadyAppointed,
    Role,
    SeatTaken,
    Volunteer,
    VolunteerAppointed,
    VolunteerCoverBegun,
    VolunteerCoverEnded,
    VolunteerEnded,
    VolunteerEnrolled,
    VolunteerMoved,
)

_villages = sa.func.array(
    sa.select(t.assignments.c.village)
    .where(
        t.assignments.c.office == t.volunteers.c.office,
        t.assignments.c.volunteer_id == t.volunteers.c.volunteer_id,
        t.assignments.c.cover_id.is_(None),
    )
    .order_by(t.assignments.c.village)
    .correlate(t.volunteers)
    .scalar_subquery(),
    type_=sa.ARRAY(sa.Text),
).label("villages")
_volunteers = sa.select(t.volunteers, _villages, tenures.substituted.label("substituted"))
# What changes where somebody serves, and what changes nothing of how a place stands.
_PLACED = (VolunteerAppointed, VolunteerMoved, VolunteerCoverBegun, VolunteerCoverEnded, VolunteerEnded)
_UNSEEN = (VolunteerEnrolled,)
_STAYS = (VolunteerAppointed, VolunteerEnded)  # what changes how many serve since when
_NOTHING_SEALED = {"nik": None, "phone": None, "address": None, "nik_print": None}


async def volunteer(tx: Tx, volunteer_id: UUID, *, within: Sight) -> Volunteer:
    """NotFound outside one's sight."""
    found = await _read(tx, _volunteers.where(seen(within), t.volunteers.c.volunteer_id == volunteer_id))
    if not found:
        raise NotFound()
    return found[0]


async def find_volunteer_of(tx: Tx, sub: str) -> Volunteer | None:
    """The volunteer who logs in as `sub`: for oneself."""
    mine = _volunteers.where(t.volunteers.c.office == tx.office, t.volunteers.c.sub == sub)
    found = await _read(tx, mine)
    return found[0] if found else None


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
    wanted = _volunteers.where(seen(within)).order_by(t.volunteers.c.name, t.volunteers.c.volunteer_id).limit(limit)
    if status:
        away = t.volunteers.c.leave_since_on.is_not(None)
        wanted = wanted.where(t.volunteers.c.status == (Status.ACTIVE if status == ON_LEAVE else status))
        wanted = wanted.where(away if status == ON_LEAVE else ~away) if status in (ON_LEAVE, Status.ACTIVE) else wanted
    if role:
        wanted = wanted.where(t.volunteers.c.role == role)
    if kec:
        wanted = wanted.where(_in_kecamatan([kec]))
    if after:
        last = sa.tuple_(sa.literal(after[0]), sa.literal(UUID(after[1])))
        wanted = wanted.where(sa.tuple_(t.volunteers.c.name, t.volunteers.c.volunteer_id) > last)
    return await _read(tx, wanted)


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
    """Who is at work there: the PSM of the village (or of the villages of a larger place), own and cover, and the TKSK
    of its kecamatan, own and acting."""
    v, a = t.volunteers.c, t.assignments.c
    psm = v.volunteer_id.in_(sa.select(a.volunteer_id).where(a.office == tx.office, _village_in(place)))
    tksk = (v.role == Role.TKSK) & (v.kec == place[:6] if len(place) >= 6 else v.kec.is_not(None))
    present = (v.status == Status.ACTIVE) & v.leave_since_on.is_(None)
    serving = _volunteers.where(v.office == tx.office, present, psm | tksk)
    return await _read(tx, serving.order_by(v.role, v.name, v.volunteer_id))


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
    row = _row(now)
    if particulars and vault:
        row |= await _sealed(tx, vault, now.volunteer_id, particulars)
    await _write(tx, now, row, contested=any(isinstance(told, VolunteerMoved) for told in change.facts))
    await tenures.record_decrees(tx, [change])
    touched = set(now.post.villages)
    if any(isinstance(told, _PLACED) for told in change.facts):
        touched |= await tenures.place(tx, now, at=change.facts[0].at)
    await people.told(tx, change, now.volunteer_id, now.post, now.version)
    if not all(isinstance(told, _UNSEEN) for told in change.facts):
        await coverage.recount(tx, now.role, touched, at=change.facts[0].at)
    if any(isinstance(told, _STAYS) for told in change.facts):
        await retention.recount(tx)
    return replace(now, substituted=await tenures.is_substituted(tx, now)) if now.leave else now


async def _write(tx: Tx, now: Volunteer, row: dict[str, Any], *, contested: bool) -> None:
    """`contested`: somebody else may have the same seat, or the same NIK, by now; as with a new one."""
    mine = (t.volunteers.c.office == tx.office) & (t.volunteers.c.volunteer_id == now.volunteer_id)
    if now.version > 1 and not contested:
        await people.replace(tx, t.volunteers, mine, row)
        return
    try:
        async with tx.savepoint():
            if now.version > 1:
                await people.replace(tx, t.volunteers, mine, row)
            else:
                new = sa.insert(t.volunteers).values(office=tx.office, volunteer_id=now.volunteer_id, **row)
                await tx.execute(new)
    except IntegrityError as error:
        raise {"volunteers_seat": SeatTaken, "volunteers_nik": AlreadyAppointed}[db.violated(error) or ""]() from None


async def save_corrected(
    tx: Tx, change: Change[Volunteer], corrected: Mapping[str, str], vault: Vault, *, before: str
) -> Volunteer:
    """`corrected` is sealed anew, `before` the name until now. With the NIK go the trainings that she took part in as a
    candidate of that name and number; where the corrected number takes part itself, she was there twice."""
    now = change.now
    row: dict[str, Any] = {"name": now.name, "version": now.version, **dict.fromkeys(corrected)}
    if "nik" in corrected:
        row["nik_print"] = None
    if nik := corrected.get("nik"):
        v, p = t.volunteers.c, t.participants.c
        known = sa.select(v.nik_print).where(v.office == tx.office, v.volunteer_id == now.volunteer_id)
        hers = (p.office == tx.office) & (p.nik_print == known.scalar_subquery()) & (p.name == before)
        now_print = printed(vault, tx.office, nik)
        there = sa.select(p.training_id).where(p.office == tx.office, p.nik_print == now_print)
        moved = sa.update(t.participants).where(hers, p.training_id.not_in(there))
        await tx.execute(moved.values(nik_print=now_print))
    row |= await _sealed(tx, vault, now.volunteer_id, Particulars(**corrected))
    await _write(tx, now, row, contested=True)
    await people.told(tx, change, now.volunteer_id, now.post, now.version)
    return now


async def save_engagement(tx: Tx, change: Change[Volunteer]) -> Volunteer:
    """Nobody else is told: no service but this one knows how somebody is employed."""
    now = change.now
    mine = (t.volunteers.c.office == tx.office) & (t.volunteers.c.volunteer_id == now.volunteer_id)
    row = {"employment": now.engagement.employment, "qualification": now.engagement.qualification}
    await people.replace(tx, t.volunteers, mine, row | {"version": now.version})
    return now


async def save_appointed(
    tx: Tx, changes: Sequence[Change[Volunteer]], particulars: Sequence[Particulars], vault: Vault
) -> None:
    """Many appointments of one transaction, all or none. What `save_volunteer` refuses by a savepoint is a fault here:
    who appoints so many has looked before, and tries again."""
    if not changes:
        return
    appointed = [change.now for change in changes]
    about = zip(appointed, particulars, strict=True)
    await vault.make(tx, *(now.volunteer_id for now, told in about if told != Particulars()))
    rows = [
        {"office": tx.office, "volunteer_id": now.volunteer_id, **_row(now), **_NOTHING_SEALED}
        | await _sealed(tx, vault, now.volunteer_id, told)
        for now, told in zip(appointed, particulars, strict=True)
    ]
    await tx.execute(sa.insert(t.volunteers), rows)
    places = [
        {"office": tx.office, "village": code, "volunteer_id": now.volunteer_id, "cover_id": None}
        for now in appointed
        for code in now.villages
    ]
    if places:
        await tx.execute(sa.insert(t.assignments), places)
    await tenures.record_decrees(tx, changes)
    for role in {now.role for now in appointed}:
        villages = {code for now in appointed if now.role is role for code in now.villages}
        await coverage.recount(tx, role, villages, at=max(now.appointed_at for now in appointed))
    await retention.recount(tx)
    await outbox.add(tx, [wire.fact(told) for change in changes for told in change.facts])
    await due.add(tx, [duty for change in changes for duty in change.duties])


async def particulars(tx: Tx, vault: Vault, volunteer: Volunteer, *, purpose: Purpose, by: Actor) -> Particulars:
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


def _row(now: Volunteer) -> dict[str, Any]:
    return {
        "role": now.role, "name": now.name, "kec": now.kec, "sk_number": now.decree.number,
        "sk_issuer": now.decree.issuer, "sk_issued_on": now.decree.issued_on, "sk_starts_on": now.decree.starts_on,
        "sk_ends_on": now.decree.ends_on, "username": now.account.username, "sub": now.account.sub,
        **people.standing_row(now.standing), **tenures.leave_row(now.leave), "appointed_at": now.appointed_at,
        "version": now.version, "employment": now.engagement.employment, "qualification": now.engagement.qualification,
    }  # fmt: skip


async def all_particulars(
    tx: Tx, vault: Vault, found: Sequence[Volunteer], *, purpose: Purpose, by: Actor
) -> dict[UUID, Particulars]:
    """Of many, with an opening in the ledger for each whose values are kept."""
    v, wanted = t.volunteers.c, sa.any_(sa.literal([one.volunteer_id for one in found], sa.ARRAY(sa.Uuid)))
    asked = sa.select(v.volunteer_id, v.nik, v.phone, v.address).where(v.office == tx.office, v.volunteer_id == wanted)
    sealed = {
        row.volunteer_id: {
            _place(column, row.volunteer_id): getattr(row, column)
            for column in ("nik", "phone", "address")
            if getattr(row, column) is not None
        }
        for row in await tx.execute(asked)
    }
    kept = {volunteer_id: values for volunteer_id, values in sealed.items() if values}
    opened = await vault.open_all(tx, kept, purpose=purpose, by=by, noun="volunteer")
    return {
        volunteer_id: Particulars(**{place.column: value for place, value in values.items()})
        for volunteer_id, values in opened.items()
    }


def printed(vault: Vault, office: str, nik: str) -> bytes:
    """The keyed fingerprint under which a NIK is known again in this office."""
    return vault.fingerprint(f"volunteers|{office}", nik)


async def _sealed(tx: Tx, vault: Vault, volunteer_id: UUID, told: Particulars) -> dict[str, bytes]:
    values = {"nik": told.nik, "phone": told.phone, "address": told.address}
    places = {_place(column, volunteer_id): value for column, value in values.items() if value}
    sealed = (
        {place.column: value for place, value in (await vault.seal(tx, volunteer_id, places)).items()} if places else {}
    )
    return sealed | ({"nik_print": printed(vault, tx.office, told.nik)} if told.nik else {})


def _place(column: str, volunteer_id: UUID) -> Place:
    return Place("volunteers", column, volunteer_id)


def seen(within: Sight) -> sa.ColumnElement[bool]:
    mine = t.volunteers.c.office == within.office
    if within.everybody:
        return mine
    oneself: sa.ColumnElement[bool] = t.volunteers.c.sub == within.sub
    return mine & (oneself | _in_kecamatan(sorted(within.kecs)) if within.kecs else oneself)


def _in_kecamatan(kecs: Sequence[str]) -> sa.ColumnElement[bool]:
    a = t.assignments.c
    places = sa.or_(*(_village_in(kec) for kec in kecs))
    serving = sa.select(a.volunteer_id).where(a.office == t.volunteers.c.office, places)
    return t.volunteers.c.kec.in_(kecs) | t.volunteers.c.volunteer_id.in_(serving.correlate(t.volunteers))


def _village_in(place: str) -> sa.ColumnElement[bool]:
    """A colon sorts behind every digit: the range is all villages of the place, and the place itself."""
    return (t.assignments.c.village >= place) & (t.assignments.c.village < place + ":")


async def _read(tx: Tx, wanted: sa.Select[Any]) -> list[Volunteer]:
    rows = (await tx.execute(wanted)).all()
    covers = await tenures.covers(tx, [row.volunteer_id for row in rows])
    return [_volunteer(row, covers.get(row.volunteer_id, ())) for row in rows]


def _volunteer(row: Any, covers: tuple[Cover, ...]) -> Volunteer:
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
        standing=people.standing(row),
        appointed_at=row.appointed_at,
        version=row.version,
        leave=tenures.leave(row),
        substituted=bool(row.substituted),
        covers=covers,
        engagement=Engagement(row.employment, row.qualification),
    )
