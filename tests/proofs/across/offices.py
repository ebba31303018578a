"""Offices that share one platform: the services' own code on databases of their own, and the people of each office.

Nothing is stood in for but the ways between the parts: requests come in by ASGI instead of a socket, facts go from the
relay to the inboxes without a broker, and the issuer of tokens is a key of ours. Log-ins, pools, policies, migrations,
vault, doors, gRPC between services are the ones that run.
"""

import asyncio
import importlib
import os
import runpy
import socket
import time
from collections import deque
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch
from uuid import uuid4

import grpc.aio
from fastapi import FastAPI
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from deploy.local import passwords, plan
from deploy.local.databases import create_scratch, drop_scratch
from deploy.local.running import Running
from proto.registry.v1 import reads_pb2, reads_pb2_grpc
from services.kit import actor as actors
from services.kit import area, handout, modes, once, rpc, settings
from services.kit.area import Level
from services.kit.auth import Tokens
from services.kit.db import Database
from services.kit.due import Tick
from services.kit.errors import Unavailable
from services.kit.facts import Fact
from services.kit.house import House, Plan, built
from services.kit.inbox import Inbox
from services.kit.outbox import Relay
from services.kit.renewal import Renewal

SERVICES: Final = ("registry", "cases", "referral", "notify")
ANSWERS: Final = ("registry", "cases")  # who is asked over gRPC
KABUPATEN: Final = ("1906", "1902", "6305")  # two of one province, one of another
PROVINCE, NATION = "19", "00"
POOL: Final = 3
ISSUER: Final = "http://issuer.invalid/realms/titian"


@dataclass(frozen=True)
class Person:
    """Somebody with a token, and what the registry said of her."""

    office: str
    role: str
    sub: str
    villages: tuple[str, ...] = ()
    kec: str | None = None
    desks: tuple[str, ...] = ()

    @property
    def of_desk(self) -> bool:
        return self.role == "dinas_supervisor" or "protected" in self.desks


class Issuer:
    """Signs tokens as Keycloak does; services verify them offline as ever."""

    def __init__(self) -> None:
        self._key = RSAKey.generate_key(2048, {"kid": "proof", "use": "sig"})
        self._tokens: dict[str, str] = {}

    def token(self, person: Person) -> str:
        if person.sub not in self._tokens:
            now = int(time.time())
            chain = [person.office] if person.office.startswith("org-") else [person.office[:2], person.office]
            said = {
                "iss": ISSUER, "aud": list(SERVICES), "typ": "Bearer", "azp": "portal", "iat": now, "exp": now + 14_400,
                "sub": person.sub, "name": person.sub, "office": [NATION, *chain],
                "realm_access": {"roles": [person.role]},
            }  # fmt: skip
            self._tokens[person.sub] = jwt.encode({"alg": "RS256", "kid": "proof"}, said, self._key)
        return self._tokens[person.sub]

    def verifier(self, service: str) -> Tokens:
        made = Tokens(ISSUER, service, ["portal"])
        made._keys, made._fetched = KeySet([self._key]), time.monotonic() + 14_400
        return made


class Lane:
    """Where relays put numbered facts, and where they lie until they are heard."""

    def __init__(self) -> None:
        self.waiting: deque[Fact] = deque()

    async def publish(self, facts: Sequence[Fact]) -> None:
        self.waiting.extend(facts)


@dataclass
class Part:
    """One service: its door on the app's log-in, its inbox and clock on the consumer's, its relay."""

    name: str
    plan: Plan
    app: FastAPI
    serving: Database
    hearing: Database
    house: House
    inbox: Inbox
    relay: Relay
    tick: Tick
    renewal: Renewal


class World:
    """All parts, and everybody."""

    def __init__(self, street: Running, folder: Path) -> None:
        self.street, self.issuer, self.lane = street, Issuer(), Lane()
        self.parts: dict[str, Part] = {}
        self.organisations: list[str] = []
        self.people: list[Person] = [person for office in (*KABUPATEN, PROVINCE, NATION) for person in staff(office)]
        self._keys = plan.Plan(folder)
        self._names = {service: f"isolation_{service}_{uuid4().hex[:6]}" for service in SERVICES}

    def dsn(self, service: str, login: str) -> str:
        return self.street.dsn(service, login, self._names[service])

    def admin_dsn(self, service: str) -> str:
        return self.street.admin_dsn(self._names[service])

    @asynccontextmanager
    async def standing(self) -> AsyncIterator["World"]:
        passwords.make_keys(self._keys)
        peers = {service: f"127.0.0.1:{port}" for service, port in zip(ANSWERS, _free_ports(len(ANSWERS)), strict=True)}
        async with AsyncExitStack() as closing:
            for service in SERVICES:
                closing.push_async_callback(self._drop, service)
                await asyncio.to_thread(self._create, service)
                self.parts[service] = await self._part(service, peers, closing)
            yield self

    def at(self, office: str, *roles: str) -> list[Person]:
        return [person for person in self.people if person.office == office and person.role in roles]

    async def join(self, *people: Person) -> None:
        """Every service learns who they are, as the registry's facts would tell it."""
        for part in self.parts.values():
            for person in people:
                async with part.hearing.begin(person.office) as tx:
                    await actors.keep(
                        tx, sub=person.sub, name=person.sub, roles=[person.role], villages=list(person.villages),
                        kec=person.kec, bidang=None, desks=list(person.desks), status="active", not_before=None, seq=0,
                    )  # fmt: skip
        self.people += [person for person in people if person not in self.people]

    async def number(self) -> None:
        """What was committed is numbered and on its way."""
        for part in self.parts.values():
            await part.relay.step()

    async def hear(self, most: int) -> int:
        """Facts reach the inboxes in their order, office after office; how many were settled."""
        await self.number()
        settled = 0
        for _ in range(min(most, len(self.lane.waiting))):
            if not self.lane.waiting:  # somebody else hears at the same time
                break
            fact = self.lane.waiting.popleft()
            doors = [p.inbox for p in self.parts.values() if fact.noun in p.inbox.hears.get(fact.service, {})]
            heard = await asyncio.gather(*(door.receive(fact) for door in doors))
            settled += all(heard)
            if not all(heard):
                self.lane.waiting.append(fact)
        return settled

    async def hear_all(self) -> None:
        while await self.hear(10_000):
            pass

    async def who_serves(self, kabupaten: str) -> list[str]:
        """Ids of the volunteers who are said to serve there; none where a busy machine says nothing in time."""
        peer = self.parts["cases"].house.peers["registry"]
        asked = reads_pb2.WhoServesRequest(area=kabupaten)
        try:
            told = await peer.ask(reads_pb2_grpc.ReadsStub(peer.channel).WhoServes, asked)
        except Unavailable:
            return []
        return [one.volunteer_id for one in told.serving]

    async def taken_along(self, service: str, office: str) -> list[str]:
        """All that an office holds in a service, as it may take it with it."""
        part = self.parts[service]
        lines = handout.lines(part.hearing, part.house.vault, service, part.plan.tables, office)
        return [line async for line in lines]

    async def do_due(self, service: str, at: datetime) -> int:
        return await self.parts[service].tick.step(at)

    def _create(self, service: str) -> None:
        name = self._names[service]
        create_scratch(self.street.plan, self.street.passwords, service, name)
        once.migrate(service, self.street.dsn(service, "migrate", name))

    async def _drop(self, service: str) -> None:
        await asyncio.to_thread(drop_scratch, self.street.plan, self.street.passwords, self._names[service])

    async def _part(self, service: str, peers: dict[str, str], closing: AsyncExitStack) -> Part:
        plan, told = _plan(service), self._settings(service, peers)
        pools = {"app": POOL, "consume": 2, "relay": 1, "public": 1}
        dbs = {login: Database(self.dsn(service, login), pool=size, name=login) for login, size in pools.items()}
        for db in dbs.values():
            closing.push_async_callback(db.close)
        with patch.dict(os.environ, self.street.environment(service)):
            house, hearing = built(plan, told, dbs["app"]), built(plan, told, dbs["consume"])
        house.tokens, house.public = self.issuer.verifier(service), dbs["public"]
        for peer in house.peers.values():
            closing.push_async_callback(peer.close)
        if service in peers:
            server: grpc.aio.Server = rpc.server(peers[service])
            plan.rpc(server, house)
            await server.start()
            closing.push_async_callback(server.stop, 0)
        lane: Any = self.lane
        return Part(
            service, plan, plan.app(house), dbs["app"], dbs["consume"], house,
            Inbox(dbs["consume"], plan.hears(hearing)), Relay(dbs["relay"], lane, service),
            Tick(dbs["consume"], plan.doers(hearing)), Renewal(dbs["consume"], hearing.vault, plan.tables),
        )  # fmt: skip

    def _settings(self, service: str, peers: dict[str, str]) -> settings.Settings:
        told = settings.read(self.street.environment(service))
        return replace(told, keys=self._keys.keys(service), peers=peers, rate=1_000_000)


def staff(office: str) -> Iterator[Person]:
    """Everybody who works in an office of the state."""

    def one(role: str, number: int = 0, **other: Any) -> Person:
        return Person(office, role, f"{role}.{number}.{office}", **other)

    if office == NATION:
        yield from (one("national"), one("platform_admin"))
        return
    if office == PROVINCE:
        yield from (one("province"), one("province", 1, desks=("protected",)), one("auditor"))
        return
    first, second = list(area.codes(office, Level.KECAMATAN))[:2]
    yield one("psm", villages=tuple(area.codes(first, Level.DESA))[:2])
    yield one("psm", 1, villages=tuple(area.codes(second, Level.DESA))[:1])
    yield from (one("tksk", kec=first), one("tksk", 1, kec=second), one("kasi_kesra", kec=first))
    yield from (one("dinas"), one("dinas", 1, desks=("protected",)), one("dinas_supervisor"))
    yield one("dinas", 2)
    yield from (one("auditor"), one("desa", villages=tuple(area.codes(first, Level.DESA))[:1]))


def _plan(service: str) -> Plan:
    """What the service's own `__main__` is made of."""
    told: list[Plan] = []
    with patch.object(modes, "main", told.append):
        runpy.run_module(f"services.{service}", run_name="__main__", alter_sys=False)
    importlib.import_module(f"services.{service}.policy")
    return told[0]


def _free_ports(number: int) -> list[int]:
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(number)]
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports
