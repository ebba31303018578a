"""Cases and what stands around them, but for the person."""

from collections.abc import Collection, Sequence
from dataclasses import astuple, dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.cases import codes, policy, wire
from services.cases import tables as t
from services.cases.cases import By, Case, Status
from services.cases.needs import SETTLED_REFERRALS, Need, result
from services.cases.needs import Status as NeedStatus
from services.cases.policy import Sight
from services.kit import actor as actors
from services.kit import area, due, ids, ledger, outbox
from services.kit.actor import Actor
from services.kit.change import Change
from services.kit.db import Hot, Tx
from services.kit.errors import Invalid, NotFound, Stale, Words
from services.kit.vault import Place, Vault

SEALED_NOTE = "note"


@dataclass(frozen=True, slots=True)
class Listed:
    """A row of a list: the case, and of the person the name and the birth date."""

    case: Case
    name: str | None
    birth_on: date | None


@dataclass(frozen=True, slots=True)
class Step:
    """What happened: `verb` is the past of the fact that told it."""

    verb: str
    status: Status
    at: datetime
    by: By
    reason: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to; `turns` are whose moves, and with them only what is nobody else's."""

    turns: frozenset[str] | None = None
    status: str | None = None
    kec: str | None = None
    village: str | None = None
    ppks: int | None = None
    name: frozenset[str] = frozenset()  # beginnings of words


_c, _i, _lives = t.cases.c, t.identities.c, t.identities.alias("lives").c
_file = t.cases.join(t.identities, (_i.office == _c.office) & (_i.person_id == _c.person_id))
# In the order of Case, whose lines a list makes by the thousand.
_cases = sa.select(
    _c.office, _c.case_id, _c.person_id, _c.code, _c.ppks, _c.edition, _c.sensitivity, _c.status, _c.kabupaten,
    _i.village, _c.kec, _c.recorded_by, _c.recorded_by_name, _c.recorded_by_role, _c.opened_at, _c.at, _c.due_at,
    _c.verified_by, _c.verified_by_name, _c.verified_by_role, _c.assigned_to, _c.assigned_to_name, _c.assigned_to_role,
    _c.origin, _i.erased_at, _c.version, _i.name, _i.birth_on,
).select_from(_file)  # fmt: skip


# Asked of one case after the other, in the order in which a list reads them. As a condition on the join the planner,
# which takes a village to be rare, would rather read and sort the whole kecamatan.
_village = sa.select(_lives.village).where(_lives.office == _c.office, _lives.person_id == _c.person_id)


async def case(tx: Tx, case_id: UUID, *, within: Sight, lock: bool = False) -> Case:
    """NotFound outside one's sight. `lock` for whoever will change it: of two at once the second reads what the first
    wrote, and is stale."""
    wanted = _cases.where(seen(within), _c.case_id == case_id)
    row = (await tx.execute(wanted.with_for_update(of=t.cases) if lock else wanted)).first()
    if row is None:
        raise NotFound()
    return _case(row)


async def find_case(tx: Tx, case_id: UUID, *, within: Sight) -> Case | None:
    """For facts about cases that may lie outside; locked."""
    wanted = _cases.where(seen(within), _c.case_id == case_id).with_for_update(of=t.cases)
    row = (await tx.execute(wanted)).first()
    return _case(row) if row else None


async def cases(
    tx: Tx, *, within: Sight, wanted: Wanted, by: Actor, after: Sequence[str] | None, limit: int
) -> list[Listed]:
    """The last moved first; `after` is (at, id) of the last one seen. One more than `limit` says that there is a next
    page: it is shown to nobody, so only the names before it go on record, each once a day."""
    behind = {"at": datetime.fromisoformat(after[0]), "id": UUID(after[1])} if after else {}
    written = _listing if wanted.name else _kept_listing  # no name that was searched for is kept
    rows = written(within, wanted, limit, further=after is not None)
    found = [_listed(row) for row in await tx.read(rows, **behind)]
    named = [(one.case.person_id, one.case.case_id) for one in found[:limit] if one.name is not None]
    await ledger.shown(tx, by, named, noun="case", fields=["name", "birth_on"])
    return found


def _listing(within: Sight, wanted: Wanted, limit: int, *, further: bool) -> Hot:
    """Each place that is seen is read for itself, as far as one page goes: a condition with OR would lose the index."""
    narrowed = _narrowed(wanted, within)
    if further:
        last = sa.tuple_(sa.bindparam("at", None, _c.at.type), sa.bindparam("id", None, _c.case_id.type))
        narrowed.append(sa.tuple_(_c.at, _c.case_id) < last)
    number = sa.literal_column(str(limit + 1), sa.Integer)  # a number that the planner sees, whatever the plan is for
    newest = (_c.at.desc(), _c.case_id.desc())
    rows = _cases.where(_c.office == within.office).order_by(*newest).limit(number)
    match _places(within):
        case [place]:
            return Hot(rows.where(place, *narrowed))
        case places:
            firsts = [
                sa.select(_c.case_id).select_from(_file).where(_c.office == within.office, place, *narrowed)
                .order_by(*newest).limit(number).subquery()
                for place in places
            ]  # fmt: skip
            return Hot(rows.where(_c.case_id.in_(sa.union(*map(sa.select, firsts)))))


_kept_listing = lru_cache(maxsize=500)(_listing)  # for who asks the same again: to write it takes a fifth of an answer


async def save(
    tx: Tx,
    change: Change[Case],
    *,
    by: Actor,
    vault: Vault | None = None,
    note: str | None = None,
    reason: str | None = None,
) -> Case:
    """Rows, a step per fact, facts and duties. A note is sealed under the person's key: of a new case it is the case's,
    later the step's. With the vault, a protected person's key is guarded for whom the case is assigned to. Stale when
    somebody was faster."""
    now = change.now
    if not change.facts:
        return now
    step_id, is_new = ids.new(), now.version == 1
    place = Place("cases", SEALED_NOTE, now.case_id) if is_new else Place("steps", SEALED_NOTE, step_id)
    sealed = await seal_note(tx, vault, now.person_id, place, note)
    if is_new:
        await tx.insert(t.cases, {"office": tx.office, "case_id": now.case_id, "note": sealed, **_row(now)})
    else:
        mine = (_c.office == tx.office) & (_c.case_id == now.case_id) & (_c.version == now.version - 1)
        if (await tx.execute(sa.update(t.cases).where(mine).values(**_row(now)))).rowcount != 1:
            raise Stale()
    if vault is not None and now.protected:
        await vault.guard(tx, now.person_id, [now.assigned_to.sub] if now.assigned_to else [])
    done_by = _who("done_by", policy.by(by))
    for fact in change.facts:
        step = {
            "office": tx.office, "case_id": now.case_id, "version": now.version, "step_id": step_id,
            "verb": wire.PASTS[type(fact)], "status": now.status, "at": fact.at, **done_by, "reason": reason,
            "note": None if is_new else sealed,
        }  # fmt: skip
        await tx.insert(t.steps, step)
    await outbox.add(tx, [wire.fact(fact, done_by=_person(by)) for fact in change.facts])
    await due.add(tx, change.duties)
    await due.discharge(tx, now.case_id, change.discharged)
    return now


def _person(by: Actor) -> str:
    """Who did it, for the fact; nobody where a service did."""
    return "" if by.has("machine") else by.sub


async def steps(tx: Tx, vault: Vault, case: Case, *, by: Actor) -> list[Step]:
    """What happened to a case that `by` sees, oldest first; notes are opened, on record."""
    s = t.steps.c
    mine = sa.select(t.steps).where(s.office == tx.office, s.case_id == case.case_id).order_by(s.version)
    rows = (await tx.execute(mine)).all()
    sealed = {Place("steps", SEALED_NOTE, row.step_id): row.note for row in rows if row.note and not case.erased}
    notes: dict[UUID, str] = {}
    if sealed:
        opened = await vault.open(
            tx, case.person_id, sealed, purpose="timeline", by=by, noun="case", noun_id=case.case_id
        )
        notes = {place.row: text for place, text in opened.items()}
    return [
        Step(row.verb, Status(row.status), row.at, _by(row), row.reason, notes.get(row.step_id))
        for row in rows
    ]  # fmt: skip


async def seal_note(tx: Tx, vault: Vault | None, person_id: UUID, place: Place, note: str | None) -> bytes | None:
    """A note under the person's key; at most 4,000 letters."""
    if not note or not note.strip() or vault is None:
        return None
    if len(note) > 4000:
        raise Invalid(fields={"note": Words("Catatan terlalu panjang.", "The note is too long.")})
    return (await vault.seal(tx, person_id, {place: note.strip()}))[place]


# --- needs and referrals ---


async def save_need(tx: Tx, vault: Vault, case: Case, need: Need) -> None:
    place = Place("needs", SEALED_NOTE, need.need_id)
    note = await seal_note(tx, vault, case.person_id, place, need.note)
    row = {"kind": need.kind, "status": need.status, "added_at": need.added_at, "note": note}
    await tx.execute(sa.insert(t.needs).values(office=tx.office, need_id=need.need_id, case_id=need.case_id, **row))


async def needs(tx: Tx, case_id: UUID) -> list[tuple[Need, bytes | None]]:
    """The needs of a case that the asker sees, each with its note still sealed."""
    n = t.needs.c
    mine = sa.select(t.needs).where(n.office == tx.office, n.case_id == case_id).order_by(n.need_id)
    return [
        (Need(row.need_id, row.case_id, row.kind, row.added_at, status=NeedStatus(row.status)), row.note)
        for row in await tx.execute(mine)
    ]


async def hear_referral(
    tx: Tx, referral_id: UUID, *, case_id: UUID, need_id: UUID | None, need_kind: str, status: str
) -> None:
    """Keep how a referral stands, and what it and its like make of the need that it is to meet."""
    n, r = t.needs.c, t.referrals.c
    before = await tx.scalar(sa.select(r.result).where(r.office == tx.office, r.referral_id == referral_id))
    row = {
        "case_id": case_id, "need_id": need_id, "need_kind": need_kind, "status": status,
        "result": result(status, NeedStatus(before) if before else None),
    }  # fmt: skip
    told = insert(t.referrals).values(office=tx.office, referral_id=referral_id, **row)
    await tx.execute(told.on_conflict_do_update(index_elements=["office", "referral_id"], set_=row))
    mine = sa.select(r.need_id, r.need_kind, r.result).where(
        r.office == tx.office, r.case_id == case_id, r.result.is_not(None)
    )
    known = (await tx.execute(mine)).all()
    for need, _ in await needs(tx, case_id):
        meant = [NeedStatus(one.result) for one in known if _meant(one, need)]
        if (now := need.after(meant)) != need:
            this = (n.office == tx.office) & (n.need_id == need.need_id)
            await tx.execute(sa.update(t.needs).where(this).values(status=now.status))


def _meant(referral: Any, need: Need) -> bool:
    """An older fact names no need, only its kind."""
    same: bool = referral.need_kind == need.kind if referral.need_id is None else referral.need_id == need.need_id
    return same


async def open_referrals(tx: Tx, case_id: UUID) -> int:
    """How many referrals of the case still wait for an end."""
    r = t.referrals.c
    mine = sa.select(sa.func.count()).where(
        r.office == tx.office, r.case_id == case_id, r.status.not_in(SETTLED_REFERRALS)
    )
    count: int = await tx.scalar(mine)
    return count


# --- officers ---


async def officer(tx: Tx, sub: str) -> By:
    """An active officer of the office, to whom a case may be assigned."""
    a = actors.actors.c
    known = sa.select(actors.actors).where(a.office == tx.office, a.sub == sub, a.status == "active")
    row = (await tx.execute(known)).first()
    if row is None or not policy.may_have(frozenset(row.roles)):
        raise Invalid(
            "unknown-officer", fields={"sub": Words("Pilih petugas aktif kantor ini.", "Choose an active officer.")}
        )
    return policy.named(row.sub, row.name, frozenset(row.roles))


# --- sight and rows ---


def seen(within: Sight) -> sa.ColumnElement[bool]:
    """The rows of `cases` (joined with `identities`) that this sight reaches."""
    return (_c.office == within.office) & sa.or_(*_places(within))


def _places(within: Sight) -> list[sa.ColumnElement[bool]]:
    """Of the office's rows, those that the sight reaches, by the reasons for which it does; what is protected only for
    the desk and whom it is assigned to."""
    open_ = sa.true() if within.desk else _c.sensitivity < codes.PROTECTED
    mine = _c.assigned_to == within.sub
    if within.everywhere:
        return [sa.true() if within.desk else open_ | mine]
    places = [mine]
    for kec in sorted(within.kecs):
        places.append((_c.kec == kec) & open_)
    for kec in sorted({area.kecamatan_of(village) for village in within.villages}):  # the index knows these
        places.append((_c.kec == kec) & _lives_in(within.villages) & open_)
    if within.own:
        places.append((_c.recorded_by == within.sub) & open_)
    return places


def _lives_in(villages: Collection[str]) -> sa.ColumnElement[bool]:
    return _village.correlate(t.cases).scalar_subquery().in_(sorted(villages))


def _narrowed(wanted: Wanted, within: Sight) -> list[sa.ColumnElement[bool]]:
    told: list[sa.ColumnElement[bool]] = []
    if wanted.turns is not None:
        free = _c.turn.in_(["psm", "tksk"]) | _c.assigned_to.is_(None) | (_c.assigned_to == within.sub)
        told += [_c.turn.in_(sorted(wanted.turns)), free]
    if wanted.status:
        told.append(_c.status == wanted.status)
    if wanted.kec:
        told.append(_c.kec == wanted.kec)
    if wanted.village:
        told.append(_lives_in([wanted.village]))
    if wanted.ppks is not None:
        told.append(_c.ppks == wanted.ppks)
    for word in sorted(wanted.name):
        n = t.name_tokens.c
        found = sa.select(n.person_id).where(n.office == within.office, n.token >= word, n.token < word + "\U0010ffff")
        told.append(_c.person_id.in_(found))
    return told


def _row(now: Case) -> dict[str, Any]:
    return {
        "person_id": now.person_id, "code": now.code, "ppks": now.ppks, "edition": now.edition,
        "sensitivity": now.sensitivity, "status": now.status, "turn": now.turn, "kabupaten": now.kabupaten,
        "kec": now.kec, **_who("recorded_by", now.recorded_by), **_who("verified_by", now.verified_by),
        **_who("assigned_to", now.assigned_to), "opened_at": now.opened_at, "at": now.at, "due_at": now.due_at,
        "origin": now.origin, "version": now.version,
    }  # fmt: skip


def _listed(row: Any) -> Listed:
    return Listed(_case(row), *row[26:])


def _case(row: Any) -> Case:
    office, case_id, person_id, code, ppks, edition, sensitivity, status, kabupaten, village, kec = row[:11]
    recorder, (opened_at, at, due_at), verifier, assigned = row[11:14], row[14:17], row[17:20], row[20:23]
    origin, erased_at, version = row[23:26]
    return Case(
        office, case_id, person_id, code, ppks, edition, sensitivity, Status(status), kabupaten, village, kec,
        By(*recorder), opened_at, at, due_at, _maybe(verifier), _maybe(assigned), origin, erased_at is not None,
        version,
    )  # fmt: skip


def _who(name: str, by: By | None) -> dict[str, str | None]:
    return dict(zip((name, f"{name}_name", f"{name}_role"), astuple(by) if by else (None,) * 3, strict=True))


def _by(step: Any) -> By:
    return By(step.done_by, step.done_by_name, step.done_by_role)


def _maybe(told: Sequence[Any]) -> By | None:
    return By(*told) if told[0] is not None else None
