"""Volume for proofs and benchmarks: rows by COPY, in the shape in which actions write them (a test compares the two).

For the superuser's address only, as COPY knows no walls; no service imports this.
"""

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

import asyncpg

BATCH = 20_000  # rows a COPY


async def copy(dsn: str, table: str, rows: Iterable[Mapping[str, Any]]) -> int:
    """Write rows of one shape; how many."""
    connection = await asyncpg.connect(dsn)
    written, left = 0, iter(rows)
    try:
        while batch := list(islice(left, BATCH)):
            columns = list(batch[0])
            records = [tuple(row[name] for name in columns) for row in batch]
            await connection.copy_records_to_table(table, records=records, columns=columns, timeout=None)
            written += len(batch)
        await connection.execute(f"ANALYZE {table}")
    finally:
        await connection.close()
    return written


async def shape(dsn: str, table: str, **key: Any) -> dict[str, str]:
    """How one row is filled: of each column the kind of its value, `NoneType` where there is none. What COPY made is
    held against what an action made."""
    connection = await asyncpg.connect(dsn)
    try:
        where = " AND ".join(f"{name} = ${n}" for n, name in enumerate(key, start=1))
        one = f"SELECT * FROM {table} WHERE {where} LIMIT 1"  # noqa: S608 -- reason: names of ours, values bound
        row = await connection.fetchrow(one, *key.values())
        if row is None:
            raise LookupError(table)
        return {name: type(value).__name__ for name, value in row.items()}
    finally:
        await connection.close()
