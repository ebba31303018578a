"""A listener for tests of kit: effects that would show if they happened twice, in another office or out of turn."""

from collections.abc import Sequence
from types import SimpleNamespace
from uuid import UUID

import sqlalchemy as sa

from services.kit import outbox, walls
from services.kit.db import Tx
from services.kit.errors import Invalid
from services.kit.facts import Fact
from services.kit.inbox import Handler, Inbox, dead_letters, marks
from services.kit.outbox import Relay
from tests.kit.parts import Scratch

MINE = sa.MetaData()
effects = walls.held(
    "effects", MINE, sa.Column("n", sa.BigInteger, server_default=sa.FetchedValue()), sa.Column("subject_id", sa.Uuid),
    sa.Column("seq", sa.BigInteger), sa.Column("past", sa.Text), key=("n",),
)  # fmt: skip


async def apply(tx: Tx, fact: Fact) -> None:
    """An effect that would show if it happened twice, or in another office."""
    row = sa.insert(effects).values(office=tx.office, subject_id=fact.subject_id, seq=fact.seq, past=fact.past)
    await tx.execute(row)


async def apply_and_fail(tx: Tx, fact: Fact) -> None:
    await apply(tx, fact)
    raise Invalid("not-now")


HEARS: dict[str, Handler | None] = {"opened": apply, "closed": apply, "seen": None}


async def begin(scratch: Scratch) -> None:
    """Once for a module of tests."""
    await scratch.migrate(
        "CREATE TABLE effects (office text, n bigserial, subject_id uuid, seq bigint, past text,"
        " PRIMARY KEY (office, n))",
        *walls.raise_held("registry", "effects"),
        "GRANT USAGE ON SEQUENCE effects_n_seq TO registry_consume",
    )


async def forget(scratch: Scratch) -> None:
    """Before each test: nothing was ever told or heard."""
    await scratch.empty("outbox", "sequences", "inbox", "inbox_order", "marks", "dead_letters", "effects")
    await scratch.admin("UPDATE lane SET pos = 0, mark = 0")


def listener(scratch: Scratch, **hears: Handler | None) -> Inbox:
    return Inbox(scratch.consume, {"registry": {"case": HEARS | hears}})


async def told(scratch: Scratch, *facts: Fact) -> list[Fact]:
    """Facts that the owner has told; the broker is another matter."""
    async with scratch.app.begin("1906") as tx:
        await outbox.add(tx, facts)
    return await numbered(scratch)


async def numbered(scratch: Scratch) -> list[Fact]:
    """All that the owner ever told, with a relay whose broker takes everything and brings nothing."""

    async def nowhere(facts: Sequence[Fact]) -> None:
        """Lost."""

    await Relay(scratch.relay, SimpleNamespace(publish=nowhere), "registry").step()  # type: ignore[arg-type]  # -- reason: the part that loses
    async with scratch.relay.begin() as tx:
        return await outbox.after(tx, "registry", 0, limit=10_000)


async def done(scratch: Scratch) -> list[tuple[UUID, int]]:
    rows = await scratch.admin("SELECT subject_id, seq FROM effects ORDER BY n")
    return [(subject_id, seq) for subject_id, seq in rows]


async def count(scratch: Scratch, table: sa.Table) -> int:
    async with scratch.consume.begin() as tx:
        return int(await tx.scalar(sa.select(sa.func.count()).select_from(table)))


async def dead(scratch: Scratch) -> list[str]:
    async with scratch.consume.begin() as tx:
        return list((await tx.execute(sa.select(dead_letters.c.reason).order_by(dead_letters.c.pos))).scalars())


async def mark(scratch: Scratch) -> int:
    async with scratch.consume.begin() as tx:
        return await tx.scalar(sa.select(marks.c.mark)) or 0
