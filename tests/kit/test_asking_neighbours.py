"""gRPC between services: a refusal crosses unchanged, a fault tells nothing, and nobody is answered who does not prove
which service it is and, where a user is needed, for whom it asks."""

import asyncio
import base64
import hmac
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from types import SimpleNamespace
from typing import Any

import grpc
import grpc.aio
import pytest
from joserfc import jwt
from joserfc.jwk import OKPKey

from deploy.local.plan import Plan
from proto.kit.v1 import facts_pb2, facts_pb2_grpc
from services.kit import actor, clock, rpc
from services.kit.auth import Seal, Tokens
from services.kit.errors import (
    FAMILY,
    Conflict,
    Invalid,
    Malformed,
    Refusal,
    Suspended,
    TooLarge,
    TooMany,
    Unauthenticated,
    Unavailable,
    Words,
)  # fmt: skip
from services.kit.rpc import Peer, Visitor
from tests.kit.parts import Scratch

MARKER = "Rahasia-Contoh-79"
Method = Callable[[facts_pb2.AfterRequest, Visitor], Awaitable[facts_pb2.AfterResponse]]


class Neighbour:
    """The registry as cases sees it: one read, whose answer each test makes its own, with and without a user."""

    def __init__(self, scratch: Scratch, keys: Plan) -> None:
        street = scratch.street
        self.keys = keys
        self.house: Any = SimpleNamespace(
            service="registry", db=scratch.app, seal=Seal("registry", keys.keys("registry")),
            tokens=Tokens(street.plan.issuer, "registry", ["curl"]),
        )  # fmt: skip
        self.server = rpc.server("127.0.0.1:0")
        self.address = f"127.0.0.1:{self.server.add_insecure_port('127.0.0.1:0')}"
        self.peer = Peer(Seal("cases", keys.keys("cases")), "registry", self.address)
        facts_pb2_grpc.add_FactsServicer_to_server(self, self.server)  # type: ignore[arg-type]  # -- reason: After is all it has
        self.does(self.tell)

    def does(self, method: Method, *, user: bool = False) -> None:
        self._answered = rpc.answer(self.house, method, user=user)

    async def After(self, asked: facts_pb2.AfterRequest, context: Any) -> facts_pb2.AfterResponse:
        return await self._answered(asked, context)

    async def tell(self, asked: facts_pb2.AfterRequest, visitor: Visitor) -> facts_pb2.AfterResponse:
        return facts_pb2.AfterResponse(epoch=visitor.service, head=asked.mark)

    async def tell_user(self, asked: facts_pb2.AfterRequest, visitor: Visitor) -> facts_pb2.AfterResponse:
        return facts_pb2.AfterResponse(epoch=f"{visitor.service} {visitor.actor.office} {visitor.actor.sub}")

    async def ask(self, peer: Peer | None = None, **how: Any) -> facts_pb2.AfterResponse:
        peer = peer or self.peer
        return await peer.ask(facts_pb2_grpc.FactsStub(peer.channel).After, facts_pb2.AfterRequest(mark=7), **how)

    async def ask_raw(self, question: bytes, token: str) -> grpc.aio.AioRpcError:
        method = self.peer.channel.unary_unary("/titian.kit.v1.Facts/After")
        with pytest.raises(grpc.aio.AioRpcError) as told:
            await method(question, metadata=[("authorization", f"Bearer {token}")], timeout=5)
        return told.value


@pytest.fixture(scope="module")
async def neighbour(scratch: Scratch, keys: Plan) -> AsyncIterator[Neighbour]:
    made = Neighbour(scratch, keys)
    await made.server.start()
    yield made
    await made.peer.close()
    await made.server.stop(None)


@pytest.fixture(autouse=True)
def as_ever(neighbour: Neighbour) -> None:
    neighbour.does(neighbour.tell)


def refuses(refusal: Exception) -> Method:
    async def method(asked: facts_pb2.AfterRequest, visitor: Visitor) -> facts_pb2.AfterResponse:
        raise refusal

    return method


def signed(keys: Plan, by: str, *, alg: str = "Ed25519", **other: Any) -> str:
    """A token as `by` could make it, with one thing in it that is not right."""
    now = int(time.time())
    said = {"iss": by, "aud": "registry", "iat": now, "exp": now + 60, "kid": by} | other
    kid = said.pop("kid")
    header = {"alg": alg} | ({"kid": kid} if kid else {})
    key = OKPKey.import_key((keys.keys(by) / "service.pem").read_bytes())
    return jwt.encode(header, said, key, algorithms=[alg])


def encoded(said: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")


def hmac_signed(header: dict[str, Any], claims: dict[str, Any], secret: bytes) -> str:
    said = f"{encoded(header)}.{encoded(claims)}"
    mac = hmac.digest(secret, said.encode(), "sha256")
    return f"{said}.{base64.urlsafe_b64encode(mac).decode().rstrip('=')}"


class Forged(Seal):
    """Proves what the test says."""

    def __init__(self, token: str) -> None:
        self._said = token

    def token(self, to: str) -> str:
        return self._said


async def told_to(neighbour: Neighbour, token: str) -> Refusal:
    peer = Peer(Forged(token), "registry", neighbour.address)
    with pytest.raises(Refusal) as told:
        await neighbour.ask(peer)
    await peer.close()
    return told.value


# --- refusals and faults ---


async def test_an_answer_comes_back_and_says_who_asked(neighbour: Neighbour) -> None:
    told = await neighbour.ask()
    assert (told.epoch, told.head) == ("cases", 7)


@pytest.mark.parametrize(
    "refusal",
    [
        *(kind() for kind in FAMILY),
        Conflict("open-referrals", "Masih ada rujukan terbuka.", "There are open referrals."),
        Invalid(fields={"area": Words("Kode wilayah tidak dikenal.", "Unknown area code.")}),
        TooMany(17),
        Unavailable("login", retry_after=9),
    ],
)
async def test_a_refusal_crosses_the_wire_unchanged(neighbour: Neighbour, refusal: Refusal) -> None:
    neighbour.does(refuses(refusal))
    with pytest.raises(Refusal) as told:
        await neighbour.ask()
    came = told.value
    assert (came.status, came.code, came.words, came.fields, came.retry_after) == (
        refusal.status, refusal.code, refusal.words, refusal.fields, refusal.retry_after,
    )  # fmt: skip
    assert isinstance(came, Unauthenticated if isinstance(refusal, Suspended) else type(refusal))


async def test_a_fault_tells_the_caller_nothing_and_the_log_no_value(
    neighbour: Neighbour, caplog: pytest.LogCaptureFixture
) -> None:
    neighbour.does(refuses(RuntimeError(MARKER)))
    with pytest.raises(Unavailable) as told:
        await neighbour.ask()
    assert told.value.code == "unavailable-registry"
    error = await neighbour.ask_raw(b"", neighbour.peer._seal.token("registry"))
    assert (error.code(), error.details()) == (grpc.StatusCode.INTERNAL, "fault")
    assert MARKER not in caplog.text
    assert "RuntimeError" in caplog.text


async def test_what_was_asked_in_a_wrong_form_is_malformed(neighbour: Neighbour) -> None:
    neighbour.does(refuses(ValueError(f"not a UUID: {MARKER}")))
    with pytest.raises(Malformed) as told:
        await neighbour.ask()
    assert MARKER not in told.value.words.id


async def test_a_broken_message_is_malformed(neighbour: Neighbour) -> None:
    error = await neighbour.ask_raw(b"\xff\xff", neighbour.peer._seal.token("registry"))
    assert error.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert dict(error.trailing_metadata() or ())["titian-code"] == "malformed"


async def test_an_oversize_question_is_too_large(neighbour: Neighbour) -> None:
    method = facts_pb2_grpc.FactsStub(neighbour.peer.channel).After
    with pytest.raises(TooLarge):
        await neighbour.peer.ask(method, facts_pb2.AfterRequest(nouns=["x" * 1_000_000]))
    error = await neighbour.ask_raw(b"x" * 1_000_001, neighbour.peer._seal.token("registry"))
    assert error.code() is grpc.StatusCode.RESOURCE_EXHAUSTED


async def test_an_answer_that_does_not_come_in_time_is_unavailable(neighbour: Neighbour) -> None:
    ended = asyncio.Event()

    async def dawdle(asked: facts_pb2.AfterRequest, visitor: Visitor) -> facts_pb2.AfterResponse:
        try:
            await asyncio.sleep(30)
        finally:
            ended.set()
        return facts_pb2.AfterResponse()

    neighbour.does(dawdle)
    began = time.monotonic()
    with pytest.raises(Unavailable):
        await neighbour.ask(deadline=0.3)
    assert time.monotonic() - began < 2
    async with asyncio.timeout(5):
        await ended.wait()  # nor does the neighbour go on with it


async def test_a_neighbour_that_is_away_is_unavailable_until_it_is_back(scratch: Scratch, keys: Plan) -> None:
    away = Neighbour(scratch, keys)
    with pytest.raises(Unavailable):
        await away.ask(deadline=0.3)
    await away.server.start()
    assert (await away.ask()).epoch == "cases"
    await away.peer.close()
    await away.server.stop(None)


# --- which service ---


@pytest.mark.parametrize(
    "wrong",
    [
        {"aud": "referral"},
        {"aud": ["registry", "referral"]},
        {"iat": int(time.time()) - 200, "exp": int(time.time()) - 100},
        {"iat": int(time.time()) + 3600, "exp": int(time.time()) + 3660},
        {"exp": int(time.time()) + 3600},
        {"exp": None},
        {"exp": "soon"},
        {"iss": "notify"},
        {"kid": "notify"},
        {"kid": "notify", "iss": "notify"},
        {"kid": "../cases"},
        {"kid": "stranger", "iss": "stranger"},
        {"kid": None},
    ],
)
async def test_a_service_that_does_not_prove_itself_is_not_answered(
    neighbour: Neighbour, keys: Plan, wrong: dict[str, Any]
) -> None:
    assert type(await told_to(neighbour, signed(keys, "cases", **wrong))) is Unauthenticated


async def test_a_token_that_a_peer_could_not_have_signed_is_not_answered(neighbour: Neighbour, keys: Plan) -> None:
    good = signed(keys, "cases")
    head, said, signature = good.split(".")
    public = (keys.keys("registry") / "peers" / "cases.pem").read_bytes()
    now = int(time.time())
    claims = {"iss": "cases", "aud": "registry", "iat": now, "exp": now + 60}
    by_public_key = hmac_signed({"alg": "HS256", "kid": "cases"}, claims, public)
    unsigned = f"{encoded({'alg': 'none', 'kid': 'cases'})}.{said}."
    for token in ("", "x", "a.b.c", f"{head}.{said}.{signature[:-6]}AAAAAA", by_public_key, unsigned):
        assert type(await told_to(neighbour, token)) is Unauthenticated, token
    peer = Peer(Forged(good), "registry", neighbour.address)
    assert (await neighbour.ask(peer)).epoch == "cases"
    await peer.close()


# --- which user ---


@pytest.fixture
def token(street: Any, neighbour: Neighbour) -> str:
    neighbour.does(neighbour.tell_user, user=True)
    return str(street.token("pengelola"))


async def test_a_user_who_is_needed_rides_along(neighbour: Neighbour, token: str) -> None:
    assert (await neighbour.ask(user=token)).epoch.startswith("cases 00 ")


async def test_without_the_user_who_is_needed_nothing_is_answered(neighbour: Neighbour, keys: Plan, token: str) -> None:
    for user in ("", "x", signed(keys, "cases"), token[:-6] + "AAAAAA"):
        with pytest.raises(Unauthenticated):
            await neighbour.ask(user=user)
    assert type(await told_to(neighbour, token)) is Unauthenticated  # the user's word is not the service's


async def test_where_no_user_is_needed_none_is_believed(neighbour: Neighbour, token: str) -> None:
    neighbour.does(neighbour.tell_user)
    with pytest.raises(Unauthenticated):
        await neighbour.ask(user=token)


async def test_a_suspended_user_is_refused_though_the_token_is_valid(
    scratch: Scratch, neighbour: Neighbour, token: str
) -> None:
    claims = await neighbour.house.tokens.verify(token)
    nobody = {"roles": [], "villages": [], "kec": None, "bidang": None, "desks": [], "name": "Dewi Contoh"}
    for seq, (status, not_before) in enumerate(
        [("suspended", None), ("active", clock.now()), ("active", None)], start=1
    ):
        async with scratch.app.begin("00") as tx:
            await actor.keep(tx, sub=claims.sub, status=status, not_before=not_before, seq=seq, **nobody)  # type: ignore[arg-type]  # -- reason: a person without a post
        if seq < 3:
            with pytest.raises(Unauthenticated) as told:
                await neighbour.ask(user=token)
            assert told.value.code == "suspended"
    assert await neighbour.ask(user=token)
