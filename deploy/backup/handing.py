"""An office's own data for it to take away: what every service hands out, sealed for one recipient.

`gzip` inside `age`; the lines are described in `services/kit/handout.py`, before each service's stands its name.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO

import pyrage
from pyrage import x25519

from deploy.backup.sealing import seal
from deploy.local.passwords import write_private
from deploy.local.plan import ROOT, WITH_FACTS, CannotStart
from deploy.local.processes import clean_environment
from deploy.local.running import Running
from services.kit import ids
from services.kit.errors import Invalid


def hand_out(street: Running, office: str, recipient: str, into: Path) -> int:
    """How many rows and keys were handed out. The file stands there whole or not at all."""
    try:
        to = x25519.Recipient.from_str(recipient)
        ids.require_office(office)
    except (pyrage.RecipientError, Invalid):
        raise CannotStart("An office like 1906 and a recipient like age1... are needed.") from None
    with tempfile.TemporaryFile() as plain:  # has no name, and goes with this process
        for service in WITH_FACTS:
            plain.write(json.dumps({"service": service}).encode() + b"\n")
            plain.flush()
            _of(service, street, office, plain)
        plain.seek(0)
        count = sum(1 for _ in plain) - len(WITH_FACTS)
        plain.seek(0)
        seal(plain, into, to)
    return count


def make_identity(file: Path) -> str:
    """Keep a new identity in a file that does not stand yet; its recipient."""
    if file.exists():
        raise CannotStart(f"{file} stands already; an identity is never overwritten.")
    made = x25519.Identity.generate()
    write_private(file, str(made).encode())
    return str(made.to_public())


def _of(service: str, street: Running, office: str, into: IO[bytes]) -> None:
    words = [sys.executable, "-m", f"services.{service}", "hand-out", "--office", office]
    env = clean_environment() | street.environment(service)
    done = subprocess.run(words, cwd=ROOT, env=env, stdout=into, stderr=subprocess.PIPE, check=False)
    if done.returncode:
        raise CannotStart(f"{service} hands nothing out: {done.stderr.decode(errors='replace')[-1000:]}")
