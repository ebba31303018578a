"""Markers through a certification: its doors, and its rooms in the portal. What somebody writes of herself, what a
coach writes to her and what she brings as paper lie sealed; why the office returned it is shown to the office.
"""

import re

from tests.proofs.leaks.pages import Rooms, at
from tests.proofs.leaks.story import Round
from tests.registry import courses
from tests.registry.people import Json

ONE = "/v1/dossiers/{dossier_id}"
ROOM = "/kompetensi/{dossier_id}"
ITEMS = ("basic", "education", "identity", "conduct", "evidence", "recommendation")


def through_the_doors(made: Round) -> None:
    carrier, dinas, psm, markers = made.carrier, made.cast.dinas, made.cast.psm, made.markers
    mine, today = _volunteer(made, made.cast.psm.username), courses.today(made.cast.kabupaten.code).isoformat()
    coach = _volunteer(made, made.cast.tksk.username)
    carrier.get(psm, "registry", "/v1/competency-routes")
    dossier = carrier.post(
        psm, "registry", "/v1/volunteers/{volunteer_id}/dossiers", {"route": "volunteer"}, volunteer_id=mine
    )["id"]
    carrier.get(dinas, "registry", "/v1/volunteers/{volunteer_id}/readiness", volunteer_id=mine)
    carrier.get(dinas, "registry", "/v1/dossiers", {"limit": "1"})
    carrier.get(dinas, "registry", "/v1/me/dossiers")

    def verb(word: str, body: Json) -> Json:
        was = carrier.get(dinas, "registry", ONE, dossier_id=dossier)["version"]
        return carrier.post(dinas, "registry", f"{ONE}/{word}", body, was=was, dossier_id=dossier)

    texts = {name: markers.text("note").value for name in ("cv", "description")}
    version = verb("texts", {"texts": texts})["version"]
    long = {"texts": {name: text * 20 for name, text in texts.items()}}
    assert dinas.post(f"/v1/dossiers/{dossier}/texts", long, was=version).status == 200
    for item in (*ITEMS, "photo"):
        mark = b"\xff\xd8\xff\xe0" if item == "photo" else b"%PDF-1.4\n"
        path = f"/v1/dossiers/{dossier}/papers?item={item}"
        carrier.throw(psm, "registry", "POST", path, mark + markers.text("note").value.encode())
    carrier.carried.add(("registry", "POST", f"{ONE}/papers"))
    carrier.throw(psm, "registry", "POST", f"/v1/dossiers/{dossier}/papers?item=cv", b"%PDF-")
    carrier.refused.add(("registry", "POST", f"{ONE}/papers"))
    told = carrier.get(dinas, "registry", ONE, dossier_id=dossier)
    papers = {item["code"]: item["papers"][0]["id"] for item in told["items"] if item["papers"]}
    assert {*ITEMS, "photo"} <= papers.keys(), told
    one = "/v1/dossier-papers/{document_id}"
    carrier.get(psm, "registry", one, document_id=papers["identity"])
    carrier.get(psm, "registry", f"{ONE}/paper", dossier_id=dossier)
    removal = f"/v1/dossier-papers/{papers['photo']}/removal"  # nothing is said at it that could be wrong
    stray = markers.nik()
    nowhere = f"/v1/dossier-papers/{stray.word}/removal"
    assert carrier.throw(psm, "registry", "POST", nowhere, b"{}", stray).status == 422
    assert carrier.throw(psm, "registry", "POST", removal, b"{}").status == 200
    carrier.carried.add(("registry", "POST", f"{one}/removal"))
    carrier.refused.add(("registry", "POST", f"{one}/removal"))
    path = f"/v1/dossiers/{dossier}/papers?item=photo"
    carrier.throw(psm, "registry", "POST", path, b"\xff\xd8\xff\xe0" + markers.text("note").value.encode())
    verb("coach", {"volunteer_id": coach})
    comment = {"item": "cv", "text": markers.text("note").value, "due_on": today}
    carrier.post(dinas, "registry", f"{ONE}/comments", comment, dossier_id=dossier)
    comments = carrier.get(dinas, "registry", ONE, dossier_id=dossier)["comments"]
    for each in comments:
        carrier.post(dinas, "registry", f"{ONE}/settlement", {"number": each["number"]}, dossier_id=dossier)
    meeting = {name: markers.name("directory").value for name in ("place", "topic")}
    meeting |= {"held_on": today, "dossiers": [dossier]}
    met = carrier.post(dinas, "registry", "/v1/coachings", meeting)
    carrier.get(dinas, "registry", "/v1/coachings", {"limit": "1"})
    carrier.post(
        dinas, "registry", "/v1/coachings/{coaching_id}/attendance", {"came": [dossier]}, was=met["version"],
        coaching_id=met["id"],
    )  # fmt: skip
    verb("release", {})
    verb("return", {"reason": markers.text("decision").value})
    verb("release", {})
    verb("submission", {"number": markers.name("decree").value, "on": today})
    verb("assessment", {"on": today, "by": markers.name("directory").value})
    said = {"by": markers.name("directory").value, "number": markers.name("decree").value}
    verb("decision", {"competent": False, "on": today, "reason": markers.text("decision").value} | said)
    verb("appeal", {"text": markers.text("note").value})
    dossier = carrier.post(
        psm, "registry", "/v1/volunteers/{volunteer_id}/dossiers", {"route": "volunteer"}, volunteer_id=mine
    )["id"]
    verb("withdrawal", {"reason": markers.text("decision").value})


def through_the_rooms(rooms: Rooms) -> None:
    made, boss, psm, markers = rooms.round, rooms.supervisor, rooms.psm, rooms.markers
    today = courses.today(made.cast.kabupaten.code).isoformat()
    psm.see("/kompetensi")
    boss.see("/kompetensi/calon")
    page = psm.fill(psm.get("/kompetensi"), "/kompetensi/mulai", route="volunteer")
    dossier = page.url.partition("/kompetensi/")[2].partition("?")[0]
    here = f"/kompetensi/{dossier}"
    psm.see(ROOM, dossier_id=dossier)
    page = psm.see(f"{ROOM}/tulis", dossier_id=dossier)
    texts = {name: markers.text("note").value * 20 for name in ("cv", "description")}
    psm.fill(page, at(f"{ROOM}/tulis", dossier_id=dossier), codes=["cv", "description"], **texts)
    page = psm.bring(psm.get(here), f"{here}/unggah", b"%PDF-1.4\n" + markers.text("note").value.encode())
    psm.carrier.carried.add(("portal", "POST", f"{ROOM}/unggah"))
    psm.ask(("POST", f"{ROOM}/unggah"), f"{here}/unggah", {"csrf": markers.stray().word})
    psm.see(f"{ROOM}/berkas.pdf", dossier_id=dossier)
    found = re.search(r'href="/kompetensi/berkas/([0-9a-f-]{36})"', page.text)
    assert found, page.title
    psm.see("/kompetensi/berkas/{document_id}", document_id=found[1])
    psm.fill(page, at("/kompetensi/berkas/{document_id}/hapus", document_id=found[1]))
    page = boss.get(here)
    coach = _volunteer(made, made.cast.tksk.username)
    boss.fill(page, at(f"{ROOM}/{{verb}}", dossier_id=dossier, verb="pendamping"), coach=f"v:{coach}")
    said = {"item": "cv", "comment": markers.text("note").value, "due_on": today}
    boss.fill(boss.get(here), at(f"{ROOM}/{{verb}}", dossier_id=dossier, verb="catatan"), **said)
    boss.see("/kompetensi/dampingan")
    page = boss.see("/kompetensi/pertemuan")
    meeting = {name: markers.name("directory").value for name in ("place", "topic")} | {"held_on": today}
    page = boss.fill(page, "/kompetensi/pertemuan", dossiers=[dossier], **meeting)
    met = re.search(r'action="/kompetensi/pertemuan/([0-9a-f-]{36})/hadir"', page.text)
    assert met, page.title
    boss.fill(page, at("/kompetensi/pertemuan/{coaching_id}/hadir", coaching_id=met[1]), came=[dossier])
    boss.see("/kompetensi")
    why = {"withdraw_reason": markers.text("decision").value}
    boss.fill(boss.get(here), at(f"{ROOM}/{{verb}}", dossier_id=dossier, verb="hentikan"), **why)


def _volunteer(made: Round, username: str) -> str:
    listed = made.cast.dinas.get("/v1/volunteers?limit=200").body["items"]
    return next(str(one["id"]) for one in listed if one["username"] == username)
