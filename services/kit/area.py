"""Places: every province, kabupaten/kota, kecamatan, desa/kelurahan of Indonesia, and the nation as `00`.

A code is the ministry of home affairs' (Kepmendagri 300.2.2-2138/2025) without dots: `19`, `1906`, `190602`,
`1906022004`. The list lies in memory as one sorted text of 2 MB and is searched where it lies, so that every process
checks a code by itself in some 10 µs and asks nobody. An area is a place; the office that holds a row is another thing.
"""

import lzma
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta, timezone
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path

from services.kit.errors import Invalid, Words

EDITION = "2025"
NATION = "00"


class Level(StrEnum):
    NATION = "nation"
    PROVINCE = "province"
    KABUPATEN = "kabupaten"  # or kota
    KECAMATAN = "kecamatan"
    DESA = "desa"  # or kelurahan, desa adat


DIGITS = {Level.PROVINCE: 2, Level.KABUPATEN: 4, Level.KECAMATAN: 6, Level.DESA: 10}
_LEVELS = {digits: level for level, digits in DIGITS.items()}

# Keppres 41/1987, by province as they are cut today. No summer time anywhere.
WIB = timezone(timedelta(hours=7), "WIB")
WITA = timezone(timedelta(hours=8), "WITA")
WIT = timezone(timedelta(hours=9), "WIT")
_WITA = {"51", "52", "53", "63", "64", "65", "71", "72", "73", "74", "75", "76"}
_UNKNOWN = Words("Kode wilayah tidak dikenal.", "Unknown area code.")
_WIT = {"81", "82", "91", "92", "93", "94", "95", "96"}


@dataclass(frozen=True, slots=True)
class Area:
    code: str
    name: str  # as the list writes it: "Kabupaten Belitung Timur", "Manggar"

    @property
    def level(self) -> Level:
        return level(self.code)


@lru_cache(maxsize=20_000)  # a quarter of the list: lists name the same few again and again
def find(code: str) -> Area | None:
    """The area of this code, None where the list has none."""
    if not (code.isascii() and code.isdigit()):
        return None
    text, line = _text(), code.encode() + b"\t"
    start = _seek(line)
    if not text.startswith(line, start):
        return None
    return Area(code, text[start + len(line) : text.index(b"\n", start)].decode())


def require(code: str, *levels: Level, field: str = "area") -> str:
    """`code` if the list has it (and it is of one of `levels`, where some are named); Invalid `unknown-area` if not,
    which names the `field` that it was typed into."""
    if find(code) is None or (levels and level(code) not in levels):
        raise Invalid("unknown-area", _UNKNOWN.id, _UNKNOWN.en, fields={field: _UNKNOWN})
    return code


def level(code: str) -> Level:
    """By the form alone; Invalid for a form that no code has."""
    if code == NATION:
        return Level.NATION
    if len(code) not in _LEVELS or not (code.isascii() and code.isdigit()):
        raise Invalid("unknown-area", _UNKNOWN.id, _UNKNOWN.en)
    return _LEVELS[len(code)]


def parent(code: str) -> str | None:
    """The area that `code` lies in; a province lies in the nation, which lies in none."""
    match level(code):
        case Level.NATION:
            return None
        case Level.PROVINCE:
            return NATION
        case Level.DESA:
            return code[:6]
        case _:
            return code[:-2]


def name(code: str) -> str:
    """The name; the code itself where the list has none, so that a page about old papers still shows something."""
    found = find(code)
    return found.name if found else code


def kabupaten_of(code: str) -> str:
    """The kabupaten or kota that `code` is or lies in; Invalid for what is larger."""
    return _part(code, Level.KABUPATEN)


def kecamatan_of(code: str) -> str:
    """The kecamatan that `code` is or lies in; Invalid for what is larger."""
    return _part(code, Level.KECAMATAN)


def lies_in(code: str, within: str) -> bool:
    """By the form of the codes: an area lies in itself, everything in the nation."""
    return within == NATION or (code.startswith(within) and code != NATION)


def zone(code: str) -> timezone:
    """The official time there; `str(zone)` is WIB, WITA or WIT. The nation's is that of the capital."""
    province = code[:2]
    return WITA if province in _WITA else WIT if province in _WIT else WIB


def codes(within: str = NATION, level: Level | None = None) -> Iterator[str]:
    """The codes of `within` and all that lies in it, sorted, of one level if it is named."""
    for found in areas(within, level):
        yield found.code


def areas(within: str = NATION, level: Level | None = None, after: str = "") -> Iterator[Area]:
    """As `codes`, with the names, from behind `after` on."""
    text = _text()
    at, end = _span(within, after)
    while at < end:
        stop = text.index(b"\n", at)
        code, label = text[at:stop].split(b"\t")
        if level is None or (len(code) == DIGITS.get(level, 2) and (level is Level.NATION) == (code == b"00")):
            yield Area(code.decode(), label.decode())
        at = stop + 1


def search(words: str, within: str = NATION, level: Level | None = None, after: str = "") -> Iterator[Area]:
    """Areas whose name has `words` in it, at the beginning of a word; capitals do not matter; sorted by code."""
    text, sought = _lower(), " ".join(words.lower().split()).encode(errors="replace")
    at, end = _span(within, after)
    while sought and (at := text.find(sought, at, end)) >= 0:
        start, stop = text.rfind(b"\n", 0, at) + 1, text.index(b"\n", at)
        found = Area(*_text()[start:stop].decode().split("\t"))
        starts_a_word = text[at - 1 : at] in (b"\t", b" ", b"-", b"(", b"/")
        if starts_a_word and (level is None or found.level is level):
            yield found
            at = stop
        else:
            at += 1


def _part(code: str, whole: Level) -> str:
    if code == NATION or len(code) < DIGITS[whole]:
        raise Invalid("area-too-large", "Sebutkan wilayah yang lebih kecil.", "Name a smaller area.")
    return code[: DIGITS[whole]]


@cache
def _text() -> bytes:
    """Lines of code, tab, name, sorted by code; 40 ms once per process."""
    return lzma.decompress((Path(__file__).parent / "areas" / f"{EDITION}.tsv.xz").read_bytes())


@cache
def _lower() -> bytes:
    """The same text in small letters, byte for byte at the same places; only who searches names needs it."""
    return _text().lower()


def _seek(line: bytes) -> int:
    """Where the first line that is not before `line` begins."""
    text = _text()
    low, high = 0, len(text)
    while low < high:
        middle = text.rfind(b"\n", low, (low + high) // 2) + 1 or low
        end = text.index(b"\n", middle)
        if text[middle:end] < line:
            low = end + 1
        else:
            high = middle
    return low


def _span(within: str, after: str) -> tuple[int, int]:
    """The stretch of the text that `within` fills, behind the line of `after`. A colon sorts behind every digit."""
    text = _text()
    start, end = (0, len(text)) if within == NATION else (_seek(within.encode()), _seek(within.encode() + b":"))
    return (max(start, _seek(after.encode(errors="replace") + b"\n")), end) if after else (start, end)
