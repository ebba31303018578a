"""The process `backups` of a street: a base back-up a day, and the log of changes as it grows.

PostgreSQL sends its log over a replication slot (`pg_receivewal`), so nothing is lost while this process is away for a
while; every few seconds what has come is sealed onto the shelf. What a disaster can cost is therefore PACE seconds.
"""

import os
import signal
import subprocess
import threading
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from deploy.backup import sealing, shelf
from deploy.backup.sealing import Keys
from deploy.backup.shelf import Shelf
from deploy.local import databases, postgres
from deploy.local.passwords import Passwords
from deploy.local.plan import CannotStart, Plan
from deploy.local.processes import clean_environment
from deploy.local.running import Running
from services.kit import clock, vault

PACE: Final = 10.0  # seconds between two looks at what has come; RPO is 60
EVERY: Final = timedelta(days=1)  # between two base back-ups
SLOT: Final = "titian_backups"


class Keeper:
    def __init__(self, plan: Plan, passwords: Passwords) -> None:
        if plan.own.postgres:
            raise CannotStart("TITIAN_POSTGRES_DSN names a server of your own: back it up with its own tools.")
        self.shelf, self.keys = Shelf(plan.folder / "backups"), Keys(plan.folder / "backup-keys")
        self._spool = plan.folder / "backups" / "spool"
        self._programs = postgres.programs()
        host, _, port = databases.place(plan).partition(":")
        self._server = ["-h", host, "-p", port, "-U", databases.BACKUPS, "--no-password"]
        self._env = clean_environment() | {"PGPASSWORD": passwords[f"postgres/{databases.BACKUPS}"]}
        self._receive = [str(self._programs / "pg_receivewal"), *self._server, f"--slot={SLOT}"]
        self._sealed: dict[str, tuple[int, int]] = {}  # of an unfinished segment: how it was when it was sealed

    def take(self) -> Path:
        """A base back-up, now; where it stands. It opens without any segment of the log that others keep."""
        self.shelf.build()
        begun = [
            str(self._programs / "pg_basebackup"), *self._server, "--pgdata=-", "--format=tar", "--wal-method=fetch",
            "--checkpoint=fast", "--no-manifest", "--label=titian",
        ]  # fmt: skip
        month = vault.version(clock.now())
        draft = self.shelf.place(self.shelf.base, ".taking", month)
        with subprocess.Popen(begun, env=self._env, stdout=subprocess.PIPE) as taking:
            if taking.stdout is None:
                raise AssertionError("a pipe was asked for")
            sealing.seal(taking.stdout, draft, self.keys.recipient(month))
        if taking.returncode:
            draft.unlink()
            raise CannotStart("The base back-up failed: is the street up?")
        done = self.shelf.place(self.shelf.base, shelf.stamp(clock.now()), month)
        draft.rename(done)
        return done

    def keep(self, stop: threading.Event) -> None:
        """Until `stop`: receive, seal, take a base back-up when the last is a day old, destroy keys that have lived."""
        self.shelf.build()
        self._spool.mkdir(exist_ok=True, mode=0o700)
        receiving: subprocess.Popen[bytes] | None = None
        try:
            while True:
                owed = self._is_base_due(clock.now())
                if receiving is None or receiving.poll() is not None:
                    owed |= self._hold_slot(lost=receiving is not None)
                    receiving = subprocess.Popen([*self._receive, "-D", str(self._spool), "--no-loop"], env=self._env)
                if owed:
                    print(f"base back-up: {self.take().name}", flush=True)
                    self.shelf.forget(self.keys.forget(clock.now()))
                stopped = stop.wait(PACE)
                if stopped:
                    receiving.send_signal(signal.SIGINT)
                    receiving.wait(10)
                self._seal_what_came()
                if stopped:
                    return
        finally:
            if receiving and receiving.poll() is None:
                receiving.kill()

    def _hold_slot(self, *, lost: bool) -> bool:
        """Have PostgreSQL keep its log for us. True where it begins only now (a first start, a restored server, a slot
        that grew too old): what lies before is in no log of ours, so a base back-up is owed."""
        if lost:
            subprocess.run([*self._receive, "--drop-slot"], env=self._env, check=False, stderr=subprocess.DEVNULL)
        made = subprocess.run([*self._receive, "--create-slot"], env=self._env, check=False, stderr=subprocess.DEVNULL)
        return made.returncode == 0

    def _is_base_due(self, now: datetime) -> bool:
        bases = self.shelf.bases()
        return not bases or now - bases[-1][0] > EVERY

    def _seal_what_came(self) -> None:
        """Finished segments leave the spool, an unfinished one is sealed again when it has grown."""
        for file in sorted(self._spool.iterdir()):
            month = vault.version(clock.now())
            if file.suffix == ".partial":
                state = file.stat()
                if self._sealed.get(file.name) == (state.st_mtime_ns, state.st_ino):
                    continue
                self._sealed = {file.name: (state.st_mtime_ns, state.st_ino)}
            with file.open("rb") as content:
                sealing.seal(content, self.shelf.place(self.shelf.log, file.name, month), self.keys.recipient(month))
            if file.suffix != ".partial":
                for unfinished in self.shelf.log.glob(f"{file.name}.partial.*"):
                    unfinished.unlink()
                file.unlink()


def take(street: Running) -> Path:
    """A base back-up, now. The first time it is the keeper's, which owes one where its log begins."""
    keeper = Keeper(street.plan, street.passwords)
    if keeper.shelf.bases():
        keeper.take()
    street.ask("up", "backups")
    while not keeper.shelf.bases():
        time.sleep(0.2)
    return keeper.shelf.bases()[-1][1].path


def main(plan: Plan) -> int:
    """As a process of the street, until it is told to end."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    Keeper(plan, Passwords(plan.folder)).keep(stop)
    return os.EX_OK
