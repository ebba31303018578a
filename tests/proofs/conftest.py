"""What proofs share: their size, their seed, the switch that breaks them, and the record of what they did.

A proof is a test here with the mark `breaks_with(SWITCH, ...)`: an attack, and a check that counts rows and ids. With
one of its switches on (`--switch`) it must fail; then nothing else is collected.
"""

import os
import random
import time
from collections.abc import AsyncIterator, Iterator

import pytest

from deploy.local.running import Running
from tests.proofs import asking as asks
from tests.proofs.cast import hired
from tests.proofs.recorded import Told
from tests.proofs.stage import staged
from tests.referral.conftest import town

__all__ = ["town"]


@pytest.fixture(scope="session")
def full(request: pytest.FixtureRequest) -> bool:
    """Whether the proof runs at its whole size (`make proofs`) or shortened (`make test`, `make attacks`)."""
    return bool(request.config.getoption("--full"))


@pytest.fixture(scope="session")
def switch(request: pytest.FixtureRequest) -> str | None:
    """What is broken on purpose. Services are broken by `switches/`; what a test breaks itself it reads here."""
    name: str | None = request.config.getoption("--switch")
    return name


@pytest.fixture(scope="session")
def seed() -> int:
    """Of everything that a proof draws by lot; TITIAN_PROOF_SEED draws the same again."""
    return int(os.environ.get("TITIAN_PROOF_SEED") or random.SystemRandom().randrange(1_000_000))


@pytest.fixture(scope="session")
def dice(seed: int) -> random.Random:
    """What a proof draws by lot, it draws with these."""
    return random.Random(seed)  # noqa: S311 -- reason: to be drawn again by its seed, not to be kept secret


@pytest.fixture
def told(request: pytest.FixtureRequest, seed: int) -> Iterator[Told]:
    """`told.tried("5,000 examples")`, `told.found("0 rows out of sight")`: printed, and kept for PROOFS.md."""
    test = request.node
    said = Told(proof=test.path.stem.removeprefix("test_"), sentence=test.name.removeprefix("test_"), seed=seed)
    begun = time.monotonic()
    yield said
    said.keep(time.monotonic() - begun, whole=bool(request.config.getoption("--full")))


@pytest.fixture(scope="session")
async def asking(street: Running, full: bool, dice: random.Random) -> AsyncIterator[asks.Asking]:
    """Everybody of the policy proof at the doors, and what they are asked about."""
    async with hired(street, full, dice) as cast, asks.asking(cast, await staged(cast)) as made:
        yield made


@pytest.fixture
def may(asking: asks.Asking) -> asks.May:
    return asking.may


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "long: minutes even in short; `make attacks` runs it, and `make test` does not")
    config.addinivalue_line("markers", "chaos: its whole size runs by `make chaos`, as it is long")
    config.addinivalue_line("markers", "whole: it has no short form; it runs at full size and with its switches only")
    config.addinivalue_line("markers", "breaks_with(*switches): with any of them on, this proof must fail")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if switch := config.getoption("--switch"):
        items[:] = [item for item in items if switch in switches_of(item)]
    elif not config.getoption("--full"):
        items[:] = [item for item in items if not item.get_closest_marker("whole")]


def switches_of(item: pytest.Item) -> list[str]:
    return [str(name) for mark in item.iter_markers("breaks_with") for name in mark.args]
