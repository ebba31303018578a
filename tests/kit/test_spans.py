"""Spans cost nothing where nobody collects them, and carry no value where somebody does."""

import threading
from collections.abc import Iterator
from http.server import ThreadingHTTPServer

import pytest
import sqlalchemy as sa

from deploy.local.viewer import Door, Span, Traces
from services.kit import telemetry
from tests.kit.parts import Scratch, until

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@pytest.fixture
def collector(monkeypatch: pytest.MonkeyPatch) -> Iterator[Traces]:
    """The viewer's own door, and this process telling it."""
    monkeypatch.setattr(Door, "traces", Traces())
    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setattr(telemetry, "_outlet", None)
    telemetry.start("trial", otlp=f"http://127.0.0.1:{server.server_port}/v1/traces")
    yield Door.traces
    telemetry.end()
    server.shutdown()
    server.server_close()


def told(collector: Traces) -> list[Span]:
    """What was collected, after all was sent."""
    telemetry.end()
    return [span for _, spans in collector.all() for span in spans]


def test_without_a_collector_no_span_is_made() -> None:
    with telemetry.span("thing", parent=PARENT) as span:
        span.note("code", 200)
        assert (span.taken, span.notes, telemetry.traceparent()) == (False, {}, "")


def test_a_span_is_told_with_its_trace_its_parent_and_its_notes(collector: Traces) -> None:
    with telemetry.span("door", parent=PARENT, kind=telemetry.SERVER) as door:
        door.note("code", 200)
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


def test_a_share_of_traces_is_taken_whole(collector: Traces, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telemetry._outlet, "share", 0.25)
    for _ in range(400):
        with telemetry.span("door"), telemetry.span("below"):
            pass
    sizes = {trace: len(spans) for trace, spans in _by_trace(collector)}
    assert 40 < len(sizes) < 160
    assert set(sizes.values()) == {2}


def test_loops_that_nobody_asked_for_begin_no_trace(collector: Traces) -> None:
    with telemetry.span("sql relay", begins=False):
        pass
    assert told(collector) == []


async def test_a_transaction_tells_its_statements_and_none_of_their_values(collector: Traces, scratch: Scratch) -> None:
    database = scratch.pool("app", 1)
    with telemetry.span("door"):
        async with database.begin("1906") as tx:
            await tx.execute(sa.text("SELECT CAST(:nik AS text)"), {"nik": "1906022004649001"})
            await tx.execute(sa.select(sa.literal("Siti Fiktif")))
    await database.close()
    span = next(span for span in told(collector) if span.name == "sql test-app")
    statements = span.notes["db.query.text"]
    assert [line.partition(" ms ")[2].split()[0] for line in statements] == ["SELECT", "SELECT"]
    assert "1906" not in str(span)
    assert "Siti" not in str(span)


async def test_a_collector_that_is_away_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telemetry, "_outlet", None)
    telemetry.start("trial", otlp="http://127.0.0.1:9/v1/traces")
    for _ in range(20_000):
        with telemetry.span("door"):
            pass
    assert telemetry._outlet
    assert len(telemetry._outlet._ended) <= telemetry._WAITING
    await until(lambda: not telemetry._outlet or not telemetry._outlet._ended, 30)
    telemetry.end()


def _by_trace(collector: Traces) -> list[tuple[str, list[Span]]]:
    told(collector)
    return collector.all()
