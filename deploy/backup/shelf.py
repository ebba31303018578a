"""Where sealed back-ups stand, and what a restore to an instant needs of them.

base/20261129T084500Z.2026-11.age      the whole data folder (tar, gzip, age)
log/000000010000000000000007.2026-11.age            one finished segment of the log of changes
log/000000010000000000000008.partial.2026-11.age    the one being written, as it was some seconds ago
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from deploy.local.plan import CannotStart

_STAMP = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True)
class Sealed:
    """One file on the shelf: what it holds, and whose month's key opens it."""

    path: Path
    name: str
    month: str


class Shelf:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.base, self.log = folder / "base", folder / "log"

    @property
    def stands(self) -> bool:
        """Whether somebody wanted back-ups here."""
        return self.base.is_dir()

    def build(self) -> None:
        for folder in (self.base, self.log):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def bases(self) -> list[tuple[datetime, Sealed]]:
        """Base back-ups by the instant at which they were complete, the oldest first."""
        return [(datetime.strptime(one.name, _STAMP).replace(tzinfo=UTC), one) for one in _sealed(self.base)]

    def segments(self) -> list[Sealed]:
        """Segments of the log in order; a finished one takes the place of its `partial`, histories come first."""
        found = {one.name.removesuffix(".partial"): one for one in _sealed(self.log) if one.name.endswith(".partial")}
        found |= {one.name: one for one in _sealed(self.log) if not one.name.endswith(".partial")}
        return [found[name] for name in sorted(found)]

    def before(self, at: datetime | None) -> Sealed:
        """The newest base back-up that was complete at `at`."""
        fitting = [one for taken, one in self.bases() if at is None or taken <= at]
        if not fitting:
            raise CannotStart(
                f"No base back-up in {self.base} is old enough for that instant; `make backup` takes one."
            )
        return fitting[-1]

    def place(self, folder: Path, name: str, month: str) -> Path:
        return folder / f"{name}.{month}.age"

    def forget(self, months: list[str]) -> None:
        """Remove what nobody can open any more."""
        for one in (*_sealed(self.base), *_sealed(self.log)):
            if one.month in months:
                one.path.unlink()


def stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime(_STAMP)


def _sealed(folder: Path) -> list[Sealed]:
    found = []
    for path in sorted(folder.glob("[!.]*.age")):
        name, _, month = path.name.removesuffix(".age").rpartition(".")
        found.append(Sealed(path, name, month))
    return found
