"""The outbox row is written after the commit, in a transaction of its own: between the two a crash loses the fact."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from services.kit import outbox
from services.kit.db import Database, Tx
from services.kit.facts import Fact


def break_it() -> None:
    add, begin = outbox.add, Database.begin
    later: dict[int, list[Fact]] = {}  # by transaction

    async def remember(tx: Tx, facts: Sequence[Fact]) -> None:
        later.setdefault(id(tx), []).extend(facts)

    @asynccontextmanager
    async def begin_and_tell(self: Database, office: str | None = None) -> AsyncIterator[Tx]:
        facts = list[Fact]()
        async with begin(self, office) as tx:
            try:
                yield tx
            finally:
                facts = later.pop(id(tx), [])
        if facts:
            async with begin(self, office) as after:
                await add(after, facts)

    vars(outbox)["add"] = remember
    Database.begin = begin_and_tell
