"""`python -m deploy.prepare`: in compose and before any service: databases, log-ins, migrations; again: no change.

The only container that is given all passwords (the street's `secrets.json`), and it ends.
"""

from pathlib import Path

from deploy.local import databases
from deploy.local.passwords import Passwords
from deploy.local.plan import SERVICES, Plan
from services.kit import once

PORTS = {"grpc": 8001, "metrics": 8002, "postgres": 5432, "nats": 4222, "keycloak": 8080}
HTTP = 8000


class Inside(Plan):
    """The street as its containers see it: each is reached by its name."""

    def address(self, name: str) -> str:
        container, _, door = name.partition("-")
        return f"{container}:{PORTS.get(door or container, HTTP)}"


def main() -> None:
    secrets = Path("/run/secrets")
    plan, passwords = Inside(secrets), Passwords(secrets)
    databases.create_for_keycloak(plan, passwords)
    databases.create(plan, passwords)
    for service in SERVICES:
        once.migrate(service, databases.dsn(plan, passwords, service, "migrate"))
        print(f"{service}: up to date", flush=True)


if __name__ == "__main__":
    main()
