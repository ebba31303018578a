"""What the databases hold of the town and of everybody who asks: to be the same before and after. What reading leaves
behind on purpose (the ledger of openings, marks of what was read, the keys of these) is told apart, row by row.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import asyncpg
import sqlalchemy as sa

from services.cases import tables as of_cases
from services.kit import walls
from services.notify import tables as of_notify
from services.referral import tables as of_referral
from services.registry import tables as of_registry
from tests.proofs.cast import Cast

# Metadata by service; oversight changes nothing at anybody's door.
_METADATA: Final[Mapping[str, sa.MetaData]] = {
    "registry": of_registry.metadata, "cases": of_cases.metadata, "referral": of_referral.metadata,
    "notify": of_notify.metadata,
}  # fmt: skip
_GROWS: Final = {"ledger", "listed", "readings"}  # by reading
_WITHOUT_OFFICE: Final = {
    "outbox": "SELECT id FROM outbox WHERE noun <> 'ledger' AND (office = ANY($1) OR for_office = ANY($1))",
    "due": "SELECT id, kind, subject_id FROM due WHERE office = ANY($1)",
    "usernames": "SELECT username FROM usernames WHERE $1::text[] IS NOT NULL",
    "offices": "SELECT o.* FROM offices o WHERE office = ANY($1) OR registered_by = ANY($1)",
    "services": "SELECT s.* FROM services s WHERE office = ANY($1)",
}


@dataclass
class State:
    """`rows` as text, by service and table; `read` who left a trace of reading: (caller, what about, which trace)."""

    rows: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    read: set[tuple[str, str, str]] = field(default_factory=set)

    def changed(self, before: "State") -> dict[tuple[str, str], int]:
        """Rows that came, went or became others, by table."""
        found = {table: len(rows ^ before.rows[table]) for table, rows in self.rows.items()}
        return {table: count for table, count in found.items() if count}

    @property
    def count(self) -> int:
        return sum(map(len, self.rows.values()))


async def state(cast: Cast) -> State:
    offices, subs = sorted(set(cast.offices.values())), sorted(cast.subs.values())
    found = State()
    for service, metadata in _METADATA.items():
        connection = await asyncpg.connect(cast.street.admin_dsn(service))
        try:
            for table in (*metadata.tables.values(), *walls.KIT.tables.values()):
                if asked := _question(table):
                    found.rows[service, table.name] = {_text(row) for row in await connection.fetch(asked, offices)}
            ledger = "SELECT actor, noun_id::text, 'ledger' FROM ledger WHERE actor = ANY($1)"
            listed = "SELECT actor, subject_id::text, 'listed' FROM listed WHERE actor = ANY($1)"
            keys = "SELECT caller, resource, operation FROM keys WHERE caller = ANY($1)"
            for asked in (ledger, listed, keys):
                found.read |= {tuple(row) for row in await connection.fetch(asked, subs)}
            if service == "notify":
                marks = "SELECT sub, notice_id::text, 'reading' FROM readings WHERE sub = ANY($1)"
                found.read |= {tuple(row) for row in await connection.fetch(marks, subs)}
        finally:
            await connection.close()
    return found


def _question(table: sa.Table) -> str | None:
    """How to ask for the rows of these offices."""
    if table.name in _GROWS:
        return None
    if table.name in _WITHOUT_OFFICE:
        return _WITHOUT_OFFICE[table.name]
    if table.info["kind"] in ("held", "posted"):
        both = " OR from_office = ANY($1)" if table.info["kind"] == "posted" else ""
        return f"{table.select()} WHERE office = ANY($1){both}"
    return None


def _text(row: Any) -> str:
    return repr(tuple(row.values()))
