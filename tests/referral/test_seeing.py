"""How far each sees: another office, another organisation, another village, a protected case."""

from uuid import uuid4

import pytest

from tests.referral.town import Town, Worker
from tests.referral.walls import rows, rows_of
from tests.registry.conftest import Kabupaten
from tests.registry.people import Json


def paths(referral: str, packet: str, connection: str) -> list[tuple[str, str, str, Json]]:
    """Every route that names a thing by its id, with who may say it and a body that would do."""
    return [
        ("dinas", "GET", f"/v1/referrals/{referral}", {}),
        ("dinas", "POST", f"/v1/referrals/{referral}/revocation", {"reason": "not_needed"}),
        ("dinas", "POST", f"/v1/referrals/{referral}/confirmation", {"word": "yes"}),
        ("dinas", "POST", f"/v1/referrals/{referral}/closure", {}),
        ("dinas", "GET", f"/v1/connections/{connection}", {}),
        ("psm", "POST", f"/v1/connections/{connection}/accompaniment", {}),
        ("psm", "POST", f"/v1/connections/{connection}/result", {"result": "served"}),
        ("partner", "GET", f"/v1/packets/{packet}", {}),
        ("partner", "POST", f"/v1/packets/{packet}/opening", {}),
        ("partner", "POST", f"/v1/packets/{packet}/answer", {"answer": "accept"}),
        ("partner", "POST", f"/v1/packets/{packet}/start", {}),
        ("partner", "POST", f"/v1/packets/{packet}/report", {"result": "served"}),
    ]


@pytest.fixture(scope="module")
def things(town: Town) -> tuple[str, str, str]:
    case = town.case()
    referral = town.sent(case)
    connection = town.psm.done("/v1/connections", {"case_id": case["id"], "service_id": town.services["light"]["id"]})
    return referral["id"], town.packet(referral)["id"], connection["id"]


@pytest.fixture(scope="module")
def strangers(town: Town, elsewhere: Kabupaten) -> dict[str, Worker]:
    """Of the same job in another office; for the volunteer one of another village."""
    return {"dinas": Worker(elsewhere.dinas), "psm": town.neighbour, "partner": town.other_partner}


@pytest.mark.parametrize("number", range(12))
def test_a_foreign_id_is_answered_as_one_that_does_not_exist(
    things: tuple[str, str, str], strangers: dict[str, Worker], number: int
) -> None:
    def told(ids: tuple[str, str, str]) -> tuple[int, Json]:
        job, method, path, body = paths(*ids)[number]
        who = strangers[job]
        answer = who.get(path) if method == "GET" else who.post(path, body, was=1)
        return answer.status, answer.body

    status, body = told(things)
    assert (status, body["code"]) == (404, "not-found")
    assert (status, body) == told((str(uuid4()), str(uuid4()), str(uuid4())))


def test_neither_side_finds_the_others_rows(town: Town, things: tuple[str, str, str]) -> None:
    referral, packet, _ = things
    assert town.partner.get(f"/v1/referrals/{referral}").status == 404
    assert town.partner.get("/v1/referrals").body["items"] == []
    assert town.dinas.get(f"/v1/packets/{packet}").status == 404
    assert town.psm.get("/v1/packets").body["items"] == []


def test_another_village_and_another_organisation_list_nothing_of_it(town: Town, things: tuple[str, str, str]) -> None:
    referral, packet, connection = things
    assert referral not in {item["id"] for item in town.neighbour.get("/v1/referrals?limit=200").body["items"]}
    assert connection not in {item["id"] for item in town.neighbour.get("/v1/connections").body["items"]}
    assert packet not in {item["id"] for item in town.other_partner.get("/v1/packets?limit=200").body["items"]}
    for who in (town.psm, town.tksk, town.dinas):
        assert referral in {item["id"] for item in who.get("/v1/referrals?limit=200").body["items"]}


def test_the_queue_holds_ones_own_moves(town: Town) -> None:
    served = town.served()
    assert served["id"] in {item["id"] for item in town.psm.get("/v1/referrals?queue=mine&limit=200").body["items"]}
    assert served["id"] not in {
        item["id"] for item in town.dinas.get("/v1/referrals?queue=mine&limit=200").body["items"]
    }


def test_a_protected_referral_is_absent_for_all_but_the_supervisor_and_its_desk(town: Town) -> None:
    case = town.protected()
    referral = town.supervisor.done("/v1/referrals", town.sending(case))
    assert (referral["village"], referral["sensitivity"]) == ("", 3)
    path = f"/v1/referrals/{referral['id']}"
    assert town.supervisor.get(path).status == 200
    for who in (town.psm, town.tksk, town.dinas, town.neighbour):
        assert who.get(path).status == 404
        assert referral["id"] not in {item["id"] for item in who.get("/v1/referrals?limit=200").body["items"]}
    packet = town.partner.done(f"/v1/packets/{town.packet(referral)['id']}/opening")
    assert packet["shared"], "whom it was sent to sees what was chosen"


def test_what_is_written_of_a_protected_case_is_guarded_for_whom_it_is_assigned_to(town: Town) -> None:
    case = town.protected()
    referral = town.supervisor.done("/v1/referrals", town.sending(case))
    keepers = "SELECT array_to_string(keepers, ' ') FROM subject_keys WHERE subject_id = $1"
    assert rows(town, keepers, referral["id"]) == [town.supervisor.sub]
    path = f"/v1/cases/{case['id']}"
    was = town.supervisor.until(path, "cases", status="intervention")["version"]
    town.supervisor.done(f"{path}/assignment", {"sub": town.dinas.sub}, was=was, service="cases")
    town.dinas.until(f"/v1/referrals/{referral['id']}")
    assert rows(town, keepers, referral["id"]) == [town.dinas.sub]


def test_the_wall_stands_in_the_database_too(town: Town, things: tuple[str, str, str]) -> None:
    referral, packet, _ = things
    held = "SELECT count(*)::text FROM referrals WHERE referral_id = $1"
    own = "SELECT count(*)::text FROM packets WHERE packet_id = $1"
    posted = "SELECT count(*)::text FROM envelopes WHERE packet_id = $1"
    assert rows_of(town, town.code, held, referral) == ["1"]
    assert rows_of(town, town.home, held, referral) == ["0"]
    assert rows_of(town, town.home, own, packet) == rows_of(town, town.home, posted, packet) == ["1"]
    assert rows_of(town, town.code, own, packet) == rows_of(town, town.code, posted, packet) == ["0"], (
        "not the sender's"
    )
    assert rows_of(town, town.other_home, posted, packet) == ["0"]
