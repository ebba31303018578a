"""Figures on the running street: from facts only, within seconds, and never a small one."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

import asyncpg
import pytest

from tests.oversight.conftest import Above
from tests.referral.town import NAME, PATIENCE, Town, Worker
from tests.registry.people import Json

PROMISED = 5.0  # seconds from the answer of cases to the province's figures
MANY = 12


def rows(worker: Worker, query: str = "") -> list[Json]:
    """All rows of a question, page by page."""
    found: list[Json] = []
    path = f"/v1/figures?limit=200{query}"
    while True:
        page = worker.get(path, "oversight")
        assert page.status == 200, page.body
        found += page.body["rows"]
        if page.body["next"] is None:
            return found
        path = f"/v1/figures?limit=200{query}&cursor={page.body['next']}"


def until(true: Callable[[], Any]) -> Any:
    end = time.monotonic() + PATIENCE
    while not (found := true()):
        assert time.monotonic() < end
        time.sleep(0.1)
    return found


def met(town: Town) -> Json:
    """An elderly person; type 8 fills one cell of the town."""
    person = {"name": NAME, "birth_on": "1949-05-04", "sex": "f", "village": town.village}
    return town.psm.done("/v1/cases", {"person": person, "type": 8, "consent": {"basis": "consent"}}, service="cases")


def awaiting(worker: Worker, town: Town) -> int | None:
    """The town's count of type 8 awaiting verification, as the worker sees it."""
    found = rows(worker, f"&area={town.code}&type=8&status=awaiting")
    return found[0]["count"] if found else None


@pytest.fixture(scope="module", autouse=True)
def many(town: Town, above: Above) -> None:
    """Enough for a figure that may be shown."""
    for _ in range(MANY):
        met(town)
    until(lambda: (awaiting(above.province, town) or 0) >= MANY)


def test_a_published_figure_moves_within_seconds(town: Town, above: Above) -> None:
    before = awaiting(above.province, town)
    assert before is not None
    met(town)
    begun = time.monotonic()
    until(lambda: awaiting(above.province, town) == before + 1)
    assert time.monotonic() - begun < PROMISED


def test_no_row_is_small_and_each_hidden_one_says_why(town: Town, above: Above) -> None:
    town.psm.done("/v1/cases", small(town), service="cases")
    found = until(lambda: [row for row in rows(above.province) if row["type"] == "9" and row["area"] == town.code])
    assert {row["suppressed"] for row in found} <= {"small", "secondary"}
    for row in rows(above.province):
        assert (row["count"] is None) == (row["suppressed"] is not None)
        assert row["count"] is None or row["count"] > 4


def small(town: Town) -> Json:
    person = {"name": NAME, "sex": "f", "birth_on": "1990-01-01", "village": town.village}
    return {"person": person, "type": 9, "consent": {"basis": "consent"}}


def test_whatever_is_shown_is_the_count_of_the_facts(town: Town, above: Above) -> None:
    truth = asyncio.run(_tallies(town))
    shown = [row for row in rows(above.province, f"&area={town.code}") if row["status"] and row["type"]]
    assert shown
    for row in shown:
        counted = truth[row["type"], row["status"]]
        assert row["count"] in (None, counted)
        assert (row["suppressed"] == "small") == (1 <= counted <= 4)


def test_a_case_that_is_completed_under_another_type_leaves_its_old_one(town: Town) -> None:
    case, wanted = met(town), {"service": "cases"}
    path = f"/v1/cases/{case['id']}"
    returned = town.tksk.done(f"{path}/return", {"reason": "wrong_type"}, was=case["version"], **wanted)
    until(lambda: asyncio.run(_tallies(town)).get(("8", "returned")) == 1)
    town.psm.done(f"{path}/completion", {"type": 24}, was=returned["version"], **wanted)
    until(lambda: asyncio.run(_tallies(town)).get(("24", "awaiting")) == 1)
    left = asyncio.run(_tallies(town))
    assert left["8", "returned"] == 0
    assert min(left.values()) >= 0


def test_the_dinas_sees_its_own_kabupaten_and_no_sums_of_the_province(town: Town) -> None:
    found = rows(town.dinas)
    assert {row["area"] for row in found} == {town.code}
    for area in (town.code[:2], "00", "1906" if town.code != "1906" else "1901"):
        answer = town.dinas.get(f"/v1/figures?area={area}", "oversight")
        assert (answer.status, answer.code) == (404, "not-found")


def test_the_province_sees_its_kabupaten_and_no_other_province(town: Town, above: Above) -> None:
    assert {row["area"] for row in rows(above.province)} <= {town.code[:2]} | {
        row["kabupaten"] for row in rows(above.province) if row["kabupaten"]
    }
    assert above.other_province.get(f"/v1/figures?area={town.code}", "oversight").status == 404
    assert town.code not in {row["area"] for row in rows(above.other_province)}


def test_the_nation_adds_up_what_provinces_published(town: Town, above: Above) -> None:
    provinces = [row for row in rows(above.nation, "&type=all&status=all") if row["level"] == "province"]
    nation = [row for row in rows(above.nation, "&type=all&status=all") if row["level"] == "nation"]
    assert town.code[:2] in {row["area"] for row in provinces}
    assert nation[0]["count"] == sum(row["count"] or 0 for row in provinces) or nation[0]["suppressed"]
    assert nation[0]["partial"] == any(row["count"] is None for row in provinces)


def test_figures_come_with_what_they_mean_and_with_their_time(above: Above) -> None:
    answer = above.province.get("/v1/figures", "oversight").body
    assert {"cases", "small", "secondary", "zero", "nation"} <= {said["code"] for said in answer["definitions"]}
    assert answer["as_of"]


@pytest.mark.parametrize("path", ["/v1/figures?limit=3", "/v1/heads?limit=3"])
def test_a_list_goes_on_behind_its_cursor(above: Above, path: str) -> None:
    whole, part = (above.nation.get(path.replace("=3", limit), "oversight").body for limit in ("=200", "=3"))
    items = "rows" if "rows" in whole else "items"
    seen = part[items]
    for _ in range(3):
        if part["next"]:
            part = above.nation.get(f"{path}&cursor={part['next']}", "oversight").body
            seen += part[items]
    assert len(seen) > 3
    assert seen == whole[items][: len(seen)]


@pytest.mark.parametrize("who", ["psm", "tksk", "partner"])
def test_who_has_no_business_with_figures_is_told_so(town: Town, who: str) -> None:
    answer = getattr(town, who).get("/v1/figures", "oversight")
    assert (answer.status, answer.code) == (403, "forbidden")
    assert getattr(town, who).get("/v1/heads", "oversight").status == 403


def test_no_name_and_no_case_is_kept_here(town: Town) -> None:
    """Neither in what is shown nor in what is counted."""
    columns = asyncio.run(_columns(town))
    assert not columns & {"name", "case_id", "person_id", "subject", "code", "village", "kec"}


def test_heads_of_the_ledgers_are_kept_signed_and_shown_to_the_auditor(town: Town, above: Above) -> None:
    town.dinas.done("/v1/referrals", town.sending(town.case()))

    def heads_of(service: str) -> list[Json]:
        items = above.auditor.get("/v1/heads?limit=200", "oversight").body["items"]
        return items if service in {head["service"] for head in items} else []

    heads = until(lambda: heads_of("cases"))
    assert {head["office"] for head in heads} == {town.code}
    assert all(len(head["hash"]) == 64 and len(head["signature"]) == 128 for head in heads)
    assert above.other_province.get(f"/v1/heads?office={town.code}", "oversight").status == 404


async def _tallies(town: Town) -> dict[tuple[str, str], int]:
    connection = await asyncpg.connect(town.street.admin_dsn("oversight"))
    try:
        found = await connection.fetch(
            "SELECT type, status, files FROM tallies WHERE kind = 'cases' AND office = $1", town.code
        )
        return {(row["type"], row["status"]): row["files"] for row in found}
    finally:
        await connection.close()


async def _columns(town: Town) -> set[str]:
    connection = await asyncpg.connect(town.street.admin_dsn("oversight"))
    try:
        found = await connection.fetch(
            "SELECT column_name FROM information_schema.columns WHERE table_name = ANY($1)",
            ["tallies", "steps", "editions", "figures", "heads"],
        )
        return {row["column_name"] for row in found}
    finally:
        await connection.close()
