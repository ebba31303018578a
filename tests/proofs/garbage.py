"""What no neighbour sends: protobuf that is broken, strange or huge, and facts that are none.

Over gRPC every question is bytes; to the broker every fact is bytes and headers, with the owner's own log-in.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any, Final
from uuid import UUID, uuid4

from google.protobuf.message import DecodeError
from hypothesis import strategies as st

from proto.registry.v1.facts_pb2 import Post, VolunteerAppointed
from services.kit import bus, clock, ids
from services.kit.facts import Fact

FAR: Final = 1 << 40  # a position that no mark has reached
NOWHERE: Final = "99"  # the place on the broker's subject: no real fact is told there


# --- questions ---


def questions(known: Sequence[str]) -> st.SearchStrategy[bytes]:
    """Fields in the form of the wire, of any number and kind, cut off by lot; or bytes of no form at all."""
    texts = st.one_of(st.sampled_from(known), st.uuids().map(str), st.text(max_size=60)).map(str.encode)
    huge = st.integers(1, 900).map(lambda n: b"x" * (n * 1000))
    chunks = st.one_of(texts, texts, st.binary(max_size=60), huge)
    fields = st.one_of(
        st.builds(chunk, st.integers(1, 12), chunks),
        st.builds(number, st.integers(1, 12), st.integers(0, (1 << 64) - 1)),
        st.builds(chunk, st.sampled_from([999, 536870911]), chunks),
    )
    whole = st.lists(fields, max_size=6).map(b"".join)
    cut = st.tuples(whole, st.integers(1, 40)).map(lambda told: told[0][: -told[1]])
    return st.one_of(whole, whole, cut, st.binary(max_size=200))


def chunk(field: int, content: bytes) -> bytes:
    """A field with a length: text, bytes, a message."""
    return varint(field << 3 | 2) + varint(len(content)) + content


def number(field: int, value: int) -> bytes:
    return varint(field << 3) + varint(value)


def varint(value: int) -> bytes:
    told = bytearray()
    while value > 0x7F:
        told.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*told, value])


# --- facts ---


@dataclass(frozen=True)
class Sent:
    """A message for the broker, and what has to become of it: applied, heard without effect, dead or ignored."""

    fact: Fact
    subject: str
    headers: Mapping[str, str]
    payload: bytes
    sub: str
    fate: str


def facts(office: str, lot: Random, size: int) -> Iterator[Sent]:
    """Bad ones by lot. Behind each that has to die comes a good one of the same subject, which has to wait for it."""
    for kind in [*KINDS, *(lot.choice(list(KINDS)) for _ in range(size - len(KINDS)))]:
        bad = KINDS[kind](_good(office), lot)
        yield bad
        if bad.fate != "ignored":
            yield _sent(replace(_fact(office, bad.fact.subject_id, bad.sub), seq=2), bad.sub, "applied")


def _fact(office: str, subject_id: UUID, sub: str) -> Fact:
    post = Post(sub=sub, name="Siapa Saja", roles=["psm"], villages=[], status="active")
    return Fact(
        noun="volunteer", past="appointed", subject_id=subject_id, office=office, for_office=office, area="",
        at=clock.now(), payload=VolunteerAppointed(volunteer_id=str(subject_id), post=post).SerializeToString(),
        service="registry", id=ids.new(), seq=1, pos=FAR,
    )  # fmt: skip


def _good(office: str) -> Sent:
    sub = str(uuid4())
    return _sent(_fact(office, uuid4(), sub), sub, "applied")


def _sent(fact: Fact, sub: str, fate: str) -> Sent:
    subject = f"titian.{NOWHERE}.{NOWHERE}99.{fact.service}.{fact.noun}.{fact.past}"
    return Sent(fact, subject, bus.headers(fact), fact.payload, sub, fate)


def _other(sent: Sent, fate: str, **changed: Any) -> Sent:
    return _sent(replace(sent.fact, **changed), sent.sub, fate)


def _headed(sent: Sent, fate: str = "ignored", **headers: str | None) -> Sent:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    told = {name: value for name, value in (dict(sent.headers) | named).items() if value is not None}
    return replace(sent, headers=told, fate=fate)


def _bytes(sent: Sent, lot: Random) -> Sent:
    """Of no form; or of one by chance, and then nobody's post is in it."""
    payload = lot.randbytes(lot.randrange(200))
    try:
        VolunteerAppointed.FromString(payload)
    except DecodeError:
        return _other(sent, "dead", payload=payload)
    return _other(sent, "heard", payload=payload)


def _more(sent: Sent, more: bytes, fate: str) -> Sent:
    return _other(sent, fate, payload=sent.payload + more)


KINDS: Final = {
    "broken": lambda sent, lot: _more(sent, b"\x12\xff\x7f" + lot.randbytes(lot.randrange(100)), "dead"),
    "by lot": _bytes,
    "not UTF-8": lambda sent, lot: _more(sent, chunk(2, chunk(2, b"\xff\xfe" + lot.randbytes(3))), "dead"),
    "unknown field": lambda sent, lot: _more(sent, chunk(lot.randrange(100, 9999), lot.randbytes(50)), "applied"),
    "huge name": lambda sent, lot: _more(sent, chunk(2, chunk(2, b"x" * lot.randrange(900_000))), "applied"),
    "unknown version": lambda sent, lot: _other(sent, "dead", version=lot.randrange(2, 99)),
    "unknown past": lambda sent, lot: _other(sent, "dead", past="vanished"),
    "unknown noun": lambda sent, lot: _other(sent, "ignored", noun="nonsense"),
    "office of no form": lambda sent, lot: _other(sent, "dead", for_office=lot.choice(["nowhere", "19x", "1"])),
    "told by another": lambda sent, lot: _headed(sent, ce_type="id.titian.cases.volunteer.appointed.v1"),
    "type of no form": lambda sent, lot: _headed(sent, ce_type="appointed"),
    "id of no form": lambda sent, lot: _headed(sent, ce_id="not-a-uuid"),
    "subject of no form": lambda sent, lot: _headed(sent, ce_subject=sent.sub[:-1]),
    "number of no form": lambda sent, lot: _headed(sent, ce_sequence="first"),
    "time of no form": lambda sent, lot: _headed(sent, ce_time="soon"),
    "header not UTF-8": lambda sent, lot: _headed(sent, ce_foroffice="%FF%FE"),
    "without headers": lambda sent, lot: replace(sent, headers={}, fate="ignored"),
    "without an id": lambda sent, lot: _headed(sent, ce_id=None),
}
