"""Who opened whose file (DESIGN §7): appended by those who open, numbered and chained by the sealer, and no row can be
edited, swapped, put in, taken out or cut off unseen."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from deploy.local.plan import Plan
from proto.kit.v1 import ledger_pb2
from services.kit import clock, ids, ledger, outbox
from services.kit.actor import Actor
from services.kit.auth import Seal
from services.kit.facts import Fact
from services.kit.ledger import Sealer
from tests.kit.parts import Scratch

RAHMA, BUDI = (Actor(sub, "1906", frozenset({"psm"})) for sub in ("rahma", "budi"))


@pytest.fixture(autouse=True)
async def empty(scratch: Scratch) -> None:
    await scratch.empty("ledger", "listed", "outbox", "sequences")
    await scratch.admin("DELETE FROM ledger_heads WHERE office <> ''")


@pytest.fixture
def seal(keys: Plan) -> Seal:
    return Seal("registry", keys.keys("registry"))


@pytest.fixture
def sealer(scratch: Scratch, seal: Seal) -> Sealer:
    return Sealer(scratch.relay, "registry", seal.sign)


async def open_files(scratch: Scratch, count: int, office: str = "1906", by: Actor = RAHMA) -> None:
    for number in range(count):
        async with scratch.app.begin(office) as tx:
            await ledger.opened(
                tx, by, subject_id=UUID(int=number), noun="case", noun_id=UUID(int=9), fields=["nik"], purpose="verify"
            )


async def broken(scratch: Scratch, office: str = "1906", told: dict[int, bytes] | None = None) -> int | None:
    async with scratch.relay.begin() as tx:
        return await ledger.verify(tx, office, told or {})


async def numbers(scratch: Scratch, office: str = "1906") -> list[int]:
    rows = await scratch.admin(f"SELECT seq FROM ledger WHERE office = '{office}' ORDER BY seq")  # noqa: S608 -- reason: an office of our own
    return [number for (number,) in rows]


async def announced(scratch: Scratch) -> list[Fact]:
    async with scratch.relay.begin() as tx:
        rows = await tx.execute(sa.select(outbox.outbox).order_by(outbox.outbox.c.made_at))
        return [
            Fact(
                noun=row.noun, past=row.past, subject_id=row.subject_id, office=row.office, for_office=row.for_office,
                area=row.area, at=row.at, payload=row.payload, seq=row.seq,
            )
            for row in rows
        ]  # fmt: skip


# --- sealing ---


async def test_openings_are_numbered_from_one_in_each_office_and_the_chain_holds(
    scratch: Scratch, sealer: Sealer
) -> None:
    await open_files(scratch, 5)
    await open_files(scratch, 3, "3208")
    assert not await sealer.step()
    await open_files(scratch, 2)
    await sealer.step()
    assert await numbers(scratch) == [1, 2, 3, 4, 5, 6, 7]
    assert await numbers(scratch, "3208") == [1, 2, 3]
    assert (await broken(scratch), await broken(scratch, "3208"), await broken(scratch, "6305")) == (None, None, None)


async def test_an_office_checks_its_own_chain(scratch: Scratch, sealer: Sealer) -> None:
    await open_files(scratch, 3)
    await sealer.step()
    async with scratch.app.begin("1906") as tx:
        assert await ledger.verify(tx, "1906") is None


async def test_a_long_ledger_is_sealed_in_batches_and_checked_in_pages(scratch: Scratch, sealer: Sealer) -> None:
    await scratch.admin(
        "INSERT INTO ledger SELECT '1906', now(), gen_random_uuid(), 'rahma', gen_random_uuid(), 'case',"
        " gen_random_uuid(), '{nik}', 'verify' FROM generate_series(1, 2100)"
    )
    while await sealer.step():
        pass
    assert len(await numbers(scratch)) == 2100
    assert await broken(scratch) is None
    await scratch.admin("UPDATE ledger SET actor = 'budi' WHERE seq = 2050")
    assert await broken(scratch) == 2050


async def test_two_sealers_at_once_leave_one_chain(scratch: Scratch, sealer: Sealer, seal: Seal) -> None:
    other = Sealer(scratch.relay, "registry", seal.sign)
    for _ in range(4):
        await asyncio.gather(open_files(scratch, 5), sealer.step(batch=3), other.step(batch=4), open_files(scratch, 5))
    while await sealer.step():
        pass
    assert await numbers(scratch) == list(range(1, 41))
    assert await broken(scratch) is None


async def test_a_row_that_was_committed_late_is_sealed_behind_what_was_sealed(scratch: Scratch, sealer: Sealer) -> None:
    async with scratch.app.begin("1906") as slow:
        await ledger.opened(
            slow, BUDI, subject_id=UUID(int=1), noun="case", noun_id=UUID(int=9), fields=["nik"], purpose="slow"
        )
        await open_files(scratch, 2)
        await sealer.step()
    await sealer.step()
    assert await scratch.admin("SELECT purpose FROM ledger ORDER BY seq") == [("verify",), ("verify",), ("slow",)]
    assert await broken(scratch) is None


# --- what is found ---

TWIN = (
    "INSERT INTO ledger SELECT office, at + interval '1 second', gen_random_uuid(), 'budi', subject_id, noun, noun_id,"
    " fields, purpose, seq, hash FROM ledger WHERE seq = 3"
)


@pytest.mark.parametrize(
    ("crime", "found"),
    [
        ("UPDATE ledger SET actor = 'budi' WHERE seq = 3", 3),
        ("UPDATE ledger SET purpose = 'other' WHERE seq = 5", 5),
        ("UPDATE ledger SET fields = '{}' WHERE seq = 1", 1),
        ("UPDATE ledger SET at = at + interval '1 microsecond' WHERE seq = 4", 4),
        ("UPDATE ledger SET subject_id = gen_random_uuid() WHERE seq = 2", 2),
        ("UPDATE ledger SET hash = decode('00', 'hex') WHERE seq = 2", 2),
        ("DELETE FROM ledger WHERE seq = 3", 3),
        ("DELETE FROM ledger WHERE seq = 5", 5),
        ("DELETE FROM ledger WHERE seq > 2", 3),
        ("DELETE FROM ledger", 1),
        ("UPDATE ledger SET seq = 5 - seq WHERE seq IN (2, 3)", 2),
        ("UPDATE ledger SET seq = seq - 1 WHERE seq > 2", 3),
        (TWIN, 4),
        (TWIN.replace(" seq, hash", " 0, hash"), 6),
        (TWIN.replace(" seq, hash", " 5000, hash"), 6),
        ("UPDATE ledger_heads SET hash = decode('00', 'hex') WHERE office = '1906'", 6),
        ("UPDATE ledger_heads SET seq = 4 WHERE office = '1906'", 5),
        ("DELETE FROM ledger_heads WHERE office = '1906'", 1),
    ],
)
async def test_a_crime_against_the_ledger_is_found(scratch: Scratch, sealer: Sealer, crime: str, found: int) -> None:
    await open_files(scratch, 5)
    await sealer.step()
    assert await broken(scratch) is None
    await scratch.admin(crime)
    assert await broken(scratch) == found


async def test_who_can_write_everything_is_still_held_by_the_heads_announced_before(
    scratch: Scratch, sealer: Sealer
) -> None:
    await open_files(scratch, 5)
    await sealer.step()
    told = ledger_pb2.LedgerSealed.FromString((await announced(scratch))[0].payload)
    heads = {told.seq: told.hash}
    assert await broken(scratch, told=heads) is None
    await scratch.admin(
        "DELETE FROM ledger WHERE seq = 5", "UPDATE ledger SET actor = 'budi', seq = NULL, hash = NULL",
        "DELETE FROM ledger_heads WHERE office <> ''",
    )  # fmt: skip
    await sealer.step()  # a fresh chain over what is left
    assert await broken(scratch) is None
    assert await broken(scratch, told=heads) == 5
    await open_files(scratch, 1)
    await sealer.step()
    assert await broken(scratch, told=heads) == 5


# --- signed heads ---


async def test_a_head_is_announced_signed_at_once_and_then_once_a_minute(
    scratch: Scratch, sealer: Sealer, keys: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    await open_files(scratch, 2)
    await open_files(scratch, 1, "org-abcdefgh23")
    await sealer.step()
    facts = await announced(scratch)
    assert {(one.noun, one.past, one.office, one.for_office, one.area) for one in facts} == {
        ("ledger", "sealed", "1906", "1906", "1906"),
        ("ledger", "sealed", "org-abcdefgh23", "org-abcdefgh23", ""),
    }
    peer = load_pem_public_key((keys.keys("oversight") / "peers" / "registry.pem").read_bytes())
    assert isinstance(peer, Ed25519PublicKey)
    for one in facts:
        said = ledger_pb2.LedgerSealed.FromString(one.payload)
        peer.verify(said.signature, f"registry|{said.office}|{said.seq}|".encode() + said.hash)
        with pytest.raises(InvalidSignature):
            peer.verify(said.signature, f"registry|{said.office}|{said.seq + 1}|".encode() + said.hash)
    await open_files(scratch, 1)
    await sealer.step()
    assert len(await announced(scratch)) == 2
    later = clock.now() + timedelta(seconds=61)
    monkeypatch.setattr(clock, "now", lambda: later)
    await sealer.step()
    await sealer.step()
    (third,) = (await announced(scratch))[2:]
    assert (ledger_pb2.LedgerSealed.FromString(third.payload).seq, third.seq) == (3, 2)


async def test_no_name_and_no_value_is_in_what_is_announced(scratch: Scratch, sealer: Sealer) -> None:
    await open_files(scratch, 1)
    await sealer.step()
    (one,) = await announced(scratch)
    assert b"rahma" not in one.payload
    assert b"verify" not in one.payload


# --- names in lists ---


@pytest.fixture
def monday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 3, 2, 3, tzinfo=UTC))


async def show(scratch: Scratch, by: Actor, *subjects: UUID) -> None:
    async with scratch.app.begin("1906") as tx:
        await ledger.shown(tx, by, [(one, UUID(int=9)) for one in subjects], noun="case", fields=["name"])


async def seen(scratch: Scratch, subject: UUID) -> int:
    async with scratch.app.begin("1906") as tx:
        return len(await ledger.openings(tx, subject))


@pytest.mark.usefixtures("monday")
async def test_a_name_in_lists_is_written_down_once_per_actor_person_and_day(
    scratch: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    ani, siti = ids.new(), ids.new()
    for _ in range(3):
        await show(scratch, RAHMA, ani, siti)
    assert (await seen(scratch, ani), await seen(scratch, siti)) == (1, 1)
    await show(scratch, BUDI, ani)
    assert await seen(scratch, ani) == 2
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 3, 3, 3, tzinfo=UTC))
    await show(scratch, RAHMA, ani)
    assert await seen(scratch, ani) == 3
    assert await seen(scratch, siti) == 1


async def test_a_list_shown_twice_at_once_is_written_down_once(scratch: Scratch) -> None:
    subjects = [ids.new() for _ in range(20)]
    await asyncio.gather(*(show(scratch, RAHMA, *subjects[::step]) for step in (1, -1, 1)))
    assert [await seen(scratch, one) for one in subjects] == [1] * 20


async def test_an_empty_list_is_nothing(scratch: Scratch) -> None:
    await show(scratch, RAHMA)
    assert await numbers(scratch) == []


async def test_openings_are_told_newest_first_and_to_their_office_alone(scratch: Scratch) -> None:
    for purpose in ("first", "second"):
        async with scratch.app.begin("1906") as tx:
            await ledger.opened(
                tx, RAHMA, subject_id=UUID(int=1), noun="case", noun_id=UUID(int=9), fields=["nik"], purpose=purpose
            )
    async with scratch.app.begin("1906") as tx:
        assert [one.purpose for one in await ledger.openings(tx, UUID(int=1))] == ["second", "first"]
    async with scratch.app.begin("3208") as tx:
        assert await ledger.openings(tx, UUID(int=1)) == []
