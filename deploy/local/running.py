"""A street that runs, as everybody else sees it: addresses, log-ins, tokens, and what one may ask of it."""

import fcntl
import json
import os
import signal
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import IO, Any, Final

from deploy.local import databases, environment, postgres
from deploy.local.passwords import Passwords
from deploy.local.plan import LOOPS, CannotStart, Own, Plan
from deploy.local.processes import began, kill_group

MARGIN: Final = 60  # seconds of life that a token must still have


class Running:
    """The street in a folder, read from what it wrote there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        if not (self.folder / "street.json").exists():
            raise CannotStart(f"No street runs in {self.folder}: start one with `make run`.")
        self._tokens: dict[str, tuple[float, str]] = {}

    @cached_property
    def plan(self) -> Plan:
        told = json.loads((self.folder / "plan.json").read_text())
        return Plan(self.folder, told["base"], Own(**told["own"]), told["profile"])

    @cached_property
    def passwords(self) -> Passwords:
        return Passwords(self.folder)

    @property
    def addresses(self) -> dict[str, Any]:
        """street.json."""
        told: dict[str, Any] = json.loads((self.folder / "street.json").read_text())
        return told

    def url(self, service: str) -> str:
        return self.plan.url(service)

    def dsn(self, service: str, login: str, database: str | None = None) -> str:
        """The address of a service's database with one of its log-ins: app, consume, relay, public, migrate."""
        return databases.dsn(self.plan, self.passwords, service, login, database)

    def admin_dsn(self, database: str = "postgres") -> str:
        return postgres.admin_dsn(self.plan, self.passwords, database)

    def environment(self, service: str, *, migrating: bool = False) -> dict[str, str]:
        return environment.of(self.plan, self.passwords, service, migrating=migrating)

    def token(self, username: str, password: str | None = None) -> str:
        """An access token of a person who may log in here (development only); kept while it is good."""
        good_until, token = self._tokens.get(username, (0.0, ""))
        if time.monotonic() > good_until:
            password = password or self._password(username)
            answer = self._log_in({"username": username, "password": password})
            token = str(answer["access_token"])
            self._tokens[username] = time.monotonic() + answer["expires_in"] - MARGIN, token
        return token

    def ask(self, verb: str, name: str, seconds: float = 60) -> None:
        """Have a process of this street brought `up`, taken `down` or `restart`ed; returns when that is done."""
        if supervisor(self.folder) is None:
            raise CannotStart(f"No street runs in {self.folder}: start one with `make run`.")
        wish, draft = self.folder / "wishes" / name, self.folder / f"{name}.wish"
        wish.parent.mkdir(exist_ok=True)
        draft.write_text(verb)
        draft.replace(wish)  # whole at once: half a wish would be fulfilled by doing nothing
        end = time.monotonic() + seconds
        while wish.exists() or (verb != "down" and not is_ready(self.plan, self.passwords, name)):
            if time.monotonic() > end:
                wish.unlink(missing_ok=True)
                raise CannotStart(f"{verb} {name}: not done in {seconds:.0f} s; see {self.folder / 'logs'}")
            time.sleep(0.1)

    def pid(self, name: str) -> int:
        """Of a process of this street."""
        pid, _ = self._known()[name]
        return pid

    def kill(self, name: str) -> None:
        """End a process as a crash does: nothing is drained and nothing closed (PostgreSQL's "immediate"). Returns when
        it is gone; `ask("up", name)` starts it again."""
        pid, since = self._known()[name]
        if began(pid) == since:
            if name == "postgres":
                os.kill(pid, signal.SIGQUIT)
            else:
                kill_group(pid)
        while began(pid) == since:
            time.sleep(0.01)

    def _known(self) -> dict[str, tuple[int, int]]:
        """Number and begin of every process, by name."""
        known: dict[str, tuple[int, int]] = json.loads((self.folder / "processes.json").read_text())
        return known

    def _password(self, username: str) -> str:
        for login in self.addresses["logins"]:
            if login["username"] == username:
                return str(login["password"])
        known = " ".join(sorted(login["username"] for login in self.addresses["logins"]))
        raise CannotStart(f"No demo log-in {username!r} here; there are: {known or 'none, as no demo was seeded'}")

    def _log_in(self, who: dict[str, str]) -> dict[str, Any]:
        form = {"grant_type": "password", "client_id": "curl", "scope": "openid", **who}
        request = f"{self.plan.issuer}/protocol/openid-connect/token"
        try:
            # One after the other: Keycloak refuses who comes twice at once, as that is how passwords are guessed.
            with (
                (self.folder / "log-ins.lock").open("w") as turn,
                _held(turn),
                urllib.request.urlopen(request, urllib.parse.urlencode(form).encode(), timeout=30) as answer,
            ):
                told: dict[str, Any] = json.load(answer)
        except urllib.error.HTTPError as refusal:
            raise CannotStart(f"Keycloak gives no token to {who['username']}: {refusal.read().decode()}") from refusal
        return told


@contextmanager
def _held(turn: IO[str]) -> Iterator[None]:
    fcntl.flock(turn, fcntl.LOCK_EX)
    yield  # released when it is closed


def supervisor(folder: Path) -> int | None:
    """The process that runs the street in a folder; None: no street runs there, or it was killed."""
    lock = folder / "street.lock"
    if lock.exists():
        with lock.open() as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return int((folder / "street.pid").read_text())
    return None


def is_ready(plan: Plan, passwords: Passwords, name: str) -> bool:
    """Whether a part or a service does its work."""
    match name:
        case "postgres":
            return databases.answer(plan, passwords)
        case "nats":
            return is_up(f"{plan.url('nats-monitor')}/healthz")
        case "viewer":
            return is_up(plan.url("viewer"))
        case "keycloak":
            return is_up(f"{plan.url('keycloak-management')}/health/ready")
        case _ if name == "backups" or name.partition("-")[2] in LOOPS:
            return True  # it has no door: what it has done shows in the database
        case _:
            return is_up(f"{plan.url(name)}/readyz")


def is_up(url: str) -> bool:
    """Whether an address answers well."""
    try:
        with urllib.request.urlopen(url, timeout=2):
            return True
    except OSError:
        return False
