"""Over HTTP: a portfolio that writes itself, a statement that anybody may check, a journal, and a month that goes from
the PSM to the TKSK to the Dinas."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from deploy.local.running import Running
from tests.cases.people import PATIENCE, Worker, known_by_now
from tests.registry.conftest import Kabupaten
from tests.registry.courses import certified, today
from tests.registry.people import Answer, Json, Person
from tests.registry.test_certifying import fetched, text_of

HIV = 16


@pytest.fixture(scope="module")
def psm(kabupaten: Kabupaten) -> tuple[Json, Worker]:
    """Somebody of these tests alone, in a village of her own."""
    village = kabupaten.villages(5)[0]
    volunteer, person = kabupaten.at_work(kabupaten.psm(villages=[village], name="Sari Contoh"))
    return volunteer, known_by_now(Worker(person, (village,)))


@pytest.fixture(scope="module")
def tksk(kabupaten: Kabupaten) -> Iterator[tuple[Json, Worker]]:
    with kabupaten.seated(5) as (volunteer, person):
        yield volunteer, known_by_now(Worker(person, tuple(kabupaten.villages(5))))


@pytest.fixture(scope="module")
def recorded(psm: tuple[Json, Worker], tksk: tuple[Json, Worker]) -> list[Json]:
    """What her portfolio says once she recorded a request and an elderly woman, and the TKSK verified the second."""
    psm[1].recorded(type=None)
    case = psm[1].recorded()
    tksk[1].done(case, "verification", {})
    return until(psm[1].person, "/v1/me/portfolio", 2)


def until(who: Person, path: str, number: int) -> list[Json]:
    """The entries, once there are so many."""
    end = time.monotonic() + PATIENCE
    while len(items := who.get(path).body["items"]) < number:
        assert time.monotonic() < end, items
        time.sleep(0.2)
    return list(items)


def last_month(of: Kabupaten) -> date:
    return (today(of.code).replace(day=1) - timedelta(days=1)).replace(day=1)


def line(psm: tuple[Json, Worker], day: date, **other: Any) -> Json:
    return {
        "day": day.isoformat(), "kind": "visit", "function": "motivator", "minutes": 90,
        "village": psm[1].villages[0], "companions": ["desa"], "note": "Menengok warga sakit", **other,
    }  # fmt: skip


# --- the portfolio ---


def test_what_she_recorded_stands_in_her_portfolio_without_a_case_or_a_person(recorded: list[Json]) -> None:
    request, elderly = sorted(recorded, key=lambda one: one["whole_month"])
    assert request["kind"]["code"] == elderly["kind"]["code"] == "recorded"
    assert (request["type"], len(request["place"])) == (None, 10)
    assert (elderly["type"]["code"], len(elderly["place"]), elderly["on"][-2:]) == ("8", 6, "01")
    said = json.dumps(recorded)
    assert "case" not in said
    assert "Aminah" not in said


def test_who_verified_has_an_entry_of_her_own(recorded: list[Json], tksk: tuple[Json, Worker]) -> None:
    items = until(tksk[1].person, "/v1/me/portfolio", 1)
    assert {one["kind"]["code"] for one in items} == {"verified"}


def test_a_protected_case_leaves_no_entry_and_takes_back_what_stood(
    psm: tuple[Json, Worker], tksk: tuple[Json, Worker], kabupaten: Kabupaten
) -> None:
    before, drafts = len(_all(psm)), _drafts(psm, kabupaten)
    psm[1].post("/v1/cases", psm[1].met(type=HIV))
    case = psm[1].recorded(type=None)
    until(psm[1].person, "/v1/me/portfolio?limit=200", before + 1)
    returned = tksk[1].done(case, "return", {"reason": "wrong_type"})
    psm[1].post(f"/v1/cases/{case['id']}/completion", {"type": HIV}, was=returned["version"])
    end = time.monotonic() + PATIENCE
    while not any(one["place"] == kabupaten.code for one in _all(psm)):
        assert time.monotonic() < end
        time.sleep(0.2)
    assert len(_all(psm)) == before + 1, "the one that was protected from the first is nobody's"
    assert _drafts(psm, kabupaten) == drafts, "nor does a draft point to it"


def _drafts(psm: tuple[Json, Worker], kabupaten: Kabupaten) -> int:
    told = psm[1].person.get(f"/v1/me/journal?month={today(kabupaten.code).isoformat()[:7]}").body["items"]
    return sum(one["draft"] for one in told)


def _all(psm: tuple[Json, Worker]) -> list[Json]:
    return list(psm[1].person.get("/v1/me/portfolio?limit=200").body["items"])


async def test_a_fact_that_is_heard_twice_is_one_entry(admin: Any, recorded: list[Json], street: Running) -> None:
    """Heard by a registry that forgot it had: the same deed of the same volunteer finds its row there."""
    entry = UUID(recorded[0]["id"])
    again = """INSERT INTO evidence SELECT office, $1, volunteer_id, kind, on_day, place, print, matter, at, ppks,
      hours, title, note, hidden, attested_by, attested_name, attested_at, version FROM evidence WHERE evidence_id = $2
      ON CONFLICT DO NOTHING"""
    assert await admin.execute(again, uuid4(), entry) == "INSERT 0 0"


@pytest.mark.parametrize(
    "forged",
    [
        """INSERT INTO evidence SELECT office, gen_random_uuid(), volunteer_id, kind, on_day, place, '', matter, at,
          ppks, hours, title, note, hidden, attested_by, attested_name, attested_at, version FROM evidence
          WHERE evidence_id = $1""",
        "UPDATE evidence SET kind = 'served' WHERE evidence_id = $1",
        "UPDATE evidence SET volunteer_id = gen_random_uuid() WHERE evidence_id = $1",
    ],
)
async def test_the_log_in_that_serves_people_writes_no_evidence(
    street: Running, kabupaten: Kabupaten, recorded: list[Json], forged: str
) -> None:
    serving = await asyncpg.connect(street.dsn("registry", "app"))
    try:
        await serving.execute("BEGIN")
        await serving.execute(f"SET LOCAL titian.office = '{kabupaten.code}'")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await serving.execute(forged, UUID(recorded[0]["id"]))
    finally:
        await serving.close()


def test_a_note_is_read_by_her_and_her_supervisors(
    psm: tuple[Json, Worker], tksk: tuple[Json, Worker], recorded: list[Json]
) -> None:
    one = _all(psm)[0]
    noted = psm[1].person.post(f"/v1/evidence/{one['id']}/annotation", {"note": "Tiga kali datang"}, was=one["version"])
    assert (noted.status, noted.body["note"]) == (200, "Tiga kali datang")
    seen = tksk[1].person.get(f"/v1/volunteers/{psm[0]['id']}/portfolio").body["items"]
    assert "Tiga kali datang" in {entry.get("note") for entry in seen}
    stale = psm[1].person.post(f"/v1/evidence/{one['id']}/annotation", {"note": "x"}, was=one["version"])
    assert (stale.status, stale.code) == (412, "stale")


def test_a_hidden_entry_stays_in_its_place_and_the_count_says_so(
    psm: tuple[Json, Worker], tksk: tuple[Json, Worker], recorded: list[Json]
) -> None:
    one, me = _all(psm)[-1], psm[1].person
    path = f"/v1/evidence/{one['id']}/visibility"
    was = me.post(path, {"hidden": True}, was=one["version"]).body["version"]
    there = next(
        entry
        for entry in tksk[1].person.get(f"/v1/volunteers/{psm[0]['id']}/portfolio").body["items"]
        if entry["id"] == one["id"]
    )
    assert there.keys() == {"id", "version", "hidden"}
    assert tksk[1].person.get(f"/v1/volunteers/{psm[0]['id']}/portfolio/summary").body["hidden"] == 1
    refused = tksk[1].person.post(f"/v1/volunteers/{psm[0]['id']}/attestation", {"entries": [one["id"]]})
    assert (refused.status, refused.code) == (409, "hidden-entry")
    assert me.post(path, {"hidden": False}, was=was).status == 200


def test_the_tksk_attests_what_is_another_persons_and_the_dinas_hers(
    kabupaten: Kabupaten, psm: tuple[Json, Worker], tksk: tuple[Json, Worker], recorded: list[Json]
) -> None:
    path = f"/v1/volunteers/{psm[0]['id']}/attestation"
    ids = [recorded[0]["id"]]
    assert tksk[1].person.post(path, {"entries": ids}).status == 200
    assert kabupaten.dinas.post(path, {"entries": ids}).status == 200, "said again it stays as it was"
    assert next(one for one in _all(psm) if one["id"] == ids[0])["attested_name"] == "Jaka Umpama"
    own = [one["id"] for one in until(tksk[1].person, "/v1/me/portfolio", 1)]
    refused = tksk[1].person.post(f"/v1/volunteers/{tksk[0]['id']}/attestation", {"entries": own})
    assert (refused.status, refused.code) == (403, "own-work")
    assert kabupaten.dinas.post(f"/v1/volunteers/{tksk[0]['id']}/attestation", {"entries": own}).status == 200
    strange = tksk[1].person.post(path, {"entries": own})
    assert (strange.status, strange.code) == (404, "not-found"), "an entry of somebody else"


def test_lesson_hours_count_for_who_passed_and_are_taken_back_with_the_certificate(
    kabupaten: Kabupaten, tksk: tuple[Json, Worker]
) -> None:
    told = certified(kabupaten, tksk[0], roles=["tksk"], title="Bimtek TKSK")
    path = "/v1/me/portfolio?limit=200"
    end = time.monotonic() + PATIENCE

    def hours() -> list[int]:
        return [one["hours"] for one in tksk[1].person.get(path).body["items"] if one["kind"]["code"] == "trained"]

    while not hours():
        assert time.monotonic() < end
        time.sleep(0.2)
    assert hours() == [2]
    certificate = told["participants"][0]["certificate"]
    revoked = kabupaten.dinas.post(
        f"/v1/certificates/{certificate['id']}/revocation", {"reason": "Nama keliru"}, was=certificate["version"]
    )
    assert revoked.status == 200
    end = time.monotonic() + PATIENCE
    while hours():
        assert time.monotonic() < end
        time.sleep(0.2)


# --- the statement ---


def asked(street: Running, token: str) -> Answer:
    """As anybody asks, who has no log-in."""
    request = urllib.request.Request(f"{street.url('registry')}/v1/statements/{token}")
    while True:
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return Answer(answer.status, json.load(answer))
        except urllib.error.HTTPError as refusal:
            if refusal.code != 429:
                return Answer(refusal.code, json.load(refusal))
            time.sleep(0.3)


def test_a_statement_is_checked_by_anybody_and_says_name_span_and_figures_alone(
    street: Running, kabupaten: Kabupaten, psm: tuple[Json, Worker], recorded: list[Json]
) -> None:
    me, month = psm[1].person, today(kabupaten.code).isoformat()[:7]
    praised = {"title": "Piagam PSM teladan", "on": today(kabupaten.code).isoformat()}
    assert kabupaten.dinas.post(f"/v1/volunteers/{psm[0]['id']}/commendations", praised).status == 201
    made = me.post("/v1/me/statements", {"first": month, "last": month})
    assert made.status == 201
    checked = asked(street, made.body["token"])
    assert checked.status == 200
    assert checked.body.keys() == {
        "state", "state_words", "name", "first", "last", "kinds", "entries", "attested", "hidden", "lesson_hours",
        "minutes", "issued_on", "valid_until",
    }  # fmt: skip
    assert (checked.body["state"], checked.body["name"], checked.body["first"]) == ("valid", "Sari Contoh", month)
    assert {one["code"] for one in checked.body["kinds"]} == {"recorded", "commended"}
    kind, called, pdf = fetched(me, f"/v1/me/statements/{made.body['id']}/paper")
    text = text_of(pdf)
    assert kind == "application/pdf"
    assert called.startswith('attachment; filename="portofolio-20')
    for said in ("KETERANGAN PORTOFOLIO RELAWAN", "Sari Contoh, PSM", "Mendata warga yang membutuhkan layanan"):
        assert said in text
    assert "Lanjut Usia" not in text


def test_a_forged_statement_is_unknown(street: Running, kabupaten: Kabupaten, psm: tuple[Json, Worker]) -> None:
    month = today(kabupaten.code).isoformat()[:7]
    token = psm[1].person.post("/v1/me/statements", {"first": month, "last": month}).body["token"]
    for forged in (token[:-2] + "AA", f"{kabupaten.code}.{'A' * 43}", "x"):
        assert (asked(street, forged).status, asked(street, forged).code) == (404, "unknown-statement")
    certificate = urllib.request.Request(f"{street.url('registry')}/v1/certificates/{token}")
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(certificate, timeout=20)
    assert refused.value.code in (404, 429), "a statement is no certificate"


# --- journal and report ---


def test_her_own_deed_lies_as_a_draft_in_her_journal(kabupaten: Kabupaten, psm: tuple[Json, Worker]) -> None:
    psm[1].recorded(type=None)
    path = f"/v1/me/journal?month={today(kabupaten.code).isoformat()[:7]}"
    end = time.monotonic() + PATIENCE
    while not psm[1].person.get(path).body["drafts"]:
        assert time.monotonic() < end
        time.sleep(0.2)
    draft = next(one for one in psm[1].person.get(path).body["items"] if one["draft"])
    assert (draft["kind"]["code"], draft["minutes"], draft["village"]) == ("recording", 0, psm[1].villages[0])
    told = line(psm, today(kabupaten.code), kind="recording", function="administrator")
    completed = psm[1].person.post(f"/v1/me/journal/{draft['id']}", told, was=draft["version"])
    assert (completed.status, completed.body["draft"], completed.body["note"]) == (200, False, "Menengok warga sakit")


def test_bad_input_is_refused_by_the_field(kabupaten: Kabupaten, psm: tuple[Json, Worker]) -> None:
    day = today(kabupaten.code)
    for other, field in (
        ({"day": (day + timedelta(days=1)).isoformat()}, "day"), ({"minutes": 25 * 60}, "minutes"),
        ({"village": kabupaten.villages(0)[0]}, "village"), ({"function": "facilitation"}, "function"),
    ):  # fmt: skip
        refused = psm[1].person.post("/v1/me/journal", line(psm, day) | other)
        assert (refused.status, set(refused.body["fields"])) == (422, {field})


def test_a_month_goes_to_the_tksk_and_the_dinas_and_comes_back_where_it_is_wrong(
    kabupaten: Kabupaten, psm: tuple[Json, Worker], tksk: tuple[Json, Worker]
) -> None:
    month, me, jaka, dinas = last_month(kabupaten), psm[1].person, tksk[1].person, kabupaten.dinas
    body = {"month": month.isoformat()[:7]}
    empty = me.post("/v1/me/reports", body, was=0)
    assert (empty.status, empty.code) == (409, "nothing-written")
    first = me.post("/v1/me/journal", line(psm, month))
    missing = f"/v1/reports/missing?month={body['month']}&limit=200"
    assert psm[0]["id"] in {one["volunteer_id"] for one in jaka.get(missing).body["items"]}
    sent = me.post("/v1/me/reports", body, was=0)
    assert (sent.status, sent.body["status"], sent.body["turn"]) == (201, "sent", "tksk")
    one = f"/v1/reports/{sent.body['id']}"
    assert psm[0]["id"] not in {one["volunteer_id"] for one in dinas.get(missing).body["items"]}
    frozen = me.post(f"/v1/me/journal/{first.body['id']}", line(psm, month, minutes=60), was=1)
    assert (frozen.status, frozen.code) == (409, "month-sent")
    assert dinas.post(f"{one}/approval", was=1).code == "not-at-this-step"
    back = jaka.post(f"{one}/return", {"reason": "Jamnya keliru"}, was=1).body
    assert (back["status"], back["turn"], back["reason"]) == ("returned", "psm", "Jamnya keliru")
    mended = me.post(f"/v1/me/journal/{first.body['id']}", line(psm, month, minutes=60), was=1)
    assert mended.status == 200
    assert me.post("/v1/me/reports", body, was=1).code == "stale"
    assert me.post("/v1/me/reports", body, was=2).status == 201
    checked = jaka.post(f"{one}/check", was=3).body
    assert (checked["status"], checked["turn"]) == ("checked", "dinas")
    shown = dinas.get(one).body
    assert (shown["minutes"], [told["note"] for told in shown["items"]]) == (60, ["Menengok warga sakit"])
    assert dinas.post(f"{one}/approval", was=4).body["status"] == "approved"
    assert {told["status"] for told in (me.get(one).body, jaka.get(one).body)} == {"approved"}
    kind, called, pdf = fetched(me, f"{one}/paper")
    assert (kind, called) == ("application/pdf", f'attachment; filename="laporan-bulanan-{month.isoformat()}.pdf"')
    for said in ("LAPORAN BULANAN", "Sari Contoh, PSM", "Disetujui Dinas", "Menengok warga sakit", "Motivator"):
        assert said in text_of(pdf).replace("\n", " "), said
    assert me.get(f"/v1/me/portfolio/summary?year={month.year}").body["minutes"] == 60
    counts = dinas.get(f"/v1/reports?month={body['month']}").body["counts"]
    assert counts["approved"] >= 1


def test_what_somebody_did_is_erased_after_her_service_has_ended(
    street: Running, kabupaten: Kabupaten, psm: tuple[Json, Worker]
) -> None:
    """Last: her statement is unknown from then on."""
    month = today(kabupaten.code).isoformat()[:7]
    token = psm[1].person.post("/v1/me/statements", {"first": month, "last": month}).body["token"]
    path = f"/v1/volunteers/{psm[0]['id']}"
    refused = kabupaten.supervisor.post(f"{path}/work-erasure")
    assert (refused.status, refused.code) == (409, "still-serving")
    was = kabupaten.dinas.get(path).body["version"]
    assert kabupaten.dinas.post(f"{path}/end", {"reason": "Pindah"}, was=was).status == 200
    assert kabupaten.supervisor.post(f"{path}/work-erasure").status == 200
    assert kabupaten.dinas.get(f"{path}/portfolio").body["items"] == []
    assert asked(street, token).code == "unknown-statement"


async def test_the_first_page_of_two_thousand_entries_is_read_by_its_index(
    admin: Any, kabupaten: Kabupaten, tksk: tuple[Json, Worker]
) -> None:
    grown = """INSERT INTO evidence SELECT $1, gen_random_uuid(), $2, 'recorded', date '2024-01-01' + n % 700, $1,
      sha256(n::text::bytea), NULL, now(), NULL, 0, '', NULL, false, '', '', NULL, 1 FROM generate_series(1, 2000) n"""
    await admin.execute(grown, kabupaten.code, UUID(tksk[0]["id"]))
    read = """EXPLAIN SELECT * FROM evidence WHERE office = $1 AND volunteer_id = $2
      ORDER BY on_day DESC, evidence_id DESC LIMIT 51"""
    plan = "\n".join(row[0] for row in await admin.fetch(read, kabupaten.code, UUID(tksk[0]["id"])))
    assert "evidence_listed" in plan
    assert "Sort" not in plan
    first = tksk[1].person.get("/v1/me/portfolio")
    assert len(first.body["items"]) == 50
    following = tksk[1].person.get(f"/v1/me/portfolio?cursor={first.body['next']}")
    assert {one["id"] for one in following.body["items"]}.isdisjoint({one["id"] for one in first.body["items"]})
