"""Unmistakable values: each stands nowhere else in the world, has the form that its field asks for, and is known again
in whatever coat it comes.

A *private* marker may be found nowhere outside vault and `identities`. A *public* one is the name or post of somebody
who acts publicly (DESIGN §7), her decree, or what an organisation offers: it stands in tables and facts, in no log. A
*stray* is typed where it does not belong: into wrong fields, addresses, headers, broken bodies.
"""

import base64
import hashlib
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final
from urllib.parse import quote

PUBLIC: Final = frozenset({"volunteer", "decree", "directory"})
LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
_BORN: Final = date(1948, 1, 1)


@dataclass(frozen=True)
class Marker:
    """`value` as it is typed; `word` the part of it that nothing else has."""

    kind: str
    value: str
    word: str

    @property
    def public(self) -> bool:
        return self.kind in PUBLIC

    def coats(self) -> Iterator[tuple[str, bytes]]:
        """The word, and what is made of it: (how, bytes)."""
        for text in sorted({self.word, self.word.lower(), self.word.upper()}):
            plain = text.encode()
            yield "plain", plain
            yield "utf-16", text.encode("utf-16-le")
            yield "hex", plain.hex().encode()
            yield "hex", plain.hex().upper().encode()
            yield "percent", "".join(f"%{byte:02X}" for byte in plain).encode()
            yield "json", "".join(f"\\u{ord(letter):04x}" for letter in text).encode()
            yield from (("base64", inner) for inner in _base64(plain))
        for whole in sorted({self.value, self.word, self.word.lower(), quote(self.value)}):
            for name in ("sha256", "md5"):  # the beginning of a digest says enough
                digest = hashlib.new(name, whole.encode(), usedforsecurity=False).digest()
                yield name, digest[:8]
                yield name, digest[:8].hex().encode()
                yield name, digest[:8].hex().upper().encode()
                yield from ((name, coat[:12]) for coat in _base64(digest[:12]))


def _base64(plain: bytes) -> Iterator[bytes]:
    """The letters that base64 makes of these bytes wherever they begin, with what neighbours decide cut off."""
    for before in range(3):
        coded = base64.b64encode(b"\0" * before + plain)
        inner = coded[(0, 2, 3)[before] : (before + len(plain)) * 8 // 6]
        yield inner
        if inner.translate(None, b"+/") != inner:
            yield inner.translate(bytes.maketrans(b"+/", b"-_"))


@dataclass
class Markers:
    """Drawn by lot, of one kabupaten; `made` are all that were given out."""

    lot: random.Random
    kecamatan: Sequence[str]
    made: list[Marker] = field(default_factory=list)
    _used: set[str] = field(default_factory=set)

    def nik(self, born: date | None = None, kind: str = "nik") -> Marker:
        """Of a woman; serials above 9000 are not known in use."""
        return self._number(kind, lambda: f"{self._place()}{_day(born or self._date(), 40)}{self._serial()}")

    def kk(self) -> Marker:
        return self._number("kk", lambda: f"{self._place()}{_day(self._date(), 0)}{self._serial()}")

    def phone(self, kind: str = "phone") -> Marker:
        return self._number(kind, lambda: f"0899{self.lot.randrange(10**9):09d}")

    def number(self, kind: str, digits: int) -> Marker:
        return self._number(kind, lambda: f"{self.lot.randrange(10 ** (digits - 1), 10**digits)}")

    def name(self, kind: str = "name") -> Marker:
        """A first name that many have, and one that nobody has. Also `witness`, `guardian`, `solver`, `volunteer`."""
        word = self._word()
        return self._keep(kind, f"{self.lot.choice(('Aminah', 'Minah', 'Siti', 'Sutini'))} {word}", word)

    def address(self) -> Marker:
        word = self._word()
        return self._keep("address", f"Jalan {word} 12, RT 03/RW 05", word)

    def text(self, kind: str = "note") -> Marker:
        """What is written down of somebody, with letters that every coat must get over. Also `reason`, `purpose`."""
        word = self._word()
        return self._keep(kind, f'Kata {word}: "tinggal sendiri", 100% — é & <b>', word)

    def stray(self) -> Marker:
        """A number or a word, to be typed where it does not belong."""
        draw = self.lot.choice((self.nik, self.phone, self.name))
        return draw(kind="stray")

    # --- by lot ---

    def _place(self) -> str:
        return self.lot.choice(self.kecamatan)

    def _date(self) -> date:
        return _BORN + timedelta(days=self.lot.randrange(9000))

    def _serial(self) -> int:
        return self.lot.randrange(9001, 10_000)

    def _number(self, kind: str, draw: Callable[[], str]) -> Marker:
        while (number := draw()) in self._used:
            pass
        return self._keep(kind, number, number)

    def _word(self) -> str:
        """Twelve letters; capital first, as a name has it."""
        return "Xqz" + "".join(self.lot.choice(LETTERS) for _ in range(9))

    def _keep(self, kind: str, value: str, word: str) -> Marker:
        self._used.add(word)
        self.made.append(Marker(kind, value, word))
        return self.made[-1]


def _day(day: date, more: int) -> str:
    return f"{day.day + more:02d}{day:%m%y}"
