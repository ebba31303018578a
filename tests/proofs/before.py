"""The services as they stood at an earlier landing, and their migrations."""

import json
import subprocess
import sys
import tarfile
import urllib.error
import urllib.request
from io import BytesIO
from pathlib import Path
from typing import Final

from deploy.local.plan import ROOT
from deploy.local.processes import clean_environment
from deploy.local.running import Running

LANDED: Final = "40004a7"  # main as it landed last; the next landing takes its place


def lay(folder: Path) -> Path:
    """The house of that landing, in a folder of its own."""
    if (ROOT / ".git" / "shallow").exists():
        subprocess.run(["git", "fetch", "--quiet", "--unshallow"], cwd=ROOT, check=False)
    packed = subprocess.run(["git", "archive", LANDED, "services", "proto", "deploy"], cwd=ROOT, capture_output=True)
    assert packed.returncode == 0, f"the history of {LANDED} is not here: fetch the whole repository"
    with tarfile.open(fileobj=BytesIO(packed.stdout)) as tar:
        tar.extractall(folder, filter="data")
    return folder


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
