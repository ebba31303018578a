"""What a process is told from outside, read once at the start. Without its keys a service refuses to start."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

SERVICES = ("registry", "cases", "referral", "notify", "oversight", "portal")


class Missing(SystemExit):
    """A setting that this process cannot do without; said in one line, then the process ends."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"titian: {name}: {why}")


@dataclass(frozen=True, slots=True)
class Settings:
    """Addresses are `host:port`, `databases` maps a log-in (app, consume, relay, public, migrate) to its DSN;
    `issuer_at` is where this process reaches the issuer, whose name is the address that people see."""

    service: str
    profile: str
    http: str
    grpc: str
    databases: Mapping[str, str]
    nats: str
    issuer: str
    issuer_at: str
    keys: Path
    peers: Mapping[str, str]
    urls: Mapping[str, str]
    otlp: str
    share: float
    metrics: str
    rate: int

    @property
    def development(self) -> bool:
        return self.profile == "development"

    def database(self, login: str) -> str:
        if login not in self.databases:
            raise Missing(f"TITIAN_DB_{login.upper()}", "the address of the database for this log-in is not set")
        return self.databases[login]


def read(env: Mapping[str, str] = os.environ) -> Settings:
    """The settings of this process; ends the process with one line that names what is missing."""

    def need(name: str) -> str:
        if not env.get(name):
            raise Missing(name, "not set")
        return env[name]

    keys = Path(need("TITIAN_KEYS"))
    for name in ("root", "service.pem"):
        if not (keys / name).is_file():
            raise Missing("TITIAN_KEYS", f"no key `{name}` in that folder; a service does not start without its keys")
    if not (rate := env.get("TITIAN_RATE", "50")).isdecimal():
        raise Missing("TITIAN_RATE", "not a number of requests a second")
    if not re.fullmatch(r"[01]|0?\.\d+", share := env.get("TITIAN_OTLP_SHARE", "1")):
        raise Missing("TITIAN_OTLP_SHARE", "not a share of traces between 0 and 1")
    service = need("TITIAN_SERVICE")
    return Settings(
        service=service,
        profile=env.get("TITIAN_PROFILE", "production"),
        http=need("TITIAN_HTTP"),
        grpc=env.get("TITIAN_GRPC", ""),
        databases=MappingProxyType(
            {
                login: env[f"TITIAN_DB_{login.upper()}"]
                for login in ("app", "consume", "relay", "public", "migrate")
                if env.get(f"TITIAN_DB_{login.upper()}")
            }
        ),
        nats=env.get("TITIAN_NATS", ""),
        issuer=need("TITIAN_ISSUER"),
        issuer_at=env.get("TITIAN_ISSUER_AT") or need("TITIAN_ISSUER"),
        keys=keys,
        peers=MappingProxyType({s: env.get(f"TITIAN_PEER_{s.upper()}", "") for s in SERVICES}),
        urls=MappingProxyType({s: env.get(f"TITIAN_URL_{s.upper()}", "").rstrip("/") for s in SERVICES}),
        otlp=env.get("TITIAN_OTLP", ""),
        share=float(share),
        metrics=env.get("TITIAN_METRICS", ""),
        rate=int(rate),
    )
