"""Over HTTP: how villages are covered in any area; and the open table, which always is what a recount finds."""

import asyncio
import time
from datetime import UTC, date, datetime, timedelta

import asyncpg
import pytest

from deploy.local.running import Running
from services.kit import area
from services.kit.area import Level
from tests.cases.people import PATIENCE, Worker, known_by_now
from tests.registry.conftest import Kabupaten
from tests.registry.counted import recount, states
from tests.registry.people import Json, Person, newcomer
from tests.registry.test_serving_on import SK, cover, do, done, on

PSM_DAYS = {"number": "141/90", "issuer": "Bupati Contoh", "issued_on": "2026-01-05", "starts_on": "2026-01-05"}


@pytest.fixture(scope="module")
def province(administrator: Person, kabupaten: Kabupaten) -> Person:
    """An officer of the province that the kabupaten lies in."""
    letter = {"name": "Sumarni Contoh", "roles": ["province"], "office": kabupaten.code[:2]}
    sent = administrator.post("/v1/officers", letter)
    assert sent.status == 201, sent.body
    return newcomer(administrator, f"/v1/officers/{sent.body['id']}")


def coverage(who: Person, code: str = "") -> Json:
    answer = who.get(f"/v1/coverage?area={code}" if code else "/v1/coverage")
    assert answer.status == 200, answer.body
    return answer.body


def village(shown: Json, code: str) -> Json:
    return next(one for one in shown["villages"] if one["code"] == code)


def test_every_village_of_the_kabupaten_is_told_and_the_figures_add_up(kabupaten: Kabupaten) -> None:
    shown = coverage(kabupaten.dinas)
    told = shown["sum"]
    assert [one["code"] for one in shown["villages"]] == list(area.codes(kabupaten.code, Level.DESA))
    assert told["villages"] == told["covered"] + told["cover"] + told["vacant"] == len(shown["villages"])
    assert told["seats"] == told["seated"] + told["acting"] + told["unseated"] == len(shown["seats"])
    for name in told:
        assert told[name] == sum(row[name] for row in shown["rows"]), name
    assert shown["thresholds"]["source"]


def test_a_village_goes_from_vacant_to_covered_to_cover_and_back(kabupaten: Kabupaten) -> None:
    place, near = kabupaten.villages(1)[1:3]
    assert village(coverage(kabupaten.dinas), place)["state"] == "vacant"
    psm = kabupaten.appointed(kabupaten.psm(villages=[place]))
    shown = village(coverage(kabupaten.dinas), place)
    assert (shown["state"], shown["psm"], [one["id"] for one in shown["people"]]) == ("covered", 1, [psm["id"]])
    done(kabupaten, psm, "leave", {"reason": "Sakit", "returns_on": on(20)})
    away = village(coverage(kabupaten.dinas), place)
    assert (away["state"], away["away"]) == ("vacant", 1)
    other = kabupaten.appointed(kabupaten.psm(villages=[near]))
    covering = done(kabupaten, other, "cover", cover([place]))
    lent = village(coverage(kabupaten.dinas), place)
    assert (lent["state"], lent["covering"], lent["cover_ends_on"]) == ("cover", 1, on(30))
    done(kabupaten, other, "cover-end", {"cover_id": covering["covers"][0]["id"]})
    done(kabupaten, psm, "leave-end")
    assert village(coverage(kabupaten.dinas), place)["state"] == "covered"
    for verb, state in (("suspension", "vacant"), ("reinstatement", "covered"), ("end", "vacant")):
        done(kabupaten, psm, verb, {"reason": "diperiksa"})
        assert village(coverage(kabupaten.dinas), place)["state"] == state


def test_a_village_whose_sk_ends_soon_is_marked_and_a_second_psm_without_end_unmarks_it(kabupaten: Kabupaten) -> None:
    place = kabupaten.villages(1)[3]
    kabupaten.appointed(kabupaten.psm(villages=[place], sk=PSM_DAYS | {"ends_on": on(80)}))
    assert village(coverage(kabupaten.dinas), place)["marks"] == ["ending"]
    second = kabupaten.appointed(kabupaten.psm(villages=[place]))
    assert village(coverage(kabupaten.dinas), place)["marks"] == []
    done(kabupaten, second, "end", {"reason": "pindah"})
    assert village(coverage(kabupaten.dinas), place)["marks"] == ["ending"]


def test_a_seat_is_told_with_who_holds_it(elsewhere: Kabupaten) -> None:
    tksk = elsewhere.appointed(elsewhere.tksk(3)) if not _held(elsewhere, 3) else _held(elsewhere, 3)
    seat = next(one for one in coverage(elsewhere.dinas)["seats"] if one["code"] == elsewhere.kecamatan(3))
    assert seat["state"] == "covered"
    assert tksk["id"] in {one["id"] for one in seat["people"]}


def _held(kabupaten: Kabupaten, number: int) -> Json:
    listed = kabupaten.dinas.get(f"/v1/volunteers?role=tksk&kec={kabupaten.kecamatan(number)}").body["items"]
    return next((item for item in listed if item["kec"] == kabupaten.kecamatan(number)), {})


async def test_a_village_where_nobody_was_recorded_for_long_is_silent_and_says_for_how_long(
    kabupaten: Kabupaten, street: Running
) -> None:
    place = kabupaten.villages(1)[4]
    kabupaten.appointed(kabupaten.psm(villages=[place]))
    assert village(coverage(kabupaten.dinas), place)["silent_days"] is None
    admin = await asyncpg.connect(street.admin_dsn("registry"))
    shift = "UPDATE village_states SET active_on = active_on + $2::int WHERE area = $1"
    try:
        await admin.execute(shift, place, -63)
        shown = village(coverage(kabupaten.dinas), place)
        await admin.execute(shift, place, 63)
    finally:
        await admin.close()
    assert shown["marks"] == ["silent"]
    assert shown["silent_days"] in (63, 64)


def test_a_province_and_the_nation_read_numbers_and_no_name(
    kabupaten: Kabupaten, province: Person, administrator: Person
) -> None:
    psm = kabupaten.appointed(kabupaten.psm(name="Zubaidah Cakupan", villages=kabupaten.villages(2)[:1]))
    own = coverage(kabupaten.dinas)["sum"]
    for who, place in ((province, kabupaten.code[:2]), (administrator, "00"), (province, "00")):
        shown = coverage(who, place)
        assert "villages" not in shown
        assert shown["sum"]["villages"] == sum(row["villages"] for row in shown["rows"])
    of_province = coverage(province)
    assert of_province["area"]["code"] == kabupaten.code[:2]
    row = next(row for row in of_province["rows"] if row["code"] == kabupaten.code)
    assert {name: row[name] for name in own} == own, "the database counts as the rule does"
    drilled = coverage(province, kabupaten.code)
    assert village(drilled, kabupaten.villages(2)[0])["psm"] >= 1
    told = str([of_province, drilled, coverage(province, kabupaten.kecamatan(2))])
    assert "people" not in told and psm["id"] not in told and "Zubaidah" not in told


def test_a_tksk_reads_names_of_the_own_kecamatan_only(elsewhere: Kabupaten) -> None:
    held = _held(elsewhere, 0)
    if held and held["status"] != "ended":
        done(elsewhere, held, "end", {"reason": "pindah tugas"})
    here = elsewhere.appointed(elsewhere.psm(villages=elsewhere.villages(0)[:1]))
    there = elsewhere.appointed(elsewhere.psm(villages=elsewhere.villages(1)[:1]))
    _, he = elsewhere.at_work(elsewhere.tksk(0))
    assert coverage(he)["area"]["code"] == elsewhere.kecamatan(0), "the own, where none is named"
    shown = coverage(he, elsewhere.code)
    assert here["id"] in {one["id"] for one in village(shown, elsewhere.villages(0)[0])["people"]}
    assert village(shown, elsewhere.villages(1)[0])["people"] == []
    assert there["id"] not in str(shown)


def test_a_psm_reads_no_coverage_and_a_wrong_area_is_named(
    kabupaten: Kabupaten, rahma: tuple[Json, Person]
) -> None:  # fmt: skip
    assert rahma[1].get("/v1/coverage").status == 403
    assert rahma[1].get("/v1/coverage/forecast").status == 403
    for wrong in ("9999", "x", kabupaten.villages()[0]):
        refused = kabupaten.dinas.get(f"/v1/coverage?area={wrong}")
        assert (refused.status, refused.code, set(refused.body["fields"])) == (422, "unknown-area", {"area"})


def test_the_forecast_names_who_could_serve_next_and_why(kabupaten: Kabupaten, province: Person) -> None:
    place, near = kabupaten.villages(4)[2:4]
    kabupaten.appointed(kabupaten.psm(villages=[place], sk=PSM_DAYS | {"ends_on": on(40)}))
    other = kabupaten.appointed(kabupaten.psm(name="Yuliana Umpama", villages=[near]))
    shown = kabupaten.dinas.get(f"/v1/coverage/forecast?area={kabupaten.kecamatan(4)}").body
    loss = next(one for one in shown["villages"] if one["code"] == place)
    proposal = next(one for one in loss["proposals"] if one["id"] == other["id"])
    assert (proposal["name"], proposal["open_cases"], proposal["among"]) == (
        "Yuliana Umpama", 0, len(loss["proposals"]) if len(loss["proposals"]) < 3 else proposal["among"],
    )  # fmt: skip
    month = str(datetime.now(UTC) + timedelta(days=40))[:7]
    assert next(one for one in shown["months"] if one["month"][:7] == month)["villages"] >= 1
    assert len(shown["months"]) == 12
    seen = province.get(f"/v1/coverage/forecast?area={kabupaten.code}").body
    assert place in {one["code"] for one in seen["villages"]}
    assert "proposals" not in str(seen) and "Yuliana" not in str(seen)
    assert province.get("/v1/coverage/forecast").body["villages"] == []


async def test_what_cases_tell_is_counted_once_and_of_a_protected_case_nothing(
    kabupaten: Kabupaten, street: Running
) -> None:
    place = kabupaten.villages(2)[3]
    _, she = kabupaten.at_work(kabupaten.psm(villages=[place]))
    psm = Worker(she, (place,))
    known_by_now(psm)
    admin = await asyncpg.connect(street.admin_dsn("registry"))
    try:
        sub = psm.person.get("/v1/me").body["sub"]
        load = "SELECT count(*) FROM caseloads WHERE office = $1 AND sub = $2"
        before = await admin.fetchval(load, kabupaten.code, sub)
        case = psm.recorded()
        psm.post("/v1/cases", psm.met(type=16))
        solved = psm.recorded()
        assert await _until(admin, load, kabupaten.code, sub, before + 2)
        psm.post(f"/v1/cases/{solved['id']}/solution", {"by": "Tetangga", "note": "Beres."}, was=1)
        assert await _until(admin, load, kabupaten.code, sub, before + 1)
        mine = await admin.fetch("SELECT case_id FROM caseloads WHERE sub = $1", sub)
        assert case["id"] in {str(row["case_id"]) for row in mine}
        active = await admin.fetchval("SELECT active_on FROM activity WHERE sub = $1", sub)
        assert abs((active - datetime.now(UTC).date()).days) <= 1
    finally:
        await admin.close()


async def _until(admin: asyncpg.Connection, query: str, office: str, sub: str, count: int) -> bool:
    end = time.monotonic() + PATIENCE
    while await admin.fetchval(query, office, sub) != count:
        if time.monotonic() > end:
            return False
        await asyncio.sleep(0.1)
    return True


async def test_the_open_table_is_what_a_recount_finds(
    kabupaten: Kabupaten, elsewhere: Kabupaten, street: Running
) -> None:
    """After all that the tests before this one did, and every verb once more."""
    here, there = elsewhere.villages(2)[3:5]
    one = elsewhere.appointed(elsewhere.psm(villages=[here, there], sk=PSM_DAYS | {"ends_on": on(30)}))
    two = elsewhere.appointed(elsewhere.psm(villages=[there]))
    done(elsewhere, one, "leave", {"reason": "Sakit", "returns_on": on(9)})
    done(elsewhere, two, "cover", cover([here]))
    assert await states(street, elsewhere.code) == await recount(street, elsewhere.code)
    done(elsewhere, one, "leave-end")
    done(elsewhere, one, "move", {"villages": elsewhere.villages(1)[3:4], "sk": SK})
    done(elsewhere, two, "suspension", {"reason": "diperiksa"})
    assert await states(street, elsewhere.code) == await recount(street, elsewhere.code)
    done(elsewhere, two, "end", {"reason": "pindah"})
    assert do(elsewhere, two, "renewal", {"sk": SK}).code == "already-ended"
    for office in (elsewhere.code, kabupaten.code):
        assert await states(street, office) == await recount(street, office)


async def test_a_day_of_activity_is_the_offices(kabupaten: Kabupaten, street: Running) -> None:
    """20.00 UTC is the next morning everywhere here. Nobody else serves the village."""
    place = kabupaten.villages(4)[-1]
    one = kabupaten.appointed(kabupaten.psm(villages=[place]))
    kabupaten.dinas.until(f"/v1/volunteers/{one['id']}", "account", "ready")
    admin = await asyncpg.connect(street.admin_dsn("registry"))
    evening = datetime(2026, 3, 1, 20, tzinfo=UTC)
    try:
        await admin.execute("UPDATE volunteers SET since_at = $2 WHERE volunteer_id = $1", one["id"], evening)
        done(kabupaten, one, "renewal", {"sk": SK})
        active_on = await admin.fetchval("SELECT active_on FROM village_states WHERE area = $1", place)
    finally:
        await admin.close()
    assert active_on == date(2026, 3, 2)


async def test_an_office_writes_the_states_of_its_own_villages_only(
    kabupaten: Kabupaten, elsewhere: Kabupaten, street: Running
) -> None:
    app = await asyncpg.connect(street.dsn("registry", "app").replace("+asyncpg", ""))
    try:
        async with app.transaction():
            await app.execute(f"SET LOCAL titian.office = '{kabupaten.code}'")
            assert await app.fetchval("SELECT count(*) FROM village_states WHERE left(area, 4) <> $1", kabupaten.code)
            changed = await app.execute(
                "UPDATE village_states SET psm = 9 WHERE left(area, 4) = $1", elsewhere.code
            )  # fmt: skip
            assert changed == "UPDATE 0"
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await app.execute(
                    "INSERT INTO village_states VALUES ($1, 9, 0, 0, NULL, NULL, false, NULL, now())",
                    elsewhere.villages(4)[-1] + "x",
                )
    finally:
        await app.close()
