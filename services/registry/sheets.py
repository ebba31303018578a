"""Tables as offices keep them: CSV of any common kind and XLSX, read into texts, and written so that no cell is a
formula.

What a spreadsheet program did to a value on the way is told as a `Flaw`: a formula, a long number that lost its last
digits. Which columns there are and what they mean is for whoever asked.
"""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from services.kit.errors import Invalid, Words

MOST_ROWS = 20_000
MOST_COLUMNS = 60
_UNPACKED = 150_000_000  # bytes that an XLSX may hold: a small one can unpack to a disk full
_DEEPEST = 3 * MOST_ROWS  # lines that are looked at, empty ones too
_LONG = 15  # digits that a spreadsheet's number keeps
_POWER = re.compile(r"[0-9]+(?:[.,][0-9]+)?[eE]\+?[0-9]+")
_FORMULA = ("=", "@")
_GUARDED = ("=", "+", "-", "@", "\t", "\r")


class Flaw(StrEnum):
    FORMULA = "formula"
    ROUNDED = "rounded"  # a number where digits belong: its last ones are gone


class Unreadable(Invalid):
    code = "unreadable-file"
    words = Words(
        "Berkas tidak terbaca. Simpan dari Excel sebagai .xlsx atau CSV UTF-8, lalu unggah lagi.",
        "The file cannot be read. Save it from the spreadsheet as .xlsx or CSV UTF-8 and upload it again.",
    )


class OldWorkbook(Unreadable):
    code = "old-workbook"
    words = Words(
        "Ini berkas Excel lama (.xls) atau berkas bersandi. Simpan sebagai .xlsx tanpa sandi, lalu unggah lagi.",
        "This is an old (.xls) or locked workbook. Save it as .xlsx without a password and upload it again.",
    )


class UnknownEncoding(Unreadable):
    code = "unknown-encoding"
    words = Words(
        "Huruf dalam berkas tidak dikenal. Simpan sebagai CSV UTF-8, lalu unggah lagi.",
        "The letters in the file are not known. Save it as CSV UTF-8 and upload it again.",
    )


class NoRows(Unreadable):
    code = "no-rows"
    words = Words(
        "Berkas kosong. Isi sedikitnya satu baris di bawah judul kolom.",
        "The file is empty. Fill in at least one row below the headings.",
    )


class TooManyRows(Unreadable):
    code = "too-many-rows"
    words = Words(
        "Berkas memuat lebih dari 20.000 baris. Bagi menjadi beberapa berkas.",
        "The file holds more than 20,000 rows. Split it.",
    )


class TooManyToTake(Invalid):
    code = "too-many-to-take"
    words = Words(
        "Lebih dari 20.000 baris. Saring dahulu, misalnya menurut kecamatan.",
        "More than 20,000 rows. Filter first, by kecamatan for instance.",
    )


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in it as text, dates as ISO."""

    text: str = ""
    flaw: Flaw | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """`number` is the line as the spreadsheet counts it; the headings are on the first one that is filled."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    headings: tuple[str, ...]
    lines: tuple[Line, ...]


def read(content: bytes) -> Sheet:
    """The first sheet of a workbook, or the one of a CSV; Unreadable says what to do about any other file."""
    lines = (line for line in _lines(content) if any(cell.text or cell.flaw for cell in line.cells))
    head = next(lines, None)
    if head is None:
        raise NoRows()
    found: list[Line] = []
    for line in lines:
        if len(found) == MOST_ROWS:
            raise TooManyRows()
        found.append(line)
    if not found:
        raise NoRows()
    return Sheet(tuple(cell.text for cell in head.cells), tuple(found))


def require_few(rows: int) -> None:
    if rows > MOST_ROWS:
        raise TooManyToTake()


def require_table(content: bytes) -> None:
    """Refused at once: what neither reader could make anything of."""
    if not content.strip():
        raise NoRows()
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise OldWorkbook()
    if content.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"{\\rtf", b"<", b"{", b"[")):
        raise Unreadable()


def _lines(content: bytes) -> Iterator[Line]:
    require_table(content)
    return _of_workbook(content) if content.startswith(b"PK\x03\x04") else _of_csv(_text(content))


# --- CSV ---


def _text(content: bytes) -> str:
    """UTF-8 with or without its mark, UTF-16 with it, else what Windows wrote in this country for decades."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif content.startswith(b"\xef\xbb\xbf"):
        encodings = ["utf-8-sig"]
    else:
        encodings = ["utf-8", "cp1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeError:
            continue
        if "\0" not in text:
            return text
    raise UnknownEncoding()


def _of_csv(text: str) -> Iterator[Line]:
    first, _, rest = text.partition("\n")
    if told := re.fullmatch(r"sep=(.)\r?", first):  # Excel's own word on it
        text, delimiter = rest, told[1]
    else:
        head = next((line for line in text.splitlines() if line.strip()), "")
        delimiter = max(";,\t", key=head.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for row in rows:
            yield Line(rows.line_num + bool(told), tuple(_typed(value) for value in row[:MOST_COLUMNS]))
    except csv.Error:
        raise Unreadable() from None


def _typed(value: str) -> Cell:
    text = _plain(value)
    if text.startswith("'") and text[1:2] in _GUARDED:  # our own guard, come back
        text = text[1:]
    if text.startswith(_FORMULA):
        return Cell(text, Flaw.FORMULA)
    if _POWER.fullmatch(text):
        return Cell(text, Flaw.ROUNDED)
    return Cell(text)


# --- workbooks ---


def _of_workbook(content: bytes) -> Iterator[Line]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > _UNPACKED:
                raise TooManyRows()
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
        sheet = next((one for one in book.worksheets if one.sheet_state == "visible"), None)
        if sheet is None:
            raise NoRows()
        sheet.reset_dimensions()  # what a sheet says of its own size is not to be trusted
        for number, row in enumerate(sheet.iter_rows(), start=1):
            if number > _DEEPEST:
                raise TooManyRows()
            yield Line(number, tuple(_filled(cell) for cell in row[:MOST_COLUMNS]))
    except (
        zipfile.BadZipFile, zlib.error, ParseError, InvalidFileException, KeyError, ValueError, TypeError, IndexError,
        AttributeError, EOFError, OSError, NotImplementedError, RuntimeError,
    ):  # fmt: skip
        raise Unreadable() from None  # whatever it is that only calls itself a workbook


def _filled(cell: Any) -> Cell:
    value = cell.value
    match value:
        case None:
            return Cell()
        case str():
            return Cell(_plain(value), Flaw.FORMULA) if cell.data_type == "f" else _typed(value)
        case bool():
            return Cell("ya" if value else "tidak")
        case datetime() | date():
            return Cell(value.isoformat()[:10])
        case int() | float() if float(value).is_integer():
            text = str(int(value))
            return Cell(text, Flaw.ROUNDED if len(text) > _LONG else None)
        case float():
            return Cell(str(value))
    return Cell(_plain(str(value)))


def _plain(value: str) -> str:
    return " ".join(value.split())


# --- written ---


def as_csv(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """With the mark of UTF-8 and semicolons: so Excel opens it here with a double click."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    writer.writerow(headings)
    writer.writerows([_safe(value) for value in row] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def written(kind: str, title: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """As `csv` or as `xlsx`."""
    return as_csv(headings, rows) if kind == "csv" else as_workbook(title, headings, rows)


def as_workbook(
    title: str, headings: Sequence[str], rows: Iterable[Sequence[str]], *, notes: Sequence[str] = (), open_rows: int = 0
) -> bytes:
    """Every cell is text, so that neither a formula runs nor a NIK loses digits. `notes` fill a second sheet; the
    `open_rows` below the last one are text too, for whoever goes on writing there."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(title)
    for number, heading in enumerate(headings, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = max(14, len(heading) + 4)
    sheet.freeze_panes = "A2"
    sheet.append([_as_text(sheet, heading, bold=True) for heading in headings])
    for row in rows:
        sheet.append([_as_text(sheet, value) for value in row])
    for _ in range(open_rows):
        sheet.append([_as_text(sheet, "") for _ in headings])
    if notes:
        beside = book.create_sheet("Petunjuk")
        beside.column_dimensions["A"].width = 110
        for note in notes:
            beside.append([_as_text(beside, note)])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _safe(value: str) -> str:
    """A leading apostrophe makes text of what a spreadsheet would take for a formula."""
    return f"'{value}" if value.startswith(_GUARDED) else value


def _as_text(sheet: Any, value: str, *, bold: bool = False) -> Any:
    cell = WriteOnlyCell(sheet, value=None)
    cell.number_format = "@"
    if value:
        cell.value = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", value)
        cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    return cell
