"""People at the doors of cases, and what they write down."""

import json
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from tests.registry.people import Answer, Json, Person

PATIENCE = 15.0  # seconds for a fact to arrive on a busy machine; the platform itself promises 5


@dataclass(frozen=True)
class Worker:
    """Somebody with a password and villages, a kecamatan or a desk. Every change has a key of its own unless one is
    given."""

    person: Person
    villages: tuple[str, ...] = ()

    def get(self, path: str) -> Answer:
        return self.send("GET", path, None, {})

    def post(
        self, path: str, body: Any = None, *, key: str | None = None, was: int | None = None, language: str = "id"
    ) -> Answer:
        told = {"Idempotency-Key": key or str(uuid4()), "Accept-Language": language}
        if was is not None:
            told["If-Match"] = f'"{was}"'
        return self.send("POST", path, body if body is not None else {}, told)

    def send(self, method: str, path: str, body: Any, headers: dict[str, str]) -> Answer:
        said = {"Authorization": f"Bearer {self.person.token}", "Content-Type": "application/json", **headers}
        content = body if isinstance(body, bytes) else json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(self.person.street.url("cases") + path, content, said, method=method)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return Answer(answer.status, json.load(answer), dict(answer.headers))
        except urllib.error.HTTPError as refusal:
            return Answer(refusal.code, json.load(refusal), dict(refusal.headers))

    def met(self, **other: Any) -> Json:
        """An elderly woman of the first village, as it is typed; `other` replaces parts."""
        person = {"name": "Aminah Contoh", "village": self.villages[0], "birth_on": "1948-03-12", "sex": "f"}
        return {"person": person | other.pop("person", {}), "type": 8, "consent": {"basis": "consent"}, **other}

    def recorded(self, **other: Any) -> Json:
        answer = self.post("/v1/cases", self.met(**other))
        assert answer.status == 201, answer.body
        return answer.body

    def done(self, case: Json, verb: str, body: Any = None) -> Json:
        """The case after a verb, as it is now."""
        answer = self.post(f"/v1/cases/{case['id']}/{verb}", body, was=case["version"])
        assert answer.status in (200, 201), answer.body
        return answer.body

    def codes(self, path: str = "/v1/cases?limit=200") -> set[str]:
        """The codes of the cases of a list."""
        answer = self.get(path)
        assert answer.status == 200, answer.body
        return {item["code"] for item in answer.body["items"]}


def known_by_now(worker: Worker) -> Worker:
    """Once what the registry said of her has reached cases: her villages are hers."""
    body = worker.met(consent={"basis": "none-such"})
    end = time.monotonic() + PATIENCE
    while (answer := worker.post("/v1/cases", body)).code == "outside-area":
        assert time.monotonic() < end, "the registry's fact did not arrive"
        time.sleep(0.1)
    assert answer.code == "unknown-code", answer.body
    return worker


def until(found: Any, wanted: str = "", patience: float = PATIENCE) -> Any:
    """What `found` answers, once it is true."""
    end = time.monotonic() + patience
    while not (answer := found()):
        assert time.monotonic() < end, wanted or "waited in vain"
        time.sleep(0.2)
    return answer
