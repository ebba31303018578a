"""Markers through portfolio, journal and monthly report: their doors, and their rooms in the portal. What she writes in
her own words is sealed; names are of people who act publicly; why a report came back is shown to who sent it.
"""

import re
from datetime import date, timedelta
from typing import Any

from tests.proofs.leaks.carrier import Carrier
from tests.proofs.leaks.pages import Guest, Rooms, at
from tests.proofs.leaks.story import Round
from tests.proofs.leaks.training import _volunteer as at_work
from tests.registry import courses
from tests.registry.people import Json, Person

ONE, ENTRY, REPORT = "/v1/volunteers/{volunteer_id}", "/v1/evidence/{evidence_id}", "/v1/reports/{report_id}"
LINE = "/v1/me/journal/{line_id}"


def through_the_doors(made: Round) -> None:
    carrier, psm = made.carrier, made.cast.psm
    _portfolio(made, at_work(made))
    _statement(carrier, psm, made.cast.dinas, _month(made, 0))
    _report(made, _month(made, 1))
    ended = made.cast.dinas.get("/v1/volunteers?status=ended&limit=1").body["items"][0]["id"]
    carrier.post(made.cast.supervisor, "registry", f"{ONE}/work-erasure", volunteer_id=ended)


def _portfolio(made: Round, volunteer_id: str) -> None:
    carrier, psm, dinas, markers = made.carrier, made.cast.psm, made.cast.dinas, made.markers
    items = carrier.until(psm, "registry", "/v1/me/portfolio?limit=1", lambda answer: answer.body["items"])
    carrier.get(psm, "registry", "/v1/me/portfolio", {"limit": "1"})
    carrier.get(psm, "registry", "/v1/me/portfolio/summary")
    entry, was = items[0]["id"], items[0]["version"]
    note = {"note": markers.text().value}
    was = carrier.post(psm, "registry", f"{ENTRY}/annotation", note, was=was, evidence_id=entry)["version"]
    for hidden in (True, False):
        told = carrier.post(psm, "registry", f"{ENTRY}/visibility", {"hidden": hidden}, was=was, evidence_id=entry)
        was = told["version"]
    carrier.get(dinas, "registry", f"{ONE}/portfolio", {"limit": "1"}, volunteer_id=volunteer_id)
    carrier.get(dinas, "registry", f"{ONE}/portfolio/summary", volunteer_id=volunteer_id)
    carrier.post(dinas, "registry", f"{ONE}/attestation", {"entries": [entry]}, volunteer_id=volunteer_id)
    praise = {"title": markers.text("report").value, "on": "2026-01-05"}
    carrier.post(dinas, "registry", f"{ONE}/commendations", praise, volunteer_id=volunteer_id)


def _statement(carrier: Carrier, psm: Person, other: Person, month: str) -> None:
    made = carrier.post(psm, "registry", "/v1/me/statements", {"first": month, "last": month})
    carrier.get(psm, "registry", "/v1/me/statements")
    carrier.get(psm, "registry", "/v1/me/statements/{statement_id}/paper", statement_id=made["id"])
    carrier.get(other, "registry", "/v1/statements/{token}", token=made["token"])


def _report(made: Round, month: str) -> None:
    carrier, psm, dinas, markers = made.carrier, made.cast.psm, made.cast.dinas, made.markers
    carrier.get(psm, "registry", "/v1/work-codes")
    line = carrier.post(psm, "registry", "/v1/me/journal", _told(made, month))
    line = carrier.post(psm, "registry", LINE, _told(made, month), was=line["version"], line_id=line["id"])
    for removed in (True, False):
        body = {"removed": removed}
        line = carrier.post(psm, "registry", f"{LINE}/removal", body, was=line["version"], line_id=line["id"])
    carrier.get(psm, "registry", "/v1/me/journal", {"month": month})
    report = carrier.post(psm, "registry", "/v1/me/reports", {"month": month}, was=0)
    carrier.get(psm, "registry", "/v1/me/reports")
    carrier.get(dinas, "registry", "/v1/reports", {"month": month, "limit": "1"})
    carrier.get(dinas, "registry", "/v1/reports/missing", {"month": month, "limit": "1"})
    one = {"report_id": report["id"]}
    carrier.get(dinas, "registry", REPORT, **one)
    carrier.get(dinas, "registry", f"{REPORT}/paper", **one)
    why = {"reason": markers.text("decision").value}
    report = carrier.post(dinas, "registry", f"{REPORT}/return", why, was=report["version"], **one)
    report = carrier.post(psm, "registry", "/v1/me/reports", {"month": month}, was=report["version"])
    for verb in ("check", "approval"):
        report = carrier.post(dinas, "registry", f"{REPORT}/{verb}", was=report["version"], **one)


def through_the_rooms(rooms: Rooms) -> None:
    made, boss, psm = rooms.round, rooms.supervisor, rooms.psm
    month, volunteer_id = _month(made, 2), at_work(made)
    _in_the_journal(made, psm, month)
    report = psm.see("/jurnal", f"?bulan={month}").text
    found = re.search(r"/laporan/([0-9a-f-]{36})", report)
    assert found
    _before_the_dinas(made, boss, month, found[1])
    _in_the_portfolio(made, psm, boss, volunteer_id)


def _in_the_journal(made: Round, psm: Guest, month: str) -> None:
    told = _told(made, month)
    typed = {name: told[name] for name in ("kind", "function", "village", "note")}
    typed |= {"day": told["day"], "hours": "1,5"}
    page = psm.fill(psm.see("/jurnal/tulis"), "/jurnal/tulis", **typed)
    found = re.search(r'href="/jurnal/([0-9a-f-]{36})\?', page.text)
    assert found, page.title
    line = {"line_id": found[1]}
    page = psm.see("/jurnal/{line_id}", f"?bulan={month}", **line)
    action = f"/jurnal/{{line_id}}|/jurnal/{found[1]}?bulan={month}"
    psm.fill(page, action, **typed)
    for verb in ("keluarkan", "masukkan"):
        page = psm.get(f"/jurnal?bulan={month}")
        psm.fill(page, at("/jurnal/{line_id}/{verb}", **line, verb=verb), month=month)
    psm.fill(psm.get(f"/jurnal?bulan={month}"), "/jurnal/laporan", month=month)


def _before_the_dinas(made: Round, boss: Guest, month: str, report_id: str) -> None:
    one = {"report_id": report_id}
    boss.see("/laporan", f"?bulan={month}")
    boss.see("/laporan/belum", f"?bulan={month}")
    boss.see("/laporan/{report_id}", **one)
    boss.see("/laporan/{report_id}/pdf", **one)
    page = boss.get(f"/laporan/{report_id}")
    why = made.markers.text("decision").value
    boss.fill(page, at("/laporan/{report_id}/{verb}", **one, verb="kembalikan"), reason=why)


def _in_the_portfolio(made: Round, psm: Guest, boss: Guest, volunteer_id: str) -> None:
    found = re.search(r'action="/portofolio/([0-9a-f-]{36})/catatan"', psm.see("/portofolio").text)
    assert found
    entry = {"entry_id": found[1]}
    words = {f"note-{found[1]}": made.markers.text().value}
    psm.fill(psm.get("/portofolio"), at("/portofolio/{entry_id}/catatan", **entry), **words)
    psm.fill(psm.get("/portofolio"), at("/portofolio/{entry_id}/tampilan", **entry))
    psm.fill(psm.get("/portofolio"), at("/portofolio/{entry_id}/tampilan", **entry))
    month = _month(made, 0)
    psm.fill(psm.get("/portofolio"), "/portofolio/keterangan", first=month, last=month)
    statement = made.cast.psm.get("/v1/me/statements").body["items"][0]
    psm.see("/portofolio/keterangan/{statement_id}", statement_id=statement["id"])
    psm.see("/keterangan/{token}", token=statement["token"])
    here, one = "/psm/{volunteer_id}/portofolio", {"volunteer_id": volunteer_id}
    page = boss.see(here, **one)
    ticked = re.findall(r'name="entries" value="([0-9a-f-]{36})"', page.text)
    boss.fill(page, at(f"{here}/sahkan", **one), entries=ticked[:1])
    praise = {"title": made.markers.text("report").value, "on": "5-1-2026"}
    boss.fill(boss.get(f"/psm/{volunteer_id}/portofolio"), at(f"{here}/penghargaan", **one), **praise)
    ended = made.cast.dinas.get("/v1/volunteers?status=ended&limit=1").body["items"][0]["id"]
    page = boss.see(here, volunteer_id=ended)
    boss.fill(page, at(f"{here}/hapus", volunteer_id=ended))


def _told(made: Round, month: str) -> Json:
    village = made.cast.psm.get("/v1/me").body["villages"][0]["code"]
    told: dict[str, Any] = {"kind": "visit", "function": "motivator", "minutes": 90, "village": village}
    return told | {"day": f"{month}-05", "companions": ["desa"], "note": made.markers.text().value}


def _month(made: Round, ago: int) -> str:
    day: date = courses.today(made.cast.kabupaten.code).replace(day=1)
    for _ in range(ago):
        day = (day - timedelta(days=1)).replace(day=1)
    return day.isoformat()[:7]
