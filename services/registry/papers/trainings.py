"""Papers of a training as PDF, in the office's format: invitation, assignment, lists to sign, recap, certificate.

Letters leave the line of their number open: an office numbers them in its own register of outgoing letters. A NIK
stands on none of them.
"""

from collections.abc import Callable, Sequence
from datetime import date

from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.platypus import (
    Flowable,
    PageBreak,
    Spacer,
    Table,
)

from services.kit import area
from services.registry import days, participants, profiles, sheets
from services.registry.certificates import Certificate, State
from services.registry.papers.letterhead import (
    BOLD,
    CELL,
    LARGE,
    MIDDLE,
    OPEN,
    TEXT,
    TITLE,
    TOP,
    code,
    grid,
    long_day,
    made,
    say,
    signature,
    signed,
)
from services.registry.participants import Participant
from services.registry.profiles import Profile
from services.registry.trainings import Audience, Training

ROLES = {
    Audience.PSM: "PSM", Audience.TKSK: "TKSK", Audience.CANDIDATE: "Calon PSM", Audience.KASI_KESRA: "Kasi Kesra",
}  # fmt: skip
# --- letters ---


def invitation(head: Profile, training: Training, people: Sequence[Participant], today: date) -> bytes:
    """One letter to all who have a seat, with the list of them behind it."""
    body = [
        *_addressed(head, today, f"Undangan {training.plan.title}"),
        say("Dengan hormat, kami mengundang Saudara yang namanya tercantum dalam lampiran untuk mengikuti:", TEXT),
        _about(training),
        say("Mengingat pentingnya kegiatan ini, kami mohon kehadiran Saudara tepat waktu.", TEXT),
        *signed(head, today),
        PageBreak(),
        say("Lampiran: daftar peserta yang diundang", TITLE),
        _people(people, ("Nama", "Sebagai", "Wilayah"), _named),
    ]
    return made(head, body)


def assignment(head: Profile, training: Training, people: Sequence[Participant], today: date) -> bytes:
    body = [
        say("SURAT TUGAS", TITLE),
        say(f"Nomor: {OPEN}", MIDDLE),
        say(f"{profiles.signatory(head).title} menugaskan:", TEXT),
        _people(people, ("Nama", "Sebagai", "Wilayah"), _named),
        Spacer(1, 4 * mm),
        say("untuk mengikuti:", TEXT),
        _about(training),
        say("Surat tugas ini dilaksanakan dengan penuh tanggung jawab dan hasilnya dilaporkan.", TEXT),
        *signed(head, today),
    ]
    return made(head, body)


# --- lists that are signed ---


def attendance(head: Profile, training: Training, people: Sequence[Participant], today: date) -> bytes:
    """A sheet for each day."""
    body: list[Flowable] = []
    for number, sitting in enumerate(training.plan.days):
        body += [PageBreak()] if number else []
        body += [
            say("DAFTAR HADIR", TITLE),
            say(training.plan.title, MIDDLE),
            say(f"{long_day(sitting.day)}, {sitting.venue}", MIDDLE),
            _people(people, ("Nama", "Sebagai", "Wilayah", "Tanda tangan"), lambda one: (*_named(one), "")),
        ]
    return made(head, body)


def transport(head: Profile, training: Training, people: Sequence[Participant], today: date) -> bytes:
    """Amounts are written by hand: what a kabupaten pays is its own matter."""
    body = [
        say("TANDA TERIMA UANG TRANSPOR", TITLE),
        say(training.plan.title, MIDDLE),
        _people(
            people,
            ("Nama", "Wilayah", "Hari hadir", "Jumlah (Rp)", "Tanda tangan"),
            lambda one: (one.name, area.name(one.place), str(len(one.days)), "", ""),
        ),
        *signed(head, today, "Bendahara"),
    ]
    return made(head, body)


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
        say("LAPORAN PELATIHAN", TITLE),
        _about(training),
        *_taught(training),
        *_practised(training),
        say("Peserta", BOLD),
        Spacer(1, 2 * mm),
        grid(RECAP, recap_rows(training, people, issued)),
        *signed(head, today),
    ]
    return made(head, body, size=landscape(A4))


def certificate(head: Profile, training: Training, one: Certificate, *, check_url: str, today: date) -> bytes:
    """With the code by which anybody can check it, and the curriculum on its back."""
    state = one.state(today)
    body: list[Flowable] = [
        say("SERTIFIKAT", LARGE),
        say(f"Nomor: {one.number}", MIDDLE),
        Spacer(1, 4 * mm),
        say("diberikan kepada", MIDDLE),
        say(one.name, LARGE),
        say("yang telah mengikuti dan lulus", MIDDLE),
        say(one.title, TITLE),
        *([say(f"Jenjang {one.tier_words.id}", MIDDLE)] if one.tier else []),
        say(f"{_span(training)}{f', {one.hours} jam pelajaran' if one.hours else ''}", MIDDLE),
        *([say("SERTIFIKAT INI SUDAH DICABUT", TITLE)] if state is State.REVOKED else []),
        *([say(f"Berlaku sampai {days.written(one.valid_until)}", MIDDLE)] if one.valid_until else []),
        Spacer(1, 4 * mm),
        Table(
            [
                [
                    [code(check_url, 30 * mm), say("Pindai untuk memeriksa keasliannya", CELL)],
                    list(signature(head, one.issued_on)),
                ]
            ],
            colWidths=(140 * mm, 90 * mm),
            style=TOP,
        ),
    ]
    if training.plan.modules:
        body += [PageBreak(), say("MATERI", TITLE), *_taught(training, headed=False)]
    return made(head, body, size=landscape(A4))


# --- parts ---


def _addressed(head: Profile, today: date, subject: str) -> list[Flowable]:
    lines = (
        ("", profiles.dateline(head, today)), (f"Nomor: {OPEN}", "Kepada Yth."),
        ("Lampiran: 1 berkas", "Saudara (terlampir)"), (f"Hal: {subject}", "di tempat"),
    )  # fmt: skip
    cells = [[say(left, TEXT), say(right, TEXT)] for left, right in lines]
    return [Table(cells, colWidths=(100 * mm, 66 * mm), style=TOP)]


def _about(training: Training) -> Flowable:
    plan, tier = training.plan, training.tier_shown
    facts = [
        ("Kegiatan", plan.title),
        ("Jenjang", tier.shown.id if tier else "tanpa jenjang"),
        *((("Waktu dan tempat" if number == 0 else ""), f"{long_day(one.day)}, {one.venue}")
          for number, one in enumerate(plan.days)),
        *((("Jam pelajaran", f"{plan.hours} JP"),) if plan.hours else ()),
        *((("Dibuka oleh", plan.opener),) if plan.opener else ()),
    ]  # fmt: skip
    cells = [[say(name, CELL), say(f": {value}", CELL)] for name, value in facts]
    return Table(cells, colWidths=(38 * mm, 125 * mm), style=TOP)


def _taught(training: Training, *, headed: bool = True) -> list[Flowable]:
    if not training.plan.modules:
        return []
    rows = [
        (one.title, str(one.hours) if one.hours else "-", one.person or "-", one.institution or "-")
        for one in training.plan.modules
    ]
    head = [say("Materi dan narasumber", BOLD), Spacer(1, 2 * mm)] if headed else []
    return [*head, grid(("Materi", "JP", "Narasumber", "Lembaga"), rows), Spacer(1, 4 * mm)]


def _practised(training: Training) -> list[Flowable]:
    practice = training.plan.practice
    if practice is None:
        return []
    told = [
        say(f"{one.group}: {one.findings}{f' Diskusi: {one.discussion}' if one.discussion else ''}", CELL)
        for one in training.reports
    ]
    where = f"Praktik lapangan: {practice.host}, {practice.place}, {days.written(practice.day)}"
    return [say(where, BOLD), *told, Spacer(1, 4 * mm)]


def _named(one: Participant) -> tuple[str, ...]:
    return one.name, ROLES[one.role], area.name(one.place)


def _people(
    people: Sequence[Participant], heads: Sequence[str], row: Callable[[Participant], Sequence[str]]
) -> Flowable:
    by_hand = "Tanda tangan" in heads
    return grid(heads, [row(one) for one in people], height=10 * mm if by_hand else None)


def _span(training: Training) -> str:
    first, last = training.plan.starts_on, training.plan.ends_on
    return days.written(first) if first == last else f"{days.written(first)} sampai {days.written(last)}"


def _known(score: int | None) -> str:
    return "-" if score is None else str(score)


# Of each paper that is made of a training and its participants: the file's name in Bahasa, and how it is made.
PAPERS: dict[str, tuple[str, Callable[[Profile, Training, Sequence[Participant], date], bytes]]] = {
    "invitation": ("undangan", invitation),
    "assignment": ("surat-tugas", assignment),
    "attendance": ("daftar-hadir", attendance),
    "transport": ("uang-transpor", transport),
}
