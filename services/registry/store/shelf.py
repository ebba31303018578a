"""The shelf of practice: materials with their files, and lessons. A kabupaten's are some hundred rows, searched where
they lie."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from services.kit.change import Change
from services.kit.db import Tx
from services.kit.errors import NotFound
from services.registry import lessons as of_lessons
from services.registry import materials as of_materials
from services.registry.attachments import Kind
from services.registry.lessons import Lesson, Text
from services.registry.materials import Label, Material
from services.registry.policy import Sight
from services.registry.store import people
from services.registry.tables import programmes as t

_l, _m = t.lessons.c, t.materials.c
_materials = sa.select(*(column for column in _m if column.name != "content"))


async def material(tx: Tx, material_id: UUID, *, within: Sight) -> Material:
    """NotFound outside one's sight."""
    row = (await tx.execute(_materials.where(_seen_material(within), _m.material_id == material_id))).first()
    if row is None:
        raise NotFound()
    return _material(row)


async def materials(
    tx: Tx, *, within: Sight, q: str, topic: str | None, after: Sequence[str] | None, limit: int
) -> list[Material]:
    """The latest first; withdrawn ones no more."""
    wanted = _materials.where(_seen_material(within), _m.status != of_materials.Status.WITHDRAWN)
    if topic:
        wanted = wanted.where(_m.topic == topic)
    wanted = wanted.where(*_says(q, _m.title, _m.course))
    rows = await tx.execute(_paged(wanted, _m.brought_at, _m.material_id, after, limit))
    return [_material(row) for row in rows]


async def material_file(tx: Tx, material_id: UUID) -> bytes:
    """Of a material that was read before; NotFound once it was withdrawn."""
    mine = sa.select(_m.content).where(_m.office == tx.office, _m.material_id == material_id)
    content: bytes | None = await tx.scalar(mine)
    if content is None:
        raise NotFound()
    return content


async def save_material(tx: Tx, change: Change[Material], content: bytes | None = None) -> Material:
    """`content` comes with the first version and goes when it is withdrawn."""
    now = change.now
    row: dict[str, Any] = {
        "status": now.status, **asdict(now.label), "released_by": now.released_by, "released_at": now.released_at,
        "reason": now.reason, "version": now.version,
    }  # fmt: skip
    if now.version == 1:
        first = {
            "office": tx.office, "material_id": now.material_id, "sub": now.sub, "media": now.media, "size": now.size,
            "content": content, "brought_at": now.brought_at,
        }  # fmt: skip
        await tx.execute(sa.insert(t.materials).values(**first, **row))
        return now
    gone = {"content": None} if now.status is of_materials.Status.WITHDRAWN else {}
    mine = (_m.office == tx.office) & (_m.material_id == now.material_id)
    await people.replace(tx, t.materials, mine, row | gone)
    return now


async def lesson(tx: Tx, lesson_id: UUID, *, within: Sight) -> Lesson:
    """NotFound outside one's sight."""
    row = (await tx.execute(sa.select(t.lessons).where(_seen_lesson(within), _l.lesson_id == lesson_id))).first()
    if row is None:
        raise NotFound()
    return _lesson(row)


async def lessons(
    tx: Tx, *, within: Sight, status: str, q: str, topic: str | None, after: Sequence[str] | None, limit: int
) -> list[Lesson]:
    """The latest first."""
    wanted = sa.select(t.lessons).where(_seen_lesson(within), _l.status == status)
    if topic:
        wanted = wanted.where(_l.topic == topic)
    wanted = wanted.where(*_says(q, _l.title, _l.text))
    return [_lesson(row) for row in await tx.execute(_paged(wanted, _l.written_at, _l.lesson_id, after, limit))]


async def save_lesson(tx: Tx, change: Change[Lesson]) -> Lesson:
    now = change.now
    row = {
        "status": now.status, **asdict(now.told), "reason": now.reason, "released_by": now.released_by,
        "released_at": now.released_at, "version": now.version,
    }  # fmt: skip
    if now.version == 1:
        first = {
            "office": tx.office, "lesson_id": now.lesson_id, "sub": now.sub, "writer": now.writer, "kec": now.kec,
            "written_at": now.written_at,
        }  # fmt: skip
        await tx.execute(sa.insert(t.lessons).values(**first, **row))
    else:
        await people.replace(tx, t.lessons, (_l.office == tx.office) & (_l.lesson_id == now.lesson_id), row)
    return now


def _seen_material(within: Sight) -> sa.ColumnElement[bool]:
    """What is on the shelf is everybody's; what is not yet, its bringer's and the Dinas's."""
    mine: sa.ColumnElement[bool] = _m.office == within.office
    released = _m.status == of_materials.Status.RELEASED
    return mine if within.everybody else mine & (released | (_m.sub == within.sub))


def _seen_lesson(within: Sight) -> sa.ColumnElement[bool]:
    """What is on the shelf is everybody's; what is not, its writer's, and of who looks after the kecamatan."""
    mine: sa.ColumnElement[bool] = _l.office == within.office
    released = _l.status == of_lessons.Status.RELEASED
    return mine if within.everybody else mine & (released | (_l.sub == within.sub) | _l.kec.in_(sorted(within.kecs)))


def _says(q: str, *columns: sa.ColumnElement[str]) -> list[sa.ColumnElement[bool]]:
    """Every word somewhere in the text."""
    return [sa.or_(*(column.icontains(word, autoescape=True) for column in columns)) for word in q.split()]


def _paged(
    wanted: sa.Select[Any], at: sa.ColumnElement[datetime], id_: sa.ColumnElement[UUID], after: Sequence[str] | None,
    limit: int,
) -> sa.Select[Any]:  # fmt: skip
    """The latest first, from behind the (instant, id) `after` on."""
    if after:
        last = sa.tuple_(sa.literal(datetime.fromisoformat(after[0]), at.type), sa.literal(UUID(after[1])))
        wanted = wanted.where(sa.tuple_(at, id_) < last)
    return wanted.order_by(at.desc(), id_.desc()).limit(limit)


def _material(row: Any) -> Material:
    return Material(
        office=row.office, material_id=row.material_id, sub=row.sub, media=Kind(row.media), size=row.size,
        brought_at=row.brought_at, status=of_materials.Status(row.status),
        label=Label(row.title, row.topic, row.course), released_by=row.released_by, released_at=row.released_at,
        reason=row.reason, version=row.version,
    )  # fmt: skip


def _lesson(row: Any) -> Lesson:
    return Lesson(
        office=row.office, lesson_id=row.lesson_id, sub=row.sub, writer=row.writer, kec=row.kec,
        told=Text(row.title, row.topic, row.text), written_at=row.written_at, status=of_lessons.Status(row.status),
        reason=row.reason, released_by=row.released_by, released_at=row.released_at, version=row.version,
    )  # fmt: skip
