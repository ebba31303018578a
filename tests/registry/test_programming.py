"""A programme of a year, from the figures it begins with to its end, and the list for musrenbang: over HTTP."""

import pytest

from tests.registry import courses, works
from tests.registry.conftest import Kabupaten
from tests.registry.people import Json, Person
from tests.registry.test_certifying import cells, fetched, text_of
from tests.registry.works import begun, done, written


@pytest.fixture(scope="module")
def keeper(kabupaten: Kabupaten, rahma: tuple[Json, Person]) -> Person:
    return works.kasi_kesra(kabupaten.supervisor, kabupaten.kecamatan())


def test_a_programme_goes_from_draft_to_close(kabupaten: Kabupaten, keeper: Person) -> None:
    kec, year = kabupaten.kecamatan(), courses.today(kabupaten.code).year
    told = begun(keeper, kec)
    assert (told["status"], told["turn"], told["figures"]["villages"]) == (
        "draft", "kasi_kesra", len(kabupaten.villages()),
    )  # fmt: skip
    assert told["figures"]["volunteers"] >= 1 and told["figures"]["covered"] >= 2
    path = f"/v1/programmes/{told['id']}"
    assert set(keeper.post(f"{path}/agreement", was=1).body["fields"]) == {"aims", "activities"}
    told = written(keeper, told, activities=[works.activity(what='=HYPERLINK("x")'), works.activity(fund="swadaya")])
    told = done(keeper, f"{path}/agreement", was=told["version"])
    assert (told["status"], told["agreed_by"]) == ("agreed", "Sri Contoh")
    late = keeper.post(f"{path}/plan", {"analysis": "Lain"}, was=told["version"])
    assert (late.status, late.code) == (409, "not-a-draft")
    told = done(keeper, f"{path}/stage", {"to": "running"}, was=told["version"])
    assert keeper.post(f"{path}/stage", {"to": "closed"}, was=told["version"]).code == "open-activities"
    for one, dropped in zip(told["activities"], (False, True), strict=True):
        body = {"activity_id": one["id"], "progress": 100, "word": "Selesai", "dropped": dropped}
        told = done(keeper, f"{path}/progress", body, was=told["version"])
    assert done(keeper, f"{path}/stage", {"to": "closed"}, was=told["version"])["turn"] == "none"
    assert "PROGRAM KERJA TAHUN" in text_of(fetched(keeper, f"{path}/paper")[2])
    rows = cells(fetched(kabupaten.dinas, f"/v1/musrenbang/table?year={year}")[2])
    assert [row[3] for row in rows[1:]] == ['=HYPERLINK("x")'], "the money of the village alone, and as text"
    assert "USULAN MUSRENBANG" in text_of(fetched(keeper, f"/v1/musrenbang?year={year}")[2])


def test_a_place_has_one_programme_a_year_and_takes_last_years_along(kabupaten: Kabupaten, keeper: Person) -> None:
    village, this = kabupaten.villages()[0], courses.today(kabupaten.code).year
    last = written(keeper, begun(keeper, village, year=this - 1))
    again = keeper.post("/v1/programmes", {"place": village, "year": this - 1})
    assert (again.status, again.code) == (409, "already-begun")
    copy = begun(keeper, village, copy_last=True)
    assert [one["what"] for one in copy["activities"]] == [one["what"] for one in last["activities"]]
    assert {one["id"] for one in copy["activities"]}.isdisjoint(one["id"] for one in last["activities"])
    other = keeper.post("/v1/programmes", {"place": kabupaten.villages()[1], "year": this, "copy_last": True})
    assert (other.status, other.code) == (409, "nothing-to-copy")


def test_the_kabupatens_programme_is_read_by_all_and_written_and_agreed_by_the_dinas(
    kabupaten: Kabupaten, keeper: Person
) -> None:
    refused = keeper.post("/v1/programmes", {"place": kabupaten.code, "year": courses.today(kabupaten.code).year})
    assert (refused.status, refused.code) == (403, "not-your-place")
    told = written(kabupaten.dinas, begun(kabupaten.dinas, kabupaten.code))
    path = f"/v1/programmes/{told['id']}"
    assert keeper.get(path).body == told
    assert keeper.post(f"{path}/agreement", was=told["version"]).code == "not-the-head"
    assert kabupaten.dinas.post(f"{path}/agreement", was=told["version"]).status == 403
    assert done(kabupaten.supervisor, f"{path}/agreement", was=told["version"])["status"] == "agreed"


def test_programmes_of_another_kecamatan_are_out_of_sight(kabupaten: Kabupaten, keeper: Person) -> None:
    told = begun(kabupaten.dinas, kabupaten.kecamatan(2))
    assert keeper.get(f"/v1/programmes/{told['id']}").status == 404
    assert told["id"] not in [one["id"] for one in keeper.get("/v1/programmes").body["items"]]
    assert keeper.post("/v1/programmes", {"place": kabupaten.kecamatan(2), "year": 2026}).code == "not-your-place"
