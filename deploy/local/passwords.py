"""Passwords and keys of one street: made at the first run, readable by their owner only, nowhere else."""

import base64
import json
import os
import secrets
import threading
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from deploy.local.plan import SERVICES, Plan


class Passwords:
    """The passwords in FOLDER/secrets.json by name, `postgres/cases_app`; one that is missing is made and kept."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "secrets.json"
        self._making = threading.Lock()
        self._known: dict[str, str] = json.loads(self._path.read_text()) if self._path.exists() else {}

    def __getitem__(self, name: str) -> str:
        with self._making:
            if name not in self._known:
                self._known[name] = secrets.token_urlsafe(24)
                write_private(self._path, json.dumps(self._known, indent=1, sort_keys=True).encode())
            return self._known[name]


def make_keys(plan: Plan) -> None:
    """For each service its root key, its signing key and everybody's public keys, where they do not stand yet."""
    for service in SERVICES:
        folder = plan.keys(service)
        (folder / "peers").mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        if not (folder / "root").exists():
            write_private(folder / "root", base64.b64encode(secrets.token_bytes(32)))
        if not (folder / "service.pem").exists():
            write_private(folder / "service.pem", _new_signing_key())
    for service in SERVICES:
        public = _public_key((plan.keys(service) / "service.pem").read_bytes())
        for peer in SERVICES:
            (plan.keys(peer) / "peers" / f"{service}.pem").write_bytes(public)


def write_private(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
    draft.replace(path)


def _new_signing_key() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _public_key(private: bytes) -> bytes:
    key = serialization.load_pem_private_key(private, password=None)
    return key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
