"""gRPC between services: reads that a decision needs now, and the owner's numbered facts. Never writes of nouns.

Every call proves the calling service with a token of its own key; the user's token rides along when there is a user.
Each method of a service is wrapped in `answer`, which says whether it needs the user.
"""

import functools
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from datetime import UTC
from typing import Any, Protocol, TypeVar
from uuid import UUID

import grpc
import grpc.aio
from google.protobuf.message import DecodeError
from google.protobuf.timestamp_pb2 import Timestamp
from opentelemetry.trace import SpanKind

from proto.kit.v1 import facts_pb2, facts_pb2_grpc, ledger_pb2, ledger_pb2_grpc
from services.kit import actor as actors
from services.kit import metrics, outbox, telemetry
from services.kit.actor import Actor
from services.kit.auth import Seal, Tokens
from services.kit.db import Database
from services.kit.errors import Malformed, Refusal, TooLarge, Unauthenticated, Unavailable, Words, by_status
from services.kit.facts import Fact

log = logging.getLogger(__name__)

DEADLINE = 2.0  # seconds (DESIGN law 13)
QUESTION, ANSWER = 1_000_000, 8_000_000  # bytes
_CODES = {
    400: grpc.StatusCode.INVALID_ARGUMENT, 401: grpc.StatusCode.UNAUTHENTICATED, 403: grpc.StatusCode.PERMISSION_DENIED,
    404: grpc.StatusCode.NOT_FOUND, 409: grpc.StatusCode.ABORTED, 412: grpc.StatusCode.FAILED_PRECONDITION,
    413: grpc.StatusCode.RESOURCE_EXHAUSTED, 422: grpc.StatusCode.INVALID_ARGUMENT,
    428: grpc.StatusCode.FAILED_PRECONDITION, 429: grpc.StatusCode.RESOURCE_EXHAUSTED, 503: grpc.StatusCode.UNAVAILABLE,
}  # fmt: skip

Asked = TypeVar("Asked")
Told = TypeVar("Told")


class House(Protocol):
    """What the gRPC door needs of a service."""

    @property
    def service(self) -> str: ...

    db: Database
    tokens: Tokens
    seal: Seal


class Visitor:
    """Who asks: the service, and the user where one rides along."""

    def __init__(self, service: str, actor: Actor | None) -> None:
        self.service = service
        self._actor = actor

    @property
    def actor(self) -> Actor:
        if self._actor is None:
            raise Unauthenticated()
        return self._actor


def answer(
    house: House, method: Callable[[Asked, Visitor], Awaitable[Told]], *, user: bool
) -> Callable[[Asked, "grpc.aio.ServicerContext[Asked, Told]"], Awaitable[Told]]:
    """Wrap a read: verify the service (and the user, where `user`), carry refusals over the wire, hide faults."""

    @functools.wraps(method)
    async def answered(asked: Asked, context: "grpc.aio.ServicerContext[Asked, Told]") -> Told:
        told = dict(context.invocation_metadata() or ())
        parent = str(told.get("traceparent", ""))
        with telemetry.span(f"rpc {method.__name__}", parent=parent, kind=SpanKind.SERVER):
            try:
                service = house.seal.caller(str(told.get("authorization", "")).removeprefix("Bearer "))
                actor = None
                if user:
                    claims = await house.tokens.verify(str(told.get("user", "")))
                    async with house.db.begin(claims.office) as tx:
                        actor = await actors.find(tx, claims)
                return await method(asked, Visitor(service, actor))
            except Refusal as refusal:
                metrics.refusals.add("grpc", method.__name__, refusal.code)
                await _refuse(context, refusal)
            except ValueError:
                metrics.refusals.add("grpc", method.__name__, Malformed.code)
                await _refuse(context, Malformed())
            except grpc.aio.AbortError:
                raise
            except Exception as fault:  # noqa: BLE001 -- reason: the outermost frame; a fault must tell the caller nothing
                log.error("fault in rpc %s: %s", method.__name__, type(fault).__name__)
                await context.abort(grpc.StatusCode.INTERNAL, "fault")
        raise AssertionError("abort raises")

    return answered


async def _refuse(context: Any, refusal: Refusal) -> None:
    fields = {name: (words.id, words.en) for name, words in refusal.fields.items()}
    said = (
        ("titian-status", str(refusal.status)),
        ("titian-code", refusal.code),
        ("titian-id-bin", refusal.words.id.encode()),
        ("titian-en-bin", refusal.words.en.encode()),
        ("titian-fields-bin", json.dumps(fields).encode()),
        ("titian-retry", str(refusal.retry_after or "")),
    )
    await context.abort(_CODES.get(refusal.status, grpc.StatusCode.UNKNOWN), refusal.code, said)


def _refused(told: Mapping[str, Any]) -> Refusal:
    """The refusal that a neighbour sent, made again on this side of the wire."""
    words = Words(told["titian-id-bin"].decode(), told["titian-en-bin"].decode())
    fields = {name: Words(*said) for name, said in json.loads(told["titian-fields-bin"]).items()}
    retry_after = int(told["titian-retry"] or 0) or None
    return by_status(int(told["titian-status"]), str(told["titian-code"]), words, fields, retry_after)


def server(address: str) -> grpc.aio.Server:
    """A server with the limits of the house; services add their servicers, then start it."""
    made = grpc.aio.server(
        options=[("grpc.max_receive_message_length", QUESTION), ("grpc.so_reuseport", 0)],
        maximum_concurrent_rpcs=200,
        interceptors=[_Readable()],
    )
    made.add_insecure_port(address)
    return made


class _Readable(grpc.aio.ServerInterceptor):
    """A message that cannot be parsed is refused as Malformed; gRPC's own answer would be a fault."""

    async def intercept_service(self, continuation: Any, details: Any) -> Any:
        known = await continuation(details)
        if known is None or not known.unary_unary:
            return known

        async def parsed(asked: bytes, context: Any) -> Any:
            try:
                message = known.request_deserializer(asked)
            except DecodeError:
                await _refuse(context, Malformed())
            return await known.unary_unary(message, context)

        return grpc.unary_unary_rpc_method_handler(parsed, response_serializer=known.response_serializer)


class Peer:
    """A neighbour that can be asked."""

    def __init__(self, seal: Seal, name: str, address: str) -> None:
        self.name, self._seal, self._address = name, seal, address
        self._channel: grpc.aio.Channel | None = None

    @property
    def channel(self) -> grpc.aio.Channel:
        if self._channel is None:
            self._channel = grpc.aio.insecure_channel(
                self._address,
                options=[
                    ("grpc.max_receive_message_length", ANSWER),
                    ("grpc.initial_reconnect_backoff_ms", 200),
                    ("grpc.max_reconnect_backoff_ms", 2000),
                ],
            )
        return self._channel

    async def ask(
        self, method: Callable[..., Awaitable[Told]], asked: Any, *, user: str = "", deadline: float = DEADLINE
    ) -> Told:
        """The neighbour's answer; its refusal as it was told there; Unavailable when it does not answer in time."""
        if asked.ByteSize() > QUESTION:
            raise TooLarge()
        said = [("authorization", f"Bearer {self._seal.token(self.name)}"), ("traceparent", telemetry.traceparent())]
        if user:
            said.append(("user", user))
        try:
            return await method(asked, metadata=said, timeout=deadline)
        except grpc.aio.AioRpcError as error:
            told = dict(error.trailing_metadata() or ())
            if "titian-status" in told:
                raise _refused(told) from None
            raise Unavailable(self.name) from None

    async def close(self) -> None:
        if self._channel is not None:
            await self._channel.close()


# --- the owner's numbered facts ---


def serve_facts(server: grpc.aio.Server, house: House, relay: Database) -> None:
    """Answer `Facts.After`. Needs: service. Reads with the relay's log-in: the outbox is no business of the app's."""

    async def after(asked: facts_pb2.AfterRequest, visitor: Visitor) -> facts_pb2.AfterResponse:
        limit = min(max(asked.limit, 0) or 500, 1000)
        async with relay.begin() as tx:
            epoch, head = await outbox.head(tx)
            until = min(asked.until, head)
            found = []
            if until > asked.mark:
                found = await outbox.after(
                    tx, house.service, asked.mark, until=until, nouns=list(asked.nouns), limit=limit
                )
        reached = found[-1].pos if len(found) == limit else max(until, asked.mark)
        return facts_pb2.AfterResponse(epoch=epoch, head=head, reached=reached, facts=[_told(fact) for fact in found])

    answered = answer(house, after, user=False)

    class Facts(facts_pb2_grpc.FactsServicer):
        async def After(
            self, request: facts_pb2.AfterRequest, context: "grpc.aio.ServicerContext[Any, Any]"
        ) -> facts_pb2.AfterResponse:
            return await answered(request, context)

    facts_pb2_grpc.add_FactsServicer_to_server(Facts(), server)


def facts_after(
    peers: dict[str, Peer], *, limit: int = 500
) -> Callable[[str, int, int, Sequence[str]], Awaitable[tuple[str, int, list[Fact], int]]]:
    """What the sweep asks an owner with."""

    async def ask(owner: str, mark: int, until: int, nouns: Sequence[str]) -> tuple[str, int, list[Fact], int]:
        peer = peers[owner]
        asked = facts_pb2.AfterRequest(mark=mark, until=until, nouns=nouns, limit=limit)
        told = await peer.ask(facts_pb2_grpc.FactsStub(peer.channel).After, asked, deadline=10)
        return told.epoch, told.head, [_heard(fact) for fact in told.facts], told.reached

    return ask


async def heads_kept(oversight: Peer) -> AsyncIterator[ledger_pb2.LedgerSealed]:
    """The heads of the asking service's ledgers, office by office, as they were announced."""
    asked = ledger_pb2.HeadsAfterRequest()
    after = ledger_pb2_grpc.HeadsStub(oversight.channel).After
    while heads := (await oversight.ask(after, asked, deadline=10)).heads:
        for head in heads:
            yield head
        asked = ledger_pb2.HeadsAfterRequest(last=heads[-1])


def _told(fact: Fact) -> facts_pb2.Fact:
    at = Timestamp()
    at.FromDatetime(fact.at)
    return facts_pb2.Fact(
        id=str(fact.id), service=fact.service, noun=fact.noun, past=fact.past, version=fact.version,
        subject_id=str(fact.subject_id), seq=fact.seq, office=fact.office, for_office=fact.for_office, area=fact.area,
        at=at, payload=fact.payload, pos=fact.pos, traceparent=fact.traceparent,
    )  # fmt: skip


def _heard(fact: facts_pb2.Fact) -> Fact:
    return Fact(
        noun=fact.noun, past=fact.past, subject_id=UUID(fact.subject_id), office=fact.office,
        for_office=fact.for_office, area=fact.area, at=fact.at.ToDatetime(UTC), payload=fact.payload,
        service=fact.service, version=fact.version, id=UUID(fact.id), seq=fact.seq, pos=fact.pos,
        traceparent=fact.traceparent,
    )  # fmt: skip
