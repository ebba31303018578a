"""Certification in Belitung Timur, through the doors: two certificates (one ends in five months), a dossier that is
ready, and nine that lack one paper each, as far as there are so many volunteers at work."""

import io
import itertools
from datetime import date, timedelta
from typing import Final

from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from deploy.local.demo.cast import NAMED
from deploy.local.demo.doors import Caller, Doors, Json, together

OFFICE, OFFICER, COACH, OTHER = "1906", "dewi", "jaka", "ratna"
CERTIFIED: Final = (timedelta(days=5 * 365 - 150), timedelta(days=700))  # how long ago
LACKING: Final = 9
PAPERS: Final = ("basic", "education", "identity", "photo", "conduct", "evidence", "recommendation")
BODY: Final = "LSPS Kementerian Sosial"
WORDS: Final = (
    "Saya {name}, relawan sosial di Belitung Timur. Sejak diangkat saya mendata warga yang memerlukan pelayanan, "
    "mendampingi lansia yang tinggal sendiri, dan menghubungkan keluarga dengan Puskesmas, Disdukcapil, dan Baznas. "
    "Saya bekerja bersama TKSK, mencatat setiap kunjungan, dan menjaga kerahasiaan warga yang saya dampingi. "
    "Saya ingin diuji agar pekerjaan saya diakui."
)
CV: Final = (
    "{name}. Pendidikan: SMA. Tugas: relawan sosial di Belitung Timur. Pelatihan: persiapan sertifikasi, Manggar, 2023."
)


async def prepare(doors: Doors, today: date) -> int:
    """How many dossiers there are now."""
    office = doors.person(OFFICER)
    url = "registry/v1/volunteers?status=active"
    people = [one async for one in office.items(url) if one["account"] == "ready" and one["username"] in NAMED]
    people.sort(key=lambda one: one["username"])
    coaches = {one["username"]: one["id"] for one in people if one["username"] in (COACH, OTHER)}
    certified, ready, lacking = people[:2], people[2:3], people[3 : 3 + LACKING]
    work = [
        *(_certified(office, one, coaches, today, ago) for one, ago in zip(certified, CERTIFIED, strict=False)),
        *(_gathered(office, one, coaches, "") for one in ready),
        *(_gathered(office, one, coaches, gap) for one, gap in zip(lacking, itertools.cycle(PAPERS))),
    ]
    told = await together(work)
    if told:
        await _met(office, [one["id"] for one in told[2:]], today)
    return len(told)


async def _gathered(office: Caller, whose: Json, coaches: dict[str, str], gap: str) -> Json:
    """Everything but the paper `gap`; the coach has said so where there is one."""
    key = f"demo.dossier.{whose['username']}"
    begun = await office.post(f"registry/v1/volunteers/{whose['id']}/dossiers", {"route": "volunteer"}, key=key)
    url = f"registry/v1/dossiers/{begun['id']}"
    name = whose["name"]
    texts = {"description": WORDS.format(name=name), "cv": CV.format(name=name)}
    await office.change(url, "texts", {"texts": texts}, key=f"{key}.texts")
    coach = next((id_ for username, id_ in sorted(coaches.items()) if username != whose["username"]), None)
    await office.change(url, "coach", {"volunteer_id": coach}, key=f"{key}.coach")
    for item in PAPERS:
        if item != gap:
            content = _photo() if item == "photo" else _paper(f"{item}: {name}")
            await office.bring(f"{url}/papers?item={item}", content, key=f"{key}.{item}")
    if gap:
        comment = {"item": gap, "text": "Kertas ini belum ada. Minta, foto, lalu unggah."}
        await office.post(f"{url}/comments", comment, key=f"{key}.comment")
    return begun


async def _certified(
    office: Caller, whose: Json, coaches: dict[str, str], today: date, ago: timedelta
) -> Json:  # fmt: skip
    """The way to the decision, on its days."""
    begun = await _gathered(office, whose, coaches, "")
    url, key = f"registry/v1/dossiers/{begun['id']}", f"demo.dossier.{whose['username']}"
    decided = today - ago
    days = [(decided - timedelta(days=back)).isoformat() for back in (60, 10, 0)]
    await office.change(url, "release", {}, key=f"{key}.release")
    letter = {"number": f"460/{whose['username']}/DINSOS", "on": days[0]}
    await office.change(url, "submission", letter, key=f"{key}.submission")
    await office.change(url, "assessment", {"on": days[1], "by": BODY}, key=f"{key}.assessment")
    decision = {"competent": True, "on": days[2], "by": BODY, "number": f"RS-{decided.year}-{whose['username']}"}
    return await office.change(url, "decision", decision, key=f"{key}.decision")


async def _met(office: Caller, dossiers: list[str], today: date) -> None:
    """Last week, all but one came."""
    on = (today - timedelta(days=7)).isoformat()
    meeting = {"held_on": on, "place": "Aula Dinas Sosial, Manggar", "topic": "Menyusun portofolio"}
    told = await office.post("registry/v1/coachings", meeting | {"dossiers": dossiers}, key="demo.coaching")
    came = {"came": dossiers[:-1] or dossiers}
    url = f"registry/v1/coachings/{told['id']}/attendance"
    await office.post(url, came, key="demo.coaching.came", version=told["version"])


def _paper(words: str) -> bytes:
    """The same each time: a key is good for one content."""
    made = io.BytesIO()
    canvas = Canvas(made, invariant=1)
    canvas.drawString(72, 760, f"CONTOH - {words}")
    canvas.save()
    return made.getvalue()


def _photo() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (300, 400), "#8fa3b8").save(made, "PNG")
    return made.getvalue()
