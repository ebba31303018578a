"""The journey of the first story through the API, each step by who makes it; the broker loses its memory on the way."""

import shutil
import time
from dataclasses import dataclass

import pytest

from deploy.local.demo.doors import Doors, Refused
from deploy.local.demo.people import Person
from deploy.local.running import Running
from tests.journeys import listeners, newcomers
from tests.journeys.newcomers import LENGGANG, Newcomer
from tests.journeys.steps import NOWHERE, becomes, fresh, no_notice, notice, packet_of, record, refused, somebody


@dataclass
class Walk:
    """How far the journey has come: addresses and codes."""

    person: Person
    case: str = ""
    code: str = ""
    need: str = ""
    light: str = ""
    referral: str = ""
    referral_code: str = ""
    packet: str = ""

    @property
    def case_id(self) -> str:
        return self.case.rpartition("/")[2]


@pytest.fixture(scope="module")
def walk() -> Walk:
    return Walk(somebody(LENGGANG, ages=(70, 88)))


async def test_the_dinas_appoints_a_psm_who_chooses_her_own_password_and_sees_her_villages(newcomer: Newcomer) -> None:
    began = time.monotonic()
    me = await newcomer.caller.get("registry/v1/me")
    assert time.monotonic() - began < 5
    assert [village["name"] for village in me["villages"]] == ["Lenggang", "Batu Penyu"]
    assert (me["office"], me["roles"]) == ("1906", ["psm"])


async def test_a_slip_is_read_once(street: Running, doors: Doors, newcomer: Newcomer) -> None:
    yusuf, key = doors.person("yusuf"), fresh()
    first = await yusuf.post(f"{newcomer.volunteer}/slip", {}, key=key)
    assert first["one_time_password"] != newcomer.slip["one_time_password"]
    with pytest.raises(Refused) as refused:
        await yusuf.post(f"{newcomer.volunteer}/slip", {}, key=key)
    assert (refused.value.status, refused.value.code) == (409, "slip-printed")
    await newcomers.choose_password(street, first["username"], first["one_time_password"], newcomers.OWN)


async def test_she_records_a_neglected_elderly_person(newcomer: Newcomer, walk: Walk) -> None:
    told = await record(newcomer.caller, walk.person, 8)
    walk.case, walk.code = f"cases/v1/cases/{told['id']}", told["code"]
    assert (told["status"], told["turn"]) == ("awaiting", "tksk")


@pytest.mark.parametrize("stranger", ["lela", "norma", "tarsih"])
async def test_a_psm_of_another_village_or_kabupaten_gets_the_same_not_found(
    doors: Doors, walk: Walk, stranger: str
) -> None:
    known, unknown = await refused(doors.person(stranger), walk.case), await refused(doors.person(stranger), NOWHERE)
    assert known.status == unknown.status == 404
    assert str(known).replace(walk.case, "") == str(unknown).replace(NOWHERE, "")
    for part in ("timeline", "openings"):
        assert (await refused(doors.person(stranger), f"{walk.case}/{part}")).status in (403, 404)
    found = await doors.person(stranger).get("cases/v1/cases?limit=200")
    assert walk.code not in [case["code"] for case in found["items"]]


async def test_the_tksk_finds_it_in_the_queue_and_verifies(doors: Doors, walk: Walk) -> None:
    jaka = doors.person("jaka")
    await notice(jaka, walk.code)
    found = await jaka.find("cases/v1/cases?queue=mine", lambda case: case["code"] == walk.code)
    assert found["mine"]
    told = await jaka.change(walk.case, "verification", {"note": "Sudah dikunjungi."}, key=fresh())
    assert (told["status"], told["turn"]) == ("verified", "dinas")
    await no_notice(jaka, walk.code)


async def test_the_dinas_accepts_writes_a_need_and_finds_a_service(doors: Doors, walk: Walk) -> None:
    dewi = doors.person("dewi")
    await notice(dewi, walk.code)
    await dewi.change(walk.case, "acceptance", {"note": ""}, key=fresh())
    for stage in ("assessment", "planning"):
        await dewi.change(walk.case, "stage", {"to": stage}, key=fresh())
    need = await dewi.post(f"{walk.case}/needs", {"kind": "care_home", "note": "Perlu tempat tinggal."}, key=fresh())
    walk.need = need["id"]
    found = await dewi.get("referral/v1/services?need=care_home&area=1906&limit=200")
    names = [service["office_name"] for service in found["items"]]
    assert "UPTD Panti Sosial Bina Serumpun" in names
    assert "PPRSLU Budi Sejahtera" not in names, "it serves other kabupaten"


async def test_the_psm_connects_the_puskesmas_beside_it_without_a_letter(newcomer: Newcomer, walk: Walk) -> None:
    psm = newcomer.caller
    found = await psm.get("referral/v1/services?light=true&area=1906&q=Pemeriksaan&limit=200")
    service = next(one for one in found["items"] if one["office_name"] == "Puskesmas Gantung")
    body = {"case_id": walk.case_id, "service_id": service["id"], "note": "Senin pagi."}
    told = await psm.post_when_heard("referral/v1/connections", body, key=fresh())
    walk.light = f"referral/v1/connections/{told['id']}"
    assert told["status"] == "suggested"
    told = await psm.change(walk.light, "accompaniment", {"note": ""}, key=fresh())
    assert told["status"] == "accompanied"
    told = await psm.change(walk.light, "result", {"result": "served", "note": "Tekanan darah baik."}, key=fresh())
    assert told["status"] == "served"


async def test_the_broker_is_wiped_while_the_referral_goes_out_and_nothing_is_lost(
    street: Running, doors: Doors, walk: Walk
) -> None:
    """Facts said before, during and after; every listener comes to the head of every owner."""
    dewi = doors.person("dewi")
    found = await dewi.get("referral/v1/services?need=care_home&area=1906&q=lanjut usia&limit=200")
    service = next(one for one in found["items"] if "Bina Serumpun" in one["office_name"])
    body = {
        "case_id": walk.case_id,
        "need_id": walk.need,
        "service_id": service["id"],
        "fields": ["name", "age", "sex", "village", "note"],
        "purpose": "Penempatan di panti lanjut usia",
    }
    await record(doors.person("lela"), somebody("1906022001"), 24)
    street.ask("down", "nats")
    shutil.rmtree(street.folder / "nats" / "store")
    sent = await dewi.post_when_heard("referral/v1/referrals", body, key=fresh())
    await record(doors.person("lela"), somebody("1906022001"), 24)
    street.ask("up", "nats")
    await record(doors.person("lela"), somebody("1906022001"), 24)
    walk.referral, walk.referral_code = f"referral/v1/referrals/{sent['id']}", sent["code"]
    await listeners.all_caught_up(street, within=60)
    await becomes(dewi, walk.case, "intervention")


async def test_the_partner_sees_that_packet_and_nothing_else(doors: Doors, walk: Walk) -> None:
    mariam = doors.person("mariam")
    await notice(mariam, walk.referral_code)
    walk.packet = await packet_of(mariam, walk.referral_code)
    assert walk.person.name not in str(await mariam.get(walk.packet)), "not before it is opened"
    assert (await refused(mariam, walk.case)).status in (403, 404)
    assert (await refused(mariam, walk.referral)).status in (403, 404)
    assert (await refused(doors.person("hardi"), walk.packet)).status == 404, "another organisation's officer"
    opened = await mariam.post(f"{walk.packet}/opening", {}, key=fresh())
    assert set(opened["shared"]) == {"name", "age", "sex", "village", "note"}
    assert opened["shared"]["name"] == walk.person.name
    assert walk.person.nik not in str(opened)


async def test_the_partner_answers_begins_and_reports(doors: Doors, walk: Walk) -> None:
    mariam, dewi = doors.person("mariam"), doors.person("dewi")
    await becomes(dewi, walk.referral, "received")
    await mariam.change(walk.packet, "answer", {"answer": "accept", "note": "Kamar 3."}, key=fresh())
    await mariam.change(walk.packet, "start", {}, key=fresh())
    told = await mariam.change(walk.packet, "report", {"result": "served", "note": "Sudah menempati."}, key=fresh())
    assert told["status"] == "served"
    await no_notice(mariam, walk.referral_code)


async def test_her_own_word_closes_the_referral_and_then_the_case(doors: Doors, newcomer: Newcomer, walk: Walk) -> None:
    dewi, psm = doors.person("dewi"), newcomer.caller
    await becomes(psm, walk.referral, "served")
    await notice(psm, walk.referral_code)
    await psm.change(walk.referral, "confirmation", {"word": "yes", "note": "Senang di sana."}, key=fresh())
    await no_notice(psm, walk.referral_code)
    await notice(dewi, walk.referral_code)
    told = await dewi.change(walk.referral, "closure", {"note": ""}, key=fresh())
    assert told["status"] == "closed"
    for stage in ("monitoring", "evaluation"):
        await dewi.change(walk.case, "stage", {"to": stage}, key=fresh())
    told = await dewi.change(walk.case, "closure", {"reason": "served", "note": ""}, key=fresh())
    assert (told["status"], told["turn"]) == ("closed", "none")
    await no_notice(dewi, walk.code)


async def test_the_file_says_who_opened_it(doors: Doors, walk: Walk) -> None:
    found = await doors.person("dewi").get(f"{walk.case}/openings")
    assert {"Jaka Umpama", "Dewi Misal"} <= {opening["by_name"] for opening in found["items"]}
