"""What is counted while a process runs, in the text that Prometheus reads: numbers by route and code, never a person.

All that is counted stands below, by name; what is a row already (lag, dead letters, duties) is measured when somebody
asks: see `operations.gauges`. The door is a port of its own (`TITIAN_METRICS`), which no proxy publishes: who reaches
the inner network may read it, and nobody else.
"""

import asyncio
import bisect
import contextlib
import itertools
from collections.abc import Awaitable, Callable, Mapping

BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)  # seconds
_LIMITS = (*map(str, BOUNDS), "+Inf")


class Counter:
    def __init__(self, name: str, means: str, *labels: str) -> None:
        self._name, self._means, self._labels = name, means, labels
        self._counts: dict[tuple[str, ...], int] = {}

    def add(self, *values: str) -> None:
        self._counts[values] = self._counts.get(values, 0) + 1

    def text(self) -> str:
        lines = (_line(self._name, self._labels, values, count) for values, count in sorted(self._counts.items()))
        return _head(self._name, self._means, "counter") + "".join(lines)


class Durations:
    """Seconds, as a histogram."""

    def __init__(self, name: str, means: str, *labels: str) -> None:
        self._name, self._means, self._labels = name, means, labels
        self._seen: dict[tuple[str, ...], list[int]] = {}
        self._sums: dict[tuple[str, ...], float] = {}

    def observe(self, seconds: float, *values: str) -> None:
        seen = self._seen.get(values)
        if seen is None:
            seen = self._seen[values] = [0] * len(_LIMITS)
        seen[bisect.bisect_left(BOUNDS, seconds)] += 1
        self._sums[values] = self._sums.get(values, 0.0) + seconds

    def text(self) -> str:
        lines = [_head(self._name, self._means, "histogram")]
        for values, seen in sorted(self._seen.items()):
            counts = list(itertools.accumulate(seen))
            for limit, count in zip(_LIMITS, counts, strict=True):
                lines.append(_line(f"{self._name}_bucket", (*self._labels, "le"), (*values, limit), count))
            lines.append(_line(f"{self._name}_sum", self._labels, values, self._sums[values]))
            lines.append(_line(f"{self._name}_count", self._labels, values, counts[-1]))
        return "".join(lines)


requests = Durations("titian_request_seconds", "Requests over HTTP, by the template of their route", "method", "route")
refusals = Counter("titian_refusals_total", "Answers from 400 on, by their code", "method", "route", "code")
pool_waits = Durations("titian_pool_wait_seconds", "How long a transaction waited for its connection", "pool")


def gauge(name: str, means: str, number: float | None) -> str:
    return _head(name, means, "gauge") + (_line(name, (), (), number) if number is not None else "")


def gauges(name: str, means: str, label: str, numbers: Mapping[str, float]) -> str:
    lines = (_line(name, (label,), (value,), number) for value, number in numbers.items())
    return _head(name, means, "gauge") + "".join(lines)


def ready(**parts: bool) -> str:
    return gauges("titian_ready", "1 where the process has what it needs of this part", "part", parts)


def _head(name: str, means: str, kind: str) -> str:
    return f"# HELP {name} {means}\n# TYPE {name} {kind}\n"


def _line(name: str, labels: tuple[str, ...], values: tuple[str, ...], number: float) -> str:
    told = ",".join(f'{label}="{value}"' for label, value in zip(labels, values, strict=True))
    return f"{name}{{{told}}} {float(number)}\n" if told else f"{name} {float(number)}\n"


async def serve(address: str, measured: Callable[[], Awaitable[str]] | None) -> asyncio.Server:
    """The door at `address` (host:port): what was counted, and what is `measured` when somebody asks."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            async with asyncio.timeout(10):
                asked = await reader.readuntil(b"\r\n\r\n")
                found = asked.startswith(b"GET /metrics ")
                said = "".join(part.text() for part in (requests, refusals, pool_waits)) if found else ""
                said += await measured() if found and measured else ""
                writer.write(
                    f"HTTP/1.1 {'200 OK' if found else '404 Not Found'}\r\nContent-Type: text/plain; version=0.0.4\r\n"
                    f"Content-Length: {len(said)}\r\nConnection: close\r\n\r\n{said}".encode()
                )
                await writer.drain()
        writer.close()

    host, _, port = address.rpartition(":")
    return await asyncio.start_server(answer, host, int(port))
