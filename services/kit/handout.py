"""What an office may take with it: every row that it holds or was sent, and the keys under which its values are sealed.

A line of JSON for each: {"table", "row"} with bytes as hex, {"subject_id", "key"}, {"packet_id", "key"}. A value opens
with AES-256-GCM: nonce of 12 bytes in front, associated data `table|column|row|office` (of a packet's field
`packet|id|office|field`). The lines are plain text: whoever calls this seals them for the one who takes them.
"""

import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

import sqlalchemy as sa

from services.kit import ids, ledger, walls
from services.kit.actor import machine
from services.kit.db import Database
from services.kit.vault import Vault, subject_keys

PAGE = 500
_OURS = ("listed", "subject_keys")  # of use here only; the keys go as they are, not as they are wrapped


async def lines(db: Database, vault: Vault, service: str, tables: sa.MetaData, office: str) -> AsyncIterator[str]:
    """Page by page, each a transaction; that everything was handed out is on record first."""
    async with db.begin(office) as tx:
        by, all_ = machine(service, office), ids.new()
        await ledger.opened(tx, by, subject_id=all_, noun="office", noun_id=all_, fields=["*"], purpose="handed-out")
    for table in (*tables.sorted_tables, *walls.KIT.sorted_tables):
        if table.info["kind"] in ("held", "posted") and table.name not in _OURS:
            async for row in _rows(db, table, office):
                yield _line({"table": table.name, "row": row})
                if row.get("wrapped") is not None:
                    packet_id = row[table.primary_key.columns.values()[1].name]
                    yield _line({"packet_id": packet_id, "key": vault.packet_key(office, packet_id, row["wrapped"])})
    async for row in _rows(db, subject_keys, office):
        key = vault.subject_key(office, row["subject_id"], row["version"], row["wrapped"])
        yield _line({"subject_id": row["subject_id"], "key": key})


async def _rows(db: Database, table: sa.Table, office: str) -> AsyncIterator[dict[str, Any]]:
    """In the order of the key."""
    key = [column for column in table.primary_key.columns if column.name != "office"]
    last: tuple[Any, ...] | None = None
    while True:
        page = sa.select(table).where(table.c.office == office).order_by(*key).limit(PAGE)
        if last is not None:
            behind = [sa.literal(value, column.type) for value, column in zip(last, key, strict=True)]
            page = page.where(sa.tuple_(*key) > sa.tuple_(*behind))
        async with db.begin(office) as tx:
            found = (await tx.execute(page)).mappings().all()
        for row in found:
            yield dict(row)
        if len(found) < PAGE:
            return
        last = tuple(found[-1][column.name] for column in key)


def _line(said: Mapping[str, Any]) -> str:
    return json.dumps(said, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)
