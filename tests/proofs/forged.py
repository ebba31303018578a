"""Access tokens that are wrong in one thing each. What is not wrong about them is as Keycloak makes it: the realm's own
key signs, read out of Keycloak's database as only who owns that server can."""

import base64
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp
import asyncpg
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa

from deploy.keycloak.realm import AUDIENCES
from deploy.local.running import Running

Json = dict[str, Any]
PRIVATE = """
SELECT value FROM component_config WHERE name = 'privateKey' AND component_id IN (
  SELECT id FROM component WHERE provider_id = 'rsa-generated' AND realm_id = (SELECT id FROM realm WHERE name = $1))
"""


@dataclass(frozen=True)
class Mint:
    """Makes tokens as the realm makes them. `header` is that of its tokens."""

    issuer: str
    key: rsa.RSAPrivateKey
    header: Json

    def right(self, office: str, *roles: str, life: float = 300, **other: Any) -> Json:
        """The claims of somebody whom the realm lets in; `other` replaces some, None takes one away."""
        now = int(time.time())
        said = {
            "exp": now + life, "iat": now, "jti": str(uuid4()), "iss": self.issuer, "aud": list(AUDIENCES),
            "sub": str(uuid4()), "typ": "Bearer", "azp": "portal", "office": ["00", office[:2], office],
            "realm_access": {"roles": list(roles)}, "name": "Budi Misal", "scope": "openid",
        }  # fmt: skip
        return {name: value for name, value in (said | other).items() if value is not None}

    def token(self, claims: Mapping[str, Any], **header: Any) -> str:
        return sealed(self.header | header, claims, rs256(self.key))


async def mint(street: Running, realm: str = "titian") -> Mint:
    connection = await asyncpg.connect(street.admin_dsn("keycloak"))
    try:
        (row,) = await connection.fetch(PRIVATE, realm)
    finally:
        await connection.close()
    private = serialization.load_der_private_key(base64.b64decode(row["value"]), None)
    assert isinstance(private, rsa.RSAPrivateKey)
    issuer = f"{street.plan.keycloak}/realms/{realm}"
    modulus = _packed(private.public_key().public_numbers().n.to_bytes(private.key_size // 8, "big"))
    async with aiohttp.ClientSession() as web, web.get(f"{issuer}/protocol/openid-connect/certs") as answer:
        (kid,) = [key["kid"] for key in (await answer.json())["keys"] if key.get("n") == modulus]
    return Mint(issuer, private, {"alg": "RS256", "typ": "JWT", "kid": kid})


def sealed(header: Mapping[str, Any], claims: Mapping[str, Any], sign: Any) -> str:
    said = f"{_packed(json.dumps(header).encode())}.{_packed(json.dumps(claims).encode())}"
    return f"{said}.{_packed(sign(said.encode()))}"


def rs256(key: rsa.RSAPrivateKey) -> Any:
    return _rsa(key, hashes.SHA256())


def _rsa(key: rsa.RSAPrivateKey, hashed: hashes.HashAlgorithm) -> Any:
    return lambda said: key.sign(said, padding.PKCS1v15(), hashed)


def wrong_claims(mint: Mint, service: str, office: str, elsewhere: str) -> Iterator[tuple[str, str]]:
    """What is wrong and the token, for one service; all of them signed as they should be."""
    now = int(time.time())
    others = [audience for audience in AUDIENCES if audience != service]
    org = "org-abcdefgh23"
    places: list[Any] = [
        None, [], "", [""], ["00", elsewhere[:2], elsewhere, office[:2], office], [office, elsewhere],
        ["00", office[:2], elsewhere], ["00", org, office], [org, "org-zzzzzzzz77"], [f"{office}' OR true"],
        [f"{office}%"], [f"{office}\n"], [int(office) * 10], [f" {office}"], {"office": office},
    ]  # fmt: skip
    changes: dict[str, list[Json]] = {
        "audience": [{"aud": told} for told in (None, [], others, others[0], "account", "portal", service.upper(), 7)],
        "authorised party": [{"azp": told} for told in (None, "", "registry-accounts", "account", service)],
        "issuer": [
            {"iss": told}
            for told in (
                None, mint.issuer + "/", mint.issuer.replace("titian", "master"),
                mint.issuer.replace("http:", "https:"), "https://login.contoh.example/realms/titian",
            )
        ],
        "type": [{"typ": told} for told in (None, "ID", "Refresh", "Offline", "Logout", "bearer", "JWT")],
        "end": [{"exp": told} for told in (None, now - 1, now - 3600, 0, -1, "soon", [])],
        "beginning": [{"iat": None}, {"iat": now + 60}, {"iat": "soon"}, {"nbf": now + 60}, {"nbf": "soon"}],
        "office": [{"office": told} for told in places],
        "person": [{"sub": None}],
    }  # fmt: skip
    for what, replaced in changes.items():
        for other in replaced:
            said = mint.right(office, "dinas_supervisor")
            said = {name: value for name, value in (said | other).items() if value is not None}
            yield what, mint.token(said)


def wrong_signatures(mint: Mint, office: str) -> Iterator[tuple[str, str]]:
    """Every claim is right; who signed, or how, is not."""
    said = mint.right(office, "dinas_supervisor")
    header, right = mint.header, mint.token(said)
    stranger = rsa.generate_private_key(65537, 2048)
    public = mint.key.public_key()
    pem = public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    der = public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    numbers = public.public_numbers()
    modulus = numbers.n.to_bytes(mint.key.key_size // 8, "big")
    for alg in ("none", "None", "NONE", "nOnE"):
        yield "algorithm none", sealed(header | {"alg": alg}, said, lambda said: b"")
        yield "algorithm none", sealed(header | {"alg": alg}, said, rs256(mint.key))
    for key in (pem, pem.strip(), der, modulus, b"", json.dumps({"kty": "RSA", "n": _packed(modulus)}).encode()):
        for alg, hashed in (("HS256", "sha256"), ("HS512", "sha512")):
            yield f"{alg} with the public key", sealed(header | {"alg": alg}, said, _hmac(key, hashed))
    curve = ec.generate_private_key(ec.SECP256R1())
    yield "ES256", sealed(header | {"alg": "ES256"}, said, lambda said: curve.sign(said, ec.ECDSA(hashes.SHA256())))
    pss = padding.PSS(padding.MGF1(hashes.SHA256()), 32)
    yield "PS256", sealed(header | {"alg": "PS256"}, said, lambda said: mint.key.sign(said, pss, hashes.SHA256()))
    for alg, longer in (("RS384", hashes.SHA384()), ("RS512", hashes.SHA512())):
        yield alg, sealed(header | {"alg": alg}, said, _rsa(mint.key, longer))
    own = {
        "kty": "RSA", "use": "sig", "alg": "RS256", "e": "AQAB",
        "n": _packed(stranger.public_key().public_numbers().n.to_bytes(256, "big")),
    }  # fmt: skip
    for more in (
        {}, {"kid": "lain"}, {"kid": ""}, {"kid": None}, {"kid": "../../../../dev/null"}, {"kid": 7}, {"jwk": own},
        {"jwk": own | {"kid": header["kid"]}}, {"jku": "http://127.0.0.1:9/certs"}, {"x5u": "http://127.0.0.1:9/x5u"},
        {"x5c": [base64.b64encode(der).decode()]}, {"crit": ["b64"], "b64": False}, {"crit": ["lain"], "lain": 1},
    ):  # fmt: skip
        yield "another's key", sealed(header | more, said, rs256(stranger))
    yield "criticals unknown", sealed(header | {"crit": ["lain"], "lain": 1}, said, rs256(mint.key))
    first, second, signature = right.split(".")
    other = _packed(json.dumps(said | {"sub": str(uuid4())}).encode())
    swapped = _packed(json.dumps(header | {"typ": "at+jwt"}).encode())
    for text in (
        f"{first}.{other}.{signature}", f"{swapped}.{second}.{signature}", f"{first}.{second}.", f"{first}.{second}",
        f"{first}.{second}.{signature[:-4]}", f"{first}.{second}.{signature}.{signature}", f"{first}..{signature}",
        f".{second}.{signature}", f"{first}.{second}.{_packed(bytes(256))}", "..", "x", secrets.token_urlsafe(400),
        right.swapcase(), json.dumps({"payload": second, "signatures": [{"protected": first, "signature": signature}]}),
    ):  # fmt: skip
        yield "broken", text


def unknown_key(token: str) -> str:
    """The same token as if signed by a key that nobody has heard of."""
    first, second, signature = token.split(".")
    header = json.loads(base64.urlsafe_b64decode(first + "==")) | {"kid": secrets.token_urlsafe(32)}
    return f"{_packed(json.dumps(header).encode())}.{second}.{signature}"


def wrong_services(mine: Path, anothers: Path) -> Iterator[str]:
    """Tokens of services, for cases, each wrong in one thing. The folders hold the keys of notify and of referral."""
    now = int(time.time())
    right = {"iss": "notify", "aud": "cases", "iat": now, "exp": now + 60}
    header = {"alg": "Ed25519", "kid": "notify"}
    pem = (mine / "service.pem").read_bytes()
    own, other = (
        serialization.load_pem_private_key(one, None) for one in (pem, (anothers / "service.pem").read_bytes())
    )
    assert isinstance(own, ed25519.Ed25519PrivateKey) and isinstance(other, ed25519.Ed25519PrivateKey)
    for said in (
        {"aud": "registry"}, {"aud": ["cases", "registry"]}, {"iss": "referral"}, {"iss": "portal"},
        {"exp": now - 1}, {"exp": now + 3600}, {"iat": now + 60}, {"exp": "soon"},
    ):  # fmt: skip
        yield sealed(header, right | said, own.sign)
    for missing in right:
        yield sealed(header, {name: value for name, value in right.items() if name != missing}, own.sign)
    for kid in ("referral", "nobody", "../notify", "", None):
        yield sealed(header | {"kid": kid}, right, own.sign)
    yield sealed(header, right, other.sign)
    yield sealed(header | {"alg": "none"}, right, lambda said: b"")
    public = (anothers / "peers" / "notify.pem").read_bytes()
    yield sealed(header | {"alg": "HS256"}, right, _hmac(public, "sha256"))
    yield sealed(header | {"jwk": {"kty": "OKP", "crv": "Ed25519", "x": "AAAA"}}, right, other.sign)


def _hmac(key: bytes, hashed: str) -> Any:
    return lambda said: hmac.digest(key, said, getattr(hashlib, hashed))


def _packed(said: bytes) -> str:
    return base64.urlsafe_b64encode(said).decode().rstrip("=")
