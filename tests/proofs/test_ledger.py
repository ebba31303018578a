"""Proof 8: whoever opens a file stands in a ledger that nobody changes unseen, not even who can write everything in
PostgreSQL; and who saw a person is answered at once."""

import asyncio
import json
import random
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import aiohttp
import asyncpg
import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from deploy.local.databases import create_scratch, drop_scratch
from deploy.local.plan import ROOT
from deploy.local.processes import clean_environment
from deploy.local.running import Running
from proto.kit.v1 import ledger_pb2
from services.kit import baseline, clock, ids, ledger, once, testing
from services.kit.actor import Actor
from services.kit.area import Level, codes
from services.kit.auth import Seal
from services.kit.db import Database, Tx
from services.kit.ledger import Sealer
from tests.kit.parts import Scratch, connected, until
from tests.proofs import crimes, forged
from tests.proofs.beside import Beside
from tests.proofs.hurry import knock, met
from tests.proofs.recorded import Told
from tests.proofs.switches import previous_hash_left_out
from tests.registry.conftest import STORIES

ROWS, EVERY = 60, 15  # of a ledger that crimes are done to; a head is announced each so many
BEHIND = 2.0  # seconds that the sealer may be behind
READERS = [Actor(sub, "1906", frozenset({"dinas"})) for sub in ("rahma", "budi", "dewi")]


# --- crimes ---


@pytest.fixture
async def scratch(street: Running) -> AsyncIterator[Scratch]:
    made = Scratch(street, "proof_ledger")
    await made.create()
    yield made
    await made.drop()


async def sealed_ledger(scratch: Scratch, keys: Path, monkeypatch: pytest.MonkeyPatch) -> dict[int, bytes]:
    """Openings of one office, sealed; the heads that were announced meanwhile, as oversight would keep them."""
    sealer = Sealer(scratch.relay, "registry", Seal("registry", keys).sign)
    later = clock.now()
    for _ in range(ROWS // EVERY):
        for number in range(EVERY):
            async with scratch.app.begin("1906") as tx:
                await ledger.opened(
                    tx, READERS[number % 3], subject_id=ids.new(), noun="case", noun_id=ids.new(),
                    fields=["nik", "note"][: 1 + number % 2], purpose="verify",
                )  # fmt: skip
        later += timedelta(seconds=61)
        monkeypatch.setattr(clock, "now", lambda at=later: at)
        await sealer.step()
    told = [ledger_pb2.LedgerSealed.FromString(row[0]) for row in await scratch.admin("SELECT payload FROM outbox")]
    return {head.seq: head.hash for head in told}


@pytest.mark.breaks_with("previous_hash_left_out")
async def test_no_crime_against_a_ledger_goes_unseen(
    scratch: Scratch, street: Running, full: bool, switch: str | None, dice: random.Random, told: Told,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """By who can write everything in PostgreSQL, and covers it up; the heads are kept where he cannot write."""
    if switch == "previous_hash_left_out":
        previous_hash_left_out.break_it()
    heads = await sealed_ledger(scratch, street.plan.keys("registry"), monkeypatch)
    assert sorted(heads) == [*range(EVERY, ROWS + 1, EVERY)]
    count = 1000 if full else 100
    unseen, misplaced, covers = [], [], dict.fromkeys(("none", "hash", "chain"), 0)
    async with connected(street.admin_dsn(scratch.name)) as connection:
        tx, rows_of, head_of = Tx(connection, None, None), ledger.ledger, ledger.ledger_heads
        rows = [dict(row._mapping) for row in await tx.execute(sa.select(rows_of).order_by(rows_of.c.seq))]
        assert await ledger.verify(tx, "1906", heads) is None
        for _ in range(count):
            crime = crimes.draw(dice, rows, (ROWS, rows[-1]["hash"]))
            covers[crime.cover] += 1
            done = await connection.begin_nested()
            await tx.execute(sa.delete(rows_of))
            if crime.rows:
                await tx.execute(sa.insert(rows_of), crime.rows)
            moved = sa.update(head_of).where(head_of.c.office == "1906")
            await tx.execute(moved.values(seq=crime.head[0], hash=crime.head[1]))
            found = await ledger.verify(tx, "1906", heads)
            await done.rollback()
            what, next_head = (crime.kind, crime.cover, crime.number, found), -(-crime.number // EVERY) * EVERY
            if found is None:
                unseen.append(what)
            elif crime.kind != "insert beside" and not crime.number <= found <= next_head:
                misplaced.append(what)
        assert await ledger.verify(tx, "1906", heads) is None
    told.tried(f"{count} edits, deletions, swaps, insertions, cut tails; {covers['chain']} chained anew up to the head")
    told.found(f"{count - len(unseen)} found, {len(unseen)} unseen")
    assert (unseen, misplaced) == ([], [])


# --- sealing under load ---


@dataclass
class Written:
    """One opening by its id, with the moments, of one clock, before its transaction began and after its commit."""

    id: UUID
    began: float
    committed: float


async def test_openings_are_numbered_in_the_order_of_their_commits_within_two_seconds(
    street: Running, full: bool, dice: random.Random, told: Told
) -> None:
    """Load through the doors, transactions that take their time beside it, and a second sealer on the same rows."""
    office, second = dice.sample(sorted(set(codes(level=Level.KABUPATEN)) - STORIES), 2)
    mint, seconds = await forged.mint(street), 30 if full else 5
    began, written, worst, samples = clock.now(), list[Written](), 0.0, 0
    db = Database(street.dsn("cases", "app"), pool=6, name="proof")
    admin = await asyncpg.connect(street.admin_dsn("cases"))
    web = aiohttp.ClientSession()
    enough = asyncio.Event()

    async def slow(by: Actor) -> None:
        while not enough.is_set():
            start = time.monotonic()
            async with db.begin(office) as tx:
                await ledger.opened(
                    tx, by, subject_id=(subject := ids.new()), noun="case", noun_id=subject, fields=["nik"],
                    purpose="slow",
                )  # fmt: skip
                await asyncio.sleep(dice.choice((0, 0, 0.01, 0.3)))
            written.append(Written(subject, start, time.monotonic()))

    async def read(where: str) -> None:
        token = mint.token(mint.right(where, "dinas"))
        status, case = await knock(web, f"{street.url('cases')}/v1/cases", token, met(where))
        assert status == 201, case
        while not enough.is_set():
            assert (await knock(web, f"{street.url('cases')}/v1/cases/{case['id']}", token))[0] == 200

    async def watch() -> None:
        nonlocal worst, samples
        while not enough.is_set() or samples < 20:
            behind = await admin.fetchval(
                "SELECT extract(epoch FROM clock_timestamp() - min(at)) FROM ledger WHERE seq IS NULL AND at > $1",
                began,
            )
            worst, samples = max(worst, float(behind or 0)), samples + 1
            await asyncio.sleep(0.05)

    async with Beside(street, "cases", mode="relay"):
        await until(lambda: seals(admin, 3), 60)
        work = [*(slow(by) for by in READERS), *(read(where) for where in (office, office, second)), watch()]
        running = [asyncio.create_task(piece) for piece in work]
        await asyncio.sleep(seconds)
        enough.set()
        await asyncio.gather(*running)
        await until(lambda: is_sealed(admin, began), 20)
    mine = "SELECT * FROM ledger WHERE at > $1 AND office = ANY($2) ORDER BY seq"
    rows = await admin.fetch(mine, began, [office, second])
    numbers = {row["noun_id"]: row["seq"] for row in rows if row["purpose"] == "slow"}
    ats = [row["at"] for row in rows if row["office"] == office]
    late = sum(at < max(ats[:n]) for n, at in enumerate(ats) if n)
    disorder = out_of_order(written, numbers)
    forks = [one for one in (office, second) if await broken(street, one) is not None]
    await until(lambda: heads_are_kept(street, (office, second)), 30)
    for part in (db, web, admin):
        await part.close()
    told.tried(f"{len(rows)} openings in {seconds} s through doors and slow transactions, two sealers at work")
    told.found(f"{worst:.1f} s behind at the most, {disorder} out of order ({late} committed late), {len(forks)} forks")
    assert set(numbers) == {one.id for one in written}
    assert (disorder, forks) == (0, [])
    assert late > 0, "some were committed after younger ones had been sealed"
    assert worst <= BEHIND


def out_of_order(written: list[Written], numbers: dict[UUID, int]) -> int:
    """How many were numbered before one whose commit had been answered before they began."""
    ended = sorted(written, key=lambda one: one.committed)
    wrong, highest, n = 0, 0, 0
    for one in sorted(written, key=lambda one: one.began):
        while ended[n].committed < one.began:
            highest, n = max(highest, numbers[ended[n].id]), n + 1
        wrong += numbers[one.id] < highest
    return wrong


async def seals(admin: asyncpg.Connection, connections: int) -> bool:
    asked = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'cases-relay'"
    return int(await admin.fetchval(asked)) >= connections


async def is_sealed(admin: asyncpg.Connection, since: datetime) -> bool:
    return not await admin.fetchval("SELECT count(*) FROM ledger WHERE seq IS NULL AND at > $1", since)


async def broken(street: Running, office: str) -> int | None:
    """Where the ledger of an office in cases does not hold against the heads that oversight keeps."""
    connection = await asyncpg.connect(street.admin_dsn("oversight"))
    heads = await connection.fetch("SELECT * FROM heads WHERE service = 'cases' AND office = $1", office)
    await connection.close()
    db = Database(street.dsn("cases", "relay"), pool=1, name="proof")
    async with db.begin() as tx:
        found = await ledger.verify(tx, office, {head["seq"]: head["hash"] for head in heads})
    await db.close()
    return found


async def heads_are_kept(street: Running, offices: Sequence[str]) -> bool:
    """Whether oversight keeps a head of each office, signed by cases; one with another's signature is no head."""
    pem = (street.plan.keys("oversight") / "peers" / "cases.pem").read_bytes()
    public = load_pem_public_key(pem)
    assert isinstance(public, Ed25519PublicKey)
    connection = await asyncpg.connect(street.admin_dsn("oversight"))
    heads = await connection.fetch("SELECT * FROM heads WHERE service = 'cases' AND office = ANY($1)", offices)
    await connection.close()
    for head in heads:
        public.verify(head["signature"], f"cases|{head['office']}|{head['seq']}|".encode() + head["hash"])
    return {head["office"] for head in heads} == set(offices)


async def test_one_command_says_where_a_ledger_does_not_hold(street: Running, dice: random.Random, told: Told) -> None:
    """Asked twice: with one row changed by who can write everything, and with it as it was."""
    office = dice.choice(sorted(set(codes(level=Level.KABUPATEN)) - STORIES))
    mint = await forged.mint(street)
    token = mint.token(mint.right(office, "dinas"))
    admin = await asyncpg.connect(street.admin_dsn("cases"))
    began = clock.now()
    async with aiohttp.ClientSession() as web:
        _, case = await knock(web, f"{street.url('cases')}/v1/cases", token, met(office))
        for _ in range(3):
            assert (await knock(web, f"{street.url('cases')}/v1/cases/{case['id']}", token))[0] == 200
    await until(lambda: is_sealed(admin, began), 20)
    await until(lambda: heads_are_kept(street, [office]), 30)
    actor = await admin.fetchval("SELECT actor FROM ledger WHERE office = $1 AND seq = 1", office)
    answers = []
    for name in ("orang-lain", actor):
        await admin.execute("UPDATE ledger SET actor = $2 WHERE office = $1 AND seq = 1", office, name)
        answers.append(await asyncio.to_thread(verified, street))
    await admin.close()
    (bad, said), (good, whole) = answers
    told.tried("python -m services.cases verify, with a row changed and with it put back")
    told.found(said.splitlines()[-1].partition(": ")[2] + ", then " + whole.splitlines()[-1].partition(": ")[2])
    assert (bad, f"cases {office}: BROKEN at number 1" in said) == (1, True)
    assert (good, f"cases {office}: holds" in whole) == (0, True), whole


def verified(street: Running) -> tuple[int, str]:
    env = clean_environment() | street.environment("cases")
    command = [sys.executable, "-m", "services.cases", "verify"]
    ran = subprocess.run(command, cwd=ROOT, env=env, check=False, capture_output=True, text=True)
    return ran.returncode, ran.stdout + ran.stderr


# --- who saw this person ---


def openings(office: str, person: UUID, case: UUID, count: int, dice: random.Random) -> Iterator[dict[str, Any]]:
    """Rows as they stand once sealed: of two offices and 36 months, every 20,000th of one person."""
    now, month = clock.now(), timedelta(days=30).total_seconds()
    others = [(UUID(int=dice.getrandbits(128)), UUID(int=dice.getrandbits(128))) for _ in range(50_000)]
    fields, hash_ = ["note"], dice.randbytes(32)
    rare = max(count // 1000, 1)
    for number in range(count):
        subject, noun = (person, case) if number % rare == 0 else others[number % 50_000]
        yield {
            "office": office if number % 2 == 0 else "1906", "at": now - timedelta(seconds=dice.random() * 18 * month),
            "id": UUID(int=dice.getrandbits(128)), "actor": f"orang-{number % 300}", "subject_id": subject,
            "noun": "case", "noun_id": noun, "fields": fields, "purpose": "care", "seq": number + 2, "hash": hash_,
        }  # fmt: skip


@pytest.fixture
async def cases_of_long_standing(street: Running) -> AsyncIterator[str]:
    """A database of cases as it is after 18 months: as many partitions behind as ahead."""
    name = "proof_openings"
    await asyncio.to_thread(create_scratch, street.plan, street.passwords, "cases", name)
    dsn = street.dsn("cases", "migrate", name)
    await asyncio.to_thread(once.migrate, "cases", dsn)
    begin = (clock.now() - timedelta(days=19 * 30)).date()
    async with connected(dsn) as connection:
        await connection.run_sync(lambda sync: baseline.ahead(sync, start=begin))
    yield name
    await asyncio.to_thread(drop_scratch, street.plan, street.passwords, name)


async def test_who_saw_a_person_is_answered_within_a_second(
    street: Running, cases_of_long_standing: str, full: bool, dice: random.Random, told: Told
) -> None:
    """Through the door, as an officer of the Dinas, among all openings of three years."""
    name, count = cases_of_long_standing, 10_000_000 if full else 200_000
    office = dice.choice(sorted(set(codes(level=Level.KABUPATEN)) - STORIES))
    mint, admin_dsn = await forged.mint(street), street.admin_dsn(name)
    dsns = {f"TITIAN_DB_{one.upper()}": street.dsn("cases", one, name) for one in ("app", "consume", "relay", "public")}
    admin = await asyncpg.connect(admin_dsn)
    relay = Database(street.dsn("cases", "relay", name), pool=1, name="proof")
    async with Beside(street, "cases", **dsns) as aside, aiohttp.ClientSession() as web:
        token, cases = mint.token(mint.right(office, "dinas_supervisor")), f"{aside.url}/v1/cases"
        _, case = await knock(web, cases, token, met(office))
        assert (await knock(web, f"{cases}/{case['id']}", token))[0] == 200
        await Sealer(relay, "cases", Seal("cases", street.plan.keys("cases")).sign).step()
        person, case_id = await admin.fetchval("SELECT subject_id FROM ledger"), UUID(case["id"])
        await testing.copy(admin_dsn, "ledger", openings(office, person, case_id, count, dice))
        shapes = [await testing.shape(admin_dsn, "ledger", office=office, purpose=one) for one in ("care", "file")]
        took, told_ats, following = [], list[datetime](), "?"
        while following or len(took) < 60:
            began = time.monotonic()
            status, answer = await knock(web, f"{cases}/{case['id']}/openings{following}", token)
            took.append(time.monotonic() - began)
            assert status == 200, answer
            if following:  # page by page until all are told, then the first page again
                told_ats += [datetime.fromisoformat(item["at"]) for item in answer["items"]]
            following = f"?cursor={answer['next']}" if answer["next"] and following else ""
    seen = "SELECT at FROM ledger WHERE office = $1 AND subject_id = $2 ORDER BY at DESC, id DESC"
    wanted = [row["at"] for row in await admin.fetch(seen, office, person)]
    by_index, filled = await by_their_index(street, name, admin, office, person)
    parts = await admin.fetchval("SELECT count(*) FROM pg_inherits WHERE inhparent = 'ledger'::regclass")
    await relay.close()
    await admin.close()
    told.tried(
        f"{count:,} openings in {parts} months and offices, {len(wanted)} of one person, asked {len(took)} times"
    )
    slow = sorted(took)[len(took) * 95 // 100]
    told.found(f"95 % of answers within {slow * 1000:.0f} ms, {len(filled - by_index)} partitions read row by row")
    assert shapes[0] == shapes[1], "what was copied is as what an action wrote"
    assert told_ats == wanted, "every opening of hers, the last first"
    assert slow <= 1
    assert len(filled) >= 18 and filled <= by_index


async def by_their_index(
    street: Running, name: str, admin: asyncpg.Connection, office: str, person: UUID
) -> tuple[set[str], set[str]]:
    """Partitions that PostgreSQL reads by the index that is there for it, and those that hold rows; under the app's
    log-in, behind the wall, with the plan that a connection settles on."""
    children = "SELECT relname FROM pg_inherits JOIN pg_class ON oid = inhrelid WHERE inhparent = $1::text::regclass"
    right = {row[0] for row in await admin.fetch(children, "ledger_subject")}
    filled = {row[0] for row in await admin.fetch(children + " AND reltuples > 0", "ledger")}
    connection = await asyncpg.connect(street.dsn("cases", "app", name))
    async with connection.transaction():
        await connection.execute(f"SET LOCAL titian.office = '{office}'")
        await connection.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        query = str(
            sa.select(ledger.ledger)
            .where(ledger.ledger.c.office == sa.text("$1"), ledger.ledger.c.subject_id == sa.text("$2"))
            .order_by(ledger.ledger.c.at.desc(), ledger.ledger.c.id.desc()).limit(sa.literal_column("200"))
        )  # fmt: skip
        await connection.execute(f"PREPARE asked (text, uuid) AS {query}")
        told = await connection.fetchval(f"EXPLAIN (FORMAT json) EXECUTE asked ('{office}', '{person}')")
    await connection.close()
    nodes = _nodes(json.loads(told)[0]["Plan"])
    return {node["Relation Name"] for node in nodes if node.get("Index Name") in right}, filled


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from _nodes(below)
