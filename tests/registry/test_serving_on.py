"""Over HTTP: a further SK, leave and cover, what others hear of them, and what a tick ends."""

import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from deploy.local.plan import ROOT
from deploy.local.running import Running
from proto.registry.v1 import facts_pb2, reads_pb2, reads_pb2_grpc
from services.kit import area, rpc
from services.kit.area import Level
from tests.cases.people import PATIENCE, Worker
from tests.registry.conftest import Kabupaten, _kabupaten
from tests.registry.courses import nominated, planned, staged
from tests.registry.people import Answer, Json, Person
from tests.registry.test_announcing import _until, cases

__all__ = ["cases"]

SK = {"number": "141/77/KPTS/2026", "issuer": "Bupati Contoh", "issued_on": "2026-02-02", "starts_on": "2026-02-02"}


@pytest.fixture(scope="module")
def kabupaten(administrator: Person) -> Kabupaten:
    """One of this module's own: seats and villages are free."""
    return _kabupaten(administrator)


@pytest.fixture(scope="module")
def elsewhere(administrator: Person) -> Kabupaten:
    return _kabupaten(administrator)


def on(days: int) -> str:
    return str((datetime.now(UTC) + timedelta(days=days)).date())


def do(kabupaten: Kabupaten, volunteer: Json, verb: str, body: Json | None = None, *, was: int | None = None) -> Answer:
    path = f"/v1/volunteers/{volunteer['id']}"
    version = was if was is not None else kabupaten.dinas.until(path, "account", "ready")["version"]
    return kabupaten.dinas.post(f"{path}/{verb}", body, was=version)


def done(kabupaten: Kabupaten, volunteer: Json, verb: str, body: Json | None = None) -> Json:
    answer = do(kabupaten, volunteer, verb, body)
    assert answer.status == 200, answer.body
    return answer.body


def cover(villages: list[str], days: int = 30, **other: Any) -> Json:
    told = {"villages": villages, "ends_on": on(days), "reason": "Rekan cuti melahirkan", "decided_by": "Kepala Bidang"}
    return told | other


def codes(shown: Json) -> list[str]:
    return [village["code"] for village in shown["villages"]]


def tick(street: Running, at: datetime) -> None:
    asked = [sys.executable, "-m", "services.registry", "tick", "--at", at.isoformat()]
    subprocess.run(asked, check=True, cwd=ROOT, env=street.environment("registry"), capture_output=True)


def test_a_renewal_holds_at_once_and_the_old_sk_stays_in_the_history(kabupaten: Kabupaten) -> None:
    volunteer = kabupaten.appointed(kabupaten.psm())
    renewed = done(kabupaten, volunteer, "renewal", {"sk": SK | {"ends_on": on(400)}})
    assert (renewed["sk"]["number"], renewed["sk"]["ends_on"]) == (SK["number"], on(400))
    history = kabupaten.dinas.get(f"/v1/volunteers/{volunteer['id']}").body["decrees"]
    assert [sk["kind"] for sk in history] == ["renewal", "appointment"]
    assert [sk["number"] for sk in history] == [SK["number"], kabupaten.psm()["sk"]["number"]]
    assert [codes(sk) for sk in history] == [kabupaten.villages()[:2]] * 2
    again = do(kabupaten, volunteer, "renewal", {"sk": SK})
    assert (again.status, set(again.body["fields"])) == (422, {"sk.number"})


def test_a_move_changes_what_she_sees_within_seconds(kabupaten: Kabupaten) -> None:
    volunteer, she = kabupaten.at_work(kabupaten.psm())
    there = kabupaten.villages(1)[:1]
    moved = done(kabupaten, volunteer, "move", {"villages": there, "sk": SK})
    assert (codes(moved), moved["kec"]) == (there, kabupaten.kecamatan(1))
    assert codes(she.get("/v1/me").body) == there
    history = kabupaten.dinas.get(f"/v1/volunteers/{volunteer['id']}").body["decrees"]
    assert [(sk["kind"], codes(sk)) for sk in history] == [
        ("move", there), ("appointment", kabupaten.villages()[:2]),
    ]  # fmt: skip


def test_a_move_into_another_kabupaten_is_an_end_and_an_appointment_there(
    kabupaten: Kabupaten, elsewhere: Kabupaten
) -> None:
    volunteer = kabupaten.appointed(kabupaten.psm())
    refused = do(kabupaten, volunteer, "move", {"villages": elsewhere.villages()[:1], "sk": SK})
    assert (refused.status, refused.code) == (422, "outside-kabupaten")


def test_a_seat_is_left_by_a_move_and_taken_by_it_once(elsewhere: Kabupaten) -> None:
    first, other = (elsewhere.appointed(elsewhere.tksk(seat)) for seat in (0, 1))
    taken = do(elsewhere, first, "move", {"kec": elsewhere.kecamatan(1), "sk": SK})
    assert (taken.status, taken.code) == (409, "seat-taken")
    assert done(elsewhere, first, "move", {"kec": elsewhere.kecamatan(2), "sk": SK})["kec"] == elsewhere.kecamatan(2)
    assert done(elsewhere, other, "move", {"kec": elsewhere.kecamatan(0), "sk": SK})["kec"] == elsewhere.kecamatan(0)


def test_who_is_on_leave_shows_whether_somebody_stands_in(kabupaten: Kabupaten) -> None:
    place = kabupaten.villages(2)[0]
    away = kabupaten.appointed(kabupaten.psm(villages=[place]))
    shown = done(kabupaten, away, "leave", {"reason": "Melahirkan", "returns_on": on(60)})
    assert (shown["status"], shown["turn"], shown["leave"]["covered"]) == ("on_leave", "dinas", False)
    assert shown["status_words"]["id"] == "Cuti, belum digantikan"
    near = kabupaten.appointed(kabupaten.psm(villages=kabupaten.villages(2)[1:2]))
    done(kabupaten, near, "cover", cover([place]))
    shown = kabupaten.dinas.get(f"/v1/volunteers/{away['id']}").body
    assert (shown["status_words"]["id"], shown["turn"]) == ("Cuti, digantikan", "none")
    listed = kabupaten.dinas.get("/v1/volunteers?status=on_leave&limit=200").body["items"]
    assert away["id"] in {item["id"] for item in listed}
    active = kabupaten.dinas.get(f"/v1/volunteers?status=active&kec={kabupaten.kecamatan(2)}&limit=200").body["items"]
    assert away["id"] not in {item["id"] for item in active}
    back = done(kabupaten, away, "leave-end")
    assert (back["status"], back["leave"]) == ("active", None)


def test_cover_opens_villages_until_it_is_ended(kabupaten: Kabupaten) -> None:
    place = kabupaten.villages(2)[2:3]
    volunteer, she = kabupaten.at_work(kabupaten.psm(villages=kabupaten.villages(2)[1:2]))
    shown = done(kabupaten, volunteer, "cover", cover(place))
    assert codes(shown) == kabupaten.villages(2)[1:2], "her own stay her own"
    me = she.get("/v1/me").body
    assert sorted(codes(me)) == sorted([*kabupaten.villages(2)[1:2], *place])
    assert (me["covers"][0]["ends_on"], codes(me["covers"][0])) == (on(30), place)
    ended = done(kabupaten, volunteer, "cover-end", {"cover_id": shown["covers"][0]["id"]})
    assert ended["covers"] == []
    assert codes(she.get("/v1/me").body) == kabupaten.villages(2)[1:2]
    twice = do(kabupaten, volunteer, "cover-end", {"cover_id": shown["covers"][0]["id"]})
    assert (twice.status, twice.code) == (404, "no-such-cover")


@pytest.mark.parametrize(("wrong", "field"), [
    ({"villages": []}, "villages"), ({"ends_on": "2020-01-01"}, "ends_on"), ({"decided_by": ""}, "decided_by"),
    ({"reason": " "}, "reason"), ({"villages": ["1"]}, "villages"),
])  # fmt: skip
def test_what_is_wrong_with_a_cover_is_named(kabupaten: Kabupaten, wrong: Json, field: str) -> None:
    volunteer = kabupaten.appointed(kabupaten.psm(villages=kabupaten.villages(3)[:1]))
    refused = do(kabupaten, volunteer, "cover", cover(kabupaten.villages(3)[1:2]) | wrong)
    assert (refused.status, set(refused.body["fields"])) == (422, {field})


def test_a_tksk_acts_where_the_seat_is_vacant_and_nowhere_else(elsewhere: Kabupaten) -> None:
    acting, he = elsewhere.at_work(elsewhere.tksk(3))
    vacant = elsewhere.kecamatan(4)
    shown = done(elsewhere, acting, "cover", cover([], kec=vacant))
    assert (shown["kec"], shown["covers"][0]["kec"]) == (elsewhere.kecamatan(3), vacant)
    assert he.get("/v1/me").body["kecs"] == [elsewhere.kecamatan(3), vacant]
    psm = elsewhere.appointed(elsewhere.psm(villages=elsewhere.villages(4)[:1]))
    assert he.get(f"/v1/volunteers/{psm['id']}").status == 200, "the volunteers there are his meanwhile"
    second = elsewhere.appointed(elsewhere.tksk(4))
    refused = do(elsewhere, second, "cover", cover([], kec=elsewhere.kecamatan(3)))
    assert (refused.status, refused.code) == (409, "seat-served")


async def test_of_two_who_begin_to_act_for_a_kecamatan_at_once_one_does(kabupaten: Kabupaten, admin: Any) -> None:
    """The other's cover stands, and is in no state of a seat yet: so it is while both look."""
    acting, seat = kabupaten.appointed(kabupaten.tksk(3)), kabupaten.kecamatan(4)
    quicker = await admin.fetchval(
        "INSERT INTO covers (office, cover_id, volunteer_id, villages, kec, ends_on, reason, decided_by, begun_at)"
        " VALUES ($1, gen_random_uuid(), gen_random_uuid(), '{}', $2, now(), 'Sakit', 'Kepala Bidang', now())"
        " RETURNING cover_id", kabupaten.code, seat,
    )  # fmt: skip
    refused = do(kabupaten, acting, "cover", cover([], kec=seat))
    await admin.execute("DELETE FROM covers WHERE cover_id = $1", quicker)
    assert (refused.status, refused.code) == (409, "seat-served")


def test_who_covers_elsewhere_is_nominated_from_her_own_place(kabupaten: Kabupaten) -> None:
    own = kabupaten.villages(2)[0]
    acting, near = kabupaten.appointed(kabupaten.tksk(2)), kabupaten.appointed(kabupaten.psm(villages=[own]))
    done(kabupaten, acting, "cover", cover([], kec=kabupaten.kecamatan(0)))
    done(kabupaten, near, "cover", cover(kabupaten.villages(0)[:1]))
    training = planned(kabupaten, roles=["psm", "tksk"], tier=None)
    staged(kabupaten.dinas, training, "nominating")
    told = nominated(kabupaten, training, acting, near)["participants"]
    assert {one["place"] for one in told} == {kabupaten.kecamatan(2), own}


async def test_what_is_due_ends_by_itself_and_is_heard(
    kabupaten: Kabupaten, street: Running, cases: rpc.Peer
) -> None:  # fmt: skip
    away = kabupaten.appointed(kabupaten.psm(villages=kabupaten.villages(3)[:1]))
    near = kabupaten.appointed(kabupaten.psm(villages=kabupaten.villages(3)[1:2]))
    done(kabupaten, away, "leave", {"reason": "Ibadah haji", "returns_on": on(40)})
    done(kabupaten, near, "cover", cover(kabupaten.villages(3)[:1], days=40))
    tick(street, datetime.now(UTC) + timedelta(days=20))
    assert kabupaten.dinas.get(f"/v1/volunteers/{away['id']}").body["status"] == "on_leave"
    tick(street, datetime.now(UTC) + timedelta(days=42))
    assert kabupaten.dinas.get(f"/v1/volunteers/{away['id']}").body["status"] == "active"
    assert kabupaten.dinas.get(f"/v1/volunteers/{near['id']}").body["covers"] == []
    heard = await _until(cases, near["id"], 4)
    assert [fact.past for fact in heard] == ["appointed", "enrolled", "cover_begun", "cover_ended"]
    posts = [facts_pb2.VolunteerCoverBegun.FromString(fact.payload).post for fact in heard[2:]]
    assert [list(post.villages) for post in posts] == [kabupaten.villages(3)[:2], kabupaten.villages(3)[1:2]]
    assert [fact.past for fact in (await _until(cases, away["id"], 4))[2:]] == ["leave_begun", "leave_ended"]


async def test_who_serves_a_place_counts_cover_and_not_who_is_away(
    elsewhere: Kabupaten, cases: rpc.Peer
) -> None:  # fmt: skip
    place, reads = elsewhere.villages(2)[0], reads_pb2_grpc.ReadsStub(cases.channel)

    async def serving() -> set[str]:
        told = await cases.ask(reads.WhoServes, reads_pb2.WhoServesRequest(area=place))
        return {one.volunteer_id for one in told.serving}

    away = elsewhere.appointed(elsewhere.psm(villages=[place]))
    near = elsewhere.appointed(elsewhere.psm(villages=elsewhere.villages(2)[1:2]))
    acting = elsewhere.appointed(elsewhere.tksk(1)) if not await _seated(elsewhere, 1) else None
    assert {away["id"]} <= await serving() and near["id"] not in await serving()
    done(elsewhere, away, "leave", {"reason": "Sakit", "returns_on": on(20)})
    done(elsewhere, near, "cover", cover([place]))
    assert near["id"] in await serving() and away["id"] not in await serving()
    assert acting is None or acting["id"] not in await serving()


async def _seated(kabupaten: Kabupaten, number: int) -> bool:
    listed = kabupaten.dinas.get(f"/v1/volunteers?role=tksk&kec={kabupaten.kecamatan(number)}").body["items"]
    return any(item["kec"] == kabupaten.kecamatan(number) and item["status"] != "ended" for item in listed)


def test_a_covered_village_is_hers_to_record_in(kabupaten: Kabupaten) -> None:
    """Cases hears of the cover, and lets her record there until it ends."""
    place = kabupaten.villages(4)[0]
    volunteer, she = kabupaten.at_work(kabupaten.psm(villages=kabupaten.villages(4)[1:2]))
    assert _record(she, place).status == 422
    shown = done(kabupaten, volunteer, "cover", cover([place]))
    assert _until_recorded(she, place, 201)
    done(kabupaten, volunteer, "cover-end", {"cover_id": shown["covers"][0]["id"]})
    assert _until_recorded(she, place, 422)


def test_an_acting_tksk_records_in_the_kecamatan_where_he_acts(elsewhere: Kabupaten) -> None:
    kecamatan = list(area.codes(elsewhere.code, Level.KECAMATAN))
    listed = elsewhere.dinas.get("/v1/volunteers?role=tksk&limit=200").body["items"]
    held = {item["kec"] for item in listed} | {one["kec"] for item in listed for one in item["covers"]}
    own, vacant = [code for code in kecamatan if code not in held][:2]
    acting, he = elsewhere.at_work(elsewhere.psm(name="Jaka Umpama", role="tksk", villages=[], kec=own))
    place = next(iter(area.codes(vacant, Level.DESA)))
    assert _record(he, place).status == 422
    done(elsewhere, acting, "cover", cover([], kec=vacant))
    assert _until_recorded(he, place, 201)


def _record(who: Person, village: str) -> Answer:
    return Worker(who, (village,)).post("/v1/cases", Worker(who, (village,)).met())


def _until_recorded(who: Person, village: str, status: int) -> bool:
    end = time.monotonic() + PATIENCE
    while _record(who, village).status != status:
        if time.monotonic() > end:
            return False
        time.sleep(0.2)
    return True
