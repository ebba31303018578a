"""Made anew for each module of tests: a database with nothing in it but kit's own tables, keys, and a broker."""

import shutil
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from deploy.local import passwords
from deploy.local.plan import Plan
from deploy.local.running import Running
from services.kit.bus import Bus
from tests.kit.parts import Broker, Scratch


@pytest.fixture(scope="module")
async def scratch(street: Running, request: pytest.FixtureRequest) -> AsyncIterator[Scratch]:
    made = Scratch(street, "kit_" + str(request.module.__name__).rpartition("test_")[2])
    await made.create()
    yield made
    await made.drop()


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    """`keys.keys("cases")` is the folder of a service's keys, each service with its own."""
    made = Plan(tmp_path_factory.mktemp("keys"))
    passwords.make_keys(made)
    return made


@pytest.fixture(scope="module")
async def nats_server() -> AsyncIterator[Broker]:
    folder = Path(tempfile.mkdtemp(prefix="titian-broker-"))
    made = Broker(folder)
    await made.start()
    yield made
    await made.stop()
    shutil.rmtree(folder)


@pytest.fixture
async def registry(nats_server: Broker) -> AsyncIterator[Bus]:
    made = nats_server.bus("registry")
    yield made
    await made.close()


@pytest.fixture
async def cases(nats_server: Broker) -> AsyncIterator[Bus]:
    made = nats_server.bus("cases")
    yield made
    await made.close()
