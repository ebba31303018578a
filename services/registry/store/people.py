"""What every change of a person does beside its own row: facts, duties, the actor, the next version."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.kit import actor as actors
from services.kit import due, outbox
from services.kit.change import Change
from services.kit.db import Tx
from services.kit.errors import Stale
from services.registry import accounts, wire
from services.registry import tables as t
from services.registry.posts import Post
from services.registry.standings import Standing, Status


async def replace(tx: Tx, table: sa.Table, mine: sa.ColumnElement[bool], row: dict[str, Any]) -> None:
    """Write the next version over the one that the rule saw; Stale when somebody was faster."""
    written = await tx.execute(sa.update(table).where(mine, table.c.version == row["version"] - 1).values(**row))
    if written.rowcount != 1:
        raise Stale()


async def told(tx: Tx, change: Change[Any], subject_id: UUID, post: Post, version: int) -> None:
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


def standing_row(standing: Standing) -> dict[str, Any]:
    return {
        "status": standing.status, "since_at": standing.since_at, "reason": standing.reason,
        "not_before": standing.not_before,
    }  # fmt: skip


def standing(row: Any) -> Standing:
    return Standing(Status(row.status), row.since_at, row.reason, row.not_before)


_TAKE = "INSERT INTO usernames SELECT unnest($::text[]) ON CONFLICT DO NOTHING RETURNING username"


async def take_usernames(tx: Tx, names: Sequence[str]) -> list[str]:
    """For each of many people the first of her proposals that is free. All go through their proposals in step, and of
    those who would have the same one the first gets it: so whoever takes names at the same time takes them in the same
    order, and nobody waits in a circle."""
    proposed = [accounts.proposals(name) for name in names]
    taken: dict[int, str] = {}
    while len(taken) < len(names):
        wanted: dict[str, int] = {}
        for number, proposals in enumerate(proposed):
            if number not in taken:
                username = next(proposals, None)
                if username is None:
                    raise accounts.UsernameTaken()
                wanted.setdefault(username, number)
        taken |= {wanted[row["username"]]: row["username"] for row in await tx.fetch(_TAKE, sorted(wanted))}
    return [taken[number] for number in range(len(names))]


async def take_username(tx: Tx, wanted: Iterable[str]) -> str:
    """The first of the names that is free, taken for ever; UsernameTaken when none is."""
    for username in wanted:
        taken = await tx.execute(insert(t.usernames).values(username=username).on_conflict_do_nothing())
        if taken.rowcount == 1:
            return username
    raise accounts.UsernameTaken()
