"""Office keys live a month: what an older one wrapped is wrapped anew, and a version goes when its life is over."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from deploy.local.plan import Plan
from services.kit import ids, ledger, vault, walls
from services.kit.actor import Actor
from services.kit.errors import NotFound
from services.kit.renewal import Renewal
from services.kit.vault import Place, Vault
from tests.kit.parts import Scratch

OFFICE = "1906"
BUDI = Actor(sub="budi", office=OFFICE, roles=frozenset({"dinas"}))
TABLES = sa.MetaData()
PACKETS = walls.posted(
    "letters", TABLES, sa.Column("letter_id", sa.Uuid), sa.Column("wrapped", sa.LargeBinary), key=("letter_id",)
)
NEXT_MONTH = datetime.now(UTC).replace(day=1) + timedelta(days=40)


@pytest.fixture
async def kept(scratch: Scratch, keys: Plan) -> AsyncIterator[Vault]:
    await scratch.migrate(
        "CREATE TABLE IF NOT EXISTS letters (office text, from_office text NOT NULL, letter_id uuid, wrapped bytea,"
        " PRIMARY KEY (office, letter_id))",
        *([] if await _stands(scratch) else walls.raise_posted("registry", "letters")),
    )
    yield Vault(keys.keys("registry"))
    await scratch.empty("letters", "subject_keys", "ledger")


async def _stands(scratch: Scratch) -> bool:
    return bool((await scratch.admin("SELECT count(*) FROM pg_policies WHERE tablename = 'letters'"))[0][0])


async def test_what_was_sealed_last_month_opens_with_the_key_of_this_one(scratch: Scratch, kept: Vault) -> None:
    person, row, letter = ids.new(), ids.new(), ids.new()
    place = Place("identities", "nik", row)
    async with scratch.app.begin(OFFICE) as tx:
        sealed = (await kept.seal(tx, person, {place: "1906020101530001"}))[place]
        wrapped, fields = kept.pack(OFFICE, letter, {"name": "Minah Contoh"})
        sent = {"office": OFFICE, "from_office": OFFICE, "letter_id": letter, "wrapped": wrapped}
        await tx.execute(sa.insert(PACKETS).values(sent))
    old = vault.version(datetime.now(UTC))
    renewal = Renewal(scratch.consume, kept, TABLES)
    assert await renewal.step(OFFICE, NEXT_MONTH) == 2
    assert await renewal.step(OFFICE, NEXT_MONTH) == 0
    kept.destroy(OFFICE, old)
    async with scratch.app.begin(OFFICE) as tx:
        opened = await kept.open(tx, person, {place: sealed}, purpose="file", by=BUDI, noun="case", noun_id=ids.new())
        wrapped = await tx.scalar(sa.select(PACKETS.c.wrapped).where(PACKETS.c.office == OFFICE))
        told = await kept.unpack(tx, letter, wrapped, fields, purpose="referral", by=BUDI, noun="packet")
    assert (opened[place], told) == ("1906020101530001", {"name": "Minah Contoh"})
    kept.destroy(OFFICE, vault.version(NEXT_MONTH))


async def test_a_version_goes_when_the_last_backup_that_needs_it_has_gone(scratch: Scratch, kept: Vault) -> None:
    person, place = ids.new(), Place("identities", "nik", ids.new())
    async with scratch.app.begin(OFFICE) as tx:
        sealed = (await kept.seal(tx, person, {place: "1906020101530001"}))[place]
        as_backed_up = (await tx.execute(sa.select(vault.subject_keys))).one()
    version = vault.version(datetime.now(UTC))
    renewal = Renewal(scratch.consume, kept, sa.MetaData())
    await renewal.step(OFFICE, vault.end_of(version) + vault.LIFE)
    assert version in kept.versions(OFFICE)
    await renewal.step(OFFICE, vault.end_of(version) + vault.LIFE + timedelta(seconds=1))
    assert version not in kept.versions(OFFICE)
    async with scratch.app.begin(OFFICE) as tx:  # a restore brings the row back as it was
        mine = vault.subject_keys.c.subject_id == person
        row = {"version": as_backed_up.version, "wrapped": as_backed_up.wrapped}
        await tx.execute(sa.update(vault.subject_keys).where(mine).values(row))
        with pytest.raises(NotFound):
            await kept.open(tx, person, {place: sealed}, purpose="file", by=BUDI, noun="case", noun_id=ids.new())
    for left in kept.versions(OFFICE):
        kept.destroy(OFFICE, left)


async def test_a_break_stands_in_the_chain_of_its_office(scratch: Scratch) -> None:
    async with scratch.consume.begin(OFFICE) as tx:
        await ledger.broken(tx, BUDI)
    assert await scratch.admin("SELECT office, noun, purpose FROM ledger") == [(OFFICE, "ledger", "restored")]
