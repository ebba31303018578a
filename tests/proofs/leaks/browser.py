"""A real browser in which a volunteer writes a person down and reads the file; afterwards all that it keeps: storage,
databases, caches, cookies, its history of pages, and every file of its profile on the disk."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import BrowserContext, Page, sync_playwright

from tests.journeys.browsers import PHONE, chromium
from tests.proofs.leaks.cast import Cast
from tests.proofs.leaks.story import Round

# What a page of this origin could have left behind.
KEPT: Final = """async () => JSON.stringify({
  local: {...localStorage}, session: {...sessionStorage}, cookies: document.cookie,
  databases: await indexedDB.databases(), workers: (await navigator.serviceWorker.getRegistrations()).length,
  caches: await Promise.all((await caches.keys()).map(async name => {
    const cache = await caches.open(name)
    return Promise.all((await cache.keys()).map(async asked => [asked.url, await (await cache.match(asked)).text()]))
  })),
})"""
PATIENCE: Final = 60_000  # milliseconds on a busy machine


def left_behind(round_: Round, profile: Path) -> Iterator[tuple[str, bytes]]:
    """(place, what stands there) once the volunteer has done her work."""
    cast = round_.cast
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(profile, **chromium() | PHONE.context)
        context.set_default_timeout(PATIENCE)
        page = context.pages[0]
        _work(page, round_, cast)
        yield from _kept(context, page)
        context.close()
    for file in sorted(profile.rglob("*")):
        if file.is_file():
            yield f"browser's disk {file.relative_to(profile)}", file.read_bytes()


def _work(page: Page, round_: Round, cast: Cast) -> None:
    portal, told, markers = cast.street.url("portal"), round_.met(), cast.markers
    person = told["person"]
    page.goto(f"{portal}/masuk?ke=/catat")
    page.fill("#username", cast.psm.username)
    page.fill("#password", cast.psm.password or "")
    page.click("[type=submit]")
    page.wait_for_url(f"{portal}/**")
    page.check(f"[name=village][value='{cast.villages[0]}']")
    page.check("[name=basis][value=consent]")
    page.fill("[name=witness]", told["consent"]["witness"])
    _next(page)
    for name in ("name", "nik", "kk", "phone", "address"):
        page.fill(f"[name={name}]", person[name])
        page.press(f"[name={name}]", "Tab")
    page.locator("#kept .kept").wait_for()
    page.fill("[name=nik]", person["nik"] + "0")
    _next(page)
    page.locator(".errors").wait_for()
    page.fill("[name=nik]", person["nik"])
    _next(page)
    page.select_option("[name=type]", "8")
    page.fill("[name=note]", told["note"])
    _next(page)
    page.wait_for_url("**/kasus/*")
    assert person["name"] in page.content(), "the file is shown to who wrote it"
    page.goto(f"{portal}/kasus")
    page.click("details:has([name=nama]) > summary")
    page.fill("[name=nama]", markers.name("search").value)
    page.press("[name=nama]", "Enter")
    page.wait_for_url("**/kasus/cari")


def _next(page: Page) -> None:
    page.click("main form button:not(.alt)")
    page.wait_for_load_state()


def _kept(context: BrowserContext, page: Page) -> Iterator[tuple[str, bytes]]:
    yield "browser's storage", page.evaluate(KEPT).encode()
    yield "browser's state", json.dumps(context.storage_state(indexed_db=True)).encode()
    history: dict[str, Any] = context.new_cdp_session(page).send("Page.getNavigationHistory")
    assert len(history["entries"]) > 4
    yield "browser's history", json.dumps(history, ensure_ascii=False).encode()
