"""Who of them is chosen, and the way to the SK: scores, the decision, the province, the appointment: over HTTP."""

from concurrent.futures import ThreadPoolExecutor
from itertools import cycle
from typing import Any

import pytest

from deploy.local.running import Running
from tests.registry import applied
from tests.registry.applied import APPEAL, PDF, admitted, attached, decided, done, path, stepped, stranger
from tests.registry.conftest import Kabupaten, _kabupaten
from tests.registry.people import Answer, Json, Person, newcomer

SK = {"issuer": "ministry", "number": "77/SK/2026", "issued_on": "2026-02-02", "starts_on": "2026-02-02"}


@pytest.fixture(scope="module")
def kabupaten(administrator: Person) -> Kabupaten:
    """Of these tests alone: every seat of a TKSK is vacant."""
    return _kabupaten(administrator)


@pytest.fixture(scope="module")
def province(administrator: Person, kabupaten: Kabupaten) -> Person:
    told = {"name": "Prio Fiktif", "roles": ["province"], "office": kabupaten.code[:2]}
    letter = administrator.post("/v1/officers", told)
    assert letter.status == 201, letter.body
    return newcomer(administrator, f"/v1/officers/{letter.body['id']}")


@pytest.fixture
def kecamatan(kabupaten: Kabupaten) -> str:
    """One after another."""
    return kabupaten.kecamatan(next(_numbers))


_numbers = cycle(range(5))


def selection(by: Person, candidate: Json) -> Json:
    return by.get(f"/v1/selections/{candidate['selection_id']}").body


def test_the_first_complete_file_opens_the_selection_and_the_next_joins_it(
    kabupaten: Kabupaten, kecamatan: str, street: Running
) -> None:
    one = admitted(kabupaten.dinas, kecamatan, name="Ani Contoh")
    two = admitted(kabupaten.dinas, kecamatan, name="Ida Contoh")
    assert one["selection_id"] == two["selection_id"]
    told = selection(kabupaten.dinas, one)
    assert (told["role"], told["place"]["code"], told["status"], told["turn"]) == ("tksk", kecamatan, "open", "dinas")
    where = f"/v1/selections/{told['id']}"
    scores = [
        {"application_id": one["id"], "scores": {"written": 90, "interview": 70}},
        {"application_id": two["id"], "scores": {"written": 60, "interview": 70}},
    ]
    wrong = [{"application_id": one["id"], "scores": {"written": 101}}]
    assert kabupaten.dinas.post(f"{where}/scores", {"scores": wrong}, was=2).status == 422
    ranked = kabupaten.dinas.post(f"{where}/scores", {"scores": scores}, was=2).body["ranking"]
    assert [(row["name"], row["rank"], row["total"], row["passed"]) for row in ranked] == [
        ("Ani Contoh", 1, 80.0, True), ("Ida Contoh", 2, 65.0, False),
    ]  # fmt: skip
    state = stranger(street, "GET", f"/v1/applicants/{kabupaten.dinas.get(path(two)).body['code']}").body
    assert [(row["rank"], row["total"], row["mine"]) for row in state["selection"]["ranking"]] == [
        (1, 80.0, False), (2, 65.0, True),
    ]  # fmt: skip
    assert "Contoh" not in str(state), "everybody's scores, nobody's name"


def test_only_the_head_decides_and_says_why_to_everybody(kabupaten: Kabupaten, kecamatan: str, street: Running) -> None:
    one, two = (admitted(kabupaten.dinas, kecamatan, name=f"{name} Contoh") for name in ("Ani", "Ida"))
    where = f"/v1/selections/{one['selection_id']}"
    body = {"chosen": [one["id"]], "reason": "Nilai akhir tertinggi", "appeal": APPEAL}
    assert kabupaten.dinas.post(f"{where}/decision", body, was=1).status == 403
    assert kabupaten.supervisor.post(f"{where}/decision", body, was=1).code == "stale", "one has joined since"
    assert kabupaten.supervisor.post(f"{where}/decision", body, was=2).code == "not-scored"
    told = decided(kabupaten.supervisor, one, two)
    assert (told["decided_by"], told["reason"], told["status"]) == ("Dewi Contoh", "Nilai akhir tertinggi", "decided")
    assert kabupaten.supervisor.post(f"{where}/decision", body, was=told["version"]).code == "already-decided"
    for candidate, status in ((one, "chosen"), (two, "passed_over")):
        found = kabupaten.dinas.get(path(candidate)).body
        state = stranger(street, "GET", f"/v1/applicants/{found['code']}").body
        assert (state["status"], state["selection"]["reason"]) == (status, "Nilai akhir tertinggi")
        assert state["selection"]["appeal"] == APPEAL


def test_the_way_of_a_tksk_goes_through_the_province_to_the_appointment(
    kabupaten: Kabupaten, kecamatan: str, province: Person
) -> None:
    dinas, chosen = kabupaten.dinas, admitted(kabupaten.dinas, kecamatan, name="Kenanga Contoh")
    decided(kabupaten.supervisor, chosen)
    version = dinas.get(path(chosen)).body["version"]
    camat = {"step": "camat", "number": "140/7", "on": "2026-01-05"}
    assert dinas.post(f"{path(chosen)}/steps", camat, was=version).code == "paper-missing"
    assert dinas.post(f"{path(chosen)}/appointment", SK, was=version).code == "way-not-done"
    stepped(dinas, chosen, "camat")
    told = stepped(dinas, chosen, "proposal")
    assert (told["status"], told["turn"], told["next_step"]) == ("proposed", "province", None)
    listed = province.get("/v1/proposals?status=waiting").body["items"]
    proposal = next(one for one in listed if one["name"] == "Kenanga Contoh")
    assert (proposal["office"], proposal["place"]["code"], proposal["total"]) == (kabupaten.code, kecamatan, 80.0)
    assert [letter["number"] for letter in proposal["letters"]] == ["460/camat", "460/proposal"]
    where, letter = f"/v1/proposals/{proposal['id']}", {"number": "460/19/2026", "on": "2026-01-20"}
    assert dinas.get(where).status == 403, "what it posted is the province's to read"
    assert province.post(f"{where}/forwarding", letter, was=1).code == "paper-missing"
    assert province.bring(f"{where}/documents", PDF).status == 201
    assert province.post(f"{where}/forwarding", letter, was=2).body["status"] == "forwarded"
    found = dinas.until(path(chosen), "status", "chosen")
    assert [(step["code"], step["number"]) for step in found["steps"]][-1] == ("province", "460/19/2026")
    wrong = dinas.post(f"{path(chosen)}/appointment", SK | {"issuer": "kades"}, was=found["version"])
    assert wrong.code == "not-an-issuer"
    done_ = done(dinas, chosen, "appointment", SK)
    assert (done_["status"], done_["sk"]["issuer"], done_["turn"]) == ("appointed", "Kementerian Sosial", "none")
    volunteer = dinas.get(f"/v1/volunteers/{done_['volunteer_id']}").body
    assert (volunteer["name"], volunteer["role"], volunteer["kec"]) == ("Kenanga Contoh", "tksk", kecamatan)
    opened = dinas.post(f"/v1/volunteers/{done_['volunteer_id']}/particulars", {"purpose": "contact"}).body
    assert opened["phone"] == "082000001234", "what was sealed of her came along"


def test_what_the_province_returns_is_proposed_anew(kabupaten: Kabupaten, kecamatan: str, province: Person) -> None:
    told = applied.proposed(kabupaten.dinas, kabupaten.supervisor, kecamatan, name="Cempaka Contoh")
    listed = province.get("/v1/proposals?status=waiting").body["items"]
    where = next(f"/v1/proposals/{one['id']}" for one in listed if one["name"] == "Cempaka Contoh")
    assert province.post(f"{where}/return", {"why": "karena"}, was=1).status == 422
    assert province.post(f"{where}/return", {"why": "incomplete"}, was=1).body["status"] == "returned"
    assert province.post(f"{where}/return", {"why": "incomplete"}, was=2).code == "already-answered"
    found = kabupaten.dinas.until(path(told), "status", "chosen")
    assert (found["reason"], found["next_step"]) == ("Berkas usulan belum lengkap", "proposal")
    again = stepped(kabupaten.dinas, told, "proposal", number="460/lagi")
    assert again["status"] == "proposed"


def test_a_kecamatan_that_has_its_tksk_gets_no_second_one(
    kabupaten: Kabupaten, kecamatan: str, province: Person
) -> None:
    told = applied.proposed(kabupaten.dinas, kabupaten.supervisor, kecamatan, name="Melur Contoh")
    where = f"/v1/proposals/{applied.proposal_id(province.street, told['id'])}"
    assert province.bring(f"{where}/documents", PDF).status == 201
    assert province.post(f"{where}/forwarding", {"number": "1", "on": "2026-01-20"}, was=2).status == 200
    found = kabupaten.dinas.until(path(told), "status", "chosen")
    holder = kabupaten.appointed({**kabupaten.tksk(), "kec": kecamatan})
    refused = kabupaten.dinas.post(f"{path(told)}/appointment", SK, was=found["version"])
    assert (refused.status, refused.code) == (409, "seat-taken")
    version = kabupaten.dinas.until(f"/v1/volunteers/{holder['id']}", "account", "ready")["version"]
    end = kabupaten.dinas.post(f"/v1/volunteers/{holder['id']}/end", {"reason": "purnatugas"}, was=version)
    assert end.status == 200
    assert done(kabupaten.dinas, told, "appointment", SK)["status"] == "appointed"


def test_a_psm_is_chosen_without_tests_and_signed_for_by_whom_the_list_names(kabupaten: Kabupaten) -> None:
    village = kabupaten.villages(3)[0]
    chosen = admitted(kabupaten.dinas, village, name="Tulip Contoh")
    assert decided(kabupaten.supervisor, chosen)["ranking"][0]["status"] == "chosen"
    told = kabupaten.dinas.get(path(chosen)).body
    assert told["steps"] == [] and {one["code"] for one in told["issuers"]} == {"kades", "dinas", "bupati"}
    done_ = done(kabupaten.dinas, chosen, "appointment", SK | {"issuer": "kades"})
    assert done_["sk"]["issuer"].startswith("Kepala Desa/Lurah ")
    assert [one["code"] for one in kabupaten.dinas.get(f"/v1/volunteers/{done_['volunteer_id']}").body["villages"]] == [
        village
    ]


def test_of_other_roles_the_sk_alone_is_recorded(kabupaten: Kabupaten) -> None:
    chosen = admitted(kabupaten.dinas, kabupaten.villages(3)[1], role="tagana", name="Dahlia Contoh")
    decided(kabupaten.supervisor, chosen)
    told: Any = done(kabupaten.dinas, chosen, "appointment", SK | {"issuer": "dinas"})
    assert (told["status"], told["volunteer_id"], told["sk"]["number"]) == ("appointed", None, "77/SK/2026")


def test_two_who_admit_at_once_open_one_selection(kabupaten: Kabupaten, kecamatan: str) -> None:
    one, two = (applied.entered(kabupaten.dinas, kecamatan, name=f"{name} Contoh") for name in ("Satu", "Dua"))
    for candidate in (one, two):
        for item in applied.OF_TKSK:
            attached(kabupaten.dinas, candidate, item)
            done(kabupaten.dinas, candidate, "marks", {"item": item, "met": True})
    versions = {who["id"]: kabupaten.dinas.get(path(who)).body["version"] for who in (one, two)}

    def admit(who: Json) -> Answer:
        return kabupaten.dinas.post(f"{path(who)}/admission", was=versions[who["id"]])

    with ThreadPoolExecutor(2) as at_once:
        answers = list(at_once.map(admit, (one, two)))
    assert all(answer.status == 200 or answer.code == "stale" for answer in answers), answers
    for candidate, answer in zip((one, two), answers, strict=True):
        if answer.status != 200:  # who came second reads the page again and presses once more
            done(kabupaten.dinas, candidate, "admission")
    first, second = (kabupaten.dinas.get(path(who)).body["selection_id"] for who in (one, two))
    assert first == second
