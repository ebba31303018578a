"""Keycloak in the street: what takes longest, so it goes first and waits for nobody."""

import os
from collections.abc import Callable
from typing import Final

from deploy.keycloak import realm, server
from deploy.keycloak.admin import Refused
from deploy.keycloak.apply import apply
from deploy.local import databases
from deploy.local.containers import Contained
from deploy.local.passwords import Passwords
from deploy.local.plan import CannotStart, Plan, cache
from deploy.local.processes import Process

SECONDS: Final = 300  # the first start is bound by the processor: minutes on a loaded machine


def keycloak(plan: Plan, passwords: Passwords, say: Callable[[str], None]) -> Process:
    """The server, fetched and built where that was not done yet; not started."""
    host, _, port = databases.place(plan).partition(":")
    options, env = server.options(
        port=plan.port("keycloak"),
        management_port=plan.port("keycloak-management"),
        db_host=host,
        db_port=int(port or 5432),
        db_user="keycloak",
        db_password=passwords["postgres/keycloak"],
        db_name="keycloak",
        admin_password=passwords["keycloak/admin"],
        hostname=plan.keycloak,
    )
    log = plan.logs / "keycloak.log"
    # Up, it ends within a second; while it starts it would first finish that, and all it keeps is in transactions.
    if plan.own.containers:
        argv, who = ["start", *server.BUILD, *options], f"{os.geteuid()}:0"
        image, reads = "KEYCLOAK_IMAGE", (server.THEMES,)
        return Contained("keycloak", argv, log, env | server.HEAP, who, patience=5, image=image, reads=reads)
    try:
        home = server.prepare(cache(), say)
    except server.NoServer as reason:
        raise CannotStart(str(reason)) from reason
    return Process("keycloak", server.command(home, options), log, env, patience=5)


def describe(plan: Plan, passwords: Passwords) -> list[str]:
    """Make the realm what it must be; what was changed, nothing where it was so already."""
    wish = realm.Wish(
        profile=plan.profile,
        portal=plan.url("portal"),
        portal_secret=passwords["keycloak/portal"],
        accounts_secret=passwords["keycloak/registry-accounts"],
        platform_password=passwords[f"keycloak/{realm.PLATFORM}"],
    )
    password = plan.own.keycloak_password or passwords["keycloak/admin"]
    try:
        return apply(plan.keycloak, password, wish, admin=plan.own.keycloak_admin)
    except Refused as reason:
        raise CannotStart(f"Keycloak: {reason}") from reason


def platform_login(passwords: Passwords) -> dict[str, object]:
    """The one account that is there before registry makes others."""
    return {
        "username": realm.PLATFORM,
        "password": passwords[f"keycloak/{realm.PLATFORM}"],
        "roles": ["platform_admin"],
        "office": "00",
        "name": "Pengelola Platform",
    }
