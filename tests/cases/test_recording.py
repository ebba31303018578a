"""A person is met: recorded once, where one serves, with what is odd said and nothing lost."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

from tests.cases.conftest import Office
from tests.cases.people import Worker
from tests.registry.conftest import Kabupaten


def test_a_psm_records_a_person_and_the_tksk_finds_the_case(office: Office, kabupaten: Kabupaten) -> None:
    case = office.rahma.recorded(person={"nik": kabupaten.nik()}, note="Tinggal sendiri.")
    assert (case["status"], case["turn"], case["mine"]) == ("awaiting", "tksk", False)
    assert case["code"].startswith(f"{office.code}-")
    assert case["code"] in office.jaka.codes("/v1/cases?queue=mine&limit=200")
    assert case["code"] not in office.joko.codes()


def test_a_case_is_shown_as_it_was_written(rahma: Worker) -> None:
    case = rahma.recorded(note="Atap bocor.", person={"phone": "0820-0000-1234", "address": "Jl. Contoh No. 3"})
    shown = rahma.get(f"/v1/cases/{case['id']}").body
    assert shown["person"]["name"] == "Aminah Contoh"
    assert (shown["person"]["phone"], shown["note"]) == ("082000001234", "Atap bocor.")
    assert shown["consent"]["basis"] == "consent"
    assert shown["recorded_by"]["name"] == "Rahma Contoh"
    assert shown["status_words"] == {"id": "Menunggu verifikasi TKSK", "en": "Awaiting the TKSK"}


def test_a_nik_of_fifteen_digits_is_refused_by_its_field_and_not_echoed(rahma: Worker) -> None:
    answer = rahma.post("/v1/cases", rahma.met(person={"nik": "190602520348900"}))
    assert answer.status == 422
    assert answer.body["fields"] == {"person.nik": "NIK harus 16 angka. Belum punya? Kosongkan."}
    assert "190602520348900" not in str(answer.body)


def test_an_odd_date_in_a_nik_is_warned_about_and_saved(rahma: Worker) -> None:
    case = rahma.recorded(person={"nik": "1906029913489003"})
    assert "nik-odd-date" in [warning["code"] for warning in case["warnings"]]
    assert "nik-odd-date" in [warning["code"] for warning in rahma.get(f"/v1/cases/{case['id']}").body["warnings"]]


def test_somebody_alike_is_warned_about_and_never_where(office: Office, kabupaten: Kabupaten) -> None:
    nik = kabupaten.nik()
    office.rahma.recorded(person={"nik": nik})
    again = office.joko.recorded(person={"nik": nik})
    assert "possible-duplicate" in [warning["code"] for warning in again["warnings"]]
    assert all(set(warning) == {"code", "title", "words"} for warning in again["warnings"])


def test_a_protected_file_is_never_hinted_at(office: Office, kabupaten: Kabupaten) -> None:
    nik = kabupaten.nik()
    office.rahma.recorded(person={"nik": nik}, protected=True)
    again = office.rahma.recorded(person={"nik": nik})
    assert "possible-duplicate" not in [warning["code"] for warning in again["warnings"]]


def test_an_unknown_village_and_one_of_somebody_else_are_refused(office: Office, stranger: Worker) -> None:
    for village, code in (
        ("9999999999", "invalid"), (office.siti.villages[0], "outside-area"), (stranger.villages[0], "outside-area"),
    ):  # fmt: skip
        answer = office.rahma.post("/v1/cases", office.rahma.met(person={"village": village}))
        assert (answer.status, answer.code, list(answer.body["fields"])) == (422, code, ["person.village"])


def test_a_tksk_records_in_the_kecamatan_and_the_dinas_in_the_kabupaten(office: Office) -> None:
    assert office.jaka.recorded()["status"] == "verified"
    assert office.budi.recorded()["status"] == "accepted"
    outside = office.jaka.met(person={"village": office.joko.villages[0]})
    assert office.jaka.post("/v1/cases", outside).code == "outside-area"


def test_for_a_child_a_guardian_consents(rahma: Worker) -> None:
    child = rahma.met(person={"birth_on": "2018-01-01"}, type=2)
    assert rahma.post("/v1/cases", child).code == "no-guardian"
    named = rahma.met(
        person={"birth_on": "2018-01-01"}, type=2, consent={"basis": "consent", "guardian": "Siti Contoh"}
    )
    assert rahma.post("/v1/cases", named).body["sensitivity"] == 2


def test_the_same_key_twice_is_one_case(rahma: Worker) -> None:
    key, body = str(uuid4()), rahma.met()
    first, second = (rahma.post("/v1/cases", body, key=key) for _ in range(2))
    assert (first.status, second.status) == (201, 201)
    assert first.body["id"] == second.body["id"]
    assert first.headers["etag"] == second.headers["etag"]


def test_the_same_key_at_once_is_one_case(rahma: Worker) -> None:
    key, body = str(uuid4()), rahma.met()
    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(lambda _: rahma.post("/v1/cases", body, key=key), range(4)))
    assert {answer.status for answer in told} <= {201, 409, 503}
    assert len({answer.body["id"] for answer in told if answer.status == 201}) == 1
    assert rahma.post("/v1/cases", body, key=key).status == 201


def test_a_key_with_another_body_and_no_key_are_refused(rahma: Worker) -> None:
    key = str(uuid4())
    rahma.post("/v1/cases", rahma.met(), key=key)
    assert rahma.post("/v1/cases", rahma.met(type=24), key=key).code == "key-reused"
    keyless = rahma.send("POST", "/v1/cases", rahma.met(), {})
    assert (keyless.status, keyless.code) == (400, "no-key")


def test_broken_words_are_refused_without_an_echo(rahma: Worker) -> None:
    answer = rahma.send("POST", "/v1/cases", b'{"person": "rahasia"', {"Idempotency-Key": str(uuid4())})
    assert (answer.status, answer.code) == (400, "malformed")
    wrong = rahma.post("/v1/cases", {"person": {"name": "A", "birth_on": "rahasia"}})
    assert wrong.status == 422
    assert "rahasia" not in str(wrong.body)


def test_what_was_missing_is_completed(office: Office) -> None:
    case = office.rahma.recorded()
    returned = office.jaka.done(case, "return", {"reason": "incomplete", "note": "Tanggal lahir?"})
    homeless = office.rahma.post(
        f"/v1/cases/{case['id']}/completion", {"person": {"village": None}}, was=returned["version"]
    )
    assert (homeless.status, list(homeless.body["fields"])) == (422, ["person.village"])
    assert returned["turn"] == "psm"
    assert returned["code"] in office.rahma.codes("/v1/cases?queue=mine&limit=200")
    mended = office.rahma.done(returned, "completion", {"person": {"birth_on": "1950-01-02"}, "note": "Sesuai KTP."})
    assert mended["status"] == "awaiting"
    person = office.rahma.get(f"/v1/cases/{case['id']}").body["person"]
    assert (person["birth_on"], person["name"]) == ("1950-01-02", "Aminah Contoh")
