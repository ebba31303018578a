"""The running street for every test that needs one, and the rule that a skipped test is a failed one.

`TITIAN_TEST_STREET=run/street.json pytest ...` uses a street that runs already and saves its start while one develops.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from deploy import images
from deploy.compose import by_backing
from deploy.local import postgres
from deploy.local.running import Running
from tests.collector import Collector

BASE_PORT = 9200  # not the one of `make run`, so that both can run; the next free block is taken anyway
NEVER = ("skipped", "xfailed", "xpassed")
LOGS = pytest.StashKey[str]()


@pytest.fixture(scope="session")
def traces(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collector]:
    """What the street under test tells of itself; a street of one's own was started with the same TITIAN_OTLP."""
    with Collector(tmp_path_factory.mktemp("traces")) as collector:
        yield collector


@pytest.fixture(scope="session")
def street(request: pytest.FixtureRequest, traces: Collector) -> Iterator[Running]:
    """All parts and all services, started once. Its folder is kept when a test failed, for the logs."""
    if named := os.environ.get("TITIAN_TEST_STREET"):
        yield Running(Path(named).parent)
        return
    folder = Path(tempfile.mkdtemp(prefix="titian-"))
    folder.chmod(0o711)  # PostgreSQL may run as another user
    request.config.stash[LOGS] = str(folder / "logs")
    switch = request.config.getoption("--switch")
    through = ("tests.proofs.broken", switch) if switch else ()
    street = by_backing()(folder, BASE_PORT, through=through, tell=lambda line: None)
    with street as running:
        yield running
    postgres.forget(street.plan)
    if not request.session.testsfailed:
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def token(street: Running) -> Callable[[str], str]:
    """`token("rahma")`: an access token from Keycloak, kept while it is good."""
    return street.token


def pytest_report_header() -> str:
    """Which parts the result speaks for; without an engine it speaks for none, and nothing is run."""
    if (backing := os.environ.get("BACKING", "packages")) == "packages":
        return "parts from packages"
    try:
        images.require_engine()
        return f"parts from {backing}: {' '.join(images.images().values())}"
    except images.NoEngine as reason:
        pytest.exit(f"titian: {reason}", returncode=2)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="proofs at their whole size (make proofs)")
    parser.addoption("--switch", help="break on purpose what a proof proves (make proofs-can-fail)")


def pytest_sessionfinish(session: pytest.Session) -> None:
    if _missed(session.config) and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if missed := _missed(config):
        terminalreporter.write_line(f"{missed} not carried out: a skipped test is a failed test", red=True)
    logs = config.stash.get(LOGS, None)
    if logs and (terminalreporter.stats.get("failed") or terminalreporter.stats.get("error")):
        terminalreporter.write_line(f"logs of the street: {logs}", red=True)


def _missed(config: pytest.Config) -> int:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    return sum(len(reporter.stats.get(kind, ())) for kind in NEVER) if reporter else 0
