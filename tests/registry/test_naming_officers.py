"""One office names an officer of another by a letter; organisations are registered and get their first officer so."""

import secrets

import pytest

from tests.registry.conftest import Kabupaten
from tests.registry.people import Json, Person, newcomer


@pytest.fixture(scope="module")
def hospital(kabupaten: Kabupaten, elsewhere: Kabupaten) -> Json:
    """An organisation that serves two kabupaten, registered by the first."""
    wanted = {
        "name": f"RSUD Contoh {secrets.token_hex(3)}",
        "areas": [kabupaten.code, elsewhere.code],
        "phone": "0719-000",
    }
    answer = kabupaten.supervisor.post("/v1/offices", wanted)
    assert answer.status == 201, answer.body
    return answer.body


def test_an_organisation_has_a_code_that_tells_nothing(hospital: Json) -> None:
    assert hospital["office"].startswith("org-")
    assert len(hospital["office"]) == 14


def test_an_organisation_is_found_by_all(hospital: Json, elsewhere: Kabupaten, rahma: tuple[Json, Person]) -> None:
    for who in (elsewhere.dinas, rahma[1]):
        found = who.get(f"/v1/offices?q={hospital['name'].lower().replace(' ', '%20')}").body["items"]
        assert [office["office"] for office in found] == [hospital["office"]]
        assert who.get(f"/v1/offices/{hospital['office']}").body["name"] == hospital["name"]


def test_the_registering_office_names_its_first_officer_who_logs_in_there(kabupaten: Kabupaten, hospital: Json) -> None:
    letter = {"name": "Gita Fiktif", "roles": ["partner"], "office": hospital["office"]}
    sent = kabupaten.supervisor.post("/v1/officers", letter)
    assert (sent.status, sent.body["status"], sent.body["account"]) == (201, "sent", "waiting")
    gita = newcomer(kabupaten.supervisor, f"/v1/officers/{sent.body['id']}")
    me = gita.get("/v1/me").body
    assert (me["office"], me["office_name"], me["roles"]) == (hospital["office"], hospital["name"], ["partner"])
    assert [officer["id"] for officer in gita.get("/v1/officers").body["items"]] == [sent.body["id"]]
    assert gita.get("/v1/volunteers").status == 403
    refused = kabupaten.supervisor.post(f"/v1/officers/{sent.body['id']}/slip")
    assert (refused.status, refused.code) == (409, "officer-arrived"), "no office has a key to another's accounts"
    mine = kabupaten.supervisor.get("/v1/officers").body["items"]
    assert sent.body["id"] not in {officer["id"] for officer in mine}, "held by the organisation, not by the sender"


@pytest.mark.parametrize("role", ["province", "national", "auditor", "platform_admin", "integrator"])
def test_a_supervisor_gives_no_role_of_another_office(kabupaten: Kabupaten, role: str) -> None:
    refused = kabupaten.supervisor.post("/v1/officers", {"name": "Hadi Andai", "roles": [role]})
    assert refused.status in (403, 422)


def test_an_office_names_nobody_in_what_another_registered(
    kabupaten: Kabupaten, elsewhere: Kabupaten, hospital: Json
) -> None:
    for office in (hospital["office"], kabupaten.code, kabupaten.code[:2], "00"):
        letter = {"name": "Hadi Andai", "roles": ["partner"], "office": office}
        assert elsewhere.supervisor.post("/v1/officers", letter).status == 403


def test_the_administrator_names_officers_anywhere(administrator: Person, kabupaten: Kabupaten) -> None:
    for office, role in ((kabupaten.code[:2], "province"), (kabupaten.code, "auditor"), ("00", "national")):
        sent = administrator.post("/v1/officers", {"name": "Indah Misal", "roles": [role], "office": office})
        assert sent.status == 201, sent.body
        path = f"/v1/officers/{sent.body['id']}"
        administrator.until(path, "account", "ready")
    for nowhere in ("9999", "190", "org-zzzzzzzzzz"):
        letter = {"name": "Indah Misal", "roles": ["dinas"], "office": nowhere}
        assert administrator.post("/v1/officers", letter).status == 404


def test_a_supervisor_has_no_hand_on_an_auditor_whom_the_nation_named(
    administrator: Person, kabupaten: Kabupaten
) -> None:
    letter = {"name": "Indah Misal", "roles": ["auditor"], "office": kabupaten.code}
    path = f"/v1/officers/{administrator.post('/v1/officers', letter).body['id']}"
    administrator.until(path, "account", "ready")
    version = kabupaten.supervisor.get(path).body["version"]
    reason = {"reason": "memeriksa terlalu teliti"}
    for verb, body in (("slip", None), ("suspension", reason), ("reinstatement", reason), ("end", reason)):
        refused = kabupaten.supervisor.post(f"{path}/{verb}", body, was=version)
        assert (refused.status, refused.code) == (403, "not-in-charge"), verb
    shown = kabupaten.supervisor.get(path).body
    assert (shown["status"], bool(shown["sub"])) == ("active", True), "an assignment names her by her sub"
    assert administrator.post(f"{path}/slip").status == 201, "the sender of the letter prints it"


def test_a_kasi_kesra_is_recorded_with_the_kecamatan(kabupaten: Kabupaten) -> None:
    body = {"name": "Lina Contoh", "roles": ["kasi_kesra"], "kec": kabupaten.kecamatan()}
    officer = kabupaten.supervisor.post("/v1/officers", body).body
    assert officer["kec"] == kabupaten.kecamatan()
    lina = newcomer(kabupaten.supervisor, f"/v1/officers/{officer['id']}")
    assert lina.get("/v1/me").body["kec"] == kabupaten.kecamatan()


def test_an_officer_of_the_dinas_names_nobody_and_registers_nothing(kabupaten: Kabupaten) -> None:
    assert kabupaten.dinas.post("/v1/officers", {"name": "Budi Andai", "roles": ["dinas"]}).status == 403
    assert kabupaten.dinas.post("/v1/offices", {"name": "LKS Contoh", "areas": [kabupaten.code]}).status == 403


@pytest.mark.parametrize(("areas", "code"), [([], "invalid"), (["19"], "unknown-area"), (["0000"], "unknown-area")])
def test_an_organisation_serves_known_kabupaten(kabupaten: Kabupaten, areas: list[str], code: str) -> None:
    refused = kabupaten.supervisor.post("/v1/offices", {"name": "LKS Contoh", "areas": areas})
    assert (refused.status, refused.code, set(refused.body["fields"])) == (422, code, {"areas"})


def test_offices_of_the_state_are_listed_by_code(kabupaten: Kabupaten) -> None:
    page = kabupaten.dinas.get("/v1/offices?kind=kabupaten&q=belitung&limit=1").body
    assert [office["name"] for office in page["items"]] == ["Dinas Sosial Kabupaten Belitung"]
    following = kabupaten.dinas.get(f"/v1/offices?kind=kabupaten&q=belitung&limit=1&cursor={page['next']}").body
    assert [office["office"] for office in following["items"]] == ["1906"]
    assert kabupaten.dinas.get("/v1/offices/19").body["name"] == "Dinas Sosial Provinsi Kepulauan Bangka Belitung"
    assert kabupaten.dinas.get("/v1/offices/org-zzzzzzzzzz").status == 404
    assert kabupaten.dinas.get("/v1/offices/1906022004").status == 404
