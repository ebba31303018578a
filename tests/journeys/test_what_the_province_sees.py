"""A province sees how its kabupaten fare and not a single name; what is handed up to it becomes a file of its own."""

import asyncio
import time
from typing import Any

import asyncpg
import pytest

from deploy.local.demo.doors import Caller, Doors, Refused
from deploy.local.running import Running
from tests.journeys.newcomers import LENGGANG, Newcomer
from tests.journeys.steps import LENIENT, NOWHERE, SECONDS, becomes, fresh, notice, planned, record, refused, somebody

ELDERLY = "8"
HELD_BY = {"cases": 8, "referral": 3, "registry": 2, "notify": 1}  # tables behind the wall, at least


async def test_a_published_figure_moves_within_seconds_of_a_new_case(doors: Doors, newcomer: Newcomer) -> None:
    sumarni = doors.person("sumarni")
    before = await open_cases(sumarni)
    assert before >= 5, "the demonstration has enough open cases that this cell is shown"
    began = time.monotonic()
    await record(newcomer.caller, somebody(LENGGANG, ages=(66, 80)), 8)
    while await open_cases(sumarni) == before:
        assert time.monotonic() - began < SECONDS * LENIENT
        await asyncio.sleep(0.2)
    assert await open_cases(sumarni) == before + 1


async def test_small_figures_are_hidden_and_no_sum_gives_them_back(doors: Doors) -> None:
    rows = await figures(doors.person("sumarni"))
    assert not [row for row in rows if row["count"] is not None and 0 < row["count"] < 5]
    hidden = [row for row in rows if row["suppressed"]]
    assert hidden
    for where in {(row["area"], row["type"]) for row in hidden}:
        alone = [row for row in hidden if (row["area"], row["type"]) == where and row["status"]]
        for group in {row["status_group"] for row in alone}:
            mine = [row for row in alone if row["status_group"] == group]
            total = [
                row
                for row in rows
                if (row["area"], row["type"]) == where and not row["status"] and row["status_group"] == group
            ]
            assert len(mine) != 1 or not total or total[0]["suppressed"], (
                f"{where}, {group}: one hidden cell is a difference"
            )


async def test_no_figure_names_anybody(doors: Doors) -> None:
    told = str(await doors.person("sumarni").get("oversight/v1/figures?limit=200"))
    for name in ("Salamah", "Rahma", "Jaka", "Contoh", "Umpama"):
        assert name not in told


async def test_every_file_of_a_kabupaten_answers_not_found(doors: Doors, newcomer: Newcomer) -> None:
    sumarni = doors.person("sumarni")
    case = await planned(doors, newcomer.caller, somebody(LENGGANG), "food", type=24)
    assert (await refused(sumarni, case.url)).status == 404
    assert str(await refused(sumarni, case.url)).replace(case.url, "") == str(await refused(sumarni, NOWHERE)).replace(
        NOWHERE, ""
    )
    for part in ("timeline", "openings"):
        assert (await refused(sumarni, f"{case.url}/{part}")).status == 404
    referrals = await doors.person("dewi").get("referral/v1/referrals?limit=200")
    assert referrals["items"]
    for referral in referrals["items"][:5]:
        assert (await refused(sumarni, f"referral/v1/referrals/{referral['id']}")).status == 404
    volunteers = await doors.person("yusuf").get("registry/v1/volunteers?limit=200")
    assert (await refused(sumarni, f"registry/v1/volunteers/{volunteers['items'][0]['id']}")).status in (403, 404)
    listed = await sumarni.get("cases/v1/cases?queue=all&limit=200")
    assert not [one for one in listed["items"] if one["code"].startswith("1906")]


@pytest.mark.parametrize("service", HELD_BY)
async def test_its_database_context_reads_no_row_that_a_kabupaten_holds(street: Running, service: str) -> None:
    """With the log-in of the serving process, as the office of the province."""
    connection = await asyncpg.connect(street.dsn(service, "app"))
    try:
        held = await connection.fetch(
            "SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
            " WHERE c.relrowsecurity AND c.relforcerowsecurity AND a.attname = 'office' AND NOT c.relispartition"
            " AND has_table_privilege(c.oid, 'SELECT')"
        )
        assert len(held) >= HELD_BY[service]
        for office, sees in (("1906", True), ("19", False)):
            async with connection.transaction():
                await connection.execute(f"SET LOCAL titian.office = '{office}'")
                rows = 0
                for table in held:
                    query = f"SELECT count(*) FROM {table['name']} WHERE office = '1906'"  # noqa: S608 -- reason: a name from the catalogue
                    rows += await connection.fetchval(query)
                assert bool(rows) is sees, f"{office} reads {rows} rows of 1906"
    finally:
        await connection.close()


async def test_what_is_handed_up_becomes_its_own_file_and_the_kabupaten_keeps_its_own(
    doors: Doors, newcomer: Newcomer
) -> None:
    dewi, sumarni = doors.person("dewi"), doors.person("sumarni")
    person = somebody(LENGGANG)
    case = await planned(doors, newcomer.caller, person, "guidance", type=24)
    body = {"reason": "Panti provinsi lebih sesuai.", "fields": ["name", "sex", "type", "need"]}
    await dewi.change(case.url, "hand-up", body, key=fresh())
    found = await sumarni.find("cases/v1/hand-ups", lambda up: up["code"] == case.code)
    handup = f"cases/v1/hand-ups/{found['id']}"
    assert person.name not in str(found)
    await notice(sumarni, case.code)

    own = await sumarni.post(f"{handup}/opening", {}, key=fresh(), version=found["version"])
    file = await sumarni.get(f"cases/v1/cases/{own['id']}")
    assert file["code"].startswith("19-")
    assert (file["origin"], file["person"]["name"]) == (case.code, person.name)
    assert person.nik not in str(file), "not among the chosen fields"
    assert (await refused(dewi, f"cases/v1/cases/{own['id']}")).status == 404
    kept = await dewi.get(case.url)
    assert (kept["code"], kept["status"], kept["person"]["name"]) == (case.code, "planning", person.name)
    told = await becomes(dewi, handup, "opened")
    assert told["own_code"] == file["code"]
    with pytest.raises(Refused):
        await sumarni.post(f"{handup}/opening", {}, key=fresh(), version=found["version"])


async def open_cases(province: Caller) -> int:
    """Open cases of type 8 in 1906, as published; 0 where the cell is hidden."""
    told = await province.get(f"oversight/v1/figures?kind=cases&area=1906&type={ELDERLY}&status=open")
    return next((row["count"] or 0 for row in told["rows"] if row["kabupaten"] == "1906"), 0)


async def figures(province: Caller) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    after = ""
    while True:
        told = await province.get(f"oversight/v1/figures?kind=cases&limit=200{after}")
        rows += told["rows"]
        if not told["next"]:
            return rows
        after = f"&cursor={told['next']}"
