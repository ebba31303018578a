"""A ledger head is kept only with the signature of the service whose ledger it is."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from proto.kit.v1 import ledger_pb2
from services.kit import clock
from services.kit.auth import Seal
from services.kit.errors import Invalid
from services.kit.facts import Fact
from services.oversight import actions, inbox
from services.oversight.store import Head

NOBODY: Any = None


@pytest.fixture
def seals(tmp_path: Path) -> dict[str, Seal]:
    """The keys of two services, each knowing the other's public one."""
    for name in ("cases", "oversight"):
        (tmp_path / name / "peers").mkdir(parents=True, exist_ok=True)
        key = Ed25519PrivateKey.generate()
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        (tmp_path / name / "service.pem").write_bytes(private)
        public = key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        for peer in ("cases", "oversight"):
            (tmp_path / peer / "peers").mkdir(parents=True, exist_ok=True)
            (tmp_path / peer / "peers" / f"{name}.pem").write_bytes(public)
    return {name: Seal(name, tmp_path / name) for name in ("cases", "oversight")}


def sealed(seal: Seal, *, seq: int = 7, said: int | None = None, office: str = "1906") -> Fact:
    """The fact as cases announces it; `said` is another number than the signed one."""
    hash_ = bytes(range(32))
    signature = seal.sign(f"cases|1906|{seq}|".encode() + hash_)
    payload = ledger_pb2.LedgerSealed(office=office, seq=said or seq, hash=hash_, signature=signature)
    return Fact(
        noun="ledger", past="sealed", subject_id=uuid4(), office=office, for_office=office, area=office, at=clock.now(),
        payload=payload.SerializeToString(), service="cases",
    )  # fmt: skip


async def test_a_signed_head_is_kept(seals: dict[str, Seal], monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[Head] = []

    async def keep(tx: Any, actor: Any, head: Head) -> None:
        kept.append(head)

    monkeypatch.setattr(actions, "keep_head", keep)
    await inbox.head_kept(seals["oversight"])(NOBODY, sealed(seals["cases"]))
    assert [(head.service, head.office, head.seq) for head in kept] == [("cases", "1906", 7)]


async def test_another_number_office_or_signer_is_refused(seals: dict[str, Seal]) -> None:
    handler = inbox.head_kept(seals["oversight"])
    for forged in (
        sealed(seals["cases"], said=8),
        sealed(seals["cases"], office="1901"),
        sealed(seals["oversight"]),
    ):
        with pytest.raises(Invalid) as refused:
            await handler(NOBODY, forged)
        assert refused.value.code == "bad-signature"
