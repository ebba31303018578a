"""From verification to the end, through the doors: each verb by whom it belongs to, stale and unversioned refused."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

from tests.cases.conftest import Office
from tests.cases.people import Json, Worker


def in_care(office: Office) -> Json:
    case = office.jaka.done(office.rahma.recorded(), "verification")
    return office.budi.done(case, "acceptance")


def test_a_case_goes_from_the_village_to_its_end(office: Office) -> None:
    case = office.rahma.recorded()
    verified = office.jaka.done(case, "verification", {"note": "Sudah dikunjungi."})
    assert (verified["status"], verified["turn"]) == ("verified", "dinas")
    accepted = office.budi.done(verified, "acceptance")
    assert accepted["mine"]
    planned = office.budi.done(accepted, "stage", {"to": "planning"})
    closed = office.budi.done(planned, "closure", {"reason": "served", "note": "Sudah dilayani."})
    assert (closed["status"], closed["turn"]) == ("closed", "none")
    reopened = office.budi.done(closed, "reopening", {"reason": "Sakit lagi"})
    assert reopened["status"] == "reopened"
    steps = office.rahma.get(f"/v1/cases/{case['id']}/timeline").body["items"]
    assert [step["verb"] for step in steps] == ["opened", "verified", "accepted", "staged", "closed", "reopened"]
    assert (steps[1]["by_name"], steps[1]["by_role"], steps[1]["note"]) == ("Jaka Umpama", "tksk", "Sudah dikunjungi.")


def test_a_need_is_written_down_and_shown(office: Office) -> None:
    case = in_care(office)
    wanted = {"kind": "care_home", "note": "Tidak ada keluarga."}
    key = str(uuid4())
    need = office.budi.post(f"/v1/cases/{case['id']}/needs", wanted, key=key)
    again = office.budi.post(f"/v1/cases/{case['id']}/needs", wanted, key=key)
    assert (need.status, again.status, need.body["id"]) == (201, 201, again.body["id"])
    shown = office.rahma.get(f"/v1/cases/{case['id']}").body["needs"]
    assert [(one["kind"], one["note"], one["status"]) for one in shown] == [
        ("care_home", "Tidak ada keluarga.", "open")
    ]


def test_a_need_of_no_list_is_refused(office: Office) -> None:
    answer = office.budi.post(f"/v1/cases/{in_care(office)['id']}/needs", {"kind": "money"})
    assert (answer.status, list(answer.body["fields"])) == (422, ["kind"])


def test_a_stale_version_overwrites_nothing(office: Office) -> None:
    case = in_care(office)
    office.budi.done(case, "stage", {"to": "assessment"})
    stale = office.budi.post(f"/v1/cases/{case['id']}/stage", {"to": "planning"}, was=case["version"])
    assert (stale.status, stale.code) == (412, "stale")
    assert office.budi.get(f"/v1/cases/{case['id']}").body["status"] == "assessment"


def test_of_two_at_once_one_is_stale(office: Office) -> None:
    case = office.rahma.recorded()
    path, body = f"/v1/cases/{case['id']}/verification", {"note": "Ya"}
    with ThreadPoolExecutor(2) as pool:
        told = list(pool.map(lambda worker: worker.post(path, body, was=1), (office.jaka, office.budi)))
    assert sorted(answer.status for answer in told) == [200, 412]


def test_who_names_no_version_is_told_so(office: Office) -> None:
    unversioned = office.jaka.post(f"/v1/cases/{office.rahma.recorded()['id']}/verification")
    assert (unversioned.status, unversioned.code) == (428, "unversioned")


def test_the_same_verb_under_the_same_key_is_one_step(office: Office) -> None:
    case, key = office.rahma.recorded(), str(uuid4())
    told = [office.jaka.post(f"/v1/cases/{case['id']}/verification", {"note": "Ya"}, key=key, was=1) for _ in range(2)]
    assert [(answer.status, answer.headers["etag"]) for answer in told] == [(200, '"2"'), (200, '"2"')]
    assert len(office.jaka.get(f"/v1/cases/{case['id']}/timeline").body["items"]) == 2


def test_each_verb_belongs_to_its_role(office: Office) -> None:
    case = office.rahma.recorded()
    for worker, verb, body in (
        (office.rahma, "verification", {}), (office.jaka, "acceptance", {}), (office.budi, "assignment", {"sub": "x"}),
        (office.jaka, "closure", {"reason": "served"}),
        (office.rahma, "hand-up", {"reason": "Mohon", "fields": ["name"]}),
    ):  # fmt: skip
        answer = worker.post(f"/v1/cases/{case['id']}/{verb}", body, was=1)
        assert (answer.status, answer.code) == (403, "forbidden"), verb


def test_a_verb_at_the_wrong_stage_is_a_conflict_and_the_page_knows_it_before(office: Office) -> None:
    case = office.rahma.recorded()
    answer = office.budi.post(f"/v1/cases/{case['id']}/acceptance", was=1)
    assert (answer.status, answer.code) == (409, "not-now")
    assert office.rahma.get(f"/v1/cases/{case['id']}").body["actions"] == ["solve", "connect"]
    assert set(office.jaka.get(f"/v1/cases/{case['id']}").body["actions"]) >= {"verify", "return", "open_nik"}


def test_the_village_solves_what_it_can(office: Office) -> None:
    solved = office.rahma.done(office.rahma.recorded(), "solution", {"by": "Karang Taruna", "note": "Atap diperbaiki"})
    assert solved["status"] == "solved"
    step = office.rahma.get(f"/v1/cases/{solved['id']}/timeline").body["items"][-1]
    assert step["note"] == "Karang Taruna: Atap diperbaiki"


def test_a_declined_case_says_why(office: Office) -> None:
    case = office.jaka.done(office.rahma.recorded(), "verification")
    declined = office.budi.done(case, "refusal", {"reason": "not_eligible"})
    assert declined["status"] == "declined"
    step = office.rahma.get(f"/v1/cases/{case['id']}/timeline").body["items"][-1]
    assert (step["verb"], step["reason"]) == ("declined", "not_eligible")


def test_a_case_is_assigned_to_an_active_officer_and_to_nobody_else(office: Office) -> None:
    case = office.jaka.done(office.rahma.recorded(), "verification")
    unknown = office.dewi.post(f"/v1/cases/{case['id']}/assignment", {"sub": "nobody"}, was=case["version"])
    assert (unknown.status, unknown.code) == (422, "unknown-officer")
    psm = office.rahma.get(f"/v1/cases/{case['id']}").body["recorded_by"]["sub"]
    assert office.dewi.post(f"/v1/cases/{case['id']}/assignment", {"sub": psm}, was=case["version"]).status == 422


def test_lists_are_narrowed_and_paged_without_a_count(office: Office) -> None:
    for _ in range(3):
        office.rahma.recorded(type=23, person={"birth_on": "1985-01-01"})
    first = office.rahma.get("/v1/cases?type=23&status=awaiting&limit=2").body
    assert len(first["items"]) == 2
    second = office.rahma.get(f"/v1/cases?type=23&status=awaiting&limit=2&cursor={first['next']}").body
    assert not {one["id"] for one in first["items"]} & {one["id"] for one in second["items"]}
    assert {one["type"] for one in first["items"] + second["items"]} == {23}


def test_a_cursor_is_of_one_reader_and_one_question(office: Office) -> None:
    for _ in range(2):
        office.rahma.recorded(type=23, person={"birth_on": "1985-01-01"})
    cursor = office.rahma.get("/v1/cases?type=23&limit=1").body["next"]
    assert office.siti.get(f"/v1/cases?type=23&limit=1&cursor={cursor}").code == "bad-cursor"
    assert office.rahma.get(f"/v1/cases?limit=1&cursor={cursor}").code == "bad-cursor"


def test_a_person_is_found_by_the_beginnings_of_the_name(office: Office) -> None:
    case = office.rahma.recorded(person={"name": "Zubaidah Andai"})
    found = office.jaka.post("/v1/cases/search", {"name": "and zub"}).body["items"]
    assert case["code"] in {one["code"] for one in found}
    assert case["code"] not in {
        one["code"] for one in office.joko.post("/v1/cases/search", {"name": "zub"}).body["items"]
    }
    assert office.jaka.post("/v1/cases/search", {"name": "%%"}).status == 422


def test_code_lists_are_for_everybody_and_name_their_source(rahma: Worker) -> None:
    types = rahma.get("/v1/code-lists/types").body
    assert (types["source"], len(types["items"])) == ("Peraturan Menteri Sosial 8/2012", 26)
    assert rahma.get("/v1/code-lists/none-such").status == 404
