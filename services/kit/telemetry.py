"""Traces and logs without personal data: names of operations, never values. OTLP where an endpoint is set."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from opentelemetry import context, trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

_w3c = TraceContextTextMapPropagator()


def start(service: str, *, otlp: str = "") -> None:
    """Set up logging to standard error and, with an endpoint, the export of spans. Called once, by `__main__`."""
    logging.basicConfig(
        stream=sys.stderr, level=logging.INFO, format=f"%(asctime)s {service} %(levelname)s %(name)s %(message)s"
    )
    logging.getLogger("sqlalchemy").setLevel(logging.WARNING)
    provider = TracerProvider(resource=Resource.create({"service.name": f"titian-{service}"}))
    if otlp:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # costs 40 MB when unused

        provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=otlp)))
    trace.set_tracer_provider(provider)


@contextmanager
def span(name: str, *, parent: str = "") -> Iterator[trace.Span]:
    """A span, child of `parent` (a W3C traceparent) or of the current one."""
    above = _w3c.extract({"traceparent": parent}) if parent else context.get_current()
    with trace.get_tracer("titian").start_as_current_span(
        name, context=above, record_exception=False, set_status_on_exception=False
    ) as current:
        yield current


def traceparent() -> str:
    """The current span's W3C traceparent, or an empty string."""
    carrier: dict[str, str] = {}
    _w3c.inject(carrier)
    return carrier.get("traceparent", "")


def without_values(fault: BaseException) -> BaseException:
    """For a log: the traceback of `fault` without its message, which may quote what somebody typed, and without what
    it came from."""
    bare = RuntimeError(type(fault).__name__)
    return bare.with_traceback(fault.__traceback__)
