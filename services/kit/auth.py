"""Who calls: Keycloak's access tokens, verified offline, and the 60-second tokens by which services prove themselves.

A token is accepted when issuer, audience, type, authorised party, algorithm and time are right and its groups name one
office. With Keycloak down valid tokens stay valid (keys are kept up to 24 h) and expired ones stay expired.
"""

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey

from services.kit.actor import Claims, at_home
from services.kit.errors import Unauthenticated, Unavailable
from services.kit.ids import NATION, OFFICE, is_organisation

log = logging.getLogger(__name__)

FRESH, STALE, FORCED = 300, 24 * 3600, 30  # seconds: refresh, last resort, one forced refresh for an unknown key
LEEWAY = 5
_REMEMBERED = 5000


def office_of(chain: Sequence[str]) -> str:
    """The office of a token from its group chain, a set without order: the longest, each other being the start of it or
    the nation. Anything else (two kabupaten, none, an unknown form) is refused."""
    offices = sorted(set(chain), key=lambda office: (office != NATION, len(office)))
    if not offices or not all(OFFICE.fullmatch(office) for office in offices):
        raise Unauthenticated("no-office", "Akun ini belum punya kantor.", "This account has no office.")
    last = offices[-1]
    if any(office != NATION and not last.startswith(office) for office in offices) or (
        is_organisation(last) and set(offices) - {last, NATION}
    ):
        raise Unauthenticated("two-offices", "Akun ini terdaftar di dua kantor.", "This account has two offices.")
    return last


class Tokens:
    """Verifies users' access tokens for one audience. `parties` are the clients (`azp`) that may ask for users, `at` is
    where the issuer is reached, if not at its name."""

    def __init__(self, issuer: str, audience: str, parties: Sequence[str], at: str = "") -> None:
        self._issuer, self._audience, self._parties, self._at = issuer, audience, frozenset(parties), at or issuer
        self._keys: KeySet | None = None
        self._fetched = self._tried = self._forced = float("-inf")
        self._lock = asyncio.Lock()
        self._known: OrderedDict[str, tuple[float, Claims]] = OrderedDict()

    @property
    def ready(self) -> bool:
        """Whether keys of the issuer are at hand."""
        return time.monotonic() - self._fetched < STALE

    async def keep_fresh(self) -> None:
        """Endless: have the issuer's keys before a request needs them, and again before they are old."""
        while True:
            async with self._lock:
                await self._fetch()
            fresh = time.monotonic() - self._fetched < FRESH
            await asyncio.sleep(FRESH * 0.8 if fresh else 5 if self.ready else 1)

    async def verify(self, token: str) -> Claims:
        """The claims of a valid token; Unauthenticated otherwise; Unavailable while no key of the issuer is known."""
        now = time.time()
        if (known := self._known.get(token)) and known[0] > now:
            return known[1]
        keys = await self._keyset(force=False)
        try:
            decoded = jwt.decode(token, keys, algorithms=["RS256"])
        except (JoseError, ValueError, TypeError):
            keys = await self._keyset(force=True)  # perhaps signed by a key that is new
            try:
                decoded = jwt.decode(token, keys, algorithms=["RS256"])
            except (JoseError, ValueError, TypeError):
                raise Unauthenticated() from None
        claims = self._checked(decoded.claims, token, now)
        self._known[token] = (min(float(decoded.claims["exp"]), now + FRESH), claims)
        if len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
        return claims

    def _checked(self, said: dict[str, Any], token: str, now: float) -> Claims:
        audience = said.get("aud")
        audiences = [audience] if isinstance(audience, str) else audience or []
        try:
            valid = (
                said["iss"] == self._issuer
                and self._audience in audiences
                and said["typ"] == "Bearer"
                and said["azp"] in self._parties
                and float(said["exp"]) > now
                and float(said["iat"]) <= now + LEEWAY
                and float(said.get("nbf", 0)) <= now + LEEWAY
            )
            if not valid:
                raise Unauthenticated()
            chain = said.get("office") or []
            office = office_of([chain] if isinstance(chain, str) else [str(office) for office in chain])
            return Claims(
                sub=str(said["sub"]),
                office=office,
                roles=frozenset(said.get("realm_access", {}).get("roles", ())) & at_home(office),
                name=str(said.get("name") or said.get("preferred_username") or ""),
                issued_at=datetime.fromtimestamp(float(said["iat"]), UTC),
                token=token,
            )
        except (KeyError, TypeError, ValueError):
            raise Unauthenticated() from None

    async def _keyset(self, *, force: bool) -> KeySet:
        """The keys at hand. An issuer that is away, or hangs, is waited for only where there are none, or where a token
        may be signed by a new one."""
        if force or not self.ready:
            async with self._lock:
                now = time.monotonic()
                if force and now - self._forced > FORCED:
                    self._forced = now
                    await self._fetch()
                elif not self.ready and now - self._tried > 1:
                    await self._fetch()
        if self._keys is None or not self.ready:
            raise Unavailable("login")
        return self._keys

    async def _fetch(self) -> None:
        try:
            timeout = aiohttp.ClientTimeout(total=5)
            address = f"{self._at}/protocol/openid-connect/certs"
            async with aiohttp.ClientSession(timeout=timeout) as web, web.get(address) as answer:
                answer.raise_for_status()
                said = await answer.json()
            self._keys = KeySet.import_key_set({"keys": [key for key in said["keys"] if key.get("use") == "sig"]})
            self._fetched = time.monotonic()
            self._known.clear()  # a key that was taken away takes its tokens along
        except (aiohttp.ClientError, TimeoutError, OSError, KeyError, ValueError, JoseError) as trouble:
            log.warning("keys of the issuer cannot be read: %s", type(trouble).__name__)
        self._tried = time.monotonic()


class Seal:
    """The service's own key: proves it to other services, signs heads of its ledger."""

    def __init__(self, service: str, keys: Path) -> None:
        self._service, self._folder = service, keys
        pem = (keys / "service.pem").read_bytes()
        private = load_pem_private_key(pem, None)
        if not isinstance(private, Ed25519PrivateKey):
            raise SystemExit("titian: service.pem: not an Ed25519 key")
        self._private, self._jwk = private, OKPKey.import_key(pem)
        self._peers: dict[str, OKPKey] = {}

    def sign(self, said: bytes) -> bytes:
        return self._private.sign(said)

    def verified(self, said: bytes, signature: bytes) -> bool:
        """Whether this service signed it."""
        try:
            self._private.public_key().verify(signature, said)
        except InvalidSignature:
            return False
        return True

    def token(self, to: str) -> str:
        """Proves this service to `to` for 60 seconds."""
        now = int(time.time())
        said = {"iss": self._service, "aud": to, "iat": now, "exp": now + 60}
        return jwt.encode({"alg": "Ed25519", "kid": self._service}, said, self._jwk, algorithms=["Ed25519"])

    def caller(self, token: str) -> str:
        """Which service a token proves; Unauthenticated otherwise."""
        try:
            decoded = jwt.decode(token, lambda said: self.peer(str(said.headers().get("kid"))), algorithms=["Ed25519"])
            claimed, now = decoded.claims, time.time()
            fresh = claimed["iat"] - LEEWAY <= now < claimed["exp"] <= now + 60 + LEEWAY
            if claimed["aud"] != self._service or claimed["iss"] != decoded.header["kid"] or not fresh:
                raise Unauthenticated()
            return str(claimed["iss"])
        except (JoseError, KeyError, TypeError, ValueError, OSError):
            raise Unauthenticated() from None

    def peer(self, name: str) -> OKPKey:
        """The public key of a service, from the folder of keys."""
        if name not in self._peers:
            if not name.isalpha():
                raise ValueError("not the name of a service")
            self._peers[name] = OKPKey.import_key((self._folder / "peers" / f"{name}.pem").read_bytes())
        return self._peers[name]
