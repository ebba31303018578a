"""With everything else away the portal starts, shows what it can, and says what it misses."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest

from deploy.local.plan import ROOT
from deploy.local.running import Running
from tests.portal.readers import Reader

NOBODY = "127.0.0.1:9"  # the port of "discard": nobody listens


@pytest.fixture(scope="module")
def alone(street: Running) -> Iterator[Reader]:
    """A portal of its own whose database, Keycloak and services cannot be reached."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        place = "127.0.0.1:" + str(probe.getsockname()[1])
    told = street.environment("portal")
    told |= {name: f"http://{NOBODY}" for name in told if name.startswith("TITIAN_URL_")}
    told |= {
        "TITIAN_HTTP": place,
        "TITIAN_URL_PORTAL": f"http://{place}",
        "TITIAN_ISSUER": f"http://{NOBODY}/realms/titian",
        "TITIAN_DB_APP": f"postgresql://nobody:x@{NOBODY}/portal",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "services.portal", "serve"],
        cwd=ROOT,
        env={**os.environ, **told},
        stderr=subprocess.DEVNULL,
    )
    try:
        yield _up(f"http://{place}")
    finally:
        process.terminate()
        assert process.wait(10) == 0


def _up(portal: str) -> Reader:
    end = time.monotonic() + 30
    while True:
        try:
            urllib.request.urlopen(f"{portal}/livez", timeout=2).close()
            return Reader(portal)
        except OSError:
            assert time.monotonic() < end, "the portal does not start"
            time.sleep(0.2)


def test_it_names_what_it_misses(alone: Reader) -> None:
    page = alone.get("/readyz")
    assert (page.status, json.loads(page.text)) == (503, {"missing": ["database", "login"]})


@pytest.mark.parametrize("path", ["/", "/komponen", "/static/titian.css"])
def test_what_needs_nobody_is_shown(alone: Reader, path: str) -> None:
    assert alone.get(path).status == 200


def test_a_log_in_that_cannot_be_reached_is_said_in_words(alone: Reader) -> None:
    page = alone.get("/masuk")
    assert (page.status, page.title) == (503, "Layanan masuk terganggu - Titian")


def test_a_session_that_cannot_be_read_is_said_in_words(alone: Reader) -> None:
    request = urllib.request.Request(f"{alone.portal}/tugas", headers={"Cookie": "titian=somebody"})
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=20)
    assert refused.value.code == 503
    assert "Layanan lain sedang terganggu" in refused.value.read().decode()
