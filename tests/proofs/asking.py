"""Asking of everybody's may and may not: a cell is one operation, asked by one person about one thing, and what came
back is judged by status, by the problem's code, and by whether anything of the thing stands in the answer.
"""

import asyncio
import json
import random
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final, Protocol
from uuid import uuid4

import aiohttp
import grpc.aio

from proto.cases.v1 import reads_pb2, reads_pb2_grpc
from proto.kit.v1 import facts_pb2, facts_pb2_grpc, ledger_pb2, ledger_pb2_grpc
from proto.registry.v1 import reads_pb2 as of_registry
from proto.registry.v1 import reads_pb2_grpc as registry_grpc
from services.kit.auth import Seal
from services.kit.errors import Refusal
from services.kit.rpc import Peer
from tests.proofs import who_may
from tests.proofs.cast import Cast
from tests.proofs.operation import WITH_ASSIGNMENT, Json, Operation, filled
from tests.proofs.operations import OPERATIONS, named
from tests.proofs.stage import Things
from tests.proofs.who_may import NOBODY, Outcome, Who

AT_ONCE: Final = 16
TRIES: Final = 30  # of a door that is busy
LONG_PAST: Final = '"0"'  # a version that nothing has any more
# What nobody learns who is refused; and in a list where it is not, nobody reads who it is.
_PERSONAL: Final = ("name", "nik", "volunteer_nik")
_SECRETS: Final = (
    *_PERSONAL, "case", "code", "person", "need", "referral", "referral_code", "connection", "packet", "handup",
    "notice",
)  # fmt: skip


@dataclass(frozen=True)
class Cell:
    operation: Operation
    who: Who
    sensitivity: str | None = None
    assigned: bool = False

    @property
    def expected(self) -> Outcome:
        asked = self.operation
        return who_may.outcome(asked.name, asked.kind, asked.missed, self.who, self.sensitivity, self.assigned)

    def __str__(self) -> str:
        thing = f" of {self.sensitivity}" if self.sensitivity else ""
        return f"{self.operation.name}{thing}{', assigned,' if self.assigned else ''} by {self.who}"


class May(Protocol):
    """`await may("psm own", "read_case", "S3")`: what comes out."""

    async def __call__(
        self, who: str, operation: str, sensitivity: str = "S2", *, assigned: bool = False
    ) -> Outcome | str: ...


@dataclass(frozen=True)
class Answer:
    status: int
    text: str
    code: str = ""


def cells(people: Iterable[Who]) -> list[Cell]:
    """Every operation × person × sensitivity × assigned or not, where a thing has them and can be assigned to her."""
    return [
        Cell(operation, who, sensitivity, assigned)
        for who in people
        for operation in OPERATIONS
        for sensitivity in operation.sensitivities
        for assigned in ((False, True) if operation.kind in WITH_ASSIGNMENT and who.can_be_assigned else (False,))
    ]


def sampled(all_: Sequence[Cell], size: int, dice: random.Random) -> list[Cell]:
    """So many cells by lot, among them one at least for each operation and role, and for each person, kind of thing,
    sensitivity and assignment where a verb on it is hers: no permission and no sight goes unasked."""
    drawn: dict[Cell, None] = {}
    covered: set[Any] = set()
    shuffled = dice.sample(all_, len(all_))
    for least in (2, 1):  # first those that stand for both
        for cell in shuffled:
            if len(new := _stands_for(cell) - covered) >= least:
                drawn[cell] = None
                covered |= new
    for cell in shuffled:
        if len(drawn) < size:
            drawn[cell] = None
    return dice.sample(list(drawn), len(drawn))


def _stands_for(cell: Cell) -> set[Any]:
    """A cell that is forbidden shows nothing of sight, and one where the role is not at home nothing of the role."""
    asked = cell.operation
    if not cell.who.at_home:
        return set()
    sight = (
        {(cell.who, asked.kind, cell.sensitivity, cell.assigned)} if cell.expected is not Outcome.FORBIDDEN else set()
    )
    return sight | {(asked, cell.who.job)}


class Asking:
    def __init__(self, cast: Cast, things: Things, http: aiohttp.ClientSession, peers: dict[str, Peer]) -> None:
        self.cast, self.things = cast, things
        self._http, self._peers = http, peers
        self._places = asyncio.Semaphore(AT_ONCE)

    async def outcome(self, cell: Cell) -> Outcome | str:
        """What came out; in words where it is none of the outcomes."""
        words = self._words(cell)
        async with self._places:
            answer = await (self._call if cell.operation.over_grpc else self._send)(cell, words)
        found = _judged(cell.operation, answer, words)
        if found is Outcome.YES:
            return found
        hidden = _PERSONAL if found is Outcome.ABSENT else _SECRETS
        learned = [name for name in hidden if name in words and str(words[name]) in answer.text]
        return f"{found}, but it tells: {learned}" if learned else found

    async def may(self, who: str, operation: str, sensitivity: str = "S2", *, assigned: bool = False) -> Outcome | str:
        """For sentences: what comes out; the table must say the same."""
        asked = named(operation)
        cell = Cell(asked, Who(*who.split()), sensitivity if asked.sensitivities != (None,) else None, assigned)
        found = await self.outcome(cell)
        assert found == cell.expected, f"{cell}: {found}; the table says {cell.expected}"
        return found

    def _words(self, cell: Cell) -> Json:
        words = self.things[cell.sensitivity or "S2", cell.who if cell.assigned else None]
        return words | {"me": self.cast.subs.get(cell.who, "")}

    async def _token(self, who: Who) -> str:
        return "" if who.role == NOBODY else await self.cast.callers[who].log_in()

    async def _send(self, cell: Cell, words: Json) -> Answer:
        method, _, path = filled(cell.operation.route, words).partition(" ")
        headers = {"Authorization": f"Bearer {await self._token(cell.who)}"} if cell.who.role != NOBODY else {}
        if method == "POST":
            headers |= {"Idempotency-Key": str(uuid4()), "If-Match": LONG_PAST}
        body = filled(cell.operation.body, words) if method == "POST" else None
        url = self.cast.street.url(cell.operation.service) + path
        for _ in range(TRIES):  # under the same key
            try:
                async with self._http.request(method, url, json=body, headers=headers) as told:
                    text, wait = _text(await told.read()), float(told.headers.get("Retry-After", 1))
            except aiohttp.ClientConnectionError:  # the door closed an idle connection just then
                await asyncio.sleep(0.1)
                continue
            if told.status not in (429, 503):
                code = json.loads(text).get("code", "") if told.content_type.endswith("json") and text else ""
                return Answer(told.status, text, str(code))
            await asyncio.sleep(wait)
        raise AssertionError(f"{cell}: no answer")

    async def _call(self, cell: Cell, words: Json) -> Answer:
        """What needs a person is asked with a service's own token and hers beside it; what only services may ask, with
        hers in its place."""
        token, peer, stub = await self._token(cell.who), self._peers[cell.operation.service], reads_pb2_grpc.ReadsStub
        try:
            match cell.operation.name:
                case "rpc Reads.Summary":
                    asked = reads_pb2.SummaryRequest(case_id=words["case"])
                    told: Any = await peer.ask(stub(peer.channel).Summary, asked, user=token, deadline=30)
                case "rpc Reads.Packet":
                    need = reads_pb2.PacketRequest(case_id=words["case"], need_id=words["need"], fields=["name"])
                    told = await peer.ask(stub(peer.channel).Packet, need, user=token, deadline=30)
                case "rpc Reads.WhoServes":
                    place = of_registry.WhoServesRequest(area=words["village"])
                    told = await _alone(registry_grpc.ReadsStub(peer.channel).WhoServes, place, token)
                case "rpc Heads.After":
                    heads = ledger_pb2_grpc.HeadsStub(peer.channel)
                    told = await _alone(heads.After, ledger_pb2.HeadsAfterRequest(), token)
                case _:
                    after = facts_pb2.AfterRequest(mark=0, until=10, limit=10)
                    told = await _alone(facts_pb2_grpc.FactsStub(peer.channel).After, after, token)
        except Refusal as refusal:
            return Answer(refusal.status, str(refusal), refusal.code)
        return Answer(200, str(told))


def _text(content: bytes) -> str:
    """Of a table too, whatever it is written in."""
    return content.decode(errors="replace")


async def _alone(method: Any, asked: Any, token: str) -> Any:
    """Without a service's token."""
    try:
        return await method(asked, metadata=[("authorization", f"Bearer {token}"), ("user", token)], timeout=30)
    except grpc.aio.AioRpcError as error:
        told = dict(error.trailing_metadata() or ())
        refused = Refusal(str(told.get("titian-code", error.code().name)))
        refused.status = int(told.get("titian-status", 500))
        raise refused from None


def _judged(operation: Operation, answer: Answer, words: Json) -> Outcome | str:
    match answer.status, answer.code:
        case 401, _:
            return Outcome.UNAUTHENTICATED
        case 403, _:
            return Outcome.FORBIDDEN
        case 404, "not-found":
            return Outcome.NOT_FOUND
        case 422, "outside-area" | "outside-kabupaten":
            return Outcome.OUTSIDE
    status, _, heard = filled(operation.yes, words).partition(" ")
    if str(answer.status) == status and heard and heard in answer.text:
        return Outcome.YES
    if answer.status == 200 and operation.missed is Outcome.ABSENT:
        return Outcome.ABSENT
    return f"{answer.status} {answer.text[:300]}"


@asynccontextmanager
async def asking(cast: Cast, things: Things) -> AsyncIterator[Asking]:
    """Connections kept alive, and a neighbour's own key to ask the gRPC doors with."""
    plan = cast.street.plan
    seal = Seal("referral", plan.keys("referral"))
    owners = {operation.service for operation in OPERATIONS if operation.over_grpc}
    peers = {owner: Peer(seal, owner, plan.address(f"{owner}-grpc")) for owner in owners}
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)) as http:
        yield Asking(cast, things, http, peers)
    for peer in peers.values():
        await peer.close()
