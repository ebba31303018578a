"""Disks of our own, to fill and to cut the power of: ext4 in a file, on a loop device, where root may mount one."""

import fcntl
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_SHUTDOWN: Final = 0x8004587D  # FS_IOC_SHUTDOWN: how the file system's own tests cut the power
_NO_FLUSH: Final = (2).to_bytes(4, "little")  # neither data nor journal is written out first
_UNSYNCED: Final = b"written and not synced" * 500
MEGABYTE: Final = 1024 * 1024


@dataclass(frozen=True)
class Disk:
    """An image, and where it is mounted."""

    image: Path
    at: Path

    def make(self, megabytes: int) -> None:
        self.at.mkdir(parents=True, exist_ok=True)
        with self.image.open("wb") as file:
            file.truncate(megabytes * MEGABYTE)
        _run("mkfs.ext4", "-q", "-F", "-m", "0", str(self.image))
        self.mount()
        (self.at / "lost+found").rmdir()

    def mount(self) -> None:
        _run("mount", "-o", "loop", str(self.image), str(self.at))

    def unmount(self) -> None:
        _run("umount", str(self.at))

    def cut(self) -> None:
        """What was not synced is lost at this instant, and whoever goes on writing gets an error."""
        (self.at / "canary").write_bytes(_UNSYNCED)
        folder = os.open(self.at, os.O_RDONLY)
        try:
            fcntl.ioctl(folder, _SHUTDOWN, _NO_FLUSH)
        finally:
            os.close(folder)

    def has_lost(self) -> bool:
        """After a cut: whether what was written and not synced is gone."""
        canary = self.at / "canary"
        return not canary.exists() or canary.read_bytes() != _UNSYNCED

    def fill(self) -> None:
        """Not a byte is left."""
        with (self.at / "ballast").open("wb") as file:
            size, step = 0, 1024 * MEGABYTE
            while step >= 4096:
                try:
                    os.posix_fallocate(file.fileno(), size, step)
                    size += step
                except OSError:
                    step //= 2

    def free(self) -> None:
        (self.at / "ballast").unlink()


def beneath(folder: Path) -> dict[str, Disk]:
    """For a street that will start in this folder: a disk for its database, and one for its broker."""
    disks = {
        "postgres": Disk(folder / "postgres.img", folder / "disk"),
        "nats": Disk(folder / "nats.img", folder / "nats" / "store"),
    }
    disks["postgres"].make(8192)
    disks["nats"].make(1024)
    (folder / "postgres").symlink_to(folder / "disk" / "data")
    return disks


def can_mount(folder: Path) -> bool:
    """Whether this machine lets us: root, with loop devices."""
    trial = Disk(folder / "trial.img", folder / "trial")
    try:
        trial.make(16)
        trial.unmount()
    except (OSError, subprocess.CalledProcessError):
        return False
    finally:
        trial.image.unlink(missing_ok=True)
    trial.at.rmdir()
    return True


def _run(*words: str) -> None:
    subprocess.run(words, check=True, capture_output=True, timeout=60)
