"""What really stands in the databases and who wrote it: a superuser's triggers on every walled table.

Each row that a serving log-in writes leaves a line: in whose name it was written (`titian.office`), whose it is, and
what stands in it. From these lines is known which office may know which id, sealed value, code or name.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import asyncpg
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from services.kit import walls
from tests.street.sources import module

MARK: Final = re.compile(r"zq[a-z]{10}")  # stands in every name that a proof gives to a person
CODE: Final = re.compile(r"(?:\d\d|\d{4}|org-[a-z2-7]{10})-\d\d-[2-9A-Z]{6}")
_UUID: Final = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
_DIALECT: Final = postgresql.dialect()
_LEAST: Final = 12  # bytes: shorter ones are no sealed value

_LOOK = """
CREATE SCHEMA witness;
CREATE TABLE witness.lines (login text, served text, relation text, verb text, office text, before text, sender text,
  said jsonb);
CREATE FUNCTION witness.look() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  was jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END;
  now jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END;
BEGIN
  INSERT INTO witness.lines VALUES (session_user, current_setting('titian.office', true), TG_ARGV[0], TG_OP,
    coalesce(now, was)->>'office', was->>'office', CASE TG_ARGV[1] WHEN 'posted' THEN now->>'from_office' END,
    coalesce(now, was));
  RETURN NULL;
END $$;
"""


@dataclass(frozen=True)
class Line:
    """One row that was written."""

    service: str
    login: str
    served: str | None
    relation: str
    verb: str
    office: str
    before: str | None
    sender: str | None  # of a packet
    said: dict[str, Any]

    @property
    def across(self) -> bool:
        """Whether it was written into another office; a packet is the sender's to post and nobody's to move."""
        if self.verb == "INSERT" and self.sender is not None:
            return self.sender != self.served
        return {self.office, self.before or self.office} != {self.served}


class Witness:
    """Of one service's database: its walled tables, and the fingerprints, whose only wall are grants."""

    def __init__(self, service: str, dsn: str) -> None:
        self._service, self._dsn, self.tables = service, dsn, tables(service)

    async def stand(self) -> None:
        self.eye = await asyncpg.create_pool(self._dsn, min_size=1, max_size=2)
        await self.eye.execute(_LOOK)
        for table in self.tables.values():
            if is_walled(table) or table.name == "fingerprints":
                await self.eye.execute(
                    f"CREATE TRIGGER witness AFTER INSERT OR UPDATE OR DELETE ON {table}"
                    f" FOR EACH ROW EXECUTE FUNCTION witness.look('{table}', '{table.info['kind']}')"
                )

    async def go(self) -> None:
        await self.eye.close()

    async def wall(self, raised: bool) -> None:
        """Row-level security of every walled table, on or off."""
        for table in filter(is_walled, self.tables.values()):
            await self.eye.execute(f"ALTER TABLE {table} {'ENABLE' if raised else 'DISABLE'} ROW LEVEL SECURITY")

    async def lines(self) -> list[Line]:
        """What was written by serving log-ins since it was asked last. Taken away, not read beyond a number: what
        commits late is not skipped. The relay numbers rows of all offices, which is its work."""
        rows = await self.eye.fetch("DELETE FROM witness.lines RETURNING *")
        lines = [Line(self._service, **dict(row) | {"said": json.loads(row["said"])}) for row in rows]
        return [line for line in lines if not line.login.endswith("_relay")]

    async def rows(self, sql: str, *values: Any) -> list[asyncpg.Record]:
        found: list[asyncpg.Record] = await self.eye.fetch(sql, *values)
        return found

    async def rows_of(self, table: str, key: str, ids: Iterable[UUID]) -> list[asyncpg.Record]:
        """The rows of a table with these ids, whoever holds them."""
        wanted = sa.select(self.tables[table]).where(self.tables[table].c[key].in_(list(ids)))
        return await self.rows(str(wanted.compile(dialect=_DIALECT, compile_kwargs={"literal_binds": True})))


class Holdings:
    """Which offices hold a value: an id, a sealed value, a code, a marked name."""

    def __init__(self) -> None:
        self._offices: defaultdict[str, set[str]] = defaultdict(set)

    def add(self, line: Line) -> None:
        if line.verb != "DELETE":
            for value in told(line.said):
                self._offices[value].add(line.office)

    def handed_over(self, sender: str, receiver: str, values: Iterable[str]) -> None:
        """What a packet told its receiver; only what the sender holds itself."""
        for value in values:
            if sender in self._offices.get(value, ()):
                self._offices[value].add(receiver)

    def foreign(self, office: str, value: str) -> bool:
        """Whether others hold it and this office does not. What nobody holds was never committed."""
        held = self._offices.get(value)
        return held is not None and office not in held

    def __len__(self) -> int:
        return len(self._offices)


def told(said: Any) -> Iterator[str]:
    """The values in a row or an answer that tell one thing from another."""
    if isinstance(said, dict):
        said = said.values()
    elif isinstance(said, UUID):
        said = (str(said),)
    elif isinstance(said, bytes):
        said = (f"\\x{said.hex()}",)
    elif isinstance(said, str):
        if _UUID.fullmatch(said) or (said.startswith("\\x") and len(said) > 2 * _LEAST):
            yield said
        yield from CODE.findall(said)
        yield from MARK.findall(said.lower())
        return
    elif not isinstance(said, (list, tuple)):
        return
    for part in said:
        yield from told(part)


def tables(service: str) -> dict[str, sa.Table]:
    """A service's tables and kit's, by name."""
    own: sa.MetaData = module(f"services.{service}.tables").metadata
    return dict(walls.KIT.tables) | dict(own.tables)


def is_walled(table: sa.Table) -> bool:
    return table.info["kind"] in ("held", "posted")
