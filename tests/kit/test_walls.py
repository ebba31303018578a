"""The wall of DESIGN law 3 as PostgreSQL holds it, and pooled connections that never carry an office on."""

import asyncio
import random
from collections.abc import AsyncIterator

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from services.kit import walls
from services.kit.db import Database
from services.kit.errors import Conflict, Invalid, Unavailable
from tests.kit.parts import Scratch

MINE = sa.MetaData()
notes = walls.held("notes", MINE, sa.Column("id", sa.Integer), sa.Column("said", sa.Text), key=("id",))
letters = walls.posted("letters", MINE, sa.Column("id", sa.Integer), sa.Column("said", sa.Text), key=("id",))
NUMBERS = iter(range(1, 1_000_000))


@pytest.fixture(scope="module", autouse=True)
async def tables(scratch: Scratch) -> None:
    await scratch.migrate(
        "CREATE TABLE notes (office text, id int, said text, PRIMARY KEY (office, id))",
        "CREATE TABLE letters (office text, from_office text, id int, said text, PRIMARY KEY (office, id))",
        *walls.raise_held("registry", "notes", delete=True),
        *walls.raise_posted("registry", "letters"),
    )


@pytest.fixture
async def single(scratch: Scratch) -> AsyncIterator[Database]:
    """A pool of one connection: who comes next gets what the last one left."""
    made = scratch.pool("app", 1)
    yield made
    await made.close()


async def note(db: Database, office: str) -> int:
    number = next(NUMBERS)
    async with db.begin(office) as tx:
        await tx.execute(sa.insert(notes).values(office=office, id=number, said="catatan"))
    return number


async def offices_seen(db: Database, office: str | None) -> set[str]:
    async with db.begin(office) as tx:
        return set((await tx.execute(sa.select(notes.c.office))).scalars())


async def send(db: Database, sender: str, receiver: str) -> int:
    number = next(NUMBERS)
    async with db.begin(sender) as tx:
        await tx.execute(sa.insert(letters).values(office=receiver, from_office=sender, id=number, said="rahasia"))
    return number


async def letters_seen(db: Database, office: str) -> set[int]:
    async with db.begin(office) as tx:
        return set((await tx.execute(sa.select(letters.c.id))).scalars())


# --- held ---


async def test_a_connection_that_never_served_an_office_shows_nothing_and_says_why(single: Database) -> None:
    with pytest.raises(DBAPIError, match=r"titian\.office is not set"):
        await offices_seen(single, None)


async def test_a_connection_that_served_an_office_raises_again_without_one(single: Database) -> None:
    await note(single, "1906")
    with pytest.raises(DBAPIError, match=r"titian\.office is not set"):
        await offices_seen(single, None)
    async with single.begin() as tx:
        assert await tx.scalar(sa.text("SELECT current_setting('titian.office', true)")) == ""


async def test_a_connection_that_served_one_office_shows_nothing_of_it_to_another(single: Database) -> None:
    await note(single, "1906")
    assert await offices_seen(single, "1906") == {"1906"}
    assert await offices_seen(single, "3208") == set()


@pytest.mark.parametrize("other", ["19", "00", "1901", "org-abcdefgh23"])
async def test_no_office_contains_another(scratch: Scratch, other: str) -> None:
    await note(scratch.app, "1906")
    assert await offices_seen(scratch.app, other) <= {other}
    await note(scratch.app, other)
    assert await offices_seen(scratch.app, other) == {other}
    assert await offices_seen(scratch.app, "1906") == {"1906"}


async def test_a_row_for_another_office_is_not_inserted(scratch: Scratch) -> None:
    with pytest.raises(DBAPIError, match="row-level security"):
        async with scratch.app.begin("1906") as tx:
            await tx.execute(sa.insert(notes).values(office="3208", id=next(NUMBERS), said="x"))


async def test_a_row_does_not_move_to_another_office(scratch: Scratch) -> None:
    number = await note(scratch.app, "1906")
    with pytest.raises(DBAPIError, match="row-level security"):
        async with scratch.app.begin("1906") as tx:
            await tx.execute(sa.update(notes).where(notes.c.id == number).values(office="3208"))


async def test_rows_of_another_office_are_neither_changed_nor_deleted(scratch: Scratch) -> None:
    number = await note(scratch.app, "1906")
    async with scratch.app.begin("3208") as tx:
        changed = await tx.execute(sa.update(notes).where(notes.c.id == number).values(said="y"))
        deleted = await tx.execute(sa.delete(notes).where(notes.c.id == number))
        assert (changed.rowcount, deleted.rowcount) == (0, 0)


async def test_the_owner_of_the_tables_stands_before_the_wall_too(scratch: Scratch) -> None:
    await note(scratch.app, "1906")
    owner = scratch.pool("migrate", 1)
    assert await offices_seen(owner, "1906") == set()
    await owner.close()


@pytest.mark.parametrize("form", ["", "1", "190602", "019", "1906'", "1906; RESET ROLE", "19\n", "1٩", "org-x", "%"])
async def test_what_has_not_the_form_of_an_office_opens_no_transaction(scratch: Scratch, form: str) -> None:
    with pytest.raises(Invalid):
        async with scratch.app.begin(form):
            pass


# --- posted ---


async def test_a_packet_is_read_by_its_receiver_alone(scratch: Scratch) -> None:
    number = await send(scratch.app, "1906", "org-abcdefgh23")
    assert number in await letters_seen(scratch.app, "org-abcdefgh23")
    assert number not in await letters_seen(scratch.app, "1906")
    assert number not in await letters_seen(scratch.app, "3208")
    assert number not in await letters_seen(scratch.app, "19")


async def test_a_sender_does_not_read_back_what_it_sends(scratch: Scratch) -> None:
    letter = sa.insert(letters).values(office="3208", from_office="1906", id=next(NUMBERS), said="x")
    with pytest.raises(DBAPIError, match="row-level security"):
        async with scratch.app.begin("1906") as tx:
            await tx.execute(letter.returning(letters.c.said))


async def test_nobody_sends_in_the_name_of_another_office(scratch: Scratch) -> None:
    letter = sa.insert(letters).values(office="3208", from_office="1906", id=next(NUMBERS), said="x")
    with pytest.raises(DBAPIError, match="row-level security"):
        async with scratch.app.begin("3208") as tx:
            await tx.execute(letter)


async def test_a_packet_is_emptied_by_its_receiver_alone_and_goes_nowhere_else(scratch: Scratch) -> None:
    number = await send(scratch.app, "1906", "3208")
    empty = sa.update(letters).where(letters.c.id == number).values(said=None)
    async with scratch.app.begin("1906") as tx:
        assert (await tx.execute(empty)).rowcount == 0
    async with scratch.app.begin("3208") as tx:
        assert (await tx.execute(empty)).rowcount == 1
    with pytest.raises(DBAPIError, match="row-level security"):
        async with scratch.app.begin("3208") as tx:
            await tx.execute(sa.update(letters).where(letters.c.id == number).values(office="6305"))
    with pytest.raises(DBAPIError, match="permission denied"):
        async with scratch.app.begin("3208") as tx:
            await tx.execute(sa.delete(letters))


# --- plumbing ---


@pytest.mark.parametrize(
    ("login", "forbidden"),
    [
        ("app", "SELECT id FROM outbox"),
        ("app", "UPDATE outbox SET pos = 1"),
        ("app", "SELECT pos FROM lane"),
        ("app", "SELECT fact_id FROM inbox"),
        ("app", "UPDATE ledger SET purpose = 'x'"),
        ("app", "DELETE FROM ledger"),
        ("app", "DELETE FROM keys"),
        ("app", "UPDATE keys SET status = 200"),
        ("consume", "SELECT id FROM outbox"),
        ("consume", "UPDATE ledger SET purpose = 'x'"),
        ("consume", "DELETE FROM ledger"),
        ("relay", "UPDATE ledger SET purpose = 'x'"),
        ("relay", "INSERT INTO ledger (office) VALUES ('1906')"),
        ("relay", "DELETE FROM outbox"),
        ("relay", "UPDATE outbox SET payload = ''"),
        ("relay", "SELECT sub FROM actors"),
        ("relay", "SELECT wrapped FROM subject_keys"),
        ("relay", "SELECT said FROM notes"),
        ("public", "SELECT said FROM notes"),
        ("public", "SELECT purpose FROM ledger"),
        ("public", "INSERT INTO outbox (id) VALUES (gen_random_uuid())"),
        ("app", "CREATE TABLE mine (id int)"),
        ("consume", "SET ROLE registry_migrate"),
        ("app", "ALTER TABLE notes DISABLE ROW LEVEL SECURITY"),
    ],
)
async def test_a_log_in_does_only_what_is_its_own(scratch: Scratch, login: str, forbidden: str) -> None:
    pool = scratch.pool(login, 1)
    with pytest.raises(DBAPIError, match=r"permission denied|must be owner"):
        async with pool.begin("1906") as tx:
            await tx.execute(sa.text(forbidden))
    await pool.close()


# --- pooled connections under attack ---


async def test_cancelled_requests_leak_no_office_and_break_no_pool(scratch: Scratch) -> None:
    """Phones lose their signal half-way, thirty at a time on a pool of three, each at another moment."""
    offices = ["1906", "3208", "6305", "19"]
    for office in offices:
        await note(scratch.app, office)
    wrong: list[tuple[str, set[str]]] = []

    async def request(office: str) -> None:
        async with scratch.app.begin(office) as tx:
            await tx.execute(sa.insert(notes).values(office=office, id=next(NUMBERS), said="setengah"))
            seen = set((await tx.execute(sa.select(notes.c.office))).scalars())
            if seen != {office}:
                wrong.append((office, seen))
            await tx.execute(sa.text("SELECT pg_sleep(0.01)"))

    chance = random.Random(7)  # noqa: S311 -- reason: moments, not secrets
    for _ in range(8):
        requests = [asyncio.create_task(request(chance.choice(offices))) for _ in range(30)]
        for one in requests:
            asyncio.get_running_loop().call_later(chance.uniform(0, 0.15), one.cancel)
        told = await asyncio.gather(*requests, return_exceptions=True)
        assert all(one is None or isinstance(one, asyncio.CancelledError | Unavailable) for one in told), told
    assert wrong == []
    for office in offices * 3:
        assert await offices_seen(scratch.app, office) == {office}
    with pytest.raises(DBAPIError, match=r"titian\.office is not set"):
        await offices_seen(scratch.app, None)
    held = await scratch.admin(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in%'"
    )
    assert held == [(0,)]


async def test_a_connection_that_the_server_ended_is_unavailable_once_and_then_replaced(single: Database) -> None:
    await note(single, "1906")

    async def dawdle() -> None:
        async with single.begin("1906") as tx:
            await tx.execute(sa.text("SET LOCAL idle_in_transaction_session_timeout = '30ms'"))
            await asyncio.sleep(0.3)
            await tx.execute(sa.select(notes.c.id))

    with pytest.raises(Unavailable):
        await dawdle()
    assert await offices_seen(single, "1906") == {"1906"}


async def test_a_statement_that_takes_too_long_is_unavailable(single: Database) -> None:
    async def dawdle() -> None:
        async with single.begin("1906") as tx:
            await tx.execute(sa.text("SET LOCAL statement_timeout = '30ms'"))
            await tx.execute(sa.text("SELECT pg_sleep(5)"))

    with pytest.raises(Unavailable):
        await dawdle()
    assert await single.ready()


async def test_a_pool_that_stays_empty_is_unavailable(scratch: Scratch, monkeypatch: pytest.MonkeyPatch) -> None:
    pool = scratch.pool("app", 1)
    monkeypatch.setattr(pool._engine.pool, "_timeout", 0.1)
    async with pool.begin("1906"):
        with pytest.raises(Unavailable):
            async with pool.begin("1906"):
                pass
    await pool.close()


async def test_a_row_that_stays_locked_is_running(scratch: Scratch) -> None:
    number = await note(scratch.app, "1906")
    change = sa.update(notes).where(notes.c.id == number).values(said="z")

    async def too() -> None:
        async with scratch.app.begin("1906") as second:
            await second.execute(sa.text("SET LOCAL lock_timeout = '50ms'"))
            await second.execute(change)

    async with scratch.app.begin("1906") as first:
        await first.execute(change)
        with pytest.raises(Conflict) as told:
            await too()
    assert told.value.code == "running"


async def test_two_that_wait_for_one_another_are_told_running(scratch: Scratch) -> None:
    one, two = await note(scratch.app, "1906"), await note(scratch.app, "1906")
    both = asyncio.Barrier(2)

    async def change(first: int, second: int) -> None:
        async with scratch.app.begin("1906") as tx:
            await tx.execute(sa.update(notes).where(notes.c.id == first).values(said="a"))
            await both.wait()
            await tx.execute(sa.update(notes).where(notes.c.id == second).values(said="b"))

    told = await asyncio.gather(change(one, two), change(two, one), return_exceptions=True)
    assert {getattr(one, "code", None) for one in told} == {None, "running"}


async def test_a_server_that_lets_nobody_in_is_unavailable(scratch: Scratch) -> None:
    await scratch.admin("ALTER ROLE registry_public CONNECTION LIMIT 0")
    pool = scratch.pool("public", 1)
    try:
        with pytest.raises(Unavailable):
            async with pool.begin():
                pass
        assert not await pool.ready()
    finally:
        await scratch.admin("ALTER ROLE registry_public CONNECTION LIMIT -1")
        await pool.close()


async def test_a_server_that_is_not_there_is_unavailable() -> None:
    nowhere = Database("postgresql://x:y@127.0.0.1:9/x", pool=1, name="test")
    with pytest.raises(Unavailable):
        async with nowhere.begin():
            pass
    assert not await nowhere.ready()
    await nowhere.close()


async def test_errors_of_the_database_do_not_repeat_values(single: Database) -> None:
    number = await note(single, "1906")
    with pytest.raises(DBAPIError) as told:
        async with single.begin("1906") as tx:
            await tx.execute(sa.insert(notes).values(office="1906", id=number, said="Rahasia-Contoh-77"))
    assert "Rahasia-Contoh-77" not in str(told.value)
