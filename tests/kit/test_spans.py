"""Spans cost nothing where nobody collects them, and carry no value where somebody does."""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from contextvars import copy_context
from http.server import ThreadingHTTPServer

import pytest
import sqlalchemy as sa
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.trace import INVALID_SPAN, SpanKind, get_current_span, get_tracer_provider

from deploy.local.viewer import Door, Span, Traces
from services.kit import telemetry
from tests.kit.parts import Scratch

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

Tell = Callable[..., None]


@pytest.fixture
def tell(monkeypatch: pytest.MonkeyPatch) -> Iterator[Tell]:
    """Has this process tell the viewer's own door, for the length of a test."""
    monkeypatch.setattr(Door, "traces", Traces())
    monkeypatch.setattr(telemetry, "_tracer", None)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def start(**options: object) -> None:
        telemetry.start("trial", **{"otlp": f"http://127.0.0.1:{server.server_port}/v1/traces"} | options)

    yield start
    telemetry._tracer.span_processor.shutdown()
    server.shutdown()
    server.server_close()


@pytest.fixture
def collector(tell: Tell) -> Traces:
    tell()
    return Door.traces


def told(collector: Traces) -> list[Span]:
    """What was collected, after all was sent."""
    telemetry._tracer.span_processor.force_flush()
    return [span for _, spans in collector.all() for span in spans]


def test_without_a_collector_no_span_is_made() -> None:
    with telemetry.span("thing", parent=PARENT) as span:
        span.set_attribute("code", 200)
        assert (span, get_current_span(), telemetry.traceparent()) == (INVALID_SPAN, INVALID_SPAN, "")


def test_a_span_is_told_with_its_trace_its_parent_and_its_notes(collector: Traces) -> None:
    with telemetry.span("door", parent=PARENT, kind=SpanKind.SERVER) as door:
        door.set_attribute("code", 200)
        with telemetry.span("below"):
            assert telemetry.traceparent().startswith("00-0af7651916cd43dd8448eb211c80319c-")
    below, above = sorted(told(collector), key=lambda span: span.name)
    assert (above.service, above.name, above.parent, above.notes) == ("trial", "door", PARENT[36:52], {"code": "200"})
    assert below.parent == above.id
    assert collector.one("0af7651916cd43dd8448eb211c80319c") == [above, below]


@pytest.mark.parametrize(
    "said", ["", "00-1-2-01", PARENT.upper(), f"00-{'0' * 32}-{PARENT[36:]}", f"{PARENT}-x", "1906022004649001"]
)
def test_what_is_no_traceparent_begins_a_trace_of_its_own(collector: Traces, said: str) -> None:
    with telemetry.span("door", parent=said):
        pass
    (span,) = told(collector)
    assert span.parent == ""


def test_who_was_not_taken_elsewhere_is_not_taken_here_and_says_so_further_on(collector: Traces) -> None:
    with telemetry.span("door", parent=PARENT[:-1] + "0"), telemetry.span("below"):
        assert telemetry.traceparent().endswith("-00")
    assert told(collector) == []


def test_a_share_of_traces_is_taken_whole(tell: Tell) -> None:
    tell(share=0.25)
    for _ in range(400):
        with telemetry.span("door"), telemetry.span("below"):
            pass
    told(Door.traces)
    sizes = {trace: len(spans) for trace, spans in Door.traces.all()}
    assert 40 < len(sizes) < 160
    assert set(sizes.values()) == {2}


def test_loops_that_nobody_asked_for_begin_no_trace(collector: Traces) -> None:
    with telemetry.span("sql relay", begins=False):
        pass
    assert told(collector) == []


def test_what_a_fault_says_is_in_no_span(collector: Traces) -> None:
    with contextlib.suppress(ValueError), telemetry.span("door"), telemetry.span("below"):
        raise ValueError("Siti Fiktif")
    spans = told(collector)
    assert {span.name for span in spans} == {"door", "below"}
    assert "Siti" not in str(spans)


def test_a_generator_that_is_closed_in_another_context_ends_its_span(
    collector: Traces, caplog: pytest.LogCaptureFixture
) -> None:
    def generator() -> Iterator[None]:
        with telemetry.span("late"):
            yield

    late = generator()
    copy_context().run(next, late)
    late.close()
    assert [span.name for span in told(collector)] == ["late"]
    assert (get_current_span(), caplog.records) == (INVALID_SPAN, [])


def test_no_library_learns_of_the_provider(collector: Traces) -> None:
    assert not isinstance(get_tracer_provider(), TracerProvider)


async def test_a_transaction_tells_its_statements_and_none_of_their_values(collector: Traces, scratch: Scratch) -> None:
    database = scratch.pool("app", 1)
    with telemetry.span("door"):
        async with database.begin("1906") as tx:
            await tx.execute(sa.text("SELECT CAST(:nik AS text)"), {"nik": "1906022004649001"})
            await tx.execute(sa.select(sa.literal("Siti Fiktif")))
            await tx.fetch("SELECT $::text", "Siti Fiktif")
    await database.close()
    span = next(span for span in told(collector) if span.name == "sql test-app")
    assert [event.partition(" ms ")[2].split()[0] for event in span.events] == ["SELECT"] * 3
    assert "1906" not in str(span)
    assert "Siti" not in str(span)


def test_a_collector_that_is_away_holds_nobody_up(tell: Tell) -> None:
    tell(otlp="http://127.0.0.1:9/v1/traces")
    for _ in range(20_000):
        with telemetry.span("door"):
            pass
    queue = telemetry._tracer.span_processor._span_processors[0]._batch_processor._queue
    assert 0 < len(queue) <= 2 * telemetry._BATCH
    began = time.monotonic()
    telemetry._tracer.span_processor.shutdown()
    assert time.monotonic() - began < 15
