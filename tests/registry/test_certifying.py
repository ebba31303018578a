"""Certificates: numbered without gaps, checked by anybody, revoked for all to see; papers that can be read back."""

import json
import re
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO
from uuid import uuid4

import asyncpg
import pytest
from openpyxl import load_workbook

from deploy.local.running import Running
from services.registry import papers
from services.registry.trainings import Status
from tests.registry import courses
from tests.registry.conftest import Kabupaten
from tests.registry.courses import candidate, certified, done, nominated, planned, staged
from tests.registry.people import Answer, Json, Person, newcomer
from tests.registry.test_participant_rules import psm, seated
from tests.registry.test_training_rules import at_stage


def look(street: Running, token: str) -> Answer:
    """As somebody who shows no token of a log-in."""
    request = urllib.request.Request(f"{street.url('registry')}/v1/certificates/{token}")
    while True:
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return Answer(answer.status, json.load(answer), dict(answer.headers))
        except urllib.error.HTTPError as refusal:
            if refusal.code != 429:
                return Answer(refusal.code, json.load(refusal), dict(refusal.headers))
            time.sleep(0.3)


def fetched(by: Person, path: str) -> tuple[str, str, bytes]:
    """Media type, name and content of a file."""
    request = urllib.request.Request(by.street.url("registry") + path, headers={"Authorization": f"Bearer {by.token}"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return answer.headers["content-type"], answer.headers["content-disposition"], answer.read()


def text_of(pdf: bytes) -> str:
    """What a reader shows, line by line: its streams are written plain."""
    drawn = re.findall(rb"\(((?:[^()\\]|\\.)*)\) Tj", pdf)
    plain = [re.sub(rb"\\(\d{3}|.)", _unescaped, one).decode("cp1252") for one in drawn]
    return "\n".join(plain)


def _unescaped(found: re.Match[bytes]) -> bytes:
    said = found[1]
    return bytes([int(said, 8)]) if said.isdigit() else said


@pytest.fixture(scope="module")
def training(kabupaten: Kabupaten, rahma: tuple[Json, Person]) -> Json:
    """Certified: Rahma and a candidate passed."""
    people = [candidate(kabupaten, nik=kabupaten.nik())]
    return certified(kabupaten, rahma[0], people=people, title="Bimtek Dasar untuk Sertifikat", valid_years=5)


def test_whoever_passed_holds_a_certificate_with_tier_and_authority(training: Json) -> None:
    assert (training["status"], training["turn"]) == ("certified", "none")
    for one in training["participants"]:
        certificate = one["certificate"]
        assert one["passed"] is True
        assert certificate["tier_words"]["id"] == "Dasar · kabupaten"
        assert certificate["state"] == "valid"
        assert certificate["token"].startswith(certificate["number"].split("/")[2] + ".")


def test_whoever_did_not_pass_holds_none(kabupaten: Kabupaten) -> None:
    training = planned(kabupaten, pass_score=60)
    staged(kabupaten.dinas, training, "nominating")
    nominated(kabupaten, training, people=[candidate(kabupaten)])
    staged(kabupaten.dinas, training, "finished")
    told = done(kabupaten.dinas, training, "certification", {})
    assert [one["certificate"] for one in told["participants"]] == [None]


def test_numbers_have_no_gap_also_when_two_are_certified_at_once(kabupaten: Kabupaten) -> None:
    ready = []
    for _ in range(3):
        one = planned(kabupaten, pass_share=0)
        staged(kabupaten.dinas, one, "nominating")
        nominated(kabupaten, one, people=[candidate(kabupaten, f"Ani {word} Contoh") for word in ("Satu", "Dua")])
        ready.append(staged(kabupaten.dinas, one, "finished"))

    def certify(one: Json) -> Json:
        path = f"{courses.path(one)}/certification"
        kabupaten.dinas.post(path, {"issued_on": "2001-01-01"}, was=one["version"])  # refused: takes no number
        return kabupaten.dinas.post(path, {}, was=one["version"]).body

    with ThreadPoolExecutor(3) as at_once:
        told = list(at_once.map(certify, ready))
    numbers = [int(p["certificate"]["number"].split("/")[0]) for one in told for p in one["participants"]]
    assert sorted(numbers) == list(range(min(numbers), min(numbers) + 6))


def test_certifying_twice_issues_once(kabupaten: Kabupaten) -> None:
    training = planned(kabupaten, pass_share=0)
    staged(kabupaten.dinas, training, "nominating")
    nominated(kabupaten, training, people=[candidate(kabupaten)])
    version, key = staged(kabupaten.dinas, training, "finished")["version"], str(uuid4())
    path = f"{courses.path(training)}/certification"
    first, again = (kabupaten.dinas.post(path, {}, was=version, key=key) for _ in range(2))
    assert (first.status, again.status) == (200, 200)
    assert first.body["participants"] == again.body["participants"]
    assert kabupaten.dinas.post(path, {}, was=version).code == "stale"
    assert kabupaten.dinas.post(path, {}, was=version + 1).code == "not-at-this-stage"


def test_anybody_checks_a_certificate_and_learns_no_more_than_it_says(street: Running, training: Json) -> None:
    certificate = training["participants"][0]["certificate"]
    told = look(street, certificate["token"])
    assert told.status == 200
    assert told.body == {
        "state": "valid", "state_words": told.body["state_words"], "name": training["participants"][0]["name"],
        "title": training["title"], "tier_words": certificate["tier_words"], "issued_on": certificate["issued_on"],
        "valid_until": certificate["valid_until"],
    }  # fmt: skip
    assert told.headers["cache-control"] == "no-store"


def test_a_forged_certificate_is_unknown_whatever_is_wrong_with_it(
    street: Running, training: Json, elsewhere: Kabupaten
) -> None:
    token = training["participants"][0]["certificate"]["token"]
    office, _, code = token.partition(".")
    forged = [
        f"{elsewhere.code}.{code}", f"{office}.{code[:-4]}AAAA", f"{office}.{code[::-1]}", token[:-1], f"{token}A",
        office, str(uuid4()), "x", f"99.{code}",
    ]  # fmt: skip
    answers = [look(street, one) for one in forged]
    assert {(answer.status, answer.code) for answer in answers} == {(404, "unknown-certificate")}
    assert look(street, "x" * 101).status == 422


def test_a_revoked_certificate_says_so_to_everybody(kabupaten: Kabupaten, street: Running) -> None:
    told = certified(kabupaten, people=[candidate(kabupaten)])
    certificate = told["participants"][0]["certificate"]
    path = f"/v1/certificates/{certificate['id']}/revocation"
    assert kabupaten.dinas.post(path, {"reason": "Nama keliru"}).status == 428
    assert kabupaten.dinas.post(path, {"reason": "Nama keliru"}, was=4).code == "stale"
    assert kabupaten.dinas.post(path, {"reason": ""}, was=1).body["fields"]
    key = str(uuid4())
    revoked, again = (kabupaten.dinas.post(path, {"reason": "Nama keliru"}, was=1, key=key) for _ in range(2))
    assert (revoked.body["state"], revoked.body["reason"], again.body["state"]) == ("revoked", "Nama keliru", "revoked")
    assert kabupaten.dinas.post(path, {"reason": "Nama keliru"}, was=2).code == "already-revoked"
    public = look(street, certificate["token"]).body
    assert public["state"] == "revoked"
    assert "keliru" not in str(public), "why is the office's matter"


def test_a_certificate_of_another_kabupaten_is_as_one_that_never_was(
    training: Json, elsewhere: Kabupaten, kabupaten: Kabupaten
) -> None:
    mine = training["participants"][0]
    for path in ("/v1/certificates/{}/revocation", "/v1/participants/{}/withdrawal"):
        id_ = mine["certificate"]["id"] if "certificates" in path else mine["id"]
        told = [elsewhere.dinas.post(path.format(one), {"reason": "Contoh"}, was=1) for one in (id_, uuid4())]
        assert [(one.status, one.body) for one in told] == [(404, told[0].body)] * 2
    assert elsewhere.dinas.get(f"/v1/certificates/{mine['certificate']['id']}/paper").status == 404
    volunteer = f"/v1/volunteers/{mine['volunteer_id']}/trainings"
    assert elsewhere.dinas.get(volunteer).status == 404
    assert kabupaten.dinas.get(volunteer).status == 200


def test_the_tier_stands_with_the_volunteer(kabupaten: Kabupaten, training: Json, rahma: tuple[Json, Person]) -> None:
    mine = rahma[1].get("/v1/me/trainings").body
    assert [one["words"]["id"] for one in mine["tiers"]] == ["Dasar · kabupaten"]
    item = next(one for one in mine["items"] if one["training"]["id"] == training["id"])
    assert item["certificate"]["token"] == training["participants"][0]["certificate"]["token"]
    path = f"/v1/volunteers/{rahma[0]['id']}/trainings"
    record = kabupaten.dinas.get(path).body
    assert [one["code"] for one in record["tiers"]] == ["dasar"] and "token" in str(record)
    named = {"name": "Sari Misal", "roles": ["kasi_kesra"], "kec": kabupaten.kecamatan()}
    kasi = newcomer(kabupaten.supervisor, f"/v1/officers/{kabupaten.supervisor.post('/v1/officers', named).body['id']}")
    outline = kasi.get(path).body
    assert outline["tiers"] == record["tiers"] and "token" not in str(outline) and "'post'" not in str(outline)


def test_a_candidate_who_is_appointed_later_brings_her_training_along(kabupaten: Kabupaten) -> None:
    """Basic training comes before appointment: the NIK tells that it is the same person."""
    nik = kabupaten.nik()
    told = certified(kabupaten, people=[candidate(kabupaten, nik=nik)])
    ani, person = kabupaten.at_work(kabupaten.psm(name="Ani Contoh", nik=nik))
    assert ani["id"] not in str(told)
    mine = person.get("/v1/me/trainings").body
    assert [one["training"]["id"] for one in mine["items"]] == [told["id"]]
    assert [one["code"] for one in mine["tiers"]] == ["dasar"]
    certificate = mine["items"][0]["certificate"]
    assert fetched(person, f"/v1/certificates/{certificate['id']}/paper")[0] == "application/pdf"


async def test_the_log_in_of_the_public_reads_a_few_columns_behind_the_wall_and_nothing_else(
    street: Running, training: Json, kabupaten: Kabupaten, elsewhere: Kabupaten
) -> None:
    public = await asyncpg.connect(street.dsn("registry", "public"))
    try:
        with pytest.raises(asyncpg.PostgresError):
            await public.fetch("SELECT name FROM certificates")  # no office is set
        for asked in (
            "SELECT reason FROM certificates", "SELECT number FROM certificates", "SELECT kec FROM certificates",
            "SELECT volunteer_id FROM certificates", "UPDATE certificates SET name = ''", "SELECT 1 FROM participants",
            "SELECT 1 FROM trainings", "SELECT 1 FROM attendances", "SELECT 1 FROM volunteers",
            "SELECT 1 FROM offices", "SELECT 1 FROM village_states", "SELECT 1 FROM seat_states",
        ):  # fmt: skip
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await public.execute(asked)
        for office, seen in ((kabupaten.code, True), (elsewhere.code, False)):
            async with public.transaction():
                await public.execute(f"SET LOCAL titian.office = '{office}'")
                rows = await public.fetch("SELECT title FROM certificates")
                assert (training["title"] in {row["title"] for row in rows}) is seen
    finally:
        await public.close()


async def test_what_others_hear_names_nobody(street: Running, training: Json) -> None:
    admin = await asyncpg.connect(street.admin_dsn("registry"))
    ids = [one["certificate"]["id"] for one in training["participants"]]
    rows = await admin.fetch(
        "SELECT noun, past, area, payload FROM outbox WHERE subject_id = ANY($1::uuid[])", [training["id"], *ids]
    )
    await admin.close()
    assert sorted((row["noun"], row["past"]) for row in rows) == [
        ("certificate", "issued"), ("certificate", "issued"), ("training", "completed"),
    ]  # fmt: skip
    assert not [row for row in rows for one in training["participants"] if one["name"].encode() in row["payload"]]
    assert {len(row["area"]) for row in rows if row["noun"] == "certificate"} == {6}


# --- papers ---


@pytest.mark.parametrize(("paper", "name", "words"), [
    ("invitation", "undangan", ("Undangan", "Kepada Yth.", "daftar peserta yang diundang")),
    ("assignment", "surat-tugas", ("SURAT TUGAS", "untuk mengikuti:")),
    ("attendance", "daftar-hadir", ("DAFTAR HADIR", "Tanda tangan", "Aula Dinas Sosial")),
    ("transport", "uang-transpor", ("TANDA TERIMA UANG TRANSPOR", "Jumlah")),
    ("recap", "rekap", ("LAPORAN PELATIHAN", "Manajemen Risiko", "Inspektorat", "Lulus", "Dasar")),
])  # fmt: skip
def test_a_paper_says_what_the_training_says(
    kabupaten: Kabupaten, training: Json, paper: str, name: str, words: tuple[str, ...]
) -> None:
    kind, called, content = fetched(kabupaten.dinas, f"{courses.path(training)}/papers/{paper}")
    assert kind == "application/pdf"
    assert called == f'attachment; filename="{name}-{training["starts_on"]}.pdf"'
    assert content.startswith(b"%PDF-")
    said = text_of(content)
    assert "DINAS SOSIAL" in said
    for word in (*words, *(one["name"] for one in training["participants"])):
        assert word in said.replace("\n", " "), word
    assert not re.search(r"\d{16}", said), "no NIK on any paper"


def test_a_certificate_is_a_paper_with_its_number_and_a_code(
    kabupaten: Kabupaten, training: Json, rahma: tuple[Json, Person]
) -> None:
    mine, other = training["participants"]
    path = f"/v1/certificates/{mine['certificate']['id']}/paper"
    _, called, content = fetched(kabupaten.dinas, path)
    said = text_of(content).replace("\n", " ")
    for word in ("SERTIFIKAT", mine["certificate"]["number"], mine["name"], training["title"], "Pindai"):
        assert word in said, word
    assert mine["name"].split()[0].lower() not in called.lower()
    assert fetched(rahma[1], path)[2].startswith(b"%PDF-"), "her own"
    assert rahma[1].get(f"/v1/certificates/{other['certificate']['id']}/paper").status == 404
    assert rahma[1].get(f"{courses.path(training)}/papers/recap").status == 403


def test_what_somebody_typed_is_text_on_paper(kabupaten: Kabupaten) -> None:
    training = certified(kabupaten, people=[candidate(kabupaten)], title="Bimtek <b>tebal</b> & tenang")
    said = text_of(fetched(kabupaten.dinas, f"{courses.path(training)}/papers/recap")[2])
    assert "<b>tebal</b>&tenang" in "".join(said.split())


def test_the_recap_is_a_spreadsheet_in_which_nothing_is_computed(kabupaten: Kabupaten, training: Json) -> None:
    kind, called, content = fetched(kabupaten.dinas, f"{courses.path(training)}/recap")
    assert kind.endswith("spreadsheetml.sheet")
    assert called == f'attachment; filename="rekap-{training["starts_on"]}.xlsx"'
    (row,) = [row for row in cells(content) if row[0] == training["participants"][0]["name"]]
    assert row[-1] == training["participants"][0]["certificate"]["number"]
    (one,) = seated(at_stage(Status.NOMINATING), psm())
    formula = replace(one, name='=HYPERLINK("http://contoh.example")')
    assert cells(papers.trainings.recap_table(at_stage(Status.FINISHED), [formula], []))[1][0] == formula.name


def cells(content: bytes) -> list[list[str]]:
    """Every cell as text; a formula would be none."""
    book = load_workbook(BytesIO(content))
    assert {cell.data_type for row in book.active for cell in row} <= {"s", "n"}
    return [[str(cell.value) for cell in row] for row in book.active]
