"""/komponen: every part of the pages once, with invented words. It needs no session and shows no person."""

import re
from datetime import timedelta
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from services.portal.forms import Form
from services.portal.pages import STATIC
from services.portal.visits import Passerby

router = APIRouter()

_THINGS = (
    ("awaiting", "Menunggu verifikasi TKSK", "Awaiting TKSK", "tksk", False),
    ("returned", "Perlu dilengkapi", "To be completed", "psm", True),
    ("verified", "Terverifikasi, menunggu Dinas", "Verified, awaiting the office", "dinas", False),
    ("sent", "Terkirim", "Sent", "partner", False),
    ("intervention", "Intervensi", "Intervention", "dinas", True),
    ("rejected", "Ditolak", "Declined", "sender", True),
    ("expired", "Kedaluwarsa", "Expired", "sender", False),
    ("served", "Sudah dilayani", "Served", "citizen", False),
    ("closed", "Tuntas", "Closed", "none", False),
    ("solved", "Selesai di desa", "Solved in the village", "none", False),
)


@router.get("/komponen")
async def show_parts(visit: Passerby) -> HTMLResponse:
    say, today = visit.say, visit.say.today
    things: list[dict[str, Any]] = [
        {"status": status, "status_words": {"id": bahasa, "en": english}, "turn": turn, "mine": mine}
        for status, bahasa, english, turn, mine in _THINGS
    ]
    soon, later = today + timedelta(days=3), today + timedelta(days=12)
    form = Form(
        "contoh",
        {"name": ["Siti Fiktif"], "nik": ["190602440352900"], "sex": ["f"], "needs": ["food"]},
        errors={"nik": say("showcase.nik_wrong")},
        saved_at=visit.say.now,
    )
    return visit.page(
        "showcase.html",
        form=form,
        colours=[{"name": name, "value": value, "meaning": say("colour." + name)} for name, value in _colours()],
        things=things,
        late=today - timedelta(days=2),
        today=today,
        later=soon,
        events=[
            {"at": visit.say.now - timedelta(days=days), "words": things[index]["status_words"][say.language], "by": by}
            for days, index, by in ((1, 3, "Dewi Andai"), (3, 2, "Jaka Umpama"), (5, 0, "Rahma Contoh"))
        ],
        planks=[
            {
                "state": state,
                "words": f"{number}. " + say("showcase.step" + str(number)),
                "note": say("step." + (state or "open")),
            }
            for number, state in enumerate(("done", "now", ""), start=1)
        ],
        tasks=[
            _task(today - timedelta(days=2), "Siti Fiktif", "RT 03 RW 01", "stop", things[7], say("showcase.task1")),
            _task(today, "Keluarga Budi Misal", "RT 05 RW 02", "you", things[1], say("showcase.task2")),
            _task(later, "Maman Umpama", "RT 03 RW 01", "", things[0], say("showcase.task3")),
        ],
        figures=[
            {"number": number, "words": say("showcase.count_" + word), "tone": tone, "path": path, "current": False}
            for number, word, tone, path in (
                (4, "late", "stop", "#tabel"),
                (13, "mine", "you", "#tabel"),
                (31, "others", "", "#tabel"),
                (22, "done", "done", ""),
            )
        ],
        kinds=[("8", "Lanjut Usia Terlantar"), ("24", "Fakir Miskin")],
        tiles=[
            {"name": name, "words": say("showcase.tile_" + (tone or "plain")), "tone": tone}
            for name, tone in (("Lalang", ""), ("Lenggang", "you"), ("Mempaya", "mute"), ("Lilangan", "stop"))
        ],
    )


def _colours() -> list[tuple[str, str]]:
    """The colour tokens as the style itself states them."""
    tokens = (STATIC / "titian.css").read_text(encoding="utf-8").split("--xs:", 1)[0]
    return re.findall(r"--(\w+): (#[0-9a-f]+);", tokens)


def _task(on: Any, who: str, where: str, tone: str, thing: dict[str, Any], step: str) -> dict[str, Any]:
    return {"on": on, "who": who, "where": where, "tone": tone, "thing": thing, "next": step}
