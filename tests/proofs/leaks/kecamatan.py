"""Markers through the work of a kecamatan: its doors, and its rooms in the portal. What a meeting, a programme or a
lesson says is of nobody in need, by a rule and by who releases it; names are of people who act publicly.
"""

import re
from typing import Any

from tests.proofs.leaks.pages import Guest, Rooms, at
from tests.proofs.leaks.story import Round
from tests.registry import courses, works
from tests.registry.people import Json, Person, newcomer

MEETING, PROGRAMME = "/v1/meetings/{meeting_id}", "/v1/programmes/{programme_id}"
MATERIAL, LESSON = "/v1/materials/{material_id}", "/v1/lessons/{lesson_id}"


def through_the_doors(made: Round) -> None:
    keeper = _kasi_kesra(made)
    _meetings(made, keeper)
    _programmes(made, keeper)
    _materials(made)
    _lessons(made)


def _meetings(made: Round, keeper: Person) -> None:
    carrier, day = made.carrier, courses.today(made.cast.kabupaten.code).isoformat()
    kec = made.cast.kabupaten.kecamatan()
    plan = {"day": day, "begins": "09.00", "place": _said(made), "agenda": [_said(made)], "kec": kec}
    off = carrier.post(keeper, "registry", "/v1/meetings", plan)
    carrier.post(
        keeper, "registry", f"{MEETING}/cancellation", _why(made), was=off["version"], meeting_id=off["id"]
    )  # fmt: skip
    told = carrier.post(keeper, "registry", "/v1/meetings", plan)
    one = {"meeting_id": told["id"]}
    carrier.get(keeper, "registry", "/v1/meetings", {"limit": "1"})
    told = carrier.get(keeper, "registry", MEETING, **one)
    chair = told["invited"][0]["id"]
    here = {"present": [chair], "guests": _said(made)}
    carrier.post(keeper, "registry", f"{MEETING}/attendance", here, was=told["version"], **one)
    decided = {"what": _said(made), "owner_id": chair, "due_on": day}
    told = carrier.post(keeper, "registry", f"{MEETING}/decisions", decided, **one)
    carrier.get(keeper, "registry", f"{MEETING}/minutes", **one)
    carrier.get(keeper, "registry", "/v1/me/decisions")
    carrier.post(
        keeper, "registry", "/v1/decisions/{decision_id}/result", {"done": True, "word": _said(made)}, was=1,
        decision_id=told["decisions"][-1]["id"],
    )  # fmt: skip


def _programmes(made: Round, keeper: Person) -> None:
    carrier, kec = made.carrier, made.cast.kabupaten.kecamatan()
    year = courses.today(made.cast.kabupaten.code).year
    taken = [one["place"]["code"] for one in keeper.get("/v1/programmes").body["items"]]
    place = next(code for code in (kec, *made.cast.kabupaten.villages()) if code not in taken)
    carrier.get(keeper, "registry", "/v1/practice-codes")
    begun = {"place": place, "year": year, "copy_last": False}
    told = carrier.post(keeper, "registry", "/v1/programmes", begun)
    one = {"programme_id": told["id"]}
    carrier.get(keeper, "registry", "/v1/programmes", {"year": str(year)})
    activity = works.activity(what=_said(made), who=_said(made), partner=_said(made))
    plan = {"analysis": _said(made), "aims": [_said(made)], "activities": [activity]}
    told = _step(made, keeper, told["id"], "plan", plan)
    _step(made, keeper, told["id"], "agreement", None)
    _step(made, keeper, told["id"], "stage", {"to": "running"})
    progress = {"activity_id": told["activities"][0]["id"], "progress": 100, "word": _said(made), "dropped": False}
    _step(made, keeper, told["id"], "progress", progress)
    carrier.get(keeper, "registry", f"{PROGRAMME}/paper", **one)
    carrier.get(keeper, "registry", "/v1/musrenbang", {"year": str(year)})
    carrier.get(keeper, "registry", "/v1/musrenbang/table", {"year": str(year)})


def _step(made: Round, keeper: Person, programme_id: str, verb: str, body: Any) -> Json:
    was = made.carrier.get(keeper, "registry", PROGRAMME, programme_id=programme_id)["version"]
    return made.carrier.post(
        keeper, "registry", f"{PROGRAMME}/{verb}", body, was=was, programme_id=programme_id
    )  # fmt: skip


def _materials(made: Round) -> None:
    carrier, tksk = made.carrier, made.cast.tksk
    told = carrier.bring(tksk, "registry", "/v1/materials", _paper(made))
    one = {"material_id": told["id"]}
    label = {"title": _said(made), "topic": "papers", "course": _said(made), "declared": True}
    carrier.post(tksk, "registry", f"{MATERIAL}/release", label, was=told["version"], **one)
    carrier.get(tksk, "registry", "/v1/materials", {"limit": "1"})
    was = carrier.get(tksk, "registry", MATERIAL, **one)["version"]
    carrier.get(tksk, "registry", f"{MATERIAL}/file", **one)
    carrier.post(tksk, "registry", f"{MATERIAL}/withdrawal", _why(made), was=was, **one)


def _lessons(made: Round) -> None:
    carrier, tksk, psm = made.carrier, made.cast.tksk, made.cast.psm
    told = carrier.post(psm, "registry", "/v1/lessons", _lesson(made))
    one = {"lesson_id": told["id"]}
    carrier.post(tksk, "registry", f"{LESSON}/return", _why(made), was=told["version"], **one)
    was = carrier.get(psm, "registry", LESSON, **one)["version"]
    told = carrier.post(psm, "registry", f"{LESSON}/text", _lesson(made), was=was, **one)
    carrier.post(tksk, "registry", f"{LESSON}/release", was=told["version"], **one)
    carrier.get(psm, "registry", "/v1/lessons", {"limit": "1"})


def through_the_rooms(rooms: Rooms) -> None:
    made, boss, psm = rooms.round, rooms.supervisor, rooms.psm
    keeper = Guest(made.cast, made.carrier)
    assert keeper.log_in(_kasi_kesra(made)).status == 200
    _meet(made, keeper, psm)
    _programme(made, boss)
    _shelf(made, psm, boss)


def _meet(made: Round, keeper: Guest, psm: Guest) -> None:
    day = courses.today(made.cast.kabupaten.code).isoformat()
    room, plan = "/rapat/{meeting_id}", {"day": day, "begins": "09.00", "place": _said(made), "agenda": _said(made)}
    keeper.see("/rapat")
    page = keeper.fill(keeper.see("/rapat/rencana"), "/rapat/rencana", **plan)
    one = {"meeting_id": _id(page, "/rapat/")}
    page = keeper.see(room, **one)
    everybody = re.findall(r'name="present" value="([0-9a-f-]{36})"', page.text)
    page = keeper.fill(page, at(f"{room}/{{verb}}", **one, verb="hadir"), present=everybody, guests=_said(made))
    mine = next(
        str(one["id"]) for one in made.cast.psm.get(f"/v1/meetings/{one['meeting_id']}").body["invited"]
        if one["role"] == "psm" and one["id"] == _volunteer(made)
    )  # fmt: skip
    for owner in (everybody[0], mine):
        page = keeper.get(room.format(**one))
        typed = {"what": _said(made), "owner_id": owner, "due_on": day}
        page = keeper.fill(page, at(f"{room}/{{verb}}", **one, verb="putusan"), **typed)
    keeper.see(f"{room}/notulen", **one)
    first = re.findall(rf'action="/rapat/{one["meeting_id"]}/putusan/([0-9a-f-]{{36}})"', page.text)[0]
    word = {"done": "ya", f"word-{first}": _said(made)}
    keeper.fill(page, at(f"{room}/putusan/{{decision_id}}", **one, decision_id=first), **word)
    page = psm.see("/putusan-saya")
    own = re.findall(r'action="/putusan-saya/([0-9a-f-]{36})"', page.text)[0]
    word = {"done": "tidak", f"word-{own}": _said(made)}
    psm.fill(page, at("/putusan-saya/{decision_id}", decision_id=own), **word)


def _programme(made: Round, boss: Guest) -> None:
    year, room = courses.today(made.cast.kabupaten.code).year, "/program/{programme_id}"
    boss.see("/program")
    taken = [one["place"]["code"] for one in made.cast.dinas.get(f"/v1/programmes?year={year}").body["items"]]
    place = next(code for code in (made.cast.kabupaten.code, *made.cast.kabupaten.villages(1)) if code not in taken)
    page = boss.fill(boss.see("/program/baru"), "/program/baru", place=place, year=str(year))
    one = {"programme_id": _id(page, "/program/")}
    boss.see(room, **one)
    boss.fill(boss.see(f"{room}/isi", **one), at(f"{room}/isi", **one), analysis=_said(made), aims=_said(made))
    typed = {
        "what": _said(made), "who": _said(made), "partner": _said(made), "first": "1", "last": "2", "fund": "apbdes",
    }  # fmt: skip
    page = boss.fill(boss.see(f"{room}/kegiatan", **one), at(f"{room}/kegiatan", **one), **typed)
    activity = re.findall(r"/kegiatan/([0-9a-f-]{36})", page.text)[0]
    two, change = one | {"activity_id": activity}, f"{room}/kegiatan/{{activity_id}}"
    boss.fill(boss.see(change, **two), at(change, **two), **typed)
    for verb in ("sepakati", "jalankan"):
        boss.fill(boss.get(room.format(**one)), at(f"{room}/{{verb}}", **one, verb=verb))
    boss.see(f"{room}/kertas", **one)
    for kind in ("pdf", "xlsx"):
        boss.see(f"/program/musrenbang.{kind}", f"?tahun={year}")


def _shelf(made: Round, psm: Guest, boss: Guest) -> None:
    lesson, material = "/praktik/pelajaran/{lesson_id}", "/praktik/bahan/{material_id}"
    psm.see("/praktik")
    page = psm.fill(psm.see("/praktik/pelajaran"), "/praktik/pelajaran", **_lesson(made))
    one = {"lesson_id": _id(page, "/praktik/pelajaran/")}
    back = made.markers.text("decision").value
    boss.fill(boss.see(lesson, **one), at(f"{lesson}/{{verb}}", **one, verb="kembalikan"), reason=back)
    psm.fill(psm.see(f"{lesson}/ubah", **one), at(f"{lesson}/ubah", **one), **_lesson(made))
    boss.fill(boss.get(lesson.format(**one)), at(f"{lesson}/{{verb}}", **one, verb="terbit"))
    page = boss.see("/praktik/bahan")
    boss.ask(("POST", "/praktik/bahan"), "/praktik/bahan", {"csrf": made.markers.stray().word})
    page = boss.bring(page, "/praktik/bahan", _paper(made))
    assert page.status == 200, page.title
    made.carrier.carried.add(("portal", "POST", "/praktik/bahan"))
    two = {"material_id": _id(page, "/praktik/bahan/")}
    label = {"title": _said(made), "topic": "papers", "course": _said(made), "declared": "ya"}
    boss.fill(boss.see(material, **two), at(f"{material}/{{verb}}", **two, verb="terbit"), **label)
    boss.see(f"{material}/berkas", **two)


def _kasi_kesra(made: Round) -> Person:
    named = {"name": made.markers.name("volunteer").value, "roles": ["kasi_kesra"]}
    supervisor = made.cast.supervisor
    told = supervisor.post("/v1/officers", named | {"kec": made.cast.kabupaten.kecamatan()})
    assert told.status == 201, told.body
    return newcomer(supervisor, f"/v1/officers/{told.body['id']}")


def _volunteer(made: Round) -> str:
    return str(made.cast.psm.get("/v1/me").body["volunteer_id"])


def _lesson(made: Round) -> Json:
    return {"title": _said(made), "topic": "papers", "text": f"{_said(made)} {_said(made)} {works.LEARNT}"}


def _paper(made: Round) -> bytes:
    return f"%PDF-1.4 {_said(made)}\n%%EOF".encode()


def _said(made: Round) -> str:
    return made.markers.name("directory").value


def _why(made: Round) -> Json:
    return {"reason": made.markers.text("decision").value}


def _id(page: Any, before: str) -> str:
    return str(page.url.partition(before)[2].partition("?")[0])
