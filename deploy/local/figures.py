"""`make figures`: what a newcomer would measure, written with its commit and date into the README's table.

A fresh clone with empty caches is started by `make run`, twice; in between its pages are read as people read them.
"""

import asyncio
import html
import json
import os
import re
import signal
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import aiohttp

from deploy.local.plan import ROOT

BASE_PORT: Final = 9700
PAGES: Final = {
    "rahma": ("/tugas", "/catat", "/kasus"),
    "dewi": ("/tugas", "/kasus", "/psm", "/rujukan"),
    "sumarni": ("/angka",),
}
ROUNDS: Final = 30  # readings of each page
UP: Final = "Ctrl-C ends it"


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="titian-figures-") as place:
        folder = Path(place)
        folder.chmod(0o755)  # PostgreSQL may run as another user
        clone = folder / "clone"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        with _running(clone, folder / "cache") as first:
            memory = _memory(clone)
            pages = asyncio.run(_pages(clone))
        with _running(clone, folder / "cache") as warm:
            pass
    _write(
        {
            "first `make run`, with all downloads, until the log-ins are printed": f"{first['up']:.0f} s",
            "second `make run`, data kept": f"{warm['up']:.0f} s",
            "of that, the six services": f"{warm['services are ready'] - warm['migrations are done']:.1f} s",
            "memory of all processes (proportional set size)": f"{memory / 1e9:.2f} GB",
            "a page, p95 (p50)": f"{pages[1]:.0f} ms ({pages[0]:.0f} ms)",
            "a page's first load over the wire, the largest": f"{pages[2] / 1000:.0f} kB",
        }
    )


@contextmanager
def _running(clone: Path, cache: Path) -> Iterator[dict[str, float]]:
    """The street of the clone; yields the second at which each stage was reached."""
    env = {**os.environ, "XDG_CACHE_HOME": str(cache), "PYTHONUNBUFFERED": "1"}
    argv = ["make", "run", f"BASE_PORT={BASE_PORT}"]
    began, reached = time.monotonic(), {}
    street = subprocess.Popen(argv, cwd=clone, env=env, stdout=subprocess.PIPE, text=True, start_new_session=True)
    with street:
        for line in street.stdout or ():
            if stage := re.match(r"\s*([\d.]+) s  (.*)", line):
                reached[stage[2].strip()] = float(stage[1])
            if UP in line:
                reached["up"] = time.monotonic() - began
                break
        else:
            raise SystemExit("figures: the street did not come up")
        try:
            yield reached
        finally:
            os.killpg(street.pid, signal.SIGINT)
            street.wait(120)


def _memory(clone: Path) -> int:
    """Bytes, each shared page counted once over all processes of the street."""
    groups = {pid for pid, _ in json.loads((clone / "run" / "processes.json").read_text()).values()}
    total = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            group = int((folder / "stat").read_text().rpartition(")")[2].split()[2])
            if group in groups:
                total += int(re.findall(r"^Pss:\s+(\d+)", (folder / "smaps_rollup").read_text(), re.M)[0]) * 1024
        except (OSError, IndexError):
            continue  # ended meanwhile
    return total


async def _pages(clone: Path) -> tuple[float, float, int]:
    """p50 and p95 in milliseconds over all pages, and the bytes of the largest first load."""
    told = json.loads((clone / "run" / "street.json").read_text())
    portal, passwords = told["services"]["portal"]["http"], {who["username"]: who["password"] for who in told["logins"]}
    took: list[float] = []
    largest = 0
    for username, paths in PAGES.items():
        jar = aiohttp.CookieJar(unsafe=True, treat_as_secure_origin=[portal, told["parts"]["keycloak"]["url"]])
        async with aiohttp.ClientSession(auto_decompress=False, cookie_jar=jar) as web:
            await _log_in(web, portal, username, passwords[username])
            for path in paths:
                for _ in range(ROUNDS):
                    began = time.perf_counter()
                    async with web.get(portal + path, headers={"Accept-Encoding": "gzip"}) as answer:
                        body = await answer.read()
                        answer.raise_for_status()
                    took.append((time.perf_counter() - began) * 1000)
                largest = max(largest, len(body) + await _parts(web, portal + path))
    return statistics.median(took), statistics.quantiles(took, n=20)[-1], largest


async def _log_in(web: aiohttp.ClientSession, portal: str, username: str, password: str) -> None:
    async with web.get(f"{portal}/masuk", headers={"Accept-Encoding": "identity"}) as page:
        action = re.findall(r'<form[^>]*action="([^"]+)"', await page.text())[0]
    form = {"username": username, "password": password}
    async with web.post(html.unescape(action), data=form, headers={"Accept-Encoding": "identity"}) as page:
        page.raise_for_status()


async def _parts(web: aiohttp.ClientSession, page: str) -> int:
    async with web.get(page, headers={"Accept-Encoding": "identity"}) as answer:
        found = set(re.findall(r'(?:href|src)="(/static/[^"#]+)', await answer.text()))
    total = 0
    for part in found:
        async with web.get(page.rpartition("/")[0] + part, headers={"Accept-Encoding": "gzip"}) as answer:
            total += len(await answer.read())
    return total


def _write(figures: dict[str, str]) -> None:
    commit = subprocess.check_output(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, text=True)
    rows = "\n".join(f"| {what} | {figure} |" for what, figure in figures.items())
    table = (
        f"`make figures` at {commit.strip()}, {datetime.now(UTC):%d %B %Y}, {os.cpu_count()} cores:\n\n"
        f"| what | figure |\n|---|---|\n{rows}\n"
    )
    readme = ROOT / "README.md"
    before, begin, rest = readme.read_text().partition("<!-- figures -->\n")
    _, end, after = rest.partition("<!-- end of figures -->")
    if not begin or not end:
        raise SystemExit("figures: the README has no place for them")
    readme.write_text(before + begin + table + end + after)
    print(table)


if __name__ == "__main__":
    main()
