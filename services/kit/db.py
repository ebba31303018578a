"""PostgreSQL: pools, and transactions that know whose office they serve.

`Database.begin(office)` is the only way to a transaction. The office is set with SET LOCAL as the first statement, so a
pooled connection cannot carry it on; without an office every held table raises. (`set_config` would do the same here,
but would not reach the workers of a distributed PostgreSQL.)

The pool is SQLAlchemy's; what every transaction says (its begin, its office, its commit) and what is hot goes straight
to the driver, at a fifth of the cost. Writes may wait (`insert`, `put`), and go together as one statement.
"""

import logging
import re
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import lru_cache
from itertools import count
from typing import Any

import asyncpg
import sqlalchemy as sa
from opentelemetry.trace import SpanKind, get_current_span
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from services.kit import ids, metrics, telemetry
from services.kit.errors import Conflict, Invalid, Refusal, Unavailable

log = logging.getLogger(__name__)

_WRITTEN = PGDialect(paramstyle="format")  # type: ignore[no-untyped-call]  # reason: SQLAlchemy has no types for it
_RUNNING = ("55P03", "40P01")  # somebody is changing the same row; two wait for one another
_UNFIT = "22"  # a value that no column takes: NUL in a text, a number out of range; asyncpg's own refusals too
_AWAY = ("57P", "57014", "53", "58", "25P03", "08")  # shut down, cancelled, full, its disk, idle too long, lost


class CodeTaken(Unavailable):
    """`ids.new_code` met a code that there is; tried again, it makes another."""


class Tx:
    """An open transaction of one office. `office` is None where only plumbing and open tables are touched.

    What `insert` and `put` were given waits for the next statement, or for the commit, and all of it goes as one."""

    __slots__ = ("_connection", "_driver", "_office", "_waiting", "announced", "known")

    def __init__(self, connection: AsyncConnection, driver: Any, office: str | None) -> None:
        self._connection, self._driver = connection, driver
        self._office = office
        self._waiting: dict[str, tuple[str, Sequence[Any]]] = {}
        self.announced = False  # whether facts were written, of which the relay is told after the commit
        self.known: dict[Any, Any] = {}  # what was made in this transaction and need not be read again

    @property
    def office(self) -> str:
        if self._office is None:
            raise LookupError("this transaction serves no office")
        return self._office

    async def execute(
        self, statement: sa.Executable, values: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None
    ) -> sa.CursorResult[Any]:
        await self.send()
        return await self._connection.execute(statement, values)

    async def scalar(self, statement: sa.Executable, values: Mapping[str, Any] | None = None) -> Any:
        return (await self.execute(statement, values)).scalar()

    async def insert(self, table: sa.Table, *rows: Mapping[str, Any]) -> None:
        """Rows that may wait; a column that a row does not name is NULL."""
        if rows:
            columns = table.columns.keys()
            values = [row.get(name) for row in rows for name in columns]
            await self.put(f"new_{table.name}", _insertion(table, len(rows)), *values)

    async def put(self, name: str, sql: str, *values: Any) -> None:
        """A writing statement that may wait, each `$` in it a value. What others that wait return can be read in it by
        their names; the rows they write cannot be seen."""
        if name in self._waiting:
            await self.send()
        self._waiting[name] = (sql, values)

    async def fetch(self, sql: str, *values: Any) -> list[Any]:
        """A statement straight to the driver, each `$` in it a value; in one with what waits, of which it sees nothing.
        For the few that are hot: all others are Core's."""
        parts, self._waiting = self._waiting, {}
        given = [value for _, part in parts.values() for value in part]
        text = _together(tuple((name, part) for name, (part, _) in parts.items()), sql)
        _stated(text)
        found: list[Any] = await self._driver.fetch(text, *given, *values)
        return found

    async def read(self, hot: "Hot", **values: Any) -> list[Any]:
        """What a hot statement finds with these values."""
        return await self.fetch(hot.text, *hot.values(values))

    async def send(self) -> None:
        """What waits."""
        if self._waiting:
            await self.fetch("SELECT")

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """What fails inside is undone, what stands outside stays."""
        await self.send()
        async with self._connection.begin_nested():
            try:
                yield
                await self.send()
            finally:
                self._waiting.clear()


class Hot:
    """A Core statement written out once, to be read straight from the driver: to execute it, SQLAlchemy takes several
    times what the driver does. Its values are those that stand in it and, by their names, those that `read` brings."""

    __slots__ = ("_known", "_names", "text")

    def __init__(self, statement: sa.Select[Any]) -> None:
        written = statement.compile(dialect=_WRITTEN, compile_kwargs={"render_postcompile": True})
        self.text = written.string.replace("%s", "$")
        self._names, self._known = written.positiontup or [], written.params

    def values(self, given: Mapping[str, Any]) -> list[Any]:
        known = {**self._known, **given}
        return [known[name] for name in self._names]


class Database:
    """A pool of one log-in. Sizes are small and counted against the server: 8 serve, 2 consume, 1 relay. `announced` is
    called after each commit that wrote facts: the hint for a relay in the same process."""

    def __init__(self, dsn: str, *, pool: int, name: str, announced: Callable[[], None] | None = None) -> None:
        self._announced, self._name = announced, name
        self._engine = create_async_engine(
            sa.make_url(dsn).set(drivername="postgresql+asyncpg"),
            isolation_level="AUTOCOMMIT",  # `begin` says when
            pool_reset_on_return=None,  # and leaves none open
            pool_size=pool,
            max_overflow=0,
            pool_timeout=5,
            pool_recycle=1800,
            hide_parameters=True,  # SQLAlchemy would otherwise print values into errors
            connect_args={
                "timeout": 5,
                "command_timeout": 10,
                "prepared_statement_cache_size": 500,  # a list of values is one statement for each length
                "server_settings": {"application_name": name},
            },
        )
        sa.event.listen(self._engine.sync_engine, "before_cursor_execute", _sent)

    @asynccontextmanager
    async def begin(self, office: str | None = None) -> AsyncIterator[Tx]:
        """A transaction: committed when the block ends, rolled back when it raises. Trouble with the server is told as
        Unavailable, a row that stays locked as Conflict("running"), a value that no column takes as Invalid."""
        asked = time.perf_counter()
        try:
            with telemetry.span(f"sql {self._name}", kind=SpanKind.CLIENT, begins=False):
                async with self._engine.connect() as connection:
                    metrics.pool_waits.observe(time.perf_counter() - asked, self._name)
                    async with _begun(connection, office) as tx:
                        yield tx
            if tx.announced and self._announced:
                self._announced()
        except Refusal:
            raise
        except (DBAPIError, asyncpg.PostgresError) as error:
            raise _refusal(error) or error from None
        except PoolTimeout:
            metrics.pool_waits.observe(time.perf_counter() - asked, self._name)
            raise Unavailable("database") from None
        except (ConnectionError, TimeoutError, OSError):
            raise Unavailable("database") from None

    async def ready(self) -> bool:
        """Whether a statement can be answered now."""
        try:
            async with self.begin() as tx:
                await tx.execute(sa.text("SELECT 1"))
        except (Refusal, SQLAlchemyError):
            return False
        return True

    async def close(self) -> None:
        await self._engine.dispose()


@asynccontextmanager
async def _begun(connection: AsyncConnection, office: str | None) -> AsyncIterator[Tx]:
    driver = await _driver(connection)
    tx, settled = Tx(connection, driver, office), False
    try:
        await driver.execute("BEGIN")
        if office is not None:
            await driver.execute(f"SET LOCAL titian.office = '{ids.require_office(office)}'")
        yield tx
        await tx.send()
        await driver.execute("COMMIT")
        settled = True
    except Exception as error:  # reason: whatever it was, the transaction is undone, and it goes on
        if driver.is_closed():
            raise Unavailable("database") from error
        await driver.execute("ROLLBACK")
        settled = True
        raise
    finally:
        if not settled:  # cancelled or lost: whatever the connection is at, nobody else gets it
            driver.terminate()
            await connection.invalidate()


def _sent(connection: Any, cursor: Any, statement: str, values: Any, context: Any, many: bool) -> None:
    _stated(statement)


def _stated(statement: str) -> None:
    """For the span of the transaction: an SQL statement as it was written, without its values, and when."""
    get_current_span().add_event("statement", {"db.query.text": statement})


async def _driver(connection: AsyncConnection) -> Any:
    """The driver's own connection; a new one where the server has closed it since it was used last."""
    driver: Any = (await connection.get_raw_connection()).driver_connection
    if driver.is_closed():
        await connection.invalidate()
        driver = (await connection.get_raw_connection()).driver_connection
    return driver


@lru_cache(maxsize=500)
def _insertion(table: sa.Table, rows: int) -> str:
    columns = table.columns.keys()
    row = f"({', '.join('$' * len(columns))})"
    return " ".join(("INSERT INTO", table.name, f"({', '.join(columns)})", "VALUES", ", ".join([row] * rows)))


@lru_cache(maxsize=500)
def _together(parts: tuple[tuple[str, str], ...], last: str) -> str:
    """One statement of many, its values numbered in the order in which they stand."""
    ahead = ", ".join(f"{name} AS ({sql})" for name, sql in parts)
    number = count(1)
    return re.sub(r"\$", lambda _: f"${next(number)}", f"WITH {ahead} {last}" if ahead else last)


def _cause(error: DBAPIError | asyncpg.PostgresError) -> Any:
    return getattr(error.orig, "__cause__", None) if isinstance(error, DBAPIError) else error


def violated(error: DBAPIError | asyncpg.PostgresError) -> str | None:
    """The name of the unique constraint that was violated, if that is what happened."""
    cause = _cause(error)
    return getattr(cause, "constraint_name", None) if getattr(cause, "sqlstate", None) == "23505" else None


def _refusal(error: DBAPIError | asyncpg.PostgresError) -> Refusal | None:
    lost = isinstance(error, DBAPIError) and error.connection_invalidated
    state = str(getattr(_cause(error), "sqlstate", "") or "")
    if state in _RUNNING:
        return Conflict(
            "running",
            "Permintaan yang sama masih dikerjakan. Coba lagi.",
            "The same request is still being carried out.",
        )
    if state.startswith(_UNFIT):
        log.warning("a value does not fit: %s", state)  # may be a fault of ours, too
        return Invalid("unfit", "Isian tidak sesuai.", "Not as expected.")
    if (violated(error) or "").endswith("_code"):
        return CodeTaken("retry")
    if lost or state.startswith(_AWAY):
        return Unavailable("database")
    return None
