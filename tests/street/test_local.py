"""What `make run` decides before anything starts."""

import os
import socket
import threading
from pathlib import Path

import pytest

from deploy.local import broker, environment, running
from deploy.local.passwords import Passwords, make_keys
from deploy.local.plan import BLOCK, OFFSETS, SERVICES, WITH_FACTS, CannotStart, Own, Plan, choose, claim
from deploy.local.street import Street

BASE = 9900


def test_a_taken_port_moves_the_whole_street_to_the_next_block(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", BASE + OFFSETS["nats"])):
        assert choose(tmp_path, BASE, Own(), "development").base == BASE + BLOCK
    assert choose(tmp_path, BASE, Own(), "development").base == BASE


def test_two_streets_that_start_at_once_have_two_blocks(tmp_path: Path) -> None:
    first, claimed = claim(tmp_path, BASE, Own(), "development")
    second, too = claim(tmp_path, BASE, Own(), "development")
    claimed.close()
    assert (first.base, second.base) == (BASE, BASE + BLOCK)
    assert choose(tmp_path, BASE, Own(), "development").base == BASE
    too.close()


def test_a_wish_is_never_seen_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the disk: who watches the street takes what stands there, and takes it away."""
    begun, seen, write = threading.Event(), list[str](), Path.write_text

    def slowly(path: Path, text: str) -> int:
        path.touch()
        begun.set()
        watcher.join(0.5)
        return write(path, text)

    def watch() -> None:
        begun.wait(5)
        while not (wishes := list((tmp_path / "wishes").iterdir())):
            pass
        seen.append(wishes[0].read_text())
        wishes[0].unlink()

    (tmp_path / "street.json").write_text("{}")
    monkeypatch.setattr(running, "supervisor", lambda folder: 1)
    monkeypatch.setattr(Path, "write_text", slowly)
    watcher = threading.Thread(target=watch)
    watcher.start()
    running.Running(tmp_path).ask("down", "cases", seconds=5)
    watcher.join()
    assert seen == ["down"]


def test_no_two_ports_of_a_street_are_the_same() -> None:
    assert len(set(OFFSETS.values())) == len(OFFSETS)
    assert max(OFFSETS.values()) < BLOCK


@pytest.mark.parametrize("service", SERVICES)
def test_a_serving_process_is_not_told_the_owners_password(tmp_path: Path, service: str) -> None:
    plan, passwords = Plan(tmp_path), Passwords(tmp_path)
    told = environment.of(plan, passwords, service)
    owner = passwords[f"postgres/{service}_migrate"]
    assert all(owner not in value for value in told.values())
    assert any(owner in value for value in environment.of(plan, passwords, service, migrating=True).values())


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_is_told_its_own_passwords_only(tmp_path: Path, service: str) -> None:
    plan, passwords = Plan(tmp_path), Passwords(tmp_path)
    all_told = {name: " ".join(environment.of(plan, passwords, name).values()) for name in SERVICES}
    own = [passwords[f"postgres/{service}_{login}"] for login in ("app", "consume", "relay", "public")]
    for another in SERVICES:
        assert all((password in all_told[another]) == (another == service) for password in own)


def test_passwords_and_keys_are_made_once_and_are_private(tmp_path: Path) -> None:
    plan = Plan(tmp_path)
    first = Passwords(tmp_path)["nats/cases"]
    make_keys(plan)
    root = (plan.keys("cases") / "root").read_bytes()
    make_keys(plan)
    assert Passwords(tmp_path)["nats/cases"] == first
    assert (plan.keys("cases") / "root").read_bytes() == root
    assert (tmp_path / "secrets.json").stat().st_mode & 0o777 == 0o600
    assert plan.keys("cases").stat().st_mode & 0o777 == 0o700
    for key in ("root", "service.pem"):
        assert (plan.keys("cases") / key).stat().st_mode & 0o777 == 0o600
    assert len({(plan.keys(service) / "root").read_bytes() for service in SERVICES}) == len(SERVICES)


@pytest.mark.parametrize("service", WITH_FACTS)
def test_a_service_may_publish_no_subject_with_anothers_name_in_its_place(service: str) -> None:
    for subject in broker.permissions(service)["publish"]["allow"]:
        if not subject.startswith("$JS."):
            assert subject == f"titian.*.*.{service}.>"
        assert ">" not in subject or subject.startswith(("titian.", "$JS.ACK."))


def test_a_second_street_in_the_same_folder_is_refused(tmp_path: Path) -> None:
    first = Street(tmp_path, tell=lambda line: None)
    first._take_folder()
    try:
        with pytest.raises(CannotStart, match="already runs"):
            Street(tmp_path, tell=lambda line: None).start()
        assert (tmp_path / "street.pid").read_text() == str(os.getpid())
    finally:
        first.stop()
    assert not (tmp_path / "street.pid").exists()


def test_a_keycloak_of_ones_own_needs_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TITIAN_KEYCLOAK_URL", "https://login.example/")
    with pytest.raises(CannotStart, match="TITIAN_KEYCLOAK_PASSWORD"):
        Own.from_environment()
    monkeypatch.setenv("TITIAN_KEYCLOAK_PASSWORD", "x")
    assert Own.from_environment().keycloak == "https://login.example"
