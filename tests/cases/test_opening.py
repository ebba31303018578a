"""Nobody reads a file without right, and every reading is on record."""

from uuid import uuid4

from tests.cases.conftest import Office
from tests.cases.people import Json, Worker
from tests.registry.conftest import Kabupaten


def openings(worker: Worker, case: Json, **like: str) -> list[Json]:
    items = worker.get(f"/v1/cases/{case['id']}/openings").body["items"]
    return [one for one in items if all(one[name] == value for name, value in like.items())]


def test_a_nik_is_shown_by_its_ends_and_opened_for_a_stated_purpose(office: Office, kabupaten: Kabupaten) -> None:
    nik = kabupaten.nik()
    case = office.rahma.recorded(person={"nik": nik})
    shown = office.jaka.get(f"/v1/cases/{case['id']}").body["person"]["nik_masked"]
    assert shown == f"{nik[:6]}••••••{nik[-4:]}"
    assert office.jaka.post(f"/v1/cases/{case['id']}/nik", {"purpose": "curious"}).status == 422
    opened = office.jaka.post(f"/v1/cases/{case['id']}/nik", {"purpose": "identity"})
    assert opened.body == {"nik": nik}
    assert openings(office.budi, case, by_name="Jaka Umpama", purpose="identity")[0]["fields"] == ["nik"]


def test_a_psm_does_not_open_a_nik(office: Office) -> None:
    case = office.rahma.recorded()
    assert office.rahma.post(f"/v1/cases/{case['id']}/nik", {"purpose": "identity"}).status == 403


def test_each_opening_of_a_file_is_a_row_with_the_names_of_its_fields(office: Office) -> None:
    case = office.rahma.recorded(note="Tinggal sendiri.")
    for _ in range(2):
        office.jaka.get(f"/v1/cases/{case['id']}")
    rows = openings(office.budi, case, by_name="Jaka Umpama", purpose="file")
    assert [(set(row["fields"]) >= {"name", "note"}, row["by_role"]) for row in rows] == [(True, "tksk")] * 2
    assert "Aminah" not in str(rows)


def test_a_name_in_a_list_is_a_row_once_a_day(office: Office) -> None:
    case = office.rahma.recorded()
    for _ in range(2):
        office.jaka.get("/v1/cases?limit=200")
    rows = openings(office.budi, case, by_name="Jaka Umpama", purpose="list")
    assert [row["fields"] for row in rows] == [["name", "birth_on"]]


def test_a_refused_reader_leaves_no_row(office: Office) -> None:
    case = office.rahma.recorded()
    office.siti.get(f"/v1/cases/{case['id']}")
    assert openings(office.budi, case, by_name="Siti Misal") == []


def test_who_opened_a_file_is_for_those_in_care(office: Office) -> None:
    case = office.rahma.recorded()
    assert office.rahma.get(f"/v1/cases/{case['id']}/openings").status == 403
    assert office.dewi.get(f"/v1/cases/{uuid4()}/openings").status == 404


def test_a_token_is_asked_for(rahma: Worker) -> None:
    answer = rahma.send("GET", "/v1/cases", None, {"Authorization": "Bearer no-token"})
    assert (answer.status, answer.code) == (401, "unauthenticated")
