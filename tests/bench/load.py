"""Load over HTTP from a process of its own: raw asyncio, one request in flight on each connection.

Client, services and database share the machine's cores, so the client does as little as it can: requests are bytes made
of a template, of an answer only its status and its length are read.

    python -m tests.bench.load < wish.json > done.json
"""

import asyncio
import json
import sys
import time
import uuid
from dataclasses import asdict, dataclass, field
from typing import Final

import uvloop

PATIENCE: Final = 30.0  # seconds for one answer


@dataclass
class Wish:
    """`tokens` are whose requests: a connection begins at a place of its own and goes through them in turn. `body` with
    `%(n)d` where every request differs, none for GET; `first` is the number of the first request. As many requests as
    `seconds` allow, or at `rate` a second whatever the answers take."""

    port: int
    path: str
    tokens: list[str]
    connections: int
    seconds: float
    body: list[str] | None = None  # one for each token, or one for all
    first: int = 0
    rate: float = 0.0


@dataclass
class Done:
    """Milliseconds of each answer in the order of their ends, and how many answers had which status."""

    took: list[float] = field(default_factory=list)
    statuses: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0

    def quantile(self, part: float) -> float:
        ranked = sorted(self.took)
        return ranked[min(int(len(ranked) * part), len(ranked) - 1)]


class Load:
    def __init__(self, wish: Wish) -> None:
        self.wish, self.done = wish, Done()
        self._number = wish.first
        kind = "GET" if wish.body is None else "POST"
        self._heads = [
            f"{kind} {wish.path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {token}\r\n" for token in wish.tokens
        ]

    def next(self, turn: int) -> bytes:
        """The bytes of one more request, in the name of the token whose turn it is."""
        place = turn % len(self._heads)
        head = self._heads[place]
        if self.wish.body is None:
            return f"{head}\r\n".encode()
        self._number += 1
        body = self.wish.body[place % len(self.wish.body)] % {"n": self._number}
        key = f"Idempotency-Key: {uuid.uuid4()}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
        return f"{head}{key}\r\n\r\n{body}".encode()

    async def run(self) -> Done:
        begun = time.perf_counter()
        await asyncio.gather(*(self._connection(n, begun) for n in range(self.wish.connections)))
        self.done.seconds = time.perf_counter() - begun
        return self.done

    async def _connection(self, number: int, begun: float) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.wish.port)
        step = self.wish.connections / self.wish.rate if self.wish.rate else 0.0
        due, turn = begun + step * number / self.wish.connections, number
        while (now := time.perf_counter()) < begun + self.wish.seconds:
            if due > now:
                await asyncio.sleep(due - now)
            writer.write(self.next(turn))
            sent = time.perf_counter()
            status = await asyncio.wait_for(_answer(reader), PATIENCE)
            self.done.took.append((time.perf_counter() - sent) * 1000)
            self.done.statuses[status] = self.done.statuses.get(status, 0) + 1
            due, turn = due + step, turn + self.wish.connections
        writer.close()


async def _answer(reader: asyncio.StreamReader) -> str:
    """The status of one answer, read to its end."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
    await reader.readexactly(int(length))
    return head[9:12].decode()


async def loaded(wish: Wish) -> Done:
    """Run a load in a process of its own."""
    words = [sys.executable, "-m", "tests.bench.load"]
    process = await asyncio.create_subprocess_exec(
        *words, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    told, _ = await process.communicate(json.dumps(asdict(wish)).encode())
    if process.returncode:
        raise SystemExit("bench: the load did not end well")
    return Done(**json.loads(told))


if __name__ == "__main__":
    print(json.dumps(asdict(uvloop.run(Load(Wish(**json.load(sys.stdin))).run()))))
