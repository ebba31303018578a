"""The whole street: every part started in order, watched, and ended in order.

Keycloak's start costs most, so it has a thread of its own; all else comes up meanwhile, services start without it.
"""

import dataclasses
import fcntl
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from socket import socket
from typing import IO, Final

from deploy.backup.shelf import Shelf
from deploy.local import broker, databases, environment, identity, postgres
from deploy.local.passwords import Passwords, make_keys, write_private
from deploy.local.plan import BASE_PORT, LOOPS, SERVICES, WITH_FACTS, CannotStart, Own, claim
from deploy.local.processes import Process, began, end_left_over
from deploy.local.running import Running, is_ready

PARTS: Final = ("viewer", "keycloak", "nats", "postgres")  # in the order in which they end, after the services
STUCK: Final = 5.0  # seconds between two looks at a broker


class Street:
    """One street in one folder: `start`, then `watch` or use `running`, then `stop`; `with` does all three."""

    def __init__(
        self,
        folder: Path,
        base_port: int = BASE_PORT,
        *,
        demo: str = "none",  # none, stories, full
        profile: str = "development",
        apart: bool = False,  # one process for each loop of a service, as elsewhere, instead of one for all
        through: Sequence[str] = (),  # a module, and its words, that starts each service in its own way (proofs do)
        tell: Callable[[str], None] = print,
    ) -> None:
        self.folder = folder.resolve()
        self._apart, self._through = apart, through
        self._wanted_port, self._demo, self._profile, self._tell = base_port, demo, profile, tell
        self._clock = time.monotonic()
        self._processes: dict[str, Process] = {}
        self._launching = threading.Lock()
        self._stopping = False
        self._lock: IO[str] | None = None
        self._claimed: socket | None = None
        self._keycloak: _Aside | None = None
        self._enough = threading.Event()

    def __enter__(self) -> Running:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        self._watcher = threading.Thread(target=self.watch, args=(self._enough,))
        self._watcher.start()
        return self.running

    def __exit__(self, *_: object) -> None:
        self._enough.set()
        self._watcher.join()
        self.stop()

    @property
    def running(self) -> Running:
        return Running(self.folder)

    def start(self) -> None:
        """Bring everything up; CannotStart says what to do. The caller stops the street in either case."""
        self._take_folder()
        own = Own.from_environment()
        self.plan, self._claimed = claim(self.folder, self._wanted_port, own, self._profile)
        if self.plan.base != self._wanted_port:
            self._say(f"ports from {self._wanted_port} on are taken: this street uses those from {self.plan.base} on")
        self.passwords = Passwords(self.folder)
        make_keys(self.plan)
        if not self.plan.own.otlp:
            viewer = str(self.plan.port("viewer"))
            self._launch(self._python("viewer", "deploy.local.viewer", viewer))
        database_stands = threading.Event()
        self._keycloak = _Aside(lambda: self._start_keycloak(database_stands))
        self._start_postgres()
        database_stands.set()
        self._start_nats()
        self._make_databases()
        self._write_addresses()
        self._migrate()
        self._start_services()
        self._keycloak.wait()
        for name in SERVICES:
            self._await(name)
        self._say("services are ready")
        self._seed()
        self._write_addresses()

    def watch(self, enough: threading.Event) -> None:
        """Until `enough` is set: say who died, and do what `python -m deploy.local restart|down|up NAME` asks. A broker
        whose disk was full begins anew, until it can write again."""
        told: set[str] = set()
        looked = time.monotonic()
        while not enough.wait(0.3):
            if time.monotonic() - looked > STUCK:
                looked = time.monotonic()
                if not self.plan.own.nats and broker.is_stuck(self.plan):
                    self._fulfil("nats", "restart")
            for name, process in self._processes.items():
                if not process.died():
                    told.discard(name)
                elif name not in told:
                    told.add(name)
                    again = f"`python -m deploy.local up {name}` starts it again"
                    self._say(f"{name} ended by itself; {again}; {process.last_words()}")
            for wish in (self.folder / "wishes").glob("*"):
                self._fulfil(wish.name, wish.read_text())
                wish.unlink(missing_ok=True)

    def stop(self) -> None:
        """End everything, the services first and the database last; a second call is free."""
        with self._launching:
            self._stopping = True
        if not self._lock:
            return
        self._say("ending")
        _together(process.stop for name, process in self._processes.items() if name not in PARTS)
        for name in PARTS:
            if name in self._processes:
                self._processes[name].stop()
        if self._keycloak:
            self._keycloak.give_up()
        for name in ("processes.json", "street.pid"):
            (self.folder / name).unlink(missing_ok=True)
        if self._claimed:
            self._claimed.close()
        self._lock.close()
        self._lock = None
        self._say("everything has ended; the data are kept")

    # --- in order ---

    def _take_folder(self) -> None:
        """One street per folder; what a killed one left running is ended first."""
        self.folder.mkdir(parents=True, exist_ok=True)
        lock = (self.folder / "street.lock").open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotStart(f"A street already runs in {self.folder}; `make stop` ends it.") from None
        if names := end_what_is_left(self.folder):
            self._say(f"left running by a street that was killed, ended now: {' '.join(names)}")
        self._lock = lock
        (self.folder / "street.pid").write_text(str(os.getpid()))
        for log in (self.folder / "logs").glob("*.log"):
            log.replace(log.with_suffix(".log.1"))  # the run before this one

    def _start_keycloak(self, database_stands: threading.Event) -> None:
        if not self.plan.own.keycloak:
            process = identity.keycloak(self.plan, self.passwords, self._say)
            database_stands.wait()
            self._launch(process)
            self._await("keycloak", identity.SECONDS)
            self._say("Keycloak is up")
        identity.describe(self.plan, self.passwords)
        self._say("realm titian is as described")

    def _start_postgres(self) -> None:
        if not self.plan.own.postgres:
            self._launch(postgres.server(self.plan, self.passwords))
            self._await("postgres")
            self._say("PostgreSQL is up")
        elif not databases.answer(self.plan, self.passwords):
            raise CannotStart("TITIAN_POSTGRES_DSN: nothing answers there, or not to this log-in.")
        databases.create_for_keycloak(self.plan, self.passwords)

    def _start_nats(self) -> None:
        broker.configure(self.plan, self.passwords)
        if not self.plan.own.nats:
            self._launch(broker.server(self.plan))
            self._await("nats")
            self._say("NATS is up")
        elif not broker.answers(self.plan, self.passwords):
            users = self.folder / "nats" / "users.conf"
            raise CannotStart(f"TITIAN_NATS_URL: nothing there lets our users in; include {users}.")

    def _make_databases(self) -> None:
        databases.create(self.plan, self.passwords)
        self._say("databases and log-ins stand")

    def _migrate(self) -> None:
        owners = {service: databases.dsn(self.plan, self.passwords, service, "migrate") for service in SERVICES}
        told = {f"TITIAN_MIGRATE_{service.upper()}": dsn for service, dsn in owners.items()}
        self._run(self._python("migrations", "deploy.local.migrations", *owners, env=told))
        self._say("migrations are done")

    def _start_services(self) -> None:
        for service in SERVICES:
            told = environment.of(self.plan, self.passwords, service)
            for mode in ("serve", *LOOPS) if self._apart and service in WITH_FACTS else ("all",):
                name = f"{service}-{mode}" if mode in LOOPS else service
                metrics = {"TITIAN_METRICS": self.plan.address(f"{name}-metrics")}
                self._launch(self._python(name, *self._through, f"services.{service}", mode, env=told | metrics))
        if not self.plan.own.postgres:
            backups = self._python("backups", "deploy.backup", "--folder", str(self.folder), "keep")
            self._processes[backups.name] = backups  # `make backup` brings it up for the first time
            if Shelf(self.folder / "backups").stands:
                self._launch(backups)

    def _seed(self) -> None:
        if self._demo != "none":
            self._say(f"demo data ({self._demo})")
            seed = self._python("demo", "deploy.local.demo", "--folder", str(self.folder), "--size", self._demo)
            self._run(seed, aloud=True)

    # --- one process ---

    def _python(self, name: str, module: str, *words: str, env: dict[str, str] | None = None) -> Process:
        return Process(name, [sys.executable, "-m", module, *words], self.plan.logs / f"{name}.log", env or {})

    def _launch(self, process: Process) -> None:
        with self._launching:
            if self._stopping:
                raise CannotStart("The street was closed while it started.")
            self._processes[process.name] = process
            process.start()
            run = {p.name: (p.pid, began(p.pid)) for p in self._processes.values() if p.pid and p.runs()}
            write_private(self.folder / "processes.json", json.dumps(run).encode())

    def _await(self, name: str, seconds: float = 60) -> None:
        self._processes[name].wait_until(lambda: is_ready(self.plan, self.passwords, name), seconds)

    def _run(self, process: Process, *, aloud: bool = False) -> None:
        """Start a process that ends by itself and wait for its end; `aloud` says each line of its log as it comes."""
        said = process.log.stat().st_size if process.log.exists() else 0
        self._launch(process)
        while process.runs() or aloud:
            running = process.runs()
            if aloud:
                new = process.log.read_bytes()[said:].rpartition(b"\n")[0]
                said += len(new) + 1 if new else 0
                for line in new.decode(errors="replace").splitlines():
                    self._say(line)
            if not running:
                break
            time.sleep(0.1)
        del self._processes[process.name]
        if process.child and process.child.returncode:
            raise CannotStart(f"{process.name} failed: {process.last_words()}")

    def _fulfil(self, name: str, verb: str) -> None:
        process = self._processes.get(name)
        if process is None:
            self._say(f"{verb} {name}: no such process; there are {' '.join(self._processes)}")
            return
        self._say(f"{verb} {name}")
        if verb in ("restart", "down"):
            process.stop()
        if verb in ("restart", "up") and not process.runs():
            self._launch(process)

    def _write_addresses(self) -> None:
        """street.json: for people and programs; plan.json: what our own verbs need to find the parts again."""
        plan, place = self.plan, databases.place(self.plan)
        seeded = self.folder / "logins.json"  # written by the demo
        logins = json.loads(seeded.read_text()) if seeded.exists() else []
        services = {
            name: {"http": plan.url(name), "metrics": f"{plan.url(name + '-metrics')}/metrics"}
            | ({"grpc": plan.address(f"{name}-grpc")} if name in WITH_FACTS else {})
            for name in SERVICES
        }
        told = {
            "base_port": plan.base,
            "profile": plan.profile,
            "issuer": plan.issuer,
            "services": services,
            "parts": {
                "postgres": {"host": place.partition(":")[0], "port": int(place.partition(":")[2] or 5432)},
                "nats": {"url": plan.own.nats or f"nats://{plan.address('nats')}", "monitor": plan.url("nats-monitor")},
                "keycloak": {"url": plan.keycloak},
                "traces": {"url": plan.own.otlp or plan.url("viewer")},
            },
            "logs": str(plan.logs),
            "logins": [identity.platform_login(self.passwords), *logins],
        }
        write_private(self.folder / "plan.json", json.dumps(dataclasses.asdict(plan), default=str).encode())
        write_private(self.folder / "street.json", json.dumps(told, indent=1, ensure_ascii=False).encode())

    def _say(self, line: str) -> None:
        self._tell(f"{time.monotonic() - self._clock:6.1f} s  {line}")


class _Aside:
    """Work on a thread of its own. It does not hold up the end of the program."""

    def __init__(self, work: Callable[[], None]) -> None:
        self._work = work
        self._trouble: Exception | None = None
        self._thread = threading.Thread(target=self._do, name="keycloak", daemon=True)
        self._thread.start()

    def wait(self) -> None:
        """Until it is done; raises what it raised."""
        while self._thread.is_alive():
            self._thread.join(0.2)  # in slices: a signal is heard between two
        if self._trouble:
            raise self._trouble

    def give_up(self) -> None:
        """End the processes that it still runs (Keycloak's build)."""
        tasks = Path(f"/proc/self/task/{self._thread.native_id}/children")
        for child in tasks.read_text().split() if tasks.exists() else ():
            os.kill(int(child), signal.SIGTERM)
        self._thread.join(5)

    def _do(self) -> None:
        try:
            self._work()
        except Exception as trouble:  # noqa: BLE001 -- reason: told by wait() on the thread that can act on it
            self._trouble = trouble


def end_what_is_left(folder: Path) -> list[str]:
    """End what a killed street left running in a folder; the names."""
    left = folder / "processes.json"
    return end_left_over(json.loads(left.read_text())) if left.exists() else []


def _together(work: Iterable[Callable[[], None]]) -> None:
    """All at once; raises the first trouble when all have ended."""
    with ThreadPoolExecutor() as pool:
        for done in [pool.submit(piece) for piece in work]:
            done.result()
