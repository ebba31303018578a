"""One trace joins the phone, pages, services, SQL, relay, listeners and gRPC; and no span carries a value."""

import json
import secrets
import time
import urllib.request
from dataclasses import asdict
from typing import Any

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from deploy.local.running import Running
from deploy.local.viewer import Traces
from tests.portal.readers import Reader
from tests.referral.town import NAME, NOTE, Town

PATIENCE = 30.0  # seconds until a fact was heard everywhere and its spans were sent

Json = dict[str, Any]


def test_one_trace_goes_from_a_phone_to_every_listener(
    street: Running, town: Town, request: pytest.FixtureRequest
) -> None:
    psm = Reader(street.url("portal"))
    psm.log_in(town.psm.person)
    psm.headers = {"traceparent": _traceparent(trace := secrets.token_hex(16))}
    second = psm.send(psm.get("/catat"), "/catat/tempat", village=town.village, basis="consent")
    third = psm.send(second, "/catat/warga", name=NAME, birth_on_year="1952", sex="f")
    page = psm.send(third, "/catat/kebutuhan", type="8", note=NOTE)
    assert "/kasus/" in page.url
    spans = _spans(
        street,
        request,
        trace,
        {
            ("portal", "POST /catat/kebutuhan"),  # the page
            ("portal", "sql portal-app"),
            ("portal", "cases POST"),  # its call
            ("cases", "POST /v1/cases"),
            ("cases", "sql cases-app"),
            ("cases", "publish case.opened"),  # the relay
            *((listener, "hear case.opened") for listener in ("referral", "notify", "oversight")),
            *((listener, f"sql {listener}-consume") for listener in ("referral", "notify", "oversight")),
        },
    )
    said = json.dumps(spans)
    assert "INSERT INTO" in said
    for value in (NAME, NOTE, town.village, town.psm.sub, "titian.office"):
        assert value not in said
    case = page.url.partition("?")[0].rpartition("/")[2]
    assert len(case) == 36
    assert case not in said, "an id in an address"


def test_a_question_over_grpc_belongs_to_the_trace_of_who_asked(
    street: Running, town: Town, request: pytest.FixtureRequest
) -> None:
    sending, trace = town.sending(town.case()), secrets.token_hex(16)
    headers = {"Idempotency-Key": secrets.token_hex(8), "traceparent": _traceparent(trace)}
    assert town.dinas.send("referral", "POST", "/v1/referrals", sending, headers).status == 201
    _spans(
        street,
        request,
        trace,
        {
            ("referral", "POST /v1/referrals"),
            ("cases", "rpc packet"),  # gRPC
            ("referral", "publish packet.sent"),
            ("referral", "hear packet.sent"),  # for the organisation
            ("cases", "hear referral.sent"),
        },
    )


def _traceparent(trace: str) -> str:
    return f"00-{trace}-{secrets.token_hex(8)}-01"


def _spans(street: Running, request: pytest.FixtureRequest, trace: str, wanted: set[tuple[str, str]]) -> list[Json]:
    """All spans of a trace, once those `wanted` (by service and name) are there and hang together."""
    end = time.monotonic() + PATIENCE
    while True:
        spans = _told(street, trace, request)
        missing = wanted - {(span["service"], span["name"]) for span in spans}
        if not missing and _is_one_tree(spans):
            return spans
        assert time.monotonic() < end, (missing, sorted({(span["service"], span["name"]) for span in spans}))
        time.sleep(0.3)


def _told(street: Running, trace: str, request: pytest.FixtureRequest) -> list[Json]:
    """By the viewer beside the street; by the tests' own collector where the street tells that one."""
    if street.plan.own.otlp is None:
        with urllib.request.urlopen(f"{street.url('viewer')}/jejak/{trace}.json", timeout=10) as answer:
            spans: list[Json] = json.load(answer)
            return spans
    traces, told = Traces(), request.getfixturevalue("traces")
    for file in told.folder.iterdir():
        if bytes.fromhex(trace) in (content := file.read_bytes()):
            traces.take(ExportTraceServiceRequest.FromString(content))
    return [asdict(span) for span in traces.one(trace)]


def _is_one_tree(spans: list[Json]) -> bool:
    """Every span hangs on another of the trace, but for those on the phone's own, which is not here. (A span is told
    when it ends: what it is a part of may come a moment later.)"""
    here = {span["id"] for span in spans}
    return len({span["parent"] for span in spans if span["parent"] not in here}) == 1
