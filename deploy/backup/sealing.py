"""What leaves the database is sealed by age (library pyrage: a format and an implementation that others have audited).

One pair of keys a month. The machine that seals needs the public half only; the identity, which opens, may stand
elsewhere. An identity is destroyed when its life is over, and with it every back-up of its month.
"""

import os
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Final

import pyrage
from pyrage import x25519

from deploy.local.passwords import write_private
from deploy.local.plan import CannotStart
from services.kit import vault

PIECE: Final = 1 << 20


class Keys:
    """The folder of pairs: `2026-11.public`, and `2026-11.identity` where this machine may open too."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def recipient(self, month: str) -> x25519.Recipient:
        """Who can open what is sealed in a month; a pair is made where the month has none."""
        public = self.folder / f"{month}.public"
        if not public.exists():
            made = x25519.Identity.generate()
            write_private(self.folder / f"{month}.identity", str(made).encode())
            write_private(public, str(made.to_public()).encode())
        return x25519.Recipient.from_str(public.read_text())

    def identity(self, month: str) -> x25519.Identity:
        try:
            return x25519.Identity.from_str((self.folder / f"{month}.identity").read_text())
        except FileNotFoundError:
            raise CannotStart(
                f"What was sealed in {month} opens for nobody: its key is not in {self.folder} (destroyed after"
                f" {vault.LIFE.days} days, or kept elsewhere: bring {month}.identity)."
            ) from None

    def forget(self, at: datetime) -> list[str]:
        """Destroy the pairs whose life is over; their months."""
        over = [file.stem for file in sorted(self.folder.glob("*.public")) if at > vault.end_of(file.stem) + vault.LIFE]
        for month in over:
            for half in ("identity", "public"):
                (self.folder / f"{month}.{half}").unlink(missing_ok=True)
        return over


def seal(content: IO[bytes], path: Path, recipient: x25519.Recipient) -> None:
    """Compress and seal a stream into a file that stands there whole and on the disk, or not at all."""
    draft = path.with_name(f".{path.name}.new")
    with draft.open("wb") as file:
        pyrage.encrypt_io(_Compressed(content), file, [recipient])
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


@contextmanager
def opened(path: Path, identity: x25519.Identity) -> Iterator[IO[bytes]]:
    """The compressed content (gzip) of a sealed file as a stream; CannotStart when it is damaged or of another key."""
    out, into = os.pipe()
    trouble: list[Exception] = []

    def pour() -> None:
        with path.open("rb") as file, os.fdopen(into, "wb") as pipe:
            try:
                pyrage.decrypt_io(file, pipe, [identity])
            except (pyrage.DecryptError, OSError) as error:
                trouble.append(error)

    pouring = threading.Thread(target=pour, daemon=True)
    pouring.start()
    with os.fdopen(out, "rb") as content:
        yield content
        while content.read(PIECE):  # what a reader leaves behind must not hold the other end up
            pass
    pouring.join()
    if trouble:
        raise CannotStart(f"{path.name} cannot be opened: {trouble[0]}")


class _Compressed:
    """A stream, compressed as it is read (gzip, the fastest level: a log of changes is mostly zeros)."""

    def __init__(self, content: IO[bytes]) -> None:
        self._content, self._zip = content, zlib.compressobj(1, wbits=31)
        self._left, self._ended = memoryview(b""), False

    def read(self, size: int) -> bytes:
        while not self._left and not self._ended:
            piece = self._content.read(PIECE)
            self._left = memoryview(self._zip.compress(piece) if piece else self._zip.flush())
            self._ended = not piece
        told, self._left = self._left[:size], self._left[size:]
        return bytes(told)
