"""The partner answers; the sender hears it; a refusal sends the same need elsewhere."""

from uuid import uuid4

from tests.referral.town import NAME, NOTE, Town, Worker
from tests.referral.walls import rows_of


def opened(town: Town, partner: Worker, packet_id: str) -> list[tuple[str, list[str]]]:
    """Purpose and fields of each opening on record."""
    sql = "SELECT purpose || ' ' || array_to_string(fields, ',') FROM ledger WHERE noun_id = $1 ORDER BY at"
    office = partner.get("/v1/me", "registry").body["office"]
    return [(row.split()[0], row.split()[1].split(",")) for row in rows_of(town, office, sql, packet_id)]


def test_a_partner_sees_a_packet_without_the_person_until_it_opens_it(town: Town) -> None:
    referral = town.sent()
    packet = town.packet(referral)
    assert (packet["status"], packet["turn"], packet["mine"]) == ("sent", "partner", True)
    assert packet["need_words"]["id"] == "Rujukan ke panti"
    assert packet["actions"] == ["open", "answer"]
    assert (packet["answer_by"], packet["until"]) == (referral["answer_by"], referral["expires_on"])
    shown = str(town.partner.get(f"/v1/packets/{packet['id']}").body)
    assert NAME not in shown
    assert "Menilai" not in shown

    opened_ = town.partner.done(f"/v1/packets/{packet['id']}/opening")
    assert set(opened_["shared"]) == {"name", "age", "village", "need"}
    assert opened_["shared"]["name"] == NAME
    assert opened_["purpose"] == "Menilai penerimaan di panti"
    assert NOTE not in str(opened_), "what was not chosen is not there"
    assert town.dinas.until(f"/v1/referrals/{referral['id']}", status="received")["turn"] == "partner"


def test_every_opening_is_on_record_and_only_the_first_is_a_step(town: Town) -> None:
    referral = town.sent()
    packet = town.packet(referral)
    path = f"/v1/packets/{packet['id']}/opening"
    key = str(uuid4())
    for _ in range(2):
        assert town.partner.post(path, key=key).body["shared"]["name"] == NAME
    assert town.partner.done(path)["version"] == 2
    records = opened(town, town.partner, packet["id"])
    assert records == [("referral", ["age", "name", "need", "purpose", "village"])] * 3
    timeline = town.dinas.until(f"/v1/referrals/{referral['id']}", status="received")["timeline"]
    assert [step["verb"] for step in timeline] == ["sent", "received"]
    assert (timeline[1]["by_name"], timeline[1]["by_role"]) == ("UPTD Contoh Lansia", "partner")


def test_a_packet_is_accepted_begun_reported_confirmed_and_the_referral_closed(town: Town) -> None:
    case = town.case()
    referral = town.sent(case)
    path, own = f"/v1/packets/{town.packet(referral)['id']}", f"/v1/referrals/{referral['id']}"
    town.partner.done(f"{path}/opening")
    packet = town.partner.done(f"{path}/answer", {"answer": "accept"}, was=2)
    assert (packet["status"], packet["actions"]) == ("accepted", ["open", "start", "report"])
    packet = town.partner.done(f"{path}/start", was=packet["version"])
    assert (packet["status"], town.dinas.until(own, status="in_service")["turn"]) == ("in_service", "partner")
    packet = town.partner.done(f"{path}/report", {"result": "served", "note": "Masuk kamar 4"}, was=packet["version"])
    assert (packet["status"], packet["turn"]) == ("served", "citizen")

    heard = town.psm.until(own, status="served")
    assert heard["timeline"][-1]["note"] == "Masuk kamar 4", "the partner's note came sealed"
    assert heard["actions"] == ["confirm"]
    assert town.psm.post(f"{own}/confirmation", {"word": "yes"}).status == 428
    assert town.psm.post(f"{own}/confirmation", {"word": "yes"}, was=1).code == "stale"
    said = town.psm.done(f"{own}/confirmation", {"word": "yes", "note": "Ibu senang"}, was=heard["version"])
    assert (said["status"], said["word"], said["turn"]) == ("confirmed", "yes", "sender")
    assert town.partner.until(path, status="confirmed", empty=False)["turn"] == "sender"
    closed = town.dinas.done(f"{own}/closure", {}, was=said["version"])
    assert (closed["status"], closed["turn"], closed["actions"]) == ("closed", "none", [])
    assert [step["verb"] for step in closed["timeline"]] == [
        "sent", "received", "accepted", "started", "served", "confirmed", "closed",
    ]  # fmt: skip
    words = [(step["word"], step["word_words"] and step["word_words"]["id"]) for step in closed["timeline"]]
    assert words == [(None, None)] * 5 + [("yes", "Ya"), (None, None)]
    town.dinas.until(f"/v1/cases/{case['id']}", "cases", status="intervention")


def test_a_citizen_who_was_not_served_disputes_it_and_the_dinas_says_what_was_found(town: Town) -> None:
    referral = town.served()
    own = f"/v1/referrals/{referral['id']}"
    disputed = town.psm.done(f"{own}/confirmation", {"word": "no"}, was=referral["version"])
    assert (disputed["status"], disputed["status_words"]["id"]) == ("disputed", "Keterangan berbeda")
    assert town.dinas.post(f"{own}/closure", {}, was=disputed["version"]).body["fields"].keys() == {"note"}
    assert (disputed["timeline"][-1]["word"], disputed["word_words"]["id"]) == ("no", "Belum")
    packet = town.packet(referral)
    town.partner.until(f"/v1/packets/{packet['id']}", status="disputed", turn="sender", empty=False)
    town.dinas.done(f"{own}/closure", {"note": "Dikunjungi bersama"}, was=disputed["version"])
    town.partner.until(f"/v1/packets/{packet['id']}", status="closed", empty=True)


def test_a_refusal_has_a_reason_takes_the_data_back_and_the_need_goes_elsewhere(town: Town) -> None:
    case = town.case()
    referral = town.sent(case)
    path = f"/v1/packets/{town.packet(referral)['id']}"
    town.partner.done(f"{path}/opening")
    for reason in ("", "bored", "other"):
        assert town.partner.post(f"{path}/answer", {"answer": "reject", "reason": reason}, was=2).status == 422
    town.partner.done(f"{path}/answer", {"answer": "reject", "reason": "full"}, was=2)
    closed = town.partner.post(f"{path}/opening")
    assert (closed.status, closed.code) == (409, "packet-empty")
    assert town.partner.get(path).body["until"] is None, "nothing is shared until any day"
    heard = town.dinas.until(f"/v1/referrals/{referral['id']}", status="rejected")
    assert (heard["reason"], heard["reason_words"]["id"], heard["turn"]) == ("full", "Tempat penuh", "sender")
    elsewhere = town.sent(case, "other")
    assert town.packet(elsewhere, town.other_partner)["status"] == "sent"
    over = town.dinas.done(f"/v1/referrals/{referral['id']}/closure", {}, was=heard["version"])
    ended = town.partner.until(path, status="closed")
    assert over["reason_words"] == ended["reason_words"] == heard["reason_words"], "why outlives the status"


def test_from_a_waiting_list_one_may_look_elsewhere(town: Town) -> None:
    case = town.case()
    referral = town.sent(case)
    path = f"/v1/packets/{town.packet(referral)['id']}"
    town.partner.done(f"{path}/answer", {"answer": "waitlist", "reason": "full"}, was=1)
    town.dinas.until(f"/v1/referrals/{referral['id']}", status="waitlisted")
    town.sent(case, "other")
    assert town.partner.done(f"{path}/answer", {"answer": "accept"}, was=2)["status"] == "accepted"


def test_an_answer_names_the_version_it_was_read_at_and_stands_once(town: Town) -> None:
    path = f"/v1/packets/{town.packet(town.sent())['id']}"
    assert town.partner.post(f"{path}/answer", {"answer": "accept"}).status == 428
    assert town.partner.post(f"{path}/answer", {"answer": "accept"}, was=7).code == "stale"
    key = str(uuid4())
    for _ in range(2):
        answer = town.partner.post(f"{path}/answer", {"answer": "accept"}, was=1, key=key)
        assert (answer.status, answer.body["status"], answer.headers["etag"]) == (200, "accepted", '"2"')
    assert town.partner.post(f"{path}/answer", {"answer": "accept"}, was=2).code == "packet-not-waiting"


def test_not_served_says_why_not(town: Town) -> None:
    referral = town.sent()
    path = f"/v1/packets/{town.packet(referral)['id']}"
    town.partner.done(f"{path}/answer", {"answer": "accept"}, was=1)
    for result in ("not_served", "partly"):
        refused = town.partner.post(f"{path}/report", {"result": result}, was=2)
        assert (refused.status, refused.body["fields"].keys()) == (422, {"reason"})
    told = {"result": "not_served", "reason": "family_refuses"}
    assert town.partner.done(f"{path}/report", told, was=2)["empty"]
    heard = town.dinas.until(f"/v1/referrals/{referral['id']}", status="not_served")
    assert heard["reason_words"]["id"] == "Keluarga menolak"
    town.dinas.done(f"/v1/referrals/{referral['id']}/closure", {}, was=heard["version"])
