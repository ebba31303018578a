"""Notices on the running street: before those whose move it is, and gone when they have moved."""

import time
from uuid import uuid4

import pytest

from tests.referral.town import NAME, NOTE, PATIENCE, Town, Worker
from tests.registry.people import Json


def listed(worker: Worker) -> list[Json]:
    answer = worker.get("/v1/notices?limit=200", "notify")
    assert answer.status == 200, answer.body
    return list(answer.body["items"])


def notices(worker: Worker, code: str) -> list[Json]:
    return [item for item in listed(worker) if item["code"] == code]


def until_noticed(worker: Worker, code: str, kind: str = "case") -> Json:
    """The one notice of a matter, once it is there."""
    end = time.monotonic() + PATIENCE
    while not (found := [notice for notice in notices(worker, code) if notice["kind"] == kind]):
        assert time.monotonic() < end, f"no notice about {kind} {code}"
        time.sleep(0.1)
    assert len(found) == 1
    return found[0]


def until_gone(worker: Worker, code: str) -> None:
    end = time.monotonic() + PATIENCE
    while left := notices(worker, code):
        assert time.monotonic() < end, left
        time.sleep(0.1)


def met(town: Town, **other: object) -> Json:
    person = {"name": NAME, "birth_on": "1949-05-04", "sex": "f", "village": town.village}
    told = {"person": person, "type": 8, "note": NOTE, "consent": {"basis": "consent"}} | other
    return town.psm.done("/v1/cases", told, service="cases")


@pytest.fixture(scope="module")
def case(town: Town) -> Json:
    return met(town)


def test_a_new_case_is_before_the_tksk_and_nobody_else(town: Town, case: Json) -> None:
    notice = until_noticed(town.tksk, case["code"])
    assert notice["words"]["id"] == "Kasus baru menunggu verifikasi Anda."
    assert notice["link"] == f"/kasus/{case['id']}"
    assert notice["read_at"] is None
    for worker in (town.psm, town.neighbour, town.dinas, town.supervisor, town.partner):
        assert not notices(worker, case["code"])


def test_a_notice_says_no_name_and_no_note(town: Town, case: Json) -> None:
    said = str(until_noticed(town.tksk, case["code"]))
    assert NAME not in said
    assert NOTE not in said
    assert town.village not in said


def test_a_notice_is_read_by_one_person_at_a_time(town: Town) -> None:
    case = met(town)
    town.tksk.done(f"/v1/cases/{case['id']}/verification", {}, was=case["version"], service="cases")
    mine, hers = (until_noticed(worker, case["code"]) for worker in (town.dinas, town.supervisor))
    assert mine["id"] == hers["id"]
    waiting = town.dinas.get("/v1/notices/count", "notify").body["count"]
    key = str(uuid4())
    read = town.dinas.post(f"/v1/notices/{mine['id']}/reading", key=key, service="notify")
    again = town.dinas.post(f"/v1/notices/{mine['id']}/reading", key=key, service="notify")
    assert read.body["read_at"] is not None
    assert read.body == again.body
    assert town.dinas.get("/v1/notices/count", "notify").body["count"] == waiting - 1
    assert until_noticed(town.supervisor, case["code"])["read_at"] is None


def test_an_accepted_case_is_before_who_took_it_alone(town: Town) -> None:
    case = town.case()
    assert until_noticed(town.dinas, case["code"])["turn"] == "dinas"
    until_gone(town.supervisor, case["code"])


def test_when_the_tksk_has_moved_it_is_before_the_dinas(town: Town) -> None:
    case = met(town)
    until_noticed(town.tksk, case["code"])
    path = f"/v1/cases/{case['id']}"
    case = town.tksk.done(f"{path}/verification", {}, was=case["version"], service="cases")
    notice = until_noticed(town.dinas, case["code"])
    assert notice["words"]["id"] == "Kasus terverifikasi, menunggu keputusan Dinas."
    until_gone(town.tksk, case["code"])
    town.dinas.done(f"{path}/return", {"reason": "incomplete"}, was=case["version"], service="cases")
    assert until_noticed(town.psm, case["code"])["words"]["id"].startswith("Kasus dikembalikan")
    assert not notices(town.neighbour, case["code"])
    until_gone(town.dinas, case["code"])


def test_a_protected_case_is_before_the_desk_and_hidden_from_all_others(town: Town) -> None:
    code = met(town, type=19, consent={"basis": "vital"})["code"]
    notice = until_noticed(town.supervisor, code)
    assert notice["words"]["id"] == "Laporan terlindungi menunggu langkah Anda."
    assert notice["urgent"]
    time.sleep(1)
    for worker in (town.psm, town.tksk, town.dinas, town.partner):
        before = worker.get("/v1/notices/count", "notify").body["count"]
        assert not notices(worker, code)
        assert before == sum(1 for item in listed(worker) if item["read_at"] is None)
        assert worker.post(f"/v1/notices/{notice['id']}/reading", service="notify").status == 404


def test_what_waits_in_the_village_goes_when_the_case_turns_out_protected(town: Town) -> None:
    case = met(town)
    told = {"case_id": case["id"], "service_id": town.services["light"]["id"]}
    light = town.psm.done("/v1/connections", told)
    until_noticed(town.psm, case["code"], "connection")
    path, own = f"/v1/cases/{case['id']}", f"/v1/connections/{light['id']}"
    was = town.tksk.done(f"{path}/return", {"reason": "wrong_type"}, was=case["version"], service="cases")["version"]
    answer = town.psm.post(f"{path}/completion", {"type": 19}, was=was, service="cases")
    assert answer.status == 200, answer.body
    until_gone(town.psm, case["code"])
    notice = until_noticed(town.supervisor, case["code"], "connection")
    assert notice["words"]["id"] == "Laporan terlindungi menunggu langkah Anda."
    for worker in (town.psm, town.tksk, town.dinas):
        assert worker.get(own).status == 404
        assert not notices(worker, case["code"])
    shown = town.supervisor.get(own).body
    assert (shown["turn"], shown["actions"], shown["village"]) == ("sender", ["conclude"], "")
    town.supervisor.done(f"{own}/result", {"result": "not_served", "reason": "too_far"}, was=shown["version"])
    end = time.monotonic() + PATIENCE
    while any(left["kind"] == "connection" for left in notices(town.supervisor, case["code"])):
        assert time.monotonic() < end
        time.sleep(0.1)


def test_a_referral_goes_before_the_partner_and_comes_back_to_who_asks_the_citizen(town: Town) -> None:
    referral = town.sent()
    notice = until_noticed(town.partner, referral["code"], "packet")
    packet = town.packet(referral)
    assert notice["link"] == f"/rujukan-masuk/{packet['id']}"
    assert not notices(town.other_partner, referral["code"])
    assert not notices(town.dinas, referral["code"])
    path = f"/v1/packets/{packet['id']}"
    packet = town.partner.done(f"{path}/opening")
    packet = town.partner.done(f"{path}/answer", {"answer": "accept"}, was=packet["version"])
    town.partner.done(f"{path}/report", {"result": "served", "note": "Kamar 4"}, was=packet["version"])
    asks = until_noticed(town.psm, referral["code"], "referral")
    assert asks["words"]["id"] == "Sudah dilayani menurut lembaga: tanyakan kepada warga."
    assert asks["link"] == f"/rujukan/{referral['id']}"
    until_gone(town.partner, referral["code"])


def test_a_notice_of_another_office_is_not_found(town: Town, case: Json) -> None:
    notice = until_noticed(town.tksk, case["code"])
    for worker in (town.partner, town.psm, town.neighbour):
        answer = worker.post(f"/v1/notices/{notice['id']}/reading", service="notify")
        never = worker.post(f"/v1/notices/{uuid4()}/reading", service="notify")
        assert (answer.status, answer.body) == (never.status, never.body)
        assert answer.status == 404


def test_a_list_goes_on_behind_its_cursor(town: Town) -> None:
    cases = {met(town)["code"] for _ in range(3)}
    for code in cases:
        until_noticed(town.tksk, code)
    seen: list[str] = []
    path = "/v1/notices?limit=2"
    while True:
        page = town.tksk.get(path, "notify").body
        seen += [item["id"] for item in page["items"]]
        if page["next"] is None:
            break
        path = f"/v1/notices?limit=2&cursor={page['next']}"
    assert len(seen) == len(set(seen)) == len(listed(town.tksk))
    stolen = town.tksk.get("/v1/notices?limit=2", "notify").body["next"]
    assert town.dinas.get(f"/v1/notices?limit=2&cursor={stolen}", "notify").status == 400
