"""Attachments: papers that somebody brings to the office as files, and what a letter says of itself.

A file is what its first bytes say; its name counts for nothing and is not kept.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from services.kit.errors import Conflict, Invalid, TooLarge, Words

LARGEST = 10_000_000  # bytes of one paper
MOST_PAPERS = 30  # of one application


class PaperMissing(Conflict):
    code = "paper-missing"
    words = Words("Lampirkan dahulu kertasnya (PDF, JPEG, atau PNG).", "Attach the paper first (PDF, JPEG or PNG).")


class TooManyPapers(Conflict):
    code = "too-many-papers"
    words = Words("Kertas permohonan ini sudah penuh (30).", "This application has 30 papers already.")


class Kind(StrEnum):
    """Of a paper, by its first bytes; what its name says counts for nothing."""

    PDF = "application/pdf"
    JPEG = "image/jpeg"
    PNG = "image/png"


_BEGINNINGS = {b"%PDF-": Kind.PDF, b"\xff\xd8\xff": Kind.JPEG, b"\x89PNG\r\n\x1a\n": Kind.PNG}


@dataclass(frozen=True, slots=True)
class Document:
    """A paper that was attached. `item` is a requirement or a stage; its bytes are sealed."""

    document_id: UUID
    item: str
    kind: Kind
    size: int
    at: datetime


def require_document(content: bytes) -> Kind:
    """What may be attached: PDF, JPEG, PNG, by what is in it."""
    if len(content) > LARGEST:
        raise TooLarge()
    for beginning, kind in _BEGINNINGS.items():
        if content.startswith(beginning):
            return kind
    raise Invalid(
        "unreadable-file",
        fields={"file": Words("Lampirkan berkas PDF, JPEG, atau PNG.", "Attach a PDF, JPEG or PNG file.")},
    )


def require_letter(number: str, on: date, *, after: date | None, today: date) -> tuple[str, date]:
    """A paper has a number and a date that has come, not before the paper that it follows."""
    told, wrong = " ".join(number.split()), {}
    if not 1 <= len(told) <= 100:
        wrong["number"] = Words("Tulis nomor surat.", "Write the number of the letter.")
    if on > today:
        wrong["on"] = Words("Tanggal surat belum terjadi.", "The date of the letter lies ahead.")
    elif after is not None and on < after:
        wrong["on"] = Words("Surat ini lebih tua dari surat sebelumnya.", "The letter before it is of a later day.")
    if wrong:
        raise Invalid(fields=wrong)
    return told, on
