"""What every page must be true of in a real browser, at both sizes."""

from functools import cache

from playwright.async_api import Page

from deploy.local.plan import ROOT
from tests.journeys.browsers import DESK, PHONE


@cache
def axe() -> str:
    return (ROOT / "tests/node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")


async def log_in(page: Page, portal: str, username: str, password: str, to: str = "/") -> None:
    """Through Keycloak's own page."""
    await page.goto(f"{portal}/masuk?ke={to}")
    await page.fill("#username", username)
    await page.fill("#password", password)
    await page.click("[type=submit]")
    await page.wait_for_url(f"{portal}/**")


async def wrongs(page: Page) -> list[str]:
    """What axe finds, and whether one must scroll sideways."""
    found = []
    for way in (PHONE, DESK):
        await page.set_viewport_size({"width": way.width, "height": way.height})
        told = await page.evaluate(axe() + "; axe.run()")
        found += [f"{way.name}: {one['id']} {one['nodes'][0]['target']}" for one in told["violations"]]
        if await too_wide(page):
            found.append(f"{way.name}: scrolls sideways")
    return found


async def too_wide(page: Page) -> bool:
    return bool(await page.evaluate("document.documentElement.scrollWidth > innerWidth"))
