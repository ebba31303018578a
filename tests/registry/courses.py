"""A training of a kabupaten of one's own, brought as far as a test wants it, through the doors."""

from datetime import date, datetime, timedelta
from typing import Any

from services.kit import area, clock
from tests.registry.conftest import Kabupaten
from tests.registry.people import Json, Person

STAGES = ("nominating", "invited", "running", "finished")


def today(office: str) -> date:
    at: datetime = clock.now()
    return at.astimezone(area.zone(office)).date()


def plan(kabupaten: Kabupaten, **other: Any) -> Json:
    """A day of basic training, today, as the officer types it."""
    day = today(kabupaten.code).isoformat()
    return {
        "title": "Bimtek Tingkat Dasar", "roles": ["psm", "candidate"], "tier": "dasar", "quota": 30,
        "days": [{"day": day, "venue": "Aula Dinas Sosial"}], "opener": "Kepala Dinas",
        "modules": [{"title": "Manajemen Risiko", "hours": 2, "person": "Budi Misal", "institution": "Inspektorat"}],
        **other,
    }  # fmt: skip


def planned(kabupaten: Kabupaten, **other: Any) -> Json:
    answer = kabupaten.dinas.post("/v1/trainings", plan(kabupaten, **other))
    assert answer.status == 201, answer.body
    return answer.body


def path(training: Json) -> str:
    return f"/v1/trainings/{training['id']}"


def now(by: Person, training: Json) -> Json:
    return by.get(path(training)).body


def done(by: Person, training: Json, verb: str, body: Any) -> Json:
    """A verb at the version that stands there now; it must be possible."""
    answer = by.post(f"{path(training)}/{verb}", body, was=now(by, training)["version"])
    assert answer.status == 200, (verb, answer.body)
    return answer.body


def staged(by: Person, training: Json, until: str) -> Json:
    told = now(by, training)
    first = STAGES.index(told["status"]) + 1 if told["status"] in STAGES else 0
    for stage in STAGES[first : STAGES.index(until) + 1]:
        told = done(by, training, "stage", {"to": stage})
    return told


def candidate(kabupaten: Kabupaten, name: str = "Ani Contoh", **other: Any) -> Json:
    return {"name": name, "role": "candidate", "place": kabupaten.villages()[0], **other}


def nominated(kabupaten: Kabupaten, training: Json, *volunteers: Json, people: list[Json] | None = None) -> Json:
    body = {"volunteers": [one["id"] for one in volunteers], "people": people or []}
    answer = kabupaten.dinas.post(f"{path(training)}/participants", body)
    assert answer.status == 200, answer.body
    return answer.body


def certified(kabupaten: Kabupaten, *volunteers: Json, people: list[Json] | None = None, **other: Any) -> Json:
    """Everybody came every day, and the certificates are out."""
    training = planned(kabupaten, **other)
    staged(kabupaten.dinas, training, "nominating")
    told = nominated(kabupaten, training, *volunteers, people=people)
    staged(kabupaten.dinas, training, "running")
    present = [one["id"] for one in told["participants"] if one["seat"] == "seated"]
    for day in told["days"]:
        done(kabupaten.dinas, training, "attendance", {"day": day["day"], "present": present})
    staged(kabupaten.dinas, training, "finished")
    return done(kabupaten.dinas, training, "certification", {})


def yesterday(office: str) -> str:
    return (today(office) - timedelta(days=1)).isoformat()
