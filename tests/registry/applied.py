"""Applications of a kabupaten, brought as far as a test wants them, through the doors; and whoever applies without a
log-in."""

import asyncio
import json
import urllib.error
import urllib.request
from typing import Any
from uuid import uuid4

import asyncpg

from deploy.local.running import Running
from tests.registry.people import Answer, Json, Person

PDF = b"%PDF-1.7 contoh"
APPEAL = "Tertulis kepada Kepala Dinas, 7 hari"
OF_TKSK = ("ktp", "school", "independent", "active", "healthy", "computer")


def nik(place: str) -> str:
    """Valid in form and never given."""
    return f"{place[:6]}410390{9001 + uuid4().int % 999:04d}"


def form(place: str, **other: Any) -> Json:
    """As somebody fills it in."""
    role = "tksk" if len(place) == 6 else "psm"
    told = {"role": role, "name": "Kenanga Contoh", "place": place, "birth_on": "1998-03-04", "nik": nik(place)}
    return told | {"phone": "082000001234", "address": "Jl. Contoh No. 1"} | other


def stranger(
    street: Running, method: str, path: str, body: Any = None, *, key: str | None = None
) -> Answer:  # fmt: skip
    """A request without a token."""
    headers = {"Idempotency-Key": key or str(uuid4()), "Content-Type": "application/json"}
    content = body if isinstance(body, bytes) else json.dumps(body).encode() if body is not None else None
    request = urllib.request.Request(street.url("registry") + path, content, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return Answer(answer.status, json.load(answer), dict(answer.headers))
    except urllib.error.HTTPError as refusal:
        return Answer(refusal.code, json.load(refusal), dict(refusal.headers))


def path(application: Json) -> str:
    return f"/v1/applications/{application['id']}"


def entered(by: Person, place: str, **other: Any) -> Json:
    answer = by.post("/v1/applications", form(place, **other))
    assert answer.status == 201, answer.body
    return answer.body


def attached(by: Person, application: Json, *items: str) -> Json:
    for item in items:
        answer = by.bring(f"{path(application)}/documents?item={item}", PDF)
        assert answer.status == 201, answer.body
        application = answer.body
    return application


def done(by: Person, application: Json, verb: str, body: Any = None) -> Json:
    """A verb at the version that stands there now; it must be possible."""
    answer = by.post(f"{path(application)}/{verb}", body, was=by.get(path(application)).body["version"])
    assert answer.status == 200, (verb, answer.body)
    return answer.body


def admitted(by: Person, place: str, **other: Any) -> Json:
    """Every item met, in the selection of the place."""
    one = entered(by, place, **other)
    for item in (checked["item"] for checked in one["checklist"] if checked["met"] is None):
        attached(by, one, item)
        done(by, one, "marks", {"item": item, "met": True})
    return done(by, one, "admission")


def decided(head: Person, candidate: Json, *others: Json, scores: tuple[int, int] = (80, 80)) -> Json:
    """The first is chosen; of a role with tests all have their scores."""
    selection = f"/v1/selections/{candidate['selection_id']}"
    found = head.get(selection).body
    if found["tests"]:
        told = [
            {"application_id": one["id"], "scores": dict(zip(("written", "interview"), scores, strict=True))}
            for one in (candidate, *others)
        ]
        found = head.post(f"{selection}/scores", {"scores": told}, was=found["version"]).body
    decision = {"chosen": [candidate["id"]], "reason": "Nilai akhir tertinggi", "appeal": APPEAL}
    answer = head.post(f"{selection}/decision", decision, was=found["version"])
    assert answer.status == 200, answer.body
    return answer.body


def stepped(by: Person, application: Json, step: str, **other: Any) -> Json:
    attached(by, application, step)
    return done(by, application, "steps", {"step": step, "number": f"460/{step}", "on": "2026-01-05"} | other)


def proposed(dinas: Person, head: Person, kecamatan: str, **other: Any) -> Json:
    """Chosen as TKSK, and on its way to the province."""
    chosen = admitted(dinas, kecamatan, **other)
    decided(head, chosen)
    stepped(dinas, chosen, "camat")
    return stepped(dinas, chosen, "proposal")


def proposal_id(street: Running, application_id: str) -> str:
    """The province's own lists are read by the province alone; a test looks behind every wall."""

    async def look() -> str:
        admin = await asyncpg.connect(street.admin_dsn("registry"))
        try:
            return str(
                await admin.fetchval(
                    "SELECT proposal_id FROM applications WHERE application_id = $1::uuid", application_id
                )
            )
        finally:
            await admin.close()

    return asyncio.run(look())
