"""An office holds a training: planned, nominated, attended, judged: over HTTP."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from tests.registry import courses
from tests.registry.conftest import Kabupaten
from tests.registry.courses import candidate, done, nominated, planned, staged
from tests.registry.people import Json, Person


def seats(training: Json) -> dict[str, str]:
    return {one["name"]: one["seat"] for one in training["participants"]}


def test_a_plan_is_kept_as_it_was_told_and_says_whose_move_it_is(kabupaten: Kabupaten) -> None:
    told = planned(kabupaten, pass_score=60, valid_years=5)
    assert (told["status"], told["status_words"]["id"], told["turn"]) == ("planned", "Direncanakan", "dinas")
    assert told["tier"] == {
        "code": "dasar", "words": {"id": "Dasar · kabupaten", "en": "Basic · kabupaten"}, "authority": "kabupaten",
        "order": 1,
    }  # fmt: skip
    assert (told["hours"], told["quota"], told["pass_share"], told["pass_score"]) == (2, 30, 80, 60)
    assert told["modules"][0]["institution"] == "Inspektorat"
    assert kabupaten.supervisor.get(courses.path(told)).body == told, "colleagues see the same"
    assert told["id"] in [one["id"] for one in kabupaten.dinas.get("/v1/trainings?limit=200").body["items"]]


def test_the_tiers_are_told_with_their_authority_and_source(kabupaten: Kabupaten) -> None:
    told = kabupaten.dinas.get("/v1/tiers").body
    assert [one["words"]["id"] for one in told["items"] if one["role"] == "psm"] == [
        "Dasar · kabupaten", "Madya · provinsi", "Utama · pusat",
    ]  # fmt: skip
    assert told["source"]


def test_the_same_plan_sent_twice_is_one_training(kabupaten: Kabupaten) -> None:
    key, body = str(uuid4()), courses.plan(kabupaten)
    first, again = (kabupaten.dinas.post("/v1/trainings", body, key=key) for _ in range(2))
    assert (first.status, again.status) == (201, 201)
    assert first.body["id"] == again.body["id"]


@pytest.mark.parametrize(("wrong", "code", "field"), [
    ({"tier": "madya"}, "not-your-tier", "tier"),
    ({"tier": "lain"}, "unknown-tier", "tier"),
    ({"quota": 0}, "invalid", "quota"),
    ({"title": "B"}, "invalid", "title"),
    ({"days": [{"day": "kemarin", "venue": "Aula"}]}, "invalid", "days.0.day"),
    ({"roles": ["dinas"]}, "invalid", "roles.0"),
    ({"pass_share": "delapan"}, "invalid", "pass_share"),
])  # fmt: skip
def test_what_is_wrong_with_a_plan_is_named(kabupaten: Kabupaten, wrong: Json, code: str, field: str) -> None:
    refused = kabupaten.dinas.post("/v1/trainings", courses.plan(kabupaten, **wrong))
    assert (refused.status, refused.code, set(refused.body["fields"])) == (422, code, {field})


def test_volunteers_hold_no_training(kabupaten: Kabupaten, rahma: tuple[Json, Person]) -> None:
    assert rahma[1].post("/v1/trainings", courses.plan(kabupaten)).status == 403
    assert rahma[1].get("/v1/trainings").status == 403


def test_a_page_that_is_behind_or_names_no_version_changes_nothing(kabupaten: Kabupaten) -> None:
    training = planned(kabupaten)
    stage = f"{courses.path(training)}/stage"
    assert kabupaten.dinas.post(stage, {"to": "nominating"}).status == 428
    assert kabupaten.dinas.post(stage, {"to": "nominating"}, was=7).code == "stale"
    assert kabupaten.dinas.post(stage, {"to": "running"}, was=1).code == "not-at-this-stage"
    key = str(uuid4())
    first, again = (kabupaten.dinas.post(stage, {"to": "nominating"}, was=1, key=key) for _ in range(2))
    assert (first.body["status"], again.body["status"], again.headers["etag"]) == ("nominating", "nominating", '"2"')


def test_a_plan_is_changed_and_who_waits_moves_up(kabupaten: Kabupaten) -> None:
    training = planned(kabupaten, quota=1)
    staged(kabupaten.dinas, training, "nominating")
    nominated(kabupaten, training, people=[candidate(kabupaten, "Ani Contoh"), candidate(kabupaten, "Ida Contoh")])
    told = done(kabupaten.dinas, training, "plan", courses.plan(kabupaten, quota=2, title="Bimtek Dasar Gelombang 2"))
    assert (told["title"], seats(told)) == (
        "Bimtek Dasar Gelombang 2", {"Ani Contoh": "seated", "Ida Contoh": "seated"},
    )  # fmt: skip


def test_a_cancelled_training_says_why_and_ends(kabupaten: Kabupaten) -> None:
    training = planned(kabupaten)
    told = done(kabupaten.dinas, training, "cancellation", {"reason": "Anggaran dialihkan"})
    assert (told["status"], told["reason"], told["turn"]) == ("cancelled", "Anggaran dialihkan", "none")
    late = kabupaten.dinas.post(f"{courses.path(training)}/stage", {"to": "nominating"}, was=told["version"])
    assert (late.status, late.code) == (409, "not-at-this-stage")


def test_volunteers_come_from_the_list_and_candidates_by_name(kabupaten: Kabupaten, rahma: tuple[Json, Person]) -> None:
    training = planned(kabupaten)
    staged(kabupaten.dinas, training, "nominating")
    told = nominated(kabupaten, training, rahma[0], people=[candidate(kabupaten, nik=kabupaten.nik())])
    psm, ani = told["participants"]
    assert (psm["volunteer_id"], psm["role"], psm["name"]) == (rahma[0]["id"], "psm", rahma[0]["name"])
    assert (ani["volunteer_id"], ani["role"], ani["kec"]) == (None, "candidate", kabupaten.kecamatan())
    assert "nik" not in ani


async def test_of_a_candidates_nik_only_its_fingerprint_is_kept(kabupaten: Kabupaten) -> None:
    training, nik = planned(kabupaten), kabupaten.nik()
    staged(kabupaten.dinas, training, "nominating")
    told = nominated(kabupaten, training, people=[candidate(kabupaten, nik=nik)])
    admin = await asyncpg.connect(kabupaten.dinas.street.admin_dsn("registry"))
    ani = told["participants"][0]["id"]
    row = await admin.fetchrow("SELECT * FROM participants WHERE participant_id = $1", ani)
    keys = await admin.fetchval("SELECT count(*) FROM subject_keys WHERE subject_id = $1", ani)
    await admin.close()
    assert (row["nik"], keys, len(row["nik_print"])) == (None, 0, 32)
    assert nik not in repr(dict(row))


@pytest.mark.parametrize(("people", "code", "field"), [
    ([{"name": "Ani 4", "role": "candidate"}], "invalid", "name"),
    ([{"name": "Ani Contoh", "role": "candidate", "nik": "1"}], "invalid", "nik"),
    ([{"name": "Ani Contoh", "role": "candidate", "place": "1906022004"}], "outside-office", "place"),
    ([{"name": "Rahma Contoh", "role": "psm"}], "by-list", "people"),
    ([{"name": "Jaka Umpama", "role": "tksk"}], "not-for-this-role", "people"),
    ([], "invalid", "volunteers"),
])  # fmt: skip
def test_who_cannot_be_nominated_is_named_by_field_and_never_repeated(
    kabupaten: Kabupaten, people: list[Json], code: str, field: str
) -> None:
    training = planned(kabupaten)
    staged(kabupaten.dinas, training, "nominating")
    body = {"people": [candidate(kabupaten) | one for one in people]}
    refused = kabupaten.dinas.post(f"{courses.path(training)}/participants", body)
    assert (refused.status, refused.code, set(refused.body["fields"])) == (422, code, {field})
    assert courses.now(kabupaten.dinas, training)["participants"] == [], "all or nobody"


def test_a_volunteer_of_another_office_or_out_of_service_cannot_be_nominated(
    kabupaten: Kabupaten, elsewhere: Kabupaten
) -> None:
    training = planned(kabupaten)
    staged(kabupaten.dinas, training, "nominating")
    path = f"{courses.path(training)}/participants"
    for stranger in (elsewhere.appointed(elsewhere.psm())["id"], str(uuid4())):
        assert kabupaten.dinas.post(path, {"volunteers": [stranger]}).status == 404
    gone = f"/v1/volunteers/{kabupaten.appointed(kabupaten.psm())['id']}"
    version = kabupaten.dinas.until(gone, "account", "ready")["version"]
    assert kabupaten.dinas.post(f"{gone}/end", {"reason": "pindah desa"}, was=version).status == 200
    assert kabupaten.dinas.post(path, {"volunteers": [gone.rpartition("/")[2]]}).status == 404


def test_nobody_is_nominated_twice(kabupaten: Kabupaten, rahma: tuple[Json, Person]) -> None:
    training = planned(kabupaten)
    staged(kabupaten.dinas, training, "nominating")
    nominated(kabupaten, training, rahma[0])
    again = kabupaten.dinas.post(f"{courses.path(training)}/participants", {"volunteers": [rahma[0]["id"]]})
    assert (again.status, again.code) == (409, "already-nominated")
    nik = kabupaten.nik()
    nominated(kabupaten, training, people=[candidate(kabupaten, nik=nik)])
    same = {"people": [candidate(kabupaten, "Any Contoh", nik=f"{nik[:6]} {nik[6:]}")]}
    assert kabupaten.dinas.post(f"{courses.path(training)}/participants", same).code == "already-nominated"


def test_two_who_nominate_for_the_last_seat_at_once_fill_it_once(kabupaten: Kabupaten) -> None:
    training = planned(kabupaten, quota=1)
    staged(kabupaten.dinas, training, "nominating")
    bodies = [{"people": [candidate(kabupaten, f"Ani {word} Contoh")]} for word in ("Satu", "Dua", "Tiga", "Empat")]
    kabupaten.dinas.get("/v1/me")  # a token for all
    with ThreadPoolExecutor(4) as at_once:
        path = f"{courses.path(training)}/participants"
        told = list(at_once.map(lambda body: kabupaten.dinas.post(path, body), bodies))
    assert [answer.status for answer in told] == [200] * 4
    people = courses.now(kabupaten.dinas, training)["participants"]
    assert sorted(one["seat"] for one in people) == ["seated", "waiting", "waiting", "waiting"]
    assert sorted(one["number"] for one in people) == [1, 2, 3, 4]


def test_whoever_waits_moves_up_when_somebody_withdraws(kabupaten: Kabupaten) -> None:
    training = planned(kabupaten, quota=1)
    staged(kabupaten.dinas, training, "nominating")
    people = [candidate(kabupaten, "Ani Contoh"), candidate(kabupaten, "Ida Contoh")]
    first = nominated(kabupaten, training, people=people)["participants"][0]
    path = f"/v1/participants/{first['id']}/withdrawal"
    assert kabupaten.dinas.post(path, {"reason": "Sakit"}).status == 428
    assert kabupaten.dinas.post(path, {"reason": "Sakit"}, was=9).code == "stale"
    assert kabupaten.dinas.post(path, {"reason": " "}, was=1).body["fields"]
    key = str(uuid4())
    told, again = (kabupaten.dinas.post(path, {"reason": "Sakit"}, was=1, key=key) for _ in range(2))
    assert (told.status, told.body["seat"], again.body["seat"]) == (200, "withdrawn", "withdrawn")
    assert seats(courses.now(kabupaten.dinas, training)) == {"Ani Contoh": "withdrawn", "Ida Contoh": "seated"}


def test_a_volunteer_sees_her_own_trainings_and_withdraws_herself_alone(
    kabupaten: Kabupaten, rahma: tuple[Json, Person]
) -> None:
    training = planned(kabupaten, title="Bimtek untuk Rahma")
    staged(kabupaten.dinas, training, "nominating")
    told = nominated(kabupaten, training, rahma[0], people=[candidate(kabupaten)])
    mine, other = told["participants"]
    item = next(
        one for one in rahma[1].get("/v1/me/trainings").body["items"] if one["training"]["id"] == training["id"]
    )
    assert (item["participant"]["id"], item["training"]["turn"]) == (mine["id"], "dinas")
    assert "Ani" not in str(item), "nobody else's"
    assert rahma[1].post(f"/v1/participants/{other['id']}/withdrawal", {"reason": "Iri"}, was=1).status == 404
    gone = rahma[1].post(f"/v1/participants/{mine['id']}/withdrawal", {"reason": "Anak sakit"}, was=mine["version"])
    assert (gone.status, gone.body["reason"]) == (200, "Anak sakit")


def test_attendance_is_kept_by_list_and_undone_by_list(kabupaten: Kabupaten) -> None:
    training = planned(kabupaten)
    staged(kabupaten.dinas, training, "nominating")
    people = [candidate(kabupaten, "Ani Contoh"), candidate(kabupaten, "Ida Contoh")]
    ani, ida = (one["id"] for one in nominated(kabupaten, training, people=people)["participants"])
    staged(kabupaten.dinas, training, "running")
    day = training["days"][0]["day"]
    told = done(kabupaten.dinas, training, "attendance", {"day": day, "present": [ani, ida]})
    assert [one["days"] for one in told["participants"]] == [[day], [day]]
    told = done(kabupaten.dinas, training, "attendance", {"day": day, "present": [ani], "absent": [ida]})
    assert [one["days"] for one in told["participants"]] == [[day], []]
    version = told["version"]
    path = f"{courses.path(training)}/attendance"
    assert kabupaten.dinas.post(path, {"day": day, "present": [ida]}, was=version - 1).code == "stale"
    stranger = kabupaten.dinas.post(path, {"day": day, "present": [str(uuid4())]}, was=version)
    assert (stranger.status, stranger.code) == (409, "not-on-the-list")
    other = courses.yesterday(kabupaten.code)
    assert set(kabupaten.dinas.post(path, {"day": other, "present": [ani]}, was=version).body["fields"]) == {"day"}


def test_a_day_to_come_has_no_attendance(kabupaten: Kabupaten) -> None:
    first = courses.today(kabupaten.code)
    days = [{"day": (first + timedelta(n)).isoformat(), "venue": "Aula Dinas Sosial"} for n in range(2)]
    training = planned(kabupaten, days=days)
    staged(kabupaten.dinas, training, "nominating")
    ani = nominated(kabupaten, training, people=[candidate(kabupaten)])["participants"][0]["id"]
    version = staged(kabupaten.dinas, training, "running")["version"]
    told = {"day": days[1]["day"], "present": [ani]}
    assert kabupaten.dinas.post(f"{courses.path(training)}/attendance", told, was=version).code == "not-yet"
    finish = kabupaten.dinas.post(f"{courses.path(training)}/stage", {"to": "finished"}, was=version)
    assert finish.code == "not-yet"


def test_the_code_of_the_day_is_scanned_by_who_has_a_seat(
    kabupaten: Kabupaten, elsewhere: Kabupaten, rahma: tuple[Json, Person]
) -> None:
    training = planned(kabupaten)
    staged(kabupaten.dinas, training, "nominating")
    nominated(kabupaten, training, rahma[0])
    day = training["days"][0]["day"]
    path = f"{courses.path(training)}/attendance-code?day={day}"
    code = {"code": kabupaten.dinas.get(path).body["code"]}
    assert rahma[1].get(path).status == 403
    assert rahma[1].post("/v1/attendance", code).code == "not-at-this-stage", "it has not begun"
    staged(kabupaten.dinas, training, "running")
    key = str(uuid4())
    first, again, twice = (
        rahma[1].post("/v1/attendance", code, key=key), rahma[1].post("/v1/attendance", code, key=key),
        rahma[1].post("/v1/attendance", code),
    )  # fmt: skip
    assert [first.status, again.status, twice.status] == [200, 200, 200]
    assert first.body["training"]["title"] == training["title"]
    assert courses.now(kabupaten.dinas, training)["participants"][0]["days"] == [day]
    _, stranger = kabupaten.at_work(kabupaten.psm(name="Lela Fiktif"))
    assert stranger.post("/v1/attendance", code).code == "not-seated"
    _, foreign = elsewhere.at_work(elsewhere.psm())
    for wrong in (code, {"code": code["code"][:-2]}, {"code": "x"}):
        refused = foreign.post("/v1/attendance", wrong)
        assert (refused.status, refused.code) == (422, "bad-code")


def test_a_list_made_before_somebody_scanned_does_not_strike_her(
    kabupaten: Kabupaten, rahma: tuple[Json, Person]
) -> None:
    training = planned(kabupaten)
    staged(kabupaten.dinas, training, "nominating")
    told = nominated(kabupaten, training, rahma[0], people=[candidate(kabupaten)])
    version = staged(kabupaten.dinas, training, "running")["version"]
    day = training["days"][0]["day"]
    code = kabupaten.dinas.get(f"{courses.path(training)}/attendance-code?day={day}").body["code"]
    assert rahma[1].post("/v1/attendance", {"code": code}).status == 200
    list_ = {"day": day, "present": [told["participants"][1]["id"]], "absent": []}
    answer = kabupaten.dinas.post(f"{courses.path(training)}/attendance", list_, was=version)
    assert [one["days"] for one in answer.body["participants"]] == [[day], [day]]


def test_scores_and_attendance_say_who_passes(kabupaten: Kabupaten) -> None:
    training = planned(kabupaten, pass_score=60)
    staged(kabupaten.dinas, training, "nominating")
    names = ("Ani Contoh", "Ida Contoh", "Tuti Contoh", "Wati Contoh")
    told = nominated(kabupaten, training, people=[candidate(kabupaten, name) for name in names])
    ani, ida, tuti, wati = (one["id"] for one in told["participants"])
    staged(kabupaten.dinas, training, "running")
    day = training["days"][0]["day"]
    done(kabupaten.dinas, training, "attendance", {"day": day, "present": [ani, ida, wati]})
    results: list[dict[str, Any]] = [
        {"participant_id": ani, "pre": 40, "post": 75},
        {"participant_id": ida, "pre": 40, "post": 55},
        {"participant_id": tuti, "post": 90},
        {"participant_id": wati, "post": 90, "failed": "Tidak mengikuti praktik"},
    ]
    told = done(kabupaten.dinas, training, "results", {"results": results})
    assert {one["passed"] for one in told["participants"]} == {None}, "nobody has failed before it is over"
    told = staged(kabupaten.dinas, training, "finished")
    said = {one["name"]: (one["passed"], (one["why_words"] or {}).get("id")) for one in told["participants"]}
    assert said == {
        "Ani Contoh": (True, None), "Ida Contoh": (False, "Nilai kurang"), "Tuti Contoh": (False, "Kehadiran kurang"),
        "Wati Contoh": (False, "Keputusan penyelenggara"),
    }  # fmt: skip
    version = told["version"]
    path = f"{courses.path(training)}/results"
    wrong = kabupaten.dinas.post(path, {"results": [{"participant_id": ani, "post": 101}]}, was=version)
    assert set(wrong.body["fields"]) == {"results"}
    foreign = kabupaten.dinas.post(path, {"results": [{"participant_id": str(uuid4()), "post": 1}]}, was=version)
    assert foreign.code == "not-on-the-list"


def test_groups_report_on_their_field_practice(kabupaten: Kabupaten) -> None:
    day = courses.today(kabupaten.code).isoformat()
    training = planned(kabupaten, practice={"host": "Panti Contoh", "place": "Banjarbaru", "day": day})
    staged(kabupaten.dinas, training, "running")
    body = {"group": "Kelompok 1", "findings": "Ditemui 5 warga", "discussion": "Perlu rujukan"}
    assert done(kabupaten.dinas, training, "practice", body)["reports"] == [body]


@pytest.mark.parametrize(("method", "verb", "body"), [
    ("GET", "", None), ("POST", "plan", "plan"), ("POST", "stage", {"to": "nominating"}),
    ("POST", "cancellation", {"reason": "Contoh"}), ("POST", "practice", {"group": "1", "findings": "Contoh"}),
    ("POST", "participants", {"volunteers": []}), ("GET", "attendance-code?day=2026-01-05", None),
    ("POST", "attendance", {"day": "2026-01-05"}),
    ("POST", "results", {"results": [{"participant_id": str(uuid4())}]}), ("POST", "certification", {}),
    ("GET", "papers/recap", None), ("GET", "recap", None),
])  # fmt: skip
def test_a_training_of_another_kabupaten_is_as_one_that_never_was(
    kabupaten: Kabupaten, elsewhere: Kabupaten, method: str, verb: str, body: Any
) -> None:
    training = planned(kabupaten)
    told = courses.plan(elsewhere) if body == "plan" else body
    headers = {"Idempotency-Key": str(uuid4()), "If-Match": '"1"'} if method == "POST" else {}
    answers = [
        elsewhere.dinas.send(
            method, f"/v1/trainings/{one}/{verb}".rstrip("/"), told, headers | {"Idempotency-Key": str(uuid4())}
        )
        for one in (training["id"], str(uuid4()))
    ]
    assert {answer.status for answer in answers} == {404}
    assert answers[0].body == answers[1].body
