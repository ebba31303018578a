"""Markers through a training: its doors, and its rooms in the portal. What an office says of its own course is nobody's
secret; names are of people who act publicly; a NIK, and why somebody withdrew, are not for outside.
"""

import re
from typing import Any

from tests.proofs.leaks.pages import Guest, Rooms, at
from tests.proofs.leaks.story import Round
from tests.registry import courses
from tests.registry.people import Json

ONE = "/v1/trainings/{training_id}"
ROOM = "/pelatihan/{training_id}"


def through_the_doors(made: Round) -> None:
    carrier, dinas, psm, markers = made.carrier, made.cast.dinas, made.cast.psm, made.markers
    day = courses.today(made.cast.kabupaten.code).isoformat()
    carrier.get(dinas, "registry", "/v1/tiers")
    training = carrier.post(dinas, "registry", "/v1/trainings", _plan(made, day))["id"]
    carrier.get(dinas, "registry", "/v1/trainings", {"limit": "1"})

    def verb(word: str, body: Any) -> Json:
        was = carrier.get(dinas, "registry", ONE, training_id=training)["version"]
        return carrier.post(dinas, "registry", f"{ONE}/{word}", body, was=was, training_id=training)

    verb("plan", _plan(made, day))
    verb("stage", {"to": "nominating"})
    people = {"volunteers": [_volunteer(made)], "people": [_candidate(made), _candidate(made)]}
    carrier.post(dinas, "registry", f"{ONE}/participants", people, training_id=training)
    mine, ani, ida = carrier.get(dinas, "registry", ONE, training_id=training)["participants"][:3]
    carrier.post(
        dinas, "registry", "/v1/participants/{participant_id}/withdrawal", _why(made), was=ida["version"],
        participant_id=ida["id"],
    )  # fmt: skip
    verb("stage", {"to": "invited"})
    verb("stage", {"to": "running"})
    code = carrier.get(dinas, "registry", f"{ONE}/attendance-code", {"day": day}, training_id=training)["code"]
    carrier.post(psm, "registry", "/v1/attendance", {"code": code})
    verb("attendance", {"day": day, "present": [ani["id"]], "absent": [mine["id"]]})
    failed = markers.text("decision").value
    verb("results", {"results": [{"participant_id": mine["id"], "pre": 40, "post": 80, "failed": failed}]})
    report = {name: markers.text("report").value for name in ("findings", "discussion")}
    verb("practice", report | {"group": markers.name("directory").value})
    verb("stage", {"to": "finished"})
    told = verb("certification", {})
    certificate = next(one["certificate"] for one in told["participants"] if one["id"] == ani["id"])
    carrier.get(psm, "registry", "/v1/me/trainings")
    carrier.get(dinas, "registry", "/v1/volunteers/{volunteer_id}/trainings", volunteer_id=_volunteer(made))
    carrier.get(dinas, "registry", f"{ONE}/papers/{{paper}}", training_id=training, paper="recap")
    carrier.get(dinas, "registry", f"{ONE}/recap", training_id=training)
    carrier.get(dinas, "registry", "/v1/certificates/{certificate_id}/paper", certificate_id=certificate["id"])
    carrier.get(dinas, "registry", "/v1/certificates/{token}", token=certificate["token"])
    carrier.post(
        dinas, "registry", "/v1/certificates/{certificate_id}/revocation", _why(made), was=certificate["version"],
        certificate_id=certificate["id"],
    )  # fmt: skip
    training = carrier.post(dinas, "registry", "/v1/trainings", _plan(made, day))["id"]
    verb("cancellation", _why(made))


def through_the_rooms(rooms: Rooms) -> None:
    made, boss, psm, markers = rooms.round, rooms.supervisor, rooms.psm, rooms.markers
    day = courses.today(made.cast.kabupaten.code)
    page = boss.fill(boss.see("/pelatihan/rencana"), "/pelatihan/rencana", **_typed(made, day.isoformat()))
    training = page.url.partition("/pelatihan/")[2].partition("?")[0]
    here = f"/pelatihan/{training}"

    def do(word: str, **typed: Any) -> None:
        boss.fill(boss.get(here), at(f"{ROOM}/{{verb}}", training_id=training, verb=word), **typed)

    boss.see(ROOM, training_id=training)
    page = boss.see(f"{ROOM}/rencana", training_id=training)
    boss.fill(page, at(f"{ROOM}/rencana", training_id=training), **_typed(made, day.isoformat()))
    do("buka")
    page = boss.see(f"{ROOM}/calon", training_id=training)
    boss.fill(page, at(f"{ROOM}/calon", training_id=training), volunteers=[_volunteer(made)])
    for _ in range(2):
        page = boss.see(f"{ROOM}/nama", training_id=training)
        boss.fill(page, at(f"{ROOM}/nama", training_id=training), **_candidate(made))
    own = psm.see("/pelatihan-saya")
    found = re.search(r'action="(/pelatihan-saya/([0-9a-f-]{36})/mundur)"', own.text)
    assert found, own.title
    wrong = {f"reason-{found[2]}": ""}
    assert psm.send(own, found[1], **wrong).status == 422
    mine, ani, ida = re.findall(r"/peserta/([0-9a-f-]{36})", boss.get(here).text)[:3]
    one, person = f"{ROOM}/peserta/{{participant_id}}", {"training_id": training, "participant_id": ida}
    if ida == found[2]:
        person["participant_id"], ida = ani, mine
    page = boss.see(one, **person)
    boss.fill(page, at(f"{one}/{{verb}}", **person, verb="mundur"), reason=markers.text("decision").value)
    do("undang")
    do("mulai")
    page = boss.see(f"{ROOM}/hadir", training_id=training)
    code = made.cast.dinas.get(f"/v1/trainings/{training}/attendance-code?day={day}").body["code"]
    psm.fill(psm.see("/hadir/{code}", code=code), at("/hadir/{code}", code=code))
    everybody = re.findall(r'name="present" value="([0-9a-f-]{36})"', page.text)
    boss.fill(page, at(f"{ROOM}/hadir", training_id=training), day=day.isoformat(), present=everybody)
    page = boss.see(f"{ROOM}/nilai", training_id=training)
    other = next(one for one in everybody if one != found[2])
    scores = {f"post-{other}": "80", f"failed-{found[2]}": markers.text("decision").value}
    boss.fill(page, at(f"{ROOM}/nilai", training_id=training), participants=everybody, **scores)
    do("selesai")
    do("sertifikat")
    boss.see(f"{ROOM}/kertas/{{paper}}", training_id=training, paper="rekap")
    page = boss.see(one, training_id=training, participant_id=other)
    certificate = re.search(r"/pelatihan/sertifikat/([0-9a-f-]{36})", page.text)
    assert certificate, page.title
    boss.see("/pelatihan/sertifikat/{certificate_id}", certificate_id=certificate[1])
    _checked(boss, made, training)
    _withdrawn(psm, boss, made, day.isoformat())


def _checked(guest: Guest, made: Round, training: str) -> None:
    told = made.cast.dinas.get(f"/v1/trainings/{training}").body["participants"]
    token = next(one["certificate"]["token"] for one in told if one["certificate"])
    guest.see("/sertifikat/{token}", token=token)


def _withdrawn(psm: Guest, boss: Guest, made: Round, day: str) -> None:
    """By herself, from another training."""
    dinas = made.cast.dinas
    training = dinas.post("/v1/trainings", _plan(made, day)).body
    courses.staged(dinas, training, "nominating")
    assert dinas.post(f"{courses.path(training)}/participants", {"volunteers": [_volunteer(made)]}).status == 200
    page = psm.get("/pelatihan-saya")
    told = dinas.get(courses.path(training)).body["participants"][0]["id"]
    why = {f"reason-{told}": made.markers.text("decision").value}
    psm.fill(page, at("/pelatihan-saya/{participant_id}/mundur", participant_id=told), **why)


def _plan(made: Round, day: str) -> Json:
    """Everything that the form asks for."""
    said = [made.markers.name("directory").value for _ in range(9)]
    return {
        "title": said[0], "opener": said[1], "roles": ["psm", "candidate"], "quota": 20, "pass_share": 0,
        "days": [{"day": day, "venue": said[2]}],
        "modules": [{"title": said[3], "hours": 2, "person": said[4], "institution": said[5]}],
        "practice": {"host": said[6], "place": said[7], "day": day},
    }  # fmt: skip


def _typed(made: Round, day: str) -> dict[str, Any]:
    """The same on the page."""
    plan = _plan(made, day)
    module, practice = plan["modules"][0], plan["practice"]
    return {
        "title": plan["title"], "opener": plan["opener"], "roles": plan["roles"], "quota": "20", "pass_share": "0",
        "days": f"{day}; {plan['days'][0]['venue']}",
        "modules": f"{module['title']}; 2; {module['person']}; {module['institution']}",
        "practice_host": practice["host"], "practice_place": practice["place"], "practice_day": day,
    }  # fmt: skip


def _candidate(made: Round) -> Json:
    return {
        "name": made.markers.name("volunteer").value, "role": "candidate", "place": made.cast.villages[0],
        "nik": made.markers.nik().value,
    }  # fmt: skip


def _why(made: Round) -> Json:
    return {"reason": made.markers.text("decision").value}


def _volunteer(made: Round) -> str:
    """The PSM who is at work."""
    listed = made.cast.dinas.get("/v1/volunteers?limit=200&role=psm").body["items"]
    return next(str(one["id"]) for one in listed if one["username"] == made.cast.psm.username)
