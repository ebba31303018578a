"""The pages in a real browser: nothing that axe finds, no sideways scrolling, and what script adds."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import pytest
from playwright.async_api import Browser, Page, async_playwright

from deploy.local.running import Running
from tests.journeys.browsers import chromium
from tests.portal import browsers
from tests.portal.conftest import Office
from tests.registry.people import Person

TROUBLE = re.compile(r"Content Security Policy|Refused to|Uncaught|htmx:")


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(**chromium())
        yield browser
        await browser.close()


@asynccontextmanager
async def watched(browser: Browser, portal: str, state: Any = None) -> AsyncIterator[Page]:
    """A page on which nothing may go wrong unseen; `state` are the cookies of somebody logged in."""
    context = await browser.new_context(base_url=portal, storage_state=state)
    page, said = await context.new_page(), list[str]()
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(f"Uncaught {error}"))
    yield page
    await context.close()
    assert [line for line in said if TROUBLE.search(line)] == []


async def logged_in(browser: Browser, portal: str, person: Person) -> Any:
    """The cookies of somebody who logged in, once for all tests here."""
    context = await browser.new_context()
    await browsers.log_in(await context.new_page(), portal, person.username, person.password or "")
    state = await context.storage_state()
    await context.close()
    return state


@pytest.fixture(scope="module")
async def as_rahma(browser: Browser, street: Running, office: Office) -> Any:
    return await logged_in(browser, street.url("portal"), office.rahma)


@pytest.fixture(scope="module")
async def as_dewi(browser: Browser, street: Running, office: Office) -> Any:
    return await logged_in(browser, street.url("portal"), office.dewi)


@pytest.fixture
async def page(browser: Browser, street: Running) -> AsyncIterator[Page]:
    async with watched(browser, street.url("portal")) as page:
        yield page


@pytest.fixture
async def rahma(browser: Browser, street: Running, as_rahma: Any) -> AsyncIterator[Page]:
    async with watched(browser, street.url("portal"), as_rahma) as page:
        yield page


@pytest.fixture
async def dewi(browser: Browser, street: Running, as_dewi: Any) -> AsyncIterator[Page]:
    async with watched(browser, street.url("portal"), as_dewi) as page:
        yield page


async def test_every_part_of_a_page_can_be_used_by_everybody(page: Page) -> None:
    await page.goto("/komponen")
    assert await browsers.wrongs(page) == []


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/tugas",
        "/catat",
        "/catat/warga",
        "/catat/kebutuhan",
        "/kasus",
        "/bantuan",
        "/pemberitahuan",
        "/pelatihan-saya",
    ],
)
async def test_the_pages_of_a_psm_can_be_used_by_everybody(rahma: Page, path: str) -> None:
    await rahma.goto(path)
    assert await browsers.wrongs(rahma) == []


@pytest.mark.parametrize(
    "path",
    [
        "/tugas", "/kasus", "/rujukan", "/psm", "/psm/angkat", "/angka", "/cakupan", "/cakupan/perkiraan",
        "/cakupan?wilayah=19", "/pelatihan", "/pelatihan/rencana", "/tidak-ada",
    ],
)  # fmt: skip
async def test_the_pages_of_the_dinas_can_be_used_by_everybody(dewi: Page, path: str) -> None:
    await dewi.goto(path)
    assert await browsers.wrongs(dewi) == []


async def test_menus_and_dialogs_can_be_used_by_everybody(dewi: Page) -> None:
    await dewi.goto("/psm")
    await dewi.click("tbody th a")
    await dewi.click("details.me summary")
    assert await browsers.wrongs(dewi) == []
    await dewi.keyboard.press("Escape")
    await dewi.click("a[href='#nonaktifkan']")
    assert await dewi.locator("dialog[open]").count() == 1
    assert await browsers.wrongs(dewi) == []
    await dewi.keyboard.press("Escape")
    assert await dewi.evaluate("document.activeElement.hash") == "#nonaktifkan", "focus comes back"


async def test_a_refused_dialog_is_open_again_and_its_link_leads_to_the_field(dewi: Page) -> None:
    await dewi.goto("/psm?status=active")
    await dewi.click("tbody th a")
    await dewi.click("a[href='#nonaktifkan']")
    await dewi.click("#nonaktifkan button.danger")
    await dewi.locator("#nonaktifkan:modal .errors:focus").wait_for()
    assert await browsers.wrongs(dewi) == []
    await dewi.click(".errors a")
    assert await dewi.evaluate("document.activeElement.id") == "reason"


async def test_typing_after_the_session_is_gone_is_kept_and_says_so(rahma: Page) -> None:
    await rahma.goto("/catat/warga")
    await rahma.context.clear_cookies()
    await rahma.fill("#address", f"Jalan Contoh {uuid4().hex[:4]}")
    await rahma.press("#address", "Tab")
    await rahma.locator("#kept a[href^='/masuk?ke=']").wait_for()
    await rahma.click("main form button:not(.alt)")
    await rahma.get_by_role("heading", name="Sesi berakhir").wait_for()
    assert await browsers.wrongs(rahma) == []


async def test_what_is_typed_is_kept_when_the_field_is_left(rahma: Page) -> None:
    await rahma.goto("/catat")
    await rahma.fill("#witness", "Ketua RT 05")
    await rahma.press("#witness", "Tab")
    await rahma.locator("#kept .kept").wait_for()
    await rahma.goto("/catat")
    assert await rahma.input_value("#witness") == "Ketua RT 05"


async def test_nothing_of_a_person_stays_in_the_browser(rahma: Page) -> None:
    await rahma.goto("/catat/warga")
    await rahma.fill("#name", "Siti Fiktif")
    await rahma.press("#name", "Tab")
    await rahma.locator("#kept .kept").wait_for()
    kept = await rahma.evaluate("JSON.stringify([localStorage, sessionStorage])")
    assert kept == "[{},{}]"


async def test_what_is_wrong_has_the_focus(rahma: Page) -> None:
    await rahma.goto("/catat/warga")
    await rahma.fill("#name", "")
    await rahma.click("main form button:not(.alt)")
    await rahma.locator(".errors:focus").wait_for()
    assert (await rahma.title()).startswith("Galat: ")
    assert await browsers.wrongs(rahma) == []


@pytest.mark.parametrize("path", ["/tugas", "/catat", "/kasus", "/komponen"])
async def test_a_narrow_window_and_text_of_twice_the_size_need_no_sideways_scrolling(rahma: Page, path: str) -> None:
    await rahma.goto(path)
    await rahma.set_viewport_size({"width": 320, "height": 700})
    assert not await browsers.too_wide(rahma)
    await rahma.set_viewport_size({"width": 640, "height": 700})
    await rahma.evaluate("document.documentElement.style.fontSize = '200%'")
    assert not await browsers.too_wide(rahma)


async def test_a_first_load_is_light(rahma: Page) -> None:
    session, loaded = await rahma.context.new_cdp_session(rahma), list[float]()
    await session.send("Network.enable")
    session.on("Network.loadingFinished", lambda told: loaded.append(told["encodedDataLength"]))
    await rahma.goto("/kasus", wait_until="networkidle")
    assert 10_000 < sum(loaded) <= 100_000
