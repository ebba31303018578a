"""Images of the street's parts: the official ones, pinned, or ours of the same contract where none can be pulled.

`make images` (`python -m deploy.images`) pulls each, and builds what cannot be pulled: from the very packages that
`make run` uses, on a Debian that `mmdebstrap` makes (root). A variable of the environment names an image of one's own.
Nothing here runs one: `deploy/local/containers.py` does for tests, `deploy/compose.yaml` for offices.
"""

import os
import subprocess
from collections.abc import Mapping
from typing import Final

# The versions of the packages in requirements.lock; deploy/compose.yaml names the same.
OFFICIAL: Final[Mapping[str, str]] = {
    "POSTGRES_IMAGE": "postgres:18.6",
    "NATS_IMAGE": "nats:2.15.1",
    "KEYCLOAK_IMAGE": "keycloak/keycloak:26.7.3",
    "PYTHON_IMAGE": "python:3.11.14-slim-bookworm",
}
OURS: Final[Mapping[str, str]] = {
    "POSTGRES_IMAGE": "titian/postgres:18.6",
    "NATS_IMAGE": "titian/nats:2.15.1",
    "KEYCLOAK_IMAGE": "titian/keycloak:26.7.3",
    "PYTHON_IMAGE": "titian/base:bookworm",
}
SERVICES: Final = "titian/services"  # deploy/Dockerfile
PARTS: Final = ("POSTGRES_IMAGE", "NATS_IMAGE", "KEYCLOAK_IMAGE")  # what the services stand on


class NoEngine(Exception):
    """Containers cannot be had here; the message says what to do."""


def require_engine() -> None:
    """NoEngine when no container engine answers."""
    try:
        asked = docker("version", "--format", "{{.Server.Version}}")
    except FileNotFoundError:
        raise NoEngine(
            "There is no `docker` here: install it (Debian: `apt-get install docker.io`), or test without BACKING."
        ) from None
    if asked.returncode:
        raise NoEngine(
            "No container engine answers: start `dockerd`, or set DOCKER_HOST to the one that runs. It said: "
            + (asked.stderr.strip().splitlines() or ["nothing"])[-1]
        )


def image(name: str) -> str:
    """The image behind a variable such as POSTGRES_IMAGE: named there, else official, else ours; NoEngine: none."""
    if named := os.environ.get(name):
        return named
    for known in (OFFICIAL[name], OURS[name]):
        if stands(known):
            return known
    raise NoEngine(f"Neither {OFFICIAL[name]} nor {OURS[name]} is here: `make images` pulls or builds them.")


def images() -> dict[str, str]:
    """Of all parts, as deploy/compose.yaml asks for them."""
    return {name: image(name) for name in PARTS}


def stands(known: str) -> bool:
    """Whether the engine has an image."""
    return docker("image", "inspect", known).returncode == 0


def docker(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["docker", *words], capture_output=True, text=True, check=False)
