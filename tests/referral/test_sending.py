"""Sending: the smallest useful part of a file, to one organisation, once per need."""

from typing import Any
from uuid import uuid4

import pytest

from tests.referral.town import FIELDS, NAME, NOTE, Town
from tests.referral.walls import change, outbox, rows


def test_a_referral_waits_for_the_partner_and_shows_its_timeline(town: Town) -> None:
    case = town.case()
    sent = town.dinas.post("/v1/referrals", town.sending(case, note="Mohon kabar"))
    assert (sent.status, sent.headers["etag"]) == (201, '"1"')
    referral = sent.body
    assert (referral["status"], referral["status_words"]["id"], referral["turn"]) == ("sent", "Terkirim", "partner")
    assert referral["code"].startswith(f"{town.code}-")
    assert (referral["case_code"], referral["need_kind"]) == (case["code"], "care_home")
    assert (referral["office_to"], referral["office_to_name"]) == (town.home, "UPTD Contoh Lansia")
    assert (referral["purpose"], sorted(referral["fields"])) == ("Menilai penerimaan di panti", sorted(FIELDS))
    assert [(step["verb"], step["note"], step["by_name"]) for step in referral["timeline"]] == [
        ("sent", "Mohon kabar", "Budi Misal")
    ]
    assert referral["actions"] == ["revoke"]
    listed = town.dinas.get(f"/v1/referrals?case_id={case['id']}").body["items"]
    assert [item["id"] for item in listed] == [referral["id"]]
    assert "purpose" not in listed[0], "a list opens nothing"


def test_the_same_key_sends_once_and_another_body_under_it_is_refused(town: Town) -> None:
    case, key = town.case(), str(uuid4())
    first = town.dinas.post("/v1/referrals", town.sending(case), key=key)
    again = town.dinas.post("/v1/referrals", town.sending(case), key=key)
    assert (first.status, again.status) == (201, 201)
    assert again.body["id"] == first.body["id"]
    assert len(town.dinas.get(f"/v1/referrals?case_id={case['id']}").body["items"]) == 1
    other = town.dinas.post("/v1/referrals", town.sending(case, fields=["name"]), key=key)
    assert (other.status, other.code) == (422, "key-reused")


def test_a_repeated_key_is_answered_as_the_first_time_though_the_case_is_over_by_now(town: Town) -> None:
    case, key = town.case(), str(uuid4())
    first = town.dinas.post("/v1/referrals", town.sending(case), key=key)
    town.dinas.done(f"/v1/referrals/{first.body['id']}/revocation", {"reason": "not_needed"}, was=1)
    town.until_closed(case["id"])
    assert town.dinas.post("/v1/referrals", town.sending(case)).status == 409
    again = town.dinas.post("/v1/referrals", town.sending(case), key=key)
    assert (again.status, again.body["id"], again.body["status"]) == (201, first.body["id"], "revoked")


def test_a_repeated_key_is_answered_as_the_first_time_though_the_role_is_lost_by_now(town: Town) -> None:
    """As if the volunteer, or the officer, had had the other one's job when the key was new."""
    case, keys = town.case(), [str(uuid4()), str(uuid4())]
    light = {"case_id": case["id"], "service_id": town.services["light"]["id"]}
    for path, body, key, who, now in (
        ("/v1/referrals", town.sending(case), keys[0], town.dinas, town.psm),
        ("/v1/connections", light, keys[1], town.psm, town.dinas),
    ):
        first = who.post(path, body, key=key)
        change(town, "UPDATE keys SET caller = $1 WHERE key = $2", now.sub, key)
        again = now.post(path, body, key=key)
        assert (again.status, again.body["id"]) == (201, first.body["id"])
        assert now.post(path, body).status == 403


def test_a_change_without_a_key_is_refused(town: Town) -> None:
    answer = town.dinas.send("referral", "POST", "/v1/referrals", town.sending(town.case()), {})
    assert (answer.status, answer.code) == (400, "no-key")


def test_a_need_that_is_being_referred_is_not_sent_elsewhere_too(town: Town) -> None:
    case = town.case()
    town.sent(case)
    answer = town.dinas.post("/v1/referrals", town.sending(case, "other"))
    assert (answer.status, answer.code) == (409, "need-referred")


@pytest.mark.parametrize(("wrong", "code"), [
    ({"fields": []}, "invalid"), ({"purpose": " "}, "invalid"), ({"answer_days": 40}, "invalid"),
    ({"need_id": str(uuid4())}, "not-found"), ({"case_id": str(uuid4())}, "not-found"),
    ({"service_id": str(uuid4())}, "not-found"), ({"case_id": "x"}, "invalid"),
])  # fmt: skip
def test_a_referral_that_cannot_be_is_refused_and_nothing_of_it_is_echoed(
    town: Town, wrong: dict[str, Any], code: str
) -> None:
    body = town.sending(town.case(), note="Rahasia sekali") | wrong
    answer = town.dinas.post("/v1/referrals", body)
    assert (answer.status in (404, 422), answer.code) == (True, code)
    assert "Rahasia" not in str(answer.body)


def test_a_service_that_does_not_serve_the_need_gets_no_referral(town: Town) -> None:
    answer = town.dinas.post("/v1/referrals", town.sending(town.case(), "papers"))
    assert (answer.status, answer.code) == (422, "service-does-not-fit")


def test_only_the_dinas_sends(town: Town) -> None:
    case = town.case()
    for who in (town.psm, town.tksk, town.partner):
        assert who.post("/v1/referrals", town.sending(case)).status == 403


def test_neither_name_nor_note_leaves_in_a_fact_or_stands_readable_in_a_row(town: Town) -> None:
    referral = town.sent(note="Telepon anaknya dulu")
    packet = town.packet(referral)
    town.partner.done(f"/v1/packets/{packet['id']}/opening")
    told = outbox(town, referral["id"]) + outbox(town, packet["id"])
    assert len(told) >= 2
    kept = rows(town, "SELECT envelopes::text FROM envelopes WHERE packet_id = $1", packet["id"])
    kept += rows(town, "SELECT steps::text FROM steps WHERE subject_id = $1", referral["id"])
    for secret in (NAME, NAME.split()[0], NOTE, "Telepon", "Menilai", town.village):
        assert all(secret.encode() not in payload for payload in told if secret != town.village)
        assert all(secret not in row for row in kept)
