"""The directory: open tables, no person in them."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.kit.db import Tx
from services.kit.errors import NotFound
from services.referral import tables as t
from services.referral.services import Service


async def service(tx: Tx, service_id: UUID) -> Service:
    row = (await tx.execute(sa.select(t.services).where(t.services.c.service_id == service_id))).first()
    if row is None:
        raise NotFound()
    return _service(row)


async def services(
    tx: Tx,
    *,
    kind: str | None = None,
    area: str | None = None,
    light: bool | None = None,
    words: str = "",
    after: Sequence[Any] | None = None,
    limit: int,
) -> list[Service]:
    """By name; `words` anywhere in the name of the service or of its organisation."""
    s, o = t.services.c, t.organisations.c
    wanted = sa.select(t.services).outerjoin(t.organisations, o.office == s.office).limit(limit)
    if kind:
        wanted = wanted.where(s.kinds.contains([kind]))
    if area:
        wanted = wanted.where(s.areas.contains([area]))
    if light is not None:
        wanted = wanted.where(s.light == light)
    if words:
        wanted = wanted.where(s.name.icontains(words, autoescape=True) | o.name.icontains(words, autoescape=True))
    if after:
        wanted = wanted.where(sa.tuple_(s.name, s.service_id) > sa.tuple_(sa.literal(after[0]), UUID(after[1])))
    return [_service(row) for row in await tx.execute(wanted.order_by(s.name, s.service_id))]


async def add_service(tx: Tx, service: Service) -> Service:
    row = asdict(service) | {"kinds": list(service.kinds), "areas": list(service.areas)}
    await tx.execute(sa.insert(t.services).values(row))
    return service


def _service(row: Any) -> Service:
    return Service(**row._asdict() | {"kinds": tuple(row.kinds), "areas": tuple(row.areas)})


async def know_organisation(tx: Tx, office: str, name: str, areas: Sequence[str]) -> None:
    told = {"name": name, "areas": list(areas)}
    row = insert(t.organisations).values(office=office, **told)
    await tx.execute(row.on_conflict_do_update(index_elements=["office"], set_=told))


async def organisations(tx: Tx, offices: Sequence[str]) -> dict[str, str]:
    """The names of these offices, as far as they are known here."""
    o = t.organisations.c
    return {row.office: row.name for row in await tx.execute(sa.select(o.office, o.name).where(o.office.in_(offices)))}
