"""Papers of what a volunteer does: the statement of her portfolio, which anybody can check, and the monthly report."""

from collections.abc import Sequence
from datetime import date

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer, Table

from services.kit import area
from services.registry import days, reports, works
from services.registry.journals import Line
from services.registry.papers.letterhead import BOLD, CELL, MIDDLE, TITLE, TOP, code, grid, made, say, signed
from services.registry.profiles import Profile
from services.registry.reports import Report, Status
from services.registry.statements import Statement


def statement(head: Profile, one: Statement, *, check_url: str) -> bytes:
    """No entry, only what they come to: the paper points to nobody in need."""
    told = one.figures
    rows = [(works.words(works.EVIDENCE, kind).id, str(number)) for kind, number in told.kinds.items()]
    rows += [
        ("Disahkan atasan", f"{told.attested} dari {told.entries}"),
        ("Bukti yang disembunyikan relawan, tidak dihitung", str(told.hidden)),
        ("Jam pelajaran (JP) pelatihan yang lulus", str(told.lesson_hours)),
        ("Jam kerja menurut laporan bulanan yang disetujui", hours(told.minutes)),
    ]
    body: list[Flowable] = [
        say("KETERANGAN PORTOFOLIO RELAWAN", TITLE),
        say(f"{one.name}, {one.role.upper()}", MIDDLE),
        say(f"Masa: {one.span.written}", MIDDLE),
        Spacer(1, 3 * mm),
        grid(("Materi", "Jumlah"), rows),
        Spacer(1, 4 * mm),
        say(
            "Angka dihitung oleh sistem dari kegiatan yang tercatat; relawan tidak dapat menulisnya sendiri. "
            f"Dibuat {days.written(one.issued_on)}, berlaku sampai {days.written(one.valid_until)}.",
            CELL,
        ),
        Spacer(1, 4 * mm),
        Table(
            [[code(check_url, 30 * mm), say("Pindai untuk memeriksa keasliannya", CELL)]],
            colWidths=(36 * mm, 130 * mm),
            style=TOP,
        ),
    ]
    return made(head, body)


def report(head: Profile, one: Report, today: date) -> bytes:
    """As it was sent, with how it stands."""
    facts = [
        ("Nama", f"{one.name}, {one.role.upper()}"),
        ("Wilayah", f"{reports.places_written(one.places)}, Kecamatan {area.name(one.kec)}"),
        ("Bulan", days.written_month(one.month)),
        ("Jumlah", f"{one.entries} kegiatan, {one.active_days} hari, {hours(one.minutes)} jam"),
        ("Status", f"{reports.STATUSES[one.status][0].id} ({one.moved_by}, {_day(one)})"),
        *((("Alasan", one.reason),) if one.status is Status.RETURNED else ()),
    ]
    cells = [[say(name, CELL), say(f": {value}", CELL)] for name, value in facts]
    body: list[Flowable] = [
        say("LAPORAN BULANAN", TITLE),
        Table(cells, colWidths=(38 * mm, 125 * mm), style=TOP),
        Spacer(1, 4 * mm),
        say("Jam menurut fungsi", BOLD),
        Spacer(1, 2 * mm),
        grid(("Materi", "Jumlah"), _by("function", works.FUNCTIONS, one.lines)),
        Spacer(1, 4 * mm),
        say("Kegiatan", BOLD),
        Spacer(1, 2 * mm),
        grid(("Tanggal", "Kegiatan", "Fungsi", "Desa/kelurahan", "Bersama", "Jam"), [_row(x) for x in one.lines]),
        *signed(head, today),
    ]
    return made(head, body)


def hours(minutes: int) -> str:
    """`7,5`: with a comma, and without a fraction where there is none."""
    return f"{minutes / 60:.2f}".rstrip("0").rstrip(".").replace(".", ",")


def _by(part: str, name: str, lines: Sequence[Line]) -> list[tuple[str, str]]:
    sums = reports.minutes_by(part, lines).most_common()
    return [(works.words(name, code).id, f"{hours(minutes)} jam") for code, minutes in sums]


def _day(one: Report) -> str:
    return days.written(days.today(one.office, one.at))


def _row(line: Line) -> tuple[str, ...]:
    told = line.told
    what = works.words(works.ACTIVITIES, told.kind).id
    return (
        days.written(told.day), f"{what}: {told.note}" if told.note else what,
        works.words(works.FUNCTIONS, told.function).id, area.name(told.village),
        ", ".join(works.words(works.COMPANIONS, code).id for code in told.companions) or "-", hours(told.minutes),
    )  # fmt: skip
