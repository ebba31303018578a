"""`python -m deploy.local.demo --folder run --size stories|full`: people, cases and referrals in a street that runs.

Each line it prints is progress. FOLDER/demo.json remembers the day from which all dates are counted and how much was
told, FOLDER/logins.json who may log in. A size that was told whole costs nothing the second time.
"""

import argparse
import asyncio
import json
import secrets
import sys
import time
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from deploy.local.demo import crowds, hiring, lending, populations
from deploy.local.demo.cast import NAMED, STORIES, Member
from deploy.local.demo.doors import Doors, together
from deploy.local.demo.hiring import Offices, Passwords
from deploy.local.demo.stories import STORIES as TOLD
from deploy.local.demo.stories import Telling
from deploy.local.passwords import write_private
from deploy.local.plan import CannotStart
from deploy.local.running import Running
from services.kit import area

SIZES: Final = ("stories", "full")
HEADS: Final = {member.office: member.username for member in STORIES if "dinas_supervisor" in member.roles}


def main() -> int:
    words = argparse.ArgumentParser(prog="python -m deploy.local.demo", description=__doc__)
    words.add_argument("--folder", type=Path, required=True)
    words.add_argument("--size", choices=SIZES, default="stories")
    told = words.parse_args()
    try:
        asyncio.run(seed(Running(told.folder), told.size))
    except CannotStart as reason:
        print(f"demo: {reason}", file=sys.stderr)
        return 1
    return 0


async def seed(street: Running, size: str) -> None:
    memory = _Memory(street.folder / "demo.json")
    if memory.told(size):
        print(f"demo: the {size} are here since {memory.today}")
        return
    began = time.monotonic()
    async with Doors(street, memory.password) as doors, hiring.passwords(street, memory.password) as passwords:
        known = Offices()
        await _people_of_the_stories(street, doors, passwords, known, memory)
        _say(f"{len(STORIES)} people can log in", began)
        await together([_stories(doors, known, memory), _lend(street, doors, known, memory, full=False)])
        _say(f"{len(TOLD)} stories are told, {crowds.IN_1906 + 5 * crowds.ELSEWHERE} more cases are open", began)
        memory.remember("stories")
        if size == "full":
            await _lend(street, doors, known, memory, full=True)
            await populations.settle(doors, known, passwords, memory.today, lambda line: _say(line, began))
            memory.remember("full")
        _say(f"{doors.requests} requests", began)


async def _people_of_the_stories(
    street: Running, doors: Doors, passwords: Passwords, known: Offices, memory: "_Memory"
) -> None:
    """Those whom the platform's administrator appoints first, then the volunteers whom their Dinas appoints."""
    platform = hiring.platform(street, doors)
    write_private(street.folder / "logins.json", json.dumps([], ensure_ascii=False).encode())
    needed = (organisation for organisation in lending.organisations(full=False) if organisation.told)
    await hiring.register(platform, known, needed, memory.today)
    officers = [member for member in STORIES if not member.volunteer]
    heads = [member for member in officers if member.username in HEADS.values()]
    await hiring.hire(doors, known, passwords, platform.username, heads, memory.today)
    others = [member for member in officers if member not in heads]
    hired = [hiring.hire(doors, known, passwords, platform.username, others, memory.today)]
    for office, head in HEADS.items():
        hired.append(hiring.hire(doors, known, passwords, head, _volunteers(office), memory.today))
    await together(hired)
    logins = [_login(member, known, memory.password) for member in STORIES]
    write_private(street.folder / "logins.json", json.dumps(logins, indent=1, ensure_ascii=False).encode())


async def _stories(doors: Doors, known: Offices, memory: "_Memory") -> None:
    told = [TOLD[number](Telling(f"story{number:02d}", doors, known, memory.today)) for number in TOLD]
    await together([*told, crowds.open_cases(Telling("crowd", doors, known, memory.today))])


async def _lend(street: Running, doors: Doors, known: Offices, memory: "_Memory", *, full: bool) -> None:
    organisations = [found for found in lending.organisations(full=full) if found.key not in known.offices]
    await hiring.register(hiring.platform(street, doors), known, organisations, memory.today)


def _volunteers(office: str) -> Iterable[Member]:
    return [member for member in NAMED.values() if member.volunteer and member.office == office]


def _login(member: Member, known: Offices, password: str) -> dict[str, Any]:
    return {
        "username": member.username,
        "password": password,
        "roles": list(member.roles),
        "office": known.of(member),
        "name": f"{member.name}{f' ({member.place})' if member.place else ''}",
    }


def _say(line: str, began: float) -> None:
    print(f"demo: {line} ({time.monotonic() - began:.0f} s)", flush=True)


class _Memory:
    """FOLDER/demo.json."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._kept: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {}
        if not self._kept:
            today = datetime.now(area.zone(area.NATION)).date()
            self._kept = {"today": today.isoformat(), "password": f"titian-{secrets.token_hex(3)}", "told": []}
            self._keep()

    @property
    def today(self) -> date:
        return date.fromisoformat(self._kept["today"])

    @property
    def password(self) -> str:
        """The one password of all people of the demonstration, made for this street."""
        return str(self._kept["password"])

    def told(self, size: str) -> bool:
        return size in self._kept["told"]

    def remember(self, size: str) -> None:
        self._kept["told"] = sorted({*self._kept["told"], size})
        self._keep()

    def _keep(self) -> None:
        write_private(self._path, json.dumps(self._kept, indent=1).encode())


if __name__ == "__main__":
    sys.exit(main())
