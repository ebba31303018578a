"""A dossier as one PDF: who she is in her own words, her CV, what proves each requirement, recommendations, the steps.

What she brought as JPEG or PNG stands behind it as it was brought; a PDF is named in the list and goes along as a file.
"""

import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from PIL import Image as Pixels
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Image, PageBreak, Spacer

from services.kit import area
from services.registry import days, dossiers
from services.registry.attachments import Document, Kind
from services.registry.dossiers import APPEAL, Dossier
from services.registry.papers.letterhead import BOLD, MIDDLE, TEXT, TITLE, grid, made, say, signed
from services.registry.profiles import Profile
from services.registry.readiness import PAPER, REGISTRY, Item

PROVEN: Final = {REGISTRY: "Tercatat di registri", PAPER: "Berkas terlampir", "text": "Tulisan calon", "": "Belum ada"}
LIST: Final = ("Syarat", "Bukti", "Dari siapa", "Keterangan")
STEPS: Final = ("Tahap", "Tanggal", "Oleh", "Nomor", "Alasan")
SAID: Final = {"returned": "Dikembalikan", APPEAL: "Keberatan dicatat"} | {
    status.value: words.id for status, (words, _) in dossiers.STATUSES.items()
}
PICTURES: Final = (Kind.JPEG, Kind.PNG)
MOST_PIXELS: Final = 50_000_000
_WIDE, _HIGH = 160 * mm, 225 * mm
_FINE = 2000  # pixels, on the longer side


def dossier(
    head: Profile, one: Dossier, items: Sequence[Item], texts: Mapping[str, str],
    pictures: Sequence[tuple[Document, bytes]], today: date,
) -> bytes:  # fmt: skip
    """`pictures` are the papers that were photographed, in the order of the list."""
    words = {item.requirement.code: item.requirement.words.id for item in items}
    body: list[Flowable] = [
        say("BERKAS UJI KOMPETENSI", TITLE),
        say(one.route.words.id, MIDDLE),
        say(f"{one.name}, Kecamatan {area.name(one.kec)}", MIDDLE),
        Spacer(1, 4 * mm),
        *(part for item in items if item.requirement.text for part in _written(item, texts)),
        say("Daftar bukti", BOLD),
        Spacer(1, 2 * mm),
        grid(LIST, [_row(one, item) for item in items]),
        Spacer(1, 4 * mm),
    ]
    if one.steps:
        rows = [(SAID[s.what], days.written(s.on), s.by, s.number or "-", s.reason or "-") for s in one.steps]
        body += [say("Tahapan", BOLD), Spacer(1, 2 * mm), grid(STEPS, rows)]
    body += signed(head, today)
    for paper, content in pictures:
        body += [PageBreak(), say(words[paper.item], BOLD), Spacer(1, 3 * mm), _picture(content)]
    return made(head, body)


def _written(item: Item, texts: Mapping[str, str]) -> list[Flowable]:
    told = texts.get(item.requirement.code) or "-"
    lines: list[Flowable] = [say(line, TEXT) for line in told.splitlines() if line.strip()]
    return [say(item.requirement.words.id, BOLD), Spacer(1, 1 * mm), *lines, Spacer(1, 3 * mm)]


def _row(one: Dossier, item: Item) -> tuple[str, str, str, str]:
    asked = item.requirement
    mine = [paper for paper in one.papers if paper.item == asked.code]
    said = PROVEN[item.by] + (f" ({', '.join(paper.kind.name for paper in mine)})" if mine else "")
    return asked.words.id, asked.evidence.id, asked.giver.id, f"{said}. {item.note.id if item.note else ''}".strip()


def _picture(content: bytes) -> Flowable:
    """As large as the page allows; what cannot be drawn, or would fill the memory, says so."""
    try:
        with Pixels.open(io.BytesIO(content)) as seen:
            if seen.width * seen.height <= MOST_PIXELS:
                seen.thumbnail((_FINE, _FINE))
                drawn = io.BytesIO()
                seen.convert("RGB").save(drawn, "JPEG")
                return Image(drawn, _WIDE, _HIGH, kind="bound", lazy=0)
    except (OSError, ValueError, SyntaxError, Pixels.DecompressionBombError):
        pass
    return say("Gambar ini tidak dapat dimuat di sini; lihat berkas aslinya.", TEXT)
