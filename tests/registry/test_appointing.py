"""An officer of the Dinas records an SK, and the volunteer logs in: over HTTP, with the real Keycloak."""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest

from services.kit import area
from services.kit.area import Level
from tests.registry.conftest import Kabupaten
from tests.registry.people import Json, Person, newcomer

SK = {"number": "1", "issuer": "Bupati", "issued_on": "2026-01-05", "starts_on": "2026-01-05"}


def test_she_has_an_account_and_sees_her_villages_within_five_seconds(kabupaten: Kabupaten) -> None:
    volunteer = kabupaten.appointed(kabupaten.psm())
    begun = time.monotonic()
    ready = kabupaten.dinas.until(f"/v1/volunteers/{volunteer['id']}", "account", "ready")
    assert time.monotonic() - begun < 5
    rahma = newcomer(kabupaten.dinas, f"/v1/volunteers/{volunteer['id']}")
    me = rahma.get("/v1/me").body
    assert [place["code"] for place in me["villages"]] == kabupaten.villages()[:2]
    assert me["villages"][0]["name"] == area.name(kabupaten.villages()[0])
    assert (me["roles"], me["office"], me["status"]) == (["psm"], kabupaten.code, "active")
    assert (me["name"], me["username"]) == ("Rahma Contoh", ready["username"])


def test_what_was_recorded_is_shown_with_the_sk_and_whose_move_it_is(kabupaten: Kabupaten) -> None:
    answer = kabupaten.dinas.post("/v1/volunteers", kabupaten.psm(name="  Rahma   Contoh "))
    volunteer = answer.body
    assert answer.status == 201
    assert answer.headers["etag"] == '"1"'
    assert volunteer["name"] == "Rahma Contoh"
    assert volunteer["username"].startswith("rahma.contoh")
    assert volunteer["sk"] == kabupaten.psm()["sk"] | {"ends_on": None}
    assert (volunteer["status"], volunteer["status_words"]["id"], volunteer["turn"]) == ("active", "Aktif", "none")
    assert kabupaten.dinas.get(f"/v1/volunteers/{volunteer['id']}").body["sk"] == volunteer["sk"]


def test_the_same_key_told_again_appoints_nobody_anew(kabupaten: Kabupaten) -> None:
    key, body = str(uuid4()), kabupaten.psm()
    first = kabupaten.dinas.post("/v1/volunteers", body, key=key)
    again = kabupaten.dinas.post("/v1/volunteers", body, key=key)
    assert (first.status, again.status) == (201, 201)
    assert first.body["id"] == again.body["id"]


@pytest.mark.parametrize(("wrong", "code", "field"), [
    ({"villages": ["1"]}, "unknown-area", "villages"),
    ({"villages": ["190602"]}, "unknown-area", "villages"),
    ({"villages": []}, "invalid", "villages"),
    ({"nik": "190602610153900"}, "invalid", "nik"),
    ({"phone": "nanti"}, "invalid", "phone"),
    ({"name": "Rahma 81"}, "invalid", "name"),
    ({"username": "1906026101539001"}, "invalid", "username"),
    ({"username": "RahmaContoh"}, "invalid", "username"),
    ({"role": "dinas"}, "invalid", "role"),
    ({"sk": None}, "invalid", "sk"),
    ({"sk": SK | {"issued_on": "kemarin"}}, "invalid", "sk.issued_on"),
    ({"sk": SK | {"issued_on": "2999-01-01"}}, "invalid", "sk.issued_on"),
])  # fmt: skip
def test_what_is_wrong_is_named_and_never_repeated(
    kabupaten: Kabupaten, wrong: dict[str, Any], code: str, field: str
) -> None:
    refused = kabupaten.dinas.post("/v1/volunteers", kabupaten.psm(**wrong))
    assert (refused.status, refused.code, set(refused.body["fields"])) == (422, code, {field})
    assert "190602610153900" not in str(refused.body)


def test_a_village_of_another_kabupaten_is_refused_in_plain_words(kabupaten: Kabupaten, elsewhere: Kabupaten) -> None:
    wrong = kabupaten.psm(villages=[kabupaten.villages()[0], elsewhere.villages()[0]])
    refused = kabupaten.dinas.post("/v1/volunteers", wrong)
    assert (refused.status, refused.code) == (422, "outside-kabupaten")
    assert refused.body["title"] == "Ada wilayah di luar kabupaten/kota Anda."
    english = kabupaten.dinas.post("/v1/volunteers", wrong, language="en")
    assert english.body["title"] == "An area lies outside your kabupaten."


def test_an_odd_birth_date_in_a_nik_is_a_warning(kabupaten: Kabupaten) -> None:
    odd = kabupaten.appointed(kabupaten.psm(nik=f"{kabupaten.code}0271135{uuid4().int % 90000 + 10000}"[:16]))
    assert [warning["code"] for warning in odd["warnings"]] == ["odd-nik"]
    assert kabupaten.appointed(kabupaten.psm(nik=kabupaten.nik()))["warnings"] == []


def test_nobody_is_appointed_twice_while_in_service(kabupaten: Kabupaten) -> None:
    same = kabupaten.nik()
    first = kabupaten.appointed(kabupaten.psm(nik=same))
    refused = kabupaten.dinas.post("/v1/volunteers", kabupaten.psm(nik=f"{same[:6]} {same[6:]}"))
    assert (refused.status, refused.code) == (409, "already-appointed")
    path = f"/v1/volunteers/{first['id']}"
    version = kabupaten.dinas.until(path, "account", "ready")["version"]
    assert kabupaten.dinas.post(f"{path}/end", {"reason": "pindah desa"}, was=version).status == 200
    kabupaten.appointed(kabupaten.psm(nik=same))


def test_a_kecamatan_has_one_tksk_until_his_service_ends(kabupaten: Kabupaten) -> None:
    seat = 1
    first = kabupaten.appointed(kabupaten.tksk(seat))
    refused = kabupaten.dinas.post("/v1/volunteers", kabupaten.tksk(seat))
    assert (refused.status, refused.code) == (409, "seat-taken")
    path = f"/v1/volunteers/{first['id']}"
    version = kabupaten.dinas.until(path, "account", "ready")["version"]
    assert kabupaten.dinas.post(f"{path}/suspension", {"reason": "diperiksa"}, was=version).status == 200
    assert kabupaten.dinas.post("/v1/volunteers", kabupaten.tksk(seat)).code == "seat-taken", "suspended, not ended"
    assert kabupaten.dinas.post(f"{path}/end", {"reason": "menjadi PPPK"}, was=version + 1).status == 200
    kabupaten.appointed(kabupaten.tksk(seat))


def test_two_who_take_one_seat_at_once_are_one_tksk(kabupaten: Kabupaten) -> None:
    kabupaten.dinas.get("/v1/me")  # a token for both
    with ThreadPoolExecutor(4) as at_once:
        told = list(at_once.map(lambda _: kabupaten.dinas.post("/v1/volunteers", kabupaten.tksk(2)), range(4)))
    assert sorted(answer.status for answer in told) == [201, 409, 409, 409]
    assert {answer.code for answer in told if answer.status == 409} == {"seat-taken"}


def test_a_user_name_can_be_given_and_is_taken_once_in_the_whole_country(
    kabupaten: Kabupaten, elsewhere: Kabupaten, username: str
) -> None:
    assert kabupaten.appointed(kabupaten.psm(username=username))["username"] == username
    refused = elsewhere.dinas.post("/v1/volunteers", elsewhere.psm(username=username))
    assert (refused.status, refused.code) == (409, "username-taken")
    assert kabupaten.dinas.post("/v1/volunteers", kabupaten.psm(username="pengelola")).code == "username-taken"


def test_a_refused_appointment_takes_no_user_name(kabupaten: Kabupaten, username: str) -> None:
    wrong = kabupaten.psm(username=username, villages=["1"])
    assert kabupaten.dinas.post("/v1/volunteers", wrong).status == 422
    kabupaten.appointed(kabupaten.psm(username=username))


def test_two_of_one_name_get_two_user_names(kabupaten: Kabupaten) -> None:
    one, other = (kabupaten.appointed(kabupaten.psm())["username"] for _ in range(2))
    assert one != other


def test_a_volunteer_appoints_nobody(kabupaten: Kabupaten, rahma: tuple[Json, Person]) -> None:
    assert rahma[1].post("/v1/volunteers", kabupaten.psm()).status == 403


def test_the_list_is_by_name_and_goes_on_behind_the_last_one(kabupaten: Kabupaten) -> None:
    villages = list(area.codes(kabupaten.kecamatan(3), Level.DESA))[:1]
    names = ["Citra Andai", "Agus Andai", "Bunga Andai", "Agus Andai", "Dedi Andai"]
    for name in names:
        kabupaten.appointed(kabupaten.psm(name=name, villages=villages))
    query = f"/v1/volunteers?kec={kabupaten.kecamatan(3)}&role=psm&limit=2"
    shown, cursor = [], ""
    while True:
        page = kabupaten.dinas.get(query + cursor).body
        shown += [volunteer["name"] for volunteer in page["items"]]
        if page["next"] is None:
            break
        assert len(page["items"]) == 2
        cursor = f"&cursor={page['next']}"
    assert shown == sorted(names)
