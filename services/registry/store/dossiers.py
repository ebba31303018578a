"""Dossiers with their papers and comments; texts, comments and papers lie sealed under the candidate's own key."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from services.kit import due, ids, outbox
from services.kit.actor import Actor
from services.kit.change import Change
from services.kit.db import Tx
from services.kit.errors import NotFound
from services.kit.vault import Place, Vault
from services.registry import tables as known
from services.registry import wire
from services.registry.attachments import Document
from services.registry.coachings import Coach, Comment
from services.registry.competencies import Competency
from services.registry.dossiers import AlreadyBegun, Dossier, Status, Step
from services.registry.policy import Sight
from services.registry.readiness import Record
from services.registry.standings import Status as Standing
from services.registry.store import documents, people
from services.registry.tables import competency as t

PURPOSE = "certification"
_d, _v, _c = t.dossiers.c, known.volunteers.c, t.dossier_comments.c
_dossiers = sa.select(t.dossiers, _v.name, _v.sub, _v.kec).where(
    _v.office == _d.office, _v.volunteer_id == _d.volunteer_id
)


async def dossier(tx: Tx, dossier_id: UUID, *, within: Sight, alone: bool = False) -> Dossier:
    """NotFound outside one's sight. `alone`: whoever else wants it so waits until this is over."""
    asked = _dossiers.where(_seen(within), _d.dossier_id == dossier_id)
    found = await _read(tx, asked.with_for_update(of=t.dossiers) if alone else asked)
    if not found:
        raise NotFound()
    return found[0]


async def dossiers(
    tx: Tx, *, within: Sight, status: str | None = None, route: str | None = None, kec: str | None = None,
    coach: str | None = None, ending: date | None = None,
) -> list[Dossier]:  # fmt: skip
    """By name. `ending`: of what was certified and holds, what ends on that day or before."""
    asked = _dossiers.where(_seen(within)).order_by(_v.name, _d.dossier_id)
    for column, value in ((_d.status, status), (_d.route, route), (_v.kec, kec), (_d.coach_sub, coach)):
        if value:
            asked = asked.where(column == value)
    if ending:
        asked = asked.where(_d.valid_until <= ending, ~_d.renewed)
    return await _read(tx, asked)


async def dossiers_of(tx: Tx, volunteer_id: UUID, *, within: Sight) -> list[Dossier]:
    """All of a volunteer that was read before, as far as one sees them, the newest first."""
    mine = _dossiers.where(_seen(within), _d.volunteer_id == volunteer_id)
    return await _read(tx, mine.order_by(_d.begun_at.desc(), _d.dossier_id))


async def dossiers_begun(tx: Tx, volunteer_id: UUID) -> list[Dossier]:
    """All of a volunteer, for the rules: whoever begins one need not see them."""
    return await _read(tx, _dossiers.where(_d.office == tx.office, _d.volunteer_id == volunteer_id))


async def save_dossier(
    tx: Tx, change: Change[Dossier], *, texts: Mapping[str, str] | None = None, vault: Vault | None = None
) -> Dossier:
    """`texts` are sealed beside those that stand; an empty one is taken back."""
    now = change.now
    mine = (_d.office == tx.office) & (_d.dossier_id == now.dossier_id)
    row = _row(now)
    if texts is not None and vault is not None:
        places = {Place("dossiers", code, now.dossier_id): text for code, text in texts.items() if text}
        sealed = await vault.seal(tx, now.volunteer_id, places)
        kept = {place.column: base64.b64encode(value).decode() for place, value in sealed.items()}
        before = await tx.scalar(sa.select(_d.texts).where(mine)) or {}
        row["texts"] = {code: value for code, value in {**before, **kept}.items() if code in now.written}
    if now.version == 1:
        first = {"volunteer_id": now.volunteer_id, "route": now.route_code, "edition": now.edition, "texts": {}}
        first |= {"office": tx.office, "dossier_id": now.dossier_id, "begun_at": now.begun_at}
        try:
            async with tx.savepoint():
                await tx.execute(sa.insert(t.dossiers).values(**first | row))
        except IntegrityError:
            raise AlreadyBegun() from None
    else:
        await people.replace(tx, t.dossiers, mine, row)
    await outbox.add(tx, [wire.fact(told) for told in change.facts])
    await due.add(tx, change.duties)
    await due.discharge(tx, now.dossier_id, change.discharged)
    return now


async def open_dossier(tx: Tx, vault: Vault, one: Dossier, *, by: Actor) -> tuple[dict[str, str], dict[int, str]]:
    """Its texts by code, its comments by number, in plain text, with the opening in the ledger."""
    sealed = await tx.scalar(sa.select(_d.texts).where(_d.office == tx.office, _d.dossier_id == one.dossier_id))
    texts = {Place("dossiers", code, one.dossier_id): base64.b64decode(value) for code, value in sealed.items()}
    said = sa.select(_c.number, _c.comment_id, _c.comment).where(
        _c.office == tx.office, _c.dossier_id == one.dossier_id
    )
    comments = {row.number: (_place(row.comment_id), row.comment) for row in await tx.execute(said)}
    if not texts and not comments:
        return {}, {}
    opened = await vault.open(
        tx, one.volunteer_id, texts | dict(comments.values()), purpose=PURPOSE, by=by, noun="dossier",
        noun_id=one.dossier_id,
    )  # fmt: skip
    return (
        {place.column: opened[place] for place in texts},
        {number: opened[place] for number, (place, _) in comments.items()},
    )


async def dossier_of_paper(
    tx: Tx, document_id: UUID, *, within: Sight, alone: bool = False
) -> tuple[Dossier, Document]:
    """A paper with the dossier that it belongs to; NotFound outside one's sight."""
    subject_id = await documents.find_subject(tx, document_id)
    if subject_id is None:
        raise NotFound()
    one = await dossier(tx, subject_id, within=within, alone=alone)
    for paper in one.papers:
        if paper.document_id == document_id:
            return one, paper
    raise NotFound()  # taken back meanwhile


# --- comments ---


async def add_comment(tx: Tx, vault: Vault, one: Dossier, comment: Comment, text: str) -> None:
    comment_id = ids.new()
    sealed = await vault.seal(tx, one.volunteer_id, {_place(comment_id): text})
    row = {
        "office": tx.office, "dossier_id": one.dossier_id, "number": comment.number, "comment_id": comment_id,
        "item": comment.item, "comment": sealed[_place(comment_id)], "due_on": comment.due_on, "by_name": comment.by,
        "at": comment.at,
    }  # fmt: skip
    await tx.execute(sa.insert(t.dossier_comments).values(**row))


async def settle_comment(tx: Tx, one: Dossier, comment: Comment) -> None:
    mine = (_c.office == tx.office) & (_c.dossier_id == one.dossier_id) & (_c.number == comment.number)
    await tx.execute(sa.update(t.dossier_comments).where(mine).values(done_at=comment.done_at))


# --- what the registry knows by itself ---


async def records(tx: Tx, volunteer_ids: Sequence[UUID], today: date) -> dict[UUID, Record]:
    """Of each of these: SK, first day of service, tiers; also those from when she was a candidate."""
    d, p, c = known.decrees.c, known.participants.c, known.certificates.c
    wanted = sa.any_(sa.literal([*volunteer_ids], sa.ARRAY(sa.Uuid)))
    people_ = sa.select(_v.volunteer_id, _v.status, _v.sk_starts_on, _v.sk_ends_on).where(
        _v.office == tx.office, _v.volunteer_id == wanted
    )
    first = (
        sa.select(d.volunteer_id, sa.func.min(d.starts_on).label("since"))
        .where(d.office == tx.office, d.volunteer_id == wanted)
        .group_by(d.volunteer_id)
    )
    hers = sa.or_(p.volunteer_id == _v.volunteer_id, p.nik_print == _v.nik_print)
    gained = sa.select(_v.volunteer_id, c.tier).where(
        _v.office == tx.office, _v.volunteer_id == wanted, p.office == _v.office, hers, c.office == p.office,
        c.participant_id == p.participant_id, c.tier != "", c.revoked_at.is_(None),
        sa.or_(c.valid_until.is_(None), c.valid_until >= today),
    )  # fmt: skip
    since = {row.volunteer_id: row.since for row in await tx.execute(first)}
    tiers: dict[UUID, set[str]] = {}
    for row in await tx.execute(gained):
        tiers.setdefault(row.volunteer_id, set()).add(row.tier)
    return {
        row.volunteer_id: Record(
            row.status == Standing.ACTIVE and (row.sk_ends_on is None or row.sk_ends_on >= today),
            min(row.sk_starts_on, since.get(row.volunteer_id, row.sk_starts_on)),
            frozenset(tiers.get(row.volunteer_id, ())),
        )
        for row in await tx.execute(people_)
    }


def _seen(within: Sight) -> sa.ColumnElement[bool]:
    mine = _d.office == within.office
    return mine if within.everybody else mine & sa.or_(_v.sub == within.sub, _d.coach_sub == within.sub)


async def _read(tx: Tx, asked: sa.Select[Any]) -> list[Dossier]:
    rows = (await tx.execute(asked)).all()
    if not rows:
        return []
    wanted = sa.any_(sa.literal([row.dossier_id for row in rows], sa.ARRAY(sa.Uuid)))
    papers = await documents.documents(tx, [row.dossier_id for row in rows])
    said = sa.select(*(column for column in _c if column.name != "comment"))
    comments: dict[UUID, list[Comment]] = {}
    for row in await tx.execute(said.where(_c.office == tx.office, _c.dossier_id == wanted).order_by(_c.number)):
        comment = Comment(row.number, row.item, row.due_on, row.by_name, row.at, row.done_at)
        comments.setdefault(row.dossier_id, []).append(comment)
    return [_dossier(row, papers.get(row.dossier_id, ()), comments.get(row.dossier_id, ())) for row in rows]


def _place(comment_id: UUID) -> Place:
    return Place("dossier_comments", "comment", comment_id)


def _row(now: Dossier) -> dict[str, Any]:
    held = now.competency
    return {
        "status": now.status, "at": now.at, "coach_sub": now.coach.sub if now.coach else None,
        "coach_name": now.coach.name if now.coach else None, "written": dict(now.written),
        "steps": [
            asdict(step) | {"on": step.on.isoformat(), "at": step.at.isoformat()} for step in now.steps
        ],
        "valid_until": held.valid_until if held else None, "reminded": held.reminded if held else None,
        "renewed": held.renewed if held else False, "version": now.version,
    }  # fmt: skip


def _dossier(row: Any, papers: Sequence[Document], comments: Sequence[Comment]) -> Dossier:
    return Dossier(
        office=row.office, dossier_id=row.dossier_id, volunteer_id=row.volunteer_id, name=row.name, sub=row.sub,
        kec=row.kec, route_code=row.route, edition=row.edition, status=Status(row.status), begun_at=row.begun_at,
        at=row.at, coach=Coach(row.coach_sub, row.coach_name) if row.coach_sub else None, written=row.written,
        papers=tuple(papers), comments=tuple(comments), steps=tuple(_step(step) for step in row.steps),
        competency=Competency(row.valid_until, row.reminded, row.renewed) if row.valid_until else None,
        version=row.version,
    )  # fmt: skip


def _step(told: dict[str, Any]) -> Step:
    said = told | {"on": date.fromisoformat(told["on"]), "at": datetime.fromisoformat(told["at"])}
    return Step(**said)
