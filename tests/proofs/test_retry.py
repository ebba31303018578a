"""A retry is harmless (proof 5): each change five times at once under one key, while the process that serves is killed.

A chain is what happens to one case, five changes by four people: recorded, verified, accepted, needing, referred. Each
of the five askers repeats until it has an answer; some hang up before it comes. Then rows are counted by id.
"""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid4

import aiohttp
import asyncpg
import pytest

from deploy.local.running import Running
from services.kit import clock, keys
from services.kit.db import Database
from tests.kit.parts import until
from tests.proofs.beside import Beside
from tests.proofs.recorded import Told
from tests.referral.town import FIELDS, Town, Worker

KEYS, KEYS_FULL = 150, 2000
KILLS, KILLS_FULL = {"cases": 2, "referral": 1}, {"cases": 24, "referral": 12}
AT_ONCE, CHAINS = 5, 4  # askers of one key; chains under way beside one another
MARKER = "Wasiat Contoh"  # in every body
IDS = {
    "cases": "SELECT case_id FROM cases WHERE office = $1",
    "referral": "SELECT referral_id FROM referrals WHERE office = $1",
}
COLUMNS = ["caller", "key", "operation", "body", "status", "resource", "version", "at"]

Json = dict[str, Any]


@dataclass(frozen=True)
class Wish:
    """One change. The version is the one that was read before the first time, however often it is asked."""

    service: str
    path: str
    body: Json
    by: Worker
    was: int | None = None
    key: str = field(default_factory=lambda: str(uuid4()))


@dataclass(frozen=True)
class Answer:
    status: int
    body: Json
    etag: str | None

    @property
    def same(self) -> tuple[int, str | None, str]:
        """What every asker has to be told alike."""
        return self.status, self.etag, str(self.body.get("id"))


@dataclass
class Askers:
    """Who asks, and what befell them."""

    web: aiohttp.ClientSession
    doors: Mapping[str, Beside]
    lot: Random
    asked: Counter[str] = field(default_factory=Counter)
    in_flight: Counter[str] = field(default_factory=Counter)
    answered: Counter[str] = field(default_factory=Counter)

    async def ask(self, wish: Wish) -> Answer:
        named = {"Authorization": f"Bearer {wish.by.person.token}", "Idempotency-Key": wish.key}
        named |= {"If-Match": f'"{wish.was}"'} if wish.was is not None else {}
        self.asked[wish.service] += 1
        self.in_flight[wish.service] += 1
        try:
            url = self.doors[wish.service].url + wish.path
            async with self.web.post(url, json=wish.body, headers=named) as answer:
                return Answer(answer.status, json.loads(await answer.read()), answer.headers.get("ETag"))
        finally:
            self.in_flight[wish.service] -= 1

    async def insist(self, wish: Wish, *, hasty: bool = False) -> Answer:
        """Until it is answered. Who is hasty hangs up the first time, and does not know what became of it."""
        if hasty:
            try:
                async with asyncio.timeout(self.lot.uniform(0.001, 0.05)):
                    await self.ask(wish)
            except (TimeoutError, aiohttp.ClientError):
                self.answered["hung up"] += 1
        while True:
            try:
                answer = await self.ask(wish)
            except aiohttp.ClientConnectorError:
                await asyncio.sleep(0.5)  # nobody is there: it was killed and comes up again
            except (aiohttp.ClientError, TimeoutError):
                self.answered["lost"] += 1
            else:
                if answer.status != 503 and answer.body.get("code") != "running":
                    return answer
                self.answered["told to wait"] += 1
            await asyncio.sleep(self.lot.uniform(0.05, 0.3))

    async def five(self, wish: Wish) -> Answer:
        """The one answer that all five are given."""
        told = await asyncio.gather(*(self.insist(wish, hasty=n == 0) for n in range(AT_ONCE)))
        assert len({answer.same for answer in told}) == 1, (wish.path, [(one.same, one.body) for one in told])
        assert told[0].status in (200, 201), (wish.path, told[0].body)
        self.answered["keys"] += 1
        return told[0]


@dataclass
class Chain:
    """What was wished for one case, with the answer that the five were given."""

    told: list[tuple[Wish, Answer]] = field(default_factory=list)

    @property
    def case_id(self) -> str:
        return str(self.told[0][1].body["id"])

    async def run(self, askers: Askers, town: Town, n: int) -> None:
        async def wish(service: str, path: str, body: Json, by: Worker, was: int | None = None) -> Json:
            one = Wish(service, path, body, by, was)
            answer = await askers.five(one)
            self.told.append((one, answer))
            return answer.body

        case = await wish("cases", "/v1/cases", _intake(town), town.psm)
        path = f"/v1/cases/{case['id']}"
        case = await wish("cases", f"{path}/verification", {"note": f"{MARKER} {n}"}, town.tksk, case["version"])
        case = await wish("cases", f"{path}/acceptance", {"note": f"{MARKER} {n}"}, town.dinas, case["version"])
        need = await wish("cases", f"{path}/needs", {"kind": "care_home", "note": f"{MARKER} {n}"}, town.dinas)
        sending = {
            "case_id": case["id"], "need_id": need["id"], "service_id": town.services["care"]["id"], "fields": FIELDS,
            "purpose": f"{MARKER} {n}",
        }  # fmt: skip
        await wish("referral", "/v1/referrals", sending, town.dinas)


@asynccontextmanager
async def served(street: Running, switch: str | None) -> AsyncIterator[dict[str, Beside]]:
    """By processes that only this proof speaks to."""
    through = ("tests.proofs.broken", switch) if switch else ()
    doors = {name: Beside(street, name, through=through, TITIAN_RATE="100000") for name in IDS}
    async with AsyncExitStack() as ending:
        for door in doors.values():
            await ending.enter_async_context(door)
        yield doors


@pytest.mark.breaks_with("key_not_inserted")
async def test_five_times_at_once_with_kills_is_once(
    street: Running, town: Town, full: bool, switch: str | None, dice: Random, told: Told
) -> None:
    size, kills = (KEYS_FULL, KILLS_FULL) if full else (KEYS, KILLS)
    before = {service: await _rows(street, town, service) for service in IDS}
    chains = [Chain() for _ in range(size // 5)]
    async with served(street, switch) as doors, aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(15)) as web:
        askers = Askers(web, doors, dice)
        places = asyncio.Semaphore(CHAINS)

        async def run(n: int, chain: Chain) -> None:
            async with places:
                await chain.run(askers, town, n)

        async with asyncio.TaskGroup() as group:
            killed = [group.create_task(_kill(askers, doors[name], times, size)) for name, times in kills.items()]
            for n, chain in enumerate(chains):
                group.create_task(run(n, chain))
        wishes = [(wish, answer) for chain in chains for wish, answer in chain.told]
        await _again(askers, wishes)
    found = {service: await _rows(street, town, service) - before[service] for service in before}
    assert found["cases"] == {UUID(chain.case_id) for chain in chains}
    assert found["referral"] == {UUID(chain.told[4][1].body["id"]) for chain in chains}
    await _counted(street, chains)
    in_flight = [hit for task in killed for hit in task.result()]
    told.tried(f"{len(wishes):,} keys, {askers.asked.total():,} requests")
    told.tried(
        f"{len(in_flight)} kills with {sum(in_flight)} requests in flight, {askers.answered['lost']} answers lost"
    )
    told.found(f"{len(wishes):,} effects, one answer to each key, another body under it 422")


@pytest.mark.breaks_with("key_not_inserted")
async def test_a_key_that_is_just_being_used_says_so(street: Running, town: Town) -> None:
    """Somebody else's transaction has inserted it and is not done: 409, and nothing was written. Then it is."""
    wish = {"key": str(uuid4()), "service": "cases"}
    before = await _rows(street, town, "cases")
    connection = await asyncpg.connect(street.admin_dsn("cases"))
    try:
        begun = connection.transaction()
        await begun.start()
        row = [town.psm.sub, wish["key"], "POST /v1/cases", b"x" * 32, 201, "", None, clock.now()]
        await connection.execute("INSERT INTO keys VALUES ($1, $2, $3, $4, $5, $6, $7, $8)", *row)
        busy = await asyncio.to_thread(town.psm.post, "/v1/cases", _intake(town), **wish)
        assert (busy.status, busy.code) == (409, "running"), busy.body
        assert await _rows(street, town, "cases") == before
        await begun.rollback()
    finally:
        await connection.close()
    done = await asyncio.to_thread(town.psm.post, "/v1/cases", _intake(town), **wish)
    assert done.status == 201
    assert await _rows(street, town, "cases") == before | {UUID(done.body["id"])}


@pytest.mark.breaks_with("key_not_inserted")
async def test_a_key_is_known_for_ninety_days(street: Running, town: Town, told: Told) -> None:
    """What was told 89 days ago is told again; the key of 91 days ago is forgotten by the service's own log-in."""
    keyed = [str(uuid4()), str(uuid4())]
    first, _ = [
        await asyncio.to_thread(town.psm.post, "/v1/cases", _intake(town), key=key, service="cases") for key in keyed
    ]
    for key, days in zip(keyed, (89, 91), strict=True):
        at = clock.now() - timedelta(days=days)
        assert await _look(street, "cases", "UPDATE keys SET at = $1 WHERE key = $2 RETURNING key", at, key)
    db = Database(street.dsn("cases", "consume"), pool=1, name="proof")
    async with db.begin() as tx:
        await keys.forget(tx, at=clock.now())
    await db.close()
    left = await _look(street, "cases", "SELECT key FROM keys WHERE key = ANY($1)", keyed)
    assert [row["key"] for row in left] == keyed[:1]
    again = await asyncio.to_thread(town.psm.post, "/v1/cases", _intake(town), key=keyed[0], service="cases")
    assert (again.status, again.body["id"]) == (201, first.body["id"])
    told.tried("keys of 89 and 91 days ago")
    told.found("the first known, the second forgotten")


def _intake(town: Town) -> Json:
    person = {"name": f"Minah {MARKER}", "village": town.village, "birth_on": "1949-05-04", "sex": "f"}
    return {"person": person, "type": 8, "consent": {"basis": "consent"}}


async def _kill(askers: Askers, door: Beside, times: int, size: int) -> list[int]:
    """While it has work: evenly over the run. How much work each time."""
    hit = []
    for n in range(times):
        due = size * (n + 1) // (times + 2)
        await until(lambda due=due: askers.answered["keys"] >= due and askers.in_flight[door.service] > 0, 3600)
        hit.append(askers.in_flight[door.service])
        await asyncio.to_thread(door.kill)
        await asyncio.to_thread(door.start)
    return hit


async def _again(askers: Askers, wishes: Sequence[tuple[Wish, Answer]]) -> None:
    """Each key once more, long after: the version that it names is an old one by now, and still the first answer comes.
    With another body it is refused, with a new key the old version is."""
    for wish, first in wishes:
        again = await askers.insist(wish)
        assert again.same == first.same, (wish.path, again.body)
        other = await askers.insist(replace(wish, body=wish.body | {"note": "Lain"}))
        assert (other.status, other.body["code"]) == (422, "key-reused"), other.body
        if wish.was is not None:
            late = await askers.insist(replace(wish, key=str(uuid4())))
            assert late.status in (409, 412), late.body


async def _rows(street: Running, town: Town, service: str) -> set[UUID]:
    return {row[0] for row in await _look(street, service, IDS[service], town.code)}


async def _counted(street: Running, chains: Sequence[Chain]) -> None:
    """One step, one need, one fact of each kind for each case; one key for each wish, and nothing of a body in it."""
    cases = [UUID(chain.case_id) for chain in chains]
    referrals = [UUID(chain.told[4][1].body["id"]) for chain in chains]
    twice = "SELECT {0}, {1} FROM {2} WHERE {0} = ANY($1) GROUP BY 1, 2 HAVING count(*) > 1"
    assert await _look(street, "cases", twice.format("case_id", "verb", "steps"), cases) == []
    assert await _look(street, "cases", twice.format("subject_id", "past", "outbox"), cases) == []
    assert await _look(street, "referral", twice.format("subject_id", "past", "outbox"), referrals) == []
    needs = await _look(street, "cases", "SELECT case_id, need_id FROM needs WHERE case_id = ANY($1)", cases)
    assert {str(row["need_id"]) for row in needs} == {chain.told[3][1].body["id"] for chain in chains}
    assert len(needs) == len(chains)
    for service in IDS:
        mine = {wish.key: wish for chain in chains for wish, _ in chain.told if wish.service == service}
        kept = await _look(street, service, "SELECT * FROM keys WHERE key = ANY($1)", list(mine))
        assert {row["key"] for row in kept} == set(mine) and len(kept) == len(mine)
        assert all(list(row.keys()) == COLUMNS for row in kept)
        assert {len(row["body"]) for row in kept} == {32}  # a keyed hash
        assert all(MARKER not in str(dict(row)) and MARKER.encode() not in row["body"] for row in kept)


async def _look(street: Running, service: str, statement: str, *bound: Any) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(street.admin_dsn(service))
    try:
        return list(await connection.fetch(statement, *bound))
    finally:
        await connection.close()
