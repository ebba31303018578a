"""Columns of an import: which heading means what, and how a line's cells become a `Row`.

Dates in the forms that people here type, villages by code or by name and kecamatan. What cannot be understood is a
remark on its column; it says what to do and never repeats what was typed.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache

from openpyxl.utils import get_column_letter

from services.kit import area
from services.kit.area import Level
from services.kit.errors import Words
from services.registry.days import MONTHS
from services.registry.decrees import Decree
from services.registry.particulars import Particulars
from services.registry.places import MOST_VILLAGES
from services.registry.sheets import Cell, Flaw, Line, Sheet, Unreadable
from services.registry.volunteers import Role

# Columns in the order of the template: the heading there, and what offices call them otherwise (letters only).
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "name": ("Nama", "namalengkap", "namapsm", "namarelawan"),
    "role": ("Peran", "jabatan", "sebagai", "jenis"),
    "nik": ("NIK", "noktp", "nomornik", "nonik", "nomorinduk"),
    "villages": ("Desa", "desakelurahan", "kelurahan", "kodedesa", "desatugas", "namadesa", "wilayahtugas"),
    "kec": ("Kecamatan", "kodekecamatan", "namakecamatan", "kec"),
    "sk_number": ("Nomor SK", "nosk", "sk"),
    "sk_issuer": ("Penerbit SK", "penerbit", "diterbitkanoleh", "pejabat"),
    "issued_on": ("Tanggal SK", "tglsk"),
    "starts_on": ("Berlaku mulai", "mulaiberlaku", "tmt", "mulai"),
    "ends_on": ("Berlaku sampai", "sampai", "berakhir", "akhirsk"),
    "phone": ("Telepon", "nohp", "hp", "nomorhp", "notelepon", "telp", "nomortelepon"),
    "address": ("Alamat", "alamatrumah"),
}
REQUIRED = ("name", "sk_number", "sk_issuer", "issued_on")
NOTES = (
    "Satu baris untuk satu orang. Baris contoh boleh dihapus; judul kolom jangan diubah.",
    "Wajib: Nama, Nomor SK, Penerbit SK, Tanggal SK, dan Desa (PSM) atau Kecamatan (TKSK). Kolom lain boleh kosong.",
    "Peran: PSM atau TKSK; kosong berarti PSM.",
    "NIK: 16 angka, sebagai teks. Tanpa NIK orang yang sama tidak dikenali lagi.",
    "Desa: nama atau kode 10 angka; beberapa desa dipisah titik koma. Nama yang sama di dua kecamatan: isi Kecamatan.",
    "Tanggal: 5 Januari 2026, 5-1-2026 atau 2026-01-05. Berlaku sampai kosong berarti tanpa batas.",
)
_NUMBERS = frozenset({"nik", "phone", "villages", "kec"})  # of digits, though no number is meant


_FLAWS = {
    Flaw.FORMULA: Words("Sel ini berisi rumus. Tulis nilainya.", "This cell holds a formula. Write its value."),
    Flaw.ROUNDED: Words(
        "Excel menyimpannya sebagai angka, digit terakhirnya hilang. Format kolom sebagai Teks, lalu ketik ulang.",
        "The spreadsheet made a number of it and lost its last digits. Format the column as text and type it again.",
    ),
}
_NO_DAY = Words(
    "Tulis tanggal, misalnya 5 Januari 2026, 5-1-2026 atau 2026-01-05.",
    "Write a date, for example 5 Januari 2026, 5-1-2026 or 2026-01-05.",
)
_NO_ROLE = Words("Tulis PSM atau TKSK.", "Write PSM or TKSK.")
_NO_VILLAGE = Words("Tulis desa/kelurahan tugas: kode atau nama.", "Write the village served: code or name.")
_NO_KECAMATAN = Words("Tulis kecamatan tugas: kode atau nama.", "Write the kecamatan served: code or name.")
_UNKNOWN_VILLAGE = Words(
    "Desa/kelurahan tidak dikenal di kabupaten/kota Anda. Periksa ejaannya, atau tulis kodenya (10 angka).",
    "No village of your kabupaten. Check the spelling, or write its code (10 digits).",
)
_AMBIGUOUS = Words(
    "Ada beberapa desa/kelurahan bernama ini. Tulis kecamatannya, atau kode desanya.",
    "Several villages bear this name. Write the kecamatan, or the code.",
)
_UNKNOWN_KECAMATAN = Words(
    "Kecamatan tidak dikenal di kabupaten/kota Anda. Periksa ejaannya, atau tulis kodenya (6 angka).",
    "No kecamatan of your kabupaten. Check the spelling, or write its code (6 digits).",
)
_TOO_MANY = Words("Paling banyak 20 desa/kelurahan.", "20 villages at most.")


@dataclass(frozen=True, slots=True)
class Remark:
    column: str
    words: Words


@dataclass(frozen=True, slots=True)
class Row:
    """What was read from a line; dates as ISO, areas as codes where they were understood, else as typed."""

    name: str = ""
    role: str = Role.PSM
    nik: str = ""
    villages: tuple[str, ...] = ()
    kec: str = ""
    sk_number: str = ""
    sk_issuer: str = ""
    issued_on: str = ""
    starts_on: str = ""
    ends_on: str = ""
    phone: str = ""
    address: str = ""

    @property
    def particulars(self) -> Particulars:
        return Particulars(self.nik, self.phone, self.address)

    def decree(self, today: date) -> Decree:
        """A day that is missing was remarked on; the rest of the decree is looked at all the same."""
        issued_on = _iso(self.issued_on) or today
        return Decree(self.sk_number, self.sk_issuer, issued_on, _iso(self.starts_on) or issued_on, _iso(self.ends_on))

    @property
    def place(self) -> str:
        return self.kec if self.role == Role.TKSK else (self.villages or ("",))[0]

    @property
    def unnumbered(self) -> tuple[str, str]:
        """By which somebody without a NIK is taken for the same."""
        return self.name.casefold(), self.place

    def texts(self) -> list[str]:
        """As a row of the template."""
        told = asdict(self) | {"villages": "; ".join(self.villages), "role": self.role.upper()}
        return [str(told[column]) for column in COLUMNS]


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each column of a sheet stands; `ignored` are the letters of those that are not read."""

    places: Mapping[str, int]
    ignored: tuple[str, ...]


def of(sheet: Sheet) -> Columns:
    """By the headings. What they say is not repeated: in a file without headings they are somebody's data."""
    places: dict[str, int] = {}
    ignored: list[str] = []
    for number, heading in enumerate(sheet.headings):
        column = _headings().get(_letters(heading))
        if column and column not in places:
            places[column] = number
        elif heading:
            ignored.append(get_column_letter(number + 1))
    missing = [COLUMNS[column][0] for column in REQUIRED if column not in places]
    if not {"villages", "kec"} & places.keys():
        missing.append(COLUMNS["villages"][0])
    if missing:
        raise Unreadable(
            "columns-missing",
            f"Kolom belum ada: {', '.join(missing)}. Pakai judul kolom seperti di templat.",
            f"Columns are missing: {', '.join(missing)}. Use the headings of the template.",
        )
    return Columns(places, tuple(ignored))


def row(line: Line, columns: Columns, office: str) -> tuple[Row, list[Remark]]:
    """What a line says, and what is to be said about it."""
    cells = {column: _at(line.cells, place) for column, place in columns.places.items()}
    told = {column: cell.text for column, cell in cells.items()}
    remarks = [
        Remark(column, _FLAWS[cell.flaw])
        for column, cell in cells.items()
        if cell.flaw is Flaw.FORMULA or (cell.flaw is Flaw.ROUNDED and column in _NUMBERS)
    ]
    flawed = {remark.column for remark in remarks}

    def remark(column: str, words: Words) -> None:
        if column not in flawed:
            remarks.append(Remark(column, words))

    role = _letters(told.get("role", "")) or Role.PSM
    if role not in (Role.PSM, Role.TKSK):
        remark("role", _NO_ROLE)
    days = {column: _day(told.get(column, "")) for column in ("issued_on", "starts_on", "ends_on")}
    for column, day in days.items():
        if day is None and (told.get(column) or column == "issued_on"):
            remark(column, _NO_DAY)
    kec, villages = _kecamatan(told.get("kec", ""), office), list[str]()
    if told.get("kec") and kec is None:
        remark("kec", _UNKNOWN_KECAMATAN)
    if role == Role.TKSK and not told.get("kec"):
        remark("kec", _NO_KECAMATAN)
    if role != Role.TKSK:
        villages, words = _villages(told.get("villages", ""), office, kec)
        if words:
            remark("villages", words)
    phone = told.get("phone", "")
    if phone.startswith("8"):
        phone = f"0{phone}"  # every telephone here has a leading zero, and a spreadsheet takes it away
    row = Row(
        name=told.get("name", ""), role=role, nik=re.sub(r"[\s.'-]", "", told.get("nik", "")), villages=tuple(villages),
        kec=kec or told.get("kec", ""), sk_number=told.get("sk_number", ""), sk_issuer=told.get("sk_issuer", ""),
        **{column: day.isoformat() if day else "" for column, day in days.items()}, phone=phone,
        address=told.get("address", ""),
    )  # fmt: skip
    return row, remarks


def example(office: str) -> tuple[str, ...]:
    """A row of the template, with a place of the office and an invented person."""
    village = next(iter(area.areas(office, Level.DESA)), None)
    kec = area.kecamatan_of(village.code) if village else ""
    told = {
        "name": "Rahma Contoh", "role": "PSM", "nik": f"{kec}4101809001" if kec else "",
        "villages": village.name if village else "", "kec": area.name(kec) if kec else "",
        "sk_number": "141/12/KPTS/2026", "sk_issuer": "Kepala Desa Contoh", "issued_on": "5 Januari 2026",
        "starts_on": "5 Januari 2026", "phone": "082000000001", "address": "Jl. Contoh No. 1 RT 01 RW 02",
    }  # fmt: skip
    return tuple(told.get(column, "") for column in COLUMNS)


def _villages(text: str, office: str, kec: str | None) -> tuple[list[str], Words | None]:
    """The codes of all that are named, and what is to be said about the first that is none."""
    named = [part.strip() for part in re.split(r"[;,]", text) if part.strip()]
    found = [_village(name, office, kec) for name in named]
    codes = sorted({one for one in found if isinstance(one, str)})
    unknown = next((one for one in found if isinstance(one, Words)), None)
    return codes, unknown or (_NO_VILLAGE if not named else _TOO_MANY if len(codes) > MOST_VILLAGES else None)


def _day(text: str) -> date | None:
    """`5 Januari 2026`, `5 Jan 2026`, `5-1-2026`, `05/01/2026`, `2026-01-05`: the day comes before the month."""
    parts = re.split(r"[\s./-]+", text.strip().lower())
    if len(parts) != 3:
        return None
    if len(parts[0]) == 4:
        parts.reverse()
    day, month, year = parts
    if not month.isdecimal():
        named = (str(n) for n, name in enumerate(MONTHS, 1) if len(month) > 2 and name.lower().startswith(month))
        month = next(named, "")
    return _iso(f"{year}-{month:0>2}-{day:0>2}") if len(year) == 4 else None


def _iso(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _kecamatan(text: str, office: str) -> str | None:
    if (code := re.sub(r"[.\s]", "", text)).isdecimal():
        known = len(code) == area.DIGITS[Level.KECAMATAN] and area.lies_in(code, office) and area.find(code)
        return code if known else None
    found = _places(office, Level.KECAMATAN).get(_letters(_without_kind(text)), [])
    return found[0] if len(found) == 1 else None


def _village(text: str, office: str, kec: str | None) -> str | Words:
    """The code of a village of the kabupaten, by code or name, or what is to be said about it."""
    if (code := re.sub(r"[.\s]", "", text)).isdecimal():
        known = len(code) == area.DIGITS[Level.DESA] and area.lies_in(code, office) and area.find(code)
        return code if known else _UNKNOWN_VILLAGE
    found = _places(office, Level.DESA).get(_letters(_without_kind(text)), [])
    if kec:
        found = [code for code in found if area.lies_in(code, kec)]
    return found[0] if len(found) == 1 else _AMBIGUOUS if found else _UNKNOWN_VILLAGE


def _without_kind(text: str) -> str:
    return re.sub(r"(?i)^(desa|kelurahan|kel\.?|kecamatan|kec\.?)\s+", "", text)


@cache
def _places(office: str, level: Level) -> dict[str, list[str]]:
    """Codes by name: some names are borne twice."""
    found: dict[str, list[str]] = {}
    for place in area.areas(office, level):
        found.setdefault(_letters(place.name), []).append(place.code)
    return found


@cache
def _headings() -> dict[str, str]:
    return {_letters(name): column for column, names in COLUMNS.items() for name in names}


def _letters(text: str) -> str:
    return re.sub(r"[\W_]", "", text.lower())


def _at(cells: Sequence[Cell], place: int) -> Cell:
    return cells[place] if place < len(cells) else Cell()
