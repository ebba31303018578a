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
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from deploy.keycloak import realm
from deploy.local.demo import (
    absences,
    candidates,
    certifying,
    courses,
    crowds,
    diaries,
    gratitude,
    hiring,
    kecamatan,
    lending,
    populations,
)
from deploy.local.demo.cast import NAMED, STORIES, Member
from deploy.local.demo.doors import Doors, Refused, together
from deploy.local.demo.hiring import Offices, Passwords
from deploy.local.demo.lending import Organisation
from deploy.local.demo.stories import CANDIDATE, Telling
from deploy.local.demo.stories import STORIES as TOLD
from deploy.local.passwords import write_private
from deploy.local.plan import CannotStart
from deploy.local.running import Running
from services.kit import area

SIZES: Final = ("stories", "full")
HEADS: Final = {member.office: member.username for member in STORIES if "dinas_supervisor" in member.roles}

# Told after the stories, each once.
AFTERWARDS: Final = ("trainings", "work", "gratitude", "dossiers", "applications")


def main() -> int:
    words = argparse.ArgumentParser(prog="python -m deploy.local.demo", description=__doc__)
    words.add_argument("--folder", type=Path, required=True)
    words.add_argument("--size", choices=SIZES, default="stories")
    told = words.parse_args()
    try:
        asyncio.run(seed(Running(told.folder), told.size))
    except Refused as refusal:
        anew = "; the demonstration has changed since it was told here: `make clean-data`"
        print(f"demo: {refusal}{anew if refusal.code == 'key-reused' else ''}", file=sys.stderr)
        return 1
    except CannotStart as reason:
        print(f"demo: {reason}", file=sys.stderr)
        return 1
    return 0


async def seed(street: Running, size: str) -> None:
    memory = _Memory(street.folder / "demo.json")
    if memory.told(size) and all(memory.told(step) for step in AFTERWARDS):
        print(f"demo: the {size} are here since {memory.today}")
        return
    async with Doors(street, memory.password) as doors, hiring.passwords(street, memory.password) as passwords:
        demonstration = _Demonstration(street, doors, passwords, Offices(), memory)
        await demonstration.needed_offices()
        if not memory.told("stories"):
            await demonstration.people()
            await demonstration.stories()
        if size == "full" and not memory.told("full"):
            await demonstration.everybody()
        for step in AFTERWARDS:
            if not memory.told(step):
                await getattr(demonstration, step)()
                memory.remember(step)


@dataclass
class _Demonstration:
    street: Running
    doors: Doors
    passwords: Passwords
    known: Offices
    memory: "_Memory"
    began: float = field(default_factory=time.monotonic)

    async def needed_offices(self) -> None:
        """First those that the stories name, so that their officers need not wait behind the others."""
        await self._register(found for found in lending.organisations(full=False) if found.told)

    async def people(self) -> None:
        """Those whom the platform's administrator appoints, then the volunteers whom their Dinas appoints."""
        officers = [member for member in STORIES if not member.volunteer]
        heads = [member for member in officers if member.username in HEADS.values()]
        await self._hire(realm.PLATFORM, heads)
        others = [self._hire(realm.PLATFORM, [member for member in officers if member not in heads])]
        await together([*others, *(self._hire(head, _volunteers(office)) for office, head in HEADS.items())])
        await absences.in_stories(self.doors.person(HEADS["1906"]), self.memory.today)
        working = (member for member in STORIES if member.username != CANDIDATE)
        logins = [_login(member, self.known, self.memory.password) for member in working]
        write_private(self.street.folder / "logins.json", json.dumps(logins, indent=1, ensure_ascii=False).encode())
        self._say(f"{len(STORIES)} people can log in")

    async def stories(self) -> None:
        """All at once; meanwhile the directory of 1906 fills."""
        told = [TOLD[number](self._telling(f"story{number:02d}")) for number in TOLD]
        await together([*told, crowds.open_cases(self._telling("crowd")), self._register(self._missing(full=False))])
        self.memory.remember("stories")
        self._say(f"{len(TOLD)} stories are told, {crowds.IN_1906 + 5 * crowds.ELSEWHERE} more cases are open")

    async def everybody(self) -> None:
        await self._register(self._missing(full=True))
        self._say(f"{len(self.known.offices)} organisations are in the directory")
        await populations.settle(self.doors, self.known, self.passwords, self.memory.today, self._say)
        self.memory.remember("full")

    async def trainings(self) -> None:
        """Last, so that whoever is at work by then takes part."""
        count = await courses.hold(self.doors, self.memory.today)
        self._say(f"{count} trainings are held or planned")

    async def work(self) -> None:
        """After the stories, of which portfolios are made."""
        sent = await diaries.kept(self.doors, self.doors.person(HEADS["1906"]), self.memory.today)
        begun = await kecamatan.work(self.doors, self.memory.today)
        self._say(f"{sent} monthly reports were sent, {begun} programmes of a year are begun")

    async def gratitude(self) -> None:
        await gratitude.show(self.doors, self.memory.today)
        self._say("what the volunteers of 1906 gave and got is written down")

    async def dossiers(self) -> None:
        count = await certifying.prepare(self.doors, self.memory.today)
        self._say(f"{count} volunteers are on their way to a certificate of competency, or have one")

    async def applications(self) -> None:
        """After the trainings: a candidate brings her certificate along."""
        count = await candidates.apply(self.doors, self.memory.today)
        self._say(f"{count} people have applied")

    async def _register(self, organisations: Iterable[Organisation]) -> None:
        await hiring.register(hiring.platform(self.street, self.doors), self.known, organisations, self.memory.today)

    def _missing(self, *, full: bool) -> list[Organisation]:
        return [found for found in lending.organisations(full=full) if found.key not in self.known.offices]

    async def _hire(self, by: str, members: Iterable[Member]) -> None:
        await hiring.hire(self.doors, self.known, self.passwords, by, members, self.memory.today)

    def _telling(self, name: str) -> Telling:
        return Telling(name, self.doors, self.known, self.memory.today)

    def _say(self, line: str) -> None:
        spent = time.monotonic() - self.began
        print(f"demo: {line} ({self.doors.requests} requests, {spent:.0f} s)", flush=True)


def _volunteers(office: str) -> Iterable[Member]:
    return [member for member in NAMED.values() if member.volunteer and member.office == office]


def _login(member: Member, known: Offices, password: str) -> dict[str, Any]:
    place = known.names.get(member.office) or member.place
    return {
        "username": member.username,
        "password": password,
        "roles": list(member.roles),
        "office": known.of(member),
        "name": f"{member.name}{f' ({place})' if place else ''}",
    }


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
