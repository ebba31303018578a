"""How far each sees: outside it every route answers the same NotFound, whatever the id."""

from uuid import uuid4

import pytest

from tests.cases.conftest import Office
from tests.cases.people import Json, Worker, known_by_now, until
from tests.registry.conftest import Kabupaten

READS = ("", "/timeline", "/openings")
VERBS: tuple[tuple[str, Json], ...] = (
    ("verification", {}),
    ("return", {"reason": "incomplete"}),
    ("completion", {}),
    ("acceptance", {}),
    ("refusal", {"reason": "no_funds"}),
    ("stage", {"to": "planning"}),
    ("needs", {"kind": "food"}),
    ("closure", {"reason": "served"}),
    ("solution", {"by": "Tetangga", "note": "Beres"}),
    ("reopening", {"reason": "Sakit lagi"}),
    ("assignment", {"sub": "x"}),
    ("hand-up", {"reason": "Mohon", "fields": ["name"]}),
    ("nik", {"purpose": "identity"}),
)


@pytest.fixture(scope="module")
def case(office: Office) -> Json:
    return office.rahma.recorded()


def refusal(worker: Worker, path: str, body: Json | None = None) -> tuple[int, Json]:
    answer = worker.get(path) if body is None else worker.post(path, body, was=1)
    return answer.status, answer.body


@pytest.mark.parametrize("read", READS)
def test_a_foreign_file_is_not_found_by_any_read(case: Json, stranger: Worker, read: str) -> None:
    foreign = refusal(stranger, f"/v1/cases/{case['id']}{read}")
    assert foreign[0] == 404
    assert foreign == refusal(stranger, f"/v1/cases/{uuid4()}{read}")


@pytest.mark.parametrize(("verb", "body"), VERBS)
def test_a_foreign_file_is_not_found_by_any_verb(case: Json, stranger: Worker, verb: str, body: Json) -> None:
    foreign = refusal(stranger, f"/v1/cases/{case['id']}/{verb}", body)
    assert foreign == refusal(stranger, f"/v1/cases/{uuid4()}/{verb}", body)
    assert foreign[0] in (404, 403)  # 403: a verb that her role has nowhere
    assert foreign[0] == 404 or verb == "none"


def test_foreign_people_and_hand_ups_are_not_found(case: Json, stranger: Worker, province: Worker) -> None:
    body = {"basis": "request"}
    assert refusal(stranger, f"/v1/persons/{case['person_id']}/erasure", body)[0] == 404
    assert refusal(stranger, f"/v1/hand-ups/{uuid4()}")[0] == 404
    for verb in ("opening", "refusal"):
        assert refusal(province, f"/v1/hand-ups/{uuid4()}/{verb}", {"reason": "no_place"})[0] == 404


def test_a_psm_of_another_village_and_one_of_another_kabupaten_get_the_same(
    office: Office, case: Json, stranger: Worker
) -> None:
    path = f"/v1/cases/{case['id']}"
    assert refusal(office.siti, path) == refusal(stranger, path) == refusal(office.joko, path)
    assert refusal(office.siti, path)[0] == 404


def test_the_province_finds_no_file_of_a_kabupaten(case: Json, province: Worker) -> None:
    for read in READS:
        assert refusal(province, f"/v1/cases/{case['id']}{read}")[0] == 404
    assert case["code"] not in province.codes()


def test_a_psm_keeps_sight_of_what_she_recorded_and_of_nothing_more(office: Office, case: Json) -> None:
    assert case["code"] in office.rahma.codes()
    assert case["code"] not in office.siti.codes()
    assert case["code"] in office.budi.codes()


def test_only_the_names_that_a_page_shows_go_on_record(office: Office) -> None:
    """The one that says whether there is a next page was read by the machine and shown to nobody."""
    older, newer = office.siti.recorded(), office.siti.recorded()
    page = office.siti.get("/v1/cases?limit=1").body
    assert ([item["id"] for item in page["items"]], bool(page["next"])) == ([newer["id"]], True)
    named = {
        case["id"]: [one["purpose"] for one in office.budi.get(f"/v1/cases/{case['id']}/openings").body["items"]]
        for case in (older, newer)
    }
    assert named == {older["id"]: [], newer["id"]: ["list"]}


def test_an_address_that_is_no_id_says_nothing(rahma: Worker) -> None:
    answer = rahma.get("/v1/cases/1906-26-K7QF3M")
    assert answer.status in (404, 422)
    assert "K7QF3M" not in str(answer.body)


def test_a_suspended_psm_is_refused_within_a_minute_though_her_token_is_good(kabupaten: Kabupaten) -> None:
    volunteer, person = kabupaten.at_work(kabupaten.psm(name="Wati Andai"))
    wati = known_by_now(Worker(person, tuple(kabupaten.villages()[:2])))
    case = wati.recorded()
    version = kabupaten.dinas.get(f"/v1/volunteers/{volunteer['id']}").body["version"]
    gone = kabupaten.dinas.post(f"/v1/volunteers/{volunteer['id']}/suspension", {"reason": "Cuti panjang"}, was=version)
    assert gone.status == 200, gone.body
    until(lambda: wati.get(f"/v1/cases/{case['id']}").status == 401, patience=60)
    answer = wati.post("/v1/cases", wati.met())
    assert (answer.status, answer.code) == (401, "suspended")
    assert answer.body["title"] == "Akun nonaktif. Hubungi Dinas Sosial."
