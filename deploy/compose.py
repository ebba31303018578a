"""The street by compose: what deploy/compose.yaml is told, and the same street as tests know it.

`python -m deploy.compose FOLDER --portal https://... --keycloak https://...` makes passwords, keys and each container's
secrets in FOLDER, for good, and prints the command that brings it up; a second time it changes nothing. With
`BACKING=compose`, `make run` and `make journeys` do the same on the loopback and end it again.
"""

import argparse
import hashlib
import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from deploy import images
from deploy.keycloak import realm
from deploy.local import broker, databases, environment, postgres
from deploy.local.containers import Contained
from deploy.local.passwords import Passwords, make_keys, write_private
from deploy.local.plan import BASE_PORT, ROOT, SERVICES, CannotStart, Own, Plan, choose
from deploy.local.processes import began
from deploy.local.street import Street
from deploy.prepare import Inside

FILE, OPEN = ROOT / "deploy" / "compose.yaml", ROOT / "deploy" / "compose.open.yaml"
USER: Final = 10001  # who the containers run as where root deploys; else who deploys
SECRET: Final = ("TITIAN_DB_", "TITIAN_NATS", "TITIAN_KEYCLOAK_SECRET", "TITIAN_PORTAL_SECRET")
PARTS: Final = ("postgres", "nats", "keycloak")
PATIENCE: Final = 600.0  # seconds until all is ready: the first start of Keycloak is bound by the processor


def lay(plan: Plan, passwords: Passwords, portal: str, keycloak: str, known: Mapping[str, str]) -> Path:
    """All that compose is told: keys, secrets, the broker's users, and the file of its variables, which is returned.

    `portal` and `keycloak` are addresses as people see them, `known` are the images of the parts."""
    inside, folder = Inside(plan.folder), plan.folder
    make_keys(plan)
    store = folder / "nats" / "store"
    broker.configure(inside, passwords, {"listen": 4222, "http": 8222}, Path("/nats/store"))
    for made in (folder / "postgres", store):
        made.mkdir(parents=True, exist_ok=True, mode=0o700)
    told = {service: _exports(_secret(environment.of(inside, passwords, service))) for service in SERVICES}
    told["superuser"] = passwords[f"postgres/{postgres.SUPERUSER}"]
    told["keycloak"] = (
        f"db-username=keycloak\ndb-password={passwords['postgres/keycloak']}\n"
        f"bootstrap-admin-username=admin\nbootstrap-admin-password={passwords['keycloak/admin']}\n"
    )
    told["realm"] = _exports(
        {
            "TITIAN_KEYCLOAK_PASSWORD": passwords["keycloak/admin"],
            "TITIAN_PORTAL_SECRET": passwords["keycloak/portal"],
            "TITIAN_KEYCLOAK_SECRET": passwords["keycloak/registry-accounts"],
            "TITIAN_PLATFORM_PASSWORD": passwords[f"keycloak/{realm.PLATFORM}"],
        }
    )
    logins = (f"postgres/{login}" for login in (postgres.SUPERUSER, *databases.LOGINS))
    told["passwords"] = json.dumps({login: passwords[login] for login in logins})
    for name, text in told.items():
        write_private(folder / "told" / name, text.encode())
    variables = {
        "TITIAN_FOLDER": str(folder),
        "TITIAN_UID": str(os.geteuid() or USER),
        "TITIAN_PROFILE": plan.profile,
        "TITIAN_URL_PORTAL": portal,
        "TITIAN_URL_KEYCLOAK": keycloak,
        **{f"{name.upper()}_PORT": str(plan.port(name)) for name in (*SERVICES, *PARTS)},
        "NATS_MONITOR_PORT": str(plan.port("nats-monitor")),
        "KEYCLOAK_MANAGEMENT_PORT": str(plan.port("keycloak-management")),
        **known,
    }
    write_private(folder / "compose.env", "".join(f"{name}={value}\n" for name, value in variables.items()).encode())
    if os.geteuid() == 0:
        for owned in ("postgres", "nats", "keys", "told"):
            for path in (folder / owned, *(folder / owned).rglob("*")):
                shutil.chown(path, USER)
    return folder / "compose.env"


def words(env: Path, *files: Path, project: str = "titian") -> list[str]:
    """The command that every verb of compose follows."""
    if images.docker("compose", "version").returncode == 0:
        compose = ["docker", "compose"]
    elif shutil.which("docker-compose"):
        compose = ["docker-compose"]
    else:
        raise images.NoEngine("There is no compose here: install it (Debian: `apt-get install docker-compose`).")
    named = [word for file in files for word in ("--file", str(file))]
    return [*compose, "--project-name", project, "--env-file", str(env), *named]


class Composed(Street):
    """The street that compose runs, open to this machine; it ends with us, its data are kept."""

    compose: Sequence[str] = ()

    def start(self) -> None:
        if self._through or self._apart:
            raise CannotStart("In compose each service runs as its image has it: for this, leave BACKING out.")
        self._take_folder()
        apart = f"titian-{hashlib.sha256(str(self.folder).encode()).hexdigest()[:12]}"  # an office's own is not touched
        try:
            images.require_engine()
            known = images.images()
            self.compose = words(self.folder / "compose.env", FILE, OPEN, project=apart)
        except images.NoEngine as reason:
            raise CannotStart(str(reason)) from reason
        if (self.folder / "compose.env").exists():
            _do(*self.compose, "down", "--timeout", "30")  # what a street that was killed left running
        self.plan = choose(self.folder, self._wanted_port, Own(), self._profile)
        self.passwords = Passwords(self.folder)
        lay(self.plan, self.passwords, self.plan.url("portal"), self.plan.url("keycloak"), known)
        self._write_addresses()
        self._say("compose brings everything up")
        _do(*self.compose, "up", "--detach", "--remove-orphans")
        for name in (*PARTS, *SERVICES):
            self._processes[name] = part = _Part(name, (), self.plan.logs / f"{name}.log", compose=self.compose)
            part.look()
        realm_made = _do("docker", "wait", _do(*self.compose, "ps", "--quiet", "realm"))
        if realm_made != "0":
            raise CannotStart(f"The realm could not be made: {_do(*self.compose, 'logs', '--tail=5', 'realm')}")
        for name in self._processes:
            self._await(name, PATIENCE)
        self._say("services are ready")
        self._seed()
        self._write_addresses()

    def stop(self) -> None:
        if self._lock and self.compose and (self.folder / "compose.env").exists():
            self._say("compose takes everything down")
            self._processes.clear()
            _do(*self.compose, "down", "--timeout", "30")
        super().stop()


def by_backing() -> type[Street]:
    """The kind of street that `BACKING` asks for."""
    return Composed if os.environ.get("BACKING") == "compose" else Street


@dataclass
class _Part(Contained):
    """One container of compose, under the name it has there."""

    compose: Sequence[str] = ()

    def start(self) -> None:
        self.asked_to_end = False
        _do(*self.compose, "up", "--detach", "--no-deps", self.name)
        self.look()

    def look(self) -> None:
        """Which process here it is."""
        pid = int(_do("docker", "inspect", "--format={{.State.Pid}}", _do(*self.compose, "ps", "--quiet", self.name)))
        self.since = pid, began(pid) if pid else None

    def died(self) -> bool:
        return not self.asked_to_end and not self.runs()

    def stop(self) -> None:
        self.asked_to_end = True
        _do(*self.compose, "stop", self.name)

    def last_words(self) -> str:
        return _do(*self.compose, "logs", "--tail=5", self.name)


def _secret(told: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in told.items() if name.startswith(SECRET)}


def _exports(told: dict[str, str]) -> str:
    return "".join(f"export {name}={shlex.quote(value)}\n" for name, value in told.items())


def _do(*argv: str) -> str:
    """What a command printed; CannotStart with its last line when it failed."""
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()[-3:]
        raise CannotStart(f"`{argv[0]} ... {argv[-1]}` failed: {' '.join(said)}")
    return done.stdout.strip()


def main() -> int:
    raw = argparse.RawDescriptionHelpFormatter
    asked = argparse.ArgumentParser(prog="python -m deploy.compose", description=__doc__, formatter_class=raw)
    asked.add_argument("folder", type=Path, help="where passwords, keys and data stand; kept between starts")
    asked.add_argument("--portal", required=True, metavar="https://HOST", help="the portal's address for people")
    asked.add_argument("--keycloak", required=True, metavar="https://HOST", help="Keycloak's address for people")
    asked.add_argument("--base-port", type=int, default=BASE_PORT, help="ports on the loopback, for the proxy in front")
    told = asked.parse_args()
    plan = Plan(told.folder.resolve(), told.base_port, profile="production")
    try:
        images.require_engine()
        env = lay(plan, Passwords(plan.folder), told.portal.rstrip("/"), told.keycloak.rstrip("/"), images.images())
        print(shlex.join([*words(env, FILE), "up", "--detach"]))
    except images.NoEngine as reason:
        print(f"titian: {reason}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
