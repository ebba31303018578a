"""One child process: a group of its own, a log of its own, and a certain end."""

import contextlib
import os
import pwd
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from deploy.local.plan import ROOT, CannotStart

# All that a child inherits, so that a street is the same from every shell.
KEPT = ("PATH", "HOME", "LANG", "TZ", "TMPDIR", "SSL_CERT_FILE", "XDG_CACHE_HOME")


@dataclass
class Process:
    """What runs under one name. It leads its group, so that ending it ends what it started."""

    name: str
    argv: Sequence[str]
    log: Path
    env: Mapping[str, str] = field(default_factory=dict)
    user: str | None = None  # another system user; None: who we are
    ends_on: signal.Signals = signal.SIGTERM
    patience: float = 15.0  # seconds it may take to end before it is killed
    child: subprocess.Popen[bytes] | None = None
    asked_to_end: bool = False

    def start(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self.asked_to_end = False
        with self.log.open("ab") as log:
            self.child = subprocess.Popen(
                self.argv,
                cwd=ROOT if self.user is None else "/",
                env=clean_environment() | dict(self.env),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                **as_user(self.user),
            )

    @property
    def pid(self) -> int | None:
        return self.child.pid if self.child else None

    def runs(self) -> bool:
        return self.child is not None and self.child.poll() is None

    def died(self) -> bool:
        return self.child is not None and not self.asked_to_end and not self.runs()

    def stop(self) -> None:
        """Ask it to end, wait, then kill what is left of its group."""
        self.asked_to_end = True
        if self.child is None:
            return
        if self.child.poll() is None:
            self.child.send_signal(self.ends_on)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.child.wait(self.patience)
        kill_group(self.child.pid)
        self.child.wait()

    def wait_until(self, ready: Callable[[], bool], seconds: float) -> None:
        """Wait until `ready` says yes; CannotStart when the process ends before, or the time does."""
        end = time.monotonic() + seconds
        while not ready():
            if not self.runs():
                raise CannotStart(f"{self.name} ended while it started: {self.last_words()}")
            if time.monotonic() > end:
                raise CannotStart(f"{self.name} was not ready after {seconds:.0f} s: {self.last_words()}")
            time.sleep(0.1)

    def last_words(self) -> str:
        """The end of its log, and where the whole stands."""
        lines = self.log.read_text(errors="replace").splitlines()[-5:] if self.log.exists() else []
        return "\n".join([f"see {self.log}", *(f"    {line[:300]}" for line in lines)])


def kill_group(group: int) -> None:
    """Kill every process of a group; a group that is gone is fine."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)


def end_left_over(processes: Mapping[str, tuple[int, int]], patience: float = 10) -> list[str]:
    """End processes of another supervisor, told by number and begin (`began`); the names of those that still ran."""
    running = {name: pid for name, (pid, since) in processes.items() if began(pid) == since}
    for pid in running.values():
        os.kill(pid, signal.SIGINT)
    end = time.monotonic() + patience
    while any(began(pid) for pid in running.values()) and time.monotonic() < end:
        time.sleep(0.1)
    for pid in running.values():
        kill_group(pid)
    return list(running)


def began(pid: int) -> int | None:
    """When a process began, in ticks since boot: with its number it names one process for ever. None: it has ended."""
    try:
        words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return None if words[0] == "Z" else int(words[19])


def as_user(user: str | None) -> dict[str, Any]:
    """The arguments of subprocess that make a child run as another system user, with no group of ours."""
    return {} if user is None else {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []}


def clean_environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    return kept | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
