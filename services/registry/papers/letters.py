"""The letters that an office gives a volunteer, as PDF: what they say, in the office's format."""

from collections.abc import Sequence
from datetime import date

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether, Spacer, Table

from services.registry import days, profiles, service_letters, tenures
from services.registry.papers.letterhead import CELL, MIDDLE, TEXT, TITLE, TOP, code, made, say, signature
from services.registry.profiles import Profile
from services.registry.service_letters import Kind, Letter

ROLES = {"psm": "Pekerja Sosial Masyarakat (PSM)", "tksk": "Tenaga Kesejahteraan Sosial Kecamatan (TKSK)"}


def letter(head: Profile, one: Letter, check_url: str) -> bytes:
    facts = [("Nama", one.name), ("Tugas", ROLES[one.role]), ("Wilayah", one.place)]
    signs = profiles.signatory(head)
    if one.kind is Kind.SERVICE:
        before = f"{signs.title} menerangkan bahwa:"
        facts += [("Bertugas sejak", days.written(one.since_on))]
        facts += [("Sampai", days.written(one.until_on))] if one.until_on else []
        facts += [("Masa tugas", tenures.written(one.months))]
        state = "telah bertugas" if one.until_on else "masih bertugas"
        after = [
            f"adalah benar {state} sebagai relawan kesejahteraan sosial di wilayah tersebut.",
            "Surat keterangan ini dibuat untuk dipergunakan sebagaimana mestinya.",
        ]
    else:
        before = f"{signs.title} menyampaikan terima kasih dan penghargaan kepada:"
        after = [f"atas jasanya: {one.text}", "Semoga pengabdian ini menjadi teladan bagi sesama."]
    after += ["SURAT INI SUDAH DICABUT."] if one.revoked else []
    return _letter(
        head, service_letters.KINDS[one.kind].id, one.number, before, facts, after, one.issued_on, check_url
    )  # fmt: skip


def _letter(
    head: Profile, title: str, number: str, before: str, facts: Sequence[tuple[str, str]], after: Sequence[str],
    on: date, check_url: str,
) -> bytes:  # fmt: skip
    """A letter about one person, with the code by which anybody can check it."""
    cells = [[say(name, TEXT), say(f": {value}", TEXT)] for name, value in facts]
    scanned = [code(check_url, 26 * mm), say("Pindai untuk memeriksa keasliannya", CELL)]
    body: list[Flowable] = [
        say(title.upper(), TITLE),
        say(f"Nomor: {number}", MIDDLE),
        Spacer(1, 4 * mm),
        say(before, TEXT),
        Table(cells, colWidths=(42 * mm, 124 * mm), style=TOP),
        *(say(text, TEXT) for text in after),
        Spacer(1, 6 * mm),
        KeepTogether(Table([[scanned, list(signature(head, on))]], colWidths=(90 * mm, 76 * mm))),
    ]
    return made(head, body)
