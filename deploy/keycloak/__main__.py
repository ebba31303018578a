"""`python -m deploy.keycloak apply`: makes the Keycloak at TITIAN_KEYCLOAK_URL agree with this repository's realm.

Reads TITIAN_KEYCLOAK_URL, TITIAN_KEYCLOAK_ADMIN (`admin`), TITIAN_KEYCLOAK_PASSWORD, TITIAN_PROFILE (`production`),
TITIAN_URL_PORTAL, TITIAN_PORTAL_SECRET, TITIAN_KEYCLOAK_SECRET (of the client `registry-accounts`) and
TITIAN_PLATFORM_PASSWORD (of the first account). Prints a line for each change, and how many there were.
"""

import argparse
import os
import sys

from deploy.keycloak.admin import Refused
from deploy.keycloak.apply import apply
from deploy.keycloak.realm import Wish


def main() -> None:
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser("python -m deploy.keycloak", description=__doc__, formatter_class=raw)
    verbs = parser.add_subparsers(required=True)
    verb = verbs.add_parser("apply", help="make the realm, or what differs in it")
    verb.add_argument("--realm", default="titian")
    verb.add_argument("--organisation", action="append", default=[], metavar="OFFICE=NAME", help="also this group")
    given = parser.parse_args()
    wish = Wish(
        profile=os.environ.get("TITIAN_PROFILE", "production"),
        portal=_need("TITIAN_URL_PORTAL").rstrip("/"),
        portal_secret=_need("TITIAN_PORTAL_SECRET"),
        accounts_secret=_need("TITIAN_KEYCLOAK_SECRET"),
        platform_password=_need("TITIAN_PLATFORM_PASSWORD"),
        realm=given.realm,
        organisations=[tuple(pair.split("=", 1)) for pair in given.organisation],
    )
    admin = os.environ.get("TITIAN_KEYCLOAK_ADMIN", "admin")
    try:
        changes = apply(_need("TITIAN_KEYCLOAK_URL"), _need("TITIAN_KEYCLOAK_PASSWORD"), wish, admin=admin)
    except Refused as refused:
        sys.exit(f"titian: {refused}")
    print(*changes, f"{len(changes)} changes", sep="\n")


def _need(name: str) -> str:
    return os.environ.get(name) or sys.exit(f"titian: {name}: not set")


if __name__ == "__main__":
    main()
