"""NATS JetStream: facts as CloudEvents 1.0 in binary mode (attributes as headers, protobuf as payload).

The NATS binding's binary mode follows the 1.0.3 working draft; the released 1.0.2 knows structured JSON only.
One stream per service. The broker may forget everything at any time: the sweep heals it.
"""

import asyncio
import contextlib
import logging
import re
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from urllib.parse import quote, unquote
from uuid import UUID

import nats
import nats.errors
import nats.js.errors
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, DiscardPolicy, RetentionPolicy, StorageType, StreamConfig

from services.kit.errors import Unavailable
from services.kit.facts import Fact

log = logging.getLogger(__name__)

WEEK = 7 * 24 * 3600.0
LANES = 2  # facts of different subjects are applied beside one another: one waits for the disk, the other does not
AHEAD = 50  # published at once: 2.2 times the rate of one by one, each still on the disk before it is acknowledged
_PLAIN = "".join(chr(n) for n in range(0x21, 0x7F) if chr(n) not in '"%')  # what headers carry as it is
_TROUBLE = (nats.errors.Error, nats.js.errors.Error, OSError, TimeoutError, asyncio.TimeoutError)


class Bus:
    """A connection of one service. Nothing is buffered while disconnected: a publish was acknowledged, or it failed."""

    def __init__(self, url: str, service: str) -> None:
        self._url, self._service = url, service
        self._client = Client()
        self._lock = asyncio.Lock()

    @property
    def ready(self) -> bool:
        return self._client.is_connected

    async def _stream(self) -> JetStreamContext:
        async with self._lock:
            if not self._client.is_connected and not self._client.is_reconnecting:
                client = Client()
                async with asyncio.timeout(3):  # the first connect would try for ever, and hold up whoever publishes
                    await client.connect(
                        self._url,
                        name=self._service,
                        pending_size=-1,
                        max_reconnect_attempts=-1,
                        reconnect_time_wait=1,
                        connect_timeout=2,
                        allow_reconnect=True,
                        inbox_prefix=f"_INBOX_{self._service}".encode(),
                        error_cb=_quiet,
                    )
                self._client = client
        return self._client.jetstream(timeout=5)

    async def publish(self, facts: Sequence[Fact]) -> None:
        """Publish in order and wait for every acknowledgement; Unavailable if one is missing. The stream is made anew
        when the broker has forgotten it."""
        try:
            stream = await self._stream()
            try:
                await self._publish_all(stream, facts)
            except (nats.js.errors.NoStreamResponseError, nats.js.errors.NotFoundError):
                await stream.add_stream(_stream_of(self._service))
                await self._publish_all(stream, facts)
        except _TROUBLE:
            raise Unavailable("broker") from None

    async def _publish_all(self, stream: JetStreamContext, facts: Sequence[Fact]) -> None:
        """The next is sent before the last is acknowledged, on one connection: their order stands. Where one in between
        fails, all are published again, and listeners keep the order within a subject by its numbers."""
        for start in range(0, len(facts), AHEAD):
            sent = [
                stream.publish(
                    fact.subject, fact.payload, stream=_name(self._service), headers=headers(fact), timeout=2
                )
                for fact in facts[start : start + AHEAD]
            ]
            for told in await asyncio.gather(*sent, return_exceptions=True):
                if isinstance(told, BaseException):
                    raise told

    async def listen(self, owner: str, nouns: Sequence[str], receive: Callable[[Fact], Awaitable[bool]]) -> None:
        """Hand each fact of `owner` about `nouns` to `receive`, until cancelled; acknowledge what is settled."""
        while True:
            try:
                await self._listen(owner, nouns, receive)
            except _TROUBLE as trouble:
                # An owner that has announced nothing yet has no stream: nothing to be told about every second.
                log.debug("listening to %s waits: %s", owner, type(trouble).__name__)
                await asyncio.sleep(1)

    async def _listen(self, owner: str, nouns: Sequence[str], receive: Callable[[Fact], Awaitable[bool]]) -> None:
        stream = await self._stream()
        durable = f"{self._service}-{owner}"
        wanted = [f"titian.*.*.{owner}.{noun}.*" for noun in nouns]
        config = ConsumerConfig(
            durable_name=durable, ack_policy=AckPolicy.EXPLICIT, ack_wait=30, max_deliver=-1, filter_subjects=wanted,
            max_ack_pending=1000,
        )  # fmt: skip
        await stream.add_consumer(_name(owner), config)
        pull = await stream.pull_subscribe_bind(durable, stream=_name(owner))
        try:
            while True:
                try:
                    messages = await pull.fetch(100, timeout=5)
                except (TimeoutError, nats.errors.TimeoutError):
                    messages = []
                if not messages:
                    await stream.consumer_info(_name(owner), durable)  # a wiped broker: raises, and we begin anew
                facts = [(message, fact_of(message, owner)) for message in messages]
                await asyncio.gather(*(_settle(facts, receive, lane) for lane in range(LANES)))
        finally:
            with contextlib.suppress(*_TROUBLE):
                await pull.unsubscribe()  # else a request left behind takes messages that nobody hears

    async def close(self) -> None:
        if self._client.is_connected:
            await self._client.close()


async def _settle(
    facts: Sequence[tuple[Msg, Fact | None]], receive: Callable[[Fact], Awaitable[bool]], lane: int
) -> None:
    """Hand on the facts of one lane, one after the other, and acknowledge what is settled."""
    for message, fact in facts:
        if (fact.subject_id.int if fact else 0) % LANES == lane:
            if fact is None or await receive(fact):
                await message.ack()
            else:
                await message.nak(delay=min(2 ** (message.metadata.num_delivered - 1), 60))


def _name(service: str) -> str:
    return f"titian-{service}"


def _stream_of(service: str) -> StreamConfig:
    return StreamConfig(
        name=_name(service),
        subjects=[f"titian.*.*.{service}.>"],
        retention=RetentionPolicy.LIMITS,
        storage=StorageType.FILE,
        discard=DiscardPolicy.NEW,  # `old` would lose silently
        max_age=WEEK,
        max_msgs_per_subject=-1,
        duplicate_window=120,
    )


async def _quiet(trouble: Exception) -> None:
    log.info("broker: %s", type(trouble).__name__)


def headers(fact: Fact) -> dict[str, str]:
    """The CloudEvents attributes of a fact, percent-encoded as the binding asks."""
    said = {
        "ce-specversion": "1.0",
        "ce-id": str(fact.id),
        "ce-source": f"/titian/{fact.service}",
        "ce-type": fact.type,
        "ce-subject": str(fact.subject_id),
        "ce-time": fact.at.isoformat().replace("+00:00", "Z"),
        "ce-datacontenttype": "application/protobuf",
        "traceparent": fact.traceparent,
        "ce-office": fact.office,
        "ce-foroffice": fact.for_office,
        "ce-area": fact.area,
        "ce-sequence": str(fact.seq),
    }
    told = {name: quote(value, safe=_PLAIN) for name, value in said.items() if value}
    return told | {"Nats-Msg-Id": str(fact.id), "titian-pos": str(fact.pos)}


def fact_of(message: Msg, owner: str) -> Fact | None:
    """The fact in a message, or None where it is not one of `owner`'s (logged; such a message never comes again)."""
    try:
        told = {name.lower(): _heard(value) for name, value in (message.headers or {}).items()}
        if "nats-stream" in told:  # set by the server on what a stream republishes: a way round the rights to publish
            raise ValueError("republished")
        _, _, service, noun, past, version = told["ce-type"].split(".")
        if service != owner:  # whose subject it came on is all that proves who said it
            raise ValueError("told in another service's name")
        return Fact(
            noun=noun, past=past, subject_id=UUID(told["ce-subject"]), office=told["ce-office"],
            for_office=told["ce-foroffice"], area=told.get("ce-area", ""),
            at=datetime.fromisoformat(told["ce-time"]).astimezone(UTC), payload=message.data, service=service,
            version=int(version.removeprefix("v")), id=UUID(told["ce-id"]), seq=int(told["ce-sequence"]),
            pos=int(told["titian-pos"]), traceparent=told.get("traceparent", ""),
        )  # fmt: skip
    except (KeyError, ValueError, OverflowError):
        log.error("a message on %s is not a fact of %s", message.subject, owner)
        return None


def _heard(value: str) -> str:
    """As the binding asks of readers: taken out of its quotes where it has some, then percent-decoded, UTF-8 or not at
    all."""
    if len(value) > 1 and value[0] == value[-1] == '"':
        value = re.sub(r"\\(.)", r"\1", value[1:-1])
    return unquote(value, errors="strict")
