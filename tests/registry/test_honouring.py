"""What volunteers get, by the doors: tali asih by four eyes, insurance, letters that anybody checks; what stays of them
when they are erased, and how long they stay."""

import csv
import io
import json
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import asyncpg
import pytest

from deploy.local.running import Running
from tests.registry import courses
from tests.registry.conftest import Kabupaten
from tests.registry.people import Answer, Json, Person
from tests.registry.test_certifying import fetched, text_of

RATE = {"role": "psm", "amount": 250_000, "budget": "=SUM(A1:A9)", "basis": "Keputusan Bupati 188.45/1/2026"}


def proposed(by: Person, month: date, **other: Any) -> Answer:
    return by.post("/v1/stipends", {"first": str(month), "last": str(month), "rates": [RATE], **other})


def approved(kabupaten: Kabupaten, month: date) -> Json:
    made = proposed(kabupaten.dinas, month).body
    told = kabupaten.supervisor.post(f"/v1/stipends/{made['id']}/decision", {"approved": True}, was=1)
    assert told.status == 200, told.body
    return told.body


def paid(by: Person, stipend: Json, *chosen: str, **other: Any) -> Answer:
    today = courses.today(by.get("/v1/me").body["office"]).isoformat()
    body = {"entitlements": list(chosen), "paid_on": today, "proof": "SP2D 900/1", **other}
    return by.post(f"/v1/stipends/{stipend['id']}/payments", body, was=stipend["version"])


def test_a_period_goes_from_proposal_by_four_eyes_to_payment(kabupaten: Kabupaten, rahma: tuple[Json, Person]) -> None:
    made = proposed(kabupaten.supervisor, date(2026, 2, 1)).body
    hers = next(one for one in made["entitled"] if one["volunteer_id"] == rahma[0]["id"])
    assert (hers["months"], hers["amount"], made["status"]) == (1, 250_000, "proposed")
    path = f"/v1/stipends/{made['id']}"
    refused = kabupaten.supervisor.post(f"{path}/decision", {"approved": True}, was=1)
    assert (refused.status, refused.body["code"]) == (403, "own-proposal")
    assert kabupaten.dinas.post(f"{path}/decision", {"approved": True}, was=1).status == 403
    assert kabupaten.dinas.post(f"{path}/withdrawal", was=1).body["status"] == "withdrawn"

    stipend = approved(kabupaten, date(2026, 2, 1))
    hers = next(one for one in stipend["entitled"] if one["volunteer_id"] == rahma[0]["id"])
    told = paid(kabupaten.dinas, stipend, hers["id"])
    assert told.status == 200, told.body
    again = paid(kabupaten.dinas, told.body, hers["id"])
    assert (again.status, again.body["code"]) == (409, "already-paid")
    line = told.body["payments"][0]
    body = {"payment_id": line["id"], "reason": "Rekening keliru"}
    back = kabupaten.dinas.post(f"{path.replace(made['id'], stipend['id'])}/counter-entries", body, was=3)
    assert [one["amount"] for one in back.body["payments"]] == [250_000, -250_000]
    assert paid(kabupaten.dinas, back.body, hers["id"], proof="SP2D 900/2").status == 200
    mine = next(one for one in rahma[1].get("/v1/me/care").body["payments"] if one["first"] == "2026-02-01")
    assert mine["settled"]


def test_the_list_is_a_table_in_which_no_cell_is_a_formula(kabupaten: Kabupaten, rahma: tuple[Json, Person]) -> None:
    stipend = approved(kabupaten, date(2026, 3, 1))
    kind, called, content = fetched(kabupaten.dinas, f"/v1/stipends/{stipend['id']}/list?kind=csv")
    assert (kind, called) == ("text/csv; charset=utf-8", 'attachment; filename="tali-asih-2026-03.csv"')
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert {row["Sumber anggaran"] for row in rows} == {"'=SUM(A1:A9)"}
    assert rahma[0]["name"] in {row["Nama"] for row in rows}


def test_of_two_proposals_at_once_one_is_refused(kabupaten: Kabupaten, rahma: tuple[Json, Person]) -> None:
    with ThreadPoolExecutor(2) as both:
        answers = list(both.map(lambda by: proposed(by, date(2026, 4, 1)), (kabupaten.dinas, kabupaten.supervisor)))
    assert sorted(answer.status for answer in answers) == [201, 409]
    assert next(answer.body["code"] for answer in answers if answer.status == 409) == "months-taken"


async def test_no_login_that_serves_may_change_or_take_away_what_was_paid(street: Running) -> None:
    for login in ("app", "consume"):
        connection = await asyncpg.connect(street.dsn("registry", login))
        await connection.execute("SELECT set_config('titian.office', '1906', false)")
        for sql in ("UPDATE payments SET amount = 0", "DELETE FROM payments"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(sql)
        await connection.close()


# --- insurance ---


def insured(by: Person, volunteer: Json, until: date, was: int = 0) -> Answer:
    body = {"number": "19060000123", "programmes": ["jkk", "jkm"], "paid_until": str(until), "evidence": "BPU 1"}
    return by.post(f"/v1/volunteers/{volunteer['id']}/insurance", body, was=was)


async def test_a_number_is_masked_and_opened_for_a_payment_on_record(kabupaten: Kabupaten, admin: Any) -> None:
    mawar = kabupaten.appointed(kabupaten.psm(name="Mawar Contoh"))
    soon = courses.today(kabupaten.code) + timedelta(days=20)
    assert insured(kabupaten.dinas, mawar, soon).body["number"] == "••••••••123"
    assert insured(kabupaten.dinas, mawar, soon).status == 412, "somebody recorded it meanwhile"
    listed = kabupaten.dinas.get("/v1/insurances?state=lapsing&limit=200").body
    assert mawar["id"] in {one["volunteer_id"] for one in listed["items"]} and listed["counts"]["lapsing"] >= 1
    assert mawar["id"] not in json.dumps(kabupaten.dinas.get("/v1/insurances?state=uninsured&limit=200").body)

    def row(numbers: bool) -> dict[str, str]:
        content, _ = kabupaten.dinas.take("/v1/insurances/export", {"kind": "csv", "numbers": numbers})
        rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")
        return next(one for one in rows if one["Nama"] == "Mawar Contoh")

    assert row(False)["Nomor peserta (KPJ)"] == "••••••••123"
    assert row(True)["Nomor peserta (KPJ)"] == "19060000123"
    asked = "SELECT fields, purpose FROM ledger WHERE subject_id = $1"
    found = [dict(one) for one in await admin.fetch(asked, mawar["id"])]
    assert found == [{"fields": ["number"], "purpose": "payment"}]


# --- letters ---


def look(street: Running, token: str) -> Answer:
    """As somebody who shows no token of a log-in."""
    request = urllib.request.Request(f"{street.url('registry')}/v1/service-letters/{token}")
    while True:
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return Answer(answer.status, json.load(answer), dict(answer.headers))
        except urllib.error.HTTPError as refusal:
            if refusal.code != 429:
                return Answer(refusal.code, json.load(refusal), dict(refusal.headers))
            time.sleep(0.3)


def test_a_letter_is_printed_checked_by_anybody_and_revoked_for_all_to_see(
    street: Running, kabupaten: Kabupaten, rahma: tuple[Json, Person]
) -> None:
    path = f"/v1/volunteers/{rahma[0]['id']}/letters"
    letter = kabupaten.dinas.post(path, {"kind": "service"}).body
    one = f"/v1/service-letters/{letter['id']}"
    text = text_of(fetched(rahma[1], f"{one}/paper")[2])
    assert letter["number"] in text and rahma[0]["name"] in text and "5 Januari 2026" in text
    told = look(street, letter["token"])
    assert (told.body["state"], told.body["number"]) == ("valid", letter["number"])
    assert set(told.body) == {
        "state", "state_words", "kind_words", "number", "name", "role", "place", "since_on", "until_on", "issued_on",
    }  # fmt: skip
    assert look(street, letter["token"][:-1]).body["code"] == "unknown-letter"
    assert kabupaten.dinas.post(f"{one}/revocation", {"reason": "Nama keliru"}, was=1).status == 200
    assert look(street, letter["token"]).body["state"] == "revoked"


def test_a_letter_is_no_certificate(street: Running, kabupaten: Kabupaten, rahma: tuple[Json, Person]) -> None:
    letter = kabupaten.dinas.post(f"/v1/volunteers/{rahma[0]['id']}/letters", {"kind": "service"}).body
    request = urllib.request.Request(f"{street.url('registry')}/v1/certificates/{letter['token']}")
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=20)
    assert refused.value.code in (404, 429)


# --- PPPK, going, staying ---


def test_who_lacks_what_is_listed_and_an_education_is_no_longer_missing(kabupaten: Kabupaten) -> None:
    melur = kabupaten.appointed(kabupaten.psm(name="Melur Contoh"))

    def lacks() -> list[str]:
        listed = kabupaten.dinas.get("/v1/pppk?limit=200").body["items"]
        return [one["code"] for row in listed if row["volunteer_id"] == melur["id"] for one in row["missing"]]

    assert lacks() == ["education", "tenure", "certificate"]
    body = {"education": "s1", "field": "Sosiologi", "year": 2015}
    assert kabupaten.dinas.post(f"/v1/volunteers/{melur['id']}/education", body, was=0).status == 200
    assert lacks() == ["tenure", "certificate"]


async def test_whoever_is_erased_leaves_payments_without_her_name_and_nothing_else(
    kabupaten: Kabupaten, admin: Any
) -> None:
    sakura = kabupaten.appointed(kabupaten.psm(name="Sakura Contoh"))
    path = f"/v1/volunteers/{sakura['id']}"
    stipend = approved(kabupaten, date(2026, 5, 1))
    hers = next(one for one in stipend["entitled"] if one["volunteer_id"] == sakura["id"])
    assert paid(kabupaten.dinas, stipend, hers["id"]).status == 200
    assert insured(kabupaten.dinas, sakura, courses.today(kabupaten.code) + timedelta(days=90)).status == 200
    assert kabupaten.dinas.post(f"{path}/letters", {"kind": "service"}).status == 201
    version = kabupaten.dinas.get(path).body["version"]
    refused = kabupaten.supervisor.post(f"{path}/care-erasure", was=version)
    assert (refused.status, refused.body["code"]) == (409, "still-serving")
    assert kabupaten.dinas.post(f"{path}/departure", {"reason": "moved"}).body["code"] == "still-serving"
    ended = kabupaten.dinas.post(f"{path}/end", {"reason": "Pindah kota"}, was=version).body
    assert kabupaten.dinas.post(f"{path}/departure", {"reason": "moved"}).status == 200
    assert kabupaten.dinas.post(f"{path}/care-erasure", was=ended["version"]).status == 403, "its head alone"
    assert kabupaten.supervisor.post(f"{path}/care-erasure", was=ended["version"]).status == 200

    left = kabupaten.dinas.get(path + "/care").body
    assert (left["letters"], left["payments"], left["departure"], left["insurance"]["number"]) == ([], [], None, "")
    told = kabupaten.dinas.get(f"/v1/stipends/{stipend['id']}").body
    kept = next(one for one in told["entitled"] if one["id"] == hers["id"])
    assert (kept["name"], kept["volunteer_id"], kept["paid"]) == ("", None, 250_000)
    for counted in (
        "SELECT count(*) FROM insurances WHERE volunteer_id = $1",
        "SELECT count(*) FROM service_letters WHERE volunteer_id = $1",
        "SELECT count(*) FROM departures WHERE volunteer_id = $1",
    ):
        assert await admin.fetchval(counted, sakura["id"]) == 0


async def test_counts_of_who_stays_follow_appointments_and_ends(kabupaten: Kabupaten, admin: Any) -> None:
    async def serving() -> int:
        told = await admin.fetchval("SELECT serving FROM retention_counts WHERE area = $1", kabupaten.code)
        return sum(count for role, _, count in json.loads(told) if role == "psm")

    before = await serving()
    tanjung = kabupaten.appointed(kabupaten.psm(name="Tanjung Contoh"))
    assert await serving() == before + 1
    path = f"/v1/volunteers/{tanjung['id']}"
    assert kabupaten.dinas.post(f"{path}/end", {"reason": "Pindah"}, was=tanjung["version"]).status in (200, 412)
    if kabupaten.dinas.get(path).body["status"] != "ended":  # her account was made just then
        version = kabupaten.dinas.get(path).body["version"]
        assert kabupaten.dinas.post(f"{path}/end", {"reason": "Pindah"}, was=version).status == 200
    assert await serving() == before
    gone = json.loads(await admin.fetchval("SELECT gone FROM retention_counts WHERE area = $1", kabupaten.code))
    assert any(reason == "unsaid" for _, _, reason, _ in gone)


def test_what_is_shown_of_it_hides_small_figures_and_names_nobody(kabupaten: Kabupaten) -> None:
    told = kabupaten.dinas.get("/v1/retention").body
    assert told["area"] == kabupaten.code and {one["role"] for one in told["roles"]} == {"psm", "tksk"}
    for role in told["roles"]:
        for figures in (role["served"], role["left"]):
            assert all(line["count"] in (None, 0) or line["count"] > 4 for line in figures["lines"])
    assert "Contoh" not in json.dumps(told)
