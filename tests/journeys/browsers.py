"""A real browser without an installation, and a person in front of it."""

import json
import os
import re
import shutil
import subprocess
import tempfile
from ctypes.util import find_library
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from playwright.async_api import Browser, Locator, Page, expect
from playwright.async_api import TimeoutError as NotInTime

from deploy.local.plan import ROOT, cache, program

PATIENCE: Final = 15_000  # milliseconds for a page on a busy machine
# No word of the person in need may stand in what a browser keeps.
STORED: Final = "() => JSON.stringify([{...localStorage}, {...sessionStorage}])"


@dataclass(frozen=True)
class Way:
    """How somebody looks at Titian."""

    name: str
    width: int
    height: int
    script: bool = True

    @property
    def context(self) -> dict[str, Any]:
        return {
            "viewport": {"width": self.width, "height": self.height},
            "locale": "id-ID",
            "timezone_id": "Asia/Jakarta",
            "java_script_enabled": self.script,
            "has_touch": self.width < 640,
        }


PHONE = Way("phone", 360, 740)
DESK = Way("desk", 1440, 900)
PLAIN = Way("phone-without-script", 360, 740, script=False)


def chromium() -> dict[str, Any]:
    """What Playwright needs to start the browser of the npm package, unpacked once for all streets of this machine."""
    package = ROOT / "tests" / "node_modules" / "@sparticuz" / "chromium" / "package.json"
    folder = cache() / f"chromium-{json.loads(package.read_text())['version']}"
    if not folder.exists():
        _unpack(folder)
    fonts = folder / "fonts.conf"
    fonts.write_text(
        f'<?xml version="1.0"?><fontconfig><dir>{folder / "fonts"}</dir><dir>/usr/share/fonts</dir>'
        f"<cachedir>{folder / 'fonts-cache'}</cachedir></fontconfig>"
    )
    told = {"HOME": str(Path.home()), "PATH": os.environ["PATH"], "FONTCONFIG_FILE": str(fonts)}
    if find_library("nss3") is None:  # a machine without any browser: the package brings the libraries too
        told["LD_LIBRARY_PATH"] = str(folder / "al2023" / "lib")
    return {"executable_path": folder / "chromium", "args": ["--no-sandbox", "--headless=shell"], "env": told}


def _unpack(folder: Path) -> None:
    """Beside its place first: an interrupted unpacking leaves nothing that looks whole."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    half = Path(tempfile.mkdtemp(dir=folder.parent))
    told = os.environ | {
        "TMPDIR": str(half),
        "AWS_EXECUTION_ENV": "AWS_Lambda_nodejs24.x",
    }  # so that it brings libraries
    script = "import it from '@sparticuz/chromium'; await it.executablePath()"
    subprocess.run([program("node"), "--input-type=module", "-e", script], cwd=ROOT / "tests", env=told, check=True)
    try:
        half.rename(folder)
    except OSError:  # somebody else was faster
        shutil.rmtree(half)


@dataclass
class Visitor:
    """One person before a page; every step that matters leaves a picture."""

    page: Page
    portal: str
    pictures: Path
    name: str
    _shots: int = field(default=0)

    @classmethod
    async def arrive(cls, browser: Browser, way: Way, portal: str, pictures: Path, name: str) -> "Visitor":
        context = await browser.new_context(**way.context)
        context.set_default_timeout(PATIENCE)
        return cls(await context.new_page(), portal, pictures, name)

    async def log_in(self, username: str, password: str) -> None:
        await self.go("/")
        await self.press("Masuk")
        await self.shot("masuk")
        await self.fill("Nama pengguna", username)
        await self.page.locator("#password").fill(password)
        await self.press("Masuk")

    async def choose_password(self, password: str) -> None:
        """Keycloak asks for it after the one of the slip."""
        await self.shot("sandi-baru")
        await self.page.locator("#password-new").fill(password)
        await self.page.locator("#password-confirm").fill(password)
        await self.page.locator("[type=submit]").click()

    async def go(self, path: str) -> None:
        await self.page.goto(self.portal + path)

    async def press(self, words: str) -> None:
        """The button or link of the matter with these words."""
        exact, matter = re.compile(rf"^\s*{re.escape(words)}\s*$"), self.page.locator("main")
        found = matter.get_by_role("button", name=exact).or_(matter.get_by_role("link", name=exact)).first
        try:
            await found.click()
        except NotInTime:
            await self.shot("tidak-ada")
            raise
        await self.page.wait_for_load_state()

    async def press_until_done(self, words: str) -> None:
        """As somebody presses again who is told to wait for another service: what was typed is still there."""
        form = await self.heading()
        for _ in range(10):
            await self.press(words)
            if await self.heading() != form:
                break
            await self.page.wait_for_timeout(500)

    async def fill(self, label: str, words: str) -> None:
        await self.page.get_by_label(_beginning(label)).first.fill(words)

    async def choose(self, words: str) -> None:
        """A radio button or a box to tick."""
        chosen = _beginning(words)
        radio, box = self.page.get_by_role("radio", name=chosen), self.page.get_by_role("checkbox", name=chosen)
        await radio.or_(box).first.check()

    async def select(self, label: str, words: str) -> None:
        await self.page.get_by_label(_beginning(label)).first.select_option(label=words)

    async def reads(self, words: str) -> None:
        """The page says so, if need be once it has been loaded again."""
        for _ in range(20):
            if await self.text(words).count():
                break
            await self.page.wait_for_timeout(500)
            await self.page.reload()
        await expect(self.text(words).first).to_be_visible()

    async def reads_not(self, words: str) -> None:
        for _ in range(20):
            if not await self.text(words).count():
                break
            await self.page.wait_for_timeout(500)
            await self.page.reload()
        await expect(self.text(words)).to_have_count(0)

    def text(self, words: str) -> Locator:
        return self.page.locator("main").get_by_text(words).filter(visible=True)  # a dialog stands there unseen

    async def heading(self) -> str:
        return await self.page.locator("h1").inner_text()

    async def shot(self, step: str) -> None:
        """A picture of the whole page, and a look at what must be true of every page."""
        self._shots += 1
        window = self.page.viewport_size or {"width": 0, "height": 0}
        wide, high = await self.page.evaluate(
            "() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
        )
        await self.page.set_viewport_size({"width": window["width"], "height": max(high, window["height"])})
        await self.page.screenshot(path=self.pictures / f"{self.name}-{self._shots:02d}-{step}.png")
        await self.page.set_viewport_size(window)
        assert wide <= window["width"], f"{self.name}, {step}: {wide} px wide in a window of {window['width']} px"
        assert await self.page.locator("h1").count() == 1, f"{self.name}, {step}: a page has one heading"
        for badge in await self.page.locator("#bell").all_inner_texts():
            assert badge.isdigit() or not badge, f"{self.name}, {step}: the bell says {badge!r}"


def _beginning(words: str) -> re.Pattern[str]:
    """A label that begins with these words; a hint or "(boleh kosong)" may follow."""
    return re.compile(r"^\s*" + re.escape(words).replace("/", r"\/"))  # Playwright writes it between slashes
