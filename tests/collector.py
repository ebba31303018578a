"""Where the traces of a street under test go: an OTLP receiver over HTTP that keeps what it was sent, byte for byte."""

import gzip
import os
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

VARIABLE = "TITIAN_OTLP"


class Collector:
    """Listens where the variable says, else at a free port, which it then says. What came lies unpacked in `folder`, a
    file each; `number` is that of the last. `with` closes it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        collector, self.number, self._lock = self, 0, threading.Lock()

        class Receiver(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                collector._keep(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *said: object) -> None:
                """Not a word: tests read what pytest says."""

        place = urlsplit(os.environ.get(VARIABLE, "http://127.0.0.1:0"))
        self._server = ThreadingHTTPServer((place.hostname or "127.0.0.1", place.port or 0), Receiver)
        self._server.daemon_threads = True
        os.environ[VARIABLE] = f"http://127.0.0.1:{self._server.server_port}/v1/traces"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def __enter__(self) -> "Collector":
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def heard(self, words: bytes, after: int) -> bool:
        """Whether something with these bytes in it has come since `number` was `after`."""
        return any(words in self._file(number).read_bytes() for number in range(after + 1, self.number + 1))

    def _keep(self, content: bytes) -> None:
        with self._lock:
            plain = gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content
            self._file(self.number + 1).write_bytes(plain)
            self.number += 1

    def _file(self, number: int) -> Path:
        return self.folder / f"{number:06d}"
