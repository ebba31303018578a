"""SQL in, notices out. Every read for people takes `within`, which only `policy` makes; the office is the wall."""

from collections.abc import Sequence
from datetime import datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.kit.db import Tx
from services.kit.errors import NotFound
from services.notify import tables as t
from services.notify.notices import Kind, Notice, Seat
from services.notify.policy import Sight

_n = t.notices.c
_OF = """SELECT notice_id, kind, subject_id, code, status, turn, protected, seat, village, kec, sub, at
  FROM notices WHERE office = $ AND kind = $ AND subject_id = $"""


async def find_of(tx: Tx, kind: Kind, subject_id: UUID) -> Notice | None:
    """The notice that stands for a matter, whoever has it before them: for facts, never for people."""
    rows = await tx.fetch(_OF, tx.office, kind, subject_id)
    return _notice(SimpleNamespace(**rows[0]), None) if rows else None


async def save(tx: Tx, held: Notice | None, now: Notice | None) -> None:
    """Take away what stood, with its marks, and put what stands now."""
    if held == now:
        return
    if held:
        for table in (t.readings, t.notices):
            gone = (table.c.office == tx.office) & (table.c.notice_id == held.notice_id)
            await tx.execute(sa.delete(table).where(gone))
    if now:
        row = {
            "notice_id": now.notice_id, "kind": now.kind, "subject_id": now.subject_id, "code": now.code,
            "status": now.status, "turn": now.turn, "protected": now.protected, "seat": now.seat,
            "village": now.village, "kec": now.kec, "sub": now.sub, "at": now.at,
        }  # fmt: skip
        await tx.insert(t.notices, {"office": tx.office, **row})


async def notices(tx: Tx, *, within: Sight, after: Sequence[str] | None, limit: int) -> list[Notice]:
    """The newest first; `after` is the (at, id) of the last one seen."""
    wanted = _seen(within).order_by(_n.at.desc(), _n.notice_id.desc()).limit(limit)
    if after:
        last = sa.tuple_(sa.literal(datetime.fromisoformat(after[0])), sa.literal(UUID(after[1])))
        wanted = wanted.where(sa.tuple_(_n.at, _n.notice_id) < last)
    return [_notice(row, row.read_at) for row in await tx.execute(wanted)]


async def notice(tx: Tx, notice_id: UUID, *, within: Sight) -> Notice:
    """NotFound outside one's sight, and once it was taken away."""
    row = (await tx.execute(_seen(within).where(_n.notice_id == notice_id))).first()
    if row is None:
        raise NotFound()
    return _notice(row, row.read_at)


async def count_unread(tx: Tx, *, within: Sight) -> int:
    unread = _seen(within).where(t.readings.c.read_at.is_(None)).subquery()
    return int(await tx.scalar(sa.select(sa.func.count()).select_from(unread)))


async def mark_read(tx: Tx, notice_id: UUID, *, by: str, at: datetime) -> None:
    """The first reading counts."""
    row = insert(t.readings).values(office=tx.office, notice_id=notice_id, sub=by, read_at=at)
    await tx.execute(row.on_conflict_do_nothing())


def _seen(within: Sight) -> sa.Select[Any]:
    """What is before the actor, with the actor's own mark."""
    before = [_n.sub == within.sub]
    if within.seats:
        before.append(_n.seat.in_(sorted(within.seats)))
    if within.villages:
        before.append((_n.seat == Seat.VILLAGE) & _n.village.in_(sorted(within.villages)))
    if within.kecs:
        before.append((_n.seat == Seat.KECAMATAN) & _n.kec.in_(sorted(within.kecs)))
    mine = (
        (t.readings.c.office == _n.office)
        & (t.readings.c.notice_id == _n.notice_id)
        & (t.readings.c.sub == within.sub)
    )  # fmt: skip
    return (
        sa.select(t.notices, t.readings.c.read_at)
        .join(t.readings, mine, isouter=True)
        .where(_n.office == within.office, sa.or_(*before))
    )


def _notice(row: Any, read_at: datetime | None) -> Notice:
    return Notice(
        notice_id=row.notice_id, kind=Kind(row.kind), subject_id=row.subject_id, code=row.code, status=row.status,
        turn=row.turn, protected=row.protected, seat=Seat(row.seat), village=row.village, kec=row.kec, sub=row.sub,
        at=row.at, read_at=read_at,
    )  # fmt: skip
