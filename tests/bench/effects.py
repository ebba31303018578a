"""From a commit to its effect elsewhere, what a sweep brings, and a person's way in.

Both ends of an effect are transactions of one PostgreSQL, which notes when each committed: the first step of the case
here, the row by which a listener remembers the case there. Nothing is polled, no clock is compared with another.
"""

import asyncio
import html
import re
import statistics
import time
from collections.abc import Iterator, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import aiohttp

from deploy.local.running import Running
from services.cases import cases, wire
from services.kit import clock, ids
from services.kit.testing import copy
from tests.bench import officers
from tests.bench.intake import form
from tests.bench.load import Wish, loaded
from tests.bench.officers import IN_ONE, ONE, Officer
from tests.bench.street import LISTENERS, count, looking, until, until_idle

RATE: Final = 200.0  # cases a second
SECONDS: Final = 10.0
ROUNDS: Final = 5
MISSING: Final = 100_000


@dataclass(frozen=True)
class Lags:
    """Milliseconds, of each listener the medians over the rounds; `rate` that was reached in the slowest round."""

    p50: dict[str, float]
    p99: dict[str, float]
    rate: float


async def measure(street: Running, people: list[Officer]) -> Lags:
    here = people[:IN_ONE]
    lags: dict[str, list[list[float]]] = {name: [] for name in LISTENERS}
    rates = []
    for _ in range(ROUNDS):
        await until_idle(street)
        await officers.log_in(street, here)
        before, began = await count(street), clock.now()
        wish = Wish(
            street.plan.port("cases"), "/v1/cases", [one.token for one in here], 16, SECONDS, [form(ONE)],
            first=time.time_ns() // 1_000_000 % 10**10, rate=RATE,
        )  # fmt: skip
        done = await loaded(wish)
        written = await count(street) - before
        assert written == len(done.took), (written, done.statuses)
        rates.append(written / done.seconds)
        await until_idle(street)
        here_at = await _commits(street, "cases", _WRITTEN, began)
        for name in LISTENERS:
            there_at = await _all_heard(street, name, began, here_at.keys())
            lags[name].append([(there_at[one] - at).total_seconds() * 1000 for one, at in here_at.items()])
    p50 = {name: statistics.median(map(statistics.median, found)) for name, found in lags.items()}
    p99 = {
        name: statistics.median(statistics.quantiles(lag, n=100)[98] for lag in found) for name, found in lags.items()
    }
    return Lags(p50, p99, min(rates))


async def _all_heard(street: Running, name: str, began: datetime, wanted: Set[Any]) -> dict[Any, datetime]:
    """When each case was heard of, once all of them were: facts of different cases are applied beside one another."""
    there: dict[Any, datetime] = {}

    async def heard() -> int:
        there.update(await _commits(street, name, _HEARD, began))
        return len(there.keys() & wanted)

    await until(heard, len(wanted))
    return there


_WRITTEN: Final = "SELECT case_id, pg_xact_commit_timestamp(xmin) FROM steps WHERE version = 1 AND at >= $1"
_HEARD: Final = """SELECT subject_id, pg_xact_commit_timestamp(xmin) FROM inbox_order
  WHERE owner = 'cases' AND pg_xact_commit_timestamp(xmin) >= $1"""


async def _commits(street: Running, service: str, asked: str, began: datetime) -> dict[Any, datetime]:
    async with looking(street, service) as admin:
        return {row[0]: row[1] for row in await admin.fetch(asked, began)}


# --- what the broker never brought ---


async def sweep(street: Running, listener: str = "notify", missing: int = MISSING) -> float:
    """Seconds from the first to the last of so many facts that a listener had missed: the owner has numbered them and
    holds them for published, so that the sweep alone can bring them."""
    await until_idle(street)
    await asyncio.to_thread(street.ask, "down", listener)
    await asyncio.to_thread(street.ask, "down", "cases")
    async with looking(street, "cases") as owner:
        last = await owner.fetchval("SELECT pos FROM lane")
        await copy(street.admin_dsn("cases"), "outbox", facts(last + 1, missing))
        await owner.execute("UPDATE lane SET pos = $1, mark = $1", last + missing)
    began = clock.now()
    await asyncio.to_thread(street.ask, "up", "cases")
    await asyncio.to_thread(street.ask, "up", listener)
    async with looking(street, listener) as admin:
        await until(lambda: _mark(admin), last + missing)
        first, end, heard = await admin.fetchrow(_SWEPT, began)
    assert heard == missing, heard
    return float((end - first).total_seconds())


async def _mark(admin: Any) -> int:
    return await admin.fetchval("SELECT mark FROM marks WHERE owner = 'cases'") or 0


_SWEPT: Final = """SELECT min(at), max(at), count(*) FROM
  (SELECT pg_xact_commit_timestamp(xmin) AS at FROM inbox_order WHERE owner = 'cases') AS heard WHERE at >= $1"""


def facts(first: int, number: int) -> Iterator[dict[str, Any]]:
    """Numbered facts of new cases, as the outbox of cases holds them."""
    at = clock.now()
    village = officers.villages(ONE)[0]
    by = cases.By("bench", "Budi Tolok Ukur", "psm")
    for pos in range(first, first + number):
        change = cases.record(
            office=ONE, case_id=ids.new(), person_id=ids.new(), code=ids.new_code(ONE, at.year), kind=None,
            sensitivity=1, village=village, by=by, at=at,
        )  # fmt: skip
        fact = wire.fact(change.facts[0])
        yield {
            "id": ids.new(), "made_at": at, "pos": pos, "noun": fact.noun, "past": fact.past, "version": fact.version,
            "subject_id": fact.subject_id, "seq": 1, "office": fact.office, "for_office": fact.for_office,
            "area": fact.area, "at": fact.at, "payload": fact.payload, "traceparent": "",
        }  # fmt: skip


# --- a person's way in ---


async def log_in(street: Running, officer: Officer) -> float:
    """Seconds from the password that was typed to the first page."""
    portal = street.url("portal")
    jar = aiohttp.CookieJar(unsafe=True, treat_as_secure_origin=[portal, street.plan.keycloak])
    async with aiohttp.ClientSession(cookie_jar=jar) as web:
        async with web.get(f"{portal}/masuk") as page:
            action = re.findall(r'<form[^>]*action="([^"]+)"', await page.text())[0]
        form_ = {"username": officer.username, "password": officer.password}
        began = time.perf_counter()
        async with web.post(html.unescape(action), data=form_) as page:
            assert str(page.url).startswith(portal), page.url
            assert page.status == 200, page.status
            await page.read()
        return time.perf_counter() - began
