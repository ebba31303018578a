"""Who wants to become a volunteer: in Tapin three stand for the one vacant seat of a TKSK, the best is chosen and lies
with the province; in Belitung Timur two PSM have applied, one of them must complete her papers; in Kuningan a candidate
whose certificate of the basic training fills its item by itself."""

from datetime import date, timedelta
from typing import Final

from deploy.local.demo import people
from deploy.local.demo.doors import Caller, Doors, Json, together
from deploy.local.demo.people import Person
from services.kit import area
from services.kit.area import Level

PAPER: Final = (  # one empty sheet
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
PAPERS: Final = ("ktp", "school", "independent", "active", "healthy")  # the last item of a TKSK needs none
SCORES: Final = ((82, 78), (76, 80), (64, 70))
APPEAL: Final = "Keberatan tertulis kepada Kepala Dinas Sosial, paling lambat 7 hari kerja."
_AT: Final = "registry/v1/applications"


async def apply(doors: Doors, today: date) -> int:
    """How many have applied."""
    await together([_tksk(doors, today), _psm(doors, today), _trained(doors, today)])
    return len(SCORES) + 3


async def _tksk(doors: Doors, today: date) -> None:
    hamid, fahrul = doors.person("hamid"), doors.person("fahrul")
    kec = list(area.codes("6305", Level.KECAMATAN))[-1]  # vacant, with the whole population too
    draw = people.draw("applications.6305")
    found = [
        people.person(draw, f"{kec}2001", today, ages=(23, 33), name=people.staff(draw)) for _ in SCORES
    ]  # fmt: skip
    standing = [await _admitted(hamid, one, kec, number) for number, one in enumerate(found)]
    selection = standing[0]["selection_id"]
    scores = [
        {"application_id": one["id"], "scores": {"written": written, "interview": interview}}
        for one, (written, interview) in zip(standing, SCORES, strict=True)
    ]
    at = f"registry/v1/selections/{selection}"
    await hamid.change(at, "scores", {"scores": scores}, key="demo.application.6305.scores")
    chosen = standing[0]["id"]
    decision = {"chosen": [chosen], "reason": "Nilai akhir tertinggi dan di atas nilai lulus.", "appeal": APPEAL}
    await fahrul.change(at, "decision", decision, key="demo.application.6305.decision")
    doors.versions.pop(f"{_AT}/{chosen}", None)  # it was decided on beside
    for step, number, days in (("camat", "460/112/Kec", 9), ("proposal", "460/418/Dinsos", 4)):
        key = f"demo.application.6305.{step}"
        await hamid.bring(f"{_AT}/{chosen}/documents?item={step}", PAPER, key=f"{key}.paper")
        letter = {"step": step, "number": number, "on": (today - timedelta(days=days)).isoformat()}
        await hamid.change(f"{_AT}/{chosen}", "steps", letter, key=key)


async def _admitted(by: Caller, one: Person, kec: str, number: int) -> Json:
    """Every item met."""
    key = f"demo.application.6305.{number}"
    made = await by.post(_AT, _form("tksk", one, kec), key=key)
    for item in (*PAPERS, "computer"):
        if item in PAPERS:
            await by.bring(f"{_AT}/{made['id']}/documents?item={item}", PAPER, key=f"{key}.{item}.paper")
        mark = {"item": item, "met": True}
        await by.change(f"{_AT}/{made['id']}", "marks", mark, key=f"{key}.{item}")
    return await by.change(f"{_AT}/{made['id']}", "admission", {}, key=f"{key}.admission")


async def _psm(doors: Doors, today: date) -> None:
    """Villages of 1906 that have nobody, or one."""
    yusuf, draw = doors.person("yusuf"), people.draw("applications.1906")
    for number, village in enumerate((next(area.codes("190603", Level.DESA)), "1906052003")):
        one = people.person(draw, village, today, ages=(20, 45), name=people.staff(draw))
        made = await yusuf.post(_AT, _form("psm", one, village), key=f"demo.application.1906.{number}")
        if number == 0:
            key = f"demo.application.1906.{number}"
            await yusuf.bring(f"{_AT}/{made['id']}/documents?item=ktp", PAPER, key=f"{key}.paper")
            mark = {"item": "ktp", "met": True, "note": "Sesuai desa"}
            await yusuf.change(f"{_AT}/{made['id']}", "marks", mark, key=f"{key}.ktp")
        else:
            why = {"reason": "Rekomendasi kepala desa belum ada. Lampirkan, lalu kirim lagi."}
            await yusuf.change(f"{_AT}/{made['id']}", "return", why, key=f"demo.application.1906.{number}.return")


async def _trained(doors: Doors, today: date) -> None:
    """The first of the hundred candidates whom Kuningan trained, as `courses` drew her; from the public page."""
    draw, village = people.draw("training.3208.candidate"), next(area.codes("3208", Level.DESA))
    one = people.person(draw, village, today, name=people.staff(draw))
    told = _form("psm", one, village) | {"nik": f"{one.nik[:12]}9001"}
    await doors.send("POST", "registry/v1/applicants", {"Idempotency-Key": "demo.application.3208"}, told)


def _form(role: str, one: Person, place: str) -> Json:
    return {
        "role": role, "name": one.name, "place": place, "birth_on": one.birth_on.isoformat(), "nik": one.nik,
        "phone": one.phone, "address": one.address,
    }  # fmt: skip
