"""The directory: found by need, place and words, with its reasons."""

from uuid import uuid4

from tests.referral.town import TODAY, Town


def test_a_service_is_found_by_need_place_and_words_and_says_why_it_fits(town: Town) -> None:
    found = town.psm.get(f"/v1/services?need=care_home&area={town.code}&limit=200").body["items"]
    ids = {item["id"] for item in found}
    assert {town.services["care"]["id"], town.services["other"]["id"]} <= ids
    assert town.services["papers"]["id"] not in ids
    care = next(item for item in found if item["id"] == town.services["care"]["id"])
    assert care["fits"]["words"]["id"].startswith("Cocok karena melayani Rujukan ke panti; menjangkau ")
    assert (care["office_name"], care["stale"]) == ("UPTD Contoh Lansia", False)
    light = town.psm.get(f"/v1/services?light=true&area={town.code}").body["items"]
    assert {item["id"] for item in light} == {town.services["light"]["id"]}
    named = town.psm.get(f"/v1/services?q=uptd%20contoh&area={town.code}").body["items"]
    assert town.services["care"]["id"] in {item["id"] for item in named}
    assert town.psm.get(f"/v1/services/{care['id']}").body["eligibility"] == "60 tahun ke atas"
    assert town.psm.get(f"/v1/services/{uuid4()}").status == 404


def test_a_list_is_read_page_by_page_and_a_cursor_belongs_to_its_reader(town: Town) -> None:
    query = f"/v1/services?area={town.code}&limit=2"
    first = town.psm.get(query).body
    second = town.psm.get(f"{query}&cursor={first['next']}").body
    assert len({item["id"] for item in first["items"] + second["items"]}) == 4
    assert town.tksk.get(f"{query}&cursor={first['next']}").code == "bad-cursor"
    assert town.psm.get(f"{query}&cursor=x").code == "bad-cursor"


def test_an_organisation_lists_its_own_services_and_a_volunteer_none(town: Town) -> None:
    offer = {
        "office": town.home, "name": "Kursi roda", "kinds": ["aids"], "areas": ["1902"], "eligibility": "Surat desa",
        "checked_on": str(TODAY),
    }  # fmt: skip
    key = str(uuid4())
    made = [town.partner.post("/v1/services", offer, key=key) for _ in range(2)]
    assert [answer.status for answer in made] == [201, 201]
    assert made[0].body["id"] == made[1].body["id"]
    assert town.partner.post("/v1/services", offer | {"office": town.other_home}).code == "not-your-organisation"
    assert town.psm.post("/v1/services", offer).status == 403
    unknown = town.supervisor.post("/v1/services", offer | {"office": "org-aaaaaaaaaa", "areas": [town.code]})
    assert set(unknown.body["fields"]) == {"office"}
    assert town.supervisor.post("/v1/services", offer | {"areas": ["9999"]}).code == "unknown-area"


def test_code_lists_have_words_and_hide_what_nobody_chooses(town: Town) -> None:
    codes = {item["code"] for item in town.dinas.get("/v1/code-lists/revocation-reasons").body["items"]}
    assert "not_needed" in codes
    assert "erased" not in codes
    assert town.dinas.get("/v1/code-lists/moons").status == 404
