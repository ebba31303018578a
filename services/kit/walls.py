"""The kinds of tables and the wall around each (DESIGN law 3), for `tables.py` and for migrations.

held      one office holds the row for ever; row-level security, forced: office = titian.office()
posted    a sealed packet: the sender may only insert, only the receiver (office) may read
open      no person in it: code lists, directory, published figures
plumbing  outbox, inbox, due, keys, codes, fingerprints: named log-ins only, no office context
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

KIT = sa.MetaData()

# Raises when unset: after a transaction SET LOCAL leaves '' behind, which a plain comparison would quietly accept.
OFFICE_FUNCTION = """
CREATE FUNCTION titian.office() RETURNS text LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE office text := current_setting('titian.office', true);
BEGIN
  IF office IS NULL OR office = '' THEN
    RAISE EXCEPTION 'titian.office is not set' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN office;
END $$"""


def held(name: str, metadata: sa.MetaData, *parts: Any, key: Sequence[str]) -> sa.Table:
    """A table held by offices: `office` is its first column and comes first in the primary key."""
    return _walled(name, metadata, "held", parts, key)


def posted(name: str, metadata: sa.MetaData, *parts: Any, key: Sequence[str]) -> sa.Table:
    """Packets from `from_office` to `office`, the receiver."""
    return _walled(name, metadata, "posted", (sa.Column("from_office", sa.Text, nullable=False), *parts), key)


def open(name: str, metadata: sa.MetaData, *parts: Any) -> sa.Table:
    """A table without persons; everyone may read it."""
    return sa.Table(name, metadata, *parts, info={"kind": "open"})


def plumbing(name: str, metadata: sa.MetaData, *parts: Any) -> sa.Table:
    """A table that only the named log-ins of its migration reach."""
    return sa.Table(name, metadata, *parts, info={"kind": "plumbing"})


def _walled(name: str, metadata: sa.MetaData, kind: str, parts: Sequence[Any], key: Sequence[str]) -> sa.Table:
    office = sa.Column("office", sa.Text, nullable=False)
    return sa.Table(name, metadata, office, *parts, sa.PrimaryKeyConstraint("office", *key), info={"kind": kind})


# --- for migrations: the SQL that raises the wall. `service` names the log-ins. ---


def raise_held(service: str, table: str, *, delete: bool = False, sealer: bool = False) -> list[str]:
    """`sealer` lets the relay's log-in number the rows of all offices: only for the ledger."""
    verbs = "SELECT, INSERT, UPDATE" + (", DELETE" if delete else "")
    sql = [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        (
            f"CREATE POLICY wall ON {table} TO {service}_app, {service}_consume"
            " USING (office = titian.office()) WITH CHECK (office = titian.office())"
        ),
        f"GRANT {verbs} ON {table} TO {service}_app, {service}_consume",
        f"GRANT SELECT ON {table} TO {service}_backup",
    ]
    if sealer:
        sql += [
            f"CREATE POLICY sealer ON {table} TO {service}_relay USING (true) WITH CHECK (true)",
            f"GRANT SELECT, UPDATE (seq, hash) ON {table} TO {service}_relay",
        ]
    return sql


def raise_posted(service: str, table: str) -> list[str]:
    """Only the receiver reads, and may empty what was revoked or has expired; nobody moves a packet."""
    both = f"{service}_app, {service}_consume"
    return [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY send ON {table} FOR INSERT TO {both} WITH CHECK (from_office = titian.office())",
        f"CREATE POLICY read ON {table} FOR SELECT TO {both} USING (office = titian.office())",
        (
            f"CREATE POLICY empty ON {table} FOR UPDATE TO {both}"
            " USING (office = titian.office()) WITH CHECK (office = titian.office())"
        ),
        f"GRANT SELECT, INSERT, UPDATE ON {table} TO {both}",
        f"GRANT SELECT ON {table} TO {service}_backup",
    ]


def raise_open(service: str, table: str, *, app: str = "SELECT", consume: str = "SELECT") -> list[str]:
    return [
        f"GRANT {app} ON {table} TO {service}_app",
        f"GRANT {consume} ON {table} TO {service}_consume",
        f"GRANT SELECT ON {table} TO {service}_relay, {service}_public, {service}_backup",
    ]


def raise_plumbing(service: str, table: str, **verbs: str) -> list[str]:
    """`raise_plumbing("cases", "due", app="INSERT", consume="SELECT, UPDATE")`."""
    return [
        *(f"GRANT {what} ON {table} TO {service}_{login}" for login, what in verbs.items()),
        f"GRANT SELECT ON {table} TO {service}_backup",
    ]
