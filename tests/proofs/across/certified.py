"""A dossier of each kabupaten, so that an attack finds papers, comments, meetings and their doors."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.proofs.across.attack import Attack

ITEMS = ("basic", "education", "identity", "conduct", "evidence", "recommendation")


async def certify(attack: "Attack", office: str, volunteer: str) -> None:
    """A volunteer's own dossier as far as a coach takes it, with what is done to it on the way."""
    world, speech = attack.world, attack.speech
    psm, dinas = world.at(office, "psm")[0], world.at(office, "dinas")[0]
    await attack.done(psm, "read_routes")
    await attack.done(dinas, "read_readiness", volunteer)
    dossier = (await attack.done(psm, "begin_dossier", volunteer))["id"]
    await attack.done(psm, "write_texts", dossier)
    attached = await attack.ask(psm, attack.door("attach_paper"), dossier, speech.body(
        attack.door("attach_paper"), psm, dossier
    ))  # fmt: skip
    assert attached.status == 201, attached
    (paper,) = next(item["papers"] for item in attached.body["items"] if item["code"] == "identity")
    await attack.done(psm, "read_paper", paper["id"])
    await attack.done(psm, "remove_paper", paper["id"])
    other = (await attack.done(dinas, "appoint_volunteer"))["id"]
    refused = await attack.ask(dinas, attack.door("assign_coach"), dossier, {"volunteer_id": other})
    assert refused.body["code"] == "coach-away", "who has no account coaches nobody"
    for question in ("read_dossier", "print_dossier"):
        await attack.done(psm, question, dossier)
    for question in ("read_dossiers", "read_my_dossiers"):
        await attack.done(dinas, question)
    speech.dossiers = [dossier]
    meeting = (await attack.done(dinas, "hold_coaching"))["id"]
    await attack.done(dinas, "record_coaching", meeting)
    await attack.done(dinas, "read_coachings")
    speech.dossiers = []
