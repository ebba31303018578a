"""A kabupaten at work with two organisations: everybody whom a referral passes, on the running street."""

import base64
import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from deploy.local.running import Running
from tests.registry.people import Answer, Json, Person

PATIENCE = 20.0  # seconds for a fact to arrive on a busy machine; the sweep alone brings it in that time
NAME = "Minah Fiktif"
NOTE = "Tinggal sendiri, berjalan dengan bantuan"
TODAY = datetime.now(UTC).date()
FIELDS = ["name", "age", "village", "need"]


@dataclass
class Worker:
    """Somebody at the door of a service. Every change has a key of its own unless one is given."""

    person: Person

    @property
    def sub(self) -> str:
        claims = self.person.token.split(".")[1]
        return str(json.loads(base64.urlsafe_b64decode(claims + "=="))["sub"])

    def get(self, path: str, service: str = "referral") -> Answer:
        return self.send(service, "GET", path, None, {})

    def post(
        self, path: str, body: Any = None, *, was: int | None = None, key: str = "", service: str = "referral"
    ) -> Answer:
        headers = {"Idempotency-Key": key or str(uuid4())} | ({"If-Match": f'"{was}"'} if was is not None else {})
        return self.send(service, "POST", path, {} if body is None else body, headers)

    def send(self, service: str, method: str, path: str, body: Any, headers: dict[str, str]) -> Answer:
        said = {"Authorization": f"Bearer {self.person.token}", "Content-Type": "application/json", **headers}
        content = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(self.person.street.url(service) + path, content, said, method=method)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return Answer(answer.status, json.load(answer), dict(answer.headers))
        except urllib.error.HTTPError as refusal:
            return Answer(refusal.code, json.load(refusal), dict(refusal.headers))

    def done(self, path: str, body: Any = None, *, was: int | None = None, service: str = "referral") -> Json:
        """What stands after a change that must be possible."""
        answer = self.post(path, body, was=was, service=service)
        assert answer.status in (200, 201), (path, answer.status, answer.body)
        return answer.body

    def until(self, path: str, service: str = "referral", **wanted: Any) -> Json:
        """What stands at `path`, once it says so."""
        end = time.monotonic() + PATIENCE
        while True:
            answer = self.get(path, service)
            if answer.status == 200 and all(answer.body.get(name) == value for name, value in wanted.items()):
                return answer.body
            assert time.monotonic() < end, (path, answer.status, {name: answer.body.get(name) for name in wanted})
            time.sleep(0.1)


@dataclass
class Town:
    code: str
    village: str
    supervisor: Worker
    dinas: Worker
    tksk: Worker
    psm: Worker
    neighbour: Worker  # a PSM of a village in another kecamatan
    home: str
    partner: Worker
    other_home: str
    other_partner: Worker
    services: dict[str, Json] = field(default_factory=dict)

    @property
    def street(self) -> Running:
        return self.dinas.person.street

    def case(self, **other: Any) -> Json:
        """In the Dinas's care, met by the PSM, with one need; `need_id` stands beside what cases says."""
        person = {"name": NAME, "birth_on": "1949-05-04", "sex": "f", "village": self.village}
        told = {"person": person, "type": 8, "note": NOTE, "consent": {"basis": "consent"}} | other
        case = self.psm.done("/v1/cases", told, service="cases")
        path = f"/v1/cases/{case['id']}"
        case = self.tksk.done(f"{path}/verification", {}, was=case["version"], service="cases")
        self.dinas.done(f"{path}/acceptance", {}, was=case["version"], service="cases")
        return self.needing(case["id"])

    def protected(self) -> Json:
        """A case of violence, on the protected desk; the supervisor has it in care."""
        person = {"name": NAME, "sex": "f", "village": self.village}
        told = {"person": person, "type": 19, "consent": {"basis": "vital"}}
        code = self.psm.done("/v1/cases", told, service="cases")["code"]
        listed = self.supervisor.get("/v1/cases?queue=all&limit=200", "cases").body["items"]
        case = next(item for item in listed if item["code"] == code)
        self.supervisor.done(f"/v1/cases/{case['id']}/acceptance", {}, was=case["version"], service="cases")
        return self.needing(case["id"], self.supervisor)

    def needing(self, case_id: str, by: Worker | None = None) -> Json:
        by = by or self.dinas
        need = by.done(f"/v1/cases/{case_id}/needs", {"kind": "care_home"}, service="cases")
        need_id = need["need_id"] if "need_id" in need else need["id"]
        if need_id == case_id:
            need_id = need["needs"][-1]["id"]
        return by.get(f"/v1/cases/{case_id}", "cases").body | {"need_id": need_id}

    def sending(self, case: Json, service: str = "care", **other: Any) -> Json:
        """The body of a referral of a case's need."""
        return {
            "case_id": case["id"], "need_id": case["need_id"], "service_id": self.services[service]["id"],
            "fields": FIELDS, "purpose": "Menilai penerimaan di panti", **other,
        }  # fmt: skip

    def sent(self, case: Json | None = None, service: str = "care", **other: Any) -> Json:
        return self.dinas.done("/v1/referrals", self.sending(case or self.case(), service, **other))

    def packet(self, referral: Json, partner: Worker | None = None) -> Json:
        """The partner's packet of a referral, once it lies there."""
        end = time.monotonic() + PATIENCE
        while True:
            listed = (partner or self.partner).get("/v1/packets?limit=200").body["items"]
            if found := [item for item in listed if item["code"] == referral["code"]]:
                return dict(found[0])
            assert time.monotonic() < end, "no packet arrived"
            time.sleep(0.1)

    def served(self) -> Json:
        """A referral that the partner reported as served."""
        referral = self.sent()
        path = f"/v1/packets/{self.packet(referral)['id']}"
        packet = self.partner.done(f"{path}/opening")
        packet = self.partner.done(f"{path}/answer", {"answer": "accept"}, was=packet["version"])
        self.partner.done(f"{path}/report", {"result": "served", "note": "Kamar 4"}, was=packet["version"])
        return self.dinas.until(f"/v1/referrals/{referral['id']}", status="served")

    def until_closed(self, case_id: str) -> None:
        """The Dinas closes the case, once cases has heard that no referral is under way."""
        path, end = f"/v1/cases/{case_id}", time.monotonic() + PATIENCE
        while True:
            was = self.dinas.get(path, "cases").body["version"]
            answer = self.dinas.post(f"{path}/closure", {"reason": "served"}, was=was, service="cases")
            if answer.status == 200:
                return
            assert time.monotonic() < end, answer.body
            time.sleep(0.1)

    def tick(self, after: timedelta) -> None:
        """Do what will be due by then."""
        at = (datetime.now(UTC) + after).isoformat()
        subprocess.run(
            [sys.executable, "-m", "services.referral", "tick", "--at", at], check=True, capture_output=True,
            timeout=60, env=os.environ | self.street.environment("referral"),
        )  # fmt: skip
