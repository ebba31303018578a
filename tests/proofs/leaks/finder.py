"""All coats of all markers, searched for in one pass (Aho-Corasick): hundreds of megabytes take seconds."""

import gzip
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ahocorasick_rs import BytesAhoCorasick, Implementation

from tests.proofs.leaks.markers import Marker

CHUNK: Final = 8_000_000


@dataclass(frozen=True)
class Hit:
    """A marker, the coat it came in, and where."""

    place: str
    how: str
    marker: Marker

    def __str__(self) -> str:
        return f"{self.place}: {self.marker.kind} ({self.how})"


class Finder:
    """`searched` counts the bytes by the first word of their place: a search of nothing would find nothing too."""

    def __init__(self, markers: Iterable[Marker]) -> None:
        coats: dict[bytes, tuple[str, Marker]] = {}
        for marker in markers:
            coats |= {coat: (how, marker) for how, coat in marker.coats()}
        self._coats, self._known = list(coats), list(coats.values())
        self._longest = max(map(len, self._coats))
        self._search = BytesAhoCorasick(self._coats, implementation=Implementation.ContiguousNFA)
        self.searched: dict[str, int] = {}

    def find(self, place: str, content: bytes) -> Iterator[Hit]:
        """Each marker once per place and coat; what was packed by gzip is unpacked first."""
        kind = place.split(" ", 1)[0]
        self.searched[kind] = self.searched.get(kind, 0) + len(content)
        found = {number for number, _, _ in self._search.find_matches_as_indexes(content)}
        if content[:2] == b"\x1f\x8b":
            yield from self.find(f"{place} unpacked", _unpacked(content))
        for how, marker in sorted({self._known[number] for number in found}, key=str):
            yield Hit(place, how, marker)

    def find_in(self, place: str, file: Path) -> Iterator[Hit]:
        """In a file of any size; what lies across two pieces is found too."""
        with file.open("rb") as opened:
            before = b""
            while piece := opened.read(CHUNK):
                yield from self.find(place, before + piece)
                before = piece[-self._longest :]


def _unpacked(content: bytes) -> bytes:
    try:
        return gzip.decompress(content)
    except (OSError, EOFError, zlib.error):
        return b""
