"""Logging in at Keycloak's own page: code flow with PKCE (S256), then renewing and ending what it gave.

The portal is a confidential client; passwords never come here. Keycloak that cannot be reached is Unavailable("login"),
a grant that it no longer honours Unauthenticated.
"""

import base64
import hashlib
import secrets
import time
from urllib.parse import urlencode

import aiohttp

from services.kit.errors import Unauthenticated, Unavailable
from services.portal.sessions import Grant

DEADLINE = aiohttp.ClientTimeout(total=8, connect=2)


class Keycloak:
    def __init__(self, issuer: str, at: str, client: str, secret: str, back: str) -> None:
        """The browser meets it at `issuer`, the portal itself `at`; `back` is the portal's own address, to which
        Keycloak sends the browser."""
        self._issuer, self._at, self._client, self._secret, self._back = issuer, at, client, secret, back

    def page(self, state: str, verifier: str, language: str) -> str:
        """The address of the log-in page."""
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
        asked = {
            "client_id": self._client,
            "redirect_uri": self._back,
            "response_type": "code",
            "scope": "openid",
            "state": state,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
            "ui_locales": language,
        }
        return f"{self._issuer}/protocol/openid-connect/auth?{urlencode(asked)}"

    async def require_there(self) -> None:
        """Unavailable("login") when nobody answers: the browser would show a page of its own, without a word."""
        try:
            async with (
                aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=3)) as web,
                web.get(f"{self._at}/.well-known/openid-configuration") as answer,
            ):
                answer.raise_for_status()
        except (aiohttp.ClientError, TimeoutError, OSError):
            raise Unavailable("login") from None

    async def exchange(self, code: str, verifier: str) -> Grant:
        """What the code of a finished log-in is worth."""
        return await self._token(
            grant_type="authorization_code", code=code, redirect_uri=self._back, code_verifier=verifier
        )

    async def renew(self, grant: Grant) -> Grant:
        return await self._token(grant_type="refresh_token", refresh_token=grant.refresh)

    async def leave(self, grant: Grant) -> None:
        """End the log-in at Keycloak too, so that the next person on this phone must give a password."""
        await self._post("logout", refresh_token=grant.refresh)

    async def _token(self, **asked: str) -> Grant:
        said = await self._post("token", **asked)
        try:
            return Grant(said["access_token"], said["refresh_token"], time.time() + float(said["expires_in"]))
        except (KeyError, ValueError):
            raise Unavailable("login") from None

    async def _post(self, verb: str, **asked: str) -> dict[str, str]:
        asked |= {"client_id": self._client, "client_secret": self._secret}
        try:
            async with (
                aiohttp.ClientSession(timeout=DEADLINE, cookie_jar=aiohttp.DummyCookieJar()) as web,
                web.post(f"{self._at}/protocol/openid-connect/{verb}", data=asked) as answer,
            ):
                if answer.status in (400, 401):
                    raise Unauthenticated()
                answer.raise_for_status()
                return await answer.json() if answer.status != 204 else {}
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
            raise Unavailable("login") from None


def verifier() -> str:
    """A new secret of one log-in (RFC 7636)."""
    return secrets.token_urlsafe(48)
