"""Everything in which a platform could leave something behind: tables, files, traces, metrics."""

import asyncio
import urllib.request
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Final
from uuid import uuid4

import asyncpg

from deploy.local.plan import SERVICES
from deploy.local.running import Running
from tests.proofs.leaks.allowed import STATISTICS

DATABASES: Final = (*SERVICES, "keycloak")
FORMATS: Final = ("binary", "text")

_COLUMNS: Final = """
SELECT c.relname AS table, quote_ident(nspname) || '.' || quote_ident(c.relname) AS whole, attname AS column,
  quote_ident(attname) AS quoted
FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid JOIN pg_namespace n ON n.oid = relnamespace
WHERE relkind IN ('r', 'p', 'm') AND NOT relispartition AND attnum > 0 AND NOT attisdropped
  AND nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
ORDER BY 1, a.attnum"""
_COLUMN: Final = "SELECT {column} FROM {whole}"
# What the planner remembers of the values of a column is a copy of some of them.
_REMEMBERED: Final = """
SELECT tablename AS table, attname AS column,
  concat_ws(' ', most_common_vals::text, histogram_bounds::text, most_common_elems::text) AS values
FROM pg_stats WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"""

# Rows that name one of these words, in text or (a fact's payload) in bytes.
_ABOUT: Final = "SELECT t::text FROM {whole} t WHERE t::text LIKE ANY($1)"
_PROTECTED: Final = """
SELECT case_id::text, code, recorded_by, village FROM cases JOIN identities USING (office, person_id)
WHERE code = ANY($1)"""
_UNTOLD: Final = "SELECT count(*) FROM outbox WHERE pos IS NULL OR pos > (SELECT mark FROM lane)"

Column = tuple[str, str, str]  # database, table, column


async def tables(street: Running) -> AsyncIterator[tuple[Column, bytes]]:
    """Every column of every table of every database, copied out as binary and as text; then what the planner
    remembers of them, under the table's name with `pg_stats` before it."""
    for database in DATABASES:
        connection = await asyncpg.connect(street.admin_dsn(database))
        try:
            for row in await connection.fetch(_COLUMNS):
                for form in FORMATS:
                    content = bytearray()

                    async def take(piece: bytes, content: bytearray = content) -> None:
                        content.extend(piece)

                    query = _COLUMN.format(column=row["quoted"], whole=row["whole"])
                    await connection.copy_from_query(query, output=take, format=form)
                    yield (database, row["table"], row["column"]), bytes(content)
            await connection.execute("ANALYZE")
            for row in await connection.fetch(_REMEMBERED):
                yield (database, STATISTICS + row["table"], row["column"]), row["values"].encode()
        finally:
            await connection.close()


async def placed(street: Running, codes: list[str]) -> tuple[int, list[str]]:
    """Of protected cases: how many rows outside of cases, its facts included, speak of them, and those of the rows
    that say where the person lives or who wrote it down."""
    seen, telling = 0, []
    for case_id, code, writer, village in await _fetch(street, "cases", _PROTECTED, codes):
        about = [f"%{word}%" for name in (case_id, code) for word in (name, name.encode().hex())]
        for database in SERVICES:
            for whole in {row["whole"] for row in await _fetch(street, database, _COLUMNS)}:
                if database != "cases" or whole == "public.outbox":
                    rows = [row[0] for row in await _fetch(street, database, _ABOUT.format(whole=whole), about)]
                    secrets = [word for said in (village, writer) for word in (said, said.encode().hex())]
                    telling += [f"{database}.{whole}" for row in rows if any(word in row for word in secrets)]
                    seen += len(rows)
    return seen, telling


async def _fetch(street: Running, database: str, query: str, *values: object) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(street.admin_dsn(database))
    try:
        return list(await connection.fetch(query, *values))
    finally:
        await connection.close()


def files(street: Running) -> Iterator[tuple[str, Path]]:
    """Logs of all processes, the broker's store, and what the folder says about the street. PostgreSQL's own files are
    the tables again."""
    for kind, folder in (("log", street.folder / "logs"), ("nats", street.folder / "nats" / "store")):
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                yield f"{kind} {file.relative_to(folder)}", file
    for file in sorted(street.folder.glob("*.json")):
        yield f"folder {file.name}", file


def metrics(street: Running) -> Iterator[tuple[str, bytes]]:
    """What each service counts of itself."""
    for service in SERVICES:
        with urllib.request.urlopen(f"{street.url(f'{service}-metrics')}/metrics", timeout=20) as answer:
            yield f"metrics {service}", answer.read()


def mark_traces(street: Running) -> list[bytes]:
    """Has each service make a last span; the ids of the traces, for who waits until they have come."""
    ids = []
    for service in SERVICES:
        trace = uuid4().hex
        request = urllib.request.Request(
            f"{street.url(service)}/livez", headers={"traceparent": f"00-{trace}-{'1' * 16}-01"}
        )
        urllib.request.urlopen(request, timeout=20).close()
        ids.append(bytes.fromhex(trace))
    return ids


async def told(street: Running) -> None:
    """Until every fact has been numbered and published."""
    for service in SERVICES[:-1]:
        connection = await asyncpg.connect(street.admin_dsn(service))
        try:
            while True:
                if not await connection.fetchval(_UNTOLD):
                    break
                await asyncio.sleep(0.1)
        finally:
            await connection.close()
