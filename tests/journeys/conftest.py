"""The street with the demonstration told in it, and people at its doors and pages."""

import json
import subprocess
import sys
from collections.abc import AsyncIterator

import pytest

from deploy.local.demo.doors import Doors
from deploy.local.plan import ROOT
from deploy.local.running import Running
from tests.journeys import newcomers
from tests.journeys.newcomers import Newcomer


@pytest.fixture(scope="session")
def street(street: Running) -> Running:
    """With the stories told, as after `make run`."""
    seed = [sys.executable, "-m", "deploy.local.demo", "--folder", str(street.folder), "--size", "stories"]
    subprocess.run(seed, cwd=ROOT, check=True)
    return street


@pytest.fixture(scope="session")
def passwords(street: Running) -> dict[str, str]:
    logins = json.loads((street.folder / "logins.json").read_text())
    return {login["username"]: login["password"] for login in logins}


@pytest.fixture(scope="session")
async def doors(street: Running, passwords: dict[str, str]) -> AsyncIterator[Doors]:
    """`doors.person("dewi")` knocks with a token of hers."""
    async with Doors(street, passwords["dewi"]) as doors:
        yield doors


@pytest.fixture(scope="module")
async def newcomer(street: Running, doors: Doors) -> Newcomer:
    """A PSM of Lenggang and Batu Penyu, appointed for this module; she has chosen a password of her own."""
    return await newcomers.appoint(doors, street)
