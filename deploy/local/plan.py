"""Where everything of one street stands: its folder, its ports, and the parts replaced by servers of one's own."""

import os
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
SERVICES: Final = ("registry", "cases", "referral", "notify", "oversight", "portal")
WITH_FACTS: Final = SERVICES[:-1]  # the portal announces nothing and hears nothing
LOOPS: Final = ("relay", "consume", "tick")  # of a service whose loops run apart: `cases-relay` beside `cases`

BACKINGS: Final = ("packages", "containers", "compose")
BASE_PORT: Final = 8700
BLOCK: Final = 50  # ports per street; the next street takes the next block
OFFSETS: Final[Mapping[str, int]] = {
    "portal": 0,
    **{name: 1 + n for n, name in enumerate(WITH_FACTS)},
    **{f"{name}-grpc": 11 + n for n, name in enumerate(WITH_FACTS)},
    "postgres": 20,
    "nats": 21,
    "nats-monitor": 22,
    "keycloak": 23,
    "keycloak-management": 24,
    "viewer": 25,
    **{f"{name}-metrics": 26 + n for n, name in enumerate(("portal", *WITH_FACTS))},
    **{f"{name}-{loop}-metrics": 32 + 5 * m + n for m, loop in enumerate(LOOPS) for n, name in enumerate(WITH_FACTS)},
    "claim": BLOCK - 1,  # see `claim`
}


class CannotStart(Exception):
    """The street cannot start; the message says what to do about it."""


@dataclass(frozen=True)
class Own:
    """Servers of one's own, each named by a variable; what is None comes from a package, or an image."""

    postgres: str | None = None  # TITIAN_POSTGRES_DSN: postgresql://superuser:password@host:port/postgres
    nats: str | None = None  # TITIAN_NATS_URL: nats://host:port, its users as in FOLDER/nats/users.conf
    keycloak: str | None = None  # TITIAN_KEYCLOAK_URL: http(s)://host:port
    keycloak_admin: str = "admin"  # TITIAN_KEYCLOAK_ADMIN
    keycloak_password: str | None = None  # TITIAN_KEYCLOAK_PASSWORD
    otlp: str | None = None  # TITIAN_OTLP: where traces go, https://host/v1/traces
    containers: bool = False  # BACKING=containers: what is not one's own comes from an image, not from a package

    @classmethod
    def from_environment(cls) -> "Own":
        read = os.environ.get
        own = cls(
            postgres=read("TITIAN_POSTGRES_DSN"),
            nats=read("TITIAN_NATS_URL"),
            keycloak=(read("TITIAN_KEYCLOAK_URL") or "").rstrip("/") or None,
            keycloak_admin=read("TITIAN_KEYCLOAK_ADMIN", "admin"),
            keycloak_password=read("TITIAN_KEYCLOAK_PASSWORD"),
            otlp=read("TITIAN_OTLP"),
            containers=read("BACKING") == "containers",
        )
        if read("BACKING", "packages") not in BACKINGS:
            raise CannotStart(f"BACKING says where the parts come from: {', '.join(BACKINGS)}.")
        if own.keycloak and not own.keycloak_password:
            raise CannotStart("TITIAN_KEYCLOAK_URL is set: set TITIAN_KEYCLOAK_PASSWORD (of its admin) too.")
        return own


@dataclass(frozen=True)
class Plan:
    """One street: everything derives from its folder and its base port."""

    folder: Path
    base: int = BASE_PORT
    own: Own = Own()
    profile: str = "development"

    def port(self, name: str) -> int:
        return self.base + OFFSETS[name]

    def address(self, name: str) -> str:
        return f"127.0.0.1:{self.port(name)}"

    def url(self, name: str) -> str:
        return f"http://{self.address(name)}"

    @property
    def keycloak(self) -> str:
        return self.own.keycloak or self.url("keycloak")

    @property
    def issuer(self) -> str:
        return f"{self.keycloak}/realms/titian"

    @property
    def logs(self) -> Path:
        return self.folder / "logs"

    def keys(self, service: str) -> Path:
        return self.folder / "keys" / service


def choose(folder: Path, base: int, own: Own, profile: str) -> Plan:
    """The plan with the first free block of ports from `base` on."""
    for block in range(base, base + 20 * BLOCK, BLOCK):
        plan = Plan(folder.resolve(), block, own, profile)
        if all(_free(plan.port(name)) for name in OFFSETS):
            return plan
    raise CannotStart(f"No free block of ports from {base} on: set BASE_PORT to another number.")


def claim(folder: Path, base: int, own: Own, profile: str) -> tuple[Plan, socket.socket]:
    """As `choose`, of two streets that start at once too: the block is nobody else's until the socket is closed."""
    while True:
        plan, claimed = choose(folder, base, own, profile), socket.socket()
        try:
            claimed.bind(("127.0.0.1", plan.port("claim")))
        except OSError:
            claimed.close()
        else:
            return plan, claimed


def cache() -> Path:
    """Where downloads are kept between streets."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "titian"


def program(name: str) -> str:
    """A program that a package put beside this Python."""
    return str(Path(sys.executable).parent / name)


def _free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port in TIME_WAIT is free
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
