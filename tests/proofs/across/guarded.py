"""Protected files, referrals and packets, asked for by everybody in their offices while every sight is the widest.

What is left then is the vault: it opens a protected subject for whom it is assigned to and for the protected desk.
"""

import json
from typing import Final

from tests.proofs.across.attack import Attack
from tests.proofs.across.offices import KABUPATEN, Person

READS: Final = {"read_case": "case", "read_timeline": "case", "open_nik": "case", "read_referral": "referral"}


async def knock(attack: Attack) -> tuple[int, int, list[str]]:
    """How many tried, how many keepers were let in, and who else saw a sealed word."""
    tries, opened, wrongly = 0, 0, list[str]()
    for office in KABUPATEN:
        targets, secrets = await _made(attack, office)
        keepers = {person for person in attack.world.at(office, "dinas", "dinas_supervisor") if person.of_desk}
        keepers.add(_assigned(attack, office))
        for person in (one for one in attack.world.people if one.office == office):
            for name, noun in READS.items():
                door = attack.door(name)
                if door.may(person):
                    tries += 1
                    answer = await attack.ask(person, door, targets[noun])
                    seen = [secret for secret in secrets if secret in json.dumps(answer.body, ensure_ascii=False)]
                    if person in keepers:
                        opened += bool(seen)
                    elif seen:
                        wrongly.append(f"{name} told {person} {seen}")
        for person in sorted(attack.world.at("19", "province"), key=lambda one: one.of_desk):
            tries += 1
            answer = await attack.ask(person, attack.door("open_handup"), targets["handup"])
            if person.of_desk:
                opened += answer.status == 201
            elif answer.status == 201:
                wrongly.append(f"open_handup let {person} in")
    return tries, opened, wrongly


async def _made(attack: Attack, office: str) -> tuple[dict[str, str], list[str]]:
    """A protected case in care, referred and handed up, and every word of it that is sealed."""
    world, speech = attack.world, attack.speech
    psm, supervisor = world.at(office, "psm")[0], world.at(office, "dinas_supervisor")[0]
    partner = world.at(world.organisations[0], "partner")[0]
    note, step, purpose, slip = (speech.mark() for _ in range(4))
    body = speech.body(attack.door("record_case"), psm, "") or {}
    code = (await attack.done(psm, "record_case", body=body, type=19, note=note))["code"]
    rows = await attack.witnesses["cases"].rows("SELECT case_id FROM cases WHERE code = $1", code)
    case_id = speech.case = str(rows[0]["case_id"])
    await attack.done(supervisor, "accept_case", case_id, {"note": step})
    need = await attack.done(supervisor, "add_need", case_id)
    speech.needs[case_id] = [need["id"]]
    sending = (speech.body(attack.door("send_referral"), supervisor, "") or {}) | {"service_id": speech.services[0]}
    referral = await attack.done(supervisor, "send_referral", body=sending, purpose=purpose, note=step)
    await attack.done(supervisor, "assign_case", case_id, {"sub": _assigned(attack, office).sub})
    await attack.done(supervisor, "hand_up_case", case_id)
    await world.hear_all()
    await attack.look()
    rows = await attack.witnesses["referral"].rows("SELECT packet_id FROM packets WHERE code = $1", referral["code"])
    packet = str(rows[0]["packet_id"])
    await attack.done(partner, "open_packet", packet)
    await attack.done(partner, "answer_packet", packet, {"answer": "accept", "note": slip})
    await world.hear_all()
    rows = await attack.witnesses["cases"].rows("SELECT handup_id FROM packets WHERE case_code = $1", code)
    targets = {"case": case_id, "referral": referral["id"], "handup": str(rows[0]["handup_id"])}
    told = body["person"]
    return targets, [note, step, purpose, slip, told["nik"], told["address"], told["phone"]]


def _assigned(attack: Attack, office: str) -> Person:
    """An officer of no desk: by this one case alone a keeper."""
    return next(one for one in attack.world.at(office, "dinas") if not one.of_desk)
