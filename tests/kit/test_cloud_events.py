"""Facts on the wire (DESIGN §5): CloudEvents in binary mode, and nobody is heard in another's name."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import nats
import nats.errors
import pytest
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js.api import RePublish, StreamConfig

from deploy.local import broker
from services.kit import bus, ids
from services.kit.bus import Bus
from services.kit.facts import Fact
from tests.kit.parts import Broker, Heard, at_work, fact, until


def a_fact() -> Fact:
    return Fact(
        noun="case", past="verified", subject_id=UUID(int=7), office="1906", for_office="org-abcdefgh23",
        area="1906022004", at=datetime(2026, 3, 1, 4, 5, 6, 700, UTC), payload=b"\x00\xff", service="cases",
        id=UUID(int=9), seq=3, pos=12, traceparent="00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    )  # fmt: skip


def message(fact: Fact, **other: str) -> Msg:
    return Msg(Client(), subject=fact.subject, data=fact.payload, headers=bus.headers(fact) | other)


def test_a_fact_carries_the_attributes_of_a_cloud_event() -> None:
    assert bus.headers(a_fact()) == {
        "ce-specversion": "1.0",
        "ce-id": "00000000-0000-0000-0000-000000000009",
        "ce-source": "/titian/cases",
        "ce-type": "id.titian.cases.case.verified.v1",
        "ce-subject": "00000000-0000-0000-0000-000000000007",
        "ce-time": "2026-03-01T04:05:06.000700Z",
        "ce-datacontenttype": "application/protobuf",
        "ce-office": "1906",
        "ce-foroffice": "org-abcdefgh23",
        "ce-area": "1906022004",
        "ce-sequence": "3",
        "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "Nats-Msg-Id": "00000000-0000-0000-0000-000000000009",
        "titian-pos": "12",
    }


@pytest.mark.parametrize(
    ("area", "subject"),
    [
        ("1906022004", "titian.19.1906.cases.case.verified"),
        ("1906", "titian.19.1906.cases.case.verified"),
        ("19", "titian.19.0000.cases.case.verified"),
        ("00", "titian.00.0000.cases.case.verified"),
        ("", "titian.00.0000.cases.case.verified"),
    ],
)
def test_the_subject_is_the_place_of_the_matter(area: str, subject: str) -> None:
    assert replace(a_fact(), area=area).subject == subject


@pytest.mark.parametrize(
    ("said", "encoded"),
    [
        ("Euro € 😀", "Euro%20%E2%82%AC%20%F0%9F%98%80"),
        ('Kab. "Bogor" 50%', "Kab.%20%22Bogor%22%2050%25"),
        ("!#$&'()*+,-./:;<=>?@[\\]^_`{|}~", "!#$&'()*+,-./:;<=>?@[\\]^_`{|}~"),
        ("\r\nX: y\x7f", "%0D%0AX:%20y%7F"),
    ],
)
def test_headers_are_percent_encoded_as_the_binding_asks(said: str, encoded: str) -> None:
    unusual = replace(a_fact(), area=said)
    assert bus.headers(unusual)["ce-area"] == encoded
    assert bus.fact_of(message(unusual), "cases") == unusual


def test_a_reader_takes_a_quoted_string_out_of_its_quotes() -> None:
    heard = bus.fact_of(message(a_fact(), **{"ce-area": '"Kab. \\"Bogor\\" 50%25"'}), "cases")
    assert heard == replace(a_fact(), area='Kab. "Bogor" 50%')


@pytest.mark.parametrize(
    "other",
    [
        {"ce-area": "%FF%FE"},
        {"ce-type": "id.titian.registry.case.verified.v1"},
        {"ce-type": "nothing"},
        {"ce-id": "9"},
        {"ce-sequence": "three"},
        {"ce-time": "yesterday"},
        {"titian-pos": ""},
        {"Nats-Stream": "titian-cases"},
    ],
)
def test_what_is_no_fact_of_its_owner_is_dropped(other: dict[str, str]) -> None:
    assert bus.fact_of(message(a_fact(), **other), "cases") is None


def test_a_message_without_headers_is_no_fact() -> None:
    assert bus.fact_of(Msg(Client(), subject="titian.19.1906.cases.case.verified"), "cases") is None


# --- forgers: each service has its own user ---


@contextlib.asynccontextmanager
async def as_service(nats_server: Broker, service: str) -> AsyncIterator[Client]:
    async def quiet(trouble: Exception) -> None:
        """Refusals are what these tests wait for."""

    url, inbox = broker.url(nats_server.plan, nats_server.passwords, service), f"_INBOX_{service}".encode()
    made = await nats.connect(url, inbox_prefix=inbox, error_cb=quiet)
    yield made
    await made.close()


async def test_a_service_cannot_speak_on_anothers_subjects(nats_server: Broker, registry: Bus) -> None:
    await registry.publish([replace(fact(), service="registry", id=ids.new(), seq=1, pos=1)])
    forged = replace(fact("forged"), service="registry", id=ids.new(), seq=1, pos=1)
    async with as_service(nats_server, "cases") as forger:
        with pytest.raises(nats.errors.TimeoutError):
            await forger.jetstream(timeout=0.3).publish(forged.subject, headers=bus.headers(forged))


async def test_a_fact_told_in_anothers_name_is_not_heard(nats_server: Broker, cases: Bus) -> None:
    """Its own subjects a service may use, but what it says there is its own, whatever the headers claim."""
    listener, heard = nats_server.bus("referral"), Heard()
    true = replace(fact("true"), service="cases", id=ids.new(), seq=1, pos=2)
    forged = replace(fact("forged"), service="registry", id=ids.new(), seq=1, pos=1)
    await cases.publish([replace(fact(), service="cases", id=ids.new(), seq=1, pos=1)])
    async with as_service(nats_server, "cases") as forger:
        await forger.jetstream().publish("titian.19.1906.cases.case.forged", headers=bus.headers(forged))
    await cases.publish([true])
    async with at_work(listener.listen("cases", ["case"], heard.receive)):
        await until(lambda: true in heard.facts)
    assert "forged" not in {one.past for one in heard.facts}
    await listener.close()


async def test_what_a_stream_repeats_on_anothers_subjects_is_not_heard(nats_server: Broker, registry: Bus) -> None:
    """The way round that NATS leaves: who makes a stream may have it republish what it stores."""
    listener, heard = nats_server.bus("cases"), Heard()
    forged = replace(fact("forged"), service="registry", id=ids.new(), seq=1, pos=1)
    true = replace(fact("true"), service="registry", id=ids.new(), seq=1, pos=2)
    await registry.publish([replace(fact(), service="registry", id=ids.new(), seq=1, pos=1)])
    async with as_service(nats_server, "notify") as forger:
        said_by = "titian.{{wildcard(1)}}.{{wildcard(2)}}.registry.case.{{wildcard(3)}}"
        repeat = RePublish(src="titian.*.*.notify.case.*", dest=said_by)
        config = StreamConfig(name="titian-notify", subjects=["titian.*.*.notify.>"], republish=repeat)
        await forger.jetstream().add_stream(config)
        await forger.jetstream().publish("titian.19.1906.notify.case.forged", headers=bus.headers(forged))
    await registry.publish([true])
    async with at_work(listener.listen("registry", ["case"], heard.receive)):
        await until(lambda: true in heard.facts)
    assert "forged" not in {one.past for one in heard.facts}
    await listener.close()
