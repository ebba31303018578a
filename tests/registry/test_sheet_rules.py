"""Files as offices send them: every kind of CSV, workbooks, and what only calls itself one."""

import io
import zipfile
from datetime import date
from typing import Any

import openpyxl
import pytest

from services.registry import sheets
from services.registry.sheets import Cell, Flaw, Sheet

TEXT = "nama;nik\nRahma Contoh;1906026101539001\nZoë Misal;\n"


def workbook(*rows: tuple[Any, ...]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def texts(sheet: Sheet) -> list[list[str]]:
    return [[cell.text for cell in line.cells] for line in sheet.lines]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_letters_are_read_however_they_were_saved(encoding: str) -> None:
    sheet = sheets.read(TEXT.encode(encoding))
    assert sheet.headings == ("nama", "nik")
    assert texts(sheet)[1][0] == "Zoë Misal"


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_columns_are_told_apart_by_whatever_was_used(delimiter: str) -> None:
    assert texts(sheets.read(TEXT.replace(";", delimiter).encode()))[0] == ["Rahma Contoh", "1906026101539001"]


def test_a_sheet_says_itself_how_its_columns_are_told_apart() -> None:
    sheet = sheets.read(b"sep=|\r\nnama|nik\r\nRahma|1\r\n")
    assert (sheet.headings, sheet.lines[0].number) == (("nama", "nik"), 3)


def test_a_line_keeps_the_number_that_the_spreadsheet_shows() -> None:
    assert [line.number for line in sheets.read(b"nama\n\n\nA\n\nB\n").lines] == [4, 6]
    assert [line.number for line in sheets.read(workbook(("nama",), (None,), ("A",))).lines] == [3]


def test_a_quoted_cell_keeps_its_commas_and_its_lines() -> None:
    assert texts(sheets.read(b'nama,alamat\n"Rahma, S.Sos.","Jl. Contoh\nNo. 1"\n'))[0] == [
        "Rahma, S.Sos.", "Jl. Contoh No. 1",
    ]  # fmt: skip


@pytest.mark.parametrize(("content", "code"), [
    (b"", "no-rows"),
    (b" \n \n", "no-rows"),
    (b"nama;nik\n", "no-rows"),
    (b"nama;nik\n;\n;\n", "no-rows"),
    (TEXT.encode("utf-16-le"), "unknown-encoding"),
    (b"nama;nik\nRahm\x81;1\n", "unknown-encoding"),
    (b'nama;nik\n"Rahma;1\n', "unreadable-file"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an old one", "old-workbook"),
    (b"PK\x03\x04 this is no workbook", "unreadable-file"),
    (b"%PDF-1.7", "unreadable-file"),
    (b"<html><table></table></html>", "unreadable-file"),
    (b'{"nama": "Rahma"}', "unreadable-file"),
    (b"nama\n" + b"A\n" * 20_001, "too-many-rows"),
])  # fmt: skip
def test_what_cannot_be_read_says_what_to_do(content: bytes, code: str) -> None:
    with pytest.raises(sheets.Unreadable) as refusal:
        sheets.read(content)
    assert refusal.value.code == code
    assert refusal.value.words.id != refusal.value.words.en


def test_a_workbook_that_unpacks_to_a_disk_full_is_not_unpacked() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/sharedStrings.xml", b"0" * 151_000_000)
    assert len(out.getvalue()) < 200_000
    with pytest.raises(sheets.TooManyRows):
        sheets.read(out.getvalue())


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("halo.txt", "halo")
    with pytest.raises(sheets.Unreadable):
        sheets.read(out.getvalue())


def test_a_formula_is_told_apart_from_its_words() -> None:
    for content in (workbook(("nama",), ("=HYPERLINK(1)",)), b"nama\n=1+1\n", b"nama\n@SUM(1)\n"):
        assert sheets.read(content).lines[0].cells[0].flaw is Flaw.FORMULA


@pytest.mark.parametrize("value", ["1.90602E+15", "1,90602E+15", "1e15"])
def test_a_number_that_lost_its_digits_is_seen(value: str) -> None:
    assert sheets.read(f"nik;nama\n{value};a".encode()).lines[0].cells[0].flaw is Flaw.ROUNDED


def test_a_long_number_of_a_workbook_is_rounded_and_a_short_one_is_whole() -> None:
    cells = sheets.read(workbook(("nik", "desa"), (1906026101539001, 1906022004))).lines[0].cells
    assert cells[0].flaw is Flaw.ROUNDED
    assert cells[1] == Cell("1906022004")


def test_a_date_of_a_workbook_is_a_day() -> None:
    assert texts(sheets.read(workbook(("tanggal",), (date(2026, 1, 5),)))) == [["2026-01-05"]]


def test_a_cell_far_to_the_right_costs_nothing() -> None:
    book = openpyxl.Workbook()
    book.active["A1"], book.active["A2"], book.active["XFD2"] = "nama", "Rahma", "jauh"
    out = io.BytesIO()
    book.save(out)
    assert len(sheets.read(out.getvalue()).lines[0].cells) <= sheets.MOST_COLUMNS


def test_what_is_written_as_csv_runs_no_formula_and_comes_back_as_it_was() -> None:
    rows = [["+62 812", "-", "=1+1", "@x", "Rahma; Contoh"]]
    content = sheets.as_csv(["a", "b", "c", "d", "e"], rows)
    assert b"'+62 812;'-;'=1+1;'@x" in content
    assert texts(sheets.read(content)) == rows


def test_what_is_written_as_a_workbook_is_text_in_every_cell() -> None:
    content = sheets.as_workbook("PSM", ["nik", "nama"], [["1906026101539001", "=1+1"]], notes=["satu"], open_rows=3)
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = [cell for row in book["PSM"].iter_rows(min_row=2, max_row=4) for cell in row]
    assert {cell.number_format for cell in cells} == {"@"}
    assert [(cell.value, cell.data_type) for cell in cells[:2]] == [("1906026101539001", "s"), ("=1+1", "s")]
    assert book["Petunjuk"]["A1"].value == "satu"


def test_a_control_letter_does_not_break_a_workbook() -> None:
    assert sheets.as_workbook("PSM", ["nama"], [["Rahma\x0b Contoh"]])


def test_more_rows_than_a_table_takes_are_refused() -> None:
    sheets.require_few(20_000)
    with pytest.raises(sheets.TooManyToTake):
        sheets.require_few(20_001)
