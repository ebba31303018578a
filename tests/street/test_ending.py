"""Ctrl-C leaves nothing behind, whenever it comes."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from deploy.local.plan import ROOT


def test_an_interrupt_leaves_no_process(tmp_path: Path) -> None:
    """While everything is still starting: the hardest moment."""
    command = [sys.executable, "-m", "deploy.local", "--folder", tmp_path]
    street = subprocess.Popen(
        [*command, "run", "--base-port", "9400", "--demo", "none"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        text=True,
    )
    groups: set[int] = set()
    try:
        end = time.monotonic() + 60
        while time.monotonic() < end and "portal" not in (running := _running(tmp_path)):
            assert street.poll() is None, street.communicate()[0]
            time.sleep(0.05)
        groups = {pid for pid, _ in running.values()}
        assert {"postgres", "nats", "portal"} <= running.keys()
        os.killpg(street.pid, signal.SIGINT)  # as a terminal does it: to the whole group
        said, _ = street.communicate(timeout=60)
    finally:
        street.kill()
        for pid, _ in _running(tmp_path).values():  # none, unless this failed: then they would stay for good
            with suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)
    assert "everything has ended" in said
    assert not _members(groups | {street.pid}), said
    subprocess.run([*command, "clean-data"], cwd=ROOT, check=True)
    assert not tmp_path.exists()


def _running(folder: Path) -> dict[str, tuple[int, int]]:
    file = folder / "processes.json"
    told: dict[str, tuple[int, int]] = json.loads(file.read_text()) if file.exists() else {}
    return told


def _members(groups: set[int]) -> list[str]:
    """What still runs in one of these process groups."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = stat.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(words[2]) in groups and words[0] != "Z":
            found.append(stat.parent.name)
    return found
