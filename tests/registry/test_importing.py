"""An office brings in its volunteers from a file: over HTTP, with the real tick and Keycloak behind it."""

import http.client
import io
import urllib.parse
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import openpyxl
import pytest

from services.registry import sheets
from tests.registry.conftest import Kabupaten
from tests.registry.files import (
    HEADINGS,
    as_csv,
    as_workbook,
    checked,
    confirmed,
    received,
    recorded,
    row,
    rows,
    shown,
)
from tests.registry.people import Json, Person


def left_out(kabupaten: Kabupaten, path: str) -> list[dict[str, str]]:
    """As a spreadsheet shows them; every cell is text, so that none loses digits."""
    content, headers = kabupaten.dinas.take(f"{path}/left-out")
    assert headers["content-disposition"] == 'attachment; filename="baris-belum-tercatat.xlsx"'
    head, *lines = openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows()
    assert {cell.data_type for line in lines for cell in line if cell.value is not None} == {"s"}
    return [{told.value: cell.value or "" for told, cell in zip(head, line, strict=True)} for line in lines]


@pytest.mark.parametrize(("written", "start"), [(as_csv, 100), (as_workbook, 200)])
def test_volunteers_of_a_file_are_volunteers_like_all_others(
    kabupaten: Kabupaten, written: Callable[[list[dict[str, str]]], bytes], start: int
) -> None:
    phone = "+62 820-0000-0001"
    told = [one | {"Telepon": phone, "Alamat": "Jl.  Contoh No. 1"} for one in rows(kabupaten, 3, start=start)]
    found = recorded(kabupaten, written(told))
    assert (found["recorded"], found["waiting"], found["turn"]) == (3, 0, "none")
    listed = kabupaten.dinas.get("/v1/volunteers?limit=200").body["items"]
    mine = [one for one in listed if one["sk"]["number"] == "141/12" and one["name"] == told[0]["Nama"]]
    assert mine
    ready = kabupaten.dinas.until(f"/v1/volunteers/{mine[0]['id']}", "account", "ready")
    assert ready["username"].startswith(told[0]["Nama"].split()[0].lower())
    opened = kabupaten.dinas.post(f"/v1/volunteers/{ready['id']}/particulars", {"purpose": "contact"}).body
    assert (opened["phone"], opened["address"]) == ("+6282000000001", "Jl. Contoh No. 1"), "as a single one is kept"


def test_each_row_says_what_would_become_of_it_and_why(kabupaten: Kabupaten) -> None:
    told = rows(kabupaten, 2, start=300)
    told += [told[0] | {"Nama": "Rahma Ganda"}, row(kabupaten, 303, Desa="Entah di Mana"), row(kabupaten, 304, NIK="")]
    path, found = checked(kabupaten, as_csv(told))
    assert found["counts"] == {"new": 2, "warned": 1, "duplicate": 1, "wrong": 1, "recorded": 0}
    assert (found["rows"], found["waiting"], found["turn"]) == (5, 3, "dinas")
    by_line = {one["line"]: one for one in shown(kabupaten, path)}
    assert [by_line[line]["fate"] for line in range(2, 7)] == ["new", "new", "duplicate", "wrong", "warned"]
    assert by_line[5]["remarks"][0]["heading"] == "Desa"
    assert "tidak dikenal" in by_line[5]["remarks"][0]["words"]["id"]
    assert [one["line"] for one in shown(kabupaten, path, "&fate=duplicate&fate=wrong")] == [4, 5]
    assert not any(told[0]["NIK"] in str(one) for one in by_line.values()), "a NIK stays covered"


def test_rows_left_out_come_back_as_they_were_typed_and_with_the_reason(kabupaten: Kabupaten) -> None:
    wrong = row(kabupaten, 310, Nama="Rahma 81", Telepon="082000000001")
    path, _ = checked(kabupaten, as_csv([wrong, row(kabupaten, 311)]))
    (back,) = left_out(kabupaten, path)
    assert (back["Nama"], back["NIK"], back["Baris"]) == ("Rahma 81", wrong["NIK"], "2")
    assert back["Telepon"] == "082000000001"
    assert back["Keterangan"] == "Nama: Tulis nama lengkap, tanpa angka."
    mended = {name: value for name, value in back.items() if name in HEADINGS} | {"Nama": "Rahma Contoh"}
    _, again = checked(kabupaten, as_workbook([mended]))
    assert again["counts"]["new"] == 1


def test_nothing_is_recorded_before_the_office_confirms(kabupaten: Kabupaten) -> None:
    name = "Mawar Belum"
    path, found = checked(kabupaten, as_csv([row(kabupaten, 320, Nama=name)]))

    def is_there() -> bool:
        listed = kabupaten.dinas.get("/v1/volunteers?limit=200").body["items"]
        return any(one["name"] == name for one in listed)

    assert not is_there()
    assert kabupaten.dinas.post(f"{path}/confirmation").status == 428
    assert kabupaten.dinas.post(f"{path}/confirmation", was=found["version"] + 7).status == 412
    withdrawn = kabupaten.dinas.post(f"{path}/withdrawal", was=found["version"])
    assert (withdrawn.status, withdrawn.body["status"]) == (200, "withdrawn")
    assert kabupaten.dinas.post(f"{path}/confirmation", was=withdrawn.body["version"]).code == "not-checked"
    assert not is_there()
    assert kabupaten.dinas.get(f"{path}/left-out").code == "rows-gone", "what was typed is destroyed"


def test_the_same_file_is_not_brought_in_twice(kabupaten: Kabupaten) -> None:
    content = as_csv(rows(kabupaten, 2, start=330))
    key = str(uuid4())
    first = kabupaten.dinas.bring("/v1/imports", content, key=key)
    again = kabupaten.dinas.bring("/v1/imports", content, key=key)
    assert (first.status, again.status, first.body["id"]) == (201, 201, again.body["id"])
    assert kabupaten.dinas.bring("/v1/imports", content).code == "same-file"
    path = f"/v1/imports/{first.body['id']}"
    found = kabupaten.dinas.until(path, "status", "checked")
    assert confirmed(kabupaten, path, found).status == 200
    kabupaten.dinas.until(path, "status", "applied")
    assert kabupaten.dinas.bring("/v1/imports", content).code == "same-file"
    _, other = checked(kabupaten, content + b"\r\n")
    assert other["counts"]["duplicate"] == 2, "the same people in another file are seen by their NIK"


def test_a_file_that_was_withdrawn_may_come_again(kabupaten: Kabupaten) -> None:
    content = as_csv(rows(kabupaten, 1, start=340))
    path, found = checked(kabupaten, content)
    assert kabupaten.dinas.post(f"{path}/withdrawal", was=found["version"]).status == 200
    assert kabupaten.dinas.bring("/v1/imports", content).status == 201


def test_two_who_send_one_file_at_once_have_one_import(kabupaten: Kabupaten) -> None:
    content = as_csv(rows(kabupaten, 1, start=350))
    kabupaten.dinas.get("/v1/me")
    with ThreadPoolExecutor(4) as at_once:
        told = list(at_once.map(lambda _: kabupaten.dinas.bring("/v1/imports", content), range(4)))
    assert sorted(answer.status for answer in told) == [201, 409, 409, 409]


def test_of_two_imports_with_the_same_people_one_records_each(kabupaten: Kabupaten) -> None:
    told = rows(kabupaten, 3, start=360)
    one, other = (checked(kabupaten, written(told)) for written in (as_csv, as_workbook))
    assert confirmed(kabupaten, *one).status == 200
    second = confirmed(kabupaten, *other)
    if second.code == "other-import":
        kabupaten.dinas.until(one[0], "status", "applied")
        second = confirmed(kabupaten, *other)
    assert second.status == 200, second.body
    kabupaten.dinas.until(one[0], "status", "applied")
    ended = kabupaten.dinas.until(other[0], "status", "applied")
    assert (ended["recorded"], ended["counts"]["duplicate"]) == (0, 3)


def test_confirmed_twice_it_is_recorded_once(kabupaten: Kabupaten) -> None:
    path, found = checked(kabupaten, as_csv(rows(kabupaten, 2, start=370)))
    key = str(uuid4())
    told = [kabupaten.dinas.post(f"{path}/confirmation", key=key, was=found["version"]) for _ in range(2)]
    assert [answer.status for answer in told] == [200, 200]
    assert kabupaten.dinas.until(path, "status", "applied")["recorded"] == 2


def test_somebody_appointed_meanwhile_is_not_recorded_again(kabupaten: Kabupaten) -> None:
    told = rows(kabupaten, 2, start=380)
    path, found = checked(kabupaten, as_csv(told))
    kabupaten.appointed(kabupaten.psm(nik=told[0]["NIK"]))
    assert confirmed(kabupaten, path, found).status == 200
    ended = kabupaten.dinas.until(path, "status", "applied")
    assert (ended["recorded"], ended["counts"]["duplicate"]) == (1, 1)
    (back,) = shown(kabupaten, path, "&fate=duplicate")
    assert (back["line"], back["name"], len(back["remarks"])) == (2, "", 1), "the reason stays, what was typed does not"
    assert kabupaten.dinas.get(f"{path}/left-out").code == "rows-gone"


@pytest.mark.parametrize(("content", "code"), [
    (b"", "no-rows"), (b"\xd0\xcf\x11\xe0 an old workbook", "old-workbook"), (b"%PDF-1.7", "unreadable-file"),
])  # fmt: skip
def test_what_is_no_table_is_refused_at_once(kabupaten: Kabupaten, content: bytes, code: str) -> None:
    refused = kabupaten.dinas.bring("/v1/imports", content)
    assert (refused.status, refused.code) == (422, code)


def test_more_than_ten_megabytes_are_refused(kabupaten: Kabupaten) -> None:
    """Before anything of them was sent."""
    host = urllib.parse.urlsplit(kabupaten.dinas.street.url("registry")).netloc
    door = http.client.HTTPConnection(host, timeout=20)
    door.putrequest("POST", "/v1/imports")
    for name, value in (("Authorization", f"Bearer {kabupaten.dinas.token}"), ("Content-Length", "10000001")):
        door.putheader(name, value)
    door.endheaders()
    assert door.getresponse().status == 413


@pytest.mark.parametrize("content", [
    b"Nama;NIK\nRahma Contoh;1\n",
    b"PK\x03\x04 this is no workbook",
    "Nama;NIK\nRahma;1\n".encode("utf-16-le"),
    b'Nama;"NIK\nRahma;1\n',
    b"Nama;Desa;Nomor SK;Penerbit SK;Tanggal SK\n",
    b"x\n" + b"A\n" * 20_001,
])  # fmt: skip
def test_a_file_that_cannot_be_read_says_on_its_page_what_to_do(kabupaten: Kabupaten, content: bytes) -> None:
    path = received(kabupaten, content)
    found = kabupaten.dinas.until(path, "status", "refused")
    assert found["turn"] == "dinas"
    assert len(found["reason"]["id"]) > 30
    assert "Rahma" not in str(found)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_every_kind_of_csv_is_understood(kabupaten: Kabupaten, encoding: str, delimiter: str) -> None:
    told = row(kabupaten, 0, Nama="Zoë Contoh", NIK="")
    text = delimiter.join(told) + "\n" + delimiter.join(told.values()) + "\n"
    path, _ = checked(kabupaten, text.encode(encoding))
    assert shown(kabupaten, path)[0]["name"] == "Zoë Contoh"
    version = kabupaten.dinas.get(path).body["version"]
    assert kabupaten.dinas.post(f"{path}/withdrawal", was=version).status == 200


def test_what_a_spreadsheet_spoiled_is_refused_with_a_clear_word(kabupaten: Kabupaten) -> None:
    book = openpyxl.Workbook()
    book.active.append(HEADINGS)
    told = row(kabupaten, 390)
    for nik in (1906026101539001, "1.90602E+15", "=A1"):
        book.active.append([told.get(name, "") if name != "NIK" else nik for name in HEADINGS])
    out = io.BytesIO()
    book.save(out)
    path, found = checked(kabupaten, out.getvalue())
    assert found["counts"]["wrong"] == 3
    said = [one["remarks"][0]["words"]["id"] for one in shown(kabupaten, path)]
    assert "Format kolom sebagai Teks" in said[0]
    assert "Format kolom sebagai Teks" in said[1]
    assert "rumus" in said[2]


def test_the_template_is_a_workbook_whose_example_can_be_imported(kabupaten: Kabupaten) -> None:
    content, headers = kabupaten.dinas.take("/v1/imports/template")
    assert headers["content-disposition"] == 'attachment; filename="templat-psm.xlsx"'
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet[1]] == HEADINGS
    assert sheet["C2"].number_format == "@", "a NIK is text"
    path, found = checked(kabupaten, content)
    assert found["counts"]["new"] == 1
    assert kabupaten.dinas.post(f"{path}/withdrawal", was=found["version"]).status == 200


def test_imports_are_listed_the_latest_first(kabupaten: Kabupaten) -> None:
    paths = [received(kabupaten, as_csv(rows(kabupaten, 1, start=400 + number))) for number in range(2)]
    listed = [f"/v1/imports/{one['id']}" for one in kabupaten.dinas.get("/v1/imports?limit=2").body["items"]]
    assert listed == paths[::-1]


async def test_looking_at_rows_is_on_record(kabupaten: Kabupaten, admin: Any) -> None:
    path, _ = checked(kabupaten, as_csv(rows(kabupaten, 1, start=410)))
    assert len(shown(kabupaten, path)) == 1
    asked = "SELECT actor, purpose FROM ledger WHERE noun = 'import' AND noun_id = $1 ORDER BY at"
    reader, looker = await admin.fetch(asked, path.rpartition("/")[2])
    assert (reader["actor"], reader["purpose"], looker["purpose"]) == ("service:registry", "import", "import")


async def test_no_name_and_no_number_lies_open_while_an_import_waits(kabupaten: Kabupaten, admin: Any) -> None:
    told = row(kabupaten, 420, Nama="Kenanga Tersegel")
    checked(kabupaten, as_csv([told]))
    for asked in ("SELECT * FROM imports", "SELECT * FROM import_rows"):
        kept = str([tuple(found.values()) for found in await admin.fetch(asked)])
        assert "Kenanga" not in kept and told["NIK"] not in kept


def test_a_tksk_and_a_psm_import_nothing(kabupaten: Kabupaten, rahma: tuple[Json, Person]) -> None:
    assert rahma[1].bring("/v1/imports", as_csv(rows(kabupaten, 1))).status == 403
    assert rahma[1].get("/v1/imports").status == 403


def test_another_kabupaten_sees_nothing_of_an_import(kabupaten: Kabupaten, elsewhere: Kabupaten) -> None:
    path, found = checked(kabupaten, as_csv(rows(kabupaten, 1, start=430)))
    assert elsewhere.dinas.get(path).status == 404
    assert elsewhere.dinas.get(f"{path}/rows").status == 404
    assert elsewhere.dinas.post(f"{path}/confirmation", was=found["version"]).status == 404
    assert not any(one["id"] in path for one in elsewhere.dinas.get("/v1/imports").body["items"])


def test_what_is_written_for_one_reader_is_what_the_other_reads(kabupaten: Kabupaten) -> None:
    told = rows(kabupaten, 2, start=440)
    assert [line.cells[0].text for line in sheets.read(as_csv(told)).lines] == [
        line.cells[0].text for line in sheets.read(as_workbook(told)).lines
    ]
