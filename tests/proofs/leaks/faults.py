"""Faults that hit markers in flight: tables locked, statements too slow, connections cut, callers that hang up, bodies
that never end. Each is counted only where the platform's answer shows that it hit."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any
from uuid import uuid4

import asyncpg

from tests.proofs.leaks.carrier import Answer, Carrier
from tests.proofs.leaks.cast import Cast
from tests.proofs.leaks.story import Round

SENT = 3  # requests that each fault meets
# The table that each service waits for when it is about to write a marker, and the address that has it written.
WRITES = {
    "cases": ("identities", "/v1/cases"),
    "registry": ("volunteers", "/v1/volunteers"),
    "referral": ("connections", "/v1/connections"),
}
_SLOW = """
CREATE FUNCTION public.slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(20); RETURN NEW; END $$;
CREATE TRIGGER slow BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION public.slow()"""
_NOT_SLOW = "DROP TRIGGER slow ON {table}; DROP FUNCTION public.slow()"
_IN_FLIGHT = """
SELECT pid, query FROM pg_stat_activity
WHERE datname = $1 AND usename = $1 || '_app' AND state = 'active' AND wait_event_type IN ('Lock', 'Timeout')"""

Send = Callable[[], Answer]


class Faults:
    """`hit`: how many requests each kind of fault met in flight. `heard`: the statements that stood in
    pg_stat_activity meanwhile, as everybody with the right to look there reads them."""

    def __init__(self, cast: Cast, carrier: Carrier, round_: Round, case_id: str) -> None:
        self._cast, self._carrier, self._round, self._case_id = cast, carrier, round_, case_id
        self.hit: dict[str, int] = {}
        self.heard: list[tuple[str, bytes, frozenset[str]]] = []

    async def all(self) -> None:
        """At all services at once."""
        with ThreadPoolExecutor(len(WRITES) * (SENT + 2)) as pool:
            run = asyncio.get_running_loop().run_in_executor
            unfinished = [run(pool, self._raw, service, self._begun(service)) for service in WRITES]
            await asyncio.gather(*(self._at(service, table, pool) for service, (table, _) in WRITES.items()))
            for answer in await asyncio.gather(*unfinished):
                self._count("never ended", b" 503 " in answer)

    async def _at(self, service: str, table: str, pool: ThreadPoolExecutor) -> None:
        await self._during("locked", service, self._locked(service, table), pool)
        await self._during("cut", service, self._locked(service, table), pool, cut=True)
        await self._during("slow", service, self._slow(service, table), pool)
        for content in (self._begun(service), self._begun(service) + b'", "person": {"nik": "'):
            await asyncio.to_thread(self._raw, service, content, until_answered=False)
            self._count("hung up", True)
        await asyncio.to_thread(self._raw, service, b"GET /%s HTTP/9\r\n\r\n" % self._cast.markers.nik().word.encode())

    def _write(self, service: str) -> Send:
        """A request that writes markers into the table in question."""
        cast, carrier = self._cast, self._carrier
        match service:
            case "cases":
                who, body = cast.psm, self._round.met()
            case "registry":
                who, body = cast.dinas, cast.appointment("psm")
            case _:
                about = {"case_id": self._case_id, "service_id": self._round.services["light"]}
                who, body = cast.psm, self._round.noted(**about)
        content = json.dumps(body).encode()
        return lambda: carrier.throw(who, service, "POST", WRITES[service][1], content)

    async def _during(
        self, kind: str, service: str, fault: AbstractAsyncContextManager[Any], pool: ThreadPoolExecutor,
        *, cut: bool = False,
    ) -> None:  # fmt: skip
        run, sends = asyncio.get_running_loop().run_in_executor, [self._write(service) for _ in range(SENT)]
        async with fault as admin:
            sent = [run(pool, send) for send in sends]
            waiting: list[asyncpg.Record] = []
            while not waiting and not all(one.done() for one in sent):
                waiting = await admin.fetch(_IN_FLIGHT, service)
            self.heard += [("activity", row["query"].encode(), frozenset()) for row in waiting]
            if cut:
                for row in waiting:
                    await admin.execute("SELECT pg_terminate_backend($1)", row["pid"])
            answers = await asyncio.gather(*sent)
        for answer in answers:
            self._count(kind, answer.status == 503 or answer.body.get("code") == "running")

    @asynccontextmanager
    async def _locked(self, service: str, table: str) -> AsyncIterator[asyncpg.Connection]:
        async with _admin(self._cast, service) as admin, admin.transaction():
            await admin.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
            yield admin

    @asynccontextmanager
    async def _slow(self, service: str, table: str) -> AsyncIterator[asyncpg.Connection]:
        async with _admin(self._cast, service) as admin:
            await admin.execute(_SLOW.format(table=table))
            try:
                yield admin
            finally:
                await admin.execute(_NOT_SLOW.format(table=table))

    def _begun(self, service: str) -> bytes:
        """A body that stops half-way: the deadline of the door ends it, or its caller goes away."""
        stray, path = self._cast.markers.stray(), WRITES[service][1]
        head = [
            f"POST {path}?x={self._cast.markers.nik().word} HTTP/1.1", "Host: titian", "Content-Type: application/json",
            f"Authorization: Bearer {self._cast.psm.token}", f"Idempotency-Key: {uuid4()}", "Content-Length: 5000",
        ]  # fmt: skip
        return ("\r\n".join(head) + '\r\n\r\n{"name": "' + stray.word).encode()

    def _raw(self, service: str, content: bytes, *, until_answered: bool = True) -> bytes:
        with socket.create_connection(("127.0.0.1", self._cast.street.plan.port(service)), 30) as wire:
            wire.sendall(content)
            answer = wire.recv(65_536) if until_answered else b""
        if answer:
            self.heard.append((f"problem of {service}, raw", answer, frozenset()))
        return answer

    def _count(self, kind: str, hit: bool) -> None:
        self.hit[kind] = self.hit.get(kind, 0) + hit


@asynccontextmanager
async def _admin(cast: Cast, service: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(cast.street.admin_dsn(service))
    try:
        yield connection
    finally:
        await connection.close()
