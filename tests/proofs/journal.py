"""What a client wished and what it was promised: lines on the disk before the client goes on.

`wished` is written before the first try, `kept` once a door has acknowledged; what was promised is judged by this file.
"""

import asyncio
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Line = dict[str, Any]


class Journal:
    """Many writers share one fsync: each goes on when its own line is on the disk."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._waiting: list[tuple[bytes, asyncio.Future[None]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def wished(self, key: str, what: str, **about: str) -> None:
        await self._write({"wished": key, "what": what, **about})

    async def kept(self, key: str, id: str, tries: int) -> None:
        await self._write({"kept": key, "id": id, "tries": tries})

    async def looked(self, at: str, who: str, shown: int, tries: int) -> None:
        """`who` was shown what stands there so many times, and asked so many times."""
        await self._write({"looked": at, "who": who, "shown": shown, "tries": tries})

    def close(self) -> None:
        os.close(self._file)

    async def _write(self, line: Line) -> None:
        done = asyncio.get_running_loop().create_future()
        self._waiting.append((json.dumps(line).encode() + b"\n", done))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._drain())
        await done

    async def _drain(self) -> None:
        while self._waiting:
            lines, self._waiting = self._waiting, []
            await asyncio.to_thread(self._sync, b"".join(line for line, _ in lines))
            for _, done in lines:
                if not done.done():
                    done.set_result(None)

    def _sync(self, lines: bytes) -> None:
        os.write(self._file, lines)
        os.fdatasync(self._file)


def read(path: Path) -> Iterator[Line]:
    with path.open() as lines:
        yield from map(json.loads, lines)
