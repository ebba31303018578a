"""A training of each kabupaten, so that an attack finds participants, certificates and their doors."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.proofs.across.attack import Attack


async def train(attack: "Attack", office: str, volunteer: str) -> None:
    """A training to its end, whose certificate is checked and revoked."""
    world, speech = attack.world, attack.speech
    psm, dinas = world.at(office, "psm")[0], world.at(office, "dinas")[0]
    training = (await attack.done(dinas, "plan_training"))["id"]
    await attack.done(dinas, "revise_training", training)
    await attack.done(dinas, "stage_training", training, {"to": "nominating"})
    speech.volunteers = [volunteer]
    await attack.done(dinas, "nominate_participants", training)
    speech.volunteers = []
    people = (await attack.done(dinas, "nominate_participants", training))["participants"]
    await attack.done(dinas, "withdraw_participant", people[1]["id"])  # the third moves up
    for stage in ("invited", "running"):
        await attack.done(dinas, "stage_training", training, {"to": stage})
    speech.code = (await attack.done(dinas, "read_attendance_code", training))["code"]
    await attack.done(psm, "check_in")
    present = {"day": speech.today, "present": [people[2]["id"]], "absent": []}
    await attack.done(dinas, "record_attendance", training, present)
    await attack.done(dinas, "record_attendance", training, present | {"absent": present["present"], "present": []})
    speech.seated = [people[0]["id"]]
    await attack.done(dinas, "record_results", training)
    await attack.done(dinas, "report_practice", training)
    await attack.done(dinas, "stage_training", training, {"to": "finished"})
    told = await attack.done(dinas, "certify_training", training)
    await attack.done(psm, "read_my_trainings")
    await attack.done(dinas, "read_training_record", volunteer)
    certificate = told["participants"][0]["certificate"]
    await attack.done(psm, "print_certificate", certificate["id"])
    speech.token = certificate["token"]
    await attack.done(dinas, "check_certificate")
    await attack.done(dinas, "revoke_certificate", certificate["id"])
    speech.token, speech.code = "x", "x"  # what is known to whoever holds the paper is no matter of offices
