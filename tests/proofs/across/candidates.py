"""Who wants to become a volunteer in each kabupaten, so that an attack finds applications, papers and proposals."""

from collections.abc import Callable
from random import Random
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from tests.proofs.across.offices import Person

if TYPE_CHECKING:
    from tests.proofs.across.attack import Attack

Json = dict[str, Any]

PDF = b"%PDF-1.7 contoh"
OF_TKSK = ("ktp", "school", "independent", "active", "healthy", "computer")
LETTER = {"number": "460/1", "on": "2026-01-05"}
DECIDED = {"reason": "Nilai tertinggi", "appeal": "Tertulis, 7 hari"}


def says(
    lot: Random, mark: Callable[[], str], village: Callable[[Person], str]
) -> dict[str, Callable[[Person, str], Any]]:
    """What is said at the doors of applying."""

    def form(person: Person, _: str) -> Json:
        return {
            "role": "psm", "name": f"Kenanga {mark()}", "place": village(person), "birth_on": "1998-03-04",
            "nik": f"{person.office[:2]}0602440398{lot.randrange(10_000):04d}", "phone": "081233333333",
        }  # fmt: skip

    return {
        "apply": form, "enter_application": form,
        **dict.fromkeys(("attach_by_code", "attach_document", "attach_answer"), lambda *_: PDF),
        **dict.fromkeys(("send_again", "give_up"), lambda *_: {"version": 1}),
        "open_applicant": lambda *_: {"purpose": "appointment"},
        "mark_requirement": lambda *_: {"item": lot.choice(OF_TKSK), "met": lot.random() < 0.5, "note": mark()},
        "return_application": lambda *_: {"reason": f"Kurang {mark()}"},
        **dict.fromkeys(("resubmit_application", "withdraw_application", "admit_application"), lambda *_: {}),
        "decline_application": lambda *_: DECIDED,
        "score_candidates": lambda *_: {"scores": [{"application_id": str(uuid4()), "scores": {"written": 80}}]},
        "decide_selection": lambda *_: DECIDED,
        "take_step": lambda *_: {"step": "camat", **LETTER},
        "appoint_applicant": lambda *_: {
            "issuer": lot.choice(("ministry", "kades")), "number": mark(), "issued_on": "2026-02-02",
            "starts_on": "2026-02-02",
        },
        "forward_proposal": lambda *_: LETTER, "return_proposal": lambda *_: {"why": "no_quota"},
    }  # fmt: skip


async def apply(attack: "Attack", office: str) -> None:
    """One returned and sent again, one declined; one chosen as TKSK whom the province forwards, another it returns."""
    world, speech = attack.world, attack.speech
    dinas, head = world.at(office, "dinas")[0], world.at(office, "dinas_supervisor")[0]
    one = (await attack.done(dinas, "enter_application"))["id"]
    for verb in ("return_application", "resubmit_application", "open_applicant", "decline_application"):
        await attack.done(dinas, verb, one)
    gone = (await attack.done(dinas, "enter_application"))["id"]
    await attack.done(dinas, "withdraw_application", gone)
    provinces = world.at(office[:2], "province")
    for number in range(2 if provinces else 1):
        chosen = await _chosen(attack, dinas, head, office)
        for step in ("camat", "proposal"):
            speech.item = step
            await attack.done(dinas, "attach_document", chosen)
            await attack.done(dinas, "take_step", chosen, {"step": step, **LETTER})
        speech.item = "ktp"
        await attack.look()
        if not provinces:
            return
        (listed, *_) = (await attack.done(provinces[0], "read_proposals"))["items"]
        if number == 0:
            await attack.done(provinces[0], "attach_answer", listed["id"])
            await attack.done(provinces[0], "forward_proposal", listed["id"])
            await world.hear_all()
            await attack.done(dinas, "appoint_applicant", chosen, issuer="ministry")
        else:
            await attack.done(provinces[0], "return_proposal", listed["id"])
            await world.hear_all()


async def _chosen(attack: "Attack", dinas: Person, head: Person, office: str) -> str:
    kec = f"{office}0{7 if office == '1906' else 3}"
    speech = attack.speech
    chosen = (await attack.done(dinas, "enter_application", role="tksk", place=kec))["id"]
    for item in OF_TKSK:
        speech.item = item
        told = await attack.done(dinas, "attach_document", chosen)
        await attack.done(dinas, "mark_requirement", chosen, {"item": item, "met": True})
    speech.document = told["documents"][0]["id"]
    await attack.done(dinas, "read_document", chosen)
    selection = (await attack.done(dinas, "admit_application", chosen))["selection_id"]
    scores = {"scores": [{"application_id": chosen, "scores": {"written": 80, "interview": 90}}]}
    await attack.done(dinas, "score_candidates", selection, scores)
    await attack.done(head, "decide_selection", selection, DECIDED | {"chosen": [chosen]})
    speech.document = str(uuid4())  # an id of one office is tried no further than where it stands
    return str(chosen)
