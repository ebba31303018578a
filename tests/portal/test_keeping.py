"""The keeper of the platform: how each service stands, dead letters applied once more, ledgers read through; over /v1
and on the page that stands on it."""

import asyncio
import re
import time
from collections.abc import AsyncIterator, Callable
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from playwright.async_api import Page, async_playwright

from deploy.local.plan import WITH_FACTS
from deploy.local.running import Running
from tests.journeys.browsers import chromium
from tests.portal import browsers
from tests.portal.conftest import Office
from tests.portal.readers import Reader
from tests.portal.test_recording import all_steps
from tests.referral.town import Worker
from tests.registry.people import Person

PATIENCE = 60.0  # seconds for a sweep, or a check, on a busy machine


@pytest.fixture(scope="module")
def keeper(street: Running) -> Worker:
    return Worker(Person(street, "pengelola"))


@pytest.fixture(scope="module")
def pages(street: Running) -> Reader:
    reader = Reader(street.url("portal"))
    assert reader.log_in(Person(street, "pengelola")).status == 200
    return reader


@pytest.fixture
def letter(street: Running, rahma: Reader, office: Office) -> str:
    """The id of a fact about a case just recorded, which notify has buried though it could apply it."""
    case = all_steps(rahma, office).url.partition("?")[0].rpartition("/")[2]
    return asyncio.run(_bury(street, case))


async def _bury(street: Running, case: str) -> str:
    cases, notify = await asyncpg.connect(street.admin_dsn("cases")), await asyncpg.connect(street.admin_dsn("notify"))
    try:
        end = time.monotonic() + PATIENCE
        while not (fact := await cases.fetchrow("SELECT id, pos FROM outbox WHERE subject_id = $1 AND pos > 0", case)):
            assert time.monotonic() < end, "the relay has not numbered it"
            await asyncio.sleep(0.1)
        await notify.execute(
            "INSERT INTO dead_letters VALUES ('cases', $1, $2, $3, $4, 'KeyError', now())",
            fact["id"], "id.titian.cases.case.opened.v1", case, fact["pos"],
        )  # fmt: skip
    finally:
        await cases.close()
        await notify.close()
    return str(fact["id"])


def until(true: Callable[[], Any]) -> Any:
    end = time.monotonic() + PATIENCE
    while not (said := true()):
        assert time.monotonic() < end
        time.sleep(0.5)
    return said


def dead(keeper: Worker) -> set[str]:
    """The facts that notify says are dead."""
    told = keeper.get("/v1/operations/dead-letters?limit=200", "notify")
    assert told.status == 200, told.body
    return {one["fact_id"] for one in told.body["items"]}


# --- over /v1 ---


@pytest.mark.parametrize("service", WITH_FACTS)
def test_every_service_says_how_it_stands(keeper: Worker, service: str) -> None:
    told = keeper.get("/v1/operations", service)
    assert told.status == 200, told.body
    assert told.body["service"] == service
    assert set(told.body) == {"service", "at", "relay", "heard", "duties", "ledger"}


@pytest.mark.parametrize("path", ["/v1/operations", "/v1/operations/dead-letters"])
def test_nobody_else_reads_how_a_service_stands(office: Office, path: str) -> None:
    for person in (office.dewi, office.rahma):
        assert Worker(person).get(path, "cases").status == 403


def test_nobody_else_has_anything_done_again(office: Office) -> None:
    by = Worker(office.dewi)
    assert by.post("/v1/operations/replay", {"owner": "cases"}, service="notify").status == 403
    assert by.post("/v1/operations/ledger-check", {}, service="cases").status == 403


@pytest.mark.parametrize("body", [{"owner": "nobody"}, {"owner": "x" * 41}, {"owner": 7}, {}, []])
def test_an_owner_that_is_none_is_refused_at_its_field(keeper: Worker, body: Any) -> None:
    told = keeper.post("/v1/operations/replay", body, service="notify")
    assert (told.status, told.code) == (422, "invalid")
    assert "fields" in told.body


def test_a_dead_letter_is_applied_once_more_when_the_keeper_asks(keeper: Worker, letter: str) -> None:
    assert letter in dead(keeper)
    key = str(uuid4())
    asked = keeper.post("/v1/operations/replay", {"owner": "cases"}, key=key, service="notify")
    assert asked.status == 202
    assert asked.body["asked"] >= 1
    until(lambda: letter not in dead(keeper))
    again = keeper.post("/v1/operations/replay", {"owner": "cases"}, key=key, service="notify")
    assert again.status == 202, "told again, nothing happens"


def test_ledgers_are_read_through_when_the_keeper_asks(keeper: Worker, office: Office) -> None:
    before = keeper.get("/v1/operations", "cases").body["at"]
    asked = keeper.post("/v1/operations/ledger-check", {}, service="cases")
    assert asked.status == 202

    def checked() -> bool:
        chain = keeper.get("/v1/operations", "cases").body["ledger"]
        return bool(chain["offices"] and not chain["asked"] and chain["checked_at"] > before)

    until(checked)
    assert keeper.get("/v1/operations", "cases").body["ledger"]["wrong"] == []


# --- on the page ---


def test_the_page_of_all_services_leads_to_each(pages: Reader) -> None:
    page = pages.get("/keadaan")
    for service in WITH_FACTS:
        assert f'href="/keadaan/{service}"' in page.text


def test_a_service_that_is_none_is_not_found_and_nobody_else_comes_in(pages: Reader, rahma: Reader) -> None:
    assert pages.get("/keadaan/portal").status == 404
    for path in ("/keadaan", "/keadaan/cases"):
        assert rahma.get(path).status == 403


def test_a_dead_letter_stands_on_the_page_until_its_button_is_pressed(pages: Reader, letter: str) -> None:
    page = pages.get("/keadaan/notify")
    assert "cases.case.opened.v1" in page.text
    assert "KeyError" in page.text
    sent = pages.send(page, "/keadaan/notify/olah/cases")
    assert "Diminta: pesan yang gagal diolah lagi" in sent.text
    until(lambda: "KeyError" not in pages.get("/keadaan/notify").text)


def test_a_check_is_asked_for_on_the_page(pages: Reader) -> None:
    until(lambda: "/keadaan/cases/periksa" in pages.get("/keadaan/cases").text)
    sent = pages.send(pages.get("/keadaan/cases"), "/keadaan/cases/periksa")
    assert "Diminta: jejak akses" in sent.text


def test_the_page_shows_nobody(pages: Reader, rahma: Reader, office: Office, letter: str) -> None:
    for service in WITH_FACTS:
        page = pages.get(f"/keadaan/{service}").text
        assert "Siti Fiktif" not in page
        assert office.rahma.username not in page
        assert not re.search(r"\b\d{16}\b", page)


@pytest.fixture
async def keeping(street: Running) -> AsyncIterator[Page]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(**chromium())
        page = await (await browser.new_context(base_url=street.url("portal"))).new_page()
        await browsers.log_in(page, street.url("portal"), "pengelola", street._password("pengelola"))
        yield page
        await browser.close()


async def test_the_pages_of_the_keeper_can_be_used_by_everybody(keeping: Page, letter: str) -> None:
    for path in ("/keadaan", "/keadaan/notify", "/keadaan/cases", "/keadaan/oversight"):
        await keeping.goto(path)
        assert await browsers.wrongs(keeping) == [], path
    await keeping.set_viewport_size({"width": 320, "height": 700})
    assert not await browsers.too_wide(keeping)
