"""Meetings, programmes and the shelf of practice of a kabupaten of one's own, through the doors."""

from datetime import timedelta
from typing import Any, Protocol

from tests.registry import courses
from tests.registry.people import Json, Person, newcomer

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF"
LEARNT = "Datang dua kali sebelum bertanya tentang surat; percaya tumbuh lebih dahulu."


class Town(Protocol):
    """A kabupaten at work, as the tests of referrals have it: workers with the person that each of them is."""

    @property
    def code(self) -> str: ...
    @property
    def village(self) -> str: ...
    @property
    def supervisor(self) -> Any: ...
    @property
    def psm(self) -> Any: ...


def kasi_kesra(supervisor: Person, kec: str) -> Person:
    named = supervisor.post("/v1/officers", {"name": "Sri Contoh", "roles": ["kasi_kesra"], "kec": kec})
    assert named.status == 201, named.body
    return newcomer(supervisor, f"/v1/officers/{named.body['id']}")


def meeting(office: str, **other: Any) -> Json:
    """Of today, as the Kasi Kesra types it."""
    given = {
        "day": courses.today(office).isoformat(), "begins": "09.00", "place": "Aula kecamatan",
        "agenda": ["Verifikasi data", "Desa kosong"],
    }  # fmt: skip
    return given | other


def planned(by: Person, office: str, **other: Any) -> Json:
    return done(by, "/v1/meetings", meeting(office, **other))


def held(by: Person, office: str) -> Json:
    """Everybody who serves there came."""
    told = planned(by, office)
    present = [one["id"] for one in told["invited"]]
    return done(by, f"/v1/meetings/{told['id']}/attendance", {"present": present}, was=told["version"])


def decided(by: Person, told: Json, owner_id: str, *, ahead: int = 14) -> Json:
    """The meeting with a decision more."""
    due = courses.today(told["kec"][:4]) + timedelta(days=ahead)
    body = {"what": "Data desa dilengkapi", "owner_id": owner_id, "due_on": due.isoformat()}
    return done(by, f"/v1/meetings/{told['id']}/decisions", body)


def activity(**other: Any) -> Json:
    given = {
        "what": "Pendataan lansia", "who": "PSM desa", "first": 2, "last": 4, "fund": "apbdes", "cost": 3_500_000,
    }  # fmt: skip
    return given | other


def begun(by: Person, place: str, **other: Any) -> Json:
    body = {"place": place, "year": courses.today(place[:4]).year, **other}
    return done(by, "/v1/programmes", body)


def written(by: Person, told: Json, **other: Any) -> Json:
    plan = {"analysis": "Dua desa kosong.", "aims": ["Semua desa tercakup"], "activities": [activity()]} | other
    return done(by, f"/v1/programmes/{told['id']}/plan", plan, was=told["version"])


def lesson(**other: Any) -> Json:
    return {"title": "Bertanya pelan-pelan", "topic": "recording", "text": LEARNT} | other


def done(by: Person, path: str, body: Any = None, *, was: int | None = None) -> Json:
    """What stands after a change that must be possible."""
    answer = by.post(path, body, was=was)
    assert answer.status in (200, 201), (path, answer.status, answer.body)
    return answer.body


def things(town: Town) -> dict[str, str]:
    """One of each, by the name of its id in a path."""
    keeper = kasi_kesra(town.supervisor.person, town.village[:6])
    told = held(keeper, town.code)
    told = decided(keeper, told, told["invited"][0]["id"])
    material = town.supervisor.person.bring("/v1/materials", PDF)
    return {
        "meeting_id": told["id"], "decision_id": told["decisions"][0]["id"],
        "programme_id": begun(town.supervisor.person, town.code)["id"], "material_id": material.body["id"],
        "lesson_id": done(town.psm.person, "/v1/lessons", lesson())["id"],
    }  # fmt: skip
