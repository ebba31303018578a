"""Hubungkan: the volunteer's own light referral."""

from uuid import uuid4

from tests.referral.town import Town


def suggestion(town: Town, service: str = "light") -> dict[str, str]:
    return {"case_id": town.case()["id"], "service_id": town.services[service]["id"]}


def test_a_volunteer_suggests_goes_along_and_writes_down_what_became_of_it(town: Town) -> None:
    body = suggestion(town)
    made = town.psm.done("/v1/connections", body | {"note": "Bawa KTP"})
    assert (made["status"], made["status_words"]["id"], made["turn"]) == ("suggested", "Disarankan", "psm")
    path = f"/v1/connections/{made['id']}"
    gone = town.psm.done(f"{path}/accompaniment", {}, was=1)
    assert (gone["status"], gone["actions"]) == ("accompanied", ["conclude"])
    assert town.psm.post(f"{path}/result", {"result": "not_served"}, was=2).status == 422
    done = town.psm.done(f"{path}/result", {"result": "served", "note": "Dapat makan"}, was=2)
    assert [(step["verb"], step["note"]) for step in done["timeline"]] == [
        ("suggested", "Bawa KTP"), ("accompanied", ""), ("served", "Dapat makan"),
    ]  # fmt: skip
    assert town.psm.post(f"{path}/result", {"result": "served"}, was=3).code == "connection-over"
    listed = town.dinas.get(f"/v1/connections?case_id={body['case_id']}").body["items"]
    assert [item["status"] for item in listed] == ["served"]


def test_only_a_light_service_is_connected_to_and_once_at_a_time(town: Town) -> None:
    assert town.psm.post("/v1/connections", suggestion(town, "care")).code == "service-not-light"
    body = suggestion(town)
    town.psm.done("/v1/connections", body)
    assert town.psm.post("/v1/connections", body).code == "already-connected"


def test_the_same_key_connects_once(town: Town) -> None:
    body, key = suggestion(town), str(uuid4())
    ids = {town.psm.post("/v1/connections", body, key=key).body["id"] for _ in range(2)}
    assert len(ids) == 1
    path = f"/v1/connections/{ids.pop()}/accompaniment"
    assert town.psm.post(path).status == 428
    assert town.psm.post(path, was=9).code == "stale"


def test_a_volunteer_connects_people_of_her_own_villages_and_an_officer_nobody(town: Town) -> None:
    body = suggestion(town)
    assert town.neighbour.post("/v1/connections", body).code == "not-found"
    assert town.dinas.post("/v1/connections", body).code == "forbidden"
    assert town.psm.post("/v1/connections", body | {"case_id": str(uuid4())}).code == "not-found"
