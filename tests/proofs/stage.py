"""What everybody is asked about: in one village a file that is personal (S2) and one that is protected (S3), in the
care of an officer who is asked nothing, and the same two once more for each officer to whom files can be assigned.

To each file belong a need, a referral to an organisation, its packet there, a light referral (begun before the case
turned out to be protected), a notice; to the first two a hand-up to the province. Made by the doors, read from the
databases once what was announced has been heard.
"""

import asyncio
import time
from datetime import datetime, timedelta
from typing import Any, Final

import aiohttp
import asyncpg

from deploy.local.demo.doors import together
from services.kit import area, clock
from tests.proofs.cast import HEAD, SCRIBE, SK, Cast
from tests.proofs.operation import Json
from tests.proofs.who_may import SENSITIVITIES, Who

PATIENCE: Final = 90.0  # seconds until all is heard on a busy machine
FIRST = 9101  # serial of the first NIK: those above 9000 are not known in use
TYPES: Final = {"S2": 2, "S3": 19}  # a neglected child; a victim of violence
Things = dict[tuple[str, Who | None], Json]
_SERVICES: Final = ("registry", "cases", "referral", "notify", "oversight")


async def staged(cast: Cast) -> Things:
    """The words of each file, by sensitivity and whom it is assigned to; None: the officer who is asked nothing."""
    common = await _common(cast)
    owners = [None, *(who for who in cast.callers if who.can_be_assigned)]
    keys = [(sensitivity, owner) for owner in owners for sensitivity in SENSITIVITIES]
    made = await together(_file(cast, common, number, *key) for number, key in enumerate(keys))
    things = dict(zip(keys, made, strict=True))
    waiting = await together(_unassigned(cast, sensitivity) for sensitivity in SENSITIVITIES)
    for sensitivity, code in zip(SENSITIVITIES, waiting, strict=True):
        things[sensitivity, None]["waiting"] = code
    await _heard(cast, things)
    return things


async def _common(cast: Cast) -> Json:
    """What has no sensitivity: a volunteer and an officer, both suspended, and what an organisation offers."""
    head, village = cast.callers[HEAD], cast.village
    nik = f"{cast.town}026101539001"
    body = {"name": "Sari Contoh", "role": "psm", "villages": [village], "nik": nik, "sk": SK}
    volunteer = await head.post("registry/v1/volunteers", body, key=f"volunteer.{cast.town}")
    certified = await _certified(cast, volunteer["id"])
    officer = await head.post("registry/v1/officers", {"name": "Budi Contoh", "roles": ["dinas"]}, key="officer.budi")
    for noun, one in (("volunteers", volunteer), ("officers", officer)):
        await head.change(f"registry/v1/{noun}/{one['id']}", "suspension", {"reason": "Cuti"}, key=one["id"])
    trained, convened = await _trained(cast, village), await _convened(cast, village)
    cared = await _cared(cast, village, volunteer["id"])
    imported = await _imported(cast)
    applied = await _applied(cast, village)
    organisation = cast.offices["organisation"]
    shown = await head.get(f"registry/v1/offices/{organisation}")
    offers = {"office": organisation, "areas": [cast.town], "eligibility": "Siapa saja", "checked_on": "2026-01-05"}
    services: Json = {}
    for name, kind in (("care", "care_home"), ("papers", "papers"), ("light", "food")):
        offer = {**offers, "name": f"{name} {organisation[4:]}", "kinds": [kind], "light": name == "light"}
        told = await head.post_when_heard("referral/v1/services", offer, key=f"{name}.{organisation}")
        services[name] = told["id"]
    return {
        "kabupaten": cast.town, "kecamatan": village[:6], "village": village, "volunteer": volunteer["id"],
        "volunteer_nik": nik, "volunteer_name": body["name"], "officer": officer["id"], "import": imported,
        "organisation": organisation,
        "organisation_name": shown["name"], "head": cast.subs[HEAD], **services,
        "service_name": f"papers {organisation[4:]}", **trained, **await _worked(cast), **convened, **cared,
        **certified, **applied,
    }  # fmt: skip


async def _convened(cast: Cast, village: str) -> Json:
    """Of the kecamatan: a meeting with a decision that is its Kasi Kesra's, a programme, a lesson of a volunteer that
    waits; and a material on the shelf."""
    head, keeper, scribe = (cast.callers[who] for who in (HEAD, Who("kasi_kesra", "own"), SCRIBE))
    day, mark = "2026-01-05", cast.town
    told = {"day": day, "begins": "09.00", "place": "Aula Contoh", "agenda": ["Contoh"]}
    meeting = await keeper.post("registry/v1/meetings", told, key=f"meeting.{mark}")
    at, chair = f"registry/v1/meetings/{meeting['id']}", meeting["invited"][0]["id"]
    await keeper.change(at, "attendance", {"present": [chair]}, key=f"attendance.{mark}")
    decided = {"what": "Contoh", "owner_id": chair, "due_on": "2026-01-06"}
    meeting = await keeper.post(f"{at}/decisions", decided, key=f"decision.{mark}")
    year = datetime.now(area.zone(cast.town)).year
    begun = {"place": village[:6], "year": year}
    programme = await head.post("registry/v1/programmes", begun, key=f"programme.{mark}")
    material = await _brought(cast, "/v1/materials", b"%PDF-1.4\n%%EOF", f"material.{mark}")
    label = {"title": "Modul Contoh", "topic": "papers", "declared": True}
    await head.change(f"registry/v1/materials/{material['id']}", "release", label, key=f"release.{mark}")
    learnt = {"title": "Pelajaran Contoh", "topic": "papers", "text": "Bertanya pelan-pelan, lalu menulis surat."}
    lesson = await scribe.post("registry/v1/lessons", learnt, key=f"lesson.{mark}")
    return {
        "meeting": meeting["id"], "decision": meeting["decisions"][0]["id"], "programme": programme["id"],
        "programme_year": year, "material": material["id"], "lesson": lesson["id"],
    }  # fmt: skip


async def _trained(cast: Cast, village: str) -> Json:
    """A training that is over, and the certificate that somebody holds from it."""
    head, day = cast.callers[HEAD], "2026-01-05"
    plan = {
        "title": "Bimtek Contoh", "roles": ["candidate"], "tier": "dasar", "quota": 5,
        "days": [{"day": day, "venue": "Aula Contoh"}],
    }  # fmt: skip
    made = await head.post("registry/v1/trainings", plan, key=f"training.{cast.town}")
    at, mark = f"registry/v1/trainings/{made['id']}", f"training.{cast.town}"
    await head.change(at, "stage", {"to": "nominating"}, key=f"{mark}.nominating")
    people = {"people": [{"name": "Seruni Contoh", "role": "candidate", "place": village}]}
    told = await head.post(f"{at}/participants", people, key=f"{mark}.participants")
    participant = told["participants"][0]["id"]
    for stage in ("invited", "running"):
        await head.change(at, "stage", {"to": stage}, key=f"{mark}.{stage}")
    await head.change(at, "attendance", {"day": day, "present": [participant]}, key=f"{mark}.attendance")
    await head.change(at, "stage", {"to": "finished"}, key=f"{mark}.finished")
    told = await head.change(at, "certification", {}, key=f"{mark}.certification")
    certificate = told["participants"][0]["certificate"]
    return {
        "training": made["id"], "participant": participant, "certificate": certificate["id"],
        "certificate_token": certificate["token"],
    }  # fmt: skip


async def _worked(cast: Cast) -> Json:
    """What a volunteer of the village did last month: a line of her journal, the report of it, a statement; and an
    entry of her portfolio, which is a commendation."""
    head, scribe = cast.callers[HEAD], cast.callers[SCRIBE]
    day = (clock.now() - timedelta(days=clock.now().day + 5)).date()
    line = {"day": day.isoformat(), "kind": "visit", "function": "motivator", "minutes": 60, "village": cast.village}
    written = await scribe.post("registry/v1/me/journal", line, key=f"line.{cast.town}")
    month = day.isoformat()[:7]
    report = await scribe.post("registry/v1/me/reports", {"month": month}, key=f"report.{cast.town}", version=0)
    span = {"first": month, "last": month}
    statement = await scribe.post("registry/v1/me/statements", span, key=f"statement.{cast.town}")
    author = await head.find("registry/v1/volunteers?role=psm", lambda one: one["username"] == scribe.username)
    praise = {"title": "Piagam Contoh", "on": "2026-01-05"}
    url = f"registry/v1/volunteers/{author['id']}/commendations"
    entry = await head.post(url, praise, key=f"praise.{cast.town}")
    return {
        "author": author["id"], "entry": entry["id"], "line": written["id"], "report": report["id"], "month": month,
        "statement": statement["id"], "statement_token": statement["token"],
    }  # fmt: skip


async def _brought(cast: Cast, path: str, content: bytes, key: str) -> Json:
    """A file, by the head."""
    told = {"Authorization": f"Bearer {await cast.callers[HEAD].log_in()}", "Idempotency-Key": key}
    url = f"{cast.street.url('registry')}{path}"
    async with aiohttp.ClientSession() as web, web.post(url, data=content, headers=told) as answer:
        assert answer.status == 201, await answer.text()
        made: Json = await answer.json()
    return made


async def _cared(cast: Cast, village: str, volunteer: str) -> Json:
    """What a volunteer of the village bore, and what the Dinas did for the one who has no log-in."""
    head, psm, mark = cast.callers[HEAD], cast.callers[Who("psm", "own")], f"care.{cast.town}"
    today = datetime.now(area.zone(cast.town)).date()
    day, here = today.isoformat(), f"registry/v1/volunteers/{volunteer}"
    bearing = {"kind": "hours", "code": "visit", "day": day, "amount": 60}
    entry = await psm.post("registry/v1/me/care-entries", bearing, key=f"{mark}.entry")
    event = {"kind": "traffic", "harm": "none", "day": day, "village": village, "note": "Motor tergelincir."}
    risk = await psm.post("registry/v1/me/risk-events", event, key=f"{mark}.risk")
    rate = {"role": "psm", "amount": 100_000, "budget": "APBD Contoh", "basis": "Keputusan Contoh"}
    span = {"first": day, "last": day, "rates": [rate]}
    stipend = await head.post("registry/v1/stipends", span, key=f"{mark}.stipend")
    insured = {
        "number": "19060000123", "programmes": ["jkk", "jkm"], "paid_until": str(today + timedelta(days=90)),
        "evidence": "Bukti Contoh",
    }  # fmt: skip
    await head.post(f"{here}/insurance", insured, version=0, key=f"{mark}.insurance")
    await head.post(f"{here}/education", {"education": "sma"}, version=0, key=f"{mark}.education")
    given = {"title": "PSM Contoh", "level": "desa", "giver": "Kepala Desa", "number": "1", "awarded_on": day}
    award = await head.post(f"{here}/awards", given, key=f"{mark}.award")
    letter = await head.post(f"{here}/letters", {"kind": "service"}, key=f"{mark}.letter")
    return {
        "care_entry": entry["id"], "risk": risk["id"], "stipend": stipend["id"], "award": award["id"],
        "letter": letter["id"], "letter_token": letter["token"],
    }  # fmt: skip


async def _certified(cast: Cast, volunteer_id: str) -> Json:
    """A dossier that was given up, with a paper; and a meeting to which its candidate was invited."""
    head, mark = cast.callers[HEAD], f"dossier.{cast.town}"
    url = f"registry/v1/volunteers/{volunteer_id}/dossiers"
    dossier = (await head.post(url, {"route": "volunteer"}, key=mark))["id"]
    at = f"registry/v1/dossiers/{dossier}"
    told = {"Authorization": f"Bearer {await head.log_in()}", "Idempotency-Key": f"{mark}.paper"}
    papers = f"{cast.street.url('registry')}/v1/dossiers/{dossier}/papers?item=identity"
    content = b"%PDF-1.4\n% Contoh\n%%EOF\n"
    async with aiohttp.ClientSession() as web, web.post(papers, data=content, headers=told) as answer:
        assert answer.status == 201, await answer.text()
        items = (await answer.json())["items"]
    meeting = {"held_on": "2026-01-05", "place": "Aula Contoh", "topic": "Contoh", "dossiers": [dossier]}
    coaching = await head.post("registry/v1/coachings", meeting, key=f"{mark}.meeting")
    await head.change(at, "withdrawal", {"reason": "Contoh"}, key=f"{mark}.withdrawal")
    (paper,) = next(item["papers"] for item in items if item["code"] == "identity")
    return {"dossier": dossier, "document": paper["id"], "coaching": coaching["id"]}


async def _applied(cast: Cast, village: str) -> Json:
    """An application whose file is checked, with a paper; and one that was chosen and lies with the province."""
    head, nik = cast.callers[HEAD], f"{cast.town}0261015390"
    body = {"role": "tksk", "place": village[:6], "birth_on": "1998-03-04"}
    at, ids = "registry/v1/applications", []
    for number, name in enumerate(("Kenanga Contoh", "Cempaka Contoh")):
        told = body | {"name": name, "nik": f"{nik}{11 + number}"}
        ids.append((await head.post(at, told, key=f"application.{cast.town}.{number}"))["id"])
    waiting, chosen = ids
    documents = [await _attached(cast, waiting, "ktp")]
    for item in ("ktp", "school", "independent", "active", "healthy", "computer"):
        await _attached(cast, chosen, item)
        mark = {"item": item, "met": True}
        await head.change(f"{at}/{chosen}", "marks", mark, key=f"mark.{chosen}.{item}")
    selection = (await head.change(f"{at}/{chosen}", "admission", {}, key=f"admit.{chosen}"))["selection_id"]
    one = f"registry/v1/selections/{selection}"
    scores = {"scores": [{"application_id": chosen, "scores": {"written": 80, "interview": 80}}]}
    await head.change(one, "scores", scores, key=f"scores.{selection}")
    decision = {"chosen": [chosen], "reason": "Nilai tertinggi", "appeal": "Tertulis, 7 hari"}
    await head.change(one, "decision", decision, key=f"decision.{selection}")
    head_doors = cast.doors.versions
    head_doors.pop(f"{at}/{chosen}", None)  # it was decided on beside
    for step in ("camat", "proposal"):
        await _attached(cast, chosen, step)
        letter = {"step": step, "number": "1", "on": "2026-01-05"}
        await head.change(f"{at}/{chosen}", "steps", letter, key=f"step.{chosen}.{step}")
    province = cast.callers[Who("province", "own_province")]
    proposal = await province.find("registry/v1/proposals", lambda one: bool(one["name"] == "Cempaka Contoh"))
    shown = await head.get(f"{at}/{waiting}")
    return {
        "application": waiting, "application_code": shown["code"], "applicant_nik": f"{nik}11",
        "application_paper": documents[0], "selection": selection, "proposal": proposal["id"],
    }  # fmt: skip


async def _attached(cast: Cast, application: str, item: str) -> str:
    """A paper; its id."""
    head = cast.callers[HEAD]
    told = {"Authorization": f"Bearer {await head.log_in()}", "Idempotency-Key": f"paper.{application}.{item}"}
    url = f"{cast.street.url('registry')}/v1/applications/{application}/documents?item={item}"
    async with aiohttp.ClientSession() as web, web.post(url, data=b"%PDF-1.7 contoh", headers=told) as answer:
        assert answer.status == 201, await answer.text()
        found: Json = await answer.json()
    return str(next(one["id"] for one in found["documents"] if one["item"] == item))


async def _imported(cast: Cast) -> str:
    """A file of volunteers that waits to be confirmed: a good row, and one that is wrong."""
    head, village = cast.callers[HEAD], cast.village
    rows = (f"Mawar Contoh;{village}", f"Melur Contoh;{cast.town}")
    lines = ["Nama;Desa;Nomor SK;Penerbit SK;Tanggal SK", *(f"{row};1;Kepala Desa Contoh;5-1-2026" for row in rows)]
    content = "\n".join([*lines, ""]).encode()
    import_id = str((await _brought(cast, "/v1/imports", content, f"import.{cast.town}"))["id"])
    end = time.monotonic() + PATIENCE
    while (await head.get(f"registry/v1/imports/{import_id}"))["status"] != "checked":
        assert time.monotonic() < end, "an import was not read in time"
        await asyncio.sleep(0.2)
    return import_id


async def _file(cast: Cast, common: Json, number: int, sensitivity: str, owner: Who | None) -> Json:
    head, scribe = cast.callers[HEAD], cast.callers[SCRIBE]
    nik = f"{cast.town}02610153{FIRST + number}"
    name = f"Melati {''.join('abcdefghij'[int(digit)] for digit in nik)}"
    person = {"name": name, "village": cast.village, "sex": "f", "birth_on": "2015-03-21", "nik": nik}
    told = {"person": person, "type": TYPES["S2"], "note": f"Catatan {name}", "consent": {"basis": "vital"}}
    case = await scribe.post_when_heard("cases/v1/cases", told, key=f"case.{nik}")
    at = f"cases/v1/cases/{case['id']}"
    light = {"case_id": case["id"], "service_id": common["light"]}
    connection = await scribe.post_when_heard("referral/v1/connections", light, key=f"connection.{nik}")
    if sensitivity == "S2":
        await head.change(at, "verification", {}, key=f"verify.{nik}")
    else:
        await head.change(at, "return", {"reason": "wrong_type"}, key=f"return.{nik}")
        await head.change(at, "completion", {"type": TYPES["S3"]}, key=f"complete.{nik}")
    await head.change(at, "acceptance", {}, key=f"accept.{nik}")
    if owner:
        await head.change(at, "assignment", {"sub": cast.subs[owner]}, key=f"assign.{nik}")
    need = (await head.post(f"{at}/needs", {"kind": "care_home"}, key=f"need.{nik}"))["id"]
    sent = {
        "case_id": case["id"], "need_id": need, "service_id": common["care"], "fields": ["name", "need"],
        "purpose": "Menilai penerimaan",
    }  # fmt: skip
    referral = await head.post_when_heard("referral/v1/referrals", sent, key=f"referral.{nik}")
    if owner is None:
        await head.change(at, "hand-up", {"reason": "Panti penuh", "fields": ["name"]}, key=f"handup.{nik}")
    return common | {
        "case": case["id"], "code": case["code"], "name": name, "nik": nik, "need": need, "referral": referral["id"],
        "referral_code": referral["code"], "connection": connection["id"], "type": TYPES[sensitivity],
    }  # fmt: skip


async def _unassigned(cast: Cast, sensitivity: str) -> str:
    """A file that waits for the Dinas: its notice is nobody's own."""
    head, scribe = cast.callers[HEAD], cast.callers[SCRIBE]
    person = {"name": "Kenanga Contoh", "village": cast.village, "sex": "f", "birth_on": "2015-03-21"}
    told = {"person": person, "type": TYPES[sensitivity], "consent": {"basis": "vital"}}
    case = await scribe.post_when_heard("cases/v1/cases", told, key=f"waiting.{sensitivity}.{cast.town}")
    if sensitivity == "S2":
        await head.change(f"cases/v1/cases/{case['id']}", "verification", {}, key=f"verify.{case['id']}")
    return str(case["code"])


async def _heard(cast: Cast, things: Things) -> None:
    """Once everything has arrived everywhere, and the organisation has opened its packets: the ids that are missing."""
    databases = {name: await asyncpg.connect(cast.street.admin_dsn(name)) for name in _SERVICES}
    end, opened = time.monotonic() + PATIENCE, set[str]()
    partner = cast.callers[Who("partner", "organisation")]
    try:
        while missing := [
            lack for key, words in things.items() if (lack := await _missing(cast, databases, key, words))
        ]:
            for words in things.values():
                if (packet := words.get("packet")) and packet not in opened:
                    opened.add(packet)
                    await partner.post_when_heard(f"referral/v1/packets/{packet}/opening", {}, key=f"open.{packet}")
            assert time.monotonic() < end, f"not heard in time: {missing}"
            await asyncio.sleep(0.3)
        subs = [cast.subs[who] for who in cast.callers if who.relation == "other_village"]
        for name, database in databases.items():
            while await database.fetchval(_KNOWN, subs) < len(subs):
                assert time.monotonic() < end, f"{name} does not know everybody"
                await asyncio.sleep(0.3)
    finally:
        for database in databases.values():
            await database.close()


_KNOWN = "SELECT count(*) FROM actors WHERE sub = ANY($1::text[])"


async def _missing(cast: Cast, db: dict[str, Any], key: tuple[str, Who | None], words: Json) -> str:
    """What of a file is not there yet; its ids are written into `words` as they come."""
    sensitivity, owner = key
    keeper = cast.subs[owner or HEAD]
    row = await db["cases"].fetchrow("SELECT person_id FROM cases WHERE case_id = $1", words["case"])
    words["person"] = str(row["person_id"])
    matter = await db["referral"].fetchrow(
        "SELECT sensitivity, assigned_to FROM matters WHERE case_id = $1", words["case"]
    )
    if matter is None or (matter["sensitivity"], matter["assigned_to"]) != (int(sensitivity[1]), keeper):
        return f"{key}: referral knows {matter}"
    if packet := await db["referral"].fetchval(
        "SELECT packet_id FROM packets WHERE referral_id = $1", words["referral"]
    ):
        words["packet"] = str(packet)
    if (
        await db["referral"].fetchval("SELECT status FROM referrals WHERE referral_id = $1", words["referral"])
        != "received"
    ):
        return f"{key}: the packet is not opened"
    told = "SELECT notice_id FROM notices WHERE kind = 'case' AND subject_id = $1 AND seat = $2 AND status = $3"
    subject, seat, status = words["case"], "officer", "intervention"  # the referral has begun the care
    if owner is None:
        handup = "SELECT handup_id FROM handups WHERE case_id = $1"
        words["handup"] = str(await db["cases"].fetchval(handup, words["case"]))
        waiting = await db["cases"].fetchrow("SELECT case_id, person_id FROM cases WHERE code = $1", words["waiting"])
        subject = waiting["case_id"]
        words |= {"waiting_case": str(subject), "waiting_person": str(waiting["person_id"])}
        seat, status = "office" if sensitivity == "S2" else "protected_desk", "verified"
        due = "SELECT count(*) FROM due WHERE subject_id = $1"
        if not await db["cases"].fetchval(due, words["handup"]):
            return f"{key}: the hand-up has not arrived"
    notice = await db["notify"].fetchval(told, subject, seat, status)
    words["notice"] = str(notice)
    return "" if notice else f"{key}: no notice"
