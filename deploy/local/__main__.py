"""`python -m deploy.local VERB`: the one command behind `make run`, and what a developer asks of a street that runs."""

import argparse
import os
import shlex
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import FrameType

from deploy.compose import by_backing
from deploy.local import databases, postgres
from deploy.local.plan import BASE_PORT, ROOT, SERVICES, WITH_FACTS, CannotStart, Plan
from deploy.local.processes import clean_environment
from deploy.local.running import Running, supervisor
from deploy.local.street import end_what_is_left


def main() -> int:
    words = _words().parse_args()
    folder: Path = words.folder
    try:
        match words.verb:
            case "run":
                run(folder, words.base_port, words.demo)
            case "token":
                print(Running(folder).token(words.username, words.password))
            case "env":
                for name, value in Running(folder).environment(words.service, migrating=words.migrating).items():
                    print(f"export {name}={shlex.quote(value)}")
            case "migrate":
                return migrate(folder, words.service)
            case "verify":
                return _service(words.service, "verify", env=Running(folder).environment(words.service))
            case "tick":
                return tick(folder, words.service, words.at)
            case "restart" | "up" | "down":
                Running(folder).ask(words.verb, words.process)
            case "scratch":
                scratch(folder, words.service, words.database)
            case "stop":
                stop(folder)
            case "clean-data":
                clean_data(folder)
    except CannotStart as reason:
        print(f"titian: {reason}", file=sys.stderr)
        return 1
    return 0


def run(folder: Path, base_port: int, demo: str) -> None:
    """Until Ctrl-C (or SIGTERM, SIGHUP); a signal while it starts ends it just as well."""
    enough = threading.Event()
    street = by_backing()(folder, base_port, demo=demo, tell=lambda line: print(line, flush=True))

    def end(number: int, frame: FrameType | None) -> None:
        if enough.is_set():
            return  # it is ending
        enough.set()
        if starting:
            raise KeyboardInterrupt

    starting = True
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, end)
    try:
        street.start()
        starting = False
        print(table(street.running), flush=True)
        street.watch(enough)
    except KeyboardInterrupt:
        pass
    finally:
        enough.set()
        street.stop()


def table(street: Running) -> str:
    """Addresses and demo log-ins, for people."""
    told = street.addresses
    lines = [f"  {name:<10} {service['http']}" for name, service in told["services"].items()]
    lines += [f"  {'keycloak':<10} {told['parts']['keycloak']['url']}"]
    lines += [f"  {'traces':<10} {told['parts']['traces']['url']}", ""]
    width = max(len(login["username"]) for login in told["logins"])
    for login in told["logins"]:
        who = f"{login['office']:<14}  {' '.join(login['roles'])}, {login['name']}"
        lines.append(f"  {login['username']:<{width}}  {login['password']}  {who}")
    same = f"  the same in {street.folder / 'street.json'}; logs in {told['logs']}; Ctrl-C ends it"
    return "\n".join(["", *lines, "", same, ""])


def migrate(folder: Path, service: str) -> int:
    told = Running(folder).environment(service, migrating=True)
    return _service(service, "migrate", env=told)


def tick(folder: Path, service: str, at: str) -> int:
    told = Running(folder).environment(service)
    return _service(service, "tick", "--at", at, env=told)


def scratch(folder: Path, service: str, database: str) -> None:
    """An empty database with the log-ins of one service; prints their addresses."""
    street = Running(folder)
    databases.create_scratch(street.plan, street.passwords, service, database)
    for login in (*databases.SERVING, "migrate"):
        print(f"export TITIAN_DB_{login.upper()}={street.dsn(service, login, database)}")


def stop(folder: Path) -> None:
    """Tell the street in this folder to end and wait for it; what a killed one left is ended too."""
    pid = supervisor(folder)
    if pid is None:
        left = end_what_is_left(folder)
        print(f"titian: ended what was left: {' '.join(left)}" if left else f"titian: no street runs in {folder}")
        return
    os.kill(pid, signal.SIGTERM)
    while supervisor(folder):
        time.sleep(0.2)


def clean_data(folder: Path) -> None:
    """Remove everything a street keeps: data, keys, passwords, logs."""
    if supervisor(folder):
        raise CannotStart(f"The street in {folder} runs: `make stop` first.")
    end_what_is_left(folder)
    postgres.forget(Plan(folder.resolve()))
    shutil.rmtree(folder, ignore_errors=True)


def _service(service: str, *words: str, env: dict[str, str]) -> int:
    argv = [sys.executable, "-m", f"services.{service}", *words]
    return subprocess.run(argv, cwd=ROOT, env=clean_environment() | env, check=False).returncode


def _words() -> argparse.ArgumentParser:
    words = argparse.ArgumentParser(prog="python -m deploy.local", description=__doc__)
    words.add_argument("--folder", type=Path, default=ROOT / "run", help="where the street keeps its things (run/)")
    verbs = words.add_subparsers(dest="verb", required=True)

    run = verbs.add_parser("run", help="bring everything up, until Ctrl-C")
    run.add_argument("--base-port", type=int, default=int(os.environ.get("BASE_PORT", BASE_PORT)))
    run.add_argument("--demo", choices=("none", "stories", "full"), default="stories")

    token = verbs.add_parser("token", help="an access token of a demo log-in, for curl")
    token.add_argument("username")
    token.add_argument("--password")

    env = verbs.add_parser("env", help="what a service is told, as shell exports")
    env.add_argument("service", choices=SERVICES)
    env.add_argument("--migrating", action="store_true", help="with the owner's log-in, as a migration has it")

    verbs.add_parser("migrate", help="run a service's migrations").add_argument("service", choices=SERVICES)

    verify = verbs.add_parser("verify", help="check a service's ledgers against the heads that oversight keeps")
    verify.add_argument("service", choices=WITH_FACTS)

    tick = verbs.add_parser("tick", help="do what is due as of an instant")
    tick.add_argument("service", choices=SERVICES)
    tick.add_argument("--at", required=True, help="2026-03-01T00:00:00Z")

    for verb, what in (("restart", "end and start again"), ("down", "end"), ("up", "start again")):
        verbs.add_parser(verb, help=f"{what} one process of the running street").add_argument("process")

    scratch = verbs.add_parser("scratch", help="make an empty database for a service's log-ins; prints their addresses")
    scratch.add_argument("service", choices=SERVICES)
    scratch.add_argument("database")

    verbs.add_parser("stop", help="end the street")
    verbs.add_parser("clean-data", help="remove all it keeps: data, keys, passwords, logs")
    return words


if __name__ == "__main__":
    sys.exit(main())
