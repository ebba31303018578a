"""The services as they stood at an earlier landing, beside today's: same databases, broker and keys, other doors."""

import json
import subprocess
import sys
import tarfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Final

from deploy.local.plan import ROOT
from deploy.local.processes import clean_environment
from deploy.local.running import Running, is_up
from tests.proofs.beside import free_port

LANDED: Final = "9743db3"  # main as it stood before the laws were proven; the next landing takes its place


def lay(folder: Path) -> Path:
    """The house of that landing, in a folder of its own."""
    if (ROOT / ".git" / "shallow").exists():
        subprocess.run(["git", "fetch", "--quiet", "--unshallow"], cwd=ROOT, check=False)
    packed = subprocess.run(["git", "archive", LANDED, "services", "proto", "deploy"], cwd=ROOT, capture_output=True)
    assert packed.returncode == 0, f"the history of {LANDED} is not here: fetch the whole repository"
    with tarfile.open(fileobj=BytesIO(packed.stdout)) as tar:
        tar.extractall(folder, filter="data")
    return folder


@contextmanager
def at_work(house: Path, service: str, told: Mapping[str, str], mode: str = "all") -> Iterator[str]:
    """A process of a service of that house; the address of its door, once it answers."""
    door, grpc = (f"127.0.0.1:{free_port()}" for _ in range(2))
    env = clean_environment() | dict(told) | {"PYTHONPATH": str(house), "TITIAN_HTTP": door, "TITIAN_GRPC": grpc}
    process = subprocess.Popen(
        [sys.executable, "-m", f"services.{service}", mode], cwd=house, env=env, stderr=subprocess.DEVNULL
    )
    try:
        end = time.monotonic() + 90
        while not is_up(f"http://{door}/livez"):
            assert process.poll() is None, f"{service} ended while it started"
            assert time.monotonic() < end, f"{service} does not start"
            time.sleep(0.2)
        yield f"http://{door}"
    finally:
        process.terminate()
        assert process.wait(30) == 0, f"{service} did not drain"


def migrated(house: Path, street: Running, service: str, database: str) -> str:
    """Migrate a database with the migrations of a house; what it said."""
    told = street.environment(service, migrating=True)
    told |= {"TITIAN_DB_MIGRATE": street.dsn(service, "migrate", database), "PYTHONPATH": str(house)}
    done = subprocess.run(
        [sys.executable, "-m", f"services.{service}", "migrate"], cwd=house, env=clean_environment() | told,
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    return done.stderr if done.returncode else ""


def asked(address: str) -> tuple[int, dict[str, object]]:
    """Status and body of an answer, whatever it is."""
    try:
        with urllib.request.urlopen(address, timeout=20) as answer:
            return answer.status, json.loads(answer.read() or b"{}")
    except urllib.error.HTTPError as refusal:
        return refusal.code, json.loads(refusal.read() or b"{}")
