"""A fact that was heard before takes effect again: neither the inbox row nor the number within its subject stops it."""

from services.kit.db import Tx
from services.kit.facts import Fact
from services.kit.inbox import Inbox


def break_it() -> None:
    in_order = Inbox._next_in_order
    first_time = Inbox._mark_heard

    async def mark_heard(self: Inbox, tx: Tx, fact: Fact) -> bool:
        await first_time(self, tx, fact)
        return True

    async def next_in_order(self: Inbox, tx: Tx, fact: Fact) -> bool:
        await in_order(self, tx, fact)  # raises, still, where it comes too early
        return True

    for name, broken in (("_mark_heard", mark_heard), ("_next_in_order", next_in_order)):
        setattr(Inbox, name, broken)
