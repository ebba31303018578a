"""Papers of a training as PDF, in the office's format: invitation, assignment, lists to sign, recap, certificate.

Letters leave the line of their number open: an office numbers them in its own register of outgoing letters. A NIK
stands on none of them.
"""

import io
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any
from xml.sax.saxutils import escape

import segno
from reportlab.graphics.shapes import Drawing, Rect
from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import (
    Flowable,
    HRFlowable,
    KeepTogether,
    PageBreak,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
    TableStyle,
)

from services.kit import area
from services.registry import days, participants, profiles, sheets
from services.registry.certificates import Certificate, State
from services.registry.participants import Participant
from services.registry.profiles import Profile
from services.registry.trainings import Audience, Training

_DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
ROLES = {
    Audience.PSM: "PSM", Audience.TKSK: "TKSK", Audience.CANDIDATE: "Calon PSM", Audience.KASI_KESRA: "Kasi Kesra",
}  # fmt: skip
_OPEN = "........................................"

_text = ParagraphStyle("text", fontName="Times-Roman", fontSize=11, leading=15, spaceAfter=6)
_cell = ParagraphStyle("cell", parent=_text, fontSize=9.5, leading=12, spaceAfter=0)
_bold = ParagraphStyle("bold", parent=_cell, fontName="Times-Bold")
_middle = ParagraphStyle("middle", parent=_text, alignment=TA_CENTER)
_title = ParagraphStyle("title", parent=_middle, fontName="Times-Bold", fontSize=13, leading=17)
_large = ParagraphStyle("large", parent=_middle, fontName="Times-Bold", fontSize=24, leading=30)
_GRID = TableStyle(
    [
        ("GRID", (0, 0), (-1, -1), 0.5, colors.black),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("BACKGROUND", (0, 0), (-1, 0), colors.whitesmoke),
    ]
)


# --- letters ---


def invitation(head: Profile, training: Training, people: Sequence[Participant], today: date) -> bytes:
    """One letter to all who have a seat, with the list of them behind it."""
    body = [
        *_addressed(head, today, f"Undangan {training.plan.title}"),
        _p("Dengan hormat, kami mengundang Saudara yang namanya tercantum dalam lampiran untuk mengikuti:", _text),
        _about(training),
        _p("Mengingat pentingnya kegiatan ini, kami mohon kehadiran Saudara tepat waktu.", _text),
        *_signed(head, today),
        PageBreak(),
        _p("Lampiran: daftar peserta yang diundang", _title),
        _people(people, ("Nama", "Sebagai", "Wilayah"), _named),
    ]
    return _made(head, body)


def assignment(head: Profile, training: Training, people: Sequence[Participant], today: date) -> bytes:
    body = [
        _p("SURAT TUGAS", _title),
        _p(f"Nomor: {_OPEN}", _middle),
        _p(f"{profiles.signatory(head).title} menugaskan:", _text),
        _people(people, ("Nama", "Sebagai", "Wilayah"), _named),
        Spacer(1, 4 * mm),
        _p("untuk mengikuti:", _text),
        _about(training),
        _p("Surat tugas ini dilaksanakan dengan penuh tanggung jawab dan hasilnya dilaporkan.", _text),
        *_signed(head, today),
    ]
    return _made(head, body)


def letter(
    head: Profile, title: str, number: str, before: str, facts: Sequence[tuple[str, str]], after: Sequence[str],
    on: date, check_url: str,
) -> bytes:  # fmt: skip
    """A letter about one person, with the code by which anybody can check it."""
    cells = [[_p(name, _text), _p(f": {value}", _text)] for name, value in facts]
    code = [_code(check_url, 26 * mm), _p("Pindai untuk memeriksa keasliannya", _cell)]
    body: list[Flowable] = [
        _p(title.upper(), _title),
        _p(f"Nomor: {number}", _middle),
        Spacer(1, 4 * mm),
        _p(before, _text),
        Table(cells, colWidths=(42 * mm, 124 * mm), style=TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP")])),
        *(_p(text, _text) for text in after),
        Spacer(1, 6 * mm),
        KeepTogether(Table([[code, list(_signature(head, on))]], colWidths=(90 * mm, 76 * mm))),
    ]
    return _made(head, body)


# --- lists that are signed ---


def attendance(head: Profile, training: Training, people: Sequence[Participant], today: date) -> bytes:
    """A sheet for each day."""
    body: list[Flowable] = []
    for number, sitting in enumerate(training.plan.days):
        body += [PageBreak()] if number else []
        body += [
            _p("DAFTAR HADIR", _title),
            _p(training.plan.title, _middle),
            _p(f"{_long(sitting.day)}, {sitting.venue}", _middle),
            _people(people, ("Nama", "Sebagai", "Wilayah", "Tanda tangan"), lambda one: (*_named(one), "")),
        ]
    return _made(head, body)


def transport(head: Profile, training: Training, people: Sequence[Participant], today: date) -> bytes:
    """Amounts are written by hand: what a kabupaten pays is its own matter."""
    body = [
        _p("TANDA TERIMA UANG TRANSPOR", _title),
        _p(training.plan.title, _middle),
        _people(
            people,
            ("Nama", "Wilayah", "Hari hadir", "Jumlah (Rp)", "Tanda tangan"),
            lambda one: (one.name, area.name(one.place), str(len(one.days)), "", ""),
        ),
        *_signed(head, today, "Bendahara"),
    ]
    return _made(head, body)


# --- what came of it ---

RECAP = ("Nama", "Sebagai", "Wilayah", "Kecamatan", "Hadir", "Tes awal", "Tes akhir", "Hasil", "Nomor sertifikat")


def recap_row(training: Training, one: Participant, certificate: Certificate | None) -> tuple[str, ...]:
    """A line of the recap, as text; what is not known yet is a hyphen."""
    why = one.why_not(training)
    said = "-"
    if training.over:
        said = "Lulus" if why is None else f"Tidak lulus: {participants.WHYS[why].id.lower()}"
    if certificate and certificate.revoked_at:
        said = "Dicabut"
    return (
        one.name, ROLES[one.role], area.name(one.place), area.name(one.kec),
        f"{len(one.days)} dari {len(training.plan.days)}", _known(one.pre), _known(one.post), said,
        certificate.number if certificate else "-",
    )  # fmt: skip


def recap_rows(
    training: Training, people: Sequence[Participant], issued: Sequence[Certificate]
) -> list[tuple[str, ...]]:
    by_participant = {one.participant_id: one for one in issued}
    return [recap_row(training, one, by_participant.get(one.participant_id)) for one in people]


def recap_table(training: Training, people: Sequence[Participant], issued: Sequence[Certificate]) -> bytes:
    """The recap as a workbook."""
    return sheets.as_workbook("Rekap", RECAP, recap_rows(training, people, issued))


def recap(
    head: Profile, training: Training, people: Sequence[Participant], today: date, issued: Sequence[Certificate]
) -> bytes:
    """Report of the training: what, when, by whom taught, who took part and with which result."""
    body = [
        _p("LAPORAN PELATIHAN", _title),
        _about(training),
        *_taught(training),
        *_practised(training),
        _p("Peserta", _bold),
        Spacer(1, 2 * mm),
        _grid(RECAP, recap_rows(training, people, issued)),
        *_signed(head, today),
    ]
    return _made(head, body, size=landscape(A4))


def certificate(head: Profile, training: Training, one: Certificate, *, check_url: str, today: date) -> bytes:
    """With the code by which anybody can check it, and the curriculum on its back."""
    state = one.state(today)
    body: list[Flowable] = [
        _p("SERTIFIKAT", _large),
        _p(f"Nomor: {one.number}", _middle),
        Spacer(1, 4 * mm),
        _p("diberikan kepada", _middle),
        _p(one.name, _large),
        _p("yang telah mengikuti dan lulus", _middle),
        _p(one.title, _title),
        *([_p(f"Jenjang {one.tier_words.id}", _middle)] if one.tier else []),
        _p(f"{_span(training)}{f', {one.hours} jam pelajaran' if one.hours else ''}", _middle),
        *([_p("SERTIFIKAT INI SUDAH DICABUT", _title)] if state is State.REVOKED else []),
        *([_p(f"Berlaku sampai {days.written(one.valid_until)}", _middle)] if one.valid_until else []),
        Spacer(1, 4 * mm),
        Table(
            [
                [
                    [_code(check_url, 30 * mm), _p("Pindai untuk memeriksa keasliannya", _cell)],
                    list(_signature(head, one.issued_on)),
                ]
            ],
            colWidths=(140 * mm, 90 * mm),
            style=TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP")]),
        ),
    ]
    if training.plan.modules:
        body += [PageBreak(), _p("MATERI", _title), *_taught(training, headed=False)]
    return _made(head, body, size=landscape(A4))


# --- parts ---


def _code(text: str, side: float) -> Flowable:
    """A QR code, `side` long and wide."""
    rows = list(segno.make(text, error="m").matrix)
    step, drawn = side / len(rows), Drawing(side, side)
    for y, row in enumerate(reversed(rows)):
        for x, dark in enumerate(row):
            if dark:
                drawn.add(Rect(x * step, y * step, step, step, strokeWidth=0, strokeColor=None, fillColor=colors.black))
    return drawn


def _made(head: Profile, body: Sequence[Flowable], size: tuple[float, float] = A4) -> bytes:
    made = io.BytesIO()
    paper = SimpleDocTemplate(
        made, pagesize=size, leftMargin=22 * mm, rightMargin=22 * mm, topMargin=16 * mm, bottomMargin=16 * mm,
        pageCompression=0, title=head.name, author=head.name,
    )  # fmt: skip
    top = [_p(line.upper(), _title) for line in profiles.above(head)]
    top += [_p(line, _middle) for line in profiles.reached(head)]
    rule = HRFlowable(width="100%", thickness=1.5, color=colors.black, spaceBefore=2 * mm, spaceAfter=5 * mm)
    paper.build([*top, rule, *body], onFirstPage=_footed, onLaterPages=_footed)
    return made.getvalue()


def _footed(canvas: Any, paper: Any) -> None:
    canvas.setFont("Times-Roman", 8)
    canvas.drawRightString(paper.pagesize[0] - 22 * mm, 9 * mm, f"Halaman {canvas.getPageNumber()}")


def _p(text: str, style: ParagraphStyle) -> Flowable:
    """What people typed is text, never markup."""
    return Paragraph(escape(text), style)


def _addressed(head: Profile, today: date, subject: str) -> list[Flowable]:
    lines = (
        ("", profiles.dateline(head, today)), (f"Nomor: {_OPEN}", "Kepada Yth."),
        ("Lampiran: 1 berkas", "Saudara (terlampir)"), (f"Hal: {subject}", "di tempat"),
    )  # fmt: skip
    cells = [[_p(left, _text), _p(right, _text)] for left, right in lines]
    return [Table(cells, colWidths=(100 * mm, 66 * mm), style=TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP")]))]


def _about(training: Training) -> Flowable:
    plan, tier = training.plan, training.tier_shown
    facts = [
        ("Kegiatan", plan.title),
        ("Jenjang", tier.shown.id if tier else "tanpa jenjang"),
        *((("Waktu dan tempat" if number == 0 else ""), f"{_long(one.day)}, {one.venue}")
          for number, one in enumerate(plan.days)),
        *((("Jam pelajaran", f"{plan.hours} JP"),) if plan.hours else ()),
        *((("Dibuka oleh", plan.opener),) if plan.opener else ()),
    ]  # fmt: skip
    cells = [[_p(name, _cell), _p(f": {value}", _cell)] for name, value in facts]
    return Table(cells, colWidths=(38 * mm, 125 * mm), style=TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP")]))


def _taught(training: Training, *, headed: bool = True) -> list[Flowable]:
    if not training.plan.modules:
        return []
    rows = [
        (one.title, str(one.hours) if one.hours else "-", one.person or "-", one.institution or "-")
        for one in training.plan.modules
    ]
    head = [_p("Materi dan narasumber", _bold), Spacer(1, 2 * mm)] if headed else []
    return [*head, _grid(("Materi", "JP", "Narasumber", "Lembaga"), rows), Spacer(1, 4 * mm)]


def _practised(training: Training) -> list[Flowable]:
    practice = training.plan.practice
    if practice is None:
        return []
    told = [
        _p(f"{one.group}: {one.findings}{f' Diskusi: {one.discussion}' if one.discussion else ''}", _cell)
        for one in training.reports
    ]
    where = f"Praktik lapangan: {practice.host}, {practice.place}, {days.written(practice.day)}"
    return [_p(where, _bold), *told, Spacer(1, 4 * mm)]


def _named(one: Participant) -> tuple[str, ...]:
    return one.name, ROLES[one.role], area.name(one.place)


def _people(
    people: Sequence[Participant], heads: Sequence[str], row: Callable[[Participant], Sequence[str]]
) -> Flowable:
    signed = "Tanda tangan" in heads
    return _grid(heads, [row(one) for one in people], height=10 * mm if signed else None)


def _grid(heads: Sequence[str], rows: Sequence[Sequence[str]], *, height: float | None = None) -> Flowable:
    """A table whose head stands on each page again."""
    numbers = [str(number) for number in range(1, len(rows) + 1)]
    cells = [[_p(text, _bold) for text in ("No", *heads)]]
    cells += [[_p(text, _cell) for text in (number, *row)] for number, row in zip(numbers, rows, strict=True)]
    heights = [None, *[height] * len(rows)] if height else None
    return Table(cells, colWidths=_widths(heads), rowHeights=heights, repeatRows=1, style=_GRID)


def _widths(heads: Sequence[str]) -> list[float]:
    """As wide as the page allows; what people sign or read gets more than a number."""
    wide = {
        "Nama": 3.0, "Materi": 4.0, "Narasumber": 2.5, "Lembaga": 2.5, "Tanda tangan": 2.5, "Wilayah": 2.2,
        "Kecamatan": 2.0, "Hasil": 2.5, "Nomor sertifikat": 3.0, "Jumlah (Rp)": 2.0,
    }  # fmt: skip
    room = (253 if len(heads) > 6 else 166) * mm - 10 * mm
    shares = [wide.get(head, 1.3) for head in heads]
    return [10 * mm, *(room * share / sum(shares) for share in shares)]


def _signed(head: Profile, on: date, title: str = "") -> list[Flowable]:
    block = Table([["", list(_signature(head, on, title))]], colWidths=(90 * mm, 76 * mm))
    return [Spacer(1, 8 * mm), KeepTogether(block)]


def _signature(head: Profile, on: date, title: str = "") -> Sequence[Flowable]:
    signs = profiles.signatory(head)
    return [
        _p(profiles.dateline(head, on), _text),
        _p(f"{title or signs.title},", _text),
        Spacer(1, 16 * mm),
        _p(signs.name or _OPEN, _text),
        _p(f"NIP {signs.nip or _OPEN}", _text),
    ]


def _span(training: Training) -> str:
    first, last = training.plan.starts_on, training.plan.ends_on
    return days.written(first) if first == last else f"{days.written(first)} sampai {days.written(last)}"


def _known(score: int | None) -> str:
    return "-" if score is None else str(score)


def _long(on: date) -> str:
    return f"{_DAYS[on.weekday()]}, {days.written(on)}"


# Of each paper that is made of a training and its participants: the file's name in Bahasa, and how it is made.
PAPERS: dict[str, tuple[str, Callable[[Profile, Training, Sequence[Participant], date], bytes]]] = {
    "invitation": ("undangan", invitation),
    "assignment": ("surat-tugas", assignment),
    "attendance": ("daftar-hadir", attendance),
    "transport": ("uang-transpor", transport),
}
