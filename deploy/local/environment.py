"""What each service is told through its environment: all it knows of the place where it runs."""

import os

from deploy.local import broker, databases
from deploy.local.passwords import Passwords
from deploy.local.plan import WITH_FACTS, Plan


def of(plan: Plan, passwords: Passwords, service: str, *, migrating: bool = False) -> dict[str, str]:
    """The variables of one service; the owner's log-in only for a process that migrates."""
    logins = ("migrate",) if migrating else databases.SERVING
    told = {
        "TITIAN_SERVICE": service,
        "TITIAN_PROFILE": plan.profile,
        "TITIAN_HTTP": plan.address(service),
        "TITIAN_ISSUER": plan.issuer,
        "TITIAN_KEYS": str(plan.keys(service)),
        "TITIAN_OTLP": plan.own.otlp or f"{plan.url('viewer')}/v1/traces",
        **{f"TITIAN_DB_{login.upper()}": databases.dsn(plan, passwords, service, login) for login in logins},
        **{f"TITIAN_PEER_{name.upper()}": plan.address(f"{name}-grpc") for name in WITH_FACTS},
        **{f"TITIAN_URL_{name.upper()}": plan.url(name) for name in (*WITH_FACTS, "portal")},
    }
    if service in WITH_FACTS:
        told["TITIAN_GRPC"] = plan.address(f"{service}-grpc")
        told["TITIAN_NATS"] = broker.url(plan, passwords, service)
    if service == "registry":
        told["TITIAN_KEYCLOAK_URL"] = plan.keycloak
        told["TITIAN_KEYCLOAK_CLIENT"] = "registry-accounts"
        told["TITIAN_KEYCLOAK_SECRET"] = passwords["keycloak/registry-accounts"]
    if service == "portal":
        told["TITIAN_PORTAL_CLIENT"] = "portal"
        told["TITIAN_PORTAL_SECRET"] = passwords["keycloak/portal"]
    for name in ("TITIAN_OTLP_SHARE", "TITIAN_RATE"):
        if os.environ.get(name):
            told[name] = os.environ[name]
    return told
