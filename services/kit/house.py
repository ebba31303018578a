"""What a service is made of (`Plan`), and its parts while it runs (`House`): what each process of it wires together."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import grpc.aio
import sqlalchemy as sa
from fastapi import FastAPI

from services.kit import rpc
from services.kit.auth import Seal, Tokens
from services.kit.db import Database, Tx
from services.kit.due import Doer, Errand
from services.kit.inbox import Handler
from services.kit.settings import Settings
from services.kit.vault import Vault


@dataclass
class House:
    """The parts of one running service."""

    settings: Settings
    db: Database
    vault: Vault
    tokens: Tokens
    seal: Seal
    peers: dict[str, rpc.Peer]
    neighbours: Any = None
    relay: Any = None  # the Database of the relay's log-in, where this process serves
    public: Any = None  # that of the public's log-in, for doors that ask for no token

    @property
    def service(self) -> str:
        return self.settings.service


# Erases somebody once more, as an entry of the register says; False where nothing was left to erase.
Eraser = Callable[[Tx, Mapping[str, Any]], Awaitable[bool]]


@dataclass(frozen=True)
class Plan:
    """What a service is made of. `hears` and `duties` are asked for with the house, so that actions get its parts.
    `loops` are further endless jobs of `consume` (oversight's publishing); `erases` replays a register of erasures."""

    service: str
    app: Callable[[House], FastAPI]
    rpc: Callable[[grpc.aio.Server, House], None] = lambda server, house: None
    hears: Callable[[House], Mapping[str, Mapping[str, Mapping[str, Handler | None]]]] = lambda house: {}
    doers: Callable[[House], Mapping[str, Doer]] = lambda house: {}
    errands: Callable[[House], Mapping[str, Errand]] = lambda house: {}
    loops: Callable[[House], list[Callable[[], Awaitable[None]]]] = lambda house: []
    neighbours: Callable[[House], Any] = lambda house: None
    erases: Callable[[House], Eraser] | None = None
    tables: sa.MetaData = field(default_factory=sa.MetaData)


def built(plan: Plan, told: Settings, db: Database) -> House:
    seal = Seal(plan.service, told.keys)
    parties = ["portal", "curl"] if told.development else ["portal"]
    house = House(
        settings=told,
        db=db,
        vault=Vault(told.keys),
        tokens=Tokens(told.issuer, plan.service, parties, told.issuer_at),
        seal=seal,
        peers={name: rpc.Peer(seal, name, address) for name, address in told.peers.items() if address},
    )
    house.neighbours = plan.neighbours(house)
    return house


@asynccontextmanager
async def database(
    told: Settings, login: str, pool: int, announced: Callable[[], None] | None = None
) -> AsyncIterator[Database]:
    db = Database(told.database(login), pool=pool, name=f"{told.service}-{login}", announced=announced)
    try:
        yield db
    finally:
        await db.close()
