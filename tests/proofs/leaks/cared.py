"""Markers through care and recognition: its doors, and its rooms in the portal. What happened to a volunteer and her
number at the insurance are sealed; receipts, decrees and awards are papers of who acts publicly.
"""

import re
from datetime import timedelta
from typing import Any

from tests.proofs.leaks.office_pages import at
from tests.proofs.leaks.pages import Rooms
from tests.proofs.leaks.story import Round
from tests.proofs.leaks.training import _volunteer, _why
from tests.registry import courses
from tests.registry.people import Json

ENTRY, RISK, STIPEND = "/v1/care-entries/{entry_id}", "/v1/risk-events/{event_id}", "/v1/stipends/{stipend_id}"
ROOM = "/catatan-saya"
ONE, LETTER, AWARD = "/v1/volunteers/{volunteer_id}", "/v1/service-letters/{letter_id}", "/v1/awards/{award_id}"


def through_the_doors(made: Round) -> None:
    carrier, dinas, psm, supervisor = made.carrier, made.cast.dinas, made.cast.psm, made.cast.supervisor
    day = courses.today(made.cast.kabupaten.code)
    carrier.get(psm, "registry", "/v1/care-codes")

    entry = carrier.post(psm, "registry", "/v1/me/care-entries", _bearing(made, day))
    entry = carrier.post(
        psm, "registry", f"{ENTRY}/revision", _bearing(made, day), was=entry["version"], entry_id=entry["id"]
    )  # fmt: skip
    returned = {"acknowledged": False, **_why(made)}
    entry = carrier.post(
        dinas, "registry", f"{ENTRY}/judgement", returned, was=entry["version"], entry_id=entry["id"]
    )  # fmt: skip
    carrier.post(psm, "registry", f"{ENTRY}/withdrawal", was=entry["version"], entry_id=entry["id"])
    carrier.get(dinas, "registry", "/v1/care-entries", {"limit": "1"})

    event = carrier.post(psm, "registry", "/v1/me/risk-events", _event(made, day))
    carrier.get(dinas, "registry", "/v1/risk-events", {"limit": "1"})
    told = carrier.get(dinas, "registry", RISK, event_id=event["id"])
    owner = {"owner": told["owners"][0]["sub"], "due_on": (day + timedelta(days=7)).isoformat()}
    event = carrier.post(
        dinas, "registry", f"{RISK}/assignment", owner, was=told["version"], event_id=event["id"]
    )  # fmt: skip
    outcome = {"outcome": made.markers.text("outcome").value}
    carrier.post(dinas, "registry", f"{RISK}/closure", outcome, was=event["version"], event_id=event["id"])

    mine = carrier.get(psm, "registry", "/v1/me/care")
    rested = carrier.post(
        psm, "registry", f"{ONE}/rest", {"weeks": 2}, was=mine["version"], volunteer_id=mine["id"]
    )  # fmt: skip
    carrier.post(psm, "registry", f"{ONE}/rest-end", was=rested["version"], volunteer_id=mine["id"])

    gone = carrier.post(dinas, "registry", "/v1/stipends", _span(made, day))
    carrier.post(dinas, "registry", f"{STIPEND}/withdrawal", was=gone["version"], stipend_id=gone["id"])
    stipend = carrier.post(dinas, "registry", "/v1/stipends", _span(made, day))
    decided = {"approved": True, "reason": made.markers.text("decision").value}
    stipend = carrier.post(
        supervisor, "registry", f"{STIPEND}/decision", decided, was=stipend["version"], stipend_id=stipend["id"]
    )  # fmt: skip
    paid = {
        "entitlements": [stipend["entitled"][0]["id"]], "paid_on": day.isoformat(),
        "proof": made.markers.name("decree").value,
    }  # fmt: skip
    stipend = carrier.post(
        dinas, "registry", f"{STIPEND}/payments", paid, was=stipend["version"], stipend_id=stipend["id"]
    )  # fmt: skip
    wrong = {"payment_id": stipend["payments"][0]["id"], **_why(made)}
    carrier.post(
        dinas, "registry", f"{STIPEND}/counter-entries", wrong, was=stipend["version"], stipend_id=stipend["id"]
    )  # fmt: skip
    carrier.get(dinas, "registry", "/v1/stipends")
    carrier.get(dinas, "registry", STIPEND, stipend_id=stipend["id"])
    carrier.get(dinas, "registry", f"{STIPEND}/list", {"kind": "csv"}, stipend_id=stipend["id"])
    _honoured(made, day)


def _honoured(made: Round, day: Any) -> None:
    """Everything that the Dinas does for somebody, until she has left and is forgotten."""
    carrier, dinas, supervisor, markers = made.carrier, made.cast.dinas, made.cast.supervisor, made.markers
    who = {"volunteer_id": dinas.post("/v1/volunteers", made.cast.appointment("psm")).body["id"]}
    insured = {
        "number": _number(made), "programmes": ["jkk", "jkm"], "paid_until": (day + timedelta(days=90)).isoformat(),
        "evidence": markers.name("decree").value,
    }  # fmt: skip
    carrier.post(dinas, "registry", f"{ONE}/insurance", insured, was=0, **who)
    carrier.get(dinas, "registry", "/v1/insurances", {"limit": "1"})
    carrier.post(dinas, "registry", "/v1/insurances/export", {"kind": "csv", "numbers": True})
    given = {name: markers.name("decree").value for name in ("title", "giver", "number")}
    given |= {"level": "desa", "awarded_on": day.isoformat()}
    award = carrier.post(dinas, "registry", f"{ONE}/awards", given, **who)
    carrier.post(dinas, "registry", f"{AWARD}/withdrawal", _why(made), was=award["version"], award_id=award["id"])
    thanks = {"kind": "thanks", "text": markers.text("report").value}
    letter = carrier.post(dinas, "registry", f"{ONE}/letters", thanks, **who)
    carrier.get(dinas, "registry", f"{LETTER}/paper", letter_id=letter["id"])
    carrier.get(dinas, "registry", "/v1/service-letters/{token}", token=letter["token"])
    carrier.post(
        dinas, "registry", f"{LETTER}/revocation", _why(made), was=letter["version"], letter_id=letter["id"]
    )  # fmt: skip
    schooled = {"education": "s1", "field": markers.name("decree").value, "year": 2015}
    carrier.post(dinas, "registry", f"{ONE}/education", schooled, was=0, **who)
    carrier.get(dinas, "registry", "/v1/pppk", {"limit": "1"})
    carrier.get(dinas, "registry", "/v1/retention")
    one = carrier.get(dinas, "registry", f"{ONE}/care", **who)
    path = f"/v1/volunteers/{who['volunteer_id']}"
    ended = dinas.post(f"{path}/end", _why(made), was=_version(made, path))
    assert ended.status == 200, ended.body
    carrier.post(dinas, "registry", f"{ONE}/departure", {"reason": "work"}, **who)
    carrier.post(supervisor, "registry", f"{ONE}/care-erasure", was=_version(made, path), **who)
    assert one["name"]


def _version(made: Round, path: str) -> int:
    return int(made.cast.dinas.get(path).body["version"])


def through_the_rooms(rooms: Rooms) -> None:
    made, boss, psm, markers = rooms.round, rooms.supervisor, rooms.psm, rooms.markers
    day = courses.today(made.cast.kabupaten.code)
    psm.see("/catatan-saya")
    entry = f"{ROOM}/{{page}}"
    page = psm.see(entry, page="jam")
    page = psm.fill(page, at(entry, page="jam"), code="visit", day=day.isoformat(), amount="2", paper=_paper(made))
    own = re.search(r'href="/catatan-saya/jam/([0-9a-f-]{36})"', page.text)
    assert own, page.title
    revision = f"{entry}/{{entry_id}}"
    page = psm.see(revision, page="jam", entry_id=own[1])
    typed = {"code": "visit", "day": day.isoformat(), "amount": "1,5", "paper": _paper(made)}
    psm.fill(page, at(revision, page="jam", entry_id=own[1]), **typed)

    boss.see("/apresiasi")
    why = {f"reason-{own[1]}": markers.text("decision").value}
    path = at("/apresiasi/{entry_id}/{verb}", entry_id=own[1], verb="kembalikan")
    boss.fill(boss.get("/apresiasi"), path, **why)

    event = _event(made, day)
    page = psm.see("/catatan-saya/kejadian")
    page = psm.fill(page, "/catatan-saya/kejadian", **event)
    risk = page.url.partition("/kejadian/")[2].partition("?")[0]
    boss.see("/apresiasi/kejadian")
    page = boss.see("/kejadian/{event_id}", event_id=risk)
    path = at("/kejadian/{event_id}/{verb}", event_id=risk, verb="selesai")
    boss.fill(page, path, outcome=markers.text("outcome").value)

    page = psm.get("/catatan-saya")
    page = psm.fill(page, "/catatan-saya/istirahat", weeks="2")
    psm.fill(psm.get("/catatan-saya"), "/catatan-saya/bertugas")
    _paid(rooms)
    _honoured_in_rooms(rooms)


def _paid(rooms: Rooms) -> None:
    boss, made, here = rooms.supervisor, rooms.round, "/apresiasi/tali-asih"
    boss.see(here)
    page = boss.see(f"{here}/usul")
    rate = {"amount_psm": "100.000", "budget_psm": _paper(made), "basis_psm": _paper(made)}
    page = boss.fill(page, f"{here}/usul", first="Maret 2026", last="Maret 2026", **rate)
    stipend = page.url.partition(f"{here}/")[2].partition("?")[0]
    one = f"{here}/{{stipend_id}}"
    page = boss.see(one, stipend_id=stipend)
    boss.see(f"{one}/daftar/{{kind}}", stipend_id=stipend, kind="csv")
    boss.fill(page, at(f"{one}/{{verb}}", stipend_id=stipend, verb="tarik"))


def _honoured_in_rooms(rooms: Rooms) -> None:
    boss, made = rooms.supervisor, rooms.round
    for path in ("/apresiasi/jaminan", "/apresiasi/pppk", "/apresiasi/retensi"):
        boss.see(path)
    boss.fill(boss.get("/apresiasi/jaminan"), "/apresiasi/jaminan", kind="csv", numbers="1")
    who = {"volunteer_id": _volunteer(made)}
    one = "/apresiasi/relawan/{volunteer_id}"
    page = boss.see(one, **who)
    day = courses.today(made.cast.kabupaten.code)
    typed = {
        "number": _number(made), "programmes": ["jkk", "jkm"], "evidence": _paper(made),
        "paid_until": (day + timedelta(days=90)).isoformat(),
    }  # fmt: skip
    boss.fill(page, at(f"{one}/{{verb}}", **who, verb="jaminan"), **typed)
    page = boss.send(boss.get(one.format(**who)), f"{one.format(**who)}/surat", kind="service")
    letter = re.search(r"/catatan-saya/surat/([0-9a-f-]{36})", page.text)
    assert letter, page.title
    boss.see("/catatan-saya/surat/{letter_id}", letter_id=letter[1])
    told = made.cast.dinas.get(f"/v1/volunteers/{who['volunteer_id']}/care").body["letters"]
    boss.see("/surat/{token}", token=told[0]["token"])


def _bearing(made: Round, day: Any) -> Json:
    return {"kind": "hours", "code": "visit", "day": day.isoformat(), "amount": 60, "paper": _paper(made)}


def _event(made: Round, day: Any) -> Json:
    return {
        "kind": "traffic", "harm": "minor", "day": day.isoformat(), "village": made.cast.villages[0],
        "note": made.markers.text("event").value,
    }  # fmt: skip


def _span(made: Round, day: Any) -> Json:
    rate = {"role": "psm", "amount": 100_000, "budget": _paper(made), "basis": _paper(made)}
    past = (day.replace(day=1) - timedelta(days=1)).isoformat()
    return {"first": past, "last": past, "rates": [rate]}


def _paper(made: Round) -> str:
    return made.markers.name("decree").value


def _number(made: Round) -> str:
    """Of the insurance: eleven digits that stand nowhere else."""
    return made.markers.number("insurance", 11).value
