"""What every paper of an office is made of: its head, its styles, tables, the code that is scanned, who signs."""

import io
from collections.abc import Sequence
from datetime import date
from typing import Any
from xml.sax.saxutils import escape

import segno
from reportlab.graphics.shapes import Drawing, Rect
from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import (
    Flowable,
    HRFlowable,
    KeepTogether,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
    TableStyle,
)

from services.registry import days, profiles
from services.registry.profiles import Profile, Signatory

_DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
OPEN = "........................................"

TEXT = ParagraphStyle("text", fontName="Times-Roman", fontSize=11, leading=15, spaceAfter=6)
CELL = ParagraphStyle("cell", parent=TEXT, fontSize=9.5, leading=12, spaceAfter=0)
BOLD = ParagraphStyle("bold", parent=CELL, fontName="Times-Bold")
MIDDLE = ParagraphStyle("middle", parent=TEXT, alignment=TA_CENTER)
TITLE = ParagraphStyle("title", parent=MIDDLE, fontName="Times-Bold", fontSize=13, leading=17)
LARGE = ParagraphStyle("large", parent=MIDDLE, fontName="Times-Bold", fontSize=24, leading=30)
_GRID = TableStyle(
    [
        ("GRID", (0, 0), (-1, -1), 0.5, colors.black),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("BACKGROUND", (0, 0), (-1, 0), colors.whitesmoke),
    ]
)
TOP = TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP")])


def made(head: Profile, body: Sequence[Flowable], size: tuple[float, float] = A4) -> bytes:
    sheet = io.BytesIO()
    paper = SimpleDocTemplate(
        sheet, pagesize=size, leftMargin=22 * mm, rightMargin=22 * mm, topMargin=16 * mm, bottomMargin=16 * mm,
        pageCompression=0, title=head.name, author=head.name,
    )  # fmt: skip
    top = [say(line.upper(), TITLE) for line in profiles.above(head)]
    top += [say(line, MIDDLE) for line in profiles.reached(head)]
    rule = HRFlowable(width="100%", thickness=1.5, color=colors.black, spaceBefore=2 * mm, spaceAfter=5 * mm)
    paper.build([*top, rule, *body], onFirstPage=_footed, onLaterPages=_footed)
    return sheet.getvalue()


def code(text: str, side: float) -> Flowable:
    """A QR code, `side` long and wide."""
    rows = list(segno.make(text, error="m").matrix)
    step, drawn = side / len(rows), Drawing(side, side)
    for y, row in enumerate(reversed(rows)):
        for x, dark in enumerate(row):
            if dark:
                drawn.add(Rect(x * step, y * step, step, step, strokeWidth=0, strokeColor=None, fillColor=colors.black))
    return drawn


def say(text: str, style: ParagraphStyle) -> Flowable:
    """What people typed is text, never markup."""
    return Paragraph(escape(text), style)


def grid(heads: Sequence[str], rows: Sequence[Sequence[str]], *, height: float | None = None) -> Flowable:
    """A table whose head stands on each page again."""
    numbers = [str(number) for number in range(1, len(rows) + 1)]
    cells = [[say(text, BOLD) for text in ("No", *heads)]]
    cells += [[say(text, CELL) for text in (number, *row)] for number, row in zip(numbers, rows, strict=True)]
    heights = [None, *[height] * len(rows)] if height else None
    return Table(cells, colWidths=_widths(heads), rowHeights=heights, repeatRows=1, style=_GRID)


def signed(head: Profile, on: date, title: str = "") -> list[Flowable]:
    block = Table([["", list(signature(head, on, title))]], colWidths=(90 * mm, 76 * mm))
    return [Spacer(1, 8 * mm), KeepTogether(block)]


def signature(head: Profile, on: date, title: str = "") -> Sequence[Flowable]:
    """`title` is of somebody whom the profile does not know: name and NIP are left open for the pen."""
    signs = Signatory("", title) if title else profiles.signatory(head)
    return [
        say(profiles.dateline(head, on), TEXT),
        say(f"{signs.title},", TEXT),
        Spacer(1, 16 * mm),
        say(signs.name or OPEN, TEXT),
        say(f"NIP {signs.nip or OPEN}", TEXT),
    ]


def _widths(heads: Sequence[str]) -> list[float]:
    """As wide as the page allows; what people sign or read gets more than a number."""
    wide = {
        "Nama": 3.0, "Materi": 4.0, "Narasumber": 2.5, "Lembaga": 2.5, "Tanda tangan": 2.5, "Wilayah": 2.2,
        "Kecamatan": 2.0, "Hasil": 2.5, "Nomor sertifikat": 3.0, "Jumlah (Rp)": 2.0, "Kegiatan": 4.0, "Putusan": 4.0,
        "Kemajuan": 2.5,
    }  # fmt: skip
    room = (253 if len(heads) > 6 else 166) * mm - 10 * mm
    shares = [wide.get(head, 1.3) for head in heads]
    return [10 * mm, *(room * share / sum(shares) for share in shares)]


def _footed(canvas: Any, paper: Any) -> None:
    canvas.setFont("Times-Roman", 8)
    canvas.drawRightString(paper.pagesize[0] - 22 * mm, 9 * mm, f"Halaman {canvas.getPageNumber()}")


def long_day(on: date) -> str:
    return f"{_DAYS[on.weekday()]}, {days.written(on)}"
