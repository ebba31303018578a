"""Keycloak's admin API, as little of it as is needed: one log-in, JSON in and out, one family of errors."""

import time
from typing import Any, Self

import aiohttp

_LOGIN_FOR = 40  # seconds; a token of the realm `master` lives for 60


class Refused(Exception):
    """Keycloak could not be reached or said no; the message is one line without secrets."""


class Admin:
    """Paths are relative to `realm`. `find` answers None for what is not there, where `get` raises."""

    def __init__(self, url: str, user: str, password: str, realm: str) -> None:
        self._url = url.rstrip("/")
        self._form = {"grant_type": "password", "client_id": "admin-cli", "username": user, "password": password}
        self._realm = realm
        self._token, self._since = "", float("-inf")

    async def __aenter__(self) -> Self:
        limits = aiohttp.TCPConnector(limit=6)  # more at once only queue in Keycloak's database pool
        self._http = aiohttp.ClientSession(connector=limits, timeout=aiohttp.ClientTimeout(total=120))
        return self

    async def __aexit__(self, *why: object) -> None:
        await self._http.close()

    async def get(self, path: str) -> Any:
        return await self._call("GET", path)

    async def find(self, path: str) -> Any:
        return await self._call("GET", path, absent=True)

    async def post(self, path: str, body: Any) -> Any:
        return await self._call("POST", path, body)

    async def put(self, path: str, body: Any = None) -> None:
        await self._call("PUT", path, body)

    async def delete(self, path: str, body: Any = None) -> None:
        await self._call("DELETE", path, body)

    async def make_realm(self, everything: dict[str, Any]) -> None:
        await self._send("POST", f"{self._url}/admin/realms", everything, absent=False)

    async def _call(self, method: str, path: str, body: Any = None, *, absent: bool = False) -> Any:
        url = f"{self._url}/admin/realms/{self._realm}"
        return await self._send(method, f"{url}/{path}" if path else url, body, absent=absent)

    async def _send(self, method: str, url: str, body: Any, *, absent: bool, again: bool = True) -> Any:
        try:
            headers = {"Authorization": f"Bearer {(token := await self._login())}"}
            async with self._http.request(method, url, json=body, headers=headers) as answer:
                if answer.status == 401 and again:  # a busy Keycloak answered after the token's end
                    self._since = self._since if token != self._token else float("-inf")
                    return await self._send(method, url, body, absent=absent, again=False)
                if answer.status == 404 and absent:
                    return None
                if answer.status >= 400:
                    where, why = url.removeprefix(f"{self._url}/admin/realms"), (await answer.text())[:200]
                    raise Refused(f"Keycloak answered {answer.status} to {method} {where}: {why}")
                return await answer.json() if answer.content_type == "application/json" else None
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Refused(f"Keycloak at {self._url} cannot be reached ({type(error).__name__})") from error

    async def _login(self) -> str:
        if time.monotonic() - self._since > _LOGIN_FOR:
            token = f"{self._url}/realms/master/protocol/openid-connect/token"
            async with self._http.post(token, data=self._form) as answer:
                if answer.status != 200:
                    raise Refused(f"Keycloak at {self._url} does not let its administrator in ({answer.status})")
                self._token, self._since = (await answer.json())["access_token"], time.monotonic()
        return self._token
