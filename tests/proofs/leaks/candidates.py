"""Markers through an application: from the public page and from the office, through the selection and the province to
the SK. Her name is that of somebody who wants to act publicly; what she is, and her papers, are for nobody outside.
"""

import re
import time
from typing import Any

from tests.proofs.leaks.pages import Guest, Rooms, at
from tests.proofs.leaks.story import Round
from tests.registry import applied
from tests.registry.people import Json

ONE, MINE = "/v1/applications/{application_id}", "/v1/applicants/{code}"
ROOM, CODE = "/psm/permohonan/{application_id}", "/daftar/{code}"
ON = "2026-01-05"


def through_the_doors(made: Round) -> None:
    carrier, dinas = made.carrier, made.cast.dinas
    village = made.cast.villages[0]
    carrier.get(dinas, "registry", "/v1/requirements", {"place": village})
    code = carrier.post(dinas, "registry", "/v1/applicants", _form(made, village))["code"]
    carrier.bring(dinas, "registry", f"{MINE}/documents", _paper(made), {"item": "ktp"}, code=code)
    carrier.get(dinas, "registry", MINE, code=code)
    listed = carrier.get(dinas, "registry", "/v1/applications", {"limit": "1"})["items"]
    mine = str(listed[0]["id"])

    def verb(word: str, body: Any = None, one: str = "", **query: Any) -> Json:
        where = {"application_id": one or mine}
        was = carrier.get(dinas, "registry", ONE, **where)["version"]
        return carrier.post(dinas, "registry", f"{ONE}/{word}", body, was=was, **where)

    def paper(item: str, one: str) -> Json:
        return carrier.bring(
            dinas, "registry", f"{ONE}/documents", _paper(made), {"item": item}, application_id=one
        )  # fmt: skip

    verb("return", _why(made))
    version = carrier.get(dinas, "registry", MINE, code=code)["version"]
    carrier.post(dinas, "registry", f"{MINE}/resubmission", {"version": version}, code=code)
    verb("return", _why(made))
    verb("resubmission")
    verb("refusal", _why(made) | {"appeal": made.markers.text("decision").value})
    gone = carrier.post(dinas, "registry", "/v1/applicants", _form(made, village))["code"]
    carrier.post(dinas, "registry", f"{MINE}/withdrawal", {"version": 1}, code=gone)
    kec = made.cast.kabupaten.kecamatan(4)
    for through in (True, False):
        chosen = _chosen(made, kec, verb, paper)
        for step in ("camat", "proposal"):
            paper(step, chosen)
            letter = {"step": step, "number": made.markers.name("decree").value, "on": ON}
            verb("steps", letter, chosen)
        _answered(made, chosen, through)
        if through:
            carrier.until(dinas, "registry", f"/v1/applications/{chosen}", lambda told: told.body["status"] == "chosen")
            sk = {"issuer": "ministry", "number": made.markers.name("decree").value, "issued_on": ON, "starts_on": ON}
            verb("appointment", sk, chosen)
            kec = made.cast.kabupaten.kecamatan(3)
    other = carrier.post(dinas, "registry", "/v1/applications", _form(made, village))["id"]
    verb("withdrawal", None, other)


def _chosen(made: Round, kec: str, verb: Any, paper: Any) -> str:
    carrier, dinas = made.carrier, made.cast.dinas
    chosen = str(carrier.post(dinas, "registry", "/v1/applications", _form(made, kec))["id"])
    carrier.post(dinas, "registry", f"{ONE}/particulars", {"purpose": "appointment"}, application_id=chosen)
    for item in applied.OF_TKSK:
        told = paper(item, chosen)
        verb("marks", {"item": item, "met": True, "note": made.markers.text("decision").value}, chosen)
    document = str(told["documents"][0]["id"])
    carrier.get(
        dinas, "registry", f"{ONE}/documents/{{document_id}}", application_id=chosen, document_id=document
    )  # fmt: skip
    selection = str(verb("admission", None, chosen)["selection_id"])
    carrier.get(dinas, "registry", "/v1/selections", {"limit": "1"})
    where = {"selection_id": selection}
    was = carrier.get(dinas, "registry", "/v1/selections/{selection_id}", **where)["version"]
    scores = {"scores": [{"application_id": chosen, "scores": {"written": 80, "interview": 80}}]}
    told = carrier.post(dinas, "registry", "/v1/selections/{selection_id}/scores", scores, was=was, **where)
    was = dinas.get(f"/v1/selections/{selection}").body["version"]
    decision = _why(made) | {"appeal": made.markers.text("decision").value, "chosen": [chosen]}
    head = made.cast.supervisor
    carrier.post(head, "registry", "/v1/selections/{selection_id}/decision", decision, was=was, **where)
    return chosen


def _answered(made: Round, application: str, through: bool) -> None:
    carrier, province = made.carrier, made.cast.province
    proposal = applied.proposal_id(made.cast.street, application)
    where, one = {"proposal_id": proposal}, "/v1/proposals/{proposal_id}"
    carrier.get(province, "registry", "/v1/proposals", {"limit": "1"})
    was = carrier.get(province, "registry", one, **where)["version"]
    if not through:
        carrier.post(province, "registry", f"{one}/return", {"why": "no_quota"}, was=was, **where)
        return
    carrier.bring(province, "registry", f"{one}/documents", _paper(made), **where)
    was = province.get(f"/v1/proposals/{proposal}").body["version"]
    letter = {"number": made.markers.name("directory").value, "on": ON}  # number and day of a letter are told in a fact
    carrier.post(province, "registry", f"{one}/forwarding", letter, was=was, **where)


# --- the pages ---


def through_the_rooms(rooms: Rooms) -> None:
    made, boss, province, markers = rooms.round, rooms.supervisor, rooms.province, rooms.markers
    passerby, of = Guest(made.cast, made.carrier), made.cast.kabupaten
    code = _applied(passerby, made)
    boss.see("/psm/permohonan")
    one = re.findall(r'href="/psm/permohonan/([0-9a-f-]{36})"', boss.get("/psm/permohonan").text)[0]
    _do(boss, one, "kembalikan", reason=markers.text("decision").value)
    _sent(passerby, f"/daftar/{code}", "kirim")
    _do(boss, one, "tolak", reason=markers.text("decision").value, appeal=markers.text("decision").value)
    page = boss.see("/psm/permohonan/baru/{role}", role="tksk")
    typed = {name: value for name, value in _form(made, of.kecamatan(2)).items() if name != "role"}
    page = boss.fill(page, at("/psm/permohonan/baru/{role}", role="tksk"), **typed)
    one = page.url.partition("/psm/permohonan/")[2].partition("?")[0]
    boss.see(ROOM, application_id=one)
    here = f"/psm/permohonan/{one}"
    boss.fill(boss.get(here), at(f"{ROOM}/data", application_id=one))
    for item in applied.OF_TKSK:
        assert boss.bring(boss.get(here), f"{here}/kertas", _paper(made), item=item).status == 200
        _do(boss, one, "tandai", item=item, met="ya", note=markers.text("decision").value)
    document = re.search(r"/kertas/([0-9a-f-]{36})", boss.get(here).text)
    assert document
    boss.see(f"{ROOM}/kertas/{{document_id}}", application_id=one, document_id=document[1])
    _do(boss, one, "seleksi")
    found = re.search(r"/psm/seleksi/([0-9a-f-]{36})", boss.get(here).text)
    assert found
    selection = "/psm/seleksi/{selection_id}"
    page = boss.see(selection, selection_id=found[1])
    scores = {"candidates": one, "tests": ["written", "interview"], f"written-{one}": "80", f"interview-{one}": "80"}
    page = boss.fill(page, at(f"{selection}/nilai", selection_id=found[1]), **scores)
    why = {"reason": markers.text("decision").value, "appeal": markers.text("decision").value}
    boss.fill(page, at(f"{selection}/putuskan", selection_id=found[1]), chosen=one, **why)
    for step in ("camat", "proposal"):
        number = markers.name("decree").value
        page = boss.bring(boss.get(here), f"{here}/langkah", _paper(made), step=step, number=number, on="5-1-2026")
        assert page.status == 200, page.title
    proposal = applied.proposal_id(made.cast.street, one)
    province.see("/usulan")
    page = province.see("/usulan/{proposal_id}", proposal_id=proposal)
    verb = at("/usulan/{proposal_id}/{verb}", proposal_id=proposal, verb="kembalikan")
    province.fill(page, verb, why="no_quota")


def _applied(passerby: Guest, made: Round) -> str:
    """From the public page, with a paper; sent by somebody who is told to wait where it was too often."""
    kab = made.cast.kabupaten.code
    passerby.see("/daftar")
    page = passerby.see("/daftar/isi/{kab}/{role}", kab=kab, role="psm")
    typed = {name: value for name, value in _form(made, made.cast.villages[0]).items() if name != "role"}
    page = passerby.fill(page, at("/daftar/isi/{kab}/{role}", kab=kab, role="psm"), **typed)
    code = page.url.partition("/daftar/")[2].partition("?")[0]
    while (page := passerby.bring(passerby.see(CODE, code=code), f"/daftar/{code}/kertas", _paper(made))).status == 429:
        time.sleep(0.3)
    assert page.status == 200, page.title
    passerby.see(CODE, code=code)
    passerby.fill(page, at(f"{CODE}/{{verb}}", code=code, verb="tarik"), hidden="")
    return _again(passerby, made, kab)


def _again(passerby: Guest, made: Round, kab: str) -> str:
    """The first was withdrawn."""
    page = passerby.get(f"/daftar/isi/{kab}/psm")
    typed = {name: value for name, value in _form(made, made.cast.villages[0]).items() if name != "role"}
    sent = passerby.send(page, f"/daftar/isi/{kab}/psm", **typed)
    return sent.url.partition("/daftar/")[2].partition("?")[0]


def _sent(guest: Guest, here: str, verb: str) -> None:
    guest.send(guest.get(here), f"{here}/{verb}")


def _do(boss: Guest, one: str, verb: str, **typed: Any) -> None:
    page = boss.get(f"/psm/permohonan/{one}")
    boss.fill(page, at(f"{ROOM}/{{verb}}", application_id=one, verb=verb), **typed)


def _form(made: Round, place: str) -> Json:
    markers = made.markers
    return {
        "role": "tksk" if len(place) == 6 else "psm", "name": markers.name("volunteer").value, "place": place,
        "birth_on": "1998-03-04", "nik": markers.nik().value, "phone": markers.phone().value,
        "address": markers.address().value,
    }  # fmt: skip


def _paper(made: Round) -> bytes:
    return b"%PDF-1.7 " + made.markers.name().value.encode()


def _why(made: Round) -> Json:
    return {"reason": made.markers.text("decision").value}
