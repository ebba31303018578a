"""Every statement that the services send, seen on its way: what came back for whom, and in what weather it ran.

The weather is made here too: parallel workers forced, savepoints around and before each statement, and, to leave the
database's wall alone, every comparison with an office taken out of the statement.
"""

import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Any, Final
from unittest.mock import patch

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql import operators, visitors
from sqlalchemy.sql.elements import BinaryExpression

from services.cases import policy as cases
from services.kit.db import Database, Tx
from services.notify import policy as notify
from services.notify.notices import Seat
from services.referral import policy as referral
from services.registry import policy as registry
from tests.proofs.across.witness import told

# For the planner everything is worth a worker; `debug_parallel_query` makes one where it sees no use at all.
PARALLEL: Final = sa.text(
    "SELECT "
    + ", ".join(
        f"set_config('{name}', '{value}', true)"
        for name, value in {
            "debug_parallel_query": "on", "parallel_setup_cost": "0", "parallel_tuple_cost": "0",
            "min_parallel_table_scan_size": "0", "min_parallel_index_scan_size": "0",
            "max_parallel_workers_per_gather": "2",
        }.items()
    )
)  # fmt: skip
_FAILS: Final = sa.text("SELECT 1 / 0")


@dataclass
class Weather:
    """In which one request runs, and how far it came."""

    parallel: bool = False
    savepoints: bool = False
    statements: int = 0


WEATHER: ContextVar[Weather] = ContextVar("weather")


class Watch:
    """`widened`: no statement asks for an office any more, and every sight is the widest."""

    def __init__(self) -> None:
        self.seen: set[tuple[str, str]] = set()  # (office served, value)
        self.unasked: Counter[str] = Counter()  # statements on walled tables that name no office
        self.reached: set[tuple[str, str]] = set()  # (module, function) that sent a statement
        self.taken_over = self.statements = self.widened_statements = 0
        self.widened = False
        self._last: dict[int, str] = {}

    @contextmanager
    def over(self) -> Iterator["Watch"]:
        """Watch all transactions of this process while the block lasts."""
        begin, execute, watch = Database.begin, Tx.execute, self

        @asynccontextmanager
        async def begun(db: Database, office: str | None = None) -> AsyncIterator[Tx]:
            async with begin(db, office) as tx:
                await watch._begun(tx, office)
                yield tx

        async def executed(tx: Tx, statement: Any, values: Any = None) -> Any:
            watch._reach(sys._getframe(1))
            return await watch._execute(execute, tx, statement, values)

        with patch.object(Database, "begin", begun), patch.object(Tx, "execute", executed):
            yield self

    @contextmanager
    def widely(self) -> Iterator[None]:
        """Without the application's wall."""
        widest = (
            (cases, dict(everywhere=True, desk=True)),
            (referral, dict(everything=True, protected=True, assigned=True, packets=True)),
            (registry, dict(everybody=True)),
            (notify, dict(seats=frozenset(Seat))),
        )
        with ExitStack() as stack:
            for policy, reach in widest:
                stack.enter_context(patch.object(policy, "sight", _widest(policy.sight, reach)))
            for name in ("trainings", "applications", "dossiers", "work", "decisions", "shelf", "oneself"):
                wide = _widest(getattr(registry, f"sight_of_{name}"), dict(everybody=True))
                stack.enter_context(patch.object(registry, f"sight_of_{name}", wide))
            self.widened = True
            try:
                yield
            finally:
                self.widened = False

    def taken(self) -> set[tuple[str, str]]:
        """What was seen since this was asked last."""
        seen, self.seen = self.seen, set()
        return seen

    async def _begun(self, tx: Tx, office: str | None) -> None:
        if office is None:
            return
        inner: Any = tx._connection.sync_connection
        one = id(inner.connection.driver_connection)
        self.taken_over += self._last.get(one, office) != office
        self._last[one] = office
        if WEATHER.get(Weather()).parallel:
            await tx._connection.execute(PARALLEL)

    async def _execute(self, execute: Any, tx: Tx, statement: Any, values: Any) -> Any:
        weather = WEATHER.get(Weather())
        weather.statements += 1
        self.statements += 1
        touched = isinstance(statement, (sa.Select, sa.Update, sa.Delete))
        if touched:
            self.unasked.update(unasked(statement))
            if self.widened:
                self.widened_statements += 1
                statement = widened(statement)
        if weather.savepoints:
            try:
                async with tx._connection.begin_nested():
                    await tx._connection.execute(_FAILS)
            except DBAPIError:
                pass
            async with tx._connection.begin_nested():
                result = await execute(tx, statement, values)
        else:
            result = await execute(tx, statement, values)
        if tx._office is None or not result.returns_rows:
            return result
        kept = result.freeze()
        self.seen.update((tx._office, value) for row in kept.data for value in told(tuple(row)))
        return kept()

    def _reach(self, frame: Any) -> None:
        """The function of a service that sent the statement, past kit's own short ones."""
        while frame is not None and frame.f_globals.get("__name__") == "services.kit.db":
            frame = frame.f_back
        if frame is not None:
            self.reached.add((frame.f_globals.get("__name__", ""), frame.f_code.co_name))


def unasked(statement: Any) -> set[str]:
    """The walled tables of a statement for which it names no office."""
    tables, asked = set(), set()
    for part in visitors.iterate(statement):
        if isinstance(part, sa.Table):
            tables.add(part)
        elif isinstance(part, sa.Column) and isinstance(part.table, sa.Table):
            tables.add(part.table)
        if _asks(part):
            asked |= {side.table for side in (part.left, part.right) if isinstance(side, sa.Column)}
    return {table.name for table in tables - asked if table.info.get("kind") in ("held", "posted")}


def widened(statement: Any) -> Any:
    """The same statement, asking for no office."""
    return visitors.replacement_traverse(statement, {}, lambda part, **_: sa.true() if _asks(part) else None)


def _asks(part: Any) -> bool:
    return (
        isinstance(part, BinaryExpression)
        and part.operator is operators.eq
        and any(getattr(side, "key", None) == "office" and hasattr(side, "table") for side in (part.left, part.right))
    )


def _widest(sight: Any, reach: dict[str, Any]) -> Any:
    return lambda actor: replace(sight(actor), **reach)
