"""What volunteers of each kabupaten bore and got, so that an attack finds entries, events, payments and letters."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID, uuid4

from services.kit import actor as actors
from services.kit import clock
from services.registry.actions import naming

if TYPE_CHECKING:
    from tests.proofs.across.attack import Attack
    from tests.proofs.across.doors import Speech
    from tests.proofs.across.offices import Person

Json = dict[str, Any]

# Where the ids of paths come from.
NOUNS: Final = {
    "entry_id": ("registry", "care_entries"), "event_id": ("registry", "risk_events"),
    "stipend_id": ("registry", "stipends"), "award_id": ("registry", "awards"),
    "letter_id": ("registry", "service_letters"),
}  # fmt: skip

# What is written of a volunteer beside her own row, under a version of its own: 0 while there is none.
BESIDE: Final = {"insure_volunteer": "insurances", "record_education": "educations"}


def says(speech: "Speech") -> dict[str, Callable[["Person", str], Any]]:
    lot, why = speech.lot, {"reason": "Salah tulis"}

    def bearing(*_: Any) -> Json:
        kind, code = lot.choice((("hours", "visit"), ("cost", "transport")))
        return {"kind": kind, "code": code, "day": speech.today, "amount": 15, "paper": speech.mark()}

    def risk(person: "Person", _: str) -> Json:
        told = {"kind": "traffic", "harm": "minor", "day": speech.today}
        return told | {"village": speech.near(person), "note": speech.mark()}

    def owner(person: "Person", _: str) -> Json:
        people = speech.world.at(person.office, "tksk", "dinas") or speech.world.people
        return {"owner": lot.choice(people).sub, "due_on": str((clock.now() + timedelta(days=9)).date())}

    def stipend(*_: Any) -> Json:
        rate = {"role": lot.choice(("psm", "tksk")), "amount": 1000, "budget": speech.mark(), "basis": speech.mark()}
        month = f"{lot.randrange(2001, 2026)}-0{lot.randrange(1, 9)}-05"
        return {"first": month, "last": month, "rates": [rate]}

    def paid(*_: Any) -> Json:
        return {"entitlements": speech.entitled or [str(uuid4())], "paid_on": speech.today, "proof": speech.mark()}

    def insured(*_: Any) -> Json:
        told = {"number": f"{lot.randrange(10**10, 10**11)}", "programmes": ["jkk", "jkm"]}
        return told | {"paid_until": speech.today, "evidence": speech.mark()}

    def award(*_: Any) -> Json:
        told = {"title": speech.mark(), "level": "desa", "giver": speech.mark()}
        return told | {"number": speech.mark(), "awarded_on": speech.today}

    return {
        "record_care_entry": bearing, "revise_care_entry": bearing, "report_risk": risk, "assign_risk": owner,
        "judge_care_entry": lambda *_: why | {"acknowledged": lot.choice((True, False))},
        "close_risk": lambda *_: {"outcome": speech.mark()}, "begin_rest": lambda *_: {"weeks": 2},
        "propose_stipend": stipend, "decide_stipend": lambda *_: why | {"approved": lot.choice((True, True, False))},
        "pay_stipend": paid, "counter_payment": lambda *_: why | {"payment_id": speech.payment},
        "insure_volunteer": insured, "export_insurances": lambda *_: {"kind": "csv", "numbers": True},
        "award_volunteer": award, "withdraw_award": lambda *_: why,
        "write_letter": lambda *_: {"kind": "thanks", "text": f"Jasa {speech.mark()}"},
        "revoke_letter": lambda *_: why, "record_education": lambda *_: {"education": "s1", "field": speech.mark()},
        "record_departure": lambda *_: {"reason": "work"},
        **dict.fromkeys(("withdraw_care_entry", "withdraw_stipend", "end_rest", "erase_care"), lambda *_: {}),
    }  # fmt: skip


async def _at_work(attack: "Attack", dinas: "Person") -> str:
    """The officer as the registry knows her too, so that a follow-up can be given to her."""
    head = attack.world.at(dinas.office, "dinas_supervisor")[0]
    named = await attack.done(head, "appoint_officer", office=dinas.office, roles=["dinas"])
    attack.spared.add(named["id"])
    async with attack.world.parts["registry"].hearing.begin(dinas.office) as tx:
        machine = actors.machine("registry", dinas.office)
        await naming.enrol_officer(tx, machine, UUID(named["id"]), sub=dinas.sub, was=1, at=clock.now())
    return dinas.sub


async def care(attack: "Attack", office: str, volunteer: str) -> None:
    """`volunteer` is she who logs in; another one gets and loses everything."""
    world, speech = attack.world, attack.speech
    psm = world.at(office, "psm")[0]
    dinas, supervisor = world.at(office, "dinas")[0], world.at(office, "dinas_supervisor")[0]
    entry = (await attack.done(psm, "record_care_entry"))["id"]
    await attack.done(psm, "revise_care_entry", entry)
    await attack.done(dinas, "judge_care_entry", entry, {"acknowledged": True})
    await attack.done(psm, "withdraw_care_entry", (await attack.done(psm, "record_care_entry"))["id"])
    await attack.done(psm, "read_care_entries")
    event = (await attack.done(psm, "report_risk"))["id"]
    await attack.done(dinas, "assign_risk", event, owner=await _at_work(attack, dinas))
    await attack.done(dinas, "close_risk", event)
    for question, of in (("read_risks", ""), ("read_risk", event), ("read_care_codes", ""), ("read_my_care", "")):
        await attack.done(psm, question, of)
    await attack.done(psm, "begin_rest", volunteer)
    await attack.done(psm, "end_rest", volunteer)
    past = (date.fromisoformat(speech.today).replace(day=1) - timedelta(days=1)).isoformat()
    month = {"first": past, "last": past}
    gone = (await attack.done(dinas, "propose_stipend", **month))["id"]
    await attack.done(dinas, "withdraw_stipend", gone)
    rate = {"role": "psm", "amount": 1000, "budget": "APBD", "basis": "Keputusan"}
    stipend = (await attack.done(dinas, "propose_stipend", **month, rates=[rate]))["id"]
    told = await attack.done(supervisor, "decide_stipend", stipend, {"approved": True})
    speech.entitled = [told["entitled"][0]["id"]]
    told = await attack.done(dinas, "pay_stipend", stipend)
    speech.payment = told["payments"][0]["id"]
    await attack.done(dinas, "counter_payment", stipend)
    for question in ("read_stipend", "export_stipend"):
        await attack.done(dinas, question, stipend)
    await attack.done(dinas, "read_stipends")
    other = (await attack.done(dinas, "appoint_volunteer"))["id"]
    for verb in ("insure_volunteer", "record_education"):
        await attack.done(dinas, verb, other)
    award = (await attack.done(dinas, "award_volunteer", other))["id"]
    await attack.done(dinas, "withdraw_award", award)
    letter = await attack.done(dinas, "write_letter", volunteer)
    await attack.done(psm, "print_letter", letter["id"])
    speech.token = letter["token"]
    await attack.done(dinas, "check_letter")
    speech.token = "x"
    await attack.done(dinas, "revoke_letter", letter["id"])
    for question in ("read_insurances", "export_insurances", "read_pppk", "read_retention"):
        await attack.done(dinas, question)
    await attack.done(dinas, "read_care", other)
    await attack.done(dinas, "end_volunteer", other)
    await attack.done(dinas, "record_departure", other)
    await attack.done(supervisor, "erase_care", other)
