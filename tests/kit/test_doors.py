"""The frame of every HTTP door, seen at the registry's: order, keys, versions, limits, refusals that echo nothing."""

import asyncio
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable

import aiohttp
import pytest
from starlette.types import Message, Receive, Scope, Send

from deploy.local.running import Running
from services.kit import web

MARKER = "Rahasia-Contoh-77"


class Door:
    def __init__(self, url: str, token: str, web: aiohttp.ClientSession) -> None:
        self.url, self.web = url, web
        self.headers = {"Authorization": f"Bearer {token}"}

    async def post(self, path: str, body: object, **headers: str) -> tuple[int, dict[str, object], str]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        async with self.web.post(self.url + path, json=body, headers=self.headers | named) as answer:
            text = await answer.text()
            return answer.status, dict(await answer.json(content_type=None)), text

    async def get(self, path: str, **headers: str) -> tuple[int, dict[str, object]]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        async with self.web.get(self.url + path, headers=self.headers | named) as answer:
            return answer.status, dict(await answer.json(content_type=None))


@pytest.fixture
async def door(street: Running, token: Callable[[str], str]) -> AsyncIterator[Door]:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=20)) as web:
        yield Door(street.url("registry"), token("pengelola"), web)


def organisation() -> dict[str, object]:
    return {"name": f"Yayasan Contoh {secrets.token_hex(4)}", "kind": "organisation", "areas": ["1906"]}


def key() -> str:
    return secrets.token_hex(12)


async def test_a_change_without_a_key_is_refused_and_says_so(door: Door) -> None:
    status, said, _ = await door.post("/v1/offices", organisation())
    assert (status, said["code"]) == (400, "no-key")


async def test_a_key_of_a_wrong_form_is_refused(door: Door) -> None:
    status, said, _ = await door.post("/v1/offices", organisation(), Idempotency_Key="a b")
    assert (status, said["code"]) == (400, "bad-key")


async def test_the_same_key_gives_the_first_answer_again(door: Door) -> None:
    body, once = organisation(), key()
    first = await door.post("/v1/offices", body, Idempotency_Key=once)
    again = await door.post("/v1/offices", body, Idempotency_Key=once)
    assert first[0] == again[0] == 201
    assert first[1]["office"] == again[1]["office"]


async def test_the_same_key_five_times_at_once_has_one_effect(door: Door) -> None:
    body, once = organisation(), key()
    told = await asyncio.gather(*(door.post("/v1/offices", body, Idempotency_Key=once) for _ in range(5)))
    assert {status for status, _, _ in told} == {201}
    assert len({said["office"] for _, said, _ in told}) == 1
    _, found = await door.get(f"/v1/offices?kind=organisation&q={str(body['name']).replace(' ', '%20')}")
    assert len(list(found["items"])) == 1  # type: ignore[call-overload]  # reason: JSON of unknown shape


async def test_the_same_key_with_another_body_is_refused(door: Door) -> None:
    once = key()
    await door.post("/v1/offices", organisation(), Idempotency_Key=once)
    status, said, _ = await door.post("/v1/offices", organisation(), Idempotency_Key=once)
    assert (status, said["code"]) == (422, "key-reused")


async def test_a_body_over_one_megabyte_is_refused(door: Door) -> None:
    body = organisation() | {"address": "x" * 1_100_000}
    status, said, _ = await door.post("/v1/offices", body, Idempotency_Key=key())
    assert (status, said["code"]) == (413, "too-large")


async def test_a_chunked_body_over_one_megabyte_is_refused(door: Door) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b"x" * 100_000

    headers = door.headers | {"Idempotency-Key": key(), "Content-Type": "application/json"}
    async with door.web.post(door.url + "/v1/offices", data=chunks(), headers=headers) as answer:
        assert answer.status == 413


@pytest.mark.parametrize(("length", "status"), [(web.SLOW, 204), (0, 503)])
async def test_a_long_body_is_given_the_time_that_it_takes_on_a_slow_line(
    monkeypatch: pytest.MonkeyPatch, length: int, status: int
) -> None:
    monkeypatch.setattr(web, "DEADLINE", 0.1)
    said: list[int] = []

    async def door(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "http.response.start", "status": 204, "headers": []})

    async def slowly() -> Message:
        await asyncio.sleep(0.3)
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        said.append(message.get("status", said and said[0]))

    headers = [(b"content-length", str(length).encode())]
    scope = {"type": "http", "method": "POST", "path": "/v1/offices", "headers": headers, "query_string": b""}
    await web.Frame(door, rates=web.Rates(10))(scope, slowly, send)
    assert said[0] == status


async def test_a_mere_number_is_no_key(door: Door) -> None:
    """Keys are kept as they are, and a number of sixteen digits is somebody's."""
    status, said, _ = await door.post("/v1/offices", organisation(), Idempotency_Key="3204014203489003")
    assert (status, said["code"]) == (400, "bad-key")


async def test_a_refusal_names_the_field_and_never_repeats_the_value(door: Door) -> None:
    body = organisation() | {"areas": {MARKER: MARKER}, "name": MARKER * 100}
    status, said, text = await door.post("/v1/offices", body, Idempotency_Key=key())
    assert (status, said["code"]) == (422, "invalid")
    assert set(said["fields"]) >= {"areas", "name"}  # type: ignore[call-overload]  # reason: JSON of unknown shape
    assert MARKER not in text


async def test_broken_json_is_refused(door: Door) -> None:
    headers = door.headers | {"Idempotency-Key": key(), "Content-Type": "application/json"}
    async with door.web.post(door.url + "/v1/offices", data=b'{"name": "' + MARKER.encode(), headers=headers) as answer:
        assert answer.status == 400
        assert MARKER not in await answer.text()


async def test_a_method_that_is_not_known_at_an_address_is_refused_and_all_that_are_known_are_named(door: Door) -> None:
    for path, known in (("/v1/offices", "GET, POST"), ("/v1/me", "GET")):
        async with door.web.delete(door.url + path, headers=door.headers) as answer:
            assert (answer.status, answer.headers["Allow"]) == (405, known)
            assert answer.content_type == "application/problem+json"


async def test_a_change_without_its_key_is_refused_before_its_body_is_looked_at(door: Door) -> None:
    status, said, _ = await door.post("/v1/offices", {})
    assert (status, said["code"]) == (400, "no-key")


async def test_refusals_speak_bahasa_first_and_english_when_asked(door: Door) -> None:
    _, said = await door.get("/v1/areas/9999")
    _, english = await door.get("/v1/areas/9999", Accept_Language="en")
    assert said["title"] != english["title"]


async def test_a_cursor_of_somebody_else_or_another_query_is_refused(door: Door) -> None:
    _, page = await door.get("/v1/areas?within=1906&limit=2")
    status, _ = await door.get(f"/v1/areas?within=1906&limit=2&cursor={page['next']}")
    assert status == 200
    status, said = await door.get(f"/v1/areas?within=3208&limit=2&cursor={page['next']}")
    assert (status, said["code"]) == (400, "bad-cursor")


async def test_no_token_and_a_token_of_no_form_are_unauthenticated(door: Door) -> None:
    for headers in ({}, {"Authorization": "Bearer nonsense"}, {"Authorization": "Basic eDp5"}):
        async with door.web.get(door.url + "/v1/me", headers=headers) as answer:
            assert answer.status == 401
            assert answer.headers["WWW-Authenticate"] == "Bearer"


async def test_whoever_asks_too_often_is_told_to_wait(street: Running, door: Door) -> None:
    """A second registry with its limit at 2 a second, on a port of its own."""
    async with second(street, TITIAN_RATE="2") as url:
        slow = Door(url, door.headers["Authorization"].removeprefix("Bearer "), door.web)
        told = [await slow.get("/v1/me") for _ in range(20)]
    assert {status for status, _ in told} == {200, 429}
    assert told[-1][1]["code"] == "too-many"


async def test_a_request_in_flight_is_answered_before_the_process_ends(street: Running, door: Door) -> None:
    """SIGTERM while the body is still on its slow way: what was begun is finished, then the process is gone."""
    async with second(street) as url:
        begun = asyncio.Event()

        async def slowly() -> AsyncIterator[bytes]:
            yield b'{"name": "Yayasan Contoh Pelan", "kind": "organisation",'
            begun.set()
            await asyncio.sleep(1.5)
            yield b' "areas": ["1906"]}'

        headers = door.headers | {"Idempotency-Key": key(), "Content-Type": "application/json"}
        asked = asyncio.create_task(door.web.post(url + "/v1/offices", data=slowly(), headers=headers).__aenter__())
        await begun.wait()
        second.process.send_signal(signal.SIGTERM)
        answer = await asked
        assert answer.status == 201
        assert await asyncio.to_thread(second.process.wait, 15) == 0


def test_without_its_keys_a_service_refuses_to_start(street: Running, tmp_path: object) -> None:
    env = {**street.environment("registry"), "TITIAN_KEYS": str(tmp_path)}
    ended = subprocess.run(
        [sys.executable, "-m", "services.registry", "all"],
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode != 0
    assert "TITIAN_KEYS" in ended.stderr
    assert "does not start without its keys" in ended.stderr


class second:
    """A second registry, serving only, on ports of its own; with all its neighbours' addresses dead."""

    process: subprocess.Popen[bytes]

    def __init__(self, street: Running, **env: str) -> None:
        self.http, self.grpc = free_port(), free_port()
        dead = {f"TITIAN_PEER_{name}": "127.0.0.1:9" for name in ("CASES", "REFERRAL", "NOTIFY", "OVERSIGHT")}
        ports = {"TITIAN_HTTP": f"127.0.0.1:{self.http}", "TITIAN_GRPC": f"127.0.0.1:{self.grpc}"}
        self.env = {**street.environment("registry"), **dead, **ports, **env}

    async def __aenter__(self) -> str:
        argv = [sys.executable, "-m", "services.registry", "serve"]
        second.process = subprocess.Popen(argv, env=self.env, stderr=subprocess.DEVNULL)  # noqa: ASYNC220  # reason: starts at once
        url, end = f"http://127.0.0.1:{self.http}", time.monotonic() + 30
        async with aiohttp.ClientSession() as web:
            while True:
                try:
                    async with web.get(f"{url}/readyz") as answer:
                        if answer.status == 200:
                            return url
                except aiohttp.ClientError:
                    pass
                if time.monotonic() > end:
                    raise TimeoutError("the second registry did not start")
                await asyncio.sleep(0.1)

    async def __aexit__(self, *_: object) -> None:
        second.process.terminate()
        await asyncio.to_thread(second.process.wait, 15)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
