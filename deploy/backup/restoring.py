"""Restore a street to an instant, and open no door before it is fit to be seen.

1. The newest base back-up before the instant and the log behind it are opened into a folder of their own; PostgreSQL
   recovers there. The data that stood there before are kept aside until everything is done.
2. To an instant before the end, the end is recovered first, elsewhere: the register of erasures there names who was
   erased since; nobody comes back to life by a restore.
3. Each service is told: its facts begin a new epoch, every chain of its ledger gets the break on record, and the
   register is replayed.
4. The services run where nobody knows their doors, with an empty broker, until every listener has heard every owner.

The whole cluster goes back to one instant: an owner and its listeners that stood at different instants would contradict
one another.
"""

import asyncio
import gzip
import json
import shutil
import subprocess
import sys
import tarfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import asyncpg

from deploy.backup.sealing import Keys, opened
from deploy.backup.shelf import Sealed, Shelf
from deploy.local import broker, databases, environment, plan, postgres
from deploy.local.passwords import Passwords
from deploy.local.plan import ROOT, WITH_FACTS, CannotStart, Own
from deploy.local.processes import Process, clean_environment
from deploy.local.running import is_ready, is_up

_REGISTER = """
SELECT office, erasure_id::text, person_id::text, basis, encode(note, 'hex') AS note, done_by, done_by_name,
  done_by_role, at, (
    SELECT json_build_object('version', version, 'wrapped', encode(wrapped, 'hex'))
    FROM subject_keys k WHERE (k.office, k.subject_id) = (e.office, e.erasure_id)
  )::text AS key
FROM erasures e ORDER BY at"""
_PATIENCE = 1800.0  # seconds for a recovery


class Restore:
    """Of the street in `folder`, which must not run, from the shelf and keys that stand there or are named."""

    def __init__(
        self, folder: Path, at: datetime | None, shelf: Path | None = None, keys: Path | None = None,
        through: Sequence[str] = (), say: Callable[[str], None] = print,
    ) -> None:  # fmt: skip
        self._at, self._through, self._say = at, through, say
        self._plan = plan.choose(folder, plan.BASE_PORT + 20 * plan.BLOCK, Own.from_environment(), "production")
        if self._plan.own.postgres:
            raise CannotStart("TITIAN_POSTGRES_DSN names a server of your own: restore it with its own tools.")
        self._passwords = Passwords(self._plan.folder)
        self._shelf = Shelf(shelf or self._plan.folder / "backups")
        self._keys = Keys(keys or self._plan.folder / "backup-keys")
        self._begun = time.monotonic()

    def run(self) -> None:
        base = self._shelf.before(self._at)
        self._keys.identity(base.month)  # refused here, before anything was touched
        data = postgres.data_folder(self._plan)
        aside = data.with_name(data.name + ".before-restore")
        lay_aside(data, aside)
        try:
            self._restore(base, data)
        except CannotStart as reason:
            kept = f"What stood here before is kept in {aside}" if aside.exists() else "Nothing stood here before"
            raise CannotStart(f"Not restored: {reason}\n{kept}; the back-ups are untouched. Restore again.") from None
        shutil.rmtree(aside, ignore_errors=True)
        self._tell("restored; `make run` opens the doors and takes a new base back-up")

    def _restore(self, base: Sealed, data: Path) -> None:
        register: list[dict[str, Any]] = []
        if self._at is not None:
            self._tell("who was erased after that instant: recovering the end first")
            with self._recovered(base, data, None):
                register = asyncio.run(self._erased())
            shutil.rmtree(data)
        self._tell(f"recovering {'to ' + self._at.isoformat() if self._at else 'to the end of what was kept'}")
        with self._recovered(base, data, self._at), ExitStack() as closing:
            shutil.rmtree(self._plan.folder / "nats" / "store", ignore_errors=True)
            for service in WITH_FACTS:
                self._tell_service(service, register)
            self._start(closing)
            self._tell("services catch up behind closed doors")
            self._until(lambda: asyncio.run(self._have_caught_up()), "not every listener has heard every owner")

    # --- PostgreSQL ---

    @contextmanager
    def _recovered(self, base: Sealed, data: Path, at: datetime | None) -> Iterator[None]:
        """A server at work on what was recovered to `at`; None: all that was kept."""
        log = data.with_name(data.name + ".log-to-replay")
        shutil.rmtree(log, ignore_errors=True)
        for folder in (data, log):
            folder.mkdir(mode=0o700, parents=True)
        identity = self._keys.identity(base.month)
        with opened(base.path, identity) as content, tarfile.open(mode="r|gz", fileobj=content) as tar:
            tar.extractall(data, filter="fully_trusted")  # noqa: S202 -- reason: sealed by us, and age proves it whole
        first = _first_segment(data)
        for one in self._shelf.segments():
            name = one.name.removesuffix(".partial")
            if name >= first or name.endswith(".history"):
                self._lay(one, log / name)
        settings = {"restore_command": f"cp '{log}/%f' '%p'", "recovery_target_action": "promote"}
        if at is not None:
            settings["recovery_target_time"] = at.isoformat(sep=" ")
        (data / "recovery.signal").touch()
        lines = "".join(f"{name} = '{value.replace(chr(39), chr(39) * 2)}'\n" for name, value in settings.items())
        with (data / "postgresql.auto.conf").open("a") as conf:
            conf.write(lines)
        postgres.give(data, log)
        server = postgres.server(self._plan, self._passwords)
        server.start()
        try:
            server.wait_until(lambda: databases.answer(self._plan, self._passwords), _PATIENCE)
            self._until(lambda: not asyncio.run(self._recovers()), "the recovery did not end", _PATIENCE)
            yield
        finally:
            server.stop()
            shutil.rmtree(log)
            (data / "postgresql.auto.conf").write_text("# nothing of the recovery is left\n")

    def _lay(self, segment: Sealed, into: Path) -> None:
        identity = self._keys.identity(segment.month)
        with opened(segment.path, identity) as content, gzip.open(content) as plain, into.open("wb") as file:
            shutil.copyfileobj(plain, file)

    async def _recovers(self) -> bool:
        rows = await self._ask("postgres", "SELECT pg_is_in_recovery() AS recovers")
        return bool(rows[0]["recovers"])

    async def _erased(self) -> list[dict[str, Any]]:
        return [dict(row) for row in await self._ask("cases", _REGISTER)]

    async def _ask(self, database: str, sql: str) -> list[asyncpg.Record]:
        connection = await asyncpg.connect(postgres.admin_dsn(self._plan, self._passwords, database))
        try:
            return list(await connection.fetch(sql))
        finally:
            await connection.close()

    # --- services ---

    def _tell_service(self, service: str, register: list[dict[str, Any]]) -> None:
        """A process that ends by itself: `python -m services.X restored`."""
        told = "".join(json.dumps(entry, default=str) + "\n" for entry in register if service == "cases")
        done = subprocess.run(
            [sys.executable, "-m", *self._through, f"services.{service}", "restored"], cwd=ROOT, input=told, text=True,
            env=clean_environment() | environment.of(self._plan, self._passwords, service), capture_output=True,
            check=False,
        )  # fmt: skip
        if done.returncode:
            raise CannotStart(f"{service} could not be told of the restore: {done.stderr[-2000:]}")
        for line in done.stdout.splitlines():
            self._tell(line)

    def _start(self, closing: ExitStack) -> None:
        """Broker and services on ports that nobody knows; log-in is down, so no door opens to anybody."""
        broker.configure(self._plan, self._passwords)
        nats = broker.server(self._plan)
        closing.callback(nats.stop)
        nats.start()
        nats.wait_until(lambda: is_ready(self._plan, self._passwords, "nats"), 30)
        for service in WITH_FACTS:
            log, told = self._plan.logs / f"{service}.restore.log", environment.of(self._plan, self._passwords, service)
            process = Process(service, [sys.executable, "-m", f"services.{service}", "all"], log, told)
            closing.callback(process.stop)
            process.start()
        for service in WITH_FACTS:
            self._until(partial(is_up, f"{self._plan.url(service)}/livez"), f"{service} did not start")

    async def _have_caught_up(self) -> bool:
        """Whether no fact waits for its number, and every listener's mark stands at the head of its owner."""
        heads = {}
        for owner in WITH_FACTS:
            lane = await self._ask(
                owner, "SELECT epoch::text, pos, (SELECT count(*) FROM outbox WHERE pos IS NULL) AS waiting FROM lane"
            )
            heads[owner] = lane[0]
        for listener in WITH_FACTS:
            for mark in await self._ask(listener, "SELECT owner, epoch, mark FROM marks"):
                head = heads[mark["owner"]]
                if not mark["epoch"].startswith(head["epoch"]) or mark["mark"] < head["pos"] or head["waiting"]:
                    return False
        return True

    # --- waiting and telling ---

    def _until(self, true: Callable[[], bool], otherwise: str, seconds: float = 300) -> None:
        end = time.monotonic() + seconds
        while not true():
            if time.monotonic() > end:
                raise CannotStart(otherwise)
            time.sleep(0.3)

    def _tell(self, line: str) -> None:
        self._say(f"{time.monotonic() - self._begun:6.1f} s  {line}")


def lay_aside(data: Path, aside: Path) -> None:
    """What is there when a restore was begun before and failed is half of that restore; what stood there first lies
    aside already."""
    if aside.exists():
        shutil.rmtree(data, ignore_errors=True)
    elif data.exists():
        data.rename(aside)


def _first_segment(data: Path) -> str:
    """The segment of the log at which the recovery of a base back-up begins."""
    label = (data / "backup_label").read_text()
    return label.partition("(file ")[2].partition(")")[0]
