"""The shelf of practice: who brings and who releases, and who finds what: over HTTP."""

from collections.abc import Iterator

import pytest

from tests.registry import works
from tests.registry.conftest import Kabupaten
from tests.registry.people import Json, Person
from tests.registry.works import LEARNT, PDF, done, lesson


@pytest.fixture(scope="module")
def jaka(kabupaten: Kabupaten) -> Iterator[Person]:
    """The TKSK of the kecamatan in which Rahma serves."""
    with kabupaten.seated(0) as (_, person):
        yield person


@pytest.fixture(scope="module")
def far(kabupaten: Kabupaten) -> Person:
    """A PSM of another kecamatan."""
    return kabupaten.at_work(kabupaten.psm(name="Lela Contoh", villages=kabupaten.villages(2)[:1]))[1]


def ids(by: Person, path: str) -> list[str]:
    return [one["id"] for one in by.get(path).body["items"]]


def test_a_lesson_is_released_by_the_tksk_and_found_by_every_volunteer(
    kabupaten: Kabupaten, rahma: tuple[Json, Person], jaka: Person, far: Person
) -> None:
    told = done(rahma[1], "/v1/lessons", lesson(title="Surat keterangan domisili"))
    path = f"/v1/lessons/{told['id']}"
    assert (told["status"], told["turn"], told["mine"]) == ("submitted", "tksk", False)
    assert jaka.get(path).body["mine"], "it is the TKSK's move"
    assert far.get(path).status == 404
    assert rahma[1].post(f"{path}/release", was=1).status == 403
    back = done(jaka, f"{path}/return", {"reason": "Nama dusun terlalu jelas"}, was=1)
    assert (back["status"], rahma[1].get(path).body["mine"]) == ("returned", True)
    mended = done(rahma[1], f"{path}/text", lesson(title="Surat keterangan domisili"), was=2)
    assert done(jaka, f"{path}/release", was=mended["version"])["status"] == "released"
    assert far.get(path).body["text"] == LEARNT
    assert told["id"] in ids(far, "/v1/lessons?q=domisili%20surat&topic=recording")
    assert told["id"] not in ids(far, "/v1/lessons?q=domisili&topic=health")
    assert ids(far, "/v1/lessons?q=tidakadadimanapun") == []
    assert done(jaka, f"{path}/return", {"reason": "Pembaca mengenali orangnya"}, was=4)["status"] == "returned"
    assert far.get(path).status == 404


@pytest.mark.parametrize("number", ["1906022601010001", "0812 3456 7890", "1906-26-K7QF3M"])
def test_a_number_that_finds_somebody_is_refused_by_field_and_never_repeated(
    rahma: tuple[Json, Person], number: str
) -> None:
    refused = rahma[1].post("/v1/lessons", lesson(text=f"{LEARNT} {number}"))
    assert (refused.status, set(refused.body["fields"])) == (422, {"text"})
    assert number not in str(refused.body)


def test_nobody_releases_her_own_lesson(jaka: Person, kabupaten: Kabupaten) -> None:
    told = done(jaka, "/v1/lessons", lesson())
    assert jaka.post(f"/v1/lessons/{told['id']}/release", was=1).code == "own-lesson"
    assert done(kabupaten.dinas, f"/v1/lessons/{told['id']}/release", was=1)["status"] == "released"


def test_a_material_comes_as_a_file_and_is_on_the_shelf_once_it_is_released(
    rahma: tuple[Json, Person], jaka: Person
) -> None:
    wrong = jaka.bring("/v1/materials", b"PK\x03\x04 no paper")
    assert (wrong.status, set(wrong.body["fields"])) == (422, {"file"})
    assert rahma[1].bring("/v1/materials", PDF).status == 403
    brought = jaka.bring("/v1/materials", PDF)
    assert (brought.status, brought.body["status"], brought.body["media"]) == (201, "brought", "application/pdf")
    path = f"/v1/materials/{brought.body['id']}"
    assert rahma[1].get(path).status == 404
    label = {"title": "Modul pendataan", "topic": "recording", "course": "Bimtek Dasar"}
    assert set(jaka.post(f"{path}/release", label, was=1).body["fields"]) == {"declared"}
    assert done(jaka, f"{path}/release", label | {"declared": True}, was=1)["status"] == "released"
    content, said = rahma[1].take(f"{path}/file")
    assert content == PDF and said["content-type"] == "application/pdf"
    assert brought.body["id"] in ids(rahma[1], "/v1/materials?q=bimtek")
    done(jaka, f"{path}/withdrawal", {"reason": "Ada nama peserta"}, was=2)
    assert jaka.get(f"{path}/file").status == 404
    assert brought.body["id"] not in ids(jaka, "/v1/materials?limit=200")


def test_topics_and_sources_of_money_are_told_with_their_words(rahma: tuple[Json, Person]) -> None:
    told = rahma[1].get("/v1/practice-codes").body
    assert {one["code"] for one in told["funds"]} >= {"apbdes", "apbd", "swadaya", "baznas", "csr"}
    assert all(one["words"]["id"] for one in told["topics"])


def test_what_another_kabupaten_has_is_as_what_never_was(
    kabupaten: Kabupaten, elsewhere: Kabupaten, rahma: tuple[Json, Person]
) -> None:
    told = done(rahma[1], "/v1/lessons", lesson())
    assert elsewhere.dinas.get(f"/v1/lessons/{told['id']}").status == 404
    assert elsewhere.dinas.post(f"/v1/lessons/{told['id']}/release", was=1).status == 404
    assert works.begun(elsewhere.dinas, elsewhere.code)["id"] not in ids(kabupaten.dinas, "/v1/programmes")
