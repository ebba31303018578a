"""Somebody who reads the portal's pages without JavaScript: cookies, links, forms, and Keycloak's page on the way."""

import html
import http.cookiejar
import re
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from tests.registry.people import Person


@dataclass(frozen=True)
class Page:
    status: int
    url: str
    text: str
    headers: Any  # http.client's own message

    @property
    def title(self) -> str:
        found = re.search(r"<title>(.*?)</title>", self.text)
        return html.unescape(found[1]) if found else ""

    def hidden(self, action: str = "") -> dict[str, Any]:
        """The hidden fields of the form that goes to `action`; of the first with a key where none is named. What stands
        there more than once is a list."""
        forms = re.findall(r'<form[^>]*action="([^"]*)"[^>]*>(.*?)</form>', self.text, re.S)
        inside = next(
            text for goes, text in forms if (action == html.unescape(goes) if action else 'name="key"' in text)
        )
        fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', inside)
        told: dict[str, list[str]] = {}
        for name, value in fields:
            told.setdefault(name, []).append(html.unescape(value))
        return {name: found if len(found) > 1 else found[0] for name, found in told.items()}


class Reader:
    """A browser of one person."""

    def __init__(self, portal: str) -> None:
        self.portal = portal
        self.headers: dict[str, str] = {}  # what the phone itself adds
        self.jar = http.cookiejar.CookieJar(_Local())
        self._open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar)).open

    def log_in(self, person: Person, to: str = "/") -> Page:
        """Through Keycloak's own page."""
        page = self.get(f"/masuk?ke={urllib.parse.quote(to)}")
        action = re.search(r'<form[^>]*action="([^"]+)"', page.text)
        assert action, page.text[:500]
        password = person.password or person.street._password(person.username)
        return self._read(html.unescape(action[1]), {"username": person.username, "password": password})

    def get(self, path: str) -> Page:
        return self._read(self.portal + path)

    def post(self, path: str, form: dict[str, Any]) -> Page:
        return self._read(self.portal + path, form)

    def bring(self, page: Page, action: str, content: bytes, **typed: str) -> Page:
        """Fill in the form of a page with a file, as a browser does, and send it."""
        edge = uuid4().hex
        parts = [f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
                 for name, value in (page.hidden(action) | typed).items()]  # fmt: skip
        head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="psm.csv"\r\n\r\n'
        body = "".join([*parts, head]).encode() + content + f"\r\n--{edge}--\r\n".encode()
        headers = self.headers | {"Content-Type": f"multipart/form-data; boundary={edge}"}
        return self._answered(urllib.request.Request(self.portal + action, body, headers))

    def send(self, page: Page, action: str, **typed: Any) -> Page:
        """Fill in the form of a page that goes to `action` and send it."""
        return self.post(action, page.hidden(action) | typed)

    def _read(self, address: str, form: dict[str, Any] | None = None) -> Page:
        content = urllib.parse.urlencode(form, doseq=True).encode() if form is not None else None
        return self._answered(urllib.request.Request(address, content, self.headers))

    def _answered(self, request: urllib.request.Request) -> Page:
        try:
            with self._open(request, timeout=20) as answer:
                text = answer.read().decode(errors="replace")  # of a workbook too
                return Page(answer.status, answer.url, text, answer.headers)
        except urllib.error.HTTPError as answer:
            return Page(answer.code, answer.url or request.full_url, answer.read().decode(), answer.headers)


class _Local(http.cookiejar.DefaultCookiePolicy):
    """A browser gives secure cookies to the machine it runs on without TLS as well."""

    def __init__(self) -> None:
        super().__init__(secure_protocols=("http", "https"))
