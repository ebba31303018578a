"""The second wall of sensitivity (DESIGN §7): a guarded subject opens for its keepers, the supervisor and the protected
desk, whatever the first wall let through."""

from uuid import UUID

import pytest

from deploy.local.plan import Plan
from services.kit import ids, ledger
from services.kit.actor import Actor, machine
from services.kit.errors import NotFound
from services.kit.vault import Place, Vault
from tests.kit.parts import Scratch

WORDS = "Luka di lengan."


def who(sub: str, *roles: str, desks: frozenset[str] = frozenset()) -> Actor:
    return Actor(sub, "1906", frozenset(roles), desks=desks)


BUDI, RINA, DEWI = who("budi", "dinas"), who("rina", "dinas"), who("dewi", "dinas_supervisor")
AT_DESK = who("tari", "dinas", desks=frozenset({"protected"}))
VOLUNTEER = who("rahma", "psm", desks=frozenset({"protected"}))


@pytest.fixture
def vault(keys: Plan) -> Vault:
    return Vault(keys.keys("cases"))


@pytest.fixture
async def child(scratch: Scratch, vault: Vault) -> dict[Place, bytes]:
    """A note about somebody whose case Budi was given."""
    place = Place("cases", "note", ids.new())
    async with scratch.app.begin("1906") as tx:
        sealed = await vault.seal(tx, place.row, {place: WORDS})
        await vault.guard(tx, place.row, ["budi"])
    return sealed


async def opened(scratch: Scratch, vault: Vault, sealed: dict[Place, bytes], by: Actor, *also: str) -> list[str]:
    subject = next(iter(sealed)).row
    return await _opened(scratch, vault, subject, sealed, by, *also)


async def _opened(
    scratch: Scratch, vault: Vault, subject: UUID, sealed: dict[Place, bytes], by: Actor, *also: str
) -> list[str]:
    async with scratch.app.begin("1906") as tx:
        told = await vault.open(tx, subject, sealed, purpose="file", by=by, noun="case", noun_id=subject, also=also)
    return list(told.values())


@pytest.mark.parametrize("by", [BUDI, DEWI, AT_DESK], ids=lambda by: by.sub)
async def test_its_keepers_open_it(scratch: Scratch, vault: Vault, child: dict[Place, bytes], by: Actor) -> None:
    assert await opened(scratch, vault, child, by) == [WORDS]


@pytest.mark.parametrize("by", [RINA, VOLUNTEER, machine("cases", "1906")], ids=lambda by: by.sub)
async def test_for_everybody_else_it_is_not_there_and_nothing_is_on_record(
    scratch: Scratch, vault: Vault, child: dict[Place, bytes], by: Actor
) -> None:
    with pytest.raises(NotFound):
        await opened(scratch, vault, child, by)
    subject = next(iter(child)).row
    with pytest.raises(NotFound):
        await _opened(scratch, vault, subject, {}, by, "name")  # nor what stands beside it unsealed
    async with scratch.app.begin("1906") as tx:
        assert await ledger.openings(tx, subject) == []


async def test_who_is_named_next_takes_the_place_of_who_was(
    scratch: Scratch, vault: Vault, child: dict[Place, bytes]
) -> None:
    async with scratch.app.begin("1906") as tx:
        await vault.guard(tx, next(iter(child)).row, ["rina"])
    assert await opened(scratch, vault, child, RINA) == [WORDS]
    with pytest.raises(NotFound):
        await opened(scratch, vault, child, BUDI)


async def test_a_subject_is_guarded_before_anything_is_sealed(scratch: Scratch, vault: Vault) -> None:
    place = Place("cases", "note", ids.new())
    async with scratch.app.begin("1906") as tx:
        await vault.guard(tx, place.row, [])
        sealed = await vault.seal(tx, place.row, {place: WORDS})
    assert await opened(scratch, vault, sealed, DEWI) == [WORDS]
    with pytest.raises(NotFound):
        await opened(scratch, vault, sealed, BUDI)


async def test_whom_nobody_guards_opens_as_policy_says(scratch: Scratch, vault: Vault) -> None:
    place = Place("cases", "note", ids.new())
    async with scratch.app.begin("1906") as tx:
        sealed = await vault.seal(tx, place.row, {place: WORDS})
    assert await opened(scratch, vault, sealed, RINA) == [WORDS]


@pytest.mark.parametrize(
    ("by", "may"), [(DEWI, True), (AT_DESK, True), (BUDI, False)], ids=["supervisor", "desk", "other"]
)
async def test_a_protected_packet_opens_for_its_receivers_desk(
    scratch: Scratch, vault: Vault, by: Actor, may: bool
) -> None:
    packet = ids.new()
    wrapped, sealed = vault.pack("1906", packet, {"name": WORDS})
    async with scratch.app.begin("1906") as tx:
        opened = vault.unpack(tx, packet, wrapped, sealed, purpose="handup", by=by, noun="handup", keepers=[])
        if may:
            assert await opened == {"name": WORDS}
        else:
            with pytest.raises(NotFound):
                await opened
        assert bool(await ledger.openings(tx, packet)) is may
