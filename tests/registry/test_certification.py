"""A volunteer is certified: her papers, her coach, the steps to the decision and its end: over HTTP, on real rows."""

import asyncio
import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from PIL import Image

from tests.registry import courses
from tests.registry.conftest import Kabupaten
from tests.registry.people import Answer, Json, Person
from tests.registry.test_certifying import fetched, text_of

PDF = b"%PDF-1.4\n1 0 obj\n%%EOF\n"
PAPERS = ("basic", "education", "identity", "photo", "conduct", "evidence", "recommendation")
WORDS = "Saya mendampingi lansia dan keluarga di desa. "


def photo() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (30, 40), "#8fa3b8").save(made, "PNG")
    return made.getvalue()


def begun(by: Person, volunteer: Json, route: str = "volunteer") -> str:
    answer = by.post(f"/v1/volunteers/{volunteer['id']}/dossiers", {"route": route})
    assert answer.status == 201, answer.body
    return f"/v1/dossiers/{answer.body['id']}"


def do(by: Person, path: str, verb: str, body: Json | None = None) -> Answer:
    return by.post(f"{path}/{verb}", body or {}, was=by.get(path).body["version"])


def done(by: Person, path: str, verb: str, body: Json | None = None) -> Json:
    answer = do(by, path, verb, body)
    assert answer.status in (200, 201), (verb, answer.body)
    return answer.body


def brought(by: Person, path: str, *items: str) -> Json:
    """Papers of these items, and the texts."""
    for item in items or PAPERS:
        answer = by.bring(f"{path}/papers?item={item}", photo() if item == "photo" else PDF)
        assert answer.status == 201, answer.body
    return done(by, path, "texts", {"texts": {"description": WORDS * 10, "cv": WORDS * 5}})


@pytest.fixture(scope="module")
def coach(kabupaten: Kabupaten) -> Iterator[tuple[Json, Person]]:
    with kabupaten.seated(5, name="Ratna Misal") as seated:
        yield seated


@pytest.fixture
def candidate(kabupaten: Kabupaten) -> tuple[Json, Person]:
    return kabupaten.at_work(kabupaten.psm(name="Juriah Contoh"))


def ready(kabupaten: Kabupaten, candidate: tuple[Json, Person], coach: tuple[Json, Person]) -> str:
    """A dossier that lacks nothing, with a coach."""
    path = begun(candidate[1], candidate[0])
    brought(candidate[1], path)
    done(kabupaten.dinas, path, "coach", {"volunteer_id": coach[0]["id"]})
    return path


def decided(kabupaten: Kabupaten, path: str, coach: Person, **other: Any) -> Json:
    today = courses.today(kabupaten.code).isoformat()
    done(coach, path, "release")
    done(kabupaten.dinas, path, "submission", {"number": "460/1", "on": today})
    done(kabupaten.dinas, path, "assessment", {"on": today, "by": "LSPS Kementerian Sosial"})
    said = {"competent": True, "on": today, "by": "LSPS Kementerian Sosial", "number": "RS-1"}
    return done(kabupaten.dinas, path, "decision", said | other)


def test_the_routes_say_what_is_asked_for_and_who_gives_it(kabupaten: Kabupaten) -> None:
    told = kabupaten.dinas.get("/v1/competency-routes").body
    first = told["items"][0]
    assert (first["code"], first["valid_years"], first["renews"]) == ("volunteer", 5, False)
    assert all(one["giver"]["id"] and one["source"] for one in first["requirements"])


def test_what_the_registry_knows_is_filled_in_before_she_begins(kabupaten: Kabupaten) -> None:
    """A candidate trained before her appointment brings her certificate along by her NIK."""
    nik = kabupaten.nik()
    training = courses.planned(kabupaten, pass_share=0)
    courses.staged(kabupaten.dinas, training, "nominating")
    courses.nominated(kabupaten, training, people=[courses.candidate(kabupaten, "Siti Contoh", nik=nik)])
    courses.staged(kabupaten.dinas, training, "finished")
    courses.done(kabupaten.dinas, training, "certification", {})
    siti = kabupaten.appointed(kabupaten.psm(name="Siti Contoh", nik=nik))
    told = kabupaten.dinas.get(f"/v1/volunteers/{siti['id']}/readiness").body
    met = {item["code"]: item["by"] for item in told["routes"][0]["items"] if item["met"]}
    assert met == {"appointment": "registry", "tenure": "registry", "basic": "registry"}
    assert (told["routes"][0]["met"], told["routes"][0]["of"], told["dossiers"]) == (3, 11, [])


def test_a_dossier_goes_from_the_first_paper_to_the_certificate(
    kabupaten: Kabupaten, candidate: tuple[Json, Person], coach: tuple[Json, Person]
) -> None:
    path = ready(kabupaten, candidate, coach)
    told = decided(kabupaten, path, coach[1])
    today = courses.today(kabupaten.code)
    assert (told["status"], told["turn"], told["valid_until"]) == (
        "competent", "none", today.replace(year=today.year + 5).isoformat()
    )  # fmt: skip
    assert [step["what"] for step in told["steps"]] == ["coached", "submitted", "assessed", "competent"]
    again = do(kabupaten.dinas, path, "decision", {"competent": False, "on": today.isoformat(), "by": "LSPS"})
    assert (again.status, again.code) == (409, "already-decided")
    assert candidate[1].post(f"/v1/volunteers/{candidate[0]['id']}/dossiers", {"route": "volunteer"}).code == (
        "still-certified"
    )  # fmt: skip


def test_nothing_is_handed_in_with_a_gap_and_the_gap_is_named(
    kabupaten: Kabupaten, candidate: tuple[Json, Person], coach: tuple[Json, Person]
) -> None:
    path = begun(candidate[1], candidate[0])
    brought(candidate[1], path, *(item for item in PAPERS if item != "recommendation"))
    done(kabupaten.dinas, path, "coach", {"volunteer_id": coach[0]["id"]})
    refused = do(coach[1], path, "release")
    assert (refused.status, refused.code) == (409, "incomplete")
    assert refused.body["title"] == "Berkas belum lengkap: Surat rekomendasi."
    listed = kabupaten.dinas.get("/v1/dossiers?lacks=recommendation").body
    assert path.rpartition("/")[2] in [one["id"] for one in listed["items"]]
    assert next(one["count"] for one in listed["stuck"] if one["code"] == "recommendation") >= 1


@pytest.mark.parametrize(("content", "item", "field"), [
    (b"MZ\x90", "identity", "file"), (PDF, "photo", "file"), (PDF, "cv", "item"), (PDF, "none", "item"),
])  # fmt: skip
def test_what_is_no_such_paper_is_refused_at_its_field(
    rahma: tuple[Json, Person], kabupaten: Kabupaten, content: bytes, item: str, field: str
) -> None:
    path = _one(kabupaten, rahma)
    refused = rahma[1].bring(f"{path}/papers?item={item}", content)
    assert (refused.status, set(refused.body["fields"])) == (422, {field})


async def test_papers_texts_and_comments_lie_sealed_and_go_with_their_person(
    kabupaten: Kabupaten, rahma: tuple[Json, Person], admin: Any
) -> None:
    path = _one(kabupaten, rahma)
    word = f"rahasia{uuid4().hex[:8]}"
    told = rahma[1].bring(f"{path}/papers?item=conduct", PDF + word.encode()).body
    done(rahma[1], path, "texts", {"texts": {"cv": word}})
    paper = next(item["papers"] for item in told["items"] if item["code"] == "conduct")[-1]["id"]
    content, headers = rahma[1].take(f"/v1/dossier-papers/{paper}")
    assert (content, headers["content-type"]) == (PDF + word.encode(), "application/pdf")
    for asked in ("SELECT * FROM documents WHERE office = $1", "SELECT * FROM dossiers WHERE office = $1"):
        rows = await admin.fetch(asked, kabupaten.code)
        assert rows and word not in repr([dict(row) for row in rows]) and word.encode() not in repr(rows).encode()
    key = "SELECT count(*) FROM subject_keys WHERE office = $1 AND subject_id = $2"
    assert await admin.fetchval(key, kabupaten.code, rahma[0]["id"]) == 1, "one key: destroyed, all of it is gone"
    opened = "SELECT count(*) FROM ledger WHERE office = $1 AND noun = 'dossier' AND purpose = 'certification'"
    assert await admin.fetchval(opened, kabupaten.code) > 0, "each opening is on record"


def test_only_who_it_concerns_sees_a_dossier_and_each_does_her_own(
    kabupaten: Kabupaten, elsewhere: Kabupaten, rahma: tuple[Json, Person], coach: tuple[Json, Person],
    candidate: tuple[Json, Person],
) -> None:  # fmt: skip
    path = begun(candidate[1], candidate[0])
    for stranger in (rahma[1], coach[1], elsewhere.dinas):
        assert stranger.get(path).status == 404
    done(kabupaten.dinas, path, "coach", {"volunteer_id": coach[0]["id"]})
    assert coach[1].get(path).body["as"] == ["coach"]
    assert candidate[1].get(path).body["as"] == ["candidate"]
    assert do(coach[1], path, "texts", {"texts": {"cv": "x"}}).status == 403, "a coach writes nothing for her"
    assert coach[1].bring(f"{path}/papers?item=identity", PDF).status == 403
    assert candidate[1].post(f"{path}/comments", {"text": "Bagus sekali"}).status == 403, "nobody coaches herself"
    assert do(candidate[1], path, "release").status == 403
    assert do(coach[1], path, "submission", {"number": "1", "on": "2026-01-05"}).status == 403
    own = do(kabupaten.dinas, path, "coach", {"volunteer_id": candidate[0]["id"]})
    assert (own.status, own.code) == (409, "own-coach")


def test_a_comment_waits_with_its_day_until_it_is_done(
    kabupaten: Kabupaten, candidate: tuple[Json, Person], coach: tuple[Json, Person]
) -> None:
    path = ready(kabupaten, candidate, coach)
    due = (courses.today(kabupaten.code) + timedelta(5)).isoformat()
    said = {"item": "cv", "text": "Tambahkan pelatihan 2023", "due_on": due}
    key = str(uuid4())
    first, again = (coach[1].post(f"{path}/comments", said, key=key) for _ in range(2))
    assert (first.status, again.status, len(again.body["comments"])) == (201, 201, 1)
    mine = candidate[1].get("/v1/me/dossiers").body["items"]
    assert [(one["kind"], one["due_on"]) for one in mine] == [("prepare", due)]
    assert do(coach[1], path, "release").code == "still-to-do"
    assert candidate[1].post(f"{path}/settlement", {"number": 1}).status == 200
    assert candidate[1].post(f"{path}/settlement", {"number": 1}).code == "already-done"
    assert [one["kind"] for one in coach[1].get("/v1/me/dossiers").body["items"]] == ["release"]
    done(coach[1], path, "release")
    waiting = kabupaten.dinas.get("/v1/me/dossiers").body["items"]
    assert ("submit", path.rpartition("/")[2]) in [(one["kind"], one["id"]) for one in waiting]


def test_a_meeting_is_seen_by_who_was_invited_with_whether_she_came(
    kabupaten: Kabupaten, candidate: tuple[Json, Person], coach: tuple[Json, Person]
) -> None:
    path = begun(candidate[1], candidate[0])
    id_ = path.rpartition("/")[2]
    today = courses.today(kabupaten.code).isoformat()
    meeting = {"held_on": today, "place": "Aula Dinas", "topic": "Portofolio", "dossiers": [id_]}
    assert coach[1].post("/v1/coachings", meeting).status == 404, "whom she does not coach"
    done(kabupaten.dinas, path, "coach", {"volunteer_id": coach[0]["id"]})
    held = coach[1].post("/v1/coachings", meeting).body
    attendance = f"/v1/coachings/{held['id']}/attendance"
    assert coach[1].post(attendance, {"came": [str(uuid4())]}, was=1).code == "not-invited"
    assert coach[1].post(attendance, {"came": [id_]}, was=9).code == "stale"
    assert coach[1].post(attendance, {"came": [id_]}, was=1).body["seats"][0]["came"] is True
    assert candidate[1].get(path).body["meetings"] == [
        {"on": today, "place": "Aula Dinas", "topic": "Portofolio", "came": True}
    ]
    assert candidate[1].post(attendance, {"came": []}, was=2).status == 404


def test_not_yet_competent_has_a_reason_an_appeal_and_another_try(
    kabupaten: Kabupaten, candidate: tuple[Json, Person], coach: tuple[Json, Person]
) -> None:
    path = ready(kabupaten, candidate, coach)
    told = decided(kabupaten, path, coach[1], competent=False, reason="Uji praktik belum memadai")
    assert (told["status"], told["steps"][-1]["reason"]) == ("not_yet", "Uji praktik belum memadai")
    told = done(candidate[1], path, "appeal", {"text": "Mohon uji praktik diulang"})
    assert (told["appeal"], told["steps"][-1]["what"]) == ("Mohon uji praktik diulang", "appeal")
    assert begun(candidate[1], candidate[0]) != path


def test_a_dossier_is_one_pdf_with_what_she_wrote_and_what_proves_it(
    kabupaten: Kabupaten, candidate: tuple[Json, Person], coach: tuple[Json, Person]
) -> None:
    path = ready(kabupaten, candidate, coach)
    kind, called, content = fetched(candidate[1], f"{path}/paper")
    assert (kind, called) == ("application/pdf", 'attachment; filename="berkas-kompetensi.pdf"')
    said = " ".join(text_of(content).split())
    for words in (
        "BERKAS UJI KOMPETENSI", "Relawan Sosial", "Juriah Contoh", "Deskripsi diri", "Saya mendampingi lansia",
        "Daftar bukti", "Surat rekomendasi", "Berkas terlampir (PDF)", "Tercatat di registri", "Pas foto",
    ):  # fmt: skip
        assert words in said, words
    assert b"/Subtype /Image" in content, "her photo stands in it"


async def test_the_end_is_told_at_twelve_six_and_three_months_and_renewed(
    kabupaten: Kabupaten, candidate: tuple[Json, Person], coach: tuple[Json, Person], admin: Any
) -> None:
    """Duties as the tick finds them, with the clock put on."""
    path = ready(kabupaten, candidate, coach)
    decided(kabupaten, path, coach[1])
    id_ = path.rpartition("/")[2]
    rows = await admin.fetch("SELECT due_at FROM due WHERE subject_id = $1 AND done_at IS NULL ORDER BY due_at", id_)
    assert len(rows) == 3
    soon = courses.today(kabupaten.code) + timedelta(100)
    await admin.execute("UPDATE dossiers SET valid_until = $1 WHERE dossier_id = $2", soon, id_)
    await admin.execute("UPDATE due SET due_at = now() WHERE subject_id = $1", id_)
    for _ in range(150):
        told = candidate[1].get("/v1/me/dossiers").body["items"]
        if told:
            break
        await asyncio.sleep(0.2)
    assert [(one["kind"], one["reminded"]) for one in told] == [("ending", 6)]
    ending = kabupaten.dinas.get("/v1/dossiers?ending=true").body["items"]
    assert id_ in [one["id"] for one in ending]
    renewal = begun(candidate[1], candidate[0], "renewal")
    for item in ("identity", "photo", "evidence", "recommendation"):
        assert candidate[1].bring(f"{renewal}/papers?item={item}", photo()).status == 201
    done(candidate[1], renewal, "texts", {"texts": {"cv": WORDS * 5}})
    done(kabupaten.dinas, renewal, "coach", {"volunteer_id": coach[0]["id"]})
    decided(kabupaten, renewal, coach[1])
    assert candidate[1].get(path).body["renewed"] is True
    assert candidate[1].get("/v1/me/dossiers").body["items"] == []


async def test_two_who_begin_at_once_begin_one(kabupaten: Kabupaten, candidate: tuple[Json, Person]) -> None:
    path = f"/v1/volunteers/{candidate[0]['id']}/dossiers"
    told = await asyncio.gather(
        *(asyncio.to_thread(who.post, path, {"route": "volunteer"}) for who in (candidate[1], kabupaten.dinas))
    )
    assert sorted((one.status, one.code) for one in told) == [(201, ""), (409, "already-begun")]


def _one(kabupaten: Kabupaten, whose: tuple[Json, Person]) -> str:
    """Her open dossier."""
    told = kabupaten.dinas.get(f"/v1/volunteers/{whose[0]['id']}/readiness").body["dossiers"]
    open_ = [one for one in told if one["status"] == "draft"]
    return f"/v1/dossiers/{open_[0]['id']}" if open_ else begun(whose[1], whose[0])
