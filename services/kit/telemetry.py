"""Traces and logs without personal data: names of operations, never values. OTLP where an endpoint is set.

A span is a few fields of our own, encoded and sent by a thread: a quarter of what the SDK's costs, and nothing where no
endpoint is set. (With a provider of the SDK, FastAPI would add spans of its own, and those carry addresses.) Spans are
for looking on: one that cannot be sent is lost.
"""

import http.client
import logging
import os
import re
import sys
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeAlias
from urllib.parse import urlsplit

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, ArrayValue, KeyValue
from opentelemetry.proto.resource.v1.resource_pb2 import Resource
from opentelemetry.proto.trace.v1 import trace_pb2

Kind: TypeAlias = "trace_pb2.Span.SpanKind.ValueType"
INSIDE = trace_pb2.Span.SPAN_KIND_INTERNAL
SERVER, CLIENT = trace_pb2.Span.SPAN_KIND_SERVER, trace_pb2.Span.SPAN_KIND_CLIENT
SENDER, LISTENER = trace_pb2.Span.SPAN_KIND_PRODUCER, trace_pb2.Span.SPAN_KIND_CONSUMER
_FAILED = trace_pb2.Status(code=trace_pb2.Status.STATUS_CODE_ERROR)
_PARENT = re.compile(r"00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})")
_WAITING, _AT_ONCE, _EVERY, _PATIENCE = 8192, 512, 0.5, 2.0  # spans, spans, seconds, seconds


class Span:
    """One piece of work. Whether it is `taken` was decided where its trace began."""

    __slots__ = ("began", "ended", "failed", "id", "kind", "name", "notes", "parent", "statements", "taken", "trace")

    def __init__(self, name: str, kind: Kind, trace: bytes, parent: bytes, *, taken: bool) -> None:
        self.name, self.kind, self.trace, self.parent, self.taken = name, kind, trace, parent, taken
        self.id = os.urandom(8)
        self.began, self.ended, self.failed = time.time_ns(), 0, False
        self.notes: dict[str, str | int] = {}
        self.statements: list[str] = []

    def note(self, name: str, value: str | int) -> None:
        if self.taken:
            self.notes[name] = value

    def was(self, name: str, *, failed: bool) -> None:
        """What it turned out to be."""
        if self.taken:
            self.name, self.failed = name, failed

    def stated(self, statement: str) -> None:
        """An SQL statement as it was written, without its values, and when."""
        if self.taken and len(self.statements) < 50:
            self.statements.append(f"+{(time.time_ns() - self.began) / 1e6:.1f} ms {statement[:500]}")


_NONE = Span("", INSIDE, bytes(16), bytes(8), taken=False)
_current: ContextVar[Span] = ContextVar("span", default=_NONE)


class _Outlet(threading.Thread):
    """Sends what has ended, twice a second, to a collector: OTLP over HTTP."""

    def __init__(self, service: str, endpoint: str, share: float) -> None:
        super().__init__(name="spans", daemon=True)
        self.share = share
        self._of = Resource(attributes=[_said("service.name", f"titian-{service}")])
        self._to = urlsplit(endpoint)
        self._ended: deque[Span] = deque(maxlen=_WAITING)
        self._closing = threading.Event()

    def take(self, span: Span) -> None:
        span.ended = time.time_ns()
        self._ended.append(span)

    def close(self) -> None:
        self._closing.set()
        self.join(_PATIENCE * 2)

    def run(self) -> None:
        closing = False
        while not closing:
            closing = self._closing.wait(_EVERY)
            while self._ended:
                spans = [self._ended.popleft() for _ in range(min(len(self._ended), _AT_ONCE))]
                try:
                    self._send(spans)
                except (OSError, http.client.HTTPException):
                    break  # these are lost

    def _send(self, spans: list[Span]) -> None:
        scope = trace_pb2.ScopeSpans(spans=[_told(span) for span in spans])
        request = ExportTraceServiceRequest(
            resource_spans=[trace_pb2.ResourceSpans(resource=self._of, scope_spans=[scope])]
        )
        dial = http.client.HTTPSConnection if self._to.scheme == "https" else http.client.HTTPConnection
        collector = dial(self._to.netloc, timeout=_PATIENCE)
        try:
            kind = {"Content-Type": "application/x-protobuf"}
            collector.request("POST", self._to.path or "/v1/traces", request.SerializeToString(), kind)
            collector.getresponse().read()
        finally:
            collector.close()


def _told(span: Span) -> trace_pb2.Span:
    notes = [_said(name, value) for name, value in span.notes.items()]
    if span.statements:
        said = ArrayValue(values=[AnyValue(string_value=statement) for statement in span.statements])
        notes.append(KeyValue(key="db.query.text", value=AnyValue(array_value=said)))
    return trace_pb2.Span(
        trace_id=span.trace, span_id=span.id, parent_span_id=span.parent, name=span.name, kind=span.kind,
        start_time_unix_nano=span.began, end_time_unix_nano=span.ended, attributes=notes,
        status=_FAILED if span.failed else None,
    )  # fmt: skip


def _said(name: str, value: str | int) -> KeyValue:
    said = AnyValue(int_value=value) if isinstance(value, int) else AnyValue(string_value=value)
    return KeyValue(key=name, value=said)


_outlet: _Outlet | None = None


def start(service: str, *, otlp: str = "", share: float = 1.0) -> None:
    """Set up logging to standard error and, with an endpoint, spans. Called once, by `__main__`. `share` of the traces
    that begin here are taken; one that began elsewhere is taken if it was there."""
    global _outlet
    logging.basicConfig(
        stream=sys.stderr, level=logging.INFO, format=f"%(asctime)s {service} %(levelname)s %(name)s %(message)s"
    )
    logging.getLogger("sqlalchemy").setLevel(logging.WARNING)
    if otlp:
        _outlet = _Outlet(service, otlp, share)
        _outlet.start()


def end() -> None:
    """Send what is left."""
    if _outlet:
        _outlet.close()


def traced() -> bool:
    """Whether spans are made in this process at all."""
    return _outlet is not None


@contextmanager
def span(name: str, *, parent: str = "", kind: Kind = INSIDE, begins: bool = True) -> Iterator[Span]:
    """A span, child of `parent` (a W3C traceparent) or of the current one; with neither it begins a trace, unless it
    is of a kind that never does."""
    above = _parent(parent) or _current.get()
    if _outlet is None or (above is _NONE and not begins):
        yield _NONE
        return
    if above is _NONE:
        trace = os.urandom(16)
        here = Span(name, kind, trace, b"", taken=int.from_bytes(trace[:4]) < _outlet.share * 2**32)
    else:
        here = Span(name, kind, above.trace, above.id, taken=above.taken)
    before = _current.get()
    _current.set(here)
    try:
        yield here
    finally:
        _current.set(before)  # by value: a generator that is closed late may stand in another context
        if here.taken:
            _outlet.take(here)


def begun(name: str, parent: str, kind: Kind) -> Span:
    """One of many pieces of work that are done together, each a part of another trace; see `ended`."""
    above = _parent(parent)
    return Span(name, kind, above.trace, above.id, taken=above.taken) if above else _NONE


def ended(spans: Iterable[Span]) -> None:
    for one in spans:
        if one.taken and _outlet:
            _outlet.take(one)


def _parent(said: str) -> Span | None:
    found = _PARENT.fullmatch(said)
    if _outlet is None or not found or int(found[1], 16) == 0 or int(found[2], 16) == 0:
        return None
    above = Span("", INSIDE, bytes.fromhex(found[1]), b"", taken=bool(int(found[3], 16) & 1))
    above.id = bytes.fromhex(found[2])
    return above


def current() -> Span:
    """The span at hand; one that is taken nowhere, where there is none."""
    return _current.get()


def traceparent() -> str:
    """The current span's W3C traceparent, or an empty string."""
    here = _current.get()
    return f"00-{here.trace.hex()}-{here.id.hex()}-{int(here.taken):02}" if here is not _NONE else ""


def without_values(fault: BaseException) -> BaseException:
    """For a log: the traceback of `fault` without its message, which may quote what somebody typed, and without what
    it came from."""
    bare = RuntimeError(type(fault).__name__)
    return bare.with_traceback(fault.__traceback__)
