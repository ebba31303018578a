"""Keys and passwords of a street in one sealed file, for a place apart from the back-ups.

Whoever has a back-up and this file and its passphrase has everything; so they never lie together, and there is one file
only: the newest. (An older one would open back-ups whose keys were destroyed.)
"""

import io
import tarfile
from pathlib import Path
from typing import Final

import pyrage

from deploy.local.passwords import write_private
from deploy.local.plan import CannotStart

KEPT: Final = ("secrets.json", "keys", "backup-keys")
SHORTEST: Final = 12  # letters of a passphrase


def seal_keys(folder: Path, into: Path, passphrase: str) -> None:
    """Write the file anew."""
    if len(passphrase) < SHORTEST:
        raise CannotStart(f"A passphrase of at least {SHORTEST} letters is needed (TITIAN_KEYS_PASSPHRASE).")
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as tar:
        for name in KEPT:
            if (folder / name).exists():
                tar.add(folder / name, arcname=name)
    write_private(into, pyrage.passphrase.encrypt(content.getvalue(), passphrase))


def open_keys(file: Path, folder: Path, passphrase: str) -> None:
    """Lay keys and passwords into the folder of a street that has none."""
    if any((folder / name).exists() for name in KEPT):
        raise CannotStart(f"Keys stand in {folder} already; nothing was overwritten.")
    try:
        content = pyrage.passphrase.decrypt(file.read_bytes(), passphrase)
    except pyrage.DecryptError as error:
        raise CannotStart(f"{file.name} does not open: {error}") from None
    folder.mkdir(parents=True, exist_ok=True)
    with tarfile.open(fileobj=io.BytesIO(content)) as tar:
        tar.extractall(folder, filter="data")
    for path in folder.rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)
