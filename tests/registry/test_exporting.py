"""The office takes its list of volunteers with it: masked, or opened for a purpose and on record."""

import csv
import io
from datetime import timedelta
from typing import Any

import openpyxl
import pytest

from tests.registry.conftest import Kabupaten
from tests.registry.courses import today
from tests.registry.people import Json, Person, newcomer


def exported(by: Person, **asked: Any) -> list[dict[str, str]]:
    content, headers = by.take("/v1/volunteers/export", {"kind": "csv", **asked})
    assert headers["content-disposition"] == 'attachment; filename="psm-dan-tksk.csv"'
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


@pytest.fixture
def kenanga(kabupaten: Kabupaten) -> Json:
    sealed = {"nik": kabupaten.nik(), "phone": "+6282000000001", "address": "=cmd|' /C calc'!A0"}
    return kabupaten.appointed(kabupaten.psm(name="Kenanga Contoh", **sealed)) | sealed


def test_without_a_purpose_what_is_sealed_stays_covered(kabupaten: Kabupaten, kenanga: Json) -> None:
    mine = next(row for row in exported(kabupaten.dinas) if row["Nama pengguna"] == kenanga["username"])
    assert (mine["NIK"], mine["Telepon"], mine["Alamat"]) == ("tertutup",) * 3
    assert (mine["Nama"], mine["Peran"], mine["Status kepegawaian"]) == ("Kenanga Contoh", "PSM", "Relawan")
    assert mine["Nomor SK"] == "141/12/KPTS/2026"


async def test_for_a_purpose_it_is_opened_as_text_and_on_record_for_each_person(
    kabupaten: Kabupaten, kenanga: Json, admin: Any
) -> None:
    listed = exported(kabupaten.dinas, purpose="payment")
    mine = next(row for row in listed if row["Nama pengguna"] == kenanga["username"])
    assert mine["NIK"] == kenanga["nik"]
    assert (mine["Telepon"], mine["Alamat"][:2]) == ("'+6282000000001", "'="), "no cell of it is a formula"
    asked = "SELECT purpose, fields FROM ledger WHERE subject_id = $1 AND noun = 'volunteer'"
    found = await admin.fetch(asked, kenanga["id"])
    assert [row["purpose"] for row in found] == ["payment"]
    assert "nik" in found[0]["fields"]


def test_a_workbook_holds_a_nik_as_text(kabupaten: Kabupaten, kenanga: Json) -> None:
    content, _ = kabupaten.dinas.take("/v1/volunteers/export", {"kind": "xlsx", "purpose": "contact"})
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    headings = [cell.value for cell in sheet[1]]
    rows = [dict(zip(headings, row, strict=True)) for row in sheet.iter_rows(min_row=2)]
    mine = next(row for row in rows if row["NIK"].value == kenanga["nik"])
    assert (mine["NIK"].data_type, mine["NIK"].number_format) == ("s", "@")
    assert mine["Alamat"].data_type == "s", "no formula runs"


def test_the_filters_of_the_list_are_the_filters_of_the_table(kabupaten: Kabupaten, kenanga: Json) -> None:
    everybody = exported(kabupaten.dinas)
    assert {row["Peran"] for row in exported(kabupaten.dinas, role="psm")} == {"PSM"}
    in_first = kabupaten.dinas.get(f"/v1/volunteers?kec={kabupaten.kecamatan()}&limit=200").body["items"]
    taken = {row["Nama pengguna"] for row in exported(kabupaten.dinas, kec=kabupaten.kecamatan())}
    assert taken == {one["username"] for one in in_first} <= {row["Nama pengguna"] for row in everybody}
    assert exported(kabupaten.dinas, status="ended") == [row for row in everybody if row["Status"] == "Berakhir"]


def test_who_is_on_leave_is_taken_away_as_she_is_listed(kabupaten: Kabupaten, kenanga: Json) -> None:
    path, back_on = f"/v1/volunteers/{kenanga['id']}", str(today(kabupaten.code) + timedelta(days=20))
    leave = {"reason": "Ibadah haji", "returns_on": back_on}
    was = kabupaten.dinas.until(path, "account", "ready")["version"]
    assert kabupaten.dinas.post(f"{path}/leave", leave, was=was).status == 200
    away = exported(kabupaten.dinas, status="on_leave")
    assert kenanga["username"] in {row["Nama pengguna"] for row in away}
    assert {row["Status"].partition(",")[0] for row in away} == {"Cuti"}


def test_a_tksk_takes_his_kecamatan_away_and_opens_nothing(kabupaten: Kabupaten, kenanga: Json) -> None:
    seat = kabupaten.appointed(kabupaten.tksk(0))
    jaka = newcomer(kabupaten.dinas, f"/v1/volunteers/{seat['id']}")
    assert kenanga["username"] in {row["Nama pengguna"] for row in exported(jaka)}
    refused = jaka.post("/v1/volunteers/export", {"kind": "csv", "purpose": "contact"})
    assert (refused.status, refused.code) == (403, "forbidden")
    version = kabupaten.dinas.get(f"/v1/volunteers/{seat['id']}").body["version"]
    assert kabupaten.dinas.post(f"/v1/volunteers/{seat['id']}/end", {"reason": "selesai"}, was=version).status == 200


def test_a_psm_takes_nothing_away(rahma: tuple[Json, Person]) -> None:
    assert rahma[1].post("/v1/volunteers/export", {"kind": "csv"}).status == 403


def test_another_kabupaten_takes_nobody_of_this_one_away(elsewhere: Kabupaten, kenanga: Json) -> None:
    assert kenanga["username"] not in {row["Nama pengguna"] for row in exported(elsewhere.dinas, purpose="contact")}
