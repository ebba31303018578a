"""What volunteers of 1906 wrote into their journals last month, and how far the reports of it have come: one is
approved, one lies before the Dinas, one came back; others have still to send. Portfolios write themselves."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final

from deploy.local.demo.cast import NAMED, Member
from deploy.local.demo.doors import Caller, Doors, Json

# Days from the first of last month, kind, function, minutes, with whom, what.
_OF_PSM: Final[Sequence[tuple[int, str, str, int, tuple[str, ...], str]]] = (
    (1, "visit", "motivator", 90, ("cadre",), "Kunjungan rumah lansia bersama kader Posyandu"),
    (4, "meeting", "initiator", 120, ("desa",), "Musyawarah desa tentang data warga miskin"),
    (8, "accompaniment", "dynamiser", 180, ("health",), "Mengantar warga ke Puskesmas"),
    (15, "guidance", "motivator", 60, (), "Penyuluhan jaminan kesehatan"),
    (22, "administration", "administrator", 75, ("tksk",), "Merapikan catatan pendataan"),
)
_OF_TKSK: Final[Sequence[tuple[int, str, str, int, tuple[str, ...], str]]] = (
    (2, "verification", "administration", 150, ("psm",), "Memeriksa laporan PSM"),
    (9, "coordination", "coordination", 120, ("kasi_kesra", "dinas"), "Rapat koordinasi kecamatan"),
    (16, "distribution", "facilitation", 240, ("desa", "psm"), "Mengawal penyaluran bantuan"),
)
_WHY: Final = "Tanggal 9 belum ada kegiatannya, padahal ada rapat desa. Mohon dilengkapi."


async def kept(doors: Doors, head: Caller, today: date) -> int:
    """How many reports there are now."""
    month = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    rahma, lela, jaka = (doors.person(name) for name in ("rahma", "lela", "jaka"))
    for by, told in ((rahma, _OF_PSM), (lela, _OF_PSM[:3]), (jaka, _OF_TKSK)):
        for number, line in enumerate(told):
            body = _line(NAMED[by.username], month, *line)
            await by.post("registry/v1/me/journal", body, key=f"demo.journal.{by.username}.{number}")
    sent = [await _sent(by, month) for by in (rahma, lela, jaka)]
    await _moved(jaka, sent[0], "check", {})
    await _moved(jaka, sent[1], "return", {"reason": _WHY})
    await _moved(head, sent[2], "approval", {})
    await _seen(jaka, head, today)
    return len(sent)


async def _sent(by: Caller, month: date) -> Json:
    body = {"month": month.isoformat()[:7]}
    return await by.post("registry/v1/me/reports", body, key=f"demo.report.{by.username}", version=0)


async def _moved(by: Caller, report: Json, verb: str, body: Json) -> None:
    await by.change(f"registry/v1/reports/{report['id']}", verb, body, key=f"demo.report.{report['id']}.{verb}")


async def _seen(tksk: Caller, head: Caller, today: date) -> None:
    """Rahma's portfolio: half of what she recorded is attested, and she was commended."""
    psm = await head.find("registry/v1/volunteers?role=psm", lambda one: one["username"] == "rahma")
    url = f"registry/v1/volunteers/{psm['id']}"
    told = await tksk.see(f"{url}/portfolio", lambda found: bool(found["items"]))
    named = [one["id"] for one in told["items"]]
    if not any(one.get("attested_at") for one in told["items"]):
        await tksk.post(f"{url}/attestation", {"entries": named[: (len(named) + 1) // 2]}, key="demo.attestation.rahma")
    body = {"title": "Piagam PSM teladan kabupaten", "on": (today - timedelta(days=30)).isoformat()}
    await head.post(f"{url}/commendations", body, key="demo.commendation.rahma")


def _line(member: Member, month: date, *told: Any) -> Json:
    ahead, kind, function, minutes, companions, note = told
    village = member.villages[0] if member.villages else f"{member.kec}2004"
    return {
        "day": (month + timedelta(days=ahead)).isoformat(), "kind": kind, "function": function, "minutes": minutes,
        "village": village, "companions": companions, "note": note,
    }  # fmt: skip
