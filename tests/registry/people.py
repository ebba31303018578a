"""People at the registry's doors, and the way in that a new one has: a slip, Keycloak's own pages, a password."""

import base64
import hashlib
import html
import http.cookiejar
import json
import re
import secrets
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from deploy.local.running import Running

Json = dict[str, Any]
PATIENCE = 15.0  # seconds for an account to be made on a busy machine; the platform itself promises 5


@dataclass(frozen=True)
class Answer:
    status: int
    body: Json
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def code(self) -> str:
        """Of a problem."""
        return str(self.body.get("code", ""))


@dataclass
class Person:
    """Somebody with a password. Every request names the token, every change a key of its own unless one is given."""

    street: Running
    username: str
    password: str | None = None
    old_token: str = ""

    @property
    def token(self) -> str:
        return self.old_token or self.street.token(self.username, self.password)

    def renew(self) -> str:
        """A token made just now."""
        self.street.__dict__["_tokens"].pop(self.username, None)
        return self.token

    def get(self, path: str) -> Answer:
        return self.send("GET", path, None, {})

    def post(
        self, path: str, body: Any = None, *, key: str | None = None, was: int | None = None, language: str = "id"
    ) -> Answer:
        told = {"Idempotency-Key": key or str(uuid4()), "Accept-Language": language}
        if was is not None:
            told["If-Match"] = f'"{was}"'
        return self.send("POST", path, body if body is not None else {}, told)

    def take(self, path: str, body: Any = None) -> tuple[bytes, dict[str, str]]:
        """A file, and what is said of it."""
        said = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        content = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(self.street.url("registry") + path, content, said)
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.read(), dict(answer.headers)

    def bring(self, path: str, content: bytes, *, key: str | None = None) -> Answer:
        """Send a file as it is."""
        told = {"Idempotency-Key": key or str(uuid4()), "Content-Type": "application/octet-stream"}
        return self.send("POST", path, content, told)

    def send(self, method: str, path: str, body: Any, headers: dict[str, str]) -> Answer:
        said = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json", **headers}
        content = body if isinstance(body, bytes) else json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(self.street.url("registry") + path, content, said, method=method)
        end = time.monotonic() + PATIENCE
        while True:
            try:
                with urllib.request.urlopen(request, timeout=20) as answer:
                    return Answer(answer.status, json.load(answer), dict(answer.headers))
            except urllib.error.HTTPError as refusal:
                told = Answer(refusal.code, json.load(refusal), dict(refusal.headers))
            if told.status != 429 or time.monotonic() > end:
                return told
            time.sleep(0.2)  # a fast machine asks too often for one person: she waits, as she is told to

    def until(self, path: str, field: str, value: str) -> Json:
        """What stands at `path`, once its `field` is `value`."""
        end = time.monotonic() + PATIENCE
        while (answer := self.get(path)).body.get(field) != value:
            assert time.monotonic() < end, f"{path}: {field} is {answer.body.get(field)}, not {value}"
            time.sleep(0.1)
        return answer.body


def newcomer(by: Person, path: str) -> Person:
    """The person at `path`, once she has an account, a slip and a password of her own."""
    by.until(path, "account", "ready")
    slip = by.post(f"{path}/slip")
    assert slip.status == 201, slip.body
    return arrive(by.street, slip.body["username"], slip.body["one_time_password"])


def arrive(street: Running, username: str, one_time_password: str) -> Person:
    """Through Keycloak's pages: the slip's password, then one's own. AssertionError where the slip is worth nothing."""
    own = f"Milik-{secrets.token_hex(6)}"
    pages = _Pages(street)
    assert pages.fill(username=username, password=one_time_password), "the slip's password is refused"
    assert pages.fill(**{"password-new": own, "password-confirm": own}), "no own password was asked for"
    return Person(street, username, own)


class _Pages:
    """Keycloak's log-in pages as a browser without JavaScript sees them."""

    def __init__(self, street: Running) -> None:
        jar = http.cookiejar.CookieJar(_Local())
        self._open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar), _Stay()).open
        verifier = secrets.token_urlsafe(40)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
        asked = {
            "client_id": "portal",
            "response_type": "code",
            "redirect_uri": f"{street.url('portal')}/masuk/kembali",
            "scope": "openid",
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        self._page = self._read(f"{street.plan.issuer}/protocol/openid-connect/auth?{urllib.parse.urlencode(asked)}")

    def fill(self, **form: str) -> bool:
        """Fill in the page's form and send it; False where the page has other fields or answers with an error."""
        found = re.search(r'<form[^>]*action="([^"]+)"', self._page)
        if not found or not all(f'name="{name}"' in self._page for name in form):
            return False
        self._page = self._read(html.unescape(found[1]), urllib.parse.urlencode(form).encode())
        return 'aria-invalid="true"' not in self._page

    def _read(self, address: str, form: bytes | None = None) -> str:
        try:
            with self._open(address, form, timeout=20) as page:
                return str(page.read().decode())
        except urllib.error.HTTPError as answer:
            if answer.code in (302, 303) and "/realms/titian/login-actions/" in answer.headers["Location"]:
                return self._read(answer.headers["Location"])
            return answer.read().decode()


class _Local(http.cookiejar.DefaultCookiePolicy):
    """A browser gives secure cookies to the machine it runs on without TLS as well."""

    def __init__(self) -> None:
        super().__init__(secure_protocols=("http", "https"))


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *given: Any) -> None:
        """The portal, where the way leads in the end, need not run for this."""
