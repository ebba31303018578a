"""Who acts: what the token says, and what the office has said about the person since.

Role and office come from the token (Keycloak). Villages, kecamatan, bidang, desks and suspension come from the
registry as facts; each service keeps them in its own table `actors`, held by the person's office.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal, Protocol

import sqlalchemy as sa
from google.protobuf.timestamp_pb2 import Timestamp
from sqlalchemy.dialects.postgresql import ARRAY, insert

from services.kit import area, ids, walls
from services.kit.db import Tx
from services.kit.errors import Suspended

ROLES = (
    "psm", "tksk", "kasi_kesra", "desa", "dinas", "dinas_supervisor", "province", "national", "partner", "auditor",
    "integrator", "platform_admin",
)  # fmt: skip
_OF_KABUPATEN = frozenset(
    {"psm", "tksk", "kasi_kesra", "desa", "dinas", "dinas_supervisor", "auditor", "integrator"}
)  # fmt: skip
_OF_PROVINCE = frozenset({"province", "auditor", "integrator"})
_OF_NATION = frozenset({"national", "platform_admin", "auditor", "integrator"})
_OF_ORGANISATION = frozenset({"partner", "integrator"})

actors = walls.held(
    "actors",
    walls.KIT,
    sa.Column("sub", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("roles", ARRAY(sa.Text), nullable=False),
    sa.Column("villages", ARRAY(sa.Text), nullable=False),
    sa.Column("kec", sa.Text),
    sa.Column("bidang", sa.Text),
    sa.Column("desks", ARRAY(sa.Text), nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("not_before", sa.DateTime(timezone=True)),
    sa.Column("seq", sa.BigInteger, nullable=False),
    key=("sub",),
)


@dataclass(frozen=True, slots=True)
class Claims:
    """What a verified access token says. `token` rides along to neighbours that ask for the user."""

    sub: str
    office: str
    roles: frozenset[str]
    name: str
    issued_at: datetime
    token: str = field(repr=False, default="")


@dataclass(frozen=True, slots=True)
class Actor:
    """A person at work: `villages` are desa/kelurahan codes (own and cover), `kec` the kecamatan, `desks` named desks
    of the office such as `protected`. A service process is an actor too: see `machine`."""

    sub: str
    office: str
    roles: frozenset[str]
    name: str = ""
    villages: frozenset[str] = frozenset()
    kec: str | None = None
    bidang: str | None = None
    desks: frozenset[str] = frozenset()

    def has(self, *roles: str) -> bool:
        return not self.roles.isdisjoint(roles)

    @property
    def kecs(self) -> frozenset[str]:
        """The own kecamatan, and those where a TKSK acts for another: a TKSK's villages are all of them cover."""
        if self.kec is None:
            return frozenset()
        acting = {area.kecamatan_of(village) for village in self.villages} if self.has("tksk") else set()
        return frozenset({self.kec, *acting})


def at_home(office: str) -> frozenset[str]:
    """The roles that count in an office of this kind: one that strayed into another opens nothing there."""
    if ids.is_organisation(office):
        return _OF_ORGANISATION
    if office == ids.NATION:
        return _OF_NATION
    return _OF_PROVINCE if len(office) == 2 else _OF_KABUPATEN


def machine(service: str, office: str) -> Actor:
    """The service itself at work for an office: due rows and facts of other services."""
    return Actor(sub=f"service:{service}", office=office, roles=frozenset({"machine"}), name=f"Titian {service}")


async def find(tx: Tx, claims: Claims) -> Actor:
    """The actor behind verified claims. Raises Suspended when the office has suspended or ended the person, or when
    the token is older than a reinstatement."""
    row = (
        await tx.execute(sa.select(actors).where(actors.c.office == claims.office, actors.c.sub == claims.sub))
    ).first()
    if row is None:
        return Actor(claims.sub, claims.office, claims.roles, claims.name)
    if row.status != "active" or (row.not_before and claims.issued_at < row.not_before):
        raise Suspended()
    return Actor(
        claims.sub, claims.office, claims.roles, row.name, frozenset(row.villages), row.kec, row.bidang,
        frozenset(row.desks),
    )  # fmt: skip


class Post(Protocol):
    """The registry's word on a person, as its facts carry it (`Post` of its proto)."""

    sub: str
    name: str
    kec: str
    bidang: str
    status: str

    @property
    def roles(self) -> Iterable[str]: ...
    @property
    def villages(self) -> Iterable[str]: ...
    @property
    def desks(self) -> Iterable[str]: ...
    @property
    def not_before(self) -> Timestamp: ...
    def HasField(self, name: Literal["not_before"], /) -> bool: ...


async def keep_post(tx: Tx, post: Post, seq: int) -> None:
    """Keep a post that a fact told. Who has no account yet acts nowhere."""
    if post.sub:
        await keep(
            tx, sub=post.sub, name=post.name, roles=list(post.roles), villages=list(post.villages),
            kec=post.kec or None, bidang=post.bidang or None, desks=list(post.desks), status=post.status,
            not_before=post.not_before.ToDatetime(UTC) if post.HasField("not_before") else None, seq=seq,
        )  # fmt: skip


async def keep(
    tx: Tx, *, sub: str, name: str, roles: list[str], villages: list[str], kec: str | None, bidang: str | None,
    desks: list[str], status: str, not_before: datetime | None, seq: int,
) -> None:  # fmt: skip
    """Keep what the registry said about a person, unless something newer (`seq`) is kept already."""
    said = dict(
        name=name, roles=roles, villages=villages, kec=kec, bidang=bidang, desks=desks, status=status,
        not_before=not_before, seq=seq,
    )  # fmt: skip
    row = insert(actors).values(office=tx.office, sub=sub, **said)
    await tx.execute(
        row.on_conflict_do_update(index_elements=["office", "sub"], set_=said, where=actors.c.seq < row.excluded.seq)
    )
