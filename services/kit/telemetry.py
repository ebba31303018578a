"""Traces and logs without personal data: names of operations, never values. OTLP where an endpoint is set.

Spans are the OpenTelemetry SDK's, of a provider that nobody else knows: to a global one FastAPI would add spans of its
own, and those carry addresses and queries. What a fault says gets into none, as it may quote what somebody typed. Spans
are for looking on: one that cannot be sent is lost, without a word.
"""

import logging
import sys
from contextlib import AbstractContextManager

from opentelemetry.context import get_current
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanLimits, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased
from opentelemetry.trace import INVALID_SPAN, Span, SpanKind, Tracer, get_current_span, use_span
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

_LIMITS = SpanLimits(max_events=50, max_attribute_length=500)  # statements of a transaction, characters of one
_BATCH, _PATIENCE = 2048, 2  # spans, seconds: a silent collector holds an ending process for three batches at most
_W3C = TraceContextTextMapPropagator()
_tracer: Tracer | None = None


def start(service: str, *, otlp: str = "", share: float = 1.0) -> None:
    """Set up logging to standard error and, with an endpoint, spans. Called once, by `__main__`. `share` of the traces
    that begin here are taken; one that began elsewhere is taken if it was there. What is left when the process ends is
    sent then."""
    global _tracer
    logging.basicConfig(
        stream=sys.stderr, level=logging.INFO, format=f"%(asctime)s {service} %(levelname)s %(name)s %(message)s"
    )
    logging.getLogger("sqlalchemy").setLevel(logging.WARNING)
    logging.getLogger("opentelemetry").setLevel(logging.CRITICAL)
    if otlp:
        provider = TracerProvider(
            sampler=ParentBased(TraceIdRatioBased(share)),
            resource=Resource({"service.name": f"titian-{service}"}),
            span_limits=_LIMITS,
        )
        to, most = OTLPSpanExporter(otlp, timeout=_PATIENCE), 2 * _BATCH
        spans = BatchSpanProcessor(to, max_queue_size=most, schedule_delay_millis=500, max_export_batch_size=_BATCH)
        provider.add_span_processor(spans)
        _tracer = provider.get_tracer("titian")


def begun(name: str, *, parent: str = "", kind: SpanKind = SpanKind.INTERNAL, begins: bool = True) -> Span:
    """A span that the caller ends: child of `parent` (a W3C traceparent) or of the current one; with neither it begins
    a trace, unless it is of a kind that never does."""
    if _tracer is None:
        return INVALID_SPAN
    above = _W3C.extract({"traceparent": parent}, get_current())
    if not begins and get_current_span(above) is INVALID_SPAN:
        return INVALID_SPAN
    return _tracer.start_span(name, above, kind, record_exception=False, set_status_on_exception=False)


def span(
    name: str, *, parent: str = "", kind: SpanKind = SpanKind.INTERNAL, begins: bool = True
) -> AbstractContextManager[Span]:
    """The same for a block, in which it is the current span."""
    here = begun(name, parent=parent, kind=kind, begins=begins)
    return use_span(here, end_on_exit=True, record_exception=False, set_status_on_exception=False)


def traceparent() -> str:
    """The current span's W3C traceparent, or an empty string."""
    said: dict[str, str] = {}
    _W3C.inject(said)
    return said.get("traceparent", "")


def without_values(fault: BaseException) -> BaseException:
    """For a log: the traceback of `fault` without its message, which may quote what somebody typed, and without what
    it came from."""
    bare = RuntimeError(type(fault).__name__)
    return bare.with_traceback(fault.__traceback__)
