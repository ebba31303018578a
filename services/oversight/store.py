"""SQL in, figures out. Reads take `within`, which only `policy` makes: here it is the only wall."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.kit import ids, outbox
from services.kit.db import Tx
from services.oversight import tables as t
from services.oversight import wire
from services.oversight.figures import FiguresPublished, Kind, Step, Table
from services.oversight.policy import Sight
from services.oversight.suppression import Cell, Shown


@dataclass(frozen=True, slots=True)
class Figure:
    """One cell as it may be seen. `partial`: a sum over published cells of which some were hidden (the nation's)."""

    area: str
    type: str
    status: str
    count: int | None
    why: str | None
    partial: bool = False


@dataclass(frozen=True, slots=True)
class Head:
    """The signed head of one office's access ledger in one service."""

    service: str
    office: str
    seq: int
    hash: bytes
    signature: bytes
    at: datetime


# --- counting ---


async def count(tx: Tx, step: Step) -> None:
    """Add a step to the counts; additions commute, so the order of steps does not matter."""
    for (type_, status), change in sorted(step.changes.items()):
        row = insert(t.tallies).values(kind=step.kind, office=step.office, type=type_, status=status, files=change)
        key = ["kind", "office", "type", "status"]
        await tx.execute(row.on_conflict_do_update(index_elements=key, set_={"files": t.tallies.c.files + change}))
    seen = insert(t.steps).values(kind=step.kind, province=step.office[:2], seen=1)
    more = {"seen": t.steps.c.seen + 1}
    await tx.execute(seen.on_conflict_do_update(index_elements=["kind", "province"], set_=more))


async def unpublished(tx: Tx) -> list[Table]:
    """Tables that have seen steps since their last edition. What is counted after this is in the next edition."""
    s, e = t.steps.c, t.editions.c
    both = t.steps.outerjoin(t.editions, (s.kind == e.kind) & (s.province == e.province))
    ahead = sa.select(s.kind, s.province, s.seen).select_from(both).where(s.seen > sa.func.coalesce(e.edition, 0))
    return [Table(Kind(row.kind), row.province, row.seen) for row in await tx.execute(ahead.order_by(s.province))]


async def files(tx: Tx, table: Table) -> dict[Cell, int]:
    """The true counts of a province's kabupaten."""
    c = t.tallies.c
    mine = sa.select(t.tallies).where(
        c.kind == table.kind, c.office >= table.province, c.office < table.province + ":", c.files != 0
    )
    return {(row.office, row.type, row.status): row.files for row in await tx.execute(mine)}


async def publish(tx: Tx, table: Table, shown: Mapping[Cell, Shown], *, at: datetime) -> bool:
    """Put a table in place of its last edition; False when a newer one stands already."""
    edition = insert(t.editions).values(
        kind=table.kind, province=table.province, edition=table.edition, published_at=at
    )  # fmt: skip
    newer = edition.on_conflict_do_update(
        index_elements=["kind", "province"],
        set_={"edition": table.edition, "published_at": at},
        where=t.editions.c.edition < table.edition,
    )
    if (await tx.execute(newer)).rowcount == 0:
        return False
    f = t.figures.c
    mine = (f.kind == table.kind) & (f.province == table.province)
    stood = {
        (row.area, row.type, row.status): Shown(row.files, row.why)
        for row in await tx.execute(sa.select(t.figures).where(mine))
    }
    if gone := [cell for cell in stood if cell not in shown]:
        await tx.execute(sa.delete(t.figures).where(mine, sa.tuple_(f.area, f.type, f.status).in_(gone)))
    rows = [
        {"kind": table.kind, "province": table.province, "area": area, "type": type_, "status": status,
         "files": said.count, "why": said.why}
        for (area, type_, status), said in shown.items()
        if stood.get((area, type_, status)) != said
    ]  # fmt: skip
    if rows:
        row = insert(t.figures)
        await tx.execute(
            row.on_conflict_do_update(
                index_elements=["kind", "province", "area", "type", "status"],
                set_={"files": row.excluded.files, "why": row.excluded.why},
            ),
            rows,
        )
    await outbox.add(tx, [wire.fact(FiguresPublished(table), at)])
    return True


# --- reading ---


async def figures(
    tx: Tx, *, kind: Kind, area: str, type: str | None, status: str | None, after: Sequence[str] | None, limit: int
) -> list[Figure]:
    """Of `area` (which `policy.require_area` has let through) and of the areas right below it."""
    f = t.figures.c
    whole = sa.select(f.area, f.type, f.status, f.files, f.why, sa.false().label("partial")).where(f.kind == kind)
    if area == ids.NATION:
        provinces = whole.where(f.area == f.province)
        nation = (
            sa.select(
                sa.literal(ids.NATION).collate("C").label("area"), f.type, f.status,
                sa.func.sum(f.files).label("files"),
                sa.case((sa.func.sum(f.files).is_(None), "secondary")).label("why"),
                sa.func.bool_or(f.files.is_(None)).label("partial"),
            )
            .where(f.kind == kind, f.area == f.province)
            .group_by(f.type, f.status)
        )  # fmt: skip
        rows = sa.union_all(provinces, nation).subquery()
    elif len(area) == 2:
        rows = whole.where(f.province == area).subquery()
    else:
        rows = whole.where(f.province == area[:2], f.area == area).subquery()
    r = rows.c
    wanted = sa.select(rows).order_by(r.area, r.type, r.status).limit(limit)
    if type is not None:
        wanted = wanted.where(r.type == type)
    if status is not None:
        wanted = wanted.where(r.status == status)
    if after:
        wanted = wanted.where(sa.tuple_(r.area, r.type, r.status) > sa.tuple_(*map(sa.literal, after)))
    return [
        Figure(row.area, row.type, row.status, None if row.files is None else int(row.files), row.why, row.partial)
        for row in await tx.execute(wanted)
    ]


async def as_of(tx: Tx, *, kind: Kind, area: str) -> datetime | None:
    """When figures of this area were published last; None where there never were any."""
    e = t.editions.c
    newest = sa.select(sa.func.max(e.published_at)).where(e.kind == kind)
    if area != ids.NATION:
        newest = newest.where(e.province == area[:2])
    found: datetime | None = await tx.scalar(newest)
    return found


# --- ledger heads ---


async def keep_head(tx: Tx, head: Head) -> bool:
    """False where a head of the same number with another hash is kept too: the ledger was rewritten between the two,
    and both stay."""
    row = insert(t.heads).values(
        service=head.service, office=head.office, seq=head.seq, hash=head.hash, signature=head.signature, at=head.at
    )  # fmt: skip
    await tx.execute(row.on_conflict_do_nothing())
    h = t.heads.c
    same = sa.select(sa.func.count()).where(h.service == head.service, h.office == head.office, h.seq == head.seq)
    return bool(await tx.scalar(same) == 1)


async def heads_of(tx: Tx, service: str, *, office: str, seq: int, hash_: bytes, limit: int) -> list[Head]:
    """A service's own heads behind a position, by office and number."""
    h = t.heads.c
    place = sa.tuple_(h.office, h.seq, h.hash) > sa.tuple_(*map(sa.literal, (office, seq, hash_)))
    wanted = sa.select(t.heads).where(h.service == service, place).order_by(h.office, h.seq, h.hash).limit(limit)
    return [Head(row.service, row.office, row.seq, row.hash, row.signature, row.at) for row in await tx.execute(wanted)]


async def heads(
    tx: Tx, *, within: Sight, office: str | None, after: Sequence[Any] | None, limit: int
) -> list[Head]:  # fmt: skip
    """The newest first."""
    h = t.heads.c
    wanted = sa.select(t.heads).order_by(h.at.desc(), h.service, h.office, h.seq, h.hash).limit(limit)
    if office is not None:
        wanted = wanted.where(h.office == office)
    elif within.office != ids.NATION:
        wanted = wanted.where(h.office >= within.office, h.office < within.office + ":")
    if after:
        at, *last = after
        at, last[-1] = sa.literal(datetime.fromisoformat(at)), bytes.fromhex(last[-1])
        place = sa.tuple_(h.service, h.office, h.seq, h.hash) > sa.tuple_(*map(sa.literal, last))
        wanted = wanted.where((h.at < at) | ((h.at == at) & place))
    return [Head(row.service, row.office, row.seq, row.hash, row.signature, row.at) for row in await tx.execute(wanted)]
