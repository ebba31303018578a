"""Beside the street: a service with its own settings or code on the street's parts, and a road from it to Keycloak."""

import asyncio
import contextlib
import shutil
import socket
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from deploy.local import postgres
from deploy.local.plan import ROOT
from deploy.local.processes import Process
from deploy.local.running import Running, is_up
from deploy.local.street import Street

BASE_PORT = 9700  # of a street of one's own; the next free block is taken anyway


class Road:
    """A relay of TCP between a service and Keycloak. `shut`: nobody listens; `silent`: taken, and never answered.
    `walked` counts how often somebody set out on it."""

    def __init__(self, to: int) -> None:
        self.port, self._to = free_port(), to
        self.walked, self.silent = 0, False
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, where: TracebackType | None
    ) -> None:
        await self.shut()

    async def open(self) -> None:
        if self._server is None:
            self._server = await asyncio.start_server(self._met, "127.0.0.1", self.port)

    async def shut(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        for task in self._open:
            task.cancel()

    async def _met(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.walked += 1
        mine = asyncio.current_task()
        assert mine is not None
        self._open.add(mine)
        with contextlib.suppress(OSError, asyncio.CancelledError):
            if self.silent:
                await reader.read()
            else:
                there, back = await asyncio.open_connection("127.0.0.1", self._to)
                await asyncio.gather(_carry(reader, back), _carry(there, writer))
        self._open.discard(mine)
        writer.close()


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while said := await reader.read(65536):
            writer.write(said)
            await writer.drain()
    finally:
        writer.close()


class Beside:
    """A service once more, on the street's parts and with its keys, at doors of its own. It works within `with` (or
    `async with`) and has drained behind it; what was killed may be started again at its place. Its code lies in
    `house`, the module `through` starts it, `told` is what its environment says otherwise than the street's."""

    def __init__(
        self,
        street: Running,
        service: str,
        *,
        mode: str = "serve",
        house: Path = ROOT,
        through: Sequence[str] = (),
        answers: str = "/readyz",
        **told: str,
    ) -> None:
        self.service = service
        self.http, self.grpc = (f"127.0.0.1:{free_port()}" for _ in range(2))
        self.url = f"http://{self.http}"
        self._answers = answers if mode in ("serve", "all") else None
        env = street.environment(service) | {"TITIAN_HTTP": self.http, "TITIAN_GRPC": self.grpc} | told
        words = [sys.executable, "-P", "-m", *through, f"services.{service}", mode]
        log = street.folder / "logs" / f"{service}-beside.log"
        # Yesterday's may be held up for half a minute by spans that nobody takes.
        self._process = Process(f"{service} beside", words, log, env | {"PYTHONPATH": str(house)}, patience=60)

    def start(self) -> None:
        """What has no door is awaited by whoever starts it."""
        self._process.start()
        if self._answers:
            self._process.wait_until(lambda: is_up(f"{self.url}{self._answers}"), 120)

    def kill(self) -> None:
        self._process.child.kill()
        self._process.child.wait()

    def __enter__(self) -> Self:
        with contextlib.ExitStack() as failing:
            failing.callback(self._process.stop)
            self.start()
            failing.pop_all()
        return self

    def __exit__(self, *why: object) -> None:
        self._process.stop()
        assert self._process.child.returncode == 0, f"{self._process.name} did not drain"

    async def __aenter__(self) -> Self:
        return await asyncio.to_thread(self.__enter__)

    async def __aexit__(self, *why: object) -> None:
        await asyncio.to_thread(self.__exit__)


@contextlib.contextmanager
def street_of_ones_own() -> Iterator[Running]:
    """All of it once more, for what would leave the session's in disorder."""
    folder = Path(tempfile.mkdtemp(prefix="titian-proof-"))
    folder.chmod(0o711)  # PostgreSQL may run as another user
    street = Street(folder, BASE_PORT, tell=lambda line: None)
    with street as running:
        yield running
    postgres.forget(street.plan)
    shutil.rmtree(folder)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
