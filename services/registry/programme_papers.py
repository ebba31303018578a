"""Papers of a kecamatan's work as PDF: minutes of a meeting, the programme of a year, the list for musrenbang, which is
a workbook too. Whoever keeps the meeting signs its minutes, whoever agreed a programme signs that.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether, Spacer, Table, TableStyle

from services.kit import area
from services.kit.area import Level
from services.registry import days, meetings, practice_codes, programmes, sheets
from services.registry.meetings import Decision, Meeting
from services.registry.papers import _bold, _cell, _grid, _long, _made, _middle, _p, _signature, _text, _title
from services.registry.practice_codes import FUNDS
from services.registry.profiles import Profile, Signatory
from services.registry.programmes import Activity, Programme

ROLES = {"psm": "PSM", "tksk": "TKSK", "kasi_kesra": "Kasi Kesra"}
LEVELS = {Level.KABUPATEN: "Kabupaten/kota", Level.KECAMATAN: "Kecamatan", Level.DESA: "Desa/kelurahan"}
ACTIVITIES = ("Kegiatan", "Pelaksana", "Waktu", "Mitra", "Sumber dana", "Biaya (Rp)", "Kemajuan")
MUSRENBANG = (
    "Wilayah", "Kecamatan", "Tingkat", "Kegiatan", "Pelaksana", "Waktu", "Mitra", "Sumber dana", "Biaya (Rp)",
)  # fmt: skip


def minutes(head: Profile, meeting: Meeting, taken: Sequence[Decision]) -> bytes:
    came = [one for one in meeting.invited if one.person_id in meeting.present]
    away = [one.name for one in meeting.invited if one.person_id not in meeting.present]
    chair = next((one.name for one in came if one.role == "kasi_kesra"), "")
    kec = area.name(meeting.kec)
    body: list[Flowable] = [
        _p("NOTULEN RAPAT KOORDINASI", _title),
        _p(f"Kecamatan {kec}", _middle),
        _facts(
            ("Hari, tanggal", _long(meeting.day)),
            ("Waktu", f"{meeting.begins} {area.zone(meeting.office)}"),
            ("Tempat", meeting.place),
        ),
        *_listed("Pokok acara", meeting.agenda),
        _p(f"Hadir {len(came)} dari {len(meeting.invited)} orang", _bold),
        Spacer(1, 2 * mm),
        _grid(
            ("Nama", "Sebagai", "Wilayah"),
            [(one.name, ROLES.get(one.role, one.role), area.name(one.place)) for one in came],
        ),
        Spacer(1, 3 * mm),
        *([_p(f"Tidak hadir: {', '.join(away)}", _cell)] if away else []),
        *([_p(f"Undangan lain: {meeting.guests}", _cell)] if meeting.guests else []),
        Spacer(1, 3 * mm),
        _p("Putusan", _bold),
        Spacer(1, 2 * mm),
        _grid(("Putusan", "Penanggung jawab", "Tenggat", "Hasil"), [_taken(one) for one in taken])
        if taken
        else _p("Tidak ada putusan.", _cell),
        *_signed(head, meeting.day, f"Kasi Kesra Kecamatan {kec}", chair),
    ]
    return _made(head, body)


def programme(head: Profile, shown: Programme, today: date) -> bytes:
    level, figures = LEVELS[area.level(shown.place)], shown.figures
    counted = (
        f"Per {days.written(figures.on)}: {figures.villages} desa/kelurahan, {figures.covered} tercakup, "
        f"{figures.cover} digantikan, {figures.vacant} kosong; {figures.volunteers} PSM bertugas."
    )
    title = "Kepala Dinas" if shown.of_kabupaten else f"Kasi Kesra Kecamatan {area.name(shown.kec or '')}"
    body: list[Flowable] = [
        _p(f"PROGRAM KERJA TAHUN {shown.year}", _title),
        _p(f"{level} {area.name(shown.place)}", _middle),
        _p(f"Keadaan: {programmes.STATUSES[shown.status].id}", _middle),
        _p("Analisis masalah", _bold),
        _p(counted, _cell),
        *[_p(line, _cell) for line in shown.analysis.splitlines() if line.strip()],
        Spacer(1, 3 * mm),
        *_listed("Tujuan", shown.aims),
        _p("Kegiatan", _bold),
        Spacer(1, 2 * mm),
        _grid(ACTIVITIES, [(*_planned(one), _progress(one)) for one in shown.activities]),
        *_signed(head, _agreed_on(shown) or today, title, shown.agreed_by),
    ]
    return _made(head, body, size=landscape(A4))


def musrenbang(head: Profile, year: int, found: Iterable[Programme], today: date) -> bytes:
    rows = musrenbang_rows(found)
    body: list[Flowable] = [
        _p(f"USULAN MUSRENBANG TAHUN {year}", _title),
        _p("Kegiatan kesejahteraan sosial dari program kerja yang disepakati", _middle),
        _grid(MUSRENBANG, rows) if rows else _p("Belum ada usulan.", _text),
    ]
    return _made(head, body, size=landscape(A4))


def musrenbang_table(found: Iterable[Programme]) -> bytes:
    return sheets.as_workbook("Usulan musrenbang", MUSRENBANG, musrenbang_rows(found))


def musrenbang_rows(found: Iterable[Programme]) -> list[tuple[str, ...]]:
    """As text; money with the points by which thousands are told apart."""
    return [
        (
            area.name(shown.place), area.name(shown.kec) if shown.kec else "-", LEVELS[area.level(shown.place)],
            *_planned(one),
        )
        for shown, one in programmes.for_musrenbang(found)
    ]  # fmt: skip


def _planned(one: Activity) -> tuple[str, ...]:
    first, last = days.MONTHS[one.first - 1], days.MONTHS[one.last - 1]
    cost = "-" if one.cost is None else f"{one.cost:,}".replace(",", ".")
    return (
        one.what, one.who, first if one.first == one.last else f"{first} - {last}", one.partner or "-",
        practice_codes.words(FUNDS, one.fund).id, cost,
    )  # fmt: skip


def _progress(one: Activity) -> str:
    said = "Tidak terlaksana" if one.dropped else f"{one.progress} %"
    return f"{said}: {one.word}" if one.word else said


def _taken(one: Decision) -> tuple[str, ...]:
    said = meetings.OUTCOMES[one.outcome][0].id
    return one.what, one.owner, days.written(one.due_on), f"{said}: {one.word}" if one.word else said


def _agreed_on(shown: Programme) -> date | None:
    return days.today(shown.office, shown.agreed_at) if shown.agreed_at else None


def _listed(head: str, lines: Sequence[str]) -> list[Flowable]:
    told = [_p(f"{number}. {line}", _cell) for number, line in enumerate(lines, 1)]
    return [_p(head, _bold), *told, Spacer(1, 3 * mm)] if told else []


def _facts(*facts: tuple[str, str]) -> Flowable:
    cells = [[_p(name, _cell), _p(f": {value}", _cell)] for name, value in facts]
    return Table(cells, colWidths=(38 * mm, 125 * mm), style=TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP")]))


def _signed(head: Profile, on: date, title: str, name: str) -> list[Flowable]:
    """By the one who keeps it, not by the first of the office's signatories."""
    keeper = replace(head, signatories=(Signatory(name, title),))
    block = Table([["", list(_signature(keeper, on))]], colWidths=(90 * mm, 76 * mm))
    return [Spacer(1, 8 * mm), KeepTogether(block)]
