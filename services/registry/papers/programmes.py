"""Papers of a kecamatan's work as PDF: minutes of a meeting, the programme of a year, the list for musrenbang, which is
a workbook too. Whoever keeps the meeting signs its minutes, whoever agreed a programme signs that.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether, Spacer, Table

from services.kit import area
from services.kit.area import Level
from services.registry import days, meetings, practice_codes, programmes, sheets
from services.registry.meetings import Decision, Meeting
from services.registry.papers.letterhead import (
    BOLD,
    CELL,
    MIDDLE,
    TEXT,
    TITLE,
    TOP,
    grid,
    long_day,
    made,
    say,
    signature,
)
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
        say("NOTULEN RAPAT KOORDINASI", TITLE),
        say(f"Kecamatan {kec}", MIDDLE),
        _facts(
            ("Hari, tanggal", long_day(meeting.day)),
            ("Waktu", f"{meeting.begins} {area.zone(meeting.office)}"),
            ("Tempat", meeting.place),
        ),
        *_listed("Pokok acara", meeting.agenda),
        say(f"Hadir {len(came)} dari {len(meeting.invited)} orang", BOLD),
        Spacer(1, 2 * mm),
        grid(
            ("Nama", "Sebagai", "Wilayah"),
            [(one.name, ROLES.get(one.role, one.role), area.name(one.place)) for one in came],
        ),
        Spacer(1, 3 * mm),
        *([say(f"Tidak hadir: {', '.join(away)}", CELL)] if away else []),
        *([say(f"Undangan lain: {meeting.guests}", CELL)] if meeting.guests else []),
        Spacer(1, 3 * mm),
        say("Putusan", BOLD),
        Spacer(1, 2 * mm),
        grid(("Putusan", "Penanggung jawab", "Tenggat", "Hasil"), [_taken(one) for one in taken])
        if taken
        else say("Tidak ada putusan.", CELL),
        *_signed(head, meeting.day, f"Kasi Kesra Kecamatan {kec}", chair),
    ]
    return made(head, body)


def programme(head: Profile, shown: Programme, today: date) -> bytes:
    level, figures = LEVELS[area.level(shown.place)], shown.figures
    counted = (
        f"Per {days.written(figures.on)}: {figures.villages} desa/kelurahan, {figures.covered} tercakup, "
        f"{figures.cover} digantikan, {figures.vacant} kosong; {figures.volunteers} PSM bertugas."
    )
    title = "Kepala Dinas" if shown.of_kabupaten else f"Kasi Kesra Kecamatan {area.name(shown.kec or '')}"
    body: list[Flowable] = [
        say(f"PROGRAM KERJA TAHUN {shown.year}", TITLE),
        say(f"{level} {area.name(shown.place)}", MIDDLE),
        say(f"Keadaan: {programmes.STATUSES[shown.status].id}", MIDDLE),
        say("Analisis masalah", BOLD),
        say(counted, CELL),
        *[say(line, CELL) for line in shown.analysis.splitlines() if line.strip()],
        Spacer(1, 3 * mm),
        *_listed("Tujuan", shown.aims),
        say("Kegiatan", BOLD),
        Spacer(1, 2 * mm),
        grid(ACTIVITIES, [(*_planned(one), _progress(one)) for one in shown.activities]),
        *_signed(head, _agreed_on(shown) or today, title, shown.agreed_by),
    ]
    return made(head, body, size=landscape(A4))


def musrenbang(head: Profile, year: int, found: Iterable[Programme], today: date) -> bytes:
    rows = musrenbang_rows(found)
    body: list[Flowable] = [
        say(f"USULAN MUSRENBANG TAHUN {year}", TITLE),
        say("Kegiatan kesejahteraan sosial dari program kerja yang disepakati", MIDDLE),
        grid(MUSRENBANG, rows) if rows else say("Belum ada usulan.", TEXT),
    ]
    return made(head, body, size=landscape(A4))


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
    told = [say(f"{number}. {line}", CELL) for number, line in enumerate(lines, 1)]
    return [say(head, BOLD), *told, Spacer(1, 3 * mm)] if told else []


def _facts(*facts: tuple[str, str]) -> Flowable:
    cells = [[say(name, CELL), say(f": {value}", CELL)] for name, value in facts]
    return Table(cells, colWidths=(38 * mm, 125 * mm), style=TOP)


def _signed(head: Profile, on: date, title: str, name: str) -> list[Flowable]:
    """By the one who keeps it, not by the first of the office's signatories."""
    keeper = replace(head, signatories=(Signatory(name, title),))
    block = Table([["", list(signature(keeper, on))]], colWidths=(90 * mm, 76 * mm))
    return [Spacer(1, 8 * mm), KeepTogether(block)]
