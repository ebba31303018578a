"""A page that shows traces while one develops: `python -m deploy.local.viewer PORT`, a part of `make run`.

It takes OTLP over HTTP (protobuf), keeps the last few thousand spans in memory and shows each trace as a waterfall, in
Bahasa Indonesia first. It listens on this machine only. A real collector takes its place with TITIAN_OTLP.
"""

import html
import json
import sys
import threading
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from google.protobuf.message import DecodeError
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue
from opentelemetry.proto.trace.v1.trace_pb2 import Status

KEPT = 5000  # spans
BODY = 8_000_000  # bytes
SHOWN = 100  # traces in the list

WORDS = {
    "id": {
        "title": "Jejak permintaan", "lead": "{n} rentang terakhir tersimpan di memori, yang terbaru di atas.",
        "when": "Pukul", "what": "Permintaan", "through": "Lewat layanan", "took": "Lama", "spans": "Rentang",
        "search": "Cari nama atau layanan", "go": "Cari", "back": "Kembali ke daftar", "failed": "gagal",
        "empty": "Jejak pertama muncul di sini begitu ada yang membuka halaman Titian.", "other": "English",
        "gone": "Jejak ini sudah tidak tersimpan.", "detail": "rincian", "alone": "tampilkan juga yang satu rentang",
    },
    "en": {
        "title": "Traces", "lead": "The last {n} spans, kept in memory, newest first.",
        "when": "At", "what": "Request", "through": "Through", "took": "Took", "spans": "Spans",
        "search": "Search a name or a service", "go": "Search", "back": "Back to the list", "failed": "failed",
        "empty": "The first trace shows here once somebody opens a page of Titian.", "other": "Bahasa Indonesia",
        "gone": "This trace is not kept any more.", "detail": "detail", "alone": "those of one span too",
    },
}  # fmt: skip

STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; color: #16202b; background: #f6f4ef; margin: 0 auto; padding: 1rem;
  max-width: 78rem }
h1 { font-size: 1.75rem; margin: 0 } a { color: #17497d } .dim { color: #4d5a67; font-size: .875rem }
table { border-collapse: collapse; width: 100%; background: #fff } th, td { text-align: left; padding: .5rem .75rem;
  border-bottom: 1px solid #d9d5ca; vertical-align: top } .num { text-align: right; white-space: nowrap }
form { display: flex; gap: .5rem; flex-wrap: wrap; align-items: center; margin: 1rem 0 }
input[type=search], button { font: inherit; padding: .5rem; border: 1px solid #76808a; border-radius: 3px }
ol { list-style: none; margin: 0; padding: 0; background: #fff } li { border-bottom: 1px solid #d9d5ca }
summary { display: grid; grid-template-columns: minmax(12rem, 2fr) 3fr 5.5rem; gap: .5rem; padding: .375rem .75rem;
  cursor: pointer } summary b { font-weight: 600 } .track { position: relative; background: #f6f4ef }
.bar { position: absolute; top: .25rem; bottom: .25rem; min-width: 2px; background: var(--c) }
.who { color: var(--c); font-size: .8125rem } .bad { color: #9c1c1c } pre { margin: 0; padding: .5rem 1.5rem 1rem;
  white-space: pre-wrap; overflow-wrap: anywhere; font-size: .8125rem }
@media (max-width: 40rem) { .wide { display: none } summary { grid-template-columns: 1fr auto }
  .track { grid-column: 1 / -1; height: 1rem } }
"""
COLOURS = ("#17497d", "#8a4b00", "#2c6e3f", "#7a2f6b", "#00656b", "#5b5b00", "#9c1c1c")


@dataclass(frozen=True, slots=True)
class Span:
    """As it was told, with instants in milliseconds."""

    id: str
    parent: str
    service: str
    name: str
    began: float
    took: float
    failed: bool
    notes: dict[str, str]
    events: list[str]


class Traces:
    """The last spans, by trace; the trace that was quiet longest goes first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: OrderedDict[str, list[Span]] = OrderedDict()
        self._count = 0

    def take(self, told: ExportTraceServiceRequest) -> None:
        with self._lock:
            for resource in told.resource_spans:
                named = {note.key: note.value.string_value for note in resource.resource.attributes}
                service = named.get("service.name", "?").removeprefix("titian-")
                for span in (span for scope in resource.scope_spans for span in scope.spans):
                    trace = span.trace_id.hex()
                    began, ended = span.start_time_unix_nano / 1e6, span.end_time_unix_nano / 1e6
                    kept = Span(
                        span.span_id.hex(), span.parent_span_id.hex(), service, span.name, began, ended - began,
                        span.status.code == Status.STATUS_CODE_ERROR,
                        {note.key: _value(note.value) for note in span.attributes},
                        [
                            f"+{event.time_unix_nano / 1e6 - began:.1f} ms {_value(note.value)}"
                            for event in span.events
                            for note in event.attributes
                        ],
                    )  # fmt: skip
                    self._known.setdefault(trace, []).append(kept)
                    self._known.move_to_end(trace)
                    self._count += 1
            while self._count > KEPT and len(self._known) > 1:
                self._count -= len(self._known.popitem(last=False)[1])

    def all(self) -> list[tuple[str, list[Span]]]:
        with self._lock:
            return [(trace, sorted(spans, key=lambda span: span.began)) for trace, spans in self._known.items()]

    def one(self, trace: str) -> list[Span]:
        with self._lock:
            return sorted(self._known.get(trace, ()), key=lambda span: span.began)

    def __len__(self) -> int:
        return self._count


def _value(said: AnyValue) -> str:
    return said.string_value or str(said.int_value)


def tree(spans: list[Span]) -> Iterator[tuple[int, Span]]:
    """Each span behind what it is a part of, with its depth; those whose parent is not here stand at the top."""
    here = {span.id for span in spans}
    below: dict[str, list[Span]] = {}
    for span in spans:
        below.setdefault(span.parent if span.parent in here else "", []).append(span)

    def under(parent: str, depth: int) -> Iterator[tuple[int, Span]]:
        for span in below.get(parent, ()):
            yield depth, span
            yield from under(span.id, depth + 1)

    return under("", 0)


# --- pages ---


def page(language: str, body: str, path: str) -> str:
    say = WORDS[language]
    other = f"{path}?" + urlencode({"bahasa": "en" if language == "id" else "id"})
    return (
        f'<!doctype html><html lang="{language}"><meta charset="utf-8"><title>{say["title"]} - Titian</title>'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><style>{STYLE}</style>'
        f'<p class="dim"><a href="{other}">{say["other"]}</a></p>{body}'
    )


def listed(traces: Traces, language: str, search: str, alone: bool) -> str:
    say, rows = WORDS[language], []
    for trace, spans in reversed(traces.all()):
        services = list(dict.fromkeys(span.service for span in spans))
        said = f"{' '.join(services)} {' '.join(span.name for span in spans)} {trace}".lower()
        if search.lower() not in said or (len(spans) == 1 and not alone and not search):
            continue
        took = max(span.began + span.took for span in spans) - spans[0].began
        bad = f' <b class="bad">{say["failed"]}</b>' if any(span.failed for span in spans) else ""
        at = f"/jejak/{trace}?" + urlencode({"bahasa": language})
        rows.append(
            f'<tr><td class="wide">{_clock(spans[0])}<td><a href="{html.escape(at)}">{html.escape(spans[0].name)}</a>'
            f'{bad}<td class="wide">{html.escape(", ".join(services))}'
            f'<td class="num">{took:.0f} ms<td class="num">{len(spans)}'
        )
        if len(rows) == SHOWN:
            break
    heads = "".join(
        f'<th scope="col" class="{style}">{say[word]}'
        for word, style in (("when", "wide"), ("what", ""), ("through", "wide"), ("took", "num"), ("spans", "num"))
    )
    table = f"<table><thead><tr>{heads}<tbody>{''.join(rows)}</table>" if rows else f"<p>{say['empty']}"
    return (
        f'<h1>{say["title"]}</h1><p class="dim">{say["lead"].format(n=len(traces))}'
        f'<form><input type="hidden" name="bahasa" value="{language}"><label for="q">{say["search"]}</label>'
        f'<input type="search" id="q" name="q" value="{html.escape(search)}">'
        f'<label><input type="checkbox" name="semua" value="1"{" checked" if alone else ""}> {say["alone"]}</label>'
        f"<button>{say['go']}</button></form>{table}"
    )


def waterfall(spans: list[Span], language: str) -> str:
    say, back = WORDS[language], "/?" + urlencode({"bahasa": language})
    up = f'<p><a href="{back}">{say["back"]}</a>'
    if not spans:
        return f"{up}<h1>{say['gone']}</h1>"
    first = spans[0].began
    whole = max(1.0, max(span.began + span.took for span in spans) - first)
    colour = {name: COLOURS[n % len(COLOURS)] for n, name in enumerate(dict.fromkeys(s.service for s in spans))}
    rows = []
    for depth, span in tree(spans):
        left, width = (span.began - first) / whole * 100, span.took / whole * 100
        notes = {"+": f"{span.began - first:.1f} ms", "span": span.id, **span.notes}
        said = "\n".join([*(f"{name}: {value}" for name, value in notes.items()), *span.events])
        bad = f' <b class="bad">{say["failed"]}</b>' if span.failed else ""
        rows.append(
            f'<li style="--c: {colour[span.service]}"><details><summary><span style="padding-left: {depth * 0.75}rem">'
            f'<span class="who">{html.escape(span.service)}</span> <b>{html.escape(span.name)}</b>{bad}</span>'
            f'<span class="track"><span class="bar" style="left: {left:.2f}%; width: {width:.2f}%"></span></span>'
            f'<span class="num">{span.took:.1f} ms</span></summary><pre>{html.escape(said)}</pre></details>'
        )
    lead = f"{_clock(spans[0])} · {whole:.0f} ms · {len(spans)} {say['spans'].lower()}"
    return f'{up}<h1>{html.escape(spans[0].name)}</h1><p class="dim">{lead}<ol>{"".join(rows)}</ol>'


def _clock(span: Span) -> str:
    return datetime.fromtimestamp(span.began / 1000).astimezone().strftime("%H.%M.%S")


# --- the door ---


class Door(BaseHTTPRequestHandler):
    traces = Traces()

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        asked = parse_qs(url.query)
        language = "en" if asked.get("bahasa") == ["en"] else "id"
        trace, ending = url.path.removeprefix("/jejak/").removesuffix(".json"), url.path.endswith(".json")
        if url.path == "/":
            body = listed(self.traces, language, asked.get("q", [""])[0], "semua" in asked)
        elif not url.path.startswith("/jejak/"):
            self.send_error(404)
            return
        elif ending:
            told = json.dumps([asdict(span) for span in self.traces.one(trace)], ensure_ascii=False)
            self._answer(told, "application/json")
            return
        else:
            body = waterfall(self.traces.one(trace), language)
        self._answer(page(language, body, url.path), "text/html; charset=utf-8")

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        told = ExportTraceServiceRequest()
        try:
            told.ParseFromString(self.rfile.read(length) if length <= BODY else b"\xff")
        except DecodeError:
            self.send_error(400)
            return
        self.traces.take(told)
        self._answer("", "application/x-protobuf")

    def _answer(self, said: str, kind: str) -> None:
        content = said.encode()
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Two a second from each process would fill the log."""


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Door).serve_forever()
