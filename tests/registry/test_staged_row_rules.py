"""What becomes of a row of an import, and why, told without a database."""

from datetime import date
from typing import Any

import pytest

from services.kit import area
from services.kit.area import Level
from services.registry import columns, sheets, staged_rows
from services.registry.sheets import Unreadable
from services.registry.staged_rows import Fate, Known, Staged

OFFICE = "1906"
TODAY = date(2026, 11, 29)
NIK = "1906026101539001"
GOOD = {
    "Nama": "Rahma Contoh", "NIK": NIK, "Desa": "Lenggang", "Kecamatan": "Gantung", "Nomor SK": "141/12",
    "Penerbit SK": "Kepala Desa", "Tanggal SK": "5 Januari 2026",
}  # fmt: skip


def print_of(nik: str) -> bytes:
    return nik.encode()[::-1]


def read(*rows: dict[str, str], known: Known | None = None, office: str = OFFICE) -> list[Staged]:
    headings = list(dict.fromkeys(name for row in rows for name in row))
    content = sheets.as_csv(headings, [[row.get(name, "") for name in headings] for row in rows])
    found = staged_rows.read(content, office=office, known=known or Known(), today=TODAY, fingerprint=print_of)
    return list(found.rows)


def one(known: Known | None = None, **other: str) -> Staged:
    return read(GOOD | {name.replace("_", " "): value for name, value in other.items()}, known=known)[0]


def remarked(row: Staged) -> dict[str, str]:
    return {remark.column: remark.words.id for remark in row.remarks}


def test_a_good_row_is_new() -> None:
    row = one()
    assert (row.fate, row.remarks, row.line) == (Fate.NEW, (), 2)
    assert row.row.villages == ("1906022009",)
    assert row.row.decree(TODAY).starts_on == date(2026, 1, 5), "an SK holds from its day where nothing else is said"


@pytest.mark.parametrize("day", ["5 Januari 2026", "5 jan 2026", "05-01-2026", "5/1/2026", "2026-01-05", "5.1.2026"])
def test_dates_are_read_as_people_here_write_them(day: str) -> None:
    assert one(Tanggal_SK=day).row.issued_on == "2026-01-05"


@pytest.mark.parametrize("day", ["", "kemarin", "5 Januari", "32/1/2026", "1/13/2026", "5/1/26", "45000", "2026"])
def test_a_date_that_is_none_is_remarked_on(day: str) -> None:
    row = one(Tanggal_SK=day)
    assert row.fate is Fate.WRONG
    assert set(remarked(row)) == {"issued_on"}


def test_a_village_is_found_by_its_code_with_and_without_points() -> None:
    for code in ("1906022009", "19.06.02.2009"):
        assert one(Desa=code, Kecamatan="").row.villages == ("1906022009",)


def test_a_village_is_found_by_name_whatever_stands_before_it() -> None:
    for name in ("lenggang", "Desa Lenggang", "DESA  LENGGANG", "Kel. Lenggang"):
        assert one(Desa=name).row.villages == ("1906022009",)


def test_several_villages_stand_in_one_cell() -> None:
    assert one(Desa="Lenggang; Selingsing").row.villages == ("1906022002", "1906022009")


def test_a_name_that_two_villages_bear_is_refused_until_the_kecamatan_tells_them_apart() -> None:
    names: dict[str, list[str]] = {}
    office = "3208"
    for place in area.areas(office, Level.DESA):
        names.setdefault(place.name, []).append(place.code)
    name, codes = next((name, codes) for name, codes in names.items() if len(codes) > 1)
    row = read(GOOD | {"Desa": name, "Kecamatan": ""}, office=office)[0]
    assert row.fate is Fate.WRONG
    assert "Ada beberapa" in remarked(row)["villages"]
    kec = area.kecamatan_of(codes[1])
    assert read(GOOD | {"Desa": name, "Kecamatan": kec}, office=office)[0].row.villages == (codes[1],)


@pytest.mark.parametrize("village", ["Entah di Mana", "1906022999", "3208012001", "190602", ""])
def test_a_village_that_is_not_of_the_kabupaten_is_refused(village: str) -> None:
    row = one(Desa=village)
    assert row.fate is Fate.WRONG
    assert set(remarked(row)) == {"villages"}


def test_a_tksk_has_a_kecamatan_and_no_village() -> None:
    row = one(Peran="TKSK", Desa="")
    assert (row.fate, row.row.kec, row.row.villages) == (Fate.NEW, "190602", ())
    assert set(remarked(one(Peran="TKSK", Desa="", Kecamatan=""))) == {"kec"}
    assert set(remarked(one(Peran="TKSK", Desa="", Kecamatan="Entah"))) == {"kec"}


def test_a_role_that_is_none_is_refused() -> None:
    assert set(remarked(one(Peran="Peksos"))) == {"role"}


def test_all_that_is_wrong_with_a_row_is_told_at_once_and_never_repeated() -> None:
    row = one(Nama="Rahma 81", NIK="123", Desa="Entah", Nomor_SK="", Penerbit_SK="", Tanggal_SK="x", Telepon="nanti")
    assert set(remarked(row)) == {"name", "nik", "villages", "sk_number", "sk_issuer", "issued_on", "phone"}
    assert not any(typed in words for words in remarked(row).values() for typed in ("Rahma", "123", "Entah", "nanti"))


def test_what_one_appointment_would_refuse_an_import_refuses_too() -> None:
    assert set(remarked(one(Tanggal_SK="5 Januari 2999"))) == {"issued_on"}
    assert set(remarked(one(Berlaku_sampai="5 Februari 2026"))) == {"ends_on"}


def test_a_nik_that_a_spreadsheet_made_a_number_of_is_refused_with_a_clear_word() -> None:
    assert "Format kolom sebagai Teks" in remarked(one(NIK="1,90602E+15"))["nik"]


def test_a_formula_is_refused_in_any_column() -> None:
    content = b"Nama;Desa;Nomor SK;Penerbit SK;Tanggal SK\n=A1;Lenggang;1;Bupati;5 Januari 2026\n"
    found = staged_rows.read(content, office=OFFICE, known=Known(), today=TODAY, fingerprint=print_of)
    assert "rumus" in remarked(found.rows[0])["name"]


def test_an_odd_birth_date_in_a_nik_is_a_warning() -> None:
    row = one(NIK="1906029913539001")
    assert row.fate is Fate.WARNED
    assert set(remarked(row)) == {"nik"}


def test_a_row_without_a_nik_is_taken_with_a_warning() -> None:
    assert one(NIK="").fate is Fate.WARNED


def test_a_nik_of_somebody_at_work_makes_a_duplicate() -> None:
    row = one(Known(prints=frozenset({print_of(NIK)})), NIK=f"'{NIK[:6]} {NIK[6:]}")
    assert row.fate is Fate.DUPLICATE
    assert set(remarked(row)) == {"nik"}


def test_of_two_lines_with_one_nik_the_first_is_taken() -> None:
    assert [row.fate for row in read(GOOD, GOOD | {"Nama": "Rahma Misal"})] == [Fate.NEW, Fate.DUPLICATE]


def test_a_line_that_is_wrong_makes_no_duplicate_of_a_right_one() -> None:
    assert [row.fate for row in read(GOOD | {"Desa": "Entah"}, GOOD)] == [Fate.WRONG, Fate.NEW]


def test_a_seat_that_is_taken_is_no_other_tksks() -> None:
    tksk = GOOD | {"Peran": "TKSK", "Desa": ""}
    taken = read(tksk, known=Known(seats=frozenset({"190602"})))[0]
    assert (taken.fate, set(remarked(taken))) == (Fate.DUPLICATE, {"kec"})
    two = read(tksk, tksk | {"NIK": "1906026101539002"})
    assert [row.fate for row in two] == [Fate.NEW, Fate.DUPLICATE]


def test_somebody_without_a_nik_whose_name_serves_the_village_already_is_a_duplicate() -> None:
    known = Known(unnumbered=frozenset({("rahma contoh", "1906022009")}))
    assert one(known, NIK="").fate is Fate.DUPLICATE
    assert one(known).fate is Fate.NEW, "the NIK says that she is somebody else"
    assert [row.fate for row in read(GOOD | {"NIK": ""}, GOOD | {"NIK": ""})] == [Fate.WARNED, Fate.DUPLICATE]


def test_a_row_is_judged_again_when_it_is_taken_in() -> None:
    row = one()
    again: dict[str, Any] = dict(today=TODAY, fingerprint=print_of)
    assert staged_rows.judged(row, Known(), **again).fate is Fate.NEW
    assert staged_rows.judged(row, Known(prints=frozenset({print_of(NIK)})), **again).fate is Fate.DUPLICATE
    ended = one(Berlaku_sampai="5 Desember 2026")
    assert ended.fate is Fate.NEW
    assert staged_rows.judged(ended, Known(), today=date(2026, 12, 6), fingerprint=print_of).fate is Fate.WRONG


def test_headings_are_known_however_offices_write_them() -> None:
    other = dict(zip(
        ("NAMA LENGKAP", "No. KTP", "Desa/Kelurahan", "No SK", "Penerbit", "Tgl SK"),
        ("Rahma Contoh", NIK, "Lenggang", "1", "Bupati", "5-1-2026"), strict=True,
    ))  # fmt: skip
    assert read(other)[0].fate is Fate.NEW


def test_columns_that_are_missing_are_named_and_what_stands_in_their_place_is_not() -> None:
    with pytest.raises(Unreadable) as refusal:
        read({"Rahma Contoh": "x", NIK: "y"})
    assert refusal.value.code == "columns-missing"
    assert "Nama, Nomor SK, Penerbit SK, Tanggal SK, Desa" in refusal.value.words.id
    assert "Rahma" not in refusal.value.words.id


def test_columns_that_are_not_known_are_told_by_their_letter() -> None:
    content = sheets.as_csv([*GOOD, "Hobi"], [[*GOOD.values(), "berkebun"]])
    found = staged_rows.read(content, office=OFFICE, known=Known(), today=TODAY, fingerprint=print_of)
    assert found.ignored == ("H",)


def test_a_telephone_gets_its_zero_back_that_a_spreadsheet_took() -> None:
    assert one(Telepon="82000000001").row.phone == "082000000001", "a CSV does not say what was a number"
    assert one(Telepon="+8182000000001").row.phone == "+8182000000001"


@pytest.mark.parametrize("office", ["1906", "3208", "6305"])
def test_the_example_of_the_template_is_a_good_row(office: str) -> None:
    headings = [names[0] for names in columns.COLUMNS.values()]
    content = sheets.as_workbook("PSM", headings, [columns.example(office)], notes=columns.NOTES, open_rows=5)
    found = staged_rows.read(content, office=office, known=Known(), today=TODAY, fingerprint=print_of)
    assert [row.fate for row in found.rows] == [Fate.NEW]
    assert found.ignored == ()


def test_a_row_left_out_can_be_written_and_read_again() -> None:
    row = one(Tanggal_SK="", Telepon="+62 82000000001")
    assert row.reasons("id").startswith("Tanggal SK: Tulis tanggal")
    headings = [names[0] for names in columns.COLUMNS.values()]
    told = dict(zip(headings, row.row.texts(), strict=True)) | {"Tanggal SK": "5 Januari 2026"}
    assert read(told)[0].fate is Fate.NEW
