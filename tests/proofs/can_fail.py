"""`python -m tests.proofs.can_fail [--short] [SWITCH ...]`: with its switch on, every proof must fail.

Each switch runs in a pytest of its own. It has proved itself when the proofs that name it ran and a check of theirs
failed; an error on the way there (a street that does not start, a fixture) proves nothing.
"""

import argparse
import importlib
import os
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml
from pathlib import Path

from deploy.local.plan import ROOT

SWITCHES = sorted(file.stem for file in (ROOT / "tests/proofs/switches").glob("[a-z]*.py"))


def main() -> int:
    words = argparse.ArgumentParser(prog="python -m tests.proofs.can_fail", description=__doc__)
    words.add_argument("--short", action="store_true", help="only those whose module says SHORT = True")
    words.add_argument("switches", nargs="*", help=f"of {' '.join(SWITCHES)}")
    asked = words.parse_args()
    chosen = asked.switches or [name for name in SWITCHES if not asked.short or _is_short(name)]
    held = [name for name in chosen if not _fails(name)]
    print(f"{len(chosen) - len(held)} passed, {len(held)} failed")
    return 1 if held or not chosen else 0


def _is_short(switch: str) -> bool:
    return bool(getattr(importlib.import_module(f"tests.proofs.switches.{switch}"), "SHORT", False))


def _fails(switch: str) -> bool:
    """Whether a check failed with this switch on, and nothing but checks."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        ran = subprocess.run(
            [sys.executable, "-m", "pytest", "tests/proofs", "-q", "--switch", switch, f"--junit-xml={report}"],
            cwd=ROOT, env=os.environ, check=False, capture_output=True, text=True,
        )  # fmt: skip
        suite = xml.parse(report).getroot().find("testsuite") if report.exists() else None  # noqa: S314 -- reason: ours
        count = {name: int(suite.get(name, 0)) if suite is not None else 0 for name in ("tests", "failures", "errors")}
    failed = ran.returncode == 1 and count["failures"] > 0 and count["errors"] == 0
    print(f"{'fails as it must' if failed else 'STILL HOLDS, or did not run'}: {switch} {count}", flush=True)
    if not failed:
        print(ran.stdout[-5000:])
    return failed


if __name__ == "__main__":
    sys.exit(main())
