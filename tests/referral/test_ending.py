"""Withdrawing and expiring: the sender's word ends it, and the packet is emptied at the receiver."""

from datetime import timedelta

from tests.referral.town import Town
from tests.referral.walls import rows


def test_a_withdrawn_packet_is_emptied_at_the_receiver(town: Town) -> None:
    referral = town.sent()
    packet = town.packet(referral)
    own, path = f"/v1/referrals/{referral['id']}", f"/v1/packets/{packet['id']}"
    town.partner.done(f"{path}/opening")
    heard = town.dinas.until(own, status="received")
    assert town.dinas.post(f"{own}/revocation", {"reason": "bored"}, was=heard["version"]).status == 422
    assert town.psm.post(f"{own}/revocation", {"reason": "not_needed"}, was=heard["version"]).status == 403
    revoked = town.dinas.done(f"{own}/revocation", {"reason": "not_needed"}, was=heard["version"])
    assert (revoked["status"], revoked["turn"], revoked["reason_words"]["id"]) == (
        "revoked", "none", "Kebutuhan sudah terpenuhi",
    )  # fmt: skip
    gone = town.partner.until(path, status="revoked", empty=True)
    assert gone["actions"] == []
    assert town.partner.post(f"{path}/opening").code == "packet-empty"
    assert rows(town, "SELECT wrapped FROM envelopes WHERE packet_id = $1", packet["id"]) == [None]


def test_a_closed_referral_empties_the_packet_at_the_receiver(town: Town) -> None:
    referral = town.served()
    packet = town.packet(referral)
    own, path = f"/v1/referrals/{referral['id']}", f"/v1/packets/{packet['id']}"
    town.partner.done(f"{path}/opening")
    said = town.psm.done(f"{own}/confirmation", {"word": "yes"}, was=referral["version"])
    town.dinas.done(f"{own}/closure", {}, was=said["version"])
    gone = town.partner.until(path, status="closed", empty=True)
    assert (gone["turn"], gone["status_words"]["id"], gone["until"], gone["actions"]) == ("none", "Tuntas", None, [])
    assert town.partner.post(f"{path}/opening").code == "packet-empty"
    assert rows(town, "SELECT wrapped FROM envelopes WHERE packet_id = $1", packet["id"]) == [None]
    assert rows(town, "SELECT sealed FROM envelopes WHERE packet_id = $1", packet["id"]) == [None]
    assert rows(town, "SELECT kind FROM due WHERE subject_id = $1 AND done_at IS NULL", packet["id"]) == []


def test_an_answer_that_crosses_a_withdrawal_changes_nothing(town: Town) -> None:
    referral = town.sent()
    path, own = f"/v1/packets/{town.packet(referral)['id']}", f"/v1/referrals/{referral['id']}"
    town.dinas.done(f"{own}/revocation", {"reason": "wrong_service"}, was=1)
    town.partner.post(f"{path}/answer", {"answer": "accept"}, was=1)  # in time or too late, as it happens
    town.partner.until(path, status="revoked")
    assert town.dinas.get(own).body["status"] == "revoked"


def test_what_nobody_answers_expires_and_the_need_goes_elsewhere(town: Town) -> None:
    case = town.case()
    referral = town.sent(case, answer_days=1)
    answered = town.sent(answer_days=1)
    path = f"/v1/packets/{town.packet(referral)['id']}"
    town.partner.done(f"/v1/packets/{town.packet(answered)['id']}/answer", {"answer": "accept"}, was=1)
    town.dinas.until(f"/v1/referrals/{answered['id']}", status="accepted")
    town.tick(timedelta(days=2, hours=2))
    expired = town.dinas.until(f"/v1/referrals/{referral['id']}", status="expired")
    assert (expired["turn"], expired["timeline"][-1]["by_name"], expired["actions"]) == ("sender", "Titian", ["close"])
    assert town.partner.until(path, status="expired", empty=True)["turn"] == "sender"
    assert town.dinas.get(f"/v1/referrals/{answered['id']}").body["status"] == "accepted"
    town.sent(case, "other")


def test_a_packet_is_emptied_when_its_day_has_passed_and_the_referral_stays(town: Town) -> None:
    referral = town.sent(answer_days=1)
    path = f"/v1/packets/{town.packet(referral)['id']}"
    town.partner.done(f"{path}/answer", {"answer": "accept"}, was=1)
    town.tick(timedelta(days=32, hours=2))
    emptied = town.partner.get(path).body
    assert (emptied["status"], emptied["empty"], emptied["actions"]) == ("accepted", True, ["start", "report"])
    assert town.partner.post(f"{path}/opening").code == "packet-empty"


def test_an_erasure_empties_the_packet_and_every_note(town: Town) -> None:
    case = town.case()
    referral = town.sent(case, note="Telepon anaknya")
    path, own = f"/v1/packets/{town.packet(referral)['id']}", f"/v1/referrals/{referral['id']}"
    town.partner.done(f"{path}/answer", {"answer": "accept", "note": "Kamar siap"}, was=1)
    assert town.dinas.until(own, status="accepted")["timeline"][-1]["note"] == "Kamar siap"
    person = town.supervisor.get(f"/v1/cases/{case['id']}", "cases").body["person_id"]
    told = {"basis": "request", "note": "Permintaan tertulis"}
    answer = town.supervisor.post(f"/v1/persons/{person}/erasure", told, was=1, service="cases")
    assert answer.status == 200, answer.body
    ended = town.dinas.until(own, status="revoked", purpose="")
    assert ended["reason"] == "erased"
    assert {step["note"] for step in ended["timeline"]} == {""}
    town.partner.until(path, status="revoked", empty=True)
