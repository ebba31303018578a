"""The work of a kecamatan in each kabupaten, so that an attack finds meetings, programmes and a shelf of practice."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from tests.proofs.across.offices import Person

if TYPE_CHECKING:
    from tests.proofs.across.attack import Attack
    from tests.proofs.across.doors import Speech

LEARNT = "Bertanya pelan-pelan, lalu menulis surat bersama keluarga"


def says(speech: "Speech") -> dict[str, Callable[[Person, str], Any]]:
    """What is said at these doors."""

    def lesson(*_: Any) -> Any:
        return {"title": f"Catatan {speech.mark()}", "topic": "papers", "text": f"{LEARNT} {speech.mark()}"}

    def meeting(*_: Any) -> Any:
        return {"day": speech.today, "begins": "09.00", "place": f"Aula {speech.mark()}", "agenda": [speech.mark()]}

    def programme(person: Person, _: str) -> Any:
        years = [date.fromisoformat(speech.today).year + ahead for ahead in range(3)]
        return {"place": person.kec or person.office, "year": speech.lot.choice(years), "copy_last": False}

    def activity(*_: Any) -> Any:
        one = {"what": f"Kunjungan {speech.mark()}", "who": "PSM", "first": 1, "last": 2, "fund": "apbdes"}
        return {"analysis": speech.mark(), "aims": [f"Tujuan {speech.mark()}"], "activities": [one]}

    def decision(*_: Any) -> Any:
        return {"what": f"Putusan {speech.mark()}", "owner_id": speech.owner, "due_on": speech.today}

    def progress(*_: Any) -> Any:
        return {"activity_id": speech.activity, "progress": 100, "word": speech.mark(), "dropped": False}

    return {
        "plan_meeting": meeting, "hold_meeting": lambda *_: {"present": [speech.owner], "guests": speech.mark()},
        "cancel_meeting": lambda *_: {"reason": "Hujan lebat"}, "record_decision": decision,
        "conclude_decision": lambda *_: {"done": True, "word": speech.mark()},
        "begin_programme": programme, "revise_programme": activity, "agree_programme": lambda *_: {},
        "stage_programme": lambda *_: {"to": speech.lot.choice(("running", "closed"))}, "report_progress": progress,
        "bring_material": lambda *_: f"%PDF-1.4 {speech.mark()}\n%%EOF".encode(),
        "release_material": lambda *_: {"title": f"Modul {speech.mark()}", "topic": "papers", "declared": True},
        "withdraw_material": lambda *_: {"reason": "Ada nama peserta"},
        "write_lesson": lesson, "rewrite_lesson": lesson, "release_lesson": lambda *_: {},
        "return_lesson": lambda *_: {"reason": "Terlalu jelas siapa"},
    }  # fmt: skip


async def convene(attack: "Attack", office: str) -> None:
    """A meeting to its minutes, a programme to its end, what is on the shelf and what waits for it."""
    world, speech = attack.world, attack.speech
    keeper, psm = world.at(office, "kasi_kesra")[0], world.at(office, "psm")[0]
    tksk, supervisor = world.at(office, "tksk")[0], world.at(office, "dinas_supervisor")[0]
    await attack.done(keeper, "cancel_meeting", (await attack.done(keeper, "plan_meeting"))["id"])
    meeting = await attack.done(keeper, "plan_meeting")
    speech.owner = meeting["invited"][0]["id"]
    await attack.done(keeper, "hold_meeting", meeting["id"])
    for _ in range(2):
        meeting = await attack.done(keeper, "record_decision", meeting["id"])
    await attack.done(keeper, "conclude_decision", meeting["decisions"][0]["id"])
    await attack.done(keeper, "print_minutes", meeting["id"])
    await attack.done(keeper, "read_my_decisions")
    programme = (await attack.done(supervisor, "begin_programme"))["id"]
    told = await attack.done(supervisor, "revise_programme", programme)
    await attack.done(supervisor, "agree_programme", programme)
    await attack.done(supervisor, "stage_programme", programme, {"to": "running"})
    speech.activity = told["activities"][0]["id"]
    await attack.done(supervisor, "report_progress", programme)
    for question in ("print_programme", "print_musrenbang", "export_musrenbang", "read_practice_codes"):
        await attack.done(supervisor, question, programme)
    await attack.done(supervisor, "stage_programme", programme, {"to": "closed"})
    for verb in ("release_material", "withdraw_material"):
        door = attack.door("bring_material")
        material = (await attack.ask(tksk, door, "", speech.body(door, tksk, ""))).body["id"]
        await attack.done(tksk, verb, material)
        await attack.done(tksk, "read_material", material)
    lessons = [(await attack.done(psm, "write_lesson"))["id"] for _ in range(3)]
    await attack.done(supervisor, "return_lesson", lessons[0])
    await attack.done(psm, "rewrite_lesson", lessons[0])
    await attack.done(supervisor, "release_lesson", lessons[1])
