"""Faults: the caller is told nothing, the log gets kind and place, and neither repeats what somebody typed. A value
that the database cannot hold is the caller's, not a fault."""

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import aiohttp
import asyncpg
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from starlette.types import Message, Receive, Scope, Send

from deploy.local.running import Running
from services.kit import modes
from services.kit.errors import Invalid, Unavailable
from services.kit.web import Frame, Rates
from tests.kit.parts import Scratch

MARKER = "Rahasia-Contoh-78"
NUL = "Yayasan\u0000Contoh"


async def fails() -> None:
    await asyncio.sleep(0)
    raise ValueError(f"invalid input for query argument $1: {MARKER!r}")


def said(caplog: pytest.LogCaptureFixture) -> str:
    assert MARKER not in caplog.text
    return caplog.text


async def test_a_loop_that_fails_is_logged_without_the_message(caplog: pytest.LogCaptureFixture) -> None:
    loop = asyncio.create_task(modes._forever(fails))
    await asyncio.sleep(0.1)
    loop.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await loop
    assert "a loop failed: ValueError" in said(caplog)
    assert "in fails" in caplog.text, "the place is"


async def test_a_door_that_fails_is_logged_without_the_message(caplog: pytest.LogCaptureFixture) -> None:
    async def broken(scope: Scope, receive: Receive, send: Send) -> None:
        await fails()

    async def nothing() -> Message:
        return {"type": "http.request"}

    told: list[Message] = []

    async def send(message: Message) -> None:
        told.append(message)

    scope: Scope = {"type": "http", "method": "GET", "path": "/", "headers": []}
    await Frame(broken, Rates(10))(scope, nothing, send)
    assert told[0]["status"] == 500
    assert MARKER not in str(told)
    assert "fault in unknown: ValueError" in said(caplog)


@pytest.mark.parametrize("value", ["99999999", "'x'::text::int", "'2026-02-31'::date"])
async def test_a_value_that_the_server_refuses_is_invalid(scratch: Scratch, value: str) -> None:
    with pytest.raises(Invalid):
        async with scratch.app.begin() as tx:
            await tx.execute(sa.text(f"SELECT CAST({value} AS smallint)"))


@pytest.mark.parametrize(("kind", "value"), [(sa.SmallInteger, 99999999), (sa.Text, NUL), (sa.Date, MARKER)])
async def test_a_value_that_cannot_be_sent_is_invalid(
    scratch: Scratch, caplog: pytest.LogCaptureFixture, kind: type[sa.types.TypeEngine[Any]], value: object
) -> None:
    with pytest.raises(Invalid):
        async with scratch.app.begin() as tx:
            await tx.execute(sa.select(sa.bindparam("told", value, kind)))
    assert "a value does not fit: 22" in said(caplog)


@pytest.mark.parametrize("state", ["53100", "53200", "58030", "57P02"])
async def test_a_server_in_trouble_is_unavailable(scratch: Scratch, state: str) -> None:
    """No room, no memory, a disk that fails, a crash: come again, nothing was half done."""
    raising = f"DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{state}'; END $$"
    with pytest.raises(Unavailable):
        async with scratch.app.begin() as tx:
            await tx.execute(sa.text(raising))


@pytest.mark.parametrize("through", [lambda tx, sql: tx.execute(sa.text(sql)), lambda tx, sql: tx.fetch(sql)])
@pytest.mark.parametrize(
    ("constraint", "refusal"),
    [("cases_code", Unavailable), ("cases_pkey", (IntegrityError, asyncpg.UniqueViolationError))],
)
async def test_a_random_code_that_there_is_already_is_no_fault(
    scratch: Scratch, through: Callable[..., Any], constraint: str, refusal: Any
) -> None:
    """Seen among ten thousand cases of one office and year. Told again the wish gets another code."""
    with pytest.raises(refusal):
        async with scratch.app.begin() as tx:
            await through(tx, f"DO 'BEGIN RAISE unique_violation USING CONSTRAINT = ''{constraint}''; END'")


@pytest.fixture
async def ask(street: Running, token: Callable[[str], str]) -> AsyncIterator[Callable[..., Coroutine[Any, Any, int]]]:
    headers = {"Authorization": f"Bearer {token('pengelola')}", "Idempotency-Key": secrets.token_hex(12)}
    async with aiohttp.ClientSession(headers=headers, timeout=aiohttp.ClientTimeout(total=20)) as session:

        async def ask(method: str, path: str, **body: Any) -> int:
            async with session.request(method, street.url("registry") + path, json=body or None) as answer:
                return answer.status

        yield ask


async def test_a_door_refuses_what_the_database_cannot_hold(ask: Callable[..., Coroutine[Any, Any, int]]) -> None:
    assert await ask("GET", "/v1/offices?q=%00") == 422
    assert await ask("POST", "/v1/offices", name=NUL, areas=["1906"]) == 422
