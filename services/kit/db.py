"""PostgreSQL: pools, and transactions that know whose office they serve.

`Database.begin(office)` is the only way to a transaction. The office is set with SET LOCAL as the first statement, so a
pooled connection cannot carry it on; without an office every held table raises. (`set_config` would do the same here,
but would not reach the workers of a distributed PostgreSQL.)
"""

import logging
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from services.kit import ids, metrics, telemetry
from services.kit.errors import Conflict, Invalid, Refusal, Unavailable

log = logging.getLogger(__name__)

_RUNNING = ("55P03", "40P01")  # somebody is changing the same row; two wait for one another
_UNFIT = "22"  # a value that no column takes: NUL in a text, a number out of range; asyncpg's own refusals too
_AWAY = ("57P01", "57P02", "57P03", "53100", "53200", "53300", "57014", "08")  # shut down, full, cancelled, lost


class Tx:
    """An open transaction of one office. `office` is None where only plumbing and open tables are touched."""

    __slots__ = ("_connection", "_office", "announced")

    def __init__(self, connection: AsyncConnection, office: str | None) -> None:
        self._connection = connection
        self._office = office
        self.announced = False  # whether facts were written, of which the relay is told after the commit

    @property
    def office(self) -> str:
        if self._office is None:
            raise LookupError("this transaction serves no office")
        return self._office

    async def execute(
        self, statement: sa.Executable, values: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None
    ) -> sa.CursorResult[Any]:
        return await self._connection.execute(statement, values)

    async def scalar(self, statement: sa.Executable, values: Mapping[str, Any] | None = None) -> Any:
        return (await self.execute(statement, values)).scalar()

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """What fails inside is undone, what stands outside stays."""
        async with self._connection.begin_nested():
            yield


class Database:
    """A pool of one log-in. Sizes are small and counted against the server: 8 serve, 2 consume, 1 relay. `announced` is
    called after each commit that wrote facts: the hint for a relay in the same process."""

    def __init__(self, dsn: str, *, pool: int, name: str, announced: Callable[[], None] | None = None) -> None:
        self._announced, self._name = announced, name
        self._engine = create_async_engine(
            sa.make_url(dsn).set(drivername="postgresql+asyncpg"),
            pool_size=pool,
            max_overflow=0,
            pool_timeout=5,
            pool_recycle=1800,
            hide_parameters=True,  # SQLAlchemy would otherwise print values into errors
            connect_args={
                "timeout": 5,
                "command_timeout": 10,
                "prepared_statement_cache_size": 500,  # SET LOCAL is one statement per office
                "server_settings": {"application_name": name},
            },
        )
        if telemetry.traced():
            sa.event.listen(self._engine.sync_engine, "before_cursor_execute", _stated)

    @asynccontextmanager
    async def begin(self, office: str | None = None) -> AsyncIterator[Tx]:
        """A transaction: committed when the block ends, rolled back when it raises. Trouble with the server is told as
        Unavailable, a row that stays locked as Conflict("running"), a value that no column takes as Invalid."""
        asked = time.perf_counter()
        try:
            with telemetry.span(f"sql {self._name}", kind=telemetry.CLIENT, begins=False):
                async with self._engine.begin() as connection:
                    metrics.pool_waits.observe(time.perf_counter() - asked, self._name)
                    if office is not None:
                        await connection.exec_driver_sql(f"SET LOCAL titian.office = '{ids.require_office(office)}'")
                    tx = Tx(connection, office)
                    yield tx
            if tx.announced and self._announced:
                self._announced()
        except Refusal:
            raise
        except DBAPIError as error:
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


def _stated(connection: Any, cursor: Any, statement: str, values: Any, context: Any, many: bool) -> None:
    """For the span of the transaction. The office is a value, too."""
    if not statement.startswith("SET LOCAL"):
        telemetry.current().stated(statement)


def violated(error: DBAPIError) -> str | None:
    """The name of the unique constraint that was violated, if that is what happened."""
    cause = getattr(error.orig, "__cause__", None)
    return getattr(cause, "constraint_name", None) if getattr(cause, "sqlstate", None) == "23505" else None


def _refusal(error: DBAPIError) -> Refusal | None:
    state = str(getattr(getattr(error.orig, "__cause__", None), "sqlstate", "") or "")
    if state in _RUNNING:
        return Conflict(
            "running",
            "Permintaan yang sama masih dikerjakan. Coba lagi.",
            "The same request is still being carried out.",
        )
    if state.startswith(_UNFIT):
        log.warning("a value does not fit: %s", state)  # may be a fault of ours, too
        return Invalid("unfit", "Isian tidak sesuai.", "Not as expected.")
    if error.connection_invalidated or state.startswith(_AWAY):
        return Unavailable("database")
    return None
